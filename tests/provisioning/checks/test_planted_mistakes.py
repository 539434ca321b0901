"""Mistakes planted into trunks, rules and calendars: each is found in one pass, at its line, in words of ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from callcenter.domain.routing.matching import TargetName
from callcenter.errors import Fault
from callcenter.provisioning.checks.folders import check_folder
from callcenter.provisioning.checks.validate import validate
from callcenter.provisioning.files.load import load_leniently
from callcenter.settings import Settings
from tests.provisioning.checks.mistakes import MISTAKES, Mistake, Planted, plant

#: Words of pydantic's and of programmers', which no operator should have to read.
_FOREIGN = re.compile(r"Input should|Extra inputs|valid (string|integer|list)|should match|pydantic|unable to parse")


def find(folder: Path, planted: Planted) -> list[Fault]:
    """Return what one pass finds in the planted files."""
    for name, text in (("sip", planted.trunks), ("rules", planted.rules)):
        (folder / name).mkdir()
        (folder / name / "file.yaml").write_text(text)
    declared, faults = load_leniently(
        folder / "sip",
        folder / "rules",
        secret=lambda name: "word" if name == "SET" else None,
        keeps_faulty=True,
    )
    return faults + validate(
        declared,
        target=TargetName.EMBEDDED,
        agents=["triage"],
        settings_bind_is_loopback=False,
        has_edge=True,
        settings=Settings(),
    )


def is_told(found: list[Fault], mistake: Mistake, place: tuple[str, int]) -> bool:
    """Tell whether a mistake is told at its file and line."""
    return any(
        (Path(one.file).parent.name, one.line) == place and mistake.words in f"{one.what} {one.remedy}" for one in found
    )


def test_mistakes__all_at_once__are_each_told_at_their_line(tmp_path: Path) -> None:
    planted = plant(MISTAKES)
    found = find(tmp_path, planted)

    missed = [one for one, place in zip(MISTAKES, planted.places, strict=True) if not is_told(found, one, place)]

    assert len(MISTAKES) >= 150
    assert not missed


@pytest.mark.parametrize("mistake", MISTAKES, ids=[f"{one.section}: {one.line}" for one in MISTAKES])
def test_mistake__alone__is_told_and_nothing_else_is_a_fault(mistake: Mistake, tmp_path: Path) -> None:
    planted = plant((mistake,))
    found = find(tmp_path, planted)

    assert is_told(found, mistake, planted.places[0])
    others = [one for one in found if not one.is_warning and one.line != planted.places[0][1]]
    assert not others


def test_mistakes__all_at_once__are_told_in_our_words_and_by_name(tmp_path: Path) -> None:
    found = find(tmp_path, plant(MISTAKES))

    assert not [one.what for one in found if _FOREIGN.search(one.what + one.remedy)]
    assert not [one.what for one in found if re.search(r"(trunks|rules|calendars|registrations)\.\d", one.what)]
    assert all(one.remedy for one in found)


TRUNKS = """\
inbound_trunks:
  - name: one
    numbers: ["+18005550100"]
    allowed_addresses: ["203.0.113.7"]
"""
RULES = """\
dispatch_rules:
  - name: all
    trunks: [one]
    agent: triage
"""
#: Which file is changed, what becomes of it, and the lines and words of all that is then told.
WHOLE_FILES = [
    ("sip", ("inbound_trunks:", "inbound_trunk:"), {("sip", 1): "did you mean inbound_trunks?"}),
    ("sip", ("  - name", "    name"), {("sip", 1): "it must be a list, not keys with values"}),
    ("sip", ("    numbers", "\tnumbers"), {("sip", 3): "Indent with spaces"}),
    ("sip", ("name: one", "name one"), {("sip", 3): "a missing colon"}),
    ("sip", ('100"]', "100]"), {("sip", 4): "an open bracket or quotation mark"}),
    ("sip", ("name: one", "name: one#x"), {("sip", 2): "'one#x' is no name"}),
    ("sip", ("    allowed", "    numbers: []\n    allowed"), {("sip", 4): "the key 'numbers' stands twice"}),
    ("sip", ("inbound_trunks", "---\n{}\n---\ninbound_trunks"), {("sip", 3): "begins a second document"}),
    ("sip", ("  - name: one", "  - one\n  - name: one"), {("sip", 2): "1 of the file: it must be keys with values"}),
    ("sip", ("0100", "01OO"), {("sip", 3): "is no E.164 number"}),
    ("sip", ('"+18005550100"', "’+18005550100’"), {("sip", 3): "is no E.164 number"}),
    ("rules", ("trunks: [one]", "trunks: [two]"), {("rules", 3): "Name one of: one.", ("sip", 2): "no rule takes its"}),
    ("rules", (RULES, "dispatch_rules: []\n"), {("sip", 2): "no rule takes its calls"}),
    (
        "rules",
        (
            "triage\n",
            "triage\n    opening_hours: office\ncalendars:\n  - {name: office, open: {mon: ['09:00-17:00']}}\n",
        ),
        {("rules", 7): "it names no timezone, so that its hours are UTC"},
    ),
    (
        "rules",
        ("    agent", '    called_numbers: ["+18005550109"]\n    agent'),
        {("rules", 4): "it can never match", ("sip", 3): "no rule takes +18005550100"},
    ),
]


@pytest.mark.parametrize(("file", "change", "told"), WHOLE_FILES, ids=[repr(row[1][1]) for row in WHOLE_FILES])
def test_mistake_of_a_whole_file__is_told_and_nothing_that_only_follows_from_it(
    file: str, change: tuple[str, str], told: dict[tuple[str, int], str], tmp_path: Path
) -> None:
    texts = {"sip": TRUNKS, "rules": RULES}
    assert change[0] in texts[file]
    texts[file] = texts[file].replace(*change)

    found = [
        one
        for one in find(tmp_path, Planted(texts["sip"], texts["rules"], ()))
        if "CALLCENTER_SIP__PERSON" not in one.remedy
    ]

    assert {(Path(one.file).parent.name, one.line) for one in found} == set(told)
    assert [one for one in found if told[Path(one.file).parent.name, one.line] not in f"{one.what} {one.remedy}"] == []


def test_part__that_has_nothing_left_but_a_fault__is_told_once(tmp_path: Path) -> None:
    rules = RULES.replace("    agent", "    room: {direct: {}}\n    agent")

    found = find(tmp_path, Planted(TRUNKS, rules, ()))

    assert [one.what for one in found if one.line == 4] == ["dispatch rule all: room.direct.name is missing."]


def test_file__number_of_thousands_of_digits__is_a_fault_of_the_file(tmp_path: Path) -> None:
    texts = TRUNKS.replace("    allowed", f"    max_call_duration: {'9' * 5000}\n    allowed")

    found = find(tmp_path, Planted(texts, RULES, ()))

    assert [one.what for one in found if Path(one.file).parent.name == "sip"] == ["A number in it has no end."]


def test_rule__of_a_trunk_whose_file_is_faulty__is_not_told_that_the_trunk_is_missing(tmp_path: Path) -> None:
    found = find(
        tmp_path,
        Planted(
            "inbound_trunks:\n  - name: one\n    numbers: [[]]\n  - name: [two]\n",
            "dispatch_rules:\n  - {name: a, trunks: [one]}\n  - {name: b, trunks: [two]}\n",
            (),
        ),
    )

    assert not [one.what for one in found if "there is no inbound trunk" in one.what]


def test_entry__after_one_that_is_left_out__keeps_its_line(tmp_path: Path) -> None:
    text = "outbound_trunks:\n  - name: no-address\n  - name: second\n    address: 'sip:foo@bar'\n"
    found = find(tmp_path, Planted(text, "dispatch_rules: []\n", ()))

    assert [one.line for one in found if "SIP URI" in one.what] == [4]
    assert [one.line for one in found if "address is missing" in one.what] == [2]


def test_folder__empty_or_with_names_nobody_reads__is_told(tmp_path: Path) -> None:
    assert "no *.yaml file" in check_folder(tmp_path)[0].what
    (tmp_path / "A.YAML").write_text("inbound_trunks: []\n")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.yaml").write_text("inbound_trunks: []\n")

    told = {Path(one.file).name: one for one in check_folder(tmp_path)}

    assert set(told) == {tmp_path.name, "A.YAML", "more"}
    assert told["A.YAML"].is_warning


def test_person__of_the_sample__is_warned_of_where_others_call_in(tmp_path: Path) -> None:
    found = find(tmp_path, plant(MISTAKES[:1]))

    assert [one for one in found if "CALLCENTER_SIP__PERSON" in one.remedy and one.is_warning]


def test_entry__without_what_it_cant_be_without__is_checked_in_its_other_keys_and_never_used(tmp_path: Path) -> None:
    text = """\
inbound_trunks:
  - numbers: ["8005550101"]
outbound_trunks:
  - name: out
    destination_country: USA
registrations:
  - name: provider
    registrar: "sip.example.com:abc"
"""
    found = find(tmp_path, Planted(text, "dispatch_rules: []\n", ()))
    usable, _ = load_leniently(tmp_path / "sip", tmp_path / "rules")

    told = {(one.line, one.field.rpartition(".")[2]) for one in found if not one.is_warning}
    assert told == {
        (2, "name"),
        (2, "0"),
        (4, "address"),
        (5, "destination_country"),
        (7, "auth"),
        (8, "registrar"),
    }
    assert (usable.inbound_trunks, usable.outbound_trunks, usable.registrations) == ((), (), ())


@pytest.mark.parametrize(("target", "is_warning"), [("embedded", True), ("livekit", False)])
def test_outbound_trunk__password_not_set__is_a_fault_only_where_it_is_used(
    target: TargetName, is_warning: bool, tmp_path: Path
) -> None:
    (tmp_path / "sip").mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "sip" / "out.yaml").write_text(
        "outbound_trunks:\n  - name: out\n    address: sip.example.com\n    numbers: ['+18005550100']\n"
        "    auth: {username: me, password: 'env:OUT_PW'}\n"
    )
    declared, _ = load_leniently(tmp_path / "sip", tmp_path / "rules", secret=lambda _: None, keeps_faulty=True)

    found = validate(declared, target=target, agents=[], settings_bind_is_loopback=True, has_edge=False)

    assert [fault.is_warning for fault in found if "OUT_PW" in fault.what] == [is_warning]
