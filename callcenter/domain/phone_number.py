"""Phone numbers as the SIP headers and the operators' files write them.

Pure text rules; checking a number against national plans is the edges' work (phonenumbers).
"""

from __future__ import annotations

import re

#: E.164: a plus, a country code that doesn't start with 0, at most 15 digits in all (ITU-T E.164 §6).
E164 = re.compile(r"\+[1-9]\d{1,14}")

_SIP_USER = re.compile(r"^(?:.*<)?(?:sips?|tel):([^@;>?]*)", re.IGNORECASE)


def is_e164(text: str) -> bool:
    """Tell whether the text is a number in E.164 form, such as +18005550100."""
    return E164.fullmatch(text) is not None


def sip_user(header: str) -> str:
    """Return the user part of a From or To header value or of a SIP or tel URI; '' where there is none.

    >>> sip_user('"Ann" <sip:+18005550100@example.com;user=phone>;tag=1')
    '+18005550100'
    """
    match = _SIP_USER.match(header.strip())
    if match is None:
        return ""
    has_user = "@" in header or header.strip().lower().lstrip("<").startswith("tel:")
    return match.group(1).split(":")[0] if has_user else ""


def last_digits(number: str, count: int = 4) -> str:
    """Return the last digits of a number, for showing to a person who may not see the whole."""
    digits = re.sub(r"\D", "", number)
    return digits[-count:]
