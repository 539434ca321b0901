"""After an outage was told, whether anybody has to come, or to be at home, is asked of it, and of no visit."""

from __future__ import annotations

import re

from callcenter.dialog.turn import OPEN, CallerTurn
from callcenter.dialog.understanding.intents import LOOK_UP, Action, decide
from callcenter.spoken.sentence import indirect_question, reads_as_question, sentences_asked
from callcenter.spoken.words import plain_words

#: What the question is put as.
_OF_IT = "there's an outage, {asked}"
#: Asks for somebody to come, or has to do with who is at home.
_SOMEBODY = re.compile(
    r"\b(?:(?:be|stay|wait|been|sit) (?:in|home|at home|around|there|here)\b|technicians?|engineers?|repair ?man|"
    r"(?:some(?:body|one)|any(?:body|one)|nobody|no one|an? (?:man|guy|person|fella)|they|he|you|people) (?:\w+ ){0,4}?"
    r"(?:come|coming|comes|visit)|(?:need|book|get) (?:one|an appointment|a visit)|need (?:some|any)(?:body|one)|"
    r"let (?:him|them|any(?:body|one)|some(?:body|one)) in)\b"
)
#: Has one booked all the same, or asks about a visit there is.
_A_VISIT = re.compile(
    r"\b(?:my|our) (?:\w+ )?(?:appointment|visit|booking|technician)\b|\b(?:i'?d like|i want|can you (?:send|book)|"
    r"could you (?:send|book)|please)\b"
)


def hear_of_outage(turn: CallerTurn) -> None:
    """Have a question whether anybody comes weighed as one of the outage that was told last."""
    told = turn.state.lasting.told
    is_outage = told is not None and (told.facts.get("is_outage") is True or told.facts.get("state") == "outage")
    if not is_outage or turn.state.awaiting not in OPEN or turn.script.language != "en":
        return
    plain = plain_words(turn.text)
    is_asked = reads_as_question(turn.text) or bool(indirect_question(turn.text)) or bool(sentences_asked(turn.text))
    if not is_asked or not _SOMEBODY.search(plain) or _A_VISIT.search(plain):
        return
    for text in dict.fromkeys((turn.text, turn.wish)):
        ranked = turn.rank(_OF_IT.format(asked=(sentences_asked(text) or [text])[-1]))
        choice = decide(ranked)
        if choice.action is Action.ACT and choice.labels[0].startswith(f"{LOOK_UP}:"):
            turn.weigh_as(text, ranked)
