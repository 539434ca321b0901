"""Small talk in English, by kind: what is said to be kind, or to somebody else in the room, and wants nothing.

Patterns go over plain words (`plain_words`). What they match is no answer, no wish, and no failure to understand.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Talk(StrEnum):
    """What kind of small talk a turn is."""

    COMPLIMENT = "compliment"
    LAUGHTER = "laughter"
    APOLOGY = "apology"
    WEATHER = "weather"
    HOW_ARE_YOU = "how-are-you"
    IN_THE_ROOM = "in-the-room"
    SORROW = "sorrow"


_VERY = r"(?: (?:a|an|so|very|really|ever so|such|quite|rather|just|too|got|terribly|the|most|pretty))*"
_A_BIT = r"(?:(?:a bit|a little|so|very|rather|quite|all|getting|terribly|really|too|not very|ever so) )+"
_NICE = r"(?:nice|lovely|sweet|friendly|polite|charming|pleasant|beautiful|soothing|gorgeous)"
_WHOM = r"(?: (?:my|the|him|her|them|somebody|someone|myself))?(?: \w+)?"
_FAMILY = r"(?:mommy|mummy|daddy|mom|mum|dad|grandma|grandad|granny|grandpa|mama|papa)"

#: Alternatives of whole words, by kind.
TALKS: dict[Talk, str] = {
    Talk.COMPLIMENT: (
        rf"(?:you|this voice|your voice)(?: do)?(?:'re| are| sounds?| seems?| is){_VERY} "
        rf"(?:{_NICE}|clever|smart|patient|well spoken|young|cute|sweetie|darling|gem|angel|treasure|hoot|riot)"
        r"(?: (?:girl|lady|boy|man|fella|lad|lass|person|listener|dear|love|you know|to (?:talk|speak) to))*$|"
        rf"you(?:'ve got| have(?: got)?| got){_VERY} {_NICE} (?:voice|accent|manner|manners)|"
        rf"(?:what a|such a) {_NICE} (?:voice|accent|lady|girl|(?:young )?(?:lady|man))|"
        r"i (?:do |just |really )?(?:like|love) your (?:voice|accent)|"
        r"nice (?:talking|speaking|chatting) (?:to|with) you|you'?re doing (?:great|well|fine)"
    ),
    Talk.LAUGHTER: (
        r"^(?:oh |well |ok |okay )*(?:(?:ha ?){2,}h?|(?:ha){2,}\w*|(?:he ?){2,}h?|hee hee|ho ho(?: ho)?|lol)(?: (?:ok|"
        r"okay|"
        r"well|oh|dear|sorry|good one|that'?s funny|you'?re (?:so )?funny|that'?s a good one))*$|"
        r"(?:that'?s|you'?re|you are|oh|very|how)(?: (?:so|very|too|really|pretty))* (?:funny|hilarious)$|"
        r"you (?:make|made) me laugh|you crack me up|that'?s a good one$|just (?:kidding|joking)|i'?m (?:only |"
        r"just )?(?:kidding|joking)"
    ),
    Talk.APOLOGY: (
        r"(?:so |very |i'?m |i am |terribly |oh )*(?:sorry|apologi[sz]e|apologies) (?:(?:about|for) (?:that|this|it|"
        r"all (?:that|this)|"
        r"the (?:noise|wait|delay|dog|kids?|children|baby|racket|interruption|background noise|tv|music|cough)|"
        r"being (?:so )?\w+|"
        r"(?:my|taking (?:so|your|too)) \w+)|to keep you(?: waiting)?|i kept you waiting|i'?m (?:back|here)(?: now)?)$|"
        rf"(?:sorry )?i(?:'m| am) {_A_BIT}(?:slow|confused|old|forgetful|muddled|flustered|nervous|silly|hopeless|"
        rf"scatterbrained|"
        r"distracted)(?: (?:today|now|i know|i'?m afraid|with (?:this|these|those|all)(?: \w+)?|at my age))*$|"
        r"sorry i(?:'m| am| was)(?: just| only)? (?:slow|old|confused|miles away|distracted|rambling|daydreaming|"
        r"coughing|sneezing|"
        rf"eating|(?:talking|speaking|shouting|yelling) (?:to|at){_WHOM})(?: \w+){{0,2}}$|"
        r"i was (?:just |only )?(?:talking|speaking|shouting|yelling) (?:to|at) (?:my|the|him|her|them|somebody|"
        r"someone|myself)(?: \w+)?$|"
        r"don'?t mind me|(?:i'?m )?(?:just |only )?(?:talking to myself|thinking (?:out loud|aloud)|rambling|"
        r"babbling)(?: again)?$|"
        r"(?:i'?m )?(?:no good|not good|hopeless|useless) (?:with|at) (?:these things|technology|computers|phones|"
        r"machines|numbers|this)|"
        r"silly me|(?:i'?m )?getting old"
    ),
    Talk.WEATHER: (
        r"(?:it'?s|it is|it'?s been|is it|isn'?t it|still)(?: (?:so|really|always|just|been|absolutely|all))* "
        r"(?:raining|snowing|pouring|drizzling|freezing|boiling|sunny|windy|foggy|chilly|stormy)"
        r"(?: (?:out|outside|here|there|today|again|now|like mad|cats and dogs|where you are|over|with you|too|"
        r"so hard|down|isn'?t it))*$|"
        r"(?:it'?s|it is|is it|isn'?t it|it'?s getting)(?: (?:so|very|really|quite|terribly|a|such a|a bit|getting))* "
        r"(?:hot|cold|warm|nice|lovely|miserable|beautiful|dark|grey|gray|wet) (?:out|outside|out there|out here|"
        r"where you are|over there|"
        r"with you|weather|day(?: (?:today|out|outside|here|isn'?t it))?)(?: (?:today|too|isn'?t it|right now))*$|"
        r"(?:nice|lovely|terrible|awful|horrible|beautiful|dreadful|miserable|gorgeous|wonderful|rotten|"
        r"what) (?:weather|a day)"
        r"(?: (?:we'?re having|isn'?t it|today|out there|outside|here|for ducks|again|it is))*$|"
        r"how(?:'s| is) the weather(?: .*)?"
    ),
    Talk.HOW_ARE_YOU: (
        r"how(?:'s| is)(?: your)? (?:day|morning|evening|afternoon|week|night)(?: (?:going|been|so far))*|how(?:'s|"
        r" is) (?:it going|life|"
        r"things)(?: with you)?|how have you been|how are you(?: (?:doing|today|then|this \w+|dear|love))*|"
        r"(?:i )?hope you(?:'re| are) (?:well|fine|good|ok|okay|having a (?:nice|good|lovely) \w+)|"
        r"(?:do|did) you have an? (?:nice|good|lovely|busy|quiet) (?:day|morning|afternoon|evening|weekend)"
        r"(?: (?:there|today|too|so far|over there|as well))*$|"
        r"are you (?:well|busy|tired|all ?right|having a (?:nice|good|lovely|busy) \w+)$|you all ?right(?: (?:dear|"
        r"love|mate|there))?$"
    ),
    Talk.IN_THE_ROOM: (
        r"(?:be|keep) quiet|quiet (?:please|down|you two)|sh+u?sh+|s+h+|hush(?: now)?|not now (?:honey|dear|love|"
        r"darling|sweetie|sweetheart|"
        r"baby|harold|mom|mum|dad|kids|boys|girls|son)|turn (?:that|the (?:tv|telly|television|radio|music)) (?:down|"
        r"off)|"
        r"put (?:that|it|your shoes|your coat|the (?:dog|cat|knife)) (?:down|away|back|out|on)|(?:sit|lie|get|"
        r"calm) (?:down|still)(?: now)?$|"
        rf"come here(?: \w+)?$|(?:i'?m|{_FAMILY}'?s|{_FAMILY} is) (?:just )?on the (?:phone|telephone)(?: (?:now|"
        rf"right now|dear|honey|love|darling))*$|"
        r"(?:good|bad|naughty|clever) (?:boy|girl|dog|cat)(?: \w+)?$|(?:shut|close) (?:the|that) (?:door|window)|"
        r"do your homework|"
        r"(?:i'?ll be (?:right )?(?:there|with you)(?: in a (?:minute|moment|sec|second))?|i'?m coming|"
        r"^coming)(?: (?:dear|love|honey|darling|mom|mum))?$|"
        r"(?:no )?not you(?: (?:dear|love|sorry|i was talking to \w+(?: \w+)?))*$|what'?s that (?:dear|love|honey|"
        r"darling|harold)|"
        r"it'?s (?:just )?(?:the|my) (?:internet|phone|telephone) (?:people|company|lady|lot)(?: (?:dear|love|honey|"
        r"darling))?$"
    ),
    Talk.SORROW: (
        r"(?:he|she|my (?:late )?\w+)(?:'s| has|'d| had)?(?: just| only| recently| sadly)? (?:passed(?: away| on)?|"
        r"died)"
        r"(?: (?:last|this|two|three|a|few|in|on|before|\w+day|week|month|year|years|weeks|months|ago|spring|summer|"
        r"autumn|fall|winter|christmas))*$|"
        r"(?:i'?ve|i have|i) (?:just )?lost my (?:husband|wife|mother|father|mom|mum|dad|son|daughter|brother|"
        r"sister)(?: \w+){0,3}$|"
        r"(?:i'?m|i am) (?:so |very |all )*(?:lonely|alone|sad)(?: (?:here|now|these days|today))*$"
    ),
}

_KINDS = {kind: re.compile(rf"(?<![a-z0-9'])(?:{words})(?![a-z0-9'])") for kind, words in TALKS.items()}


def kind_of_talk(plain: str) -> Talk | None:
    """Return what kind of small talk plain words hold, None if none.

    >>> kind_of_talk("you have a lovely voice").value, kind_of_talk("my modem has a lovely light")
    ('compliment', None)
    """
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(plain)), None)
