"""What a question is of: its own words, apart from those that any question has."""

from __future__ import annotations

from callcenter.spoken.numbers.number_words import without_numbers
from callcenter.spoken.words import without_fillers

#: Letters by which a word is known in another form of it ("installing", "installation").
_STEM = 4
#: Shorter words say little.
_LEAST_LETTERS = 3
_OF_ANY = frozenset(
    "a about after again ain't all also although am an and another any anybody anyone anything are aren't around as "
    "ask asked asking at away back be because been before being but by can can't come comes could couldn't day did "
    "didn't do does doesn't doing don't done down each either else even ever every everything exactly for from get "
    "gets getting give gives go goes going gonna got had happen happens has have haven't having he he's her here "
    "hers him his how how's i i'd i'll i'm i've if in into is isn't it it's its just kind know left let like made "
    "make many may maybe me mean means might mine more most much must my need needs never no not nothing now of off "
    "on once one ones only or other our ours out over own perhaps please put quite rather really said say see shall "
    "she she's should since so some somebody someone something sort still sure take takes tell than thank thanks "
    "that that's the their them then there there's these they they're thing things think this those though through "
    "till to too two under until up us use very want wants was wasn't way we we're well were what what's when where "
    "which while who who's whole whose why will with within without won't work would wouldn't yes yet you you'd "
    "you'll you're your yours right true okay case possible allowed able anyway both call calling guess hear long "
    "mind next young people question quick suppose week went taken number numbers monday tuesday wednesday thursday "
    "friday saturday sunday today tomorrow".split()
)


def own_words(text: str) -> set[str]:
    """Return the words that say what a question is of, each by its first letters.

    >>> sorted(own_words("And is there a landline with it?")), own_words("So what would that be then?")
    (['land'], set())
    """
    said = without_numbers(without_fillers(text)).split()
    return {word[:_STEM] for word in said if word not in _OF_ANY and len(word) >= _LEAST_LETTERS}


def words_of(*texts: str) -> set[str]:
    """Return all words of texts, each by its first letters."""
    return {word[:_STEM] for text in texts for word in without_fillers(text).split()}


def is_foreign(text: str, known: set[str]) -> bool:
    """Tell whether half of the words that say what a question is of are none of those known of a matter.

    >>> is_foreign("how much does a liter of milk cost", words_of("what your plans cost a month"))
    True
    """
    own = own_words(text)
    return bool(own) and 2 * len(own - known) >= len(own)
