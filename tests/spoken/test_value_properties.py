"""Values rendered in many spoken ways are read back equal, or asked about; never as another value."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from callcenter.dialog.wording.templates import MONTHS, WEEKDAYS, ordinal
from callcenter.spoken.correcting import Corrected
from callcenter.spoken.correction import read_correction
from callcenter.spoken.reading import Ambiguous, Filled, Partial
from callcenter.spoken.values import read_together, read_value

TODAY = date(2026, 11, 23)
ACCOUNT = {"format": "digits", "minLength": 8, "maxLength": 8}
ZIP = {"format": "postcode", "minLength": 5, "maxLength": 5}
ONES = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)  # fmt: skip
HEARD = {"1": "won", "2": "to", "4": "for", "8": "ate", "3": "tree"}
accounts = st.text("0123456789", min_size=8, max_size=8)


def below_hundred(number: int) -> str:
    if number < 10:
        return "zero" if number == 0 else ONES[number]
    if number < 20:
        return TEENS[number - 10]
    return f"{TENS[number // 10]} {ONES[number % 10]}" if number % 10 else TENS[number // 10]


def in_words(number: int) -> str:
    if number < 100:
        return below_hundred(number)
    rest = f" and {below_hundred(number % 100)}" if number % 100 else ""
    return f"{ONES[number // 100]} hundred{rest}"


def one_by_one(digits: str) -> str:
    """Say digits singly; a lone "oh" is no digit, so a number begins with "zero"."""
    return " ".join("zero" if digit == "0" and at == 0 else ONES[int(digit)] for at, digit in enumerate(digits))


@st.composite
def spoken_digits(draw: st.DrawFn, digits: str) -> str:
    """Say digits one by one, doubled, and in pairs, with hesitation."""
    said: list[str] = []
    at = 0
    while at < len(digits):
        pair = digits[at : at + 2]
        ways = ["one"]
        if len(pair) == 2 and pair[0] == pair[1]:
            ways.append("double")
        if len(pair) == 2 and pair[0] != "0" and (pair[0] == "1" or pair[1] != "0"):
            ways.append("pair")
        way = draw(st.sampled_from(ways))
        if way == "double":
            said.append(f"double {ONES[int(pair[0])]}")
        elif way == "pair":
            said.append(below_hundred(int(pair)))
        else:
            said.append(one_by_one(pair[0]) if not said else ONES[int(pair[0])])
        at += 1 if way == "one" else 2
        if draw(st.booleans()):
            said.append(draw(st.sampled_from(["um", ","])))
    return " ".join(said)


@given(st.data(), accounts)
def test_digits__said_in_any_mixture__are_read_back(data: st.DataObject, number: str) -> None:
    said = data.draw(spoken_digits(number))

    assert read_value(ACCOUNT, said, today=TODAY) == Filled(value=number)


@given(st.data(), accounts, st.integers(min_value=1, max_value=7))
def test_digits__keyed_in_part_and_spoken_on__are_joined_or_asked(data: st.DataObject, number: str, cut: int) -> None:
    said = data.draw(spoken_digits(number[cut:]))

    read = read_value(ACCOUNT, said, today=TODAY, so_far=number[:cut])

    assert read == Filled(value=number) or not isinstance(read, Filled)


@given(accounts, st.sets(st.integers(min_value=1, max_value=7), max_size=3))
def test_digits__some_heard_as_other_words__are_never_another_number(number: str, places: set[int]) -> None:
    words = one_by_one(number).split()
    heard = [HEARD.get(digit, words[at]) if at in places else words[at] for at, digit in enumerate(number)]

    read = read_value(ACCOUNT, " ".join(heard), today=TODAY)

    assert read == Filled(value=number)


@given(accounts, st.integers(min_value=2, max_value=6))
def test_digits__too_few__are_never_a_number(number: str, length: int) -> None:
    said = one_by_one(number[:length])

    assert read_value(ACCOUNT, said, today=TODAY) == Partial(digits=number[:length])


@given(accounts, st.text("0123456789", min_size=5, max_size=5))
def test_digits__account_and_zip_in_one_breath__are_told_apart(number: str, postcode: str) -> None:
    said = one_by_one(number + postcode)

    found = read_together({"account": ACCOUNT, "zip": ZIP}, said, today=TODAY)

    assert found == {"account": Filled(value=number), "zip": Filled(value=postcode)}


@given(accounts, st.text("0123456789", min_size=5, max_size=5))
def test_digits__account_by_its_name_and_a_bare_zip__are_both_taken(number: str, postcode: str) -> None:
    found = read_together({"account": ACCOUNT, "zip": ZIP}, f"account {number}, {postcode}", today=TODAY)

    assert found == {"account": Filled(value=number), "zip": Filled(value=postcode)}


def test_digits__of_one_number_in_groups__hold_no_other_number() -> None:
    found = read_together({"account": ACCOUNT, "zip": ZIP}, "739 512 40", today=TODAY)

    assert found == {"account": Filled(value="73951240")}


@given(st.integers(min_value=0, max_value=290), st.sampled_from(range(5)))
def test_date__said_in_many_ways__is_read_back(ahead: int, way: int) -> None:
    day = TODAY + timedelta(days=ahead)
    month, nth = MONTHS[day.month - 1], ordinal(day.day)
    said = (
        f"{month} {nth}",
        f"the {nth} of {month}",
        f"{WEEKDAYS[day.weekday()]} {month} {nth}, {day.year}",
        f"{month} {below_hundred(day.day)}",
        f"it'd be {WEEKDAYS[day.weekday()]}, the {nth} of {month} please",
    )[way]

    assert read_value({"format": "date"}, said, today=TODAY) == Filled(value=day.isoformat())


@given(st.integers(min_value=2, max_value=60), st.sampled_from(["days", "weeks"]), st.booleans())
def test_date__so_long_from_now__is_reckoned(count: int, unit: str, is_in: bool) -> None:
    said = f"in {in_words(count)} {unit}" if is_in else f"{in_words(count)} {unit} from today"

    found = read_value({"format": "date"}, said, today=TODAY)

    assert found == Filled(value=(TODAY + timedelta(days=count * (7 if unit == "weeks" else 1))).isoformat())


@given(st.integers(min_value=0, max_value=30), st.sampled_from(WEEKDAYS))
def test_date__weekday_with_another_days_number__is_asked(ahead: int, weekday: str) -> None:
    day = TODAY + timedelta(days=ahead)

    read = read_value({"format": "date"}, f"{weekday} the {ordinal(day.day)} of {MONTHS[day.month - 1]}", today=TODAY)

    if WEEKDAYS[day.weekday()] == weekday:
        assert read == Filled(value=day.isoformat())
    else:
        assert isinstance(read, Ambiguous)


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=99), st.sampled_from(range(4)))
def test_money__said_in_many_ways__is_read_or_asked(dollars: int, cents: int, way: int) -> None:
    assume(way != 2 or dollars % 100)  # "one hundred ten" is 110 dollars
    tail = below_hundred(cents) if cents >= 10 else f"oh {below_hundred(cents)}"
    said = (
        f"{in_words(dollars)} dollars and {below_hundred(cents)} cents" if cents else f"{in_words(dollars)} dollars",
        f"${dollars}.{cents:02d}",
        f"{in_words(dollars)} {tail}" if cents else in_words(dollars),
        f"{in_words(dollars)} dollars {tail}" if cents >= 10 else f"{in_words(dollars)} bucks",
    )[way]
    expected = dollars * 100 + (0 if way == 3 and cents < 10 else cents)

    read: Any = read_value({"format": "money"}, said, today=TODAY)

    assert read == Filled(value=expected) or (way == 2 and not isinstance(read, Filled))


@given(accounts, st.integers(min_value=0, max_value=7), st.sampled_from("0123456789"))
def test_correction__of_one_digit_by_its_place__changes_that_digit(number: str, place: int, digit: str) -> None:
    places = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
    wished = number[:place] + digit + number[place + 1 :]

    found = read_correction(
        ACCOUNT, f"no, the {places[place]} digit is {below_hundred(int(digit))}", number, today=TODAY
    )

    assert found == (Corrected(value=wished) if wished != number else None)


@given(st.integers(min_value=10, max_value=200), st.integers(min_value=1, max_value=9), st.sampled_from([1, -1]))
def test_correction__so_much_later_or_earlier__moves_the_day(ahead: int, count: int, sign: int) -> None:
    day = TODAY + timedelta(days=ahead)
    said = f"{in_words(count)} days {'later' if sign == 1 else 'earlier'} than that"

    found = read_correction({"format": "date"}, said, day.isoformat(), today=TODAY)

    assert found == Corrected(value=(day + timedelta(days=sign * count)).isoformat())
