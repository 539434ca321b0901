"""A running call as its supervisors may touch it: the call's end of the port, whatever brings them.

`tell` is run_call's `on_fact` and `accompany` its companion. Nothing here waits for a supervisor: what they don't read
in time is dropped for them alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from livekit.agents import AgentSession
from livekit.agents.voice.events import UserInputTranscribedEvent, UserStateChangedEvent
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callcenter.calls.beside.heard_speech import HeardSpeech
from callcenter.calls.context import CallContext
from callcenter.calls.supervision.instructing import hand_back, instruct
from callcenter.calls.supervision.mailbox import Mailbox
from callcenter.calls.supervision.port import MAX_SEEN, MAX_SOUNDS
from callcenter.calls.transfer.transfer import connect_person
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.record.call_event import Fact, SupervisorActed, SupervisorOutcome, TurnTaken
from callcenter.domain.routing.sip_address import printable
from callcenter.domain.supervision import (
    FactSeen,
    PartySound,
    Seen,
    Step,
    Supervisor,
    SupervisorsSeen,
    WordsSeen,
)
from callcenter.errors import JournalError, SupervisorRefused
from callcenter.log import logger
from callcenter.spoken.numbers.cards import mask_cards

log = logger(__name__)

#: Seconds between two looks at how far the agent has spoken.
_LOOK_S = 0.2
#: Longest wait for the session of a call that has just begun.
_BEGIN_S = 5.0
_MAX_IDENTITY = 100


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1, max_length=1000)


class _Transfer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    to: str = Field(min_length=1, max_length=200)


class _Nothing(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_Arguments = _Text | _Transfer | _Nothing
_TAKES: dict[Step, type[_Arguments]] = {Step.SAY: _Text, Step.WHISPER: _Text, Step.TRANSFER: _Transfer}


class Seat:
    """One supervisor's place at the call. `seen` and `sounds` are read by whatever carries them there."""

    def __init__(self, identity: str) -> None:
        self.identity = printable(identity)[:_MAX_IDENTITY]
        self.seen: Mailbox[Seen] = Mailbox(MAX_SEEN)
        self.sounds: Mailbox[PartySound] = Mailbox(MAX_SOUNDS)
        self.hears = False
        self.has_caller = False


class SupervisedCall:
    """One call. Used on the loop's thread only."""

    def __init__(self) -> None:
        self._facts: list[Fact] = []
        self._seats: list[Seat] = []
        self._session: AgentSession[CallContext] | None = None
        self._context: CallContext | None = None
        self._has_begun = asyncio.Event()
        self._stop_listening: Callable[[], None] | None = None
        self._hanging_up: asyncio.Task[None] | None = None
        self._speaking_since_ms = 0

    # -- the call's side ----------------------------------------------------------------------------------------------

    def tell(self, fact: Fact) -> None:
        """Show a fact to everybody at the call. Never waits."""
        self._facts.append(fact)
        self._show(FactSeen(fact=fact))

    async def accompany(self, session: AgentSession[CallContext], context: CallContext) -> None:
        """Show what is said while it is, until the call ends."""
        self._session, self._context = session, context
        session.on("user_input_transcribed", self._on_words)
        session.on("user_state_changed", self._on_user_state)
        self._has_begun.set()
        said = ""
        while True:
            await asyncio.sleep(_LOOK_S)
            output = session.output.audio
            if not self._seats or not isinstance(output, HeardSpeech):
                continue
            if (now_said := output.heard_so_far()) and now_said != said:
                self._show(WordsSeen(speaker=Speaker.AGENT, text=mask_cards(now_said)))
            said = now_said

    def close(self) -> None:
        """The call is over, with its last fact told."""
        self._listen_no_more()
        for seat in self._seats:
            seat.seen.close()
            seat.sounds.close()
        self._seats.clear()

    # -- the supervisors' side ----------------------------------------------------------------------------------------

    async def sit_down(self, identity: str) -> Seat:
        """Give a supervisor a place, with the facts so far in it.

        Raises:
            SupervisorRefused: the call hasn't begun yet, or is over.
        """
        try:
            async with asyncio.timeout(_BEGIN_S):
                await self._has_begun.wait()
        except TimeoutError:
            raise _refused("The call has not begun yet.", SupervisorOutcome.ERROR, "Try again in a moment.") from None
        self._running()
        seat = Seat(identity)
        for fact in self._facts:
            seat.seen.put(FactSeen(fact=fact))
        self._seats.append(seat)
        self._record(seat.identity, Step.WATCH, SupervisorOutcome.OK)
        self._tell_who_is_there()
        return seat

    def leave(self, seat: Seat) -> None:
        """A supervisor goes, and with them what they held: the caller is the agent's again."""
        if seat not in self._seats:
            return
        self._seats.remove(seat)
        seat.seen.close()
        seat.sounds.close()
        self._stop_unless_heard()
        if self._context is not None and not self._context.leg.ended.done():
            if seat.has_caller:
                self._context.is_taken_over = False
                self._record(seat.identity, Step.GIVE_BACK, SupervisorOutcome.OK)
            self._record(seat.identity, Step.LEAVE, SupervisorOutcome.OK)
        self._tell_who_is_there()

    async def step(self, seat: Seat, step: Step, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Take a step for a supervisor, put it on record whatever comes of it, and return the answer.

        Raises:
            SupervisorRefused: it came to nothing.
        """
        outcome = SupervisorOutcome.ERROR
        text = ""
        try:
            asked = _read(step, arguments)
            text = asked.text if isinstance(asked, _Text) else asked.to if isinstance(asked, _Transfer) else ""
            answer = await self._carry_out(seat, step, text)
            outcome = SupervisorOutcome.OK
            return answer
        except SupervisorRefused as error:
            outcome = SupervisorOutcome(error.outcome)
            raise
        finally:
            self._record(seat.identity, step, outcome, text)

    def refuse(self, identity: str, method: str) -> None:
        """Put on record that somebody who is no supervisor tried to step in."""
        self._record(printable(identity)[:_MAX_IDENTITY], method, SupervisorOutcome.NOT_ALLOWED)

    def speak(self, seat: Seat, pcm: bytes) -> None:
        """Let the caller hear a supervisor who has taken over (mono int16, 16 kHz); others are silent."""
        if seat.has_caller and self._context is not None:
            self._context.leg.relay(pcm)

    # -- the steps ----------------------------------------------------------------------------------------------------

    async def _carry_out(self, seat: Seat, step: Step, text: str) -> dict[str, Any]:
        session, context = self._running()
        match step:
            case Step.HEAR:
                seat.hears = True
                if self._stop_listening is None:
                    self._stop_listening = context.leg.listen(self._on_sound)
                self._tell_who_is_there()
            case Step.STOP_HEARING:
                seat.hears = False
                self._stop_unless_heard()
                self._tell_who_is_there()
            case Step.SAY:
                session.say(text)
            case Step.WHISPER:
                return {"instructed": (await instruct(session, context, text)).value}
            case Step.TAKE_OVER:
                await self._take_over(seat, session, context)
            case Step.GIVE_BACK:
                if not seat.has_caller:
                    raise _refused("You haven't taken this call over.", SupervisorOutcome.NOT_TAKEN)
                await self._give_back(seat, session, context)
            case Step.TRANSFER:
                await _transfer(context, text)
            case Step.HANG_UP:
                # Not waited for: before the line is sure to be down the call may be over and its journal closed, and
                # then there would be neither the fact of this act nor an answer.
                self._hanging_up = asyncio.create_task(context.leg.hang_up(EndReason.AGENT_HUNG_UP), name="hang-up")
            case _:
                raise _refused(f"{step}: nothing to do.", SupervisorOutcome.BAD_REQUEST)
        return {}

    async def _take_over(self, seat: Seat, session: AgentSession[CallContext], context: CallContext) -> None:
        holder = next((one for one in self._seats if one.has_caller), None)
        if holder is seat:
            return
        if holder is not None:
            remedy = f"{holder.identity} speaks with the caller."
            raise _refused("Another supervisor has taken this call over.", SupervisorOutcome.TAKEN, remedy)
        seat.has_caller = context.is_taken_over = True
        self._tell_who_is_there()
        await session.interrupt(force=True)

    async def _give_back(self, seat: Seat, session: AgentSession[CallContext], context: CallContext) -> None:
        seat.has_caller = context.is_taken_over = False
        self._tell_who_is_there()
        await hand_back(session)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _on_words(self, event: UserInputTranscribedEvent) -> None:
        text = mask_cards(event.transcript.strip())
        if not text:
            return
        self._show(WordsSeen(speaker=Speaker.CALLER, text=text, is_final=event.is_final))
        context = self._context
        if event.is_final and context is not None and context.is_taken_over:
            # The agent doesn't take the turn, so nothing else puts it on record.
            now_ms = context.elapsed_ms()
            started_ms = min(self._speaking_since_ms, now_ms)
            turn = Turn(speaker=Speaker.CALLER, text=event.transcript.strip(), started_ms=started_ms, ended_ms=now_ms)
            context.record(TurnTaken(turn=turn))

    def _on_user_state(self, event: UserStateChangedEvent) -> None:
        if event.new_state == "speaking" and self._context is not None:
            self._speaking_since_ms = self._context.elapsed_ms()

    def _on_sound(self, speaker: Speaker, pcm: bytes, rate_hz: int) -> None:
        sound = PartySound(speaker=speaker, pcm=pcm, rate_hz=rate_hz)
        for seat in self._seats:
            if seat.hears:
                seat.sounds.put(sound)

    def _show(self, seen: Seen) -> None:
        for seat in self._seats:
            seat.seen.put(seen)

    def _tell_who_is_there(self) -> None:
        there = [Supervisor(identity=one.identity, hears=one.hears, has_caller=one.has_caller) for one in self._seats]
        self._show(SupervisorsSeen(supervisors=tuple(there)))

    def _stop_unless_heard(self) -> None:
        if not any(one.hears for one in self._seats):
            self._listen_no_more()

    def _listen_no_more(self) -> None:
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None

    def _running(self) -> tuple[AgentSession[CallContext], CallContext]:
        if self._session is None or self._context is None or self._context.leg.ended.done():
            raise _refused("The call is over.", SupervisorOutcome.ERROR)
        return self._session, self._context

    def _record(self, identity: str, method: str, outcome: SupervisorOutcome, text: str = "") -> None:
        context = self._context
        if context is None or (context.leg.ended.done() and method in (Step.WATCH, Step.LEAVE)):
            return
        fact = SupervisorActed(
            identity=identity,
            method=str(method),
            outcome=outcome,
            at_ms=context.elapsed_ms(),
            text=mask_cards(text),
        )
        try:
            context.record(fact)
        except JournalError:
            # The call ended while the step was taken, with its last fact written.
            log.warning("supervisor_step_after_the_end", method=str(method), outcome=str(outcome))


def _read(step: Step, arguments: Mapping[str, Any]) -> _Arguments:
    try:
        return _TAKES.get(step, _Nothing).model_validate(arguments)
    except ValidationError as error:
        raise _refused(f"{step}: the payload is not what this step takes.", SupervisorOutcome.BAD_REQUEST) from error


async def _transfer(context: CallContext, destination: str) -> None:
    settings = context.settings
    if destination not in (*settings.worker.supervisor_destinations, settings.sip.person):
        remedy = "CALLCENTER_WORKER__SUPERVISOR_DESTINATIONS lists them."
        raise _refused("The destination is not on the list.", SupervisorOutcome.NOT_ALLOWED, remedy)
    outcome = await connect_person(context, destination, reason="supervisor")
    if outcome is not TransferOutcome.TRANSFERRED:
        raise SupervisorRefused(f"The transfer failed: {outcome}.", outcome=outcome)


def _refused(what: str, outcome: SupervisorOutcome, remedy: str = "") -> SupervisorRefused:
    return SupervisorRefused(what, outcome=outcome, remedy=remedy)
