"""The colleague by name by whom a caller wants to be called, or a message to be read. English, as it is written."""

from __future__ import annotations

import re

#: A name is known by its capital letter; these begin a sentence, or are no one's name.
NO_NAME = (
    r"(?:(?:Some|Any|Every|No)(?:body|one)|Please|Just|Can|Could|Only|Yes|No|Not|It|It's|That|This|The|They|You|I|"
    r"We|He|"
    r"She|And|But|Or|My|Your|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|June|July|August|"
    r"(?:Septem|Octo|Novem|Decem)ber|Mom|Mum|Dad|Thanks?|Sure|Okay|Good|Great|Fine|Right|Perfect|Yeah|"
    r"Yep|Nope|Hello|Hi|Sorry|Well|Oh|So|Also|Tomorrow|Today|Tonight|Morning|Afternoon|Evening|Call|Ring|Phone|"
    r"Have|Get|Let|Ask|Tell|Want|For|Put|What|When|Who)"
)
_NAME = rf"((?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?(?!{NO_NAME}\b)[A-Z][a-z][\w-]*(?: (?!{NO_NAME}\b)[A-Z][a-z][\w-]+)?)"
_CALL = r"(?i:call|ring|phone)(?: (?:me|us))?(?: back| up)?"
#: Nobody else than who was named.
_ALONE = (
    r"(?:,? (?:and )?(?:nobody else|no one else|not (?:just )?any(?:body|one)(?: else)?|him only|her only|"
    r"specifically|personally|"
    r"in particular|himself|herself|only|please))"
)
_LEAD = r"(?i:(?:no|yes|yeah|okay|ok|and|but|so|well|sorry|please|just|oh|also|only)\b[,.]? )*"
#: All of a sentence is whom it is for: "it's for Marcus, nobody else", "put Marcus's name on it".
_FOR = tuple(
    re.compile(rf"{_LEAD}{pattern}[ .!?]*")
    for pattern in (
        rf"(?i:(?:it'?s|it is|this is|the message is|that's) )?(?i:meant )?(?i:for) {_NAME}{_ALONE}*",
        rf"{_NAME}{_ALONE}+",
        rf"(?i:tell) {_NAME}{_ALONE}+",
        rf"(?i:let|have) {_NAME} (?:deal with|handle|do|see to|look at|take) (?:it|this|that)(?: please)?",
        rf"(?i:put|write|add|note)(?: down)? {_NAME}(?:'s? name)?(?: (?:on|to|in) (?:it|that|there|the \w+))",
        r"(?i:(?:address|mark|give|send|pass)(?: it| that| this| the message)?(?: on)? (?:to|for)|make it out to) "
        rf"{_NAME}{_ALONE}*",
        r"(?i:(?:it )?(?:must|has to|should|needs to) be|it'?s|i (?:want|need|mean|meant)|i'd like|i said) "
        rf"{_NAME}(?:(?:,? (?:who|that) (?:calls|rings)(?: me)?)|{_ALONE}+)",
        rf"(?i:can|could|will|would) (?i:it be )?{_NAME}(?: be the one)?(?: who| that| to)? (?:{_CALL}|calls(?: me)?)",
    )
)
#: Names who is to call or to read it, whatever else is said: "have Marcus call me on Tuesday about the modem".
_TO_CALL = re.compile(
    rf"(?:\b(?i:have|get|let|ask|tell|want|need|like|can|could|will|would|please) {_NAME} (?:please )?(?:to |should )?"
    rf"{_CALL}|\b{_NAME} (?:should|must|has to|needs to|is to|ought to) {_CALL}|"
    rf"\b(?i:message|note|word) for {_NAME})\b"
)


def addressed_to(said: str) -> str:
    """Return the name of the colleague for whom a sentence wants a message, and says no more; '' of others.

    >>> addressed_to("No, it's for Marcus, nobody else"), addressed_to("put Mr. Webb's name on it"), addressed_to("Yes")
    ('Marcus', 'Mr. Webb', '')
    """
    found = (one.fullmatch(said.replace("’", "'").strip()) for one in _FOR)
    return next((one[1].removesuffix("'s") for one in found if one is not None), "")


def called_by(said: str) -> str:
    """Return the name of the colleague by whom words want the caller called, or a message read; '' of others.

    >>> called_by("Please have Marcus call me on Tuesday"), called_by("have somebody call me")
    ('Marcus', '')
    """
    found = _TO_CALL.search(said.replace("’", "'"))
    return next((one for one in found.groups() if one), "") if found is not None else ""
