"""Does a caller have a visit stay as it is booked, in words that name no deed? English; clauses are plain.

"Let him come and look at it anyway", of a visit that was to be cancelled, is no wish for another one; "no new day, the
one he's got" wants none. What is said with another time in it ("I want him to come on Thursday instead") is a wish.
"""

from __future__ import annotations

import re

from callcenter.spoken.words import plain_words, sentences

_LEAD = (
    r"(?:(?:no|nope|nah|not|oh|well|um+|uh+|er+|hm+|ah|ok|okay|yes|yeah|so|and|but|then|just|please|actually|really|"
    r"sorry|wait|you know what|on second thoughts?|in that case|i think|i guess|i suppose|maybe|perhaps|don'?t|do not|"
    r"because|cause|since|rather|honestly|look|listen|let'?s say|all right|alright|right|fine) )*"
)
_WHO = (
    r"(?:he|him|they|them|she|her|somebody|someone|(?:the|your|our|that|a) "
    r"(?:technician|engineer|guy|man|fella|fellow|lad|bloke|repair ?man|visit|appointment))"
)
_COMES = (
    r"(?:come|comes|came|coming|(?:have|has|had|take) a look|look(?:s|ed)?(?: at)?|see|check|visit|stay|happen|"
    r"go ahead)"
)
_WANTS = r"(?:i|we)(?:'d|'ll| would| do| still| just| really| actually)* (?:rather|sooner|want|need|like|prefer)"
_TAIL = (
    r"(?: (?:come|and|to|have|has|had|take|a|look|at|it|this|that|see|the|anyway|anyhow|all the same|still|as|planned|"
    r"agreed|booked|arranged|then|please|after|all|out|over|round|by|here|just|check|us|me|my|our|house|home|place|"
    r"modem|router|thing|line|internet|fix|mend|sort|on|(?:mon|tues|wednes|thurs|fri|satur|sun)day|morning|afternoon|"
    r"evening|though|if|he's|coming|what's|wrong|with|so|do|want|need|for|go|ahead))*"
)
#: Has whoever is to come do so.
_COME = re.compile(
    rf"{_LEAD}(?:"
    rf"(?:let|have|let'?s (?:just )?have|(?:i|we)(?:'ll| will) have) {_WHO} (?:(?:just|still) )*{_COMES}|"
    rf"{_WHO}(?:'d| had)? (?:should|can|could|must|may|has to|needs to|ought to|better) "
    rf"(?:(?:just|still|please) )*{_COMES}|"
    rf"(?:it'?s )?better (?:if |that )?{_WHO} (?:comes|came)|"
    rf"{_WANTS}(?: that| for| have| to have| to see| to keep)? {_WHO}(?: (?:to )?(?:(?:still|just) )*{_COMES})?"
    rf"){_TAIL}"
)
#: Says of it that it is the old one: he comes as he was to come.
_AS_IT_WAS = re.compile(
    r"\b(?:anyway|anyhow|all the same|still|go ahead|as (?:planned|agreed|booked|arranged)|after all|then)\b"
)
_NOUN = r"(?:day|date|time|visit|appointment|slot)"
_FINE = r"(?:(?: is|'s) (?:fine|good|okay|ok|all right|alright|perfect|right|what i want|the one))"
_OLD = (
    r"(?:(?:just|only|with|at|to) )*"
    rf"(?:(?:the|that) (?:(?:old|same|first|original|booked) )?(?:one|{_NOUN})|what|it)(?: that)?"
)
_HAVE = r"(?:'ve|'s|'d| have| has| had)?(?: already| now)?(?: got| booked| have| had| has| agreed)?(?: already| now)?"
_KEEPS = re.compile(
    rf"{_LEAD}(?:"
    # "leave it be", "the old one is fine"
    r"(?:leave|let|keep) (?:it|that|him|things|everything)(?: (?:be|alone|then|please))*|"
    rf"(?:the|my|our) (?:old|first|original) (?:one|{_NOUN}){_FINE}?|"
    # "no new day", "not another visit", "no need for a different day"
    r"(?:(?:i|we) (?:don'?t|do not) (?:want|need) |need (?:for|of) )?"
    rf"(?:an?y? |the )?(?:new|other|another|different|further) {_NOUN}"
    r"(?: (?:please|thanks|thank you|needed|necessary|wanted|at all|for me|for us))*|"
    # "the one he's got", "the day we have is fine", "I'm happy with the day I've got"
    rf"(?:(?:i|we)(?:'m| am|'re| are) (?:fine|happy|good|okay|ok) )?{_OLD} (?:i|we|he|they|she){_HAVE}{_FINE}?|"
    # "let's stick with what we have", "stick to the original"
    r"(?:let'?s |(?:i|we)(?:'ll|'d| will| would| can| want to)? )?(?:(?:just|rather) )*(?:stick|stay|go) "
    rf"(?:with|to|on) (?:{_OLD} (?:i|we|he|they|she|you){_HAVE}|the (?:old|first|original)(?: (?:one|{_NOUN}))?)|"
    # "nothing's to be moved"
    r"(?:nothing|it|that|the (?:visit|appointment|day))(?:'s| is| has)?(?: not)? "
    r"(?:to be |going to be |needs to be )?(?:moved|changed|cancelled)|"
    # "what about if we left it how it is?"
    r"(?:(?:what|how) about|what)(?: if)? (?:(?:i|we|you) )?(?:just )?(?:left|leave|leaving|keep|keeping|kept) "
    r"(?:it|that|this|things|everything)(?: (?:just|exactly))?"
    r"(?: (?:how|as|like|where|the way)(?: (?:it|that|things|they|is|are|was|were|it's))*(?: and .*)?)?)"
)
_SAID = (
    r"(?:say|said|ask|asked|want|wanted|mention|mentioned|meant|mean|talk|talked|spoke|speak)"
    r"(?: (?:that|anything|for|about|to|i|you|we|a word|of|want|wanted))*"
)
_DEED = r"(?:mov\w+|chang\w+|book\w*|rebook\w*|cancel\w*)"
#: Nothing of the sort was wanted: "I never asked for a new day", "who said anything about moving it", "I only asked".
_NEVER_WANTED = re.compile(
    rf"{_LEAD}(?:(?:nobody|no one|(?:i|we) (?:never|didn'?t|did not|haven'?t)) (?:(?:actually|even|really) )?{_SAID} "
    rf"(?:(?:an?y?|the|my|it|another|new|other|different) )*(?:{_DEED}|{_NOUN}|technician|engineer|one|somebody|"
    r"someone|anybody|anyone)"
    rf"(?: (?:it|that|anything|one|the|my|an?|another|{_NOUN}|technician|to be moved|to come|at all|though|yet))*|"
    r"(?:who|when did i|where did i) (?:said|say|asked|ask|talked|mentioned|mention) (?:anything )?"
    rf"(?:about|for|of|that) (?:an?y? |the |my )?(?:\w+ )?(?:{_DEED}|technician|{_NOUN})(?: \w+){{0,3}}|"
    r"(?:i|we)(?:'m| was| were| am|'re)? (?:just|only) "
    r"(?:asking|asked|wondering|wondered|curious|checking|wanted to (?:know|ask|check))(?: (?:that|about it|you|it))*)"
)
#: Wants another time, or something of it otherwise, whatever else.
_OTHERWISE = re.compile(
    r"\b(?:later|earlier|sooner(?! (?:have|he|see)\b)|soon|soonest|before|nearer|quicker|tomorrow|today|tonight|"
    r"first thing|instead|(?<!don't )(?<!not )(?:move|rebook|cancel)|noon|o'?clock|\d+|(?:next|this) week)\b|"
    r"\b(?:but|only) (?:on|in|at|make|not)\b"
)
_CLAUSES = re.compile(
    r"(?<!\b[MD]r)[,;.!?]+\s*|\s+[-–—]\s+|"
    r"\s+(?=(?:and|but) (?:is|does|do|can|could|will|would|what|when|who|how|why)\b)"
)


def has_him_come(text: str, *, is_moved: bool = False) -> bool:
    """Tell whether a part of a text has whoever is to come do so, at no other time.

    `is_moved` if they were to come at another time: then it has to say that it is the old one.

    >>> has_him_come("leave it be. Let him come and look at it anyway"), has_him_come("let him come on Friday instead")
    (True, False)
    >>> has_him_come("I need him to come", is_moved=True), has_him_come("he should still come", is_moved=True)
    (False, True)
    """
    if _OTHERWISE.search(plain_words(text)):
        return False
    found = [one for one in _clauses(text) if _COME.fullmatch(one)]
    return bool(found) and (not is_moved or any(_AS_IT_WAS.search(one) for one in found))


def keeps_its_day(text: str) -> bool:
    """Tell whether a part of a text wants no other day than the one there is.

    >>> keeps_its_day("No, no new day, the one he's got."), keeps_its_day("what if we left it how it is?")
    (True, True)
    >>> keeps_its_day("a new day, please"), keeps_its_day("the day after")
    (False, False)
    """
    told = " ".join(one for one in sentences(text) if not one.endswith("?"))
    if _OTHERWISE.search(plain_words(told)):
        return False  # "keep it, but make it the afternoon"
    return any(_KEEPS.fullmatch(one) and not _asks_for_new(one) for one in _clauses(text))


def never_wanted(text: str) -> bool:
    """Tell whether a part of a text says that what is being done was never wanted.

    >>> never_wanted("What day? I never said I want to book"), never_wanted("I only wanted to know when he comes")
    (True, False)
    """
    return any(map(_NEVER_WANTED.fullmatch, _clauses(text)))


def beside_what_stays(text: str) -> str:
    """Return the sentences that say something else than that it stays: what is asked or wanted with it.

    >>> beside_what_stays("No, no new day, the one he's got. Is Tuesday still on?")
    'Is Tuesday still on?'
    """
    # "I just wondered, does a technician come to my flat?" asks all the same.
    said = ((one, [_is_of_it(clause) for clause in _clauses(one)]) for one in sentences(text))
    return " ".join(one for one, of_it in said if not (all(of_it) if one.endswith("?") else any(of_it)))


def _is_of_it(clause: str) -> bool:
    return any(pattern.fullmatch(clause) for pattern in (_COME, _KEEPS, _NEVER_WANTED))


_NEW = re.compile(r"\b(?:new|other|another|different|further) (?:day|date|time|visit|appointment|slot)\b")
_NONE = re.compile(r"\b(?:no|not|don'?t|never|without)\b")


def _asks_for_new(clause: str) -> bool:
    """Tell whether a new day is named, and not denied."""
    return _NEW.search(clause) is not None and _NONE.search(clause) is None


def _clauses(text: str) -> list[str]:
    return [plain for one in _CLAUSES.split(text) if (plain := plain_words(one))]
