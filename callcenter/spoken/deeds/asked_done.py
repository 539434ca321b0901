"""Does a caller ask what was done, or whether something is? English.

"Did the ten dollar thing go in?", "so that's noted?", "you haven't cancelled anything, have you?", "what have you
actually done now?". Only the form is told here; of which deed it is, and whether it is so, the call knows. Questions
that are only like them ("is it done by email?", "can that be booked for Saturday?") have words that none of these has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from callcenter.spoken.deeds.deed_words import DeedKind, Doing, doing_named, kinds_named, without_kinds
from callcenter.spoken.numbers.number_words import without_numbers
from callcenter.spoken.words import plain_words, sentences


class Asks(StrEnum):
    """What is asked of what was done."""

    #: Whether something is done: "is that booked?"
    DONE = "done"
    #: Whether anything is, or that nothing is: "you haven't changed anything, have you?"
    ANYTHING = "anything"
    #: Whether it is as it was before the call: "so it stays as it was?"
    STANDS = "stands"
    #: What has been done: "what have you actually done now?"
    ALL = "all"
    #: A value of it, once more: "when was my promise for again?"
    SAID = "said"
    #: Whether words are in what was written down: "does it have the credit in it?"
    HOLDS = "holds"
    #: Whether a value is right: "Monday morning, right?"
    VALUE = "value"


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
    r"^(?:(?:and|but|so|ok|okay|oh|ah|um+|uh+|er+m?|hm+|well|wait|yes|yeah|no|nope|right|fine|good|great|lovely|sorry|"
    r"then|look|listen|now|hang on|hold on|just|please|thanks|thank you|because|cause|i mean|excuse me|all right|"
    r"alright|dear|love|only|also|or|first|actually|hello|hi)\b ?)+"
)
_ADVERBS = (
    r"(?:(?:actually|really|already|just|also|now|ever|even|definitely|properly|all|then|still|at least|in fact|yet|"
    r"both|surely|been|not|never|it|that|this|gone and|go and) )*"
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
    r"(?:just )?(?:to (?:be (?:clear|sure|certain|on the safe side)|check|confirm|make sure)|making sure)|"
    r"(?:are you|you'?re) (?:(?:quite|really|absolutely) )?(?:sure|certain)|"
    r"(?:so )?(?:you'?re|are you) (?:telling me|saying)|(?:do|did) you (?:mean|say)|does that mean|that means|"
    r"(?:i|we) (?:(?:just|only) )?(?:take it|assume|guess|suppose|hope|gather|understand|trust|thought)|"
    r"(?:my question|what i asked|what i want to know) (?:is|was))(?: (?:if|whether|that|about))*\b ?"
)
#: A question at the end of a statement.
_TAG = re.compile(
    r" (?:is that (?:right|correct|so|true|fixed|settled|sure|all right)|am i right|(?:that'?s )?(?:right|correct)|"
    r"true|yes or no|or (?:not|no|what|didn'?t you|haven'?t you|isn'?t it)(?: yet)?|yes|yeah|yep|no|eh|huh|ok|okay|"
    r"(?:is|isn'?t|was|wasn'?t|has|hasn'?t|does|doesn'?t|did|didn'?t|will|won'?t) (?:it|that|he|she|they|this)|"
    r"(?:have|haven'?t|did|didn'?t|are|aren'?t|do|don'?t) (?:you|they|i|we)|or did you(?: not)?)$"
)
_AFTER = re.compile(
    r" (?:then|now|please|already|though|at least|yet|dear|love|actually|again|by now|for me|for us|for sure|"
    r"at all|so far|today|in the end|anyway|(?:do |can )?you know)$"
)
_DO = (
    r"(?:book(?:ed)?(?! (?:up|out))|schedul\w+|arrang\w+|reserv\w+|mov(?:e|ed)|reschedul\w+|rebook\w*|postpon\w+|"
    r"cancel\w*|call(?:ed)? (?:\w+ )?off|refund\w*|credit(?:ed)?|reimburs\w*|ask(?:ed)? for|request(?:ed)?|"
    r"appl(?:y|ied) for|promised?|noted?|writ(?:e|ten)|wrote|record(?:ed)?|jot\w*|put|add(?:ed)?|enter(?:ed)?|"
    r"log(?:ged)?|register\w*|"
    r"saved?|report(?:ed)?|raised?|open(?:ed)?|filed?|sent|send|pass(?:ed)?|submit\w*|process(?:ed)?|done?|did|made|"
    r"make|set|chang(?:e|ed)|alter(?:ed)?|sort(?:ed)?|finish\w*|complet\w+|confirm(?:ed)?|include[d]?|mention(?:ed)?|"
    r"(?:take|taken|took) (?:(?:\w+ )?(?:\w+ )?(?:messages?|notes?|call)|(?:\w+ ){1,3}down)|"
    r"(?:get|got) (?:\w+ ){0,5}(?:down|in|done|booked|noted|written|sorted))"
)
#: What anything may have been done to: also what nobody here does.
_DO_ANYTHING = rf"(?:{_DO}|tak(?:e|en)|took|charg(?:e|ed)|do)"
#: States that say by themselves that something was done.
_STATE = (
    r"(?:booked(?! (?:up|out))|scheduled|arranged|reserved|moved|rescheduled|rebooked|changed|altered|cancel+ed|"
    r"called off|refunded|credited|requested|asked for|applied for|noted|written(?: down)?|recorded|taken down|"
    r"put (?:in|through|down)|entered|logged|registered|saved|reported|raised|opened|filed|submitted|processed|"
    r"passed on|done|made|promised|agreed|confirmed|gone (?:in|through|off))"
)
#: And those that may be said of anything.
_WEAK = (
    r"(?:in(?: there| the system| your system| the books?| (?:the|your) calendar)?|through|set|all set|"
    r"sorted(?: out)?|settled|finished|completed?|taken|sent(?: off)?|"
    r"being (?:looked (?:at|into)|checked|reviewed|processed)|(?:in|under) review)"
)
_BE = r"(?:is|was|are|were|has|have|isn'?t|wasn'?t|hasn'?t|haven'?t|aren'?t|am)"
_ANY = r"(?:anything|nothing|everything|any \w+)"
#: A statement begins with neither.
_NO_ASKING = (
    r"(?!(?:what|when|how|why|who|where|which|if|can|could|will|would|should|may|you|we|he|she|they|do|does)\b)"
)
_WHO = r"(?:he|she|(?:the|your|my|our) (?:technician|engineer|repair ?man|guy|man|fella|lad))"
_CALLERS = r"(?:they|some(?:body|one)|any(?:body|one)|you)"
_COMES = r"(?:coming|comes?)(?: (?:out|round|over))*"
_CALLS = r"(?:call(?:s|ing)?|ring(?:s|ing)?|phon(?:e|es|ing))(?: me| us)?(?: back)?"
_STILL = (
    r"(?:still (?:on|there|booked|standing|valid|in|stands?|coming|comes|planned|happening|going ahead|the same)|"
    r"stays?|stands?|remains?|unchanged|as (?:it (?:was|is)|they were|before|planned|agreed|arranged))"
)
_FORMS: tuple[tuple[Asks, bool, re.Pattern[str]], ...] = tuple(
    (asks, is_weak, re.compile("|".join(patterns)))
    for asks, is_weak, *patterns in (
        (
            Asks.ALL,
            False,
            rf"^what (?:(?:exactly|all) )?(?:have|did|'ve|has) (?:you|we) {_ADVERBS}"
            r"(?:do|done|did|noted?|book|booked|changed?|arranged|put|written|write|taken?|agreed?|set up)\b"
            r"(?: (?:down|in|through|for (?:me|us)|so far|until now|here|(?:on|with) my account|in this call))*$",
            rf"^what(?:'s| is| has| was|'s been| has been) {_ADVERBS}(?:been )?"
            r"(?:done|noted|booked|changed|arranged|put in|agreed|written down|settled)"
            r"(?: (?:down|in|for (?:me|us)|so far|until now|and what (?:not|isn'?t)))*$",
            r"^(?:where do (?:we|i) stand|what stands|what do i have)(?: (?:here|with that))*$",
        ),
        (
            Asks.SAID,
            False,
            r"^(?:when|what time|what day|what date|which day|how much|what amount|what) "
            r"(?:was|is|were|did|does|do|'s|will) .*\b(?:again|say|said|told me|noted?|booked|put|promised?)\b",
            r"^(?:when|what time|what day|what date|which day|how much) (?:was|is|'s) "
            r".*\b(?:promise|visit|appointment|refund|payment|call ?back)(?: for)?$",
        ),
        (
            Asks.ANYTHING,
            False,
            rf"^(?:(?:have|has|did|haven'?t|didn'?t|you(?:'ve| have)?|we(?:'ve| have)?|i(?:'ve| have)?)(?: not| never)?"
            rf"(?: you| we)? )?{_ADVERBS}(?:haven'?t |hasn'?t |didn'?t |have |not )*{_ADVERBS}{_DO_ANYTHING} "
            rf"(?:in |down |away |off |of )*{_ANY}\b",
            rf"^(?:(?:is|was|has|were) )?(?:there )?(?:{_ANY}|none of (?:it|that|this))(?:'s| is| was| has| been| got)*"
            rf" {_ADVERBS}(?:{_DO_ANYTHING}|{_STATE})\b",
            r"^you(?:'ve| have)? done nothing\b",
            r"^(?:there'?s |there is )?(?:been )?no changes?(?: (?:made|yet|to \w+(?: \w+)?))?$",
        ),
        (
            Asks.STANDS,
            True,
            rf"^(?:(?:is|was|are|does|do) )?(?:it|that|this|everything|all|things|{_WHO}|(?:the|my|our) \w+)(?:'s)?"
            rf"(?: (?:all|just|is|are|will|going to|coming|comes))* {_STILL}\b",
            rf"^(?:{_STILL})\b",
            r"^(?:is |so )?(?:it|that|the \w+|my \w+|he|she)(?:'s| is)? still\b"
            r"(?! (?:down|out|slow|due|open|broken|not|owed?|the problem|possible|free|no|gone|bad|off))",
        ),
        (
            Asks.HOLDS,
            False,
            r"^(?:does|do|did|will|doesn'?t) (?:it|that|(?:the|my) (?:message|note|ticket))(?: \w+)? "
            r"(?:say|have|mention|include|contain|read|got)\b",
            r"^(?:it|the (?:message|note|ticket))(?: does)? (?:says?|has|mentions?|includes?|reads)\b",
            r"^(?:did|have|had|you(?:'ve| have| did)?)(?: you)? (?:\w+ )??(?:mention(?:ed)?|include[d]?|"
            r"(?:put|write|written|wrote|got|get|leave|left|note|noted|add|added)(?! any)(?: \w+){1,6}? "
            r"(?:down|on|in|out|into|to|onto)(?: (?:it|there|that|the (?:message|note|ticket)))?|"
            r"(?:write|written|wrote|note|noted|put) down (?:the|my|about|that))\b",
            r"^(?:is|was|are|were|it'?s|that'?s)(?! some| any)(?: (?!\w+ing\b)\w+){0,6}? "
            r"(?:in|on|part of|mentioned|written|noted)(?: in| on| down)* "
            r"(?:it|there|the (?:message|note|ticket)|your (?:note|message))$",
        ),
        (
            Asks.DONE,
            False,
            rf"^(?:did|have|had|haven'?t|didn'?t|hadn'?t) (?:you|we) {_ADVERBS}{_DO}\b",
            rf"^(?:you|we)(?:'ve| have| did|'d| had| haven'?t| didn'?t| hadn'?t)? {_ADVERBS}(?:(?:have|did|got to) )?"
            rf"{_ADVERBS}{_DO}\b",
            rf"^(?:i(?:'ve| have)|have i|am i|i'?m)(?: got)? (?:.*\b)?(?:{_STATE}|down for)\b",
            rf"^{_BE} .*\b{_STATE}\b",
            rf"^{_NO_ASKING}.+?(?:'s|'re| is| are| was| were| has| have| got| gets|s) {_ADVERBS}(?:been )?{_STATE}\b",
            rf"^nothing(?:'s)? .*\b{_STATE}\b",
            rf"^not {_STATE}\b",
            rf"^{_ADVERBS}(?:all )?(?:{_STATE})$",
            r"^(?:is )?(?:the|my|that) ticket(?:'s| is)? open\b",
        ),
        (
            Asks.DONE,
            True,
            r"^(?:did|didn'?t|has|hasn'?t|have) .*\b(?:go|gone|went|get|got|come|came) (?:in|through|off)\b",
            r"^(?:it|that|(?:the|my) .+) (?:has gone|went|got) (?:in|through|off)\b",
            rf"^{_BE} (?!(?:you|we|i|he|she|they)\b).*\b{_WEAK}(?: (?:yet|too|as well))*\b",
            rf"^{_NO_ASKING}.+?(?:'s|'re| is| are| was| were| has| have|s) {_ADVERBS}{_WEAK}\b",
            rf"^(?:is|isn'?t|does|doesn'?t) {_WHO} {_ADVERBS}{_COMES}\b",
            rf"^{_WHO}(?:'s| is|'ll| will| does)? {_ADVERBS}{_COMES}\b",
            rf"^(?:is|isn'?t|are|aren'?t|do|does) {_CALLERS} {_ADVERBS}(?:{_CALLS}|{_COMES})\b",
            rf"^{_CALLERS}(?:'s|'re| is| are|'ll| will)? {_ADVERBS}(?:{_CALLS}|{_COMES})\b",
        ),
    )
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
    "also too definitely properly again ever even so far as one ones thing things other first last two there here "
    "s 's 've nobody somebody someone anybody anyone up out down off through over back away more right sure no "
    "yes none never which what when how much whether if say said says tell told mean put right both account call "
    "set make made sort kind bit like please though at least well ok okay am let left leave still fact job".split()
)
_SHORT = re.compile(r"'(?:s|ve|re|ll|d)\b")
_OF_WRITING = re.compile(
    r"\b(?:messages?|notes?|noted|tickets?|writ(?:e|ten)|wrote|mention(?:ed)?|includ(?:e|ed)|contains?|add(?:ed)?|reads?)\b"
)
_OF_FORM = re.compile(rf"\b(?:{_STATE}|{_WEAK}|{_STILL}|{_DO_ANYTHING})\b")
_DENIES = re.compile(r"\b(?:not|n't|nothing|none|never|no)\b|n't\b")
#: A negation that a question begins with expects that it is so: "haven't you booked it?"
_EXPECTS = re.compile(r"^(?:haven'?t|didn'?t|hasn'?t|isn'?t|wasn'?t|aren'?t|hadn'?t) ")
#: Asks by its first word.
_ASKING = re.compile(
    r"^(?:did|have|had|has|is|was|are|were|am|do|does|haven'?t|didn'?t|hasn'?t|isn'?t|wasn'?t|aren'?t|hadn'?t|"
    r"doesn'?t|what|when|which|how|nothing)\b"
)
#: Begins as something that follows from what was said.
_FOLLOWS = re.compile(r"^(?:(?:and|but|ok|okay|oh|well|right|good|great|fine|all right) )*(?:so|then)\b")
#: More words than this tell something.
_MOST_WORDS = 22
_MOST_VALUE_WORDS = 9


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
    plain = plain_words(sentence)
    if not plain or len(plain.split()) > _MOST_WORDS:
        return None
    if (found := _read(sentence, plain, is_asked=sentence.rstrip().endswith("?"))) is not None:
        return found
    led, _, rest = sentence.partition(", ")  # "and the call back, is somebody calling me?"
    found = _read(sentence, plain_words(rest), is_asked=sentence.rstrip().endswith("?")) if rest else None
    is_led = found is not None and found.asks not in (Asks.VALUE, Asks.STANDS) and kinds_named(plain_words(led))
    return found if is_led else None


def _read(sentence: str, plain: str, *, is_asked: bool) -> AskedDone | None:
    core, is_sure = _core(plain)
    bare, is_tagged = _untagged(core)
    if not bare or not (is_tagged or is_sure or is_asked or _ASKING.search(core) is not None):
        return None
    is_statement = _ASKING.search(bare) is None
    for asks, is_weak, pattern in _FORMS:
        if pattern.search(core if asks is Asks.SAID else bare):
            return _as_asked(asks, sentence, bare, is_weak=is_weak, is_tagged=is_statement)
    is_value = _PUT_AS_VALUE.search(bare) is not None and len(bare.split()) <= _MOST_VALUE_WORDS
    if is_value and is_statement and (is_tagged or _FOLLOWS.search(plain)):
        return _as_asked(Asks.VALUE, sentence, bare, is_weak=True, is_tagged=True)
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
        is_denied=_DENIES.search(_EXPECTS.sub("", bare)) is not None,
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
