"""The `tools.yaml` of an agent: what is said of its tools, so that its agent.yaml reads on one page.

agent.yaml lists such a tool by its name; a key given there wins. Beside the agents' folders a file of the same name
has the tools that several agents share (`shared.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from callcenter.agents.declaration import AgentDeclaration, FilePart, ToolDeclaration
from callcenter.errors import Fault
from callcenter.yaml_file import Positions, YamlFile, read_yaml_file

FILE = "tools.yaml"


class ToolsFile(FilePart):
    """One tools.yaml."""

    tools: list[ToolDeclaration] = Field(default_factory=list)


def read_tools_file(folder: Path) -> YamlFile[ToolsFile]:
    """Read a folder's tools.yaml; a folder without the file describes no tools by it. Never raises."""
    path = folder / FILE
    if not path.exists():
        return YamlFile(content=ToolsFile(), positions=Positions(str(path), None))
    return read_yaml_file(path, ToolsFile)


def tools_of(file: YamlFile[ToolsFile]) -> Mapping[str, ToolDeclaration]:
    """Return the tools a file describes, by name; of two the first, and none of a file that can't be read."""
    return {tool.name: tool for tool in reversed(file.content.tools)} if file.content is not None else {}


def described(declaration: AgentDeclaration, by: Mapping[str, ToolDeclaration]) -> AgentDeclaration:
    """Return an agent with what is said elsewhere of the tools that it lists; what it says itself stays."""
    tools = [
        by[tool.name].model_copy(update={key: getattr(tool, key) for key in tool.model_fields_set})
        if tool.name in by
        else tool
        for tool in declaration.tools
    ]
    return declaration.model_copy(update={"tools": tools})


def unreadable(declaration: AgentDeclaration, files: Iterable[YamlFile[ToolsFile]]) -> frozenset[str]:
    """Return the tools an agent lists by name alone, if a file can't be read that may have what is said of them."""
    names = {tool.name for tool in declaration.tools if tool.model_fields_set == {"name"}}
    return frozenset(names if any(file.content is None for file in files) else ())


def check_tools_file(file: YamlFile[ToolsFile], declaration: AgentDeclaration) -> Iterator[Fault]:
    """Yield the tools that an agent's tools.yaml describes twice, or its agent.yaml doesn't list."""
    listed = [tool.name for tool in declaration.tools]
    seen: set[str] = set()
    for index, tool in enumerate(file.content.tools if file.content is not None else ()):
        if tool.name in seen:
            what, remedy = f"describes {tool.name!r} a second time.", "Keep one of them."
            yield file.positions.fault(what, "tools", index, "name", remedy=remedy)
        elif tool.name not in listed:
            what = f"describes {tool.name!r}, which agent.yaml doesn't list under tools."
            remedy = f"It lists {', '.join(sorted(listed)) or 'none'}."
            yield file.positions.fault(what, "tools", index, "name", remedy=remedy)
        seen.add(tool.name)


@dataclass(frozen=True, slots=True)
class AgentPositions(Positions):
    """Where an agent's parts stand: in its agent.yaml, but for what its tools.yaml says of its tools.

    `elsewhere` has, by a tool's index in agent.yaml, its index in `tools_file` and the keys that agent.yaml gives it.
    """

    tools_file: Positions
    elsewhere: Mapping[int, tuple[int, frozenset[str]]]

    def fault(self, what: str, *location: str | int, remedy: str = "", is_warning: bool = False) -> Fault:
        """Return a fault of the part at this path of agent.yaml, in the file that has the part."""
        match location:
            case ("tools", int(index), *rest) if index in self.elsewhere:
                at, own = self.elsewhere[index]
                if not rest or rest[0] not in own:
                    return self.tools_file.fault(what, "tools", at, *rest, remedy=remedy, is_warning=is_warning)
        return Positions.fault(self, what, *location, remedy=remedy, is_warning=is_warning)


def positions_of(file: YamlFile[AgentDeclaration], tools: YamlFile[ToolsFile]) -> Positions:
    """Return where the parts of an agent stand that two files describe."""
    listed = file.content.tools if file.content is not None else []
    names = [tool.name for tool in tools.content.tools] if tools.content is not None else []
    elsewhere = {
        index: (names.index(tool.name), frozenset(tool.model_fields_set))
        for index, tool in enumerate(listed)
        if tool.name in names
    }
    return AgentPositions(file.positions.file, file.positions.root, tools.positions, elsewhere)
