"""Which reading of a segment is taken: the best one, but an agreement only if it was heard clearly.

A tool writes after a clear yes. Babble behind a caller is "Yeah." to the network at times, and so is a no in babble;
it then is as unsure of it as of nothing that people really said.
"""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.domain.dialog_act import Asked, Consent
from callcenter.models.local.hearing.search import Hypothesis
from callcenter.models.local.hearing.vocabulary import Vocabulary
from callcenter.spoken.act.acts import read_acts

#: The least certainty of an agreement. Spoken yeses had -0.6 and up, in babble too; mistaken ones -1.1 and less.
AGREED = -0.75


def chosen_text(readings: Sequence[Hypothesis], vocabulary: Vocabulary) -> str:
    """Return the words of the best reading that can be believed, the best first; '' if there is none.

    An agreement that another reading of the same sound turns down ("please do", "please don't"; "I want to", "I
    wouldn't") is taken for the refusal: what wasn't done can be asked for again.
    """
    texts = [vocabulary.text(reading.tokens) for reading in readings]
    if texts and _consent(texts[0]) is Consent.YES:
        refused = next((text for text in texts[1:] if _consent(text) is Consent.NO), "")
        if refused:
            return refused
    for reading, text in zip(readings, texts, strict=True):
        if reading.certainty >= AGREED or _consent(text) is not Consent.YES:
            return text
    return ""


def may_agree(readings: Sequence[Hypothesis], vocabulary: Vocabulary) -> bool:
    """Tell whether the best reading is an agreement, so that the others are worth following."""
    return bool(readings) and _consent(vocabulary.text(readings[0].tokens)) is Consent.YES


def _consent(text: str) -> Consent:
    return read_acts(text, asked=Asked.CONSENT).consent
