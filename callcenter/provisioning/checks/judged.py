"""Which routing an answer is about: the files, or what is in force. Each verb that judges routing says so."""

from __future__ import annotations

from pathlib import Path

from callcenter.settings import load_settings


def judged_files(sip_dir: Path | None, rules_dir: Path | None) -> str:
    """Return the sentence of an answer that is about the files; None is the settings' folder."""
    return f"Judged: {_folders(sip_dir, rules_dir)}, not what `apply` put in force (`explain --live`)."


def judged_compared(sip_dir: Path | None, rules_dir: Path | None) -> str:
    """Return the sentence of an answer that compares the files with what is in force."""
    return f"Compared: {_folders(sip_dir, rules_dir)}, with what is in force."


def judged_live(where: str) -> str:
    """Return the sentence of an answer that is about what is in force; `where` names the target."""
    return f"Judged: what is in force on {where}, not the files."


def _folders(sip_dir: Path | None, rules_dir: Path | None) -> str:
    settings = load_settings()
    return f"the files in {sip_dir or settings.sip_dir} and {rules_dir or settings.rules_dir}"
