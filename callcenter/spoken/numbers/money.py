"""Amounts of money as people say them, in cents: "thirty one and a quarter", "forty five fifty"."""

from __future__ import annotations

import re

from callcenter.spoken.beside import stands_plain
from callcenter.spoken.numbers.numbers import numerals
from callcenter.spoken.numbers.shares import read_share
from callcenter.spoken.reading import Ambiguous, Filled, Read, one_of

_FRACTIONS = {"quarter": 25, "half": 50, "3 quarters": 75, "three quarters": 75}
_FRACTION = r"(?:(?:an? )?(?P<fraction>half|quarter|3 quarters))"
_DOLLARS = r"(?:dollars?|bucks?|quid|usd)"
#: What is meant by the whole of what is due.
_ALL_OF_IT = re.compile(
    r"\b(all of (it|that)|everything|"
    r"the (whole|full|entire|total)|in full|(?<!at )(?<!after )(?<!that's )(?<!that is )(?<!it's )"
    r"all(?! right| day| the time| along)|the lot|"
    r"the (remaining )?balance|full amount|what(ever)? (i|we) owe|what(ever)?('s| is) (due|owed|left|outstanding)|"
    r"pay it off|the rest)\b"
)
#: Part of what is due: nobody but the tool knows how much it is.
_PART_OF_IT = re.compile(
    r"\b(half|quarter|third|percent|part|some|most|twice|double|triple|the minimum|as (much|little) as|a few|a bit|"
    r"a little|several|less|more|all but|(everything|all) (but|except))\b"
)
#: "Three quarters of it", "everything but ten dollars", "ten dollars less".
_OF_IT = re.compile(
    r"\b(half|quarters?|thirds?|percent|part|most|some|double|twice) of (it|that|the|this|what|my)\b|\bpercent\b|"
    r"\b(all|everything|the (whole|full)( \w+)?|all of it) (but|except|minus|less)\b|"
    r"\b(dollars?|bucks?|\d+) (off|less|more)\b(?! than)|(?<!and a )\bhalf( now)?$"
)
#: What leaves an amount open.
_ROUGHLY = re.compile(
    r"\b(couple|few|something|odd|or so|ish|and change|and some|at least|at most|up to|more than|less than|over|under|"
    r"maximum|minimum|between|somewhere|or more|or less|"
    r"maybe|might|perhaps|or something|not sure|almost|nearly|close to)\b|\d ish\b"
)
#: What is offered all the same: "maybe forty on the tenth".
_HALF_SURE = re.compile(r"\b(?:maybe|perhaps|might)\b")
#: After a question it only makes it polite ("that ten dollar fee, could you take it off, maybe?").
_POLITE = re.compile(r"\b(?:maybe|perhaps)\W*\?\s*$")
#: A number without its currency that can only be an amount: what somebody pays, or does so on a day.
_OFFERED = re.compile(
    r"(?:\b(?P<verb>pay|paying|afford|manage|put down|send|promise|give you|do)"
    r"(?: (?:you|off|back|down|about|around|the|only|up to|of|a|is|another))* )?"
    r"(?<![\w.:/-])(?<!\bor )(?P<d>\d{1,4}(?: \d\d)?)(?![\w:/-]|\.\d|"
    r" ?(?:am|pm|a\.m|p\.m|o'clock|more|days?|weeks?|months?|years?|hours?|minutes?|percent|times?|or|to|and|of|\d)\b)"
    r"(?P<day>[,.]? (?:and )?(?:on|by|at the|next|this|now|today|tomorrow|before)\b)?"
)
#: What somebody has, or pays, again and again: "twelve dollars an hour".
_PER = re.compile(
    rf"\b\d+(?:[.,]\d\d)?(?: {_DOLLARS})? (?:an hour|an? (?:day|week|month|year)|per \w+|each|every \w+)\b"
)
#: What somebody has left, and what is too much for them.
_HELD = re.compile(
    rf"\b\d+(?:[.,]\d\d)?(?: {_DOLLARS})?(?: left)? (?:in (?:my|the|our) (?:\w+ )?(?:account|bank|pocket|purse|"
    rf"wallet)|to my name|"
    r"(?:is|'s|would be) (?:just |way |far |really )*(?:too (?:much|high)|a lot|impossible))\b"
)
#: The amount after the day: "on the fifteenth, eighty".
_AFTER_DAY = re.compile(
    r"(?:(?:\d(?:st|nd|rd|th)|\bchristmas)|(?P<weekday>\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|\bweek))"
    r"(?: then| for)?[,.;]?\s+(?:i can (?:do|pay|give you) |make it |just |only |say )*"
    # "Monday, thirty" may be the thirtieth.
    r"(?P<d>(?(weekday)(?:3[2-9]|[4-9]\d|[1-9]\d\d)|(?:[2-9]\d|[1-9]\d\d)))(?: of it)?"
    r"(?=\W*(?:$|please\b|then\b|dear\b|[,.;]))"
)
#: The amount before the day, parted from it: "forty. Fourteenth", and no "thirty, the thirty first".
_BEFORE_DAY = re.compile(
    r"(?<![\w.:/-])(?P<d>3[2-9]|[4-9]\d|[1-9]\d\d)(?: dollars?| bucks)?[,.;]\s+(?:and )?(?:the )?\d{1,2}(?:st|nd|"
    r"rd|th)\b"
)
#: Put right at the end: "forty on the tenth, no, make it fifty".
_AT_LAST = re.compile(
    r"\b(?:no|sorry|i mean|i meant|actually|wait|make (?:it|that)|rather)[, ]+(?:(?:no|sorry|make (?:it|that)|"
    r"actually|wait)[, ]+)*"
    r"(?P<d>[2-9]\d|[1-9]\d\d)(?=\W*(?:$|please\b|then\b|dear\b|not\b))"
)
#: After these a number is a day, an hour or a name, and no amount.
_NO_AMOUNT = re.compile(
    r"\b(?:the|on|at|until|till|before|after|by|since|number|account|ticket|zip|code|fiber|plan|"
    r"(?:jan|febr)(?:uary)?|march|april|may|june|july|august|(?:sept|octo|novem|decem)(?:ber)?)$"
)
_DENIED = re.compile(
    r"\b(not|isn't|instead of|rather than|but not|(?:can't|cannot|couldn't|won't)(?= *$)|"
    r"(?:didn't|did not|never|haven't|won't|can't|cannot|couldn't) (?:pay|paid|owe|do|afford|manage|make)(?: "
    r"you)?)( the| a)?$"
)
#: "I was charged ninety dollars", "you owe me twenty": told, not wished for.
_TOLD = re.compile(
    r"\b(?:rent|mortgage|insurance|pension|income|groceries|gas|pills?|medicine)(?: is|'s| comes to| costs?)(?: "
    r"about)?$|"
    r"\bturn(?:s|ed|ing)?$|\bi(?:'m| am|'ll be)(?: nearly| almost| only)?$|\b(?:he|she|my \w+)(?: is|'s| will "
    r"be)$|\b(?:i|we|he|she|they) (?:only |just "
    r")?(?:make|earn|get|owe|turn)s?(?: only| about| just)?$|"
    r"\b(charged|paid|billed|took|taken|cost|costs|owe me|lost|withdrew|debited)\b( \w+){0,3}$"
)
_REPAIR = re.compile(
    r"\b(no|sorry|i mean|i meant|actually|make (that|it)|wait|scratch that|oops|correction|but|rather)\b"
)
#: "Half, no, actually all of it".
_ALL_AFTER_ALL = re.compile(rf"{_REPAIR.pattern} (?:\w+ )*?{_ALL_OF_IT.pattern}")
#: Words that may stand beside an amount: a denied one is gone already.
_ALSO = frozenset("not but or rather about around and think today start up full whole".split())
#: Amounts, the plainest form first. Groups: dollars `d`, cents `c`, a fraction.
_AMOUNTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\$ ?(?P<d>\d+)[.,](?P<c>\d{{2}})\b(?: {_DOLLARS})?",
        rf"\b(?P<d>\d+)[.,](?P<c>\d{{2}})\b(?: {_DOLLARS})?",
        r"(?:\$ ?)?\b(?P<d>\d+)\.(?P<c1>\d)\b",
        rf"\b(?P<d>\d+) {_DOLLARS},?(?: and)? (?P<c>\d{{1,2}})(?: cents?)?(?=\W*$|\W*(?:please|thanks|no|not|i)\b)",
        rf"\b(?P<d>\d+)(?: {_DOLLARS})?,?(?: and)? (?P<c>\d{{1,2}}) cents?\b",
        rf"\b(?P<d>\d+|an?) {_DOLLARS} and {_FRACTION}\b",
        rf"\b(?P<d>\d+) and {_FRACTION}(?: {_DOLLARS})?\b(?! (?:thousand|grand|hundred))",
        rf"\ban? {_DOLLARS}(?: and)? (?P<buck>\d{{1,2}})(?: cents?)?\b",
        rf"\b(?P<d>\d+) (?:{_DOLLARS} )?point (?P<point>(?:oh|o|\d)(?: \d)?|\d\d)\b(?: {_DOLLARS})?",
        rf"\b(?P<d>\d+) (?P<c>\d\d) {_DOLLARS}",
        rf"\b(?P<d>\d+) {_DOLLARS}",
        rf"\b(?P<one>an?) {_DOLLARS}",
        r"\b(?P<c>\d{1,2}) cents?\b",
        r"\$ ?(?P<d>\d+)",
    )
)
_BARE = re.compile(r"(?<![\w.:/-])\d+(?: (?:oh|o) \d| \d+)*(?![\w:/-]|\.\d)")
#: Digits of a ZIP code: so many, without a currency, are hardly an amount that anybody here pays.
_IDENTIFIER_DIGITS = 5
#: Numbers of other things: "three outages in one month".
_COUNTED = re.compile(
    r"\b(?:\d+|one|a) (?:more |whole |full |different )?(?:outage|time|day|week|month|year|hour|minute|people|person|"
    r"call|letter|bill|invoice|ticket|line|account|visit|part|payment|go(?:es)?|instal?lment|kid|child|children)s?\b"
)
#: What recognisers write for units after tens, and before a currency.
_HEARD = {"to": "two", "too": "two", "for": "four", "won": "one", "ate": "eight", "tree": "three", "fife": "five"}
_AFTER_TENS = re.compile(
    rf"\b((?:twen|thir|for|fif|six|seven|eigh|nine)ty) ({'|'.join(_HEARD)})(?= dollars?| bucks?| cents?|\W*$)"
)


#: An amount by which something else than a payment is known: "a ten dollar late fee".
_OF_A_CHARGE = re.compile(
    rf"\b\d+(?:[.,]\d\d)? {_DOLLARS} (?:\w+ )?(?:fee|charge|plan|bill|invoice|fine|credit|refund|off|back)s?\b"
)
#: Says nothing beside an amount but when it is paid: "fifty dollars, on Friday", "and the rest later".
_BESIDE_DAY = re.compile(
    r"(?:(?:and|on|by|this|next|the|coming|then|please|for|now|today|tomorrow|rest|later|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|st|nd|rd|th)\b[\s,.;!]*|[,.;!]\s*)+"
)
#: What has been paid.
_HAS_PAID = re.compile(
    r"\bpaid (?:you )?(?:(?:the|about|only) )*(?P<d>\d{2,4})(?![\w:/-]|\.\d| (?:days?|weeks?|months?|times?|hours?))"
)
_TENS = r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
#: Leads in what is paid besides: "fifty on Friday and the rest in two weeks".
_REST = re.compile(
    r"(?:(?<=\w)(?:[,.;]+\s+(?:(?:and|then|so) )*|\s+(?:and|then) )"
    r"(?:(?:i'?ll|i'?d|i will|i would|i can|we'?ll|we can) (?:\w+ ){1,2})?"
    rf"the (?:rest|remainder|remaining|other (?:half|part|one|\d+|{_TENS}))\b|"
    # "Half on the fourth and half on the eighteenth", but not "forty, no wait, sixty on Friday".
    rf"(?<=\w),?\s+(?:and|then) (?:another )?(?:half|\d{{2,}}|{_TENS})(?: dollars?| bucks)? (?=(?:on|by|next)\b))"
    r"(?=.*\b(?:on|in|by|at|next|later|after|when|week|month|\w+day)\b).*$",
    re.I | re.S,
)


def first_payment(text: str) -> str:
    """Return what a text says of the first of two payments.

    >>> first_payment("Fifty on Friday and the rest in two weeks.")
    'Fifty on Friday'
    >>> first_payment("I can pay sixty dollars on Monday, and the rest at the end of December.")
    'I can pay sixty dollars on Monday'
    """
    return _REST.sub("", text)


def read_payment(text: str, *, is_answer: bool = True) -> Read:
    """Return the amount that has been paid, as `read_money` does: no fee that is spoken of, and "I paid fifty" is one.

    >>> read_payment("I paid fifty and you want a ten dollar late fee", is_answer=False)
    Filled(value=5000, is_sure=True, is_open=False)
    """
    plain = _OF_A_CHARGE.sub(" ", _plain(text))
    paid = [int(found["d"]) * 100 for found in _HAS_PAID.finditer(plain)]
    if len(paid) == 1 and not is_answer:
        return Filled(value=paid[0])
    return read_money(plain, is_answer=is_answer)


def read_money(text: str, *, is_answer: bool = True, takes_shares: bool = False) -> Read:
    """Return an amount of money in cents; `Filled(value=None)` for the whole of what is due.

    A number without "dollars" or "cents" counts only in an answer to a question for an amount, and only if it can't be
    an account number or a ZIP code. "Four fifty" (4.50 or 450), "a couple of hundred" and "half of it" are `Ambiguous`;
    half is a value of its own (a key of `SHARES`) for who takes shares.

    >>> read_money("twelve dollars and fifty cents"), read_money("forty nine ninety")
    (Filled(value=1250, is_sure=True, is_open=False), Filled(value=4990, is_sure=True, is_open=False))
    """
    plain = _HELD.sub(" ", _PER.sub(" ", _plain(text)))
    found = _marked(plain)
    if takes_shares and not found and not _ALL_AFTER_ALL.search(plain):
        if share := read_share(text, is_answer=is_answer):
            return Filled(value=share)
    if _OF_IT.search(plain):
        return Ambiguous() if is_answer else None
    if not is_answer:
        wanted = {
            cents for before, cents in found or _offered(plain) if not (_DENIED.search(before) or _TOLD.search(before))
        }
        is_rough = _ROUGHLY.search(_POLITE.sub(" ", plain) if found else _HALF_SURE.sub(" ", plain)) is not None
        return Filled(value=wanted.pop()) if len(wanted) == 1 and not is_rough else None
    bare = _bare(_COUNTED.sub(" ", plain)) if not found else None
    mentions = [(before, (cents,)) for before, cents in found] if found else bare or []
    mentions = [mention for mention in mentions if not _DENIED.search(mention[0])]
    if not mentions:
        if _ALL_OF_IT.search(plain) and not re.search(r"\b(not|n't|but|except|half|third|quarter)\b", plain):
            return Filled(value=None)
        return Ambiguous() if _PART_OF_IT.search(plain) or found or bare else None
    kept: list[tuple[int, ...]] = []
    for before, amounts in mentions:
        if kept and _REPAIR.search(before):
            kept = []
        kept.append(amounts)
    rest = " ".join(_BARE.sub(" ", _without_amounts(plain)).split())
    is_plain = stands_plain(rest, also=_ALSO)
    is_sure = is_plain and not _ROUGHLY.search(plain) and all(len(amounts) == 1 for amounts in kept)
    candidates = tuple(cents for amounts in kept for cents in amounts)
    if not is_sure and _BESIDE_DAY.fullmatch(rest) and (told := read_money(text, is_answer=False)) is not None:
        return told  # "fifty dollars, on Friday": what is sure where nobody asked for it
    return one_of(candidates, is_sure=is_sure) if 0 not in candidates and len(set(candidates)) <= 3 else Ambiguous()


def _offered(plain: str) -> list[tuple[str, int]]:
    """Return the amounts that are offered without a currency ("can I pay forty, no, sixty on the tenth")."""
    kept: list[tuple[str, int]] = []
    end = 0
    for match in _OFFERED.finditer(plain):
        before = plain[end : match.start()].strip(" ,")
        if not (match["verb"] or match["day"]) or (not match["verb"] and _NO_AMOUNT.search(before)):
            continue
        if kept and _REPAIR.search(before):
            kept = []
        readings = _readings(match["d"].split())
        if len(readings) == 1:  # "one ten on the fifth" may be 1.10
            kept.append((before, readings[0]))
        end = match.end()
    if kept and (last := _AT_LAST.search(plain, end)) is not None:
        return [("", int(last["d"]) * 100)]
    if not kept and (after := _BEFORE_DAY.search(plain) or _AFTER_DAY.search(plain)) is not None:
        return [("", int(after["d"]) * 100)]
    return kept


#: "That's grand" is a yes of the Irish, and no thousand.
_GRAND = re.compile(r"(?:^|\b)(\w*)[ ,.!]*\bgrand\b")


def _plain(text: str) -> str:
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.lower().replace("’", "'").replace("-", " "))
    plain = _AFTER_TENS.sub(lambda match: f"{match[1]} {_HEARD[match[2]]}", plain)
    plain = re.sub(r"\b(\d+)\.(\d)(?:k| ?thousand| ?grand)\b", lambda match: f"{match[1]}{match[2]}00", plain)
    plain = re.sub(r"\b(\d+)k\b", r"\g<1>000", plain)
    plain = _GRAND.sub(
        lambda m: (
            m[0] if m[1] in ("a", "half", "few", "of", "couple") or m[1].isdigit() or numerals(m[1]) != m[1] else m[1]
        ),
        plain,
    )
    plain = re.sub(r"\b(an?|one) (couple|few)( of)?\b", r"\2", plain)
    plain = re.sub(r"\bcouple( of)? (?=hundred|thousand|grand)", "couple two ", plain)
    plain = re.sub(r"\b(um+|uh+|er|erm|hmm|like|please|just|only|even)\b,?", " ", plain)
    plain = " ".join(numerals(plain).split())
    plain = re.sub(r"\bone(?= (?:\d|oh?\b))|(?<=\boh )one\b|(?<=\d )one\b", "1", plain)
    # "Two and a half thousand", "one and a half grand".
    return re.sub(
        r"\b(\d+|one|a) and a half (100|1000)\b",
        lambda match: str((int(match[1]) if match[1].isdigit() else 1) * int(match[2]) + int(match[2]) // 2),
        plain,
    )


def _marked(plain: str) -> list[tuple[str, int]]:
    """Return the amounts that are said to be money, with the words before each."""
    found: list[tuple[int, int, int]] = []
    for pattern in _AMOUNTS:
        for match in pattern.finditer(plain):
            if not any(start < match.end() and match.start() < end for start, end, _ in found):
                found.append((match.start(), match.end(), _cents(match)))
    found.sort()
    ends = [0, *(end for _, end, _ in found)]
    return [(plain[ends[index] : start].strip(), cents) for index, (start, _, cents) in enumerate(found)]


def _without_amounts(plain: str) -> str:
    """Return a text without the amounts that are said to be money."""
    for pattern in _AMOUNTS:
        plain = pattern.sub(" ", plain)
    return plain


def _cents(match: re.Match[str]) -> int:
    parts = {name: value for name, value in match.groupdict().items() if value}
    if "buck" in parts:
        return 100 + int(parts["buck"])
    if "one" in parts:
        return 100
    dollars = 0 if "d" not in parts else int(parts["d"]) if parts["d"].isdigit() else 1
    cents = int(parts.get("c", 0)) + 10 * int(parts.get("c1", 0)) + _FRACTIONS.get(parts.get("fraction", ""), 0)
    if point := parts.get("point"):
        digits = re.sub("oh|o", "0", point).replace(" ", "")
        cents += int(digits.ljust(2, "0"))
    return dollars * 100 + cents


def _bare(plain: str) -> list[tuple[str, tuple[int, ...]]]:
    """Return the numbers of an answer as what they may be in cents, with the words before each."""
    found: list[tuple[str, tuple[int, ...]]] = []
    end = 0
    for match in _BARE.finditer(plain):
        if _is_identifier(match[0]):
            continue
        found.append((plain[end : match.start()].strip(), _readings(match[0].split())))
        end = match.end()
    return found


def _is_identifier(numbers: str) -> bool:
    """Tell whether numbers in a row are an account number or a ZIP code: long, digit by digit, or led by a nought."""
    groups = re.sub(r"oh|o", "0", numbers).split()
    is_run = len({len(group) for group in groups}) == 1
    length = sum(map(len, groups))
    return length > _IDENTIFIER_DIGITS or (is_run and length == _IDENTIFIER_DIGITS) or groups[0][0] == "0" < numbers[1:]


def _readings(numbers: list[str]) -> tuple[int, ...]:
    """Return what numbers in a row may be: "45 50" is a price, "4 50" may be 450 dollars too."""
    values = [0 if number in ("oh", "o") else int(number) for number in numbers]
    match values:
        case [dollars]:
            return (dollars * 100,)
        case [dollars, 0, cents] if 10 <= dollars < 1000 and cents < 10:
            return (dollars * 100 + cents,)
        case [dollars, 0, cents] if dollars < 10 and cents < 10:
            return (dollars * 100 + cents, (dollars * 100 + cents) * 100)
        case [dollars, cents] if dollars >= 10 and 10 <= cents < 100:
            return (dollars * 100 + cents,)  # "nineteen ninety nine" is a price
        case [dollars, cents] if dollars < 10 and 10 <= cents < 100:
            return (dollars * 100 + cents, (dollars * 100 + cents) * 100)
        case [hundreds, tens, cents] if hundreds < 10 and 10 <= tens < 100 and 10 <= cents < 100:
            return ((hundreds * 100 + tens) * 100 + cents,)
        case _ if all(value < 10 for value in values):
            joined = int("".join(str(value) for value in values))
            return (joined * 100, joined) if len(values) > 2 else (joined * 100, values[0] * 100 + values[1] * 10)
    return tuple(value * 100 for value in values)
