"""Texts of others (libraries, the SIP stack) without what could name a person, for logs and traces.

Ours name no person to begin with; theirs quote phone numbers, SIP addresses, room names and identities freely.
"""

from __future__ import annotations

import re

#: Seven digits and more, with what people put between them, standing alone: a phone, card or account number.
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\+?\d(?:[ .()-]{0,2}\d){6,}(?![0-9A-Za-z])")
#: Who and where in SIP and mail addresses, and what stands in quotes or is given as a name.
_PATTERNS = (
    (re.compile(r"\b(sips?|tel):[^\s>\"';,)]+", re.IGNORECASE), r"\1:#"),
    (re.compile(r"(?<![\w.+-])[\w.+-]++@[\w.-]+"), "#"),
    (
        re.compile(r"\b(identity|participant|room|user|name|caller|from|to)(\s*[=:]\s*)[^\s,;)}\]]+", re.IGNORECASE),
        r"\1\2#",
    ),
    (re.compile(r"\"[^\"\n]*\"|'[^'\n]*'(?!\w)|“[^”\n]*”"), '"#"'),
)
#: Characters of a foreign text that are kept: what a stranger writes into a message may be long, and made to be slow.
_LONGEST = 2000


def redact_numbers(text: str) -> str:
    """Return a text with every long number as #."""
    return _NUMBER.sub("#", text)


def redact(text: str) -> str:
    """Return a foreign text, of a long one its beginning, with numbers, addresses, quoted words and names as #."""
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return redact_numbers(text)
