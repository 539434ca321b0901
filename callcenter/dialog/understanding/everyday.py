"""What callers say to any company: wanting a person, taking leave, small talk; and in reply to a yes-or-no question."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def everyday_examples() -> tuple[tuple[str, str], ...]:
    """Return texts and what they call for: a tool every agent has, or ``none``."""
    return tuple(read_labelled(_HERE / "everyday.txt"))


@cache
def reply_examples() -> tuple[tuple[str, str], ...]:
    """Return what callers reply to a yes-or-no question, and what kind of reply each is."""
    return tuple(read_labelled(_HERE / "replies.txt"))


def read_labelled(file: Path) -> list[tuple[str, str]]:
    """Read texts with the label in brackets that they stand under."""
    examples: list[tuple[str, str]] = []
    label = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text.startswith("["):
            label = text.strip("[]")
        elif text and not text.startswith("#"):
            examples.append((text, label))
    return examples
