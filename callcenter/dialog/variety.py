"""No sentence is said a third time in a row: other words for it, or the next way out of not understanding.

What the caller asks to hear again is said as often as they ask, and never counts as not understood.
"""

from __future__ import annotations

from dataclasses import replace

from callcenter.dialog.hearing.closing import leave
from callcenter.dialog.script import PERSON
from callcenter.dialog.turn import SAID_REMEMBERED, SILENCE, Awaiting, CallerTurn, Reply, State, WayOut
from callcenter.dialog.ways_out import VALUE_MENU_AT, asked_in_other_words, missed, offer_person
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.dialog.wording.proposals import do_you_want
from callcenter.domain.dialog_act import Act
from callcenter.spoken.essentials import essentials, without_asides
from callcenter.spoken.words import sentences

#: How often a sentence may be said in a row.
MOST_IN_A_ROW = 2
#: Sentences that lead to a question, and answer nothing.
_SAYS_NOTHING = frozenset(
    (phrasing.TO_BE_SURE, phrasing.YES_OR_NO, phrasing.JUST_THAT, phrasing.OF_COURSE, phrasing.SOUNDS_LIKE_YES)
)


def vary(turn: CallerTurn, reply: Reply) -> Reply:
    """Return the reply, said otherwise if it would repeat itself a third time."""
    if turn.heard.act in (Act.REPEAT, Act.SLOWER):
        return _said_again(turn, reply)
    worn = _worn(turn, reply)
    if not worn:
        return reply
    spoken = (_other_words(turn, sentence) if sentence in worn else sentence for sentence in _sentences(reply))
    text = " ".join(dict.fromkeys(spoken))  # two sentences of one question have the same other words
    reply = replace(reply, text=text)
    if not _worn(turn, reply) or reply.tool:
        return reply
    if _has_news(turn, reply):
        return reply
    if turn.state.awaiting in (Awaiting.CONSENT, Awaiting.OFFER):
        said = " ".join(turn.state.lasting.said)
        if news := [one for one in _sentences(reply) if one not in said and one not in _SAYS_NOTHING]:
            # A question in between is answered all the same. If that names a value ("50 dollars would be left"), "that"
            # could be taken for it: what is agreed to is said in full.
            names_another = not essentials(" ".join(news)) <= essentials(without_asides(turn.state.question))
            return reply if names_another else Reply(text=join(*news, do_you_want(turn.state.question)))
        is_sure = phrasing.TO_BE_SURE in said
        return leave(turn) if is_sure else Reply(text=join(phrasing.TO_BE_SURE, do_you_want(turn.state.question)))
    if phrasing.AS_I_SAID in reply.text or (turn.heard is SILENCE and turn.state.awaiting is Awaiting.MORE):
        if turn.heard is SILENCE and PERSON in turn.shapes and WayOut.PERSON not in turn.state.lasting.offered:
            return offer_person(turn, join(phrasing.NO_MORE_KNOWN, phrasing.SHALL_I_GET_PERSON))
        return Reply(text=join(phrasing.NO_MORE_KNOWN, turn.state.question))
    turn.update(misses=max(turn.state.misses, VALUE_MENU_AT - 1))
    onward = missed(turn, phrasing.DIDNT_GET)
    return onward if not _worn(turn, onward) else replace(onward, text=join(phrasing.AS_I_SAID, onward.text))


def _said_again(turn: CallerTurn, reply: Reply) -> Reply:
    """Return what the caller asks to hear again; the third time in other words, or slower."""
    said = turn.state.lasting.said[-MOST_IN_A_ROW:]
    spoken = _sentences(reply)
    if len(said) == MOST_IN_A_ROW:
        worn = {sentence for sentence in spoken if all(sentence in one for one in said)}
        others = {sentence: _other_words(turn, sentence) for sentence in worn}
        spoken = [phrasing.slower(one) if others.get(one) == one else others.get(one, one) for one in spoken]
    return replace(reply, text=" ".join(dict.fromkeys(spoken)))


def _worn(turn: CallerTurn, reply: Reply) -> set[str]:
    """Return the reply's sentences that were said in each of our last turns."""
    said = turn.state.lasting.said
    before = said[:-1] if turn.heard is SILENCE else said
    if len(before) < MOST_IN_A_ROW:
        return set()
    worn = {sentence for sentence in _sentences(reply) if all(sentence in one for one in before[-MOST_IN_A_ROW:])}
    if turn.state.awaiting is Awaiting.CONSENT and len(proposed := sentences(turn.state.question)) > 1:
        # "Shall I do that?" ends every proposal: another one is no repetition. One just made is agreed to only if it's
        # spoken whole, however often the one before it was.
        worn.difference_update(proposed if turn.heard is SILENCE else proposed[-1:])
    return worn


def _has_news(turn: CallerTurn, reply: Reply) -> bool:
    """Tell whether a tool has found something new: what is asked, or proposed, may then be said once more with it.

    What another tool has found in this turn, and was said on the way here, is new too.
    """
    if turn.heard is not SILENCE:
        return False
    *before, now = turn.state.lasting.said or ("",)
    earlier = " ".join(before)
    fresh = [*sentences(now), *_sentences(reply)]
    return any(one and one not in earlier and one not in _SAYS_NOTHING for one in fresh)


def _other_words(turn: CallerTurn, sentence: str) -> str:
    """Return other words for a sentence, those said the longest ago; the sentence itself if there are none."""
    others = phrasing.OTHER_WORDS.get(sentence, ())
    if sentence == turn.script.phrases.anything_else:
        others = phrasing.ANYTHING_ELSE
    elif sentence == phrasing.THAT_ANSWERS:
        others = phrasing.ANSWERS_IT
    elif sentence == phrasing.HOW_CAN_I_HELP:
        others = phrasing.HOW_ELSE
    elif turn.state.awaiting is Awaiting.VALUE and sentence in turn.state.question and not turn.state.candidates:
        others = (asked_in_other_words(turn),)
    recent = turn.state.lasting.said[-1:]
    return next((one for one in others if not any(one in text for text in recent)), sentence)


def _sentences(reply: Reply) -> list[str]:
    return [sentence for sentence in sentences(reply.text) if sentence]


def remembering(state: State, reply: Reply, *, is_result: bool) -> State:
    """Return the state with our words among the last ones said; a tool's result belongs to the turn of its call."""
    texts, said = state.lasting.said, reply.text
    if not said and (is_result or not reply.tool):
        return state
    if is_result and texts:
        texts = (*texts[:-1], f"{texts[-1]} {said}".strip())
    else:
        texts = (*texts, said)[-SAID_REMEMBERED:]
    return replace(state, lasting=replace(state.lasting, said=texts))
