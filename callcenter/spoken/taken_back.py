"""What callers take back or turn down in the same breath, in English: what is left is what they want."""

from __future__ import annotations

import re
from itertools import pairwise

from callcenter.spoken.sentence import begins_as_question, indirect_question
from callcenter.spoken.words import plain_words, sentences, without_fillers

#: What people refuse by its name: "no ticket", "not a technician".
_OFFERED = (
    r"(?:tickets?|messages?|call ?backs?|refunds?|visits?|appointments?|technicians?|tests?|restarts?|codes?|persons?|"
    r"promises?)"
)
#: A clause that only turns something down.
_TURNED_DOWN = re.compile(
    r"^(?:(?:no|nope|oh|well|please|but|and|so|look|listen|ok|okay|yes|yeah|really|sorry) )*"
    r"(?:(?:i|we) (?:(?:really|just|also|certainly|definitely) )*"
    r"(?:don'?t|do not|didn'?t|did not|won'?t|will not|wouldn'?t) (?:want|need|like|mean|wish|ask|care|call)\b|"
    r"(?:(?:i'?m|i am|we'?re|we are|it'?s|it is|this is) )?not booking\b|(?:nobody|no ?one) (?:needs|has) to come\b|"
    r"(?:i'?m|i am|we'?re|we are|it'?s|it is|this is) not "
    r"(?:asking|calling|interested|after|here|looking|talking|about)\b|"
    r"forget (?:about )?(?:the|that|your|an?)\b|never ?mind (?:the|that|about|your)\b|"
    rf"(?:no|not an?|not the|not another|no more) (?:\w+ )?{_OFFERED}(?: (?:please|thanks|thank you|then))*$)"
)
#: How a clause begins that wants something.
_WANTS = re.compile(
    r"^(?:i|i'd|i'm|i've|we|we'd|can|can't|could|couldn't|would|will|please|just|only|rather|instead|send|give|get|tell|"
    r"what|what's|when|when's|how|where|who|why|is|are|do|does|did|let|put|connect|book|cancel|move|open|call|make|"
    r"have|my|somebody|someone|a|an|the)\b"
)
#: Says in so many words that something is wanted.
_PUTS = re.compile(r"\b(?:i|we)(?:'?d)? (?:\w+ )?(?:want|need|wanted|prefer|like|rather)\b|^please\b")
#: Where a no ends.
_AFTER_NO = re.compile(r"[.!?;,]+\s+(?:but\s+)?|\s+but\s+|^(?:no|nope|nah),? (?:i|we) (?:mean|meant) ", re.I)
#: How a value begins, or a few words about one.
_VALUE = re.compile(r"^(?:the|a|an|my|just|only|rather|instead)\b")
#: How a clause begins that tells something and wants nothing: "I mean, I pay every month".
_TELLS = re.compile(r"^(?:i|we) (?!(?:also |just |really |only )*(?:want|need|would|wish|meant?)\b)")
#: How a sentence begins that speaks of people: of who speaks, of theirs, or of whoever did something.
_OF_PEOPLE = re.compile(
    r"^(?:(?:and|but|so|then|also|well|oh|because|cause|since) )*"
    r"(?:(?:i|we|he|she|they|you|it|that|this|there)(?:'\w+)?|my (?:\w+ )?(?:wife|husband|mother|mom|mum|father|dad|"
    r"son|daughter|kids?|children|wages|pay|sister|brother|neighbou?rs?|landlord|boss|partner)(?:'s)?) "
)
#: Says that something has to be done that is ours to do, or what the call is about.
_HAS_TO = re.compile(
    r"\b(?:have|had|need|got) to (?:also )?(?:move|change|cancel|book|reschedule|pay|report|return|ask|know|talk|speak)"
    r"\b|\b(?:i'm|i am|we're|we are) (?:\w+ )?(?:calling|phoning|ringing|looking|asking|interested|after|wondering|"
    r"trying)\b|"
    r"\b(?:another|other|next|one more|second) (?:thing|question|problem)s?\b"
)
#: Speaks of what stands before it, which must then be kept.
_LEANS = re.compile(r"\b(?:it|that|this|them|those|one)\b")
#: Digits in a row, in which a "one" speaks of nothing.
_DIGITS = re.compile(r"\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine) ?){2,}")
_CLAUSE_END = re.compile(
    r"[.,;:!?]+\s+|\s+[-–—]\s+|"
    r"\s+(?:but|just|so)\s+(?=(?:i|i'd|i'm|can|could|please|send|give|tell|what|when|how|where)\b)|"
    r"\s+(?=(?:i|we) (?:only|just) (?:want|need|wanted|needed|wondered)\b)",
    re.I,
)
#: Clauses that say nothing of what is wanted.
_BARE = ("no", "nope", "yes", "yeah", "ok", "okay", "well", "listen", "look", "please", "sorry")
_JOINT = re.compile(r"^(?:but|and|so)\s+", re.I)
#: Fewer words want nothing: "thanks".
_LEAST_WORDS = 2
#: Wanted to know, and says no more of what.
_ONLY_ASKED = re.compile(r"(?:i|we)(?:'m| was| were| am)? (?:just|only) (?:asking|asked|wondering|wondered|curious)")
#: A rest of so many words says of what it is, whatever "it" is in it.
_OWN_WORDS = 10
#: Gives up what was begun, in a clause of its own.
_LETS_GO = re.compile(
    r"^(?:(?:no|oh|well|ok|okay|yeah|yes|so|just|then|you know what) )*"
    r"(?:forget (?:about )?(?:it|that)|never ?mind(?: (?:it|that))?|leave it|"
    rf"(?:forget|never ?mind|leave)(?: about)? (?:the|that|my|your|an?) (?:\w+ )?{_OFFERED})(?: then)?$"
)
#: Takes back what was said before it.
_REPAIR = re.compile(
    r"(?<=\w)[\s,.;:!?–—-]+(?:no[,.]? (?:wait|sorry|actually|hang on|hold on|rather)|"
    r"(?:wait|oh|actually)[,.]? no|sorry[,.]? (?:no|i mean|i meant)|(?:scratch|strike) that|i mean|i meant|or rather|"
    r"correction|on second thoughts?)[\s,.;:!?–—-]+",
    re.I,
)
#: Takes back what was said before it, if a question or another wish follows: "do I owe you, no, when is it due".
_TURN = re.compile(
    r"(?<=\w)[\s,.;:!?–—-]+(?:(?:no|nope)|(?:(?:u+h+|u+m+|e+r+m?|oh|ah|hm+|well)[\s,.]+)?actually)(?=[\s,.;:!?–—-]+\w)"
    r"[\s,.;:!?–—-]+",
    re.I,
)
_BEGINS_ANEW = re.compile(r"^(?:i (?:want|need)|i'd (?:like|rather)|i would|let'?s|give me|tell me)\b")
#: Fewer words before it are no wish that could be taken back ("do you actually...").
_LEAST_BEFORE = 3
#: Turns down what is going on: by its name, or what the caller would have to do ("there's no visit", "I'm not paying").
_TASK_REFUSED = re.compile(
    r"\b(?:(?:i|we) (?:(?:really|just|also|certainly|definitely) )*"
    r"(?:don'?t|do not|didn'?t|did not|never|won'?t|will not|am not) "
    r"(?:want|need|ask(?:ed)?(?: for| about)?|call(?:ed)?(?: for| about)?|asking (?:for|about)|booking)"
    r"(?: to (?:have|get|book|see))?|"
    r"(?:i'?m|we'?re) not (?:asking|calling|looking|here|phoning) (?:for|about)|(?:there'?s|there is|it'?s) no)"
    rf" (?:(?:an?|any|the|your|no|another) )*(?:\w+ )?(?:{_OFFERED}|somebody|someone|any(?:body|one|thing)|day|"
    r"one(?=$| (?:any ?more|now|today|at all|please|thanks)))\b"
    r"(?! (?:before|until|till|on|in|at|after|then|like|that|to (?!come$)|who|this|next|for|so|too))|"
    rf"\b(?:not|never|wasn'?t) (?:\w+ )?book(?:ing)? (?:anything|any|one|it|an? {_OFFERED})"
    r"(?! (?:on|in|at|for|before)\b)|"
    r"^(?:(?:no|none|nope|thanks|thank you|oh|please|and|so|ok|okay|well|sorry|stop) )*"
    rf"(?:no|not an?|not any|without an?) (?:\w+ )?(?:{_OFFERED}|day|date)(?: (?:please|thanks|thank you|then|at all|"
    r"today|for me|now|needed|necessary|wanted|suits(?: me)?))*$|"
    rf"\b(?:nobody|no ?one|no {_OFFERED}) (?:needs|has|should|must|is supposed|ought)(?: to)? come\b"
    r"(?! (?:before|on|in|at))|"
    r"\b(?:no need|(?:don'?t|doesn'?t|do not) need) (?:for (?:any(?:body|one)|somebody|someone|him|a \w+) )?to "
    r"(?:come|send|book)(?: any(?:body|one|thing)?)?\b(?! (?:before|on|in|at|one on))|"
    r"\b(?:i'?m|i am|we'?re|we are) not (?:gonna |going to )?(?:pay|paying|book|booking)\b"
    r"(?! (?:\w+ )?(?:until|till|before))"
)
_NOTING = r"(?:not(?:e|ed|ing)|writ(?:e|ing|ten)|put(?:ting)?|jot(?:ting)?|tak(?:e|ing|en)|set(?:ting)?|mark(?:ing)?)"
_WHAT_NOTED = r"(?:anything|it|that|this|nothing|me|(?:a|any|the) (?:day|date|note))"
#: Wants nothing noted: "there's no need to note anything", "I don't want a day noted", "nothing to write down".
_NOTING_REFUSED = re.compile(
    r"\b(?:no need (?:for you )?(?:to|of)|(?:don'?t|do not|needn'?t|need not)(?: (?:really|have|need|want|bother|you|"
    r"to|even))*|rather (?:you )?(?:not|didn'?t|did not|don'?t)) "
    rf"(?:{_NOTING}(?: {_WHAT_NOTED}(?: down)?| down)|{_WHAT_NOTED} (?:to be )?{_NOTING}(?: down)?)\b"
    r"(?! (?:on|for|by|until|till|as|that|wrong|off|yet)\b)|"
    rf"\bnothing (?:(?:needs?|has|have|to|be|really) )+{_NOTING}\b|"
    r"\bno (?:note|promise)s? (?:is )?(?:needed|required)\b|"
    r"\b(?:don'?t|do not|not) (?:need|want|needing|asking for|after) (?:(?:any|more|extra|longer) )+time\b"
)
#: Says of what the wish before was meant, and no more: "no, I meant my address", "not the bill, my internet".
_MATTER = re.compile(
    r"^(?:(?:no|nope|nah|sorry|wait|oh|well|uh|um|not that) )*"
    r"(?:i (?:meant|mean|said|was (?:asking|talking) about|am (?:asking|talking) about)|i'm (?:asking|talking) about|"
    r"not (?:about )?(?:my|the|your|an?|that)(?: \w+){1,2}?(?: i (?:meant|mean))?(?: but)?(?: it'?s)?)"
    r"(?: about)? (?P<matter>(?:my|the|our|an?) \w+(?: \w+){0,2})$"
)
#: What a wish is about, at its end.
_ITS_MATTER = re.compile(r"^(?P<lead>.*)\b(?:my|the|our|your|an?|that|this) \w+(?: \w+){0,3}$")


def without_refused(text: str, *, may_lean: bool = False) -> str:
    """Return a text without the clauses at its beginning that only turn something down.

    All of it, if what comes after them wants nothing by itself. `may_lean` if what is going on says what "it" is.

    >>> without_refused("No, no ticket, I want someone to come.")
    'I want someone to come.'
    >>> without_refused("I don't want to pay the late fee, can you take it off?")
    "I don't want to pay the late fee, can you take it off?"
    """
    rest, is_refused = text, False
    while (end := _CLAUSE_END.search(rest)) is not None:
        clause = plain_words(rest[: end.start()])
        turns_down = _TURNED_DOWN.search(clause) is not None
        if not turns_down and not set(clause.split()) <= set(_BARE):
            break
        rest, is_refused = rest[end.end() :], is_refused or turns_down
    plain = plain_words(_JOINT.sub("", rest))
    is_wish = (
        _WANTS.search(plain) is not None
        and not _ONLY_ASKED.fullmatch(plain)
        and len(without_fillers(plain).split()) >= _LEAST_WORDS
    )
    is_alone = (may_lean or not _LEANS.search(_DIGITS.sub(" ", plain))) and not _TURNED_DOWN.search(plain)
    return rest if is_refused and is_wish and is_alone else text


def after_letting_go(text: str) -> str | None:
    """Return what comes after "forget it", a clause of its own, '' if nothing does; None where it isn't said.

    >>> after_letting_go("You know what, forget it. When is it back?")
    'When is it back?'
    """
    ends = [0, *(found.end() for found in re.finditer(r"[.,;!?]+\s*", text)), len(text)]
    for start, end in pairwise(ends):
        if _LETS_GO.search(plain_words(text[start:end])):
            return text[end:].strip()
    return None


def refuses_task(text: str) -> bool:
    """Tell whether a text turns down what was begun for the caller, whatever else it says.

    >>> refuses_task("I don't need a technician. I'm moving."), refuses_task("I don't need anybody before noon")
    (True, False)
    """
    return any(_TASK_REFUSED.search(plain_words(one)) for one in sentences(text)) or refuses_noting(text)


def refuses_noting(text: str) -> bool:
    """Tell whether a text wants nothing noted, whatever else it says; what has a question wants that answered.

    >>> refuses_noting("There's no need to note anything, I always pay."), refuses_noting("don't put it on Monday")
    (True, False)
    """
    return "?" not in text and any(_NOTING_REFUSED.search(plain_words(one)) for one in sentences(text))


def without_refused_task(text: str) -> str:
    """Return what is wanted beside a task that is turned down; the whole text if none is.

    >>> without_refused_task("I don't want to book one. I just wondered, does he come in or is it done outside?")
    'I just wondered, does he come in or is it done outside?'
    """
    if not refuses_task(text):
        return text
    rest = without_refused(text, may_lean=True)
    return rest if len(rest.split()) >= _OWN_WORDS else without_refused(text)  # "I only want to know what it costs"


def turns_down(text: str) -> bool:
    """Tell whether a text begins with what is not wanted.

    >>> turns_down("I don't want a phone call, really"), turns_down("I don't know it")
    (True, False)
    """
    return _TURNED_DOWN.search(plain_words(text)) is not None


def begins_as_wish(text: str) -> bool:
    """Tell whether a text begins with what is wanted or asked, and not with a value ("no wait, sixty on Friday")."""
    plain = plain_words(text)
    return _WANTS.search(plain) is not None and not _VALUE.search(plain) and not _TELLS.search(plain)


def asked_after_no(text: str) -> str:
    """Return what is asked or wanted after a no, '' if nothing is.

    >>> asked_after_no("no thank you. Can you just tell me how she could pay?"), asked_after_no("no, the tenth")
    ('Can you just tell me how she could pay?', '')
    """
    for joint in _AFTER_NO.finditer(text):
        rest = text[joint.end() :]
        if begins_as_question(rest) or puts_a_wish(rest):
            return rest
    return ""


def puts_a_wish(text: str) -> bool:
    """Tell whether a text says in so many words that something is wanted ("but I'd rather have a technician")."""
    return _PUTS.search(plain_words(text)) is not None


#: Asks whether somebody may do something, or somebody would, after what it tells first.
_ASKS_LEAVE = re.compile(r" (?:can|could|may|would|will) (?:i|we|you|somebody|someone) (?!say\b|think\b)\w+")


def only_speaks(text: str) -> bool:
    """Tell whether a text only speaks of people or refuses something, and puts no wish and no question.

    >>> only_speaks("I won't pay a penny of that. I'm moving house then."), only_speaks("my internet is slow")
    (True, False)
    >>> only_speaks("I get paid on Thursday, could I do maybe sixty then?")
    False
    """
    return all(
        turns_down(one) or (_OF_PEOPLE.search(plain_words(one)) is not None and not _is_put(one))
        for one in sentences(without_refused(text))
    )


def _is_put(text: str) -> bool:
    """Tell whether a sentence about people puts a wish or a question all the same: "I have to move my visit"."""
    puts = puts_a_wish(text) or begins_as_question(text) or indirect_question(text) != ""
    # "I get paid on Thursday, could I do maybe sixty then?"
    puts = puts or (text.rstrip().endswith("?") and _ASKS_LEAVE.search(plain_words(text)) is not None)
    return puts or _HAS_TO.search(plain_words(text)) is not None


def leans(text: str) -> bool:
    """Tell whether a text speaks of what stands before it ("can you make it Friday")."""
    return _LEANS.search(plain_words(text)) is not None


def repairs(text: str) -> list[tuple[str, str]]:
    """Return what a text takes back, and what it says in its place; the last first.

    >>> repairs("cancel that, I mean keep it")
    [('cancel that', 'keep it')]
    """
    found = {match.end(): match.start() for match in _REPAIR.finditer(text)}
    for match in _TURN.finditer(text):
        before, said = text[: match.start()], text[match.end() :]
        begins_anew = begins_as_question(said) or _BEGINS_ANEW.search(plain_words(said)) is not None
        if begins_anew and not leans(said) and len(without_fillers(before).split()) >= _LEAST_BEFORE:
            found.setdefault(match.end(), match.start())
    return [(text[: found[end]], text[end:]) for end in sorted(found, reverse=True)]


def matter_meant(text: str) -> str:
    """Return what a wish before was meant to be about, as plain words; '' if the text says something else.

    >>> matter_meant("No, I meant my address."), matter_meant("not the bill, my internet"), matter_meant("I meant it")
    ('my address', 'my internet', '')
    """
    found = _MATTER.search(plain_words(text))
    return found["matter"] if found is not None else ""


def with_matter(wish: str, matter: str) -> str:
    """Return a wish about another matter, as plain words; '' if it isn't about anything.

    >>> with_matter("Can you change my number, please?", "my address")
    'can you change my address'
    """
    found = _ITS_MATTER.search(plain_words(wish))
    return f"{found['lead']}{matter}" if found is not None and found["lead"].strip() else ""
