import asyncio
import json

import pytest
import typer
from typer.testing import CliRunner, Result

from callcenter.cli.machine import db as db_verb
from callcenter.store.pool import open_connection


def run(*arguments: str, typed: str | None = None) -> Result:
    app = typer.Typer()
    db_verb.register(app)
    return CliRunner().invoke(app, ["db", *arguments], input=typed)


async def execute(url: str, sql: str) -> object:
    async with open_connection(url) as connection:
        return await connection.fetchval(sql)


def test_db__empty_database__is_migrated_once(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(execute(postgres_url, "CREATE DATABASE empty_for_db"))
    monkeypatch.setenv("DATABASE_URL", postgres_url.replace("/postgres?", "/empty_for_db?"))

    before = json.loads(run("status", "--json").stdout)
    first = json.loads(run("migrate", "--json").stdout)
    second = json.loads(run("migrate", "--json").stdout)
    after = json.loads(run("status", "--json").stdout)

    assert {row["state"] for row in before} == {"pending"}
    assert first["applied"] == [row["name"] for row in after]
    assert second == {"applied": []}
    assert {row["state"] for row in after} == {"applied"}
    assert "0001_call_log.sql" in run("status").stdout


def test_db_status__edited_migration__exits_with_1(fresh_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_url)
    asyncio.run(execute(fresh_url, "UPDATE schema_migration SET checksum = 'x' WHERE name LIKE '0001%'"))

    result = run("status", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)[0]["state"] == "edited"


def test_db_seed__asked_and_refused__keeps_the_customers(sample_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", sample_url)
    asyncio.run(execute(sample_url, "UPDATE customer SET first_name = 'Kept'"))

    assert run("seed", typed="n\n").exit_code == 1
    kept = asyncio.run(execute(sample_url, "SELECT count(*) FROM customer WHERE first_name = 'Kept'"))
    assert run("seed", "--yes").exit_code == 0
    left = asyncio.run(execute(sample_url, "SELECT count(*) FROM customer WHERE first_name = 'Kept'"))

    assert kept and not left
