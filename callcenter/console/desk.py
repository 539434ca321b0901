"""What every answer needs: Postgres and the settings. One for the whole process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import asyncpg

from callcenter.calls.supervision.port import CallSupervisor
from callcenter.console.jobs import Jobs
from callcenter.domain.running_call import RunningCall
from callcenter.errors import DatabaseUnavailable, SettingsError
from callcenter.log import logger
from callcenter.settings import Settings
from callcenter.store.connection import Connection
from callcenter.store.postgres_errors import POSTGRES_FAILS

log = logger(__name__)

#: Seconds to wait for a free connection.
_ACQUIRE_TIMEOUT_S = 5.0


#: Takes a supervisor's place at a running call, under a name.
AtCall = Callable[[RunningCall, str], AbstractAsyncContextManager[CallSupervisor]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Postgres by its pool, the settings, and the way to running calls; None if there is none (a shell's verb)."""

    pool: asyncpg.Pool
    settings: Settings
    at_call: AtCall | None = None
    jobs: Jobs = field(default_factory=Jobs)
    #: What Postgres has failed with since it last answered: each is a line of the log, and pages ask every second.
    _told: set[str] = field(default_factory=set)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Yield a connection in a transaction: what is shown or changed and its record stand or fall together.

        Raises:
            DatabaseUnavailable: Postgres is away or refuses.
            SettingsError: what was asked for has a value that no column can hold, such as a NUL.
        """
        try:
            async with self.pool.acquire(timeout=_ACQUIRE_TIMEOUT_S) as connection, connection.transaction():
                self._told.clear()
                yield connection
        except asyncpg.DataError as error:
            raise SettingsError(
                "Something of that can't be: a number too large, or a character that no text has.",
                remedy="/openapi.json says what is taken.",
            ) from error
        except POSTGRES_FAILS as error:
            if (kind := type(error).__name__) not in self._told:
                self._told.add(kind)
                log.warning("postgres_fails", error=kind)
            raise DatabaseUnavailable(
                "Postgres doesn't answer.",
                remedy="Nothing was lost; try again in a moment, and `callcenter doctor` if it stays away.",
            ) from error
