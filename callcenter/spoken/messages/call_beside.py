"""When a caller is to be called, said beside the words of a message, or in their place. English."""

from __future__ import annotations

import re

from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.words import plain_words, sentences

#: Leads in what was said before.
_I_SAID = re.compile(r"^(?:(?:no|what|well|but)\W+)*i (?:said|meant|told you) ", re.I)
#: Says in a message when to be called, to the end of it.
_CALLED_THEN = re.compile(
    r"(?<!'d )(?<!would )(?<!did )(?<!didn't )(?<!supposed to )(?<!going to )(?<!promised to )(?<!meant to )"
    r"\b(?:call|ring|phone)s? (?:me|us)(?: back)?\b(.+)$"
)


def says_when_and_asks(text: str) -> bool:
    """Tell whether words say when, and nothing to write down: "Morning's best. Who'll be calling?"."""
    said = [_I_SAID.sub("", one) for one in sentences(text)]
    left = [one for one in said if len(one.split()) > 1 and not begins_as_question(one)]
    return bool(left) and all(map(says_only_when, left))


def called_then(text: str) -> str:
    """Return what a message says of when its caller is to be called, '' if it says nothing of it."""
    found = _CALLED_THEN.search(plain_words(text))
    return found[1] if found is not None else ""
