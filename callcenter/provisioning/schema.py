"""JSON Schemas of the YAML files, for editors: `python -m callcenter.provisioning.schema` writes them beside them."""

from __future__ import annotations

import json

from pydantic import BaseModel

from callcenter.provisioning.declarations import RulesFile, SipFile
from callcenter.settings import shipped


def schema_texts() -> dict[str, str]:
    """Return the text of each folder's schema.json, by the folder's name."""
    models: dict[str, type[BaseModel]] = {"sip": SipFile, "dispatch_rules": RulesFile}
    return {folder: json.dumps(model.model_json_schema(), indent=2) + "\n" for folder, model in models.items()}


def write_schemas() -> None:
    """Write schema.json into the shipped folders."""
    for folder, text in schema_texts().items():
        (shipped(folder) / "schema.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas()
