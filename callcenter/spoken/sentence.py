"""Is a sentence finished? Judged by its words alone: what trails off goes on, a whole sentence is over.

"And then…", "can you tell me" and "my number is" trail off; of much that is short nobody knows.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from callcenter.spoken.answer_shape import Completeness
from callcenter.spoken.sentence_words import GRAMMARS, JOINED
from callcenter.spoken.words import clauses_of, plain_words, sentences

#: Shorter sentences may be the beginning of longer ones.
_WORDS = 4
_BEGINS_AS_QUESTION = re.compile(
    r"^(?:(?:and|but|so|oh|ah|or|ok|okay|well|um|uh|hi|hello|yes|no|sorry|wait|then|hang on|hold on|for|at|until|till|"
    r"by|to(?= wh)|from(?= wh)|on(?= wh)|in(?= wh)|with(?= wh)) )*"
    r"(?:(?:what )?if (?:i|you|he|she|it|we|they|there|that|my|the)|what|what's|how|how's|when|when's|where|where's|"
    r"who|who's|which|why|"
    r"(?:is|are|do|does|will|would|can|could|should|am|did|may|must|has|have|was|were|can't|couldn't|won't|isn't|"
    r"aren't|doesn't|didn't|wouldn't|haven't|hasn't) "
    r"(?:i|you|he|she|it|we|they|there|that|this|the|those|these|my|your|our|a|an|any\w*|some\w*))\b"
)
#: Bids what a question could begin with: "yes, do that".
_BIDS = re.compile(r"^(?:please )?do (?:it|that|this|those|these)(?: (?:then|please|now))*[.!]*$", re.I)
#: A question told by its mark alone has more words: "the tenth?" asks back, and gives a value.
_ASKING_LEAST = 3
#: Leads in a question that is put as a statement.
_INDIRECT = re.compile(
    r"^(?:(?:and|but|so|ok|okay|well|um+|uh+|hi|hello|yes|no|sorry|actually|oh|please) )*"
    r"(?:i was|i'?m|i am|i'?ve been|i'?d|i would|i|we were|we) (?:(?:just|only|really|rather|more|actually|also) )*"
    r"(?:wondering|asking|curious|wonder|interested in|calling (?:to (?:ask|know|find out)|about)|"
    r"(?:want|wanted|need|needed|like|wish) to (?:know|ask|find out|hear|inquire|enquire))"
    r"(?: (?:about|if|to know|to ask|with|you))*\s+(?=\S)"
)
#: Where one clause ends and another begins.
NEXT_CLAUSE = re.compile(r"[.?!;,]+\s+(?:(?:and|also|oh|so|then)[, ]+)*|\s+and\s+", re.I)
_TRAILS_OFF = re.compile(r"(,|;|:|\.\.+|…|-|–|—)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    hanging: re.Pattern[str]
    soft: re.Pattern[str]
    pointing: re.Pattern[str]
    opening: re.Pattern[str]
    short: re.Pattern[str]
    question: re.Pattern[str]
    statement: re.Pattern[str]


@lru_cache(maxsize=len(GRAMMARS))
def _rules(language: str) -> _Rules:
    grammar = GRAMMARS[language]
    return _Rules(
        hanging=re.compile(rf"(?:.*\s)?(?:{grammar.hanging})"),
        soft=re.compile(rf".*\s(?:{grammar.soft})"),
        pointing=re.compile(rf".*\s(?:{grammar.pointing})"),
        opening=re.compile(rf"(?:.*\b{JOINED} )?(?:{grammar.opening})"),
        short=re.compile(rf"(?:{JOINED} )*(?:{grammar.short})"),
        question=re.compile(rf"(?:{JOINED} )*(?:{grammar.question})"),
        statement=re.compile(rf"(?:{JOINED} )*(?:{grammar.statement})"),
    )


def judge_sentence(text: str, *, language: str = "en") -> Completeness:
    """Say whether what the caller has said so far is a whole sentence.

    >>> [judge_sentence(said).name for said in ("How much do I owe?", "How much do I owe because", "Fiber")]
    ['COMPLETE', 'INCOMPLETE', 'OPEN']
    """
    plain = _plain(text)
    if not plain:
        return Completeness.OPEN
    rules = _rules(language if language in GRAMMARS else "en")
    if rules.short.fullmatch(plain):
        return Completeness.COMPLETE
    if rules.opening.fullmatch(plain) or _TRAILS_OFF.search(text.strip()):
        return Completeness.INCOMPLETE
    last = _plain(sentences(text)[-1])
    is_long = len(last.split()) >= _WORDS
    is_question, is_statement = bool(rules.question.match(last)), bool(rules.statement.match(last))
    if rules.hanging.fullmatch(plain):
        if is_long and is_question and rules.soft.fullmatch(last):
            return Completeness.COMPLETE if text.rstrip().endswith("?") else Completeness.OPEN
        if not (is_long and is_statement and rules.pointing.fullmatch(last)):
            return Completeness.INCOMPLETE
    return Completeness.COMPLETE if is_long and (is_question or is_statement) else Completeness.OPEN


def begins_as_question(text: str) -> bool:
    """Tell whether English words begin as a question does, whatever punctuation a recogniser gave them.

    >>> begins_as_question("and how long would you give me"), begins_as_question("six weeks")
    (True, False)
    """
    return _BEGINS_AS_QUESTION.search(plain_words(text)) is not None


def reads_as_question(text: str) -> bool:
    """Tell whether a text begins as a question, or ends in the mark that its caller's voice has given it.

    It asks, however short it is: "the tenth?" is no wish, no statement and no clear yes. Whoever has to know a question
    from a value that is asked back with its mark takes `is_question`.

    >>> reads_as_question("where is it"), reads_as_question("the tenth? "), reads_as_question("The tenth.")
    (True, True, False)
    """
    return begins_as_question(text) or text.rstrip().endswith("?")


def sentences_asked(text: str) -> list[str]:
    """Return those of a text's sentences that read as questions.

    >>> sentences_asked("It's me. Is she in? My sister?")
    ['Is she in?', 'My sister?']
    """
    return [one for one in sentences(text) if reads_as_question(one)]


def is_question(text: str) -> bool:
    """Tell whether a sentence asks for something, and doesn't only ask a value back: its mark needs words to tell it.

    >>> is_question("And my wife, she gets a letter?"), is_question("the tenth?")
    (True, False)
    """
    return begins_as_question(text) or (text.rstrip().endswith("?") and len(text.split()) > _ASKING_LEAST)


def asks_something(text: str) -> bool:
    """Tell whether one of a text's sentences is a question, or leads up to one.

    >>> asks_something("I've a parrot, is that bad"), asks_something("I've a parrot")
    (True, False)
    """
    said = ((one, clauses_with_words(one)[-1]) for one in sentences(text))
    return any(is_question(one) or (begins_as_question(last) and not _BIDS.search(last)) for one, last in said)


def clauses_with_words(sentence: str) -> list[str]:
    """Return what stands between a sentence's marks, without what is empty; the sentence itself if all is."""
    return [one for one in clauses_of(sentence) if one] or [sentence]


def questions(text: str) -> list[str]:
    """Return the questions that English words put one after the other.

    >>> questions("how much is it, and how quick can you get it in")
    ['how much is it', 'how quick can you get it in']
    """
    return [one for one in NEXT_CLAUSE.split(text) if one and begins_as_question(one)]


def indirect_question(text: str) -> str:
    """Return what a question put as a statement asks, as plain words; '' if it is none.

    >>> indirect_question("No, I was just wondering about your prices")
    'your prices'
    """
    plain = plain_words(text)
    led = _INDIRECT.match(plain)
    return plain[led.end() :] if led is not None else ""


def _plain(text: str) -> str:
    """Return lower case without accents and punctuation."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace("ß", "ss"))
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w' -]+", " ", bare).split())
