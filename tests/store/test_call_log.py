import json
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from callcenter.business.erasure import erase_traces
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.calls.turn import Speaker, Turn, TurnLatency
from callcenter.domain.record.call_event import CallEnded, CallEvent, CallStarted, Fact, TurnTaken, WrappedUp
from callcenter.domain.record.disposition import Disposition
from callcenter.store.call_log.call_events import apply
from callcenter.store.call_log.calls import CallFilter, list_calls, load_call
from callcenter.store.erasure.erasure import Whose, delete_calls
from callcenter.store.erasure.spellings import spellings
from tests.domain.test_call_event import EVERY_FACT

BEGAN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def events(facts: list[Fact], call_id: str = "call_1", began: datetime = BEGAN) -> list[CallEvent]:
    return [
        CallEvent(call_id=call_id, seq=seq, at=began + timedelta(seconds=seq), fact=fact)
        for seq, fact in enumerate(facts, start=1)
    ]


def started(caller: str = "+18005550123") -> CallStarted:
    return CallStarted(
        caller_number=caller,
        dialled_number="+18005550100",
        trunk="main",
        dispatch_rule="main",
        room="r",
        agent="triage",
        language="en",
        sip_call_id="x",
        source_address="127.0.0.1",
    )


def said(text: str, response_ms: int | None = None, speaker: Speaker = Speaker.CALLER) -> TurnTaken:
    latency = TurnLatency(response_ms=response_ms) if response_ms is not None else None
    return TurnTaken(turn=Turn(speaker=speaker, text=text, started_ms=1, ended_ms=2, latency=latency))


ENDED = CallEnded(termination=terminate(EndReason.CALLER_HUNG_UP), at_ms=5000)


async def test_apply__every_kind_of_fact__is_kept_and_shown(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        added = await apply(connection, events(EVERY_FACT))
        record = await load_call(connection, "call_1")

    assert added == len(EVERY_FACT)
    assert record is not None
    shape = record.to_json()
    assert shape["from"] == "+18005550123"
    assert shape["agents"] == ["triage"]
    assert shape["turns"][0] | {"latency": None} == {
        "speaker": "caller",
        "text": "hi",
        "started_ms": 1,
        "ended_ms": 2,
        "interrupted": True,
        "latency": None,
    }
    assert shape["tool_calls"][0]["result"] == {"ok": True}
    assert shape["tags"] == ["vip"]
    assert shape["disposition"] == "resolved"
    assert shape["termination"] == {"result": "success", "reason": "caller-hung-up"}
    assert shape["response_ms"] == {"p50": 3, "p95": 3}
    assert shape["mos"] == 4.4
    assert shape["recording"] == "x.wav"
    assert shape["refusal"]["reason"] == "no-trunk"
    json.dumps(shape)


async def test_apply__the_same_facts_again__adds_nothing(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        await apply(connection, events(EVERY_FACT))
        before = await load_call(connection, "call_1")
        added = await apply(connection, events(EVERY_FACT))
        after = await load_call(connection, "call_1")

    assert added == 0
    assert before == after


async def test_apply__a_nul_in_the_callers_words__is_dropped(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        await apply(connection, events([started(), said("he\x00llo")]))
        record = await load_call(connection, "call_1")

    assert record is not None
    assert record.turns[0].text == "hello"


async def test_apply__facts_without_the_first__still_make_a_call(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        await apply(connection, events([started(), said("hello"), ENDED])[1:])
        record = await load_call(connection, "call_1")
        await apply(connection, events([started()]))
        whole = await load_call(connection, "call_1")

    assert record is not None and whole is not None
    assert [turn.text for turn in record.turns] == ["hello"]
    assert whole.caller_number == "+18005550123"


async def test_load_call__unknown_id__is_none(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        assert await load_call(connection, "call_nobody") is None


async def test_response_ms__of_many_turns__is_by_nearest_rank(database: asyncpg.Pool) -> None:
    answers: list[Fact] = [said("x", ms, Speaker.AGENT) for ms in range(100, 2100, 100)]
    async with database.acquire() as connection:
        await apply(connection, events([started(), *answers]))
        record = await load_call(connection, "call_1")

    assert record is not None
    assert (record.response_ms(50), record.response_ms(95)) == (1000, 1900)


async def three_calls(connection: asyncpg.Connection) -> None:
    facts = [started("+18005550123"), *EVERY_FACT[3:5], *EVERY_FACT[6:7], said("the modem blinks red"), ENDED]
    await apply(connection, events([*facts, WrappedUp(disposition=Disposition.RESOLVED, summary="")], "call_a"))
    later = BEGAN + timedelta(days=2)
    await apply(connection, events([started("+18005550999"), said("my bill"), ENDED], "call_b", later))
    await apply(connection, events([started("+18005550999")], "call_c", datetime.now(UTC)))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (CallFilter(), ["call_c", "call_b", "call_a"]),
        (CallFilter(limit=1), ["call_c"]),
        (CallFilter(number=spellings("+18005550123", "US")), ["call_a"]),
        (CallFilter(number=spellings("18005550100", "US")), ["call_c", "call_b", "call_a"]),
        (CallFilter(since=BEGAN + timedelta(days=1)), ["call_c", "call_b"]),
        (CallFilter(until=BEGAN + timedelta(days=1)), ["call_a"]),
        (CallFilter(agent="triage"), ["call_a"]),
        (CallFilter(agent="billing"), []),
        (CallFilter(disposition="resolved"), ["call_a"]),
        (CallFilter(tag="vip"), ["call_a"]),
        (CallFilter(is_recorded=True), []),
        (CallFilter(text="modem red"), ["call_a"]),
        (CallFilter(text="bill or modem"), ["call_b", "call_a"]),
        (CallFilter(text="bill", number=spellings("+18005550123", "US")), []),
    ],
)
async def test_list_calls__by_filter(database: asyncpg.Pool, wanted: CallFilter, expected: list[str]) -> None:
    async with database.acquire() as connection:
        await three_calls(connection)

        found = await list_calls(connection, wanted)

    assert [line.call_id for line in found] == expected


async def test_delete_calls__by_number__erases_every_row_but_of_running_calls(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        await three_calls(connection)

        gone = await delete_calls(connection, Whose(number=spellings("+18005550999", "US")), erase_traces=erase_traces)

        assert gone.call_ids == ("call_b",)
        for table in ("call", "call_event", "turn"):
            ids = await connection.fetch(f"SELECT DISTINCT call_id FROM {table}")
            assert "call_b" not in [row["call_id"] for row in ids]
        assert await load_call(connection, "call_c") is not None


async def test_delete_calls__without_saying_which__is_refused(database: asyncpg.Pool) -> None:
    async with database.acquire() as connection:
        with pytest.raises(ValueError, match="say which"):
            await delete_calls(connection, Whose(), erase_traces=erase_traces)
