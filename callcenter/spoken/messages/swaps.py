"""Words of a text read back put otherwise: "not the red one, the green one", "change October to November". English.

A correction finds its place in the text, or it has none: then nobody guesses, and the caller is asked what the whole
should say. So no correction's own frame ("no, I said", "make it") ever stands in a text.
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from callcenter.spoken.words import plain_words

#: Leads in the words that are right: "it was November", "I said ladders".
_RIGHT = (
    r"(?:(?:it|that|this|they|he|she)(?:'s|'re| is| was| were| are)(?: actually| really)?|(?:i|we) (?:said|mean|meant|"
    r"told you)|(?:make|put|write|say)(?: (?:it|that))?|rather|but|really|actually|is|are)"
)
#: Nothing but orders to put words otherwise.
_ORDERS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?:change|replace|swap|turn|correct|switch) (?:the word )?(?P<old>(?!(?:it|that|this|me) )[\w' -]+?) "
        r"(?:in)?(?:to|with|for|by|on) (?P<new>[\w' -]+)",
        r"(?:don'?t|not) (?:say|write|put) (?P<old>[\w' -]+?)[,.;]? (?:but )?(?:rather )?(?:say|write|put|it's) "
        r"(?P<new>[\w' -]+)",
        r"instead of (?P<old>[\w' -]+?),? (?:(?:please )?(?:put|write|say|make it|it's) )(?P<new>[\w' -]+)",
    )
)
#: The words that are right and those they stand for, in all the orders people say them.
_SWAPS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:{_RIGHT} )*(?P<new>[\w' -]+?),? (?:instead of|rather than|in place of) (?P<old>[\w' -]+)",
        r"(?P<old>[\w' -]+?) should (?:be|say|read) (?P<new>[\w' -]+)",
        rf"(?P<old>[\w' -]+?),? no,? (?:{_RIGHT} )+(?P<new>[\w' -]+?)(?: actually)?",
        rf"(?:{_RIGHT} )?not (?P<old>[\w' -]+?)(?:,| but|[.;!?]|(?= i (?:said|meant)))+ ?(?:{_RIGHT} )*"
        r"(?P<new>[\w' -]+)",
        r"(?:(?:i|we) (?:never|didn'?t|did not) sa(?:id|y)|(?:it|that|they)(?:'s|'re| is| are| was)(?: not|n't))"
        rf" (?P<old>[\w' -]+?)(?:,| but|[.;])* (?:{_RIGHT} )+(?P<new>[\w' -]+)",
        rf"(?:{_RIGHT} )*(?P<new>[\w' -]+?)[,.;]? (?:and )?not (?P<old>[\w' -]+)",
    )
)
#: Nothing but the words that are right: "I meant November".
_RIGHT_ALONE = re.compile(
    rf"(?:{_RIGHT} |(?:change|correct) (?:it|that) to |spelled )*(?P<new>[\w'-]+(?: [\w'-]+)?)", re.I
)
_ARTICLE = re.compile(r"^(?:the|a|an|my|that|to)\s+", re.I)
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tomorrow|yesterday)"
_COUNT = r"(?:once|twice|thrice|(?:two|three|four|five|six|seven|eight|nine|ten) times)"
_FIGURE = (
    r"(?:\d+(?:st|nd|rd|th)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty)"
)
#: Kinds of word of which another one stands in the place of the only one of its kind.
_KINDS = tuple(re.compile(rf"\b{one}\b", re.I) for one in (_MONTH, _DAY, _COUNT, _FIGURE))
_PRONOUNS = frozenset("i me you he him she her it we us they them my your this that".split())
#: What a word stands after that needs no article of its own.
_DETERMINED = re.compile(r"\b(?:the|a|an|my|your|his|her|our|their|this|that) $", re.I)
#: Says after the words that are right what they stand beside: "it was the post office that was closed".
_WHO_IT_IS = re.compile(r"(?<=\w) (?:that|who|which) [\w'].*$", re.I)
#: How alike (0-100) two words are, of which the one was heard for the other.
_ALIKE = 72
#: So many words take the place of some; more are a text of their own.
_MOST = 5
#: Corrects what was read back, or says what to do with it, and isn't what it should say.
_CORRECTS = re.compile(
    r"^(?:(?:no+|nope|nah|yes|yeah|ok|okay|well|oh|but|and|please|sorry|just|so|actually|wait|can you|could you|"
    r"to) )*"
    r"(?:(?:i|we) (?:said|mean|meant|told you|never said|didn'?t say)\b|(?:it|that|this)(?:'?s| is| was)(?: not|n'?t)"
    r" (?:exactly|really|quite|about|what|so much)\b|not\b|(?:is|are) not\b|instead\b|rather\b|"
    r"(?:change|replace|swap|switch|correct|fix|shorten|reword|rephrase|edit|redo|delete|remove|erase|skip|cross|"
    r"strike|spell(?:ed|t)?|sign|drop|scrap|scratch|get rid of|lose|put (?:it|that|this) in|make (?:it|that|the)|"
    r"(?:take|leave) (?:out|that|the|it)\b|"
    r"(?:forget|without) (?:the|that)|read|say) ?\b|"
    r"(?:just|only) the (?:first|last|second|bit|part)\b|too long\b|wrong\b)|"
    r"\b(?:the|that|this|first|last|second|other) (?:bit|part|half)\b|\bthe word\b|\byou (?:wrote|put|have put|"
    r"'?ve put|"
    r"got it)\b|\b(?:that|it)(?:'?s| is) (?:too (?:long|short|much)|wrong)\b|\b(?:it|the message) (?:says|reads)\b|"
    r"\bno (?:it|that|they|i|he|she)(?:'?s|'?m|'?re)?\b|\bexcept\b|\binstead(?: of)?\b|"
    r"\bbefore i said\b|\b(?:want|like|need) to (?:change|correct|edit|redo)\b|\b(?:no )?mention of\b"
)


def swapped(text: str, said: str) -> str | None:
    """Return a text with the words put otherwise that a sentence corrects in it; None if it corrects none.

    It's '' where words are to be put otherwise that aren't in it, or more than once.

    >>> swapped("a red modem on Elm Street", "Elder Street, not Elm")
    'a red modem on Elder Street'
    >>> swapped("a red modem", "Change the blue one to green"), swapped("a red modem", "It's loud")
    ('', None)
    """
    body = re.sub(r"[\"“”]", "", said).strip(" .,;:!?")
    for pattern in (*_ORDERS, *_SWAPS):
        if (found := pattern.fullmatch(body)) is None:
            continue
        new, old = found["new"].strip(), _ARTICLE.sub("", found["old"].strip())
        new = new if found.start("new") else _as_begun(new, old)
        changed = _in_place(text, old, _without_what_stands(text, old, new))
        if changed or pattern in _ORDERS:
            return changed
    return None


def order_of_change(said: str) -> str:
    """Return what an order to change one thing to another puts in its place, '' of other words.

    >>> order_of_change("change Tuesday to Thursday, please"), order_of_change("it changed")
    ('Thursday', '')
    """
    body = re.sub(r"^(?:please |to )+|,? please\W*$", "", said.strip(" .!?"), flags=re.I)
    found = next((found for one in _ORDERS if (found := one.fullmatch(body))), None)
    return found["new"] if found is not None else ""


def swapped_alike(text: str, said: str) -> str:
    """Return a text with its only word of the same kind or sound in place of the one said; '' if that isn't clear.

    >>> swapped_alike("charged twice in October", "I meant November"), swapped_alike("ask for Linden", "It's Lindell")
    ('charged twice in November', 'ask for Lindell')
    """
    if (found := _RIGHT_ALONE.fullmatch(said.strip(" .,;:!?"))) is None:
        return ""
    new = _ARTICLE.sub("", found["new"])
    for kind in _KINDS:
        if kind.fullmatch(new) is not None:
            there = [one[0] for one in kind.finditer(text)]
            return _in_place(text, there[0], _as_begun(new, there[0])) if len(there) == 1 else ""
    words, count = re.findall(r"[\w'-]+", text), len(new.split())
    runs = [" ".join(words[place : place + count]) for place in range(len(words) - count + 1)]
    alike = [one for one in runs if one.lower() != new.lower() and _sounds_alike(one, new)]
    return _in_place(text, alike[0], new) if len(alike) == 1 else ""


def _sounds_alike(one: str, other: str) -> bool:
    """Tell whether as many words are alike, each the one that stands in its place."""
    pairs = zip(one.lower().split(), other.lower().split(), strict=True)
    return all(fuzz.ratio(said, heard) >= _ALIKE for said, heard in pairs)


def corrects(said: str) -> bool:
    """Tell whether words correct what was read back, or say what to do with it: they aren't what it should say.

    >>> corrects("Well, it's not exactly about the bill"), corrects("The gate isn't locked")
    (True, False)
    """
    return _CORRECTS.search(plain_words(said)) is not None


def _as_begun(new: str, old: str) -> str:
    """Return words that began a sentence as they begin in the middle of one, where those they stand for do."""
    return new[:1].lower() + new[1:] if old[:1].islower() else new


def _in_place(text: str, old: str, new: str) -> str:
    """Return a text with other words in the place of some that stand in it just once; '' if they don't."""
    there = list(re.finditer(rf"(?<![\w']){re.escape(old)}(?![\w'])", text, re.I)) if old else []
    is_placed = len(there) == 1 and old.lower() not in _PRONOUNS
    if not is_placed or not new or len(new.split()) > _MOST + len(old.split()):
        return ""
    before = text[: there[0].start()]
    if _ARTICLE.match(new) or re.match(_FIGURE, new, re.I):
        before = _DETERMINED.sub("", before)  # "my bank", and then "the post office"
    return f"{before}{new}{text[there[0].end() :]}"


def _without_what_stands(text: str, old: str, new: str) -> str:
    """Return the words that are right without those around them that stand in the text already.

    >>> _without_what_stands("nobody answers my letters", "letters", "nobody answers my emails")
    'emails'
    """
    if (there := re.search(rf"(?<![\w']){re.escape(old)}(?![\w'])", text, re.I)) is None:
        return new
    before = text[: there.start()]
    words, after = _WHO_IT_IS.sub("", new).split(), text[there.end() :].split()
    for count in range(len(words) - 1, 0, -1):
        if any(_same(words[:count], one.split()[-count:]) for one in (before, _DETERMINED.sub("", before))):
            words = words[count:]
            break
    for count in range(len(words) - 1, 0, -1):
        if _same(words[-count:], after[:count]):
            words = words[:-count]
            break
    return " ".join(words)


def _same(one: list[str], other: list[str]) -> bool:
    return [plain_words(word) for word in one] == [plain_words(word) for word in other]
