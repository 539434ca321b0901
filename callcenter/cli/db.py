"""`callcenter db`: bring Postgres up to date, see how it stands, fill it with the sample business."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.output import print_json, stderr

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def register(app: typer.Typer) -> None:
    """Add `db` to the command line."""
    db = typer.Typer(help="The database: DATABASE_URL, or the embedded Postgres.", no_args_is_help=True)
    app.add_typer(db, name="db")

    @db.command()
    def migrate(as_json: bool = typer.Option(False, "--json", help="Print what was applied as JSON.")) -> None:
        """Apply every migration that has not run."""
        applied = asyncio.run(_with_connection(_migrate))
        if as_json:
            print_json({"applied": applied})
        elif not applied:
            stderr().print("Nothing to do: every migration has run.")

    @db.command()
    def status(as_json: bool = typer.Option(False, "--json", help="Print the migrations as JSON.")) -> None:
        """Show which migrations have run. Exit code 1 where one was edited or is missing."""
        rows = asyncio.run(_with_connection(_status))
        if as_json:
            print_json(rows, indent=2)
        else:
            _show(rows)
        if any(row["state"] in ("edited", "missing") for row in rows):
            raise typer.Exit(1)

    @db.command()
    def seed(
        yes: bool = typer.Option(False, "--yes", help="Don't ask, even where customers are there already."),
    ) -> None:
        """Fill the business tables with the sample home-internet provider. Replaces what is in them."""
        asyncio.run(_with_connection(lambda connection: _seed(connection, yes)))


async def _with_connection(work: Callable[[Any], Awaitable[Any]]) -> Any:
    import asyncpg

    from callcenter.errors import StoreError
    from callcenter.settings import load_settings
    from callcenter.store.pool import open_connection, open_database

    console = stderr()
    async with (
        open_database(load_settings(), on_progress=lambda text: console.print(f"[dim]{text}[/]")) as url,
        open_connection(url) as connection,
    ):
        try:
            return await work(connection)
        except asyncpg.PostgresError as error:
            raise StoreError(
                f"Postgres refused: {error}.", remedy="Check the rights of DATABASE_URL's user."
            ) from error


async def _migrate(connection: Any) -> list[str]:
    from callcenter.settings import load_settings
    from callcenter.store.migrate import migrate

    console = stderr()
    return list(
        await migrate(
            connection,
            agents=load_settings().agents_dir,
            on_applied=lambda name: console.print(f"[green]✓[/] {name}"),
        )
    )


async def _status(connection: Any) -> list[dict[str, Any]]:
    from callcenter.settings import load_settings
    from callcenter.store.migrate import status

    return [
        {
            "name": row.name,
            "state": row.state,
            "applied_at": row.applied_at.isoformat() if row.applied_at else None,
            "checksum": row.checksum,
        }
        for row in await status(connection, agents=load_settings().agents_dir)
    ]


async def _seed(connection: Any, yes: bool) -> None:
    from callcenter.settings import load_settings
    from callcenter.store.migrate import migrate
    from callcenter.store.sample_data import seed

    await migrate(connection, agents=load_settings().agents_dir)
    count = await connection.fetchval("SELECT count(*) FROM customer")
    if count and not yes:
        typer.confirm(f"{count} customers are there. Replace them and all they have?", abort=True)
    await seed(connection)
    count = await connection.fetchval("SELECT count(*) FROM customer")
    stderr().print(f"[green]✓[/] {count} customers, with services, invoices, appointments and tickets.")


def _show(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    colours = {"applied": "green", "pending": "yellow", "edited": "red", "missing": "red", "left": "dim"}
    table = Table("migration", "state", "applied", box=None, pad_edge=False)
    for row in rows:
        colour = colours[row["state"]]
        table.add_row(row["name"], f"[{colour}]{row['state']}[/]", row["applied_at"] or "")
    Console(highlight=False).print(table)
