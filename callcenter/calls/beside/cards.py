"""Payment cards' numbers: masked wherever they would be kept, from the moment they are recognised as such (Luhn)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from callcenter.calls.context import CallContext
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import DigitPressed, Fact, ToolCalled, TurnTaken
from callcenter.spoken.numbers.cards import MASK, card_spans, mask_cards

#: What stands instead of a key that was part of a card's number.
MASKED_KEY = "x"
#: Seconds silenced in the recording before and after a turn with a card's number: its times are the detector's.
_MARGIN_S = 0.3
#: Seconds after a key in which another one still belongs to the same number.
KEYS_PAUSE_S = 5.0
#: Keys of one number that are kept; a program can send thousands a second, and each is a fact.
MAX_KEYS = 200


def masked_pair(before: str, text: str) -> tuple[str, str]:
    """Return two turns in a row, masked; a number may begin in the first and end in the second."""
    if not before or MASK in before:
        return before, mask_cards(text)
    for first, end in card_spans(f"{before} {text}"):
        if first < len(before) < end - 1:
            return f"{before[:first]}{MASK}", f"{MASK}{mask_cards(text[end - len(before) - 1 :])}"
    return before, mask_cards(text)


class MaskedRecord:
    """Takes facts on their way to the record, without card numbers, and silences the recording where one was said."""

    def __init__(self, record: Callable[[Fact], None]) -> None:
        self._record = record
        self._before: TurnTaken | None = None
        #: Set once there is a call; facts may come before its leg has a recording.
        self.context: CallContext | None = None

    def __call__(self, fact: Fact) -> None:
        """Put a fact on record."""
        if isinstance(fact, TurnTaken):
            fact = self._turn(fact)
        elif isinstance(fact, ToolCalled):
            fact = replace(fact, arguments=_masked_value(fact.arguments), result=_masked_value(fact.result))
        self._record(fact)

    def blank(self, from_ms: int, to_ms: int) -> None:
        """Silence the recording between two moments of the call."""
        context = self.context
        if context is not None and (recording := context.leg.recording) is not None:
            recording.blank(context.began_s + from_ms / 1000 - _MARGIN_S, context.began_s + to_ms / 1000 + _MARGIN_S)

    def _turn(self, fact: TurnTaken) -> TurnTaken:
        turn, before = fact.turn, self._before
        is_caller = turn.speaker is Speaker.CALLER
        first, text = masked_pair(before.turn.text if before is not None and is_caller else "", turn.text)
        if before is not None and is_caller and first != before.turn.text:
            self.blank(before.turn.started_ms, before.turn.ended_ms)
        if MASK in text:
            self.blank(turn.started_ms, turn.ended_ms)
        kept = replace(fact, turn=replace(turn, text=text))
        self._before = kept if is_caller else self._before
        return kept


class KeysPressed:
    """Puts pressed keys on record once it is known whether they are a card's. `close` puts the last ones there."""

    def __init__(self, context: CallContext, *, blank: Callable[[int, int], None]) -> None:
        self._context = context
        self._blank = blank
        self._pressed: list[tuple[str, int]] = []
        self._timer: asyncio.TimerHandle | None = None

    def press(self, key: str) -> None:
        """Take one key."""
        if self._timer is not None:
            self._timer.cancel()
        if len(self._pressed) < MAX_KEYS:
            self._pressed.append((key, self._context.elapsed_ms()))
        self._timer = asyncio.get_running_loop().call_later(KEYS_PAUSE_S, self.close)

    def close(self) -> None:
        """Put what was pressed on record."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        pressed, self._pressed = self._pressed, []
        # Keys that end or clear a number don't part it from the rest of itself.
        digits = [index for index, (key, _) in enumerate(pressed) if key.isdigit()]
        hidden: set[int] = set()
        for first, end in card_spans("".join(pressed[index][0] for index in digits)):
            hidden.update(digits[first:end])
        if hidden:
            self._blank(pressed[min(hidden)][1], pressed[max(hidden)][1])
        for index, (key, at_ms) in enumerate(pressed):
            self._context.record(DigitPressed(digit=MASKED_KEY if index in hidden else key, at_ms=at_ms))


def _masked_value(value: Any) -> Any:
    """Return JSON data with its texts masked."""
    if isinstance(value, str):
        return mask_cards(value)
    if isinstance(value, Mapping):
        return {key: _masked_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked_value(item) for item in value]
    return value
