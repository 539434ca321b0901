"""A self-hosted contact centre that answers the phone by itself."""

import os

__version__ = "0.1.0"

# onnxruntime writes a device id to the home folder and asks for its maker's host, unless it finds this as it is loaded.
# Whoever wants to send it anyway sets the variable to 0. Here, since every process of ours begins here.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # noqa: TID251 - for a library's eyes, no setting of ours
