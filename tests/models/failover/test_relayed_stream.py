"""A stream in front of another: what it is given is there at once, in order."""

from __future__ import annotations

from typing import Any

from livekit import rtc
from livekit.agents import stt
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN

from callcenter.models.failover.relayed_stream import RelayedStream


class _Recogniser(stt.STT[Any]):
    def __init__(self) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=False))

    async def _recognize_impl(self, buffer: Any, *, language: Any = NOT_GIVEN, conn_options: Any) -> stt.SpeechEvent:
        raise NotImplementedError


class _Relay(RelayedStream):
    async def _run(self) -> None:
        await self.relay_end()


class _Next:
    """The next stream, which may have failed."""

    def __init__(self, *, has_failed: bool = False) -> None:
        self.taken: list[int | str] = []
        self._has_failed = has_failed

    def push_frame(self, frame: rtc.AudioFrame) -> None:
        if self._has_failed:
            raise RuntimeError("closed")
        self.taken.append(frame.samples_per_channel)

    def flush(self) -> None:
        self.taken.append("flush")

    def end_input(self) -> None:
        self.taken.append("end")


def frame(samples: int) -> rtc.AudioFrame:
    return rtc.AudioFrame(data=bytes(2 * samples), sample_rate=16_000, num_channels=1, samples_per_channel=samples)


async def test_relay__frames_before_and_after_the_next_stream__reach_it_in_order_without_a_task() -> None:
    after: Any = _Next()
    async with _Relay(stt=_Recogniser(), conn_options=DEFAULT_API_CONNECT_OPTIONS) as relay:
        relay.push_frame(frame(1))
        relay.flush()
        relay.relay_to(after)
        relay.push_frame(frame(2))

        assert after.taken == [1, "flush", 2]  # nothing was awaited: no queue, no other task

        relay.end_input()
        async for _ in relay:
            pass

    assert after.taken == [1, "flush", 2, "flush", "end"]


async def test_relay__the_next_stream_has_failed__whoever_speaks_into_it_is_not_told() -> None:
    after: Any = _Next(has_failed=True)
    async with _Relay(stt=_Recogniser(), conn_options=DEFAULT_API_CONNECT_OPTIONS) as relay:
        relay.relay_to(after)
        relay.push_frame(frame(1))
        relay.flush()

    assert after.taken == ["flush"]
