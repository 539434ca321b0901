"""Files that look as if they were read, and aren't."""

from __future__ import annotations

from pathlib import Path

from callcenter.errors import Fault

_READ = (".yaml", ".yml")


def check_folder(folder: Path) -> list[Fault]:
    """Return what is wrong with a folder that is there: empty, or with files that nobody reads."""
    if not folder.is_dir():
        return []
    faults: list[Fault] = []
    paths = sorted(folder.iterdir())
    if not any(path.is_file() and path.suffix in _READ for path in paths):
        what = "There is no *.yaml file in the folder."
        faults.append(Fault(file=str(folder), line=0, what=what, remedy="Add one, or name another folder."))
    for path in paths:
        if path.is_dir() and any(path.glob("*.y*ml")):
            what, remedy = "Folders within the folder aren't read.", "Move the files up, or name this folder."
        elif path.is_file() and path.suffix not in _READ and path.suffix.lower() in _READ:
            what, remedy = "It isn't read: its name doesn't end in .yaml or .yml.", "Rename it in small letters."
        else:
            continue
        faults.append(Fault(file=str(path), line=0, what=what, remedy=remedy, is_warning=True))
    return faults
