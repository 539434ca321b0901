"""Calls whose figures are known beforehand: told by what is true of them, put on record as facts are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from callcenter.domain.calls.leg import LegKind
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.calls.turn import Speaker, Turn, TurnLatency
from callcenter.domain.record.call_event import (
    CallEnded,
    CallEvent,
    CallRefused,
    CallStarted,
    Fact,
    LegAnswered,
    ModelSwitched,
    PersonAsked,
    ToolCalled,
    TurnTaken,
    UsageMeasured,
    WrappedUp,
)
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.routing.reason import VerdictReason
from callcenter.store.call_log.call_events import apply
from callcenter.store.pool import prepare_connection


@dataclass(frozen=True, kw_only=True)
class ToldCall:
    """One call. `answers_ms` are how long the agent's answers took; those `cut` were broken in on, `early` broke in."""

    call_id: str
    at: datetime
    number: str = ""
    talks_s: int | None = 60
    disposition: Disposition = Disposition.RESOLVED
    reason: EndReason = EndReason.CALLER_HUNG_UP
    persons: Sequence[TransferOutcome] = ()
    tools: Sequence[tuple[str, bool]] = ()
    answers_ms: Sequence[int] = ()
    cut: int = 0
    early: int = 0
    switches: int = 0
    characters: int = 0
    voice: str = "rime/mist"
    says: str = "What is my balance?"

    def events(self) -> list[CallEvent]:
        """Return the call's facts."""
        facts: list[tuple[int, Fact]] = [(0, self._started())]
        length_s = self.talks_s or 0
        if self.talks_s is None:
            facts.append((0, CallRefused(reason=VerdictReason.CALLER_LIMIT, sip_status=403)))
        else:
            facts.append((0, LegAnswered(leg="caller", kind=LegKind.SIP)))
        for n, answer_ms in enumerate(self.answers_ms):
            began = n * 10_000
            answers_after_ms = -1000 if n < self.early else answer_ms
            facts.append((n * 10, TurnTaken(turn=_said(Speaker.CALLER, self.says, began, began + 2000))))
            turn = _said(
                Speaker.AGENT, "So it is.", began + 2000 + answers_after_ms, began + 6000, answer_ms, n < self.cut
            )
            facts.append((n * 10, TurnTaken(turn=turn)))
        facts += [(1, _used(tool, ok=ok)) for tool, ok in self.tools]
        switched = ModelSwitched(part="stt", from_model="a/one", to_model="b/two", at_ms=0)
        facts += [(1, switched)] * self.switches
        facts += [(2, PersonAsked(destination="x", outcome=outcome, at_ms=0)) for outcome in self.persons]
        facts.append((length_s, UsageMeasured(part="tts", model=self.voice, characters=self.characters)))
        facts.append((length_s, CallEnded(termination=terminate(self.reason), at_ms=length_s * 1000)))
        facts.append((length_s, WrappedUp(disposition=self.disposition, summary="")))
        return [
            CallEvent(call_id=self.call_id, seq=seq, at=self.at + timedelta(seconds=after), fact=fact)
            for seq, (after, fact) in enumerate(facts, 1)
        ]

    def _started(self) -> CallStarted:
        named: dict[str, Any] = dict.fromkeys(("trunk", "dispatch_rule", "room", "sip_call_id", "source_address"), "")
        return CallStarted(
            caller_number=self.number, dialled_number="+18005550100", agent="triage", language="en", **named
        )


def _said(
    speaker: Speaker, text: str, started_ms: int, ended_ms: int, answer_ms: int | None = None, is_cut: bool = False
) -> Turn:
    latency = TurnLatency(response_ms=answer_ms) if answer_ms is not None else None
    times = {"started_ms": started_ms, "ended_ms": ended_ms}
    return Turn(speaker=speaker, text=text, agent="triage", is_interrupted=is_cut, latency=latency, **times)


def _used(tool: str, *, ok: bool) -> ToolCalled:
    return ToolCalled(agent="billing", tool=tool, arguments={}, result=None, ok=ok, at_ms=0, duration_ms=1)


def put_on_record(database: str, calls: Sequence[ToldCall]) -> None:
    """Put the calls on record."""
    asyncio.run(_put(database, calls))


async def _put(database: str, calls: Sequence[ToldCall]) -> None:
    connection = await asyncpg.connect(database)
    await prepare_connection(connection)
    await apply(connection, [event for call in calls for event in call.events()])
    await connection.close()
