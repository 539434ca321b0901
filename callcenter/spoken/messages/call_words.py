"""What a dictated text says of the call back that its caller wishes: when, in words. English."""

from __future__ import annotations

import re

from callcenter.spoken.days.call_hours import hours_wished
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.messages.callee import KIN
from callcenter.spoken.messages.reply_parts import BESIDE_TIME, TIME
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.words import clauses_of, plain_words, sentences

_WHO = r"(?:(?:you|they|he|she|some(?:body|one)|any(?:body|one)|them|him|her|your people|a colleague)\b ?)"
#: Orders a call: "call me after six", "they should ring my husband"; and not "they called me after six".
_ORDERS = re.compile(
    rf"^(?:(?:and|but|so|or|please|just|only|then|also|yes|no|ok|okay) )*(?:call|ring|phone)\b(?! (?:came|cent))|"
    rf"\b(?:{_WHO}(?:should|must|can|could|may|need to|have to|ought to)|(?:can|could|would|will|should) {_WHO}|"
    rf"(?:have|let|get|ask|tell|want|need|like) {_WHO}(?:to )?|please|to|only|just) (?:please |only |just |only to "
    rf")*(?:call|ring|phone)"
    r"(?! (?:came|from|about your|centre|center|charge)\b)"
)
_ANY_DAY_BUT = re.compile(
    r"\b(?:any ?(?:day|time)|every day|all days|whenever)(?: is (?:fine|good|ok|okay))?"
    r" (?:but|except(?: for| on)?|other than|apart from|just not|but not)(?: on| not| a)*"
    r" (?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:the |at )?weekends?)\b|"
    r"\b(?:not|don'?t|never|no)\b(?: \w+){0,3}? (?:on|at|over|during) (?:the )?(?P<off>weekends?)\b|"
    r"\b(?:nobody|no one) (?:calls?|rings?|phones?)(?: (?:me|us|back))* (?:on|over) (?:an? |the )?"
    r"(?P<none>(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?)\b"
)
_BESIDE = re.compile(
    rf"\b(?:{KIN}|number|phone|mobile|cell|landline|named|called|our|his|whose|\d+|zero|oh|double|triple|instead|of|"
    rf"ask|if you can|not)\b"
)
#: Leads in what was said before.
_I_SAID = re.compile(r"^(?:(?:no|what|well|but)\W+)*i (?:said|meant|told you) ", re.I)
#: Says in a message when to be called, to the end of it.
_CALLED_THEN = re.compile(
    r"(?<!'d )(?<!would )(?<!did )(?<!didn't )(?<!supposed to )(?<!going to )(?<!promised to )(?<!meant to )"
    r"\b(?:call|ring|phone)s? (?:me|us)(?: back)?\b(.+)$"
)


def wish_of_day(said: str) -> str:
    """Return on which day somebody doesn't want to be called, as it follows "call you back"; '' if on none.

    >>> wish_of_day("any day but Wednesday"), wish_of_day("any day except weekends"), wish_of_day("on Wednesday")
    ('any day but Wednesday', 'on weekdays only', '')
    """
    found = _ANY_DAY_BUT.search(plain_words(said))
    if found is None:
        return ""
    day = found["day"] or found["off"] or found["none"]
    return "on weekdays only" if "weekend" in day else f"any day but {day.removesuffix('s').capitalize()}"


def call_wish(text: str) -> str:
    """Return at what hours a text orders a call, in words; '' if it orders none, or says no hours.

    >>> call_wish("It's about my bill, call me after six not before"), call_wish("It drops after six")
    ('after six', '')
    """
    for sentence in sentences(text):
        ordered = False
        for clause in clauses_of(sentence):
            ordered = ordered or _ORDERS.search(plain_words(clause)) is not None
            if ordered and (hours := hours_wished(clause) or wish_of_day(clause)):
                return hours
    return ""


def without_call(text: str, *known: str) -> str:
    """Return a text without its sentences that order a call and say no more than what is known of it.

    `known` are the names of whom to call. All of a text that says nothing else stays.

    >>> without_call("The bill is wrong. Call my husband Mark on 512 555 0142 next Wednesday.", "your husband Mark")
    'The bill is wrong.'
    >>> without_call("The bill is wrong. Call me after six, I work on a site.")
    'The bill is wrong. Call me after six, I work on a site.'
    """
    names = {word for one in known for word in plain_words(one).split()}
    kept = [one for one in sentences(text) if not _is_only_a_call(one, names)]
    return " ".join(kept) or text


def _is_only_a_call(sentence: str, names: set[str]) -> bool:
    plain = plain_words(sentence)
    if _ORDERS.search(plain) is None or sentence.rstrip().endswith("?"):
        return False
    rest = _BESIDE.sub(" ", TIME.sub(" ", plain)).split()
    return set(rest) <= BESIDE_TIME | names


def says_when_and_asks(text: str) -> bool:
    """Tell whether words say when, and nothing to write down: "Morning's best. Who'll be calling?"."""
    said = [_I_SAID.sub("", one) for one in sentences(text)]
    left = [one for one in said if len(one.split()) > 1 and not begins_as_question(one)]
    return bool(left) and all(map(says_only_when, left))


def called_then(text: str) -> str:
    """Return what a message says of when its caller is to be called, '' if it says nothing of it."""
    found = _CALLED_THEN.search(plain_words(text))
    return found[1] if found is not None else ""
