"""Has Postgres read named queries without running them: tables, columns and types that aren't there are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import asyncpg

from callcenter.errors import Fault, MigrationError
from callcenter.store.connection import Connection
from callcenter.store.migrate import FOLDERS, rehearse
from callcenter.store.named_sql import NamedQuery

#: Longest wait for a table that a running call holds; the rehearsal must not hold up calls behind it.
_LOCK_WAIT = "2s"


async def prepare_queries(
    connection: Connection, queries: Iterable[NamedQuery], *, agents: Path, folders: Sequence[Path] = FOLDERS
) -> list[Fault]:
    """Return what Postgres finds wrong with queries. Changes nothing: all is rolled back.

    Migrations that have not run yet are rehearsed first, so that queries of a new agent's table can be read.

    Raises:
        MigrationError: what has run doesn't match its files.
    """
    faults: list[Fault] = []
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'")
        faults += await rehearse(connection, folders=folders, agents=agents)
        refused = {Path(fault.file).parents[1] for fault in faults}
        for query in queries:
            try:
                async with connection.transaction():
                    await connection.prepare(query.sql)
            except (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError) as error:
                # What an agent's own refused migration would have made isn't missing besides.
                if Path(query.file).parent not in refused:
                    faults.append(_fault(query, error))
            except asyncpg.PostgresError as error:
                faults.append(_fault(query, error))
    except asyncpg.InterfaceError as error:
        raise MigrationError(f"The connection was lost: {error}.") from error
    finally:
        if not connection.is_closed():
            await transaction.rollback()
    return faults


def _fault(query: NamedQuery, error: asyncpg.PostgresError) -> Fault:
    at = int(position) if (position := getattr(error, "position", None)) else 1
    hint = getattr(error, "hint", None) or ""
    what = f"Postgres refuses the query {query.name!r}: {error}."
    return Fault(file=query.file, line=query.line_at(at), what=what, remedy=hint)
