"""Words of a turn as the grammar of days reads them."""

from __future__ import annotations

import re

from callcenter.spoken.days.day_steps import MONTH, WEEKDAY
from callcenter.spoken.numbers.numbers import numerals

#: Days as recognisers tear them in two: "wednes day", "next to's day", "to day".
_WHOLE_DAY = {
    **{f"{one}": f"{one}day" for one in ("sun", "mon", "tues", "wednes", "thurs", "fri", "satur")},
    "sat": "saturday", "wens": "wednesday", "to's": "tuesday", "two's": "tuesday", "thirst": "thursday",
}  # fmt: skip
_SPLIT_DAY = re.compile(rf"\b({'|'.join(_WHOLE_DAY)}) day\b")
_SPLIT_TODAY = re.compile(r"\bto (day|morrow)\b(?! (?:after|before)\b)")
#: One of several things, and no day of the month: "the second half", "my first payment".
_OF_SEVERAL = re.compile(
    r"\b(?:1st|2nd|3rd|4th) (half|part|payment|rate|visit|appointment|bill|invoice|letter|call|instal?lment|go|month)\b"
)
#: A street, a floor, one time of several, and no day of a month: "on Third Street", "the third bloody time".
_PLACE = re.compile(
    r"\b(?:\d+ )?(?:\d{1,2}(?:st|nd|rd|th)) "
    r"(?:(?:bloody|damn\w*|flipping|freaking|goddamn|whole|straight|separate|single|big|long|consecutive) )?"
    r"(?:outage|breakdown|fault|problem|complaint|street|st|avenue|ave|road|rd|floor|grade|grader|door|house|row|"
    r"time|place|person|"
    r"technician|ticket|customer|child|marriage|birthday|anniversary|century|world|ward|fleet)\b|"
    rf"\b(?!(?:{WEEKDAY}|{MONTH}|the|or|and|no|not|but|sorry|of|to|than|between|either|yes|even)\b)[a-z]+ and "
    r"\d{1,2}(?:st|nd|rd|th)\b(?! of\b)|\b\d{1,2}(?:st|nd|rd|th) and (?!the\b|(?:mon|tues|wednes|thurs|fri|satur|"
    r"sun)day)"
    r"[a-z]+(?: street| avenue)?$|\b(?:at|on|near|by|off) "
    r"\d{1,2}(?:st|nd|rd|th) and (?!the\b|\d{1,2}(?:st|nd|rd|th)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\w+\b|"
    r"\bcorner of(?: the)? (?:\w+ and )?\d{1,2}(?:st|nd|rd|th)\b"
)
#: "Thursday is good, Friday is better" names no Good Friday.
_GOOD_COMMA = re.compile(r"\bgood[,.;!?]+ (?=fri)")
#: "In January, on the tenth".
_IN_MONTH_THE = re.compile(rf"\bin ({MONTH}) (?:on )?the (\d{{1,2}}(?:st|nd|rd|th)?)\b(?! week)")


def plain_day_words(text: str) -> str:
    """Return a text as the grammar of days reads it: figures for number words, no fillers, no commas."""
    text = re.sub(
        rf"\b({WEEKDAY}|tomorrow|today)['’]s (?=out|no\b|not|bad|impossible|difficult)", r"\1 is ", text.lower()
    )
    text = _SPLIT_DAY.sub(lambda found: _WHOLE_DAY[found[1]], _SPLIT_TODAY.sub(r"to\1", text))
    text = re.sub(rf"\b({MONTH}) one\b", r"\1 1", _GOOD_COMMA.sub("fine, ", text))
    plain = numerals(re.sub(r"['’]s\b(?! time)", "", text.replace("new year's", "new years")))
    plain = re.sub(r"\bgood (morning|afternoon|evening)\b|\b(um+|uh+|er|erm|hmm|like|please)\b", " ", plain)
    plain = _PLACE.sub("address", _OF_SEVERAL.sub(r"\1", plain))
    plain = " ".join(re.findall(r"[^\W_]+(?:['/.:-][^\W_]+)*", plain))
    return _IN_MONTH_THE.sub(r"\1 \2", plain)
