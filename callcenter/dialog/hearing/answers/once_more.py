"""What was just told is told once more to who asks for just that, or whether they have it right; to nobody else."""

from __future__ import annotations

import re

from callcenter.dialog.about_that import once_more
from callcenter.dialog.turn import CallerTurn, Reply
from callcenter.dialog.understanding.own_words import own_words, words_of
from callcenter.domain.dialog_act import Act
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.act_words.asked_anew import asks_once_more
from callcenter.spoken.sentence import begins_as_question

_NUMBER = re.compile(r"\d+")
#: What only makes sure has so many words at most: "so the modem's five dollars extra?"
_MOST_WORDS = 9


def hear_once_more(turn: CallerTurn) -> Reply | None:
    """Tell what was just told once more, to who asks for it or says it after us as a question; None to others."""
    told = turn.state.lasting.told
    if told is None or told.outcome is not Outcome.LOOK_UP or not told.say:
        return None
    if told.say not in " ".join(turn.state.lasting.said[-1:]) or turn.heard.act in (Act.REPEAT, Act.SLOWER):
        return None
    own = own_words(turn.text)
    if asks_once_more(turn.text) and not turn.called_for(turn.wish):
        return once_more(turn, told.say)
    is_put = turn.text.rstrip().endswith("?") and not begins_as_question(turn.text)
    is_short = len(turn.text.split()) <= _MOST_WORDS
    numbers = set(_NUMBER.findall(turn.text))
    is_said = bool(own or numbers) and own <= words_of(told.say) and numbers <= set(_NUMBER.findall(told.say))
    return once_more(turn, told.say) if is_put and is_short and is_said else None
