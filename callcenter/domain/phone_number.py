"""Phone numbers as the SIP headers and the operators' files write them.

Pure text rules; checking a number against national plans is the edges' work (phonenumbers).
"""

from __future__ import annotations

import re

#: E.164: a plus, a country code that doesn't start with 0, at most 15 digits in all (ITU-T E.164 §6).
E164 = re.compile(r"\+[1-9]\d{1,14}")


def is_e164(text: str) -> bool:
    """Tell whether the text is a number in E.164 form, such as +18005550100."""
    return E164.fullmatch(text) is not None


def last_digits(number: str, count: int = 4) -> str:
    """Return the last digits of a number, for showing to a person who may not see the whole."""
    digits = re.sub(r"\D", "", number)
    return digits[-count:]
