"""Amounts of money as people say them."""

from __future__ import annotations

import re

from callcenter.spoken.numbers import numbers_in


def money_cents_in(text: str, *, is_answer: bool = True) -> int | None:
    """Return an amount of money in cents, or None where none is said.

    A number without "dollars" or "cents" counts only in an answer to a question for an amount.

    >>> money_cents_in("twelve dollars and fifty cents")
    1250
    >>> money_cents_in("forty nine ninety")
    4990
    """
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.lower())
    if match := re.search(r"\$?\s*(\d+)\.(\d{2})\b", plain):
        return int(match.group(1)) * 100 + int(match.group(2))
    marked = re.sub(r"\b(bucks?|dollars?|quid)\b", " dollars ", re.sub(r"\$\s*(\d+)", r"\1 dollars ", plain))
    before, marker, after = marked.partition(" dollars ")
    if marker:
        dollars = numbers_in(before)
        if not dollars:
            return None
        cents = numbers_in(after) if re.match(r"\s*(and\s)?\s*[\w-]+(\s[\w-]+)?\s*(cents?)?\W*$", after) else []
        return dollars[-1] * 100 + (cents[0] if cents and cents[0] < 100 else 0)
    if re.search(r"\bcents?\b", plain):
        found = numbers_in(re.split(r"\bcents?\b", plain)[0])
        return found[-1] if found else None
    if not is_answer:
        return None
    found = numbers_in(plain)
    if len(found) == 2 and 0 < found[0] < 1000 and 10 <= found[1] < 100:
        return found[0] * 100 + found[1]  # "nineteen ninety nine" is a price
    return found[0] * 100 if found else None
