"""What callers ask of a deed just done, in words that by themselves are of something else."""

from __future__ import annotations

import re

from callcenter.dialog.turn import CallerTurn, Frame
from callcenter.dialog.understanding.intents import ACT, LOOK_UP, WORTH_NAMING, Action, Choice
from callcenter.dialog.ways_out import topic_of
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.words import plain_words

#: Makes a question of what may come.
_IF = re.compile(r"\b(?:if|supposing|unless|in case)\b")
#: Speaks of a day, which any deed may have, and not of whose.
_OF_DAY = re.compile(r"^(?!.*\b(?:visits?|technicians?|appointments?)\b).*\b(?:day|date)s?\b")


def asked_of_deed(turn: CallerTurn, choice: Choice, frame: Frame) -> str:
    """Return the answer to what is asked of a deed just done, and sounds like another's ("can the date be changed?").

    What depends on something ("if I have it") is only asked, and wants no other deed. Where no answer knows it ("can we
    move it to another day?"), it is the same deed anew. '' to all other words. `frame` is the deed's tool.
    """
    plain = plain_words(turn.text)
    asks_of_day = begins_as_question(turn.text) and _OF_DAY.search(plain) is not None
    is_theirs = choice.action is not Action.ACT or turn.handoff(choice.labels[0]) is not None
    depends = _IF.search(plain) is not None and choice.labels == (frame.tool,)
    if not turn.tool(frame.tool).confirm or not ((asks_of_day and is_theirs) or depends):
        return ""
    ranked = turn.rank(f"{topic_of(turn, frame.tool)} {turn.text}")
    answer = next((one for one in ranked if one.label.startswith(f"{LOOK_UP}:")), None)
    if answer is None or answer.probability < WORTH_NAMING:
        is_handed_on = choice.action is Action.ACT and is_theirs
        return frame.tool if is_handed_on and ranked[0].label == frame.tool else ""
    of_it = sum(one.probability for one in ranked if one.label in (frame.tool, answer.label))
    return answer.label if of_it >= ACT else ""
