"""What of a caller's words is said to the line, and is no part of what a colleague is to read. English.

"My line drops. Yes, test it, please, quick. Is there anything else?" has one sentence to be written down. What may be
asked of a colleague ("can I use my old modem?") stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent import consent
from callcenter.spoken.act.consent_words.en_verdicts import is_verdict
from callcenter.spoken.messages.dictation import adds_to_it, leads_in
from callcenter.spoken.messages.no_text import is_courtesy
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.words import clauses_of, plain_words, sentences

_LEAD = (
    r"^(?:(?:no+|nope|yes|yeah|yep|and|but|so|oh|well|ok|okay|right|um+|uh+|sorry|please|look|listen|hey|just|then) )*"
)
_TAIL = r"(?: (?:please|then|now|thanks|thank you|dear|love|sir|ma'?am|honestly|really|quick(?:ly)?|fast|asap))*$"
#: Asks the line itself, of what was said or of how it goes on.
_ASKS_LINE = re.compile(
    rf"{_LEAD}(?:what should what say|what(?: do you mean| was that| did you say| now| next)?|pardon(?: me)?|hello|is "
    rf"it (?:you|me|us|your end|my end)(?: or (?:you|me|us|my end|mine|yours|your end))?|"
    rf"you (?:still )?(?:there|listening|here)|"
    r"(?:are|is) (?:you|any(?:body|one)) (?:still )?(?:there|listening|real|a (?:machine|robot|person|human))|"
    r"(?:can|do|did|could) you (?:still )?(?:hear|understand|get|catch|follow|note|write|have)"
    r"(?: (?:me|that|it|all|this|down|everything|of))*|(?:did|have|do) you (?:got?|get) (?:that|it|all|this)(?: down)?|"
    r"is (?:there|that|it|this) (?:anything (?:else|more)|all|enough|ok(?:ay)?|all right|right|fine|good)"
    r"(?: (?:you (?:need|want)(?: to know| from me)?|like that|so|for you))*|(?:do you need |need )?anything (?:else|"
    r"more)"
    r"(?: from me| you need)?|what (?:else|more) (?:do you|should i|shall i|can i) (?:\w+ ?)*|"
    r"(?:ok(?:ay)?|right|got (?:it|that|all that)|you see|understood|ready|clear))"
    rf"{_TAIL}"
)
#: Hurries the line, or has it do what it does.
_HURRIES = re.compile(
    rf"{_LEAD}(?:(?:can|could|will|would) (?:you|we|this|it) (?:please |just )*)?"
    r"(?:be (?:a bit |very |really )?(?:quick|fast)\w*|hurry(?: up)?|make (?:it|this) (?:quick|fast|short)|"
    r"go faster|speed (?:it|this) up|quick(?:ly)?|(?:go (?:on|ahead)|do it|go for it|"
    r"(?<=yes )(?:please )?(?:test|check|try|run) (?:it|that|this|the (?:line|test)|my line)(?: (?:again|for me|"
    r"please))*))"
    r"(?:(?:,)? (?:please|quick(?:ly)?|now|then|honestly|because|cause|i'?m|i am|i have|i'?ve|about|going|gonna|to|"
    r"miss|"
    r"late|for|in|a|an|my|hurry|rush|the|meeting|train|bus|work|class|shift|appointment|call|got|run|leave|be|soon|"
    r"really|so|already|thanks|thank you|dear))*$"
)
_LATE = re.compile(
    rf"{_LEAD}i(?:'ve| have)(?: got)? no time(?: for (?:this|that|it))?{_TAIL}|"
    rf"{_LEAD}(?:honestly |really )?(?:i'?m|i am) (?:about|going|gonna|just about) (?:to )?(?:miss|be late)\b.*$|"
    rf"{_LEAD}(?:i'?m|i am) in a (?:bit of a )?(?:hurry|rush){_TAIL}|{_LEAD}i (?:don'?t|haven'?t) (?:have|got) (?:all "
    rf"day|"
    rf"(?:much |the )?time(?: for this)?){_TAIL}"
)
#: Hurries it first of all, and may say why.
_HURRIES_FIRST = re.compile(
    rf"{_LEAD}(?:(?:can|could|will|would) you (?:please |just )*)?(?:hurry|be quick|make it quick|speed it up)\b(?: "
    rf"\w+){{0,2}}$"
)
_LAUGH = re.compile(r"[\s,–—-]*\b(?:ha(?:[ -]?ha)+|he(?:[ -]he)+|hah+a*|lol|haha\w*)\b(?=[\s.,!?]*$)", re.I)
#: Where what is said to the line may begin within a sentence.
_JOINT = re.compile(
    r"[,;]\s+(?=(?:(?:can|could|would|will) you (?:please )?)?(?:be quick|hurry)\b)|"
    r"[,;]?\s+(?:and|but|so)\s+(?=(?:can|could|will|would|please|be|hurry|make|is there|do you)\b)",
    re.I,
)
#: Why it is to be quick: "I'm on my lunch break, so hurry up please".
_SO_QUICK = re.compile(
    rf"(?:,| and|;|\.)? so (?:please |just |can you |could you )*(?:(?:be )?quick(?:ly)?|hurry(?: up)?|"
    rf"make it (?:quick|fast|short)|go on|let'?s go|be fast|get on with it){_TAIL}"
)
#: Hopes for who reads a message, or doubts them.
_OF_READERS = re.compile(
    r"^(?:and |but |well |oh |i mean |though )*(?:(?:i (?:just |only |do |really )*(?:hope|bet|trust|doubt|pray|expect|"
    r"wish|wonder)|let'?s hope|hopefully|fingers crossed)\b.{0,60}\b(?:reads?|calls?|rings?|listens?|answers?|cares?|"
    r"reach(?:es)?|understands?|helps?|works?|sees?|acts?|does|gets?|happens?)\b.{0,25}$|"
    r"(?:they|somebody|someone|he|she)(?:'d| had) better (?:read|listen|call|ring|do|act|help|look)\b.{0,25}$|"
    r"(?:as|so) long as (?:somebody|someone|they|he|she|anybody|anyone) (?:reads?|gets?|sees?|knows?|does)\b.{0,25}$|"
    r"(?:nobody|no one|people|they|you people|you lot) (?:ever |never |always |don'?t |won'?t |will |just )*"
    r"(?:reads?|listens?|cares?|looks at|understands?|ignores?|bins?|loses?) .{0,30}$)"
)
_THANKS = re.compile(
    r"^(?:and |but |so |oh |well |yes |yep )*(?:thanks?|thank you|cheers|ta|many thanks|much obliged|much appreciated|"
    r"i (?:really )?appreciate|you'?re (?:very |so |too |a )|you'?ve been|"
    r"that'?s (?:very |so )?(?:kind|sweet|nice) of you|bless you)\b"
)
#: Bids the line do what is nobody's to read: "then put me through to faults", "now tell me whether there's an outage".
_BIDS_LINE = re.compile(
    r"^(?:(?:and|but|so|then|now|after that|afterwards|ok|okay|fine|good|please|just|also|right|can|could|would|will|"
    r"you|yes|no|first) )*(?:(?:put|connect|transfer|pass|switch|hand|patch) (?:me|us|my call) (?:\w+ )?"
    r"(?:through|on|over|back|to)\b|get me (?:a|an|the|some(?:one|body)|through|back)\b|"
    r"give (?:me|us) (?:back|through) to\b|(?:tell|show|let) (?:me|us) (?:know )?"
    r"(?:if|whether|what|when|who|where|why|how|the|my|an?|back)\b|"
    r"i(?:'d like| would like| want| need| asked for| said|'m asking for)"
    r" (?:an?|the|my|that) (?:\w+ ){0,2}(?:ticket|message)\b)"
)
#: What is conceded, and the yes after it.
_CONCEDED = re.compile(r"(?P<what>.{4,90}?)[,;–—-]*\s+but\s+(?P<yes>.+)$", re.I)
#: Says only that something is asked.
_ASKING = re.compile(
    rf"{_LEAD}(?:i'?m|i am|i was) (?:only |just )?asking(?: you)?(?: (?:this|that|a question))?{_TAIL}"
)
#: Of what was told, so many letters are written down ahead of what was found.
MOST_TOLD = 200
#: Why somebody is in a hurry is said in so few words.
_WHY_WORDS = 12
#: A bare answer has so few words.
_ANSWER_WORDS = 4


def without_chatter(text: str) -> str:
    """Return a text without what is said to the line in it; all of it if nothing else is in it.

    >>> without_chatter("My line drops, ha ha. Yes, test it, please, quick. Can I use my old modem?")
    'My line drops. Can I use my old modem?'
    >>> without_chatter("It drops at eight. and can you be quick honestly i'm about to miss my meeting")
    'It drops at eight.'
    """
    return told_to_people(text) or text


def first_and_last(said: Sequence[str]) -> str:
    """Return what was told first and last of a matter, each without chatter, in as many sentences as are kept.

    >>> first_and_last(["My line is dead", "Yes, test it, please, quick.", "Can I use my old modem"])
    'My line is dead. Can I use my old modem'
    """
    told = [one for one in map(told_to_people, said) if one]
    text = ". ".join(one.rstrip(" .") for one in dict.fromkeys([*told[:1], *told[-1:]]))
    return cut_at_sentence(text, MOST_TOLD).rstrip(" .")


def told_to_people(text: str) -> str:
    """Return the same, '' if all of a text is said to the line."""
    return " ".join(told for one in sentences(text) if (told := _told(one)))


def cut_at_sentence(text: str, most: int) -> str:
    """Return as many whole sentences of a text as have so many letters at most; of a longer one whole words.

    >>> cut_at_sentence("It drops. It drops at eight in the evening.", 20), cut_at_sentence("It drops at eight", 12)
    ('It drops.', 'It drops at')
    """
    kept = ""
    for one in sentences(text):
        if len(longer := f"{kept} {one}".strip()) > most:
            break
        kept = longer
    return kept or text[: most + 1].rsplit(maxsplit=1)[0] if len(text) > most else text


#: Wants what was read out, and nothing else: "just the message for him".
_NO_MORE = re.compile(r"^(?:just|only) the (?:message|note|words)(?: for (?:him|her|them))?(?: please| then)*$")


def is_remark(said: str) -> bool:
    """Tell whether all of a sentence is of what was read out, of who reads it, or said to the line.

    >>> is_remark("Lovely, you got all of it, even my waffle."), is_remark("The dog bites")
    (True, False)
    >>> is_remark("I'm on my lunch break, so hurry up please"), is_remark("I hope somebody reads it this time")
    (True, True)
    """
    said = _LAUGH.sub("", said)
    if _SO_QUICK.search(plain_words(said)) is not None or _NO_MORE.search(plain_words(said)) is not None:
        return True
    clauses = [one for one in clauses_of(said) if plain_words(one)]
    return bool(clauses) and (_is_remark(said) or all(map(_is_remark, clauses)))


def without_conceded(said: str, *, stands: Callable[[str], bool]) -> str:
    """Return a reply to what was read out without what is conceded before a yes: that is of the words.

    What says that it's for the text stays ("also say it's urgent, but yes"). `stands` tells what else leaves it so.

    >>> without_conceded("It's not how I'd put it, but yes.", stands=lambda _: False)
    'yes.'
    """
    kept = []
    for one in sentences(said):
        found = _CONCEDED.match(one)
        what, rest = (found["what"], found["yes"]) if found is not None else ("", "")
        is_yes = bool(rest) and (consent(rest) is Consent.YES or stands(rest) or (is_verdict(what) and is_remark(rest)))
        is_of_text = leads_in(what) or adds_to_it(what)
        kept.append(rest if is_yes and not is_of_text else one)
    return " ".join(kept)


def bids_line(said: str) -> bool:
    """Tell whether a sentence bids us do something now, which is nothing to be written down for others.

    >>> bids_line("Then put me through to whoever does faults"), bids_line("put the key under the mat")
    (True, False)
    """
    return _BIDS_LINE.search(plain_words(said)) is not None


def _is_remark(said: str) -> bool:
    plain = plain_words(said)
    is_of_us = any(one.search(plain) is not None for one in (_OF_READERS, _THANKS, _ASKING))
    return is_of_us or is_verdict(said) or _is_to_line(said)


def _told(sentence: str) -> str:
    """Return a sentence without its laughter and without what it says to the line, '' if that is all."""
    one = _LAUGH.sub("", sentence)
    for joint in _JOINT.finditer(one):
        if _is_to_line(one[joint.end() :]):
            one = f"{one[: joint.start()].rstrip(' ,;')}."
            break
    return "" if not plain_words(one) or _is_to_line(one) else one


def _is_to_line(said: str) -> bool:
    plain = plain_words(said)
    is_put = said.rstrip().endswith("?") or begins_as_question(said)
    if (is_put and _ASKS_LINE.search(plain) is not None) or is_courtesy(said):
        return True
    first = plain_words(clauses_of(said)[0])
    is_hurried = _HURRIES_FIRST.search(first) is not None and len(plain.split()) <= _WHY_WORDS
    if is_hurried or _HURRIES.search(plain) is not None or _LATE.search(plain) is not None:
        return True
    return len(plain.split()) <= _ANSWER_WORDS and consent(said) is not Consent.UNCLEAR
