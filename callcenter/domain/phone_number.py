"""Phone numbers as the SIP headers and the operators' files write them.

Pure text rules; checking a number against national plans is the edges' work (phonenumbers).
"""

from __future__ import annotations

import re

#: E.164: a plus, a country code that doesn't start with 0, at most 15 digits in all (ITU-T E.164 §6).
E164 = re.compile(r"\+[1-9]\d{1,14}")
#: User parts of a SIP address that mean a withheld number (RFC 3323 §4.1.1.3 and common practice).
_WITHHELD = frozenset({"anonymous", "unavailable", "restricted", "unknown", "private"})


def is_e164(text: str) -> bool:
    """Tell whether the text is a number in E.164 form, such as +18005550100."""
    return E164.fullmatch(text) is not None


def is_withheld(user: str) -> bool:
    """Tell whether the user part of a caller's SIP address stands for a number that isn't shown."""
    return user.lower() in _WITHHELD


def last_digits(number: str, count: int = 4) -> str:
    """Return the last digits of a number, for showing to a person who may not see the whole."""
    digits = re.sub(r"\D", "", number)
    return digits[-count:]
