"""What may come with a yes in the same breath and takes nothing back of it: a remark, a question, another wish.

Each clause after the yes is judged by itself, by what it must not have (a refusal, a condition, a change, a value that
wasn't proposed) and by what it must be: a statement with somebody in it who does or is something, a few known turns of
phrase, or a question or a wish of the table. So a fragment ("yes, to my card") is never a remark.

A yes may be said over and over, order what was proposed, say its values again, and lead on to what somebody is to be
told or to do ("yes. Oh and tell them the gate is locked"), if nothing of that puts off, narrows, changes or turns down.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from callcenter.spoken.act.consent_words import ConsentWords
from callcenter.spoken.act.consent_words.en_matters import (
    AGAINST,
    NO_VALUES,
    NOT_THEM,
    OF_IT,
    ORDERS,
    TO_BE_DONE,
    TOUCHES,
    UNDOES,
)
from callcenter.spoken.act.consent_words.en_verdicts import is_verdict
from callcenter.spoken.act.refusal import names_another
from callcenter.spoken.essentials import essentials, essentials_with_days, names_other
from callcenter.spoken.words import plain_words, sentences

#: "Yes, well, hmm": who says that hasn't made up their mind.
_DOUBTS = re.compile(r"(?:h+m+ ?)+")
#: "Yes. Oh really?" doubts; a turn of phrase that asks, in so many words, doesn't ("yes, why would I say no?").
_SAYING_WORDS = 3
#: Words before a value.
_AT = frozenset({"on", "in", "at", "by"})
#: Where a clause of a reply to a text that was read out ends.
_READ_CLAUSE = re.compile(r"[.!,;:–—]+\s+(?:but\s+)?|\s+but\s+", re.I)
#: What may stand beside how it reads.
_BESIDE_VERDICT = re.compile(
    r"(?:(?:oh|ah|ha|well|wow|gosh|yes|"
    r"yeah|yep|yup|so|and|perfect|great|good|lovely|sorry|mind you|honestly|still|dear|"
    r"me|ok|okay|right|fine|thanks|thank you|don'?t i|isn'?t it|doesn'?t it|aren'?t i) ?)*"
)
_YES = re.compile(r"(?:oh |well |but |and )*(?:yes|yeah|yep|yup|sure|go ahead|please do|send it|do it)\b")
#: Wants to be told of something once it is done: whatever that is, it stands in nobody's way.
_AFTERWARDS = re.compile(
    r"^(?:and )?(?:then|afterwards|after that) (?:(?:please|also|you can|can you) )*"
    r"tell me (?:more )?about(?: \w+){1,3}$"
)
#: Where one clause ends.
_MARK = re.compile(r"[.!?,;:–—]+\s+(?=\w)|\s+-+\s+")


def split_at_yes(
    text: str, words: ConsentWords, *, is_yes: Callable[[str], bool], is_harmless: Callable[[str], bool]
) -> tuple[str, list[str]]:
    """Return a yes, and the clauses that come with it if each is harmless; nothing if one isn't, or there is no more.

    Args:
        text: The caller's turn.
        words: The language's table.
        is_yes: Tells whether words by themselves are a yes.
        is_harmless: Tells whether a clause after it takes nothing back.
    """
    for start, end in _joints(text, words):
        before, after = text[:start], text[end:]
        if "?" in text[:end] or not words.yes.search(plain_words(before)) or not is_yes(before):
            continue
        parts = [part for one in sentences(after) for part in ([one] if is_harmless(one) else _clauses(one, words))]
        if all(map(is_harmless, parts)):
            return before, parts
    return "", []


def after_verdict(text: str, *, is_yes: Callable[[str], bool]) -> str:
    """Return an English answer without what it says before of a text that was read out: "a bit garbled, but yes".

    Nothing but that may stand before it, and words that agree: "the gate is open, but yes" is told. What doesn't come
    after a "but" is an answer of its own only as a sentence in words that say yes.

    >>> after_verdict("It's a bit garbled at the end, but okay", is_yes=lambda said: said == "okay")
    'okay'
    """
    places = [
        (0, 0, ""),
        *((one.start(), one.end(), one[0]) for one in _READ_CLAUSE.finditer(text)),
        (len(text), 0, ""),
    ]
    clauses = [(text[end:start].strip(), mark) for (_, end, mark), (start, _, _) in pairwise(places)]
    said = [(one, mark) for one, mark in clauses if plain_words(one)]
    last = max((n for n, (one, _) in enumerate(said) if is_verdict(one) and not is_yes(one)), default=-1)
    while (
        0 <= last < len(said) - 1
        and _BESIDE_VERDICT.fullmatch(plain_words(said[last + 1][0]))
        and not is_yes(said[last + 1][0])
    ):
        last += 1  # "my grammar's terrible, sorry"
    if last < 0 or last + 1 == len(said) or "?" in text:
        return text
    if not all(is_verdict(one) or _BESIDE_VERDICT.fullmatch(plain_words(one)) for one, _ in said[: last + 1]):
        return text
    answer, mark = said[last + 1]
    is_apart = "but" in mark.lower() or (
        mark.strip() in (".", "!", ";") and _YES.match(plain_words(answer)) is not None
    )
    return ", ".join(one for one, _ in said[last + 1 :]) if is_apart else text


def insisted(
    text: str, words: ConsentWords, *, proposal: str, is_yes: Callable[[str], bool], is_harmless: Callable[[str], bool]
) -> tuple[bool, list[str]]:
    """Return whether a yes stands, said as often as may be, and the clauses of another matter that it leads on to.

    Args:
        text: The caller's turn, in English.
        words: The English table.
        proposal: The sentence that was asked; '' if it isn't known.
        is_yes: Tells whether words by themselves are a yes.
        is_harmless: Tells whether a clause after the yes takes nothing back.
    """
    is_agreed = is_outright = is_led = False
    matter: list[str] = []
    for clause in _all_clauses(text, words):
        plain = plain_words(clause)
        bare = _without_lead(" ".join(words.naming.sub(" ", words.idle.sub(" ", plain)).split()), words)
        if "?" not in clause and (is_yes(bare) or (is_agreed and ORDERS.match(bare))):
            is_agreed, is_outright = True, is_outright or words.yes.search(bare) is not None
        elif "?" not in clause and (_says_nothing(bare, words) or _is_restated(clause, words, proposal)):
            pass
        elif (
            is_agreed
            and (matter or _is_further(plain, words, proposal, is_led=is_led))
            and not _touches(bare, words, proposal)
        ):
            matter.append(clause)
        elif not is_agreed or not is_harmless(clause):
            return False, []
        is_led = words.joining.match(plain) is not None  # "yes, book it, and yeah, write down that ..."
    return is_outright, matter if is_outright else []  # "okay" alone may answer anything


def said_outright(text: str, words: ConsentWords, *, proposal: str, agrees: Callable[[str], bool]) -> bool:
    """Tell whether a clause of an English turn is a yes, and none of the others has a word against it.

    That is enough beside somebody who has understood the turn: a language model that carries out what it proposed. By
    itself it isn't ("yes. And who comes?").
    """
    parts = [_beside_its_yes(one, words, agrees) for one in sentences(text)]
    is_against = any(_is_against(one, words, proposal) for left, _ in parts for one in left)
    return any(is_of_yes for _, is_of_yes in parts) and not is_against and not _asks_of_it(text, words)


def is_begun(text: str, words: ConsentWords, *, proposal: str, agrees: Callable[[str], bool]) -> bool:
    """Tell whether a clause of an English turn is a yes, and no other makes it depend, puts it off or names a value.

    It may stand or not, by what the rest means: that takes somebody who understands it.
    """
    is_agreed = False
    for sentence in sentences(text):
        left, is_of_yes = _beside_its_yes(sentence, words, agrees)
        is_agreed = is_agreed or is_of_yes
        is_bound = not sentence.endswith("?") and words.condition.search(words.idle.sub(" ", plain_words(sentence)))
        if is_bound or any(_undoes(one, words, proposal) for one in (left if is_of_yes else [sentence])):
            return False
    return is_agreed


def apart_from_yes(text: str, words: ConsentWords, *, proposal: str, agrees: Callable[[str], bool]) -> str:
    """Return the sentences beside the one that is an English yes; '' if that one has anything against it, or is all."""
    rest: list[str] = []
    for sentence in sentences(text):
        left, is_of_yes = _beside_its_yes(sentence, words, agrees)
        if not is_of_yes:
            rest.append(sentence)
        elif any(_is_against(one, words, proposal) for one in left):
            return ""
    return " ".join(rest) if len(rest) < len(sentences(text)) else ""


def takes_back(rest: str, words: ConsentWords) -> bool:
    """Tell whether English sentences beside a yes doubt it, put it off, or ask or tell what may take it back."""
    plain = [words.idle.sub(" ", plain_words(one)).strip() for one in sentences(rest)]
    is_doubted = any(one.search(said) for said in plain for one in (AGAINST, words.doubting, words.holding))
    return is_doubted or _asks_of_it(rest, words)


def _asks_of_it(text: str, words: ConsentWords) -> bool:
    """Tell whether a sentence asks what may be of the thing proposed ("would that work?")."""
    asked = (words.idle.sub(" ", plain_words(one)).strip() for one in sentences(text) if one.endswith("?"))
    return any(OF_IT.match(one) for one in asked)


def _beside_its_yes(sentence: str, words: ConsentWords, agrees: Callable[[str], bool]) -> tuple[list[str], bool]:
    """Return a sentence's clauses that are no yes, and whether another is."""
    clauses = _clauses(sentence, words)
    left = [one for one in clauses if "?" in one or not agrees(one)]
    return left, len(left) < len(clauses)


def _undoes(clause: str, words: ConsentWords, proposal: str) -> bool:
    """Tell whether a clause or a sentence beside a yes can hardly leave it standing."""
    clause = " ".join(one for one in _clauses(clause, words) if not _is_of_another(one, words, proposal))
    plain = words.idle.sub(" ", plain_words(clause))
    others = {one for one in essentials_with_days(clause) - essentials(proposal) if len(one) > 1}
    left = [word for word in plain.split() if not words.valued.fullmatch(word)]
    is_value = bool(others) and all(word in words.beside or word in _AT for word in left)
    return is_value or UNDOES.search(plain) is not None


def _is_of_another(clause: str, words: ConsentWords, proposal: str) -> bool:
    return names_another(_without_lead(plain_words(clause), words), plain_words(proposal))


def _is_against(clause: str, words: ConsentWords, proposal: str) -> bool:
    """Tell whether a clause beside a yes puts off, doubts, limits or changes what was proposed, or may."""
    plain = " ".join(words.agreeing.sub(" ", words.idle.sub(" ", plain_words(clause))).split())
    if "?" in clause and len(plain.split()) < _SAYING_WORDS:
        return bool(plain) or "really" in plain_words(clause)  # "oh really?", and not "didn't I say so?"
    if AGAINST.search(plain) is not None or words.doubting.search(plain) is not None or names_other(clause, proposal):
        return True
    return not _is_restated(clause, words, proposal) and _touches(plain, words, proposal)


def _says_nothing(bare: str, words: ConsentWords) -> bool:
    """Tell whether all the words of a clause are such as may stand beside a yes, and no doubt."""
    return _is_beside(bare, words) and _DOUBTS.fullmatch(bare) is None


def _is_beside(bare: str, words: ConsentWords) -> bool:
    return all(word in words.beside for word in bare.split())


def _is_doubtful(plain: str, words: ConsentWords) -> bool:
    """Tell whether plain words deny, put off, make depend or refuse anything."""
    return any(one.search(plain) for one in (words.negating, words.holding, words.condition, words.refusing))


def _is_further(plain: str, words: ConsentWords, proposal: str, *, is_led: bool) -> bool:
    """Tell whether a clause leads on to what is to be told or done besides; to a message, that is part of its text."""
    leads = is_led or words.joining.match(plain) is not None
    return leads and TO_BE_DONE.match(plain) is not None and "it says" not in plain_words(proposal)


def _touches(bare: str, words: ConsentWords, proposal: str) -> bool:
    """Tell whether a clause of another matter may put off, narrow, change or turn down what was agreed to."""
    if NOT_THEM.match(bare):
        return False
    bare = NO_VALUES.sub(" ", bare)
    if _is_doubtful(bare, words) or TOUCHES.search(bare) is not None:
        return True
    proposed = plain_words(proposal).split()
    named = [word for word in bare.split() if words.valued.fullmatch(word)]
    return any(word not in proposed for word in named)


def _is_restated(clause: str, words: ConsentWords, proposal: str) -> bool:
    """Tell whether a clause says nothing but values of the proposal over again: "Thursday evening"."""
    named = essentials_with_days(clause)
    if not named or not named <= essentials(proposal) or names_other(clause, proposal):
        return False
    left = [word for word in plain_words(clause).split() if not words.valued.fullmatch(word)]
    return all(word in words.beside or word in words.restating or word in _AT for word in left)


def takes_nothing_back(clause: str, words: ConsentWords, *, proposed: str, is_other_deed: bool) -> bool:
    """Tell whether a clause after a yes leaves it as it is; `is_other_deed` if it names a deed that wasn't proposed."""
    if _AFTERWARDS.match(plain_words(clause)):
        return True
    said = words.idle.sub(" ", plain_words(clause))
    if "cancel" in proposed:
        said = words.needless.sub(" ", said)
    plain = " ".join(words.naming.sub(" ", said).split())
    bare = _without_lead(plain, words)
    if _is_beside(bare, words):
        is_doubt = clause.rstrip().endswith("?") and len(plain_words(clause).split()) < _SAYING_WORDS
        return not is_other_deed and not is_doubt and _DOUBTS.fullmatch(bare) is None
    if _is_doubtful(plain, words):
        return False
    if words.further.match(bare) or words.wishing.match(plain):
        return True
    if words.elsewhere.match(bare) and words.conditional.search(bare) is None:
        return True
    return not is_other_deed and not clause.rstrip().endswith("?") and _tells(bare, words, proposed)


def asks_or_wants(clause: str, words: ConsentWords) -> bool:
    """Tell whether a clause that may stand beside a yes asks or wants something, to be taken up after it."""
    plain = plain_words(clause)
    bare = _without_lead(plain, words)
    return _AFTERWARDS.match(plain) is not None or any(
        one is not None for one in (words.further.match(bare), words.wishing.match(plain), words.elsewhere.match(bare))
    )


def _without_lead(plain: str, words: ConsentWords) -> str:
    """Return a clause's plain words without what joins it to the one before."""
    while (led := words.joining.match(plain)) is not None:
        plain = plain[led.end() :].strip()
    return plain


def _tells(plain: str, words: ConsentWords, proposed: str) -> bool:
    """Tell whether plain words state something, change nothing, and name no value but those proposed."""
    if words.telling.match(plain) is None or words.changing.search(plain) or words.asking.search(plain):
        return False
    said = [word.removesuffix("'s") for word in plain.replace("day off", "").split()]
    return all(word in proposed.split() for word in said if words.valued.fullmatch(word))


def _joints(text: str, words: ConsentWords) -> list[tuple[int, int]]:
    """Return where what comes with a yes may begin: after a mark, or at a word that begins a clause."""
    marks = {(one.start(), one.end()) for one in _MARK.finditer(text)}
    begun = (*words.joining.finditer(text.lower()), *words.beginning.finditer(text.lower()))
    return sorted(marks | {(one.start(), one.start()) for one in begun if one.start() > 0})


def _all_clauses(text: str, words: ConsentWords) -> list[str]:
    """Return the clauses of all sentences of a turn."""
    return [part for one in sentences(text) for part in _clauses(one, words)]


def _clauses(sentence: str, words: ConsentWords) -> list[str]:
    """Return a sentence's clauses, as marks and the words that join them part it."""
    begun = {one.start() for one in words.joining.finditer(sentence.lower())}
    ends = sorted({0, len(sentence)} | {one.end() for one in _MARK.finditer(sentence)} | begun)
    parts = (sentence[start:end].strip() for start, end in pairwise(ends))
    return [one for one in parts if one]
