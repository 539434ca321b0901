"""Mistakes planted into agents' files, one an agent: all are found in one pass, at their file and line."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from callcenter.agents.new_agent import write_agent
from callcenter.agents.roster import load_roster
from callcenter.errors import DeclarationError, Fault


@dataclass(frozen=True, slots=True)
class Mistake:
    """A text of one of the new agent's files, what somebody made of it, and what has to be said of that line."""

    file: str
    old: str
    new: str
    words: str
    #: Where it is told, if not where it was made.
    told_in: str = ""
    told_at: str = ""


YAML, TOOLS, SQL, EXAMPLES = "agent.yaml", "tools.py", "queries.sql", "examples.yaml"
FIRST = "greeting: You're"
CAN_ASK = "    - how far is my request\n"
NEW_REQUEST = "    topic: a new request"
MISTAKES = (
    Mistake(YAML, "name: moving\n", "name: Moving\n", "lower-case letters"),
    Mistake(YAML, "description: Takes", "descripton: Takes", "Did you mean description?"),
    Mistake(YAML, FIRST, "language: english\ngreeting: You're", "write en, es, fr or de"),
    Mistake(YAML, FIRST, "greetings: {it: Ciao}\ngreeting: You're", "write en, es, fr or de"),
    Mistake(YAML, FIRST, "greetings: {en: Hello}\ngreeting: You're", "which nobody hears"),
    Mistake(YAML, FIRST, "greeting: Hello {{ name }}, you're", "{{ name }} is said as it stands"),
    Mistake(YAML, FIRST, "voice: joe\ngreeting: You're", "it must be keys with values"),
    Mistake(YAML, FIRST, "person: frontdesk\ngreeting: You're", "neither a number nor a SIP address"),
    Mistake(YAML, FIRST, "keyterms: Fernhill\ngreeting: You're", "it must be a list"),
    Mistake(YAML, FIRST, "models: {sst: [local/moonshine]}\ngreeting: You're", "Did you mean stt?"),
    Mistake(YAML, FIRST, "models: {stt: local/moonshine}\ngreeting: You're", "it must be a list"),
    Mistake(YAML, FIRST, "models: {llm: [local]}\ngreeting: You're", "local"),
    Mistake(YAML, FIRST, "phrases: {good_bye: Bye}\ngreeting: You're", "unknown phrases: good_bye"),
    Mistake(YAML, FIRST, "phrases: {clarify: 'Is it {{ topic }}?'}\ngreeting: You're", "'topic', which isn't there"),
    Mistake(YAML, FIRST, "translations: {es: {bye: Adios}}\ngreeting: You're", "unknown key 'bye'"),
    Mistake(YAML, FIRST, "handoffs: [{agent: nobody, topic: x, say: y}]\ngreeting: You're", "unknown agent 'nobody'"),
    Mistake(YAML, "    outcome: done", "    outcome: donne", "write step, look-up, done or ticket"),
    Mistake(YAML, "- name: check_moving", "- name: check_movin", "unknown tool 'check_movin'"),
    Mistake(YAML, "request_number: What's", "request_nr: What's", "no parameter 'request_nr'"),
    Mistake(YAML, "    confirm: ", "    confrim: ", "Did you mean confirm?"),
    Mistake(YAML, "Is that right?", "That is right.", "has no question that proposes"),
    Mistake(YAML, "      not-found: I", "      not-foun: I", "Did you mean 'not-found'?"),
    Mistake(YAML, "default: I'm sorry, I can't write", "defualt: I'm sorry, I can't write", "Did you mean 'default'?"),
    Mistake(
        YAML, NEW_REQUEST, f"{NEW_REQUEST}\n    choose_from: list_it", "none of the agent's tools", told_at="list_it"
    ),
    Mistake(YAML, "- name: leave_message\n", "- name: leave_mesage\n", "unknown tool 'leave_mesage'"),
    Mistake(YAML, "requested_on | date", "requested_on | datte", "Did you mean date?", told_at="say: >-"),
    Mistake(YAML, "requested_on | date", "requested_at | date", "'requested_at', which isn't there", told_at="say: >-"),
    Mistake(YAML, "{% endif %}", "{% endfi %}", "Encountered unknown tag", told_at="say: >-"),
    Mistake(YAML, 'state == "open"', 'state == "opne"', "Did you mean 'open'?", told_at="say: >-"),
    Mistake(
        YAML, 'state == "done"', 'state in ("closed", "done")', "It is done, in-progress, open.", told_at="say: >-"
    ),
    Mistake(YAML, FIRST, "models: {stt: [rime/arcana]}\ngreeting: You're", "livekit-plugins-rime has no stt"),
    Mistake(YAML, FIRST, "\tgreeting: You're", "Indent with spaces"),
    Mistake(TOOLS, 'raise AskAgain("wish"', 'raise AskAgian("wish"', "Did you mean AskAgain?"),
    Mistake(TOOLS, 'raise AskAgain("wish"', 'raise AskAgain("wihs"', "Did you mean wish?"),
    Mistake(TOOLS, '"nothing-said"', '"nothing-sad"', "Did you mean 'nothing-said'?"),
    Mistake(TOOLS, 'code="bad-number"', 'code="bad-nubmer"', "Did you mean 'bad-number'?"),
    Mistake(TOOLS, 'QUERIES["request"]', 'QUERIES["requests"]', "no query 'requests'"),
    Mistake(TOOLS, "toolkit.answers import", "toolkit.answer import", "ModuleNotFoundError"),
    Mistake(TOOLS, "return Wish(wish=text)", "return Wish(wihs=text)", "Did you mean wish?"),
    Mistake(TOOLS, "return Wish(wish=text)", "return Wish()", "is made without wish"),
    Mistake(TOOLS, 'facts["wish"], call', 'facts["wihs"], call', "Did you mean wish?"),
    Mistake(TOOLS, 'Request(wish=facts["wish"]', 'Request(wish=facts.get("text")', "It has wish."),
    Mistake(TOOLS, "request_number=number)", "request_nr=number)", "no field 'request_nr'"),
    Mistake(TOOLS, "    return Wish(wish=text)", "  return Wish(wish=text)", "unindent does not match"),
    Mistake(TOOLS, 'with_name("queries.sql")', 'with_name("query.sql")', "FileNotFoundError"),
    Mistake(
        TOOLS, '@writing_tool("write", "note")', "@function_tool", "no attribute 'commits'", told_at="moving.commits"
    ),
    Mistake(TOOLS, "@request_moving.commits\n", "", "no half that writes", YAML, "- name: request_moving"),
    Mistake(TOOLS, "request_number: The six digits of its number.", "", "doesn't say", YAML, "- name: check_moving"),
    Mistake(TOOLS, '"maxLength": 6', '"maxLenght": 6', "Did you mean maxLength?", YAML, "- name: check_moving"),
    Mistake(TOOLS, '"format": "digits"', '"format": "digit"', "Did you mean digits?", YAML, "- name: check_moving"),
    Mistake(SQL, "-- add_request: writes", "-- add_request writes", "SQL before the first name"),
    Mistake(SQL, "-- request: how", "-- add_request: how", "a second query named add_request"),
    Mistake(SQL, "-- request: how", "-- reqest: how", "nothing uses the query 'reqest'"),
    Mistake(EXAMPLES, "  check_moving:", "  check_movin:", "examples for 'check_movin'"),
    Mistake(EXAMPLES, "tools:", "tool:", "Did you mean tools?"),
    Mistake(EXAMPLES, CAN_ASK, "    - I want to make a request\n", "Keep one of them."),
    Mistake(EXAMPLES, CAN_ASK, "    - how far: my request\n", "it must be text"),
    Mistake(EXAMPLES, CAN_ASK, "    - ''\n", "it must not be empty"),
)
ANSWERS = """\
answers:
  - name: hours
    question: When are you open?
    topic: our hours
    examples: [when are you open]
    answer:
      en: We're open {% if day %}{{ day_hours }}{% else %}{{ hours }}{% endif %}.
"""
ANSWER_MISTAKES = (
    Mistake("answers.yaml", "question:", "questoin:", "Did you mean question?"),
    Mistake("answers.yaml", "{{ hours }}", "{{ hour }}", "it uses hour, which isn't there"),
    Mistake("answers.yaml", "{% endif %}", "", "not a template", told_at="{% else %}"),
    Mistake("answers.yaml", "      en:", "      de:", "has no English", told_at="answer:\n"),
    Mistake("answers.yaml", "[when are you open]", "[]", "examples"),
    Mistake("answers.yaml", "answers:", "answer:", "Did you mean answers?"),
)
ALL = (*MISTAKES, *ANSWER_MISTAKES)


def plant(root: Path) -> list[tuple[Path, int]]:
    """Write an agent a mistake; return where each has to be told."""
    pattern = write_agent("moving", root=root / "pattern", about="moving house", route=False).folder
    (pattern / "answers.yaml").write_text(ANSWERS)
    places = []
    for index, mistake in enumerate(ALL):
        folder = root / "agents" / f"m{index}"
        shutil.copytree(pattern, folder)
        for file in folder.glob("*.*"):
            if file.name != mistake.file:
                file.write_text(file.read_text().replace("moving", folder.name))
        text = (folder / mistake.file).read_text()
        assert text.count(mistake.old), mistake
        mistaken = text.replace(mistake.old, mistake.new, 1).replace("moving", folder.name)
        (folder / mistake.file).write_text(mistaken)
        told_in = (folder / (mistake.told_in or mistake.file)).read_text()
        at = mistake.told_at.replace("moving", folder.name)
        before = told_in[: told_in.index(at)] if at else text[: text.index(mistake.old)]
        places.append((folder / (mistake.told_in or mistake.file), before.count("\n") + 1))
    for name in ("tools.yaml", "examples.yaml"):
        shutil.copy(root / "pattern" / name, root / "agents" / name)
    return places


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Fault], list[tuple[Path, int]]]:
    root = tmp_path_factory.mktemp("planted")
    places = plant(root)
    with pytest.raises(DeclarationError) as caught:
        load_roster(root / "agents")
    return list(caught.value.faults), places


@pytest.mark.parametrize("index", range(len(ALL)), ids=[f"{one.file}: {one.words}" for one in ALL])
def test_mistake__among_all_others__is_told_at_its_line(
    index: int, told: tuple[list[Fault], list[tuple[Path, int]]]
) -> None:
    found, places = told
    file, line = places[index]

    here = [f"{one.line}: {one.what} {one.remedy}" for one in found if Path(one.file).parent == file.parent]

    assert [text for text in here if text.startswith(f"{line}: ") and ALL[index].words in text], (line, here)


def test_faulty_agent_yaml__hides_no_mistake_of_its_answers_and_python(tmp_path: Path) -> None:
    folder = write_agent("moving", root=tmp_path, about="moving house", route=False).folder
    (folder / "answers.yaml").write_text(ANSWERS.replace("{{ hours }}", "{{ hour }}"))
    for name, old, new in ((YAML, FIRST, "greetng: You're"), (TOOLS, 'AskAgain("wish"', 'AskAgian("wish"')):
        (folder / name).write_text((folder / name).read_text().replace(old, new))

    with pytest.raises(DeclarationError) as caught:
        load_roster(tmp_path)

    told = {Path(one.file).name: f"{one.what} {one.remedy}" for one in caught.value.faults}
    assert "Did you mean greeting?" in told[YAML]
    assert "Did you mean AskAgain?" in told[TOOLS]
    assert "it uses hour, which isn't there" in told["answers.yaml"]
