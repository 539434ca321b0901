"""Times by another clock than ours: where an outage is, and where the caller says."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from callcenter.agents.shared_tools.clock import time_elsewhere
from callcenter.agents.support import tools
from callcenter.agents.toolkit.business_day import today
from callcenter.agents.toolkit.time_zones import zone_named, zone_of_postcode
from callcenter.business.sample_customers import ANN, BEN
from tests.agents.conftest import MakeBench


@pytest.mark.parametrize(
    ("postcode", "zone"),
    [
        ("02139", "America/New_York"),
        ("60614", "America/Chicago"),
        ("37402", "America/New_York"),  # Tennessee has two
        ("37201", "America/Chicago"),
        ("79936", "America/Denver"),  # El Paso, and no other of Texas
        ("78704", "America/Chicago"),
        ("85004", "America/Phoenix"),  # no summer time
        ("86515", "America/Denver"),  # the Navajo Nation has it
        ("98103", "America/Los_Angeles"),
        ("99501", "America/Anchorage"),
        ("96813", "Pacific/Honolulu"),
        ("00901", "America/Puerto_Rico"),
        ("09012", ""),  # military: anywhere
        ("00000", ""),
        ("6061", ""),
        ("606144", ""),
        ("six", ""),
    ],
)
def test_zone_of_postcode__also_where_a_state_has_two__is_that_of_the_place(postcode: str, zone: str) -> None:
    assert zone_of_postcode(postcode) == zone


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Central", "America/Chicago"),
        ("central standard time", "America/Chicago"),
        ("CDT", "America/Chicago"),
        ("Chicago time", "America/Chicago"),
        ("Chicago, Illinois", "America/Chicago"),
        ("west coast", "America/Los_Angeles"),
        ("Los Angeles", "America/Los_Angeles"),
        ("Arizona", "America/Phoenix"),
        ("Hawaii", "Pacific/Honolulu"),
        ("98103", "America/Los_Angeles"),
        ("Madrid", "Europe/Madrid"),
        ("London, Kentucky", ""),
        ("Narnia", ""),
        ("", ""),
    ],
)
def test_zone_named__as_callers_name_it__is_that(name: str, zone: str) -> None:
    assert zone_named(name) == zone


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"clock_time": "14:00", "place": "Chicago"}, "2 PM New York time is 1 PM Chicago time."),
        ({"clock_time": "14:00", "place": "CST"}, "2 PM New York time is 1 PM Central time."),
        ({"clock_time": "13:00", "place": "Central", "is_theirs": True}, "2 PM New York time is 1 PM Central time."),
        ({"clock_time": "18:30", "place": "98103"}, "6:30 PM New York time is 3:30 PM Los Angeles time."),
        ({"clock_time": "14:00", "place": "Eastern"}, "That's the same there, 2 PM."),
    ],
)
async def test_time_elsewhere__a_zone_a_city_or_a_zip_code__is_told_by_both_clocks(
    bench: MakeBench, asked: dict[str, object], told: str
) -> None:
    assert (await bench(of=ANN).run(time_elsewhere, **asked))["say"] == told


async def test_time_elsewhere__on_another_day_there__says_which(bench: MakeBench) -> None:
    desk = bench(of=ANN)
    day = today(desk.call) + timedelta(days=2)

    told = (await desk.run(time_elsewhere, clock_time="01:00", place="Pacific", day=day.isoformat()))["say"]

    before = day - timedelta(days=1)
    assert told.startswith(f"1 AM New York time is 10 PM on {before:%A}, {before:%B} {before.day}")


async def test_time_elsewhere__what_is_no_time_or_place__is_asked_for(bench: MakeBench) -> None:
    desk = bench(of=ANN)

    time, place = (
        await desk.run(time_elsewhere, clock_time="two", place="Central"),
        await desk.run(time_elsewhere, clock_time="14:00", place="Narnia"),
    )

    assert (time["ask"], place["ask"]) == ("clock_time", "place")
    assert place["say"] == "I don't know that place's clock. Which zone is it, Eastern, Central, Mountain or Pacific?"


@pytest.mark.parametrize(
    ("tool", "where"), [(tools.check_outage, "at your address"), (tools.run_line_test, "at your address")]
)
async def test_outage__in_another_zone__is_told_by_the_clock_there_too(
    bench: MakeBench, sample_database: asyncpg.Pool, tool: object, where: str
) -> None:
    ends = datetime(2026, 12, 2, 15, 0, tzinfo=ZoneInfo("America/New_York"))
    await sample_database.execute("UPDATE outage SET expected_end_at = $1", ends)

    answer = await bench(of=BEN).run(tool, **{})  # type: ignore[arg-type]

    assert f"by 3 PM New York time on Wednesday, December 2nd, which is 2 PM {where}." in answer["say"]


async def test_outage__in_our_zone_or_over_at_another_day_there__is_told_so(
    bench: MakeBench, sample_database: asyncpg.Pool
) -> None:
    ends = datetime(2026, 12, 2, 0, 30, tzinfo=ZoneInfo("America/New_York"))
    await sample_database.execute("UPDATE outage SET expected_end_at = $1", ends)

    there = await bench(of=ANN).run(tools.check_outage, postcode="60614")
    await sample_database.execute("UPDATE outage SET postcode = '02139'")
    here = await bench(of=ANN).run(tools.check_outage)

    assert "on Wednesday, December 2nd, which is 11:30 PM on Tuesday, December 1st there." in there["say"]
    assert here["say"].endswith("by 12:30 AM New York time on Wednesday, December 2nd.") and not here["end_there"]
