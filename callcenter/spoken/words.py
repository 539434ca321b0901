"""A caller's words as the rules of this room read them: lower case, without accents, punctuation and hesitation."""

from __future__ import annotations

import re
import unicodedata

#: What callers call the one they speak to, and what they say for the love of it.
ENDEARMENTS = frozenset(
    "dear dearie darling love honey hon sweetheart sweetie sugar pet duck buddy mate pal sir ma'am madam miss "
    "man bless "
    "lord god gosh goodness heavens".split()
)
#: Words that carry nothing: hesitation, politeness, addresses.
_FILLER = re.compile(
    r"\b(um+|uh+|er+m?|hm+|ah+|ugh|wow|oh|well|so|like|you know|i mean|actually|basically|just|please|hi|hello|hey|"
    r"okay|ok|right|"
    r"alright|all right|sorry|excuse me|then|now|there|though|sir|ma'?am|miss|mate|dear|dearie|darling|honey|hon|"
    r"sweetheart|sweetie|buddy|pal|man|anyway)\b"
)
_NO_WORD = re.compile(r"[^a-z0-9' ]+")
#: A sentence doesn't end after "Mr."
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b[MD]r\.)(?<!\bMrs\.)(?<!\bMs\.)\s+")
_CLAUSE_END = re.compile(r"(?:(?<!\b[MD]r)(?<!\bMrs)(?<!\bMs)\.|[,;!?])+\s*")


def plain_words(text: str) -> str:
    """Return a text in lower case, without accents and punctuation, with single spaces.

    >>> plain_words("Ça va, O’Neil – très bien!")
    "ca va o'neil tres bien"
    """
    folded = text if text.isascii() else _without_accents(text)
    return " ".join(_NO_WORD.sub(" ", folded.lower()).split())


def sentences(text: str) -> list[str]:
    """Return a text's sentences, at least one, as they stand.

    >>> sentences("It's 20 dollars. Shall I do that?")
    ["It's 20 dollars.", 'Shall I do that?']
    """
    return _SENTENCE_END.split(text.strip())


def clauses_of(text: str) -> list[str]:
    """Return what stands between a text's marks; empty after the last one.

    >>> clauses_of("Hold on, it's back!")
    ['Hold on', "it's back", '']
    """
    return _CLAUSE_END.split(text)


def without_fillers(text: str) -> str:
    """Return a text's plain words without hesitation and politeness; all of them if nothing else is left."""
    plain = plain_words(text)
    return " ".join(_FILLER.sub(" ", plain).split()) or plain


def _without_accents(text: str) -> str:
    plain = text.replace("’", "'").replace("‘", "'").replace("ß", "ss").replace("œ", "oe").replace("Œ", "oe")
    return "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
