"""Kinds of tool parameters: how the JSON schema describes them, and how tools read what they were given.

The formats are in the schema for whoever fills them (a model, or the dialog engine) but not enforced by it: a bad
value is asked for again by the tool, which is kinder than a failed call.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from callcenter.agents.toolkit.answers import AskAgain
from callcenter.agents.toolkit.business_day import today
from callcenter.calls.context import CallContext

#: `named` is what callers call it: digits that they call otherwise ("my ticket number, 400…") are no part of it.
AccountNumber = Annotated[
    str,
    Field(
        json_schema_extra={
            "format": "digits",
            "minLength": 8,
            "maxLength": 8,
            "pattern": "^[0-9]{8}$",
            "named": "account",
        }
    ),
]
TicketNumber = Annotated[
    str,
    Field(
        json_schema_extra={
            "format": "digits",
            "minLength": 6,
            "maxLength": 6,
            "pattern": "^[0-9]{6}$",
            "named": "ticket",
        }
    ),
]
Postcode = Annotated[
    str, Field(json_schema_extra={"format": "postcode", "minLength": 5, "maxLength": 5, "pattern": "^[0-9]{5}$"})
]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Money = Annotated[int, Field(json_schema_extra={"format": "money"})]
#: Cents, or a share of what is due, of which only the tool knows how much it is.
MoneyOrShare = Annotated[
    int | Literal["half", "third", "quarter"], Field(json_schema_extra={"format": "money", "shares": True})
]
MoneyPaid = Annotated[int, Field(json_schema_extra={"format": "money", "paid": True})]
#: A month as YYYY-MM that is looked back to ("in September"), and one before which something is looked for.
Month = Annotated[str, Field(json_schema_extra={"format": "month"})]
BeforeMonth = Annotated[str, Field(json_schema_extra={"format": "month", "bound": True})]
PhoneNumber = Annotated[str, Field(json_schema_extra={"format": "phone"})]
#: One moment of a day as HH:MM ("at half past two"), and no stretch of it ("after five").
ClockTime = Annotated[str, Field(json_schema_extra={"format": "clock"})]
PartOfDay = Literal["morning", "afternoon", "evening"]
#: What the caller rules out: filled from "any day but Monday" and "not in the evening".
UnwantedDay = Annotated[str, Field(json_schema_extra={"format": "date", "ruledOut": True})]
UnwantedPart = Annotated[PartOfDay, Field(json_schema_extra={"ruledOut": True})]
#: The first day of a stretch the caller names ("next week"), and whether they want the first time there is.
FirstDay = Annotated[str, Field(json_schema_extra={"format": "date", "stretch": True})]
Soonest = Annotated[bool, Field(json_schema_extra={"soonest": True})]
#: Whether the caller says that nobody need call back.
NoCallBack = Annotated[bool, Field(json_schema_extra={"noCallBack": True})]
#: What of a call back no day, part or time says, in words; and whom to call in the caller's place.
CallBackWish = Annotated[str, Field(json_schema_extra={"callBack": "wish"})]
CallBackName = Annotated[str, Field(json_schema_extra={"callBack": "name"})]

#: A new day for what is booked; and how many days later than that it is to be: "a week later", "two days earlier" (-2).
NewDay = Annotated[str, Field(json_schema_extra={"format": "date", "unlessStep": True})]
DaysLater = Annotated[int, Field(json_schema_extra={"format": "step"})]

#: How far ahead a technician can be booked.
LATEST_DAY_AHEAD = 35


def read_digits(text: str, *, length: int, parameter: str, code: str) -> str:
    """Return the digits of a text.

    Raises:
        AskAgain: there are more or fewer than `length`.
    """
    digits = re.sub(r"\D", "", text)
    if len(digits) != length:
        raise AskAgain(parameter, code)
    return digits


def read_month(text: str, *, parameter: str) -> date:
    """Return the first day of a month given as YYYY-MM.

    Raises:
        AskAgain: `bad-month`.
    """
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError as error:
        raise AskAgain(parameter, "bad-month") from error


def read_day(text: str, context: CallContext, *, parameter: str, latest_days: int) -> date:
    """Return an ISO 8601 day that is neither past nor more than `latest_days` ahead.

    Raises:
        AskAgain: `bad-date`, `in-the-past`, or `too-far` with `latest_on`.
    """
    try:
        day = date.fromisoformat(text[:10])
    except ValueError as error:
        raise AskAgain(parameter, "bad-date") from error
    now = today(context)
    if day < now:
        raise AskAgain(parameter, "in-the-past")
    if day > now + timedelta(days=latest_days):
        raise AskAgain(parameter, "too-far", latest_on=now + timedelta(days=latest_days))
    return day
