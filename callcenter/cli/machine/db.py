"""`callcenter db`: bring Postgres up to date, see how it stands, back up, restore, fill in the sample business."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.output import print_json, stderr
from callcenter.errors import StoreError

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
            print_json({"applied": applied}, indent=2)
        elif not applied:
            stderr().print("Nothing to do: every migration has run.")

    @db.command()
    def status(as_json: bool = typer.Option(False, "--json", help="Print the migrations as JSON.")) -> None:
        """Show which migrations have run. Exit code 1 if one was edited or is missing."""
        from callcenter.store.migrate import MigrationState

        rows = asyncio.run(_with_connection(_status, must_exist=True))
        if as_json:
            print_json(rows, indent=2)
        else:
            _show(rows)
        if any(MigrationState(row["state"]).is_broken for row in rows):
            raise typer.Exit(1)

    @db.command()
    def seed(
        yes: bool = typer.Option(False, "--yes", help="Don't ask, even if customers are there already."),
    ) -> None:
        """Fill the business tables with the sample home-internet provider. Replaces what is in them."""
        asyncio.run(_with_connection(lambda connection: _seed(connection, yes)))

    db.command()(backup)
    db.command()(restore)


def backup(
    file: Path = typer.Argument(..., help="The file to write."),
    force: bool = typer.Option(False, "--force", help="Write over the file if it is there."),
    as_json: bool = typer.Option(False, "--json", help="Print what was written as JSON."),
) -> None:
    """Write the whole database into one file, also while calls run. It names the recordings, which are not in it."""
    if file.exists() and not force:
        raise StoreError(f"{file} is there already.", remedy="Name another file, or say --force.")
    written = asyncio.run(_backup(file.absolute()))
    if as_json:
        print_json(written, indent=2)
        return
    stderr().print(f"[green]✓[/] {file}, {written['bytes'] / 1e6:.1f} MB: the database.", soft_wrap=True)
    for kind in ("recordings", "journals"):
        if beside := written[kind]:
            noun = kind if beside["files"] != 1 else kind.removesuffix("s")
            size = f"{beside['files']} {noun}, {beside['bytes'] / 1e6:.1f} MB in {beside['folder']}"
            stderr().print(f"Not in it: {size}. Copy the folder too.", soft_wrap=True)


def restore(
    file: Path = typer.Argument(..., help="A file that `db backup` (or pg_dump --format=custom) wrote."),
    force: bool = typer.Option(False, "--force", help="Replace all that is in the database."),
    as_json: bool = typer.Option(False, "--json", help="Print what was restored as JSON."),
) -> None:
    """Put a database back as it was, and bring it up to date. Nothing may use it meanwhile."""
    if not file.is_file():
        what = f"{file} is no file." if file.exists() else f"There is no file {file}."
        raise StoreError(what, remedy="Name one that `callcenter db backup` wrote.")
    done = asyncio.run(_restore(file.absolute(), force))
    if as_json:
        print_json(done, indent=2)
        return
    brought = f"; brought up to date by {', '.join(done['applied'])}" if done["applied"] else ""
    stderr().print(
        f"[green]✓[/] Restored {done['calls']} call{'s' if done['calls'] != 1 else ''} from {file}{brought}.",
        soft_wrap=True,
    )


async def _backup(file: Path) -> dict[str, Any]:
    from callcenter.settings import load_settings
    from callcenter.store.pool import open_database
    from callcenter.store.postgres.backup import dump

    settings = load_settings()
    async with open_database(settings, must_exist=True) as url:
        await dump(url, file, is_embedded=not settings.database_url.get_secret_value())
    size_bytes = await asyncio.to_thread(lambda: file.stat().st_size)
    return {
        "file": str(file),
        "bytes": size_bytes,
        "recordings": _files_in(settings.recordings_dir),
        "journals": _files_in(settings.journal_dir),
    }


def _files_in(folder: Path) -> dict[str, Any] | None:
    """Return how many files a folder has and how large they are; None for none."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    return {"folder": str(folder), "files": len(sizes), "bytes": sum(sizes)} if sizes else None


async def _restore(file: Path, force: bool) -> dict[str, Any]:
    from callcenter.settings import load_settings
    from callcenter.store.migrate import migrate
    from callcenter.store.pool import open_connection, open_database
    from callcenter.store.postgres.backup import restore

    console = stderr()
    settings = load_settings()
    async with (
        open_database(settings, on_progress=lambda text: console.print(f"[dim]{text}[/]")) as url,
        open_connection(url) as connection,
    ):
        is_embedded = not settings.database_url.get_secret_value()
        await restore(connection, url, file, is_embedded=is_embedded, force=force)
        applied = await migrate(connection, agents=settings.agents_dir)
        calls = await connection.fetchval("SELECT count(*) FROM call")
    return {"file": str(file), "calls": calls, "applied": list(applied)}


async def _with_connection(work: Callable[[Any], Awaitable[Any]], *, must_exist: bool = False) -> Any:
    from callcenter.settings import load_settings
    from callcenter.store.pool import open_connection, open_database

    console = stderr()
    async with (
        open_database(
            load_settings(), must_exist=must_exist, on_progress=lambda text: console.print(f"[dim]{text}[/]")
        ) as url,
        open_connection(url) as connection,
    ):
        return await work(connection)


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
    from callcenter.business.sample_data import seed
    from callcenter.settings import load_settings
    from callcenter.store.migrate import migrate

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
