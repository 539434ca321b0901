"""What asyncpg and the network raise, as an error of ours that says where Postgres was sought and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

import asyncpg

from callcenter.errors import DatabaseUnavailable
from callcenter.foreign_errors import ErrorTable

_MALFORMED = ("DATABASE_URL is malformed", "Write postgresql://USER:PASSWORD@HOST:5432/DATABASE.")
#: Why a connection doesn't come about, and the remedy.
_CAUSES: Mapping[type[Exception], tuple[str, str]] = {
    asyncpg.InvalidPasswordError: ("the password is wrong", "Correct the user and password in DATABASE_URL."),
    asyncpg.InvalidAuthorizationSpecificationError: ("the user is refused", "Correct the user in DATABASE_URL."),
    asyncpg.InvalidCatalogNameError: ("there is no such database", "Create it, or correct DATABASE_URL."),
    asyncpg.PostgresError: ("it refused ({kind})", "See its log."),
    TimeoutError: ("no answer", "Check that Postgres runs there and nothing is in between."),
    ConnectionRefusedError: ("nothing listens there", "Start Postgres, or correct DATABASE_URL."),
    OSError: ("it can't be reached", "Check the host name and port in DATABASE_URL."),
    asyncpg.InterfaceError: _MALFORMED,
    ValueError: _MALFORMED,
}
#: All that a statement on an open connection may raise if Postgres is the cause. asyncpg calls it internal if the
#: server's last word (FATAL: terminating connection) has come and the end of the connection hasn't.
POSTGRES_FAILS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)


def connecting_to(url: str) -> ErrorTable:
    """Return what each failure to connect is to us: DatabaseUnavailable. Never shows the user's password."""
    where = _where(url)
    return {kind: partial(_unavailable, where, *cause) for kind, cause in _CAUSES.items()}


def _unavailable(where: str, what: str, remedy: str, error: Exception) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"Postgres at {where}: {what.format(kind=type(error).__name__)}.",
        remedy=f"{remedy} Without DATABASE_URL the embedded Postgres is used.",
    )


def _where(url: str) -> str:
    with suppress(ValueError):
        parts = urlsplit(url)
        # Only if it has the form of a URL: in anything else a password may stand anywhere.
        if parts.netloc or url.startswith(("postgres:///", "postgresql:///")):
            return f"{parts.hostname or 'a local socket'}{f':{parts.port}' if parts.port else ''}{parts.path}"
    return "an address that is not a URL"
