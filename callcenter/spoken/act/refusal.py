"""What a clear no is, the mirror of a yes: only that puts away what was proposed, and the doubt goes to UNCLEAR.

A no is believed where a clause begins with one that answers ("no, …", not "no charge, is there?"), or where every word
of a clause refuses, or may stand beside a refusal. So what merely has a negation in it ("yes, you didn't say how long
it takes", "nobody told me", "it's not urgent") turns nothing down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from itertools import pairwise

from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent_words import ConsentWords
from callcenter.spoken.act.consent_words.en_no import (
    AFTER_ANSWER,
    ANSWERING,
    BESIDE,
    DENYING,
    FINE,
    FIRST,
    LEADING,
    NONE_OF_IT,
    NOT_THAT,
    OF_ANOTHER,
    OFFERED,
    POLITE,
    RETRACTING,
    SAME_THINGS,
    TAG,
    TELLS_OF_NOTHING,
    THINGS,
    TOO,
    WANTED_ALL_THE_SAME,
    WAVERING,
)
from callcenter.spoken.words import plain_words

#: Where a clause ends, if by a mark or by a word.
_CLAUSE = re.compile(
    # but for a question at the end whether it isn't so: "it's free, isn't it?"
    r"[.,;:!?…]+(?!\s*(?:do|does|did|is|are|am|was|were|can|could|will|would|should|have|has)(?:n'?t)? "
    r"(?:i|you|he|she|it|we|they|there)[.!? ]*$)\s*|\s+[-–—]+\s+|"
    r"(?<!\bnobody)(?<!\bnothing)\s+(?=but\b|"
    r"so (?:no|nope|don'?t|leave|there'?s no|you needn'?t|i (?:don'?t|won'?t))\b)",
    re.I,
)

_FIGURE = r"(?:\d+|zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)"
#: Says a number over, and refuses nothing: "double eight one seven. No, sorry, eight eight one seven".
_OVER = re.compile(rf"(?<=\w)[\s,.]+(?:(?:no|wait|sorry|nope)[\s,.]+)+(?={_FIGURE}[\s-]*{_FIGURE}\b)", re.I)

#: What a proposal says that it hasn't.
_LEFT_OUT = re.compile(r"\bno (?:call ?backs?)\b")


def refused(text: str, words: ConsentWords, proposed: str, *, is_yes: Callable[[str], bool]) -> Consent:
    """Return no for English words that clearly turn down what was asked; UNCLEAR for all others.

    `is_yes` tells whether a clause by itself is a yes: after a no it makes the turn contradict itself.
    """
    is_agreed, answer = False, Consent.UNCLEAR
    for clause in _clauses(_OVER.sub(" ", text), words):
        plain = plain_words(clause)
        if WAVERING.fullmatch(_led(plain)):
            return Consent.UNCLEAR
        if "cancel" in proposed and words.needless.search(plain):
            continue  # why, not that it isn't: "we don't need him any more"
        if answer is Consent.NO:
            if words.yes_after.search(plain) or (is_yes(plain.removeprefix("but ")) and not FINE.match(_led(plain))):
                return Consent.UNCLEAR  # "no, sorry, yes, go ahead"
            if is_agreed and FINE.match(_led(plain)):
                return Consent.UNCLEAR  # "yeah, no, that's fine"
            if words.holding.match(_led(plain)) or FIRST.match(plain):
                answer = Consent.UNCLEAR  # "no, hold your horses. How much is it?"
        elif _refuses(clause, words, proposed):
            # "Yes, actually no", but not "yes and no", nor "yes, leave it on the account".
            takes_back = RETRACTING.match(_led(plain)) and not FINE.search(plain)
            is_back = not is_agreed or (takes_back and not plain.startswith("and "))
            answer = Consent.NO if is_back else answer
        is_agreed = is_agreed or _agrees(plain, words)
    return answer


def beside_no(text: str, words: ConsentWords, proposed: str = "") -> str:
    """Return what comes with a no: all but the clauses that only refuse, thank or take up room; '' if nothing does."""
    left, is_no = [], False
    for clause in _clauses(text, words):
        plain = plain_words(clause)
        after = _after_answer(_led(plain))
        if _only_refuses(clause, words, proposed) or all(one in POLITE for one in plain.split()):
            is_no = True
        elif after is not None and not is_no:
            is_no = True
            left.append(clause[_place(clause, len(after.split())) :])
        else:
            left.append(clause)
    return " ".join(left).strip()


def puts_away(text: str, words: ConsentWords, proposed: str) -> bool:
    """Tell whether a clause refuses in more words than a no, which may as well correct something ("no, bin it")."""
    clauses = _clauses(text, words)
    return any(_after_answer(_led(plain_words(one))) != "" and _only_refuses(one, words, proposed) for one in clauses)


def without_denied(text: str) -> str:
    """Return a text without the statements that deny something: a value named in one is not what is wanted.

    >>> without_denied("Nobody's there in the morning. Friday, please"), without_denied("Can't he come on Friday?")
    ('Friday, please', "Can't he come on Friday?")
    """
    ends = [0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]
    clauses = [text[start:end] for start, end in pairwise(ends)]
    return "".join(one for one in clauses if "?" in one or not _denies(plain_words(one))).strip()


def _denies(plain: str) -> bool:
    return DENYING.search(plain) is not None and WANTED_ALL_THE_SAME.search(plain) is None


def _clauses(text: str, words: ConsentWords) -> list[str]:
    """Return a turn's clauses with their marks, a yes that one begins with by itself ("yeah no")."""
    ends = [0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]
    clauses = []
    for one in (text[start:end].strip() for start, end in pairwise(ends)):
        yes = words.yes.match(one.casefold())
        rest = one[yes.end() :] if yes is not None else ""
        is_yes = rest.strip(" .,;:!?") and not rest.casefold().startswith(" not")  # "definitely not"
        at = len(one) - len(rest) if is_yes else 0
        clauses += [one[:at], one[at:].strip()] if at else [one]
    return [one for one in clauses if plain_words(one)]


def _agrees(plain: str, words: ConsentWords) -> bool:
    """Tell whether a clause says yes, however little: what refuses after it must take that back."""
    return (words.yes.search(plain) or words.agreeing.search(plain)) is not None


def _refuses(clause: str, words: ConsentWords, proposed: str) -> bool:
    of_others = NOT_THAT.fullmatch(plain_words(clause))
    if of_others is not None and (of_others["what"] or "") not in {*proposed.split(), *words.restating}:
        return False  # "call my wife, not me", "yes, and never mind the man": who or what isn't meant
    if names_another(_led(plain_words(clause)), proposed):
        return False  # "yes, do that. No person, though": of something that isn't proposed
    after = _after_answer(_led(plain_words(clause)), is_asked="?" in clause)
    return after is not None or _only_refuses(clause, words, proposed)


def names_another(plain: str, proposed: str) -> bool:
    """Tell whether plain English words want none of a thing of which a proposal says nothing ("no texts though").

    >>> [names_another(said, "i'll take a message") for said in ("no person though", "no message please")]
    [True, False]
    >>> names_another("no call back needed", "i'll take your message with no call back")
    True
    """
    if not proposed or NONE_OF_IT.match(plain) is None:
        return False
    named = {word for thing in re.findall(THINGS, plain) for word in thing.split()}
    if (left_out := _LEFT_OUT.search(proposed)) and named <= frozenset(left_out[0].split()):
        return True
    things = named.union(*(one for one in SAME_THINGS if one & named))
    return not any(re.search(rf"\b{one}\b", proposed) for one in things)


def _led(plain: str) -> str:
    """Return a clause's plain words without what leads it in."""
    found = LEADING.match(f"{plain} ")
    return plain if found is None else plain[found.end() :]


def _after_answer(led: str, *, is_asked: bool = False) -> str | None:
    """Return what follows the no that a clause begins with; None if it has none, or only denies what it names."""
    found = ANSWERING.match(f"{led} ")
    if found is None:
        return None
    after = led[found.end() :]
    if not after and is_asked:
        return None  # "I thought it'd be more, no?"
    first = after.split()[:1]
    is_answer = not after or AFTER_ANSWER.match(after) is not None
    return after if is_answer or first[0] in OFFERED or first[0].isdigit() else None


def _only_refuses(clause: str, words: ConsentWords, proposed: str) -> bool:
    """Tell whether every word of a clause refuses, or may stand beside what does."""
    if "?" in clause or TAG.search(plain_words(clause)):
        return False
    plain = plain_words(clause)
    named = _named({*proposed.split()}) if proposed else OFFERED
    if not proposed and OF_ANOTHER.match(plain) is None:
        named |= words.restating  # "no need to book one", but not "it won't change anything"
    return any(_is_refusal(one, words, BESIDE | named) for one in (plain, _led(plain)))


def _named(proposed: Set[str]) -> frozenset[str]:
    """Return the words that name what was proposed: those it was said with, and others for the same thing."""
    return frozenset(proposed).union(*(one for one in SAME_THINGS if one & proposed))


def _is_refusal(plain: str, words: ConsentWords, beside: frozenset[str]) -> bool:
    """Tell whether plain words have a refusal, and none beside it that isn't one of these."""
    said = words.agreeing.sub(" ", plain)
    left = words.negating.sub(" ", words.refusing.sub(" ", said))
    is_all = all(one in beside or one.removesuffix("'s") in beside for one in left.split())
    is_one = len(words.negating.findall(said)) <= 1  # "it's not that I don't want him"
    is_one = is_one and not (TOO.search(said) and words.negating.search(said)) and not TELLS_OF_NOTHING.match(said)
    return left != said and is_all and is_one and words.doubting.search(said) is None


def _place(clause: str, count: int) -> int:
    """Return where the last so many words of a clause begin."""
    found = list(re.finditer(r"[^\s,.;:!?…–—]+", clause))
    return found[-count].start() if 0 < count <= len(found) else len(clause)
