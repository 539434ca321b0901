"""Reads stories from YAML files in the shape of LiveKit's `scenarios.yaml`; all faults of all files at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import meta

from callcenter.errors import DeclarationError, Fault
from callcenter.eval.story.facts import GIVEN, templates
from callcenter.eval.story.parts import CheckPart, FactPart, ScenarioPart, StatePart, StoriesFile
from callcenter.eval.story.story import PARTS, CallerIs, CheckOn, Event, StateCheck, Story, StoryAnswer
from callcenter.yaml_file import Positions, read_yaml_file

#: The stories that come with the program: those that were read while the agents were tuned, those kept apart, those by
#: somebody who hadn't read the agents, those by another such author, later, those by a third, mostly everyday callers,
#: and those played for the turn-taking panel alone.
STORIES = Path(__file__).parents[1] / "stories"
DEV, HELD_OUT, UNSEEN, FRESH, APART, TURNS = "dev", "held_out", "unseen", "fresh", "apart", "turns"


def load_stories(*folders: Path) -> list[Story]:
    """Read every `*.yaml` of the folders, in the order of their names.

    Raises:
        DeclarationError: a folder without stories, a file that is no YAML, keys or values that can't be used, a label
            used twice, a fact that isn't there; all of them, each with its file and line.
    """
    stories: list[Story] = []
    faults: list[Fault] = []
    for folder in folders:
        paths = sorted(folder.glob("*.yaml"))
        if not paths:
            faults.append(Fault(file=str(folder), line=0, what="has no stories.", remedy="Name a folder of *.yaml."))
        name = folder.name.replace("_", "-")
        for path in paths:
            read = read_yaml_file(path, StoriesFile)
            faults += read.faults
            if read.content is not None:
                for index, part in enumerate(read.content.scenarios):
                    faults += _meaning(part, index, read.positions)
                    stories.append(_story(part, index, read.positions, part_of=name if name in PARTS else PARTS[0]))
    faults += _twice(stories)
    if faults:
        raise DeclarationError(faults)
    return stories


def _meaning(part: ScenarioPart, index: int, positions: Positions) -> Iterator[Fault]:
    """Yield the facts that texts name and the story doesn't have."""
    known = {*GIVEN, *part.userdata.facts}
    for text, at in _texts(part.model_dump(exclude_none=True), ("scenarios", index)):
        for name in sorted(meta.find_undeclared_variables(templates().parse(text)) - known):
            yield positions.fault(f"there is no fact {name!r}.", *at, remedy=f"Facts are {', '.join(sorted(known))}.")


def _texts(node: Any, at: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if isinstance(node, str):
        if "{{" in node:
            yield node, at
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, (*at, str(key)))
    elif isinstance(node, list | tuple):
        for number, value in enumerate(node):
            yield from _texts(value, (*at, number))


def _twice(stories: Sequence[Story]) -> Iterator[Fault]:
    first: dict[str, Story] = {}
    for story in stories:
        if (other := first.setdefault(story.label, story)) is not story:
            what = f"the label {story.label!r} is used twice, first in {other.file}:{other.line}."
            yield Fault(file=story.file, line=story.line, what=what, remedy="Give each story a label of its own.")


def _story(part: ScenarioPart, index: int, positions: Positions, *, part_of: str) -> Story:
    own, at = part.userdata, ("scenarios", index, "userdata")

    def checks(key: str, parts: Sequence[CheckPart | StatePart]) -> tuple[StateCheck, ...]:
        return tuple(_check(one, positions, *at, key, number) for number, one in enumerate(parts))

    return Story(
        label=part.label,
        instructions=part.instructions,
        agent_expectations=part.agent_expectations,
        tags=part.tags,
        caller=CallerIs(**own.caller.model_dump()),
        modes=own.modes,
        person=own.person,
        first_agent=own.first_agent,
        facts={
            name: value.model_dump(exclude_none=True) if isinstance(value, FactPart) else value
            for name, value in own.facts.items()
        },
        prepare=own.prepare,
        opening=own.opening,
        says={
            asked: tuple(StoryAnswer(**one.model_dump(exclude_none=True)) for one in answers)
            for asked, answers in own.says.items()
        },
        unforeseen=own.unforeseen or (),
        events=tuple(Event(**one.model_dump(exclude_none=True)) for one in own.events),
        patience=own.patience,
        repeats=own.repeats,
        entities=own.entities,
        must=checks("must", own.must),
        never=checks("never", own.never),
        expected_state=checks("expected_state", own.expected_state),
        file=positions.file,
        line=positions.line("scenarios", index),
        part=part_of,
    )


def _check(part: CheckPart | StatePart, positions: Positions, *at: str | int) -> StateCheck:
    on = next(on for on in CheckOn if getattr(part, on, None) is not None)
    wanted = getattr(part, on)
    rows = None if part.rows is None else tuple(tuple(row) for row in part.rows)
    return StateCheck(
        on=on,
        wanted=(wanted,) if isinstance(wanted, str) else tuple(wanted),
        rows=rows,
        file=positions.file,
        line=positions.line(*at),
    )
