"""What the caller puts right: a wish in the same breath ("cancel that, I mean keep it"), a message as it was heard."""

from __future__ import annotations

import re

from callcenter.dialog.hearing.beside import ASKING_BACK
from callcenter.dialog.hearing.closing import cancel, remember_declined
from callcenter.dialog.hearing.in_place import asks_of_else, is_foreign_question
from callcenter.dialog.hearing.messages.call_wished import is_of_the_call
from callcenter.dialog.hearing.wish_beside import other_phone
from callcenter.dialog.script import END, MESSAGE, TICKET
from callcenter.dialog.tools import ask, corrected, fill, look_first, of_first_payment, others, says_again
from callcenter.dialog.turn import IDLE, Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import Action, decide
from callcenter.dialog.understanding.own_words import own_words, words_of
from callcenter.dialog.understanding.slot_filling import Filled, is_number, kind_of
from callcenter.dialog.ways_out import ask_more, value_schema
from callcenter.dialog.wishes import is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Act, Consent
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.consent import consent as consent_to
from callcenter.spoken.act.more_wanted import keeps_it, only_has_it_stay
from callcenter.spoken.act.refusal import without_denied
from callcenter.spoken.days.day_steps import WEEKDAY
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.days.times import part_of_day, time_in
from callcenter.spoken.essentials import without_asides
from callcenter.spoken.numbers.long_numbers import says_only_numbers
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import after_letting_go, begins_as_wish, leans, matter_meant, repairs, with_matter
from callcenter.spoken.words import plain_words, sentences

#: "Leave it as it is": who says so few words wants nothing changed.
KEEPING_WORDS = 5
#: What callers choose, by kind of value: the likeliest to be meant first.
_CHOSEN = ("date", "money", "enum")
#: Means another of several that were named: "no, the later one".
_THE_OTHER = re.compile(
    r"\bthe (?:other|later|latest|earlier|second|first|last) one\b|^(?:(?:no|nope|oh|sorry|not that) )*the other$"
)
#: Takes back what was said of a number, before it is said over: "98013. Wait, 98103".
_OVER = re.compile(
    r"(?<=\w)[\s,.;:!?…–—-]+(?:(?:no|wait|sorry|hang on|hold on|rather|actually|i mean|i meant)[\s,.;:!?…–—-]+)+", re.I
)
#: Where something is proposed or offered.
_PROPOSED = (Awaiting.CONSENT, Awaiting.OFFER)
#: So many of the caller's turns back the wish may stand whose matter is put right.
_LOOKED_BACK = 3
#: Puts it off altogether, whatever day is named for that: "no. I'll call again next week".
_CALLS_AGAIN = re.compile(
    r"\b(?:i|we)(?:'ll| will|'d better|'m going to| am going to) (?:(?:just|rather|better) )*"
    r"(?:(?:call|ring|phone|try|come|get)(?: (?:you|it|in))? (?:back|again|later|another time|some other time|by)\b|"
    r"(?:call|ring|phone) (?:you|them|him|her|somebody|someone|in|up)\b)|"
    r"\b(?:i|we)'?d (?:(?:much|really) )?(?:sooner|rather|prefer to) wait\b(?! (?:until|till|for)\b)"
)
#: Has what is there already stay: "leave it on Tuesday", to a visit on Tuesday that was to be moved.
_LEAVES_IT = re.compile(
    r"\b(?:stay|stick) (?:with|on|to)\b|"
    r"\b(?:leave|keep) (?:it|that|(?:the |my )?\w+day|mine|"
    r"my (?:visit|appointment|slot)|the (?:old|first) one|things)\b"
)
_CALLED = re.compile(r"\b(?:call|ring|phone)\w*\b")
_NO_OTHER = re.compile(
    r"\b(?:don'?t|do not) (?:want|need) (?:an?y? |the )?(?:other|another|different|new) (?:day|time|date)\b"
)
_WEEKDAY = re.compile(rf"\b(?:{WEEKDAY})\b")

#: Asks of what stands, and corrects nothing: "so is the sixty still noted?", "does he come before lunch?"
ASKS_STILL = re.compile(
    r"^(?:(?:so|and|but|wait|ok|okay|oh) )*(?:(?:is|are|was|does|do|will) .*\bstill\b|"
    r"(?:does|will|would|is) (?:he|she|they|the (?:technician|engineer|guy|man|fella|visit))\b|"
    r"do (?:you|they|your \w+) (?:(?:also|even|ever|still) )*(?:call|ring|phone|work|come|visit)\b(?! me| us))"
)
#: Asks what somebody or something will do, and not for a day of one's own: "will it work again this evening?"
_OF_OTHERS = re.compile(r"^(?:(?:and|but|so|wait|then) )*(?:will|does|did|has|was) (?:it|he|she|they|there|my \w+)\b")
#: A no before the time that is wished in place of the one proposed: "no, make it Thursday at two".
_NO_FIRST = re.compile(r"^(?:(?:no|nope|not|sorry|wait|oh|well|but)\b[\s,.!]*)+", re.I)
_DAY = {"format": "date"}
#: Somebody pays, and so the amount is none that they get.
_PAYS = re.compile(
    r"\b(?:i|we|he|she|they)(?:'ll|'d)? (?:(?:can|could|will|would|may|might|have to|want to|only|just) )*pay\b"
)
#: Asks for a day or a time: "could we make it".
_ASKED_TO_BE = re.compile(
    r"\b(?:can|could|would) (?:we|you|i|he|it|they) (?:please |just )?(?:make|do|have|move|change|shift|put|come|be)\b"
)
#: Asks for a reason, whatever value it names: "no. Why is it ninety five?"
_ASKS_WHY = re.compile(r"^(?:(?:no|but|and|so|wait|then) )*(?:why|how come)\b")
#: Probability at which a question that names a value is rather of another matter than of what was proposed.
ASKED_AT = 0.4
#: A no with a value beside it, in so few words, corrects what was proposed ("oh no, sorry, Tuesday is better").
CORRECTION_WORDS = 8


def leaves_all_as_it_is(turn: CallerTurn) -> bool:
    """Tell whether a no has everything stay, whatever day it names: of a later call, or the one it is on now."""
    plain, asked = plain_words(turn.text), _WEEKDAY.findall(plain_words(without_asides(turn.state.question)))
    if _CALLS_AGAIN.search(plain):
        return True
    if (rest := after_letting_go(turn.text)) is not None and not (begins_as_wish(rest) or says_only_when(rest)):
        return True  # "forget it, it's only ten dollars", "no, leave it, I'll be there on Tuesday"
    if any(only_has_it_stay(plain_words(one)) for one in sentences(turn.text)) or _NO_OTHER.search(plain):
        return True  # "not move it! It stays. Please write that he calls first", "I don't want another day!"
    named = set(_WEEKDAY.findall(plain))
    return _LEAVES_IT.search(plain) is not None and bool(named) and named <= set(asked[:-1]) - set(asked[-1:])


def put_right(turn: CallerTurn) -> Reply | None:
    """Hear only what a wish was put right to, if that is clear by itself; leave it all if the caller wants that."""
    if turn.state.awaiting not in IDLE:  # values and answers to a proposal have corrections of their own
        return None
    for before, said in repairs(turn.text):
        plain = plain_words(said)
        if keeps_it(plain) and len(plain.split()) <= KEEPING_WORDS:
            return ask_more(turn, phrasing.ALL_RIGHT)
        if not begins_as_wish(said) or says_only_when(said):
            continue
        choice = decide(turn.rank(said))
        is_clear = choice.action is Action.ACT or (choice.action is Action.CLARIFY and not leans(said))
        if is_clear and choice.labels[0] not in (END, turn.rank(before)[0].label):
            turn.hear(said)
            return None
    return None


def named_parameter(turn: CallerTurn, frame: Frame) -> str | None:
    """Return the parameter the caller says is wrong ("no, another day"), if they name one."""
    plain = plain_words(turn.text)
    if phone := other_phone(turn, frame):
        return phone
    if _THE_OTHER.search(plain):
        schemas = turn.shapes[frame.tool].parameters
        return next((name for name in frame.arguments if kind_of(schemas.get(name, {})) == "date"), None)
    for name in _askable(turn, frame):
        nouns = "|".join(word for word in name.split("_") if word not in ("of", "on", "cents", "not", "callback"))
        if name in frame.arguments and re.search(rf"\b({nouns})\b", plain):
            return name
        if re.search(rf"\b(another|other|different|new) ([a-z]+ )?({nouns})\b", plain):
            return name
    return None


def _askable(turn: CallerTurn, frame: Frame) -> list[str]:
    """Return the parameters of a tool that have words to be asked by: no inner name is ever spoken."""
    shape = turn.shapes[frame.tool]
    return [name for name in shape.parameters if name in shape.required or name in turn.tool(frame.tool).ask]


def otherwise(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Ask how the caller would have what was proposed, if they want it otherwise and don't say how ("that's too soon").

    Other times are listed where there is a list of them; else the day is asked for, or the amount. None if what was
    proposed has nothing to choose.
    """
    if (listing := others(turn, frame.tool, [frame.arguments], is_wanted=True)) is not None:
        return look_first(turn, Frame(tool=frame.tool), listing)
    schemas = turn.shapes[frame.tool].parameters
    kinds = {kind_of(schemas[name]): name for name in reversed(list(frame.arguments)) if name in schemas}
    parameter = named_parameter(turn, frame) or next((kinds[one] for one in _CHOSEN if one in kinds), "")
    if parameter not in turn.tool(frame.tool).ask or frame.tool in (MESSAGE, TICKET):
        return None
    turn.hold(frame.without(parameter), misses=0)
    return ask(turn, parameter)


def times_asked(turn: CallerTurn, frame: Frame) -> Reply | None:
    """List the times that are asked for at one of them ("before I say yes, what have you next week?")."""
    listing, last = turn.tool(frame.tool).choose_from, sentences(turn.text)[-1]
    is_asked = listing in turn.shapes and begins_as_question(last) and turn.called_for(last) == listing
    if not is_asked or leans(last) or turn.heard.act in ASKING_BACK or turn.state.awaiting is not Awaiting.CONSENT:
        return None  # "which day was it again?"
    remember_declined(turn)
    return look_first(turn, Frame(tool=frame.tool), fill(turn, Frame(tool=listing), [last]))


def asks_for_the_same(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether what is proposed is asked for once more ("could we make it the afternoon?", to the afternoon)."""
    plain = plain_words(turn.text)
    is_asked = len(plain.split()) <= CORRECTION_WORDS and _ASKED_TO_BE.search(plain) is not None
    is_of_it = own_words(_ASKED_TO_BE.sub(" ", plain)) - words_of("instead wait sorry") <= words_of(turn.state.question)
    return is_asked and is_of_it and says_again(turn, frame, turn.text)


def said_over(turn: CallerTurn) -> Filled | None:
    """Hear just the number that was said over in the breath it was asked for in, if it is whole; None if none is."""
    schema, said = value_schema(turn), _OVER.split(turn.text)
    if not is_number(schema) or len(said) < 2 or turn.reader.read(schema, said[-2]) is None:
        return None
    found = turn.reader.read(schema, said[-1])
    if not isinstance(found, Filled):
        return None
    turn.hear(said[-1])
    return found


def hear_meant(turn: CallerTurn) -> Reply | None:
    """Hear the wish before as it was meant, if only its matter is named anew; what was proposed is declined."""
    meant = matter_meant(turn.text)
    if not meant or turn.state.awaiting not in (*IDLE, *_PROPOSED) or says_only_when(meant):
        return None
    frame = turn.state.frame or turn.state.dropped
    if frame is not None and frame.tool in turn.shapes and corrected(turn, frame, turn.text) is not None:
        return None  # "no, I meant the afternoon"
    wish = _wish_of(turn, meant)
    if turn.state.awaiting in _PROPOSED:
        turn.keep_wish(wish)
        return cancel(turn) if wish else None
    if wish:
        turn.begin(awaiting=turn.state.awaiting, question=turn.state.question)
        turn.hear(wish)
    return None


def _wish_of(turn: CallerTurn, meant: str) -> str:
    """Return the wish before with what was meant in its place, or that alone; '' if neither is understood."""
    said = [text for text in turn.history[-_LOOKED_BACK:] if not says_only_numbers(text)]
    before = said[-1] if said else ""
    ways = [one for one in (with_matter(before, meant), meant) if one]
    choices = {one: decide(turn.rank(one)) for one in ways}
    understood = [one for one in ways if END not in choices[one].labels and choices[one].labels]
    clear = [one for one in understood if choices[one].action is Action.ACT]
    return next(iter([*clear, *understood]), "")


def says_when(turn: CallerTurn) -> bool:
    """Tell whether a day is named, or a time of one."""
    return names_a_time(turn) or isinstance(turn.reader.read(_DAY, turn.text, is_answer=False), Filled)


def names_a_time(turn: CallerTurn) -> bool:
    """Tell whether a time of the day is named."""
    return time_in(turn.text) is not None or part_of_day(plain_words(turn.text)) != ""


def takes_a_time(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether a time of the day can be chosen for a tool, or wished for the call that it leads to."""
    kinds = {kind_of(schema) for schema in turn.shapes[frame.tool].parameters.values()}
    return bool(kinds & {"enum", "clock", "time"}) or turn.tool(frame.tool).outcome is Outcome.TICKET


def wishes_again(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether the caller, in place of an answer, says what they want once more ("I want a refund")."""
    return turn.heard.act is Act.WISH and turn.called_for(turn.wish) == frame.tool


def put_otherwise(turn: CallerTurn, frame: Frame) -> tuple[Frame | None, bool]:
    """Return what was proposed as the words have it otherwise (None if they don't), and whether they mean that."""
    if not (text := without_denied(turn.text)):
        return None, False  # "I couldn't do Tuesday anyway"
    *before, last = sentences(text)
    is_ticket = turn.tool(frame.tool).outcome is Outcome.TICKET and turn.heard.consent is Consent.NO
    is_other = last.endswith("?") or (turn.state.awaiting is Awaiting.OFFER and not says_only_when(text))
    if is_ticket and is_other and not _CALLED.search(plain_words(last)):
        return None, False  # "no, no calls. Is there any slot on Friday?", "no. I want Friday, as I was told"
    if last.endswith("?") and _ASKS_WHY.search(plain_words(last)):
        return None, False
    agreed_before = " ".join(before) if last.endswith("?") else ""
    if agreed_before and consent_to(agreed_before) is Consent.YES and not begins_as_question(last):
        return None, False  # "yes, that's right. So no late fee on the whole bill?"
    if _PAYS.search(plain_words(text)) and "pay" not in plain_words(turn.state.question):
        return None, False  # "I get paid on the seventh, is it okay if I pay sixty?", to a refund
    changed = None if ASKS_STILL.search(plain_words(turn.text)) else corrected(turn, frame, text)
    if before and turn.heard.consent is not Consent.YES:
        told = changed or frame
        said = sentences(of_first_payment(turn, frame, text))
        for one in said if turn.heard.consent is Consent.NO else said[-1:]:  # "no! Sixty. On December fourth"
            if not one.endswith("?") and (turn.heard.consent is Consent.NO or says_only_when(one)):
                # counted from what was proposed: "No. The Monday straight after." is one step, not two
                mended = corrected(turn, frame, one) or frame
                news = {name: new for name, new in mended.arguments.items() if frame.arguments.get(name) != new}
                told = told.with_arguments(**news) if news else told
        is_same = any(says_only_when(_NO_FIRST.sub("", one)) and says_again(turn, frame, one) for one in said)
        if told == frame and is_same and turn.heard.consent is Consent.NO:
            return frame, True  # "the fourteenth? No, the Monday right after that Friday", to just that
        changed = told if told != frame else None
        if changed is not None and says_only_when(last):
            return changed, True  # "is that the second? No, then I'm away. Thursday."
    when = _NO_FIRST.sub("", turn.reader.answering(_DAY, turn.text))
    is_meant = says_only_when(turn.text) or says_only_when(when) or _is_correction(turn) or is_of_the_call(turn, frame)
    return changed, is_meant or not _is_of_another(turn, frame)


def _is_of_another(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether words that name another value want something else than what was proposed."""
    return is_other_wish(turn, turn.wish, but_like=frame) or asks_another(turn, frame)


def asks_another(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether a question is rather of another matter ("are you open on Saturday?", to a payment on Friday)."""
    is_asked = begins_as_question(turn.text) and not says_only_when(turn.text)
    if asks_of_else(turn, frame) or is_foreign_question(turn, frame):
        return True
    is_of_others = frame.tool in turn.shapes and _OF_OTHERS.search(plain_words(turn.text)) is not None
    return (is_asked and is_of_others) or (
        is_asked and is_other_wish(turn, turn.wish, but_like=frame, certainty=ASKED_AT)
    )


def _is_correction(turn: CallerTurn) -> bool:
    """Tell whether the words turn down what was proposed and, in a few words more, say how it should be."""
    turns_down = turn.heard.consent is Consent.NO or turn.heard.act is Act.CORRECTION
    return turns_down and not turn.heard.second and len(plain_words(turn.text).split()) <= CORRECTION_WORDS
