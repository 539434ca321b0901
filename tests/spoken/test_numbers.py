"""Numbers said in words, in pairs, in groups, with hesitation."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.dialog.wording.templates import digits, money
from callcenter.spoken.correcting import Corrected
from callcenter.spoken.correction import read_correction
from callcenter.spoken.numbers.digit_answer import read_digits
from callcenter.spoken.numbers.digit_correction import correct_digits
from callcenter.spoken.numbers.money import first_payment, read_money, read_payment
from callcenter.spoken.numbers.numbers import digit_runs, digits_in, numbers_in
from callcenter.spoken.numbers.shares import read_share
from callcenter.spoken.reading import Ambiguous, Filled, Partial, Read
from callcenter.spoken.values import read_value

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
numbers = st.text("0123456789", min_size=1, max_size=12)


@given(numbers)
def test_digits__spelled_in_words__are_read_back(number: str) -> None:
    assert digits_in(" ".join(WORDS[int(digit)] for digit in number)) == number


@given(numbers)
def test_digits__as_the_agent_says_them__are_read_back(number: str) -> None:
    assert digits_in(digits(number)) == number


@given(numbers, st.lists(st.sampled_from(["um", "uh", "dash", "then"]), min_size=12, max_size=12))
def test_digits__with_hesitation_between__are_read_as_one_number(number: str, fillers: list[str]) -> None:
    said = " ".join(f"{WORDS[int(digit)]} {filler}" for digit, filler in zip(number, fillers, strict=False))

    assert [run.digits for run in digit_runs(said)] == [number]


@given(st.integers(min_value=1, max_value=99_999))
def test_money__as_the_agent_says_it__is_read_back(cents: int) -> None:
    assert read_money(money(cents)) == Filled(value=cents)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("four oh seven one double eight twenty three", "40718823"),
        ("forty seventy one eighty eight twenty three", "40718823"),
        ("it's 4071 8823", "40718823"),
        ("triple five", "555"),
        ("one eight hundred five five five oh one two three", "18005550123"),
        ("seventy eight thousand seven hundred and one", "78701"),
        ("four zero seven one eight eight to three", "40718823"),
        ("oh it's nothing", ""),
        ("4,071", "4071"),
    ],
)
def test_digits__said_in_many_ways__are_read(said: str, expected: str) -> None:
    assert digits_in(said) == expected


def test_digit_runs__two_numbers_in_one_breath__are_told_apart() -> None:
    runs = digit_runs("my account is four zero seven one eight eight two three and the zip is seven eight seven oh one")

    assert [run.digits for run in runs] == ["40718823", "78701"]


@pytest.mark.parametrize(
    ("said", "cents"),
    [
        ("twelve dollars and fifty cents", 1250),
        ("$19.99", 1999),
        ("forty nine ninety", 4990),
        ("a hundred bucks", 10_000),
        ("1,250 dollars", 125_000),
        ("ninety cents", 90),
        ("about eighty dollars I think", 8000),
        ("fifty", 5000),
        ("nothing at all", None),
        ("well, all right. yes please", None),
    ],
)
def test_money__said_in_many_ways__is_read_in_cents(said: str, cents: int | None) -> None:
    assert read_money(said) == (None if cents is None else Filled(value=cents))


def test_money__number_without_currency_unasked__is_no_money() -> None:
    assert read_money("I live at forty two", is_answer=False) is None


@pytest.mark.parametrize(
    ("said", "cents"),
    [
        ("And that ten-dollar late fee, could you take that off, maybe?", 1000),
        ("maybe ten dollars", None),
        ("could I pay ten dollars maybe", None),
    ],
)
def test_money__a_maybe_after_a_question__only_makes_it_polite(said: str, cents: int | None) -> None:
    assert read_money(said, is_answer=False) == (None if cents is None else Filled(value=cents))


@pytest.mark.parametrize("said", ["I was charged ninety dollars twice", "you owe me twenty dollars"])
def test_money__told_and_not_wished_for__is_left_out(said: str) -> None:
    assert read_money(said, is_answer=False) is None


@pytest.mark.parametrize(
    ("said", "cents"),
    [
        ("I paid fifty and now there's a ten dollar late fee", 5000),
        ("I paid my bill and you sent me a ten dollar late fee", None),
        ("I paid 60 days ago", None),
        ("I didn't pay ten, I paid fifty", 5000),
    ],
)
def test_payment__beside_a_fee__is_what_was_paid(said: str, cents: int | None) -> None:
    assert read_payment(said, is_answer=False) == (None if cents is None else Filled(value=cents))


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("fifty on Friday and the rest in two weeks", "fifty on Friday"),
        ("No, fifty Friday. The other sixty in two weeks.", "No, fifty Friday"),
        ("the rest on Friday", "the rest on Friday"),
        ("pay the other half on Friday", "pay the other half on Friday"),
        ("fifty on Friday, and what about the rest?", "fifty on Friday, and what about the rest?"),
    ],
)
def test_two_payments__are_read_as_the_first(said: str, first: str) -> None:
    assert first_payment(said) == first


@pytest.mark.parametrize(
    "said", ["95017342", "It's 9501 7342", "30307", "02139", "nine five oh one seven three four two"]
)
def test_money__an_account_number_or_a_zip_code__is_no_amount(said: str) -> None:
    assert read_money(said) is None


@pytest.mark.parametrize(
    ("said", "is_answer", "share"),
    [
        ("half on Monday", True, "half"),
        ("just half then", True, "half"),
        ("a third of it", True, "third"),
        ("can I pay half of it on Friday", False, "half"),
        ("a quarter of what I owe", False, "quarter"),
        ("I can do half now and half on Friday", False, "half"),
    ],
)
def test_share__of_what_is_due__is_read_by_who_takes_shares(said: str, is_answer: bool, share: str) -> None:
    assert read_money(said, is_answer=is_answer, takes_shares=True) == Filled(value=share)
    assert read_money(said, is_answer=is_answer) in (None, Ambiguous())


@pytest.mark.parametrize(
    "said",
    [
        "at half past two", "half an hour", "two and a half", "the other half", "more than half of it",
        "not half of it", "I've paid half of it", "half of the day", "on the third", "a quarter to nine",
        "half or a third of it", "all but half",
    ],
)  # fmt: skip
def test_share__of_something_else_or_denied__is_none(said: str) -> None:
    assert read_share(said) == ""


@pytest.mark.parametrize(
    ("due", "said", "value"),
    [(5000, "no, half of the bill", "half"), ("half", "no, all of it", None), ("half", "no, make it fifty", 5000)],
)
def test_share__corrected__is_another_value_of_the_amount(due: object, said: str, value: object) -> None:
    schema = {"format": "money", "shares": True}

    assert read_correction(schema, said, due, today=date(2026, 11, 23)) == Corrected(value=value)


def test_numbers__words_and_figures__are_found() -> None:
    assert numbers_in("one hundred and five people and 12 dogs, twenty three cats") == [105, 12, 23]


@pytest.mark.parametrize(
    ("said", "length", "read"),
    [
        # A nought that a recogniser wrote as "no": asked about, never believed, and no correction of the digit before.
        ("nine eight one no three", 5, Ambiguous(candidates=("98103",))),
        # As "a", which an eight is as well.
        ("It's a 1089.", 5, Ambiguous(candidates=("01089", "81089"))),
        ("A two six nine eight.", 5, Ambiguous(candidates=("02698", "82698"))),
        ("Three, L, three, L, seven.", 5, Filled(value="30307")),
        ("four zero seven two, no, one, eight eight two three", 8, Filled(value="40718823")),
        # As "or": believed where the number then has its length.
        ("six two or three eight eight one seven", 8, Filled(value="62038817")),
        ("four zero seven one eight eight two or three", 8, Filled(value="40718823")),
    ],
)
def test_digits__nought_misheard__is_read_by_the_length(said: str, length: int, read: Read) -> None:
    assert read_digits(said, least=length, most=length) == read


@pytest.mark.parametrize(
    ("said", "so_far", "digits"),
    [
        ("Oh, twenty one. Thirty nine.", "", "02139"),
        ("Oh, it's oh two one three nine", "", "02139"),
        ("Twenty one. Thirty nine.", "0", "02139"),
    ],
)
def test_read_digits__a_zip_code_as_it_is_said_and_heard(said: str, so_far: str, digits: str) -> None:
    assert read_digits(said, least=5, most=5, so_far=so_far) == Filled(value=digits)


@pytest.mark.parametrize(
    "said",
    [
        "62... no that's not mine. four zero seven one eight eight two three",
        "51, no that isn't mine, four zero seven one eight eight two three",
    ],
)
def test_read_digits__taken_back_as_not_mine__is_no_nine(said: str) -> None:
    assert read_digits(said, least=8, most=8) == Filled(value="40718823")


def test_read_digits__the_rest_of_a_number__isnt_another_number_of_its_own() -> None:
    """The pairs of "seventy one, eighty eight, twenty three" could be eight digits if one broke them up."""
    read = read_digits("Seventy one. Eighty eight. Twenty three.", least=8, most=8, so_far="40")

    assert read == Filled(value="40718823")


@pytest.mark.parametrize(
    "said",
    [
        "30307. And when did my last payment arrive?",
        "it's 30307, and what was my last bill",
        "30307 and can I pay at the end of the month",
        "30307, my contract ends in May",
        "30307. When does it start?",
    ],
)
def test_correction__words_about_something_else_beside_a_number__puts_no_other_right(said: str) -> None:
    assert correct_digits("95017342", said) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("the last is nine", "95017349"),
        ("no, it ends in nine one", "95017391"),
        ("Ends with double one", "95017311"),
        ("it starts with nine six", "96017342"),
        ("no, the last, five five", "95017355"),
        ("the end is nine one", "95017391"),
    ],
)
def test_correction__of_an_end__is_put_there(said: str, expected: str) -> None:
    assert correct_digits("95017342", said) == Corrected(value=expected)


@pytest.mark.parametrize(
    "said",
    [
        "four oh seven one eight eight. a two. Yes, two. Three.",
        "four oh seven one, yes, one, eight eight, two, three",
        "the first four are four oh seven one and the last four eight eight two three",
        "four oh seven one, double eight, that's two eights, two three",
        "four oh seven one, got that? eight eight two three",
        "four oh seven one. Are you there? Eight eight two three.",
        "four oh seven one eight eight two five, the last one's a three, sorry",
        "I'm eighty four. It's four oh seven one eight eight two three",
        "four oh seven one eight, yes eight, two three",
    ],
)
def test_number__with_words_between_and_digits_confirmed__is_read(said: str) -> None:
    assert read_value({"format": "digits", "minLength": 8, "maxLength": 8}, said, today=date(2026, 11, 27)) == Filled(
        value="40718823"
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("oh to one three nine", "02139"),
        ("oh too won tree nine", "02139"),
    ],
)
def test_postcode__heard_wrongly__is_read(said: str, expected: str) -> None:
    assert read_digits(said, least=5, most=5) == Filled(value=expected)


@pytest.mark.parametrize(
    ("said", "half"),
    [("Thanks to zero three", "6203"), ("for oh seven one", "4071"), ("a two. Yes, two.", "2")],
)
def test_read_digits__half_of_it_in_words_alike__is_that_half(said: str, half: str) -> None:
    assert read_digits(said, least=8, most=8) == Partial(digits=half)


@pytest.mark.parametrize(
    ("said", "cents"),
    [
        ("seventy, on the fifteenth", 7000),
        ("on the fifteenth, eighty", 8000),
        ("the fifteenth. Eighty.", 8000),
        ("forty on the tenth, no, make it fifty", 5000),
        ("twenty five fifty on the fifth", 2550),
        ("I make twelve dollars an hour, so the best I can do is twenty on Friday", 2000),
        ("my rent is nine hundred on the first so I can only do thirty on the twentieth", 3000),
        ("one ten on the fifth", None),
        ("I can't do a hundred and ten", None),
        ("I turn seventy on the twelfth", None),
        ("seventy five, and on the eleventh", 7500),
        ("forty... no fifty... no forty. On the ninth.", 4000),
        ("I have two dollars in my account. Next Friday.", None),
        ("my sister turns forty on Saturday, I'll pay Monday", None),
        ("a hundred ten is too much", None),
        ("Monday, thirty", None),
        ("forty. Fourteenth.", 4000),
        ("thirty, the thirty first", None),
        ("I'm eighty on Tuesday, love. Let's say Friday.", None),
        ("December 15th 2026", None),
    ],
)
def test_money__beside_a_day_unasked__is_what_will_be_paid(said: str, cents: int | None) -> None:
    read = read_money(said, is_answer=False)

    assert read == (Filled(value=cents) if cents else None)


def test_read_digits__after_a_sorry__is_the_rest_or_the_half_anew() -> None:
    assert read_digits("sorry, eight eight two three", least=8, most=8, so_far="4071") == Ambiguous(
        candidates=("40718823",)
    )
    assert read_digits("sorry, four oh seven two", least=8, most=8, so_far="4071") == Partial(digits="4072")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (
            "Eight four four oh two six seven five. And I'm not going to wait three weeks for it like last time",
            "84402675",
        ),
        ("six two oh three, double eight one seven. No, sorry, eight eight one seven.", "62038817"),
        (
            "Six two oh three eight eight one seven. Wait, do you need the zip? It's 78704",
            "62038817",
        ),
        ("Four zero seven one, eight eight two three. Actually I rang two days ago and no one called back", "40718823"),
        ("7395 1240. No, I won't wait another two hours like last time", "73951240"),
        ("seven three nine five one two four oh. And make it quick, I've two kids here and one's crying", "73951240"),
        ("four zero seven one, eight eight two four. No. Two three.", "40718823"),
        ("Five one six two oh nine three four. No wait, oh nine four three", "51620943"),
        ("4071 8824. Oh no, sorry, I misread it, it's eight eight two three", "40718823"),
    ],
)
def test_digits__with_sentences_after_them__are_put_right_only_by_what_is_of_them(said: str, number: str) -> None:
    assert read_digits(said, least=8, most=8) == Filled(value=number)
