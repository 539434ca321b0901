"""What a short question asks of what was just told: who, why, since when, its number, what is left. English."""

from __future__ import annotations

import re
from enum import StrEnum

from callcenter.spoken.essentials import essentials
from callcenter.spoken.words import clauses_of, plain_words, sentences


class FollowUp(StrEnum):
    """What is asked of what was told."""

    WHO = "who"
    WHY = "why"
    SINCE = "since"
    FOR_WHAT = "for what"
    HOW_LONG = "how long"
    NUMBER = "number"
    CHANGE = "change"
    LEFT = "left"
    BEFORE = "before"
    COST = "cost"
    ZONE = "zone"
    DETAIL = "detail"
    NEXT = "next"
    WHEN_WAS = "when was"


#: Asked of what was told, these are seldom known: what is told to them is likely to be no answer.
SELDOM_KNOWN = frozenset((FollowUp.WHO, FollowUp.WHY, FollowUp.SINCE, FollowUp.FOR_WHAT, FollowUp.DETAIL))
#: Words of a question that leans on what was told; more of them say what they are about.
_MOST_WORDS = 11

_LEAD = (
    r"^(?:(?:and|but|so|ok|okay|oh|um+|uh+|hm+|well|wait|yes|yeah|no|nope|right|fine|good|great|thanks|thank you|"
    r"sorry|then|"
    r"hang on|hold on|just|one more question|(?:(?:can|could) you )?tell me|(?:do|would) you know|any idea|"
    r"i (?:just |only )?(?:want|wanted|need|would like) to know|i'?d (?:just )?like to know) )*"
)
_IT = r"(?:it|that|this|they|them|those|these|he|she)"
#: In the order in which they are tried.
_ASKED = {
    FollowUp.ZONE: (
        r"\b(?:my|our|your|local) time(?: ?zone)?(?: is (?:that|it|this))? or (?:yours|mine|ours|your|my)\b|"
        r"\b(?:whose|which|what)(?: time ?zone| time is (?:that|it|this) in)\b|"
        rf"{_LEAD}(?:is (?:that|it|this) )?(?:in )?(?:my|your|our|local|whose) (?:own )?time(?: ?zone)?(?: (?:is|"
        rf"was) (?:that|it|this))?$|"
        rf"{_LEAD}(?:is (?:that|it|this) )?(?:in )?(?:eastern|pacific|central|mountain)(?: time|"
        rf" standard time)?(?: or \w+(?: time)?)?$|"
        rf"{_LEAD}is (?:that|it) (?:est|pst|cst|mst|gmt|utc)$|"
        rf"{_LEAD}(?:what(?:'s| is| would| will)?|is) (?:that|this|it)(?: be)? in "
        r"(?!(?:the|a|due|good|no|that|this|any|real) )(?:\w+ ){1,2}time$|"
        rf"{_LEAD}what time (?:is|would|will) (?:that|this)(?: be)? (?:(?:over |out |down |up )?here|for (?:me|us)|"
        r"where i am|in (?!the )\w+(?: \w+)?)$"
    ),
    FollowUp.LEFT: (
        rf"{_LEAD}(?:how much|what)(?: (?:do|would|will|does|'ll|'d) (?:i|we|that|it|there|you)(?: (?:still|then|be))*"
        r"(?: (?:owe|leave|have|pay|left|remain|due|have to pay|need to pay|be))*(?: (?:me|us)(?: with)?$)?|(?:'s|"
        r"'ll| is| are| was| would| will|s)(?: be)?(?: still)?)"
        r"(?: (?:me|you|us|me with|left|over|owing|due|to pay|of it|of that|with|the rest|the remainder|remaining))*"
        r"(?: (?:after (?:that|this|it)(?: (?:then|one|payment|refund|credit))?|afterwards|after the (?:refund|"
        r"credit|payment|promise)))(?: then)?$|"
        rf"{_LEAD}(?:how much|what)(?:'s| is| are| was| will be| would be|'ll be)(?: still| then| be)* (?:left|"
        rf"left over|the rest|the remainder|remaining|still open)"
        r"(?: (?:then|over|to pay|after (?:that|this)))*$|"
        rf"{_LEAD}(?:what (?:about|of|happens (?:to|with))|how about|and|"
        rf"when (?:is|do i pay|is the (?:day|date) (?:of|for)|must i pay)|where (?:is|"
        rf"does))? ?(?:the|my|this|that|those|for this|for the) (?:rest|remainder|remaining(?: \w+)?|"
        r"other (?:\d+|half|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|"
        r"one hundred)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?(?: (?:dollars?|bucks?|one))?)"
        r"(?: (?:of it|then|due|of that|of the money|you (?:mentioned|spoke of|said)))*$"
    ),
    FollowUp.BEFORE: (
        rf"{_LEAD}(?:what (?:was|is|about)|how (?:much was|about)|when was|show me|and)?(?: ?the)? ?(?:one|ones|"
        rf"bill|invoice|payment|month|previous|prior) "
        r"(?:before|one|prior|previous)(?: (?:that|it|this|last|one|those))*$|"
        rf"{_LEAD}(?:any |are there |is there |what about |and |the )*(?:older|earlier|previous|prior)(?: (?:ones?|"
        rf"bills?|invoices?|payments?))?$"
    ),
    FollowUp.NUMBER: (
        rf"{_LEAD}(?:what(?:'s| is| was|s)?|which|give me|say|(?:can|could|may) (?:i|you)(?: please)? (?:have|get|"
        rf"give me|tell me|repeat)|do i (?:get|have)|is there) "
        r"(?:(?:the|its|it's|that|my|a|an|any) )?(?:(?:ticket|reference|confirmation|message|case|tracking|"
        r"booking) )?(?:number|reference)"
        r"(?: (?:of (?:it|that|the (?:ticket|message))|again|for (?:it|that|this|the (?:ticket|message))|then|is it|"
        r"was it|was that|please))*$|"
        rf"{_LEAD}what number (?:is|was|has|does) (?:it|that|this)(?: one)?(?: have)?$|"
        rf"{_LEAD}(?:the |its |my )?(?:(?:ticket|reference|confirmation|message|case) )?(?:number|"
        rf"reference)(?: (?:again|is|please|was))*$"
    ),
    FollowUp.CHANGE: (
        rf"{_LEAD}(?:(?:can|could|may|am|is) (?:i|we|it)|is it (?:still )?possible to|what if i (?:need|want|"
        rf"have) to|how (?:can|do) i)"
        r"(?: (?:still|also|later|able|to|always|be))* (?:change|changed|move|moved|cancel|cancelled|alter|edit|"
        r"undo|take back|add|correct|reschedule|withdraw)"
        rf"(?: (?:{_IT}|something|anything|to|the (?:ticket|message|time|note)|later|again|afterwards|still|if|i|"
        rf"need|want|have|on))*$"
    ),
    FollowUp.COST: (
        rf"{_LEAD}(?:(?:what|how much) (?:does|will|would|is) {_IT}(?: going to)?(?: (?:cost|be))?(?: me)?|"
        rf"what'?s the (?:cost|charge|fee)|"
        rf"(?:is|are) {_IT} free|do i (?:have to )?pay (?:anything )?for {_IT}|(?:is there|do you take|"
        rf"will there be) an? (?:charge|fee)"
        rf"(?: for {_IT})?)$"
    ),
    FollowUp.NEXT: (
        rf"{_LEAD}(?:what (?:happens|comes|do i do|do we do|should i do|am i supposed to do|do i have to do|"
        rf"will happen)"
        r"(?: (?:now|next|then|from here|after that|after this))+|what(?:'s| is) next|what now|now what|and now)$"
    ),
    FollowUp.WHEN_WAS: (
        rf"{_LEAD}when (?:was|did) (?:{_IT}|the (?:last|latest) one)(?: (?:arrive|come in|come|get (?:here|to you|in)|"
        rf"go through))?$"
    ),
    FollowUp.SINCE: (
        rf"{_LEAD}(?:since when(?: .*)?|from when|how long (?:has|have|had|is|was) (?:{_IT}|there|"
        rf"the \w+)(?: \w+)*? ?(?:been|going on|gone|broken|out|down|like that)\b.*|"
        rf"when did (?:{_IT}) (?:start|begin|happen|break|go|come)\b.*)$"
    ),
    FollowUp.FOR_WHAT: rf"{_LEAD}(?:what for|for what|to what end|what good is {_IT})$",
    FollowUp.WHY: (
        rf"{_LEAD}(?:why(?!(?: don'?t| can'?t| not) (?:you|i|we))\b.*|how come\b.*|what(?:'s| is| was|"
        rf"s) (?:the )?(?:reason|cause|causing)\b.*|for what reason\b.*|"
        rf"what (?:made|caused)\b.*|how (?:did|could|can) (?:{_IT}|something like (?:that|"
        rf"this)) (?:even )?(?:happen|be|get)\b.*|whose (?:fault|mistake|error)\b.*)$"
    ),
    FollowUp.WHO: (
        rf"{_LEAD}(?!(?:(?:and|from|so) )?who(?:'s| is| was) (?:this|speaking|there|on the line|calling)\b)"
        r"(?:by whom|(?:(?:and|from) )?who(?:'s|'ll|'d| is| was| will| would| does| did| has| gets?| calls?|"
        rf" comes?| works?| decides?| says?| "
        r"said| made| told| took| charged| put| wrote| opened)\b(?! (?:do|can|should|could|must|may) i\b).*|"
        r"which (?:one|person|colleague) of (?:you|them)\b.*|what(?:'s| is) (?:his|her|their) name\b.*)$"
    ),
    FollowUp.HOW_LONG: rf"{_LEAD}(?:how (?:much )?long(?:er)?|how soon|until when|till when)\b.*$",
    FollowUp.DETAIL: (
        rf"{_LEAD}(?:is|are|was|were) (?:{_IT}) (?:(?:all|even|already) )?(?:with|including|without|before|after|"
        rf"plus|incl|net of) (?:the )?(?:tax|taxes|vat|fees?|everything)$|"
        rf"{_LEAD}(?:is|are) (?:the )?(?:tax|taxes|vat) (?:included|in (?:it|that|there)|on top|extra)(?: in (?:it|"
        rf"that))?$|{_LEAD}(?:with|plus|including|before|after) (?:tax|taxes|vat)$|"
        rf"{_LEAD}when (?:is|are|was|will|does) (?:{_IT})(?: (?:be|get))? (?:taken|debited|collected|withdrawn|"
        rf"deducted|charged|pulled)(?: (?:out|off|from)\b.*)?$|"
        rf"{_LEAD}how (?:did|have) i (?:pay|paid) (?:{_IT})$"
    ),
}
#: Wants to be found by something else than the number that was asked for.
_FOUND_BY = re.compile(
    r"\b(?:by|with|from|under|using|through|via|off|have|see|know|got) (?:just |only )?(?:my|her|his|our|the|me by) "
    r"(?:\w+ )?(?:name|surname|phone|phone number|mobile|mobile number|cell|cell phone|telephone|telephone number|"
    r"e ?mail|"
    r"e ?mail address|address|street|house|date of birth|birthday|birth date|social(?: security)?(?: number)?|"
    r"number i'?m calling (?:from|on)|"
    r"caller id|details|file|account|zip|zip code|post ?code)\b|"
    r"\b(?:look|find|search|pull|bring|get) (?:it|me|that|us|my account|the account) up\b|\bfind me\b|\bcaller id\b|"
    r"\byou (?:must|should|surely|already) (?:have|know|see) (?:it|me|that|my)\b|\bcan'?t you (?:just )?(?:see|find|"
    r"look)\b"
)
_TABLE = {kind: re.compile(pattern) for kind, pattern in _ASKED.items()}


def asked_further(text: str) -> FollowUp | None:
    """Return what a short question asks of what was just told, None if it asks nothing such.

    >>> asked_further("and who's working on it?"), asked_further("move it please")
    (<FollowUp.WHO: 'who'>, None)
    """
    said = plain_words(sentences(text)[-1])
    if len(said.split()) > _MOST_WORDS:
        return None
    return next((kind for kind, pattern in _TABLE.items() if pattern.search(said)), None)


def wants_to_be_found(words: str) -> bool:
    """Tell whether plain words ask to be found by something else than a number that was asked for.

    >>> wants_to_be_found("can't you look it up by my name"), wants_to_be_found("my name is ann")
    (True, False)
    """
    return _FOUND_BY.search(words) is not None


#: What an amount is asked of, and what any amount told may be called.
_OF_WHAT = re.compile(r"\bhow much (?:is|was|are|were|'s|would) (?:the|a|an|my|your) ((?:\w+ )?\w+)")
_ANY_AMOUNT = frozenset("total amount sum bill balance refund invoice payment whole rest all it thing promise".split())
#: Words of a question for an amount that say nothing of what it is the amount of.
_BESIDE_AMOUNT = frozenset(
    "how much what what's was is are were be been will would does do did can could the a an of for to in on it that "
    "this those i i'd i'll we me my you you'll us get got have give given back say said again exactly altogether all "
    "and but so then please just tell ok okay wait hang um uh now there there's dollars cost costs it's that's come "
    "comes out at sorry which going when up".split()
)


def amount_is_of(words: str, told: str) -> bool:
    """Tell whether an amount is asked of what was told, and every word of the question is of that.

    "How much is the late fee?" is no question of the balance, and "how much was the bill in August?" none of a refund.

    >>> [amount_is_of(said, "I'll refund 45 dollars.") for said in ("how much is the refund", "how much do i owe")]
    [True, False]
    """
    asked, of_it = _OF_WHAT.search(words), _ANY_AMOUNT | set(plain_words(told).split())
    if asked is not None and not set(asked[1].split()) & of_it:
        return False
    return set(words.split()) <= of_it | _BESIDE_AMOUNT


#: So few words of a why lean on what was told.
_WHY_WORDS = 5
#: Speaks of what was told as of something that is so, or has happened; and of more than the once.
_HAPPENED = re.compile(r"\b(?:did|does|is|was|has|'s) (?:it|that|this|there)\b")
_HABIT = re.compile(r"\b(?:keep|keeps|always|often|again|every time)\b")


def asks_for_cause(words: str, *, is_other: bool) -> bool:
    """Tell whether a why is asked of what was told: "why is it out", and no "why do you need my number".

    `is_other` if the words by themselves call for something else.

    >>> [asks_for_cause(said, is_other=False) for said in ("and why did it happen", "why does this keep happening")]
    [True, False]
    """
    if len(words.split()) > _WHY_WORDS or _HABIT.search(words) is not None:
        return False
    return _HAPPENED.search(words) is not None or not is_other


class OfChoice(StrEnum):
    """What is asked of the choice itself between a yes and a no."""

    IF_NOT = "if not"
    LATER = "later"
    NOW = "now"


_DO_IT = r"(?: (?:it|that|this|so|to|no|yes|anything|now|then))*"
_OF_CHOICE = {
    OfChoice.IF_NOT: re.compile(
        rf"{_LEAD}(?:what(?:'s| is| will| would|'ll)?(?: (?:happens?|if|going to happen))+ ?(?:if)? ?(?:i|we)|"
        rf"(?:and |or )?if (?:i|we)) (?:(?:say|said|answer) no|(?:don'?t|didn'?t|do not)"
        rf"(?: (?:want|do|agree|say yes|accept|like|book|cancel|move))?|refuse|decline|leave it){_DO_IT}$"
    ),
    OfChoice.LATER: re.compile(
        rf"{_LEAD}(?:(?:what|and) (?:if|happens if) (?:i|we) (?:(?:want|need|have) to )?(?:change|cancel|move|undo)"
        r"(?: my mind| it| that)?(?: (?:later|again|afterwards|after that|then))*|"
        r"(?:can|could|may) (?:i|we|it|that)(?: (?:be|always|still|also|then))* "
        r"(?:changed?|cancel(?:led)?|undo(?:ne)?|moved?|take(?:n)?)(?: (?:it|that|my mind|back))*"
        r" (?:later|afterwards|again|after that|after|some other time)(?: on)?)$"
    ),
    OfChoice.NOW: re.compile(
        rf"{_LEAD}(?:(?:do|must|should) (?:i|we)(?: (?:have|need) to)? "
        r"(?:decide|say|know|answer|choose|do (?:it|that)|agree)(?: (?:it|that|yes(?: or no)?))*"
        r" (?:(?:right )?now|today|already|at once|straight away|immediately|this minute)|"
        r"(?:can|could|may) (?:i|we) (?:(?:just|still|also|first) )*"
        r"(?:think|sleep|decide|tell you|let you know|call (?:you )?(?:again|back))"
        r"(?: (?:about|on|it|that|over|first|later|tomorrow|again|another time|for|a|bit|day))*)$"
    ),
}


def asked_of_choice(text: str) -> OfChoice | None:
    """Return what a question asks of the choice between a yes and a no itself; None for any other.

    >>> asked_of_choice("And what happens if I say no?"), asked_of_choice("Can I move it?")
    (<OfChoice.IF_NOT: 'if not'>, None)
    """
    said = plain_words(sentences(text)[-1])
    return next((kind for kind, pattern in _OF_CHOICE.items() if pattern.search(said)), None)


#: Has tried already what is advised.
_TRIED = re.compile(
    r"\b(?:i|we|he|she)(?:'ve| have|'s| has)? (?:already|both|just|twice) (?!paid|told|gave|given|called|sent)\w+|"
    r"\balready (?:did|done|tried|restarted|rebooted|reset|unplugged|switched)\b|"
    r"\b(?:did|done|tried) (?:all (?:of )?)?(?:that|this|it|them|those|everything)\b(?: (?:already|twice|before|"
    r"three times))?|"
    r"\b(?:restarted|rebooted|unplugged|reset|power ?cycled|turned|switched) (?:it|the|my|everything)\b|"
    r"\b(?:still|it'?s) (?:not working|doesn'?t work|slow|down|dead|the same|no better|broken|out)\b"
)


_RESTARTS = r"(?:do|try|restart|reboot|reset|unplug|plug|switch|turn|power cycle)"
_SOME_TIME = (
    r"(?:later|tonight|tomorrow|this (?:evening|afternoon|weekend)|afterwards?|after (?:work|this|that|lunch|dinner)|"
    r"when|once|as soon as|in (?:a|an|the) \w+|at home|"
    r"(?:on |by |till |until )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
#: What was advised isn't done yet: "I haven't tried it", "not yet".
_NOT_TRIED = re.compile(
    r"\b(?:haven'?t|have not|hasn'?t|didn'?t|did not|not|never) "
    r"(?:(?:even|actually|really|yet|had (?:a|the) chance to|been able to|got(?:ten)? (?:round|around) to|come to) )*"
    r"(?:tried|try|done|do|restarted|unplugged|rebooted|restart|unplug|reboot)"
    r" ?(?:it|that|this|the \w+|my \w+|anything)?(?: yet| so far| at all| now)?$|"
    r"^(?:(?:no|well|oh|but|whoa|hang on|wait|sorry|ok|okay) )*(?:not yet|i (?:haven'?t|didn'?t)(?: yet)?)$"
)
#: And will be done later, or can't be now: "I can do that later, I'm at my sister's".
_PUT_OFF = re.compile(
    r"\b(?:i|we|he|she)(?:'ll| can| could| will| would| shall|'d| have to|'d have to|'ve got to|'ll have to| need to|"
    r"'m going to) "
    rf"(?:(?:only|just|probably|maybe|try to|try and|go) )*{_RESTARTS}\b(?: \w+){{0,4}}? {_SOME_TIME}\b|"
    r"\b(?:can'?t|cannot|couldn'?t|not able to) (?:\w+ )?(?:do|try|restart|unplug|reboot|reach|get (?:at|to)) "
    r"(?:it|that|this|the (?:modem|router|box))\b|"
    r"\b(?:i'?m|i am|we'?re|we are) (?:not (?:at )?home|away(?: from home)?|not (?:there|by it|near it))\b|"
    r"\b(?:i'?m|i am|we'?re|we are) (?:at|in) (?:my (?!wits)|the (?:office|shop|car|train|bus)|work)\b"
)


def not_tried(text: str, *, is_put_off: bool = False) -> bool:
    """Tell whether a part of a text says that what was advised isn't done yet; or, `is_put_off`, will be later.

    >>> not_tried("No, I haven't tried it yet."), not_tried("I've unplugged it already")
    (True, False)
    >>> not_tried("Okay, I can do that later, I'm at my sister's.", is_put_off=True)
    True
    """
    said = [plain_words(one) for one in (*sentences(text), *clauses_of(text))]
    return any(_NOT_TRIED.search(one) or (is_put_off and _PUT_OFF.search(one)) for one in said)


def has_tried(words: str) -> bool:
    """Tell whether plain words say that what helps at times was tried in vain.

    >>> has_tried("i've already restarted it twice"), has_tried("i've already paid it")
    (True, False)
    """
    return _TRIED.search(words) is not None and not not_tried(words)


def seldom_known(text: str) -> bool:
    """Tell whether words ask more of what was told than tools know, and name no value that was told.

    >>> seldom_known("how did that happen?"), seldom_known("why is it 45 dollars more?")
    (True, False)
    """
    return asked_further(text) in SELDOM_KNOWN and not essentials(text)
