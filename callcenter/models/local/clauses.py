"""Cuts text that comes in bits into pieces worth speaking at once: the first early, the others at clause ends."""

from __future__ import annotations

import re

from livekit.agents.types import TimedString

from callcenter.models.local.spoken_text import spoken
from callcenter.models.phone_tuning import PHONE, VoiceTuning

#: The end of a sentence, seen with what follows it: not the point in 3.50 and not the one after an abbreviation.
_ABBREVIATED = "".join(
    rf"(?<!\b{word})" for word in ("Mr", "Mrs", "Ms", "Dr", "St", "e\\.g", "i\\.e", "a\\.m", "p\\.m")
)
_SENTENCE = re.compile(_ABBREVIATED + r"[.!?…]+[\"')\]]*\s+")
_CLAUSE = re.compile(r"(?:[,;:](?!\d)|\s[–—-])\s+")


class ClauseSplitter:
    """Collects text and gives out pieces. One an utterance."""

    def __init__(self, tuning: VoiceTuning = PHONE.voice) -> None:
        self._tuning = tuning
        self._text = ""
        self._has_given = False

    def push(self, text: str) -> list[str]:
        """Add text; return the pieces that are whole now."""
        self._text += text
        pieces = []
        while (end := self._end()) is not None:
            piece, self._text = self._text[:end].strip(), self._text[end:]
            if piece:
                self._has_given = True
                pieces.append(piece)
        return pieces

    def flush(self) -> list[str]:
        """Return what is left, cut if it is too long, and start anew."""
        pieces = self.push(" ")
        rest, self._text = self._text.strip(), ""
        return [*pieces, rest] if rest else pieces

    def _end(self) -> int | None:
        """Return where the next piece ends, or None if more text is needed."""
        tuning = self._tuning
        sentence = _first(_SENTENCE, self._text, tuning.first_clause_chars)
        clause = _first(_CLAUSE, self._text, tuning.clause_chars if self._has_given else tuning.first_clause_chars)
        ends = [end for end in (sentence, clause) if end is not None]
        if ends and min(ends) <= tuning.max_clause_chars:
            return min(ends)
        if len(self._text) > tuning.max_clause_chars:
            space = self._text.rfind(" ", 1, tuning.max_clause_chars)
            return space + 1 if space > 0 else tuning.max_clause_chars
        return None


def split(text: str, tuning: VoiceTuning = PHONE.voice) -> list[str]:
    """Cut a whole text as a stream of it would be cut."""
    splitter = ClauseSplitter(tuning)
    return [*splitter.push(text), *splitter.flush()]


def ends_sentence(piece: str) -> bool:
    """Say whether a piece ends a sentence, so that a longer pause follows."""
    return piece.rstrip("\"')] ").endswith((".", "!", "?", "…"))


def timed_words(clause: str, *, starts_s: float, lasts_s: float) -> list[TimedString]:
    """Return a clause's words with the times at which they begin and end, in seconds of its utterance.

    The clause's own edges are exact; within it the time is shared out by how long the words are when spoken
    ("$40.00" is long), which is off by a tenth of a second at most.
    """
    words = clause.split()
    lengths = [len(spoken(word)) + 1 for word in words]
    at_s, timed = starts_s, []
    for word, length in zip(words, lengths, strict=True):
        ends_s = at_s + lasts_s * length / sum(lengths)
        timed.append(TimedString(f"{word} ", start_time=at_s, end_time=ends_s))
        at_s = ends_s
    return timed


def _first(pattern: re.Pattern[str], text: str, at_least: int) -> int | None:
    for match in pattern.finditer(text):
        if match.end() >= at_least:
            return match.end()
    return None
