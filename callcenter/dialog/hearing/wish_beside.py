"""Wishes that stand beside an answer, or in place of a yes: they are kept for right after what is going on."""

from __future__ import annotations

import re

from callcenter.dialog.script import END
from callcenter.dialog.turn import CallerTurn, without_long_numbers
from callcenter.dialog.understanding.intents import ACT
from callcenter.dialog.understanding.slot_filling import is_number
from callcenter.dialog.ways_out import value_schema
from callcenter.dialog.wishes import BARE_WORDS, CHANGE_OF_SUBJECT, KEPT_WISH, clauses, is_other_wish
from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.more_wanted import begins_with_no, describes_number
from callcenter.spoken.sentence import begins_as_question, indirect_question
from callcenter.spoken.taken_back import begins_as_wish, leans, puts_a_wish, without_refused
from callcenter.spoken.words import plain_words, sentences

#: What leads a wish in beside an answer.
_JOINED = re.compile(r"^(?:(?:and|also|oh|so|then|but|by the way|well|ok|okay)[, ]+)+")
#: What turns something down.
_UNWANTED = re.compile(r"^(?:(?:i|we|really|just|but|please) )*(?:don'?t|do not|won'?t|not) ")


def keep_wish_beside(turn: CallerTurn) -> None:
    """Keep what the caller wants besides what the words answer, if it is clearly something else."""
    if is_number(value_schema(turn)) and describes_number(turn.heard.wish):
        return  # "it's my mobile", of the number given
    if turn.heard.consent is Consent.NO and (wished := _wished_instead(turn)):
        turn.keep_wish(wished)
        return
    if turn.heard.consent is Consent.NO and _UNWANTED.search(turn.heard.wish):
        return  # "no, I don't want anyone coming here" turns down, and wants nothing
    wish = turn.heard.wish and (_JOINED.sub("", without_long_numbers(turn.heard.wish)) or turn.heard.wish)
    if wish and is_wish_beside(turn, wish):
        turn.keep_wish(wish, before=turn.heard.second)


def is_wish_beside(turn: CallerTurn, wish: str) -> bool:
    """Tell whether words beside an answer are clearly another wish; those beside a day may be about that day.

    What isn't put as a wish may be talk that sounds like one.
    """
    is_put = is_number(value_schema(turn)) and (begins_as_question(wish) or puts_a_wish(wish))
    said, in_hand = indirect_question(wish) or wish, {frame.tool for frame in turn.state.frames}
    is_clear = is_put and turn.called_for(said) not in ("", END, *in_hand)
    return is_clear or is_other_wish(turn, said, certainty=KEPT_WISH)


def _wished_instead(turn: CallerTurn) -> str:
    """Return the sentence beside a no that wants something else ("don't cancel it. Can you move it?"), or ''."""
    left = without_refused(turn.text)
    if left != turn.text and is_other_wish(turn, left, least_words=BARE_WORDS - 1):
        return left
    said = clauses(turn)
    asking = [one for one in said[:-1] if begins_as_question(one) or begins_as_wish(one)]
    wants = [(one, CHANGE_OF_SUBJECT) for one in (*said[-1:], *asking) if len(said) > 1 or one != turn.text]
    if begins_with_no(plain_words(turn.text)):
        # "No. I want a call back, after seven, on this number": after a no, a plain wish is clear enough.
        plainly = [
            one for one in (*sentences(turn.text)[1:], turn.heard.wish) if begins_as_wish(one) and not leans(one)
        ]
        wants = [(one, ACT) for one in plainly] + wants
    wanted = [(one, least) for one, least in wants if not _UNWANTED.search(plain_words(one))]
    return next((one for one, least in wanted if is_other_wish(turn, one, certainty=least)), "")
