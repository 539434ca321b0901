"""Two wishes in one breath, or two questions: the first is heard, and the second is kept for right after it."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.hearing.beside import LEANS
from callcenter.dialog.script import END, MESSAGE, PERSON
from callcenter.dialog.turn import OPEN, CallerTurn
from callcenter.dialog.understanding.intents import ACT, LOOK_UP, Action, decide
from callcenter.dialog.understanding.own_words import own_words, words_of
from callcenter.dialog.ways_out import topic_of
from callcenter.dialog.wishes import CHANGE_OF_SUBJECT
from callcenter.domain.dialog_act import Act
from callcenter.spoken.act.more_wanted import names_a_matter, tells_of_self
from callcenter.spoken.call_back import message_in
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.sentence import NEXT_CLAUSE, begins_as_question
from callcenter.spoken.taken_back import begins_as_wish, leans, only_speaks, puts_a_wish, repairs
from callcenter.spoken.words import plain_words, sentences, without_fillers

#: So few words name a matter, and want nothing of it yet.
MATTER_WORDS = 2
#: And a sentence after another one leans on it if it does so in its first words ("do I have to be home for that?").
LEANING_WORDS = 9
#: Leads in what comes second.
_SECOND = re.compile(r"^(?:(?:and|also|oh|so|then|but)[, ]+)+", re.I)
#: Names what comes next, and no wish of it yet: "and then the bill".
_THEN = re.compile(r"^(?:and )?(?:then|also|after that|next)[, ]+(?:the|my|our|an?|about)\b", re.I)
#: Where a question is joined to the wish before it: "…I can't do mornings, and do they charge for the visit?"
_JOINED_QUESTION = re.compile(
    r",\s+(?:and|but|oh|so)\s+(?:also\s+)?(?=(?:do|does|did|are|is|was|will|can|could|what|when|how|where|why|who)\b)",
    re.I,
)
#: Says that there is a second thing, whatever it was heard as.
_MORE = re.compile(r"\b(?:also|as well|too|another|other)\b")
#: Words of a question that only leads in another: "can you help me?"
_LEADING_IN = words_of("help tell ask know hear listen explain")
#: Acts of a turn that only asks.
_ASKING = (Act.WISH, Act.UNCLEAR, Act.ABOUT_THAT)


def hear_first_of_two(turn: CallerTurn) -> None:
    """Of two questions in one breath hear the first, and keep the second for right after it.

    A second that leans on the first is of its matter: "do you come on Saturdays, and what does that cost?".
    """
    if turn.heard.act not in _ASKING or repairs(turn.text):
        return
    for joint in NEXT_CLAUSE.finditer(turn.text):
        first, second = turn.text[: joint.start()], turn.text[joint.end() :]
        if not (begins_as_question(first) and begins_as_question(second)):
            continue
        leaning = LEANS.search(plain_words(second)) is not None
        if len(plain_words(second).split()) <= MATTER_WORDS or not (leaning or own_words(second)):
            return  # "what do I owe, and when?": one question
        asked = [turn.called_for(first), "" if leaning else turn.called_for(second)]
        if leaning and not _is_of_first(turn, asked[0], second):
            continue
        is_any = any(asked) and all(_may_be_asked(turn, one) for one in (first, second))
        if is_any and asked[0] != asked[1] and not {END, PERSON} & set(asked):
            # What is clear is served first, and what isn't is asked about after it.
            turn.hear(first if asked[0] else second)
            turn.keep_wish(second if asked[0] else first)
            return


def _is_of_first(turn: CallerTurn, first: str, second: str) -> bool:
    """Tell whether another answer than the first question's is asked for by a second one that leans on it."""
    label = turn.called_for(f"{topic_of(turn, first)} {second}") if first else ""
    return label.startswith(f"{LOOK_UP}:") and label != first and turn.is_like(second, label)


def _may_be_asked(turn: CallerTurn, text: str) -> bool:
    """Tell whether a question has a matter: understood or not, it is answered, or said not to be known."""
    if decide(turn.rank(text)).action is not Action.NOT_UNDERSTOOD:
        return True
    return turn.state.hear(text, language=turn.script.language).act in _ASKING and bool(own_words(text) - _LEADING_IN)


def hear_two_wishes(turn: CallerTurn) -> None:
    """Take two sentences that each clearly want something else for two wishes, the second of them for later.

    What only leads up to the second ("I'm his landlord, and I want that visit cancelled") is no wish of its own, nor is
    what asks for the same answer once more ("we're moving, and I want to take it along. How does that work?").
    """
    first, second = turn.heard.wish, turn.heard.second
    # "Take a message: my line crackles and I want a refund": all of it is written down.
    is_text = message_in(first) and second and not begins_as_question(second)
    asked = turn.called_for(first) if second and not _MORE.search(plain_words(turn.text)) else ""
    if is_text or (asked.startswith(f"{LOOK_UP}:") and turn.called_for(second) == asked):
        turn.heard = replace(turn.heard, wish=turn.heard.text, second="")
        return
    if second and turn.state.awaiting in OPEN and turn.called_for(second) and not names_a_matter(plain_words(first)):
        choice = decide(turn.rank(first))
        is_put = begins_as_question(first) or begins_as_wish(first) or puts_a_wish(first)
        if choice.labels[:1] in ((), (END,)) or not (turn.rank(first)[0].probability >= CHANGE_OF_SUBJECT or is_put):
            turn.heard = replace(turn.heard, wish=second, second="")
            return  # "that was all I think. Oh, and when are you open on a Sunday?", "by December then. And do I ...?"
    if repairs(turn.text):
        return  # "same day? Or wait, no, what about Wednesday": one wish, put right
    said = sentences(_JOINED_QUESTION.sub(". ", turn.text))
    if turn.heard.second or len(said) < 2 or turn.heard.act not in _ASKING or turn.state.awaiting not in OPEN:
        return
    for place in range(1, len(said)):
        first, second = " ".join(said[:place]), _SECOND.sub("", " ".join(said[place:]))
        if len(without_fillers(first).split()) <= MATTER_WORDS or says_only_when(without_fillers(first)):
            continue  # "My ticket. I want to be called tomorrow": the first says what the second is about, or when
        is_next = _THEN.match(said[place]) is not None  # "And then the bill."
        is_begun = begins_as_question(second) or begins_as_wish(second) or is_next
        if tells_of_self(plain_words(second)) or (message_in(first) and not begins_as_question(second)):
            continue  # "when would they call? I'm at the doctor's Monday"; what comes after a message is of it
        if not is_begun or LEANS.search(" ".join(plain_words(sentences(second)[0]).split()[:LEANING_WORDS])):
            continue
        called = {_clearly_wanted(turn, first), "then" if is_next else turn.called_for(second)}
        if len(called - {"", END, PERSON}) == 2:
            turn.heard = replace(turn.heard, wish=first, second=second)
            return


def _clearly_wanted(turn: CallerTurn, text: str) -> str:
    """Return what a part of a turn calls for; '' if it puts no wish and may be talk: "please quick, I'm at work"."""
    is_put = begins_as_question(text) or puts_a_wish(text) or (begins_as_wish(text) and not only_speaks(text))
    is_clear = turn.rank(text)[0].probability >= (ACT if is_put else CHANGE_OF_SUBJECT)
    return turn.called_for(text) if is_clear else ""


def hear_wish_and_matter(turn: CallerTurn) -> None:
    """Take a wish and something else told in one sentence for two ("I want to move my visit and my internet is slow").

    What only leads up to a wish ("I moved and my internet is slow") is none.
    """
    if turn.heard.second or turn.heard.act not in _ASKING or turn.state.awaiting not in OPEN or repairs(turn.text):
        return
    for joint in NEXT_CLAUSE.finditer(turn.text):
        first, second = turn.text[: joint.start()], turn.text[joint.end() :]
        is_put = puts_a_wish(first) or begins_as_question(sentences(first)[-1])
        if not is_put or len(without_fillers(second).split()) <= MATTER_WORDS or leans(second):
            continue
        if turn.called_for(second) == MESSAGE and tells_of_self(plain_words(second)):
            turn.heard = replace(turn.heard, wish=first)  # "when am I back on, I've a call at noon"
            return
        if message_in(first) and not begins_as_question(second):
            return  # all of it is written down
        if len({_clearly_wanted(turn, one) for one in (first, second)} - {"", END, PERSON}) == 2:
            turn.heard = replace(turn.heard, wish=first, second=second)
            return
