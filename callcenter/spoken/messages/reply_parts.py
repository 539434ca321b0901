"""What a reply is made of that was given to a message read back, or to when its caller would be called. English.

Each of its sentences is one thing: of the yes or no, of the call back, a wish for a visit, a question, or words to be
written down. What names a time is of the call only if it says so, or says no more than the time: "the light flickers in
the evening" is told, and wishes nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum

from callcenter.domain.dialog_act import Act, Asked, Consent
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.consent import consent
from callcenter.spoken.act.more_wanted import announces, tells_of_self
from callcenter.spoken.act.writing_down import dictated
from callcenter.spoken.call_back import wants_no_call, without_no_call
from callcenter.spoken.days.call_hours import BESIDE_HOURS, hours_wished, time_requested
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.messages.addressee import addressed_to, called_by
from callcenter.spoken.messages.callee import callee_of
from callcenter.spoken.messages.chatter import bids_line, is_remark, without_conceded
from callcenter.spoken.messages.dictation import begins_anew, leads_in, led_in, unled
from callcenter.spoken.messages.retold import retold
from callcenter.spoken.messages.somebody_comes import wants_somebody_to_come
from callcenter.spoken.messages.swaps import order_of_change
from callcenter.spoken.numbers.phone_answer import says_this_number
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import after_letting_go, turns_down
from callcenter.spoken.words import clauses_of, plain_words, sentences, without_fillers


class ReplyPart(StrEnum):
    """What one sentence of a reply is."""

    #: Yes, no, thanks, talk, or of us: nothing that could be written down.
    BARE = "bare"
    #: When or where the caller would be called.
    CALL = "call"
    NO_CALL = "no-call"
    #: Somebody is to come.
    VISIT = "visit"
    #: By whom of us the caller would be called, or the message read.
    WHOM = "whom"
    ASK = "ask"
    TEXT = "text"


#: Where one thing ends and another begins, in a sentence.
_JOINT = re.compile(
    r"(?<=[.!?])(?<!\b[MD]r\.)(?<!\bMrs\.)(?<!\bMs\.)\s+|"
    r"(?<!any day)(?<!any time)(?<!anytime)(?<!every day)(?<!anybody)(?<!anyone)(?<!nobody)(?<!no "
    r"one)(?<!nothing)(?<!all)"
    r"[,;]?\s+but\s+|[,;]\s+(?:and\s+)?(?=(?:please )?(?:say|"
    r"write|tell|add|put|call|ring|phone)\b(?! (?:it|that|this|them|him|her|'em)?(?: too| in)?[.!?]*$))|"
    r"\s+and\s+(?=(?:please )?(?:ask for|tell (?:him|her|them|'em)|say|add|put|write|make sure|the rest|"
    r"everything else|otherwise)\b)|"
    r"\s+so\s+(?=(?:(?:on|maybe|rather|better|make it|call me|say) )*(?:mon|tues|wednes|thurs|fri|satur|sun)day)|"
    r"(?<=\w)[,;]\s+(?=(?:can|could|will|would) (?:you|somebody|someone)\b)|(?<=^yes)[,;]?\s+and\s+",
    re.I,
)
#: What is to be done if they aren't reached.
_IF = re.compile(r"^(?:and |but |or |so )*if (?:i|we)(?:'m| am|'re| are| do)? ?(?:not|don'?t|can'?t|miss)\b")
_CALLED = re.compile(
    r"\b(?:call|ring|phone|reach|telephone)(?:s|ed|ing)?(?: back)? (?:me|us|back|on|at|my|after|before|between|any|in "
    r"the)\b|\b(?:they|you|he|she|somebody|someone) (?:can |should |could |may |must )?(?:call|ring|phone)"
    r"(?= (?:me|us|back|at|on|after|before|between|in|any|then|when|only|not)\b|$)|\b(?:so|please|just) (?:call|"
    r"ring|phone) "
    r"(?:before|after|then|at|on|in)\b|"
    r"\bgive me a (?:ring|call|bell|buzz)\b|\b(?:my|the) other number\b|\b(?:be|get) (?:called|rung|phoned)\b|"
    r"\b(?:call ?back|phone call|return call)\b|\b(?:doesn'?t matter|don'?t (?:care|mind)) when\b|"
    r"\bnot (?:on|to|at) (?:this|that|my) (?:one|number|phone|line)\b|"
    r"\bon (?:this|that|my|the same|another|a different) (?:\w+ )?(?:number|phone|line|mobile|cell|landline)\b"
)
#: Says of when or where to call only that it's wrong, or that it doesn't matter.
_WRONG_CALL = re.compile(
    r"\bchanged my mind about the (?:day|date|time|number|morning|afternoon|evening)$|^(?:(?:no|nope|but|and|oh|"
    r"sorry|only|just|that|that's|it's|is|i|said|meant|you|got|have|the|a|skip|drop|forget|"
    r"except|everything|everything's|all|right|fine|good|correct|for|another|different|other) )*"
    r"(?:(?:the|my|that) )?(?:wrong )?(?:day|date|time|hour|phone|(?:phone |telephone )?number)(?:'s| is)?"
    r"(?: (?:wrong|not right|not correct|not it|isn't right|isn't correct|is other|other|different|another))?$"
)
_OF_CALLS = re.compile(
    r"\b(?:call(?:s|ed|ing|back)?|ring(?:ing)?|rung|phon(?:e|ed|ing)|contact(?:ed)?|reach(?:ed)?|"
    r"get(?:s|ting)? back to|hear from|speak|talk|buzz|telephone)\b"
)
_CALLED_FROM = re.compile(
    r"\bi(?:'m| am) (?:calling|ringing|phoning)(?: you)?(?: from| on| with)?\b|\bcall(?:ing)? from\b"
)
#: Somebody is to write to the caller.
_TO_WRITE_TO = re.compile(
    r"\b(?:text|message|sms|e-?mail|whatsapp)(?:s|ing)? (?:me|us|him|her|them|it|back)\b|"
    r"\b(?:an?|by|via|only|just) (?:text|sms|e-?mail)\b|"
    r"\b(?:text|message|e-?mail|whatsapp) (?:to |on |at )?(?:this|that|my) (?:same )?(?:number|phone|mobile|cell|one)\b"
)
TIME = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?:'s)?|today|tomorrow|tonight|noon|midday|mornings?|"
    r"afternoons?|evenings?|week(?:end|day)?s?|any ?(?:time|day)|whenever|o'?clock|half past|quarter (?:past|to)|[ap]m|"
    r"\d+(?:st|nd|rd|th)?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|"
    r"(?:jan|febr)uary|march|april|may|june|july|august|(?:septem|octo|novem|decem)ber|first|second|third|soon\w*|"
    r"late|early|lunch(?:time)?|thirty|fifteen)\b"
)
_MONTH = re.compile(r"(?:jan|febr)uary|march|april|may|june|july|august|(?:septem|octo|novem|decem)ber")
_CLOCK = re.compile(r"\b(?:at|before|after|around|about) (?:half past |quarter (?:past|to) )?(?:\d+|[a-z]+)\b")
#: What a call is to be about.
_ABOUT = re.compile(r"\b(?:about|regarding|concerning) (?:my|our|the|this|that|an?) .+$", re.I)
_OF_SELF = re.compile(r"(?:because |cause |since )?(?:i|we)\b")
#: Kinds that may as well be part of a text said as a whole.
_WRITTEN = (ReplyPart.CALL, ReplyPart.BARE, ReplyPart.VISIT)
#: Begins what goes with the sentence before it, and is no text without that.
_GOES_WITH = re.compile(r"(?:because|'?cause|cos|since|as|so that|so|then|otherwise|or else)\b", re.I)
#: What such a sentence may go with, and be no text.
_LEFT_OF = (ReplyPart.ASK, ReplyPart.BARE)
_WHAT_FOR = re.compile(r"(?:(?:it'?s|that'?s|just|only) )*so (?:that )?(?:he|she|they|you|i|we|some\w+)\b", re.I)
#: Tells what the caller does at a time that is none for a call then: "Tuesday I'm in a deposition".
_BUSY = re.compile(
    r"\b(?:i'?m|i am|we'?re|we are|i'?ve|i have|i've got|i work|i can'?t|i'll be|we have|my (?:\w+ )?"
    r"(?:shift|work|class|bus|train|flight|lunch|day) (?:starts?|begins?|ends?|finishes|leaves|is))\b"
)
#: Says that the caller will call.
_AGE = re.compile(r"(?:and )?(?:i'?m|i am|she'?s|he'?s|we'?re) [a-z]+(?: [a-z]+)?(?: (?:now|years old))?|.* years old")
_WE_CALL = re.compile(r"\b(?:i|we)(?:'?ll| will|'?m going to| can) (?:call|ring|phone|try)\b")
_SAID = re.compile(r"(?:as|like) i (?:said|told you)$|i (?:said|told you)$")
_DAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b")
BESIDE_TIME = BESIDE_HOURS | frozenset(
    "suits suit fits fit do does good rather make of at about around past next this that's day days or's won't can't "
    "doesn't cannot isn't first thing so don't mind only must would don't wants like says say i'm free okay all right "
    "'s too is are be as the a an to for most whichever tuesday's i'll "
    "forget skip drop matter matters when particular anything ideal preferable push move "
    "shift put nix let's well if possible i said meant mean told correct".split()
)
#: Has what was said put in, and says nothing of it: "can you add that?"
_PUT_IN = re.compile(
    r"^(?:write|take|save|put|send|note)(?: down)? (?:the|my|a|that) (?:message|note|ticket)"
    r"(?: (?:down|please|then|now))*$|"
    r"^(?:i (?:just |only )*want (?:it|that|this) (?:noted|written down|on file|on record|put down))$|"
    r"^(?:add|put|write|note|include|change|correct|fix) (?:that|it|this)(?: (?:in|down|there|too|also|please|to it|"
    r"as well|for me|now))*$"
)
#: Leaves what was read back as it is.
_STANDS = re.compile(
    r"(?:(?:yes|yeah|ok|okay|no|and|so|well|but|fine|good|right|great|oh|please|just|then) )*"
    r"(?:(?:leave|keep|let) (?:it|that|this|the message|the text)(?: (?:exactly|just))?"
    r" (?:as (?:it )?is|(?:just )?like (?:that|this)|the way it is|so|that way|be|alone|at that)|"
    r"(?:ship|send|post|submit|save) (?:it|that|this|the message)(?: (?:off|out|on|along|away|through|in))?|"
    r"(?:don'?t change (?:a thing|anything|it|a word))|"
    r"(?:the (?:message|text|wording|note|ticket|rest)|it|that|this|all|everything)(?:'s| is)?(?: (?:all|just|"
    r"perfectly|quite|"
    r"perfect|exactly))* (?:fine|good|ok|okay|right|correct|perfect|all right|alright)"
    r"(?: (?:the way it is|as it is|as is|like (?:that|this)|so|what you (?:wrote|put|have|said|"
    r"read)))?)(?: (?:please|then|now|thanks|thank you|for me))*"
)
#: Is said to us, of what we do: "you're not listening", "I told you already".
_OF_US = re.compile(
    r"\bi (?:can'?t|can hardly|can barely|cannot|couldn'?t|don'?t|didn'?t) (?:hear|understand|follow|get) "
    r"(?:you|that|it|a word|what you)\b|"
    r"^(?:that|this|it|the \w+)(?: \w+)? (?:suits?|works?|fits?|does|is fine|is good|is ok|is okay|will do|would do)"
    r"(?: (?:me|us|for me|for us|fine|well|nicely|too|then))*$|"
    r"\byou(?:'re|'ve| are| have| don'?t| didn'?t| never| just| keep| people)*(?: \w+){0,2} (?:hear|hearing|"
    r"heard|listen\w*|"
    r"understand\w*|said|saying|say|repeat\w*|ask(?:ed|ing)?|talk(?:ing)?|get it|getting it|doing)\b|"
    r"\bi(?:'ve| have)? (?:just |already )?(?:told|said|asked) (?:you|that|it|so)\b(?! that| the| my|'s| \w+ \w+ \w+)|"
    r"^(?:this|that|it)(?:'s| is| isn'?t| wasn'?t| was)(?: (?:not|all|completely|quite))* (?:right|correct|true|"
    r"wrong|it|"
    r"what i .*)$|^(?:this|that|it) is (?:ridiculous|useless|hopeless|no use|silly|impossible)\b|\bdo your job\b|"
    r"^i (?:suppose|guess|think|believe|hope)(?: so| not| it is| that'?s (?:it|right|fine|ok|okay))?$|"
    r"^(?:maybe|perhaps|possibly|whatever|if you (?:like|want|say so|must)|never ?mind|forget it)(?: then)?$"
)
_ASKED_OF_US = re.compile(r"(?:\w+ ){0,2}?(?:can|could|would|will) (?:you|they|he|she|some(?:body|one)|we)\b")
#: Asks for assent at the end of what is told.
_TAG = re.compile(
    r",? (?:(?:will|won't|do|don't|does|doesn't|is|isn't|are|aren't|can|can't|did|didn't|would|wouldn't|has|hasn't) "
    r"(?:they|it|he|she|you|i|we|there)|right|okay|ok)\?$",
    re.I,
)
#: What is said of us has so few words; more may be what we are to write down.
_OF_US_WORDS = 8
#: Who names whom to call says so in so few words.
_CALLEE_WORDS = 14
#: A bare answer has so few words.
_ANSWER_WORDS = 3
#: Says as little as no text does.
_LEAST_WORDS = 2


def parts_of(said: str) -> list[tuple[ReplyPart, str]]:
    """Return the parts of a reply with what each is.

    >>> [part.value for part, _ in parts_of("Yes. Nobody must call. The dog bites. Will he come on Monday?")]
    ['bare', 'no-call', 'text', 'ask']
    >>> [part.value for part, _ in parts_of("Not a call, a visit! It flickers in the evening. Call me on Monday")]
    ['visit', 'text', 'call']
    """
    parts: list[tuple[ReplyPart, str]] = []
    for one in filter(str.strip, _JOINT.split(without_conceded(said.replace("’", "'").strip(), stands=leaves_it_so))):
        part = part_of(one)
        if (
            part is ReplyPart.TEXT
            and parts
            and parts[-1][0] in _LEFT_OF
            and _GOES_WITH.match(one)
            and not leads_in(one)
        ):
            part = ReplyPart.BARE  # "will they call? Because last time nobody did"
        if whom := addressed_to(one) or called_by(one):
            parts.append((ReplyPart.WHOM, whom))
        if not whom or (part is ReplyPart.CALL and not addressed_to(one)):
            led = (led_in(one) or order_of_change(unled(one))) if part is ReplyPart.CALL else None
            parts.append((part, led or one))
        rest = unled(without_no_call(one)) if part is ReplyPart.NO_CALL else ""
        rest = "" if _WHAT_FOR.match(without_no_call(one).strip()) else rest  # "no call, just so he knows"
        if rest and part_of(rest) is ReplyPart.TEXT and not _OF_SELF.match(plain_words(rest)):
            parts.append((ReplyPart.TEXT, rest))  # "the gate is open, no call though"; "I'm deaf" is why
        if part is ReplyPart.CALL and (about := _ABOUT.search(one)) is not None:
            parts.append((ReplyPart.TEXT, about[0]))
    calls = [one for part, one in parts if part is ReplyPart.CALL]
    if len(calls) > 1:  # "Tuesday? I said Thursday"
        parts = [(part, one) for part, one in parts if part is not ReplyPart.CALL or not one.rstrip().endswith("?")]
    is_of_call = bool(calls)
    return [
        (ReplyPart.CALL if is_of_call and part is ReplyPart.TEXT and _tells_why(one) else part, one)
        for part, one in _whole_of(parts)
    ]


def _whole_of(parts: list[tuple[ReplyPart, str]]) -> list[tuple[ReplyPart, str]]:
    """Return the parts with all that comes after "let me put it this way" as what is to be written down.

    But what orders a call is of that all the same.
    """
    begun = next((place for place, (_, one) in enumerate(parts) if begins_anew(one)), len(parts))
    return [
        (ReplyPart.TEXT, one)
        if place > begun and part in _WRITTEN and not _CALLED.search(plain_words(one))
        else (part, one)
        for place, (part, one) in enumerate(parts)
    ]


def leaves_it_so(said: str) -> bool:
    """Tell whether a reply leaves what was read back just as it is, whatever answer that is.

    >>> leaves_it_so("Leave it as it is"), leaves_it_so("leave it"), leaves_it_so("the message is fine")
    (True, False, True)
    """
    return _STANDS.fullmatch(plain_words(said)) is not None


def _tells_why(said: str) -> bool:
    """Tell whether words say why a time is no good for a call: "sorry, I've a dentist on Tuesday"."""
    plain = plain_words(said)
    return _BUSY.search(plain) is not None and TIME.search(plain) is not None and not leads_in(said)


def part_of(said: str) -> ReplyPart:
    """Return what one sentence of a reply is."""
    body = unled(said)
    plain = plain_words(body)
    if not plain or _PUT_IN.search(plain) or leaves_it_so(said) or is_remark(said):
        return ReplyPart.BARE
    if wants_somebody_to_come(said):
        return ReplyPart.VISIT
    if wants_no_call(said):
        return ReplyPart.NO_CALL
    if bids_line(body):
        return ReplyPart.ASK
    if _WRONG_CALL.search(plain):
        return ReplyPart.CALL
    if (led := led_in(said)) is not None and not begins_as_question(body):
        return ReplyPart.CALL if says_when_to_call(led) else ReplyPart.TEXT
    is_asked = begins_as_question(said) or body.endswith("?")
    if callee_of(said) and _ASKED_OF_US.match(plain_words(said)):
        return ReplyPart.CALL  # "could they call Mr. Kaplan instead?"
    if _IF.search(plain):
        return ReplyPart.CALL
    if (order := order_of_change(body)) and says_only_when(order):
        return ReplyPart.CALL  # "change Tuesday to Thursday"
    if says_when_to_call(said) and not (is_asked and any(map(begins_as_question, clauses_of(body)))):
        return ReplyPart.CALL
    if (when := time_requested(said)) and says_when_to_call(when):
        return ReplyPart.CALL  # "could it be before eleven?"
    if is_asked:
        return ReplyPart.ASK
    act, count = read_acts(body, asked=Asked.CONSENT).act, len(plain.split())
    # "Her son is ill and not she" denies, and refuses nothing.
    is_told = act in (Act.WISH, Act.UNCLEAR, Act.CORRECTION) or (
        act is Act.NO and count > _LEAST_WORDS and not turns_down(body)
    )
    is_bare = not is_told or _OF_US.search(plain) is not None or announces(plain)
    return ReplyPart.BARE if is_bare or len(without_fillers(body).split()) < _LEAST_WORDS else ReplyPart.TEXT


def says_when_to_call(said: str) -> bool:
    """Tell whether a sentence says when or where its caller would be called, and tells of nothing else.

    >>> says_when_to_call("Rather not at three, I'm at the doctor's"), says_when_to_call("it's slow in the evening")
    (True, False)
    """
    if _WE_CALL.search(plain_words(said)) or _AGE.fullmatch(plain_words(said)):
        return False
    if hours_wished(said) or says_only_when(said) or _CALLED.search(plain_words(said)) or says_this_number(said):
        return True
    if _WRONG_CALL.search(plain_words(said)) or (callee_of(said) and len(said.split()) <= _CALLEE_WORDS):
        return True
    told = [one for one in map(plain_words, clauses_of(said)) if one]
    if told and _is_about_when(told[0]) and _CLOCK.search(told[0]) and all(_OF_SELF.match(one) for one in told[1:]):
        return True  # "at one o'clock, I only have my lunch break"
    if len(told) > 1 and _is_about_when(told[0]) and " not " in f" {told[0]} " and all(map(_OF_SELF.match, told[1:])):
        return True  # "please not in the morning, I drive a truck then"
    times = [one for one in told if _is_about_when(one) or set(one.split()) <= BESIDE_TIME]
    named = set(_DAY.findall(" ".join(times)))
    return bool(named or any(map(_is_about_when, times))) and all(
        one in times
        or tells_of_self(one)
        or _SAID.match(one)
        or consent(one) is not Consent.UNCLEAR
        or _BUSY.search(one) is not None
        or bool(named & set(_DAY.findall(one)))
        for one in told
    )


def _is_about_when(plain: str) -> bool:
    if all(_MONTH.fullmatch(one) for one in TIME.findall(plain)):
        return False  # "I meant November" is when nobody can be called
    return TIME.search(plain) is not None and set(TIME.sub(" ", plain).split()) <= BESIDE_TIME


def names_a_call(said: str) -> bool:
    """Tell whether words speak of a call in so many words, and not only of a time or a number."""
    return _OF_CALLS.search(_CALLED_FROM.sub(" ", plain_words(said))) is not None


def speaks_of_call(said: str) -> bool:
    """Tell whether a sentence is of a call, or a clause of it says no more than when.

    >>> speaks_of_call("someone should get back to me tomorrow"), speaks_of_call("write down that we move on the tenth")
    (True, False)
    """
    if _OF_CALLS.search(plain_words(said)) is not None:
        return True
    return any(says_when_to_call(one) for one in (said, *clauses_of(said)) if one)


def wants_text_only(said: str) -> bool:
    """Tell whether a reply wants somebody written to, and speaks of no call: the number called from is none.

    >>> wants_text_only("She can text me, on the number I'm calling from"), wants_text_only("text or call me")
    (True, False)
    """
    plain = _CALLED_FROM.sub(" ", plain_words(said))
    return _TO_WRITE_TO.search(plain) is not None and _OF_CALLS.search(plain) is None


def told_in(said: str) -> str:
    """Return what a text says to be written down, without the questions beside it; all of it if it only asks.

    >>> told_in("It should say it's for Bob, or he won't know, will he? Can you add that?")
    "It should say it's for Bob, or he won't know"
    """
    is_whole = any(map(begins_anew, sentences(said)))
    left_out = (_only_puts_in, _only_asks) if is_whole else (_only_puts_in, _only_asks, is_remark)
    told = [one for one in sentences(said) if not any(test(one) for test in left_out)]
    return _TAG.sub("", " ".join(told)) or said


def says_nothing(said: str) -> bool:
    """Tell whether a text only hedges or speaks of us: "I suppose", "you never listen. I told you already"."""
    return all(
        len(one.split()) <= _OF_US_WORDS and _OF_US.search(plain_words(unled(one))) is not None
        for one in sentences(said)
    )


def lets_go(said: str) -> bool:
    """Tell whether the first words of a text that say something give it up.

    >>> lets_go("No. Ugh. Okay, forget it, I've got it"), lets_go("He told me: forget it")
    (True, False)
    """
    return after_letting_go(next((one for one in sentences(said) if len(one.split()) > 1), said)) is not None


def to_write(said: str) -> str:
    """Return what of a text can be written down, clean of what leads it in; '' if it only answers, or hedges.

    >>> to_write("Yes, my bill is wrong"), to_write("yes please"), to_write("I suppose")
    ('my bill is wrong', '', '')
    """
    is_answer = consent(said) is not Consent.UNCLEAR and len(without_fillers(said).split()) <= _ANSWER_WORDS
    return "" if is_answer or says_nothing(said) else retold(dictated(said).strip())


def _only_asks(said: str) -> bool:
    return begins_as_question(said) and not leads_in(said)


def _only_puts_in(said: str) -> bool:
    return _PUT_IN.search(plain_words(unled(said))) is not None
