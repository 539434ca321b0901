"""Stretches of days to look in, and turns that say when and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from callcenter.spoken.correcting import Corrected
from callcenter.spoken.days.booked_steps import read_step
from callcenter.spoken.days.day_correction import correct_day
from callcenter.spoken.days.months import read_month
from callcenter.spoken.days.spans import first_day_of, says_only_when
from callcenter.spoken.reading import Ambiguous

#: A Thursday.
TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("anything next week?", date(2026, 11, 30)),
        ("the week after", date(2026, 11, 30)),
        ("the week after next", date(2026, 12, 7)),
        ("later this week", date(2026, 11, 27)),
        ("there's a guy supposed to come out later this week", None),
        ("next month", date(2026, 12, 1)),
        ("on the weekend", date(2026, 11, 28)),
        ("I can't this week, what about next week", date(2026, 11, 30)),
        ("I'm away next week", None),
        ("any week but not next week", None),
        ("the week of December seventh", date(2026, 12, 7)),
        ("the week of the ninth", date(2026, 12, 7)),
        ("the week before christmas", date(2026, 12, 14)),
        ("no. After December seventh.", date(2026, 12, 8)),
        ("from the tenth on", date(2026, 12, 10)),
        ("the tenth or later", date(2026, 12, 10)),
        ("Wednesday onwards, is anything free in the mornings?", date(2026, 12, 2)),
        ("no, I said from Wednesday", date(2026, 12, 2)),
        ("wednesday or any day after", date(2026, 12, 2)),
        ("nothing before wednesday", date(2026, 12, 2)),
        ("after next wednesday", date(2026, 12, 3)),
        ("any day after wednesday", date(2026, 12, 3)),
        ("not before monday", date(2026, 11, 30)),
        ("the second week of December", date(2026, 12, 8)),
        ("some time in january", date(2027, 1, 1)),
        ("late december", date(2026, 12, 21)),
        ("after next week", date(2026, 12, 7)),
        ("can you move it from monday to tuesday", None),
        ("I'm away after the tenth", None),
        ("call me after six", None),
        ("friday", None),
        ("my account number", None),
    ],
)
def test_first_day_of__what_callers_say__is_where_to_look_from(text: str, first: date | None) -> None:
    assert first_day_of(text, TODAY) == first


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow around ten",
        "monday morning would be best",
        "after five please",
        "anytime",
        "can you call me after six",
    ],
)
def test_says_only_when__a_time__is_nothing_else(text: str) -> None:
    assert says_only_when(text)


@pytest.mark.parametrize("text", ["the outage on friday", "my bill", "", "it was due tomorrow and I paid"])
def test_says_only_when__anything_else__is_more(text: str) -> None:
    assert not says_only_when(text)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("push it back a week", 7),
        ("a week later than the one I have", 7),
        ("could it be a day earlier", -1),
        ("can you put off the visit two days", 2),
        ("bring it forward two days", -2),
        ("three days after the one I've got", 3),
        ("a week from Monday", None),
        ("a week after Christmas", None),
        ("a day or two later", None),
        ("later that day", None),
        ("an hour later", None),
        ("a few days later", None),
        ("push it back to the fifteenth", None),
    ],
)
def test_step__from_what_is_booked__is_read_in_days(said: str, days: int | None) -> None:
    assert read_step(said) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("the day after that", 1),
        ("just the day after, please", 1),
        ("the day before", -1),
        ("same day the week after", 7),
        ("same time, the following week", 7),
        ("the week after, same day", 7),
        ("two weeks after", 14),
        ("not tomorrow, the day after", None),
        ("the day after tomorrow", None),
        ("the day after Christmas", None),
    ],
)
def test_read_step__counted_from_what_is_booked_in_few_words__is_so_many_days(text: str, days: int | None) -> None:
    assert read_step(text) == days


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Hmm, October is one time plan. And this month, November? I think it is the new one.", "2026-11"),
        ("No, not October. The last one, November please.", "2026-11"),
        ("Invoice of November. Or the newest. You have only October?", "2026-11"),
        ("November, not October", "2026-11"),
        ("What about October? No, November.", "2026-11"),
        ("I think it's two times on the newest bill.", "2026-11"),
        ("Why is my October bill so high? I paid 60 last month.", "2026-10"),
        ("Why is my bill higher than last month?", ""),
        ("did you get my payment for the latest bill", ""),
    ],
)
def test_read_month__of_several__is_the_one_asked_about(text: str, month: str) -> None:
    assert read_month(text, date(2026, 11, 27)) == month


@pytest.mark.parametrize(
    ("said", "proposed", "meant"),
    [
        ("Make it the Monday after, the money lands late", "2026-12-04", "2026-12-07"),
        ("the Monday right after that", "2026-12-04", "2026-12-07"),
        ("No, the Tuesday right after.", "2026-12-14", "2026-12-15"),
        ("the Thursday following, please", "2026-12-04", "2026-12-10"),
        ("could it be the Tuesday before, instead?", "2026-12-14", "2026-12-08"),
        ("Not the fourth, the Monday right after, please.", "2026-12-14", "2026-12-07"),
        ("I get paid on the tenth, so the Monday after", "2026-12-04", "2026-12-14"),
        ("the Friday right after that Monday", "2026-12-14", "2026-12-18"),
        ("No, no, the Monday right after that Friday. The seventh, isn't it?", "2026-12-14", "2026-12-07"),
        ("No, no, the Monday right after that Friday. The seventh, isn't it?", "2026-12-04", "2026-12-07"),
    ],
)
def test_weekday__right_beside_another_day__counts_from_the_one_named_or_proposed(
    said: str, proposed: str, meant: str
) -> None:
    assert correct_day(proposed, said, today=date(2026, 11, 23)) == Corrected(value=meant)


def test_weekday__beside_one_that_may_be_two__is_asked() -> None:
    found = correct_day("2026-12-14", "the Wednesday after that Friday", today=date(2026, 11, 23))

    assert found == Ambiguous(candidates=("2026-12-16", "2026-12-23"))


@pytest.mark.parametrize("said", ["the Monday right after", "the Monday following", "the following Monday"])
def test_weekday_right_after__alone__says_only_when(said: str) -> None:
    assert says_only_when(said)
