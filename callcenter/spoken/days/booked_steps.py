"""How many days later or earlier than what is booked: "push it back a week", "two days earlier than the one I have"."""

from __future__ import annotations

import re

from callcenter.spoken.days.day_steps import AMOUNT
from callcenter.spoken.numbers.numbers import numerals
from callcenter.spoken.words import plain_words

#: What is booked, as people speak of it.
_BOOKED = (
    r"(?:it|that|this|then|planned|scheduled|booked|now|(?:what|when)\b|"
    r"(?:the|my|our|your|this|that) (?:\w+ )?(?:one|visit|appointment|date|day|time|slot)\b)"
)
#: Each tells how far; the way is later unless it says otherwise. "A week after Christmas" is no step from that day.
_STEPS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{AMOUNT} (?P<way>later|earlier|sooner)\b(?! (?:than|from|on|in) (?!{_BOOKED}))",
        rf"\b{AMOUNT} (?P<way>after|before) {_BOOKED}",
        rf"\b(?:push|put|move|shift|set|take|reschedule)(?: \w+){{0,3}} (?P<way>back|out|off|on|by) (?:by )?{AMOUNT}\b"
        r"(?! (?:earlier|sooner|before))",
        rf"\b(?:postpone|delay|put off)(?: \w+){{1,3}}? (?:by |for )?{AMOUNT}\b",
        rf"\b(?P<way>bring)(?: \w+){{1,3}} forward (?:by )?{AMOUNT}\b",
    )
)
_EARLIER = frozenset(("earlier", "sooner", "before", "bring"))
#: Days of the amounts that are the same from any day.
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_COUNTS = {"a": 1, "an": 1, "one": 1, "another": 1, "couple": 2, "a couple": 2, "couple of": 2, "a couple of": 2}


#: Counted from what is booked in few words: "the day after that", "same day the week after".
_NEXT = tuple(
    (
        re.compile(
            rf"^(?:(?:no|well|oh|just|maybe|make it|on|how about|what about|can we do|could we do|i'?d like|let'?s do|"
            rf"let'?s say|move it to|to) )*{said}{end}$"
        ),
        days,
    )
    for end in (r"(?: (?:please|then|instead|if (?:you can|possible)|dear|would be (?:good|better|best|fine)))*",)
    for said, days in (
        (r"(?:the |one )?day after(?: that| it)?", 1),
        (r"the (?:next|following) day", 1),
        (r"(?:the |one )?day before(?: that| it)?", -1),
        (r"(?:the )?week after(?: that)? (?:but )?(?:the |on the )?same (?:day|time)(?: of the week)?", 7),
        (
            r"(?:the )?same (?:day|time|thing|time and day|day and time)(?: but)?(?: in)?(?: the)? "
            r"(?:(?:next|following) week|week after)(?: that)?",
            7,
        ),
    )
)


_AFTER_IT = re.compile(
    rf"^(?:(?:no|well|oh|just|maybe|make it|say|like|about) )*{AMOUNT} (?P<way>after|before)(?: that| it)?(?: "
    rf"(?:please|then|dear))*$"
)


def read_step(text: str) -> int | None:
    """Return how many days later than what is booked somebody wishes, negative for earlier; None if they say no such.

    >>> read_step("push it back a week"), read_step("two days earlier"), read_step("a week from Monday")
    (7, -2, None)
    """
    plain = numerals(plain_words(text))
    found = [match for pattern in _STEPS for match in pattern.finditer(plain)]
    if (alone := _AFTER_IT.search(plain)) and (days := _days(alone)) is not None:
        return days
    if beside := next((days for said, days in _NEXT if said.search(plain)), 0):
        return beside
    steps = {step for match in found if (step := _days(match)) is not None}
    return steps.pop() if len(steps) == 1 else None


def _days(match: re.Match[str]) -> int | None:
    said = match.groupdict()
    is_whole = not any(said[part] for part in ("half", "mid_half", "end_half", "business")) and said["unit"] in _DAYS
    count = int(said["count"]) if said["count"].isdigit() else _COUNTS.get(said["count"])
    if not is_whole or not count:
        return None
    days = count * _DAYS[said["unit"]]
    return -days if said.get("way") in _EARLIER else days
