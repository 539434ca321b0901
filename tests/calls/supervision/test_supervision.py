"""What lies between a call and its supervisors: bounded queues, one stream of two voices, JSON there and back."""

from __future__ import annotations

import numpy as np
import pytest

from callcenter.calls.supervision.mailbox import Mailbox
from callcenter.calls.supervision.mix import Mix
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import DigitPressed
from callcenter.domain.supervision import (
    FactSeen,
    PartySound,
    Seen,
    Supervisor,
    SupervisorsSeen,
    WordsSeen,
    seen_from_json,
    to_json,
)


def sound(speaker: Speaker, samples: int, *, value: int = 100, rate_hz: int = 16_000) -> PartySound:
    return PartySound(speaker=speaker, pcm=np.full(samples, value, np.int16).tobytes(), rate_hz=rate_hz)


async def test_mailbox__reader_too_slow__loses_the_oldest_and_nobody_waits() -> None:
    box: Mailbox[int] = Mailbox(3)
    for number in range(5):
        box.put(number)
    box.close()
    box.put(9)

    assert [number async for number in box] == [2, 3, 4]
    assert box.dropped == 2


def test_mix__both_speak__are_added() -> None:
    mix = Mix()

    assert mix.add(sound(Speaker.CALLER, 320)) == b""
    mixed = np.frombuffer(mix.add(sound(Speaker.AGENT, 320, value=11)), np.int16)

    assert list(mixed) == [111] * 320


def test_mix__one_is_silent__the_other_is_heard_within_an_eighth_of_a_second() -> None:
    mix = Mix()
    heard = b"".join(mix.add(sound(Speaker.CALLER, 320)) for _ in range(50))

    assert len(heard) // 2 == 50 * 320 - 1920


def test_mix__too_loud_together__is_cut_and_doesnt_wrap() -> None:
    mix = Mix()
    mix.add(sound(Speaker.CALLER, 10, value=30_000))

    assert set(np.frombuffer(mix.add(sound(Speaker.AGENT, 10, value=30_000)), np.int16)) == {32_767}


def test_mix__telephone_rate__comes_out_at_ours() -> None:
    mix = Mix()
    heard = b"".join(mix.add(sound(Speaker.CALLER, 160, rate_hz=8000)) for _ in range(50))

    assert len(heard) // 2 == 50 * 320 - 1920


@pytest.mark.parametrize(
    "seen",
    [
        FactSeen(fact=DigitPressed(digit="5", at_ms=3)),
        WordsSeen(speaker=Speaker.CALLER, text="hel", is_final=False),
        SupervisorsSeen(supervisors=(Supervisor(identity="anna", hears=True), Supervisor(identity="ben"))),
    ],
    ids=["fact", "words", "supervisors"],
)
def test_seen__as_json_and_back__is_the_same(seen: Seen) -> None:
    assert seen_from_json(to_json(seen)) == seen


@pytest.mark.parametrize("row", [{}, {"fact": "Nothing", "data": {}}, {"words": {"speaker": "nobody", "text": ""}}])
def test_seen__of_another_shape__is_a_value_error(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"supervisor|call event|Speaker"):
        seen_from_json(row)
