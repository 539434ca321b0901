"""Panels of recordings that exist: one that phone mode made, with its notes, and one of the call log."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callcenter.bench.listening import Stretch
from callcenter.cli.main import app, load_verbs
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.errors import EvalError
from callcenter.eval.turns.known import is_back_channel, panel_of_file, panel_of_log, write_notes
from callcenter.eval.turns.panel import Ignored
from callcenter.eval.turns.sounds import Sound, SoundKind
from tests.eval.recordings import speech, tone, write_stereo

CALLER = [(3000, 4000), (6000, 6500), (12_000, 13_000)]
AGENT = [(0, 2500), (4600, 9000), (13_500, 16_000)]


def turn(text: str, started_ms: int, ended_ms: int) -> Turn:
    return Turn(speaker=Speaker.CALLER, text=text, started_ms=started_ms, ended_ms=ended_ms)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write_stereo(tmp_path / "call.wav", speech(CALLER, 20_000), tone(AGENT, 20_000))


def test_panel_of_log__words_of_a_listener_under_the_agents_voice__are_a_back_channel(recording: Path) -> None:
    turns = [turn("How much do I owe?", 3000, 4000), turn("Uh-huh, okay.", 6010, 6480), turn("Okay.", 12_000, 13_000)]

    found = panel_of_log(recording, turns)

    assert found.ignored[SoundKind.BACK_CHANNEL] == [Ignored(went_on=True, was_unbroken=True)]
    assert found.answers_ms == [600, 500]
    assert found.yields_ms == []


def test_panel_of_log__other_words_under_the_agents_voice__interrupt_it(recording: Path) -> None:
    found = panel_of_log(recording, [turn("No, stop.", 6010, 6480)])

    assert found.yields_ms == [None]
    assert found.ignored[SoundKind.BACK_CHANNEL] == []


@pytest.mark.parametrize("text", ["mm hmm", "Mm-hmm.", "Yeah, I see.", "uh huh", "Right, okay"])
def test_is_back_channel__listening_words__only_while_the_agent_speaks(text: str) -> None:
    agent = [Stretch(start_ms=0, end_ms=5000)]

    assert is_back_channel(turn(text, 2000, 2500), agent)
    assert not is_back_channel(turn(text, 6000, 6500), agent)
    assert not is_back_channel(turn(f"{text} but no", 2000, 2500), agent)


def test_turns_command__a_recording_with_its_notes__prints_the_panel_as_json(recording: Path) -> None:
    sounds = [
        Sound(kind=SoundKind.TURN, start_ms=3000, end_ms=4000),
        Sound(kind=SoundKind.NON_DIRECTED, start_ms=6000, end_ms=6500, was_taken=False),
        Sound(kind=SoundKind.TURN, start_ms=12_000, end_ms=13_000),
    ]
    write_notes(recording.with_suffix(".json"), sounds)
    load_verbs()

    done = CliRunner().invoke(app, ["eval", "turns", str(recording), "--json"])

    figures = json.loads(done.stdout)
    assert figures["calls"] == 1
    assert figures["turns"]["L_R"] == {"value": 550, "p50": 550, "p95": 595, "events": 2}
    assert figures["turns"]["S_ND"] == {"value": 1.0, "events": 1, "unbroken": 1.0}


def test_panel_of_file__without_notes__says_what_is_missing(recording: Path) -> None:
    with pytest.raises(EvalError, match=r"call\.json"):
        panel_of_file(recording)
