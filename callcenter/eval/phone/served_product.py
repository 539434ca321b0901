"""The served product of one lane: a worker on a free loopback port, a database of its own, callers, and a person.

A lane plays one call at a time, so that each begins with a fresh sample business and nobody else's deeds in it.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from callcenter.business.sample_data import seed
from callcenter.demo.phone.simulated_caller import Incoming, SimulatedCallers
from callcenter.demo.run_demo import free_port, serving
from callcenter.settings import Settings
from callcenter.store.connection import Connection
from callcenter.store.pool import open_connection, open_database
from callcenter.telephony.embedded.process.parent import Parent

#: Longest a transfer rings, in seconds.
RINGS_S = 8.0
#: What belongs to the installation and not to a call; the audit log lets nobody empty it.
_KEPT = ("schema_migration", "routing_resource", "routing_apply", "audit_log")

_PERSON = {"transferred": Incoming.ANSWERED, "unanswered": Incoming.RINGING}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedProduct:
    """A product that takes calls. `person_port` is where its person's telephone would be."""

    database_url: str
    port: int
    person_port: int
    callers: SimulatedCallers


@asynccontextmanager
async def served_product(settings: Settings, *, database_url: str, folder: Path) -> AsyncIterator[ServedProduct]:
    """Serve on a database for as long as the context lasts; journals go to the folder.

    Raises:
        CallcenterError: the product can't start.
    """
    port, person_port = free_port(), free_port()
    overrides: dict[str, Any] = {
        "data_dir": str(folder),
        "log": {"level": "error"},
        "sip": {
            "bind": f"127.0.0.1:{port}",
            "workers": 1,
            "person": f"sip:frontdesk@127.0.0.1:{person_port}",
            "transfer_timeout_s": RINGS_S,
        },
    }
    own = settings.model_copy(
        update={
            "data_dir": folder,
            "database_url": SecretStr(database_url),
            "sip": settings.sip.model_copy(update=overrides["sip"]),
        }
    )
    if settings.trained_dir.is_dir():
        await asyncio.to_thread(shutil.copytree, settings.trained_dir, own.trained_dir, dirs_exist_ok=True)
    parent = Parent(own, overrides, open_database=lambda: open_database(own), say=lambda _: None, keeps_spare=False)
    async with serving(parent), SimulatedCallers.start(codecs=("pcmu",), follows_transfers=True) as callers:
        yield ServedProduct(database_url=database_url, port=port, person_port=person_port, callers=callers)


@asynccontextmanager
async def person(product: ServedProduct, outcome: str) -> AsyncIterator[None]:
    """Have somebody take transfers, or nobody: `transferred`, `busy`, `refused` or `unanswered`."""
    incoming = _PERSON.get(outcome, Incoming.BUSY)
    async with SimulatedCallers.start(codecs=("pcmu",), port=product.person_port, incoming=incoming):
        yield


@asynccontextmanager
async def fresh_business(product: ServedProduct) -> AsyncIterator[Connection]:
    """Empty the product's database of calls and deeds, seed the sample business, and yield a connection to it."""
    async with open_connection(product.database_url) as connection:
        tables = await connection.fetch(
            "SELECT format('%I', tablename) AS name FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename != ALL($1)",
            list(_KEPT),
        )
        await connection.execute(f"TRUNCATE {', '.join(row['name'] for row in tables)} RESTART IDENTITY CASCADE")
        await seed(connection)
        yield connection
