"""Does an agent say that something was done? Only what says so in as many words: false alarms cost a sign its trust."""

from __future__ import annotations

import re
from enum import StrEnum

from callcenter.domain.language import base_language
from callcenter.spoken.words import plain_words, sentences


class Claim(StrEnum):
    """What an agent's words claim."""

    #: That we have done it: "I've cancelled your visit".
    OURS = "ours"
    #: That it is done, by whomever, and maybe long ago: "your visit is now cancelled".
    STATE = "state"


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
    patterns = _CLAIMS.get(base_language(language), _CLAIMS["en"])
    found: set[Claim] = set()
    for sentence in sentences(text.strip()):
        plain = plain_words(sentence)
        for claim, pattern in patterns.items():
            at = re.search(pattern, plain)
            if at is not None and not sentence.endswith("?") and not _NOT_YET.search(plain[: at.start()]):
                found.add(claim)
    return frozenset(found)
