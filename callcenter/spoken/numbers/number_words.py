"""The words of numbers, once: English, Spanish, French and German from nought to ninety-nine, and English scales.

Recognisers write numbers as words or as figures; everything here is about words.
"""

from __future__ import annotations

import re
from functools import cache

#: The digits as they are said one by one; `UNITS` has what else is understood.
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
UNITS = {
    "zero": 0, "nought": 0, "naught": 0,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "niner": 9,
}  # fmt: skip
TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000}
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
#: "Double seven", in the four languages.
REPEATS = {
    "double": 2, "triple": 3, "treble": 3, "quadruple": 4, "doble": 2, "doppel": 2, "doppelt": 2, "dreifach": 3,
}  # fmt: skip
#: A nought that is also an interjection: believed beside other digits only.
OH = frozenset(("oh", "o"))
#: "Two eights", "three zeros".
PLURALS = {
    "zeros": 0, "zeroes": 0, "ohs": 0, "ones": 1, "twos": 2, "threes": 3, "fours": 4, "fives": 5, "sixes": 6,
    "sevens": 7, "eights": 8, "nines": 9,
}  # fmt: skip
#: Words that may stand inside a number without ending it.
INSIDE = frozenset("um uh er erm hmm like dash hyphen space then and y et und followed by let see comma".split())

Phrases = dict[tuple[str, ...], str]

LANGUAGES = ("en", "es", "fr", "de")

_ES = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
).split()
_ES_TENS = {30: "treinta", 40: "cuarenta", 50: "cincuenta", 60: "sesenta", 70: "setenta", 80: "ochenta", 90: "noventa"}
_FR = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix_sept dix_huit "
    "dix_neuf"
).split()
_FR_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre vingt"}
_DE = (
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn"
).split()
_DE_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")


def tokens(text: str) -> list[str]:
    """Return a text's words and figures in lower case; thousands' commas are taken out, hyphens part words.

    >>> tokens("It's forty-seven, 1,050")
    ["it's", 'forty', 'seven', '1050']
    """
    plain = re.sub(r"(?<=\d),(?=\d{3}\b(?!,?\d))", "", text.lower().replace("’", "'"))
    return _TOKEN.findall(plain)


def without_numbers(text: str) -> str:
    """Return a text's words but for figures and the words of numbers, in any of the languages.

    >>> without_numbers("Zero two, twenty-nine, and I pay 45 dollars")
    'and i pay dollars'
    """
    return " ".join(word for word in tokens(text) if not word.isdigit() and word not in _number_words())


@cache
def _number_words() -> frozenset[str]:
    alone = {words[0] for language in LANGUAGES for words in phrases(language) if len(words) == 1}
    return frozenset({*alone, *ORDINALS, *REPEATS, *OH, *PLURALS})


@cache
def phrases(language: str) -> Phrases:
    """Return how the numbers from 0 to 99 are said in a language, as digits: ``("forty", "two")`` is ``"42"``."""
    match language:
        case "es":
            return _spanish()
        case "fr":
            return _french()
        case "de":
            return _german()
    said: Phrases = {(word,): str(value) for table in (UNITS, TEENS, TENS) for word, value in table.items()}
    for tens, value in TENS.items():
        said |= {(tens, unit): str(value + one) for unit, one in UNITS.items() if one}
    return said


def _spanish() -> Phrases:
    said: Phrases = {(word,): str(value) for value, word in enumerate(_ES)}
    for tens, word in _ES_TENS.items():
        said[(word,)] = str(tens)
        said |= {(word, "y", _ES[one]): str(tens + one) for one in range(1, 10)}
    return _without_accents(said)


def _french() -> Phrases:
    said: Phrases = {tuple(word.split("_")): str(value) for value, word in enumerate(_FR)} | {("une",): "1"}
    for tens, word in _FR_TENS.items():
        head = tuple(word.split())
        said[head] = said[(*head[:-1], head[-1] + "s")] = str(tens)
        for value in range(1, 20 if tens in (60, 80) else 10):
            unit = tuple(_FR[value].split("_"))
            said[(*head, *unit)] = str(tens + value)
            if value in (1, 11):
                said[(*head, "et", *unit)] = str(tens + value)
    said |= {("septante",): "70", ("huitante",): "80", ("nonante",): "90"}
    return _without_accents(said)


def _german() -> Phrases:
    said: Phrases = {(word,): str(value) for value, word in enumerate(_DE)}
    said |= {("zwo",): "2", ("ein",): "1"}
    for index, word in enumerate(_DE_TENS, start=2):
        said[(word,)] = str(10 * index)
        for one in range(1, 10):
            unit = "ein" if one == 1 else _DE[one]
            said[(f"{unit}und{word}",)] = said[(unit, "und", word)] = str(10 * index + one)
    return _without_accents(said)


def _without_accents(said: Phrases) -> Phrases:
    """Add each phrase as recognisers write it that know no accents."""
    plain = str.maketrans({**dict(zip("áéíóúüöä", "aeiouuoa", strict=True)), "ß": "ss"})
    return {tuple(word.translate(plain) for word in phrase): digits for phrase, digits in said.items()} | said
