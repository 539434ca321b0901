"""What the verbs of `callcenter calls` share: options, how times and numbers are read, and the way to the call log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import typer

from callcenter.cli.output import stderr

if TYPE_CHECKING:
    from callcenter.store.erasure.spellings import Spellings

TIME = "(a date, or a date and time; UTC unless it says otherwise; today, yesterday)"
NUMBER = typer.Option(None, "--number", help="The calling or the dialled number; `withheld` for callers without one.")
_DAYS_AGO = {"today": 0, "yesterday": 1}
#: What is told if something else was written.
NUMBER_FORM = "Write +18005550123, or `withheld` for callers without a number."
JSON = typer.Option(False, "--json", help="Print JSON on standard output.")


def time_option(text: str | None, option: str, *, is_day_included: bool = False) -> datetime | None:
    """Read an ISO date or time. A date alone is the day's beginning, or its end if the day is included.

    `today` and `yesterday` are UTC's, as all days of the call log are.

    Raises:
        typer.BadParameter: it is none of these; names the option.
    """
    if text is None:
        return None
    if (ago := _DAYS_AGO.get(text.strip().lower())) is not None:
        text = (datetime.now(UTC).date() - timedelta(days=ago)).isoformat()
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(
            "write 2026-03-31, 2026-03-31T17:30, 2026-03-31T17:30+02:00, today or yesterday", param_hint=option
        ) from None
    time = time if time.tzinfo is not None else time.replace(tzinfo=UTC)
    if not (is_day_included and _is_day(text)):
        return time
    # The last day of all has no end that could be written.
    return time + timedelta(days=1) if time.date() < date.max else datetime.max.replace(tzinfo=UTC)


def _is_day(text: str) -> bool:
    """Tell whether a text is a day without a time, in whichever of ISO 8601's forms."""
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def read_number(text: str | None) -> Spellings | None:
    """Return a number with all its spellings; one of another kind (a SIP user) has to be written as the log has it."""
    from callcenter.settings import load_settings
    from callcenter.store.erasure.spellings import Spellings, spellings

    if text is None:
        return None
    return Spellings(text="") if text == "withheld" else spellings(text, load_settings().calls.country)


async def with_connection(work: Callable[[Any], Awaitable[Any]]) -> Any:
    """Do something with a connection to the call log, whose tables are made first if the database is ours."""
    from callcenter.store.pool import open_connection

    async def connected(url: str) -> Any:
        async with open_connection(url) as connection:
            return await work(connection)

    return await with_database(connected)


async def with_database(work: Callable[[str], Awaitable[Any]]) -> Any:
    """Do something with the URL of the database, whose tables are made first if it is ours.

    Raises:
        DatabaseUnavailable: it can't be reached.
        StoreError: it has no tables of ours, or refuses.
    """
    from callcenter.foreign_errors import told_by
    from callcenter.settings import load_settings
    from callcenter.store.migrate import migrate
    from callcenter.store.pool import open_connection, open_database
    from callcenter.store.postgres_errors import on

    console = stderr()
    settings = load_settings()
    async with open_database(
        settings, must_exist=True, on_progress=lambda text: console.print(f"[dim]{text}[/]")
    ) as url:
        if not settings.database_url.get_secret_value():
            async with open_connection(url) as connection:
                await migrate(connection, agents=settings.agents_dir)
        # For those who open a pool; `open_connection` tells its own.
        with told_by(on(url)):
            return await work(url)
