"""What asyncpg and the network raise, as an error of ours that says where Postgres was sought and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

import asyncpg

from callcenter.errors import DatabaseUnavailable, StoreError
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


def on(url: str) -> ErrorTable:
    """Return what each failure of a statement on an open connection is to us: StoreError."""
    return {kind: partial(told, _where(url)) for kind, told in _REFUSALS.items()}


def _unavailable(where: str, what: str, remedy: str, error: Exception) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"Postgres at {where}: {what.format(kind=type(error).__name__)}.",
        remedy=f"{remedy} Without DATABASE_URL the embedded Postgres is used.",
    )


def _first_line(error: Exception) -> str:
    """Return what Postgres says without its DETAIL, which quotes values."""
    return str(error).partition("\n")[0]


def _lost(where: str, error: Exception) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"Postgres at {where}: the connection failed ({type(error).__name__}).", remedy="See its log, and run again."
    )


def _no_table(where: str, error: Exception) -> StoreError:
    return StoreError(
        f"The database at {where} has no tables of this version ({_first_line(error)}).",
        remedy="Run `callcenter db migrate`.",
    )


def _may_not(where: str, error: Exception) -> StoreError:
    return StoreError(f"Postgres at {where}: {_first_line(error)}.", remedy="Check the rights of DATABASE_URL's user.")


def _bad_value(where: str, error: Exception) -> StoreError:
    # Its words may quote the value.
    return StoreError(f"Postgres at {where} refuses a value ({type(error).__name__}).", remedy="See its log.")


def _refused(where: str, error: Exception) -> StoreError:
    return StoreError(
        f"Postgres at {where} refused: {_first_line(error)}.", remedy="Run `callcenter db status`, and see its log."
    )


#: What becomes of a statement, the first that fits. OSError and TimeoutError may be somebody else's.
_REFUSALS: Mapping[type[Exception], Callable[[str, Exception], StoreError]] = {
    asyncpg.UndefinedTableError: _no_table,
    asyncpg.UndefinedColumnError: _no_table,
    asyncpg.InsufficientPrivilegeError: _may_not,
    asyncpg.DataError: _bad_value,
    asyncpg.IntegrityConstraintViolationError: _bad_value,
    asyncpg.PostgresConnectionError: _lost,
    asyncpg.AdminShutdownError: _lost,
    asyncpg.CrashShutdownError: _lost,
    asyncpg.InterfaceError: _lost,
    asyncpg.InternalClientError: _lost,
    asyncpg.PostgresError: _refused,
}


def _where(url: str) -> str:
    with suppress(ValueError):
        parts = urlsplit(url)
        # Only if it has the form of a URL: in anything else a password may stand anywhere.
        if parts.netloc or url.startswith(("postgres:///", "postgresql:///")):
            return f"{parts.hostname or 'a local socket'}{f':{parts.port}' if parts.port else ''}{parts.path}"
    return "an address that is not a URL"
