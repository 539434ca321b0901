"""Writes the folder of a new agent from the skeleton beside this file, and the way to it in triage's files.

The skeleton is a whole small agent: one tool that writes to a table of its own, one that reads it, their SQL and its
migration, what callers say. It answers at once, and is there to be changed.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from callcenter.agents.declaration import agent_folders, agent_schema
from callcenter.agents.examples import FILE as EXAMPLES
from callcenter.agents.tools_file import FILE as SHARED
from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.errors import SettingsError

_SHIPPED = Path(__file__).resolve().parent
_SKELETON = _SHIPPED / "skeleton"
#: Files beside the agents' folders that belong to all of them.
_COMMON = (SHARED, EXAMPLES, "answers.yaml")
SCHEMA = "agent.schema.json"
_NAME = re.compile(r"^[a-z][a-z0-9_]{0,39}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgent:
    """What was written. `route` are the lines for triage by file, `is_routed` whether they stand there now."""

    folder: Path
    copied: tuple[str, ...]
    route: dict[Path, str]
    is_routed: bool


def write_agent(name: str, *, root: Path, about: str = "", route: bool = True) -> NewAgent:
    """Write an agent's folder into a folder of agents, which gets the shipped agents first if it has none.

    Args:
        name: The agent's name.
        root: The folder of agents' folders; made if missing.
        about: What it is for, as callers would say it ("moving house"); the name by default.
        route: Also write a handoff and its examples into triage's files.

    Raises:
        SettingsError: the name can't be an agent's, or there is such an agent already, or the folder can't be written.
    """
    if not _NAME.match(name):
        raise SettingsError(f"{name!r} can't be an agent's name.", remedy="Use small letters, digits and _.")
    about = " ".join((about or name.replace("_", " ")).split())
    if not re.fullmatch(r"[^\W_](?:[\w ,.()&/+-]*[\w)])?", about) or not re.search(r"[^\W\d_]", about):
        what = f"--about {about!r} can't be said in the middle of a sentence."
        raise SettingsError(what, remedy="Write a few plain words, without quotes and colons.")
    folder = root / name
    is_shipped = not agent_folders(root) and (_SHIPPED / name).exists()
    if folder.exists() or is_shipped:
        what = f"{name!r} is the name of a shipped agent." if is_shipped else f"{folder} is there already."
        raise SettingsError(what, remedy="Take another name, or remove it.")
    try:
        root.mkdir(parents=True, exist_ok=True)
        copied = () if agent_folders(root) else _copy_shipped(root)
        for source in sorted(_SKELETON.rglob("*.txt")):
            if source.name != "triage_examples.txt":
                target = folder / source.relative_to(_SKELETON).with_suffix("")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(_filled(source, name, about), encoding="utf-8")
        (root / SCHEMA).write_text(json.dumps(agent_schema(), indent=2) + "\n", encoding="utf-8")
        lines = _route(root / FIRST_AGENT, name, about)
        is_routed = route and _add_route(root / FIRST_AGENT, lines)
    except OSError as error:
        raise SettingsError(f"{error.filename or root} can't be written: {error.strerror}.") from error
    return NewAgent(folder=folder, copied=copied, route=lines, is_routed=is_routed)


def _copy_shipped(root: Path) -> tuple[str, ...]:
    """Copy the shipped agents and what they share, so that the folder is one to serve from."""
    folders = agent_folders(_SHIPPED)
    for folder in folders:
        shutil.copytree(folder, root / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in _COMMON:
        shutil.copy(_SHIPPED / name, root / name)
    return tuple(folder.name for folder in folders)


def _filled(source: Path, name: str, about: str) -> str:
    return source.read_text(encoding="utf-8").replace("@name@", name).replace("@about@", about)


def _route(triage: Path, name: str, about: str) -> dict[Path, str]:
    """Return what triage's files need for a handoff, by file."""
    # Alone, words such as "true" would be no text to YAML.
    handoff = f'  - agent: {name}\n    topic: "{about}"\n'
    handoff += f"    say: I'll pass you to the colleague for {about}.\n"
    said = _filled(_SKELETON / "triage_examples.txt", name, about).splitlines()
    examples = f"  {name}:\n" + "".join(f'    - "{line}"\n' if line == about else f"    - {line}\n" for line in said)
    return {triage / "agent.yaml": handoff, triage / EXAMPLES: examples}


def _add_route(triage: Path, lines: dict[Path, str]) -> bool:
    """Put the lines under `handoffs:` in triage's files; both or none. Return whether they stand there."""
    texts: dict[Path, str] = {}
    for path, block in lines.items():
        before = path.read_text(encoding="utf-8") if path.is_file() else None
        after = _under_handoffs(before, block) if before is not None else None
        if after is None:
            return False
        texts[path] = after
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return True


def _under_handoffs(text: str, block: str) -> str | None:
    """Return a file with a block put first under `handoffs:` and all else as it was; None if it can't be."""
    head = re.search(r"^handoffs:[ \t]*(\[\]|\{\})?[ \t]*(#.*)?\n", text, re.MULTILINE)
    if head is None:
        has_flow_style = re.search(r"^handoffs:", text, re.MULTILINE)
        return None if has_flow_style else f"{text.rstrip()}\n\nhandoffs:\n{block}"
    following = re.match(r"(?:[ \t]*(?:#.*)?\n)*([ \t]*)(?:- |\w)", text[head.end() :])
    indent = following.group(1) if following and (following.group(1) or block.lstrip().startswith("- ")) else "  "
    is_last = head.group(1) is not None or following is None
    shifted = block if is_last else re.sub(r"^  ", indent, block, flags=re.MULTILINE)
    return f"{text[: head.start()]}handoffs:\n{shifted}{text[head.end() :]}"
