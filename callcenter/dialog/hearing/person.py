"""Hearing the answer to "shall I get a person?": yes or no, what was asked before given after all, or another wish."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.hearing.asked_values.in_doubt import at_place
from callcenter.dialog.hearing.beside import beside_a_no
from callcenter.dialog.hearing.closing import is_wanted, unclear
from callcenter.dialog.hearing.wish_beside import hear_asked_in_the_end
from callcenter.dialog.script import END, MESSAGE, PERSON, TICKET
from callcenter.dialog.tools import corrected, fill, next_step, start
from callcenter.dialog.turn import OPEN, Awaiting, CallerTurn, Frame, Reply, State, WayOut
from callcenter.dialog.understanding.intents import ACT
from callcenter.dialog.understanding.own_words import own_words
from callcenter.dialog.understanding.replies import ReplyKind
from callcenter.dialog.understanding.slot_filling import Filled, is_number
from callcenter.dialog.ways_out import (
    again,
    ask_more,
    connect,
    end,
    go_back,
    leave_value,
    taking_number,
    topic_of,
    wait,
)
from callcenter.dialog.wishes import act, is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.act_words.without_person import asks_another_way, wants_it_down, would_rather_not_talk
from callcenter.spoken.act.consent import consent_in_any_language, negates
from callcenter.spoken.act.more_wanted import (
    after_echo,
    begins_with_no,
    declines_person,
    only_tells,
    takes_a_person,
    takes_one_after_all,
)
from callcenter.spoken.act.on_behalf import calls_for_other
from callcenter.spoken.call_back import asks_to_be_called, names_message
from callcenter.spoken.choices import preferred
from callcenter.spoken.numbers.long_numbers import says_only_numbers
from callcenter.spoken.sentence import begins_as_question, reads_as_question
from callcenter.spoken.taken_back import after_letting_go, without_refused
from callcenter.spoken.words import clauses_of, plain_words, sentences

#: Would wait for a person on the line.
_HOLDS = re.compile(
    r"^(?:(?:ok|okay|yes|well|then|so|but|no|fine|alright|right|please|just) )*(?:i(?:'ll|'d rather|'m happy to| will|"
    r" can| could| don'?t mind| want to|"
    r" would rather)? (?:(?:just|gladly|happily) )*(?:hold(?:ing)?|wait(?:ing)?|stay on(?: the line)?|hang on)|"
    r"(?:can|could|may) i (?:hold|wait|stay on the line|queue|be put on hold)|put me (?:on hold|in the queue)|"
    r"keep me on the line)"
    r"(?: (?:then|for (?:one|somebody|someone|them|him|her|a person)|on the line|here|please|a (?:while|bit|minute)|"
    r"as long as it takes))*$"
)
#: Wants it tried once more.
_TRY_AGAIN = re.compile(
    r"\b(?:keep trying|(?<!\bi'll )(?<!\bi will )"
    r"try (?:it |them |him |her |me )?(?:again|once more|one more time|somebody else|someone else)|"
    r"ring (?:them|him|her) again)\b"
)
#: Asks what a yes would lead to, and says none.
_ON_A_YES = re.compile(r"^(?:(?:and|so|but|ok|okay|well) )*(?:what )?if i (?:say|said) yes\b")
#: Asks what if nobody is free.
_IF_NOBODY = re.compile(
    r"\b(?:what )?if (?:nobody|no ?one|none|they)(?:'s|'re| is| are) (?:there|free|in|around|available|not|busy)\b"
)
#: Asks how long one waits for a person, or when somebody is free; "how long am I tied in for" is of something else.
_HOW_LONG = re.compile(
    r"^(?:(?:ok|okay|yes|well|then|so|but|and|how|about|oh|um+|uh+|er+|hang on|wait) )*(?:"
    r"(?:for |about |roughly )?how (?:long|soon|much longer)(?:'s|'d|'ll)?(?: (?:is|do|does|will|would|can|must|should|"
    r"have|that|it|this|i|we|usually|normally|to|be|take|then|about|a|an|the|there|"
    r"get|expect|wait(?:ing)?|queue|hold|on|stay|line|for|one|somebody|someone|person|human|people|them|him|her|time|now))*(?=$)|"
    r"(?:.* )?(?:how long|what)(?:'s| is| would| will| does)?(?: be)?(?: the)? (?:wait\w*|queue|hold)\b|"
    r"when (?:is|will|would|are|can|could) (?:some|any)(?:body|one)\b|when (?:will|would|are|can) (?:they|he|she|"
    r"you)\b.*\bfree|(?:will|would|do|must) i have to (?:wait|hold|queue)|"
    r"is there (?:a (?:long |big )?)?(?:queue|wait\w*|line)|how many (?:people|"
    r"are) .*(?:ahead|before|queue|line))"
)


def hear_person(turn: CallerTurn) -> Reply | None:
    """Hear the answer to an offered person; None if the words are something else, which is then heard by itself."""
    hear_asked_in_the_end(turn)
    resumed = turn.state.resumes
    if resumed is not None and _answers(turn, resumed):
        turn.state = replace(resumed, lasting=turn.state.lasting)
        return None  # what was asked before is answered after all
    if _takes_one(turn):
        return connect(turn)
    if wanted := _wanted_instead(turn):
        turn.begin()
        turn.hear(wanted)
        return None
    if (reply := _still_without(turn)) is not None:
        return reply
    match consent_in_any_language(turn.text):
        case Consent.YES:
            return connect(turn)
        case Consent.NO if Act.GOODBYE in turn.heard.acts:
            return end(turn)
        case Consent.NO if resumed is not None and (tool := taking_number(turn)) and tool != resumed.frames[-1].tool:
            return act(turn, tool, [turn.text])  # "no, is it broken everywhere? My ZIP is 78704"
        case Consent.NO if not _wants_else(turn):
            return _declined(turn)
        case Consent.HOLD if Act.HOLD_ON in turn.heard.acts or not begins_as_question(turn.text):
            return wait(turn) or unclear(turn)
    if _wants_else(turn) or (resumed is None and says_only_numbers(turn.text)):
        # "No, I only want to know if there's an outage": neither the person nor what was asked before.
        turn.begin()
        return None
    match turn.replied:
        case ReplyKind.AGREE if not negates(turn.text):
            return connect(turn)  # "whatever works": nothing is written by it
        case ReplyKind.DECLINE:
            return go_back(turn, phrasing.ALL_RIGHT)
        case ReplyKind.WISH | ReplyKind.OTHERWISE if turn.called_for(turn.wish) not in ("", PERSON, END):
            turn.begin()
    return None


def _takes_one(turn: CallerTurn) -> bool:
    """Tell whether the caller takes the person in other words than a yes: "I'll hold", "not you, a person!"."""
    plain = plain_words(turn.text)
    is_after_all = takes_one_after_all(turn.text) and not turns_person_down(turn, by_name=True)
    return is_after_all or takes_a_person(plain) or _HOLDS.search(plain) is not None


def hear_echo(turn: CallerTurn) -> Reply | None:
    """Hear what comes after an offered person is said over ("a person? No."); ask again if nothing does."""
    if turn.state.awaiting is not Awaiting.PERSON or (rest := after_echo(turn.text)) == turn.text:
        return None
    if not rest:
        return again(turn, "")
    turn.hear(rest)
    return None


def hear_without_person(turn: CallerTurn) -> Reply | None:
    """Propose what can be done without the person who was offered, to who wants none, or asks for another way.

    None if there is nothing such, or if they want something else, a message or nothing any more.
    """
    state = turn.state
    is_offered = state.awaiting is Awaiting.PERSON and state.instead is not None
    instead = state.instead if is_offered else state.lasting.instead if state.awaiting in OPEN else None
    if instead is None or instead.tool not in turn.shapes or not _wants_without(turn, instead, is_offered=is_offered):
        return None
    return start(turn, instead, before=phrasing.WITHOUT_PERSON if is_offered else "")


def _wants_without(turn: CallerTurn, instead: Frame, *, is_offered: bool) -> bool:
    """Tell whether the words want what is done without a person: they say no to one, or ask for another way."""
    clauses = [plain_words(turn.text), *map(plain_words, clauses_of(turn.text))]
    if turn.heard.consent is Consent.YES or takes_a_person(clauses[0]) or takes_one_after_all(turn.text):
        return False
    if names_message(turn.text) or (asks_to_be_called(turn.text) and not any(map(wants_it_down, clauses))):
        return False
    if any(map(asks_another_way, clauses)):
        return is_offered or turn.called_for(turn.wish) in ("", instead.tool)
    is_left = turn.heard.act is Act.CANCEL and turn.heard.consent is not Consent.NO
    is_left = is_left or Act.GOODBYE in turn.heard.acts or after_letting_go(turn.text) == ""
    is_no = turn.heard.consent is Consent.NO or turns_person_down(turn) or turn.replied is ReplyKind.DECLINE
    is_no = is_no or any(map(would_rather_not_talk, clauses))
    if not is_offered or is_left or not is_no or any(map(only_tells, clauses)):
        return False
    rest = beside_a_no(turn)
    wanted = turn.called_for(_wanted_instead(turn) or (rest if is_wanted(rest) else ""))
    # "No message. Refund request." names what we do, and asks nothing of one that was made.
    is_named = not reads_as_question(turn.text) and bool(own_words(topic_of(turn, instead.tool)) & own_words(turn.text))
    return wanted in ("", PERSON, END, MESSAGE, TICKET, instead.tool) or is_named


def _declined(turn: CallerTurn) -> Reply:
    """Go back to what was asked before the person who isn't wanted; a proposal is made anew."""
    resumed = turn.state.resumes
    if resumed is not None and resumed.awaiting is Awaiting.CONSENT:
        turn.begin(frames=resumed.frames)  # the no has closed the proposal, too
        return next_step(turn, before=phrasing.ALL_RIGHT)
    return go_back(turn, phrasing.ALL_RIGHT)


def hear_waiting(turn: CallerTurn) -> Reply | None:
    """Answer who would wait for a person, or have it tried again, after nobody was free; None to anything else.

    Before one is tried, who asks how long it takes is told that it is tried at once.
    """
    state, plain = turn.state, plain_words(turn.text)
    if state.awaiting is Awaiting.PERSON:
        is_asked = asks_how_long(turn.text) or _ON_A_YES.search(plain) or _IF_NOBODY.search(plain)
        return again(turn, phrasing.TRIED_AT_ONCE) if is_asked else None
    told, by = state.lasting.told, state.lasting.told_by
    is_last = (
        told is not None and by is not None and by.tool == PERSON and told.say in " ".join(state.lasting.said[-1:])
    )
    if not (state.led_by == PERSON or (is_last and state.awaiting is Awaiting.MORE)):
        return None
    if _TRY_AGAIN.search(plain):
        return connect(turn)
    if _HOLDS.search(plain):
        return again(turn, phrasing.NO_HOLDING)
    if asks_how_long(turn.text):
        return again(turn, phrasing.NOT_KNOWN_WHEN_FREE)
    return None


def asks_how_long(text: str) -> bool:
    """Tell whether one of a text's sentences asks how long one waits for a person.

    >>> asks_how_long("how long's the wait? I can't sit on hold"), asks_how_long("how long am I tied in for")
    (True, False)
    """
    return any(_HOW_LONG.search(plain_words(one)) for one in sentences(text))


def _still_without(turn: CallerTurn) -> Reply | None:
    """Let go what a value was asked for, of who says once more that they haven't got it, or gives up."""
    resumed = turn.state.resumes
    if resumed is None or resumed.awaiting is not Awaiting.VALUE or turn.heard.consent is Consent.YES:
        return None
    is_without = Act.UNKNOWN in turn.heard.acts or calls_for_other(turn.text)
    is_given_up = turn.heard.act is Act.CANCEL and WayOut.ASKED_ON not in turn.state.lasting.offered
    if is_given_up:
        return ask_more(turn, turn.script.phrases.cancelled)
    if not is_without:
        return None
    if turn.state.misses or MESSAGE not in turn.shapes:
        return leave_value(turn)
    turn.update(misses=1)
    return Reply(text=phrasing.PERSON_OR_MESSAGE)


def _wanted_instead(turn: CallerTurn) -> str:
    """Return what is wanted after the person is turned down ("I don't want a person, I want to know what I owe")."""
    left = after_letting_go(turn.text) or without_refused(turn.text)
    if left != turn.text and turn.called_for(left) not in ("", PERSON, END):
        return left
    rest = beside_a_no(turn)  # "no, it's just a simple question about your prices"
    return rest if is_wanted(rest) and taking_number(turn) == "" else ""


def _wants_else(turn: CallerTurn) -> bool:
    """Tell whether the words want something; after a no ("no, cancel the Friday one") less is clear enough."""
    frames = (*(turn.state.resumes.frames if turn.state.resumes is not None else ()), *_declined_person(turn))
    if is_other_wish(turn, turn.wish, frames=frames):
        return True
    is_told = any(only_tells(plain_words(one)) for one in clauses_of(turn.text))  # "no, I'll have him call you"
    is_after_no = begins_with_no(plain_words(turn.text)) and bool(turn.heard.wish) and not is_told
    return is_after_no and is_other_wish(turn, turn.heard.wish, certainty=ACT, least_words=2, frames=frames)


def turns_person_down(turn: CallerTurn, *, by_name: bool = False) -> bool:
    """Tell whether the caller names a person and wants none: "no person, I found it", "you keep getting a person".

    `by_name` leaves out who says no to the one offered.
    """
    is_no = not by_name and turn.state.awaiting is Awaiting.PERSON and turn.heard.consent is Consent.NO
    return is_no or bool(_declined_person(turn))


def _declined_person(turn: CallerTurn) -> tuple[Frame, ...]:
    """Return what stands for the person who was offered, if they are turned down."""
    is_declined = any(declines_person(plain_words(one)) for one in sentences(turn.text))
    return (Frame(tool=PERSON),) if is_declined else ()


def _answers(turn: CallerTurn, asked: State) -> bool:
    """Tell whether the words give what was asked for before a person was offered, or another value of the same."""
    frame = asked.frame or Frame(tool=asked.pick_tool)
    if frame.tool not in turn.shapes or is_other_wish(
        turn, turn.wish, frames=(*asked.frames, frame, *_declined_person(turn))
    ):
        return False
    if asked.awaiting in (Awaiting.CONSENT, Awaiting.OFFER):
        return corrected(turn, frame, turn.text) is not None
    schema = turn.shapes[frame.tool].parameters.get(asked.parameter, {})
    if is_number(schema) and isinstance(turn.reader.read(schema, turn.text), Filled):
        return True
    if asked.candidates and (preferred(turn.text) or at_place(asked.candidates, turn.text) is not None):
        return True
    return bool(fill(turn, Frame(tool=frame.tool), [turn.text]).arguments)
