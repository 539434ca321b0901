"""Words that may stand beside a value without changing it. Beside any other word a value is asked about, not taken.

"Thursday would be great" is Thursday; "I get home on Thursday" may be anything.
"""

from __future__ import annotations

import re

_BESIDE = frozenset(
    """
    are a an the on at in of for to by with and so then well oh ah uh um hm okay ok yeah yes yep sure right
    alright fine good great perfect lovely cool nice best better ideal easiest please thanks thank you i i'd
    i'll i'm i've me my we we'd we'll us it it's it'd its that that's that'd that'll this is be would will could
    can do does did say said let let's lets make go going have has take come put down pay send book schedule
    set see how about what works work suits suit want wanted wish like love prefer rather need think thinking
    thought hoping hope was looking shooting called call just only really actually sorry no wait meant mean
    correction instead free available sounds should latest today next coming one date time appointment visit
    technician payment amount bill flat even total got give charge towards toward account course absolutely
    definitely hi hello hey you'd know yours there's there am pm o'clock here possible ideally same still
    everything cash dollar dollars buck bucks cents cent usd it'll as soon anyway guess sometime speaking
    honestly literally exactly your you're now whatever
    """.split()
)
_TIME = re.compile(r"\b(at |around |about )?\d{1,2}(:\d\d| \d\d)?( ?(am|pm|o'clock))\b|\bat \d{1,2}\b")
_PART = re.compile(
    r"\b(in the )?(morning|afternoon|evening|mornings|afternoons|evenings)('s)?\b|"
    r"\bif (you can|you( have|'ve)( got)?( that| it| one)|possible|it'?s possible|there is( one)?|"
    r"(that|it)('s| is)? (ok|okay|fine|works|possible|suits)|i may)\b"
)


def stands_plain(rest: str, *, also: frozenset[str] = frozenset()) -> bool:
    """Tell whether words beside a value leave it as it is."""
    rest = _PART.sub(" ", _TIME.sub(" ", rest.lower()))
    return all(word in _BESIDE or word in also for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", rest))
