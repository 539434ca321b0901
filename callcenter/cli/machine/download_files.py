"""`callcenter download-files`: fetches the weights that no wheel carries."""

from __future__ import annotations

import typer

from callcenter.cli.output import stderr


def register(app: typer.Typer) -> None:
    """Add `download-files` to the command line."""

    @app.command("download-files")
    def download_files() -> None:
        """Download the text turn detector's weights (CALLCENTER_MODELS__TURN_DETECTION=text); needs a network once."""
        from callcenter.models.turns.turn_detection import download_text_weights

        with stderr().status("Downloading the text turn detector's weights from huggingface.co…"):
            download_text_weights()
        stderr().print("The text turn detector is ready.")
