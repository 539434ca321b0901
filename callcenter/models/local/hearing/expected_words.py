"""How likely words are from callers of this business: a small model of which piece of a word follows which.

Made when the recogniser is loaded, of the agents' own examples and of how people say numbers, days, yes and no. It
never decides between digits, nor between words it doesn't know: those all cost the same.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

from callcenter.models.local.hearing.vocabulary import END, Vocabulary

#: What was said before, by kinds of tokens, the last few only.
Said = tuple[int, ...]

#: Kinds that are no token's: the beginning, and any digit.
_START, _DIGIT = -1, -2
BEFORE_ALL: Said = (_START,)
#: Kinds a context holds: with the next one, runs of four.
_CONTEXT = 3
#: Cost of a digit, whichever: numbers are heard, not guessed, and neither long ones nor short ones are likelier.
_DIGIT_COST = -1.0
#: The least likely that anything is: what no example says is still taken if it is heard.
_FLOOR = -9.0
_MARKS = frozenset('.,?!;:-"$%()/…–—')

_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third "
    "twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth"
).split()
_VALUES = (
    *("4071", "It's 4071", "My account number is 4071", "The number is 4071", "My ZIP code is 3", "The ZIP is 3"),
    *("$31", "$31.20", "31 dollars", "31 dollars and 20 cents", "In the morning", "In the afternoon", "At 9:30"),
    *("The first one", "The second one", "The last one", "Either", "I don't know", "I'm not sure", "Hello"),
    *("Hold on", "One moment", "Wait a minute", "Can you repeat that", "What was that", "Sorry", "What"),
    *("Thank you", "Thanks, bye", "Goodbye", "Bye", "Thank you, goodbye"),
)
_YES = ("Yes", "Yes, please", "Yeah", "Sure", "Yes, that's right", "Yes, go ahead", "Please do", "That's right", "Okay")
_NO = (
    "No",
    "No, thanks",
    "No, thank you",
    "No, that's all",
    "Nope",
    "No, that's everything",
    "Not now",
    "Please don't",
)
_REPEATED = 4


class ExpectedWords:
    """What callers are likely to say."""

    def __init__(self, vocabulary: Vocabulary, sayings: Iterable[str] = ()) -> None:
        self._kinds = _kinds(vocabulary)
        self._known = len(set(self._kinds))
        #: By what was said before: how often each kind followed.
        self._followed: dict[Said, dict[int, int]] = defaultdict(dict)
        for saying in (*sayings, *_spoken_values()):
            self._learn([kind for token in vocabulary.tokens(saying) if (kind := self._kinds[token])])
        self._followed.default_factory = None
        self._totals = {said: sum(counts.values()) for said, counts in self._followed.items()}

    def after(self, said: Said, token: int) -> tuple[float, Said]:
        """Return the logarithm of a token's probability after what was said, and what was said then.

        Punctuation costs nothing and is not remembered.
        """
        kind = self._kinds[token]
        if not kind:
            return 0.0, said
        is_number = said[-1] == _DIGIT
        if kind == _DIGIT:
            return _DIGIT_COST, said if is_number else (*said, kind)[-_CONTEXT:]
        if kind == END and is_number:
            return _DIGIT_COST, said
        return max(math.log(self._probability(said, kind)), _FLOOR), (*said, kind)[-_CONTEXT:]

    def _learn(self, kinds: list[int]) -> None:
        line = [_START]
        line += [kind for at, kind in enumerate(kinds) if not (kind == _DIGIT and at and kinds[at - 1] == _DIGIT)]
        line.append(END)
        for at in range(1, len(line)):
            for length in range(min(_CONTEXT, at) + 1):
                counts = self._followed[tuple(line[at - length : at])]
                counts[line[at]] = counts.get(line[at], 0) + 1

    def _probability(self, said: Said, kind: int) -> float:
        """Witten and Bell's way: the longer the context, the more it counts, as far as it was seen.

        I. Witten, T. Bell: The zero-frequency problem (1991).
        """
        probability = 1.0 / self._known
        for length in range(len(said) + 1):
            before = said[len(said) - length :]
            if (counts := self._followed.get(before)) is None:
                break
            new = len(counts)
            probability = (counts.get(kind, 0) + new * probability) / (self._totals[before] + new)
        return probability


def _kinds(vocabulary: Vocabulary) -> list[int]:
    """Return each token's kind: a number that it shares with those of the same letters, 0 for punctuation."""
    found: dict[str, int] = {}
    kinds = []
    for token in range(len(vocabulary.pieces)):
        letters = vocabulary.piece(token).casefold()
        body = letters.strip()
        if token == END:
            kinds.append(END)
        elif not body or _MARKS.issuperset(body):
            kinds.append(0)
        elif len(body) == 1 and body.isdigit():
            kinds.append(_DIGIT)
        else:
            kinds.append(found.setdefault(letters, max(token, END + 1)))
    return kinds


def _spoken_values() -> list[str]:
    days = [line for day in _DAYS for line in (f"On {day}", f"Next {day}", f"{day} morning", f"{day} afternoon")]
    dates = [f"{month} {ordinal}" for month in _MONTHS for ordinal in _ORDINALS]
    dates += [f"The {ordinal} of {month}" for month in _MONTHS for ordinal in _ORDINALS[::3]]
    return [*days, *dates, *(_VALUES + _YES + _NO) * _REPEATED]
