"""What agents know of the business: `answers.yaml` beside the agents, and an agent's own in its folder.

The dialog engine learns the examples and hosted models get the questions; both answer by `look_up_answer` and never
make such things up. Opening hours come from the calendar of the call's dispatch rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, nodes
from livekit.agents import RunContext, function_tool
from livekit.agents.llm import FunctionTool
from pydantic import Field

from callcenter.agents.declaration import FilePart, Name, Said
from callcenter.agents.examples import FILE as EXAMPLES
from callcenter.agents.examples import Examples, examples_of
from callcenter.agents.toolkit.answers import Cannot
from callcenter.agents.toolkit.parameters import Day, read_day
from callcenter.calls.context import CallContext
from callcenter.dialog.script import AnswerScript
from callcenter.dialog.understanding.intents import LOOK_UP
from callcenter.dialog.wording.templates import TemplateFault, Templates, check_template
from callcenter.domain.language import Language
from callcenter.domain.routing.hours_said import day_said, days_off_said, hours_of_day_said, hours_said
from callcenter.errors import Fault
from callcenter.yaml_file import Positions, YamlFile, read_yaml_file

FILE = "answers.yaml"
NAME = LOOK_UP
#: How far ahead a day can be asked about: the calendar's days off are kept about a year ahead.
LATEST_DAY = 366
#: What an answer's template may use.
FIELDS = ("hours", "closed_days", "day", "day_hours", "message", "person", "by_phrase")
#: How a message and a person are offered: the dialog engine knows the words it names, a language model any words.
_BY_PHRASE = {
    "message": 'Say "take a message", and I\'ll write it down for a colleague.',
    "person": 'If you like, say "a person", and I\'ll try to reach a colleague.',
}
_OPENLY = {
    "message": "I can write it down for a colleague, if you like.",
    "person": "I can try to reach a colleague, if you like.",
}


class AnswerDeclaration(FilePart):
    """One thing callers ask about the business.

    `question` tells a language model what it answers, `topic` completes "Is it about ...", `examples` are callers'
    own words (the many stand in examples.yaml beside it), and `answer` is what is said, by language; English serves
    the languages it lacks.
    """

    name: Name
    question: Said
    topic: Said
    examples: list[Said] = Field(default_factory=list)
    answer: dict[Language, Said]


class AnswersDeclaration(FilePart):
    """One answers.yaml."""

    answers: list[AnswerDeclaration] = Field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What one agent can answer, by name: its own answers before the business's."""

    answers: Mapping[str, AnswerDeclaration] = field(default_factory=dict)

    @property
    def script(self) -> tuple[AnswerScript, ...]:
        """The dialog engine's part."""
        return tuple(
            AnswerScript(name=one.name, topic=one.topic, examples=tuple(one.examples)) for one in self.answers.values()
        )

    def say(self, name: str, call: CallContext, day: date | None = None) -> str:
        """Return an answer in the call's language, about a day if one was asked about.

        Raises:
            KeyError: there is no such answer.
        """
        told = self.answers[name].answer
        language: Language = call.language if call.language in told else "en"
        return Templates().render(told[language], _facts(call, language, day))


def read_answers(folder: Path, examples: YamlFile[Examples]) -> YamlFile[AnswersDeclaration]:
    """Read a folder's answers.yaml with what the examples.yaml beside it has for them; no answers if there is none."""
    path = folder / FILE
    if not path.exists():
        return YamlFile(content=AnswersDeclaration(), positions=Positions(str(path), None))
    file = read_yaml_file(path, AnswersDeclaration)
    if file.content is None:
        return file
    said = examples_of(examples).answers
    answers = [
        one.model_copy(update={"examples": [*one.examples, *said.get(one.name, ())]}) for one in file.content.answers
    ]
    return replace(file, content=AnswersDeclaration(answers=answers))


def check_answers(file: YamlFile[AnswersDeclaration], examples: YamlFile[Examples]) -> Iterator[Fault]:
    """Yield all that is wrong with one answers.yaml, and with what the examples.yaml beside it has for them."""
    yield from file.faults
    if file.content is None:
        return
    names = {one.name for one in file.content.answers}
    for name in examples_of(examples).answers:
        if name not in names:
            what = f"has examples for the answer {name!r}, which the {FILE} beside it doesn't have."
            yield examples.positions.fault(
                what, "answers", name, remedy=f"It has {', '.join(sorted(names)) or 'none'}."
            )
    seen: set[str] = set()
    for index, one in enumerate(file.content.answers):
        at = ("answers", index)
        if one.name in seen:
            what = f"a second answer named {one.name!r}."
            yield file.positions.fault(what, *at, "name", remedy="Keep one of them.")
        seen.add(one.name)
        if not one.examples:
            what = f"the answer {one.name!r} has no examples."
            yield file.positions.fault(what, *at, "examples", remedy=f"Add some here or to {EXAMPLES}, under answers:.")
        if "en" not in one.answer:
            what = f"the answer {one.name!r} has no English, which serves the languages it lacks."
            yield file.positions.fault(what, *at, "answer", remedy="Add en:.")
        for language, text in one.answer.items():
            for fault in _template_faults(text):
                yield file.positions.fault(f"not a template: {fault}", *at, "answer", language)


def know(own: YamlFile[AnswersDeclaration], shared: YamlFile[AnswersDeclaration]) -> Knowledge:
    """Return what an agent knows; its own answers win over the business's of the same name."""
    files = [file.content.answers for file in (shared, own) if file.content is not None]
    return Knowledge(answers={one.name: one for answers in files for one in answers})


def answer_tool(knowledge: Knowledge) -> FunctionTool[..., Any]:
    """Return the tool that answers from what the agent knows."""
    known = "\n".join(f"- {one.name}: {one.question}" for one in knowledge.answers.values())

    async def look_up_answer(context: RunContext[CallContext], topic: str, day: Day | None = None) -> dict[str, Any]:
        if topic not in knowledge.answers:
            raise Cannot("not-known", next="Say that you don't know that, and offer a person.")
        call = context.userdata
        asked = read_day(day, call, parameter="day", latest_days=LATEST_DAY) if day else None
        return {"answer": knowledge.say(topic, call, asked)}

    # Each agent's topics are its own, so they can't stand in the signature.
    topics = Annotated[str, Field(json_schema_extra={"enum": list(knowledge.answers)})]
    look_up_answer.__annotations__["topic"] = topics
    return function_tool(
        look_up_answer,
        name=NAME,
        description=(
            "Answer a question about the company itself. Call it whenever the caller asks one of these, say the answer "
            "as it stands, and never answer them from your own knowledge.\n"
            "Args:\n    day: The day asked about, as YYYY-MM-DD. Leave it out unless they named one.\n"
            f"    topic: one of\n{known}"
        ),
    )


def _facts(call: CallContext, language: str, day: date | None) -> dict[str, Any]:
    calendar, by_phrase = call.call.calendar, not call.is_led_by_model
    offers = {**(_BY_PHRASE if by_phrase else _OPENLY), "by_phrase": by_phrase}
    if calendar is None:
        return {**dict.fromkeys(FIELDS, ""), **offers}
    today = datetime.now(ZoneInfo(calendar.timezone)).date()
    return {
        **offers,
        "hours": hours_said(calendar, language),
        "closed_days": days_off_said(calendar, today, language),
        "day": day_said(day, language) if day else "",
        "day_hours": hours_of_day_said(calendar, day, language) if day else "",
    }


def _template_faults(text: str) -> Sequence[str]:
    """Return what is wrong with an answer's template: syntax, or a field that isn't there."""
    if faults := check_template(text):
        return faults
    # By its names and not by filling it in: of what stands under an `if` one half would never be looked at.
    names = list(Environment(autoescape=False).parse(text).find_all(nodes.Name))  # noqa: S701 - only parsed
    here = {name.name for name in names if name.ctx == "store"} | {"loop"}
    if unknown := sorted({name.name for name in names} - here - set(FIELDS)):
        return [f"it uses {', '.join(unknown)}, which isn't there; fields are {', '.join(FIELDS)}"]
    try:
        Templates().render(text, dict.fromkeys(FIELDS, "x"))
    except TemplateFault as error:
        return [str(error)]
    return []
