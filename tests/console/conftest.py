"""A running console: `callcenter console` as an operator starts it, on a real Postgres, with somebody of each role."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.people import add_person
from callcenter.console.desk import Desk
from callcenter.console.roles import RIGHTS_OF, Role
from callcenter.settings import load_settings
from callcenter.store.pool import open_pool, prepare_connection
from tests.conftest import database_url
from tests.fakes.command_line import run_command
from tests.fakes.ports import free_port

PASSWORD = "four random words here"
_numbers = itertools.count(1)


@dataclass
class RunningConsole:
    """A console's process, its address and its database."""

    url: str
    database: str
    data_dir: Path
    sessions: dict[Role, dict[str, str]] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)

    def client(self, role: Role | None = None) -> httpx.Client:
        """Return a client as a browser of somebody of that role would be: with cookie and origin."""
        cookies = self.sessions[role] if role is not None else {}
        return httpx.Client(base_url=self.url, cookies=cookies, headers={"origin": self.url}, timeout=30)

    def cli(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `callcenter …` against the same database."""
        return run_command(list(arguments), self.environment())

    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CALLCENTER_")}
        return {
            **inherited,
            "DATABASE_URL": self.database,
            "CALLCENTER_DATA_DIR": str(self.data_dir),
            "CALLCENTER_CONSOLE__BIND": self.url.removeprefix("http://"),
            **self.settings,
        }

    def sql(self, query: str, *arguments: Any) -> list[Any]:
        """Run SQL in the console's database; in a thread, for an open browser's loop runs in this one."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._sql(query, arguments)).result()

    async def _sql(self, query: str, arguments: tuple[Any, ...]) -> list[Any]:
        connection = await asyncpg.connect(self.database)
        try:
            await prepare_connection(connection)
            return await connection.fetch(query, *arguments)
        finally:
            await connection.close()

    def add(self, *people: tuple[str, Role]) -> list[str]:
        """Add people by name and role, as the verb does; return the paths of their one-time links."""
        return asyncio.run(self._add(people))

    async def _add(self, people: tuple[tuple[str, Role], ...]) -> list[str]:
        viewer = Viewer(name="shell:test", role=Role.ADMIN, rights=RIGHTS_OF[Role.ADMIN], address="shell")
        async with await open_pool(self.database, max_size=1) as pool:
            desk = Desk(pool, load_settings())
            return [await add_person(desk, viewer, name, role) for name, role in people]

    def sign_in_all(self) -> None:
        """Make somebody of each role, named like it, who has a session."""
        for role, link in zip(Role, self.add(*((role.value, role) for role in Role)), strict=True):
            with self.client() as client:
                done = client.post(link, data={"password": PASSWORD})
                assert done.status_code == 303, done.text
                self.sessions[role] = dict(client.cookies)


async def _copy(server_url: str, template: str, name: str) -> None:
    connection = await asyncpg.connect(server_url)
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    await connection.close()


@pytest.fixture(scope="module")
def console_settings() -> dict[str, str]:
    """Settings of the console besides the usual ones, for a file to replace."""
    return {}


@pytest.fixture(scope="module")
def console(
    postgres_url: str, _template: str, tmp_path_factory: pytest.TempPathFactory, console_settings: dict[str, str]
) -> Iterator[RunningConsole]:
    """A console that runs for the file's tests, with an admin, a supervisor, an operator and an auditor signed in."""
    name = f"console_{next(_numbers)}"
    asyncio.run(_copy(postgres_url, _template, name))
    folder = tmp_path_factory.mktemp("console")
    running = RunningConsole(f"http://127.0.0.1:{free_port()}", database_url(postgres_url, name), folder)
    running.settings.update(console_settings)
    with (folder / "console.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "callcenter.cli.main", "console"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=running.environment(),
            cwd=folder,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line == f"Console ready at {running.url}/\n", (folder / "console.log").read_text()
        running.sign_in_all()
        yield running
    finally:
        process.terminate()
        assert process.wait(20) == 0, (folder / "console.log").read_text()
