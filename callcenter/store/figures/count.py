"""Counting: calls that have changed since they were counted, and the sums of their hours and days, from the call log.

Whoever asks for figures counts what is stale first, so that they are never behind the log; after a migration, when all
is stale, the console does it beside, and figures say how many calls are missing.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC
from pathlib import Path

from callcenter.cost import call_cost, prices
from callcenter.domain.record.call_event import UsageMeasured
from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}

#: Parts of a response's latency, each with sums of its own.
LATENCIES = ("transcript_ms", "end_of_turn_ms", "first_token_ms", "first_audio_ms", "response_ms")
#: All there are sums of.
KINDS = ("mark", "sum", "disposition", "reason", "tool", "switch", *LATENCIES)
#: About as many calls are counted at once: some tenths of a second.
AT_ONCE = 500


async def count_stale(connection: Connection, *, at_once: int = AT_ONCE) -> int:
    """Count the newest calls that have changed; return how many are left (10,000 means that many or more).

    Needs a transaction: what is counted and its mark stand or fall together.
    """
    if not await connection.fetchval(_SQL["count_stale"]):
        return 0
    await connection.execute(_SQL["take_lock"])
    stale = await connection.fetch(_SQL["take_stale"], at_once)
    if not stale:
        return 0
    call_ids = sorted({row["call_id"] for row in stale})
    hours = sorted({row["at"] for row in stale})
    days = sorted({hour.astimezone(UTC).replace(hour=0) for hour in hours})
    usages: dict[str, list[UsageMeasured]] = defaultdict(list)
    for row in await connection.fetch(_SQL["load_usage"], call_ids):
        usage = dict(row)
        usages[usage.pop("call_id")].append(UsageMeasured(**usage))
    charges = {row["call_id"]: row["cost_cents"] for row in await connection.fetch(_SQL["load_charges"], call_ids)}
    costs = [call_cost(usages[call_id], prices(), charged=charges.get(call_id)) for call_id in call_ids]
    await connection.execute(_SQL["drop_figures"], call_ids)
    await connection.execute(
        _SQL["count_calls"], call_ids, [cost.cents_x100 for cost in costs], [bool(cost.unpriced) for cost in costs]
    )
    await connection.execute(_SQL["drop_hours"], hours)
    await connection.execute(_SQL["sum_hours"], hours)
    await connection.execute(_SQL["drop_days"], days)
    await connection.execute(_SQL["sum_days"], days, list(KINDS))
    left: int = await connection.fetchval(_SQL["count_stale"])
    return left
