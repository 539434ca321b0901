"""Connecting a person: what counts as success when the leg goes before the answer comes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest

from callcenter.agents.toolkit.telling import tell
from callcenter.calls.transfer.transfer import connect_person
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.leg import LegEnd
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.errors import LegGone, TransferFailed
from tests.agents.conftest import MakeBench


class SlowLeg(TextLeg):
    """A leg whose transfer gives no answer; `left` says how the leg ends meanwhile."""

    def __init__(self, left: EndReason) -> None:
        super().__init__()
        self._left = left

    async def transfer(self, destination: str, *, timeout_s: float, headers: Mapping[str, str] | None = None) -> None:
        self.ended.set_result(LegEnd(reason=self._left))
        await asyncio.Event().wait()


async def _cancelled(bench: MakeBench, left: EndReason) -> asyncio.Task[str]:
    call = bench().call
    call.leg = SlowLeg(left)
    task = asyncio.create_task(connect_person(call, "sip:desk@example.com", reason="caller-asked"))
    await asyncio.wait_for(asyncio.shield(call.leg.ended), 60)
    task.cancel()
    await asyncio.wait({task}, timeout=60)
    return task


async def test_connect__session_ends_since_the_caller_was_taken_over__is_a_success(bench: MakeBench) -> None:
    task = await _cancelled(bench, EndReason.TRANSFERRED)

    assert task.result() == "transferred"


async def test_connect__session_ends_since_the_caller_left__is_cancelled(bench: MakeBench) -> None:
    task = await _cancelled(bench, EndReason.CALLER_HUNG_UP)

    assert task.cancelled()


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TransferFailed("x", reason=TransferOutcome.BUSY), "busy"),
        (TransferFailed("x", reason=TransferOutcome.UNANSWERED), "unanswered"),
        (TransferFailed("x", reason=TransferOutcome.UNSUPPORTED), "unsupported"),
        (LegGone("x"), "error"),
    ],
)
async def test_connect__transfer_fails__names_how(bench: MakeBench, error: Exception, outcome: str) -> None:
    class FailingLeg(TextLeg):
        async def transfer(
            self, destination: str, *, timeout_s: float, headers: Mapping[str, str] | None = None
        ) -> None:
            raise error

    call = bench().call
    call.leg = FailingLeg()

    assert await connect_person(call, "sip:desk@example.com", reason="caller-asked") == outcome


class Replaced:
    """A session whose agent is handing the call on: livekit-agents lets it say nothing more, and raises."""

    def say(self, text: str) -> None:
        raise RuntimeError("cannot schedule new speech, the speech scheduling is draining")


class Asked:
    """What `tell` needs of a RunContext."""

    session = Replaced()
    speech_handle = SimpleNamespace(chat_items=())

    async def wait_for_playout(self) -> None:
        """Nothing is playing."""


async def test_tell__agent_is_just_handing_on__says_nothing_and_lets_the_tool_go_on() -> None:
    assert await tell(cast(Any, Asked()), "One moment, I'll get a person for you.") is False
