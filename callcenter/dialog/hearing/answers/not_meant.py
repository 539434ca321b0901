"""An answer is never given again to who asked something else: it is out of the running, and so is what they name.

What is left of their words is heard as the question, together with how they put it before.
"""

from __future__ import annotations

from callcenter.dialog.told.about_that import told_label
from callcenter.dialog.tools import fill
from callcenter.dialog.turn import OPEN, Awaiting, CallerTurn, Frame
from callcenter.dialog.understanding.intents import LOOK_UP, Intent, answer_label, is_sure_answer
from callcenter.dialog.ways_out import BY_THE_WAY, topic_of
from callcenter.dialog.wording import phrasing
from callcenter.spoken.act.act_words.asked_anew import asked_anew, asks_once_more, unmeant
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import after_letting_go
from callcenter.spoken.words import plain_words

#: Letters by which a word is known in what it is said of.
_STEM = 4
#: Where nothing but a wish is waited for.
#: Words of a name that say nothing of it.
_OF_ANYTHING = frozenset("the a an of your our what how when which that for you".split())


def hear_not_meant(turn: CallerTurn) -> None:
    """Take out of the running what the caller says they don't mean, and hear the question that is left."""
    state, before = turn.state, turn.state.lasting.unmeant
    is_open = state.awaiting in (*OPEN, Awaiting.PERSON) or (
        state.awaiting is Awaiting.OFFER and state.led_by == BY_THE_WAY
    )
    left = after_letting_go(turn.text) if is_open else None
    if left and begins_as_question(left):
        turn.hear(left)  # "forget it. What are your prices?"
    text, label = turn.text, _just_answered(turn)
    named: list[str] = []
    for what, left in unmeant(text):
        if labels := _named(turn, what, label):
            named, text = [*named, *labels], left
    asked = asked_anew(text)
    told = state.lasting.told
    is_told = told is not None and bool(told.say) and told.say in " ".join(state.lasting.said[-1:])
    is_offered = state.awaiting in (Awaiting.OFFER, Awaiting.PERSON)
    is_anew = is_open and bool(asked) and (is_told or bool(before) or is_offered) and not asks_once_more(text)
    if not (is_anew or named) or (state.awaiting is Awaiting.MENU):
        if before and is_open:
            turn.remember(unmeant=())
        return
    text = asked or text
    out = [*before, *named]
    if label and (named or not _asks_for_a_day(turn, text)):
        out.append(label)
    turn.remember(unmeant=tuple(dict.fromkeys(out)))
    if text:
        _weigh_with_what_was_asked(turn, text)
        turn.hear(text)


def _just_answered(turn: CallerTurn) -> str:
    """Return the label of the answer that was told just before; '' if none was."""
    told, by = turn.state.lasting.told, turn.state.lasting.told_by
    if told is None or by is None or by.tool != LOOK_UP or not told.say:
        return ""
    return told_label(turn) if told.say in " ".join(turn.state.lasting.said[-1:]) else ""


def _named(turn: CallerTurn, what: str, label: str) -> list[str]:
    """Return the answers named that aren't meant, of what we have just spoken of; and what we have asked about."""
    words = {word[:_STEM] for word in what.split()} - _OF_ANYTHING

    def is_named(one: str) -> bool:
        topic = {word[:_STEM] for word in plain_words(topic_of(turn, one)).split()}
        return bool(words) and words <= topic

    asked_about = [one for one in turn.state.topics if is_named(one)]
    said = {word[:_STEM] for word in plain_words(" ".join(turn.state.lasting.said[-1:])).split()}
    is_told = bool(label) and (is_named(label) or words <= said)
    answers = [answer_label(one.name) for one in turn.script.answers] if is_told or asked_about else []
    return list(dict.fromkeys([*asked_about, *filter(is_named, answers), *([label] if is_told else [])]))


def _asks_for_a_day(turn: CallerTurn, text: str) -> bool:
    """Tell whether the same is asked for another day, which is another answer ("no, on Sunday")."""
    return LOOK_UP in turn.shapes and bool(fill(turn, Frame(tool=LOOK_UP), [text]).arguments)


def _weigh_with_what_was_asked(turn: CallerTurn, text: str) -> None:
    """Have a question put anew weighed with the words it was put in before: it is one question."""
    now, was_doubted = turn.rank(text), turn.state.question in (phrasing.THAT_ANSWERS, *phrasing.ANSWERS_IT)
    if not turn.history or (is_sure_answer(now, now[0].label) and not was_doubted):
        return
    then = {one.label: one.probability for one in turn.rank(turn.history[-1])}
    both = [Intent(label=one.label, probability=(one.probability + then.get(one.label, 0.0)) / 2) for one in now]
    turn.weigh_as(text, sorted(both, key=lambda one: one.probability, reverse=True))
