"""A simulated caller on a real telephone: hears when the agent speaks, knows its words from the call log, and answers.

What the caller decides is `SimulatedCaller`'s; here is when. The agent's words are the log's, not a recogniser's: a
caller who mishears would be measured, and not the agent.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from callcenter.demo.phone.simulated_caller import SimulatedCall
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.record.call_event import Fact, TurnTaken
from callcenter.errors import TelephonyError
from callcenter.eval.entities import Exchange
from callcenter.eval.phone.caller_sounds import CallerSounds
from callcenter.eval.story.asked_for import AskedFor, asked_for
from callcenter.eval.story.caller import SimulatedCaller
from callcenter.eval.story.move import CallerMove, MoveKind
from callcenter.eval.story.story import Event
from callcenter.eval.turns.sounds import SoundKind

#: Silence of the agent after a question until the caller answers, in seconds: a quick person's.
REACTS_S = 0.4
#: The same after words that ask nothing: there may be more to come.
LISTENS_ON_S = 2.0
#: The same after words that broke off, though the caller didn't cut in: they wait for the rest.
BROKEN_OFF_S = 4.0
#: Silence of both after which a caller says the same again, and how often before they hang up.
PATIENCE_S, SAME_AGAIN = 14.0, 2
#: Words an agent says in a second, to know when so many have been heard.
WORDS_A_SECOND = 2.8
#: If the agent has fallen silent for so long before an event was due, it happens now. Shorter than anybody reacts.
_LAST_CHANCE_S = 0.2
#: Longest a call may last.
CALL_TIMEOUT_S = 240.0
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sound that a caller made: mono int16, 16 kHz, on the wire from `begun_s` of the monotonic clock."""

    kind: SoundKind
    words: str
    pcm: bytes
    begun_s: float


class SpokenCaller:
    """One caller in one call. `hear` takes the call's facts in order; `run` speaks until it is over."""

    def __init__(self, caller: SimulatedCaller, phone: SimulatedCall, sounds: CallerSounds) -> None:
        self.caller = caller
        #: Every sound that was made, in order.
        self.said: list[Said] = []
        #: What the call log has of the caller's words, and when that was known.
        self.taken: list[tuple[float, str]] = []
        #: When each turn of an agent was known, and whether it was cut short.
        self.cuts: list[tuple[float, bool]] = []
        self._phone = phone
        self._sounds = sounds
        self._unanswered: list[Turn] = []
        self._is_making_sound = False
        self._has_cut_in = False
        #: When the caller's last turn to the agent ended: what the agent says from then on answers it.
        self._turn_ended_s = 0.0
        self._silent_until_s = 0.0
        self._has_answered = asyncio.Event()
        self._begun_s = time.monotonic()

    def hear(self, fact: Fact) -> None:
        """Take one fact of the call."""
        if not isinstance(fact, TurnTaken):
            return
        if fact.turn.speaker is Speaker.CALLER:
            self.taken.append((time.monotonic(), fact.turn.text))
        else:
            self.cuts.append((time.monotonic(), fact.turn.is_interrupted))
            # What the caller cut short is known only once the agent has taken their words: it wants no answer.
            if not (fact.turn.is_interrupted and self._has_cut_in):
                self._unanswered.append(fact.turn)
            self._has_cut_in = False

    async def run(self) -> None:
        """Speak until the call is over; hang up if it takes too long."""
        tasks = [asyncio.create_task(self._converse()), asyncio.create_task(self._interfere())]
        try:
            await self._phone.ended(timeout_s=CALL_TIMEOUT_S)
        except TelephonyError:
            self._gone(f"the call took longer than {CALL_TIMEOUT_S:.0f} s")
            await self._phone.hang_up()
        finally:
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        for outcome in outcomes:
            # The agent may hang up in the middle of a word; anything else is a fault of ours.
            if isinstance(outcome, Exception) and not isinstance(outcome, TelephonyError):
                raise outcome

    def exchanges(self) -> list[Exchange]:
        """Return each turn of the caller with what the call log got of it before the next."""
        turns = [one for one in self.said if one.kind is SoundKind.TURN]
        # Whoever only presses keys says nothing.
        untils_s = [*(one.begun_s for one in turns[1:]), float("inf")][: len(turns)]
        return [
            Exchange(said=one.words, heard=" ".join(text for at_s, text in self.taken if one.begun_s <= at_s < until_s))
            for one, until_s in zip(turns, untils_s, strict=True)
        ]

    async def _converse(self) -> None:
        unheard, last = 0, b""
        while True:
            words = await self._agents_turn()
            if words is None:
                unheard += 1
                if unheard > SAME_AGAIN or not last:
                    self._gone("nobody answered")
                    return await self._phone.hang_up()
                await self._say(SoundKind.TURN, self.said[-1].words, last)
                continue
            unheard = 0
            move = self.caller.hear(words)
            last = await self._make(move) or last
            if move.hang_up:
                return await self._phone.hang_up()

    async def _agents_turn(self) -> str | None:
        """Wait until the agent has finished and return its words, or None if nothing came at all."""
        while True:
            quiet_s = self._quiet_s()
            if self._unanswered and quiet_s >= self._reaction_s():
                words = " ".join(turn.text for turn in self._unanswered)
                self._unanswered.clear()
                return words
            if not self._unanswered and quiet_s >= PATIENCE_S and time.monotonic() > self._silent_until_s:
                return None
            await asyncio.sleep(_LOOK_S)

    def _reaction_s(self) -> float:
        turns = self._unanswered
        if turns[-1].is_interrupted:
            return BROKEN_OFF_S
        asked = asked_for(" ".join(turn.text for turn in turns))[0]
        return LISTENS_ON_S if asked is AskedFor.NOTHING else REACTS_S

    def _quiet_s(self) -> float:
        """Return for how long both have been silent."""
        if self._is_making_sound:
            return 0.0
        since_s = max(self._begun_s, self._turn_ended_s)
        if self._phone.sounds:
            ended_s = self._phone.sounds[-1][1]
            if ended_s is None:
                return 0.0
            since_s = max(since_s, ended_s)
        return time.monotonic() - since_s

    async def _make(self, move: CallerMove) -> bytes:
        """Make a move and return what was said in it."""
        if move.kind is MoveKind.SAY:
            pcm = await self._sounds.words(move.words)
            await self._say(SoundKind.TURN, move.words, pcm)
            return pcm
        if move.kind is MoveKind.KEYS:
            await self._press(move.keys)
        elif move.kind is MoveKind.SILENCE:
            self._silent_until_s = time.monotonic() + move.silence_s
            if move.hang_up:
                await asyncio.sleep(move.silence_s)
        return b""

    async def _interfere(self) -> None:
        """Do what the story has the caller do while the agent speaks."""
        while True:
            self._has_answered.clear()
            answers_s = self._turn_ended_s
            begun_s = await self._phone.agent_speaks(after_s=answers_s, timeout_s=CALL_TIMEOUT_S)
            while (event := self.caller.during()) is not None and await self._is_due(event, begun_s):
                await self._do(event)
                if event.is_for_agent:
                    break
            await self._has_answered.wait()

    async def _is_due(self, event: Event, begun_s: float) -> bool:
        """Wait for an event's moment; False if the caller has answered before it came.

        A sound comes while the agent speaks, or not at all; words for the agent also when it falls silent before.
        """
        due_s = begun_s + event.after_words / WORDS_A_SECOND
        while not self._has_answered.is_set():
            left_s, quiet_s = due_s - time.monotonic(), self._quiet_s()
            if event.is_for_agent:
                is_now = left_s <= 0 or quiet_s >= _LAST_CHANCE_S
            else:
                is_now = left_s <= 0 and quiet_s < _LOOK_S
            if is_now and not self._is_making_sound:
                return True
            await asyncio.sleep(max(0.01, min(left_s, _LOOK_S)))
        return False

    async def _do(self, event: Event) -> None:
        self.caller.did(event)
        if not event.is_for_agent:
            return await self._say(*await self._sounds.sound(event))
        self._has_cut_in = True
        await self._make(self.caller.moves[-1])
        # What the agent was saying is no answer to this.
        self._unanswered.clear()

    async def _say(self, kind: SoundKind, words: str, pcm: bytes) -> None:
        self._is_making_sound = True
        try:
            begun_s, ended_s = await self._phone.say(pcm)
        finally:
            self._is_making_sound = False
        self.said.append(Said(kind=kind, words=words, pcm=pcm, begun_s=begun_s))
        if kind is SoundKind.TURN:
            self._answered(ended_s)

    async def _press(self, keys: str) -> None:
        self._is_making_sound = True
        try:
            await self._phone.press(keys)
        finally:
            self._is_making_sound = False
        self._answered(time.monotonic())

    def _answered(self, at_s: float) -> None:
        self._turn_ended_s = at_s
        self._has_answered.set()

    def _gone(self, why: str) -> None:
        self.caller.moves.append(CallerMove(kind=MoveKind.HANG_UP, hang_up=True, why=why))
