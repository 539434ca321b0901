"""What callers call the things that are done for them, and the doing. English; texts are plain (`plain_words`)."""

from __future__ import annotations

import re
from enum import StrEnum


class DeedKind(StrEnum):
    """What a deed is about."""

    VISIT = "visit"
    REFUND = "refund"
    PAYMENT = "payment"
    TICKET = "ticket"
    MESSAGE = "message"


class Doing(StrEnum):
    """What is done with it, where that tells one deed from another."""

    MAKE = "make"
    MOVE = "move"
    CANCEL = "cancel"


_PEOPLE = (
    r"(?:technicians?|engineers?|repair ?man|repairman|installer|plumber|electrician|guy|fella|fellow|lad|bloke|he|him)"
)
#: By kind: what it is called, and the verbs that only that kind is done by.
_KINDS = {
    DeedKind.VISIT: re.compile(
        rf"\b(?:visits?|appointments?|bookings?|slots?|{_PEOPLE}(?:'s|'ll)?|(?<!the )book(?:ed)?|scheduled?|"
        r"rescheduled?|rebooked|coming|comes|come)\b"
    ),
    DeedKind.REFUND: re.compile(
        r"\b(?:refund(?:s|ed)?|money back|(?<!call )(?<!calls )(?<!called )(?<!me )(?<!us )(?<!ring )back|"
        r"credit(?:s|ed)?|reimburse\w*|overcharge\w*)\b"
    ),
    DeedKind.PAYMENT: re.compile(
        r"\b(?:promised?|promises|pay|pays|paying|payments?|instal+ments?|arrangement|pay(?:ment)? date|put off)\b"
    ),
    DeedKind.TICKET: re.compile(r"\b(?:tickets?|faults?|report(?:ed)?|log(?:ged)?|complaints?|raised?|filed?)\b"),
    DeedKind.MESSAGE: re.compile(
        r"\b(?:messages?|(?<=the )notes?|(?<=my )notes?|(?<=a )notes?|(?<=that )note|call(?:s|ed)? ?(?:\w+ )?backs?|"
        r"(?<=the )call|(?<=that )call|(?<=a )call|"
        r"(?:they|somebody|someone|you)(?:'re|'s|'ll| are| is| will)? "
        r"(?:call(?:s|ing)?|ring(?:s|ing)?|phon(?:es?|ing))|(?:call|ring|phone)(?:s|ing)? me)\b"
    ),
}
#: What stands in a tool's name for its kind; a tool of a kind is known by its name, its topic may be in any words.
_TOOLS = {
    DeedKind.VISIT: re.compile(r"visit|appointment|booking|technician"),
    DeedKind.REFUND: re.compile(r"refund|credit"),
    DeedKind.PAYMENT: re.compile(r"pay|promise"),
    DeedKind.TICKET: re.compile(r"ticket|fault"),
    DeedKind.MESSAGE: re.compile(r"message|note|call_?back"),
}
_DOINGS = {
    Doing.CANCEL: re.compile(
        r"\b(?:cancel\w*|call(?:ed)? (?:\w+ )?off|remov\w+|delet\w+|(?:take|taken|took) (?:\w+ )?(?:out|off))\b"
    ),
    Doing.MOVE: re.compile(r"\b(?:moved?|reschedul\w+|rebook\w*|postpon\w+|shifted|changed?|altered)\b"),
    Doing.MAKE: re.compile(r"\b(?:book(?:ed)?|schedul\w+|arrang\w+|reserv\w+|made|make|set|fixed|confirmed|put in)\b"),
}
#: How a kind is called to the caller.
_NOUNS = {
    DeedKind.VISIT: "the visit",
    DeedKind.REFUND: "the refund",
    DeedKind.PAYMENT: "the payment",
    DeedKind.TICKET: "the ticket",
    DeedKind.MESSAGE: "the message",
}
_PARTICIPLES = {
    DeedKind.VISIT: "booked",
    DeedKind.REFUND: "asked for",
    DeedKind.PAYMENT: "noted",
    DeedKind.TICKET: "opened",
    DeedKind.MESSAGE: "taken",
}


def kinds_named(plain: str) -> frozenset[DeedKind]:
    """Return the kinds of deeds that a text names.

    >>> sorted(kinds_named("did the refund go in and is he coming"))
    [<DeedKind.REFUND: 'refund'>, <DeedKind.VISIT: 'visit'>]
    """
    return frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(plain))


def without_kinds(plain: str) -> str:
    """Return a text without the words that name kinds of deeds."""
    for pattern in _KINDS.values():
        plain = pattern.sub(" ", plain)
    return plain


def kind_of_tool(tool: str) -> DeedKind | None:
    """Return the kind of the deeds that a tool does, by its name; None if it is of none of them.

    >>> kind_of_tool("move_appointment"), kind_of_tool("run_line_test")
    (<DeedKind.VISIT: 'visit'>, None)
    """
    return next((kind for kind, pattern in _TOOLS.items() if pattern.search(tool)), None)


def doing_named(plain: str) -> Doing | None:
    """Return what a text says is done, where that tells one deed from another: "is it cancelled"."""
    return next((doing for doing, pattern in _DOINGS.items() if pattern.search(plain)), None)


def doing_of_tool(tool: str) -> Doing:
    """Return what a tool does with what it is for."""
    first = tool.partition("_")[0]
    return {"cancel": Doing.CANCEL, "move": Doing.MOVE}.get(first, Doing.MAKE)


def not_done(tool: str) -> str:
    """Return what to say of what a tool hasn't done, without its end: "the visit isn't booked"; '' if it's unknown.

    >>> not_done("cancel_appointment"), not_done("open_ticket")
    ("the visit isn't cancelled", "the ticket isn't opened")
    """
    kind = kind_of_tool(tool)
    if kind is None:
        return ""
    done = {Doing.CANCEL: "cancelled", Doing.MOVE: "moved"}.get(doing_of_tool(tool), _PARTICIPLES[kind])
    return f"{_NOUNS[kind]} isn't {done}"
