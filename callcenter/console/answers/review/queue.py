"""The reviewers' queue, and the rules that fill it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from callcenter.console.access.on_record import put_on_record
from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.masking import names_of, text_for
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.errors import ConsoleMissing, SettingsError
from callcenter.store.console.audit import AuditAction
from callcenter.store.review.queue import (
    QueuedCall,
    SamplingRule,
    add_rule,
    end_rule,
    list_queue,
    list_rules,
    sample,
    take_next,
)
from callcenter.store.review.reviews import ReviewLine, load_latest

#: Calls of the queue, and reviews, that are shown at most.
SHOWN = 50


async def review_queue(desk: Desk, viewer: Viewer) -> list[dict[str, Any]]:
    """Return what waits for the viewer as JSON data, the longest waiting first."""
    viewer.require(Right.REVIEW)
    async with desk.connection() as connection:
        await sample(connection)
        calls = await list_queue(connection, viewer.name, SHOWN)
        names = await names_of(connection, viewer, [call.call_id for call in calls])
    return [_queued_json(viewer, call, names.get(call.call_id)) for call in calls]


def _queued_json(viewer: Viewer, call: QueuedCall, names: re.Pattern[str] | None) -> dict[str, Any]:
    return {
        **asdict(call),
        "queued_at": call.queued_at.isoformat(),
        "started_at": call.started_at.isoformat(),
        "summary": text_for(viewer, call.summary, names) if viewer.may(Right.READ_WORDS) else "",
    }


async def next_call(desk: Desk, viewer: Viewer) -> str:
    """Put the next call before the viewer, who has it for half an hour, and return its id.

    Raises:
        ConsoleMissing: nothing waits.
    """
    viewer.require(Right.REVIEW)
    async with desk.connection() as connection:
        await sample(connection)
        call_id = await take_next(connection, viewer.name)
    if call_id is None:
        raise ConsoleMissing("No call waits for your review.", remedy="A sampling rule puts some there.")
    return call_id


async def latest_reviews(desk: Desk, viewer: Viewer) -> Sequence[ReviewLine]:
    """Return the latest reviews of anybody."""
    viewer.require(Right.REVIEW)
    async with desk.connection() as connection:
        return await load_latest(connection, SHOWN)


async def sampling_rules(desk: Desk, viewer: Viewer) -> Sequence[SamplingRule]:
    """Return the rules in force."""
    viewer.require(Right.REVIEW)
    async with desk.connection() as connection:
        return await list_rules(connection)


async def add_sampling_rule(desk: Desk, viewer: Viewer, rule: SamplingRule) -> int:
    """Add a rule and return its id; it counts for calls of the last two days at once.

    Raises:
        SettingsError: what of it can't be, all at once.
    """
    viewer.require(Right.SET_RULES)
    faults = [
        what
        for what, is_so in (
            ("a name of 1 to 60 characters", 1 <= len(rule.name.strip()) <= 60 and rule.name.isprintable()),
            ("a share of 1 to 100 %", 1 <= rule.share_pct <= 100),
            ("a least length of 0 to 86,400 s", 0 <= rule.least_s <= 86_400),
            ("1 to 3 reviewers", 1 <= rule.reviewers <= 3),
            (
                "an agent of 60 characters at most",
                len(rule.agent) <= 60 and (rule.agent.isprintable() or not rule.agent),
            ),
        )
        if not is_so
    ]
    if faults:
        raise SettingsError(f"A sampling rule has {'; '.join(faults)}.")
    async with desk.connection() as connection:
        rule_id = await add_rule(connection, rule)
        await put_on_record(
            connection, viewer, AuditAction.SAMPLING_CHANGED, subject=str(rule_id), facts={"name": rule.name}
        )
    return rule_id


async def end_sampling_rule(desk: Desk, viewer: Viewer, rule_id: int) -> None:
    """End a rule; calls that wait by it go on waiting.

    Raises:
        ConsoleMissing: there is no such rule in force.
    """
    viewer.require(Right.SET_RULES)
    async with desk.connection() as connection:
        if not await end_rule(connection, rule_id):
            raise ConsoleMissing("There is no such sampling rule.")
        await put_on_record(connection, viewer, AuditAction.SAMPLING_CHANGED, subject=str(rule_id))
