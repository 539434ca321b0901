"""A proposal or an offer asked once more in other words, which name what would be done."""

from __future__ import annotations

import re

from callcenter.dialog.wording.phrasing import DO_YOU_WANT
from callcenter.spoken.essentials import without_asides

#: What a proposal would do, in its first sentence, up to what follows from it.
_DEED = re.compile(
    r"(?:I'll|(?:So|In place of [^.?!]+?,) (?P<promised>you'll)) (?P<deed>[^.?!;\"]+?)(?:, and you'll [^.?!\"]*)?[.;]"
)
_OFFERED = re.compile(r"\bShall I (?P<deed>(?!(?:do|note) (?:that|it|so)\b)[^.?!]+)\?$")


def do_you_want(proposal: str) -> str:
    """Return a proposal or an offer asked in other words, by what it would do.

    >>> do_you_want("I'll cancel your visit on Friday. Shall I do that?")
    'Do you want me to cancel your visit on Friday?'
    """
    if (offered := _OFFERED.search(proposal)) is not None:
        return f"Do you want me to {offered['deed']}?"
    found = _DEED.match(without_asides(proposal))
    if found is None:
        return DO_YOU_WANT
    return f"Do you want me to {'note that you will ' if found['promised'] else ''}{found['deed']}?"
