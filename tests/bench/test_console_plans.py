"""Every question of the console's call log has an index to go by, so that no page reads all calls or all turns."""

from __future__ import annotations

from callcenter.bench.console.pages import ask_all, full_desk
from callcenter.settings import load_settings
from callcenter.store.pool import open_connection

#: So many that each value of a filter is there; the same is asked of a million by `callcenter bench console`.
CALLS = 2_000


async def test_console__at_many_calls__no_page_reads_all_calls_or_turns(fresh_url: str) -> None:
    async with open_connection(fresh_url) as connection:
        # To read two thousand rows from end to end is cheap. What is wanted is that there is another way.
        name = await connection.fetchval("SELECT current_database()")
        await connection.execute(f'ALTER DATABASE "{name}" SET enable_seqscan = off')

    async with full_desk(load_settings(), fresh_url, CALLS, on_progress=lambda _: None) as desk:
        result = await ask_all(desk, rounds=1, on_progress=lambda _: None)

    assert result["calls"] == CALLS
    assert {name: page["read_whole"] for name, page in result["pages"].items() if page["read_whole"]} == {}
