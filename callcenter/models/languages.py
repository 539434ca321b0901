"""Which languages the parts of a call understand, and what providers call them."""

from __future__ import annotations

#: Rime's names (https://docs.rime.ai), by ISO 639-1.
_RIME = {"en": "eng", "es": "spa", "fr": "fra", "de": "ger", "pt": "por", "hi": "hin", "ar": "ara", "ja": "jpn"}


def base_language(language: str) -> str:
    """Return a language tag's base: `en` for `en-US`. `multi` stays."""
    return language.replace("_", "-").split("-")[0].lower() or "en"


def rime_language(language: str) -> str:
    """Return Rime's name of a language; English where it has none."""
    return _RIME.get(base_language(language), "eng")
