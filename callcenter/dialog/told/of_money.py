"""What is asked of money that is given back, or still to be paid: heard as the question that has just that answer.

"If you give me the forty-five back, do I still have to send the ninety-five?" asks what would be left, of a refund that
is proposed, and "does that still have to be there by the sixth?" when what is owed is due.
"""

from __future__ import annotations

import re

from callcenter.dialog.turn import CONSENTS, Awaiting, CallerTurn
from callcenter.domain.dialog_act import Consent
from callcenter.spoken.deeds.deed_words import DeedKind, kind_of_tool
from callcenter.spoken.sentence import reads_as_question
from callcenter.spoken.words import plain_words, sentences

#: In our words, by which each of the questions is understood.
_LEFT, _DUE, _GOES = "How much is left after that?", "How much do I owe, and when is it due?", "Where does a refund go?"
#: Speaks of the time after what is proposed.
_AFTER = re.compile(
    r"\b(?:afterwards?|after (?:that|this|it)|then|once (?:you|that|it|this)\b.*|"
    r"(?:if|when|after) (?:you|they|i) (?:give|gave|refund|credit|do|did|take|took|get|got)\b.*)"
)
_STILL = re.compile(r"\b(?:do|would|will|must|should) i still\b|\bis it still\b")
#: Speaks of what has to be paid, and of no bill by its name.
_OWES = re.compile(
    r"\b(?:owe|(?:have|need|got) to (?:send|pay)|(?:to pay|to be paid|left to pay)|(?:i|we) (?:pay|send)|due)\b"
)
#: Asks of a fee, or when: no matter of what is left.
_OF_ELSE = re.compile(r"\bpay for\b|\b(?:late|extra|fees?|visits?|technician)\b|\bwhen (?:do|does|is|must|will)\b")
#: Asks whether another decides so.
_IF_GRANTED = re.compile(
    r"\b(?:if|when|once|assuming|suppose) (?:(?:it|that|the answer)(?:'s| is) (?:a )?(?:yes|approved|granted|okay|ok)|"
    r"(?:they|you|somebody) (?:say|says|agree|approve|decide)s?(?: (?:yes|so|to it))?|"
    r"(?:i|we) get (?:it|that|them|the \w+)|it (?:goes|comes) through)\b"
)
_COMES_OFF = re.compile(
    r"\b(?:comes?|taken|goes|go|take(?:s|n)? it|deducted) (?:off|from) (?:the|my|what)\b|\bget (?:it|that|them) back\b|"
    r"\bowe\b"
)
#: Asks when what is owed has to be there.
_MUST = r"(?:have to|has to|must|need to|needs to|supposed to|should|got to)"
_WHEN_DUE = re.compile(
    rf"\b(?:when|by when|what day|which day|until when)\b.*\b{_MUST} "
    rf"(?:(?:the|my|it|that|i) (?:\w+ )?){{0,2}}(?:be (?:paid|there|in|with you|sent)|pay|send)\b|"
    rf"\b{_MUST}(?: still)? (?:be|get) (?:(?:paid|there|in|with you|sent) )+(?:by|on|before) the \w+"
)


def hear_of_money(turn: CallerTurn) -> None:
    """Hear what is asked of money besides a yes or a no in our own words for it."""
    is_no = turn.heard.consent is Consent.NO and turn.state.awaiting in CONSENTS
    if turn.script.language != "en" or turn.heard.consent is Consent.YES or is_no:
        return
    asked = next((one for one in reversed(sentences(turn.text)) if reads_as_question(one)), "")
    if words := asked and _in_our_words(turn, plain_words(asked)):
        turn.hear(words)


def _in_our_words(turn: CallerTurn, asked: str) -> str:
    frame, told = turn.state.frame, turn.state.lasting.told
    is_proposed = turn.state.awaiting is Awaiting.CONSENT and frame is not None
    if is_proposed and told is not None and isinstance(told.facts.get("left_cents"), int):
        is_after = _AFTER.search(asked) or _STILL.search(asked)
        if is_after and _OWES.search(asked) and not _OF_ELSE.search(asked):
            return _LEFT
    tools = [*(one.tool for one in turn.state.frames), *(one.tool for one in turn.ledger)]
    if any(kind_of_tool(one) is DeedKind.REFUND for one in tools):
        if _IF_GRANTED.search(asked) and _COMES_OFF.search(asked):
            return _GOES
    is_of_money = told is not None and any(name.endswith("_cents") for name in told.facts)
    if is_of_money and _WHEN_DUE.search(asked):
        return _DUE
    return ""
