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
    """Return the words of the best reading that can be believed, the best first; '' if there is none."""
    for reading in readings:
        text = vocabulary.text(reading.tokens)
        if reading.certainty >= AGREED or read_acts(text, asked=Asked.CONSENT).consent is not Consent.YES:
            return text
    return ""
