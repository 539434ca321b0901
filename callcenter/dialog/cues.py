"""Short things callers say in any conversation: yes and no, "say that again", "one moment", "I don't know".

Each is read by rule: they are few, and a wrong guess costs much.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Cue(StrEnum):
    """What a short utterance asks of the conversation itself."""

    REPEAT = "repeat"
    SLOWER = "slower"
    PERSON = "person"
    GOODBYE = "goodbye"
    THANKS = "thanks"
    GREETING = "greeting"
    WAIT = "wait"
    WHO = "who"
    ABILITIES = "abilities"
    HEARD = "heard"
    UNKNOWN = "unknown"
    CANCEL = "cancel"


#: Words that carry nothing: hesitation, politeness, addresses.
_FILLER = re.compile(
    r"\b(um+|uh+|er+m?|hm+|ah+|oh|well|so|like|you know|i mean|actually|basically|just|please|hi|hello|hey|"
    r"okay|ok|right|"
    r"alright|all right|sorry|excuse me|then|now|there|though|sir|ma'?am|miss|mate|dear|honey|buddy|man|anyway)\b"
)
_CUES: tuple[tuple[Cue, str], ...] = (
    (
        Cue.SLOWER,
        r"(slow(er| down)|too fast|more slowly|(speak|talk|go) slow)",
    ),
    (
        Cue.REPEAT,
        r"(repeat( (that|it|yourself))?|(say|tell me|run) (that|it|this)( (one|by me))? again|come again|"
        r"pardon( me)?|what was that|what did you (just )?say|"
        r"what were (those|they|the times)|say again|one more time|again please|once more|(didn'?t|did not|"
        r"couldn'?t|could not|can'?t|don'?t) "
        r"(quite |really )?(catch|hear|get|understand) (that|it|you|what you said|the question|all of that)|"
        r"i missed that|what do you mean|you (broke|cut) (up|out)|breaking up|hard to hear you|speak up|louder|"
        r"what was the question)",
    ),
    (
        Cue.PERSON,
        r"((real|actual|live|human|living) (person|human|agent|being|operator|representative|voice|one|"
        r"somebody|someone)|"
        r"^(a |an |the )?(human|person|operator|representative|agent|rep|supervisor|manager|receptionist)( please)?$|"
        r"human being|(speak|talk|get|put me|connect me|transfer me|pass me|switch me|give me)( through)?( to|"
        r" with| on)? "
        r"(to |with )?(a |an |your |the |some )?(real |live |actual |different )?"
        r"((human|person|operator|representative|rep|agent|supervisor|manager|boss|employee|receptionist|"
        r"advisor|adviser)\b"
        r"(?! (out|over|to (come|fix|look|visit|check)|who can come|here))|"
        r"(people|somebody|someone|anybody|anyone|colleague|staff)( (please|there|else|now|today))*$)|"
        r"customer (service|care) (rep|representative|agent|person)|"
        r"(not|n't|hate|tired of) (want (to )?)?(to )?(a |talk(ing)? (to|with) )*(robots?|machines?|computers?|"
        r"bots?|recordings?))",
    ),
    (
        Cue.GOODBYE,
        r"(good ?bye|bye( bye)?|that('?s| is| was|'?ll be| will be) (all|it|everything)( (i need(ed)?|"
        r"for (today|now|me)|thanks|thank you))*$|"
        r"nothing (else|more|further)|have a (nice|good|great) (day|one|evening|weekend|night)|"
        r"i'?m (all )?(done|good|set|fine)( (thanks|thank you|for now|now))*$|no(thing)? more questions|"
        r"hang up|end (the|this) call|(talk|speak) to you later|see (you|ya)|take care|we'?re (all )?(done|good|set)|"
        r"that (takes care of|covers) (it|everything))",
    ),
    (
        Cue.WAIT,
        r"^((one|just a|a|wait a|hold on a|give me a|hang on a|half a)( (moment|second|minute|sec|"
        r"mo))+( please)?|hold on|"
        r"hang on|wait|bear with me|let me (see|look|find|get|grab|check|think|fetch)( (it|that|my|the|for|a|"
        r"up|bill|papers?|card|number|account|glasses|pen))*|"
        r"i('?m| am) (looking|searching|getting it|finding it)( for it)?|give me (a )?(time|moment|second|minute))"
        r"( (while|and|so) i .*| (please|let me .*|i('?ll| need| have).*))?$",
    ),
    (
        Cue.WHO,
        r"((am i|are you|is this|you'?re|are we) (speaking (to|with)|talking (to|with))? ?(a |an |really |"
        r"just |some )*(robot|machine|"
        r"computer|bot|ai|real|human|person|recording|automated)\b|who (am i|is this|are you)|what('?s|"
        r" is) your name|"
        r"who('?s| is) (this|there|speaking)|what are you$|is this (automated|an? ai))",
    ),
    (
        Cue.ABILITIES,
        r"(what (can|do) you (do|help|offer)|what are (my|the) (options|choices)|how (can|does) (you|"
        r"this) (help|work)|"
        r"what (kind|sort) of (things|help)|what can i (ask|say)|^help( me)?$)",
    ),
    (
        Cue.HEARD,
        r"(can you hear me|(is )?(anybody|anyone|somebody|someone) there|are you (still )?there|you there|"
        r"hear me)",
    ),
    (
        Cue.UNKNOWN,
        r"(i? ?(don'?t|do not|wouldn'?t|haven'?t|dunno|can'?t|cannot|couldn'?t) (actually |really |"
        r"even )?(know|have|remember|recall|find|got|see|tell you)\b|no idea|not sure|"
        r"no clue|i('ve)? (lost|forgot(ten)?|misplaced)|not (with|on) me|isn'?t (with|on) me|"
        r"not in front of me|i have none|"
        r"what('?s| is) (that|an? (account|ticket|zip|postal|post) ?(number|code)?)$|where (do|can|would) i find)",
    ),
    (
        Cue.CANCEL,
        r"^(no )*(never ?mind|nevermind|forget (it|that|about (it|that))|stop( (it|that))?|leave it( then)?|"
        r"don'?t bother|"
        r"cancel( (that|it|this))?|scratch that|skip (it|that)|drop it|let'?s not|i('?ve)? changed my mind|"
        r"it doesn'?t matter)( thanks| thank you)?$",
    ),
    (
        Cue.THANKS,
        r"^(no |yes |yeah |great |perfect |lovely |awesome |wonderful |good |cool )*(thank(s| you)( (so|"
        r"very) much| a lot| a bunch| again| for .*)?|cheers|much appreciated|appreciate (it|that)|"
        r"you'?ve been (very )?(helpful|great))( .{0,12})?$",
    ),
    (
        Cue.GREETING,
        r"^((good (morning|afternoon|evening|day)|hiya|howdy|greetings|how are you( (doing|today))*|"
        r"nice to meet you|yo|what'?s up) ?)+$",
    ),
)  # fmt: skip
_PATTERNS = tuple((cue, re.compile(pattern)) for cue, pattern in _CUES)

_YES = re.compile(
    r"\b(yes|yeah|yep|yup|yah|ya|yea|sure|ok|okay|correct|right|exactly|absolutely|definitely|certainly|of course|"
    r"please do|go ahead|go for it|do it|do that|that'?s (it|fine|right|good|ok|okay|great|perfect|correct|the one)|"
    r"that (is|would be|'d be) (right|correct|fine|good|great|perfect|lovely)|"
    r"that works|works for me|sounds (good|great|fine|right)|perfect|fine|great|i do|book it|let'?s do|"
    r"indeed|affirmative|uh huh|"
    r"mm ?hm+|mhm|all right|alright|good|i guess|i suppose|i think so|by all means|if you (could|would|"
    r"can)|you got it|"
    r"why not|no problem|not a problem|no worries|i agree|agreed|i would|i'd (like|love) (that|to)|please)\b"
)
_NO = re.compile(
    r"\b(no|nope|nah|naw|not|don'?t|do not|never ?mind|cancel that|wrong|incorrect|negative|leave it|"
    r"forget it|rather not|"
    r"isn'?t|wasn'?t|hold on|wait|won'?t|can'?t|doesn'?t|neither|none)\b"
)
_NEGATED_YES = re.compile(
    r"\b(no problem|why not|not a problem|no worries|can'?t (wait|complain)|don'?t see why not|"
    r"wouldn'?t mind|don'?t mind)\b"
)


def plain_words(text: str) -> str:
    """Return a text in lower case without punctuation."""
    return " ".join(re.sub(r"[^a-z0-9' ]+", " ", text.lower().replace("’", "'").replace("-", " ")).split())


def without_fillers(text: str) -> str:
    """Return a text's plain words without hesitation and politeness; all of them where nothing else is left."""
    plain = plain_words(text)
    return " ".join(_FILLER.sub(" ", plain).split()) or plain


def cue_in(text: str) -> Cue | None:
    """Return what the text asks of the conversation itself, or None. Long utterances are about something."""
    plain = without_fillers(text)
    for cue, pattern in _PATTERNS:
        if (found := pattern.search(plain)) is None:
            continue
        rest = len(plain.split()) - len(found.group(0).split())
        if rest <= _ROOM[cue]:
            return cue
    words = plain_words(text)
    if re.fullmatch(r"((u+m+|u+h+|er+m?|h+m+|a+h+|oh|well|so|like|you know|i mean|let me see) ?)+", words):
        return Cue.WAIT
    if re.fullmatch(r"((what|huh|eh|sorry|pardon|excuse me) ?)+", words):
        return Cue.REPEAT
    if re.fullmatch(r"((hi|hello|hey|there|good (morning|afternoon|evening)) ?)+", words):
        return Cue.GREETING
    return None


#: How many more words an utterance may have beside the cue itself.
_ROOM = {
    Cue.REPEAT: 6,
    Cue.SLOWER: 7,
    Cue.PERSON: 14,
    Cue.GOODBYE: 5,
    Cue.THANKS: 3,
    Cue.GREETING: 2,
    Cue.WAIT: 4,
    Cue.WHO: 5,
    Cue.ABILITIES: 5,
    Cue.HEARD: 4,
    Cue.UNKNOWN: 9,
    Cue.CANCEL: 1,
}


def yes_or_no(text: str) -> bool | None:
    """Return True for yes, False for no, None for neither.

    >>> yes_or_no("no that's fine go ahead"), yes_or_no("yeah why not"), yes_or_no("Tuesday")
    (True, True, None)
    """
    plain = plain_words(text)
    if _NEGATED_YES.search(plain):
        return True
    plain = re.sub(r"^(no )(that'?s (fine|good|great|perfect)|go ahead|that works)", r"\2", plain)
    plain = re.sub(r"\bno (please|yes|yeah)\b", "yes", plain)
    says_no, says_yes = _NO.search(plain), _YES.search(plain)
    if says_no and says_yes:
        return says_yes.start() < says_no.start()
    if says_no:
        return False
    return True if says_yes else None
