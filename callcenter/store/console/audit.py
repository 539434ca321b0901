"""The audit log: who, when, what, from where. It is only added to; Postgres refuses everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from callcenter.store.connection import Connection
from callcenter.store.named_sql import load_queries

_SQL = {name: query.sql for name, query in load_queries(Path(__file__).with_suffix(".sql")).items()}


class AuditAction(StrEnum):
    """All that is put on record."""

    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGNED_OUT = "signed-out"
    PASSWORD_CHOSEN = "password-chosen"  # noqa: S105 - what was done, no password
    USER_ADDED = "user-added"
    USER_CHANGED = "user-changed"
    ACCOUNT_CHANGED = "account-changed"
    LINK_MADE = "link-made"
    TOKEN_MADE = "token-made"  # noqa: S105 - what was done, no token
    TOKEN_REVOKED = "token-revoked"  # noqa: S105 - what was done, no token
    CALL_READ = "call-read"
    RECORDING_FETCHED = "recording-fetched"
    SIP_MESSAGES_READ = "sip-messages-read"
    SIP_MESSAGES_FETCHED = "sip-messages-fetched"
    NUMBER_SEARCHED = "number-searched"
    NUMBERS_SHOWN = "numbers-shown"
    WORDS_SEARCHED = "words-searched"
    CALLS_EXPORTED = "calls-exported"
    REFUSED = "refused"
    HOLD_PLACED = "hold-placed"
    HOLD_RELEASED = "hold-released"
    #: Without whose number: how much of what went.
    CALLER_ERASED = "caller-erased"
    #: Entries older than the setting says were deleted: written by Postgres itself (migrations/0083).
    AUDIT_ENDED = "audit-ended"
    AUDIT_READ = "audit-read"
    CALL_WATCHED = "call-watched"
    #: A step at a running call; `facts` has which. What was said stands in the call's own record.
    STEPPED_IN = "stepped-in"
    CALL_REVIEWED = "call-reviewed"
    SCORE_CARD_CHANGED = "score-card-changed"
    SAMPLING_CHANGED = "sampling-changed"
    MONITOR_CHANGED = "monitor-changed"
    ISSUE_ACKNOWLEDGED = "issue-acknowledged"
    ISSUE_RESOLVED = "issue-resolved"
    NOTE_WRITTEN = "note-written"
    CALL_TAGGED = "call-tagged"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One entry. `subject` is what it was done to: a call's id, a person's name, a path; never a number or words."""

    entry_id: int
    at: datetime
    who: str
    role: str
    action: str
    subject: str
    address: str
    facts: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return the entry as JSON data."""
        return {
            "entry_id": self.entry_id,
            "at": self.at.isoformat(),
            "who": self.who,
            "role": self.role,
            "action": self.action,
            "subject": self.subject,
            "address": self.address,
            "facts": dict(self.facts),
        }


async def add_entry(
    connection: Connection,
    action: AuditAction,
    *,
    who: str,
    role: str,
    subject: str = "",
    address: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Put something on record."""
    await connection.execute(_SQL["add_entry"], who, role, action.value, subject, address, dict(facts or {}))


async def list_entries(
    connection: Connection,
    *,
    before: int | None = None,
    who: str | None = None,
    action: str | None = None,
    subject: str | None = None,
    limit: int = 50,
) -> Sequence[AuditEntry]:
    """Return the newest entries that match, those before an entry's id if one is given."""
    rows = await connection.fetch(_SQL["list_entries"], before, who, action, subject, limit)
    return tuple(AuditEntry(**dict(row)) for row in rows)


async def count_recent(
    connection: Connection, action: AuditAction, *, subject: str, address: str, minutes: int
) -> tuple[int, int]:
    """Return how often something befell a subject, and how often it came from an address, in the last minutes.

    If an entry's facts name a network, it came from that.
    """
    rows = await connection.fetch(_SQL["count_recent"], action.value, subject, address, minutes)
    return rows[0]["of_subject"], rows[0]["from_address"]


async def was_noted(connection: Connection, action: AuditAction, *, who: str, subject: str, minutes: int) -> bool:
    """Tell whether the same has been put on record in the last minutes."""
    return bool(await connection.fetchval(_SQL["was_noted"], who, action.value, subject, minutes))
