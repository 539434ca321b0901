"""A SIP message cut up (RFC 3261 §7): its first line, its header lines, its body, and headers by either name."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: A header goes on in the next line if that begins with white space (RFC 3261 §7.3.1). A run of blanks is looked at
#: from its beginning alone: a message full of them must not cost its length squared.
_FOLD = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]+")


@dataclass(frozen=True, slots=True)
class SipParts:
    """A message with line feeds alone: `start` is the request or status line, `headers` are unfolded, one a line."""

    start: str
    headers: tuple[str, ...]
    body: str

    def header(self, name: str, short: str = "") -> str:
        """Return the first value under a name or its short form (both in small letters); empty if there is none."""
        for line in self.headers:
            key, colon, value = line.partition(":")
            if colon and key.strip().lower() in (name, short or name):
                return value.strip()
        return ""


def sip_parts(text: str) -> SipParts:
    """Return a message's parts, whatever its lines end with: a carriage return ends none, and is left out."""
    head, _, body = text.replace("\r", "").partition("\n\n")
    start, *headers = _FOLD.sub(" ", head).split("\n")
    return SipParts(start, tuple(headers), body)
