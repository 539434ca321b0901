"""What callers would have changed in a text that was read back to them: words in its place, or added to it. English.

"It has to say that I'm not a customer" and "you left out my name, it's Tom" add to it, "no, it should say …" and "scrap
that, new message: …" stand in its place. Whatever it is, it is read back and asked for anew before it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.spoken.act.writing_down import dictated
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.messages.dictation_words import (
    ADDED,
    ADDS,
    AS_IT_WAS,
    BARE_THING,
    BARE_WH,
    BEGINS_OVER,
    I_SAID,
    IT,
    LACKS,
    LEAD,
    NAMES,
    NO_CHANGE,
    NOT_FOR,
    OF_IT,
    OF_THE_CALL,
    ONLY,
    OVER,
    PUT_IN,
    READS,
    REQUEST,
    SAID_OVER,
    SAID_PARTLY,
    SAME_WORDS,
    SAYS,
    SAYS_ANEW,
    SAYS_NOTHING,
    SMALL,
    SOON,
    SUBSTITUTED_WORDS,
    THING_LACKS,
    TOO,
    VALUE_LEAD,
    WHOLE,
    WITHOUT,
)
from callcenter.spoken.messages.full_names import with_full_name
from callcenter.spoken.messages.swaps import swapped, swapped_alike
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import begins_as_wish
from callcenter.spoken.words import plain_words, sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A text as it should read now; `lacks` if the caller says that something is missing, and not yet what.

    `beside` is what they say besides: when to call, say.
    """

    text: str
    lacks: bool = False
    beside: str = ""


def edited(text: str, said: str) -> Edited | None:
    """Return a text that was read back as the caller's words would have it; None if they change nothing in it.

    >>> edited("a bill that's not mine", "Fine, but it has to say I'm no customer")
    Edited(text="a bill that's not mine. I'm no customer", lacks=False, beside='')
    >>> edited("dead line", "No, scrap that. New message: the cable is down")
    Edited(text='the cable is down', lacks=False, beside='')
    """
    told = said.replace("’", "'").strip()
    if text and (named := with_full_name(text, told)):
        return Edited(text=named)
    if rest := as_it_was(told):
        found = edited(text, rest)
        return found if found is not None else _put(text, rest, "", in_place=False)
    is_over = False
    parts = sentences(told)
    if (whole := WHOLE.search(told)) is not None:
        return Edited(text=_clean(unled(told[: whole.start()])))
    if BEGINS_OVER.match(unled(parts[-1])) and len(parts[-1].split()) <= SUBSTITUTED_WORDS + 2:
        return Edited(text="", lacks=True)  # "it's missing the interview. Just start again please"
    for place in range(len(parts)):
        rest = " ".join(parts[place:])
        is_left_out = WITHOUT.match(unled(parts[place])) is not None
        if NO_CHANGE.search(parts[place]) and not (is_left_out or SAYS_ANEW.search(parts[place])):
            continue
        lead = LEAD.match(rest)
        is_no = lead is not None and re.search(r"\b(?:no+|nope|nah)\b", lead[0], re.I) is not None
        body = rest[lead.end() :] if lead is not None else rest
        is_added = lead is not None and re.search(r"\b(?:also|and)\b", lead[0], re.I) is not None
        is_just = lead is not None and re.search(r"\b(?:just|only|rather|better)\b", lead[0], re.I) is not None
        while (over := OVER.match(body)) is not None:
            is_over, body = True, body[over.end() :]
            body = body[again.end() :] if (again := LEAD.match(body)) is not None else body
        beside = " ".join(parts[:place])
        if REQUEST.search(rest):
            body = body.rstrip(" ?")  # "can you add that she's in hospital?"
        is_whole = (is_over or is_no or is_just) and not is_added
        found = _edit(text, body, beside, in_place=is_over, is_whole=is_whole, is_added=is_added)
        if found is not None:
            return found
        if is_over and body:
            return _anew(body, beside)
        if is_over and (SAYS_ANEW.search(rest) or BEGINS_OVER.search(rest)):
            return Edited(text="", lacks=True, beside=beside)
    return None


def as_it_was(said: str) -> str | None:
    """Return what comes with the wish that a text stay as it was ("leave it as you had it, just add …"), or None.

    >>> as_it_was("I mean leave it as you had it, just add her name"), as_it_was("leave it")
    ('add her name', None)
    """
    found = AS_IT_WAS.match(said.replace("’", "'").strip())
    return said.replace("’", "'").strip()[found.end() :].strip() if found is not None else None


def adds_to_it(said: str) -> bool:
    """Tell whether a sentence says outright that it adds to a text that stands: "also …", "you left out my name".

    >>> adds_to_it("just add that it's Bob"), adds_to_it("tell them it's Bob")
    (True, False)
    """
    lead = LEAD.match(said)
    is_joined = lead is not None and re.search(r"\b(?:also|and)\b", lead[0], re.I) is not None
    body = unled(said)
    is_added = ADDED.match(body) is not None or any(one.match(body) for one in (LACKS, THING_LACKS, NAMES))
    return is_joined or is_added


def unled(said: str) -> str:
    """Return a sentence without what leads it in: "yes, and", "on second thought"."""
    lead = LEAD.match(said)
    return said[lead.end() :].strip() if lead is not None else said


def begins_anew(said: str) -> bool:
    """Tell whether a sentence leads in all of a text: "let me put it this way", "new message:", "from the top:"."""
    over = OVER.match(unled(said))
    return over is not None and bool(SAYS_ANEW.search(said) or re.match(r"new|from", over[0], re.I))


def begins_over(said: str) -> bool:
    """Tell whether a reply wants the text begun over: "start again", "let me say it differently"."""
    last = unled(sentences(said)[-1])
    return BEGINS_OVER.match(last) is not None or (OVER.match(last) is not None and bool(SAYS_ANEW.search(said)))


def led_in(said: str) -> str | None:
    """Return what a sentence says a text should say, however it is put; None if it says nothing of that.

    >>> led_in("Yes, and tell them to call after six"), led_in("I'm out")
    ('to call after six', None)
    """
    body = unled(said)
    found = next((found for one in (SAYS, READS, ADDS, LACKS, THING_LACKS) if (found := one.match(body))), None)
    return body[found.end() :] if found is not None else None


def leads_in(said: str) -> bool:
    """Tell whether a sentence says what a text should say: "could it say that it's urgent?"."""
    return led_in(said) is not None


def _anew(body: str, beside: str) -> Edited | None:
    """Return the text said after what was read back was turned down; None if that wants something else."""
    content = _clean(re.sub(r"^(?:it'?s|it is)(?: that)? (?!for|from|about)", "", dictated(body), flags=re.I))
    is_text = len(content.split()) > 1 and not says_only_when(content)
    is_other = begins_as_wish(body) or begins_as_question(body) or re.match(r"i(?:'d| want| need)\b", body, re.I)
    return Edited(text=content, beside=beside) if is_text and not is_other else None


def _edit(text: str, body: str, beside: str, *, in_place: bool, is_whole: bool, is_added: bool) -> Edited | None:
    """Return what one run of sentences changes; `is_whole` if what it should say is all of it, `is_added` if more."""
    if re.match(r"say nothing\b", body, re.I):
        return _in_part(text, body, beside)
    if (lacks := LACKS.match(body)) is not None:
        return _with_rest(text, body[lacks.end() :], beside)
    if (thing := THING_LACKS.match(body)) is not None:
        return _with_thing(text, thing, body[thing.end() :], beside)
    if (reads := READS.match(body)) is not None:
        return _put(text, body[reads.end() :], beside, in_place=not is_added)
    if (says := SAYS.match(body)) is not None:
        is_also = TOO.search(body) is not None or any(says[one] for one in says.groupdict() if one.startswith("also"))
        is_must = re.match(rf"{IT} (?:has to|must|needs?|'?s got)", says[0], re.I) is not None
        content = body[says.end() :]
        is_over = re.match(IT, says[0], re.I) is not None and covers(content, text, least=SAID_PARTLY)
        return _put(
            text,
            content,
            beside,
            in_place=in_place
            or bool(says["instead"])
            or (not is_also and not is_added and bool(says["instead2"] or is_over))
            or (is_whole and not is_must and not is_also),
        )
    if (adds := ADDS.match(body)) is not None:
        return _put(text, body[adds.end() :], beside, in_place=in_place)
    if (not_for := NOT_FOR.match(body)) is not None and OF_IT.match(body[not_for.end() :]):
        body = body[not_for.end() :]
    if OF_IT.match(body) is not None or NAMES.match(body) is not None:
        content = body[: put_in.start()] if (put_in := PUT_IN.search(body)) is not None else body
        return _put(text, content, beside, in_place=in_place)
    if (put_in := PUT_IN.search(body)) is not None and put_in.start() and len(sentences(body)) == 1:
        return _put(text, body[: put_in.start()], beside, in_place=in_place)
    if (other := _otherwise(text, body, beside)) is not None:
        return other
    if (told := I_SAID.match(body)) is not None and (is_whole or covers(body, text, least=0)):
        content = body[told.end() :]
        if not (TOO.search(content) or covers(content, text, least=SAID_OVER)):
            return Edited(text="", lacks=True, beside=beside)  # of what? "no, I said a different number"
        return _put(text, content, beside, in_place=TOO.search(content) is None)
    return None


def _put(text: str, said: str, beside: str, *, in_place: bool) -> Edited | None:
    """Return the text with words added to it, or those in its place."""
    content = _clean(said)
    if not content:
        return Edited(text="", lacks=True, beside=beside) if in_place else None  # "make it shorter"
    if BARE_THING.fullmatch(content) or BARE_WH.fullmatch(content):
        return Edited(text=text, lacks=True, beside=beside)
    is_age = re.match(r"(?:i'?m|i am|he'?s|she'?s) \w+-", content, re.I) is not None  # "I'm seventy-nine"
    if (says_only_when(content) and not is_age) or SAYS_NOTHING.fullmatch(content) or SOON.fullmatch(content):
        return None
    if changed := swapped(text, content):
        return Edited(text=changed, beside=beside)  # "write slow in the evenings, not no signal"
    if in_place and (alike := swapped_alike(text, content)):
        return Edited(text=alike, beside=beside)  # "no, it should say November"
    return Edited(
        text=content if in_place or not text or covers(content, text) else joined(text, content), beside=beside
    )


def _with_rest(text: str, rest: str, beside: str) -> Edited | None:
    content = _clean(unled(rest))
    content = _clean(body[found.end() :]) if (body := content) and (found := SAYS.match(body)) else content
    if not content:
        return Edited(text=text, lacks=True, beside=beside)
    if thing := re.match(
        r"(?P<thing>(?:the|my|her|his) [\w' ]{2,20}?),? (?:it'?s|it is|that'?s) (?P<value>.+)$", content, re.I
    ):
        content = f"{thing['thing']} is {thing['value']}"
    return _put(text, content, beside, in_place=False) or Edited(text=text, lacks=True, beside=beside)


def _with_thing(text: str, found: re.Match[str], rest: str, beside: str) -> Edited | None:
    """Return the text with a thing that was missing or wrong in it: "the address is 14 Linden Street"."""
    thing = next(one for one in found.groups() if one)
    if OF_THE_CALL.search(thing):
        return None
    value = _clean(VALUE_LEAD.sub("", rest, count=1) if VALUE_LEAD.match(rest) else rest)
    if not value:
        return Edited(text=text, lacks=True, beside=beside)
    is_named = BARE_THING.fullmatch(thing) is not None and len(value.split()) <= SUBSTITUTED_WORDS + 2
    return Edited(text=joined(text, f"{thing} is {value}" if is_named else value), beside=beside)


def _otherwise(text: str, body: str, beside: str) -> Edited | None:
    """Return the text with a word of it put otherwise ("it's Novak, not Cara's"), or a part of it left out."""
    said = sentences(body)
    for count in range(len(said), 0, -1):
        changed = swapped(text, first := " ".join(said[:count]))
        if changed := swapped_alike(text, first) if changed is None else changed:
            rest = _clean(unled(" ".join(said[count:])))
            is_new = plain_words(rest) not in plain_words(changed)
            return Edited(text=joined(changed, rest) if is_new else changed, beside=beside)
    if any(swapped(text, " ".join(said[:count])) is not None for count in range(1, len(said) + 1)):
        return Edited(text="", lacks=True, beside=beside)
    return _in_part(text, said[0], beside)


def _in_part(text: str, said: str, beside: str) -> Edited | None:
    """Return the text without a part of it that isn't wanted, or without all but one."""
    # "Take out the alarm part, nobody needs to know that"
    left, only = WITHOUT.match(said) or WITHOUT.match(said.split(",")[0]), ONLY.match(said)
    found = left or only
    if found is None:
        return None
    named = plain_words(next(one for one in found.groups() if one))
    clauses = re.split(r"(?<=[.,;!?])\s+|\s+(?=and )", text)
    kept = [one for one in clauses if (named in plain_words(one)) is (left is None)]
    if kept and len(kept) < len(clauses):
        return Edited(text=_clean(re.sub(r"^and |(?<=[.!?] )and ", "", " ".join(kept))), beside=beside)
    return Edited(text="", lacks=True, beside=beside) if named and named in plain_words(text) else None


def covers(content: str, text: str, *, least: float = SAME_WORDS) -> bool:
    """Tell whether words say nearly all that a text says, and stand for it; at least one word of it."""
    old, new = (set(re.sub(r"'s\b", "", plain_words(one)).split()) - SMALL for one in (text, content))
    return len(old & new) >= max(1, least * len(old))


def joined(text: str, content: str) -> str:
    """Return a text with more after it, as a sentence of its own."""
    first = content[:1].upper() + content[1:]
    end = "" if text.endswith("?") else "."
    return f"{text.rstrip(' .,;!')}{end} {first}" if text and content else text or content


def _clean(said: str) -> str:
    """Return dictated words without what leads them in."""
    return re.sub(r"^(?:(?:and )?that |this *: *|to (?=please )|: *|, *)+", "", said.strip(), flags=re.I).strip(
        " .,!;:–—-"
    )
