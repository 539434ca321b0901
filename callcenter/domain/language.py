"""The languages that agents speak, and what a language tag says."""

from __future__ import annotations

from typing import Literal, get_args

#: Languages an agent may speak (ISO 639-1).
Language = Literal["en", "es", "fr", "de"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def base_language(tag: str) -> str:
    """Return a language tag's base (RFC 5646 §2.2.1): `en` for `en-US`. `multi` stays; empty is English."""
    return tag.replace("_", "-").split("-")[0].lower() or "en"
