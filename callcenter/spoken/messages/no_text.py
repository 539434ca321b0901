"""Replies that hold nothing to write down where words for a message were asked for: they ask, refuse, thank, leave.

"I asked about switching it off" says that something was asked, and "nothing to write, it's all there. Bye" that there
is nothing: neither is what a colleague is to read. What tells of something asked elsewhere is ("I asked about my refund
last week, and nobody answered"). English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.domain.dialog_act import Act
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.sentence import reads_as_question
from callcenter.spoken.words import clauses_of, plain_words, sentences, without_fillers

_LEAD = (
    r"^(?:(?:no+|nope|nah|yes|and|but|so|oh|well|ok|okay|right|um+|uh+|sorry|please|look|listen|hey|as i said|"
    r"like i said|"
    r"i mean|i meant|actually|really|just|dear|love|sir|now) )*"
)
_NAMES = (
    r"(?:dear|love|honey|darling|sir|ma'?am|madam|mate|pet|duck|sweetheart|my (?:dear|love|friend)|young (?:man|lady))"
)
_TAIL = rf"(?: (?:thanks?|thank you|please|then|really|now|today|at all|for now|so far|{_NAMES}))*$"
_A_TEXT = (
    r"(?:write|say|add|note|put|tell|leave|report)(?: (?:to|for) (?:you|them|anyone|anybody))?(?: down| in| there)?"
)
#: Says that there is nothing to be written down.
_NOTHING = re.compile(
    rf"{_LEAD}(?:(?:there'?s|there is|there isn'?t|it'?s|i have|i'?ve got|i haven'?t|i haven'?t got|i don'?t have) )?"
    rf"(?:nothing|not anything|anything)(?: (?:else|more|new|further|special|other))?"
    rf"(?: (?:to {_A_TEXT}|that (?:needs|has to be) (?:writing|written)(?: down)?|you (?:need|"
    rf"have) to {_A_TEXT}))?{_TAIL}|"
    rf"{_LEAD}(?:it|that|everything)(?:'?s| is)(?: all| already)+ (?:there|in there|in|in it|written|"
    rf"written down|noted|"
    rf"said|down)(?: already)?{_TAIL}|"
    rf"{_LEAD}(?:you'?ve|you have|they have|they'?ve) (?:already )?(?:got|have) (?:it all|"
    rf"everything)(?: already)?{_TAIL}|"
    rf"{_LEAD}i(?:'ve| have)? (?:already )?(?:left|done|said) (?:it|one|that)(?: already)?{_TAIL}|"
    rf"{_LEAD}(?:(?:that|it|this)(?:'s| is| was|(?: is|'s| was)n'?t| isn'?t) )?(?:(?:not |no |my |"
    rf"an? )+)(?:message|note|ticket){_TAIL}|"
    rf"{_LEAD}(?:don'?t|do not|no need to|needn'?t|you don'?t (?:need|have) to) (?:write|note|put|take) "
    rf"(?:anything|it|that|this)(?: down)?{_TAIL}"
)
#: Says that something was asked, and nothing of what.
_BARE_ASKED = re.compile(
    rf"{_LEAD}(?:(?:that|it|this)(?:'s| is| was) (?:only |just |really )?(?:a|my|the) question|"
    r"i (?:only |just )?(?:asked|had|have|was asking) (?:you )?(?:a|one|this|that|my) (?:simple |little |quick )?"
    r"(?:question|thing)|i (?:was )?(?:(?:only|just|merely) )*(?:asked|asking|wondered|wondering)(?: you)?|"
    r"you (?:didn'?t|never|haven'?t) answer(?:ed)?(?: me| that| it| my question)?)"
    rf"(?: not an? (?:message|note|ticket))?{_TAIL}"
)
_WHAT = r"(?:about|if|whether|what|when|where|who|which|why|how|is|are|do|does|will|would|can|could|should)\b"
_ONLY = r"(?:(?:just|only|already|merely|actually|simply|really|also|did|is|was) )*"
#: Says what was asked.
_ASKED = re.compile(
    rf"{_LEAD}(?:(?:the|my) question was|what i (?:asked|was asking|wanted to know|want to know|"
    rf"meant)(?: is| was)|"
    rf"(?:i|all i)(?:'m|'ve| am| was| had| have)? ?{_ONLY}(?:asked|ask|asking|wondered|wondering|"
    rf"wanted to (?:know|ask|hear|find out)|meant to ask)(?: you)?(?: (?:just|only|{_NAMES}))*) (?P<asked>{_WHAT}.*)"
)
#: The same of now, which a colleague may be asked: it is no text only beside words that say so.
_WANTS_TO_KNOW = re.compile(
    rf"{_LEAD}i(?:'d| would)? {_ONLY}(?:want|need|like|have) to (?:know|ask|hear|"
    rf"find out)(?: you)? (?P<asked>{_WHAT}.*)"
)
#: Asked of somebody else, or at another time, or for somebody to do something: that is told.
_ELSEWHERE = re.compile(
    r"\bplease (?:check|call|ring|phone|look|have|tell|let|get|send|fix|text|e-?mail|write|ask)\b|"
    r"\b(?:ago|yesterday|last (?:week|month|year|time|night|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|nobody|"
    r"no one|never|"
    r"twice|three times|(?:several|many) times|(?:got|had|heard|received) no(?:thing)?\b|no (?:answer|reply)|"
    r"before christmas|"
    r"colleagues?|promised|was told|were told|told me|"
    r"(?:in|since) (?:january|february|march|april|may|june|july|august|september|october|november|december))\b"
)
#: Remarks of the call itself, beside them.
_OF_CALL = re.compile(
    rf"{_LEAD}(?:i(?:'ve| have)? (?:already |just )?(?:told|said to) you(?: already| that| so)?|"
    r"(?:can|could) you (?:just )?(?:answer|tell me)(?: that| me| it)?|never ?mind|that'?s (?:all|it)|"
    rf"you'?ve been (?:very |so |most )?(?:kind|helpful|good|lovely)){_TAIL}"
)
_GREETS = re.compile(rf"{_LEAD}have a (?:very )?(?:nice|good|lovely|great) (?:day|one|evening|night|weekend){_TAIL}")
_COURTESY = re.compile(
    rf"{_LEAD}(?:{_NAMES}|thanks?(?: (?:you|a lot|so much|very much|again|anyway))*|"
    r"thank you(?: (?:so|very) much| again| anyway)*|cheers|ta|bless you|"
    rf"(?:good ?)?bye(?: bye| now| then)*){_TAIL}"
)


@dataclass(frozen=True, slots=True)
class NoText:
    """A reply that holds no text: what it asks, in its own words, and whether it leaves or wants nothing written."""

    asked: str = ""
    leaves: bool = False
    refuses: bool = False


def no_text(said: str) -> NoText | None:
    """Return what is said in place of words to write down; None of words that can be written down.

    Questions alone are None as well: a message may be worded as one.

    >>> no_text("I asked about switching it off, dear. Do I do anything?").asked
    'Do I do anything?'
    >>> no_text("Nothing to write. I was asking if he brings a box").asked
    'if he brings a box'
    >>> no_text("Nothing else, it's all there. Thank you, love. Bye."), no_text("I asked for a refund and got none")
    (NoText(asked='', leaves=True, refuses=True), None)
    """
    said = said.replace("’", "'")
    if _ELSEWHERE.search(plain_words(said)) is not None:
        return None
    asked: list[str] = []
    reported: list[str] = []
    leaves = refuses = is_said = False
    for one in (part for sentence in sentences(said) for part in _parts(sentence)):
        plain = plain_words(one)
        if _NOTHING.search(plain) is not None:
            refuses = True
        elif _GREETS.search(plain) is not None:
            leaves = True
        elif (found := _ASKED.search(plain)) is not None:
            is_said = True
            reported.append(found["asked"])
        elif _BARE_ASKED.search(plain) is not None:
            is_said = True
        elif (found := _WANTS_TO_KNOW.search(plain)) is not None:
            reported.append(found["asked"])
        elif reads_as_question(one):
            asked.append(one)
        elif not (_is_courtesy(one) or _OF_CALL.search(plain) is not None):
            return None
        leaves = leaves or Act.GOODBYE in read_acts(one).acts
    if not (refuses or is_said):
        return None
    return NoText(asked=" ".join(asked or reported), leaves=leaves, refuses=refuses)


def is_courtesy(said: str) -> bool:
    """Tell whether words only thank, greet or leave, whomever they name: "thank you, dear. Bye"."""
    return all(_is_courtesy(one) for sentence in sentences(said) for one in clauses_of(sentence) if one.strip())


def only_asks(said: str) -> bool:
    """Tell whether all that is said is a question, whatever courtesies stand beside it."""
    parts = [one for one in sentences(said) if not _is_courtesy(one)]
    return bool(parts) and all(reads_as_question(one) for one in parts)


def _parts(sentence: str) -> list[str]:
    """Return a sentence whole, or its clauses if an outer one stands by itself ("nothing else, it's all there")."""
    clauses = [one for one in clauses_of(sentence) if one.strip()]
    stands = [
        _NOTHING.search(plain) or _BARE_ASKED.search(plain) or _OF_CALL.search(plain) or _COURTESY.search(plain)
        for plain in map(plain_words, clauses)
    ]
    if len(clauses) < 2 or not (stands[0] or stands[-1]):
        return [sentence]
    if not stands[0]:
        return [", ".join(clauses[:-1]), clauses[-1]]
    return [clauses[0], *_parts(sentence.partition(clauses[0])[2].lstrip(" ,;:–—-"))]


def _is_courtesy(said: str) -> bool:
    plain = plain_words(said)
    is_lead = re.fullmatch(_LEAD, f"{plain} ") is not None  # "no, no"
    return is_lead or not without_fillers(said).strip() or _COURTESY.search(plain) is not None
