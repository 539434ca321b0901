"""Everyday concepts and the words people use for them: features that let a few examples stand for many phrasings.

Generic English of calling a company, nothing of one business: what is said of money, devices, visits, people. The
words are in `concepts.txt`, one concept a line.
"""

from __future__ import annotations

import re
from pathlib import Path

_FILE = Path(__file__).with_name("concepts.txt")


def _read_concepts() -> dict[str, re.Pattern[str]]:
    """Return each concept's pattern. A word or phrase stands for all that begin with it, with ``!`` for itself only."""
    patterns: dict[str, re.Pattern[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        name, colon, words = line.partition(":")
        if not colon or line.startswith("# "):
            continue
        spoken = []
        for word in (part.strip() for part in words.split(",")):
            is_exact = word.endswith("!")
            plain = re.escape(word.rstrip("!"))
            spoken.append(rf"{plain}(?![a-z'])" if is_exact else rf"{plain}[a-z']*")
        patterns[name.strip()] = re.compile(rf"(?<![a-z'])(?:{'|'.join(spoken)})")
    return patterns


_PATTERNS = _read_concepts()

_FILLERS = re.compile(
    r"\b(um+|uh+|er+m?|hmm+|ah+|well|so|like|you know|i mean|actually|basically|just|please|hi|hello|hey|"
    r"good (morning|afternoon|evening|day)|yeah|okay|ok|right|listen|look|sorry|kind of|sort of|kinda|sorta|thanks|"
    r"thank you|yes|oh|alright|anyway|really|honestly|excuse me|sir|ma'?am|there|maybe|quite|"
    r"(?:i )?can'?t talk(?: (?:long|much|now|for long))*|i'?m (?:kind of |sort of )?in a (?:bit of a )?(?:hurry|rush)|"
    r"make it quick|(?:real(?:ly)? )?quick(?:ly)?)\b"
)
#: What recognisers make of "wifi".
_WIFI = re.compile(r"\b(?:wi fi|wife (?:i|eye|eyes|fi|fire|fie)|why (?:fi|fire|fight)|y fi|hi fi|wi fire)\b")
#: And of short words that sound like others: "wanna no how much I oh", "when is it do".
_SOUNDS_LIKE = (
    (re.compile(r"\bwanna\b"), "want to"),
    (re.compile(r"\b(want(?:ed)?|like|love|need|got|have) to no\b"), r"\1 to know"),
    (re.compile(r"\b(i|we|they|still) oh?\b(?=$| now| in all| you)"), r"\1 owe"),
    (re.compile(r"\b(?:to|too) times\b"), "two times"),
    (re.compile(r"\bmoney bag\b"), "money back"),
    (re.compile(r"\b(is|was) (it|that|this|(?:my|the) (?:bill|payment|invoice)) (?:do|dew)$"), r"\1 \2 due"),
)
_CONTRACTED = re.compile(r"\b(can|don|won|isn|doesn|didn|couldn|wouldn|wasn|hasn|haven|aren|ain|shouldn)t\b")


def normalise(text: str) -> str:
    """Return a caller's words in lower case, without punctuation and hesitation, numbers as ``#``."""
    plain = re.sub(r"[^a-z0-9' ]+", " ", text.lower().replace("’", "'").replace("-", " "))
    plain = _WIFI.sub("wifi", plain)
    plain = _CONTRACTED.sub(r"\1't", plain)
    for pattern, meant in _SOUNDS_LIKE:
        plain = pattern.sub(meant, plain.strip())
    plain = re.sub(r"\b\d+\w*\b", " # ", plain)
    without = " ".join(_FILLERS.sub(" ", plain).split())
    return without or " ".join(plain.split())


def concepts_in(text: str) -> list[str]:
    """Return the names of the concepts that a normalised text touches."""
    return [name for name, pattern in _PATTERNS.items() if pattern.search(text)]


def concept_features(text: str) -> list[str]:
    """Return a normalised text's concepts and the pairs of them."""
    found = concepts_in(text)
    return [*found, *(f"{a}+{b}" for index, a in enumerate(found) for b in found[index + 1 :])]
