"""What an agent's words ask the caller for: a closed set, told from the words by rules.

A simulated caller answers what is asked for, whatever agent asks it, in whatever order and in whatever words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum


class AskedFor(StrEnum):
    """What a caller may be asked for. The names are those of `says` in a story."""

    ACCOUNT_NUMBER = "account-number"
    POSTCODE = "postcode"
    #: A code that was sent to the number on file.
    CODE = "code"
    NAME = "name"
    DAY = "day"
    PART_OF_DAY = "part-of-day"
    #: One of several times that were read out.
    WHICH_TIME = "which-time"
    #: When to be called back.
    CALL_BACK_TIME = "call-back-time"
    AMOUNT = "amount"
    PHONE_NUMBER = "phone-number"
    TICKET_NUMBER = "ticket-number"
    #: What to write into a ticket or a message.
    SUMMARY = "summary"
    #: A clear yes to something that is about to be done.
    CONFIRM = "confirm"
    OFFER_TICKET = "offer-ticket"
    OFFER_REFUND = "offer-refund"
    OFFER_VISIT = "offer-visit"
    OFFER_PROMISE = "offer-promise"
    OFFER_TEST = "offer-test"
    OFFER_PERSON = "offer-person"
    #: Any other offer.
    OFFER = "offer"
    ANYTHING_ELSE = "anything-else"
    #: What the call is about.
    WHICH_TOPIC = "which-topic"
    #: To say it again, or in other words.
    REPEAT = "repeat"
    #: To do something at home: unplug the modem, look at a lamp.
    DO_SOMETHING = "do-something"
    #: Keys may be pressed instead of speaking.
    KEYPAD = "keypad"
    #: A menu by keys.
    MENU = "menu"
    STILL_THERE = "still-there"
    #: Leave to record the call.
    RECORDING = "recording"
    #: The agent waits, as it was asked to, or says nothing at all.
    WAITING = "waiting"
    #: The emergency number was told.
    EMERGENCY = "emergency"
    #: Another question, none of these.
    QUESTION = "question"
    #: Nothing: something was told.
    NOTHING = "nothing"


#: What answers for what, if a story has no answer of its own.
FALLBACKS: dict[AskedFor, tuple[AskedFor, ...]] = {
    AskedFor.OFFER_TICKET: (AskedFor.OFFER,),
    AskedFor.OFFER_REFUND: (AskedFor.OFFER, AskedFor.CONFIRM),
    AskedFor.OFFER_VISIT: (AskedFor.OFFER, AskedFor.CONFIRM),
    AskedFor.OFFER_PROMISE: (AskedFor.OFFER, AskedFor.CONFIRM),
    AskedFor.OFFER_TEST: (AskedFor.OFFER,),
    AskedFor.OFFER_PERSON: (AskedFor.OFFER,),
    AskedFor.WHICH_TIME: (AskedFor.DAY,),
    AskedFor.NOTHING: (AskedFor.ANYTHING_ELSE,),
    AskedFor.EMERGENCY: (AskedFor.ANYTHING_ELSE,),
}

Rules = Sequence[tuple[AskedFor, re.Pattern[str]]]


def _rules(*rules: tuple[AskedFor, str]) -> Rules:
    return tuple((asked, re.compile(pattern, re.IGNORECASE)) for asked, pattern in rules)


_OFFERS = r"\b((shall|should|may|can|could) (i|we)|want me to|like me to|would you like|do you want)\b"
_MENU = r"\bpress (the )?(key )?(one|two|three|[0-9])\b"
_AGAIN = r"\b(say|tell|give|read) (that|it|me)\b.*\b(again|more)\b|\brepeat\b|\bonce more\b|other words|rephrase"

#: The first that matches a question wins.
_QUESTIONS = _rules(
    (AskedFor.STILL_THERE, r"\b(still|anybody|anyone|you) there\b|can you hear me"),
    (
        AskedFor.ANYTHING_ELSE,
        r"anything (else|more)|something else|what else|any other|(answer|was that) your question|you wanted to know",
    ),
    (AskedFor.MENU, _MENU),
    (AskedFor.CODE, r"\bcode\b.*\b(sent|texted|message)|\b(sent|texted)\b.*\bcode\b"),
    (
        AskedFor.TICKET_NUMBER,
        r"ticket('s)? number|\bticket\b.*\bits number|number of (the|your) ticket|number.*\bticket\b|\bwhich ticket",
    ),
    (AskedFor.ACCOUNT_NUMBER, r"account number|customer number|number of (the|your) account"),
    (AskedFor.POSTCODE, r"\bzip\b|post ?code|postal code"),
    (AskedFor.CALL_BACK_TIME, r"\b(when|what time)\b.*\bcall\b|(good|best) time to call"),
    (
        AskedFor.PHONE_NUMBER,
        r"\b(phone|call-?back|telephone|which|another) number|number.*\b(reach|call)"
        r"|\b(reach|call) you (back )?(on|at)\b",
    ),
    (
        AskedFor.SUMMARY,
        r"what (should|shall|can|may|would you like me to) (i )?(write|note|tell|put|pass on|say)|in a few words"
        r"|what('s| is) the (message|ticket) about|what happened",
    ),
    (
        AskedFor.DAY,
        r"\b(which|what|another|other) (other )?day|\bwhen (can|would|should|will|do|shall|could)\b|by when"
        r"|\b(which|what) date",
    ),
    (AskedFor.AMOUNT, r"how much|(which|what) (amount|charge|sum)|in dollars"),
    (AskedFor.OFFER_PERSON, rf"{_OFFERS}.*(\bperson\b|\bcolleague\b|\bhuman\b|\bconnect you|put you through)"),
    (
        AskedFor.OFFER_TICKET,
        rf"{_OFFERS}.*(ticket|message|calls? you back|call-?back|(write|take) (it|that|this) down)",
    ),
    (AskedFor.WHICH_TIME, r"which (one|of (them|these|those)|time)|(any|one|either) of (them|these|those)"),
    (
        AskedFor.CONFIRM,
        r"are you sure|\b(is|was) (that|this|it) (all )?(right|correct|okay|ok|fine)|\bagree|\byes or no\b|all right\?"
        r"|\b(shall|should|may) i (really )?(do (that|it|so)|go ahead)"
        r"|\b(shall|should|may) i (really )?(book|note|move|cancel|send|place|change|open|put) (it|that|them)"
        r"|you (still )?want (me to )?(do|go|book|move|cancel|note|ask|open|put|that|this|it)\b",
    ),
    (AskedFor.PART_OF_DAY, r"morning.*(afternoon|evening)|(part|time) of (the )?day"),
    (AskedFor.OFFER_REFUND, rf"{_OFFERS}.*\brefund"),
    (AskedFor.OFFER_PROMISE, rf"{_OFFERS}.*\b(note|pay)\b"),
    (AskedFor.OFFER_TEST, rf"{_OFFERS}.*\btest"),
    (
        AskedFor.OFFER_VISIT,
        rf"{_OFFERS}.*\b(book|move|technician|visit|appointment|it|that one)\b|would (that|it|this) (suit|work|be)",
    ),
    (AskedFor.NAME, r"\b(your|last|first|full) name\b"),
    (
        AskedFor.DO_SOMETHING,
        r"unplug|plug it|restart|switch (it|on|off)|\blights?\b|\blamp|(have|did) you (done|try|tried)",
    ),
    (AskedFor.REPEAT, _AGAIN),
    (
        AskedFor.WHICH_TOPIC,
        r"\b(how|what) (exactly )?(can|may|could|do|shall|should|would) (i|we|you)\b"
        r"|what (is|are) (it|this|that|you|your)\b"
        r"|what('|’)s (it\b|this|that|the (problem|matter))|is (it|this|that) about"
        r"|\b(need|want) (help )?with"
        r"|which of",
    ),
    (AskedFor.OFFER, _OFFERS),
)

#: What asks without a question mark.
_STATEMENTS = _rules(
    (AskedFor.EMERGENCY, r"\b9[- ]?1[- ]?1\b|nine one one|emergency (number|services)"),
    (AskedFor.MENU, _MENU),
    (AskedFor.DO_SOMETHING, r"please (unplug|restart|switch|check|turn)"),
    (
        AskedFor.WAITING,
        r"take your time|\bi('ll| will) (wait|hold|be here|stay)|no (hurry|rush)|whenever you('re| are)"
        r"|\bi'm listening",
    ),
    (AskedFor.CONFIRM, r"\b(say|answer|with|a clear) (a clear |just )?(yes or no|yes)\b"),
    (AskedFor.REPEAT, _AGAIN),
    (AskedFor.ACCOUNT_NUMBER, r"\b(need|tell me|give me|say) (your|the)( eight-digit)? account number"),
    (AskedFor.TICKET_NUMBER, r"\b(need|tell me|give me|say) (your|the) ticket number"),
    (AskedFor.POSTCODE, r"\b(need|tell me|give me|say) .*\bzip\b"),
    (AskedFor.DAY, r"\b(need|tell me|give me|say) (the |a )?(day|date)"),
    (AskedFor.WHICH_TOPIC, r"\b(tell me|say) (what|in a few words|briefly)"),
)

_KEYS = re.compile(
    r"\bkey (it|them|that|the digits|those) in|\bkeypad\b|\b(type|press|enter) (it|them|the digits) (in|on)"
    r"|on (the|your) (phone's )?keys",
    re.IGNORECASE,
)
_RECORDED = re.compile(
    r"\bcall (is|may be|will be|gets) (being )?recorded|\brecord (this|the|your) call", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^.!?]+(?:\.(?=\d)[^.!?]*)*[.!?]*")


def asked_for(words: str) -> tuple[AskedFor, ...]:
    """Return what an agent's turn asks for, the most specific first, then what may answer in its place.

    The last question counts; one that names nothing ("what are they?") is about what stands before it.
    """
    if not words.strip():
        return (AskedFor.WAITING,)
    question = next((sentence for sentence in reversed(sentences(words)) if sentence.endswith("?")), "")
    if question and _RECORDED.search(words):
        return (AskedFor.RECORDING,)
    found = _asked(question, words) if question else _first(_STATEMENTS, words) or AskedFor.NOTHING
    asked = [found, *FALLBACKS.get(found, ())]
    if _KEYS.search(words):
        asked.insert(0, AskedFor.KEYPAD)
    return tuple(asked)


def sentences(words: str) -> list[str]:
    """Return the sentences of a turn."""
    return [sentence.strip() for sentence in _SENTENCE.findall(words) if sentence.strip()]


def _asked(question: str, words: str) -> AskedFor:
    found = _first(_QUESTIONS, question)
    if found not in (None, AskedFor.REPEAT):
        return found
    # "An account number has eight digits. Could you say it once more?"
    before = words[: words.rfind(question)]
    return (
        _first(_QUESTIONS, before)
        or _first(_QUESTIONS, words)
        or found
        or _first(_STATEMENTS, before)
        or AskedFor.QUESTION
    )


def _first(rules: Rules, words: str) -> AskedFor | None:
    return next((asked for asked, pattern in rules if pattern.search(words)), None)
