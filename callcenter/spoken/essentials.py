"""What matters in a sentence that somebody is to agree to: its numbers, days, months and parts of the day.

Two sentences that say the same in other words have the same essentials: "49 dollars and 90 cents" and "$49.90",
"the twenty-seventh of November" and "November 27th". English; amounts and dates of other languages aren't read.
"""

from __future__ import annotations

import re

from callcenter.spoken.numbers.numbers import digit_runs, numbers_in, numerals

_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = "january february march april may june july august september october november december".split()
_PARTS = frozenset("morning afternoon evening night noon midnight".split())
#: Months that are words of their own too: they count beside a number only.
_AMBIGUOUS = frozenset({"may", "march"})

_ORDINALS = {
    "first": "one", "second": "two", "third": "three", "fourth": "four", "fifth": "five", "sixth": "six",
    "seventh": "seven", "eighth": "eight", "ninth": "nine", "tenth": "ten", "eleventh": "eleven",
    "twelfth": "twelve", "thirteenth": "thirteen", "fourteenth": "fourteen", "fifteenth": "fifteen",
    "sixteenth": "sixteen", "seventeenth": "seventeen", "eighteenth": "eighteen", "nineteenth": "nineteen",
    "twentieth": "twenty", "thirtieth": "thirty",
}  # fmt: skip
_MONTH = "|".join(_MONTHS)
_LONE_DAY = re.compile(rf"\b(?:the )?((?:(?:twenty|thirty)[ -])?(?:{'|'.join(_ORDINALS)})|\d\d?(?:st|nd|rd|th))\b")
_DATED = re.compile(
    rf"(?P<before>\b(?:{_MONTH}|twenty|thirty)[ -])(?P<after_month>{'|'.join(_ORDINALS)})\b"
    rf"|\b(?P<of_month>{'|'.join(_ORDINALS)})(?= of (?:{_MONTH})\b)"
)
#: "One" that counts nothing.
_THAT_ONE = re.compile(
    r"\b(which|the|that|this|another|each|next|free|no) one\b|\bone (moment|second|minute|thing|more|last|time|of)\b"
)
#: Digits in a row from which a number is one that is dialled or written down, not counted.
_LONG = 7
#: Digits by which two phone numbers are compared, so that a country code doesn't matter.
_COMPARED = 10
_WORD = re.compile(r"[a-z]+")
_CLOCK = r"(?:\d\d?(?::\d\d)? [AP]M|noon|midnight)"
_HOURS_OF_DAY = "one two three four five six seven eight nine ten eleven twelve".split()
#: How callers say an hour, by how we do.
_SAID_HOUR = {
    **{str(n): rf"(?:{n}|{word})(?: ?[ap]\.?m\b\.?| o'?clock)?" for n, word in enumerate(_HOURS_OF_DAY, start=1)},
    **dict.fromkeys(("noon", "midnight"), r"(?:noon|midnight|12|twelve)(?: ?[ap]\.?m\b\.?| o'?clock)?"),
}
#: What a proposal tells besides what would be done: a visit's hours, what it costs, and what a part payment leaves.
_HOURS = re.compile(rf",? between (?P<begins>{_CLOCK}) and (?P<ends>{_CLOCK})")
_TOLD_BESIDES = re.compile(r"; it's free\b[^.?!]*|(?<=[.!?] )(?:The other|Of the other) \d[^.?!]*\.\s*")

_UNIT = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_WORDS = (
    rf"(?:(?:an?|{_UNIT}) hundred(?: and)? ?)?(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ -]{_UNIT})?|"
    rf"(?:thir|four|fif|six|seven|eigh|nine)teen|ten|eleven|twelve|{_UNIT})|(?:an?|{_UNIT}) hundred"
)
_CURRENCY = r"(?:dollars?|bucks|quid|euros?|pounds?)"
#: An amount said over again, with what says that it is all of it.
_AMOUNT_AGAIN = re.compile(
    r"(?:\b(?:give|pay) me (?:back )?)?(?:\b(?:all|just|only|exactly) (?:of )?)?(?:\b(?:the|my|that|this|those) )?"
    r"(?:(?:whole|entire|full|total|all|lot of) )?(?:of )?\$?"
    rf"(?<!twice )(?<!half )(?<!double )(?<!triple )\b(?P<number>\d+|{_WORDS})\b(?![.,:]\d)"
    rf"(?![ -](?:{_UNIT}|\d|hundred|thousand|cents?|more|less|and|or|o'?clock|a|an|per|each|every|times|percent)\b)"
    rf"(?: {_CURRENCY})?(?: (?:of it|in full|in all|in total|altogether|back|it is|then it is|"
    r"(?:that )?you(?:'ve)? (?:just )?(?:said|told me|mentioned|named|offered)))*",
    re.I,
)
#: What is said to be money.
_MARKED = re.compile(
    rf"\$ ?(?P<sign>\d[\d,]*(?:\.\d\d)?)|\b(?P<dollars>\d[\d,]*(?:\.\d\d)?) {_CURRENCY}"
    rf"(?:(?: and)? (?P<cents>\d\d?)(?: cents?)?\b(?! \w+day|st|nd|rd|th))?|"
    r"\b(?P<lone>\d+) cents?\b"
)
#: Amounts of more than once: "forty five a month", "ten each".
_OVER_AND_OVER = re.compile(
    rf"\b\d+(?: {_CURRENCY})? (?:(?:a|an|per|every) (?:day|week|fortnight|month|quarter|year)|each)\b"
)
#: Days of a month, as we say them, and as callers name them in figures.
_DAY_SAID = re.compile(rf"(?i:{_MONTH}) (\d\d?)(?:st|nd|rd|th)\b")
_DAY_NAMED = re.compile(
    rf"(?:\b(?:the|on|by|until|till|{_MONTH}) |^(?:yes|yeah|yep|ok|okay|sure|please|,| )*)"
    rf"(?P<day>\d\d?)(?:st|nd|rd|th)\b"
    rf"(?=\s*$|\s*[.,;!?]| (?:of|then|please|and|thanks|is|works|for|this|next|{_MONTH})\b)"
)
#: A number by itself, with the word before it; and a price in two halves.
_BARE = re.compile(
    r"(?:\b([a-z]+) )?\b(\d+)\b"
    r"(?!(?:st|nd|rd|th)\b|[.:]\d| ?[ap]\.?m\b| o'?clock| \w*(?:times?|days?|weeks?|years?|months?)\b)"
)
_PRICE = re.compile(r"\b\d+[. ]\d\d\b")


def without_asides(proposal: str) -> str:
    """Return what of a proposal's sentence would be done: a value it only tells besides is none that a yes may name.

    "Yes, at eight" is no yes to a visit between 8 AM and noon, nor "yes, forty five" to fifty with 45 left.

    >>> without_asides("I'll book it for Friday, between 8 AM and noon; it's free, or 49 dollars. Shall I do that?")
    "I'll book it for Friday. Shall I do that?"
    """
    return _TOLD_BESIDES.sub("", _HOURS.sub("", proposal))


def without_told_hours(text: str, proposal: str) -> str:
    """Return a caller's words without a visit's hours, if they are just those that the proposal tells.

    >>> without_told_hours("Yes, eight to twelve.", "I'll book it, between 8 AM and noon. Shall I do that?")
    'Yes.'
    >>> without_told_hours("Yes, at eight.", "I'll book it, between 8 AM and noon. Shall I do that?")
    'Yes, at eight.'
    >>> without_told_hours("Yes, I'm home from eight.", "I'll book it, between 8 AM and noon. Shall I do that?")
    "Yes, I'm home."
    """
    told = _HOURS.search(proposal)
    if told is None:
        return text
    begins, ends = (_SAID_HOUR[one.split()[0]] for one in (told["begins"], told["ends"]))
    hours = rf",?\s*\b(?:between |from )?{begins} (?:to|till?|until|and) {ends}\b"
    # Who is in from when it begins is in all the time.
    in_from = rf"\b(in|about|around|home|there|here) from {begins}(?: on| onwards?)?(?=\s*[.,!]|\s*$| anyway\b)"
    return re.sub(hours, "", re.sub(in_from, r"\1", text, flags=re.I), flags=re.I)


def as_proposed(text: str, proposal: str, *, is_left_out: bool = False) -> str:
    """Return a caller's words with the one amount proposed in figures, whichever way they say it again, or without it.

    >>> as_proposed("yes, the whole forty-five back", "I'll refund 45 dollars to your account. Shall I do that?")
    'yes, 45'
    """
    amounts = [cents for cents in _amounts(proposal) if not cents % 100]
    if len(set(amounts)) != 1:
        return text
    amount = amounts[0] // 100

    def figure(found: re.Match[str]) -> str:
        is_same = numbers_in(found["number"]) == [amount]
        return found[0] if not is_same else "" if is_left_out else str(amount)

    return _AMOUNT_AGAIN.sub(figure, text)


def names_other(text: str, proposal: str) -> bool:
    """Tell whether words name another amount, or another day of a month, than the proposal does.

    A number counts for what it is said as: "yes, fifteen dollars" is no yes to thirty by December 15th.

    >>> proposal = "So you'll pay 30 dollars by Tuesday, December 15th. Shall I note that?"
    >>> [names_other(said, proposal) for said in ("yes, fifteen", "yes, on the thirtieth", "yes, thirty on the 15th")]
    [True, True, False]
    """
    amounts, days = set(_amounts(proposal)), set(_DAY_SAID.findall(proposal))
    said = numerals(text)
    if days and any(one["day"] not in days for one in _DAY_NAMED.finditer(said)):
        return True
    if not amounts:
        return False
    if any(cents not in amounts for cents in _amounts(said)) or _OVER_AND_OVER.search(said):
        return True
    whole = {str(cents // 100) for cents in amounts} | {f"{cents // 100}.{cents % 100:02}" for cents in amounts}
    if any(price.replace(" ", ".") not in whole for price in _PRICE.findall(said) if "." in price):
        return True
    bare = _BARE.findall(_PRICE.sub(" ", _MARKED.sub(" ", said)))
    others = set(re.findall(r"\d+", proposal)) - whole
    named = {f"{before} {number}" for before, number in re.findall(r"([a-z]+),? (\d+)", proposal.lower())}
    return any(number in others and f"{before} {number}" not in named for before, number in bare)


def _amounts(text: str) -> list[int]:
    """Return the amounts of money that figures in a text are said to be, in cents."""
    found = []
    for one in _MARKED.finditer(text.lower()):
        dollars, cents = one["dollars"] or one["sign"], one["cents"] or one["lone"] or "0"
        found.append(round(float((dollars or "0").replace(",", "")) * 100) + int(cents))
    return found


def essentials(text: str) -> frozenset[str]:
    """Return the values a sentence names, each as one text.

    >>> sorted(essentials("I'll refund $49.90 on Friday, November 27th, in the morning."))
    ['27', '49', '90', 'friday', 'morning', 'november']
    """
    plain = _THAT_ONE.sub(" ", _DATED.sub(_cardinal, " ".join(text.lower().split())))
    long = [run for run in digit_runs(plain) if len(run.digits) >= _LONG]
    pieces = {int(piece) for run in long for piece in run.pieces}
    numbers = {str(number) for number in numbers_in(plain) if number and number not in pieces}
    return frozenset(numbers | {run.digits[-_COMPARED:] for run in long} | _named(plain))


def essentials_with_days(text: str) -> frozenset[str]:
    """Return the values of an answer, in which "the fourteenth" is a day.

    >>> sorted(essentials_with_days("the fourteenth")), sorted(essentials_with_days("Monday the 14th"))
    (['14'], ['14', 'monday'])
    """
    found = essentials(_LONE_DAY.sub(r"december \1", text.lower()))
    return found if "december" in text.lower() else found - {"december"}


def _cardinal(match: re.Match[str]) -> str:
    if match["of_month"]:
        return _ORDINALS[match["of_month"]]
    return match["before"] + _ORDINALS[match["after_month"]]


def _named(plain: str) -> set[str]:
    words = set(_WORD.findall(plain))
    months = {month for month in _MONTHS if month in words and (month not in _AMBIGUOUS or _is_dated(month, plain))}
    return (words & (_DAYS | _PARTS)) | months


def _is_dated(month: str, plain: str) -> bool:
    """Tell whether "may" or "march" stands beside a number."""
    beside = re.findall(rf"(\S+ )?\b{month}\b,?( \S+)?", plain)
    return any(numbers_in(" ".join(words).replace(" of ", " ")) for words in beside) or bool(
        re.search(rf"\d(st|nd|rd|th)? of {month}\b", plain)
    )
