"""The panel of recordings whose answers are known: each figure exactly, and from the sound itself."""

from pathlib import Path

import pytest

from callcenter.bench.listening import Stretch
from callcenter.eval.turns.measure import measure
from callcenter.eval.turns.panel import Ignored, Panel, total
from callcenter.eval.turns.sounds import Sound, SoundKind, label
from callcenter.eval.turns.speech_stretches import agent_speech, caller_speech, read_recording
from tests.eval.recordings import Span, speech, tone, write_stereo

LONG_MS = 60_000


def spoken(*spans: Span) -> list[Stretch]:
    return [Stretch(start_ms=start, end_ms=end) for start, end in spans]


def sound(kind: SoundKind, start_ms: int, end_ms: int, *, was_taken: bool | None = None) -> Sound:
    return Sound(kind=kind, start_ms=start_ms, end_ms=end_ms, was_taken=was_taken)


def turns(*spans: Span) -> list[Sound]:
    return [sound(SoundKind.TURN, start, end) for start, end in spans]


def panel(caller: list[Sound], *agent: Span, duration_ms: int = LONG_MS) -> Panel:
    return measure(caller, spoken(*agent), duration_ms=duration_ms)


def test_answers__in_time_and_one_missed__are_counted_from_the_last_sample() -> None:
    found = panel(turns((3000, 4000), (8000, 9000), (15_000, 16_000)), (0, 2500), (4700, 7000), (17_200, 20_000))

    assert found.answers_ms == [700, None, 1200]
    assert found.to_json()["R_R"] == {"value": 0.667, "events": 3}
    assert found.to_json()["L_R"] == {"value": 950, "p50": 950, "p95": 1175, "events": 2}


def test_answers__a_turn_that_the_calls_end_left_open__is_not_counted() -> None:
    assert panel(turns((3000, 4000)), (0, 2500), duration_ms=8000).answers_ms == []
    assert panel(turns((3000, 4000)), (0, 2500), duration_ms=9500).answers_ms == [None]


def test_answers__a_turn_that_ended_under_the_agents_voice__is_not_owed_one() -> None:
    assert panel(turns((3000, 4000)), (0, 2500), (3500, 6000)).answers_ms == []


@pytest.mark.parametrize(("agent_ends_ms", "expected"), [(3400, 400), (5000, 2000), (5001, None), (9000, None)])
def test_yields__within_two_seconds_of_the_interruption__count(agent_ends_ms: int, expected: int | None) -> None:
    assert panel(turns((3000, 3300)), (0, agent_ends_ms)).yields_ms == [expected]


def test_yields__a_word_in_the_agents_last_breath__interrupts_nothing() -> None:
    assert panel(turns((2950, 3600)), (0, 3000)).yields_ms == []


def test_agent_interruptions__speech_begun_inside_a_turn__counts_once_per_beginning() -> None:
    found = panel(turns((1000, 4000), (8000, 9000)), (2000, 2600), (3100, 3300), (8950, 9900))

    assert found.agent_interruptions == 2
    assert found.to_json()["I_A"] == {"value": 1.0, "events": 2}


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        pytest.param([(0, 6000)], Ignored(went_on=True, was_unbroken=True), id="spoke-on"),
        pytest.param([(0, 3400), (4300, 6000)], Ignored(went_on=True, was_unbroken=False), id="paused-and-went-on"),
        pytest.param([(0, 3400), (4401, 6000)], Ignored(went_on=False, was_unbroken=False), id="too-long"),
        pytest.param([(0, 3400)], Ignored(went_on=False, was_unbroken=False), id="stopped"),
        pytest.param([(0, 4001)], Ignored(went_on=True, was_unbroken=True), id="ended-later"),
    ],
)
@pytest.mark.parametrize("kind", [SoundKind.BACK_CHANNEL, SoundKind.VOCAL_TIC, SoundKind.NON_DIRECTED])
def test_ignored__a_sound_under_the_agents_voice__is_gone_on_through(
    kind: SoundKind, agent: list[Span], expected: Ignored
) -> None:
    found = panel([sound(kind, 3000, 3400)], *agent)

    assert found.ignored[kind] == [expected]
    assert found.yields_ms == []


def test_ignored__a_sound_whose_words_were_taken_for_a_turn__was_not_ignored() -> None:
    taken = panel([sound(SoundKind.BACK_CHANNEL, 3000, 3400, was_taken=True)], (0, 3300), (3900, 6000))
    finished = panel([sound(SoundKind.BACK_CHANNEL, 3000, 3400, was_taken=False)], (0, 3300))

    assert taken.ignored[SoundKind.BACK_CHANNEL] == [Ignored(went_on=False, was_unbroken=False)]
    assert finished.ignored[SoundKind.BACK_CHANNEL] == [Ignored(went_on=True, was_unbroken=False)]


@pytest.mark.parametrize(("agent_begins_ms", "went_on"), [(12_399, False), (12_401, True)])
def test_ignored__a_cough_in_the_agents_silence__is_not_answered(agent_begins_ms: int, went_on: bool) -> None:
    caller = [*turns((3000, 4000)), sound(SoundKind.VOCAL_TIC, 10_000, 10_400)]

    found = panel(caller, (4500, 6000), (agent_begins_ms, 20_000))

    assert found.ignored[SoundKind.VOCAL_TIC] == [Ignored(went_on=went_on, was_unbroken=went_on)]


@pytest.mark.parametrize(("was_taken", "went_on"), [(False, True), (True, False), (None, False)])
def test_ignored__speech_to_others_as_the_agent_was_about_to_go_on__is_answered_if_it_counted(
    was_taken: bool | None, went_on: bool
) -> None:
    caller = [*turns((3000, 4000)), sound(SoundKind.NON_DIRECTED, 6100, 6900, was_taken=was_taken)]

    found = panel(caller, (4500, 6000), (6600, 20_000))

    assert found.ignored[SoundKind.NON_DIRECTED] == [Ignored(went_on=went_on, was_unbroken=False)]


def test_ignored__a_back_channel_in_the_agents_silence__tells_nothing() -> None:
    caller = [*turns((3000, 4000)), sound(SoundKind.BACK_CHANNEL, 10_000, 10_400)]

    assert panel(caller, (4500, 6000), (11_000, 12_000)).ignored[SoundKind.BACK_CHANNEL] == []


def test_ignored__a_cough_while_an_answer_is_due__tells_nothing() -> None:
    caller = [*turns((3000, 4000)), sound(SoundKind.VOCAL_TIC, 4200, 4500)]

    found = panel(caller, (4900, 6000))

    assert found.ignored[SoundKind.VOCAL_TIC] == []
    assert found.answers_ms == [900]


def test_label__what_was_heard_beside_the_known_sounds__is_a_turn() -> None:
    known = [sound(SoundKind.BACK_CHANNEL, 900, 1500), sound(SoundKind.VOCAL_TIC, 6000, 6200)]

    assert label(spoken((1000, 1400), (3000, 4000)), known) == [known[0], *turns((3000, 4000)), known[1]]


def test_total__of_two_calls__adds_their_events() -> None:
    first = Panel(answers_ms=[500], yields_ms=[300, None], agent_interruptions=1)
    second = Panel(answers_ms=[700, None], ignored={SoundKind.BACK_CHANNEL: [Ignored(went_on=True, was_unbroken=True)]})

    figures = total([first, second]).to_json()

    assert figures["R_R"] == {"value": 0.667, "events": 3}
    assert figures["R_Y"] == {"value": 0.5, "events": 2}
    assert figures["I_A"] == {"value": 0.333, "events": 3}
    assert figures["S_BC"] == {"value": 1.0, "events": 1, "unbroken": 1.0}
    assert figures["S_ND"] == {"value": None, "events": 0, "unbroken": None}


def test_panel__of_a_stereo_recording__gives_the_known_figures(tmp_path: Path) -> None:
    caller = speech([(3000, 4200), (7000, 7800), (12_000, 12_400), (18_000, 19_000)], 26_000, noise_rms=20)
    agent = tone([(0, 2500), (5000, 7400), (8800, 16_000), (18_500, 19_600), (20_300, 21_000)], 26_000)
    recording = read_recording(write_stereo(tmp_path / "call.wav", caller, agent))

    found = measure(
        label(caller_speech(recording), [sound(SoundKind.BACK_CHANNEL, 12_000, 12_400)]),
        agent_speech(recording),
        duration_ms=recording.duration_ms,
    )

    # The noise over the voice's first and last period moves an edge by a frame.
    assert found.answers_ms == [pytest.approx(800, abs=20), pytest.approx(1000, abs=20)]
    assert found.yields_ms == [pytest.approx(400, abs=20)]
    assert found.agent_interruptions == 1
    assert found.ignored[SoundKind.BACK_CHANNEL] == [Ignored(went_on=True, was_unbroken=True)]
