"""What an agent's `examples.yaml` holds: what callers say, by what it calls for.

It stands beside agent.yaml, which a person reads; this a classifier reads, and the more and the more varied the lines,
the better it understands.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from callcenter.agents.declaration import AgentDeclaration, FilePart, Name, Said
from callcenter.errors import Fault
from callcenter.yaml_file import Positions, YamlFile, read_yaml_file

FILE = "examples.yaml"


class Examples(FilePart):
    """One examples.yaml: by tool, by the agent handed off to, and what calls for nothing the agent has (`none`)."""

    tools: dict[Name, list[Said]] = Field(default_factory=dict)
    handoffs: dict[Name, list[Said]] = Field(default_factory=dict)
    none: list[Said] = Field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there are of tools and handoffs."""
        return sum(len(texts) for texts in (*self.tools.values(), *self.handoffs.values()))


def read_examples(folder: Path) -> YamlFile[Examples]:
    """Read an agent folder's examples; a folder without the file has none, which a language model doesn't mind."""
    path = folder / FILE
    if not path.exists():
        return YamlFile(content=Examples(), positions=Positions(str(path), None))
    return read_yaml_file(path, Examples)


def check_examples(examples: Examples, positions: Positions, declaration: AgentDeclaration) -> Iterator[Fault]:
    """Yield the tools and handoffs with examples that the agent hasn't declared, and lines that stand twice."""
    declared = {
        "tools": {tool.name for tool in declaration.tools},
        "handoffs": {handoff.agent for handoff in declaration.handoffs},
    }
    seen: dict[str, str] = {}
    for kind, names in declared.items():
        given: dict[str, list[str]] = getattr(examples, kind)
        for name, texts in given.items():
            if name not in names:
                known = ", ".join(sorted(names)) or "none"
                what = f"has examples for {name!r}, which agent.yaml doesn't declare under {kind}."
                yield positions.fault(what, kind, name, remedy=f"It declares {known}.")
            for index, text in enumerate(texts):
                plain = " ".join(text.casefold().split())
                if seen.setdefault(plain, name) != name:
                    what = f"{text!r} is an example of {seen[plain]!r} too."
                    yield positions.fault(what, kind, name, index, remedy="Keep one of them.")
