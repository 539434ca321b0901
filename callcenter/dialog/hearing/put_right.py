"""Wishes that the caller takes back in the same breath: "cancel that, I mean keep it"."""

from __future__ import annotations

from callcenter.dialog.script import END
from callcenter.dialog.turn import Awaiting, CallerTurn, Reply
from callcenter.dialog.understanding.intents import Action, decide
from callcenter.dialog.ways_out import ask_more
from callcenter.dialog.wording import phrasing
from callcenter.spoken.act.more_wanted import keeps_it
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.taken_back import begins_as_wish, leans, repairs
from callcenter.spoken.words import plain_words

#: "Leave it as it is": who says so few words wants nothing changed.
KEEPING_WORDS = 5
#: Where a wish is what is waited for. Values and answers to a proposal have corrections of their own.
_OPEN = (Awaiting.NOTHING, Awaiting.MORE, Awaiting.TOPIC, Awaiting.MENU)


def put_right(turn: CallerTurn) -> Reply | None:
    """Hear only what a wish was put right to, if that is clear by itself; leave it all if the caller wants that."""
    if turn.state.awaiting not in _OPEN:
        return None
    for before, said in repairs(turn.text):
        plain = plain_words(said)
        if keeps_it(plain) and len(plain.split()) <= KEEPING_WORDS:
            return ask_more(turn, phrasing.ALL_RIGHT)
        if not begins_as_wish(said) or says_only_when(said):
            continue
        choice = decide(turn.rank(said))
        is_clear = choice.action is Action.ACT or (choice.action is Action.CLARIFY and not leans(said))
        if is_clear and choice.labels[0] not in (END, turn.rank(before)[0].label):
            turn.hear(said)
            return None
    return None
