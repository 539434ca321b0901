"""Days and times as callers say them, on Monday, 23 November 2026."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.dialog.wording.templates import Templates
from callcenter.spoken.days.dates import excluded_days, read_date
from callcenter.spoken.days.times import part_of_day, time_in
from callcenter.spoken.reading import Ambiguous, Filled
from callcenter.spoken.values import read_value

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("tuesday", "2026-11-24"),
        ("monday", "2026-11-30"),
        ("next tuesday", "2026-12-01"),
        ("saturday, not this one, the next", "2026-12-05"),
        ("tomorrow morning", "2026-11-24"),
        ("the day after tomorrow", "2026-11-25"),
        ("in two weeks", "2026-12-07"),
        ("the fifteenth", "2026-12-15"),
        ("my first payment on the third", "2026-12-03"),
        ("in january, the ten", "2027-01-10"),
        ("in january on the tenth", "2027-01-10"),
        ("I get paid on the fifteenth, so maybe the day after", "2026-12-16"),
        ("the twenty sixth", "2026-11-26"),
        ("november 26", "2026-11-26"),
        ("the 3rd of january", "2027-01-03"),
        ("friday the 4th", "2026-12-04"),
        ("12/24", "2026-12-24"),
        ("2026-12-01", "2026-12-01"),
        ("26", "2026-11-26"),
        ("the last day of the month", "2026-11-30"),
        ("not tuesday, thursday", "2026-11-26"),
        ("as soon as possible", "2026-11-24"),
        ("any day is fine", "2026-11-24"),
    ],
)
def test_date__asked_for__is_the_next_of_its_kind(said: str, expected: str) -> None:
    read = read_date(said, TODAY)

    assert isinstance(read, Filled)
    assert read.value == expected


@pytest.mark.parametrize(
    "said",
    [
        "it's been down since friday",
        "this morning it broke",
        "I can't be home on tuesday, can we move it",
        "cancel my appointment on friday",
        "I've got a technician coming on monday and it doesn't work for me any more",
        "tuesday doesn't suit me",
        "new year's eve is ridiculous",
        "the fourth is too late",
        "my technician's booked for the eighteenth, can he come this week",
        "the first one",
        "I may want that",
        "good morning",
        "I was charged twice on the third",
        "it broke on friday",
        "I'd like to come next week",
        "end of the month",
        "26",
    ],
)
def test_date__not_meant_as_a_wish__is_left_out(said: str) -> None:
    assert read_date(said, TODAY, is_answer=False) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("can't do tuesday but thursday works", "2026-11-26"),
        ("move it from tuesday to thursday", "2026-11-26"),
        ("I can't pay until friday", "2026-11-27"),
        ("I have a visit booked for monday, can I have it on thursday instead", "2026-11-26"),
        ("not this monday. wednesday afternoon, if you have that", "2026-11-25"),
    ],
)
def test_date__beside_one_that_is_not_meant__is_read(said: str, expected: str) -> None:
    assert read_date(said, TODAY, is_answer=False) == Filled(value=expected)


@given(st.integers(min_value=0, max_value=360))
def test_date__as_the_agent_says_it__is_read_back(ahead: int) -> None:
    day = TODAY + timedelta(days=ahead)
    spoken = Templates().render("{{ day | date }}", {"day": day.isoformat()})

    assert read_date(spoken, TODAY) == Filled(value=day.isoformat())


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("three pm", time(15)),
        ("half past two pm", time(14, 30)),
        ("at 10:30", time(10, 30)),
        ("ten o'clock", time(10)),
        ("around three", time(15)),
        ("noon", time(12)),
        ("at home", None),
        ("between two and four", time(14)),
        ("from nine to eleven", time(9)),
        ("between two and four people", None),
    ],
)
def test_time__said__is_read(said: str, expected: time | None) -> None:
    assert time_in(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("in the mornings", "morning"),
        ("after lunch", "afternoon"),
        ("after work", "evening"),
        ("good morning", ""),
        ("between two and four", "afternoon"),
        ("between four and six", "evening"),
    ],
)
def test_part_of_day__said__is_read(said: str, expected: str) -> None:
    assert part_of_day(said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("as soon as possible", "2026-11-24"),
        ("whatever is first", "2026-11-24"),
        ("the sooner the better", "2026-11-24"),
        ("what do you have", "2026-11-24"),
        ("i don't care which day", "2026-11-24"),
        ("any day but tuesday", "2026-11-25"),
        ("anything except tuesday or wednesday", "2026-11-26"),
    ],
)
def test_date__left_to_us__is_open_and_the_nearest_that_would_do(said: str, expected: str) -> None:
    assert read_date(said, TODAY) == Filled(value=expected, is_open=True)


def test_date__with_a_part_of_the_day_ruled_out__is_the_day() -> None:
    read = read_date("anything but the evening, on thursday", TODAY)

    assert read == Filled(value="2026-11-26")


@pytest.mark.parametrize(
    ("said", "wanted", "unwanted"),
    [
        ("I don't like mornings, give me tomorrow afternoon", "2026-11-24", None),
        ("i don't like mornings give me tomorrow afternoon", "2026-11-24", None),
        ("I can't do mornings, tomorrow afternoon would work", "2026-11-24", None),
        ("I'm not free today, how about Friday", "2026-11-27", "2026-11-23"),
        ("I can't do mornings on Tuesday", None, "2026-11-24"),
        ("I can't on Tuesday, make it Wednesday", "2026-11-25", "2026-11-24"),
        ("I don't want to put it on Tuesday", None, "2026-11-24"),
    ],
)
def test_day__beside_what_cannot_be__is_wanted_where_it_is_named_so(
    said: str, wanted: str | None, unwanted: str | None
) -> None:
    read = read_date(said, TODAY, is_answer=False)

    assert (read.value if isinstance(read, Filled) else None) == wanted
    assert excluded_days(said, TODAY) == ((unwanted,) if unwanted else ())


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("wednes day please", "2026-11-25"),
        ("next to's day", "2026-12-01"),
        ("sat day", "2026-11-28"),
        ("to day", "2026-11-23"),
        ("to morrow", "2026-11-24"),
        ("the thirst day", "2026-11-26"),
    ],
)
def test_day__torn_in_two_by_a_recogniser__is_one(said: str, day: str) -> None:
    read = read_date(said, TODAY)

    assert (read.value if isinstance(read, Filled) else read) == day


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("monday no not monday the tuesday", "2026-11-24"), ("friday, not friday, thursday", "2026-11-26")],
)
def test_day__turned_down_after_it_was_named__is_not_wanted(said: str, wanted: str) -> None:
    assert read_date(said, TODAY) == Filled(value=wanted)


def test_ruled_out__a_day_and_a_part_of_it__are_read_as_unwanted() -> None:
    day = {"type": "string", "format": "date", "ruledOut": True}
    part = {"enum": ["morning", "afternoon", "evening"], "ruledOut": True}
    said = "any day but monday, and not in the evening"

    assert read_value(day, said, today=TODAY) == Filled(value="2026-11-30")
    assert read_value(part, said, today=TODAY) == Filled(value="evening")
    assert read_value(part, "in the evening", today=TODAY) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("six weeks maybe, no, three weeks", None),
        ("a month, please", "2026-12-23"),
        ("could I have two more weeks", "2026-12-07"),
        ("thirty dollars", None),
        ("the second of these", None),
        ("the third slot", None),
        ("five weeks ago", None),
    ],
)
def test_amount_or_place_in_a_list__asked_for_a_day__is_no_day_of_a_month(said: str, expected: str | None) -> None:
    found = read_date(said, date(2026, 11, 23))

    assert (found.value if isinstance(found, Filled) else None) == expected


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Can't you come on Friday? I'll pay.", "2026-11-27"),
        ("I can't on Friday", None),
        ("I don't know, that's why I'm calling. Could he ring me back? Not tomorrow, Thursday", "2026-11-26"),
        ("I don't know, Tuesday perhaps", None),
    ],
)
def test_date__in_passing__is_taken_where_no_doubt_is_of_it(said: str, day: str | None) -> None:
    read = read_date(said, TODAY, is_answer=False)

    assert (read.value if isinstance(read, Filled) else None) == day


def test_date__wished_beside_one_that_does_not_suit__is_taken() -> None:
    said = "can I move my visit to this Saturday, the seventh doesn't suit me any more"

    found = read_date(said, TODAY, is_answer=False)

    assert isinstance(found, Filled)
    assert date.fromisoformat(found.value).weekday() == 5


def test_date__named_twice_as_the_same_day__is_that_day() -> None:
    said = "hours, and tomorrow, it's Black Friday?"

    assert read_date(said, date(2026, 11, 26), is_answer=False) == Filled(value="2026-11-27")
    assert read_date(said, date(2026, 11, 23), is_answer=False) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # beside what is told of oneself, of others and of the place
        ("I work Monday to Wednesday, so Thursday please", "2026-11-26"),
        ("my mother has surgery on the first, so the third", "2026-12-03"),
        ("Move it to the eleventh, my mother has surgery on the first", "2026-12-11"),
        ("I have chemo Mondays, Wednesdays and Fridays, so it would have to be a Tuesday", "2026-11-24"),
        ("I mind my grandkids Mondays and Wednesdays, so Thursday would be lovely", "2026-11-26"),
        ("rent's due on the first, car's due on the fifth, I can do the twelfth", "2026-12-12"),
        ("today's Monday, so Wednesday", "2026-11-25"),
        ("It was due on the fifteenth, I know. I can pay on Friday.", "2026-11-27"),
        ("I'm sixty eight and I've never been late. The seventh", "2026-12-07"),
        ("Gate code is 1204, by the way. Thursday.", "2026-11-26"),
        ("I've had this appointment since the tenth! Friday then.", "2026-11-27"),
        ("on the third when my social security comes", "2026-12-03"),
        ("my son can be here Friday, he's twenty two", "2026-11-27"),
        # with what people call each other
        ("Friday, dear", "2026-11-27"),
        ("Friday would be lovely, sweetheart", "2026-11-27"),
        # put right in the same breath
        ("Not Friday, the Monday after. Like the thirtieth.", "2026-11-30"),
        ("Friday. No wait, Friday's no good, I've got the dentist. Make it Thursday.", "2026-11-26"),
        ("Well, Wednesday's bin day, so not that. Thursday.", "2026-11-26"),
        ("the fifth. fifteenth, sorry", "2026-12-15"),
        ("ninth or tenth, let me think, ninth", "2026-12-09"),
        ("next Thursday, not this one", "2026-12-03"),
        ("Tuesday's the problem, I'm at work. Thursday?", "2026-11-26"),
        # with a time, and other words that leave it as it is
        ("Wednesday after four", "2026-11-25"),
        ("Wednesday's good for me, Tuesday I'm in court", "2026-11-25"),
        ("Friday evening, I work days", "2026-11-27"),
        ("Monday's my bowling. Tuesday evening, dear.", "2026-11-24"),
        ("Wednesday, apartment four, second floor", "2026-11-25"),
        ("first thing Monday when the bank opens", "2026-11-30"),
        ("bring it forward to Friday", "2026-11-27"),
        ("how does Friday sound?", "2026-11-27"),
        ("first thing Friday", "2026-11-27"),
        ("tomorrow if at all possible", "2026-11-24"),
        ("do you have anything on Thursday?", "2026-11-26"),
        ("all of it on the fifteenth", "2026-12-15"),
        ("thirty on the fifth", "2026-12-05"),
        ("give me till the tenth", "2026-12-10"),
        ("week after next, Tuesday would be good", "2026-12-08"),
    ],
)
def test_date__with_remarks_and_repairs__is_the_one_meant(said: str, expected: str) -> None:
    assert read_date(said, TODAY) == Filled(value=expected)


@pytest.mark.parametrize(
    "said",
    [
        "I work Mondays, Tuesdays and Wednesdays",
        "I have classes Thursday, Friday",
        "Thursday, maybe",
        "Thursday? That's too late",
        "Thursday. No.",
        "Thursday, no, my wife has the car Thursday, Friday",
        "I get home on Thursday",
        "I'm away until Thursday",
        "Friday evening the week after",
        "Not Friday, the Monday after. Like the ninth.",
        "I can pay twenty now",
        "Elm and Fifth",
        "I work at Seventh and Grand",
        "it's 12 Fourth Avenue",
        "the old house, the one on Sixth",
        "no Mondays",
        "payday's Friday so Saturday",
        "I get paid on the thirtieth so the first",
        "any day that week but Tuesday",
        "Friday, I'm at work",
        "Monday, I work Mondays",
        "we're on Third Street, number twenty two",
        "the fifth floor",
    ],
)
def test_date__that_may_be_none__is_not_taken(said: str) -> None:
    assert not isinstance(read_date(said, TODAY), Filled)


def test_day__counted_from_the_one_before_it__is_asked_about_if_that_was_told() -> None:
    read = read_date("I'm out of town till next Friday, so the Monday after that", TODAY)

    assert read == Ambiguous(candidates=("2026-12-07",))


@pytest.mark.parametrize(
    "said",
    [
        "the internet is slow in the evenings, right slow",
        "it dies every day at four",
        "it's been out since Monday morning",
        "my line goes out every morning",
        "every evening around eight it drops",
        "I rang on Tuesday at four about this same thing",
        "I've the electric on the ninth",
        "it went off on Thursday at around eleven",
        "my son says it went down around three",
        "he was supposed to come between two and four",
        "I turned seventy on the twelfth",
    ],
)
@pytest.mark.parametrize(
    "schema",
    [{"format": "date"}, {"format": "clock"}, {"enum": ["morning", "afternoon", "evening"]}],
    ids=["day", "time", "part"],
)
def test_time__that_something_is_told_of__is_no_wish(said: str, schema: dict[str, object]) -> None:
    assert read_value(schema, said, today=TODAY, is_answer=False) is None


@pytest.mark.parametrize("said", ["the evening is better", "it's fine in the evening", "call me in the evening"])
def test_time__wished_unasked__is_one(said: str) -> None:
    schema = {"enum": ["morning", "afternoon", "evening"]}

    assert read_value(schema, said, today=TODAY, is_answer=False) == Filled(value="evening")
