"""Foreign errors as ours: the first kind that fits counts, and what isn't in the table passes."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from callcenter.errors import CallcenterError, DatabaseUnavailable, StoreError
from callcenter.foreign_errors import told_by
from callcenter.store.postgres_errors import connecting_to, on

TABLE = {
    ConnectionRefusedError: lambda error: DatabaseUnavailable(f"refused: {error}"),
    OSError: lambda error: StoreError("another"),
}


@pytest.mark.parametrize(
    ("foreign", "ours"), [(ConnectionRefusedError("x"), DatabaseUnavailable), (OSError("x"), StoreError)]
)
def test_told_by__kind_in_the_table__first_that_fits_with_its_cause(
    foreign: Exception, ours: type[CallcenterError]
) -> None:
    with pytest.raises(CallcenterError) as raised, told_by(TABLE):
        raise foreign

    assert type(raised.value) is ours
    assert raised.value.__cause__ is foreign


@pytest.mark.parametrize("other", [asyncio.CancelledError(), KeyError("x"), StoreError("ours already")])
def test_told_by__anything_else__passes(other: BaseException) -> None:
    with pytest.raises(type(other)) as raised, told_by(TABLE):
        raise other

    assert raised.value is other


@pytest.mark.parametrize(
    ("foreign", "says"),
    [
        (asyncpg.InvalidPasswordError("x"), "the password is wrong"),
        (asyncpg.InvalidCatalogNameError("x"), "no such database"),
        (asyncpg.TooManyConnectionsError("x"), "it refused (TooManyConnectionsError)"),
        (TimeoutError(), "no answer"),
        (ConnectionRefusedError(), "nothing listens there"),
        (OSError(), "it can't be reached"),
        (asyncpg.InterfaceError("x"), "malformed"),
        (ValueError("secret"), "malformed"),
    ],
)
def test_connecting_to__each_failure__says_where_and_why_without_the_password(foreign: Exception, says: str) -> None:
    with (
        pytest.raises(DatabaseUnavailable) as raised,
        told_by(connecting_to("postgresql://u:secret@db.test:5432/calls")),
    ):
        raise foreign

    assert says in str(raised.value)
    assert "db.test:5432/calls" in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("foreign", "kind", "says"),
    [
        (asyncpg.UndefinedTableError('relation "call" does not exist'), StoreError, "db migrate"),
        (asyncpg.InsufficientPrivilegeError("permission denied for table call"), StoreError, "permission denied"),
        (asyncpg.RaiseError("no such right\nDETAIL:  Fay has none"), StoreError, "no such right"),
        (asyncpg.InvalidTextRepresentationError('for type integer: "Fay"'), StoreError, "InvalidTextRepresentation"),
        (asyncpg.UniqueViolationError("Fay"), StoreError, "UniqueViolationError"),
        (asyncpg.AdminShutdownError("terminating connection"), DatabaseUnavailable, "AdminShutdownError"),
        (asyncpg.ConnectionDoesNotExistError("x"), DatabaseUnavailable, "the connection failed"),
        (asyncpg.InterfaceError("connection is closed"), DatabaseUnavailable, "the connection failed"),
        (asyncpg.QueryCanceledError("canceling statement due to statement timeout"), StoreError, "statement timeout"),
    ],
)
def test_on__each_failure_of_a_statement__says_where_and_why_without_its_values(
    foreign: Exception, kind: type[StoreError], says: str
) -> None:
    with pytest.raises(StoreError) as raised, told_by(on("postgresql://u:secret@db.test:5432/calls")):
        raise foreign

    assert type(raised.value) is kind
    assert says in str(raised.value) and raised.value.remedy
    assert "db.test:5432/calls" in str(raised.value)
    assert "Fay" not in str(raised.value) and "secret" not in str(raised.value)
