"""Hours of a day that a call is wished in."""

from datetime import date

import pytest

from callcenter.spoken.correcting import Corrected
from callcenter.spoken.correction import read_correction
from callcenter.spoken.days.call_hours import hours_wished, part_of
from callcenter.spoken.days.dates import read_date
from callcenter.spoken.days.times import part_of_day
from callcenter.spoken.reading import Filled

PHONE = {"type": "string", "format": "phone"}


@pytest.mark.parametrize(
    ("said", "hours", "part"),
    [
        ("Not at three, before. Before two, if you can", "before two", ""),
        ("Yes, but call me after six", "after six", "evening"),
        ("no later than two", "by two", ""),
        ("Two at the latest please", "by two", ""),
        ("Not before four please", "not before four", ""),
        ("between one and two", "between one and two", "afternoon"),
        ("Can they make it before noon?", "before noon", "morning"),
        ("four or later", "not before four", ""),
        ("It says the afternoon, not after two. Does whoever calls know not to call before two?", "not before two", ""),
        ("It says by two, not after two.", "after two", ""),
    ],
)
def test_hours_wished__of_a_call__are_told(said: str, hours: str, part: str) -> None:
    assert hours_wished(said) == hours
    assert part_of(hours) == part


@pytest.mark.parametrize(
    "said",
    [
        "I'm at work until six",
        "it's been down since before two",
        "I have the doctor at three",
        "by the way",
        "before you go",
        "after two days",
        "I called before three times",
        "call me after lunch",
        "at three",
    ],
)
def test_hours_wished__of_something_else__are_none(said: str) -> None:
    assert hours_wished(said) == ""


@pytest.mark.parametrize(
    "said", ["Not at three, before. Before two, if you can", "after five, not at three", "make it two o'clock"]
)
def test_phone_number__beside_hours__is_not_put_right_by_them(said: str) -> None:
    assert read_correction(PHONE, said, "+13125550187", today=date(2026, 11, 27)) is None


def test_phone_number__beside_a_k__is_read() -> None:
    said = read_correction(PHONE, "Not Cara's, Kara's with a K", "+13125550187", today=date(2026, 11, 27))

    assert not isinstance(said, Corrected)


@pytest.mark.parametrize("said", ["today! Friday", "No, today, Friday"])
def test_today__with_its_weekday__is_today(said: str) -> None:
    assert read_date(said, date(2026, 11, 27)) == Filled(value="2026-11-27")


def test_house_in_a_street__is_no_hour() -> None:
    assert part_of_day("an old man at twelve larch street") == ""
    assert part_of_day("at twelve tomorrow") == "afternoon"
