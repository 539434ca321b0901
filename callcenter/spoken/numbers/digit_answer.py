"""A number asked for digit by digit (account, ticket, ZIP, phone): read by what fits, with repairs and sound-alikes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from callcenter.spoken.numbers.number_sentences import of_the_number
from callcenter.spoken.numbers.number_words import INSIDE, OH, TENS
from callcenter.spoken.numbers.numbers import Piece, pieces_at
from callcenter.spoken.numbers.said_once import said_once
from callcenter.spoken.numbers.sounds_like import ASKED, BELIEVED, alike_at
from callcenter.spoken.reading import Ambiguous, Filled, Partial, Read, TooLong, one_of

Fits = Callable[[str], bool]

#: What takes back what was said just before it.
REPAIR = re.compile(
    r"\b(no|nope|sorry|i mean(t)?|scratch that|strike that|correction|wait|actually|rather|oops|make (that|it)|"
    r"let me start (over|again)|start(ing)? over|again)\b"
)
#: What denies the number that comes right after it.
_DENIED = re.compile(r"\b(not|isn't|wasn't|instead of|rather than|don't mean|never)( (it's|the|a|an|number))*$")
#: Takes a number back, and is no "not nine".
_NOT_MINE = re.compile(r"\b(?:not|isn't|wasn't) mine\b")
#: A number that may not be the one; where it may be found ("it might be in my phone") leaves no doubt of it.
_DOUBTFUL = re.compile(
    r"\b(used to|old|previous|former|or something|not sure|unsure|something like|"
    r"(?:might|maybe|perhaps)(?! (?:it's |be |it is )?(?:in|on|at|under|here|somewhere|there)\b)|"
    r"wife's|husband's)\b"
)
#: Digits in the middle of a sentence about something else: "the one on my bill".
_THE_ONE = re.compile(r"\b(the|that|this|which|no|any|every|some|other|last|first)$")
#: After "one", what makes a thing of it: "one of them", "one moment".
_ONE_OF = frozenset("of on moment second sec minute thing more".split())
#: A second reading this much dearer than the first is out of question.
_MARGIN = 0.5
#: A sound-alike right after other words may be one of them ("it's for ...").
_BESIDE_WORDS = 1.1
#: Different readings of one stretch that are kept, the likeliest.
_KEPT = 24
#: Leaving out an "oh", or a word between digits.
_LEFT_OUT = 0.3
#: A number all of sound-alikes, without one sure digit.
_NO_DIGIT = 1.0
#: Digits with other words between them ("fiber three hundred costs forty five"): asked about, never believed.
_APART = 2.0
#: What may stand between the halves of one number.
_BETWEEN = re.compile(
    r"\b(let me see|hold on|hang on|just a (?:second|sec|moment|minute)|one (?:moment|second|sec)|got (?:that|"
    r"it)|did you get (?:that|it)|"
    r"(?:are )?you (?:there|with me)|(?:can|do) you (?:hear me|follow)|hello|where was i|my eyes are (?:so )?bad|"
    r"(?:it's|the print is|the print's|it's all) (?:so |very )?(?:small|tiny)|i need my glasses|"
    r"and|then|it's|is|it|that's|the|um+|uh+|er|erm|hmm|number|next|after|comes?|followed|by|with|a|an|my|so|okay|ok|yes|yeah|right|last|"
    r"first|half|part|rest|end|ending|in|account|customer|zip|code|postcode)\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[,.;:](?=\s)")
_STOPS = frozenset(",.;:")
#: What numbers count: a price, a speed or a time is no number that anybody was asked for.
_COUNTED = frozenset(
    (
        "dollar dollars buck bucks cent cents euro euros pound pounds percent plan plans package megabit "
        "megabits mbit mbps meg megs "
        "gigabit gigabits gig gigs "
        "minute minutes hour hours day days week weeks month months year years "
        "o'clock am pm times channels people"
    ).split()
)
_SOFT = frozenset(("and", "then", *_STOPS))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Digits in a row: the words before it, and each reading of it with its cost."""

    before: str
    readings: dict[str, float]
    #: Its digits, parted at "and", commas and written groups.
    groups: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """Each run of its groups."""
        count = len(self.groups) if len(self.groups) > 1 else 0
        runs = ("".join(self.groups[start:end]) for start in range(count) for end in range(start + 1, count + 1))
        return tuple(dict.fromkeys(runs))

    def without_first(self, most: int) -> _Stretch | None:
        """Return the stretch without its first number ("not 02138, 02139"); None if there is but one."""
        whole = "".join(self.groups)
        rest = "".join(self.groups[1:]) or (whole[most:] if len(whole) == 2 * most else "")
        return _Stretch(before="", readings={rest: 0.0}) if rest else None


def read_digits(
    text: str,
    *,
    least: int = 1,
    most: int = 32,
    pattern: str = "",
    so_far: str = "",
    known: Sequence[str] = (),
    is_answer: bool = True,
    language: str = "en",
) -> Read:
    """Return the number that a text says.

    Words that sound like digits count if the number then has its length: "thanks to zero three, eight eight one
    seven" is 62038817 if eight digits are asked for. What could be two numbers is `Ambiguous`.

    Args:
        text: What the caller said.
        least: Digits the number has at least.
        most: Digits it has at most.
        pattern: Regular expression of the whole number.
        so_far: Its digits said or keyed before.
        known: Numbers known of the customer; they decide between readings, and never mend what was said.
        is_answer: The caller was asked for it. Else only a whole number in plain digits is taken.
        language: Language of the digit words.
    """

    def fits(number: str) -> bool:
        return least <= len(number) <= most and re.search(pattern, number) is not None

    read = partial(_read, fits, least, most, so_far, known, is_answer, language)
    text = of_the_number(text, lambda words: isinstance(read(said_once(words)), Filled), language=language)
    found = read(said := said_once(text))
    # "Four oh seven one eight, yes eight, two three" has both of them.
    if is_answer and not isinstance(found, Filled) and (in_full := said_once(text, is_confirmed=False)) != said:
        other = read(in_full)
        return other if isinstance(other, Filled) else found
    return found


def _read(
    fits: Fits,
    least: int,
    most: int,
    so_far: str,
    known: Sequence[str],
    is_answer: bool,
    language: str,
    text: str,
) -> Read:
    stretches = _stretches(text, language, allows_alike=is_answer)
    if not stretches and is_answer:
        stretches = _all_alike(text, language, is_rest=bool(so_far))
    taken = _Taken(fits=fits, least=least, most=most, so_far=so_far if is_answer else "")
    for stretch in stretches:
        taken.add(stretch)
    wholes = taken.wholes
    if wholes and not is_answer:
        # Without a fixed length every little number would do: only an answer says that it is meant.
        return one_of(tuple(wholes)) if least >= 4 and max(wholes.values()) <= _LEFT_OUT else None
    if wholes:
        read = _decided(wholes, known)
        return (
            Ambiguous(candidates=(read.value,)) if isinstance(read, Filled) and _DOUBTFUL.search(text.lower()) else read
        )
    if not is_answer or not taken.run or (len(taken.run) == 1 and len(text.split()) > 3):
        return None  # "the one on my bill"
    return _unfinished(text, taken.run, so_far, fits=fits, least=least, most=most)


def _decided(wholes: dict[str, float], known: Sequence[str]) -> Read:
    """Take the reading that is clearly the likeliest, else ask."""
    best = min(wholes.values())
    near = [number for number, cost in wholes.items() if cost - best < _MARGIN]
    if len(near) > 1 and len(of_customer := [number for number in near if number in known]) == 1:
        near = of_customer
    near.sort(key=lambda number: wholes[number])
    return one_of(tuple(near[:3]), is_sure=best <= BELIEVED)


def _unfinished(text: str, run: str, so_far: str, *, fits: Fits, least: int, most: int) -> Read:
    """Judge digits that are no whole number alone."""
    joined = so_far + run
    if so_far and REPAIR.match(text.lower().strip(" .,")):
        is_over = sum(one == other for one, other in zip(run, so_far, strict=False)) > 1
        if len(run) >= len(so_far) and len(run) < least and (is_over or not fits(joined)):
            return Partial(digits=run)  # "no, 4072"
        if fits(joined):
            return Ambiguous(candidates=(joined,))
    if so_far and run.startswith(so_far) and len(run) < least:
        return Partial(digits=run)  # said once more from its beginning
    if fits(joined):
        return Filled(value=joined)
    if so_far and len(joined) > most:
        # "4071 so far?" - "seven one, double eight two three"
        for overlap in range(min(len(so_far), len(run)), 1, -1):
            if so_far.endswith(run[:overlap]) and fits(so_far + run[overlap:]):
                return Filled(value=so_far + run[overlap:])
    if len(joined) < least:
        return Partial(digits=joined)
    return Partial(digits=run) if so_far and 2 < len(run) < least else TooLong(digits=joined)


@dataclass(slots=True)
class _Taken:
    """What the stretches of a text come to, one after the other. `run` is all that is said and not taken back."""

    fits: Fits
    least: int
    most: int
    so_far: str
    wholes: dict[str, float] = field(default_factory=dict)
    run: str = ""

    def add(self, stretch: _Stretch) -> None:
        """Take the next stretch."""
        if _DENIED.search(stretch.before):
            rest = stretch.without_first(self.most)
            if rest is not None:
                self.add(rest)
            return
        is_repair = (self.run or self.wholes) and REPAIR.search(stretch.before) is not None
        plain = self._likeliest(stretch)
        found = self._whole(stretch)
        if found:
            self.wholes = found if is_repair else {**self.wholes, **found}
            self.run = plain if is_repair else self.run + plain
        elif is_repair and stretch.before.strip() == "no" and self.fits(as_nought := f"{self.run}0{plain}"):
            # "Nine eight one no three": an "oh" that was heard as a no, and nothing to be sure of.
            self.wholes = {as_nought: BELIEVED + _LEFT_OUT}
        elif is_repair:
            self._mend(plain)
        else:
            is_apart = bool(self.run) and _BETWEEN.sub("", stretch.before).strip() != ""
            self.run += plain
            self._join(_APART if is_apart else 0.0)

    def _likeliest(self, stretch: _Stretch) -> str:
        """Return the likeliest digits; of the first words, those that are half the number: "thanks to zero three"."""
        plain = min(stretch.readings, key=lambda digits: (stretch.readings[digits], -len(digits)))
        if self.run or self.so_far or stretch.before or 2 * len(plain) >= self.least:
            return plain
        halves = {one: cost for one, cost in stretch.readings.items() if 2 * len(one) == self.least}
        best = min(halves, key=lambda one: halves[one], default="")
        return best if best and halves[best] <= BELIEVED else plain

    def _whole(self, stretch: _Stretch) -> dict[str, float]:
        found = {digits: cost for digits, cost in stretch.readings.items() if self.fits(digits)}
        alone = min(found.values(), default=ASKED)
        if self.so_far and alone > 0.0:
            # What was said before narrows the readings of the rest: "seventy one, eighty eight" after "forty" isn't
            # 70, 1, 80, 8.
            rests = {self.so_far + digits: cost for digits, cost in stretch.readings.items()}
            rests = {number: cost for number, cost in rests.items() if self.fits(number) and cost < alone}
            repeats = stretch.readings.get(self.so_far) == 0
            if not self.run and not repeats and not REPAIR.search(stretch.before) and (rests or not found):
                return rests
        if not found:
            found = {part: 0.0 for part in stretch.parts if self.fits(part)}
        best = min(found.values(), default=0.0)
        return {number: cost for number, cost in found.items() if cost <= min(best + _MARGIN, ASKED)}

    def _mend(self, said: str) -> None:
        """Put digits said after "no" in place of as many at the end: "4 0 7 2, no, 1, 8 8 2 3"."""
        before = next(iter(self.wholes), "") or self.run
        kept = self.most - len(said) if self.least == self.most else len(before) - len(said)
        is_tail = 0 < kept < len(before) or (kept == len(before) and len(before) + len(said) == self.most)
        if self.fits(mended := before[:kept] + said) and is_tail and len(before) <= self.most:
            self.wholes, self.run = {mended: 0.0}, mended
        elif len(said) < len(before) <= self.most:
            self.wholes, self.run = {}, before[: len(before) - len(said)] + said
        else:
            self.wholes, self.run = {}, said

    def _join(self, cost: float) -> None:
        if not self.wholes and self.fits(self.run):
            self.wholes = {self.run: cost}


def _stretches(text: str, language: str, *, allows_alike: bool) -> list[_Stretch]:
    words = _WORD.findall(_NOT_MINE.sub("wrong", text.lower().replace("’", "'")))
    stretches: list[_Stretch] = []
    at = begun = 0
    while at < len(words):
        end = _end_of_stretch(words, at, language, allows_alike)
        if end == at:
            at += 1
            continue
        before = " ".join(word for word in words[begun:at] if word not in _STOPS)
        said = words[at : _before_amount(words, at, end)]
        stretch = _stretch(said, before, language, allows_alike) if said else None
        if stretch is not None and not _is_the_one(words, at, end, before):
            stretches.append(stretch)
            begun = end
        at = end
    return stretches


def _before_amount(words: list[str], at: int, end: int) -> int:
    """Return where digits end that are followed by what is counted: of "40718823, 45 dollars" the amount is none."""
    if end >= len(words) or words[end] not in _COUNTED:
        return end
    return next((stop for stop in range(end - 1, at, -1) if words[stop] in _SOFT), at)


def _all_alike(text: str, language: str, *, is_rest: bool) -> list[_Stretch]:
    """Read words that all sound like digits ("ate ate to tree")."""
    words = [word for word in _WORD.findall(text.lower()) if word not in _STOPS and word not in INSIDE]
    if len(words) < 2 or not all(
        any(piece.cost < BELIEVED for piece in alike_at(words, at)) for at in range(len(words))
    ):
        return []
    stretch = _stretch(words, "", language, True)
    if stretch is None:
        return []
    extra = 0.0 if is_rest else _NO_DIGIT
    return [_Stretch(before="", readings={digits: cost + extra for digits, cost in stretch.readings.items()})]


def _end_of_stretch(words: list[str], at: int, language: str, allows_alike: bool) -> int:
    """Return where the digits that begin at an index end; the index itself if none begin."""
    end = last = at
    has_digits = False
    while end < len(words):
        pieces = pieces_at(words, end, language=language, is_inside=has_digits)
        alike = alike_at(words, end) if allows_alike and not pieces else []
        if pieces or alike:
            has_digits = has_digits or bool(pieces)
            end = last = max(piece.end for piece in pieces or alike)
        elif end > at and (words[end] in INSIDE or words[end] in _STOPS):
            end += 1
        else:
            break
    return last if has_digits else at


def _stretch(words: list[str], before: str, language: str, allows_alike: bool) -> _Stretch | None:
    """Read a stretch's words in every way; None if no digits are in it for sure."""
    is_after_words = bool(re.sub(r"\b(um|uh|er|erm|hmm|yes|yeah|okay|ok|well|so|sure|no|it's|is)\b|\W", "", before))
    #: Digits so far -> cost, by the number of words read.
    states: list[dict[str, float]] = [{} for _ in range(len(words) + 1)]
    states[0][""] = 0.0
    for at in range(len(words)):
        states[at] = dict(sorted(states[at].items(), key=lambda item: item[1])[:_KEPT])
        for said, cost in states[at].items():
            for piece in _ways(words, at, bool(said), language, allows_alike):
                extra = _BESIDE_WORDS if piece.cost and piece.digits and not said and is_after_words else 0.0
                _keep(states[piece.end], said + piece.digits, cost + piece.cost + extra)
    found = {said: cost for said, cost in states[-1].items() if said and cost <= ASKED}
    if not found:
        return None
    return _Stretch(before=before, readings=found, groups=_groups(words, language))


def _ways(words: list[str], at: int, is_inside: bool, language: str, allows_alike: bool) -> list[Piece]:
    """Return what may be made of the word at an index: its digits, or nothing at all."""
    word = words[at]
    pieces = pieces_at(words, at, language=language, is_inside=is_inside)
    if pieces:
        # "Oh, six two ...", "... three nine. Oh, and I'd like to": an interjection, or a nought.
        if word in OH and (not is_inside or at + 1 == len(words)):
            return [*pieces, Piece(at + 1, "", _LEFT_OUT)]
        return [*pieces, *alike_at(words, at)] if allows_alike and word in TENS else pieces
    if word in INSIDE or word in _STOPS:
        return [Piece(at + 1, "")]
    alike = alike_at(words, at) if allows_alike else []
    # A word that is no digit at all is left out: the dearer, the more it sounds like one, and for next to nothing
    # before the first digit.
    is_clear = any(piece.cost < 2 * _LEFT_OUT for piece in alike)
    left_out = _LEFT_OUT / 3 if not is_inside else _NO_DIGIT if is_clear else _LEFT_OUT
    return [*alike, Piece(at + 1, "", left_out)]


def _groups(words: list[str], language: str) -> tuple[str, ...]:
    groups: list[str] = [""]
    at = 0
    while at < len(words):
        pieces = pieces_at(words, at, language=language, is_inside=bool(groups[-1]))
        if (words[at] in _SOFT or (words[at].isdigit() and len(words[at]) > 2)) and groups[-1]:
            groups.append("")
        groups[-1] += pieces[0].digits if pieces else ""
        at = pieces[0].end if pieces else at + 1
    return tuple(group for group in groups if group)


def _is_the_one(words: list[str], at: int, end: int, before: str) -> bool:
    """Tell "the one on my bill", "no one" and "one moment" from a digit."""
    if words[at:end] != ["one"]:
        return False
    following = words[end] if end < len(words) else ""
    if before == "no" or before.endswith(" no"):
        return following in ("else", "told", "has", "is", "can")
    return bool(_THE_ONE.search(before)) or following in _ONE_OF


def _keep(state: dict[str, float], digits: str, cost: float) -> None:
    if cost < state.get(digits, 99.0):
        state[digits] = cost
