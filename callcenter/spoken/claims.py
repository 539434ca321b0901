"""Does an agent say that something was done? Only what says so in as many words: false alarms cost a sign its trust."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from callcenter.domain.language import base_language
from callcenter.spoken.words import plain_words, sentences


class Claim(StrEnum):
    """What an agent's words claim."""

    #: That we have done it: "I've cancelled your visit".
    OURS = "ours"
    #: That it is done, by whomever, and maybe long ago: "your visit is now cancelled".
    STATE = "state"


#: What deeds are called in English, by the beginnings of words that name one kind of deed. "Submitted", "arranged" or
#: "opened" may be said of any.
_KINDS = (
    (re.compile(r"\bcancel(?:l)?ed\b"), ("cancel", "call off")),
    (re.compile(r"\b(?:booked|scheduled)\b"), ("book", "schedul", "mov", "reschedul")),
    (re.compile(r"\b(?:rebooked|moved|rescheduled)\b"), ("mov", "reschedul", "rebook", "book")),
    (re.compile(r"\b(?:refunded|credited|waived|reversed)\b"), ("refund", "credit", "waiv", "revers")),
)
_DONE = (
    r"(?:cancel(?:l)?ed|booked|rebooked|moved|rescheduled|scheduled|refunded|credited|waived|reversed|submitted|requested|"
    r"arranged|opened|filed|set (?:it |that |this )?up)\b"
)
_ADVERBS = r"(?: (?:just|now|already|successfully|also|all|officially|gone ahead and))*"
_ES = r"(?:cancelad|anulad|reservad|cambiad|movid|reembolsad|solicitad|abiert|programad)[oa]s?\b"
_FR = r"(?:(?:annul|reserv|deplac|rembours|demand|programm)ee?s?|ouverte?s?)\b"
_DE = (
    r"\b(?:(?! (?:nicht|noch|kein\w*)\b) [\w']+){0,8} "
    r"(?:storniert|abgesagt|gebucht|verschoben|erstattet|beantragt|eroffnet|veranlasst)\b"
)
#: By language, in plain words.
_CLAIMS = {
    "en": {
        Claim.OURS: rf"\b(?:i|we)(?:'ve| have){_ADVERBS} {_DONE}",
        Claim.STATE: (
            rf"\b(?:has|have){_ADVERBS} been{_ADVERBS} {_DONE}|\b(?:is|are|it's|that's) (?:now|all){_ADVERBS} {_DONE}"
        ),
    },
    "es": {Claim.OURS: rf"(?<!no )\b(?:he|hemos) (?:ya )?{_ES}", Claim.STATE: rf"\b(?:ha sido|ya esta|queda) {_ES}"},
    "fr": {
        Claim.OURS: rf"\b(?:j'ai|nous avons)(?: (?:bien|deja))* {_FR}",
        Claim.STATE: rf"\b(?:a ete|est maintenant)(?: bien)? {_FR}",
    },
    "de": {Claim.OURS: rf"\b(?:habe|haben){_DE}", Claim.STATE: rf"\b(?:wurde|ist jetzt){_DE}"},
}
#: What makes it something that isn't so yet.
_NOT_YET = re.compile(
    r"\b(?:once|if|after|until|when|whenever|before|unless|as soon as|whether|cuando|si|una vez|quand|des que|lorsque|"
    r"wenn|sobald|falls|ob)\b"
)


def claimed(text: str, *, language: str = "en") -> frozenset[Claim]:
    """Return what an agent's words say to be done.

    >>> claimed("Done, I've cancelled your visit."), claimed("Once I've cancelled it, you'll get a letter.")
    (frozenset({<Claim.OURS: 'ours'>}), frozenset())
    """
    return frozenset(claim for claim, _ in _claims(text, language))


def deeds_claimed(text: str, *, language: str = "en") -> frozenset[tuple[str, ...]]:
    """Return the kinds of deeds that an agent's words say we have done, each as beginnings of the words that name it.

    English only, and only what is no deed in general.

    >>> deeds_claimed("I've cancelled your visit."), deeds_claimed("I've submitted it.")
    (frozenset({('cancel', 'call off')}), frozenset())
    """
    if base_language(language) != "en":
        return frozenset()
    said = [words for claim, words in _claims(text, language) if claim is Claim.OURS]
    return frozenset(kind for words in said for pattern, kind in _KINDS if pattern.search(words))


def _claims(text: str, language: str) -> Iterator[tuple[Claim, str]]:
    """Yield each claim with the words that make it."""
    patterns = _CLAIMS.get(base_language(language), _CLAIMS["en"])
    for sentence in sentences(text):
        plain = plain_words(sentence)
        for claim, pattern in patterns.items():
            at = re.search(pattern, plain)
            if at is not None and not sentence.endswith("?") and not _NOT_YET.search(plain[: at.start()]):
                yield claim, at[0]
