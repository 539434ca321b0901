import pytest

from callcenter.calls.wrap_up import wrap_up
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.dialog_act import Act
from callcenter.domain.record.call_event import (
    AgentEntered,
    CallerActed,
    CallRefused,
    Fact,
    PersonAsked,
    ToolCalled,
    TurnTaken,
)
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.routing.reason import VerdictReason
from callcenter.domain.tool_answer import Outcome


def said(text: str) -> TurnTaken:
    return TurnTaken(turn=Turn(speaker=Speaker.CALLER, text=text, started_ms=0, ended_ms=1))


def used(tool: str, outcome: Outcome | None = None) -> ToolCalled:
    return ToolCalled(
        agent="billing",
        tool=tool,
        arguments={},
        result={},
        ok=outcome is not None,
        at_ms=0,
        duration_ms=1,
        outcome=outcome,
    )


def did(act: Act) -> CallerActed:
    return CallerActed(act=act, at_ms=1)


ENTERED = AgentEntered(agent="triage", from_agent="", at_ms=0)
LOOKED_UP, DONE, TICKET = used("a", Outcome.LOOK_UP), used("b", Outcome.DONE), used("c", Outcome.TICKET)
PROPOSED = used("move", Outcome.PROPOSAL)
HUNG_UP, ENDED = EndReason.CALLER_HUNG_UP, EndReason.AGENT_HUNG_UP
OBJECTS, INSULTS, LEAVES = did(Act.OBJECTION), did(Act.ABUSE), did(Act.GOODBYE)


@pytest.mark.parametrize(
    ("facts", "reason", "expected"),
    [
        ([CallRefused(reason=VerdictReason.NO_TRUNK, sip_status=404)], EndReason.NOT_ADMITTED, Disposition.REFUSED),
        ([ENTERED], HUNG_UP, Disposition.ABANDONED),
        ([ENTERED, said("hello")], HUNG_UP, Disposition.GAVE_UP),
        ([ENTERED, said("hello"), did(Act.CANCEL), LEAVES], ENDED, Disposition.GAVE_UP),
        ([ENTERED, said("hello"), LEAVES], HUNG_UP, Disposition.UNRESOLVED),
        ([ENTERED, said("hello")], ENDED, Disposition.UNRESOLVED),
        ([ENTERED, said("my balance"), LOOKED_UP], HUNG_UP, Disposition.RESOLVED),
        ([ENTERED, said("x"), LOOKED_UP, used("c", Outcome.PROPOSAL)], HUNG_UP, Disposition.GAVE_UP),
        ([ENTERED, said("x"), LOOKED_UP, used("c", Outcome.PROPOSAL), said("no")], HUNG_UP, Disposition.RESOLVED),
        ([ENTERED, said("x"), used("c", Outcome.PROPOSAL), said("yes"), TICKET], HUNG_UP, Disposition.TICKET_OPENED),
        ([ENTERED, said("x"), PROPOSED, said("she says keep it"), did(Act.CANCEL)], ENDED, Disposition.RESOLVED),
        ([ENTERED, said("x"), PROPOSED, said("leave it as it is then"), LEAVES], HUNG_UP, Disposition.RESOLVED),
        ([ENTERED, said("x"), PROPOSED, said("keep it"), said("my line"), used("a")], ENDED, Disposition.UNRESOLVED),
        ([ENTERED, said("x"), PROPOSED, said("forget it"), did(Act.CANCEL)], ENDED, Disposition.GAVE_UP),
        ([ENTERED, said("keep it"), PROPOSED, said("no")], ENDED, Disposition.UNRESOLVED),
        ([ENTERED, said("x"), used("a")], ENDED, Disposition.UNRESOLVED),
        ([ENTERED, said("x"), used("identify", Outcome.STEP)], ENDED, Disposition.UNRESOLVED),
        ([ENTERED, said("x"), used("refund", Outcome.PROPOSAL)], ENDED, Disposition.UNRESOLVED),
        ([ENTERED, said("x"), used("refund", Outcome.PROPOSAL), DONE], ENDED, Disposition.RESOLVED),
        ([ENTERED, said("x"), TICKET], ENDED, Disposition.TICKET_OPENED),
        ([ENTERED, said("x"), TICKET, LOOKED_UP], ENDED, Disposition.TICKET_OPENED),
        ([ENTERED, said("x"), LOOKED_UP, OBJECTS], ENDED, Disposition.OBJECTED),
        ([ENTERED, said("x"), LOOKED_UP, OBJECTS, LEAVES], HUNG_UP, Disposition.OBJECTED),
        ([ENTERED, said("x"), LOOKED_UP, OBJECTS], HUNG_UP, Disposition.HUNG_UP_ANGRY),
        ([ENTERED, said("x"), INSULTS], HUNG_UP, Disposition.HUNG_UP_ANGRY),
        ([ENTERED, said("x"), LOOKED_UP, OBJECTS, DONE], HUNG_UP, Disposition.RESOLVED),
        ([ENTERED, said("x"), TICKET, OBJECTS, LEAVES], HUNG_UP, Disposition.OBJECTED),
        ([ENTERED, said("x"), did(Act.WRONG_NUMBER)], HUNG_UP, Disposition.WRONG_NUMBER),
        ([ENTERED, said("x"), did(Act.WRONG_NUMBER), LOOKED_UP], HUNG_UP, Disposition.RESOLVED),
        ([ENTERED, said("x"), LOOKED_UP, did(Act.WRONG_NUMBER)], HUNG_UP, Disposition.WRONG_NUMBER),
        (
            [ENTERED, said("x"), LOOKED_UP, PersonAsked(destination="p", outcome=TransferOutcome.TRANSFERRED, at_ms=1)],
            EndReason.TRANSFERRED,
            Disposition.TRANSFERRED,
        ),
        (
            [ENTERED, said("x"), PersonAsked(destination="p", outcome=TransferOutcome.BUSY, at_ms=1)],
            ENDED,
            Disposition.UNRESOLVED,
        ),
        ([ENTERED, said("x")], EndReason.WORKER_LOST, Disposition.FAILED),
    ],
)
def test_wrap_up__facts_of_a_call__tell_its_disposition(
    facts: list[Fact], reason: EndReason, expected: Disposition
) -> None:
    assert wrap_up(facts, terminate(reason)).disposition is expected


def test_wrap_up__summary__holds_no_word_of_the_caller() -> None:
    facts: list[Fact] = [ENTERED, said("my name is Quillfeather"), used("get_balance", Outcome.LOOK_UP)]

    summary = wrap_up(facts, terminate(EndReason.CALLER_HUNG_UP)).summary

    assert "Quillfeather" not in summary
    assert summary == "triage: get balance; resolved."
