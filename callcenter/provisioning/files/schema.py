"""What the YAML files may say, for editors and the guide; run as a module it writes both."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from callcenter.provisioning.files.declarations import CodecDeclaration, DirectRoom, PrefixRoom, RulesFile, SipFile
from callcenter.provisioning.files.shape_words import yaml_text
from callcenter.settings import REPOSITORY, shipped
from callcenter.value_words import model_at

#: Between these the guide's tables are written by this module.
TABLES_BEGIN, TABLES_END = "<!-- keys: begin -->", "<!-- keys: end -->"


def schema_texts() -> dict[str, str]:
    """Return the text of each folder's schema.json, by the folder's name."""
    models: dict[str, type[BaseModel]] = {"sip": SipFile, "dispatch_rules": RulesFile}
    return {folder: json.dumps(model.model_json_schema(), indent=2) + "\n" for folder, model in models.items()}


def entries() -> dict[str, type[BaseModel]]:
    """Return the declarations by section, then the parts that they have, in the guide's order."""
    sections = {name: model_at(file, (name,)) for file in (SipFile, RulesFile) for name in file.model_fields}
    found = {name: model for name, model in sections.items() if model is not None}
    for owner in [*found.values()]:
        for key in owner.model_fields:
            part = model_at(owner, (key,))
            if part is not None and part not in found.values():
                found[key] = part
    return {
        **found,
        "room.individual, room.callee": PrefixRoom,
        "room.direct": DirectRoom,
        "media.codecs": CodecDeclaration,
    }


def key_tables() -> str:
    """Return the guide's section of every key, as Markdown."""
    blocks = []
    for name, model in entries().items():
        lines = [f"**`{name}`**", "", "| key | what it is | such as |", "|---|---|---|"]
        for key, field in model.model_fields.items():
            example = yaml_text(field.examples[0]) if field.examples else ""
            required = " Required." if field.is_required() else ""
            lines.append(f"| `{key}` | {field.description}{required} | `{example}` |")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def write_guide(guide: Path) -> None:
    """Write the tables into the guide, between the section's introduction and the next section."""
    text = guide.read_text(encoding="utf-8")
    before, begins, rest = text.partition(TABLES_BEGIN)
    _, ends, after = rest.partition(TABLES_END)
    guide.write_text(f"{before}{begins}\n{key_tables()}{ends}{after}", encoding="utf-8")


def write_schemas() -> None:
    """Write schema.json into the shipped folders."""
    for folder, text in schema_texts().items():
        (shipped(folder) / "schema.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas()
    write_guide(REPOSITORY / "docs" / "operator-guide.md")
