"""Entered in mid-call: after a handoff, after a hosted model failed, or asked the same twice."""

from __future__ import annotations

import pytest
from livekit.agents import llm

from callcenter.dialog.conversation import ASIDE, HANDED_ON, SPOKEN_ON
from tests.dialog.conftest import TOOLS, Begin

FEES = {"ok": True, "fees_cents": 1250}
NOT_IDENTIFIED = {"ok": False, "needs": "identify_reader", "code": "not-identified"}


def test_entry__after_a_handoff__acts_on_what_the_caller_said_before(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.agent("How can I help you?")
    call.context.add_message(role="user", content="tell me about my late fees")
    call.agent("I'll pass you to the library.")

    assert call.answer().startswith("You owe 12 dollars")


def test_entry__after_a_handoff_with_an_unclear_wish__asks_and_never_hands_on(begin: Begin) -> None:
    call = begin()
    call.context.add_message(role="user", content="newspapers")
    call.agent("I'll pass you to the library.")

    assert call.answer().endswith("?")
    assert call.calls == []


def test_entry__model_failed_after_asking_for_a_parameter__the_answer_is_taken(begin: Begin) -> None:
    call = begin(get_fees=FEES, identify_reader={"ok": True})
    call.context.add_message(role="user", content="what are my fees")
    call.tool("get_fees", {}, NOT_IDENTIFIED)
    call.agent("Sure! Could you tell me your card number, please?")

    assert call.caller("four oh seven one eight eight two three") == "4 0 7 1, 8 8 2 3. And your ZIP code?"
    assert "You owe" in call.caller("78701")
    assert call.calls[-1] == ("get_fees", {})


def test_entry__model_failed_before_answering_a_tool__the_result_is_said(begin: Begin) -> None:
    call = begin()
    call.context.add_message(role="user", content="what are my fees")
    call.tool("get_fees", {}, FEES)

    assert call.answer().startswith("You owe 12 dollars")


def test_entry__model_failed_after_a_yes_or_no_question__asks_itself_before_it_writes(begin: Begin) -> None:
    call = begin(book_room={"ok": True, "day": "2026-11-26", "part_of_day": "morning"})
    call.context.add_message(role="user", content="book me a reading room on thursday morning")
    call.agent("Thursday morning, the 26th. Shall I go ahead?")

    assert call.caller("yes") == "So that's Thursday, November 26th in the morning. Shall I book it?"
    assert call.done == []
    call.caller("yes")

    assert call.done == [("book_room", {"day": "2026-11-26", "part_of_day": "morning"})]


def test_entry__model_failed_after_offering_what_a_tool_offered__yes_does_it(begin: Begin) -> None:
    call = begin(pay_fees={"ok": True, "amount_cents": 1250})
    call.context.add_message(role="user", content="what are my fees")
    offer = {"offer": "pay_fees", "offer_arguments": {"amount_cents": 1250}}
    call.tool("get_fees", {}, {**FEES, **offer})
    call.agent("You owe twelve fifty. Would you like to pay that now?")

    call.caller("yes go ahead")

    assert call.calls == [("pay_fees", {"amount_cents": 1250})]


def test_entry__model_asked_anything_else__no_ends_the_call(begin: Begin) -> None:
    call = begin()
    call.context.add_message(role="user", content="what are my fees")
    call.agent("Nothing at all. Is there anything else I can do for you today?")

    call.caller("no thank you")

    assert call.calls == [("end_call", {})]


def test_entry__model_took_turns_in_between__our_old_question_is_forgotten(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.caller("I want to book a room")
    call.context.add_message(role="user", content="on second thought no")
    call.agent("All right. What else can I do?")

    call.caller("what are my fees")

    assert call.calls == [("get_fees", {})]


def test_answer__asked_twice_about_the_same_words__is_the_same_and_moves_nothing(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.context.add_message(role="user", content="4071")

    first = call.engine.answer(call.context, TOOLS)
    again = call.engine.answer(call.context, TOOLS)
    call.agent(first.text)

    assert first == again
    assert call.caller("8823").startswith("4 0 7 1, 8 8 2 3.")


def test_answer__thrown_away_since_the_caller_spoke_on__leaves_nothing_behind(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    spoken_into = call.context.copy()
    spoken_into.add_message(role="user", content="4071")
    call.engine.answer(spoken_into, TOOLS)

    assert call.caller("4071 8823").startswith("4 0 7 1, 8 8 2 3.")


@pytest.mark.parametrize("heard", [0, 1, 3])
def test_answer__cut_off_before_it_said_anything__both_halves_are_one_turn(begin: Begin, heard: int) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.begins("4071", heard=heard)

    # Alone these digits would be the rest of an answer that nobody heard us begin.
    assert call.caller("8823").startswith("4 0 7 1, 8 8 2 3.")


def test_answer__cut_off_by_what_code_answers__the_words_after_it_stand_alone(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.begins("4071 8823")
    call.context.add_message(role="user", content="My father just collapsed.", extra={ASIDE: True})
    call.agent("If anybody is in danger, please hang up and dial 9 1 1 now.")

    call.caller("I have to hang up. Bye.")

    assert call.calls[-1] == ("end_call", {})


def test_answer__cut_off_twice__all_of_it_is_one_turn(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.begins("forty")
    call.begins("seventy one")

    assert call.caller("eighty eight twenty three").startswith("4 0 7 1, 8 8 2 3.")


def test_answer__cut_off_once_most_of_it_was_heard__the_next_words_answer_it(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.begins("4071 8823", heard=99)
    call.caller("78701")

    assert call.calls[-1] == ("identify_reader", {"card_number": "40718823", "postcode": "78701"})


def test_handoff__left_since_the_caller_spoke_on__all_they_said_decides(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.context.add_message(role="user", content="I'm looking for an old newspaper")
    reply = call.engine.answer(call.context, TOOLS)
    assert reply.tool == "hand_off_to_archive"
    call.context.add_message(role="assistant", content="I'll pass you to", interrupted=True)
    call.tool(reply.tool, {}, {"ok": False, "code": SPOKEN_ON})

    call.caller("thank you")
    assert call.calls == [("hand_off_to_archive", {})]

    call.context.add_message(role="assistant", content="I'll pass you to", interrupted=True)
    call.tool(reply.tool, {}, {"ok": False, "code": SPOKEN_ON})
    call.caller("no wait, what are my fees")
    assert call.calls[1:] == [("get_fees", {})]


def test_anything_else__a_no_with_something_that_cant_be_made_out__is_asked_once_more_and_then_a_no(
    begin: Begin,
) -> None:
    call = begin(get_fees=FEES)
    call.caller("what are my fees")

    assert call.caller("No, got her hen").endswith("anything else I can do for you?")
    assert call.calls == [("get_fees", {})]
    call.caller("No, got her hen")
    assert call.calls == [("get_fees", {}), ("end_call", {})]


def test_result__the_caller_mends_the_other_number_meanwhile__it_is_looked_for_again(begin: Begin) -> None:
    call = begin(get_fees=NOT_IDENTIFIED)
    call.caller("what are my fees")
    call.caller("4071 8823")
    call.context.add_message(role="user", content="78701")
    reply = call.engine.answer(call.context, TOOLS)
    call.agent(reply.text)
    call.tool(
        reply.tool,
        dict(reply.arguments),
        {"ok": False, "ask": "card_number", "forget": ["postcode"], "code": "no-match"},
    )

    call.caller("Sorry, three. 78703.")

    assert call.calls[-1] == ("identify_reader", {"card_number": "40718823", "postcode": "78703"})


def test_answer__tool_answers_plain_text__is_said(begin: Begin) -> None:
    call = begin()
    call.context.add_message(role="user", content="bye")
    call.tool("end_call", {}, "See you soon.")

    assert call.answer().startswith("See you soon.")


def test_answer__tool_still_running__asks_for_a_moment(begin: Begin) -> None:
    call = begin()
    call.context.add_message(role="user", content="what are my fees")
    call.tool("get_fees", {}, "The tool call is still in progress.")

    assert call.answer() == "One moment, please."


def test_answer__no_tools_allowed__answers_in_words(begin: Begin) -> None:
    call = begin()
    call.context.add_message(role="user", content="what are my fees")

    reply = call.engine.answer(call.context, TOOLS, may_call=False)

    assert reply.tool == ""
    assert reply.text


async def test_chat__as_livekit_calls_it__streams_words_and_one_tool_call(begin: Begin) -> None:
    call = begin()
    call.context.add_message(role="user", content="what are my fees, card 40718823, zip 78701")
    call.tool("get_fees", {}, NOT_IDENTIFIED)

    async with call.engine.chat(chat_ctx=call.context, tools=TOOLS) as stream:
        answer = await stream.collect()

    assert answer.text.endswith("thank you.")
    assert [tool.name for tool in answer.tool_calls] == ["identify_reader"]


async def test_chat__behind_a_failing_model__answers_as_the_last_link(begin: Begin) -> None:
    class Failing(llm.LLM):  # type: ignore[type-arg]
        def chat(self, **_: object) -> llm.LLMStream:
            raise llm.APIConnectionError if hasattr(llm, "APIConnectionError") else ConnectionError("away")

    call = begin()
    call.context.add_message(role="user", content="which rooms are free")
    chain = llm.FallbackAdapter([Failing(), call.engine])

    async with chain.chat(chat_ctx=call.context, tools=TOOLS) as stream:
        answer = await stream.collect()

    assert [tool.name for tool in answer.tool_calls] == ["list_rooms"]


def test_entry__model_failed_after_a_proposal__yes_commits_it(begin: Begin) -> None:
    call = begin(commit={"ok": True, "outcome": "done", "say": "You're booked."})
    call.context.add_message(role="user", content="book me a reading room on thursday morning")
    proposal = {"ok": True, "outcome": "proposal", "proposal": "p7", "say": "Thursday morning. Shall I book it?"}
    call.tool("book_room", {"day": "2026-11-26", "part_of_day": "morning"}, proposal)
    call.agent("Thursday morning. Shall I book it?")

    assert call.caller("yes please").startswith("You're booked.")
    assert call.calls == [("commit", {"proposal": "p7"})]


def test_tool_answered__caller_thanks_into_what_it_told__the_wish_goes_on(begin: Begin) -> None:
    """The caller's word came between a tool's answer and ours, so that nobody has heard it yet."""
    call = begin(get_fees=[NOT_IDENTIFIED, FEES])
    call.caller("what are my fees")
    call.caller("40718823")
    call.caller("78701")
    assert call.calls[-1][0] == "identify_reader"
    call.tool("identify_reader", {"card_number": "40718823", "postcode": "78701"}, {"ok": True})

    said = call.caller("thanks")

    assert "You owe" in said
    assert "ZIP code" not in said


@pytest.mark.parametrize("goes_on", ["that's kind", "what rooms are free"])
def test_tool_answered__caller_speaks_into_it_and_goes_on__all_of_it_is_one_turn(begin: Begin, goes_on: str) -> None:
    call = begin(get_fees=[NOT_IDENTIFIED, FEES])
    call.caller("what are my fees")
    call.caller("40718823")
    call.caller("78701")
    call.tool("identify_reader", {"card_number": "40718823", "postcode": "78701"}, {"ok": True})
    call.begins("thanks")

    said = call.caller(goes_on)

    assert call.calls[-1][0] == {"that's kind": "get_fees", "what rooms are free": "list_rooms"}[goes_on]
    assert "ZIP code" not in said


def test_entry__caller_goes_on_into_our_first_words__is_heard(begin: Begin) -> None:
    call = begin()
    call.context.add_message(role="user", content="book me a reading room", extra={HANDED_ON: True})
    assert call.engine.answer(call.context, TOOLS).text == "Which day would suit you?"
    call.context.add_message(role="assistant", content="Which", interrupted=True)

    call.caller("on thursday morning")

    assert call.calls == [("book_room", {"day": "2026-11-26", "part_of_day": "morning"})]
