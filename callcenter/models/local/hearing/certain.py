"""Which reading of a segment is taken: the best one, but an agreement only if it was heard clearly.

A tool writes after a clear yes. Babble behind a caller is "Yeah." to the network at times, and so is a no in babble;
it then is as unsure of it as of nothing that people really said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from callcenter.domain.dialog_act import Asked, Consent
from callcenter.models.local.hearing.search import Hypothesis
from callcenter.models.local.hearing.vocabulary import Vocabulary
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.words import plain_words

#: What makes a refusal of an agreement: "please do", "please don't".
_NOT = re.compile(r"(?<=o)n't\b|(?<=d)n't\b|\bnot ")
#: The least certainty of an agreement. Spoken yeses had -0.6 and up, in babble too; mistaken ones -1.1 and less.
AGREED = -0.75


def chosen_text(readings: Sequence[Hypothesis], vocabulary: Vocabulary) -> str:
    """Return the words of the best reading that can be believed, the best first; '' if there is none.

    An agreement that is a refusal in another reading but for a "not" ("please do", "please don't") is taken for the
    refusal: what wasn't done can be asked for again.
    """
    if readings and (refused := _refused(readings, vocabulary)):
        return refused
    for reading in readings:
        text = vocabulary.text(reading.tokens)
        if reading.certainty >= AGREED or read_acts(text, asked=Asked.CONSENT).consent is not Consent.YES:
            return text
    return ""


def _refused(readings: Sequence[Hypothesis], vocabulary: Vocabulary) -> str:
    """Return the reading that differs from the best by a "not" only, if the best agrees; '' if there is none."""
    best, *others = (vocabulary.text(reading.tokens) for reading in readings)
    agreed = plain_words(best)
    refused = next((one for one in others if _NOT.sub("", plain_words(one)) == agreed != plain_words(one)), "")
    return refused if refused and read_acts(best, asked=Asked.CONSENT).consent is Consent.YES else ""
