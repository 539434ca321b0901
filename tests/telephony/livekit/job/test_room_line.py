"""The caller's line in a room, by what WebRTC counts of their track."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from livekit.rtc._proto.stats_pb2 import RtcStats

from callcenter.domain.calls.leg import LineStretch
from callcenter.telephony.livekit.job import leg as leg_module
from callcenter.telephony.livekit.job.room_line import follow_line
from tests.fakes.waiting import until
from tests.telephony.livekit.conftest import Stage


def counted(received: int, lost: int, jitter_s: float = 0.004) -> list[RtcStats]:
    """Return a track's statistics: what it came by, and its codec, which says nothing of the line."""
    told = RtcStats()
    told.inbound_rtp.received.packets_received = received
    told.inbound_rtp.received.packets_lost = lost
    told.inbound_rtp.received.jitter = jitter_s
    codec = RtcStats()
    codec.codec.codec.mime_type = "audio/opus"
    return [codec, told]


class CountedCalls:
    """A track with these statistics one after the other; then it is gone."""

    def __init__(self, told: Sequence[list[RtcStats]]) -> None:
        self._told = list(told)

    async def get_stats(self) -> list[Any]:
        if not self._told:
            raise RuntimeError("track not found")
        return self._told.pop(0)


async def test_line__packets_lost_meanwhile__is_told_as_stretches_until_the_track_is_gone() -> None:
    track = CountedCalls([counted(1000, 10), counted(1240, 20), counted(1240, 20), counted(1490, 18, 0.04)])
    told: list[LineStretch] = []

    await follow_line(track, told.append, every_s=0)

    # Of the third nothing came: held, or muted. Of the last, some came late after all.
    assert [(round(one.loss_pct, 1), round(one.jitter_ms), one.is_poor) for one in told] == [
        (4.0, 4, True),
        (0.0, 40, True),
    ]


async def test_leg__in_a_room__tells_how_its_line_is(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leg_module, "follow_line", partial(follow_line, every_s=0))
    track = CountedCalls([counted(100, 0), counted(340, 10)])
    monkeypatch.setattr(stage.phone.track, "get_stats", track.get_stats)
    told: list[LineStretch] = []
    stage.leg.on_line(told.append)

    await stage.answer()

    await until(lambda: bool(told))
    assert told[0].loss_pct == 4.0
