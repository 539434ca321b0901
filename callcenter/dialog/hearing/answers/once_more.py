"""What was just told is told once more to who asks for just that, or whether they have it right; to nobody else."""

from __future__ import annotations

import re

from callcenter.dialog.turn import CallerTurn, Reply
from callcenter.dialog.understanding.own_words import own_words, words_of
from callcenter.dialog.ways_out import once_more
from callcenter.domain.dialog_act import Act
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.act_words.asked_anew import asks_once_more
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.sentence import begins_as_question

#: What a tool tells of a time by: "so tomorrow at two?" makes sure of it.
_TIMES = frozenset(("expected_end_at", "starts_at", "ends_at"))
_SO = re.compile(r"^(?:(?:so|ok|okay|and|right|that's|then|well)\b[\s,]*)+", re.I)
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
    called_for = turn.called_for(turn.wish)
    if asks_once_more(turn.text) and (not called_for or turn.handoff(called_for) is not None):
        return once_more(turn, told.say)  # "when was it again, two o'clock?"
    is_put = turn.text.rstrip().endswith("?") and not begins_as_question(turn.text)
    is_short = len(turn.text.split()) <= _MOST_WORDS
    numbers = set(_NUMBER.findall(turn.text))
    is_said = bool(own or numbers) and own <= words_of(told.say) and numbers <= set(_NUMBER.findall(told.say))
    is_time = says_only_when(_SO.sub("", turn.text)) and (told.facts.keys() & _TIMES) != set()
    return once_more(turn, told.say, is_of_it=True) if is_put and is_short and (is_said or is_time) else None
