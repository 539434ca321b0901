"""What a file of stories may say: the shape of LiveKit's `scenarios.yaml`, and under `userdata` what is ours."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from jinja2 import TemplateError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.eval.story.asked_for import AskedFor
from callcenter.eval.story.facts import templates
from callcenter.eval.story.move import EVENT, GREETING, OPENING
from callcenter.eval.story.story import CheckOn, Mode, StorySound


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str | int) else value


def _answers(value: Any) -> Any:
    """A text, several wordings, or several answers with conditions."""
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return [one if isinstance(one, dict) else {"say": one} for one in value]
    return [value] if isinstance(value, dict) else [{"say": value}]


def _pattern(value: str) -> str:
    try:
        re.compile(re.sub(r"\{\{.*?\}\}", "x", value))
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from error
    return value


def _template(value: str) -> str:
    try:
        templates().from_string(value)
    except TemplateError as error:
        raise ValueError(f"not a template ({error})") from error
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_template)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_several), Field(min_length=1)]
Pattern = Annotated[Text, AfterValidator(_pattern)]
Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AnswerPart(_Part):
    """See `story.Answer`."""

    say: Texts | None = None
    keys: Annotated[Text, StringConstraints(pattern=r"^([0-9*#]+|.*\{\{.*)$")] | None = None
    silence_s: Annotated[float, Field(gt=0, le=120)] | None = None
    hang_up: bool = False
    hears: Pattern | None = None
    unless_hears: Pattern | None = None
    times: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> AnswerPart:
        if sum(value is not None for value in (self.say, self.keys, self.silence_s)) > 1:
            raise ValueError("do one thing: say, keys or silence_s")
        if self.say is None and self.keys is None and self.silence_s is None and not self.hang_up:
            raise ValueError("say what the caller does: say, keys, silence_s or hang_up")
        return self


class EventPart(_Part):
    """See `story.Event`."""

    during: str
    after_words: Annotated[int, Field(ge=0)] = 3
    say: Texts | None = None
    keys: Text | None = None
    sound: StorySound | None = None
    aside: Text | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> EventPart:
        if sum(value is not None for value in (self.say, self.keys, self.sound, self.aside)) != 1:
            raise ValueError("do one thing: say, keys, sound or aside")
        if self.during not in (moments := (GREETING, OPENING, EVENT, *AskedFor)):
            raise ValueError(f"during must be one of {', '.join(moments)}")
        return self


class CheckPart(_Part):
    """One key of `story.CheckOn`, and for SQL the rows."""

    sql: Text | None = None
    rows: list[list[Any]] | None = None
    agent_says: Annotated[tuple[Pattern, ...], BeforeValidator(_several)] | None = None
    tool: Texts | None = None
    did: Texts | None = None
    handoff: Texts | None = None
    disposition: Texts | None = None
    termination: Texts | None = None
    tag: Texts | None = None
    person: Texts | None = None

    @model_validator(mode="after")
    def _one_check(self) -> CheckPart:
        if sum(getattr(self, on) is not None for on in CheckOn) != 1:
            raise ValueError(f"check one thing: {', '.join(CheckOn)}")
        if self.rows is not None and self.sql is None:
            raise ValueError("rows belong to sql")
        return self


class StatePart(_Part):
    """Rows that SQL has to find in the final database."""

    sql: Text
    rows: list[list[Any]]


class FactPart(_Part):
    """A value that depends on the day or on the sample business."""

    days_ahead: Annotated[int, Field(ge=-365, le=365)] | None = None
    working_day: Annotated[int, Field(ge=1, le=25)] | None = None
    sql: Text | None = None

    @model_validator(mode="after")
    def _one_way(self) -> FactPart:
        if sum(value is not None for value in (self.days_ahead, self.working_day, self.sql)) != 1:
            raise ValueError("one of days_ahead, working_day and sql")
        return self


class CallerPart(_Part):
    """See `story.CallerIs`; a caller's number is as their telephone sends it (E.164)."""

    number: Annotated[str, StringConstraints(pattern=r"^(\+[1-9][0-9]{1,14})?$")] = ""
    account: str = ""
    zip: str = ""
    name: str = ""


class UserdataPart(_Part):
    """What LiveKit's format leaves to us: the final state, and the caller who needs no language model."""

    expected_state: list[StatePart] = Field(default_factory=list)
    caller: CallerPart = CallerPart()
    modes: tuple[Mode, ...] = (Mode.TEXT, Mode.PHONE)
    person: Literal["transferred", "busy", "refused", "unanswered"] = "transferred"
    first_agent: str = FIRST_AGENT
    facts: dict[Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")], str | int | FactPart] = Field(
        default_factory=dict
    )
    prepare: Annotated[tuple[Text, ...], BeforeValidator(_several)] = ()
    opening: Texts
    says: dict[AskedFor, Annotated[list[AnswerPart], BeforeValidator(_answers)]] = Field(default_factory=dict)
    unforeseen: Texts | None = None
    events: list[EventPart] = Field(default_factory=list)
    patience: Annotated[int, Field(ge=0, le=20)] = 3
    repeats: Annotated[int, Field(ge=1, le=20)] = 2
    entities: Annotated[tuple[Text, ...], BeforeValidator(_several)] = ()
    must: list[CheckPart] = Field(default_factory=list)
    never: list[CheckPart] = Field(default_factory=list)


class ScenarioPart(_Part):
    """One scenario, as LiveKit names its fields."""

    label: Label
    instructions: Text
    agent_expectations: Text
    tags: dict[str, str] = Field(default_factory=dict)
    userdata: UserdataPart

    @model_validator(mode="after")
    def _is_judged(self) -> ScenarioPart:
        if not (self.userdata.must or self.userdata.expected_state):
            raise ValueError("says nothing that must be so: give it must or expected_state")
        return self


class StoriesFile(_Part):
    """One file of stories."""

    name: str = ""
    scenarios: list[ScenarioPart]
