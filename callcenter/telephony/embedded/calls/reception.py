"""Takes the calls the SIP stack announces: admits or refuses them, serves them, and ends them when the worker stops."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from callcenter import metrics
from callcenter.calls.record.recording import recording_opener
from callcenter.domain.calls.call import Call, new_call_id
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.host_port import is_loopback
from callcenter.domain.record.call_event import Fact
from callcenter.domain.routing.reason import VerdictReason
from callcenter.domain.routing.trunk_matching import matches_number
from callcenter.errors import JournalError
from callcenter.log import bind_call, logger
from callcenter.settings import Settings
from callcenter.telephony.embedded.calls.admission import Refused
from callcenter.telephony.embedded.calls.invitation import Invitation, read_invitation
from callcenter.telephony.embedded.calls.leg import SipLeg
from callcenter.telephony.embedded.calls.pacer import Pacer
from callcenter.telephony.embedded.calls.parts import Parts
from callcenter.telephony.embedded.calls.shared_limits import SharedLimits
from callcenter.telephony.embedded.port_check import split_bind
from callcenter.telephony.embedded.sip_status import refusal_answer
from callcenter.telephony.embedded.stack.sip_call import SipCall
from callcenter.telephony.embedded.stack.sip_message import SipMessage
from callcenter.telephony.embedded.stack.stack_port import StackRefusal
from callcenter.telephony.embedded.stack.trace_keeper import TraceKeeper
from callcenter.telephony.refusal import refusal_facts

log = logger(__name__)

#: Refused calls a minute that get a row in the call log; a scanner's thousands are only counted.
ROWS_A_MINUTE = 60
#: Seconds an answered call may lack its ACK if another caller needs the place (a round trip is far shorter).
HALF_OPEN_S = 1.0
#: Longest wait for calls to write their last facts once they were hung up.
LAST_FACTS_S = 10.0


class Reception:
    """Every call of the process, from INVITE to its last fact.

    `tell` sees each fact as it is journaled; `sip_messages` is told whose a Call-ID is, None if none are kept.
    """

    def __init__(
        self,
        settings: Settings,
        parts: Parts,
        *,
        pacer: Pacer,
        limits: SharedLimits,
        tell: Callable[[str, Fact], None],
        sip_messages: TraceKeeper | None = None,
    ) -> None:
        self._settings = settings
        self._parts = parts
        self._pacer = pacer
        self._tell = tell
        self._limits = limits
        self._sip_messages = sip_messages
        self._calls: dict[asyncio.Task[None], SipLeg | None] = {}
        self._evictions: set[asyncio.Task[None]] = set()
        self._closed_for: VerdictReason | None = None
        self._minute = 0
        self._rows = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def active(self) -> int:
        """Calls in progress."""
        return sum(leg is not None for leg in self._calls.values())

    def on_invite(self, sip_call: SipCall) -> None:
        """Take a call the stack announces."""
        self._start(self._admit_or_refuse(sip_call))

    def on_refused(self, refusal: StackRefusal) -> None:
        """Put a call on record that the stack refused by itself."""
        self._start(self._record_stack_refusal(refusal))

    def close(self, reason: VerdictReason) -> None:
        """Refuse new calls from now on."""
        self._closed_for = reason

    async def drain(self, *, timeout_s: float) -> None:
        """Refuse new calls and let the running ones finish; those that don't in time are hung up."""
        self.close(VerdictReason.DRAINING)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), timeout_s)
        await self.hang_up_all(EndReason.DRAIN_TIMEOUT)

    async def hang_up_all(self, reason: EndReason) -> None:
        """End all calls now, and wait for their last facts."""
        self.close(self._closed_for or VerdictReason.DRAINING)
        await asyncio.gather(*(leg.hang_up(reason) for leg in self._calls.values() if leg is not None))
        if self._calls:
            _, late = await asyncio.wait(list(self._calls), timeout=LAST_FACTS_S)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=LAST_FACTS_S)

    # -- one call -------------------------------------------------------------

    async def _admit_or_refuse(self, sip_call: SipCall) -> None:
        settings = self._settings
        invitation = self._read(sip_call.headers, await sip_call.invite())
        call = self._judge(invitation)
        if isinstance(call, Call) and self._is_open_to_others:
            call = await self._within_limits(call)
        if isinstance(call, Refused):
            status, retry_after_s = refusal_answer(call.reason)
            await sip_call.refuse(status, retry_after_s=retry_after_s)
            self._record_refusal(invitation, call, status)
            return
        self._keep_messages(invitation, call.call_id)
        sip_call.sender = invitation.source_address
        leg = SipLeg(
            sip_call,
            open_audio=self._parts.open_audio,
            pacer=self._pacer,
            establish_timeout_s=settings.sip.establish_timeout_s,
            hold_limit_s=settings.sip.hold_limit_s,
            open_recording=recording_opener(call, settings),
        )
        task = asyncio.current_task()
        if task is not None:
            self._calls[task] = leg
        bind_call(call.call_id)
        try:
            await self._parts.serve(call, leg, partial(self._tell, call.call_id))
        except JournalError as error:
            # A call that can't be put on record isn't taken.
            log.error("call_not_taken", error=error.what, remedy=error.remedy)
        except Exception as error:
            log.exception("call_failed", error=type(error).__name__)
        finally:
            if self._is_open_to_others:
                self._limits.end(call.call_id)
            await leg.hang_up(EndReason.INTERNAL_ERROR)

    def _read(self, headers: Mapping[str, str], invite: SipMessage | None) -> Invitation:
        sip = self._settings.sip
        return read_invitation(headers, invite, edge=sip.edge, attestation_header=sip.attestation_header)

    def _judge(self, invitation: Invitation) -> Call | Refused:
        if reason := self._closed_or_full():
            return Refused(reason=reason)
        admission = self._parts.admission
        verdict = admission.judge(invitation, at=datetime.now(UTC))
        if isinstance(verdict, Refused) and verdict.reason is VerdictReason.NO_TRUNK and admission.numbers is not None:
            if not matches_number(invitation.dialled_number, ("", *admission.numbers)):
                return replace(verdict, reason=VerdictReason.NUMBER_NOT_DECLARED)
        return verdict

    async def _within_limits(self, call: Call) -> Call | Refused:
        reason = await self._limits.begin(call.call_id, caller=call.caller_number, dialled=call.dialled_number)
        if reason is None and (reason := self._closed_or_full()) is not None:
            # Another call came while we asked.
            self._limits.end(call.call_id)
        return call if reason is None else Refused(reason=reason, trunk=call.trunk)

    def _closed_or_full(self) -> VerdictReason | None:
        is_full = self.active >= self._settings.sip.max_calls
        return self._closed_for or (VerdictReason.TOO_MANY_CALLS if is_full and not self._make_room() else None)

    @property
    def _is_open_to_others(self) -> bool:
        """Whether anybody but this machine can call: on loopback without an edge there is nobody to hold off."""
        sip = self._settings.sip
        return bool(sip.edge) or not is_loopback(split_bind(sip.bind)[0])

    def _make_room(self) -> bool:
        """Give up the oldest call that was answered but never acknowledged: many such calls would take every place."""
        legs = [leg for leg in self._calls.values() if leg is not None]
        oldest = max(legs, key=lambda leg: leg.half_open_s)
        if oldest.half_open_s < HALF_OPEN_S:
            return False
        task = asyncio.get_running_loop().create_task(oldest.hang_up(EndReason.ESTABLISH_TIMEOUT))
        self._evictions.add(task)
        task.add_done_callback(self._evictions.discard)
        return True

    # -- refusals -------------------------------------------------------------

    async def _record_stack_refusal(self, refusal: StackRefusal) -> None:
        headers = {**refusal.headers, "from": refusal.from_header, "to": refusal.to_header}
        invitation = self._read(headers, refusal.invite)
        verdict = Refused(reason=refusal.reason, explanation={"refused_by": "sip-stack"})
        if refusal.reason in (VerdictReason.NUMBER_NOT_DECLARED, VerdictReason.NO_COMMON_CODEC):
            judged = self._parts.admission.judge(invitation, at=datetime.now(UTC))
            if isinstance(judged, Refused):
                # The stack can't tell a missing key from a missing codec; the trunk can.
                is_key = judged.reason in (VerdictReason.ENCRYPTION_REQUIRED, VerdictReason.ENCRYPTION_DISABLED)
                verdict = replace(judged, reason=judged.reason if is_key else refusal.reason)
        self._record_refusal(invitation, verdict, refusal.status)

    def _record_refusal(self, invitation: Invitation, refusal: Refused, status: int) -> None:
        """Put a refused call in the call log, unless this minute had enough of them; count it anyhow."""
        metrics.sip_refused(refusal.reason)
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            if self._rows > ROWS_A_MINUTE:
                log.warning("refusals_only_counted", calls=self._rows - ROWS_A_MINUTE)
            self._minute, self._rows = minute, 0
        self._rows += 1
        if self._rows > ROWS_A_MINUTE:
            return
        call_id = new_call_id()
        self._keep_messages(invitation, call_id)
        facts = refusal_facts(
            invitation,
            reason=refusal.reason,
            trunk=refusal.trunk,
            sip_status=status,
            explanation=refusal.explanation,
        )
        try:
            journal = self._parts.journal.open(call_id)
        except JournalError as error:
            log.error("refusal_not_recorded", error=error.what, remedy=error.remedy)
            return
        for fact in facts:
            journal.record(fact)
            self._tell(call_id, fact)
        journal.close()

    def _keep_messages(self, invitation: Invitation, call_id: str) -> None:
        if self._sip_messages is not None:
            self._sip_messages.belongs(invitation.sip_call_id, call_id)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._calls[task] = None
        self._idle.clear()
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        del self._calls[task]
        if not self._calls:
            self._idle.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("reception_failed", error=type(error).__name__)
