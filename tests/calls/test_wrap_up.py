import pytest

from callcenter.calls.wrap_up import wrap_up
from callcenter.domain.call_event import AgentEntered, CallRefused, Fact, PersonAsked, ToolCalled, TurnTaken
from callcenter.domain.disposition import Disposition
from callcenter.domain.termination import terminate
from callcenter.domain.turn import Speaker, Turn


def said(text: str) -> TurnTaken:
    return TurnTaken(turn=Turn(speaker=Speaker.CALLER, text=text, started_ms=0, ended_ms=1))


def used(tool: str, *, ok: bool = True) -> ToolCalled:
    return ToolCalled(agent="billing", tool=tool, arguments={}, result={}, ok=ok, at_ms=0, duration_ms=1)


ENTERED = AgentEntered(agent="triage", from_agent="", at_ms=0)


@pytest.mark.parametrize(
    ("facts", "reason", "expected"),
    [
        ([CallRefused(reason="no-trunk", sip_status=404)], "not-admitted", Disposition.REFUSED),
        ([ENTERED], "caller-hung-up", Disposition.ABANDONED),
        ([ENTERED, said("hello")], "caller-hung-up", Disposition.UNRESOLVED),
        ([ENTERED, said("my balance"), used("get_balance")], "caller-hung-up", Disposition.RESOLVED),
        ([ENTERED, said("x"), used("get_balance", ok=False)], "caller-hung-up", Disposition.UNRESOLVED),
        ([ENTERED, said("x"), used("identify_customer")], "caller-hung-up", Disposition.UNRESOLVED),
        ([ENTERED, said("x"), used("open_ticket")], "agent-hung-up", Disposition.TICKET_OPENED),
        (
            [ENTERED, said("x"), used("get_balance"), PersonAsked(destination="p", outcome="transferred", at_ms=1)],
            "transferred",
            Disposition.TRANSFERRED,
        ),
        (
            [ENTERED, said("x"), PersonAsked(destination="p", outcome="busy", at_ms=1)],
            "caller-hung-up",
            Disposition.UNRESOLVED,
        ),
        ([ENTERED, said("x")], "worker-lost", Disposition.FAILED),
        ([ENTERED, said("x")], "no-such-reason", Disposition.FAILED),
    ],
)
def test_wrap_up__facts_of_a_call__tell_its_disposition(facts: list[Fact], reason: str, expected: Disposition) -> None:
    assert wrap_up(facts, terminate(reason)).disposition is expected


def test_wrap_up__summary__holds_no_word_of_the_caller() -> None:
    facts: list[Fact] = [ENTERED, said("my name is Quillfeather"), used("get_balance")]

    summary = wrap_up(facts, terminate("caller-hung-up")).summary

    assert "Quillfeather" not in summary
    assert summary == "triage: get balance; resolved."
