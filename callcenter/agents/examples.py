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
    """One examples.yaml: by tool, by the agent handed off to, by the answer, and what calls for nothing (`none`)."""

    tools: dict[Name, list[Said]] = Field(default_factory=dict)
    handoffs: dict[Name, list[Said]] = Field(default_factory=dict)
    answers: dict[Name, list[Said]] = Field(default_factory=dict)
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


def examples_of(file: YamlFile[Examples]) -> Examples:
    """Return a file's examples; none of a file that can't be read."""
    return file.content or Examples()


def check_examples(examples: Examples, positions: Positions, declaration: AgentDeclaration) -> Iterator[Fault]:
    """Yield the tools and handoffs with examples that the agent hasn't declared, and lines that stand twice."""
    declared = {
        "tools": {tool.name for tool in declaration.tools},
        "handoffs": {handoff.agent for handoff in declaration.handoffs},
    }
    for kind, names in declared.items():
        for name in getattr(examples, kind):
            if name not in names:
                known = ", ".join(sorted(names)) or "none"
                what = f"has examples for {name!r}, which agent.yaml doesn't declare under {kind}."
                yield positions.fault(what, kind, name, remedy=f"It declares {known}.")
    yield from check_lines(examples, positions)


def check_lines(examples: Examples, positions: Positions) -> Iterator[Fault]:
    """Yield the lines of one examples.yaml that stand under two names."""
    seen: dict[str, str] = {}
    for kind in ("tools", "handoffs", "answers"):
        given: dict[str, list[str]] = getattr(examples, kind)
        for name, texts in given.items():
            for index, text in enumerate(texts):
                plain = " ".join(text.casefold().split())
                if seen.setdefault(plain, name) != name:
                    what = f"{text!r} is an example of {seen[plain]!r} too."
                    yield positions.fault(what, kind, name, index, remedy="Keep one of them.")
