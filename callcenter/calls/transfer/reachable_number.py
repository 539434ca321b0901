"""Numbers that we may ring: a person's at a place in the regions of the settings, never one that costs its caller."""

from __future__ import annotations

from collections.abc import Collection

import phonenumbers
from phonenumbers import PhoneNumberType

#: Kinds of numbers that are never called: they cost whoever calls them, or belong to no place.
_NEVER = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.PAGER,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)


def reachable_number(text: str, *, country: str, regions: Collection[str]) -> str:
    """Return a number that we may ring, in E.164 form; `country` alone counts if there are no regions.

    Raises:
        ValueError: `bad-number`, it can't be anybody's number; `not-called`, it is outside the regions (satellites are
            in none), or a premium, shared-cost or other number that isn't a person's at a place.
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError("bad-number") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError("bad-number")
    region = phonenumbers.region_code_for_number(number)
    if region not in (regions or (country,)) or phonenumbers.number_type(number) in _NEVER:
        raise ValueError("not-called")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
