"""Every setting with a wrong value is refused at the start, by its name; all of them at once."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from callcenter.errors import SettingsError
from callcenter.settings import Settings, load_settings
from tests.architecture.test_docs import variables

#: A value that can't be right, by the setting's last words; every other setting gets one that fits no type.
WRONG = {
    "CALLCENTER_SIP__BIND": ["foo", "5060", "127.0.0.1:0", "localhost:5060", "127.0.0.1:99999", "[::]:5060"],
    "CALLCENTER_SIP__RTP_PORTS": ["abc", "16384", "30000-20000", "1-100", "20000-20001"],
    "CALLCENTER_SIP__PERSON": ["foo", "sip:", "call me"],
    "CALLCENTER_SIP__EDGE": ["edge.example.com", "foo:bar", "192.0.2.1:0"],
    "CALLCENTER_SIP__REGISTRAR": ["sip.example.com:abc", "a b"],
    "CALLCENTER_SIP__CODECS": ["g729", "opus,mp3"],
    "CALLCENTER_SIP__HEADERS": ["X Account", "X-A:1"],
    "CALLCENTER_CALLS__TIMEZONE": ["Europe/Berlinn", "America", "UTC+1"],
    "CALLCENTER_CALLS__COUNTRY": ["Germany", "XX"],
    "CALLCENTER_CALLS__CALLBACK_REGIONS": ["US,Germany"],
    "CALLCENTER_CALLS__EMERGENCY_NUMBER": ["help", ""],
    "CALLCENTER_CALLS__MESSENGER_URL": ["messenger", "ftp://x"],
    "CALLCENTER_CONSOLE__WEBHOOK_HOSTS": ["https://example.com", "a b"],
    "CALLCENTER_CONSOLE__SMTP": ["mail.example.com", "mail:port"],
    "CALLCENTER_CONSOLE__MAIL_FROM": ["callcenter", "a@b, c@d"],
    "CALLCENTER_OTEL_ENDPOINT": ["collector:4318", "http://"],
    "CALLCENTER_PRICES_FILE": ["/nope"],
    # Empty would be the working folder, and nobody but a shell replaces ~.
    "CALLCENTER_DATA_DIR": ["", "~/data"],
    "CALLCENTER_SIP_DIR": ["", "~/sip"],
    "CALLCENTER_RULES_DIR": ["", "~/rules"],
    "CALLCENTER_AGENTS_DIR": ["", "~/agents", "/nowhere", "/"],
    "CALLCENTER_MODELS__STT": ["", " , "],
    "CALLCENTER_MODELS__LLM": [""],
    "CALLCENTER_MODELS__TTS": [""],
    "CALLCENTER_CONSOLE__JUDGE": ["gpt"],
    "CALLCENTER_CONSOLE__PUBLIC_URL": ["calls.example.com", "https://calls.example.com:port", "https://[::1"],
    "CALLCENTER_SIP__DRAIN_TIMEOUT_S": ["inf", "nan", "1e300", "30m"],
    "CALLCENTER_SIP__MAX_DURATION_S": ["9" * 30, "1h"],
    "CALLCENTER_SIP__TRACE_DAYS": ["99999999999"],
    "CALLCENTER_CALLS__RETENTION_DAYS": ["99999999999", "90d"],
    "CALLCENTER_CALLS__RECORDINGS_QUOTA_GB": ["inf"],
    "CALLCENTER_WORKER__HOST": ["worker.example.com", "127.0.0.1:8081"],
    "CALLCENTER_STORAGE__BUCKET": ["Calls", "s3://calls", "a"],
    "CALLCENTER_STORAGE__PREFIX": ["", "/calls", "a//b"],
    "CALLCENTER_STORAGE__REGION": [""],
    "CALLCENTER_STORAGE__ENDPOINT": ["minio:9000", "http://minio.example.com:9000"],
    "LIVEKIT_URL": ["livekit.example.com", "ftp://x"],
}
#: Any text may be right: names, keys, passwords.
FREE = {
    "CALLCENTER_CONSOLE__OIDC_CLIENT_ID",
    "CALLCENTER_CONSOLE__OIDC_CLIENT_SECRET",
    "CALLCENTER_CONSOLE__OIDC_SCOPES",
    "CALLCENTER_CONSOLE__OIDC_NAME_CLAIM",
    "CALLCENTER_CONSOLE__OIDC_ROLES_CLAIM",
    "CALLCENTER_CONSOLE__WEBHOOK_SECRET",
    "CALLCENTER_CONSOLE__SMTP_USER",
    "CALLCENTER_CONSOLE__SMTP_PASSWORD",
    "CALLCENTER_SIP__REGISTER_USER",
    "CALLCENTER_SIP__REGISTER_PASSWORD",
    "CALLCENTER_CALLS__MESSENGER_TOKEN",
    "CALLCENTER_STORAGE__ACCESS_KEY",
    "CALLCENTER_STORAGE__SECRET_KEY",
    "CALLCENTER_WORKER__OUTBOUND_TRUNK",
    "DATABASE_URL",
    "LIVEKIT_API_KEY",
    "LIVEKIT_API_SECRET",
    "DEEPGRAM_API_KEY",
    "GROQ_API_KEY",
    "RIME_API_KEY",
    "OPENAI_API_KEY",
}
NAMES = variables(Settings, "CALLCENTER_")
CASES = [(name, value) for name in NAMES if name not in FREE for value in WRONG.get(name, ["no such value"])]


@pytest.mark.parametrize(("name", "value"), CASES, ids=[f"{name}={value}" for name, value in CASES])
def test_setting__with_a_wrong_value__is_refused_by_its_name(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "CALLCENTER_WORKER__AGENT_NAME":
        value = ""
    if name.endswith("LANGUAGES"):
        name, value = f"{name}__XX", '{"stt": []}'
    if name.endswith("THRESHOLDS"):
        name, value = f"{name}__ES", "5"
    if name == "CALLCENTER_SIP__REGISTRAR":
        monkeypatch.setenv("CALLCENTER_SIP__REGISTER_USER", "us")
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load_settings()

    lines = caught.value.what.splitlines()
    assert not re.search(r"Input should|unable to parse|valid (integer|number|boolean)|pydantic", caught.value.what)
    assert [line for line in lines if name.removesuffix("__XX") in line] == lines


def test_settings__without_any__are_right() -> None:
    assert load_settings().calls.timezone == "America/New_York"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("CALLCENTER_SIPP__BIND", "CALLCENTER_SIP"),
        ("CALLCENTER_FOO", "there is no such setting."),
        ("CALLCENTER_SIP__MAXCALLS", "did you mean CALLCENTER_SIP__MAX_CALLS?"),
        ("CALLCENTER_SIP_BIND", "did you mean CALLCENTER_SIP__BIND?"),
        ("CALLCENTER_CALLS_RETENTION_DAY", "did you mean CALLCENTER_CALLS__RETENTION_DAYS?"),
        ("CALLCENTER_MODELS__LANGUAGES__ES__SST", "did you mean CALLCENTER_MODELS__LANGUAGES__ES__STT?"),
    ],
)
def test_setting__that_there_is_none__is_said(name: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")

    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert name in caught.value.what and meant in caught.value.what


@pytest.mark.parametrize(
    ("name", "value", "below"),
    [
        ("CALLCENTER_SIP", "127.0.0.1:5060", "CALLCENTER_SIP__BIND"),
        ("CALLCENTER_LOG", "debug", "CALLCENTER_LOG__LEVEL"),
        ("CALLCENTER_CALLS", "40", "CALLCENTER_CALLS__RECORD"),
        ("CALLCENTER_MODELS__LANGUAGES", "es", "CALLCENTER_MODELS__LANGUAGES__ES__STT"),
        ("CALLCENTER_MODELS__LANGUAGES__ES", "rime/coda", "CALLCENTER_MODELS__LANGUAGES__ES__STT"),
        ("CALLCENTER_MODELS__TURN_THRESHOLDS", "0.3", "CALLCENTER_MODELS__TURN_THRESHOLDS__ES"),
    ],
)
def test_setting__that_is_a_group__is_told_with_one_of_it_beside_other_faults(
    name: str, value: str, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("CALLCENTER_STORAGE__REGION", "")

    with pytest.raises(SettingsError) as caught:
        load_settings()

    group, other = sorted(caught.value.what.splitlines(), key=lambda line: "STORAGE" in line)
    assert group == f"{name}: it is no setting but the beginning of several, such as {below}."
    assert other.startswith("CALLCENTER_STORAGE__REGION: ")


def test_settings__with_several_faults__are_told_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SIP__BIND", "foo"), ("CALLS__TIMEZONE", "Europe/Berlinn"), ("SIPP__X", "1")):
        monkeypatch.setenv(f"CALLCENTER_{name}", value)

    with pytest.raises(SettingsError) as caught:
        load_settings()

    lines = caught.value.what.splitlines()
    assert len(lines) == 3
    assert any("did you mean Europe/Berlin?" in line for line in lines)


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"sip": {"rtp_ports": "20000-20003", "max_calls": 40}}, "RTP_PORTS"),
        ({"sip": {"registrar": "sip.example.com"}}, "REGISTER_USER"),
        ({"calls": {"silence_ask_s": 30, "silence_end_s": 20}}, "SILENCE_END_S"),
        ({"models": {"min_endpointing_delay_s": 3, "max_endpointing_delay_s": 1}}, "MIN_ENDPOINTING_DELAY_S"),
        ({"console": {"bind": "127.0.0.1:5060"}}, "CONSOLE__BIND and CALLCENTER_SIP__BIND both want 127.0.0.1:5060"),
        ({"sip": {"bind": "0.0.0.0:9464"}, "metrics_port": 9464}, "METRICS_PORT and CALLCENTER_SIP__BIND"),
        ({"sip": {"workers": 3, "bind": "127.0.0.1:9466"}, "metrics_port": 9464}, "METRICS_PORT and CALLCENTER_SIP"),
    ],
)
def test_settings__that_dont_fit_together__are_refused(settings: dict[str, object], names: str) -> None:
    with pytest.raises(SettingsError, match=names):
        load_settings(**settings)


def test_doctor__with_a_wrong_setting__says_the_same(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "callcenter.cli.main", "doctor"],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "CALLCENTER_CALLS__TIMEZONE": "Europe/Berlinn"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "CALLCENTER_CALLS__TIMEZONE" in done.stderr and "Traceback" not in done.stderr


def test_free_settings__are_all_settings() -> None:
    assert set(NAMES) >= FREE
    assert issubclass(Settings, BaseModel)


def test_data_folder__named_from_where_one_stands__is_the_same_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CALLCENTER_DATA_DIR", "data")

    assert load_settings().data_dir == tmp_path / "data"
