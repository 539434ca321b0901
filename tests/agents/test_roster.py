"""The roster: the shipped agents load, and every fault of a folder is found, all at once, at its line."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from callcenter.agents.roster import HEARD_OF_EACH, load_roster, load_roster_beside
from callcenter.domain.tool_answer import Outcome
from callcenter.errors import DeclarationError, Fault
from callcenter.settings import Settings
from tests.fakes.shipped import shipped_roster

GOOD = """\
name: desk
description: Takes messages.
greeting: Hello.
instructions: Take messages.
handoffs: []
tools:
  - name: take_message
    ask:
      text: What shall I write?
    confirm: Shall I note {{ text }}?
    say: Noted, number {{ number }}.
    refusals:
      default: I can't.
    outcome: ticket
"""
TOOLS = '''\
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

import asyncpg
from livekit.agents import RunContext

from callcenter.agents.toolkit.answers import AskAgain, Cannot, NeedsTool
from callcenter.agents.toolkit.parameters import read_digits
from callcenter.agents.toolkit.writing_tool import writing_tool
from callcenter.calls.context import CallContext
from callcenter.store.named_sql import load_queries

QUERIES = load_queries(Path(__file__).with_name("queries.sql"))


class Message(TypedDict):
    number: int


class Wish(TypedDict):
    words: int


@writing_tool("note")
async def take_message(context: RunContext[CallContext], text: str, urgent: bool = False) -> Wish:
    """Take a message.

    Args:
        text: What to write.
        urgent: Whether it can't wait.
    """
    if not text:
        raise Cannot("full")
    return Wish(words=1)


@take_message.commits
async def write(call: CallContext, connection: asyncpg.Connection, facts: Mapping[str, Any]) -> Message:
    QUERIES["add_message"]
    return Message(number=1)
'''
SQL = """\
-- add_message: writes a message
INSERT INTO message (text) VALUES ($1);
"""


def write_folder(root: Path, name: str = "desk", *, yaml: str = GOOD, tools: str = TOOLS, sql: str = SQL) -> Path:
    folder = root / name
    folder.mkdir()
    (folder / "agent.yaml").write_text(dedent(yaml))
    (folder / "tools.py").write_text(tools)
    (folder / "queries.sql").write_text(sql)
    return folder


def _faults(root: Path) -> list[Fault]:
    with pytest.raises(DeclarationError) as caught:
        load_roster(root)
    return list(caught.value.faults)


def test_roster__shipped_agents__load_without_faults_or_warnings() -> None:
    roster = load_roster(Settings().agents_dir)

    assert roster.names == ("appointments", "billing", "support", "triage")
    assert not roster.warnings
    billing = roster.agents["billing"]
    assert {"connect_to_person", "end_call"} <= {tool.name for tool in billing.script.tools}
    assert [handoff.tool for handoff in billing.script.handoffs] == ["hand_off_to_support", "hand_off_to_appointments"]


def test_roster__shipped_agents__greet_in_four_languages() -> None:
    roster = load_roster(Settings().agents_dir)

    for folder in roster.agents.values():
        assert set(folder.declaration.greetings) == {"es", "fr", "de"}
    for language in ("en", "es", "fr", "de"):
        assert len(roster.fixed_phrases(language)) >= 4
    assert not [phrase for phrase in roster.fixed_phrases() if "{" in phrase]


def test_roster__a_folder_of_ones_own__loads(tmp_path: Path) -> None:
    write_folder(tmp_path)

    roster = load_roster(tmp_path)

    assert roster.names == ("desk",)
    assert list(roster.agents["desk"].tools) == ["take_message"]


FAULTS = [
    # what is changed in agent.yaml: old, new; then the line and a part of the message
    ("name: desk", "name: other", 1, "named 'other' and its folder 'desk'"),
    ("name: desk", "name: De-sk", 1, "lower-case letters"),
    ("description: Takes messages.\n", "", 1, "description is missing"),
    ("greeting: Hello.", "greeting: ''", 3, "greeting"),
    ("greeting: Hello.", "greetings: {xx: Hi}\ngreeting: Hello.", 3, "write en, es, fr or de"),
    ("greeting: Hello.", "gretting: Hello.", 3, "unknown key 'gretting'"),
    ("instructions: Take messages.", "instructions: 5", 4, "it must be text"),
    ("handoffs: []", "handoffs: [{agent: nobody, topic: t, say: s}]", 5, "unknown agent 'nobody'"),
    ("handoffs: []", "handoffs: [{agent: desk, topic: t, say: s}]", 5, "hands off to itself"),
    ("handoffs: []", "handoffs: [{agent: desk, say: s}]", 5, "topic is missing"),
    ("handoffs: []", "phrases: {hello: Hi}\nhandoffs: []", 5, "unknown phrases: hello"),
    ("handoffs: []", "phrases: {clarify: 'Is it {{ topic }}?'}\nhandoffs: []", 5, "uses 'topic'"),
    ("  - name: take_message", "  - name: give_message", 7, "unknown tool 'give_message'"),
    (
        "  - name: take_message",
        "  - name: take_message\n    choose_from: list_nothing",
        8,
        "choose_from names 'list_nothing', which is none of the agent's tools",
    ),
    ("      text: What shall I write?", "      urgent: Is it urgent?", 8, "needs 'text' and has no question"),
    ("      text: What shall I write?", "      text: What?\n      who: Who?", 10, "no parameter 'who'"),
    ("{{ text }}?", "{{ text?", 10, "not a template"),
    ("{{ text }}?", "{{ size }}?", 10, "uses 'size'"),
    ("Shall I note", "Shall I keep", 10, "doesn't name what it would do"),
    ("{{ text }}?", "{{ text }}.", 10, "has no question that proposes"),
    ("    outcome: ticket\n", "", 7, "doesn't say what it comes to"),
    ("{{ number }}", "{{ size }}", 11, "uses 'size'"),
    ("{{ number }}", "{{ number | shout }}", 11, "not a template: No filter named 'shout'."),
    ("{{ number }}", "{{ number | digit }}", 11, "No filter named 'digit'. Did you mean digits?"),
    (
        "      default: I can't.",
        "      default: I can't.\n      fulll: No.",
        14,
        "'fulll', which nothing raises. Did you mean 'full'?",
    ),
    ("    say: Noted, number {{ number }}.\n", "", 7, "has nothing to say"),
    ("      default: I can't.", "      odd: I can't.", 7, "no default among its refusals"),
    ("tools:", "tools: [", 7, "is not YAML"),
    ("name: desk", "name: desk\nname: desk", 2, "is not YAML"),
]


@pytest.mark.parametrize(("old", "new", "line", "what"), FAULTS, ids=[row[3] for row in FAULTS])
def test_roster__one_fault_in_the_yaml__is_found_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, what: str
) -> None:
    assert old in GOOD
    write_folder(tmp_path, yaml=GOOD.replace(old, new, 1))

    faults = [fault for fault in _faults(tmp_path) if what in str(fault)]

    assert faults, "the fault was not found"
    assert faults[0].file.endswith("desk/agent.yaml")
    assert faults[0].line == line


@pytest.mark.parametrize("broken", ["tools.yaml", "desk/tools.py"])
def test_roster__file_that_cannot_be_read__is_told_and_not_what_follows_from_it(tmp_path: Path, broken: str) -> None:
    write_folder(tmp_path, yaml=GOOD[: GOOD.index("    ask:")])
    shared = GOOD[GOOD.index("tools:") :]
    (tmp_path / "tools.yaml").write_text(shared)
    load_roster(tmp_path)
    (tmp_path / broken).write_text("def broken(:\n" if broken.endswith(".py") else shared + "more: [\n")

    told = [fault for fault in _faults(tmp_path) if "open_ticket" not in fault.what]

    assert [Path(fault.file).name for fault in told] == [Path(broken).name]


def test_roster__misspelt_keys__are_told_with_the_key_that_was_meant(tmp_path: Path) -> None:
    yaml = GOOD.replace("greeting:", "greting:").replace("    ask:", "    aks:")
    write_folder(tmp_path, yaml=yaml)
    (tmp_path / "answers.yaml").write_text("answers:\n  - {name: hours, questoin: When?}\n")

    told = {fault.what: fault for fault in _faults(tmp_path)}

    assert told["unknown key 'greting'."].remedy == "Did you mean greeting?"
    assert told["unknown key 'aks'."].remedy == "Did you mean ask?"
    assert told["unknown key 'questoin'."].remedy == "Did you mean question?"
    # An entry is told by its name.
    assert "answers.hours.topic is missing." in told


@pytest.mark.parametrize(
    ("raised", "told", "remedy", "is_warning"),
    [
        # Each right word stands in code that all agents share, too.
        ('raise AskAgain("text", "bad-dtae")', "bad-dtae", "Did you mean 'bad-date'?", False),
        ('raise Cannot("no-macth" if urgent else "bad-date")', "no-macth", "Did you mean 'no-match'?", False),
        ('raise NeedsTool("take_message", code="no-mach")', "no-mach", "Did you mean 'no-match'?", False),
        ('read_digits(text, length=3, parameter="text", code="bad-dat")', "bad-dat", "Did you mean 'bad-date'?", False),
        ('raise Cannot("closed-today")', "closed-today", "Give it words, or callers hear the tool's default.", True),
    ],
)
def test_roster__refusal_that_python_misspells__is_found_where_python_raises_it(
    tmp_path: Path, raised: str, told: str, remedy: str, is_warning: bool
) -> None:
    yaml = GOOD.replace("      default:", "      bad-date: Which day?\n      no-match: No.\n      default:")
    tools = TOOLS.replace('raise Cannot("full")', raised)
    write_folder(tmp_path, yaml=yaml, tools=tools)
    try:
        found = load_roster(tmp_path).warnings
    except DeclarationError as error:
        found = tuple(error.faults)

    (fault,) = [fault for fault in found if "refuses with" in fault.what]

    line = next(number for number, text in enumerate(tools.splitlines(), start=1) if raised in text)
    assert (Path(fault.file).name, fault.line) == ("tools.py", line)
    assert (repr(told) in fault.what, fault.remedy, fault.is_warning) == (True, remedy, is_warning)


def test_roster__question_asked_again_without_words_of_its_own__is_in_order(tmp_path: Path) -> None:
    write_folder(tmp_path, tools=TOOLS.replace('raise Cannot("full")', 'raise AskAgain("text", "which-text")'))

    assert not [fault for fault in load_roster(tmp_path).warnings if "refuses with" in fault.what]


def test_roster__a_second_tool_and_handoff_of_one_name__are_found(tmp_path: Path) -> None:
    write_folder(tmp_path, "other")
    tool = GOOD[GOOD.index("  - name") :]
    handoff = "{agent: other, topic: t, say: s}"
    write_folder(tmp_path, yaml=GOOD.replace("handoffs: []", f"handoffs: [{handoff}, {handoff}]") + tool)

    found = [fault.what for fault in _faults(tmp_path)]

    assert "a second tool named 'take_message'." in found
    assert "a second handoff to 'other'." in found


def test_roster__tool_that_is_not_declared__is_found(tmp_path: Path) -> None:
    write_folder(tmp_path, yaml=GOOD[: GOOD.index("tools:")] + "tools: []\n")

    assert [
        "take_message" in fault.what and fault.line == 6 for fault in _faults(tmp_path) if not fault.is_warning
    ] == [True]


def test_roster__query_that_is_missing__is_found_at_its_use(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, sql="-- other: reads\nSELECT 1;\n")

    faults = _faults(tmp_path)

    (missing,) = [fault for fault in faults if "no query 'add_message'" in fault.what]
    line = TOOLS.splitlines().index('    QUERIES["add_message"]') + 1
    assert (missing.file, missing.line) == (str(folder / "tools.py"), line)
    assert any(fault.is_warning and "nothing uses the query 'other'" in fault.what for fault in faults)


@pytest.mark.parametrize(
    ("tools", "line", "what"),
    [
        ("x = 1\nraise ValueError('no')\n", 2, "ValueError"),
        ("import nothing_of_the_kind\n", 1, "ModuleNotFoundError"),
        ("def broken(:\n", 1, "invalid syntax"),
    ],
)
def test_roster__tools_that_cannot_be_imported__are_a_fault_at_the_line(
    tmp_path: Path, tools: str, line: int, what: str
) -> None:
    folder = write_folder(tmp_path, tools=tools)

    (fault,) = [fault for fault in _faults(tmp_path) if fault.file == str(folder / "tools.py")]

    assert what in fault.what and fault.line == line


def test_roster__writing_tool_without_the_half_that_writes__is_found(tmp_path: Path) -> None:
    write_folder(tmp_path, tools=TOOLS[: TOOLS.index("@take_message.commits")])

    assert "the writing tool 'take_message' has no half that writes." in [fault.what for fault in _faults(tmp_path)]


def test_roster__tool_that_writes_without_proposing__is_found(tmp_path: Path) -> None:
    plain = TOOLS[: TOOLS.index("@take_message.commits")].replace('@writing_tool("note")', "@function_tool")
    write_folder(tmp_path, tools=plain.replace("import RunContext", "import RunContext, function_tool"))

    assert any("no half that only proposes" in fault.what for fault in _faults(tmp_path))


def test_roster__shared_tool_listed_by_its_name__is_described_once(tmp_path: Path) -> None:
    shared = GOOD[GOOD.index("tools:") :]
    (tmp_path / "tools.yaml").write_text(shared)
    (tmp_path / "examples.yaml").write_text("tools:\n  take_message: [note this down]\n")
    write_folder(tmp_path, yaml=GOOD[: GOOD.index("tools:")] + "tools:\n  - name: take_message\n    topic: a note\n")

    (tool,) = [tool for tool in load_roster(tmp_path).agents["desk"].script.tools if tool.name == "take_message"]

    assert (tool.topic, tool.confirm) == ("a note", "Shall I note {{ text }}?")
    assert (tool.examples, tool.outcome) == (("note this down",), Outcome.TICKET)


def test_roster__missing_files_and_folders__are_faults(tmp_path: Path) -> None:
    assert "holds no agents" in _faults(tmp_path)[0].what
    nowhere = _faults(tmp_path / "nowhere")[0]
    assert "holds no agents" in nowhere.what and "CALLCENTER_AGENTS_DIR" in nowhere.remedy
    (write_folder(tmp_path) / "agent.yaml").unlink()
    assert "can't be read" in _faults(tmp_path)[0].what


def test_roster__agent_nobody_hands_off_to__is_a_warning(tmp_path: Path) -> None:
    write_folder(tmp_path, "triage", yaml=GOOD.replace("name: desk", "name: triage"))
    write_folder(tmp_path)

    roster = load_roster(tmp_path)

    assert any("no handoff leads from triage to desk" in fault.what for fault in roster.warnings)


def test_roster__many_faults_in_many_folders__are_all_found_at_once(tmp_path: Path) -> None:
    write_folder(tmp_path, yaml=GOOD.replace("{{ number }}", "{{ size }}").replace("handoffs: []", "handoffs: 3"))
    write_folder(tmp_path, "second", yaml=GOOD.replace("name: desk", "name: third").replace("{{ text }}", "{{ who }}"))
    write_folder(tmp_path, "fourth", yaml="- a list\n", sql="SELECT 1;\n")

    found = [str(fault) for fault in _faults(tmp_path)]

    for what in ("handoffs", "named 'third'", "uses 'who'", "not a mapping", "SQL before the first name"):
        assert any(what in text for text in found), (what, found)


def test_load_roster__model_strings_that_cannot_be_read__are_named_at_their_lines(tmp_path: Path) -> None:
    yaml = GOOD + dedent("""\
        models:
          stt: [deepgram]
          languages:
            es:
              tts:
                - rime/arcana:sol
                - openai-compatible/kokoro
        """)
    write_folder(tmp_path, yaml=yaml)

    with pytest.raises(DeclarationError) as caught:
        load_roster(tmp_path)

    first = yaml.splitlines().index("models:") + 1
    faults = [(fault.line - first, fault.field) for fault in caught.value.faults if not fault.is_warning]
    assert faults == [(1, "models.stt.0"), (6, "models.languages.es.tts.1")]


def test_load_roster__provider_without_a_package__is_warned_of_with_what_was_meant(tmp_path: Path) -> None:
    yaml = GOOD + dedent("""\
        models:
          stt: [deepgramm/nova-3, deepgram/nova-3]
          llm:
            - watsonx/granite
        """)
    write_folder(tmp_path, yaml=yaml)

    told = [fault for fault in load_roster(tmp_path).warnings if fault.field.startswith("models")]

    first = yaml.splitlines().index("models:") + 1
    assert [(fault.line - first, fault.field) for fault in told] == [(1, "models.stt.0"), (3, "models.llm.0")]
    assert "Did you mean deepgram/nova-3?" in told[0].remedy
    assert "uv pip install livekit-plugins-watsonx" in told[1].remedy


async def test_load_roster_beside__plugins_not_imported_yet__are_looked_at_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("livekit.plugins.rime", "livekit.plugins.groq"))]:
        monkeypatch.delitem(sys.modules, name)
    write_folder(
        tmp_path, yaml=GOOD + "models:\n  stt: [rime/coda, groq/whisper-large-v3, a string]\n  llm: [local/dialog]\n"
    )

    with pytest.raises(DeclarationError) as caught:
        await load_roster_beside(tmp_path)

    told = [fault.what for fault in caught.value.faults if fault.field.startswith("models")]
    assert len(told) == 2
    assert any("livekit-plugins-rime has no stt." in what for what in told)


def test_load_roster__own_models_and_translations__are_the_agents(tmp_path: Path) -> None:
    yaml = GOOD + dedent("""\
        models: {llm: [groq/x, local/dialog]}
        translations: {fr: {goodbye: "Au revoir et merci."}}
        """)
    write_folder(tmp_path, yaml=yaml)

    roster = load_roster(tmp_path)

    assert roster.models["desk"].llm == ["groq/x", "local/dialog"]
    assert roster.agents["desk"].declaration.translations["fr"].goodbye == "Au revoir et merci."


EXAMPLES = """\
tools:
  take_message:
    - take a message
    - write this down
none:
  - hello
"""


@pytest.mark.parametrize(
    ("examples", "is_told"), [("none: [hello]\n", True), ("tools:\n  take_message: [write this down]\n", False)]
)
def test_roster__handoff_for_which_nobody_knows_words__is_warned_of(
    tmp_path: Path, examples: str, is_told: bool
) -> None:
    # What callers say for the other agent's own tools is what they say for the handoff.
    handoffs = "handoffs:\n  - {agent: desk, topic: the desk, say: One moment.}\n"
    front = dedent(GOOD).replace("name: desk", "name: front", 1).replace("handoffs: []\n", handoffs)
    write_folder(
        tmp_path,
        "front",
        yaml=front.replace("take_message", "take_note"),
        tools=TOOLS.replace("take_message", "take_note"),
    )
    (write_folder(tmp_path) / "examples.yaml").write_text(examples)

    warnings = load_roster(tmp_path).warnings

    assert any("the handoff to 'desk' has no examples" in one.what for one in warnings) is is_told


def test_roster__examples_beside_the_yaml__are_the_scripts(tmp_path: Path) -> None:
    (write_folder(tmp_path) / "examples.yaml").write_text(EXAMPLES)

    desk = load_roster(tmp_path).agents["desk"]

    (tool,) = [tool for tool in desk.script.tools if tool.name == "take_message"]
    assert tool.examples == ("take a message", "write this down")
    assert desk.script.none_examples == ("hello",)
    assert desk.examples.count == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("  take_message:", "  give_message:", 2, "examples for 'give_message'"),
        ("tools:", "handoffs:\n  nobody: [go]\ntools:", 2, "examples for 'nobody'"),
        ("none:", "nothing:", 5, "unknown key 'nothing'"),
        ("    - write this down", "    - 5", 4, "it must be text"),
    ],
)
def test_roster__fault_in_the_examples__is_found_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, what: str
) -> None:
    (write_folder(tmp_path) / "examples.yaml").write_text(EXAMPLES.replace(old, new, 1))

    (fault,) = [fault for fault in _faults(tmp_path) if what in fault.what]

    assert (Path(fault.file).name, fault.line) == ("examples.yaml", line)


def test_roster__the_shipped_agents_copied_elsewhere__load_their_own_files(tmp_path: Path) -> None:
    folder = tmp_path / "agents"
    shutil.copytree(Settings().agents_dir, folder)
    sql = folder / "billing" / "queries.sql"
    sql.write_text(sql.read_text() + "\n-- of_the_copy: a query that only the copy has\nSELECT 1\n")

    roster = load_roster(folder)

    billing = sys.modules[roster.agents["billing"].tools["get_balance"].__module__]
    assert roster.names == ("appointments", "billing", "support", "triage")
    assert roster.agents["appointments"].tools.keys() >= {"list_slots", "book_appointment"}
    assert [fault.what for fault in roster.warnings] == ["nothing uses the query 'of_the_copy'."]
    assert "of_the_copy" in billing.QUERIES, "the copy's tools run the shipped SQL"


def test_roster__file_beside_the_agents__is_imported_from_them_and_again_when_it_changed(tmp_path: Path) -> None:
    write_folder(tmp_path, tools="from ..house import LIMIT\n" + TOOLS.replace("number=1", "number=LIMIT"))
    (tmp_path / "house.py").write_text("LIMIT = 1\n")
    load_roster(tmp_path)
    (tmp_path / "house.py").write_text("LIMIT = 10 / 0\n")

    (fault,) = [fault for fault in _faults(tmp_path) if not fault.is_warning]

    assert "ZeroDivisionError" in fault.what


def test_roster__argument_that_the_docstring_does_not_explain__is_found(tmp_path: Path) -> None:
    write_folder(tmp_path, tools=TOOLS.replace("        urgent: Whether it can't wait.\n", ""))

    (fault,) = [fault for fault in _faults(tmp_path) if not fault.is_warning]

    assert (fault.line, fault.what) == (7, "the tool 'take_message' doesn't say in its docstring what 'urgent' is.")


def test_roster__sayings__are_the_first_examples_of_each_thing_once() -> None:
    roster = shipped_roster()
    billing = roster.agents["billing"].script
    (charges,) = [tool.examples for tool in billing.tools if tool.name == "explain_charge"]
    (hours,) = [answer.examples for answer in billing.answers if answer.name == "opening_hours"]

    assert len(charges) > 2 * HEARD_OF_EACH
    assert {*charges[:HEARD_OF_EACH], *hours[:HEARD_OF_EACH]} <= set(roster.sayings)
    assert len(set(charges) & set(roster.sayings)) < len(charges)
    assert len(set(roster.sayings)) == len(roster.sayings)


def test_roster__own_tools_file__describes_the_tools_that_agent_yaml_lists(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, yaml=GOOD[: GOOD.index("    ask:")] + "    topic: a note\n")
    (folder / "tools.yaml").write_text(GOOD[GOOD.index("tools:") :])

    (tool,) = [tool for tool in load_roster(tmp_path).agents["desk"].script.tools if tool.name == "take_message"]

    assert (tool.topic, tool.confirm, tool.outcome) == ("a note", "Shall I note {{ text }}?", Outcome.TICKET)


def test_roster__faults_of_an_own_tools_file__are_told_where_they_stand(tmp_path: Path) -> None:
    listed = GOOD[: GOOD.index("    ask:")] + "    say: Noted, {{ nmber }}.\n"
    folder = write_folder(tmp_path, yaml=listed)
    words = GOOD[GOOD.index("tools:") :].replace("note {{ text }}", "note {{ txt }}")
    (folder / "tools.yaml").write_text(words + "  - name: sing\n  - name: take_message\n")

    told = {(Path(fault.file).name, fault.line, fault.what) for fault in _faults(tmp_path) if not fault.is_warning}

    assert told == {
        ("tools.yaml", 5, "the template uses 'txt', which isn't there."),
        ("agent.yaml", 8, "the template uses 'nmber', which isn't there."),
        ("tools.yaml", 10, "describes 'sing', which agent.yaml doesn't list under tools."),
        ("tools.yaml", 11, "describes 'take_message' a second time."),
    }


def test_roster__own_tools_file_that_cannot_be_read__is_told_and_not_what_follows_from_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, yaml=GOOD[: GOOD.index("    ask:")])
    (folder / "tools.yaml").write_text("tools: [\n")

    told = [fault for fault in _faults(tmp_path) if not fault.is_warning]

    assert [Path(fault.file).name for fault in told] == ["tools.yaml"]
