"""Writes out for an English voice what it would read wrongly: sums of money and long numbers.

The dialog engine's own templates come ready to be spoken; language models write "$45.50" all the same.
"""

from __future__ import annotations

import re

_MONEY = re.compile(r"\$(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?\b")
#: An account or phone number: five digits or more, perhaps in groups, that is no year and no sum.
_NUMBER = re.compile(r"(?<![\d.,$])\+?\d(?:[ -]?\d){4,}(?![\d]|[.,]\d)")


def spoken(text: str) -> str:
    """Return the text as it should be read aloud: "$45.50" in words, long numbers digit by digit."""
    return _NUMBER.sub(_digits, _MONEY.sub(_money, text))


def _money(match: re.Match[str]) -> str:
    dollars, cents = int(match[1].replace(",", "")), int(match[2] or 0)
    parts = []
    if dollars or not cents:
        parts.append(f"{dollars} dollar{'' if dollars == 1 else 's'}")
    if cents:
        parts.append(f"{cents} cent{'' if cents == 1 else 's'}")
    return " and ".join(parts)


def _digits(match: re.Match[str]) -> str:
    """Space the digits out, with a breath where the writer made a group, else after every third or fourth."""
    groups = re.split(r"[ -]", match[0].lstrip("+"))
    if len(groups) == 1:
        whole = groups[0]
        size = 4 if len(whole) % 4 == 0 else 3
        groups = [whole[start : start + size] for start in range(0, len(whole), size)]
    return ", ".join(" ".join(group) for group in groups)
