"""Payment cards that a caller speaks or types: finds their numbers by Luhn, security codes and PINs by their names.

A number of an account (8 digits), a phone or both in one breath is left alone: a card's number has an issuer's first
digits and that issuer's length (ISO/IEC 7812; the schemes' published ranges).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.spoken.words import plain_words

#: What stands in a masked text in place of digits.
MASK = "[card digits]"

_DIGITS = {
    **dict.fromkeys(("zero", "oh", "o", "nought", "naught", "cero", "null"), "0"),
    **dict.fromkeys(("one", "won", "uno", "un", "eins", "ein"), "1"),
    **dict.fromkeys(("two", "to", "too", "dos", "deux", "zwei", "zwo"), "2"),
    **dict.fromkeys(("three", "tree", "tres", "trois", "drei"), "3"),
    **dict.fromkeys(("four", "for", "cuatro", "quatre", "vier"), "4"),
    **dict.fromkeys(("five", "fife", "cinco", "cinq", "funf", "fuenf"), "5"),
    **dict.fromkeys(("six", "seis", "sechs"), "6"),
    **dict.fromkeys(("seven", "siete", "sept", "sieben"), "7"),
    **dict.fromkeys(("eight", "ate", "ocho", "huit", "acht"), "8"),
    **dict.fromkeys(("nine", "niner", "nueve", "neuf", "neun"), "9"),
}  # fmt: skip
#: Heard so only between other digits.
_SOUNDS_LIKE = {"to", "too", "for", "won", "ate", "tree", "un", "ein", "o"}
_TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
_TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6", "seventy": "7",
    "eighty": "8", "ninety": "9",
}  # fmt: skip
_REPEATS = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4, "doble": 2, "triples": 3, "doppel": 2}
#: Words that may stand inside a number without ending it.
_INSIDE = {
    "um",
    "uh",
    "er",
    "erm",
    "ah",
    "dash",
    "hyphen",
    "space",
    "then",
    "and",
    "y",
    "und",
    "et",
    "eh",
    "euh",
    "ahm",
}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: Said near a number, these make a card of lengths that are too common elsewhere.
_CARD_WORD = re.compile(
    r"\b(cards?|visa|master ?card|amex|american express|debit|credit|discover|maestro|"
    r"tarjeta|carte|kreditkarte|karte)\b"
)
_CODE = re.compile(
    r"\b(?:(?:my |the |card |bank |atm |mi |el |mon |le |meine? |die )*"
    r"(?:pin(?: (?:number|code|nummer))?|cvv2?|cvc2?|c v v|c v c|cv v|"
    r"security (?:code|number|digits)|verification value|security code on the back|"
    r"clave de la tarjeta|codigo de seguridad|"
    r"code (?:de securite|secret|confidentiel)|cryptogramme|geheimzahl|prufziffer|sicherheitscode|kartenprufnummer|"
    r"(?:three|four|3|4) digits on the (?:back|front)|numbers? on the back)"
    r"(?: (?:is|are|of|on|the|back|it's|it|es|est|ist|number|code|my|card|um|uh|would|be|for|that|lautet|de|la))*) ?$"
)
_LEAST_CODE, _MOST_CODE = 3, 6
_LEAST, _MOST = 13, 19


@dataclass(frozen=True, slots=True)
class _Piece:
    """Digits of one written or spoken word, and where it stands in the text."""

    digits: str
    start: int
    end: int


def card_spans(text: str) -> list[tuple[int, int]]:
    """Return where card numbers, security codes and PINs stand in a text, as start and end, in order.

    >>> card_spans("it's 4111 1111 1111 1111, thanks"), card_spans("my account is 40718823")
    ([(5, 24)], [])
    """
    spans: list[tuple[int, int]] = []
    for run, before in _runs(text):
        if (lead := _lead(before)) is not None and _numbers_in([lead, *run], is_named=False):
            run = [lead, *run]
        spans.extend(_numbers_in(run, is_named=_CARD_WORD.search(plain_words(before)) is not None))
        digits = "".join(piece.digits for piece in run)
        if _LEAST_CODE <= len(digits) <= _MOST_CODE and _CODE.search(plain_words(before)):
            spans.append((run[0].start, run[-1].end))
    return sorted(spans)


def mask_cards(text: str) -> str:
    """Return a text with the digits of cards, security codes and PINs taken out.

    >>> mask_cards("the card is four one one one one one one one one one one one one one one one thank you")
    'the card is [card digits] thank you'
    """
    for start, end in reversed(card_spans(text)):
        text = f"{text[:start]}{MASK}{text[end:]}"
    return text


def is_card_number(digits: str) -> bool:
    """Tell whether digits are a card's number: an issuer's range and length, and Luhn's digit (ISO/IEC 7812-1)."""
    return _is_issued(digits) and _is_luhn(digits) and len(set(digits)) > 1


def _lead(before: str) -> _Piece | None:
    """Return the last word before digits as a digit, if it sounds as one ("for", "to")."""
    words = list(_WORD.finditer(before))
    word = plain_words(words[-1].group()) if words else ""
    return _Piece(_DIGITS[word], words[-1].start(), words[-1].end()) if word in _SOUNDS_LIKE else None


def _numbers_in(run: list[_Piece], *, is_named: bool) -> list[tuple[int, int]]:
    """Return the cards in digits said in one breath; only where the run begins, if nobody has spoken of a card."""
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(run):
        best = 0
        digits = ""
        for end in range(start, len(run)):
            digits += run[end].digits
            if len(digits) > _MOST:
                break
            usual = len(digits) in (14, 15, 16) and not _is_twice_the_same(digits)
            if (is_named or usual) and is_card_number(digits):
                best = end + 1
        if best:
            found.append((run[start].start, run[best - 1].end))
            start = best
        elif not is_named and len(run[start].digits) < _LEAST:
            break
        else:
            start += 1
    return found


def _is_twice_the_same(digits: str) -> bool:
    half = len(digits) // 2
    return digits[:half] == digits[half:]


def _is_issued(digits: str) -> bool:
    length = len(digits)
    if not _LEAST <= length <= _MOST:
        return False
    two, three, four = int(digits[:2]), int(digits[:3]), int(digits[:4])
    return (
        (digits[0] == "4" and length in (13, 16, 19))
        or ((51 <= two <= 55 or 2221 <= four <= 2720) and length == 16)
        or (two in (34, 37) and length == 15)
        or ((two == 65 or four == 6011 or 644 <= three <= 649) and length in (16, 19))
        or ((300 <= three <= 305 or two in (36, 38, 39)) and length in (14, 16, 19))
        or (3528 <= four <= 3589 and length in (16, 19))
        or (two == 62 and length >= 16)
        or (two in (50, 56, 57, 58, 60, 61, 63, 66, 67, 68, 69))
    )


def _is_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def _runs(text: str) -> list[tuple[list[_Piece], str]]:
    """Return the digits said in one breath, each with the text before it."""
    words = [(found.group().lower(), found.start(), found.end()) for found in _WORD.finditer(text)]
    runs: list[tuple[list[_Piece], str]] = []
    run: list[_Piece] = []
    index = 0
    while index < len(words):
        piece, used = _piece(words, index, is_inside=bool(run))
        if piece is not None:
            run.append(piece)
        elif run and words[index][0] not in _INSIDE:
            runs.append((run, text[: run[0].start]))
            run = []
        index += used
    if run:
        runs.append((run, text[: run[0].start]))
    return runs


def _piece(words: list[tuple[str, int, int]], index: int, *, is_inside: bool) -> tuple[_Piece | None, int]:
    """Return the digits of the word, or the two, at an index, and how many words they took."""
    word, start, end = words[index]
    following, _, following_end = words[index + 1] if index + 1 < len(words) else ("", 0, 0)
    if word.isascii() and word.isdigit():
        return _Piece(word, start, end), 1
    plain = plain_words(word)
    if plain in _REPEATS:
        digit = following if len(following) == 1 and following.isdigit() else _DIGITS.get(plain_words(following), "")
        if digit:
            return _Piece(digit * _REPEATS[plain], start, following_end), 2
    if plain in _DIGITS and (is_inside or plain not in _SOUNDS_LIKE):
        return _Piece(_DIGITS[plain], start, end), 1
    if plain in _TEENS:
        return _Piece(_TEENS[plain], start, end), 1
    if plain in _TENS:
        unit = _DIGITS.get(plain_words(following), "0")
        if unit != "0" and plain_words(following) not in _SOUNDS_LIKE:
            return _Piece(_TENS[plain] + unit, start, following_end), 2
        return _Piece(_TENS[plain] + "0", start, end), 1
    return None, 1
