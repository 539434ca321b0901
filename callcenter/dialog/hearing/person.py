"""Hearing the answer to "shall I get a person?": yes or no, what was asked before given after all, or another wish."""

from __future__ import annotations

from dataclasses import replace

from callcenter.dialog.hearing.closing import unclear
from callcenter.dialog.hearing.values import at_place
from callcenter.dialog.hearing.wish_beside import hear_asked_in_the_end
from callcenter.dialog.script import END, PERSON
from callcenter.dialog.tools import corrected, fill, next_step
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply, State, says_only_numbers
from callcenter.dialog.understanding.intents import ACT
from callcenter.dialog.understanding.replies import ReplyKind
from callcenter.dialog.understanding.slot_filling import Filled, is_number
from callcenter.dialog.ways_out import connect, end, go_back, taking_number, wait
from callcenter.dialog.wishes import act, is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.consent import consent_in_any_language
from callcenter.spoken.act.more_wanted import begins_with_no, declines_person, only_tells, takes_a_person
from callcenter.spoken.choices import preferred
from callcenter.spoken.taken_back import after_letting_go, without_refused
from callcenter.spoken.words import clauses_of, plain_words, sentences


def hear_person(turn: CallerTurn) -> Reply | None:
    """Hear the answer to an offered person; None if the words are something else, which is then heard by itself."""
    hear_asked_in_the_end(turn)
    resumed = turn.state.resumes
    if resumed is not None and _answers(turn, resumed):
        turn.state = replace(resumed, lasting=turn.state.lasting)
        return None  # what was asked before is answered after all
    if takes_a_person(plain_words(turn.text)):
        return connect(turn)
    if wanted := _wanted_instead(turn):
        turn.begin()
        turn.hear(wanted)
        return None
    match consent_in_any_language(turn.text):
        case Consent.YES:
            return connect(turn)
        case Consent.NO if Act.GOODBYE in turn.heard.acts:
            return end(turn)
        case Consent.NO if resumed is not None and (tool := taking_number(turn)) and tool != resumed.frames[-1].tool:
            return act(turn, tool, [turn.text])  # "no, is it broken everywhere? My ZIP is 78704"
        case Consent.NO if not _wants_else(turn):
            if resumed is not None and resumed.awaiting is Awaiting.CONSENT:
                turn.begin(frames=resumed.frames)  # the no has closed the proposal, too: it is made anew
                return next_step(turn, before=phrasing.ALL_RIGHT)
            return go_back(turn, phrasing.ALL_RIGHT)
        case Consent.HOLD:
            return wait(turn) or unclear(turn)
    if _wants_else(turn) or (resumed is None and says_only_numbers(turn.text)):
        # "No, I only want to know if there's an outage": neither the person nor what was asked before.
        turn.begin()
        return None
    match turn.replied:
        case ReplyKind.AGREE:
            return connect(turn)  # "whatever works": nothing is written by it
        case ReplyKind.DECLINE:
            return go_back(turn, phrasing.ALL_RIGHT)
        case ReplyKind.WISH | ReplyKind.OTHERWISE if turn.called_for(turn.wish) not in ("", PERSON, END):
            turn.begin()
    return None


def _wanted_instead(turn: CallerTurn) -> str:
    """Return what is wanted after the person is turned down ("I don't want a person, I want to know what I owe")."""
    left = after_letting_go(turn.text) or without_refused(turn.text)
    return left if left != turn.text and turn.called_for(left) not in ("", PERSON, END) else ""


def _wants_else(turn: CallerTurn) -> bool:
    """Tell whether the words want something; after a no ("no, cancel the Friday one") less is clear enough."""
    frames = (*(turn.state.resumes.frames if turn.state.resumes is not None else ()), *_declined_person(turn))
    if is_other_wish(turn, turn.wish, frames=frames):
        return True
    is_told = any(only_tells(plain_words(one)) for one in clauses_of(turn.text))  # "no, I'll have him call you"
    is_after_no = begins_with_no(plain_words(turn.text)) and bool(turn.heard.wish) and not is_told
    return is_after_no and is_other_wish(turn, turn.heard.wish, certainty=ACT, least_words=2, frames=frames)


def _declined_person(turn: CallerTurn) -> tuple[Frame, ...]:
    """Return what stands for the person who was offered, if they are turned down: "no person, I found it, it's…"."""
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
