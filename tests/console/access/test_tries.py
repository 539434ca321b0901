"""Guessing at the sign-in: what is compared, and by what tries are counted."""

from __future__ import annotations

import asyncpg
import pytest

from callcenter.console.access import sign_in as signing
from callcenter.console.access.secrets import hash_password
from callcenter.console.access.sign_in import TRIES_A_PERSON, TRIES_AN_ADDRESS, network_of, sign_in
from callcenter.console.desk import Desk
from callcenter.errors import ConsoleRefused
from callcenter.settings import load_settings

PASSWORD = "four random words here"


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each comparison was with somebody's hash; none takes the time of a real one."""
    seen: list[bool] = []

    def compare(password: str, password_hash: str | None) -> bool:
        seen.append(password_hash is not None)
        return password_hash is not None and password == PASSWORD

    monkeypatch.setattr(signing, "is_password", compare)
    return seen


async def refused(desk: Desk, name: str, address: str, *, password: str = "wrong") -> None:
    with pytest.raises(ConsoleRefused):
        await sign_in(desk, name, password, address=address)


async def test_sign_in__of_a_locked_person__takes_as_long_as_of_nobody(
    database: asyncpg.Pool, compared: list[bool]
) -> None:
    desk = Desk(database, load_settings())
    await database.execute(
        "INSERT INTO console_user (name, role, password_hash) VALUES ('ann', 'admin', $1)", hash_password(PASSWORD)
    )
    for _ in range(TRIES_A_PERSON):
        await refused(desk, "ann", "192.0.2.1")
    await refused(desk, "nobody", "192.0.2.2")
    compared.clear()

    await refused(desk, "ann", "192.0.2.3", password=PASSWORD)
    await refused(desk, "nobody", "192.0.2.4")

    assert compared == [True, False]


async def test_sign_in__from_other_addresses_of_one_ipv6_network__is_locked_all_the_same(
    database: asyncpg.Pool, compared: list[bool]
) -> None:
    desk = Desk(database, load_settings())
    await database.execute(
        "INSERT INTO console_user (name, role, password_hash) VALUES ('bob', 'admin', $1)", hash_password(PASSWORD)
    )
    for last in range(TRIES_AN_ADDRESS):
        await refused(desk, f"nobody-{last}", f"2001:db8:1:2::{last:x}")

    await refused(desk, "bob", "2001:db8:1:2:ffff::1", password=PASSWORD)
    assert len(compared) == TRIES_AN_ADDRESS
    assert await sign_in(desk, "bob", PASSWORD, address="2001:db8:1:3::1")


async def test_sign_in__tried_for_ever__fills_no_log(
    database: asyncpg.Pool, compared: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "MOST_NOTED", TRIES_AN_ADDRESS + 2)
    desk = Desk(database, load_settings())
    for n in range(TRIES_AN_ADDRESS + 5):
        await refused(desk, f"nobody-{n}", "192.0.2.1")
    await refused(desk, "nobody", "192.0.2.2")

    noted = await database.fetch("SELECT address, count(*) AS n FROM audit_log GROUP BY address ORDER BY address")
    assert [tuple(row) for row in noted] == [("192.0.2.1", TRIES_AN_ADDRESS + 2), ("192.0.2.2", 1)]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("shell", "shell"),
    ],
)
def test_network__of_an_address(address: str, counted: str) -> None:
    assert network_of(address) == counted
