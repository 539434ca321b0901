"""What callers say to any company, from `everyday.txt`: wanting a person, taking leave, small talk, wrong numbers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("everyday.txt")


@cache
def everyday_examples() -> tuple[tuple[str, str], ...]:
    """Return texts and what they call for: a tool every agent has, or ``none``."""
    examples: list[tuple[str, str]] = []
    label = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text.startswith("["):
            label = text.strip("[]")
        elif text and not text.startswith("#"):
            examples.append((text, label))
    return tuple(examples)
