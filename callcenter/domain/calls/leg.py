"""A leg: one party's side of a call. How it ended, and how well its media travelled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from callcenter.domain.calls.termination import EndReason


class LegKind(StrEnum):
    """What carries the leg."""

    SIP = "sip"
    LIVEKIT = "livekit"
    TEXT = "text"


class LegAbility(StrEnum):
    """What not every kind of leg can; each says what it can't (`cannot`), and doesn't mind being asked for it."""

    #: Its party can hold us, and we hear of it.
    HOLD = "hold"
    #: A transfer takes time, in which the party may leave and we may think better of it.
    RING = "ring"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnd:
    """BYE, hang-up, silence, cap, error and drain all arrive as one of these.

    `detail` is for the log and holds no personal data.
    """

    reason: EndReason
    detail: str = ""


#: Loss in per cent, and jitter in ms, from which a stretch of the line is poor: words begin to be lost (ITU-T G.113
#: app. I has G.711 with concealment at two thirds of its quality by 3 %), and more than a packet has to be waited for.
POOR_LOSS_PCT, POOR_JITTER_MS = 2.0, 30.0
#: Seconds of the line that are judged together.
STRETCH_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStretch:
    """How the way to us was for some seconds: loss in per cent of the packets sent, jitter in ms (RFC 3550 §6.4.1)."""

    seconds: int
    loss_pct: float
    jitter_ms: float

    @property
    def is_poor(self) -> bool:
        """Whether one could hear it."""
        return self.loss_pct >= POOR_LOSS_PCT or self.jitter_ms >= POOR_JITTER_MS


class LineMeter:
    """Makes stretches of a line out of counters that grow through the whole call."""

    def __init__(self) -> None:
        self._before: tuple[int, int] | None = None

    def stretch(self, seconds: int, *, received: int, lost: int, jitter_ms: float) -> LineStretch | None:
        """Return how the way to us was since the last call of this; None at first, and without packets."""
        before, self._before = self._before, (received, lost)
        if before is None or (came := received - before[0]) <= 0:
            # Held, or silent: that none came says nothing of the line.
            return None
        # Packets that come late are taken off the count again (RFC 3550 §6.4.1).
        missed = max(0, lost - before[1])
        return LineStretch(seconds=seconds, loss_pct=100 * missed / (came + missed), jitter_ms=jitter_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegQuality:
    """Media quality of a leg over its whole life.

    `mos` is an estimate (ITU-T G.107 E-model, 1.0–5.0); loss in per cent of packets sent to us; jitter and
    round trip in milliseconds (RFC 3550 §6.4.1). What begins with `sent_` is the way from us, as the other side
    reports it: None if it never did. Round trip is 0 then.
    """

    mos: float
    loss_pct: float
    jitter_ms: float
    rtt_ms: float
    rx_packets: int
    tx_packets: int
    codec: str = ""
    sent_mos: float | None = None
    sent_loss_pct: float | None = None
    sent_jitter_ms: float | None = None
