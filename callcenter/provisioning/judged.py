"""Which routing an answer is about: the files, or what is in force. Each verb that judges routing says so."""

from __future__ import annotations

from pathlib import Path


def judged_files(sip_dir: Path, rules_dir: Path) -> str:
    """Return the sentence of an answer that is about the files."""
    return f"Judged: the files in {sip_dir} and {rules_dir}, not what `apply` put in force (`explain --live`)."


def judged_live(where: str, apply_id: int) -> str:
    """Return the sentence of an answer that is about what is in force; `where` names the target."""
    return f"Judged: what is in force at {where} (apply {apply_id}), not the files."
