"""The panel's figures: what each of the caller's sounds did to the agent, counted over one call or many.

Defined as τ-voice does (tau2-bench, docs/interaction-metrics.md, metrics version of 2026): same events, same windows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from callcenter.bench.listening import percentile
from callcenter.eval.turns.sounds import SoundKind

#: What the panel's names mean, in the order they are printed.
MEANING: Mapping[str, str] = {
    "L_R": "the agent's answer after the caller's last audible sample, ms",
    "R_R": "turns that were answered before the caller had to speak again",
    "L_Y": "the agent's silence after the caller cut in, ms",
    "R_Y": "interruptions the agent yielded to within 2 s",
    "I_A": "the agent cutting in, per turn of the caller",
    "S_BC": "back-channels the agent went on through",
    "S_VT": "coughs and the like the agent ignored",
    "S_ND": "speech to somebody else the agent ignored",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """What the agent did at a sound that it should ignore.

    `went_on`: it neither stopped nor answered, or it paused and went on within a second of the sound's end.
    `was_unbroken`: without any pause longer than one within its speech, τ-voice's own measure.
    """

    went_on: bool
    was_unbroken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The events of one call or of many. None for an answer or a yielding that didn't come (in time)."""

    answers_ms: Sequence[int | None] = ()
    yields_ms: Sequence[int | None] = ()
    agent_interruptions: int = 0
    ignored: Mapping[SoundKind, Sequence[Ignored]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return each figure with the number of events behind it; `value` is None if there was none."""
        answered = [wait for wait in self.answers_ms if wait is not None]
        yielded = [wait for wait in self.yields_ms if wait is not None]
        turns = len(self.answers_ms)
        return {
            "L_R": _latency(answered),
            "R_R": _rate(len(answered), turns),
            "L_Y": _latency(yielded),
            "R_Y": _rate(len(yielded), len(self.yields_ms)),
            "I_A": _rate(self.agent_interruptions, turns),
            "S_BC": self._selectivity(SoundKind.BACK_CHANNEL),
            "S_VT": self._selectivity(SoundKind.VOCAL_TIC),
            "S_ND": self._selectivity(SoundKind.NON_DIRECTED),
        }

    def _selectivity(self, kind: SoundKind) -> dict[str, Any]:
        events = self.ignored.get(kind, ())
        return {
            **_rate(sum(event.went_on for event in events), len(events)),
            "unbroken": _rate(sum(event.was_unbroken for event in events), len(events))["value"],
        }


def total(panels: Iterable[Panel]) -> Panel:
    """Return the events of several calls as one panel."""
    whole = list(panels)
    return Panel(
        answers_ms=[wait for panel in whole for wait in panel.answers_ms],
        yields_ms=[wait for panel in whole for wait in panel.yields_ms],
        agent_interruptions=sum(panel.agent_interruptions for panel in whole),
        ignored={kind: [event for panel in whole for event in panel.ignored.get(kind, ())] for kind in SoundKind},
    )


def _latency(values_ms: Sequence[int]) -> dict[str, Any]:
    mean = round(sum(values_ms) / len(values_ms)) if values_ms else None
    p50, p95 = percentile(values_ms, 50), percentile(values_ms, 95)
    return {
        "value": mean,
        "p50": round(p50) if p50 is not None else None,
        "p95": round(p95) if p95 is not None else None,
        "events": len(values_ms),
    }


def _rate(count: int, events: int) -> dict[str, Any]:
    return {"value": round(count / events, 3) if events else None, "events": events}
