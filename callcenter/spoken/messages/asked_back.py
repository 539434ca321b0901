"""Asks what a message holds that is proposed or was taken: its words, and the number to call. English."""

from __future__ import annotations

import re

from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.words import plain_words, sentences

_MESSAGE = (
    r"(?:(?:the |my |that |this |our |your |whole |entire |full )*(?:message|note|ticket|text|wording)|what "
    r"you (?:have|wrote|put|noted)|it|that|all of it|everything)"
)
_LEAD = (
    r"^(?:(?:no+|yes|and|but|so|oh|well|ok|okay|wait|sorry|please|just|first|before (?:that|i say yes)|can|could|"
    r"would|will|"
    r"you|i'?d like (?:you )?to|i want (?:you )?to|let me|do|hold on|hang on|actually|again|once more|quickly) )*"
)
_TAIL = (
    r"(?: (?:please|again|back|out|loud|aloud|over|down|to me|for me|once more|one more time|so far|now|then|"
    r"first|slowly|exactly|in full|before i say yes))*$"
)
_READ_BACK = re.compile(
    rf"{_LEAD}(?:read|repeat|say|play|tell|give)(?: (?:me|us|back|out|again))* {_MESSAGE}{_TAIL}|"
    rf"{_LEAD}(?:read|repeat) (?:back|out|me back|it back|again){_TAIL}|{_LEAD}hear (?:it|{_MESSAGE}){_TAIL}|"
    rf"{_LEAD}what (?:does|did) {_MESSAGE} (?:say|read){_TAIL}|"
    rf"{_LEAD}what (?:have you|did you|do you have|you have|you'?ve)(?: got)? ?(?:written|write|put|wrote|noted?|got|"
    rf"taken|take)?"
    rf"(?: (?:in (?:it|there|the message)|for the message))?(?: down)?{_TAIL}|{_LEAD}what(?:'s| is) in (?:the|my) "
    rf"(?:message|note|ticket){_TAIL}"
)
#: Says by itself that something written is meant: "say it again" may be of anything.
_OF_TEXT = re.compile(r"\b(?:read|message|note|ticket|text|wording|wrote|written|write|noted?|down|back)\b")
_NUMBER = r"(?:(?:phone |telephone |call ?back |mobile |cell )?(?:number|phone|mobile|cell|line))"
_WHOSE = r"(?:my|her|his|their|our|the|that|this|a|which|what|[a-z]+'s)"
_WHICH_NUMBER = re.compile(
    rf"\b(?:which|what|whose) {_NUMBER} (?:did|do|have|will|would|are|is|should|'ve|'ll|were)\b(?: \w+){{0,4}}? "
    r"(?:call(?:ed|ing)?|ring(?:ing)?|phon(?:e|ing)|reach|use|using|put|noted?|got|get|have|written|taken?|written "
    r"down|down|on|in there)\b|"
    rf"\b(?:is|was) {_WHOSE} (?:right |call ?back |phone )*{_NUMBER}(?: \w+){{0,2}} (?:mine|hers|his|theirs|ours|"
    rf"right|correct|there|in there|in it|down|noted)\b|"
    rf"\b(?:do|did|have|'ve)? ?you(?:'ve| have)?(?: got| get| have| put| note| noted| written| taken| take| "
    rf"write)+(?: down)? {_WHOSE} {_NUMBER}\b|"
    rf"\bwill (?:they|you|he|she|somebody|someone) (?:be )?(?:call|ring|phone|calling|ringing)(?: (?:me|us|her|"
    rf"him))?(?: back)? (?:on|at) {_WHOSE} {_NUMBER}\b|"
    rf"\b(?:are|is) (?:they|you|he|she|somebody) (?:going to|gonna) (?:call|ring|phone)(?: (?:me|us|her|him))?(?: "
    rf"back)? (?:on|at) {_WHOSE} {_NUMBER}\b|"
    r"\bwhere (?:will|would|are) (?:they|you) (?:be |going to )?(?:call|calling|ring)(?: me| her| him| us)?(?: back)?$|"
    rf"\bdoes it (?:say|have) {_WHOSE} {_NUMBER}\b|"
    rf"\b(?:on )?(?:which|what) {_NUMBER}(?: (?:will|would) (?:that|it) be(?: on)?)?$|"
    rf"\b(?:call|ring|phone)(?:ing)?(?: me| us)?(?: back)?(?: on)? (?:the|this) (?:{_NUMBER}|one)(?: that)? i'?m "
    rf"(?:using|calling|on|ringing)\b"
)
#: Is the number of something else.
_OTHER_NUMBER = re.compile(
    r"\b(?:ticket|message|account|reference|customer|card|order|case) number\b|\bnumber of\b|\b(?:do|should|can|must|"
    r"shall) i (?:call|ring|dial)\b"
)


#: Asks which of the two it is.
_WHICH_KIND = re.compile(
    r"\b(?:is|was|are) (?:this|that|it|you)(?: \w+){0,2}? (?:an?|the|my|just an?) (?:\w+ )?(?:message|ticket|note)\b"
    r"|\b(?:message|note) or (?:is (?:this|it|that) )?(?:an? |the )?(?:\w+ )?ticket\b|"
    r"\bticket or (?:an? |the )?message\b"
)


def asks_which_kind(said: str) -> bool:
    """Tell whether somebody asks whether what is taken down is a message or a ticket.

    >>> asks_which_kind("Is this a message or is this the ticket?"), asks_which_kind("Is my ticket open?")
    (True, False)
    """
    return any(
        one.rstrip().endswith("?") and _WHICH_KIND.search(plain_words(one)) is not None for one in sentences(said)
    )


def asks_to_read_back(said: str, *, is_written: bool = False) -> bool:
    """Tell whether somebody wants to hear what was taken down, and says no more.

    `is_written` if nothing but a text can be meant.

    >>> asks_to_read_back("Just read me the message back, please."), asks_to_read_back("read my meter")
    (True, False)
    >>> asks_to_read_back("say it again"), asks_to_read_back("what have you got so far?")
    (False, True)
    """
    told = [plain_words(one) for one in sentences(said)]
    asks = [one for one in told if _READ_BACK.search(one) is not None]
    is_of_text = is_written or any(_OF_TEXT.search(one) for one in asks) or any("got" in one for one in asks)
    return bool(asks) and is_of_text and len(told) - len(asks) <= 1 and _READ_BACK.search(told[-1]) is not None


def asks_which_number(said: str) -> bool:
    """Tell whether somebody asks which number is noted for a call, or whether it's the right one.

    >>> asks_which_number("And you've got her number right, not mine?"), asks_which_number("my number is wrong")
    (True, False)
    >>> asks_which_number("which number do I call?"), asks_which_number("what number will they call?")
    (False, True)
    """
    return any(
        (one.rstrip().endswith("?") or begins_as_question(one))
        and _WHICH_NUMBER.search(plain := plain_words(one)) is not None
        and _OTHER_NUMBER.search(plain) is None
        for one in sentences(said)
    )
