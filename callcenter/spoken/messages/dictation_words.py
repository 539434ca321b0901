"""What callers lead a change in with, in a text that was read back to them. English."""

from __future__ import annotations

import re

from callcenter.spoken.call_back import THEM

MARKS = r"[\s,.;:!?…–—-]*"
IT = r"(?:it|that|this|the (?:message|ticket|note|text))"
#: Whom a text is for, if not by name: "her".
TO = rf"(?:{THEM}|(?:mr|mrs|ms)\.? \w+)"
#: What "no" stands before that is no answer: "no signal".
_NOUN = (
    r"(?!(?:no|it|it's|its|that|that's|this|i|i'm|i've|i'd|the|you|we|he|she|they|my|please|just|not|but|wait|"
    r"sorry|also|"
    r"only|and|say|write|put|tell|add|make|change|there|there's|don't|do|can|could|leave|take|let|what|thanks|actually|"
    r"rather|more like|really|scrap|start|new|instead|her|his|our|for|from|look|listen|dear|hold|hang|way|well)\b)\w"
)
#: Leads a change in.
LEAD = re.compile(
    rf"(?:(?:no+(?! {_NOUN})|nope|nah|yes|yeah|yep|yup|sure|fine|ok(?:ay)?|all ?right|right|good|great|perfect|"
    rf"well|but|and|also|"
    rf"oh|"
    rf"uh+|um+|hm+|so|then|wait|sorry|please|just|only|actually|hang on|hold on|listen|look|hey|almost|nearly|except|"
    rf"(?:that|it|everything|all(?: of it)?)(?:'?s| is)? (?:all )?(?:right|fine|good|ok(?:ay)?|correct|true)|"
    rf"(?:could|can|would|will) (?:you|we|i)|let'?s|maybe|better|i(?:'d like| want) to(?= (?:add|mention)\b)|"
    rf"you (?:should|must|need to|have to|can|could)|(?:i'?d like|i want|i need) you to|do|"
    rf"one (?:more )?thing|on second thoughts?|i forgot(?= *[,:.–—-])|(?:the|my) thing is(?= *[,:.–—-]))\b{MARKS})+",
    re.I,
)
#: Has a text stay as it was read back, and goes on to what is to be put to it.
AS_IT_WAS = re.compile(
    rf"(?:(?:{LEAD.pattern})?(?:(?:i (?:mean|meant)|what i (?:mean|meant) is|no,? i said)\b{MARKS})*)*"
    r"(?:(?:leave|keep|have|take|write|put) (?:it|that|this|everything|(?:all|the rest)(?: of (?:it|that))?|"
    r"the (?:message|note|text|ticket|other (?:part|words|bit)))(?: (?:all|just|exactly))* (?:as|the way|like|how) "
    r"(?:(?:you|it) (?:had|have|has|put|wrote|said|read|was|were|is|stood|stands|did)(?: (?:it|that))?|before|that)"
    r"(?: (?:before|first|the first time|back|down|now|already))*|"
    r"(?:leave|keep) (?:what|all(?: that)?|everything) you (?:had|have|put|wrote|said|read)"
    r"(?: (?:before|first|back|down|there|already))*|"
    r"(?:leave|keep) (?:the|that|this|my) (?:text|wording|message|note|words)(?! (?:out|short|for|to|with)\b)|"
    r"(?:(?:it'?s|it is|that'?s|make it) )?"
    r"(?:(?:exactly |just )?the (?:whole |very )?same(?: (?:thing|message|text|words))?|same(?: (?:thing|again))?|"
    r"(?:all (?:of it|that)|the whole (?:thing|message)|everything)) (?:as|like) (?:before|you (?:had|have|said|read|"
    r"put)(?: it)?)"
    r"(?: (?:before|first))*|"
    r"(?:what|the (?:one|text|message)) you (?:had|read|said|put|wrote)(?: (?:before|first|out|down|there))*"
    r"(?: (?:was|is)|'s) (?:all |just |perfectly )?(?:fine|right|good|ok|okay|correct|perfect)|"
    r"(?:it|that|the (?:message|text|note))(?:'s| is| was) (?:all )?(?:fine|right|good|ok|okay|perfect) "
    r"(?:as it (?:was|is)|the way (?:it (?:was|is)|you (?:had|have) it)|before))\b[\s,.;:!–—-]*"
    r"(?:(?:and|but|only|just|then|please|so|except)\b[\s,:]*)*",
    re.I,
)
REQUEST = re.compile(r"^\W*(?:\w+\W+){0,3}(?:could|can|would|will) (?:you|it|that|this|we|i)\b", re.I)
#: Turns down all of what was read back.
OVER = re.compile(
    rf"(?:(?:that|it|this)(?:'s| is|'?s just| was) (?:not|n't|completely|all(?= wrong)) ?(?:it|right|correct|"
    rf"wrong|the message|"
    rf"what (?:it (?:should|has to|needs to) say|i(?:'ve| have)? (?:said|meant|told you|want(?:ed)?)(?: (?:it )?to "
    rf"say)?))|(?:that|it|this)'?s (?:all )?wrong|(?:that|it)(?:'s| is) (?:far |much |way )?too (?:long|much|"
    rf"short)|too (?:harsh|long|angry|rude|blunt|short)(?= *[.,;!–—-])|"
    rf"(?:that|it|this)(?: isn't| wasn't) (?:right|correct|it|"
    rf"what (?:it should say|i(?:'ve| have)? "
    rf"(?:said|meant|told you|want(?:ed)?)))|(?:scrap|delete|forget|drop|cross out) (?:that|it|this|the message)|"
    rf"(?:start|begin) (?:over|again|anew|afresh|from scratch)|not (?:quite|right|that|like that)(?= *[.,:;!–—-])|"
    rf"from the (?:top|beginning|start)(?= *[:,.])|(?:let me|i'?ll) (?:say|put) (?:it|that) (?:this|another|a "
    rf"different) way|new (?:message|text|one)(?:{MARKS}(?:ok(?:ay)?|please|then|now))*|"
    rf"(?:let me|i'?ll|may i|i want to|i) (?:just )?(?:say|put|start|try|do|word|tell|rephrase|repeat)\b[^.?!:,;]*"
    rf"(?:again|over|differently|once more|anew|another way|rephrase|that|it)|"
    rf"(?:let me )?rephrase(?: (?:that|it))?(?=\W*$|[.:,])){MARKS}",
    re.I,
)
SHOULD = r"(?:should|has to|must|needs? to|ought to|is supposed to|'?s got to|has got to|shall)"
SAY = r"(?:say|read|be|mention|include|contain|state)"
#: Leads in what is to be in the text, or all of it.
SAYS = re.compile(
    rf"(?:{IT} {SHOULD} (?:rather |really |just |only )*(?P<also>also )?{SAY}(?P<also2> also)?|what i (?:want|need|"
    rf"meant) {IT} to say is|"
    rf"(?:it'?d|it would) be (?:good|nice|better|great) if {IT} (?:also )?(?:said|mentioned|had)|"
    rf"(?:could|can|would|will|should) {IT} (?:(?P<also5>also )(?:say|mention)|mention|(?P<instead2>(?:just |rather |"
    rf"please |instead )?(?:say|read)))|"
    rf"(?:i(?: (?:also )?(?:want|need|wish)|'?d (?:also )?like| would like|'?d prefer)|have|make) {IT} (?:to )?"
    rf"(?P<also3>also )?{SAY}(?P<also4> also)?|(?:write|put|say|note|mention|include|state)"
    rf"(?: (?:down|in|there|also|too|as well|(?P<instead>instead)))*(?= that\b(?! down\b)|:| (?!(?:me|us|it|this|that|"
    rf"him|her|"
    rf"them|again|yes|no|good ?bye|"
    rf"hello)"
    rf"(?![\w']))))(?: that\b|:|,)*{MARKS}",
    re.I,
)
#: And always all of it.
READS = re.compile(
    rf"(?:replace (?:it|that|(?:the )?(?:whole thing|message|text)|everything|all of it) (?:with|by)|"
    rf"(?:change|turn) {IT} (?:to|into)(?: say| read)?|make (?:it|that) (?:say|read|just|only|simply|shorter)|"
    rf"all (?:i want {IT} to say|{IT} (?:should|has to|needs to) say) is|the (?:message|note|text|ticket)(?:'s| is|"
    rf" should be| reads| goes)|"
    rf"(?:instead(?: of (?:that|it|this))?|rather|better)[,:]? (?:please )?(?:write|say|put|note)|"
    rf"(?:write|say|put|note)(?: down)? (?:just|only|simply|this(?= *:))|(?:write|say|put)(?= *:))"
    rf"(?: down)?(?: that\b|:|,)*{MARKS}",
    re.I,
)
#: Leads in what is added.
ADDS = re.compile(
    rf"(?:add (?:one|an?other|a)(?: more)? (?:sentence|line|thing|word)(?= *[.,:;])|add(?: (?:in|there|on|to (?:it|"
    rf"that|the \w+)))*|plus|put (?:in|on)(?: there| it)?|"
    rf"(?:also )?tell {TO}(?: (?:also|too))*|(?:also )?let {TO} (?:also )?know|"
    rf"i (?:also )?(?:want|need) {TO} to (?:also )?know|make sure (?:it (?:also )?says|(?:they|she|he) knows?|to "
    rf"(?:say|write|mention|put)(?: down)?|you (?:say|write|put|mention)(?: down)?|that (?:it says)?)|"
    rf"for the message|(?:also )?don't forget(?: (?:to (?:say|write|mention)|that))?|make (?:it )?clear(?: to them)?|"
    rf"you(?:'ve| have)(?: not (?:put|said|written|mentioned|got)(?: down)?| forgotten(?: to (?:say|write|put|"
    rf"mention))?|"
    rf" missed(?: out)?| left out)|(?:also )?that (?=(?:i|he|she|it|we|they|my|her|his|our|the|there|nobody|"
    rf"somebody)\b)|"
    rf"{IT} (?:doesn't|does not|didn't|did not) (?:even )?(?:say|mention|include)|"
    rf"you (?:left out|forgot(?: to (?:say|write|put|mention|add|include)(?: down)?)?|missed(?: out)?|skipped|"
    rf"cut(?: off)?|(?:didn't|did not|haven't|have not) (?:say|said|write|wrote|written|put|mention|mentioned|"
    rf"include|included|note|noted|get|got)(?: (?:down|in))?))\b(?: that\b|:|,)*{MARKS}",
    re.I,
)
#: Leads in what can only be added: the text before it stands.
ADDED = re.compile(
    r"(?:add|plus|also|put (?:in|on)|you(?:'ve| have)? (?:left out|missed|forgot(?:ten)?|not (?:put|said)))\b", re.I
)
#: Says whom it is for or what it is about, as one says of a message.
OF_IT = re.compile(
    r"(?:it|this|the message)(?:'s| is) (?:for|from|about)\b(?! (?:me to|you to|now|today|time)\b)", re.I
)
#: Says who somebody is, where a message was read back.
NAMES = re.compile(r"(?:my|her|his|the) (?:full |sur|first |last )?name(?:'s| is)\b|i'?m called\b", re.I)
NOT_FOR = re.compile(r"(?:it|this|the message)(?:'s| is) not (?:for|from|about) [\w' ]+,? (?:but )?", re.I)
#: Says that something isn't in it, without what it is.
LACKS = re.compile(
    r"(?:there'?s (?:still )?(?:something|a bit|a part|one thing) missing|something'?s missing|something is missing|"
    r"the (?:important|main|other|most important|last|first) (?:bit|part|thing|half)(?:'s| is) (?:missing|"
    r"not (?:in )?there)|"
    r"(?:that|it)(?:'s| is) (?:only |just )?(?:(?:the )?half(?: of (?:it|that|the message))?|not all(?: of it)?)|"
    r"(?:that|it)(?:'s| is) not everything|you(?:'ve)? (?:left out|left|forgot|missed|cut off|skipped|only wrote|"
    r"didn't get) (?:the )?"
    r"(?:half|rest|end|beginning|important (?:bit|part)|main (?:bit|part)|second (?:half|part)|other half|something|"
    r"everything|all)(?: of (?:it|that|the message))?(?: out)?|where(?:'s| is) the (?:part|bit) about [\w' ]+|"
    r"where(?:'s| is| are) my (?:name|number|address|street)|"
    r"(?:it|that|the message) (?:doesn't|does not|didn't) (?:even )?say (?:(?:since|from|for|about) )?(?:who|what|"
    r"where|when|"
    r"why|which|how|whose)\b"
    r"[^,.;:!?]*)(?:[,.;:!?–—-]+|$)\s*",
    re.I,
)
THING = r"(?P<thing>(?:the|my|her|his|our|their) (?:[\w']+ ){0,2}?[\w']+?)"
#: Names what is missing or wrong, and may say it after that: "my name's not in there, it's Peter".
THING_LACKS = re.compile(
    rf"(?:{THING}(?:'s| is| are|'s| isn't) (?:missing|not (?:in )?(?:there|it)|left out|wrong|not (?:right|correct)|"
    rf"(?:right|in there|in it|correct)(?<=n't (?:right|in it))|mis-?spelt|misspelled)|"
    rf"you (?:left out|forgot|missed|skipped|didn't (?:write|put|say)) {THING.replace('thing', 'thing2')}|"
    rf"add {THING.replace('thing', 'thing3')}|(?:it|that|the message)(?:'s|"
    rf" is) (?:still )?missing {THING.replace('thing', 'thing4')})(?:[,.;:!?–—-]+\s*|$)",
    re.I,
)
#: Is of the call back, and not of the text: "the number is wrong".
OF_THE_CALL = re.compile(r"^\w+ (?:(?:phone |telephone |call ?back )?number|day|date|time|hour)$", re.I)
VALUE_LEAD = re.compile(r"(?:(?:and|it'?s|it is|that'?s|that is|they'?re|please|:)\s+)+", re.I)
#: Things that are said in a word or two, so that naming them alone says nothing.
BARE_THING = re.compile(
    r"(?:the |my |her |his |our |their |an? )?(?:(?:full|first|last|sur|whole|flat|house|apartment|street|phone|"
    r"account|door|gate|zip) ?)?(?:name|number|address|street|flat|apartment|code|zip(?: code)?|date|day|time|bit|part|"
    r"reason|e ?mail|town|city)|(?:some|any)thing(?: else| more)?|one (?:more )?thing|a (?:few )?(?:words?|things?)",
    re.I,
)
#: Says over what was dictated: "no, I said the dog doesn't bite".
I_SAID = re.compile(rf"i (?:said|meant|told you)\b(?: that\b|:|,)*{MARKS}", re.I)
#: Comes after what is to be in it.
PUT_IN = re.compile(
    r"[\s,.;–—-]+(?:but |and )?(?:please )?(?:you (?:left|missed|forgot) (?:that|it|this)(?: out)?|"
    r"(?:put|write|add|note|say) (?:that|it|this)(?: in| down)?(?: too| as well| also)?|"
    r"tell (?:them|'em|him|her)(?: that)?(?: too)?|"
    r"(?:that|it)(?:'s| is) (?:missing|not in there|not in it))[\s.!,]*$",
    re.I,
)
#: Leaves a part out: "leave out the part about Cara", "take the fridge bit out".
WITHOUT = re.compile(
    r"(?!(?:take|leave|cut) (?:it|that|this|them)\b)"
    r"(?:(?:leave out|take out|remove|delete|drop|skip|cross out|strike|get rid of|lose|without|"
    r"don'?t mention) (?:the )?(?:(?:part|bit|thing|"
    r"word|words|sentence)s? (?:about|with|of|on|where it says)? ?)?(?:the |my |that )?(?P<what>[\w' ]+?)(?: bit|"
    r" part| thing)?|"
    r"(?:(?:don'?t|do not) (?:put|write|say|mention|include|have)|say nothing)(?: about| of)? (?:the |my )?"
    r"(?!(?:that|it|this|anything)\b)(?P<what5>[\w' ]+?)(?: in| down| there)?|"
    r"(?:take|leave|cut) (?:the )?(?P<what2>[\w' ]+?)(?: bit| part| thing)? out(?: of it| again)?|"
    r"the (?P<what6>[\w' ]+?) (?:bit|part|thing) can (?:go|come out|be left out)|"
    r"forget (?:about )?the (?P<what3>[\w' ]+?) (?:bit|part|thing)|"
    r"(?:the |my )?(?P<what4>[\w' ]+?),? (?:leave|take|cut) (?:that|it|them)(?: bit| part)? out)[\s.!,]*$",
    re.I,
)
#: Leaves all but a part out: "only the outage part".
ONLY = re.compile(
    r"(?:the|that) (?:(?:part|bit|thing) (?:about|with|of|on) (?:the |my )?(?P<what>[\w' ]+?)|(?P<what2>[\w' ]+?) "
    r"(?:part|bit|thing))[\s.!,]*$",
    re.I,
)
#: Is of what we said, or of the question, and changes nothing.
NO_CHANGE = re.compile(
    r"\b(?:say|tell|read|repeat)(?: me| us)? (?:it|that|this)? ?(?:again|once more|back|slowly)\b|\bsay again\b|"
    r"\bi (?:just )?(?:said|told you|mean|meant) (?:yes|no|yeah|that|it|so|already|this)\b|"
    r"^(?:(?:so|and|but) )*(?:what|who|when|where|why|how|did|do|does|will|has|have|is|are)\b.*\?$|"
    r"\b(?:don'?t|do not|needn'?t|no need to|not to) (?:bother )?(?:to )?(?:write|put|note|say|send|take)\b|"
    r"\bput (?:me|"
    r"us) through\b",
    re.I,
)
SAYS_NOTHING = re.compile(
    r"(?:[\d\s().+-]|(?:it|that|this|down|in|please|now|too|also|again|yes|no|then|me|us|(?:the|my|a|that) "
    r"(?:message|note|ticket))\b)*",
    re.I,
)
#: Says when, with more beside it than a day: "today, like now".
SOON = re.compile(r"(?:today|tonight|now|tomorrow|asap|right away|as soon as)\b(?:\W+[\w']+){0,3}", re.I)
BARE_WH = re.compile(r"^(?:who|what|where|when|why|which|how)\b[^,.;:!?]*$", re.I)
#: Is added, and stands in no place: "no, please put that he's eighty one too".
TOO = re.compile(r"\b(?:too|as well|also)[\s.!?]*$", re.I)
BEGINS_OVER = re.compile(r"\b(?:start|begin) (?:over|again|anew|afresh|from scratch)\b", re.I)
#: Ends a text that was said as a whole: "the gate is open, that's the message".
WHOLE = re.compile(
    r"(?<=\w{3})[.,;]? (?:and )?(?:that'?s|that is) (?:(?:the (?:whole )?|my |all of the )message|(?:all|what) "
    r"(?:it|i want it to|the message) (?:should |has to |needs to )?say)\W*$",
    re.I,
)
SAYS_ANEW = re.compile(r"\b(?:let me|i'?ll|can i|may i)\b", re.I)
#: What says so little of the text before is no part of it, and what says so much of it stands in its place.
SAME_WORDS = 0.75
SAID_OVER, SAID_PARTLY = 0.5, 0.3
SUBSTITUTED_WORDS = 4
SMALL = frozenset("the a an is are and to of it its it's i my at in on that please was for with".split())
