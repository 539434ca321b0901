"""Who wants what some other trade does, however it is put, and who wants something of ours with a word of theirs."""

from __future__ import annotations

import pytest

from callcenter.spoken.act.other_place import wants_other_trade


@pytest.mark.parametrize(
    "said",
    [
        "Is that the Walgreens on Ninth? I can't get the refill line to work.",
        "My refill line isn't working.",
        "I'd like to reorder my pills",
        "can you check if my glasses are ready",
        "I need my car towed",
        "I need to make a reservation for four tonight",
        "Fernhill Nursery? I'm after some tomato plants",
        "do you have any roses in",
        "how much is a perm",
        "do you deliver mulch",
        "I'm calling about the apartment for rent",
        "is the job still open",
        "I've got a flat tire on Route 9",
        "Is that the Target in Dorchester?",
    ],
)
def test_other_trade__its_goods_lines_and_names__are_known(said: str) -> None:
    assert wants_other_trade(said)


@pytest.mark.parametrize(
    "said",
    [
        "is my line ready",
        "where are my reading glasses",
        "I'm looking for my keys",
        "my line isn't working",
        "I want to make a payment",
        "I'd like to reserve a slot for a technician",
        "I'm calling about my keys, the technician has them",
        "my dog chewed the cable",
        "do you sell modems",
        "I want to make a complaint",
        "I'd like to order fiber for my new house",
        "I need the key for the wifi",
        "Is that Tuesday?",
    ],
)
def test_other_trade__what_is_ours__is_none(said: str) -> None:
    assert not wants_other_trade(said)
