"""Wishes beside an answer, or in place of a yes: they are kept for right after it."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.choosing.free_times import choices_left
from callcenter.dialog.hearing.beside import HOLDING_ON, beside_a_no
from callcenter.dialog.kept_wishes import keep_to_be_told
from callcenter.dialog.script import END, MESSAGE, PERSON, TICKET
from callcenter.dialog.tools import fill
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame
from callcenter.dialog.understanding.intents import ACT, LOOK_UP, Action, decide
from callcenter.dialog.understanding.slot_filling import is_number, kind_of, no_call_names
from callcenter.dialog.ways_out import topic_of, value_schema
from callcenter.dialog.wishes import (
    BARE_WORDS,
    CHANGE_OF_SUBJECT,
    KEPT_WISH,
    clauses,
    is_other_wish,
)
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.consent import asked_beside
from callcenter.spoken.act.consent import consent as consent_to
from callcenter.spoken.act.more_wanted import (
    begins_with_no,
    declines_person,
    describes_number,
    only_tells,
    wants_a_visit,
    wants_it_done,
)
from callcenter.spoken.act.refusal import without_denied
from callcenter.spoken.numbers.long_numbers import without_long_numbers
from callcenter.spoken.numbers.number_words import without_numbers
from callcenter.spoken.sentence import begins_as_question, indirect_question
from callcenter.spoken.taken_back import begins_as_wish, leans, only_speaks, puts_a_wish, without_refused
from callcenter.spoken.words import clauses_of, plain_words, sentences, without_fillers

#: What leads a wish in beside an answer.
JOINED = re.compile(r"^(?:(?:and|also|oh|so|then|but|by the way|well|ok|okay)[, ]+)+", re.I)
#: What turns something down.
_UNWANTED = re.compile(r"^(?:(?:i|we|really|just|but|please) )*(?:don'?t|do not|won'?t|not) ")
#: Asks about a call back, and wishes no other: "when will they call".
_ASKS_OF_IT = re.compile(
    r"^(?:(?:so|and|but|ok|okay|oh|well|um+|uh+) )*(?:(?:when|why|who|how (?:soon|long|fast|quick(?:ly)?)|what time)\b|"
    r"(?:do|does|are|is|will|would) (?:they|he|she|some(?:body|one)|your \w+|"
    r"you (?:also |even |ever )?(?:call|ring|phone|work)(?! me| us))\b)"
)
#: Where a yes ends, and what comes with it begins.
_AFTER_YES = re.compile(r"[.,;:!]+\s+|\s+(?=(?:and|but|oh)\b)", re.I)
#: Where one clause ends and another begins.
_CLAUSES = re.compile(r"[.,;:!]+\s+")
#: What is to be written down has so many words at least.
TOLD_WORDS = 5
#: What a payment leaves of all that is due.
WHAT_IS_LEFT = re.compile(
    r"\b(?:the|and) (?:rest|remainder|remaining|(?:other|second|last) (?:half|part|one|\d+|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred))\b|\bone for \w+.* and one for\b"
)
#: Means another telephone than the one that was named, without its number.
_OTHER_PHONE = re.compile(
    r"\b(?:on|to|at|ring|call|use|try|phone) (?:me (?:on|at) )?(?:my|the|his|her|our) (?:\w+ )?"
    r"(?:mobile|cell|cell ?phone|landline|home phone|work phone|office)\b|"
    r"\b(?:another|a different|not (?:on )?this|not the same) (?:phone|number|line)\b"
)


def first_this(turn: CallerTurn) -> str:
    """Return what is said before a proposal is asked again to a yes with more in the same breath; '' to others.

    What came with it is kept, if it is a wish; it may as well have changed what was agreed to.
    """
    if not (more := _after_yes(turn)):
        return ""
    if all(consent_to(one) is Consent.YES or wants_it_done(plain_words(one)) for one in clauses_of(more) if one):
        return phrasing.FIRST_THIS  # "go on then, yeah, put it in" says yes twice, and wants nothing else
    keep_wish_beside(turn)
    if not turn.state.lasting.wishes and is_other_wish(turn, more) and not only_speaks(more):
        turn.keep_wish(more)  # "yes please. And the ticket you spoke of, you make it too?"
    if not (turn.state.lasting.wishes or keep_to_be_told(turn, more)) and puts_a_wish(more):
        turn.keep_wish(JOINED.sub("", more))  # "and I want a discount card": it is said over after the deed
    return phrasing.FIRST_THIS


def begins_with_yes(turn: CallerTurn) -> bool:
    """Tell whether more comes in one breath with a clear yes to what was proposed."""
    more = _after_yes(turn)
    return bool(more) and not puts_a_wish(more)  # "yes ok. But I'd prefer a technician" takes it back


def one_payment(turn: CallerTurn, frame: Frame) -> str:
    """Return what is said to a yes to a payment with a second beside it ("and the other half at Christmas"), or ''."""
    if turn.state.awaiting is not Awaiting.CONSENT:
        return ""
    kinds = {kind_of(schema) for schema in turn.shapes[frame.tool].parameters.values()}
    is_left = {"money", "date"} <= kinds and WHAT_IS_LEFT.search(plain_words(_after_yes(turn))) is not None
    return phrasing.ONE_PAYMENT if is_left else ""


def _after_yes(turn: CallerTurn) -> str:
    """Return what comes in one breath with a clear yes to what was proposed; '' if that is no yes, or all."""
    yes, *rest = _AFTER_YES.split(turn.text, maxsplit=1)
    return rest[0] if rest and consent_to(yes, proposal=turn.state.question) is Consent.YES else ""


def other_phone(turn: CallerTurn, frame: Frame) -> str:
    """Return the parameter for a phone number, if the caller means another phone without its number; else ''."""
    parameters = turn.shapes[frame.tool].parameters
    phone = next((name for name, schema in parameters.items() if kind_of(schema) == "phone"), "")
    is_meant = frame.arguments.get(phone) is None and _OTHER_PHONE.search(plain_words(turn.text)) is not None
    return phone if is_meant else ""


def with_other_phone(turn: CallerTurn, frame: Frame) -> Frame:
    """Have another phone's number asked for, if the caller means one: "yes, after four, and ring my mobile"."""
    phone = other_phone(turn, frame)
    return replace(frame, wanted=(*frame.wanted, phone)) if phone else frame


def wants_in_the_end(turn: CallerTurn) -> bool:
    """Tell whether the last of several sentences clearly wants something, or asks it."""
    *before, last = sentences(turn.text)
    is_asked = last.endswith("?") or (last.lower().startswith("please ") and consent_to(last) is not Consent.HOLD)
    return bool(before) and (is_asked or (begins_as_wish(last) and bool(turn.called_for(last))))


def hear_asked_in_the_end(turn: CallerTurn) -> None:
    """Hear just the question that "wait" leads up to: "no wait, before you do, when would I get it?"."""
    *before, last = _CLAUSES.split(turn.text.strip())
    if turn.heard.consent is Consent.HOLD and before and last.endswith("?") and begins_as_question(last):
        turn.hear(last)


def keep_wish_beside(turn: CallerTurn) -> None:
    """Keep what the caller wants besides what the words answer, if it is clearly something else."""
    if is_number(value_schema(turn)) and describes_number(plain_words(without_numbers(turn.heard.wish))):
        return  # "it's my mobile", "02139 is the zip", of the number given
    if declines_person(plain_words(turn.text)) and turn.called_for(turn.heard.wish) == PERSON:
        return
    # "No, don't trouble anyone. So it's Tuesday?" tells of no trouble.
    turn.heard = replace(turn.heard, wish=turn.heard.wish and (beside_a_no(turn) or turn.heard.wish))
    is_no, wish = turn.heard.consent is Consent.NO, turn.heard.wish
    if is_no and (only_tells(plain_words(wish)) or (wish and not without_denied(wish))):
        return  # "no, I'll have him call you", "no, and I'm not going to wait in on Tuesday"
    if is_no and (wished := _wished_instead(turn)):
        turn.keep_wish(wished)
        return
    is_begun = is_no and begins_with_no(plain_words(turn.text))
    if is_begun and is_other_wish(turn, wish, certainty=KEPT_WISH, least_words=2):
        turn.keep_wish(wish)  # "no, I'm moving", to a payment by the day of it
        return
    if is_no and _UNWANTED.search(wish):
        return  # "no, I don't want anyone coming here" turns down, and wants nothing
    if turn.state.awaiting is Awaiting.CONSENT and (further := asked_beside(turn.text, proposal=turn.state.question)):
        turn.keep_wish(_with_its_matter(turn, JOINED.sub("", further)))
        return
    if turn.heard.consent is Consent.YES:
        in_hand = {frame.tool for frame in turn.state.frames}
        for one in sentences(turn.text)[1:]:
            asked = JOINED.sub("", plain_words(one))
            if begins_as_question(asked) and not leans(asked) and turn.called_for(asked) not in ("", END, *in_hand):
                turn.keep_wish(asked)  # "okay, do it. Are you open at Christmas?"
    wish = turn.heard.wish and (JOINED.sub("", without_long_numbers(turn.heard.wish)) or turn.heard.wish)
    if wish and is_wish_beside(turn, wish):
        turn.keep_wish(wish, before=turn.heard.second)


def _with_its_matter(turn: CallerTurn, asked: str) -> str:
    """Return a question that leans on what was agreed to with the name of that ("how long does it take")."""
    if turn.state.frame is None or not leans(asked) or not begins_as_question(asked):
        return asked
    of_it = f"{topic_of(turn, turn.state.frame.tool)} {asked}"
    label = turn.called_for(of_it)
    return of_it if label.startswith(f"{LOOK_UP}:") and turn.is_like(asked, label) else asked


def is_wish_beside(turn: CallerTurn, wish: str) -> bool:
    """Tell whether words beside an answer are clearly another wish; those beside a day may be about that day.

    What isn't put as a wish may be talk that sounds like one.
    """
    is_number_asked, is_yes = is_number(value_schema(turn)), turn.heard.consent is Consent.YES
    is_put = ((is_number_asked or is_yes) and begins_as_question(wish)) or (is_number_asked and puts_a_wish(wish))
    said, in_hand = indirect_question(wish) or wish, {frame.tool for frame in turn.state.frames}
    if is_put and turn.called_for(said) not in ("", END, *in_hand):
        return True
    # "8440 2675, and I live in 02139" tells of the number, and of no line to be tested there.
    return not is_number_asked and is_other_wish(turn, said, certainty=KEPT_WISH)


def _wished_instead(turn: CallerTurn) -> str:
    """Return the sentence beside a no that wants something else ("don't cancel it. Can you move it?"), or ''."""
    left = without_refused(turn.text)
    if left != turn.text and is_other_wish(turn, left, least_words=BARE_WORDS - 1):
        return left
    said = clauses(turn)
    asking = [one for one in said[:-1] if begins_as_question(one) or begins_as_wish(one)]
    wants = [(one, CHANGE_OF_SUBJECT) for one in (*said[-1:], *asking) if len(said) > 1 or one != turn.text]
    if begins_with_no(plain_words(turn.text)):
        # "No. I want a call back, after seven, on this number": after a no, a plain wish is clear enough.
        plainly = [
            one for one in (*sentences(turn.text)[1:], turn.heard.wish) if begins_as_wish(one) and not leans(one)
        ]
        wants = [(one, ACT) for one in plainly] + wants
    wanted = [(one, least) for one, least in wants if not _UNWANTED.search(plain_words(one))]
    return next((one for one, least in wanted if is_other_wish(turn, one, certainty=least)), "")


def call_back_then(turn: CallerTurn, frame: Frame) -> Frame | None:
    """Return a ticket with the time wished for its call back ("yes, but Monday after six"), None if none is."""
    if frame.tool != TICKET:
        return None
    if _ASKS_OF_IT.search(plain_words(turn.text)) or wants_a_visit(plain_words(turn.text)):
        return None  # "when will they call? I've a meeting at four"
    left = without_refused(turn.text)
    said = clauses(turn)
    wished = said[0 if said and puts_a_wish(said[0]) else 1 :]
    if any(is_other_wish(turn, one) and turn.rank(one)[0].label not in (MESSAGE, TICKET) for one in wished):
        return None  # "open the ticket then. Or can I have a technician on Saturday?"
    if (left != turn.text or begins_with_no(plain_words(turn.text))) and is_other_wish(turn, left):
        return None  # "no, I want a technician tomorrow morning"
    if left == turn.text and begins_with_no(plain_words(left)):
        wished = [one for one in (turn.wish, *sentences(left)[1:]) if is_other_wish(turn, one, certainty=ACT)]
        if any(turn.rank(one)[0].label not in (MESSAGE, TICKET) for one in wished):
            return None  # "nah, leave it. Just tell me the Saturday hours"
    schemas = turn.shapes[frame.tool].parameters
    kinds = {name: kind_of(schema) for name, schema in schemas.items()}
    told = fill(turn, Frame(tool=frame.tool), [turn.text]).arguments
    when = {name: value for name, value in told.items() if kinds[name] in ("date", "enum", "clock")}
    numbers = {name: value for name, value in told.items() if is_number(schemas[name])}
    narrowed = tuple(
        name for name in schemas if name not in when and kinds[name] == "enum" and choices_left(turn, schemas[name])
    )
    if not when and not narrowed:
        return None
    of_day = [name for name in when if kinds[name] in ("enum", "clock")]
    gone = [name for name in frame.arguments if of_day and kinds[name] in ("enum", "clock")]
    kept = frame.without(*gone, *no_call_names(schemas)).arguments
    return Frame(tool=frame.tool, arguments={**kept, **when, **numbers}, wanted=narrowed)


def names_a_wish(turn: CallerTurn, text: str) -> bool:
    """Tell whether words beside a goodbye want something that would be left undone by hanging up."""
    said = [one for one in sentences(text) if not (only_tells(plain_words(one)) or _is_leave(one))]
    if not said or not text:
        return False  # "I'll write you a letter" is what they will do, and nothing for us
    if _is_leave(sentences(text)[-1]) and not any(begins_as_question(one) or begins_as_wish(one) for one in said):
        return False  # "tomorrow, good. Thank you, young man. Goodbye."
    choice = decide(turn.rank(" ".join(said)))
    return choice.action is not Action.NOT_UNDERSTOOD and END not in choice.labels


def _is_leave(text: str) -> bool:
    """Tell whether a sentence takes leave, and says nothing else."""
    heard = read_acts(text)
    return heard.act in (Act.GOODBYE, Act.THANKS, Act.CANCEL) and not heard.wish


def told_beside(turn: CallerTurn, frame: Frame) -> Frame | None:
    """Return a ticket or message that was offered with what to write down ("okay. Just tell them it's my bill")."""
    said = sentences(turn.text)
    if turn.state.awaiting is not Awaiting.OFFER or frame.tool not in (TICKET, MESSAGE) or len(said) < 2:
        return None
    schemas, words = turn.shapes[frame.tool].parameters, " ".join(said[1:])
    asked = next((name for name in turn.shapes[frame.tool].required if kind_of(schemas[name]) == "text"), "")
    is_asked = any(map(begins_as_question, said[1:]))  # "yes. And when would they call?" is nothing to write down
    is_told = asked and asked not in frame.arguments and len(without_fillers(words).split()) >= TOLD_WORDS
    is_told = is_told and not is_asked
    return frame.with_arguments(**{asked: words}) if is_told else None


def hear_past_hold(turn: CallerTurn) -> None:
    """Hear the question that "wait" or "hold on" leads in ("oh wait, is there a charge?"): nobody waits for it."""
    rest = HOLDING_ON.sub("", turn.text)
    if turn.heard.act is Act.HOLD_ON and rest != turn.text and begins_as_question(rest):
        turn.hear(rest)
