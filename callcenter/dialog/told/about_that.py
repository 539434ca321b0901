"""Questions about what was just said: when, how much, why. Answered from the tool's facts, never made up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from callcenter.dialog.deeds.telling import told_of_deeds
from callcenter.dialog.script import MESSAGE
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import (
    LOOK_UP,
    Action,
    Choice,
    Intent,
    answer_label,
    decide,
    is_sure_answer,
)
from callcenter.dialog.understanding.own_words import own_words, words_of
from callcenter.dialog.understanding.slot_filling import kind_of
from callcenter.dialog.ways_out import again, ask_more, message_frame, not_seen, once_more, topic_of
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.dialog.wording.templates import digits, place_of
from callcenter.domain.tool_answer import Outcome, ToolAnswer
from callcenter.spoken.act.follow_up import SELDOM_KNOWN, FollowUp, amount_is_of, asked_further, asks_for_cause
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import leans
from callcenter.spoken.words import plain_words

_HOW_MUCH = re.compile(r"\b(how much|what (was|is|'s) (the )?(amount|total|sum)|what (does|did) (it|that) cost)\b")
_PRICE = re.compile(
    r"\b(what (?:does|did|would|will) (?:it|that|this) cost|how much (?:does|is|would|will) "
    r"(?:it|that|this|the (?:visit|technician)))\b"
)
_AT_WHAT_TIME = re.compile(
    r"\b((what|which) (time|hours?)(?! (?:it is|is it)\b)|(morning|afternoon|evening) as in|between what|"
    r"from when to when|how (late|early)(?! (?:can|could|may|do|should|must) (?:i|we)\b)|"
    r"(?:like|around|at|about|by|before|after|(?:near|nearer|closer)(?: to)?) "
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|"
    r"\d{1,2})(?! of (?:the|those|these|your|them)\b)"
    r"(?! (?:\w+ ){1,2}(?:street|st|road|rd|lane|ln|avenue|ave|drive|court|place|way)\b))\b"
)
_WHEN = re.compile(r"\b(when|what (day|date|time)|which day|by what (day|date)|until when|how long)\b")
#: Speaks of what is over.
_OVER = re.compile(r"\b(was|were|did|had|has|have|opened|asked)\b")
#: Leans on what was told, in so few words anyway.
_IT = re.compile(r"\b(?:it|that|this|they|them|those|these|he|she)\b|\b(?:that|it|who|he|she)'")
_BARE_WORDS, _NOTHING_WORDS = 4, 2
#: Probability at which a question is for another agent.
_LIKELY = 0.7
#: Asks of what a proposal leaves, which has a day of its own.
_OF_THE_REST = re.compile(
    r"\b(?:the|that|my) (?:others?|rest|remain\w*|second|balance|left ?over|difference)\b|\bleft\b"
)
#: What is said of something that somebody decides on.
_OF_AN_ANSWER = "decide decision answer answered hear heard know"
_CALLS = re.compile(r"\b(?:calls?|rings?|phones?|calling|it be|contacts?)\b")
_LEFT = (
    "After that {% if left_cents < 0 %}you have a credit of {{ (-left_cents) | money }}"
    "{% else %}{{ left_cents | money }} would be left{% endif %}."
)
_BEGAN = "It began at {{ started_at | zoned }} on {{ started_at | date }}."
_HOURS = "That's between {{ starts_at | time }} and {{ ends_at | time }}."


def _told(turn: CallerTurn) -> ToolAnswer | None:
    """Return what a tool last told; None if it said nothing, or proposed what is no longer proposed."""
    told = turn.state.lasting.told
    is_left = told is not None and told.outcome is Outcome.PROPOSAL and turn.state.awaiting is not Awaiting.CONSENT
    return told if told is not None and told.say and not is_left else None


def about_that(turn: CallerTurn) -> str:
    """Return the answer to a question about what a tool last told, '' if nothing was told."""
    if (told := _told(turn)) is None:
        return ""
    if told_label(turn) in turn.state.lasting.unmeant:
        return phrasing.NO_MORE_KNOWN  # "not how to pay, when?"
    if said := (fact_asked_for(turn) or day_asked_for(turn)):
        return said
    if told.say == _last_told(turn) or asked_further(turn.text) in SELDOM_KNOWN:
        return phrasing.NO_MORE_KNOWN
    return join(phrasing.AS_I_SAID, told.say)


def fact_asked_for(turn: CallerTurn) -> str:
    """Return the amount or the hours of what a tool last told, if the caller asks for them; else ''."""
    if (told := _told(turn)) is None:
        return ""
    words = plain_words(turn.text)
    if asked_further(turn.text) is FollowUp.LEFT and isinstance(left := _left(told.facts), int):
        in_full = "" if told.say == turn.state.question else told.say  # a proposal is put again after this anyway
        in_full = join(phrasing.AS_I_SAID, in_full) if "when" in words.split() else ""  # it tells the day of it
        return (in_full or turn.render(_LEFT, {"left_cents": left})) if left else phrasing.NOTHING_LEFT
    if _HOW_MUCH.search(words) and amount_is_of(words, told.say) and (found := _fact(told.facts, "_cents")) is not None:
        return turn.render("That's {{ value | money }}.", {"value": found}, otherwise=told.say)
    if _AT_WHAT_TIME.search(words) and {"starts_at", "ends_at"} <= told.facts.keys():
        return turn.render(_HOURS, told.facts, otherwise=told.say)
    return ""


def follow_up(turn: CallerTurn) -> Reply | None:
    """Answer a short question about what was just told from its facts, or say that it can't be seen here.

    None if it is no such question, or if something else that we know of is clearly asked.
    """
    told, by = turn.state.lasting.told, turn.state.lasting.told_by
    is_open = turn.state.awaiting is Awaiting.MORE or (turn.state.awaiting is Awaiting.TOPIC and not turn.state.topics)
    asked = asked_further(turn.text) if is_open else None
    if is_open and asked is None and own_words(turn.text) & words_of(_OF_AN_ANSWER) and (said := day_of_it(turn)):
        return ask_more(turn, said)  # "so when do I hear?", of a request that is in review
    if told is None or by is None or asked is None:
        return None
    ranked = turn.rank(turn.wish)
    choice, label = decide(ranked), told_label(turn)
    if (reply := _of_a_deed(turn, asked, choice)) is not None:
        return reply
    if said := _of_its_facts(turn, asked, told, by) or fact_asked_for(turn):
        is_again = said in " ".join(turn.state.lasting.said[-1:])
        return ask_more(turn, join(phrasing.AS_I_SAID if is_again else "", said))
    if by.tool == LOOK_UP and turn.called_for(of_it := f"{topic_of(turn, label)} {turn.text}"):
        # "Who connects it there?", of an answer that says so; "what does it cost?", of how long a visit takes.
        if turn.is_of(turn.text, label) and turn.called_for(of_it) == label != next(iter(choice.labels), ""):
            return once_more(turn, told.say)
        if asked is FollowUp.COST:
            turn.hear(of_it)
        return None
    is_clear = choice.action is Action.ACT and len(plain_words(turn.text).split()) > _NOTHING_WORDS  # no "how come"
    is_other = is_clear and choice.labels[0] != label
    is_tools = is_clear and choice.labels[0] in turn.shapes and turn.handoff(choice.labels[0]) is None  # or told by it
    if asked in SELDOM_KNOWN and _leans(turn.text) and not (is_tools or (is_other and _is_surely_other(turn, ranked))):
        return not_seen(turn)
    if asked is FollowUp.BEFORE:
        return not_seen(turn) if not is_other and not _takes_words(turn, by) else None
    leans = asked in (FollowUp.COST, FollowUp.CHANGE) or turn.called_for(f"{topic_of(turn, by.tool)} {turn.text}")
    return not_seen(turn) if choice.action is not Action.ACT and not leans else None


def _of_a_deed(turn: CallerTurn, asked: FollowUp, choice: Choice) -> Reply | None:
    """Answer what is asked of the last thing that was done, whatever was looked up since; None to other questions."""
    if turn.state.lasting.deed is None:
        return None
    told, by = turn.state.lasting.deed
    is_fresh = turn.state.lasting.told_by == by
    if asked is FollowUp.NUMBER and "ticket" in plain_words(turn.text) and not told.facts.get("ticket_number"):
        return None  # "what's my ticket number?", after a refund
    if asked is FollowUp.NUMBER:
        return ask_more(turn, _of_its_facts(turn, asked, told, by))
    match asked:
        case FollowUp.CHANGE if told.facts.get("ticket_number"):
            return _changing(turn, phrasing.TICKET_CHANGES, message_frame(turn, str(told.facts.get("summary", ""))))
        case FollowUp.NEXT:
            return again(turn, join(phrasing.AS_I_SAID, told.say))  # what was noted says how it goes on
        case FollowUp.CHANGE if choice.labels[:1] == (by.tool,):
            return not_seen(turn)  # "can I cancel that?", of a refund
        case FollowUp.CHANGE if not (choice.action is Action.ACT and turn.tool(choice.labels[0]).confirm):
            return _changing(turn, phrasing.CHANGES, by)  # "can I still change it?", of a promise
        case FollowUp.COST if is_fresh and turn.tool(by.tool).outcome is Outcome.TICKET:
            return not_seen(turn)
    return None


def _changing(turn: CallerTurn, said: str, frame: Frame | None) -> Reply:
    """Say that something may be had otherwise; the day or the time that the caller then says is of it."""
    reply = ask_more(turn, said)
    turn.update(dropped=frame)
    return reply


def may_have_it(text: str) -> bool:
    """Tell whether a question asks for what is mostly told with the rest: when, how much, at what time."""
    words = plain_words(text)
    is_asked = any(one.search(words) for one in (_WHEN, _HOW_MUCH, _AT_WHAT_TIME))
    return is_asked and asked_further(text) not in SELDOM_KNOWN


def beside_the_question(turn: CallerTurn) -> str:
    """Return what is said to a question put in place of a yes or a no that nothing else has answered."""
    if asked_further(turn.text) in SELDOM_KNOWN - {FollowUp.WHY}:
        return phrasing.NOT_SEEN
    is_unknown = decide(turn.rank(turn.wish)).action is Action.NOT_UNDERSTOOD
    return phrasing.NOT_KNOWN if is_unknown else phrasing.ASK_AFTER


def whose_time(turn: CallerTurn) -> Reply | None:
    """Say in which time zone times are told, if the caller asks that ("my time or yours?"), and ask again."""
    if asked_further(turn.text) is not FollowUp.ZONE:
        return None
    return again(turn, turn.render(turn.script.phrases.whose_time, {"place": place_of(turn.place)}))


def told_label(turn: CallerTurn) -> str:
    """Return what was asked for that led to what was last told: the tool, or the answer's label; '' if nothing was."""
    by = turn.state.lasting.told_by
    return label_of(by) if by is not None else ""


def label_of(frame: Frame) -> str:
    """Return what a tool with its arguments answers: the tool, or the answer's label."""
    return answer_label(str(frame.arguments.get("topic", ""))) if frame.tool == LOOK_UP else frame.tool


def _of_its_facts(turn: CallerTurn, asked: FollowUp, told: ToolAnswer, by: Frame) -> str:
    """Return what the facts of what a tool told say to what is asked of it; '' if nothing."""
    is_ticket = turn.tool(by.tool).outcome is Outcome.TICKET
    match asked:
        case FollowUp.NUMBER if number := _number(told):
            return turn.render("It's {{ value | digits }}.", {"value": number})
        case FollowUp.WHO if (is_ticket or by.tool == LOOK_UP) and _CALLS.search(plain_words(turn.text)):
            return phrasing.ONE_OF_OURS
        case FollowUp.WHY if told.facts.get("cause") and _asks_for_cause(turn, by):
            return join(phrasing.AS_I_SAID, told.say)
        case FollowUp.SINCE if turn.called_for(turn.text) in ("", label_of(by)):
            return began(turn, told)
        case FollowUp.WHEN_WAS:
            return day_told(turn)
        case FollowUp.NUMBER if turn.tool(by.tool).confirm:
            return phrasing.NO_NUMBER
        case FollowUp.CHANGE if told.facts.get("ticket_number"):
            return phrasing.TICKET_CHANGES
    return ""


def _asks_for_cause(turn: CallerTurn, by: Frame) -> bool:
    """Tell whether a why is asked of what was told: "why is it out?", and no "why do you need my number?"."""
    called_for, label = turn.called_for(turn.text), label_of(by)
    return called_for == label or asks_for_cause(plain_words(turn.text), is_other=called_for != "")


def began(turn: CallerTurn, told: ToolAnswer) -> str:
    """Return when what was told began, '' if that isn't known."""
    return turn.render(_BEGAN, told.facts) if told.facts.get("started_at") else ""


def _leans(text: str) -> bool:
    """Tell whether a question says nothing of its own matter: "why so long", and no "why is my line slow"."""
    return len(plain_words(text).split()) <= _BARE_WORDS or _IT.search(plain_words(text)) is not None


def leans_on_it(text: str) -> bool:
    """Tell whether a question speaks of what was told by "it" or "that" alone."""
    return begins_as_question(text) and _IT.search(plain_words(text)) is not None


def _is_surely_other(turn: CallerTurn, ranked: Sequence[Intent]) -> bool:
    """Tell whether words are surely about another thing than was told; a handoff needs less than an answer."""
    best = ranked[0]
    if turn.handoff(best.label) is not None:  # "and why did it happen?", of an outage, is nobody else's
        return best.probability >= _LIKELY and _IT.search(plain_words(turn.text)) is None
    return is_sure_answer(ranked, best.label)


def _number(told: ToolAnswer) -> str:
    """Return the number that what was told has: the one that was said with it, else the only one."""
    found = [str(value) for name, value in told.facts.items() if name.endswith("_number") and value]
    said = [one for one in found if digits(one) in told.say]
    return next(iter(said or (found if len(found) == 1 else [])), "")


def _takes_words(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether the tool that was told of takes the caller's words in a choice: "the one before", of payments."""
    schemas = turn.shapes[frame.tool].parameters.values() if frame.tool in turn.shapes else ()
    return any(kind_of(one) == "enum" and turn.reader.read(one, turn.text, is_answer=False) for one in schemas)


def _left(facts: Mapping[str, Any]) -> Any:
    """Return what is still owed after what was told: a promise, a refund."""
    promise = facts.get("promise")
    return promise.get("left_cents") if isinstance(promise, Mapping) else facts.get("left_cents")


def asks_for_hours(text: str) -> bool:
    """Tell whether a text asks at what time of the day something is."""
    return _AT_WHAT_TIME.search(plain_words(text)) is not None


def asked_of_it(turn: CallerTurn, wish: str, called_for: Action) -> str:
    """Return what is said to a question kept until something was done, if that has it or nothing does; '' to others.

    What isn't known is named, and said not to be.
    """
    if said := told_of_deeds(turn, wish):
        return join(phrasing.NEXT_WISH, said)  # "yes, book it. And was the fault reported?"
    is_of_it = called_for is Action.NOT_UNDERSTOOD or (called_for is Action.CLARIFY and leans(wish))
    if not begins_as_question(wish) or not is_of_it:
        return ""
    turn.hear(wish)
    if said := fact_asked_for(turn) or day_asked_for(turn):
        return join(phrasing.NEXT_WISH, said)
    by_message = phrasing.MORE_BY_MESSAGE if MESSAGE in turn.shapes else phrasing.NOT_KNOWN
    return join(phrasing.you_also(wish, asked=True), by_message)


def asks_another_price(turn: CallerTurn) -> bool:
    """Tell whether the caller asks for a price, and what was told has none."""
    told = turn.state.lasting.told
    has_amount = told and (_fact(told.facts, "_cents") is not None or ("dollar" in told.say and not told.proposal))
    return _PRICE.search(plain_words(turn.text)) is not None and not has_amount


def day_asked_for(turn: CallerTurn) -> str:
    """Return the day of what a tool last told, if the caller asks for it; else ''."""
    told, words = _told(turn), plain_words(turn.text)
    if asked_further(turn.text) is FollowUp.SINCE:
        return ""  # the day of what was told is rarely that on which it began
    if told is None or not _WHEN.search(words) or (found := _day(told)) is None:
        return ""
    if found < turn.reader.today.isoformat() and not _OVER.search(words):
        return ""  # "when will they call?", of a ticket: the day it was opened is no answer
    return turn.render("That's {{ value | date }}.", {"value": found}, otherwise=told.say)


def day_of_it(turn: CallerTurn) -> str:
    """Return the day of what is proposed, to who asks when it is, or is decided, and of nothing else."""
    told = _told(turn)
    if _OF_THE_REST.search(plain_words(turn.text)):
        return ""  # "when will the other sixty be due?", of what is paid of it now
    is_of_it = told is not None and own_words(turn.text) <= words_of(told.say, _OF_AN_ANSWER, "take takes")
    return day_asked_for(turn) if is_of_it else ""


def day_told(turn: CallerTurn) -> str:
    """Return the one day of what a tool last told; '' if it told none, or several."""
    told = _told(turn)
    found = _day(told) if told is not None else None
    return turn.render("That's {{ value | date }}.", {"value": found}) if found is not None else ""


def _last_told(turn: CallerTurn) -> str:
    """Return what was told, if it was said twice already."""
    told = turn.state.lasting.told
    said = turn.state.lasting.said[-2:]
    is_twice = told is not None and len(said) == 2 and all(told.say in text for text in said)
    return told.say if told is not None and is_twice else ""


def _fact(facts: Mapping[str, Any], ending: str) -> Any:
    found = [
        value
        for name, value in facts.items()
        if name.endswith(ending) and isinstance(value, int) and name != "left_cents"
    ]
    return found[0] if len(found) == 1 else None


def _day(told: ToolAnswer) -> Any:
    found = [
        value
        for name, value in told.facts.items()
        if (name in ("day", "decided_by") or name.endswith(("_on", "_by"))) and isinstance(value, str)
    ]
    return found[0] if len(found) == 1 else None
