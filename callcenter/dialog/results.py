"""Saying what a tool answered, and going on from there (the protocol is in docs/adding-an-agent.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from callcenter.dialog.callers.no_customer import for_everybody
from callcenter.dialog.callers.on_behalf import FOR_OTHER, label_for_others, told_what_is_possible
from callcenter.dialog.callers.wrong_number import NOT_US
from callcenter.dialog.choosing.either_time import second_time
from callcenter.dialog.conversation import ToolAnswered
from callcenter.dialog.deeds.unwanted import is_unwanted
from callcenter.dialog.hearing.closing import ASKED_AT_MOST, leave
from callcenter.dialog.kept_wishes import finish
from callcenter.dialog.script import COMMIT, MESSAGE, PERSON, TICKET
from callcenter.dialog.told.about_that import began, label_of, leans_on_it, may_have_it, told_label
from callcenter.dialog.tools import ask, fill, next_step, offer, read_back, start
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply, WayOut
from callcenter.dialog.understanding.intents import LOOK_UP, answer_label, is_sure_answer
from callcenter.dialog.understanding.own_words import is_foreign, own_words, words_of
from callcenter.dialog.understanding.slot_filling import is_number, kind_of
from callcenter.dialog.ways_out import (
    ask_openly,
    go_back,
    not_seen,
    offer_person,
    offer_to_write,
    topic_of,
)
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.tool_answer import DEEDS, Outcome, ToolAnswer
from callcenter.spoken.act.act_words.asked_anew import asks_once_more
from callcenter.spoken.act.follow_up import FollowUp, asked_further, seldom_known
from callcenter.spoken.act.forbidding import without_forbidden
from callcenter.spoken.act.on_behalf import asks_for_whom
from callcenter.spoken.messages.chatter import first_and_last
from callcenter.spoken.numbers.long_numbers import says_only_numbers, without_long_numbers
from callcenter.spoken.sentence import NEXT_CLAUSE, begins_as_question, indirect_question, questions
from callcenter.spoken.taken_back import without_refused
from callcenter.spoken.words import plain_words, sentences

#: How many tools may wait for one another; more is a circle.
MAX_WAITING = 3
#: How many of the caller's turns may have led to an answer: asked, and passed on to who answers it.
ASKED_WITHIN = 3
#: What a tool answers that failed for a reason that is none of the caller's business.
INTERNAL = "internal"
#: What `commit` answers if the caller hasn't clearly said yes to what was proposed.
NOT_AGREED = "not-agreed"
#: Why it wasn't clear, if the caller didn't get to answer.
UNHEARD = ("not-spoken", "not-answered")
#: What it answers to a proposal that the conversation has left behind.
EXPIRED = "expired"
#: What is asked after an answer, by what has led to it.
_LEADS_TO = {NOT_US: phrasing.MEANT_US, FOR_OTHER: phrasing.HOW_CAN_I_HELP}
#: Is against what was told, and asks nothing.
_OBJECTS = re.compile(
    r"^(?:no|nope|but|well no)\b|\b(?:i|we|he|she|they)(?:'ve|'d| have| had)?(?: already| just)? "
    r"(?:paid|sent|mailed|transferred|did|told|called)\b|"
    r"\bthat(?:'s| is| was)(?: not|n't) (?:right|true|correct|possible)\b|"
    r"\bcan'?t be\b|\bwrong\b"
)
#: Asks to hear it once more.
_AGAIN = re.compile(r"\b(?:again|once more|repeat|one more time|didn'?t (?:catch|hear|get))\b")


def take_result(turn: CallerTurn, result: ToolAnswered) -> Reply:
    """Say a tool's result, ask for consent or for a value, run what it needs first, or offer what it offers."""
    if result.is_running:
        return Reply(text=phrasing.ONE_MOMENT)
    answer = result.answer
    frame, before = _frame_of(turn, result), turn.state.lasting.told_by
    if answer.ok:
        turn.remember(told=answer, told_by=frame)
        if answer.outcome in DEEDS:
            turn.remember(deed=(answer, frame), instead=None)
        if answer.outcome is Outcome.PROPOSAL or result.tool == COMMIT:
            turn.remember(declined=None)
        return _succeeded(turn, frame.tool, answer, before)
    if result.tool == COMMIT and answer.code == NOT_AGREED:
        return _not_agreed(turn, answer)
    if result.tool == COMMIT and answer.code == EXPIRED and frame.tool in turn.shapes:
        return next_step(turn)  # it is proposed anew
    if answer.needs and turn.is_no_customer and turn.needs_account(frame.tool):
        return for_everybody(turn)
    if _can_run_first(turn, frame.tool, answer.needs):
        needed = fill(turn, Frame(tool=answer.needs), turn.history)
        turn.update(frames=(*turn.state.frames, needed))
        just_said = fill(turn, Frame(tool=answer.needs), turn.history[-1:]).arguments
        said = ". ".join(turn.history[-ASKED_WITHIN:])
        told = told_what_is_possible(turn, answer.needs, said) if not needed.arguments else ""
        return next_step(turn, before=told, echo=read_back(turn, needed, just_said))
    if answer.ask and frame.tool in turn.shapes and answer.ask in turn.shapes[frame.tool].parameters:
        return _ask_again(turn, frame, answer)
    return _cannot(turn, frame.tool, answer)


def _frame_of(turn: CallerTurn, result: ToolAnswered) -> Frame:
    """Return the tool in hand; if that is another (a language model called this one), take it in hand."""
    frame = turn.state.frame
    if frame is not None and result.tool in (frame.tool, COMMIT):
        return frame
    frame = Frame(tool=result.tool, arguments=dict(result.arguments))
    instead = turn.state.instead if result.tool == PERSON else None
    turn.begin(frames=(frame,) if result.tool in turn.shapes else (), misses=turn.state.misses, instead=instead)
    return frame


def _succeeded(turn: CallerTurn, tool: str, answer: ToolAnswer, before: Frame | None) -> Reply:
    said = answer.say or (phrasing.DONE if answer.outcome is not Outcome.STEP else "")
    if answer.outcome is Outcome.LOOK_UP and asked_further(" ".join(turn.history[-1:])) is FollowUp.SINCE:
        said = join(said, began(turn, answer))
    if answer.outcome is Outcome.PROPOSAL and answer.proposal:
        turn.update(awaiting=Awaiting.CONSENT, proposal=answer.proposal, parameter="", question=said, misses=0)
        return Reply(text=said)
    is_again = answer.outcome is Outcome.LOOK_UP and not turn.state.lasting.wishes and _was_just_told(turn, said)
    is_doubted = answer.outcome is Outcome.LOOK_UP and _is_doubted(turn, before)
    waiting = turn.state.frames[:-1]
    is_beside = bool(waiting) or turn.state.resumes is not None
    said = _led_in(turn, said, is_beside=is_beside) if is_doubted and tool == LOOK_UP and not is_again else said
    if waiting:
        turn.update(frames=waiting, awaiting=Awaiting.NOTHING, proposal="", misses=0)
        return next_step(turn, before=_beside(turn, said, is_again=is_again))
    if turn.state.resumes is not None:
        return go_back(turn, _beside(turn, said, is_again=is_again))  # asked while times were offered: they still are
    is_told = answer.outcome is Outcome.LOOK_UP and any(said and said in text for text in turn.state.lasting.said)
    asked = " ".join(turn.history[-1:])
    if is_told and tool != LOOK_UP and seldom_known(asked) and turn.called_for(asked) != told_label(turn):
        return not_seen(turn)  # "how did that happen?", and not "why is it more?", of a charge found wrong
    if answer.person or (answer.offer in turn.shapes and not is_unwanted(turn, answer.offer)):
        return (
            _shall_i_get_person(turn, said, answer)
            if answer.person
            else offer(turn, answer.offer, in_their_words(turn, tool, answer), said, led_by=tool)
        )
    if (reply := _let_pick(turn, tool, answer, said)) is not None:
        return reply
    if said.endswith("?"):
        turn.begin(awaiting=Awaiting.MORE, question=said)
        return Reply(text=said)
    if turn.state.led_by in _LEADS_TO:
        question = _LEADS_TO[turn.state.led_by]
        turn.begin(awaiting=Awaiting.MORE, question=question)
        return Reply(text=join(said, question))
    if is_again:
        return _told_again(turn, tool, said)
    if answer.outcome is Outcome.STEP and not turn.state.lasting.wishes:
        reply = ask_openly(turn, phrasing.HOW_CAN_I_HELP)
        return replace(reply, text=join(said, reply.text))
    if MESSAGE in turn.shapes and (left := _without_invitation(said)) != said and not turn.state.lasting.wishes:
        return offer_to_write(turn, left)
    if is_doubted and not turn.state.lasting.wishes:
        turn.begin(awaiting=Awaiting.MORE, question=phrasing.THAT_ANSWERS)
        return Reply(text=join(said, phrasing.THAT_ANSWERS))
    return finish(turn, said)


def _led_in(turn: CallerTurn, said: str, *, is_beside: bool) -> str:
    """Return an answer that may be another's with what it is about ahead of it, unless its first sentence says so.

    In the middle of something nobody is asked whether it was their question: that it may not be is said ahead of it.
    """
    topic = topic_of(turn, told_label(turn))
    is_led = turn.state.led_by in _LEADS_TO or phrasing.IF_I_GOT_IT in " ".join(turn.state.lasting.said[-1:])
    if is_beside and not is_led:
        return join(phrasing.IF_I_GOT_IT, said)
    is_named = words_of(topic) <= words_of(phrasing.first_sentence(said))
    return said if is_led or is_named else phrasing.about(topic, said)


def _beside(turn: CallerTurn, said: str, *, is_again: bool) -> str:
    """Return what is told in the middle of something, without its question; the same answers no second, other one."""
    told = " ".join(one for one in sentences(said) if not one.endswith("?"))
    return phrasing.NOT_SEEN if is_again and not _asks_just_that(turn) else told


def _asks_just_that(turn: CallerTurn) -> bool:
    """Tell whether the caller has asked for what was looked up, and for nothing of it that is seldom known."""
    asked = without_forbidden(turn.history[-1]) if turn.history else ""
    is_of_it = asked_further(asked) in (None, FollowUp.LEFT, FollowUp.COST) or turn.called_for(asked) == told_label(
        turn
    )
    if any(_OBJECTS.search(plain_words(one)) and not begins_as_question(one) for one in sentences(asked)):
        return False  # "no, I paid last week"
    return is_of_it and (turn.called_for(asked) == told_label(turn) or _AGAIN.search(plain_words(asked)) is not None)


def _told_again(turn: CallerTurn, tool: str, said: str) -> Reply:
    """Answer who would hear the same a second time: it is said again to who asks just that, and is all there is.

    To another question it is no answer, and neither is it the third time.
    """
    told = [text for text in turn.state.lasting.said if text]
    asked = without_forbidden(" ".join(turn.history[-1:]))  # "don't cancel it. When is it?"
    # What the business answers has several facts in one, of which another may be asked; what a tool finds has not.
    is_worth_it = turn.is_of(asked, told_label(turn)) if tool == LOOK_UP else _asks_just_that(turn)
    is_worth_it = is_worth_it or (leans_on_it(asked) and may_have_it(asked))  # "when does that end?"
    is_worth_it = is_worth_it or asks_once_more(asked) or _asks_for_whom(turn, asked)
    if not is_worth_it:
        return not_seen(turn)
    if not _speaks_of(turn, asked, said, tool):
        # "Is my neighbor affected?", of an outage just told; "is there a landline with it?", of what a plan costs
        return not_seen(turn, phrasing.NO_MORE_KNOWN if tool != LOOK_UP else "")
    if len(told) > 1 and all(said in text for text in told[-2:]):
        return not_seen(turn, phrasing.NO_MORE_KNOWN)
    turn.begin(awaiting=Awaiting.MORE, question=phrasing.THAT_ANSWERS)
    return Reply(text=join(phrasing.AS_I_SAID, said, phrasing.THAT_ANSWERS))


def in_their_words(turn: CallerTurn, tool: str, answer: ToolAnswer) -> Mapping[str, Any]:
    """Return what a result has offered to write down, with what the caller has said of it ahead of what was found.

    A finding alone may be against what they told: "no signal", of a line that they called slow.
    """
    schemas = turn.shapes[answer.offer].parameters
    name = next((one for one in answer.offer_arguments if kind_of(schemas.get(one, {})) == "text"), "")
    said = [without_long_numbers(one).strip(" .!?,") for one in turn.history if turn.rank(one)[0].label == tool]
    told = first_and_last(said)
    if not name or not told or turn.tool(answer.offer).outcome is not Outcome.TICKET:
        return answer.offer_arguments
    return {**answer.offer_arguments, name: f"{told}. {answer.offer_arguments[name]}"}


def _speaks_of(turn: CallerTurn, asked: str, said: str, tool: str) -> bool:
    """Tell whether a question is of what was told: its own words are of that or of what led to it, or it has none."""
    known = _words_known(turn, told_label(turn), said, tool.replace("_", " "), *turn.history[-2:-1])
    own = own_words(asked)
    is_of_it = own <= known if tool == LOOK_UP else not own or bool(own & known) or may_have_it(asked)
    return is_of_it or asks_once_more(asked) or _asks_for_whom(turn, asked)


def _words_known(turn: CallerTurn, label: str, *said: str) -> set[str]:
    """Return the words of an answer's matter: of its topic, of what callers say for it, and of what was told."""
    told = turn.state.lasting.told
    examples = next((one.examples for one in turn.script.answers if answer_label(one.name) == label), ())
    return words_of(told.say if told is not None else "", topic_of(turn, label), *said, *examples)


def _asks_for_whom(turn: CallerTurn, asked: str) -> bool:
    """Tell whether a question is whether they may do it for the customer, and that was told."""
    return asks_for_whom(asked) and told_label(turn) == label_for_others(turn)


def _without_invitation(said: str) -> str:
    """Return an answer without the sentence that invites to leave a message: that is offered, and easier taken so."""
    return " ".join(one for one in sentences(said) if not one.startswith('Say "take a message"'))


def _is_doubted(turn: CallerTurn, before: Frame | None) -> bool:
    """Tell whether an answer just looked up may be about something else than the caller asked.

    `before` told what was told before it: a question that leans on that ("what if I miss it?") is of it.
    """
    if turn.state.lasting.unmeant:
        return True
    label, last = told_label(turn), " ".join(turn.history[-1:])
    if before is not None and leans_on_it(last) and label != (of := label_of(before)):
        if turn.called_for(f"{topic_of(turn, of)} {last}") != label:
            return True
    said = [
        one
        for text in [one for one in turn.history if not says_only_numbers(one)][-ASKED_WITHIN:]
        for one in (
            text,
            *sentences(text),
            *NEXT_CLAUSE.split(text),
            indirect_question(without_refused(text, may_lean=True)),
        )
        if one
    ]
    rank = turn.intents.rank if turn.is_no_customer else turn.rank
    known = None if label in turn.shapes else _words_known(turn, label)  # a tool's answer is no one of many
    is_sure = any(is_sure_answer(rank(one), label) and not (known and is_foreign(one, known)) for one in said)
    # "How much is it, and how quick can you get it in?": one of the two was answered.
    asked = questions(turn.history[-1]) if turn.history else []
    return not is_sure or (len(asked) > 1 and any(turn.rank(one)[0].label != label for one in asked))


def _was_just_told(turn: CallerTurn, said: str) -> bool:
    """Tell whether the turn before this one of ours said just that."""
    return bool(said) and any(said in text for text in turn.state.lasting.said[-2:])


def _let_pick(turn: CallerTurn, tool: str, answer: ToolAnswer, said: str) -> Reply | None:
    """If a result lists what another tool takes (free times, say), ask which of them."""
    for value in answer.facts.values():
        if not isinstance(value, list) or not value or not all(isinstance(one, dict) and one for one in value):
            continue
        if (taking := _tool_taking(turn, set(value[0]), tool)) is None:
            continue
        question = said if said.endswith("?") else phrasing.WHICH_ONE if len(value) > 1 else phrasing.THAT_ONE
        turn.begin(
            awaiting=Awaiting.PICK,
            picks=tuple(value),
            pick_tool=taking,
            question=question,
            dropped=turn.state.dropped,
        )
        return Reply(text=said if said.endswith("?") else join(said, question))
    return None


def _tool_taking(turn: CallerTurn, keys: set[str], but: str) -> str | None:
    """Return a tool that does something with such arguments: the one last in hand, else the first there is."""
    taking = [
        tool.name
        for tool in turn.script.tools
        if tool.confirm
        and tool.name != but
        and tool.name in turn.shapes
        and keys <= set(turn.shapes[tool.name].parameters)
    ]
    dropped = turn.state.dropped
    return dropped.tool if dropped is not None and dropped.tool in taking else next(iter(taking), None)


def _not_agreed(turn: CallerTurn, answer: ToolAnswer) -> Reply:
    """Ask for a clear yes once more, as the tool says; after that nothing is done."""
    # A proposal that was cut off before the caller could answer it is no failure of theirs.
    misses = turn.state.misses + (answer.facts.get("why") not in UNHEARD)
    if misses >= ASKED_AT_MOST or not answer.say:
        return leave(turn)
    turn.update(awaiting=Awaiting.CONSENT, proposal=answer.proposal or turn.state.proposal, misses=misses)
    return Reply(text=answer.say)


def _can_run_first(turn: CallerTurn, tool: str, needed: str) -> bool:
    is_new, waiting = needed not in {frame.tool for frame in turn.state.frames}, len(turn.state.frames)
    return needed in turn.shapes and tool in turn.shapes and is_new and waiting < MAX_WAITING


def _ask_again(turn: CallerTurn, frame: Frame, answer: ToolAnswer) -> Reply:
    wanted = (answer.ask, *answer.forget)
    turn.hold(replace(frame.without(*wanted), wanted=wanted), echoed="", proposal="")
    is_question = answer.say.endswith("?")
    asked = ask(turn, answer.ask, before="" if is_question else answer.say, question=answer.say if is_question else "")
    if answer.ask not in frame.arguments or not is_number(turn.shapes[frame.tool].parameters[answer.ask]):
        return asked
    turn.offered(WayOut.KEYPAD)  # whatever was misheard isn't misheard again
    return replace(asked, text=join(asked.text, phrasing.KEYS_TOO))


def _shall_i_get_person(turn: CallerTurn, said: str, answer: ToolAnswer | None = None) -> Reply:
    """Offer a person, unless one was for just that before: then what the tool offers instead is proposed."""
    instead = None
    if answer is not None and answer.offer in turn.shapes:
        instead = Frame(tool=answer.offer, arguments=answer.offer_arguments)
        if turn.state.lasting.instead == instead:
            return start(turn, instead, before=said)
        turn.remember(instead=instead)
    turn.begin()
    reply = offer_person(turn, join(said, phrasing.SHALL_I_GET_PERSON))
    turn.update(instead=instead)
    return reply


def _left_without_person(turn: CallerTurn) -> str:
    """Return what is left to who is told a second time that nobody is free; '' the next time."""
    left = phrasing.CALL_OR_MESSAGE if MESSAGE in turn.shapes else phrasing.CALL_AGAIN
    return "" if any(left in text for text in turn.state.lasting.said) else left


def _cannot(turn: CallerTurn, tool: str, answer: ToolAnswer) -> Reply:
    said = answer.say or phrasing.REFUSED
    if answer.person:
        return _shall_i_get_person(turn, said, answer)
    if tool == PERSON and (instead := turn.state.instead) is not None:
        return start(turn, instead, before=said)
    waiting = turn.state.frames[:-1]
    is_beside = turn.tool(tool).outcome is Outcome.LOOK_UP  # asked in between: "what does the ticket say?"
    if is_beside and waiting and answer.offer in ("", *(one.tool for one in waiting)):
        turn.update(frames=waiting, awaiting=Awaiting.NOTHING, proposal="", misses=0)
        return next_step(turn, before=said)
    if is_beside and (asked := turn.state.resumes) is not None and answer.offer in ("", asked.pick_tool):
        return go_back(turn, said)
    if answer.offer in turn.shapes:
        if answer.offer == TICKET:
            turn.offered(WayOut.CALL_BACK)
        if answer.offer == tool and (second := second_time(turn, turn.state.frame, turn.history)) is not None:
            return start(turn, second, before=phrasing.first_sentence(said))
        # "Move it to Tuesday morning", if there is none to be moved: Tuesday morning is offered to be booked.
        frame, taken = turn.state.frame, turn.shapes[answer.offer].parameters
        known = frame.arguments if frame is not None and frame.tool == tool else {}
        kinds = ("text",) if answer.offer_arguments else ("text", "date", "enum")  # a note goes with any time
        kept = {name: one for name, one in known.items() if kind_of(taken.get(name, {})) in kinds}
        return offer(turn, answer.offer, {**kept, **answer.offer_arguments}, said, led_by=tool)
    refused, is_again = turn.state.frame, any(said in text for text in turn.state.lasting.said)
    is_internal = answer.code == INTERNAL and tool != PERSON
    if is_internal or (is_again and tool != PERSON and PERSON in turn.shapes and not turn.state.lasting.wishes):
        return _shall_i_get_person(turn, join(phrasing.AS_I_SAID, said) if is_again else said)
    turn.remember(told=answer, told_by=refused or Frame(tool=tool))
    reply = finish(turn, join(said, _left_without_person(turn) if tool == PERSON else ""))
    if turn.state.awaiting is Awaiting.MORE and tool in turn.shapes:
        turn.update(dropped=refused)  # "no wait, the morning", to "it's in the afternoon already"
    return reply
