"""Does a caller ask what was done, or whether something is? English.

"Did the ten dollar thing go in?", "so that's noted?", "you haven't cancelled anything, have you?", "what have you
actually done now?". Only the form is told here; of which deed it is, and whether it is so, the call knows. Questions
that are only like them ("is it done by email?", "can that be booked for Saturday?") have words that none of these has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.spoken.deeds.asked_forms import DOING_WORDS, FORMS, STATE, STILL, WEAK, Asks
from callcenter.spoken.deeds.deed_words import DeedKind, Doing, doing_named, kinds_named, without_kinds
from callcenter.spoken.numbers.number_words import without_numbers
from callcenter.spoken.words import plain_words, sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDone:
    """A question about what was done.

    `words` are those it is of, as they were said; `rest` those that say what it is of beside its form, kinds and
    values. `is_denied` if it is put as not being so. `is_weak` if its words may be of anything ("is it in?").
    `is_tagged` if it is put as a statement, with a question at its end.
    """

    asks: Asks
    words: str
    kinds: frozenset[DeedKind] = frozenset()
    doing: Doing | None = None
    rest: tuple[str, ...] = ()
    is_denied: bool = False
    is_weak: bool = False
    is_tagged: bool = False


_BEFORE = re.compile(
    r"^(?:(?:and|but|so|ok|okay|oh|ah|um+|uh+|er+m?|hm+|well|wait|yes|yeah|"
    r"no(?! (?:changes?|visit|ticket|appointment|message|longer|refund))|nope|right|fine|good|great|lovely|sorry|"
    r"then|look|listen|now|hang on|hold on|just|please|thanks|thank you|because|cause|i mean|excuse me|all right|"
    r"alright|dear|love|only|also|or|first|actually|hello|hi|remind me(?! (?:when|what|which|how|who))|all in all|"
    r"in short|in total|at the moment|right now|as of now|finally|just so (?:i know|we're clear))\b ?)+"
)
#: Leads in what somebody wants to be sure of.
_TO_BE_SURE = re.compile(
    r"^(?:(?:can|could|will|would) you (?:(?:just|please|also|quickly) )*"
    r"(?:confirm|check|tell me|let me know|make sure)|"
    r"(?:please )?(?:confirm|tell me)|"
    r"i(?:'m| am|'ve| was| have)? (?:(?:just|only|really) )*(?:asked|asking|wondered|wondering|checking|making sure)"
    r"(?: you)?(?= (?:if|whether|that|about)\b)|"
    r"i(?:'d| would|'m| am|'ve)? (?:(?:just|only|really) )*(?:want|wanted|need|needed|like)(?: you)? to "
    r"(?:know|hear|ask|check|confirm|make sure|be (?:sure|certain|clear))|"
    r"(?:just )?(?:to (?:be (?:clear|sure|certain|on the safe side)|check|confirm|make sure)|making sure|checking)|"
    r"(?:that )?(?:i|we) can (?:tell|let) (?!you\b)(?:my )?\w+(?: know)?|"
    r"(?:are you|you'?re) (?:(?:quite|really|absolutely) )?(?:sure|certain)|"
    r"(?:so )?(?:you'?re|are you) (?:telling me|saying)|(?:do|did) you (?:mean|say)|does that mean|that means|"
    r"(?:i|we) (?:(?:just|only) )?(?:take it|assume|guess|suppose|hope|gather|understand|trust|thought)|"
    r"(?:my question|what i asked|what i want to know) (?:is|was))(?: (?:if|whether|that|about))*\b ?"
)
#: A question at the end of a statement.
_TAG = re.compile(
    r" (?:is that (?:right|correct|so|true|fixed|settled|sure|all right)|am i right|(?:that'?s )?(?:right|correct)|"
    r"is that what you(?:'re| are) saying|"
    r"true|i (?:hope|take it|assume|suppose|guess|think|trust|gather)|yes or no|"
    r"or (?:not|no|what|didn'?t you|haven'?t you|isn'?t it|(?:is|was|has|did) (?:it|that|he) not)(?: yet)?|"
    r"yes|yeah|yep|no|eh|huh|ok|okay|"
    r"(?:is|isn'?t|was|wasn'?t|has|hasn'?t|does|doesn'?t|did|didn'?t|will|won'?t) (?:it|that|he|she|they|this)|"
    r"(?:have|haven'?t|did|didn'?t|are|aren'?t|do|don'?t) (?:you|they|i|we)|or did you(?: not)?)$"
)
_AFTER = re.compile(
    r" (?:then|now|please|already|though|at least|yet|dear|love|actually|again|by now|for me|for us|for sure|"
    r"at all|so far|today|in the end|anyway|just now|at the moment|by (?:accident|mistake)|"
    r"without (?:asking|telling)(?: me)?|somewhere|with you|"
    r"while we (?:were|are) \w+|or (?:do|are) you .*|(?:do |can )?you know)$"
)
_DAYS = (
    r"mon(?:day)?s?|tues?(?:day)?s?|wed(?:nesday)?s?|thu(?:rs)?(?:day)?s?|fri(?:day)?s?|satur(?:day)?s?|sun(?:day)?s?|"
    r"saturdays?|january|february|march|april|may|june|july|august|september|october|november|december|today|tonight|"
    r"tomorrow|week|weekend|month|day|date|time|next|mornings?|afternoons?|evenings?|noon|midday|night|am|pm|o'?clock|"
    r"dollars?|bucks?|cents?|quid|half|hundred|(?<=the )(?:first|second|third)(?! (?:one|message|ticket|note|visit)\b)|"
    r"fourth|fifth|sixth|seventh|eighth|ninth|\w+teenth|\w+tieth|tenth|eleventh|twelfth|\d+(?:st|nd|rd|th)?|"
    r"eight|nine|ten|twelve|four|between|from|until|till|past"
)
_VALUES = re.compile(rf"\b(?:{_DAYS})\b")
_PUT_AS_VALUE = re.compile(rf"\b(?:{_DAYS}|one|two|three|five|six|seven|eleven|\w+ty)\b")
#: Words of such questions that say nothing of what they are of.
_BESIDE = frozenset(
    "a an the my our your that this it its it's that's those these of for to on in at about and or not yet still all "
    "both everything anything nothing something me us i i'm i've we we've you you've he he's she she's they they're "
    "they've him her them is was has are were be been being do does did done have haven't hasn't had didn't doesn't "
    "don't isn't wasn't aren't got get gets getting go goes gone went come came really actually already just now then "
    "also too definitely properly again ever even so far as one ones thing things other first two there here "
    "s 's 've nobody somebody someone anybody anyone up out down off through over back away more right sure no "
    "yes none never which what when how much whether if say said says tell told mean put right both account "
    "set make made sort kind bit like please though at least well ok okay am let left leave still fact job "
    "only else exactly any anymore "
    "remind calendar diary system file safe bit part neither nor stand stands longer "
    "another agree agreed signed sign sorry word words".split()
)
_LED = re.compile(r"[,:] ")
#: Leads in a question, and says nothing of it.
_LEADING = re.compile(
    r"^(?:(?:and|but|so|oh|well) )*(?:before (?:i|you|we)\b|just (?:so|to|checking)|remind me|tell me|"
    r"one (?:more )?thing|(?:quick|last|one) question|out of interest|are we done|that means)"
)
_WH_SHORT = re.compile(r"\b(what|when|where|who|how)'s\b")
_SHORT = re.compile(r"'(?:s|ve|re|ll|d)\b")
_OF_WRITING = re.compile(
    r"\b(?:messages?|notes?|noted|tickets?|writ(?:e|ten)|wrote|mention(?:ed)?|includ(?:e|ed)|contains?|add(?:ed)?|reads?)\b"
)
_OF_FORM = re.compile(rf"\b(?:{STATE}|{WEAK}|{STILL}|{DOING_WORDS})\b")
_DENIES = re.compile(
    r"\b(?:not|n't|nothing|none|never|no|neither)\b|n't\b|"
    r"\bleft (?:it|that|everything|things|it all)\b.*\b(?:alone|as)\b"
)
#: A tag in the middle: "you did log it, didn't you, the light?"
_INNER_TAG = re.compile(
    r"(?<=\w) (?:is|was|did|has|have|does|do|are)n'?t (?:it|you|he|she|they|i)\b(?! \w+(?:ed|en)\b)"
)
#: A negation that a question begins with expects that it is so: "haven't you booked it?"
_EXPECTS = re.compile(r"^(?:haven'?t|didn'?t|hasn'?t|isn'?t|wasn'?t|aren'?t|hadn'?t) ")
#: Asks by its first word.
_ASKING = re.compile(
    r"^(?:did|have|had|has|is|was|are|were|am|do|does|haven'?t|didn'?t|hasn'?t|isn'?t|wasn'?t|aren'?t|hadn'?t|"
    r"doesn'?t|what|when|which|how|nothing)\b"
)
#: Begins as something that follows from what was said.
_FOLLOWS = re.compile(r"^(?:(?:and|but|ok|okay|oh|well|right|good|great|fine|all right) )*(?:so|then)\b")
#: Asks for something to be, or how it is, and not whether.
_OTHERWISE = re.compile(
    r"^(?:can|could|will|would|should|shall|may|might|must|what|how|why|who|whose|where|when|which|if|has any\w+|"
    r"do (?:i|we) (?:have|need)|(?:do|are|have|did|were) (?:you|we)|is he in|is there|are there|let|please|give|get|"
    r"make|put|book|move|cancel)\b"
)
#: More words than this tell something.
_MOST_WORDS = 22
_MOST_VALUE_WORDS = 9
_MOST_OF_IT_WORDS = 12


def asked_done(text: str) -> AskedDone | None:
    """Return what a caller asks of what was done; None if they ask nothing such.

    >>> asked_done("But you have put in about the red light, haven't you?").rest, asked_done("Done by email?").rest
    (('red', 'light'), ('by', 'email'))
    >>> asked_done("Can that be booked for Saturday?"), asked_done("Is the late fee right?")
    (None, None)
    """
    found = [one for one in map(_asked_in, sentences(text)) if one is not None]
    return found[0] if found else None


def beside_asked(text: str) -> str:
    """Return the sentences of a turn that ask nothing of what was done."""
    return " ".join(one for one in sentences(text) if _asked_in(one) is None)


def _asked_in(sentence: str) -> AskedDone | None:
    plain = _WH_SHORT.sub(r"\1 is", plain_words(sentence))
    if not plain or len(plain.split()) > _MOST_WORDS:
        return None
    is_asked = sentence.rstrip().endswith("?")
    whole = _read(sentence, plain, is_asked=is_asked)
    if whole is not None and whole.asks is not Asks.OF_IT:
        return whole
    led, *parts = _LED.split(sentence, maxsplit=1)
    rest = next(iter(parts), "")  # "and the call back, is somebody calling me?", "before you go, is it in?"
    is_led = bool(kinds_named(plain_words(led))) or _LEADING.search(plain_words(led)) is not None
    found = _read(sentence, plain_words(rest), is_asked=is_asked) if rest and is_led else None
    return found if found is not None and found.asks not in (Asks.VALUE, Asks.STANDS, Asks.OF_IT) else whole


def _read(sentence: str, plain: str, *, is_asked: bool) -> AskedDone | None:
    core, is_sure = _core(plain)
    bare, is_tagged = _untagged(core)
    if not bare or not (is_tagged or is_sure or is_asked or _ASKING.search(core) is not None):
        return None
    is_statement = _ASKING.search(bare) is None
    for asks, is_weak, pattern in FORMS:
        if pattern.search(core if asks is Asks.SAID else bare):
            return _as_asked(asks, sentence, bare, is_weak=is_weak, is_tagged=is_statement)
    is_value = _PUT_AS_VALUE.search(bare) is not None and len(bare.split()) <= _MOST_VALUE_WORDS
    if is_value and is_statement and (is_tagged or _FOLLOWS.search(plain)):
        return _as_asked(Asks.VALUE, sentence, bare, is_weak=True, is_tagged=True)
    if (is_asked or is_tagged) and not _OTHERWISE.search(core) and len(bare.split()) <= _MOST_OF_IT_WORDS:
        found = _as_asked(Asks.OF_IT, sentence, bare, is_weak=True, is_tagged=is_statement)
        return found if not found.rest and (found.kinds or _PUT_AS_VALUE.search(bare)) else None
    return None


def _as_asked(asks: Asks, sentence: str, bare: str, *, is_weak: bool, is_tagged: bool) -> AskedDone:
    rest = _VALUES.sub(" ", without_numbers(_SHORT.sub(" ", bare)))
    # Of what was written down it is asked whether words are in it, whatever kind they name.
    rest = _OF_WRITING.sub(" ", rest) if asks is Asks.HOLDS else _OF_FORM.sub(" ", without_kinds(rest))
    return AskedDone(
        asks=asks,
        words=sentence,
        kinds=kinds_named(plain_words(sentence)),
        doing=doing_named(bare),
        rest=tuple(one for one in rest.split() if one not in _BESIDE),
        is_denied=_DENIES.search(_INNER_TAG.sub("", _EXPECTS.sub("", bare))) is not None,
        is_weak=is_weak,
        is_tagged=is_tagged,
    )


def _core(plain: str) -> tuple[str, bool]:
    """Return plain words without what leads them in, and whether that says that something is to be made sure."""
    is_sure = False
    while True:
        rest = _BEFORE.sub("", plain)
        sure = _TO_BE_SURE.sub("", rest)
        is_sure = is_sure or sure != rest
        if sure == plain:
            return sure, is_sure
        plain = sure


def _untagged(core: str) -> tuple[str, bool]:
    """Return plain words without the questions at their end, and whether there were any."""
    is_tagged = False
    while True:
        rest = _TAG.sub("", core)
        is_tagged = is_tagged or rest != core
        rest = _AFTER.sub("", rest)
        if rest == core:
            return rest, is_tagged
        core = rest
