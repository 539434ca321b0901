"""Wishes to be called, in English: that somebody calls, and what they are to say."""

from __future__ import annotations

import re

from callcenter.spoken.words import clauses_of, plain_words, sentences, without_fillers

_WHO = r"(?:(?:some|any)(?:body|one)|one of you|you(?: guys| people)?|your people|a colleague|him|her|them)"
#: A time of a call, after "at".
_AT = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|lunch|work|dinner)"
#: "When it's fixed", and not when the technician is on his way: that is another question.
_UNTIL = (
    r"(?:when|once|as soon as|if) (?:it|that|this|everything|my|you|there'?s|there is|the (?:internet|line|outage|"
    r"connection|"
    r"refund|ticket|power|service|signal|money|payment|part|modem))\b"
)
#: Somebody who isn't on the line, and whom the caller has something told.
THEM = (
    r"(?:(?:him|her|them|'em|everybody|everyone)(?: all)?|whoever (?:comes|calls|reads (?:it|this)|"
    r"picks (?:it|this) up|is on(?: duty)?)(?: (?:out|here|over|back))?|"
    r"(?:(?:the|your|my|our|that|this|whatever|whoever|one of your|one of the) )?"
    r"(?:\w+ )?(?:technicians?|engineers?|guys?|man|men|people|boys?|lads?|colleagues?|team|crew|office|manager|boss|"
    r"driver|"
    r"installers?|repair ?man|billing|accounts|accounting|department|lady|woman|girl|fella|fellow|supervisor|planners?|"
    r"support|staff|bosses|company|folks?)(?: (?:department|team|people|guys|office|lady|man))?(?: (?:who|that)(?:'s|"
    r" is)? "
    r"(?:comes?|coming|called|visits?)(?: (?:here|out|over|tomorrow|today|to \w+))*)?)"
)
_PLEASE = (
    r"^(?:(?:hi|hello|hey|look|listen|ok|okay|yes|yeah|no|but|well|so|and|also|then|please|just|um+|uh+|oh|right|can|"
    r"could|may|would|"
    r"will|"
    r"have|let me|i'?d like|i would like|i want|i need|i|want|need|like|love|to|you|somebody|someone|maybe|perhaps|"
    r"be so kind as|"
    r"make sure|do|kindly|simply|only|mind) )*"
)
#: "Tell the technician that the bell is broken", "let your guys know it's open", "pass on to billing that I've paid".
_TELL = re.compile(
    rf"{_PLEASE}(?:(?:tell|inform|warn|remind|advise) {THEM}(?: (?:that|about)\b)?|let {THEM} know(?: (?:that|"
    rf"about)\b)?|"
    rf"say to {THEM}(?: that\b)?|(?:pass|send|hand)(?: (?:it|this|that|the word|word|a message))?(?: on| along|"
    rf" over)?(?: a message)? "
    rf"to {THEM}(?: (?:that|saying)\b)?|(?:a )?(?:message|note|word) for {THEM}(?: (?:that|saying))?|"
    rf"(?:take|leave|give|write|note|put)(?: down)?(?: (?:me|{THEM}))? (?:a|my|"
    rf"this|the) "
    rf"(?:message|note|word)(?: (?:for|to|with) {THEM})?(?: \w+(?= that\b))?(?: (?:that says|that|saying(?: that)?|"
    rf"to say(?: that)?|which says)\b)?|"
    rf"(?:want|need) {THEM} to know(?: that\b)?|(?:he|she|they) (?:should|must|needs? to|ought to|has to|"
    rf"have to) know(?: that\b)?) "
    r"(?P<told>.+)$"
)
#: "Take a message about the noisy modem": it says what it is about.
_MATTER = re.compile(
    rf"{_PLEASE}(?:take|leave|write)(?: down)? (?:a|my|this) (?:message|note)(?: (?:for|to|with) {THEM})? "
    r"(?:about|regarding|concerning) (?P<told>.+)$"
)
#: What is to be told is an order that is ours to carry out, or whether somebody calls or comes.
_ORDER = re.compile(
    r"^(?:for|with|about|somebody|someone)\b|^(?:(?:not )?to )?(?:come|call|ring|phone|be here|hurry|move|cancel|"
    r"change|book|send)\b|"
    r"^(?:i|we)(?:'d like| would like| want| need| have) to (?:cancel|move|change|book|reschedule|postpone|pay)\b|"
    r"^(?:he|she|they)(?:'s| is| are|'re)? (?:needn'?t|need not|not|no longer|doesn'?t|don'?t|do not|does not|won'?t|"
    r"can|can'?t|"
    r"should|shouldn'?t) (?:longer |need to |needs to |have to |bother )*(?:come|coming|to come|bother|visit|be here|"
    r"be needed|move|needed)\b|"
    r"^(?:not to bother|(?:i|we) (?:don'?t|do not|won'?t|no longer) (?:need|want) (?:him|her|them|anyone|anybody|you|"
    r"it|the))\b|"
    r"^(?:when|what|how|where|why)\b"
)
_CALL_BACK = (
    r"(?:return call|phone call|call ?back|calling back|"
    r"(?:call|ring|phone|called|rung|phoned)(?: (?:me|us))?(?: back)?)"
)
_ENDS = r"(?: (?:please|thanks|thank you|then|about it|about this|for (?:that|this)|at all|though|really))*$"
_BIDS_OUT = r"(?:(?:please|just|but|and|no|so|oh|well|ok|okay|yes|can|could|would|you|then) )*"
#: Takes out of what was read back what was said before it.
_OUT_WITH_IT = re.compile(
    rf"^{_BIDS_OUT}(?:take|leave|cross|strike|cut|drop|delete|remove|scrap) (?:that|it|this)(?: (?:bit|part|one))?"
    r"(?: out| off)?(?: please| then)*$"
)
#: Nobody is to call.
_NO_CALL = re.compile(
    r"\b(?:no|not any|without an?y?) (?:need|necessity|reason|point|use)(?: (?:for|to|of|in)| (?:you|him|her|them|"
    r"anyone|anybody|"
    r"somebody))* (?:a |any )?(?:call(?:ing)?|ring(?:ing)?|phon(?:e|ing)|call ?back|calling back|"
    r"return call)\b(?! (?:an?|the) )|"
    r"\b(?:not necessary|unnecessary|not needed) (?:for \w+ )?to (?:call|ring|phone)\b|"
    rf"\b(?:don'?t|do not|doesn'?t|does not|won'?t|wouldn'?t|nobody|no one|not)(?: really| even| necessarily)* "
    r"(?:need|needs|have|has|want|wants|require|requires|expect)(?: (?:to|you|him|her|them|anyone|anybody|somebody|be|"
    r"get|a|an|any|"
    rf"the|your|me))* (?:{_CALL_BACK}|answer|reply){_ENDS}|"
    rf"\b(?:needn'?t|need not) (?:bother (?:to )?)?{_CALL_BACK}{_ENDS}|"
    r"(?<!\bgot )(?<!\bhad )(?<!\breceived )(?<!\bwas )(?<!\bbeen )\b"
    r"(?:no|without (?:an?y?|the|that|this|your)|without) (?:return calls?|"
    r"phone calls?|calls?|call ?backs?|reply|"
    rf"answer)(?: (?:is |will be )?(?:needed|necessary|required))?{_ENDS}|"
    r"\b(?:nobody|no one) (?:must|should|shall|is to|has to|needs? to|may|ought to|will have to) "
    rf"(?:bother to )?{_CALL_BACK}{_ENDS}|"
    rf"^{_BIDS_OUT}(?:take|leave|cross|strike|cut|keep|remove|drop|delete|skip|scrap|forget)(?: out| about)? "
    r"(?:the|that|this|your) (?:call ?back|return call|phone call)(?: (?:part|bit|thing))?(?: out)?"
    rf"{_ENDS}|"
    r"^(?:(?:please|just|but|and|no|so|oh|you|well|really|ok|okay|yes|they|he|she) )*(?:don'?t|do not|needn'?t|"
    r"need not|shouldn'?t|mustn'?t) (?:bother (?:to )?|need to |have to )?"
    r"(?:call|ring|phone|calling|ringing)(?: (?:me|us))?(?: back| please| thanks| though| about it| for (?:that|"
    r"this))*$"
)
#: Takes a call or what was written down back, by its name: "cancel that callback thing", and not the visit.
_TAKEN_BACK = re.compile(
    r"\b(?:cancel|call off|drop|scrap|scratch|forget(?: about)?|delete|remove|undo|withdraw|take back|stop)"
    r"(?: (?:the|that|this|my|your|about|whole|phone|return))* (?:call ?backs?|calling back|call|message|note|ticket)\b"
    r"(?! (?:out|charge|fee|centre|center|saying|and say)\b)|"
    r"\b(?:no longer (?:need|want)|(?:don'?t|do not) (?:need|want)(?=.* (?:any ?more|any longer|after all)\b))"
    r" (?:an?|the|that|your|this|any) (?:call ?back|return call|phone call|call)\b|"
    r"\b(?:the|that|this|your) (?:call ?back|return call|phone call)(?: (?:is|that))?,? (?:i |we )?(?:don'?t|do not|no "
    r"longer|not) (?:need|want|needed|wanted|necessary)\b"
)
_TAG = re.compile(r"(?:ok(?:ay)?|all ?right|right|please|yes|yeah)\W*", re.I)
_BIDDEN = re.compile(r"\b(?:can|could|would|will) (?:you|we|i)\b")
#: Wants somebody at the door in place of a call.
_VISIT_WANTED = re.compile(
    r"^(?:(?:but|and|so|no|please|just) )*(?:i (?:want|need)|i'?d (?:like|rather)|send|can'?t|can|could) .*"
    r"\b(?:technician|engineer|visit|somebody|someone|come)\b"
)
_TO_THEM = re.compile(
    rf"\b(?:for|to|with|tell|let|inform|warn|remind|advise|need|want|give) {THEM}\b|\b(?:he|she|they) (?:should|must|"
    rf"need|ought|ha)"
)
_PARTS = re.compile(
    r"(?:(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)\.|[,;!?])+\s+|\s+(?:but|and|so)\s+(?=(?:there'?s )?(?:no|don'?t|"
    r"you don'?t|you needn'?t|they don'?t|i don'?t|"
    r"nobody|without)\b)"
)
_ORDERS = (
    rf"^(?:(?:hi|hello|hey|look|listen|good (?:morning|afternoon|evening)|ok|okay|yes|no|but|well|so|and|also|then|"
    rf"please|just|um+|"
    rf"uh+|can|could|may|would|will|have|get|let|me|{_WHO}|i|i'?d|want|need|like|love|to|it'?d be good if) )*"
)
#: "Take a message, please", and not "you left a message".
_NO_MESSAGE = re.compile(r"\b(?:no|not|don'?t|without|never|any|forget|stop)\b.*\bmessages?\b")
_TAKE_ONE = re.compile(
    rf"{_ORDERS}(?:take|leave|write down|note down|note) (?:(?:him|her|them|somebody|someone) )?"
    r"(?:a|my|this|the) (?:message|note)\b"
)
#: "Write down for your crew that the gate is open", and not "note that I'll pay".
_WRITE_DOWN = re.compile(
    rf"{_PLEASE}(?:(?:write|note|put|jot|take)(?: (?:this|it|that))? down|make a note)(?: (?:for|to) {THEM})?"
    r"(?: (?:that|saying|of the fact that))? (?!(?:for|to) )(?P<told>.+)$"
)
#: Wants a message taken, and says no more: "just a message please", "a message is fine".
_A_MESSAGE = re.compile(
    rf"^(?:(?:no|look|listen|just|only|please|ok|okay|yes|well|then|but|so|and|could|can|may|i|i'?d|want|like|need|to|"
    rf"you|leave|"
    rf"take|give|have) )*(?:a|my|this) (?:short )?(?:message|note)(?: (?:please|then|thanks|thank you|for (?!(?:him|"
    rf"her|them)\b){THEM}|"
    rf"is fine|is ok|"
    r"will do|would do|would be (?:fine|good|great|ok)|is enough|is all|i'?m not in a (?:hurry|rush)))*$"
)
#: Goes on with whom it is for: "a message. For your people."
_FOR_THEM = re.compile(rf"^(?:it'?s )?for {THEM}$")
#: Orders a call at a time: "can somebody ring me tomorrow at three".
_CALL_ME = re.compile(
    rf"{_ORDERS}(?:call|ring|phone) (?:me|us)(?: back| up)?\b"
    r"(?=.*\b(?:today|tomorrow|tonight|morning|afternoon|evening|week|noon|o'?clock|"
    rf"(?:mon|tues|wednes|thurs|fri|satur|sun)day|{_UNTIL}|(?:at|after|around|about|before|past) {_AT})\b)"
)
#: What they are called for: "and tell me if it's done", "to say if it's fixed", "then say she paid".
_TO_SAY = re.compile(
    r"\b(?:(?:call|ring|phone)(?:s|ed)? (?:me|us)\b.*?\b(?:and|to) (?P<told>(?:tell me|let me know|explain|say)\b.+)|"
    rf"(?P<when>(?:call|ring|phone) (?:me|us)(?: back| up)? {_UNTIL}.*)|"
    r"(?:take|leave|write|note)(?: down)? (?:a|my|this|the) (?:message|note)\b.{0,20}?"
    r"\b(?:say(?:ing)?|tell (?:them|him|her)|that says)(?: that)? (?P<said>.+))$",
    re.I,
)
#: "Call me back about my bill" says it by that.
_CALL_ABOUT = re.compile(
    rf"{_ORDERS}(?:(?:have|get|let|ask|tell|want|need|like|can|could) (?:(?:mr|mrs|ms|miss) )?\w+(?: \w+)? (?:to )?)?"
    r"(?:call|ring|phone) (?:me|us)(?: back| up)?\b.*?\b"
    r"((?:at (?:the|my) \w+ )?(?:about|because of|regarding) (?:my|our|the|this|a) .+?)(?: please)?$"
)
#: Wants it sent, and not said.
_IN_WRITING = re.compile(
    r"^(?:(?:ok|okay|no|yes|and|but|so|well|please|just|can|could|would|will|can't|couldn't|you|i|i'?d|want|like|"
    r"rather|prefer|to|have|"
    r"somebody|someone|he|she|they|maybe|instead|not|it'?d be better to) )*"
    r"(?:(?:text|e ?mail|sms|whatsapp|mail|write|write to) (?:me|us|it|that|this|them|my \w+)\b"
    r"(?<!write that)(?<!write this)(?<!write it)"  # down, for a colleague
    r"(?! (?:an?|the|my|your|new)(?: \w+)? (?:che(?:ck|que)|money|refund|modem|router|box|bill|invoice|card|letter)\b)|"
    r"(?:send|get|give|drop)(?: (?:me|us|it|that|this|them|something|all that|the \w+))*(?: sent)?(?: (?:a|an|by|"
    r"as|as a|as an|via|with|over|to|"
    r"in|through))* (?:text|texts|e ?mail|sms|writing|text message|whatsapp|my (?:phone|e ?mail|inbox|mobile|cell)|"
    r"letter|by post|confirmation)\b|"
    r"(?:a |an )?(?:text(?: message)?|e ?mail|sms)(?: would be (?:better|easier|nice)| is (?:better|fine|"
    r"easier))?(?: (?:please|instead|then))*$)|"
    r"\bin writing\b"
)
#: So few words say nothing to be written down.
_LEAST_WORDS = 3
_LEAST_TOLD = 2


def asks_to_be_called(text: str) -> bool:
    """Tell whether a text orders a call at a time, or a message to be taken, whatever it is about.

    >>> asks_to_be_called("can somebody ring me tomorrow at three"), asks_to_be_called("call me before he comes")
    (True, False)
    """
    plain = plain_words(text)
    return _CALL_ME.search(plain) is not None or orders_message(text)


def orders_message(text: str) -> bool:
    """Tell whether a text orders that a message is taken or something written down, whatever it is.

    >>> orders_message("I'm not booking! Just a message, please"), orders_message("you left a message")
    (True, False)
    """
    return any(_TAKE_ONE.search(plain_words(one)) for one in clauses_of(text)) or _written_down(text) is not None


def names_message(text: str) -> bool:
    """Tell whether a message is named that isn't turned down.

    >>> names_message("Take a message for them"), names_message("No person, no message!")
    (True, False)
    """
    named = [plain for one in clauses_of(text) if "message" in (plain := plain_words(one)).split()]
    return any(_NO_MESSAGE.search(one) is None for one in named)


def asks_for_message(text: str) -> bool:
    """Tell whether a text wants a message taken, and says no more ("no, just a message, please")."""
    first, *rest = (plain_words(one) for one in sentences(text))
    return _A_MESSAGE.search(first) is not None and all(_FOR_THEM.search(one) for one in rest)


def _written_down(text: str) -> str | None:
    """Return what is to be written down, as it was said after the order for it; '' if that says nothing, None without.

    >>> _written_down("It's so. Can you write down for your crew that he's ill?"), _written_down("a message please")
    ("he's ill", '')
    """
    said = sentences(text)
    for place, one in enumerate(said):
        rest = " ".join(said[place:])
        found = _WRITE_DOWN.search(plain_words(rest))
        if found is not None and _says_something(found["told"]):
            return _as_they_stand(rest, found["told"])
        last = next((clause for clause in reversed(clauses_of(one)) if clause), one)
        if any(_A_MESSAGE.search(plain_words(words)) for words in (one, last)):  # "don't transfer me, take a message"
            told = [words for words in said[place + 1 :] if not _FOR_THEM.search(plain_words(words))]
            return " ".join(told).strip(" .!,")
    return None


def _says_something(told: str) -> bool:
    """Tell whether there is something to be written down: "he's ill", and not "my number"."""
    least = _LEAST_TOLD if re.search(r"\w'(?:s|m|re|ve)\b", told) else _LEAST_WORDS
    return len(without_fillers(told).split()) >= least


def _as_they_stand(text: str, told: str) -> str:
    """Return the last words of a text, with its commas and capitals, that are these plain ones."""
    words, count = text.split(), len(told.split())
    said = " ".join(words[-count:]) if len(words) == len(plain_words(text).split()) else told
    return re.sub(r"^(?:(?:then|please|that|say(?:ing)?)[:,]? )+", "", said).strip(" .!?,")


def wants_no_call(text: str) -> bool:
    """Tell whether a text says that nobody need call back.

    >>> wants_no_call("no need to call me back"), wants_no_call("don't call me before nine")
    (True, False)
    """
    said = [one for one in _PARTS.split(text) if not _NO_CALL.search(plain_words(one))]
    said = [one for one in said if not _TAG.fullmatch(one)]  # "without the call back, okay?"
    if any(one.endswith("?") or _VISIT_WANTED.search(plain_words(one)) for one in said):
        return False  # "can't somebody come out? I don't want a phone call"
    return any(_NO_CALL.search(plain_words(one)) for one in _PARTS.split(text))


def takes_call_back(text: str) -> bool:
    """Tell whether a text cancels a call back, a message or a ticket by its name.

    >>> takes_call_back("cancel that callback thing, I don't need both"), takes_call_back("cancel my visit")
    (True, False)
    """
    plain = plain_words(text)
    is_asked = text.rstrip().endswith("?") and not _BIDDEN.search(plain)  # "who cancelled my call back?"
    return _TAKEN_BACK.search(plain) is not None and not is_asked


def without_no_call(text: str) -> str:
    """Return a text without the part that says that nobody need call back; '' if it says no more.

    >>> without_no_call("the bell is broken, no need to call me back")
    'the bell is broken'
    """
    if not wants_no_call(text):
        return text
    left = (one.strip(" .,") for one in _PARTS.split(text) if not _NO_CALL.search(plain_words(one)))
    return ", ".join(one for one in left if not (_OUT_WITH_IT.search(plain_words(one)) or _TAG.fullmatch(one)))


def passes_on(text: str) -> bool:
    """Tell whether a text has something told to somebody who isn't on the line.

    >>> passes_on("tell the technician the bell is broken"), passes_on("tell me when he comes")
    (True, False)
    """
    found = _TELL.search(plain_words(said := without_no_call(text)))
    return (
        found is not None and _told(said) is not None and _TO_THEM.search(found[0][: found.start("told")]) is not None
    )


def asks_in_writing(text: str) -> bool:
    """Tell whether a text wants something sent as a text, a mail or on paper.

    >>> asks_in_writing("text me instead"), asks_in_writing("the text on my bill")
    (True, False)
    """
    return _IN_WRITING.search(plain_words(text)) is not None


def _told(text: str) -> str | None:
    """Return what is to be told to somebody else, as it was said; None if nothing is."""
    found = _TELL.search(plain_words(text))
    if found is None or _ORDER.search(found["told"]) or len(found["told"].split()) < _LEAST_TOLD:
        return None
    return _as_they_stand(text, found["told"])


def matter_in(text: str) -> str:
    """Return what a message is about that a text orders, '' if it doesn't say.

    >>> matter_in("take a message about the lag, evenings after 8"), matter_in("tell them about the dog")
    ('the lag, evenings after 8', '')
    """
    found = _MATTER.search(plain_words(text))
    is_said = found is not None and len(found["told"].split()) >= _LEAST_TOLD
    return _as_they_stand(text, found["told"]) if found is not None and is_said else ""


def message_in(text: str) -> str:
    """Return what a text itself says is to be told, '' if it doesn't say.

    >>> message_in("call me tomorrow and tell me if it's done"), message_in("take a message then, say I've paid it")
    ("tell me if it's done", "I've paid it")
    """
    text = without_no_call(text)
    if matter := matter_in(text):
        return f"It's about {matter}"
    if told := _told(text) or _written_down(text):
        return told
    found = _TO_SAY.search(text)
    if found is None and (about := _CALL_ABOUT.search(plain_words(text))) is not None:
        end = " please" if plain_words(text).endswith(" please") else ""
        return _as_they_stand(text, about[1] + end).removesuffix(end).rstrip(" ,")
    said = (found["told"] or found["said"] or found["when"]).strip(" .!") if found is not None else ""
    return said if len(said.split()) >= _LEAST_WORDS else ""
