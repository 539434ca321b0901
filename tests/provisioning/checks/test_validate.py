"""`callcenter validate`: shipped files and samples pass, faults and LiveKit's traps stand at their lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from callcenter.cli.provisioning import validate as verb
from callcenter.domain.routing.matching import TargetName
from callcenter.errors import Fault
from callcenter.provisioning.checks.validate import validate
from callcenter.provisioning.files.load import load_leniently
from callcenter.provisioning.files.schema import key_tables, schema_texts
from callcenter.settings import REPOSITORY, load_settings

FAULTY_TRUNKS = """\
inbound_trunks:
  - name: first
    numbers: ["+18005550100"]
  - name: second
    numbers: ["+18005550100"]
  - name: third
    numbers:
      - "8005550101"
    allowed_addresses:
      - "nonsense;"
      - "203.0.113.0/24"
  - name: fourth
    numbers: ["+18005550104"]
    krisp_enabled: false
    auth:
      username: carrier
      password: "env:NOT_SET"
    colour: red
"""
FAULTY_RULES = """\
dispatch_rules:
  - name: one
    trunks: [nobody]
  - name: two
    trunks: [first]
    agent: nobody
    opening_hours: never
  - name: three
    trunks: [third]
    called_numbers: ["+18005550199"]
  - name: four
    trunks: [fourth]
    pin: "1234"
  - name: five
    trunks: [second]
  - name: six
    trunks: [second]
calendars:
  - name: office
    timezone: Mars/Olympus
    open:
      mon: ["17:00-09:00"]
    closed_on: ["2026-02-30"]
"""


def check(
    folder: Path, trunks: str, rules: str, *, target: TargetName = TargetName.EMBEDDED, is_loopback: bool = True
) -> list[Fault]:
    """Return what `validate` finds in files of this text."""
    for name, text in (("sip", trunks), ("rules", rules)):
        (folder / name).mkdir()
        (folder / name / "file.yaml").write_text(text)
    declared, faults = load_leniently(folder / "sip", folder / "rules", secret=lambda name: None)
    return faults + validate(
        declared, target=target, agents=["triage"], settings_bind_is_loopback=is_loopback, has_edge=False
    )


def run(*options: str) -> tuple[int, str]:
    """Run the verb and return its exit code and standard output."""
    app = typer.Typer()
    verb.register(app)
    result = CliRunner().invoke(app, list(options))
    return result.exit_code, result.stdout


def test_the_shipped_files_have_no_fault_and_no_warning() -> None:
    """An operator starts from files that are right."""
    code, output = run()
    assert code == 0
    assert output.startswith("0 faults, 0 warnings.\nJudged: the files in ")


def test_every_fault_is_reported_at_its_line(tmp_path: Path) -> None:
    """One run shows everything there is to mend."""
    found = check(tmp_path, FAULTY_TRUNKS, FAULTY_RULES)
    places = {(Path(one.file).parent.name, one.line, one.field) for one in found if not one.is_warning}
    assert places == {
        ("sip", 5, "numbers.0"),
        ("sip", 8, "numbers.0"),
        ("sip", 10, "allowed_addresses.0"),
        ("sip", 17, "auth.password"),
        ("sip", 18, "inbound_trunks.3.colour"),
        ("rules", 3, "trunks.0"),
        ("rules", 6, "agent"),
        ("rules", 7, "opening_hours"),
        ("rules", 10, "called_numbers"),
        ("rules", 13, "pin"),
        ("rules", 14, ""),
        ("rules", 16, ""),
        ("rules", 20, "timezone"),
        ("rules", 22, "open.mon"),
        ("rules", 23, "closed_on.0"),
    }


TRUNK = 'inbound_trunks: [{name: t, numbers: ["+18005550100"]%s}]'
RULE = "dispatch_rules: [{name: r, trunks: [t]%s}]"
OWN_AGENTS = "room_config: {agents: [{agent_name: own}]}"


@pytest.mark.parametrize(
    ("trunks", "rules", "target", "word"),
    [
        (TRUNK % "", "dispatch_rules: [{name: r}]", "livekit", "without trunks"),
        (TRUNK % ', allowed_addresses: ["sip.example.com"]', RULE % "", "livekit", "From header"),
        (TRUNK % ', allowed_addresses: ["a;b"]', RULE % "", "livekit", "every entry is malformed"),
        (TRUNK % ", auth: {username: u}", RULE % "", "livekit", "never asked for"),
        (TRUNK % "", RULE % ", room: {individual: {prefix: call-}}", "livekit", "underscore"),
        (
            'inbound_trunks: [{name: t, numbers: ["+18005550100"]},'
            ' {name: u, numbers: ["+1 800 555 0100"], allowed_numbers: ["+18005550142"]}]',
            RULE % "",
            "livekit",
            "fails the allowed callers",
        ),
        (TRUNK % ', allowed_addresses: ["203.0.113.7"]', RULE % "", "embedded", "ignored on loopback"),
        (TRUNK % ", auth: {username: u, password: 'env:P'}", RULE % "", "embedded", "no passwords without an edge"),
        (TRUNK % "", RULE % ", media: {encryption: allow}", "embedded", "what the trunk says"),
        (TRUNK % ", krisp_enabled: true", RULE % "", "embedded", "Krisp"),
        (TRUNK % "", RULE % ", agent: triage, room: {direct: {name: lobby}}", "livekit", "rooms are used again"),
        (TRUNK % "", RULE % ", agent: triage, room: {callee: {prefix: x}}", "livekit", "rooms are used again"),
        (TRUNK % "", RULE % ", opening_hours: office", "livekit", "nobody keeps them"),
        (TRUNK % "", RULE % f", agent: triage, opening_hours: office, {OWN_AGENTS}", "livekit", "nobody keeps them"),
        (TRUNK % "", RULE % ", agent: triage, opening_hours: office, pin: 'env:P'", "livekit", "ask for the PIN"),
        (TRUNK % "", RULE % ", room_preset: p", "embedded", "room_preset"),
        (TRUNK % "", RULE % ", recording_consent: ask", "livekit", "doesn't tell the worker"),
        (TRUNK % "", RULE % ", emergency: {say: {en: Hang up.}}", "embedded", "don't say whom to call"),
        (TRUNK % "", RULE % ', called_numbers: ["+18005550100", "+18005550101"]', "embedded", "never matches"),
    ],
)
def test_what_opens_by_accident_is_a_warning(
    tmp_path: Path, trunks: str, rules: str, target: TargetName, word: str
) -> None:
    """LiveKit's traps and ignored fields are warned of."""
    assert [one.what for one in check(tmp_path, trunks, rules, target=target) if one.is_warning and word in one.what]


def test_hours__of_a_rule_whose_worker_keeps_them__are_no_warning(tmp_path: Path) -> None:
    rules = RULE % ", agent: triage, opening_hours: office" + "\ncalendars: [{name: office}]"
    assert not [
        one for one in check(tmp_path, TRUNK % "", rules, target=TargetName.LIVEKIT) if one.field == "opening_hours"
    ]


@pytest.mark.parametrize(
    ("trunks", "rules", "word"),
    [
        ("inbound_trunks: [{name: t}, {name: u}]", RULE % "", "second trunk for any number"),
        (TRUNK % "", RULE % ', called_numbers: ["18005550100"]', "no E.164"),
        (TRUNK % "", "dispatch_rules: [{name: r, trunks: [t]}, {name: s, trunks: [t]}]", "503"),
        (TRUNK % "", "dispatch_rules: [{name: r, trunks: [t], pin: 'env:P'}, {name: s, trunks: [t]}]", "shadows"),
        (TRUNK % "", "dispatch_rules: [{name: r, trunks: [t]}, {name: s}]", "shadows"),
        (TRUNK % ", auth: {password: 'env:P'}", RULE % "", "without a user name"),
        (TRUNK % "", RULE % ", media: {encryption: require}", "what the trunk says"),
    ],
)
def test_what_can_never_work_is_a_fault(tmp_path: Path, trunks: str, rules: str, word: str) -> None:
    """Overlaps, conflicts and shadows are faults."""
    (tmp_path / "sip").mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "sip" / "file.yaml").write_text(trunks)
    (tmp_path / "rules" / "file.yaml").write_text(rules)
    declared, _ = load_leniently(tmp_path / "sip", tmp_path / "rules", secret=lambda name: "secret")
    found = validate(
        declared, target=TargetName.EMBEDDED, agents=["triage"], settings_bind_is_loopback=True, has_edge=False
    )
    assert [one for one in found if not one.is_warning and word in one.what]


def test_a_password_without_an_edge_is_a_fault_beyond_loopback(tmp_path: Path) -> None:
    """On an open network a password that nobody asks for is an open door."""
    found = check(tmp_path, TRUNK % ", auth: {username: u, password: 'env:P'}", RULE % "", is_loopback=False)
    assert [one for one in found if "without an edge" in one.what and not one.is_warning]


def test_folders__that_are_missing_or_none__are_named_with_the_setting_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    _, faults = load_leniently(tmp_path / "nowhere", tmp_path / "file")

    told = {Path(fault.file).name: f"{fault.what} {fault.remedy}" for fault in faults}
    assert told["nowhere"] == "There is no such folder. Name another by CALLCENTER_SIP_DIR."
    assert told["file"] == "It is no folder. Name another by CALLCENTER_RULES_DIR."


def test_exit_codes_and_json(tmp_path: Path) -> None:
    """1 on faults, 0 with warnings; the same findings as JSON."""
    check(tmp_path, FAULTY_TRUNKS, FAULTY_RULES)
    folders = ("--sip-dir", str(tmp_path / "sip"), "--rules-dir", str(tmp_path / "rules"))
    code, output = run(*folders)
    assert code == 1
    assert f"{tmp_path}/sip/file.yaml:5: fault: " in output
    code, output = run("--json", *folders)
    assert code == 1
    assert set(json.loads(output)[0]) == {"file", "line", "field", "what", "remedy", "is_warning"}
    (tmp_path / "sip" / "file.yaml").write_text(TRUNK % ", krisp_enabled: true")
    (tmp_path / "rules" / "file.yaml").write_text(RULE % "")
    code, output = run(*folders)
    assert code == 0
    assert "0 faults, 1 warning." in output


def test_schemas_are_current() -> None:
    """`python -m callcenter.provisioning.files.schema` writes them anew."""
    for folder, text in schema_texts().items():
        assert (REPOSITORY / folder / "schema.json").read_text() == text
    assert key_tables() in (REPOSITORY / "docs" / "operator-guide.md").read_text()


@pytest.mark.parametrize("target", ["embedded", "livekit"])
@pytest.mark.parametrize("sample", ["twilio", "telnyx", "pbx"])
def test_samples_have_no_fault(sample: str, target: TargetName) -> None:
    """Good samples need nothing but their secrets."""
    folder = REPOSITORY / "docs" / "examples" / sample
    declared, faults = load_leniently(folder / "sip", folder / "dispatch_rules", secret=lambda name: "secret")
    faults += validate(declared, target=target, agents=["triage"], settings_bind_is_loopback=False, has_edge=True)
    assert declared.inbound_trunks
    assert not [str(one) for one in faults if not one.is_warning]


@pytest.mark.parametrize(("language", "is_known"), [("es-MX", True), ("de", True), ("sv", False), ("english", False)])
def test_rule__language__is_one_that_agents_speak(tmp_path: Path, language: str, is_known: bool) -> None:
    found = check(tmp_path, TRUNK % "", RULE % f", agent: triage, language: {language}")

    assert [one.field for one in found if not one.is_warning] == ([] if is_known else ["language"])


@pytest.mark.parametrize(
    ("first", "second", "target", "is_told"),
    [
        ('numbers: ["+18005550100"], media: {encryption: require}', 'numbers: ["+18005550100"]', "embedded", True),
        ("media: {encryption: allow}", 'numbers: ["+18005550100"], media: {encryption: require}', "embedded", True),
        ('numbers: ["+18005550100"], media: {encryption: disable}', 'numbers: ["+18005550100"]', "embedded", False),
        ('numbers: ["+18005550100"], media: {encryption: require}', 'numbers: ["+18005550101"]', "embedded", False),
        ('numbers: ["+18005550100"], media: {encryption: require}', 'numbers: ["+18005550100"]', "livekit", False),
    ],
)
def test_trunks__share_a_number_and_differ_in_encryption__are_warned_of(
    tmp_path: Path, first: str, second: str, target: TargetName, is_told: bool
) -> None:
    """The SIP stack knows the number before the trunk, so it is told to take both kinds."""
    only = 'allowed_numbers: ["+1202555012%d"]'
    trunks = f"inbound_trunks: [{{name: t, {first}, {only % 1}}}, {{name: u, {second}, {only % 2}}}]"

    found = check(tmp_path, trunks, RULE % "", target=target)

    told = [one for one in found if "takes both kinds" in one.what]
    assert bool(told) == is_told
    assert all(one.is_warning and one.field == "media.encryption" and "trunk u" in one.what for one in told)


@pytest.mark.parametrize(("workers", "is_told"), [(1, False), (2, True)])
def test_registration__with_several_workers__is_warned_of(tmp_path: Path, workers: int, is_told: bool) -> None:
    (tmp_path / "sip.yaml").write_text(
        "registrations: [{name: provider, registrar: sip.example.com, auth: {username: us, password: open-sesame}}]"
    )
    declared, _ = load_leniently(tmp_path, tmp_path, secret=lambda name: None)

    found = validate(
        declared,
        target=TargetName.EMBEDDED,
        agents=[],
        settings_bind_is_loopback=True,
        has_edge=False,
        settings=load_settings(sip={"workers": workers}),
    )

    assert any("none registers" in one.what and one.is_warning for one in found) is is_told
