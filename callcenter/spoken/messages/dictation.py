"""What callers would have changed in a text that was read back to them: words in its place, or added to it. English.

"It has to say that I'm not a customer" and "you left out my name, it's Tom" add to it, "no, it should say …" and "scrap
that, new message: …" stand in its place. Whatever it is, it is read back and asked for anew before it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from callcenter.spoken.act.writing_down import dictated
from callcenter.spoken.call_back import THEM
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.messages.swaps import swapped, swapped_alike
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import begins_as_wish
from callcenter.spoken.words import plain_words, sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A text as it should read now; `lacks` if the caller says that something is missing, and not yet what.

    `beside` is what they say besides: when to call, say.
    """

    text: str
    lacks: bool = False
    beside: str = ""


_MARKS = r"[\s,.;:!?…–—-]*"
_IT = r"(?:it|that|this|the (?:message|ticket|note|text))"
#: Whom a text is for, if not by name: "her".
_TO = rf"(?:{THEM}|(?:mr|mrs|ms)\.? \w+)"
#: Leads a change in.
LEAD = re.compile(
    rf"(?:(?:no+|nope|nah|yes|yeah|yep|yup|sure|fine|ok(?:ay)?|all ?right|right|good|great|perfect|well|but|and|also|"
    rf"oh|"
    rf"uh+|um+|hm+|so|then|wait|sorry|please|just|only|actually|hang on|hold on|listen|look|hey|almost|nearly|except|"
    rf"(?:that|it|everything|all(?: of it)?)(?:'?s| is)? (?:all )?(?:right|fine|good|ok(?:ay)?|correct|true)|"
    rf"(?:could|can|would|will) (?:you|we|i)|let'?s|maybe|better|"
    rf"you (?:should|must|need to|have to|can|could)|(?:i'?d like|i want|i need) you to|do|"
    rf"one (?:more )?thing|on second thoughts?|i forgot(?= *[,:.–—-])|(?:the|my) thing is(?= *[,:.–—-]))\b{_MARKS})+",
    re.I,
)
_REQUEST = re.compile(r"^\W*(?:\w+\W+){0,3}(?:could|can|would|will) (?:you|it|that|this|we|i)\b", re.I)
#: Turns down all of what was read back.
_OVER = re.compile(
    rf"(?:(?:that|it|this)(?:'s| is|'?s just| was) (?:not|n't|completely|all(?= wrong)) ?(?:it|right|correct|"
    rf"wrong|the message|"
    rf"what (?:it (?:should|has to|needs to) say|i(?:'ve| have)? (?:said|meant|told you|want(?:ed)?)(?: (?:it )?to "
    rf"say)?))|(?:that|it|this)'?s (?:all )?wrong|(?:that|it)(?:'s| is) (?:far |much |way )?too (?:long|much|short)|"
    rf"(?:that|it|this)(?: isn't| wasn't) (?:right|correct|it|"
    rf"what (?:it should say|i(?:'ve| have)? "
    rf"(?:said|meant|told you|want(?:ed)?)))|(?:scrap|delete|forget|drop|cross out) (?:that|it|this|the message)|"
    rf"(?:start|begin) (?:over|again|anew|afresh|from scratch)|not (?:quite|right|that|like that)(?= *[.,:;!–—-])|"
    rf"new (?:message|text|one)(?:{_MARKS}(?:ok(?:ay)?|please|then|now))*|"
    rf"(?:let me|i'?ll|may i|i want to|i) (?:just )?(?:say|put|start|try|do|word|tell|rephrase|repeat)\b[^.?!:,;]*"
    rf"(?:again|over|differently|once more|anew|another way|rephrase|that|it)|"
    rf"(?:let me )?rephrase(?: (?:that|it))?){_MARKS}",
    re.I,
)
_SHOULD = r"(?:should|has to|must|needs? to|ought to|is supposed to|'?s got to|has got to|shall)"
_SAY = r"(?:say|read|be|mention|include|contain|state)"
#: Leads in what is to be in the text, or all of it.
_SAYS = re.compile(
    rf"(?:{_IT} {_SHOULD} (?:rather |really |just |only )*(?P<also>also )?{_SAY}(?P<also2> also)?|what i (?:want|need|"
    rf"meant) {_IT} to say is|"
    rf"(?:it'?d|it would) be (?:good|nice|better|great) if {_IT} (?:also )?(?:said|mentioned|had)|"
    rf"(?:could|can|would|will|should) {_IT} (?:(?P<also5>also )(?:say|mention)|mention|(?P<instead2>(?:just |rather |"
    rf"please |instead )?(?:say|read)))|"
    rf"(?:i(?: (?:also )?(?:want|need|wish)|'?d (?:also )?like| would like|'?d prefer)|have|make) {_IT} (?:to )?"
    rf"(?P<also3>also )?{_SAY}(?P<also4> also)?|(?:write|put|say|note|mention|include|state)"
    rf"(?: (?:down|in|there|also|too|as well|(?P<instead>instead)))*(?= that\b(?! down\b)|:| (?!(?:me|us|it|this|that|"
    rf"him|her|"
    rf"them|again|yes|no|good ?bye|"
    rf"hello)"
    rf"(?![\w']))))(?: that\b|:|,)*{_MARKS}",
    re.I,
)
#: And always all of it.
_READS = re.compile(
    rf"(?:(?:change|turn) {_IT} (?:to|into)(?: say| read)?|make (?:it|that) (?:say|read|just|only|simply|shorter)|"
    rf"the (?:message|note|text|ticket)(?:'s| is| should be| reads| goes)|"
    rf"(?:instead(?: of (?:that|it|this))?|rather|better)[,:]? (?:please )?(?:write|say|put|note)|"
    rf"(?:write|say|put|note)(?: down)? (?:just|only|simply|this(?= *:))|(?:write|say|put)(?= *:))"
    rf"(?: down)?(?: that\b|:|,)*{_MARKS}",
    re.I,
)
#: Leads in what is added.
_ADDS = re.compile(
    rf"(?:add(?: (?:in|there|on|to (?:it|that|the \w+)))*|plus|put (?:in|on)(?: there| it)?|"
    rf"(?:also )?tell {_TO}(?: (?:also|too))*|(?:also )?let {_TO} (?:also )?know|"
    rf"i (?:also )?(?:want|need) {_TO} to (?:also )?know|make sure (?:it (?:also )?says|(?:they|she|he) knows?|to "
    rf"(?:say|write|mention|put)(?: down)?|you (?:say|write|put|mention)(?: down)?|that (?:it says)?)|"
    rf"for the message|(?:also )?don't forget(?: (?:to (?:say|write|mention)|that))?|make (?:it )?clear(?: to them)?|"
    rf"you(?:'ve| have)(?: not (?:put|said|written|mentioned|got)(?: down)?| forgotten(?: to (?:say|write|put|"
    rf"mention))?|"
    rf" missed(?: out)?| left out)|(?:also )?that (?=(?:i|he|she|it|we|they|my|her|his|our|the|there|nobody|"
    rf"somebody)\b)|"
    rf"{_IT} (?:doesn't|does not|didn't|did not) (?:even )?(?:say|mention|include)|"
    rf"you (?:left out|forgot(?: to (?:say|write|put|mention|add|include)(?: down)?)?|missed(?: out)?|skipped|"
    rf"cut(?: off)?|(?:didn't|did not|haven't|have not) (?:say|said|write|wrote|written|put|mention|mentioned|"
    rf"include|included|note|noted|get|got)(?: (?:down|in))?))\b(?: that\b|:|,)*{_MARKS}",
    re.I,
)
#: Says whom it is for or what it is about, as one says of a message.
_OF_IT = re.compile(
    r"(?:it|this|the message)(?:'s| is) (?:for|from|about)\b(?! (?:me to|you to|now|today|time)\b)", re.I
)
#: Says who somebody is, where a message was read back.
_NAMES = re.compile(r"(?:my|her|his|the) (?:full |sur|first |last )?name(?:'s| is)\b|i'?m called\b", re.I)
_NOT_FOR = re.compile(r"(?:it|this|the message)(?:'s| is) not (?:for|from|about) [\w' ]+,? (?:but )?", re.I)
#: Says that something isn't in it, without what it is.
_LACKS = re.compile(
    r"(?:there'?s (?:still )?(?:something|a bit|a part|one thing) missing|something'?s missing|something is missing|"
    r"the (?:important|main|other|most important|last|first) (?:bit|part|thing|half)(?:'s| is) (?:missing|"
    r"not (?:in )?there)|"
    r"(?:that|it)(?:'s| is) (?:only |just )?(?:(?:the )?half(?: of (?:it|that|the message))?|not all(?: of it)?)|"
    r"(?:that|it)(?:'s| is) not everything|you(?:'ve)? (?:left out|left|forgot|missed|cut off|skipped|only wrote|"
    r"didn't get) (?:the )?"
    r"(?:half|rest|end|beginning|important (?:bit|part)|main (?:bit|part)|second (?:half|part)|other half|something|"
    r"everything|all)(?: of (?:it|that|the message))?(?: out)?|where(?:'s| is) the (?:part|bit) about [\w' ]+|"
    r"(?:it|that|the message) (?:doesn't|does not|didn't) (?:even )?say (?:(?:since|from|for|about) )?(?:who|what|"
    r"where|when|"
    r"why|which|how|whose)\b"
    r"[^,.;:!?]*)(?:[,.;:!?–—-]+|$)\s*",
    re.I,
)
_THING = r"(?P<thing>(?:the|my|her|his|our|their) (?:[\w']+ ){0,2}?[\w']+?)"
#: Names what is missing or wrong, and may say it after that: "my name's not in there, it's Peter".
_THING_LACKS = re.compile(
    rf"(?:{_THING}(?:'s| is| are|'s| isn't) (?:missing|not (?:in )?(?:there|it)|left out|wrong|not (?:right|correct)|"
    rf"(?:right|in there|in it|correct)(?<=n't (?:right|in it))|mis-?spelt|misspelled)|"
    rf"you (?:left out|forgot|missed|skipped|didn't (?:write|put|say)) {_THING.replace('thing', 'thing2')}|"
    rf"add {_THING.replace('thing', 'thing3')}|(?:it|that|the message)(?:'s|"
    rf" is) (?:still )?missing {_THING.replace('thing', 'thing4')})(?:[,.;:!?–—-]+\s*|$)",
    re.I,
)
#: Is of the call back, and not of the text: "the number is wrong".
_OF_THE_CALL = re.compile(r"^\w+ (?:(?:phone |telephone |call ?back )?number|day|date|time|hour)$", re.I)
_VALUE_LEAD = re.compile(r"(?:(?:and|it'?s|it is|that'?s|that is|they'?re|please|:)\s+)+", re.I)
#: Things that are said in a word or two, so that naming them alone says nothing.
_BARE_THING = re.compile(
    r"(?:the |my |her |his |our |their |an? )?(?:(?:full|first|last|sur|whole|flat|house|apartment|street|phone|"
    r"account|door|gate|zip) ?)?(?:name|number|address|street|flat|apartment|code|zip(?: code)?|date|day|time|bit|part|"
    r"reason|e ?mail|town|city)",
    re.I,
)
#: Says over what was dictated: "no, I said the dog doesn't bite".
_I_SAID = re.compile(rf"i (?:said|meant|told you)\b(?: that\b|:|,)*{_MARKS}", re.I)
#: Comes after what is to be in it.
_PUT_IN = re.compile(
    r"[\s,.;–—-]+(?:but |and )?(?:please )?(?:you (?:left|missed|forgot) (?:that|it|this)(?: out)?|"
    r"(?:put|write|add|note|say) (?:that|it|this)(?: in| down)?(?: too| as well| also)?|"
    r"tell (?:them|'em|him|her)(?: that)?(?: too)?|"
    r"(?:that|it)(?:'s| is) (?:missing|not in there|not in it))[\s.!,]*$",
    re.I,
)
#: Leaves a part out: "leave out the part about Cara", "take the fridge bit out".
_WITHOUT = re.compile(
    r"(?!(?:take|leave|cut) (?:it|that|this|them)\b)"
    r"(?:(?:leave out|take out|remove|delete|drop|skip|cross out|without|don'?t mention) (?:the )?(?:(?:part|bit|thing|"
    r"word|words|sentence)s? (?:about|with|of|on|where it says)? ?)?(?:the |my |that )?(?P<what>[\w' ]+?)|"
    r"(?:take|leave|cut) (?:the )?(?P<what2>[\w' ]+?)(?: bit| part| thing)? out(?: of it| again)?|"
    r"forget (?:about )?the (?P<what3>[\w' ]+?) (?:bit|part|thing)|"
    r"(?:the |my )?(?P<what4>[\w' ]+?),? (?:leave|take|cut) (?:that|it|them)(?: bit| part)? out)[\s.!,]*$",
    re.I,
)
#: Leaves all but a part out: "only the outage part".
_ONLY = re.compile(
    r"(?:the|that) (?:(?:part|bit|thing) (?:about|with|of|on) (?:the |my )?(?P<what>[\w' ]+?)|(?P<what2>[\w' ]+?) "
    r"(?:part|bit|thing))[\s.!,]*$",
    re.I,
)
#: Is of what we said, or of the question, and changes nothing.
_NO_CHANGE = re.compile(
    r"\b(?:say|tell|read|repeat)(?: me| us)? (?:it|that|this)? ?(?:again|once more|back|slowly)\b|\bsay again\b|"
    r"\bi (?:just )?(?:said|told you|mean|meant) (?:yes|no|yeah|that|it|so|already|this)\b|"
    r"^(?:(?:so|and|but) )*(?:what|who|when|where|why|how|did|do|does|will|has|have|is|are)\b.*\?$|"
    r"\b(?:don'?t|do not|needn'?t|no need to|not to) (?:bother )?(?:to )?(?:write|put|note|say|send|take)\b|"
    r"\bput (?:me|"
    r"us) through\b",
    re.I,
)
_SAYS_NOTHING = re.compile(
    r"(?:[\d\s().+-]|(?:it|that|this|down|in|please|now|too|also|again|yes|no|then|me|us|(?:the|my|a|that) "
    r"(?:message|note|ticket))\b)*",
    re.I,
)
#: Says when, with more beside it than a day: "today, like now".
_SOON = re.compile(r"(?:today|tonight|now|tomorrow|asap|right away|as soon as)\b(?:\W+[\w']+){0,3}", re.I)
_BARE_WH = re.compile(r"^(?:who|what|where|when|why|which|how)\b[^,.;:!?]*$", re.I)
#: Is added, and stands in no place: "no, please put that he's eighty one too".
_TOO = re.compile(r"\b(?:too|as well|also)[\s.!?]*$", re.I)
_BEGINS_OVER = re.compile(r"\b(?:start|begin) (?:over|again|anew|afresh|from scratch)\b", re.I)
#: Ends a text that was said as a whole: "the gate is open, that's the message".
_WHOLE = re.compile(
    r"(?<=\w{3})[.,;]? (?:and )?(?:that'?s|that is) (?:the (?:whole )?|my |all of the )message\W*$", re.I
)
_SAYS_ANEW = re.compile(r"\b(?:let me|i'?ll|can i|may i)\b", re.I)
#: What says so little of the text before is no part of it, and what says so much of it stands in its place.
_SAME_WORDS = 0.75
_SAID_OVER, _SAID_PARTLY = 0.5, 0.3
_SUBSTITUTED_WORDS = 4
_SMALL = frozenset("the a an is are and to of it its it's i my at in on that please was for with".split())


def edited(text: str, said: str) -> Edited | None:
    """Return a text that was read back as the caller's words would have it; None if they change nothing in it.

    >>> edited("a bill that's not mine", "Fine, but it has to say I'm no customer")
    Edited(text="a bill that's not mine. I'm no customer", lacks=False, beside='')
    >>> edited("dead line", "No, scrap that. New message: the cable is down")
    Edited(text='the cable is down', lacks=False, beside='')
    """
    told = said.replace("’", "'").strip()
    is_over = False
    parts = sentences(told)
    if (whole := _WHOLE.search(told)) is not None:
        return Edited(text=_clean(unled(told[: whole.start()])))
    if _BEGINS_OVER.match(unled(parts[-1])) and len(parts[-1].split()) <= _SUBSTITUTED_WORDS + 2:
        return Edited(text="", lacks=True)  # "it's missing the interview. Just start again please"
    for place in range(len(parts)):
        rest = " ".join(parts[place:])
        if _NO_CHANGE.search(parts[place]) and not _SAYS_ANEW.search(parts[place]):
            continue
        lead = LEAD.match(rest)
        is_no = lead is not None and re.search(r"\b(?:no+|nope|nah)\b", lead[0], re.I) is not None
        body = rest[lead.end() :] if lead is not None else rest
        is_added = lead is not None and re.search(r"\b(?:also|and)\b", lead[0], re.I) is not None
        is_just = lead is not None and re.search(r"\b(?:just|only|rather|better)\b", lead[0], re.I) is not None
        while (over := _OVER.match(body)) is not None:
            is_over, body = True, body[over.end() :]
            body = body[again.end() :] if (again := LEAD.match(body)) is not None else body
        beside = " ".join(parts[:place])
        if _REQUEST.search(rest):
            body = body.rstrip(" ?")  # "can you add that she's in hospital?"
        is_whole = (is_over or is_no or is_just) and not is_added
        found = _edit(text, body, beside, in_place=is_over, is_whole=is_whole, is_added=is_added)
        if found is not None:
            return found
        if is_over and body:
            return _anew(body, beside)
        if is_over and (_SAYS_ANEW.search(rest) or _BEGINS_OVER.search(rest)):
            return Edited(text="", lacks=True, beside=beside)
    return None


def unled(said: str) -> str:
    """Return a sentence without what leads it in: "yes, and", "on second thought"."""
    lead = LEAD.match(said)
    return said[lead.end() :].strip() if lead is not None else said


def begins_over(said: str) -> bool:
    """Tell whether a reply wants the text begun over: "start again", "let me say it differently"."""
    last = unled(sentences(said)[-1])
    return _BEGINS_OVER.match(last) is not None or (_OVER.match(last) is not None and bool(_SAYS_ANEW.search(said)))


def led_in(said: str) -> str | None:
    """Return what a sentence says a text should say, however it is put; None if it says nothing of that.

    >>> led_in("Yes, and tell them to call after six"), led_in("I'm out")
    ('to call after six', None)
    """
    body = unled(said)
    found = next((found for one in (_SAYS, _READS, _ADDS, _LACKS, _THING_LACKS) if (found := one.match(body))), None)
    return body[found.end() :] if found is not None else None


def leads_in(said: str) -> bool:
    """Tell whether a sentence says what a text should say: "could it say that it's urgent?"."""
    return led_in(said) is not None


def _anew(body: str, beside: str) -> Edited | None:
    """Return the text said after what was read back was turned down; None if that wants something else."""
    content = _clean(re.sub(r"^(?:it'?s|it is)(?: that)? (?!for|from|about)", "", dictated(body), flags=re.I))
    is_text = len(content.split()) > 1 and not says_only_when(content)
    is_other = begins_as_wish(body) or begins_as_question(body) or re.match(r"i(?:'d| want| need)\b", body, re.I)
    return Edited(text=content, beside=beside) if is_text and not is_other else None


def _edit(text: str, body: str, beside: str, *, in_place: bool, is_whole: bool, is_added: bool) -> Edited | None:
    """Return what one run of sentences changes; `is_whole` if what it should say is all of it, `is_added` if more."""
    if (lacks := _LACKS.match(body)) is not None:
        return _with_rest(text, body[lacks.end() :], beside)
    if (thing := _THING_LACKS.match(body)) is not None:
        return _with_thing(text, thing, body[thing.end() :], beside)
    if (reads := _READS.match(body)) is not None:
        return _put(text, body[reads.end() :], beside, in_place=not is_added)
    if (says := _SAYS.match(body)) is not None:
        is_also = _TOO.search(body) is not None or any(says[one] for one in says.groupdict() if one.startswith("also"))
        is_must = re.match(rf"{_IT} (?:has to|must|needs?|'?s got)", says[0], re.I) is not None
        content = body[says.end() :]
        is_over = re.match(_IT, says[0], re.I) is not None and covers(content, text, least=_SAID_PARTLY)
        return _put(
            text,
            content,
            beside,
            in_place=in_place
            or bool(says["instead"])
            or (not is_also and not is_added and bool(says["instead2"] or is_over))
            or (is_whole and not is_must and not is_also),
        )
    if (adds := _ADDS.match(body)) is not None:
        return _put(text, body[adds.end() :], beside, in_place=in_place)
    if (not_for := _NOT_FOR.match(body)) is not None and _OF_IT.match(body[not_for.end() :]):
        body = body[not_for.end() :]
    if _OF_IT.match(body) is not None or _NAMES.match(body) is not None:
        content = body[: put_in.start()] if (put_in := _PUT_IN.search(body)) is not None else body
        return _put(text, content, beside, in_place=in_place)
    if (put_in := _PUT_IN.search(body)) is not None and put_in.start() and len(sentences(body)) == 1:
        return _put(text, body[: put_in.start()], beside, in_place=in_place)
    if (other := _otherwise(text, body, beside)) is not None:
        return other
    if (told := _I_SAID.match(body)) is not None and (is_whole or covers(body, text, least=0)):
        content = body[told.end() :]
        if not (_TOO.search(content) or covers(content, text, least=_SAID_OVER)):
            return Edited(text="", lacks=True, beside=beside)  # of what? "no, I said a different number"
        return _put(text, content, beside, in_place=_TOO.search(content) is None)
    return None


def _put(text: str, said: str, beside: str, *, in_place: bool) -> Edited | None:
    """Return the text with words added to it, or those in its place."""
    content = _clean(said)
    if not content:
        return Edited(text="", lacks=True, beside=beside) if in_place else None  # "make it shorter"
    if _BARE_THING.fullmatch(content) or _BARE_WH.fullmatch(content):
        return Edited(text=text, lacks=True, beside=beside)
    if says_only_when(content) or _SAYS_NOTHING.fullmatch(content) or _SOON.fullmatch(content):
        return None
    if changed := swapped(text, content):
        return Edited(text=changed, beside=beside)  # "write slow in the evenings, not no signal"
    if in_place and (alike := swapped_alike(text, content)):
        return Edited(text=alike, beside=beside)  # "no, it should say November"
    return Edited(
        text=content if in_place or not text or covers(content, text) else joined(text, content), beside=beside
    )


def _with_rest(text: str, rest: str, beside: str) -> Edited | None:
    content = _clean(unled(rest))
    content = _clean(body[found.end() :]) if (body := content) and (found := _SAYS.match(body)) else content
    if not content:
        return Edited(text=text, lacks=True, beside=beside)
    if thing := re.match(
        r"(?P<thing>(?:the|my|her|his) [\w' ]{2,20}?),? (?:it'?s|it is|that'?s) (?P<value>.+)$", content, re.I
    ):
        content = f"{thing['thing']} is {thing['value']}"
    return _put(text, content, beside, in_place=False) or Edited(text=text, lacks=True, beside=beside)


def _with_thing(text: str, found: re.Match[str], rest: str, beside: str) -> Edited | None:
    """Return the text with a thing that was missing or wrong in it: "the address is 14 Linden Street"."""
    thing = next(one for one in found.groups() if one)
    if _OF_THE_CALL.search(thing):
        return None
    value = _clean(_VALUE_LEAD.sub("", rest, count=1) if _VALUE_LEAD.match(rest) else rest)
    if not value:
        return Edited(text=text, lacks=True, beside=beside)
    is_named = _BARE_THING.fullmatch(thing) is not None and len(value.split()) <= _SUBSTITUTED_WORDS + 2
    return Edited(text=joined(text, f"{thing} is {value}" if is_named else value), beside=beside)


def _otherwise(text: str, body: str, beside: str) -> Edited | None:
    """Return the text with a word of it put otherwise ("it's Novak, not Cara's"), or a part of it left out."""
    said = sentences(body)
    for count in range(len(said), 0, -1):
        changed = swapped(text, first := " ".join(said[:count]))
        if changed := swapped_alike(text, first) if changed is None else changed:
            rest = _clean(unled(" ".join(said[count:])))
            is_new = plain_words(rest) not in plain_words(changed)
            return Edited(text=joined(changed, rest) if is_new else changed, beside=beside)
    if any(swapped(text, " ".join(said[:count])) is not None for count in range(1, len(said) + 1)):
        return Edited(text="", lacks=True, beside=beside)
    return _in_part(text, said[0], beside)


def _in_part(text: str, said: str, beside: str) -> Edited | None:
    """Return the text without a part of it that isn't wanted, or without all but one."""
    left, only = _WITHOUT.match(said), _ONLY.match(said)
    found = left or only
    if found is None:
        return None
    named = plain_words(next(one for one in found.groups() if one))
    clauses = re.split(r"(?<=[.,;!?])\s+|\s+(?=and )", text)
    kept = [one for one in clauses if (named in plain_words(one)) is (left is None)]
    if kept and len(kept) < len(clauses):
        return Edited(text=_clean(re.sub(r"^and ", "", " ".join(kept))), beside=beside)
    return Edited(text="", lacks=True, beside=beside) if named and named in plain_words(text) else None


def covers(content: str, text: str, *, least: float = _SAME_WORDS) -> bool:
    """Tell whether words say nearly all that a text says, and stand for it; at least one word of it."""
    old, new = (set(re.sub(r"'s\b", "", plain_words(one)).split()) - _SMALL for one in (text, content))
    return len(old & new) >= max(1, least * len(old))


def joined(text: str, content: str) -> str:
    """Return a text with more after it, as a sentence of its own."""
    first = content[:1].upper() + content[1:]
    end = "" if text.endswith("?") else "."
    return f"{text.rstrip(' .,;!')}{end} {first}" if text and content else text or content


def _clean(said: str) -> str:
    """Return dictated words without what leads them in."""
    return re.sub(r"^(?:(?:and )?that |to (?=please )|: *|, *)+", "", said.strip(), flags=re.I).strip(" .,!;:–—-")
