"""Whatever a caller says, after whatever they said before, is answered: a fault would be silence on the line."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialog.conftest import Begin

ROOMS = [{"day": "2026-11-26", "part_of_day": "morning"}, {"day": "2026-11-27", "part_of_day": "evening"}]
RESULTS = {
    "get_fees": [{"ok": False, "needs": "identify_reader", "code": "not-identified"}, {"ok": True, "fees_cents": 1250}],
    "identify_reader": [{"ok": False, "ask": "card_number", "code": "no-match"}, {"ok": True}],
    "list_rooms": {"ok": True, "rooms": ROOMS},
    "book_room": [
        {"ok": False, "code": "taken", "ask": "day", "next_day": "2026-11-30", "next_part": "morning"},
        {"ok": True},
    ],
    "pay_fees": {"ok": True},
    "leave_message": {"ok": True},
    "connect_to_person": {"ok": False, "code": "person-unavailable", "offer": "leave_message"},
}
WHOLE = (
    "how much do I owe",
    "book me a room",
    "which rooms are free",
    "I want to pay",
    "the first one",
    "any day",
    "friday",
    "in the morning",
    "yes please",
    "no",
    "no thanks, bye",
    "never mind",
    "a person",
    "why",
    "say that again",
    "I don't know",
    "40718823",
    "78701",
    "hi I've got like two minutes, card four zero seven one, double eight two three",
    "you stupid idiots",
    "my father has collapsed",
)
WORDS = (
    "like",
    "to",
    "for",
    "one",
    "two",
    "eight",
    "oh",
    "double",
    "hundred",
    "the",
    "not",
    "friday",
    "if",
    "?",
    ",",
    "and",
    "no",
    "yes",
    "dollars",
)
#: What ends the engine's part without a word of its own.
LEAVING = ("end_call", "connect_to_person", "hand_off_to_archive")
KEYS = tuple("0123456789")
SAID = st.one_of(
    st.sampled_from(WHOLE),
    st.sampled_from(KEYS),
    st.lists(st.sampled_from(WORDS + KEYS), min_size=1, max_size=9).map(" ".join),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(turns=st.lists(SAID, min_size=1, max_size=9))
def test_engine__whatever_is_said__answers(begin: Begin, turns: list[str]) -> None:
    call = begin(**RESULTS)

    for said in turns:
        call.engine.completeness(said)

        assert call.caller(said) or call.calls[-1][0] in LEAVING, turns


def test_menu__key_of_a_tool_that_needs_more__asks_for_it(begin: Begin) -> None:
    call = begin(**RESULTS)
    menu = [call.caller(said) for said in ("blah", "blah blah")][-1]
    key = menu[: menu.index(" for booking a room")][-1]

    assert call.caller(key) == "Which day would suit you?"
