"""The console's call list: any filters together, four orders, and on from a row by its key, however many there are.

Only the conditions that are asked for stand in the query, so that Postgres plans for those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from callcenter.domain.calls.turn import Speaker
from callcenter.store.connection import Connection
from callcenter.store.erasure.spellings import Spellings
from callcenter.store.figures.marks import Mark

#: What stands around a hit in its context: characters of Unicode's private use, which nobody says or types.
HIT_BEGINS, HIT_ENDS = "\ue000", "\ue001"
_HEADLINE = f"StartSel={HIT_BEGINS}, StopSel={HIT_ENDS}, MaxWords=18, MinWords=8, MaxFragments=1"

#: The turns of a call in which the words were said, and what was said around the first hit.
_SAID = "FROM turn w WHERE w.call_id = c.call_id AND w.words @@ {query}{speaker}"
_HIT = "(SELECT ts_headline('simple', w.text, {query}, '{headline}') {said} ORDER BY w.started_ms LIMIT 1)"
#: Orders: the column, whether it falls, and the type of its key.
ORDERS = {
    "newest": ("started_at", "DESC", "timestamptz"),
    "oldest": ("started_at", "ASC", "timestamptz"),
    "longest": ("duration_ms", "DESC", "integer"),
    "shortest": ("duration_ms", "ASC", "integer"),
    "slowest": ("response_p95_ms", "DESC", "integer"),
    "dearest": ("cost_cents", "DESC", "numeric"),
    "worst-line": ("mos", "ASC", "real"),
    "angriest": ("anger", "DESC", "integer"),
}
#: Filters and their conditions; `{}` is the value's place.
_CONDITIONS = {
    "call_ids": "c.call_id = ANY({}::text[])",
    "since": "c.started_at >= {}::timestamptz",
    "until": "c.started_at < {}::timestamptz",
    "trunk": "c.trunk = {}::text",
    "rule": "c.dispatch_rule = {}::text",
    "agent": "EXISTS (SELECT FROM handoff h WHERE h.call_id = c.call_id AND h.to_agent = {}::text)",
    "disposition": "c.disposition = {}::text",
    "result": "c.termination_result = {}::text",
    "reason": "c.termination_reason = {}::text",
    "tag": "EXISTS (SELECT FROM tag t WHERE t.call_id = c.call_id AND t.tag = {}::text)",
    "tool": "EXISTS (SELECT FROM tool_call u WHERE u.call_id = c.call_id AND u.tool = {}::text)",
    "language": "c.language = {}::text",
    "score_at_least": "EXISTS (SELECT FROM review r WHERE r.call_id = c.call_id AND r.score >= {}::integer)",
    "score_at_most": "EXISTS (SELECT FROM review r WHERE r.call_id = c.call_id AND r.score <= {}::integer)",
    "issue": "EXISTS (SELECT FROM issue_call i WHERE i.call_id = c.call_id AND i.issue_id = {}::bigint)",
    "mark": "EXISTS (SELECT FROM call_figures f WHERE f.call_id = c.call_id AND f.marks @> ARRAY[{}::text])",
    "at_least_s": "c.duration_ms >= {}::integer * 1000",
    "at_most_s": "c.duration_ms <= {}::integer * 1000",
    "latency_at_least_ms": "c.response_p95_ms >= {}::integer",
    "latency_at_most_ms": "c.response_p95_ms <= {}::integer",
    "cost_at_least": "c.cost_cents >= {}::numeric",
    "cost_at_most": "c.cost_cents <= {}::numeric",
    "mos_at_least": "c.mos >= {}::real",
    "mos_at_most": "c.mos <= {}::real",
}

_DISPUTED = "(SELECT max(r.score) - min(r.score) FROM review r WHERE r.call_id = c.call_id AND NOT r.is_model) >= 20"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSearch:
    """Which calls, in which order; None matches all. `until` isn't included.

    `words` is a web-style search, in what `said_by` (caller or agent) said, if it is given. Latency is the call's
    p95 of the waits for an answer, cost is in cents.
    """

    since: datetime | None = None
    until: datetime | None = None
    number: Spellings | None = None
    trunk: str | None = None
    rule: str | None = None
    agent: str | None = None
    disposition: str | None = None
    result: str | None = None
    reason: str | None = None
    tag: str | None = None
    tool: str | None = None
    language: str | None = None
    at_least_s: int | None = None
    at_most_s: int | None = None
    latency_at_least_ms: int | None = None
    latency_at_most_ms: int | None = None
    cost_at_least: Decimal | None = None
    cost_at_most: Decimal | None = None
    mos_at_least: float | None = None
    mos_at_most: float | None = None
    #: Which issue of a monitor it belongs to.
    issue: int | None = None
    #: What reviewers gave it, 0 to 100.
    score_at_least: int | None = None
    score_at_most: int | None = None
    #: What is true of the call (`store.figures.marks`), as it was last counted.
    mark: Mark | None = None
    words: str | None = None
    said_by: Speaker | None = None
    #: Only those of these.
    call_ids: Sequence[str] | None = None
    is_recorded: bool = False
    is_refused: bool = False
    #: Two people's reviews lie 20 points (`store.review.reviews.DISPUTED`) apart, or more.
    is_disputed: bool = False
    order: str = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCall:
    """One call of the list. `hit` is what was said around the first hit of the words, between `HIT_BEGINS` and ends."""

    call_id: str
    started_at: datetime
    duration_ms: int | None
    caller_number: str
    dialled_number: str
    trunk: str
    dispatch_rule: str
    language: str
    agents: Sequence[str]
    tags: Sequence[str]
    disposition: str | None
    termination_result: str | None
    termination_reason: str | None
    refusal_reason: str | None
    summary: str
    has_recording: bool
    mos: float | None
    response_p95_ms: int | None
    cost_cents: Decimal | None
    anger: int | None
    hit: str | None = None


async def search_calls(
    connection: Connection, wanted: CallSearch, *, after: tuple[Any, str] | None = None, limit: int = 50
) -> Sequence[FoundCall]:
    """Return at most `limit` calls in the order asked for, those after a call's key if one is given."""
    sql, values = search_query(wanted, after=after, limit=limit)
    # A plan for any values would take the common ones' way for the rare ones, too: asyncpg keeps statements prepared.
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    return tuple(FoundCall(**dict(row)) for row in await connection.fetch(sql, *values))


async def tools_of(connection: Connection, call_ids: Sequence[str]) -> dict[str, list[Any]]:
    """Return what tools were given and found in each of these calls, in order."""
    rows = await connection.fetch(
        "SELECT call_id, arguments, result FROM tool_call WHERE call_id = ANY($1::text[]) ORDER BY call_id, seq",
        list(call_ids),
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row["call_id"], []).extend((row["arguments"], row["result"]))
    return found


def search_query(
    wanted: CallSearch, *, after: tuple[Any, str] | None = None, limit: int = 50
) -> tuple[str, Sequence[Any]]:
    """Return the SQL of a search and its values; the key `after` is the order's column and the id of a call."""
    column, direction, kind = ORDERS[wanted.order]
    values: list[Any] = []

    def place(value: Any) -> str:
        values.append(value)
        return f"${len(values)}"

    conditions = [
        condition.format(place(value))
        for name, condition in _CONDITIONS.items()
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.number is not None:
        text, digits = place(wanted.number.text), place(list(wanted.number.digits))
        conditions.append(
            f"(c.caller_number = {text}::text OR c.dialled_number = {text}::text"
            f" OR c.caller_digits = ANY({digits}::text[]) OR c.dialled_digits = ANY({digits}::text[]))"
        )
    conditions += ["c.recording IS NOT NULL"] if wanted.is_recorded else []
    conditions += ["c.refusal_reason IS NOT NULL"] if wanted.is_refused else []
    conditions += [f"c.{column} IS NOT NULL"] if column != "started_at" else []
    conditions += [_DISPUTED] if wanted.is_disputed else []
    if after is not None:
        sign = "<" if direction == "DESC" else ">"
        conditions.append(f"(c.{column}, c.call_id) {sign} ({place(after[0])}::{kind}, {place(after[1])}::text)")
    hit = "NULL::text"
    if wanted.words is not None:
        query = f"websearch_to_tsquery('simple', {place(wanted.words)}::text)"
        speaker = f" AND w.speaker = {place(wanted.said_by.value)}::text" if wanted.said_by is not None else ""
        said = _SAID.format(query=query, speaker=speaker)
        conditions.append(f"EXISTS (SELECT {said})")
        hit = _HIT.format(query=query, headline=_HEADLINE, said=said)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    # All that is put in here is ours; values are parameters.
    sql = f"""
        SELECT c.call_id, c.started_at, c.duration_ms, c.caller_number, c.dialled_number, c.trunk, c.dispatch_rule,
               c.language, c.disposition, c.termination_result, c.termination_reason, c.refusal_reason, c.summary,
               c.recording IS NOT NULL AS has_recording, c.mos, c.response_p95_ms, c.cost_cents, c.anger, {hit} AS hit,
               (SELECT coalesce(array_agg(h.to_agent ORDER BY h.seq), '{{}}') FROM handoff h
                WHERE h.call_id = c.call_id) AS agents,
               (SELECT coalesce(array_agg(t.tag ORDER BY t.seq), '{{}}') FROM tag t WHERE t.call_id = c.call_id) AS tags
        FROM call c {where} ORDER BY c.{column} {direction}, c.call_id {direction} LIMIT {place(limit)}
        """  # noqa: S608
    return sql, values
