"""What agents share: tools that several of them have are described once, beside their folders.

`tools.yaml` has what is said of such a tool and `examples.yaml` what callers say for it. An agent.yaml lists the tool
by its name alone; a key it gives takes the place of the shared one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from callcenter.agents.declaration import AgentDeclaration
from callcenter.agents.examples import Examples, check_lines, examples_of, read_examples
from callcenter.agents.tools_file import ToolsFile, read_tools_file
from callcenter.errors import Fault
from callcenter.yaml_file import YamlFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What is said of the shared tools, and what callers say for them."""

    tools: YamlFile[ToolsFile]
    examples: YamlFile[Examples]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the two files."""
        lines = check_lines(examples_of(self.examples), self.examples.positions)
        return (*self.examples.faults, *lines, *self.tools.faults)

    def complete_examples(self, examples: Examples, declaration: AgentDeclaration) -> Examples:
        """Return an agent's examples with those of its shared tools, unless it has its own."""
        declared = {tool.name for tool in declaration.tools}
        shared = {name: texts for name, texts in examples_of(self.examples).tools.items() if name in declared}
        return examples.model_copy(update={"tools": {**shared, **examples.tools}})


def read_shared(folder: Path) -> Shared:
    """Read what the agents of a folder share; nothing if the files aren't there. Never raises."""
    return Shared(tools=read_tools_file(folder), examples=read_examples(folder))
