"""What can be wrong with an agent's folder beyond its YAML: names that don't meet, texts missing, templates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from livekit.agents.llm import FunctionTool
from rapidfuzz import fuzz

from callcenter.agents.check_code import check_arguments, check_refusals, words_known
from callcenter.agents.check_templates import Fields, arguments_of, check_text, parameter_fields, result_fields
from callcenter.agents.declaration import AgentDeclaration, ChainsDeclaration, ToolDeclaration
from callcenter.agents.examples import Examples
from callcenter.agents.shared_tools import farewell, knowledge, person
from callcenter.agents.shared_tools.handoff import handoff_name
from callcenter.agents.toolkit import commit
from callcenter.agents.toolkit.writing_tool import WritingTool
from callcenter.dialog.script import AgentScript
from callcenter.dialog.takeover import SAME_QUESTION
from callcenter.dialog.understanding.intents import training_examples
from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.domain.tool_answer import DEEDS
from callcenter.errors import Fault, SettingsError
from callcenter.models.model_string import Part, parse_model
from callcenter.models.providers import provider_fault
from callcenter.spoken.words import plain_words
from callcenter.yaml_file import Positions

#: Tools that every agent has without declaring them.
BUILT_IN = (person.NAME, farewell.NAME, knowledge.NAME, commit.NAME)

Tools = Mapping[str, FunctionTool[..., Any]]


def check_agent(
    declaration: AgentDeclaration,
    positions: Positions,
    examples: Examples,
    *,
    folder: Path,
    names: frozenset[str],
    tools: Tools | None,
    unknown: frozenset[str] = frozenset(),
) -> Iterator[Fault]:
    """Yield the faults of one agent.

    `tools` is None if its tools.py can't be imported, and `unknown` are those of which the file can't be read that
    says what they say (faults of their own): what follows from these is not told.
    """
    if declaration.name != folder.name:
        what = f"the agent is named {declaration.name!r} and its folder {folder.name!r}."
        yield positions.fault(what, "name", remedy="Give both one name.")
    yield from _check_models(declaration, positions)
    yield from _check_handoffs(declaration, positions, names)
    yield from _check_greeting(declaration, positions)
    yield from _check_tool_names(declaration, positions, tools)
    words = words_known(folder)
    for index, tool in enumerate(declaration.tools):
        function = tools.get(tool.name) if tools else None
        if tool.name not in unknown:
            yield from _check_tool(tool, function, positions, index, words)
        if tools is not None:
            yield from check_refusals(tool, folder, positions, index)
        if function is not None:
            yield from check_arguments(tool, function, positions, index)
    yield from _check_greetings(declaration, positions)
    for name, text in declaration.phrases.items():
        fields: Fields = {"topics": None} if name == "clarify" else {"place": None} if name == "whose_time" else {}
        yield from check_text(text, fields, positions, "phrases", name)
    if "open_ticket" not in {tool.name for tool in declaration.tools}:
        what = "has no tool open_ticket, which callers are offered when no person is free."
        yield positions.fault(what, "tools", remedy="Import it in tools.py and declare it.", is_warning=True)


def _check_models(declaration: AgentDeclaration, positions: Positions) -> Iterator[Fault]:
    """Yield the model strings that can't be read, each at its line."""
    own = declaration.models
    levels: list[tuple[tuple[str, ...], ChainsDeclaration]] = [((), own)]
    levels += [(("languages", str(language)), chains) for language, chains in own.languages.items()]
    for at, chains in levels:
        for part in Part:
            texts = getattr(chains, part.value)
            for index, text in enumerate(texts):
                try:
                    if lacking := provider_fault(parse_model(text, part)):
                        remedy = f"{lacking[1]} Until then it is left out."
                        yield positions.fault(
                            f"{part} model {text!r}: {lacking[0]}",
                            "models",
                            *at,
                            part.value,
                            index,
                            remedy=remedy,
                            is_warning=True,
                        )
                except SettingsError as error:
                    yield positions.fault(error.what, "models", *at, part.value, index, remedy=error.remedy)
                if text in texts[:index]:
                    what = f"{part} model {text!r} is listed twice."
                    yield positions.fault(what, "models", *at, part.value, index, remedy="Keep one of them.")


def _check_handoffs(declaration: AgentDeclaration, positions: Positions, names: frozenset[str]) -> Iterator[Fault]:
    counts = Counter(handoff.agent for handoff in declaration.handoffs)
    for index, handoff in enumerate(declaration.handoffs):
        at = ("handoffs", index, "agent")
        if handoff.agent == declaration.name:
            yield positions.fault("hands off to itself.", *at, remedy="Remove this handoff.")
        elif handoff.agent not in names:
            known = ", ".join(sorted(names - {declaration.name})) or "none"
            yield positions.fault(f"unknown agent {handoff.agent!r}.", *at, remedy=f"Known agents are {known}.")
        if counts[handoff.agent] > 1:
            yield positions.fault(f"a second handoff to {handoff.agent!r}.", *at, remedy="Keep one of them.")
            counts[handoff.agent] = 0


def _check_greeting(declaration: AgentDeclaration, positions: Positions) -> Iterator[Fault]:
    """Yield a fault if the greeting asks what a tool asks: the caller's first words would be taken for the answer."""
    asked = plain_words(declaration.greeting.rstrip("?! ").replace("!", ".").split(".")[-1])
    for index, tool in enumerate(declaration.tools):
        for name, question in tool.ask.items():
            if fuzz.token_set_ratio(asked, plain_words(question)) >= SAME_QUESTION:
                what = f"the greeting sounds like the question of {tool.name!r} for {name!r}."
                remedy = "Ask in other words: what callers want first would be taken for the answer."
                yield positions.fault(what, "tools", index, "ask", name, remedy=remedy)


def _check_greetings(declaration: AgentDeclaration, positions: Positions) -> Iterator[Fault]:
    """Yield greetings that nobody hears, and such as hold a template: they are said as they stand."""
    if declaration.language in declaration.greetings:
        what = f"greetings has words in {str(declaration.language)!r}, the agent's own language, which nobody hears."
        remedy = "Write them in greeting."
        yield positions.fault(what, "greetings", str(declaration.language), remedy=remedy, is_warning=True)
    said: list[tuple[str, tuple[str | int, ...]]] = [(declaration.greeting, ("greeting",))]
    said += [(text, ("greetings", str(language))) for language, text in declaration.greetings.items()]
    said += [(handoff.say, ("handoffs", index, "say")) for index, handoff in enumerate(declaration.handoffs)]
    for text, at in said:
        if found := re.search(r"\{[{%].*?[%}]\}|\{\w+\}", text):
            what = f"{found[0]} is said as it stands: nothing is filled in here."
            yield positions.fault(what, *at, remedy="Write the words themselves.")


def _check_tool_names(declaration: AgentDeclaration, positions: Positions, tools: Tools | None) -> Iterator[Fault]:
    counts = Counter(tool.name for tool in declaration.tools)
    handoffs = {handoff_name(handoff.agent) for handoff in declaration.handoffs}
    for index, tool in enumerate(declaration.tools):
        at = ("tools", index, "name")
        if tool.choose_from and tool.choose_from not in counts:
            what = f"choose_from names {tool.choose_from!r}, which is none of the agent's tools."
            yield positions.fault(what, "tools", index, "choose_from", remedy="Name a tool that lists what there is.")
        if counts[tool.name] > 1:
            yield positions.fault(f"a second tool named {tool.name!r}.", *at, remedy="Keep one of them.")
            counts[tool.name] = 0
        if tool.name in handoffs:
            yield positions.fault(f"{tool.name!r} is the name of a handoff.", *at, remedy="Name the tool otherwise.")
        elif tools is not None and tool.name not in tools and tool.name not in BUILT_IN:
            known = ", ".join(sorted(tools)) or "none"
            remedy = f"tools.py has {known}."
            yield positions.fault(f"unknown tool {tool.name!r}.", *at, remedy=remedy)
    for name in sorted(set(tools or ()) - set(counts)):
        what = f"tools.py has the tool {name!r}, which is not declared."
        yield positions.fault(what, "tools", remedy="Declare it, or don't import it there.")


def _check_tool(
    tool: ToolDeclaration,
    function: FunctionTool[..., Any] | None,
    positions: Positions,
    index: int,
    words: frozenset[str],
) -> Iterator[Fault]:
    at = ("tools", index)
    if tool.name not in BUILT_IN:
        if not tool.say:
            yield positions.fault(
                f"the tool {tool.name!r} has nothing to say.", *at, remedy="Add say: with a template."
            )
        if "default" not in tool.refusals:
            what = f"the tool {tool.name!r} has no default among its refusals."
            yield positions.fault(what, *at, remedy="Add refusals: with default:, said when nothing else fits.")
    parameters: Fields | None = None
    results: Fields | None = None
    if function is not None:
        fields = arguments_of(function)
        parameters, results = parameter_fields(function), result_fields(function)
        required = [name for name, field in fields.items() if field.is_required()]
        if not (function.info.description or "").strip():
            yield positions.fault(
                f"the tool {tool.name!r} has no docstring.", *at, "name", remedy="Write it for a model."
            )
        for name in required:
            if name not in tool.ask:
                what = f"the tool {tool.name!r} needs {name!r} and has no question for it."
                yield positions.fault(what, *at, "ask", remedy=f"Add ask: with {name}:.")
        known = ", ".join(sorted(parameters)) or "none"
        for key, named in (("ask", tool.ask), ("explain", tool.explain)):
            for name in sorted(set(named) - set(parameters)):
                what = f"the tool {tool.name!r} has no parameter {name!r}."
                yield positions.fault(what, *at, key, name, remedy=f"Its parameters are {known}.")
    for name, text in tool.ask.items():
        yield from check_text(text, parameters, positions, *at, "ask", name, words=words)
    yield from check_text(tool.offer, None, positions, *at, "offer", words=words)
    said = {**parameters, **results} if parameters is not None and results is not None else None
    yield from check_text(tool.confirm, said, positions, *at, "confirm", words=words)
    if function is not None:
        yield from _check_halves(tool, function, positions, *at)
    if isinstance(function, WritingTool):
        written = result_fields(function.commit) if function.commit is not None else None
        said = {**parameters, **written} if parameters is not None and written is not None else None
    yield from check_text(tool.say, said, positions, *at, "say", words=words)
    for code, text in tool.refusals.items():
        yield from check_text(text, None, positions, *at, "refusals", code, words=words)


def _check_halves(
    tool: ToolDeclaration, function: FunctionTool[..., Any], positions: Positions, *at: str | int
) -> Iterator[Fault]:
    """Yield what keeps a tool that writes from proposing before it writes."""
    name = tool.name
    if not isinstance(function, WritingTool):
        if tool.confirm or tool.outcome in DEEDS:
            what = f"the tool {name!r} writes, and has no half that only proposes."
            yield positions.fault(what, *at, remedy="Make it a @writing_tool, or take confirm: and outcome: away.")
        return
    if function.commit is None:
        what = f"the writing tool {name!r} has no half that writes."
        yield positions.fault(what, *at, remedy=f"Add a function with @{name}.commits.")
    if tool.outcome not in DEEDS:
        what = f"the writing tool {name!r} doesn't say what it comes to."
        yield positions.fault(what, *at, remedy="Add outcome: done, or ticket.")
    if not tool.confirm.endswith(("?", "%}")):
        what = f"the writing tool {name!r} has no question that proposes what it would do."
        yield positions.fault(what, *at, "confirm", remedy="Add confirm: with all it would do, and a question.")
    elif not any(word in tool.confirm.lower() for word in function.deed):
        words = ", ".join(function.deed) or "none"
        what = f"the question of {name!r} doesn't name what it would do."
        yield positions.fault(what, *at, "confirm", remedy=f"Its words are {words}.")


def check_ways(
    read: Mapping[str, tuple[AgentDeclaration, Positions]], scripts: Mapping[str, AgentScript]
) -> Iterator[Fault]:
    """Yield the agents no handoff leads to from triage, and handoffs for which nobody knows what callers say.

    What callers say for an agent's own tools leads to it, too.
    """
    known = {meaning.partition(".")[0] for _, meaning in training_examples(scripts)}
    for declaration, positions in read.values():
        for index, handoff in enumerate(declaration.handoffs):
            if handoff.agent in read and handoff.agent not in known:
                what = f"the handoff to {handoff.agent!r} has no examples, so only a language model can choose it."
                remedy = "Add what callers say to examples.yaml."
                yield positions.fault(what, "handoffs", index, remedy=remedy, is_warning=True)
    if FIRST_AGENT not in read:
        return
    reached, waiting = set(), [FIRST_AGENT]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in read:
            continue
        reached.add(name)
        waiting += [handoff.agent for handoff in read[name][0].handoffs]
    for name in sorted(set(read) - reached):
        what = f"no handoff leads from {FIRST_AGENT} to {name}."
        yield read[name][1].fault(what, "name", remedy="Add one, or a dispatch rule for it.", is_warning=True)
