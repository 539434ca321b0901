"""What the next one on a call is told, from the call's facts alone."""

from __future__ import annotations

from typing import Any

import pytest

from callcenter.calls.transfer.fact_sheet import fact_sheet, reason_for_person
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.dialog_act import Act
from callcenter.domain.identity import IdentityLevel
from callcenter.domain.record.call_event import CallerActed, Fact, PersonAsked, Tagged, ToolCalled, TurnTaken
from callcenter.domain.tool_answer import Outcome


def used(tool: str, outcome: Outcome | None, **result: Any) -> ToolCalled:
    return ToolCalled(
        agent="billing",
        tool=tool,
        arguments={"account_number": "62038817"},
        result={"ok": outcome is not None, **result},
        ok=outcome is not None,
        at_ms=0,
        duration_ms=1,
        outcome=outcome,
    )


FACTS: list[Fact] = [
    Tagged(tag="identified-by:account-number"),
    TurnTaken(turn=Turn(speaker=Speaker.CALLER, text="I'm Quillfeather, 62038817", started_ms=0, ended_ms=1)),
    used("identify_customer", Outcome.STEP),
    used("get_balance", Outcome.LOOK_UP, say="You owe 95 dollars."),
    used("request_refund", None, cannot=True, code="no-refundable-line"),
    used("book_appointment", Outcome.PROPOSAL, say="Friday morning. Shall I book it?"),
    used("book_appointment", Outcome.DONE, say="It's booked for Friday morning."),
    used("promise_payment", Outcome.PROPOSAL, say="You pay on Monday. Is that right?"),
    used("open_ticket", Outcome.TICKET, say="Ticket 12 is open."),
    CallerActed(act=Act.OBJECTION, at_ms=5),
]


def test_fact_sheet__of_a_call__tells_what_was_told_done_promised_offered_and_refused() -> None:
    sheet = fact_sheet(FACTS, IdentityLevel.VERIFIED)

    assert sheet.to_json() == {
        "identity": "verified",
        "identified_by": "account-number",
        "told": ["You owe 95 dollars."],
        "done": ["It's booked for Friday morning."],
        "promised": ["Ticket 12 is open."],
        "open": ["You pay on Monday. Is that right?"],
        "refused": ["request refund (no-refundable-line)"],
        "acts": ["objection"],
    }


def test_fact_sheet__as_text__has_everything_and_no_word_of_the_caller() -> None:
    sheet = fact_sheet(FACTS, IdentityLevel.VERIFIED)

    text = sheet.as_text()

    assert "The caller is verified (by account-number)." in text
    assert all(
        one in text for kind in (sheet.told, sheet.done, sheet.promised, sheet.open, sheet.refused) for one in kind
    )
    assert "Quillfeather" not in text


def test_fact_sheet__as_header__is_short_ascii_without_amounts_or_names() -> None:
    facts = [*FACTS, *(used(f"tool_{number}", Outcome.DONE) for number in range(50))]

    header = fact_sheet(facts, IdentityLevel.VERIFIED).as_header()

    assert header.startswith("identity=verified;steps=get_balance:look-up,book_appointment:done,open_ticket:ticket")
    assert len(header) <= 200
    assert header.isascii()
    assert "95" not in header
    assert "62038817" not in header


def test_fact_sheet__as_text__has_the_facts_behind_what_was_told() -> None:
    told = [
        used("run_line_test", Outcome.LOOK_UP, say="The line is fine.", measured_mbps=291),
        used("look_up_answer", Outcome.LOOK_UP, say="We're open.", answer="We're open."),
    ]

    lines = fact_sheet(told, IdentityLevel.VERIFIED).as_text().splitlines()

    assert 'Looked up: The line is fine. (Known of it: {"measured_mbps": 291})' in lines
    assert "Looked up: We're open." in lines


def test_fact_sheet__as_text__tells_what_the_caller_did_in_words_and_nothing_that_was_made_good() -> None:
    facts: list[Fact] = [
        used("promise_payment", None, cannot=True, code="declined"),
        used("promise_payment", Outcome.DONE, say="Noted for Friday."),
        used("request_refund", None, cannot=True, code="above-limit"),
        CallerActed(act=Act.GOODBYE, at_ms=1),
        CallerActed(act=Act.OBJECTION, at_ms=2),
    ]

    lines = fact_sheet(facts, IdentityLevel.RECOGNISED).as_text().splitlines()

    assert lines == [
        "The caller is recognised.",
        "Their number is a customer's; tools may still need the account identified.",
        "Already done, as the caller agreed: Noted for Friday.",
        "Could not be done: request refund (above-limit)",
        "The caller has: objected to something",
    ]


def test_fact_sheet__what_the_caller_turned_down__is_offered_no_more() -> None:
    facts = [
        used("cancel_appointment", Outcome.PROPOSAL, say="I'll cancel it. Shall I do that?"),
        used("cancel_appointment", None, cannot=True, code="declined"),
    ]

    assert not fact_sheet(facts, IdentityLevel.VERIFIED).open


def test_fact_sheet__nothing_happened__says_that_nobody_is_known() -> None:
    assert fact_sheet([], IdentityLevel.UNKNOWN).as_text() == "The caller is unknown."


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ([CallerActed(act=Act.PERSON, at_ms=1)], "caller-asked"),
        ([used("identify_customer", None, cannot=True, code="too-many-failures", person=True)], "too-many-failures"),
        ([used("explain_charge", Outcome.LOOK_UP, code="above-limit", person=True)], "above-limit"),
        ([used("get_balance", None, cannot=True, code="no-invoice")], "agent-decided"),
        ([], "agent-decided"),
        (
            [CallerActed(act=Act.PERSON, at_ms=1), PersonAsked(destination="p", outcome="busy", at_ms=2)],
            "agent-decided",
        ),
    ],
)
def test_reason_for_person__facts__name_it(facts: list[Fact], reason: str) -> None:
    assert reason_for_person(facts) == reason
