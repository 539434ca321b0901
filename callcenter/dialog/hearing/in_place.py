"""What callers say in place of the value they were asked for: that they give up, or what they want instead."""

from __future__ import annotations

import re

from callcenter.dialog.hearing.closing import cancel, remember_declined
from callcenter.dialog.hearing.half_numbers import VALUE_ALONE_WORDS
from callcenter.dialog.hearing.wish_beside import keep_wish_beside, names_a_wish
from callcenter.dialog.kept_wishes import finish
from callcenter.dialog.script import END
from callcenter.dialog.tools import corrected
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import ACT, LOOK_UP, NONE
from callcenter.dialog.understanding.own_words import own_words, words_of
from callcenter.dialog.understanding.slot_filling import Filled, Read, is_number, kind_of
from callcenter.dialog.ways_out import again, ask_more, ask_openly, end, offer_person, takes_alike, value_schema
from callcenter.dialog.wishes import act, clauses, is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.follow_up import wants_to_be_found
from callcenter.spoken.act.forbidding import forbids_a_deed
from callcenter.spoken.act.more_wanted import announces, begins_with_no, only_has_it_stay, staying
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.deeds.deed_words import DeedKind, Doing, doing_of_tool, kind_of_tool
from callcenter.spoken.sentence import begins_as_question, clauses_with_words, indirect_question, is_question
from callcenter.spoken.taken_back import after_letting_go, asked_after_no, leans, refuses_noting, refuses_task
from callcenter.spoken.words import plain_words, sentences, without_fillers

#: Wants nothing of an account.
_IN_GENERAL = re.compile(
    r"\b(?:in general|a general question|generally)\b|\bi (?:don'?t|do not) have one\b(?=.* (?:just|only) )"
)
_CLAUSES = re.compile(r"(?<=[.!?,;])\s+")
_CLAUSE = re.compile(r"[.!?,;]+\s+|\s+but\s+")
#: Probability at which a question is of something else, and how many times likelier than of what is going on.
_OF_ELSE = 0.4
_AHEAD = 2.0
#: Probability below which what leads up to a question gives nothing of what was asked for.
_FAINTLY_OURS = 0.2
#: Words of a day or a time, by which one is asked about.
_OF_TIMES = words_of(
    "day days date time hour hours today tonight tomorrow morning afternoon evening noon night week weekend month "
    "early earlier earliest late later latest soon sooner soonest next free available open option options choice slot "
    "slots monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas mean"
)
#: Asks when somebody is to be had by telephone, or there, and for no visit.
_OF_OURS = re.compile(
    r"\b(?:are|is|be|will) (?:you|y'all|your \w+|the (?:office|shop|store)|anybody|anyone)(?: \w+)? "
    r"(?:open|there|in)\b|"
    r"\b(?:can|could|may|should|do) (?:i|we) (?:\w+ )?(?:call|ring|phone|reach|get hold of)(?: you)?\b"
)
#: Says which day it is that was asked about.
_SAYS_OVER = re.compile(r"^(?:it'?s|that'?s|it is|that is|that'?ll be) ")
#: Asks what somebody does, and not when.
_OF_SOMEBODY = re.compile(r"^(?:(?:and|but|so) )*(?:what|how) (?:will|does|would|is|'?s) (?:he|she)\b")
#: "The tenth", "10th".
_ORDINAL = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)|\w+(?:first|second|third|[a-z]{2}th|ieth))\b|\b(?:first|second|third|fifth)\b"
)


def asks_in_general(turn: CallerTurn) -> Reply | None:
    """Let the account go for who only asks in general: what goes for everybody is told without one."""
    if not is_number(value_schema(turn)) or not _IN_GENERAL.search(plain_words(turn.text)):
        return None
    if turn.reader.read(value_schema(turn), turn.text) is not None:
        return None  # "generally I pay on time, it's 4071 8823"
    asked = next((one for one in _CLAUSES.split(turn.text) if turn.called_for(one).startswith(f"{LOOK_UP}:")), "")
    if asked:
        return act(turn, turn.called_for(asked), [asked])
    return ask_openly(turn, join(phrasing.NO_ACCOUNT_NEEDED, phrasing.HOW_CAN_I_HELP))


def found_otherwise(turn: CallerTurn) -> Reply | None:
    """Say that the number asked for is needed, to who wants to be found by something else ("by my name").

    The first time what is meant by the number is told; a person is offered with it.
    """
    asked = turn.state.resumes if turn.state.awaiting is Awaiting.PERSON and turn.state.resumes else turn.state
    frame = asked.frame
    if asked.awaiting is not Awaiting.VALUE or frame is None or frame.tool not in turn.shapes:
        return None
    schema = turn.shapes[frame.tool].parameters.get(asked.parameter, {})
    is_step = turn.tool(frame.tool).outcome is Outcome.STEP and turn.heard.consent is not Consent.YES
    if not (is_step and is_number(schema) and wants_to_be_found(plain_words(turn.text))):
        return None
    if turn.reader.read(schema, turn.text) is not None:
        return None  # "under my old number, 4071 8823"
    meant = turn.render(turn.tool(frame.tool).explain.get(asked.parameter, ""), turn.facts(frame))
    is_told = not meant or meant in " ".join(turn.state.lasting.said[-1:])
    said = phrasing.OFFER_PERSON_INSTEAD if is_told else join(meant, phrasing.SHALL_I_GET_PERSON)
    if turn.state.awaiting is Awaiting.PERSON:
        return Reply(text=said)
    return offer_person(turn, said)


def given_up(turn: CallerTurn, frame: Frame, found: Read) -> Reply | None:
    """Hear that the caller gives up what a value was asked for, or the call; what they want instead is taken up.

    `found` is what the words say of the value: "no, I just told you, December fifteenth" gives up nothing.
    """
    is_leave = Act.GOODBYE in turn.heard.acts and turn.heard.act in (Act.GOODBYE, Act.OBJECTION)
    if is_leave and not names_a_wish(turn, turn.heard.wish):
        return end(turn)  # "no, I'm done, goodbye", to "what's your account number?"
    denies = turn.heard.consent is Consent.NO and not turn.text.rstrip().endswith("?")
    denies = denies and Act.UNKNOWN not in turn.heard.acts and not getattr(found, "candidates", ())
    if (rest := after_letting_go(turn.text)) is not None:
        if not announces(plain_words(rest)) and len(without_fillers(rest).split()) > VALUE_ALONE_WORDS // 2:
            turn.keep_wish(rest)  # "forget it. When will it work again?"
    elif turn.heard.act is Act.CANCEL or (turn.state.misses and denies and not frame.partial) or _asks_instead(turn):
        if not refuses_noting(turn.text):  # which by itself may sound like another wish
            keep_wish_beside(turn)  # "I haven't got it before that, so never mind"
    else:
        return None
    return cancel(turn)


def task_refused(turn: CallerTurn) -> Reply | None:
    """Give up the deed in hand for who turns it down ("I don't need a visit"), whatever is asked beside; None if not.

    Of what is booked already, "nobody needs to come" may have it called off: that is understood as any wish.
    """
    tool = _deed_in_hand(turn)
    if not tool or turn.heard.consent is Consent.YES or not refuses_task(turn.text):
        return None
    schemas = turn.shapes[tool].parameters.values()
    if any(isinstance(turn.reader.read(one, turn.text, is_answer=False), Filled) for one in schemas):
        return None  # "I don't want one this week, the tenth"
    other = turn.called_for(turn.text)
    if doing_of_tool(tool) is not Doing.MAKE and doing_of_tool(other) is Doing.CANCEL:
        return None
    if asked_after_no(turn.text):
        return cancel(turn)
    is_off = doing_of_tool(turn.called_for(turn.heard.wish)) is Doing.CANCEL  # there is nothing to be called off yet
    if not is_off and not refuses_noting(turn.text):
        keep_wish_beside(turn)
    remember_declined(turn)
    return finish(turn, turn.script.phrases.cancelled)


def _deed_in_hand(turn: CallerTurn) -> str:
    """Return the deed that is in hand and may be turned down by its name; '' if there is none.

    What a caller doesn't need is the reason for a cancellation, and at a proposal of ours it may be of another matter.
    """
    if turn.state.awaiting is Awaiting.PICK:
        return turn.state.pick_tool if turn.state.pick_tool in turn.shapes else ""
    if turn.state.awaiting not in (Awaiting.VALUE, Awaiting.CONSENT):
        return ""
    if kind_of(value_schema(turn)) in ("text", "name") and turn.state.awaiting is Awaiting.VALUE:
        return ""
    tool = next((one.tool for one in turn.state.frames if turn.tool(one.tool).confirm and one.tool in turn.shapes), "")
    is_proposed = turn.state.awaiting is Awaiting.CONSENT
    is_of_it = not is_proposed or kind_of_tool(tool) is DeedKind.VISIT
    return tool if is_of_it and doing_of_tool(tool) is not Doing.CANCEL else ""


def _asks_instead(turn: CallerTurn) -> bool:
    """Tell whether the value is refused for a question of its own ("no thank you. How can one pay?")."""
    asked = asked_after_no(turn.text)
    return bool(asked) and begins_with_no(plain_words(turn.text)) and not leans(asked)


def asks(turn: CallerTurn) -> bool:
    """Tell whether one of the caller's sentences is a question."""
    return any(begins_as_question(one) for one in sentences(turn.text))


def left_open(turn: CallerTurn, found: object) -> Reply | None:
    """Have one of them named by who'd take any, and whose exception makes it none ("any day, just not the weekend")."""
    first, *rest = _CLAUSE.split(turn.text)
    is_none = bool(rest) and not isinstance(found, Filled) and Act.GOODBYE not in turn.heard.acts
    read = turn.reader.read(value_schema(turn), first) if is_none else None
    return again(turn, phrasing.NAME_ONE) if isinstance(read, Filled) and read.is_open else None


def before_leave(turn: CallerTurn) -> str:
    """Return the text asked for where a goodbye comes right after it ("moving house! bye"); '' if there is none."""
    said = [one for one in _CLAUSE.split(turn.text) if Act.GOODBYE not in read_acts(one).acts]
    text = ", ".join(said).strip(" .,!")
    is_told = read_acts(text).act in (Act.WISH, Act.UNCLEAR) and len(without_fillers(text).split()) > 1
    return text if is_told and turn.heard.act is Act.GOODBYE and not announces(plain_words(text)) else ""


def left_as_it_is(turn: CallerTurn) -> Reply | None:
    """Do nothing for who has it stay ("no. Monday's fine, keep it as it is"), whatever day is named with it."""
    told = turn.state.lasting.told
    by = turn.state.lasting.told_by
    is_off = told is not None and told.outcome is Outcome.DONE and by is not None
    is_off = is_off and by is not None and doing_of_tool(by.tool) is Doing.CANCEL
    stays = only_has_it_stay(plain_words(turn.text))
    is_left = _is_left_undone(turn, stays=stays)
    if turn.state.awaiting is Awaiting.MORE and is_left and not is_off:  # too late: "keep it", of one just cancelled
        said = phrasing.IT_STAYS if stays else phrasing.ALL_RIGHT
        return ask_more(turn, said) if not turn.heard.second else None
    if stays and (tool := _deed_in_hand(turn)) and turn.state.awaiting is not Awaiting.CONSENT:
        taken = turn.shapes[tool].parameters.values()
        if all(turn.reader.read(one, turn.text, is_answer=False) is None for one in taken):
            remember_declined(turn)  # "leave it like that", to "to which day shall I move it?"
            is_new = doing_of_tool(tool) is Doing.MAKE
            return finish(turn, turn.script.phrases.cancelled if is_new else phrasing.IT_STAYS)
    frame = turn.state.frame
    if frame is None or frame.tool not in turn.shapes or turn.state.awaiting is not Awaiting.CONSENT:
        return None
    stays = only_has_it_stay(plain_words(turn.text)) and turn.heard.consent is Consent.NO
    # "No, keep it in the morning", to the afternoon of another day: only that is to stay.
    return cancel(turn) if stays and corrected(turn, frame, staying(plain_words(turn.text))) is None else None


def _is_left_undone(turn: CallerTurn, *, stays: bool) -> bool:
    """Tell whether nothing is wanted but that something stays, or isn't done; what is asked beside it is answered."""
    is_wanted = any(map(turn.called_for, clauses(turn)))
    is_forbidden = any(map(forbids_a_deed, sentences(turn.text))) and not is_wanted
    said = clauses_with_words(turn.text)
    is_asked = len(said) > 1 and any(begins_as_question(one) or indirect_question(one) for one in said)
    return (stays or refuses_noting(turn.text) or is_forbidden) and not is_asked  # "don't cancel it. When is it?"


def leave_for(turn: CallerTurn) -> bool:
    """Let the tool in hand go if the words begin something else; they answer nothing we asked."""
    frame = turn.state.frame
    if frame is None:
        return False
    if not is_other_wish(turn, turn.wish, certainty=ACT):
        if not (wished := sentence_in_place(turn)):
            return False
        turn.hear(wished)
    turn.update(frames=(), awaiting=Awaiting.NOTHING, dropped=frame)
    return True


def sentence_in_place(turn: CallerTurn) -> str:
    """Return the sentence of several that clearly wants something else ("This is no use. Call me back"), or ''."""
    said = sentences(turn.wish)
    return next((one for one in reversed(said) if len(said) > 1 and is_other_wish(turn, one)), "")


def is_of_the_question(turn: CallerTurn, meaning: str) -> bool:
    """Tell whether a question is of what was asked for: its own words are of that, or it has none ("what for?").

    `meaning` says what is meant by it.
    """
    own = _own_words(turn.text)
    if not own and _OF_SOMEBODY.search(plain_words(turn.text)):
        return False  # "what will he do?"
    return own <= words_of(turn.state.question, meaning, turn.state.parameter.replace("_", " "))


def _own_words(text: str) -> set[str]:
    """Return the words that say what a question is of, without those of days and times."""
    return own_words(_ORDINAL.sub(" ", plain_words(text))) - _OF_TIMES


def asks_of_else(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether all that could be a value stands in questions of something else: "are you open on the tenth?".

    "Can you do the tenth?" is of what is going on, and so is what is like nothing else.
    """
    if turn.script.language != "en" or (turn.state.awaiting is Awaiting.VALUE and is_number(value_schema(turn))):
        return False
    said = sentences(turn.text)
    asked = [one for one in said if _leads_to_question(turn, frame, one) and _is_of_else(turn, frame, one)]
    left = " ".join(one for one in said if one not in asked)
    if left and turn.state.candidates:
        return False  # "yes. And what does it cost?", to the one day in doubt
    schemas = turn.shapes[frame.tool].parameters.values() if frame.tool in turn.shapes else ()
    told = " ".join(asked) if _SAYS_OVER.search(plain_words(left)) else ""  # "how late are you in? It's Saturday"
    return bool(asked) and all(
        turn.reader.read(one, left, is_answer=False) in (None, turn.reader.read(one, told, is_answer=False))
        for one in schemas
        if left
    )


def is_foreign_question(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether a question with a day in it is hardly of what is going on: "do the trains run on Friday?"."""
    is_asked = turn.script.language == "en" and begins_as_question(turn.text)
    own = _own_words(turn.text) if is_asked and frame.tool in turn.shapes else set()
    return bool(own) and _of_ours(turn, frame, turn.text) < _FAINTLY_OURS


def _leads_to_question(turn: CallerTurn, frame: Frame, sentence: str) -> bool:
    """Tell whether a sentence is a question and gives no value ahead of it ("Tuesday then, what time is that?")."""
    first, *more = clauses_with_words(sentence)
    if says_only_when(first) or not (is_question(sentence) or (more and begins_as_question(more[-1]))):
        return False
    return begins_as_question(first) or not more or _of_ours(turn, frame, first) < _FAINTLY_OURS


def _of_ours(turn: CallerTurn, frame: Frame, text: str) -> float:
    """Return how likely words are of the tool in hand, or of those that take the same."""
    ours = _in_hand(turn, frame)
    return sum(one.probability for one in turn.rank(text) if one.label in ours)


def _in_hand(turn: CallerTurn, frame: Frame) -> set[str]:
    """Return the tools in hand, those that list what can be chosen for them, and those that take the same."""
    in_hand = {one.tool for one in (*turn.state.frames, frame)}
    alike = {name for name in turn.shapes for one in in_hand if takes_alike(turn, one, [name])}
    return in_hand | alike | {turn.tool(one).choose_from for one in in_hand}


def _is_of_else(turn: CallerTurn, frame: Frame, text: str) -> bool:
    """Tell whether a question is likelier of another matter than of the tool in hand and those that take the same."""
    if _own_words(text) <= words_of(turn.state.question) and not _OF_OURS.search(plain_words(text)):
        return False  # "could we say Friday?", "can I pay twenty?"
    ours = _in_hand(turn, frame)
    best = next((one for one in turn.rank(text) if one.label not in (NONE, END, *ours)), None)
    return best is not None and best.probability >= max(_OF_ELSE, _AHEAD * _of_ours(turn, frame, text))
