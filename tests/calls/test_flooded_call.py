"""A caller's program that floods its own call: what reaches the agent and the record is what a person could do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from callcenter.calls.beside.keypad import MAX_KEYS, PAUSE_S, Keypad
from callcenter.calls.context import CallContext
from callcenter.calls.run_call import MAX_HOLDS, note_hold
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.domain.calls.call import Call
from callcenter.domain.record.call_event import Fact
from callcenter.settings import Settings
from tests.fakes.virtual_time import later, play


async def test_holds__hundreds_of_them__are_followed_and_put_on_record_for_a_while() -> None:
    facts: list[Fact] = []
    anything: Any = None
    context = CallContext(
        call=Call(call_id="c", started_at=datetime.now(UTC), caller_number="", dialled_number=""),
        leg=TextLeg(),
        pool=anything,
        settings=Settings(),
        record=facts.append,
        facts=facts,
    )
    for index in range(1001):
        note_hold(index % 2 == 0, context)

    assert len(facts) == MAX_HOLDS
    assert context.is_held


def test_keypad__thousands_of_keys_without_a_pause__are_one_number_of_bounded_length() -> None:
    class Session:
        def __init__(self) -> None:
            self.said: list[str] = []

        def interrupt(self) -> None:
            pass

        def generate_reply(self, *, user_input: str) -> None:
            self.said.append(user_input)

    async def story() -> list[str]:
        session: Any = Session()
        keypad = Keypad(session)
        for _ in range(5_000):
            keypad.press("5")
        await later(PAUSE_S + 1)
        return session.said  # type: ignore[no-any-return]

    (said,) = play(story())
    assert said.split() == ["5"] * MAX_KEYS
