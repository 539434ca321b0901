"""Whom to call back, if it isn't the caller: "call my husband Mark", "ask for Eva". English, as it is written."""

from __future__ import annotations

import re

from callcenter.spoken.messages.addressee import NO_NAME

KIN = (
    r"(?:husband|wife|spouse|partner|fianc[eé]e?|boyfriend|girlfriend|son|daughter|mother|mom|mum|father|dad|brother|"
    r"sister|"
    r"grand(?:son|daughter|mother|father|ma|pa)|uncle|aunt|cousin|nephew|niece|friend|neighbou?r|boss|manager|"
    r"assistant|"
    r"secretary|colleague|co-?worker|landlord|landlady|room ?mate|flat ?mate|tenant|super|janitor|care ?(?:r|taker|"
    r"giver)|"
    r"nurse|lawyer|accountant)(?:-in-law)?"
)
_NAME = rf"(?:(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?(?!{NO_NAME}\b)[A-Z][a-z][\w'-]*(?: (?!{NO_NAME}\b)[A-Z][\w'-]+)?)"
_WHOM = (
    rf"(?:(?P<kin{{0}}>(?i:my|our) (?:\w+ )?{KIN}\b)(?:,? (?:(?i:named|called) )?(?P<kin_name{{0}}>{_NAME}))?|"
    rf"(?P<name{{0}}>{_NAME}))"
)
_CALL = r"(?<!\bI )(?<!\b[Ww]e )(?<!I'll )(?i:call|ring|phone|reach|contact|try)(?i: back| up)?"
_CALLEE = (
    re.compile(rf"\b{_CALL} {_WHOM.format(1)}"),
    re.compile(rf"\b(?i:ask|asking) (?i:for) {_WHOM.format(2)}"),
    re.compile(
        rf"\b(?i:it's|it is|it should be|not me,? but|not me,?) {_WHOM.format(3)},?(?i: who| that)? "
        rf"(?i:(?:they|you|somebody|someone) (?:should|must|need to|have to|ought to)|to) {_CALL}(?:,? "
        rf"(?P<after>{_NAME}))?"
    ),
    re.compile(rf"\b(?i:have|get) {_WHOM.format(4)} (?i:called|rung|phoned)\b"),
    re.compile(
        rf"\b{_WHOM.format(5)},? (?i:(?:should|must|ought to|needs to|has to|is to|wants to) (?:get|take|receive|have|"
        rf"answer) "
        rf"(?:the|that|this|your|a|their) (?:call(?: ?back)?|phone)|is (?:the (?:one|person)|who) (?:to (?:call|ring|"
        rf"phone|reach|"
        rf"speak to|talk to)|(?:you|they) should (?:call|ring|phone)))\b"
    ),
)


def callee_of(said: str) -> str:
    """Return whom words want called in the caller's place, as it is told to the caller; '' of others.

    >>> callee_of("call my husband Mark on 512 555 0142"), callee_of("It's my sister they should call, Rosa")
    ('your husband Mark', 'your sister Rosa')
    >>> callee_of("my landlord Bob should get the call"), callee_of("Bob should get a refund")
    ('your landlord Bob', '')
    >>> callee_of("ask for Eva when you ring"), callee_of("call me on Monday"), callee_of("call my mobile")
    ('Eva', '', '')
    """
    said = said.replace("’", "'")
    for place, pattern in enumerate(_CALLEE, start=1):
        found = pattern.search(said)
        if found is None:
            continue
        kin, name = found[f"kin{place}"], found[f"kin_name{place}"] or found[f"name{place}"]
        name = name or found.groupdict().get("after")
        if kin:
            kin = re.sub(r"^(?:my|our)", "your", kin, flags=re.I)
        return " ".join(filter(None, (kin, name)))
    return ""
