"""How the caller's line is, by what WebRTC counts of their track: packets that didn't come, and jitter.

It is the way from the LiveKit server to the agent, with the gaps that were in what came from LiveKit SIP. What the
phone's own packets lost on their way there LiveKit SIP conceals, and counts in its own metrics (docs/metrics.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from livekit import rtc

from callcenter.domain.calls.leg import STRETCH_S, LineMeter, LineStretch
from callcenter.log import logger

log = logger(__name__)


async def follow_line(track: rtc.Track, on_stretch: Callable[[LineStretch], None], *, every_s: int = STRETCH_S) -> None:
    """Tell of each stretch of the track's line until it is cancelled, or the track has no statistics any more."""
    meter = LineMeter()
    while True:
        try:
            told = await track.get_stats()
        except Exception as error:  # the SDK raises nothing more exact
            # Measuring is no reason for a call to end.
            log.info("line_not_measured", error=type(error).__name__)
            return
        for one in told:
            if one.HasField("inbound_rtp"):
                counted = one.inbound_rtp.received
                stretch = meter.stretch(
                    every_s,
                    received=counted.packets_received,
                    lost=counted.packets_lost,
                    # WebRTC has seconds (W3C webrtc-stats §7.1).
                    jitter_ms=1000 * counted.jitter,
                )
                if stretch is not None:
                    on_stretch(stretch)
                break
        await asyncio.sleep(every_s)
