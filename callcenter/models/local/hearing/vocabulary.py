"""The tokens of Moonshine: pieces of words, with the space before a word as `▁` (sentencepiece's own sign).

`tokenizer.bin` holds them one after the other, each after its length: one byte, or two if the first is 128 or more
(moonshine-voice, core/bin-tokenizer).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

#: What a transcript begins and ends with.
BEGIN, END = 1, 2
_SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
_BYTE = re.compile(rb"<0x([0-9A-F]{2})>")


class Vocabulary:
    """Tokens by number, and text to tokens and back."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = tuple(pieces)
        # Of two of the same text the lower number is the one that the model was trained with.
        self._numbers = {piece: number for number, piece in reversed(list(enumerate(self.pieces)))}
        self._word = cache(self._split)

    @classmethod
    def read(cls, file: Path) -> Vocabulary:
        """Read a tokenizer.bin. Raises OSError."""
        data, pieces, at = file.read_bytes(), [], 0
        while at < len(data):
            length, at = data[at], at + 1
            if length >= 128:
                length, at = data[at] * 128 + length - 128, at + 1
            pieces.append(data[at : at + length])
            at += length
        return cls(pieces)

    def text(self, tokens: Iterable[int]) -> str:
        """Return what tokens say."""
        said = b""
        for token in tokens:
            if token in (BEGIN, END):
                continue
            piece = self.pieces[token]
            byte = _BYTE.fullmatch(piece)
            said += bytes.fromhex(byte[1].decode()) if byte else piece
        return said.decode(errors="ignore").replace(_SPACE, " ").strip()

    def piece(self, token: int) -> str:
        """Return a token's letters, the space before a word as a blank."""
        return self.pieces[token].decode(errors="replace").replace(_SPACE, " ")

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a text as the model would write it."""
        return [token for word in text.split() for token in self._word(word)]

    def _split(self, word: str) -> tuple[int, ...]:
        """Join a word's letters as its byte-pair encoding does: always the pair whose token has the lowest number."""
        parts: list[bytes] = []
        for letter in _SPACE + word:
            known = letter.encode() in self._numbers
            parts += [letter.encode()] if known else [b"<0x%02X>" % byte for byte in letter.encode()]
        while True:
            pairs = [
                (number, at)
                for at in range(len(parts) - 1)
                if (number := self._numbers.get(parts[at] + parts[at + 1])) is not None
            ]
            if not pairs:
                return tuple(self._numbers[part] for part in parts if part in self._numbers)
            at = min(pairs)[1]
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
