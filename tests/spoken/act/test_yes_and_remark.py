"""A yes, and what is said after it in sentences of their own."""

from __future__ import annotations

import pytest

from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent import consent


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Yes! Good grief.", Consent.YES),
        ("Yes. My husband will be in.", Consent.YES),
        ("Yes please. You people are quick.", Consent.YES),
        ("Yes. Monday is fine.", Consent.YES),
        ("Yes. Tuesday is fine.", Consent.UNCLEAR),
        ("Yes. In the evening.", Consent.UNCLEAR),
        ("Yes. Fifty.", Consent.UNCLEAR),
        ("Yes. I'm not sure though.", Consent.UNCLEAR),
        ("Yes. Cancel the other.", Consent.UNCLEAR),
        ("Yes. It's free?", Consent.UNCLEAR),
        ("Yes. Is it free", Consent.UNCLEAR),
        ("Yes. I'd rather have the evening.", Consent.UNCLEAR),
        ("Yes. My wife wants to know the price.", Consent.UNCLEAR),
    ],
)
def test_yes__and_a_sentence_after_it__stands_if_that_changes_and_asks_nothing(said: str, answer: Consent) -> None:
    proposed = "I'll book the technician for Monday, November 30th in the morning. Shall I do that?"

    assert consent(said, proposal=proposed) is answer
