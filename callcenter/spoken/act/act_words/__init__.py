"""Words by which callers' dialog acts are known, one table a language. Read by `spoken.act.acts` only.

Patterns go over plain words (lower case, no accents or punctuation). `room` is how many words more a turn may have
beside the act's own: a long turn that holds "again" somewhere is about something else.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from callcenter.domain.dialog_act import Act
from callcenter.domain.language import LANGUAGES, base_language

#: Room for acts that decide whatever else is said.
ANY = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPattern:
    """One act's words, and the room they leave. `but_not` are words that take the act back."""

    pattern: re.Pattern[str]
    room: int
    but_not: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActWords:
    """One language's words.

    Args:
        acts: Patterns by act.
        another: Says that something more is wanted, so that the caller isn't leaving ("one more thing").
        fillers: Words that carry nothing.
        lead: What may stand before a wish: yes and no, thanks, hesitation.
        joint: What joins a second wish to the first.
    """

    acts: Mapping[Act, ActPattern]
    another: re.Pattern[str]
    fillers: re.Pattern[str]
    lead: re.Pattern[str]
    joint: re.Pattern[str]


def act(*patterns: str, room: int, but_not: str = "") -> ActPattern:
    """Compile one act's alternatives, each of whole words."""
    words = re.compile(r"(?<![a-z0-9'])(?:" + "|".join(patterns) + r")(?![a-z0-9'])")
    return ActPattern(pattern=words, room=room, but_not=re.compile(rf"\b(?:{but_not})\b") if but_not else None)


@cache
def act_words(language: str) -> ActWords:
    """Return the table of a language; English for one that no agent speaks."""
    base = base_language(language)
    name = base if base in LANGUAGES else "en"
    table: ActWords = importlib.import_module(f"{__name__}.{name}").WORDS
    return table
