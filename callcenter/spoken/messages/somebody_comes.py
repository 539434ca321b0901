"""Wishes that somebody comes to the caller, in English: a visit, and no call, no message and no talk of one."""

from __future__ import annotations

import re

from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.words import plain_words

_VISIT = r"(?:technicians?(?! number)|engineers?|repair ?m[ae]n|fitters?|installers?|visits?|appointments?)(?!')"
_ANYBODY = r"(?:some(?:body|one)|any(?:body|one)|one of (?:you|them|your (?:guys|people|men))|people)"
_COMER = (
    rf"(?:{_ANYBODY}|(?:an?|the|your|that|those|another|one) (?:\w+ )?(?:technicians?|engineers?|m[ae]n|guys?|fellas?|"
    r"fellows?|person|people|repair ?m[ae]n|colleagues?|fitters?|lads?|installers?))"
)
_COMES = (
    r"(?:come|comes|coming|visit|visits|pop (?:in|by|round|over)|stop by|drop by|be here|be sent|drive out|get here)\b"
    r"(?! (?:inside|indoors|upstairs|to the point|back to)\b)"
)
_SOON = r"(?:(?:just|maybe|perhaps|please|really|simply|also|at least|not|even|ever|still|actually|possibly) )*"
_LEAD = (
    r"^(?:(?:no|nope|yes|yeah|ok|okay|and|but|so|well|oh|then|please|just|look|listen|or|wait|hey|sorry|fine|right|"
    r"all right|alright|better|rather|instead|how (?:quickly|soon|fast)|when|what day|maybe) )*"
)
#: A call that isn't wanted: it stands beside a visit and says nothing of the wish.
_NOT_CALLED = re.compile(
    r"\b(?:not|no|never|without|instead of|than|don'?t (?:need|want)|do not (?:need|want)|"
    r"nobody)(?: \w+){0,4}? (?:phone |return )?(?:call(?:ed|ing|s)?|ring(?:ing)?|rung|phon(?:e|ed|ing)|"
    r"messages?|tickets?)"
    r"(?: (?:back|me|us))*\b"
)
#: Asks about a visit, and wants none: "does he have to come inside".
_ASKS = re.compile(
    r"^(?:(?:and|but|so|then) )*(?:do|does|did|will (?:the|he|they)|is(?! it possible)|are|was|has|had)\b"
)
#: Is of a call, or of what is to be told or written down.
_OF_WORDS = re.compile(
    r"\b(?:call(?:s|ed|ing)?|ring|phone|tell|told|write|say(?:s|ing)?|add|put|note|mention|let \w+ know|message)\b"
)
_ASKED = re.compile(
    rf"{_LEAD}(?:(?:(?:can|could|can'?t|couldn'?t|cannot|why don'?t|why can'?t|may|might) {_SOON}"
    rf"(?:{_COMER}|you|he|she|they)|(?:would|will|won'?t|wouldn'?t) {_SOON}(?:{_ANYBODY}|"
    rf"you)) {_SOON}(?:\w+ )?{_COMES}|"
    rf"(?:can|could|can'?t|couldn'?t|would|will|won'?t|why don'?t|may|is it possible (?:to|that)) {_SOON}"
    rf"(?:(?:you|we|i|they) )?{_SOON}(?:send|book|get|have|schedule|arrange|order)\b.*\b(?:{_COMER}|{_VISIT}))"
)
_WANTED = re.compile(
    r"\b(?:i|we)(?:'d|'m|'re| would| am| are)? (?:\w+ ){0,2}?(?:want(?:ed)?|need(?:ed)?|like|prefer|rather|sooner|"
    r"asking|after)\b"
    rf"(?: \w+){{0,4}}? (?:(?:{_COMER}|you|him|them) (?:\w+ )?{_COMES}|{_VISIT}|{_COMER} (?:to come|sent|out|over|here|"
    r"round)\b)|"
    rf"\b(?:i|we) (?:just )?(?:said|meant?|asked)(?: you)?(?: for| about| can| could| if| whether)*(?: (?:i|we|you))?"
    rf"(?: (?:can|could|get|have|book|send))*(?: (?:an?|the|my))? {_VISIT}"
    r"(?! (?:was|is|has|had|left|did|didn'?t|said|told|never|are|were)\b)"
)
_ORDERED = re.compile(
    rf"{_LEAD}(?:send|have|get|make|let|book|arrange|schedule|give|bring)(?: (?:me|us))? {_SOON}(?:sure )?"
    rf"(?:{_COMER}(?: to)? {_COMES}|(?:{_COMER}|him|them)(?: (?:out|over|round|here|today|tomorrow|soon|then|please))|"
    rf"(?:an?|the|my|that) (?:\w+ )?{_VISIT})|{_LEAD}send {_COMER}\b"
)
_SHOULD_COME = re.compile(
    rf"\b(?:{_COMER}|{_VISIT}) (?:\w+ )?(?:(?:should|must|has to|have to|needs? to|ought to|can|could|to|"
    rf"who)(?: just)? |"
    r"(?=comes\b))"
    r"(?:come|comes|be sent)\b(?! (?:to|through|in by|up|down|round|around) (?:the|my|our)\b)"
)
#: No more than a visit and when: "Monday morning, a technician", "a visit, at my shop".
_BARE = re.compile(
    rf"(?:(?:just|only|please|really|for|it'?s|then|rather|instead|want|as i said|said|i) )*"
    rf"(?:(?:an?|the|one|my|that|your|another) )?(?:\w+ )?{_VISIT}"
    r"(?: (?:visit|please|then|instead|said|asked|wanted|meant|mean|i|for))*"
)
_PLACE = re.compile(r"\b(?:at|in|to) (?:my|our|the) \w+\b|\b(?:on|in|at|the|for|or)\b(?= )")
_TIMES = re.compile(
    r"\b(?:(?:next|this|early|late|on) )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tomorrow|week|weekend|"
    r"mornings?|afternoons?|evenings?|noon|first thing|as soon as (?:possible|you can)|soon|\d+(?:am|pm|st|nd|"
    r"rd|th)?)\b"
)


def wants_somebody_to_come(said: str) -> bool:
    """Tell whether a sentence wants somebody at the caller's door, and no call of them.

    >>> wants_somebody_to_come("Not a call, a visit!"), wants_somebody_to_come("the technician left his ladder")
    (True, False)
    >>> wants_somebody_to_come("can somebody call me before the technician comes")
    False
    """
    plain = " ".join(_NOT_CALLED.sub(" ", plain_words(said)).split())
    if says_only_when(said) or _OF_WORDS.search(plain):
        return False
    if _ASKS.search(plain):
        return False
    if any(one.search(plain) for one in (_ASKED, _WANTED, _ORDERED, _SHOULD_COME)):
        return True
    if said.rstrip().endswith("?"):
        return False  # "technician?" wonders
    bare = " ".join(re.sub(_LEAD, "", " ".join(_TIMES.sub(" ", _PLACE.sub(" ", plain)).split())).split())
    return _BARE.fullmatch(bare) is not None
