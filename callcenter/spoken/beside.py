"""Words that may stand beside a value without changing it. Beside any other word a value is asked about, not taken.

"Thursday would be great" is Thursday; "I get home on Thursday" may be anything.
"""

from __future__ import annotations

import re

from callcenter.spoken.words import ENDEARMENTS

_BESIDE = ENDEARMENTS | frozenset(
    """
    are a an the on at in of for to by with and so then well oh ah uh um hm okay ok yeah yes yep sure right
    alright fine good great perfect lovely cool nice best grand better ideal easiest please thanks thank you i i'd
    i'll i'm i've me my we we'd we'll us it it's it'd its that that's that'd that'll this is be would will could
    can do does did say said let let's lets make go going have has take come put down pay send book schedule
    set see how about what works work suits suit want wanted wish like love prefer rather need think thinking
    thought hoping hope was looking shooting called call just only really actually sorry no wait meant mean
    correction instead free available sounds should latest today next coming one date time appointment visit
    technician payment amount bill flat even total got give charge towards toward account course absolutely
    definitely hi hello hey you'd know yours there's there am pm o'clock here possible ideally same still
    everything cash dollar dollars buck bucks cents cent usd it'll as soon anyway guess sometime speaking
    honestly literally exactly your you're now whatever bless
    anything
    """.split()
)
_HOUR = r"(?:\d{1,2}(?::\d\d| \d\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midday)"
_TIME = re.compile(
    rf"\b(?:(?:any ?time|only|but|not|even) )*(?:after|before|around|about|from|past|till|until|between)"
    rf"(?: about| around| like| half| half past| quarter past)* {_HOUR}(?! (?:days?|weeks?|months?)\b)"
    rf"(?: (?:and|to|or) {_HOUR})?(?: ?(?:am|pm|o'clock|ish|onwards?|or so|or later))?(?! of\b)\b|"
    r"\b(?:\d{1,2}|ten|nine|eleven|two|three|four) ?ish\b|"
    r"\b(at |around |about )?\d{1,2}(:\d\d| \d\d)?( ?(am|pm|o'clock))\b|\bat \d{1,2}\b"
)
_PART = re.compile(
    r"\b(?:(?:(?:but|only|just|early|late|first thing|1st thing|any ?time|ideally|preferably) )*(?:in the |the )?"
    r"(?:morning|afternoon|evening)s?(?:'s)?|first thing|1st thing|all day(?: long)?|any ?time|(?:after|before) "
    r"(?:work|school|lunch|dinner|breakfast|church|supper))\b|"
    r"\bonly if it'?s (?=after|before|in the|around)|"
    r"\bif (?:(?:at all|it'?s at all|it'?s|that'?s) possible|you (?:can|could)|you(?: have|'ve)(?: got)?(?: that|"
    r" it| one| them)?|"
    r"possible(?: at all)?|there is(?: one)?|(?:that|it)(?:'s| is)? (?:ok|okay|fine|all right|works|possible|"
    r"suits)|i may)\b|"
    r"\bpossible at all\b"
)
#: Somebody lets the technician in, or is to come: it is a day for that.
_SOMEBODY_IN = re.compile(
    r"\b(?:(?:(?:my|our) [\w']+(?: in law)?|some(?:body|one)|he|she|they|i|we)"
    r"(?:'ll| can| could| will| would|'d) be|i'm|we're|i am|we are|(?:my|our) [\w']+ is|some(?:body|one)'?s) "
    r"(?:(?:always|usually|only|both) )*(?:(?:at )?home|here|in|around|off|free|available|there)\b(?! (?:late|"
    r"trouble|pain|hospital|bed))|"
    r"\b(?:can|could|will|would) (?:he|she|they|some(?:body|one))(?: please| possibly)? (?:come|be here|do|make)\b"
)


def stands_plain(rest: str, *, also: frozenset[str] = frozenset()) -> bool:
    """Tell whether words beside a value leave it as it is."""
    rest = _SOMEBODY_IN.sub(" ", _PART.sub(" ", _TIME.sub(" ", rest.lower().replace("’", "'"))))
    return all(word in _BESIDE or word in also for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", rest))
