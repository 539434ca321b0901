"""What agents share: tools that several of them have are described once, beside their folders.

`tools.yaml` has what is said of such a tool and `examples.yaml` what callers say for it. An agent.yaml lists the tool
by its name alone; a key it gives takes the place of the shared one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from callcenter.agents.declaration import AgentDeclaration, SharedTools, ToolDeclaration
from callcenter.agents.examples import Examples, check_lines, examples_of, read_examples
from callcenter.errors import Fault
from callcenter.yaml_file import YamlFile, read_yaml_file

FILE = "tools.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The shared tools by name, and what callers say for them."""

    tools: Mapping[str, ToolDeclaration] = field(default_factory=dict)
    examples: YamlFile[Examples]
    faults: tuple[Fault, ...] = ()
    #: False if tools.yaml is there and can't be read, so that nobody knows what it says of a tool.
    are_tools_known: bool = True

    def complete(self, declaration: AgentDeclaration) -> AgentDeclaration:
        """Return an agent with what is said of its shared tools."""
        tools = [
            self.tools[tool.name].model_copy(update={name: getattr(tool, name) for name in tool.model_fields_set})
            if tool.name in self.tools
            else tool
            for tool in declaration.tools
        ]
        return declaration.model_copy(update={"tools": tools})

    def unknown(self, declaration: AgentDeclaration) -> frozenset[str]:
        """Return an agent's tools that may be shared ones, of which an unreadable tools.yaml says nothing."""
        names = {tool.name for tool in declaration.tools if tool.model_fields_set == {"name"}}
        return frozenset(() if self.are_tools_known else names)

    def complete_examples(self, examples: Examples, declaration: AgentDeclaration) -> Examples:
        """Return an agent's examples with those of its shared tools, unless it has its own."""
        declared = {tool.name for tool in declaration.tools}
        shared = {name: texts for name, texts in examples_of(self.examples).tools.items() if name in declared}
        return examples.model_copy(update={"tools": {**shared, **examples.tools}})


def read_shared(folder: Path) -> Shared:
    """Read what the agents of a folder share; nothing if the files aren't there. Never raises."""
    path = folder / FILE
    examples = read_examples(folder)
    examples_faults = (*examples.faults, *check_lines(examples_of(examples), examples.positions))
    if not path.exists():
        return Shared(examples=examples, faults=examples_faults)
    file = read_yaml_file(path, SharedTools)
    tools = file.content.tools if file.content is not None else []
    return Shared(
        tools={tool.name: tool for tool in tools},
        examples=examples,
        faults=(*file.faults, *examples_faults),
        are_tools_known=file.content is not None,
    )
