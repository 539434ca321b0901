"""What a viewer does is in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from callcenter.console.access.viewer import Viewer
from callcenter.store.connection import Connection
from callcenter.store.console.audit import AuditAction, add_entry


async def put_on_record(
    connection: Connection,
    viewer: Viewer,
    action: AuditAction,
    *,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Put what a viewer does into the audit log."""
    told = {**(facts or {}), **({"token": viewer.token_name} if viewer.token_name else {})}
    await add_entry(
        connection, action, who=viewer.name, role=viewer.role, subject=subject, address=viewer.address, facts=told
    )
