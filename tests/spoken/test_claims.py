"""What an agent's words say to be done."""

from __future__ import annotations

import pytest

from callcenter.spoken.claims import Claim, claimed, deeds_claimed


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "All done! I've cancelled your visit for you."),
        ("en", "I have just refunded 45 dollars to your account."),
        ("en", "We've gone ahead and booked the technician."),
        ("en", "I've opened a ticket."),
        ("es", "Ya está, he cancelado su cita."),
        ("fr", "C'est fait, j'ai bien annulé votre rendez-vous."),
        ("de", "Ich habe Ihren Termin am Montag storniert."),
    ],
)
def test_deed_of_ours__is_claimed(language: str, said: str) -> None:
    assert claimed(said, language=language) == {Claim.OURS}


@pytest.mark.parametrize(
    "said", ["Your visit is now cancelled.", "Your refund has been submitted.", "That's all booked."]
)
def test_what_is_so__is_claimed(said: str) -> None:
    assert claimed(said) == {Claim.STATE}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I'll cancel your appointment on Monday. Shall I do that?"),
        ("en", "Once I've cancelled it, you'll get a letter."),
        ("en", "I haven't booked anything yet."),
        ("en", "Do you want it cancelled?"),
        ("en", "I've found your account."),
        ("en", "I've tested your line, and it's fine."),
        ("en", "Have they said whether it has been moved?"),
        ("en", "You have an appointment on Monday."),
        ("es", "No he cancelado nada."),
        ("fr", "Quand j'ai annulé, vous recevez une lettre."),
        ("de", "Ich habe noch nichts storniert."),
    ],
)
def test_what_is_not_done__is_not_claimed(language: str, said: str) -> None:
    assert claimed(said, language=language) == frozenset()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("I've cancelled your visit.", {"cancel"}),
        ("I have just refunded 10 dollars. We've moved your visit.", {"refund", "mov"}),
        ("I've submitted it, and I have opened a ticket.", set()),
        ("Your visit is now cancelled.", set()),
        ("Once I've cancelled it, you'll get a letter.", set()),
    ],
)
def test_kind_of_deed__is_told_by_its_verb(said: str, words: set[str]) -> None:
    assert {kind[0] for kind in deeds_claimed(said)} == words
    assert deeds_claimed("Ya está, he cancelado su cita.", language="es") == frozenset()
