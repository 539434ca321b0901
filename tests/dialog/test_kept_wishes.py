"""Wishes that wait: what a supervisor whispers is one on the caller's behalf, or nothing at all."""

from __future__ import annotations

import pytest

from callcenter.dialog.conversation import WHISPER
from callcenter.domain.supervision import Instructed
from tests.dialog.conftest import TOOLS, Begin, Conversation

FEES = {"ok": True, "fees_cents": 1250}


def whisper(call: Conversation, text: str) -> None:
    call.context.add_message(role="system", content=f"A supervisor tells you: {text}", extra={WHISPER: text})


def test_whisper__names_a_wish_while_nothing_is_open__is_done_at_once(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.agent("Library, good morning.")

    assert call.engine.weigh("how much do I owe") is Instructed.NOW
    whisper(call, "how much do I owe")
    call.answer()

    assert [name for name, _ in call.calls] == ["get_fees"]
    assert "12 dollars and 50 cents" in call.said


def test_whisper__while_a_value_is_asked_for__waits_until_that_is_done(begin: Begin) -> None:
    call = begin(book_room={"ok": True}, get_fees=FEES)
    call.caller("book me a reading room for tuesday")

    assert call.engine.weigh("how much do I owe") is Instructed.LATER
    whisper(call, "how much do I owe")
    call.caller("in the morning")
    assert call.calls[-1][0] == "book_room"
    call.caller("yes please")

    assert [name for name, _ in call.calls] == ["book_room", "commit", "get_fees"]


@pytest.mark.parametrize("said", ["no thanks", "ok thank you", "no, that's all, bye"])
def test_whisper__while_an_answer_is_spoken__is_taken_up_before_the_call_ends(begin: Begin, said: str) -> None:
    call = begin(list_rooms={"ok": True, "rooms": []}, get_fees=FEES)
    call.caller("which rooms are free on tuesday")
    assert [name for name, _ in call.calls] == ["list_rooms"]

    whisper(call, "how much do I owe")
    call.caller(said)

    assert [name for name, _ in call.calls] == ["list_rooms", "get_fees"]
    call.caller("no, bye")
    assert call.calls[-1][0] == "end_call"


def test_whisper__while_a_tool_runs__is_taken_up_after_what_it_found(begin: Begin) -> None:
    call = begin(get_fees=FEES)
    call.context.add_message(role="user", content="which rooms are free on tuesday")
    reply = call.engine.answer(call.context, TOOLS)

    whisper(call, "how much do I owe")
    call.tool(reply.tool, dict(reply.arguments), {"ok": True, "rooms": []})
    call.answer()

    assert [name for name, _ in call.calls] == ["get_fees"]
    assert "12 dollars and 50 cents" in call.said


def test_whisper__while_another_wish_of_the_caller_comes__is_taken_up_after_it(begin: Begin) -> None:
    call = begin(list_rooms={"ok": True, "rooms": []}, get_fees=FEES, book_room={"ok": True})
    call.caller("which rooms are free on tuesday")

    whisper(call, "how much do I owe")
    call.caller("book me a reading room for tuesday morning")
    call.caller("yes please")

    assert [name for name, _ in call.calls] == ["list_rooms", "book_room", "commit", "get_fees"]


@pytest.mark.parametrize("text", ["yes", "xyzzy plugh", "be nice", "tell them a joke"])
def test_whisper__that_names_nothing__means_nothing(begin: Begin, text: str) -> None:
    call = begin()
    call.agent("Library, good morning.")

    assert call.engine.weigh(text) is None


def test_whisper__yes__is_no_consent_of_the_callers(begin: Begin) -> None:
    call = begin(book_room={"ok": True})
    call.caller("book me a reading room for tuesday morning")
    assert "Shall I book it?" in call.said

    whisper(call, "yes, book it")
    call.answer()
    call.caller("hm, let me think")

    assert call.done == []


def test_whisper__for_another_agent__hands_the_caller_on(begin: Begin) -> None:
    call = begin()
    call.agent("Library, good morning.")

    whisper(call, "they are looking for an old newspaper")
    call.answer()

    assert [name for name, _ in call.calls] == ["hand_off_to_archive"]
