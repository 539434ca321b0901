"""An answer without what callers tell beside it: "I work Mondays, so Tuesday", "I'm eighty four. The seventh, dear"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from callcenter.spoken.numbers.numbers import numerals
from callcenter.spoken.words import plain_words

#: Where one clause ends and another begins: at a mark, or at a word that leads in a reason or what follows from one.
_JOINTS = re.compile(
    r"(?P<end>(?:[.;!?…]+|\.\.+|\s[–—-]+)\s+)|(?P<comma>,\s+)|"
    r"(?P<word>\s+(?=so (?!far|much|late|early|soon|many|long|that i can)\b)|"
    r"\s+(?=but )|"
    r"\s+(?=(?:(?:because|cause|'cause|since|when|while|as|and) (?:i|we|my|our|he|she|it|they)|"
    r"(?:because|cause|when|while|and) the (?!\d|\w+th\b|first|second|third))\b))",
    re.I,
)
_LEAD = (
    r"^(?:(?:well|oh|um+|uh+|so|but|and|because|cause|since|as|when|while|you see|see|look|actually|no|yes|yeah|ok|"
    r"okay|sorry|wait|hang on|hm+|now|right|like|i know|let me see|that's) )*"
)
#: Who or what is spoken of, the verb after it left aside.
_WHO = (
    r"(?:i|we|he|she|they|you|it|that|there|today|some(?:body|one)|every(?:body|one)|nobody|"
    r"(?:the )?(?:rent|car|mortgage|insurance|electric|gas|payday|check|pension|benefit|school|church)|"
    r"(?:my|our|his|her|their|the|your)(?: [\w']+){1,3}?)"
)
#: What people tell of themselves and of others, and what of a day.
_VERB = (
    r"(?:(?:'m|'re|'s|'ve|'d|'ll be| am| are| is| was| were| will be| has| have| had)(?: (?:got|had|been))?|"
    r" (?:just |only |always |usually |also |already |still |never |both |all )*"
    r"(?:works?|gets?|got|goes|go|comes?|came|paid|pays?|broke|died|starts?|started|called|rang|went|turns?|turned|"
    r"leaves?|left|moved?|moves|visits?|visited|teach(?:es)?|babysits?|drives?|fly|flies|finish(?:es)?|sees?|saw|"
    r"look after|looks after|picks? up|takes?|took|stopped|happened|sleeps?|bowls?|sings?|plays?|does|did|doesn't|"
    r"didn't|don't|can't|cannot|couldn't|won't|told|waited|lives?|owes?|makes?(?! it)))\b"
)
_TELLS = re.compile(_LEAD + _WHO + _VERB)
#: What makes an offer of it: "I'm off on Thursday", "my only free day is Friday", "I said Tuesday".
_OFFERS = re.compile(
    r"\b(?:free|available|open|best|better|good|fine|great|grand|ok|okay|perfect|ideal|suits?|would|could|can|should|"
    r"prefer|rather|said|meant|mean|think|want|like|need|hope|let's|has to be|have to be|only day|the day|do it|"
    r"(?<!get )(?<!gets )(?<!got )(?<!went )(?<!goes )(?<!laid )(?<!cut )off|(?:it|that|this|which) works?)\b|"
    r"\b(?:i|we|he|she|they)(?:'m|'re|'s| am| are| is|'ll be| will be)(?: (?:always|usually|all|only|both))* "
    r"(?:at )?(?:home|here|there|around|back|in(?=$| (?:all|then|from|until|till|after|before|on|for|most|anyway|"
    r"that|the (?:morning|"
    r"afternoon|evening)|\w+day)))\b"
)
#: Rules out what was said just before: "so not then", "that's no good".
_RULES_OUT = re.compile(
    r"^(?:(?:so|but|oh|no|wait|well|and|sorry|actually|hang on) )*"
    r"(?:not (?:that|then|that day)|(?:that|it)(?:'s| is) (?:no good|not good|out|bad|no use)|"
    r"(?:that|it) (?:won't|doesn't|does not|will not|wouldn't) (?:work|do|suit)|"
    r"(?:i|we) (?:can't|cannot|couldn't) (?:do (?:that|it|then)|then|that day))(?: (?:then|either|for me))*$"
)
#: Leaves what was said in doubt, or turns it down.
_DOUBTS = re.compile(
    r"\b(?:maybe|perhaps|might|possibly|probably|unless|if|or|not sure|unsure|depend\w*|otherwise|at least|"
    r"don't (?:know|think|want|need|believe|remember)|no idea|i guess|i suppose|i think|could be|"
    r"too (?:late|early|soon|far|long)|ridiculous|impossible|useless|a joke|crazy|forever|away|used to|"
    r"in theory|instead|cancel|forget)\b|\b(?:until|till|before|after|later|earlier|sooner)(?= (?:that|then|it)\b|$)"
)
_DENIES = re.compile(r"\b(?:no|nope|nah|not|never|can't|cannot|won't|don't|doesn't|isn't|wait|sorry|wrong)\b")
_OF_IT = re.compile(r"\b(?:it|that|this|then|there)\b|\b(?:it|that)'s\b")
#: An answer all the same: "it's the third", "I have Friday".
_IS_IT = re.compile(
    _LEAD + r"(?:it|that|this|which|i|we)(?:'s| is|'ve got|'ve| have| got)?(?: (?:a|an|the|on|for|got))*$"
)
#: Takes back what was said before it, or weighs it: as much of an answer as what comes after.
_WEIGHS = re.compile(
    r"^(?:(?:no|oh|well|um+|hm+|ok|okay) )*(?:let me (?:think|see)|hang on|hold on|wait|actually|you know what|"
    r"then again|on second thoughts?|scratch that|sorry|i mean|rather)(?: (?:no|a minute|a second|a sec|wait))*$"
)
#: What a day is to somebody: "Monday's my bowling", and not "Friday's the eleventh".
_OF_A_DAY = re.compile(
    _LEAD + r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?:'s| is| are) (?:my|our|his|her|their|when|an?|the)"
    r" (?!\w*\d|first|second|third|\w+th\b)"
)
#: What somebody does each week: "I mind my grandkids Mondays".
_HABIT = re.compile(_LEAD + _WHO + r" (?:[\w']+ ){1,6}?(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)days\b")
_WEEKDAY_FIRST = re.compile(r"^(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)days? ")
#: What is told of a thing, how it is or was, and no time that anybody wishes: "it dies every day at four".
_NO_THING = (
    r"(?:(?:early|late|next|first|last|later|other|whole|\w+day|\w+) )?(?:mornings?|afternoons?|evenings?|"
    r"nights?|days?|weeks?|weekend|"
    r"\w+days?|first|second|third|\w+th|\d+\w*|times?|one|latest|earliest|soonest|sooner|best|husband|wife|son|daughter|"
    r"mother|father|mom|mum|dad|partner|roommate|flatmate|boss|kids?|children|tenant|landlord|technician|engineer|"
    r"guys?|man|men|people|team|colleagues?)\b"
)
_REPORTED = r"(?:(?:he|she|they|my [\w']+)(?: just)? (?:says?|said|tells me|told me|thinks?|thought)(?: that)? )?"
_OF_A_THING = re.compile(
    _LEAD + _REPORTED + rf"(?:it|that|this|there|(?:the|my|our)(?: (?!{_NO_THING})[\w']+){{1,3}}?)"
    r"(?: (?:just|only|always|usually|still|also|all))*"
    r"(?:(?:'s| is| are)(?! (?:(?:on|at|for|in|after|before|around|until|till|from|by|next|this|the|not|a|an)\b|"
    r"\w*day\b|\d|"
    r"tomorrow|tonight|noon|morning|afternoon|evening|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve)\b))|(?:'s| has|'d| had) been| was| were| keeps?| kept| (?:goes|went) (?:off|out|down|slow|dead|"
    r"away|at|in|on|every)?| dies| died|"
    r" drops?| dropped| cuts?| stops?| stopped| worked| came| starts?| started| gets?| got| slows?| crash\w*| freez\w*|"
    r" froze| broke| breaks?| happen\w*| fails?| failed| disconnect\w*| works? (?:fine|well|ok)?(?= ?(?:until|"
    r"till|except|but|in|at)))(?=\b| |$)"
)
#: A time before who is spoken of: "every evening around eight it drops".
_TIME_FIRST = re.compile(
    r"^(?:(?:every|each|most|some|in the|at|around|about|since|always|mostly) ?(?:\w+ )?(?:mornings?|afternoons?|"
    r"evenings?|nights?|days?|"
    r"time|weekends?|noon|\w+day|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\b[ "
    r",]*(?:o'clock )?)+"
    r"(?=(?:it|the|my|our|that|everything) )"
)
_NAMES_A_TIME = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mornings?|afternoons?|evenings?|nights?|tonight|today|yesterday|"
    r"tomorrow|noon|midday|lunch|o'clock|weekends?|christmas|thanksgiving|\w+teenth|\w+tieth|\w*\d(?:st|nd|rd|th)|"
    r"(?:january|february|march|april|june|july|august|september|october|november|december)|"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)|"
    r"(?:at|around|about|since|after|before|by|until|till|between|from) (?:half past |quarter (?:past|to) "
    r")?(?:\d{1,2}|one|"
    r"two|three|four|"
    r"five|six|seven|eight|nine|ten|eleven|twelve))\b"
)
_TOLD_OF_ONESELF = re.compile(
    _LEAD + r"(?:i|we|he|she|they|some(?:body|one)|(?:my|our) \w+)(?: (?:just|only|already|also|never|even))* "
    r"(?:turns?|turned|(?:was|were) (?:supposed|meant|going|due|told) to|was born|got|paid|came|went|called|rang|"
    r"phoned|wrote|tried|waited|sent|died|"
    r"broke|moved in|married|retired?d?|visited)\b|"
    + _LEAD
    + r"(?:i|we)(?:'ve| have)(?: got)? (?:the|an?|my|our) [\w']+(?: [\w']+)? (?:on|at)\b"
)
#: Where somebody lives: "apartment four".
_OF_A_HOUSE = re.compile(
    r"\b(?:apartment|apt|unit|flat|suite|floor|door|house|building|gate|code|room|street|avenue|road|drive)\b"
)
#: Why somebody can't then.
_BUSY = re.compile(
    r"\b(?:work(?! (?:days|nights|from home|mornings|afternoons|evenings|shifts?|earlies|lates)\b)|working|busy|"
    r"away|tied up|at (?:work|school|church|the|my)|on (?:shift|nights|days|earlies|"
    r"holiday|vacation)|in court|"
    r"in (?:the )?hospital|out|travell?ing|have (?:class|work|the dentist|court))\b(?!.*\b(?:till|until|before|"
    r"after|from|all week|otherwise|"
    r"so|in the week)\b)"
)
_ANY = re.compile(r"\b(?:any\w*|every\w*|all|no\w*|when|which|what)(?:ever)?(?: \w+){0,5}$", re.I)
#: So few words, with a no among them, turn down what stands beside them.
_SHORT = 3
#: Leads in what is meant after what was told; bare, a value goes on with a list ("I work Mondays, Tuesdays").
_LEADS_IN = re.compile(
    r"^(?:so|but|then|make|no|how|what|let's|can|could|maybe|just|rather|put|it|i|we|move|is|do|would|that)\b"
)
#: Counts from what was told: it is no remark then.
_COUNTS_ON = re.compile(
    r"\b(?:after|before)(?: that| it| then)?(?: (?:please|then|maybe|instead))*$|"
    r"\b(?:day|week|one|next|\w+day) (?:after|before)\b(?! (?:next|tomorrow)\b)|\bthe (?:next|following)\b|"
    # "I get paid on the thirtieth, so the first" may be before it, or after.
    r"\b(?:paid|pay ?day|pay ?check|check|pension|benefits?|social security|wages)\b.*\bso\b"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause as it stands, its plain words, the mark before it, and what it holds of the value asked for."""

    text: str
    plain: str
    is_after_comma: bool
    #: What is left of it without the value; None if it holds none.
    rest: str | None
    stands: bool
    ends_with_it: bool

    @property
    def is_answer(self) -> bool:
        """Whether it says the value and nothing that may turn it round."""
        return self.stands and not (self.tells and not _IS_IT.search(self.rest or ""))

    @property
    def tells(self) -> bool:
        """Whether it only tells something."""
        said = _WEEKDAY_FIRST.sub("", self.plain)
        is_told = (
            _TELLS.search(said) is not None
            or _HABIT.search(said) is not None
            or _OF_A_DAY.search(self.plain) is not None
        )
        return is_told and _OFFERS.search(said) is None

    @property
    def leaves_it(self) -> bool:
        """Whether it holds nothing of the value, and leaves that as it is."""
        if self.rest is not None or _DOUBTS.search(self.plain) or _WEIGHS.search(self.plain):
            return False
        is_short = len(self.plain.split()) <= _SHORT
        if is_short and _OF_A_HOUSE.search(self.plain):
            return True
        figures = numerals(self.plain.replace("grand", "good"))
        if is_short and not self.tells and any(letter.isdigit() for letter in figures):
            return False  # a year, or a day by its number only
        is_of_it = _OF_IT.search(self.plain) is not None or is_short
        return not (_DENIES.search(self.plain) and is_of_it)


def without_remarks(text: str, rest_of: Callable[[str], str | None], stands: Callable[[str], bool]) -> str:
    """Return a text without the clauses that only tell something, if others say the value by themselves.

    All of it in doubt: where no clause says the value plainly, where one goes on with a list of what was told, or
    counts from it ("I'm away till Friday, so the Monday after that").

    Args:
        text: What the caller said.
        rest_of: Returns what a clause says beside a value, None if it holds none.
        stands: Tells whether a clause says a value and nothing that may turn it round.
    """
    clauses = _clauses(text, rest_of, stands)
    if len(clauses) < 2 or not any(one.is_answer for one in clauses) or _COUNTS_ON.search(plain_words(text)):
        return text
    kept: list[_Clause] = []
    was_told = is_dropped = False
    for place, one in enumerate(clauses):
        ahead = any(other.is_answer for other in clauses[place + 1 :])
        before = clauses[place - 1] if place else None
        if was_told and one.is_answer and one.is_after_comma and before is not None and before.ends_with_it:
            if not _LEADS_IN.search(one.plain):  # "I have classes Mondays, Wednesdays"
                if not ahead:
                    return text
                continue
        if before is not None and before.is_answer and _is_against(one, before):
            return text
        if one.rest is None and _RULES_OUT.search(one.plain) and ahead and (was_told or _holds(kept)):
            kept = kept if was_told else kept[:-1]
            is_dropped = True
            continue
        was_told = one.tells and one.rest is not None if one.rest is not None or not one.leaves_it else was_told
        if not one.is_answer and (one.leaves_it or (one.rest is not None and one.tells)):
            is_dropped = True
            continue
        kept.append(one)
    return ". ".join(one.text for one in kept) if is_dropped and any(one.is_answer for one in kept) else text


def _is_against(one: _Clause, answer: _Clause) -> bool:
    """Tell whether what is told right after an answer speaks against it: "Friday, I'm at work"."""
    if one.is_answer or _BUSY.search(one.plain) is None:
        return False
    days = {word.removesuffix("s").removesuffix("'") for word in one.plain.split()}
    return one.rest is None or bool(days & set(answer.plain.split()))


def without_told(text: str) -> str:
    """Return a text without the clauses that tell how something is or was, or what somebody did.

    >>> without_told("it's slow in the evenings, call me tomorrow"), without_told("the evening is better")
    ('call me tomorrow', 'the evening is better')
    """
    ends = [(match.start(), match.end()) for match in _JOINTS.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    clauses = [
        text[start:end].strip() for start, end in zip(starts, [*(end for end, _ in ends), len(text)], strict=True)
    ]
    kept = [one for one in clauses if not _is_told(plain_words(one))]
    return ". ".join(kept) if len(kept) < len(clauses) else text


def _is_told(plain: str) -> bool:
    if _NAMES_A_TIME.search(plain) is None:
        return False  # "that's weeks away" is said of a day before it
    plain = _TIME_FIRST.sub("", plain)
    is_past = _OF_A_THING.search(plain) is not None or _TOLD_OF_ONESELF.search(plain) is not None
    return is_past and _OFFERS.search(plain) is None


def _holds(kept: list[_Clause]) -> bool:
    return bool(kept) and kept[-1].rest is not None


def _clauses(text: str, rest_of: Callable[[str], str | None], stands: Callable[[str], bool]) -> list[_Clause]:
    found: list[_Clause] = []
    start, is_after_comma = 0, False
    ends = [(match.start(), match.end(), bool(match["comma"])) for match in _JOINTS.finditer(text)]
    for end, begins, is_comma in (*ends, (len(text), len(text), False)):
        said = text[start:end].strip()
        if begins < len(text) and _ANY.search(said) and text[begins:].lower().startswith("but "):
            continue  # "any afternoon but Tuesday" is one
        if plain := plain_words(said):
            rest = rest_of(said)
            found.append(
                _Clause(
                    text=said,
                    plain=plain,
                    is_after_comma=is_after_comma,
                    rest=plain_words(rest) if rest is not None else None,
                    stands=rest is not None and stands(said),
                    ends_with_it=rest is not None and rest[-1:] in ("", " "),
                )
            )
        start, is_after_comma = begins, is_comma
    return found
