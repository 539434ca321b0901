"""All agents, loaded from their folders and checked: every fault of every folder at once, with file and line."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from livekit.agents.llm import FunctionTool

from callcenter.agents.check_code import check_sql
from callcenter.agents.check_python import check_python, check_words
from callcenter.agents.checks import check_agent, check_ways
from callcenter.agents.declaration import (
    AgentDeclaration,
    ModelsDeclaration,
    agent_folders,
    agent_models,
    read_declaration,
)
from callcenter.agents.examples import Examples, check_examples, examples_of, read_examples
from callcenter.agents.load_tools import function_tools, load_tools, open_package
from callcenter.agents.shared import read_shared
from callcenter.agents.shared_tools import farewell, knowledge, person
from callcenter.agents.shared_tools.handoff import handoff_name
from callcenter.agents.shared_tools.knowledge import Knowledge, check_answers, know, read_answers
from callcenter.agents.toolkit.commit import commit_script
from callcenter.agents.tools_file import (
    check_tools_file,
    described,
    positions_of,
    read_tools_file,
    tools_of,
    unreadable,
)
from callcenter.calls.phrases import phrases as said_in
from callcenter.dialog.script import AgentScript, HandoffScript, Phrases, ToolScript
from callcenter.domain.tool_answer import Outcome
from callcenter.errors import DeclarationError, Fault, SettingsError
from callcenter.models.choice import ModelSource, every_chain
from callcenter.models.model_string import parse_model
from callcenter.models.providers import import_plugins
from callcenter.models.ready_tools import make_ready
from callcenter.spoken.act.acts import read_acts
from callcenter.yaml_file import Positions

#: What is said of the tools every agent has, unless its agent.yaml says otherwise.
_BUILT_IN = (
    ToolScript(
        name=person.NAME,
        refusals={
            "person-unavailable": (
                "{% if is_again %}I'm sorry, still nobody is free."
                "{% if hours %} Our people are here {{ hours }}.{% endif %}"
                "{% else %}I'm sorry, nobody is free at the moment.{% endif %}"
            ),
            "default": "I'm sorry, I can't reach anybody at the moment.",
        },
        outcome=Outcome.STEP,
    ),
    ToolScript(name=farewell.NAME, refusals={"default": "Goodbye."}, outcome=Outcome.STEP),
    commit_script(),
    ToolScript(
        name=knowledge.NAME,
        say="{{ answer }}",
        refusals={"default": "I'm sorry, I don't know that. Shall I get you a person?"},
    ),
)


#: How many of a tool's or an answer's examples a recogniser is told.
HEARD_OF_EACH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFolder:
    """One agent: its agent.yaml, examples.yaml and answers, its tools, and what the dialog engine knows of it."""

    declaration: AgentDeclaration
    examples: Examples
    knowledge: Knowledge
    tools: Mapping[str, FunctionTool[..., Any]]
    script: AgentScript


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The agents by name, and what is odd about them but keeps nobody from being served."""

    agents: Mapping[str, AgentFolder]
    warnings: tuple[Fault, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The agents' names in alphabetical order."""
        return tuple(self.agents)

    @property
    def models(self) -> Mapping[str, ModelsDeclaration]:
        """The agents' own model strings, by the agent's name."""
        return {name: folder.declaration.models for name, folder in self.agents.items()}

    @property
    def sayings(self) -> tuple[str, ...]:
        """What callers may be heard to say: examples of all agents, each once, the first ones of each thing.

        More of them don't help a recogniser as they do the dialog engine, and cost 3 MB and 0.1 s a thousand.
        """
        said: list[str] = []
        for folder in self.agents.values():
            script = folder.script
            listed = [tool.examples for tool in script.tools] + [handoff.examples for handoff in script.handoffs]
            listed += [answer.examples for answer in script.answers] + [script.none_examples]
            said += [text for examples in listed for text in examples[:HEARD_OF_EACH]]
        return tuple(dict.fromkeys(said))

    def fixed_phrases(self, language: str = "en") -> tuple[str, ...]:
        """Return what agents say word for word in many calls, greetings first, for a voice to prepare."""
        phrases: list[str] = []
        for folder in self.agents.values():
            declaration = folder.declaration
            if language != declaration.language:
                phrases += [text for key, text in declaration.greetings.items() if key == language]
                continue
            phrases += [text for text in (declaration.greeting, declaration.greeting_known) if text]
        for folder in self.agents.values():
            if language != folder.declaration.language:
                continue
            phrases += [handoff.say for handoff in folder.declaration.handoffs]
            phrases += [ask for tool in folder.script.tools for ask in tool.ask.values()]
            phrases += [getattr(folder.script.phrases, field.name) for field in dataclasses.fields(Phrases)]
        everyone = said_in(language)
        phrases += [*everyone.one_moment, everyone.still_there, everyone.time_is_up]
        return tuple(dict.fromkeys(phrase for phrase in phrases if "{" not in phrase))


#: The agents as read by the process that this one was forked from, by their folder: a change of them takes a restart.
READ_AHEAD: dict[Path, Roster] = {}


def read_ahead(folder: Path) -> Roster:
    """Load the agents, their tools' schemas and their callers' words, for the processes that are forked from this one.

    The schemas are a third of what a call's process does for its agent's first words, else; tables of words are
    compiled at the first words of a caller, for 55 ms in which no other call of the process is served. Raises as
    `load_roster`.
    """
    roster = READ_AHEAD[folder] = load_roster(folder)
    for agent in roster.agents.values():
        make_ready(agent.tools.values())
        for language in (agent.declaration.language, *agent.declaration.greetings):
            read_acts("yes", language=language)
    return roster


async def load_roster_beside(folder: Path) -> Roster:
    """Load the agents in a thread beside the loop; call it on the main thread. Raises as `load_roster`."""
    import_agents_plugins(folder)
    return await asyncio.to_thread(load_roster, folder)


def import_agents_plugins(folder: Path, *others: ModelSource) -> None:
    """Import the plugins of the models that a folder's agents and other sources name, before a thread looks at them.

    They register themselves on the main thread alone. A model string that can't be read is told by who looks.
    """
    for source in (*agent_models(folder), *others):
        for part, chain in every_chain(source):
            for text in chain:
                with suppress(SettingsError):
                    import_plugins([parse_model(text, part)])


def load_roster(folder: Path) -> Roster:
    """Load and check every agent of a folder of folders.

    Raises:
        DeclarationError: all faults of all agents; warnings alone don't raise.
    """
    faults: list[Fault] = []
    folders = agent_folders(folder)
    if not folders:
        remedy = "Give it agent folders, or name another by CALLCENTER_AGENTS_DIR."
        faults.append(Fault(file=str(folder), line=0, what="holds no agents.", remedy=remedy))
    names = frozenset(path.name for path in folders)
    package = open_package(folder)
    common = read_shared(folder)
    faults += common.faults
    shared = read_answers(folder, common.examples)
    faults += check_answers(shared, common.examples)
    loaded: dict[str, AgentFolder] = {}
    positions: dict[str, Positions] = {}
    for path in folders:
        module, module_faults = load_tools(path, package)
        tools = function_tools(module) if module is not None else None
        file, words, examples = read_declaration(path / "agent.yaml"), read_tools_file(path), read_examples(path)
        faults += [*file.faults, *words.faults, *examples.faults, *module_faults]
        faults += check_sql(path, is_whole=module is not None)
        own_answers = read_answers(path, examples)
        faults += check_answers(own_answers, examples)
        if module is not None:
            faults += check_python(path, module)
        if file.content is None:
            continue
        own_words = described(file.content, tools_of(words))
        declaration = described(own_words, tools_of(common.tools))
        at = positions[path.name] = positions_of(file, words)
        faults += check_tools_file(words, declaration)
        said = common.complete_examples(examples_of(examples), declaration)
        known = know(own_answers, shared)
        faults += check_examples(said, examples.positions, declaration)
        unknown = unreadable(own_words, (words, common.tools))
        faults += check_agent(declaration, at, said, folder=path, names=names, tools=tools, unknown=unknown)
        if module is not None and tools is not None and not unknown:
            faults += check_words(declaration, path, module, tools)
        own = {tool.name: tools[tool.name] for tool in declaration.tools if tool.name in tools} if tools else {}
        loaded[path.name] = AgentFolder(
            declaration=declaration,
            examples=said,
            knowledge=known,
            tools=own,
            script=_script(declaration, said, known),
        )
    faults += check_ways(
        {name: (agent.declaration, positions[name]) for name, agent in loaded.items()},
        {name: agent.script for name, agent in loaded.items()},
    )
    faults = list(dict.fromkeys(faults))
    errors = [fault for fault in faults if not fault.is_warning]
    if errors:
        raise DeclarationError(sorted(faults, key=lambda fault: (fault.file, fault.line)))
    return Roster(agents=loaded, warnings=tuple(faults))


def _script(declaration: AgentDeclaration, examples: Examples, known: Knowledge) -> AgentScript:
    """Return the dialog engine's part of an agent.yaml."""
    tools = [
        ToolScript(
            name=tool.name,
            topic=tool.topic,
            examples=tuple(examples.tools.get(tool.name, ())),
            offer=" ".join(tool.offer.split()),
            choose_from=tool.choose_from,
            ask=_one_line(tool.ask),
            explain=_one_line(tool.explain),
            confirm=" ".join(tool.confirm.split()),
            say=" ".join(tool.say.split()),
            refusals=_one_line(tool.refusals),
            outcome=tool.outcome,
        )
        for tool in declaration.tools
    ]
    declared = {tool.name for tool in tools}
    return AgentScript(
        name=declaration.name,
        greeting=declaration.greeting,
        language=declaration.language,
        tools=(*tools, *(tool for tool in _BUILT_IN if tool.name not in declared)),
        handoffs=tuple(
            HandoffScript(
                agent=handoff.agent,
                tool=handoff_name(handoff.agent),
                topic=handoff.topic,
                examples=tuple(examples.handoffs.get(handoff.agent, ())),
                say=handoff.say,
            )
            for handoff in declaration.handoffs
        ),
        answers=known.script,
        phrases=Phrases(**declaration.phrases),
        none_examples=tuple(examples.none),
    )


def _one_line(texts: Mapping[str, str]) -> dict[str, str]:
    """Return templates without the line breaks that YAML's blocks left in them."""
    return {key: " ".join(text.split()) for key, text in texts.items()}
