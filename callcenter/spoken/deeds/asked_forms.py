"""The forms in which callers ask what was done, whether it is, and whether it stands. English, in plain words."""

from __future__ import annotations

import re
from enum import StrEnum


class Asks(StrEnum):
    """What is asked of what was done."""

    #: Whether something is done: "is that booked?"
    DONE = "done"
    #: Whether anything is, or that nothing is: "you haven't changed anything, have you?"
    ANYTHING = "anything"
    #: Whether it is as it was before the call: "so it stays as it was?"
    STANDS = "stands"
    #: What has been done: "what have you actually done now?"
    ALL = "all"
    #: A value of it, once more: "when was my promise for again?"
    SAID = "said"
    #: Whether words are in what was written down: "does it have the credit in it?"
    HOLDS = "holds"
    #: Whether a value is right: "Monday morning, right?"
    VALUE = "value"
    #: Anything else of a deed that its kind or its values name: "is my sixty safe?"
    OF_IT = "of it"


_ADVERBS = (
    r"(?:(?:actually|really|already|just|also|now|ever|even|definitely|properly|all|then|still|at least|in fact|yet|"
    r"both|surely|been|not|never|it|that|this|gone and|go and|manage to|managed to|remember to|get round to|only) )*"
)
_DO_WORDS = (
    r"(?:book(?:ed)?(?! (?:up|out))|schedul\w+|arrang\w+|reserv\w+|mov(?:e|ed)|reschedul\w+|rebook\w*|postpon\w+|"
    r"cancel\w*|call(?:ed)? (?:\w+ )?off|remov\w+|delet\w+|refund\w*|credit(?:ed)?|reimburs\w*|ask(?:ed)? for|"
    r"request(?:ed)?|appl(?:y|ied) for|promised?|noted?|writ(?:e|ten)|wrote|record(?:ed)?|jot\w*|put|add(?:ed)?|"
    r"enter(?:ed)?|log(?:ged)?|register\w*|saved?|report(?:ed)?|raised?|open(?:ed)?|filed?|sent|send|pass(?:ed)?|"
    r"submit\w*|process(?:ed)?|done?|did|made|make|set|chang(?:e|ed)|alter(?:ed)?|sort(?:ed)?|finish\w*|complet\w+|"
    r"confirm(?:ed)?|include[d]?|mention(?:ed)?|informed)"
)
_DO = (
    rf"(?:{_DO_WORDS}|tell (?:any|some)(?:one|body)|told (?:any|some)(?:one|body)|"
    r"(?:take|taken|took) (?:(?:\w+ )?(?:\w+ )?(?:messages?|notes?|call)|(?:\w+ ){1,3}(?:down|out|off))|"
    r"(?:get|got) (?:\w+ ){0,5}(?:down|in|done|booked|noted|written|sorted))"
)
#: What anything may have been done to: also what nobody here does.
_DO_ANYTHING = rf"(?:{_DO}|tak(?:e|en)|took|charg(?:e|ed)|do)"
#: Words of doing, each by itself.
DOING_WORDS = rf"(?:{_DO_WORDS}|tak(?:e|en)|took|charg(?:e|ed)|told|agreed?|signed?)"
#: States that say by themselves that something was done.
STATE = (
    r"(?:booked(?! (?:up|out))|scheduled|arranged|reserved|moved|rescheduled|rebooked|changed|altered|cancel+ed|"
    r"called off|refunded|credited|requested|asked for|applied for|noted|written(?: down)?|recorded|taken down|"
    r"put (?:in|through|down)|entered|logged|registered|saved|reported|raised|opened|filed|submitted|processed|"
    r"passed on|done|made|promised|agreed|confirmed|gone (?:in|through|off))"
)
#: And those that may be said of anything.
WEAK = (
    r"(?:in(?: there| the system| your system| the books?| (?:the|your) calendar)?|through|set|all set|set up|"
    r"sorted(?: out)?|settled|finished|completed?|taken|sent(?: off)?|"
    r"being (?:looked (?:at|into)|checked|reviewed|processed)|(?:in|under) review)"
)
_BE = r"(?:is|was|are|were|has|have|isn'?t|wasn'?t|hasn'?t|haven'?t|aren'?t|am)"
_ANY = r"(?:(?:anything|nothing)(?: else)?|everything|any \w+)"
#: A statement begins with neither.
_NO_ASKING = (
    r"(?!.*\b(?:what|who|which|how|why)(?:'s| is| has| was)\b)"
    r"(?!(?:what|when|how|why|who|where|which|if|can|could|will|would|should|may|you|we|he|she|they|do|does)\b)"
)
#: What stands between whatever a statement is of and its state.
_STANDS_AS = r"(?:'s|'re| is| are| was| were| has| have| got| gets|s| isn'?t| hasn'?t| wasn'?t| aren'?t| haven'?t)"
_WHO = r"(?:he|she|(?:the|your|my|our) (?:technician|engineer|repair ?man|guy|man|fella|lad))"
_CALLERS = r"(?:they|some(?:body|one)|any(?:body|one)|you)"
_COMES = r"(?:coming|comes?)(?: (?:out|round|over))*"
_CALLS = r"(?:call(?:s|ing)?|ring(?:s|ing)?|phon(?:e|es|ing))(?: me| us)?(?: back)?"
STILL = (
    r"(?:still (?:on|there|good|fine|right|booked|standing|valid|in|stands?|coming|comes|planned|happening|going ahead|"
    r"the same)|"
    r"stays?|stands?|remains?|unchanged|as (?:it (?:was|is)|they were|before|planned|agreed|arranged))"
)
#: What is booked, as callers call it.
_BOOKED = r"(?:appointments?|visits?|bookings?|slots?|technicians?|engineers?)"
FORMS: tuple[tuple[Asks, bool, re.Pattern[str]], ...] = tuple(
    (asks, is_weak, re.compile("|".join(patterns)))
    for asks, is_weak, *patterns in (
        (
            Asks.ALL,
            False,
            rf"^what (?:(?:exactly|all) )?(?:have|did|'ve|has) (?:you|we) {_ADVERBS}"
            r"(?:do|done|did|noted?|book|booked|changed?|arranged|put|written|write|taken?|agreed?|set up)\b"
            r"(?: (?:down|in|through|for (?:me|us)|so far|until now|here|(?:on|with) my account|in this call))*$",
            rf"^what(?:'s| is| has| was|'s been| has been) {_ADVERBS}(?:been )?"
            r"(?:done|noted|booked|changed|arranged|put in|agreed|written down|settled)"
            r"(?: (?:down|in|for (?:me|us)|so far|until now|and what (?:not|isn'?t)))*$",
            rf"^what (?:you|we)(?:'ve| have)? {_ADVERBS}(?:done|noted|booked|changed|arranged|put|written|got)\b"
            r"(?: (?:down|in|for (?:me|us)|so far|here|on my account))*$",
            r"^what (?:have|did) i (?:now )?(?:agreed?|promised?|booked|got|signed?)"
            r"(?: (?:to|up for|with you|now|down|pay))*$",
            r"^what do you have (?:down|noted|written)(?: for me)?$",
            r"^(?:where do (?:we|i) stand|where are we|what stands|what do i have|"
            r"what(?:'s| is) the (?:state|status) of (?:things|play|it all|everything))"
            r"(?: (?:here|with (?:that|it all|everything)))*$",
            r"^which (?:of (?:these|those|them|it) |ones? )?(?:is|are|have been|has been|was|were) "
            r"(?:done|in|booked|noted)$",
            r"^(?:can|could|would|will) you (?:just |please )*"
            r"(?:read back|repeat|sum up|summari[sz]e|go over|recap|run through|list)(?: me)? "
            r"(?:everything|it all|what(?:'s| is| has)? (?:been |you've |we've )*"
            r"(?:done|arranged|booked|noted|agreed))$",
        ),
        (
            Asks.HOLDS,
            False,
            r"^(?:have|did) (?:you|we) (?:got|get) (?!any)(?:\w+ ){1,4}(?:written|noted|down)\b",
            r"^what (?:does|did) (?:it|that|(?:the|my) (?:message|note|ticket)) (?:now )?(?:say|read|contain)\b",
            r"^what(?:'s| is) (?:written |now )*(?:in|on) (?:it|(?:the|my) (?:message|note|ticket))\b",
            r"^(?!what|how|when|who|if).{1,40}?(?:'s| is| are|s) "
            r"(?:mentioned|in it|in there|on there|in the (?:message|note|ticket))$",
            r"^you(?:'ve| have| did)? (?:wrote|mentioned)\b(?! (?:it|that) down$)",
            r"^(?:does|do|did|will|doesn'?t) (?:it|that|(?:the|my) (?:message|note|ticket))(?: \w+)? "
            r"(?:say|have|mention|include|contain|read|got|get (?:the|my))\b",
            r"^(?:it|the (?:message|note|ticket))(?: does)? (?:says?|has|mentions?|includes?|reads)\b",
            r"^(?:did|have|had|didn'?t|haven'?t|you(?:'ve| have| did| didn'?t| haven'?t)?)(?: you)? (?:\w+ )??"
            r"(?:mention(?:ed)?|include[d]?|"
            r"(?:put|write|written|wrote|leave|left|note|noted|add|added)(?! any)(?: \w+){1,6}? "
            r"(?:down|on|in|out|into|to|onto)(?: (?:it|there|that|the (?:message|note|ticket)))?|"
            r"(?:write|written|wrote|note|noted|put) down (?:the|my|about|that))\b",
            r"^(?:is|was|are|were|it'?s|that'?s)(?! some| any)(?: (?!\w+ing\b)\w+){0,6}? "
            r"(?:in|on|part of|mentioned|written|noted)(?: in| on| down)* "
            r"(?:it|there|the (?:message|note|ticket)|your (?:note|message))$",
        ),
        (
            Asks.SAID,
            False,
            r"^(?:when|what time|what day|what date|which day|how much|what amount|what) "
            r"(?:was|is|were|did|does|do|'s|will) .*\b(?:again|say|said|told me|noted?|booked|put|promised?)\b",
            r"^(?:when|what time|what day|what date|which day|how much) (?:was|is|'s) "
            r".*\b(?:promise|visit|appointment|refund|payment|call ?back)(?: for)?$",
            r"^(?:when|what day|what time|which day) (?:was|is) it (?:that )?(?:i|he|she|they|you)\b",
            r"^(?:remind me,? )(?:when|what day|what time|which day|how much)\b",
        ),
        (
            Asks.ANYTHING,
            False,
            rf"^(?:(?:have|has|did|haven'?t|didn'?t|you(?:'ve| have)?|we(?:'ve| have)?|i(?:'ve| have)?)(?: not| never)?"
            rf"(?: you| we)? )?{_ADVERBS}(?:haven'?t |hasn'?t |didn'?t |have |not )*{_ADVERBS}{_DO_ANYTHING} "
            rf"(?:in |down |away |off |of )*{_ANY}\b",
            rf"^(?:(?:is|was|has|were) )?(?:there )?(?:{_ANY}|none of (?:it|that|this))(?:'s| is| was| has| been| got)*"
            rf" {_ADVERBS}(?:{_DO_ANYTHING}|{STATE}|happened)\b",
            r"^you(?:'ve| have)? done nothing\b",
            r"^you(?:'ve| have)? left (?:it|that|everything|things|it all|the \w+|my \w+) (?:all )?(?:alone|as)\b",
            r"^(?:have i|did i|haven'?t i|didn'?t i|i haven'?t|i didn'?t|i(?:'ve| have) not) (?:now )?"
            r"(?:agreed?|promised?|signed?)(?: up)?(?: (?:to|for))? "
            r"(?:any|some)\w+\b",
            rf"^did(?:n'?t)? {_ANY} get {STATE}\b",
            r"^(?:there'?s |there is )?(?:been )?no changes?(?: (?:made|yet|to \w+(?: \w+)?))?$",
        ),
        (
            Asks.STANDS,
            True,
            rf"^(?:(?:is|was|are|does|do) )?(?:it|that|this|everything|all|things|{_WHO}|(?:the|my|our) \w+)(?:'s)?"
            rf"(?: (?:all|just|is|are|will|going to|coming|comes))* {STILL}\b",
            rf"^(?:{STILL})\b",
            # "Is my visit on Tuesday still on?"
            rf"^(?:(?:is|was|does|will) )?(?:the|my|our|his) (?:\w+ )?{_BOOKED}(?: (?:on|for|at|in) (?:\w+ ){{0,4}}?"
            rf"(?:\w+))?(?:'s| is| all| just)* (?:{STILL}|still)\b",
            rf"^(?:have|do) i (?:(?:already|still|now|even) )*(?:have |got )(?:(?:already|still|now) )*"
            rf"(?:one|(?:an?|any|my|the) (?:\w+ )?{_BOOKED})(?: (?:booked|coming|made|planned|set(?: up)?))?"
            r"(?: (?:already|with you))?(?: (?:on|for|at|in|this|next) [\w ]+)?$",
            r"^(?:is |so )?(?:it|that|the \w+|my \w+|he|she|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
            r"(?:'s| is|'ll)? still\b"
            r"(?! (?:down|out|slow|due|open|broken|not|owed?|the problem|possible|free|no|gone|bad|off))",
        ),
        (
            Asks.DONE,
            False,
            rf"^(?:did|have|had|haven'?t|didn'?t|hadn'?t) (?:you|we) {_ADVERBS}"
            rf"(?:{_DO}|do (?:it|that|the|my|this))\b",
            rf"^did(?:n'?t)? .*\b(?:get|got) {STATE}\b",
            r"^(?:(?:has|is|was) )?(?:the|my|a) (?:message|note)(?:'s| is| has| was)?(?: been)? left\b",
            rf"^(?:you|we)(?:'ve| have| did|'d| had| haven'?t| didn'?t| hadn'?t)? {_ADVERBS}(?:(?:have|did|got to) )?"
            rf"{_ADVERBS}{_DO}\b",
            rf"^(?:i(?:'ve| have)|have i|am i|i'?m)(?: got)? (?:.*\b)?(?:{STATE}|down for)\b",
            rf"^{_BE} .*\b{STATE}\b",
            rf"^{_NO_ASKING}.+?{_STANDS_AS} {_ADVERBS}(?:been )?{STATE}\b",
            rf"^nothing(?:'s)? .*\b{STATE}\b",
            rf"^not {STATE}\b",
            rf"^{_ADVERBS}(?:all )?(?:{STATE})$",
            r"^(?:is )?(?:the|my|that) ticket(?:'s| is)? open\b",
            r"^(?:(?:is )?there(?:'s| is)?|(?:have )?i(?:'ve| have)?(?: still)?(?: got)?) (?:still )?(?:no|any|a) "
            r"(?:visit|appointment|booking|ticket|message|refund|promise)(?: (?:open|made|set))?$",
        ),
        (
            Asks.DONE,
            True,
            r"^(?:did|didn'?t|has|hasn'?t|have) .*\b(?:go|gone|went|get|got|come|came) (?:in|through|off)\b",
            r"^(?:it|that|(?:the|my) .+) (?:has gone|went|got) (?:in|through|off)\b",
            rf"^{_BE} (?!(?:you|we|i|he|she|they)\b).*\b{WEAK}(?: (?:yet|too|as well))*\b",
            rf"^{_NO_ASKING}.+?{_STANDS_AS} {_ADVERBS}{WEAK}\b",
            rf"^(?:is|isn'?t|does|doesn'?t) {_WHO} {_ADVERBS}{_COMES}\b",
            rf"^{_WHO}(?:'s| is|'ll| will| does)? {_ADVERBS}{_COMES}\b",
            rf"^(?:is|isn'?t|are|aren'?t|do|does) {_CALLERS} {_ADVERBS}(?:going to |gonna )?(?:{_CALLS}|{_COMES})\b",
            rf"^{_CALLERS}(?:'s|'re| is| are|'ll| will)? {_ADVERBS}(?:going to |gonna )?(?:{_CALLS}|{_COMES})\b",
        ),
    )
)
