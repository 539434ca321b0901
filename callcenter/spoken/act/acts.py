"""Names what a caller's turn does, before anybody asks what it is about, for the offline engine and models alike.

Rules and tables, since the acts are few, and a wrong one costs much (a booking, a call that ends, an ambulance that
doesn't come). Takes well under a millisecond.
"""

from __future__ import annotations

import re
from functools import lru_cache

from callcenter.domain.dialog_act import Act, Asked, Consent, Heard
from callcenter.spoken.act.act_words import ActPattern, ActWords, act_words
from callcenter.spoken.act.consent import consent
from callcenter.spoken.act.emergency import is_emergency
from callcenter.spoken.act.more_wanted import declines_person
from callcenter.spoken.act.other_place import asks_for_other_place, misdialled, wants_other_trade
from callcenter.spoken.numbers.cards import card_spans
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.words import plain_words

#: Acts in the order in which they press: the enum's own.
_ORDER = {one: place for place, one in enumerate(Act)}
#: Words that a turn needs beside its acts to hold a wish.
_WISH_WORDS = 2
#: Acts whose words are the whole of what was meant: what is left beside them is no wish of its own.
_WHOLE = frozenset(
    {
        Act.GREETING,
        Act.TALK,
        Act.BACK_CHANNEL,
        Act.HEARD,
        Act.REPEAT,
        Act.SLOWER,
        Act.EXPLAIN,
        Act.ABOUT_THAT,
        Act.HOLD_ON,
        Act.THANKS,
        Act.CANCEL,
        Act.UNKNOWN,
        Act.MACHINE,
        Act.ABILITIES,
        Act.WRONG_NUMBER,
        Act.OTHER_LANGUAGE,
        Act.NO_RECORDING,
        Act.CARD,
    }
)
#: Acts that people end a longer turn on, in a clause of its own: "I haven't got it before that, so never mind."
_ENDING = frozenset({Act.CANCEL, Act.GOODBYE})
#: Acts that clauses around a goodbye have, and want nothing.
_LEAVING = frozenset({Act.GOODBYE, Act.THANKS, Act.BACK_CHANNEL, Act.GREETING, Act.NO})
#: And those that say something wherever they stand: "I don't have one, I'm not a customer yet."
_ANYWHERE = frozenset({Act.UNKNOWN, Act.NO_RECORDING, Act.MACHINE})
#: Where one clause ends and another begins.
_CLAUSES = re.compile(r"[.,;:!?]+\s+|\s+[-–—]\s+|\s+(?:so|but|and|then)\s+(?=never\b|forget\b|leave\b|i'?m\b|i\b|no\b)")
#: Greets by the time of day alone, which may also be an answer.
_TIME_GREETED = re.compile(r"(?<!good )\b(?:morning|afternoon|evening)\b")
#: Questions that "wait" or "hang on" only leads up to: "wait, what day was it again?"
_ASKING = frozenset({Act.ABOUT_THAT, Act.REPEAT, Act.EXPLAIN})
#: An answer of so few words to a question for a value or a choice is the answer, and no wish.
_VALUE_WORDS = 4
#: A yes or a no in so many words is one, whatever was asked; a longer turn only if it was a yes-or-no question.
_ANSWER_WORDS = 6
_ASKS_FOR_CONSENT = frozenset({Asked.CONSENT, Asked.MORE})
#: Asks for time, and for nothing else.
_ASKS_TO_WAIT = re.compile(
    r"\b(?:can|could|will|would|may|do) (?:you|we|i) (?:(?:please|just|maybe) )*(?:wait|hold|hang|bear|give|have|get|"
    r"go|grab|find|look|check|fetch|see|think|mind|ask|take|stay|put|pause|stop)\b|"
    r"^(?:\w+ ){0,2}(?:wait|hold on|hang on|hold)$|\b(?:where|what) (?:did i|have i|is my|do i)\b|"
    r"\bwhere(?:'?s| is| are) (?:it|my|that|the|those)\b|\blet me\b|\b(?:moment|second|sec|minute|minutes)\b"
)
#: A question at the end of a sentence that asks nothing.
_TAG = re.compile(r",? (?:isn|wasn|aren|don|doesn)['’]?t (?:it|you|they|he|she)[?.! ]*$", re.IGNORECASE)
#: So many turns are kept as they were read: those of the calls that a worker serves at once, and not for long.
_READ_AT_ONCE = 64


#: "Gotta run, bye", as recognisers write it; people do come by. "Buy", and "by now", only as a clause of their own.
_HEARD_BYE = re.compile(
    r"(?<!\bcome )(?<!\bcomes )(?<!\bcame )(?<!\bcoming )(?<!\bstop )(?<!\bdrop )(?<!\bswing )(?<!\bgo )(?<!\bpass )"
    r"(?<!\bbe )(?<!\bwent )(?<!\w\wing )\bby(?=[.!,]?$)|(?:(?<=[.,!?] )|^)(?:by|buy)(?=(?: now)?[.!,]?$)",
    re.IGNORECASE,
)


@lru_cache(maxsize=_READ_AT_ONCE)
def read_acts(text: str, *, language: str = "en", asked: Asked = Asked.OPEN, proposal: str = "") -> Heard:
    """Return a turn with its acts named, the most pressing one first.

    The same words are asked about by barge-in, pace, endpointing and the engine within a moment: they are read once.

    Args:
        text: The caller's turn.
        language: Of the call; English is heard in every call, since callers mix.
        asked: What the agent's last turn asked for.
        proposal: The sentence that asked for a yes, if it is known (see `consent`).

    >>> read_acts("no, one more thing", asked=Asked.MORE).act.value
    'wish'
    """
    if asked is not Asked.VALUE:  # where "by" may be "five"
        text = _HEARD_BYE.sub("bye", text)
    plain = plain_words(text)
    words = act_words(language)
    found = _found(text, words)
    if words is not act_words("en"):
        # But the words by which an English call tells another language are this one's own.
        found |= _found(text, act_words("en")) - {Act.OTHER_LANGUAGE}
    if asked is Asked.VALUE and text.rstrip().endswith("?") and len(clauses := _CLAUSES.split(text.strip())) > 1:
        # "I don't give that out. What do you need it for?"
        found |= _ASKING & _said(plain_words(clauses[-1]), words)
    # "Nice weather, isn't it" turns nothing down.
    answer = consent(_TAG.sub("", text) if Act.TALK in found else text, language=language, proposal=proposal)
    wants_more = words.another.search(plain) is not None
    if asked is Asked.MORE and wants_more and answer is not Consent.YES:
        # "No, one more thing" is no "no": hanging up on it would be the worst answer.
        answer = Consent.UNCLEAR
        found -= {Act.GOODBYE, Act.NO, Act.THANKS}
    if wants_more:
        found.discard(Act.GOODBYE)
    found |= _told_by_itself(text, language)
    if asked is Asked.OPEN and Act.UNKNOWN in found and _asks_after_it(text):
        found.discard(Act.UNKNOWN)  # "I think it was Monday, but I'm not sure, could you tell me when he's coming?"
    if found & (_ASKING | {Act.MACHINE}) or (begins_as_question(text) and not _ASKS_TO_WAIT.search(plain)):
        found.discard(Act.HOLD_ON)  # "hang on, am I talking to a computer?", "does it go off while I wait?"
        answer = Consent.UNCLEAR if answer is Consent.HOLD else answer
    if answer is Consent.HOLD and asked is Asked.CONSENT:
        found.add(Act.HOLD_ON)
    if Act.MACHINE in found or declines_person(plain):
        found -= (
            {Act.PERSON, Act.REPEAT} if Act.MACHINE in found else {Act.PERSON}
        )  # "pardon, is there a human in there?"
    is_short = len(plain.split()) <= _ANSWER_WORDS
    if asked in _ASKS_FOR_CONSENT or is_short:
        found |= {Consent.YES: {Act.YES}, Consent.NO: {Act.NO}}.get(answer, set())
    found = _with_the_question(_without_contradictions(found, asked, answer), text, asked)
    is_answer = answer in (Consent.YES, Consent.NO) and asked in _ASKS_FOR_CONSENT
    wish = "" if _only_leaves(text, words) else _wish(plain, words, found, needs_lead=is_answer)
    first, second = _halves(text, words) if wish else ("", "")
    if (wish and not found & _WHOLE) or (asked is Asked.MORE and wants_more and not found):
        found.add(Act.WISH)
    act = min(found, key=lambda one: _ORDER[one], default=Act.UNCLEAR)
    if act is Act.WISH and asked in (Asked.VALUE, Asked.PICK) and len(plain.split()) <= _VALUE_WORDS:
        act = Act.UNCLEAR
    return Heard(
        text=text,
        act=act,
        acts=frozenset(found | {act}),
        consent=answer,
        wish=(first or wish) if Act.WISH in found else "",
        second=second if Act.WISH in found else "",
    )


def _found(text: str, words: ActWords) -> set[Act]:
    """Return the acts of a turn: those of the whole of it, and those of clauses that say something by themselves."""
    found = _said(plain_words(text), words)
    clauses = _said_clauses(text, words)
    if len(clauses) > 1:
        said = [_said(clause, words) for clause in clauses]
        if Act.HOLD_ON in said[0]:
            found |= _ASKING & said[-1]
        found |= _ANYWHERE & set().union(*said)
        # "That's everything, you've been great": what thanks come after is the end of it.
        found |= _ENDING & next((one for one in reversed(said) if one != {Act.THANKS}), set())
    return found


def _said_clauses(text: str, words: ActWords) -> list[str]:
    """Return the plain words of a turn's clauses, without those of fillers alone ("that's all, dear, thank you")."""
    plain = (plain_words(clause) for clause in _CLAUSES.split(text))
    return [one for one in plain if words.fillers.sub(" ", one).strip()]


def _only_leaves(text: str, words: ActWords) -> bool:
    """Tell whether each clause takes leave or thanks: "great. that's all I wanted, thank you so much"."""
    clauses = [_said(plain, words) for plain in _said_clauses(text, words)]
    return len(clauses) > 1 and Act.GOODBYE in set().union(*clauses) and all(one and one <= _LEAVING for one in clauses)


def _asks_after_it(text: str) -> bool:
    """Tell whether a clause after the first asks something: who isn't sure of it wants to know it."""
    return any(begins_as_question(one) for one in _CLAUSES.split(text.strip())[1:])


def _told_by_itself(text: str, language: str) -> set[Act]:
    """Return the acts that need no table of words of their own."""
    is_there = {Act.EMERGENCY: is_emergency(text, language=language), Act.CARD: bool(card_spans(text))}
    return {act for act, is_so in is_there.items() if is_so}


def _said(plain: str, words: ActWords) -> set[Act]:
    bare = " ".join(words.fillers.sub(" ", plain).split()) or plain
    return {
        one
        for one, pattern in words.acts.items()
        if (_says(pattern, plain) or _says(pattern, bare))
        and not (pattern.but_not is not None and pattern.but_not.search(plain))
    }


def _says(pattern: ActPattern, plain: str) -> bool:
    """Tell whether the words say it with no more beside it than it has room for."""
    found = pattern.pattern.search(plain)
    return found is not None and len(plain.split()) - len(found.group(0).split()) <= pattern.room


def _without_contradictions(found: set[Act], asked: Asked, answer: Consent) -> set[Act]:
    """Return the acts that can stand together after what was asked."""
    if Act.WRONG_NUMBER in found and asked in (Asked.VALUE, Asked.CONSENT) and Act.GOODBYE not in found:
        # "You have the wrong number" is said of the value that was read back, unless they leave with it.
        found.discard(Act.WRONG_NUMBER)
        found.add(Act.CORRECTION)
    elif Act.WRONG_NUMBER in found:
        found.discard(Act.CORRECTION)
    if answer is Consent.YES:
        found.discard(Act.CORRECTION)
    if asked in _ASKS_FOR_CONSENT and answer in (Consent.YES, Consent.NO):
        found.discard(Act.BACK_CHANNEL)
    elif Act.BACK_CHANNEL in found:
        found -= {Act.YES, Act.NO}
    if Act.HOLD_ON in found and asked in _ASKS_FOR_CONSENT and answer in (Consent.YES, Consent.NO):
        found.discard(Act.HOLD_ON)
    if asked is Asked.CONSENT and answer in (Consent.YES, Consent.NO):
        # An answer to the question, with thanks or a greeting around it.
        found -= {Act.GREETING, Act.ABOUT_THAT}
    return found


def _with_the_question(found: set[Act], text: str, asked: Asked) -> set[Act]:
    """Return the acts as they are after such a question, with a wrong number that shows in what the caller asks."""
    if asked is not Asked.OPEN and _TIME_GREETED.search(plain_words(text)):
        found = found - {Act.GREETING}  # "morning", to "which part of the day?"
    if {Act.GREETING, Act.GOODBYE} <= found:  # "good evening to you"
        found = found - {Act.GREETING if asked in _ASKS_FOR_CONSENT else Act.GOODBYE}
    if asks_for_other_place(text) or misdialled(text) or wants_other_trade(text):
        return (found - {Act.CORRECTION, Act.NO, Act.MACHINE, Act.PERSON}) | {Act.WRONG_NUMBER}
    return found


def _wish(plain: str, words: ActWords, found: set[Act], *, needs_lead: bool) -> str:
    """Return what is left of a turn without its lead and its acts' own words; '' if that is no wish.

    After a yes or no it is one only if the yes or no leads it: "definitely not" is all answer.
    """
    rest = words.lead.sub("", f"{plain} ").strip()
    if needs_lead and rest == plain:
        return ""
    for one in found - {Act.ELSEWHERE, Act.CORRECTION, Act.OBJECTION}:
        if one in words.acts and one is not Act.PERSON:
            rest = words.acts[one].pattern.sub(" ", rest)
    rest = " ".join(words.lead.sub("", f"{' '.join(rest.split())} ").split())
    bare = words.fillers.sub(" ", rest).split()
    return rest if len(bare) >= _WISH_WORDS and not found & {Act.PERSON} else ""


def _halves(text: str, words: ActWords) -> tuple[str, str]:
    """Return a turn's first and second wish as they were said; the second is '' if there is one only."""
    spoken = " ".join(text.split())
    plain = plain_words(spoken)
    led = words.lead.match(f"{plain} ")
    skipped = len(led.group(0).split()) if led is not None else 0
    spoken = " ".join(spoken.split()[skipped:])
    for joint in words.joint.finditer(spoken.lower()):
        first, second = spoken[: joint.start()].strip(" ,.;"), spoken[joint.end() :].strip(" ,.;")
        if len(first.split()) > _WISH_WORDS and len(second.split()) > _WISH_WORDS:
            return first, second
    return spoken, ""
