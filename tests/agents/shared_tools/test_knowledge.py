"""What the agents know of the business: answers.yaml, hours from the calendar, in the call's language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from callcenter.agents.roster import Roster, load_roster
from callcenter.agents.shared_tools.knowledge import answer_tool
from callcenter.dialog.understanding.concepts import normalise
from callcenter.dialog.understanding.everyday import everyday_examples
from callcenter.domain.routing.hours_said import days_off_said, hours_said
from callcenter.domain.routing.opening_hours import DAYS, Calendar, OpenSpan
from callcenter.errors import DeclarationError
from callcenter.models.choice import ModelChoice
from tests.agents.conftest import MakeBench
from tests.agents.test_roster import write_folder
from tests.fakes.shipped import shipped_roster

WEEK = ("mon", "tue", "wed", "thu", "fri")
OFFICE = Calendar(
    name="office",
    timezone="America/New_York",
    spans=(
        *(OpenSpan(day=day, opens="08:00", closes="17:30") for day in WEEK),  # type: ignore[arg-type]
        OpenSpan(day="sat", opens="09:00", closes="12:00"),
    ),
    closed_on=("2026-11-26", "2026-12-25", "not-a-day"),
)
ANSWERS = """\
answers:
  - name: parking
    question: Where to park.
    topic: parking
    examples: [where can I park]
    answer:
      en: Behind the house.
"""


@pytest.fixture(scope="module")
def roster() -> Roster:
    return shipped_roster()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Monday to Friday from 8 a.m. to 5:30 p.m. and Saturday from 9 a.m. to noon"),
        ("es", "de lunes a viernes de 8 a 17:30 y el sábado de 9 a 12"),
        ("fr", "du lundi au vendredi de 8 à 17:30 et samedi de 9 à 12"),
        ("de", "Montag bis Freitag von 8 bis 17:30 und Samstag von 9 bis 12"),
        ("xx", "Monday to Friday from 8 a.m. to 5:30 p.m. and Saturday from 9 a.m. to noon"),
    ],
)
def test_hours_said__a_week__names_equal_days_together(language: str, said: str) -> None:
    assert hours_said(OFFICE, language) == said


def test_hours_said__two_spans_a_day_and_midnight__are_told() -> None:
    spans = (
        OpenSpan(day="mon", opens="08:00", closes="12:00"),
        OpenSpan(day="mon", opens="13:00", closes="24:00"),
    )

    said = hours_said(Calendar(name="c", spans=spans))

    assert said == "Monday from 8 a.m. to noon and from 1 p.m. to midnight"


def test_hours_said__always_and_never__are_words_of_their_own() -> None:
    always = tuple(OpenSpan(day=day, opens="00:00", closes="24:00") for day in DAYS)

    assert hours_said(Calendar(name="c", spans=always)) == "around the clock"
    assert hours_said(Calendar(name="c")) == ""


def test_days_off_said__only_near_ones__are_told() -> None:
    today = date(2026, 11, 25)

    assert days_off_said(OFFICE, today) == "Thursday, November 26"
    assert days_off_said(OFFICE, today, "de") == "am Donnerstag, dem 26. November"
    assert days_off_said(OFFICE, today, "es") == "jueves 26 de noviembre"
    assert days_off_said(OFFICE, date(2026, 12, 1)) == ""


async def test_look_up_answer__opening_hours__come_from_the_calls_calendar(bench: MakeBench, roster: Roster) -> None:
    tools = bench()
    tools.call.call = replace(tools.call.call, calendar=OFFICE)
    tool = answer_tool(roster.agents["triage"].knowledge)

    english = await tools.run(tool, topic="opening_hours")
    tools.call.language = "de"
    german = await tools.run(tool, topic="opening_hours")

    assert "Monday to Friday from 8 a.m. to 5:30 p.m." in english["answer"]
    assert ".." not in english["answer"]
    assert "Montag bis Freitag von 8 bis 17:30" in german["answer"]


async def test_look_up_answer__no_calendar__invents_no_hours(bench: MakeBench, roster: Roster) -> None:
    answer = await bench().run(answer_tool(roster.agents["billing"].knowledge), topic="opening_hours")

    assert answer["ok"] and "don't have the hours" in answer["answer"]


#: Words that a caller is told to say.
PHRASE = re.compile(r"""(?i)\b(say|ask|diga|pregunte|dites|demandez|sagen sie|fragen sie) ?["«“]""")


@pytest.mark.parametrize("language", ["en", "es", "fr", "de"])
@pytest.mark.parametrize("agent", ["triage", "appointments"])
async def test_look_up_answer__of_a_language_model__teaches_no_phrase(
    bench: MakeBench, roster: Roster, agent: str, language: str
) -> None:
    tools = bench()
    tools.call.language = language
    tools.call.choice = ModelChoice(language=language, stt=(), llm=("openai/any",), tts=())
    knowledge = roster.agents[agent].knowledge

    told = {name: knowledge.say(name, tools.call) for name in knowledge.answers}

    assert not [(name, text) for name, text in told.items() if PHRASE.search(text) or "  " in text or ".." in text]
    assert language != "en" or told["complaints"].endswith("I can write it down for a colleague, if you like.")


async def test_look_up_answer__of_the_dialog_engine__names_words_that_it_hears(bench: MakeBench) -> None:
    answer = await bench().run(answer_tool(shipped_roster().agents["triage"].knowledge), topic="complaints")

    assert answer["say"].endswith('Say "take a message", and I\'ll write it down for a colleague.')


@pytest.mark.parametrize("name", shipped_roster().names)
def test_shipped_agents__what_tools_say__teaches_no_phrase(roster: Roster, name: str) -> None:
    for tool in roster.agents[name].declaration.tools:
        said = [tool.say, tool.confirm, tool.offer, *tool.ask.values(), *tool.refusals.values()]
        assert not [text for text in said if PHRASE.search(text)], tool.name


async def test_look_up_answer__a_topic_nobody_wrote__cannot(bench: MakeBench, roster: Roster) -> None:
    answer = await bench().run(answer_tool(roster.agents["billing"].knowledge), topic="secrets")

    assert (answer["ok"], answer["code"]) == (False, "not-known")


def test_answer_tool__its_description__has_every_question(roster: Roster) -> None:
    knowledge = roster.agents["triage"].knowledge

    description = answer_tool(knowledge).info.description or ""

    assert len(knowledge.answers) >= 10
    assert all(f"{one.name}: {one.question}" in description for one in knowledge.answers.values())


def test_shipped_answers__all_languages__render(roster: Roster) -> None:
    for one in roster.agents["triage"].knowledge.answers.values():
        assert set(one.answer) == {"en", "es", "fr", "de"}, one.name


def test_shipped_examples__of_answers__call_for_nothing_else(roster: Roster) -> None:
    answers = {normalise(text) for one in roster.agents["triage"].script.answers for text in one.examples}
    others = {normalise(text) for text, _ in everyday_examples()}
    for folder in roster.agents.values():
        for texts in (*folder.examples.tools.values(), *folder.examples.handoffs.values(), folder.examples.none):
            others |= {normalise(text) for text in texts}

    assert not answers & others


def test_roster__an_agents_own_answers__win_over_the_business(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    (tmp_path / "answers.yaml").write_text(ANSWERS)
    (folder / "answers.yaml").write_text(ANSWERS.replace("Behind", "Before"))

    desk = load_roster(tmp_path).agents["desk"]

    assert desk.knowledge.answers["parking"].answer["en"] == "Before the house."
    assert [answer.name for answer in desk.script.answers] == ["parking"]


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("en: Behind the house.", "de: Dahinter.", 6, "has no English"),
        ("Behind the house.", "Behind {{ house }}.", 7, "not a template"),
        ("Behind the house.", "Behind {{ hours.", 7, "not a template"),
        ("examples: [where can I park]", "examples: []", 5, "has no examples"),
        ("    examples: [where can I park]\n", "", 2, "has no examples"),
        ("    question: Where to park.\n", "", 2, "question is missing"),
        (
            "answers:\n",
            "answers:\n  - {name: parking, question: q, topic: t, examples: [x], answer: {en: a}}\n",
            3,
            "second",
        ),
    ],
)
def test_roster__fault_in_answers__is_found_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, what: str
) -> None:
    write_folder(tmp_path)
    (tmp_path / "answers.yaml").write_text(ANSWERS.replace(old, new, 1))

    with pytest.raises(DeclarationError) as caught:
        load_roster(tmp_path)

    (fault,) = [fault for fault in caught.value.faults if not fault.is_warning]
    assert what in fault.what
    assert (Path(fault.file).name, fault.line) == ("answers.yaml", line)


def test_roster__examples_beside_the_answers__are_theirs_too(tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / "answers.yaml").write_text(ANSWERS)
    (tmp_path / "examples.yaml").write_text("answers:\n  parking: [where do I leave my car]\n")

    (answer,) = load_roster(tmp_path).agents["desk"].script.answers

    assert answer.examples == ("where can I park", "where do I leave my car")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("answers:\n  barking:\n    - where do I leave my dog\n", 2, "the answer 'barking'"),
        ("tools:\n  a: [one]\nanswers:\n  parking:\n    - One\n", 5, "an example of 'a' too"),
    ],
)
@pytest.mark.parametrize("is_of_all", [True, False])
def test_roster__fault_in_the_examples_of_answers__is_found_at_its_line(
    tmp_path: Path, is_of_all: bool, text: str, line: int, what: str
) -> None:
    own = write_folder(tmp_path)
    folder = tmp_path if is_of_all else own
    (folder / "answers.yaml").write_text(ANSWERS)
    (folder / "examples.yaml").write_text(text)

    with pytest.raises(DeclarationError) as caught:
        load_roster(tmp_path)

    (fault,) = [fault for fault in caught.value.faults if what in fault.what]
    assert (Path(fault.file).name, fault.line) == ("examples.yaml", line)
