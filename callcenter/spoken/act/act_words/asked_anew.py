"""What callers say, in English, to an answer that isn't what they asked: "no, does MOVING it cost?", "not plans"."""

from __future__ import annotations

import re

from callcenter.spoken.sentence import indirect_question, reads_as_question
from callcenter.spoken.words import plain_words

#: Ends a clause of what was said.
_CLAUSE_END = re.compile(r"[.,;:!?…–—]+\s+|\s+(?=but\b)")
_LEAD = r"(?:(?:oh|well|but|er+|um+|uh+|hm+|sorry|dear|love|what|yes|yeah|okay|ok|right|look|listen|actually|and) )*"
_NOES = rf"{_LEAD}(?:no|nope|nah)(?: (?:no|nope|nah|dear|love|sir|miss|sorry|but|wait))*"
#: Says no more than that it was no answer.
_DENIES = re.compile(
    rf"^{_LEAD}(?:(?:no|nope|nah|not) )*(?:"
    r"(?:no|nope|nah)|not (?:really|quite|exactly|at all|that|that one|what i (?:asked|meant|mean))|neither|"
    r"(?:it|that) (?:doesn't|does not|didn't|did not|isn't|is not|wasn't|was not)(?: (?:really|quite|exactly))?"
    r"(?: (?:answer|it|what i\b.*|my question|the question|that|an answer|help\w*|right|me|at all))*|"
    r"(?:that's|it's) not (?:it|what i\b.*|my question|the question|an answer|that|right)|"
    r"i (?:didn't|did not|don't|wasn't|was not) (?:ask|mean|asking|talking|say)(?: (?:about|for))? ?"
    r"(?:that|this|it|you that|any of that|when|where|who|why|which|how (?:long|much|many|often))?|"
    r"you (?:didn't|did not|haven't|still haven't) (?:say|said|answer|answered|tell me|told me)\b.*|"
    r"(?:that|it) was (?:about )?(?:something|anything) else|"
    r"i (?:asked|meant|said|was asking) (?:something|another)\b.*"
    r")(?: (?:dear|love|sir|though|then))*$"
)
#: Leads in what was asked, said once more.
_ASKED = re.compile(
    rf"^(?:{_NOES} )?{_LEAD}(?:what i (?:asked|meant|mean|want to know) (?:is|was)|my question (?:is|was)|"
    r"i (?:(?:just|only) )?(?:asked|was asking|am asking)|i'?m asking)(?: (?:you|about|is|was|for))*\b\s*"
)
_NO = re.compile(
    rf"^(?:(?:{_NOES} )?{_LEAD}i (?:just |only )?(?:meant|mean)|{_NOES})\b\s*(?!longer\b|more\b|idea\b|one\b|problem\b)"
)
#: Names what isn't meant.
_NOT_THAT = re.compile(
    rf"^{_LEAD}(?:(?:no|nope|nah) )*(?:not|no|forget(?: about)?|never mind|(?:it's|that's) not(?: about)?|"
    r"i (?:don't|didn't|do not|did not) (?:mean|ask(?: about| for)?|want|need)|"
    r"i (?:wasn't|was not|'m not|am not) (?:asking|talking) (?:about|for)|i'm not (?:asking|talking) (?:about|for))"
    r" (?:(?:about|the|a|an|any|my|your|our|for|to) )*(?P<what>(?!(?:no|not|i|what|that|it)\b)[a-z][a-z' -]*)$"
)
_TALK = re.compile(rf"^{_LEAD}$")
#: What isn't meant has so many words at most.
_NAMED_WORDS = 5
#: Asks to hear the same once more.
_ONCE_MORE = re.compile(
    r"\b(?:once more|one more time|repeat|say (?:it|that)(?: \w+)? again|(?:what|how much|how many|when) (?:was|is) (?:it|that|the \w+) again|"
    r"(?:was|is) (?:that|it|the \w+|your \w+) again|again,? (?:please|slowly)|slowly|slower|"
    r"didn'?t (?:catch|hear|get) (?:it|that|you|all)|what did you say|come again|"
    r"(?:tell|give|read) (?:it |that )?(?:to )?me(?: (?:it|that|the \w+))? again)\b"
)
#: Names what is to be heard again.
_AGAIN = re.compile(r"\b(?:that|the|this|your) (?P<what>\w+(?: \w+)?) again\b")


def _clauses(text: str) -> list[tuple[str, str]]:
    """Return the clauses of a text, each in plain words and with what stands from it on."""
    starts = [0, *(found.end() for found in _CLAUSE_END.finditer(text))]
    ends = [*(found.start() for found in _CLAUSE_END.finditer(text)), len(text)]
    return [(plain_words(text[start:end]), text[start:]) for start, end in zip(starts, ends, strict=True)]


def asked_anew(text: str) -> str:
    """Return the question that a caller asks anew, who says that it wasn't answered; '' if they say no such thing.

    >>> asked_anew("No, does moving it again cost anything?"), asked_anew("No, it doesn't, I asked if I'm allowed to.")
    ('does moving it again cost anything?', "if I'm allowed to.")
    >>> asked_anew("No, that's all, thanks."), asked_anew("Does moving it cost anything?")
    ('', '')
    """
    is_denied = False
    for plain, rest in _clauses(text):
        if (is_no := _DENIES.search(plain) is not None) or _TALK.search(f"{plain} ") is not None:
            is_denied = is_denied or is_no
            continue
        left, is_led_in = _without_lead(rest)
        is_question = reads_as_question(left) or bool(indirect_question(left))
        is_said_anew = is_led_in or is_denied or left != rest
        return left if is_said_anew and (is_led_in or is_question) and len(left.split()) > 1 else ""
    return ""


def _without_lead(text: str) -> tuple[str, bool]:
    """Return a text without a no or "I asked" at its beginning, and whether it was led in by the latter."""
    words = text.split()
    for pattern, is_led_in in ((_ASKED, True), (_NO, False)):
        for count in range(1, min(len(words), 14) + 1):
            found = pattern.fullmatch(f"{plain_words(' '.join(words[:count]))} ".strip() + " ")
            if found is not None:
                longer = pattern.fullmatch(f"{plain_words(' '.join(words[: count + 1]))} ".strip() + " ")
                if longer is None:
                    return " ".join(words[count:]), is_led_in
    return text, False


def unmeant(text: str) -> list[tuple[str, str]]:
    """Return what a caller names that they don't mean, each with the text that is left without it.

    >>> unmeant("Not moving house, moving the technician. Does that cost?")
    [('moving house', 'moving the technician. Does that cost?')]
    """
    found = []
    parts = _clauses(text)
    for place, (plain, rest) in enumerate(parts):
        match = _NOT_THAT.search(plain)
        if match is None or len(match["what"].split()) > _NAMED_WORDS:
            continue
        before = text[: len(text) - len(rest)]
        after = parts[place + 1][1] if place + 1 < len(parts) else ""
        kept = "" if _DENIES.search(plain_words(before)) else before
        found.append((match["what"], f"{kept}{after}".strip()))
    return found


def asks_once_more(text: str) -> bool:
    """Tell whether a caller asks to hear the same again ("what was that address again, slowly?")."""
    return _ONCE_MORE.search(plain_words(text)) is not None


def named_again(text: str) -> str:
    """Return what a caller names who asks to hear it again; '' if they name nothing.

    >>> named_again("What was that address again, slowly?"), named_again("how much was it again?")
    ('address', '')
    """
    found = _AGAIN.search(plain_words(text))
    return found["what"] if found is not None else ""
