"""Calls over real SIP and RTP on loopback: two stacks in two processes."""

from __future__ import annotations

import time
import wave

import numpy as np
import pytest

from callcenter.demo.phone.simulated_caller import SimulatedCall, SimulatedCallers
from tests.fakes.waiting import until
from tests.fakes.worker.beeping_call import tone
from tests.fakes.worker.sip_journal import digits
from tests.fakes.worker.sip_serving import CALLER, ECHO, NUMBER, PATIENCE_S, SipWorker, greeted

pytestmark = pytest.mark.asyncio(loop_scope="session")


def sounded_s(call: SimulatedCall, *, after: int = 0) -> float:
    """Return how long the agent, who is silent now, was heard; packets that come late part a sound in two."""
    return sum(ended_s - began_s for began_s, ended_s in call.sounds[after:] if ended_s is not None)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize(("codec", "named"), [("pcmu", "PCMU"), ("pcma", "PCMA"), ("g722", "G722"), ("opus", "OPUS")])
async def test_call__each_codec_and_transport__greeting_is_heard(
    worker: SipWorker, transport: str, codec: str, named: str
) -> None:
    async with SimulatedCallers.start(codecs=(codec,)) as callers:
        call = await greeted(callers, worker, transport=transport)
        greeting_s = sounded_s(call)
        await call.hang_up()

    assert 0.4 < greeting_s < 2.0
    assert await worker.line("LegAnswered") == f"answered ({named})"
    assert "caller-hung-up (success)" in await worker.line("CallEnded")


@pytest.mark.parametrize("codec", ["pcmu", "g722", "opus"])
async def test_call__caller_speaks__is_heard_at_the_right_pitch(worker: SipWorker, codec: str) -> None:
    async with SimulatedCallers.start(codecs=(codec,)) as callers:
        call = await callers.dial(worker.uri(ECHO), caller=CALLER)
        await call.answered(timeout_s=PATIENCE_S)
        await call.say(tone(1.0, hz=1000))
        await call.agent_silent(pause_s=0.3, timeout_s=PATIENCE_S)
        heard = await call.heard()
        await call.hang_up()

    samples = np.frombuffer(heard.pcm, dtype=np.int16).astype(float)
    spectrum = np.abs(np.fft.rfft(samples))
    loudest_hz = np.fft.rfftfreq(len(samples), 1 / heard.rate_hz)[np.argmax(spectrum)]
    assert abs(loudest_hz - 1000) < 20


async def test_call__from_and_to_headers__numbers_reach_the_log_masked(
    worker: SipWorker, callers: SimulatedCallers
) -> None:
    call = await greeted(callers, worker)
    await call.hang_up()

    assert await worker.line("CallStarted") == "call from …0123 to …0100"


async def test_digits__rfc_4733__all_arrive_in_order(worker: SipWorker, callers: SimulatedCallers) -> None:
    call = await greeted(callers, worker)
    await call.press("45#*0")
    await until(lambda: len(digits(worker)) == 5, what="five digits")
    await call.hang_up()

    assert digits(worker) == "45#*0"


async def test_hold__caller_holds_and_resumes__agent_waits_and_goes_on(
    worker: SipWorker, callers: SimulatedCallers
) -> None:
    call = await greeted(callers, worker)
    greeting = len(call.sounds)
    call.hold(True)
    await worker.line("HoldChanged")
    await call.press("1")
    call.hold(False)
    await worker.line("HoldChanged", count=2)
    await until(lambda: len(call.sounds) > greeting, what="the agent after the hold")
    await call.agent_silent(pause_s=0.3, timeout_s=PATIENCE_S)
    went_on_s = sounded_s(call, after=greeting)
    await call.hang_up()

    assert worker.lines("HoldChanged") == ["held by the caller", "resumed by the caller"]
    assert went_on_s > 0.7


async def test_interruption__while_the_agent_speaks__falls_silent_long_before_its_end(
    worker: SipWorker, callers: SimulatedCallers
) -> None:
    call = await greeted(callers, worker)
    sounds = len(call.sounds)
    await call.press("3")
    await until(lambda: len(call.sounds) > sounds, what="the long beep")
    pressed_at_s = time.monotonic()
    await call.press("5")
    silent_at_s = await call.agent_silent(pause_s=0.5, timeout_s=PATIENCE_S)
    await call.hang_up()

    assert silent_at_s - pressed_at_s < 7.0  # of the ten seconds there were to say


async def test_hang_up__by_the_agent__caller_is_released(worker: SipWorker, callers: SimulatedCallers) -> None:
    call = await greeted(callers, worker)
    await call.press("7")
    await call.ended(timeout_s=PATIENCE_S)

    assert "agent-hung-up (success)" in await worker.line("CallEnded")


async def test_call__that_fails__ends_as_server_error_and_the_next_is_served(
    worker: SipWorker, callers: SimulatedCallers
) -> None:
    call = await greeted(callers, worker)
    await call.press("9")
    await call.ended(timeout_s=PATIENCE_S)
    assert "internal-error (server_error)" in await worker.line("CallEnded")

    again = await greeted(callers, worker)
    await again.hang_up()


async def test_quality__of_a_call__is_measured(worker: SipWorker, callers: SimulatedCallers) -> None:
    call = await greeted(callers, worker)
    await call.say(tone(2.5))  # longer than the second between two looks at the line
    await call.hang_up()

    assert (await worker.line("LegEnded")).startswith("line quality MOS 4.")


async def test_recording__both_sides__stand_on_their_channels_at_their_times(
    worker: SipWorker, callers: SimulatedCallers
) -> None:
    call = await greeted(callers, worker)
    agent_began_s, _ = call.sounds[0]
    said_from_s, _ = await call.say(tone(0.5, hz=880))
    await call.hang_up()
    await worker.line("RecordingSaved")

    file = max((worker.folder / "recordings").glob("*.wav"), key=lambda path: path.stat().st_mtime)
    with wave.open(str(file)) as source:
        rate_hz = source.getframerate()
        stereo = np.frombuffer(source.readframes(source.getnframes()), dtype=np.int16).reshape(-1, 2).astype(float)
    left, right = (np.flatnonzero(np.abs(stereo[:, side]) > 2000) / rate_hz for side in (0, 1))
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert abs((left[0] - right[0]) - (said_from_s - agent_began_s)) < 0.25
    assert 0.4 < left[-1] - left[0] < 0.6
    assert 0.4 < right[-1] - right[0] < 0.6


async def test_number__that_nobody_declared__gets_404_and_a_row(worker: SipWorker, callers: SimulatedCallers) -> None:
    call = await callers.dial(worker.uri("+18005559999"), caller=CALLER)

    assert await call.ended(timeout_s=PATIENCE_S) == "404 Not Found"
    assert await worker.line("CallRefused") == "refused with 404: number-not-declared"
    assert "not-admitted (client_error)" in await worker.line("CallEnded")


async def test_number__without_its_plus__is_served(worker: SipWorker, callers: SimulatedCallers) -> None:
    call = await greeted(callers, worker, NUMBER.lstrip("+"))
    await call.hang_up()


async def test_calls__ten_at_once__all_hear_the_greeting(worker: SipWorker, callers: SimulatedCallers) -> None:
    calls = [await callers.dial(worker.uri(), caller=f"+1202555{index:04}") for index in range(10)]
    for call in calls:
        await call.answered(timeout_s=PATIENCE_S)
        await call.agent_silent(pause_s=0.3, timeout_s=PATIENCE_S)
    for call in calls:
        await call.hang_up()

    await until(lambda: len(worker.lines("CallEnded")) == 10, what="ten ended calls")
    health = await worker.health(lambda report: report["calls"] == 0)
    assert health["leaked"] == 0
