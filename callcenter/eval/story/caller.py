"""The simulated caller who needs no language model: hears an agent's turn and decides what to do next.

A plain object that decides and waits for nothing, so that typed and spoken calls share it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from callcenter.eval.story.asked_for import AskedFor, asked_for
from callcenter.eval.story.move import EVENT, GREETING, OPENING, CallerMove, MoveKind
from callcenter.eval.story.story import Event, Story, StoryAnswer

#: Turns after which nobody would still be on the line.
MOST_TURNS = 40
#: How often a caller answers the same request before they give up.
SAME_REQUEST = 5

#: What people say if their story doesn't tell.
_DEFAULTS: dict[AskedFor, tuple[str, ...]] = {
    AskedFor.ANYTHING_ELSE: ("No, that's all. Thank you, goodbye.", "No, that was it, thanks. Bye bye."),
    AskedFor.STILL_THERE: ("Yes, I'm still here.", "Yeah, I'm here."),
    AskedFor.OFFER_PERSON: ("Yes, please.", "Okay, yes."),
    AskedFor.RECORDING: ("Yes, that's fine.", "Sure, go ahead."),
}
_UNFORESEEN = ("Sorry, I don't know what to say to that.", "I'm not sure what you mean.")
_GIVES_UP = ("Never mind, I'll call again another time. Goodbye.", "You know what, forget it. Bye.")


@dataclass(slots=True, kw_only=True)
class SimulatedCaller:
    """One caller in one call. Ask `during` as the agent begins to speak and `hear` once it has ended.

    `trial` (from 1) chooses the wordings. `moves` are those made, `stuck` what the story has no answer to.
    """

    story: Story
    trial: int = 1
    moves: list[CallerMove] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    done_events: list[Event] = field(default_factory=list)
    _answered: Counter[str] = field(default_factory=Counter)
    _used: Counter[int] = field(default_factory=Counter)

    @property
    def last_to(self) -> str:
        """What the caller's last move answered; 'greeting' while they haven't said anything."""
        return self.moves[-1].to if self.moves else GREETING

    def during(self) -> Event | None:
        """Return what the caller does while the agent says what it says now, or None. Does not change anything."""
        return next((event for event in self.story.events if self._is_now(event)), None)

    def did(self, event: Event) -> None:
        """Note that an event has happened; one for the agent counts as the caller's move."""
        self.done_events.append(event)
        if event.is_for_agent:
            self._make(self._event_move(event))

    def hear(self, words: str) -> CallerMove:
        """Take the agent's whole turn and return what the caller does next."""
        if len(self.moves) >= MOST_TURNS:
            return self._make(self._leave(f"{MOST_TURNS} turns and no end"))
        if not self.moves:
            return self._make(
                CallerMove(kind=MoveKind.SAY, to=OPENING, words=self._wording(self.story.opening, OPENING))
            )
        asked = asked_for(words)
        self._answered[asked[0]] += 1
        if self._answered[asked[0]] > SAME_REQUEST:
            return self._make(self._leave(f"asked for {asked[0]} {SAME_REQUEST + 1} times"))
        return self._make(self._answer(asked, words))

    def _answer(self, asked: tuple[AskedFor, ...], words: str) -> CallerMove:
        for one in asked:
            for answer in self.story.says.get(one, ()):
                if self._applies(answer, words):
                    self._used[id(answer)] += 1
                    return self._of(answer, one)
        for one in asked:
            if (move := self._by_default(one)) is not None:
                return move
        return self._unforeseen(asked[0], words)

    def _by_default(self, asked: AskedFor) -> CallerMove | None:
        if asked is AskedFor.WHICH_TOPIC:
            return self._say(self._wish(), asked)
        if asked in (AskedFor.REPEAT, AskedFor.WAITING):
            said = [move.words for move in self.moves if move.kind is MoveKind.SAY]
            return self._say((said[-1],) if said else self.story.opening, asked)
        # Somebody whose wish is met, and who was told so without a question, says goodbye as well.
        return self._say(_DEFAULTS[asked], asked) if asked in _DEFAULTS else None

    def _wish(self) -> tuple[str, ...]:
        """What the caller is about now: what they last answered to "anything else?", else what they called for."""
        later = [move.words for move in self.moves if move.to == AskedFor.ANYTHING_ELSE and move.words]
        return (later[-1],) if later else self.story.opening

    def _unforeseen(self, asked: AskedFor, words: str) -> CallerMove:
        self.stuck.append(f"{asked}: {words}")
        if len(self.stuck) > self.story.patience:
            return self._leave(f"no answer to {asked}, out of patience")
        return self._say(self.story.unforeseen or _UNFORESEEN, "unforeseen")

    def _applies(self, answer: StoryAnswer, words: str) -> bool:
        return (
            (not answer.times or self._used[id(answer)] < answer.times)
            and (not answer.hears or bool(re.search(answer.hears, words, re.IGNORECASE)))
            and not (answer.unless_hears and re.search(answer.unless_hears, words, re.IGNORECASE))
        )

    def _of(self, answer: StoryAnswer, asked: AskedFor) -> CallerMove:
        if answer.keys:
            return CallerMove(kind=MoveKind.KEYS, to=asked, keys=answer.keys, hang_up=answer.hang_up)
        if answer.say:
            words = self._wording(answer.say, asked)
            return CallerMove(kind=MoveKind.SAY, to=asked, words=words, hang_up=answer.hang_up)
        if answer.silence_s:
            return CallerMove(kind=MoveKind.SILENCE, to=asked, silence_s=answer.silence_s, hang_up=answer.hang_up)
        return CallerMove(kind=MoveKind.HANG_UP, to=asked, hang_up=True, why="as the story has it")

    def _is_now(self, event: Event) -> bool:
        return event.during == self.last_to and event not in self.done_events

    def _event_move(self, event: Event) -> CallerMove:
        if event.keys:
            return CallerMove(kind=MoveKind.KEYS, to=EVENT, keys=event.keys)
        return self._say(event.say, EVENT)

    def _say(self, wordings: tuple[str, ...], to: str) -> CallerMove:
        return CallerMove(kind=MoveKind.SAY, to=to, words=self._wording(wordings, to))

    def _wording(self, wordings: tuple[str, ...], to: str) -> str:
        """Another wording each trial, and each time the same is asked."""
        said = sum(1 for move in self.moves if move.to == to)
        return wordings[(self.trial - 1 + said) % len(wordings)]

    def _leave(self, why: str) -> CallerMove:
        words = _GIVES_UP[(self.trial - 1) % len(_GIVES_UP)]
        return CallerMove(kind=MoveKind.SAY, to="unforeseen", words=words, hang_up=True, why=why)

    def _make(self, move: CallerMove) -> CallerMove:
        self.moves.append(move)
        return move
