"""Hearing the answer to "anything else?": the call ends on a plain no or a goodbye, and on nothing else."""

from __future__ import annotations

import re

from callcenter.dialog.hearing.asked_values.taken import is_free_text
from callcenter.dialog.hearing.beside import told_otherwise
from callcenter.dialog.hearing.wish_beside import WHAT_IS_LEFT, names_a_wish
from callcenter.dialog.kept_wishes import finish
from callcenter.dialog.script import END, MESSAGE, TICKET
from callcenter.dialog.told.about_that import may_have_it, told_label
from callcenter.dialog.tools import fill, offer, start
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply, WayOut
from callcenter.dialog.understanding import intents
from callcenter.dialog.understanding.slot_filling import Filled, kind_of, no_call_names
from callcenter.dialog.ways_out import ask_more, ask_openly, end, missed, not_seen, offer_person, once_more, wait
from callcenter.dialog.wording.phrasing import (
    ALL_RIGHT,
    ANSWERS_IT,
    ANYTHING_ELSE,
    DIDNT_GET,
    GLAD,
    GO_AHEAD,
    NOT_AGREED,
    NOT_ANSWERED,
    NOT_KNOWN,
    ONE_AT_A_TIME,
    SHALL_I_GET_PERSON,
    THAT_ANSWERS,
    WELCOME,
    YOUR_FLOOR,
    join,
)
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.consent_words import consent_words
from callcenter.spoken.act.leave_taking import read_leave
from callcenter.spoken.act.more_wanted import (
    announces,
    begins_with_no,
    deed_wanted,
    goes_on,
    insists,
    is_a_complaint,
    is_content,
    is_still_wrong,
    keeps_it,
    names_something_else,
    says_it_works,
    says_nothing_else,
    takes_note,
    wants_it_done,
)
from callcenter.spoken.call_back import takes_call_back, wants_no_call
from callcenter.spoken.deeds.deed_words import Doing, doing_of_tool
from callcenter.spoken.sentence import asks_something, begins_as_question
from callcenter.spoken.taken_back import asked_after_no, refuses_task, without_refused
from callcenter.spoken.words import clauses_of, plain_words, sentences, without_fillers

#: Acts that leave nothing to be served.
LEAVING = (Act.NO, Act.GOODBYE, Act.CANCEL, Act.THANKS)
#: Suits the one who says it ("yes, that works"), unless it works "again".
_SUITS = re.compile(r"\bthat works(?! (?:now|again|already|by itself))")
#: Takes up a ticket that was offered.
_OPENS = re.compile(
    r"^(?:(?:no|nope|ok|okay|well|fine|then|yes|yeah|so|alright|just|please|i (?:want|meant?)) )*"
    r"(?:open (?:a|the|that|one|it|me a)\b(?: ticket)?|(?:the|a|that) ticket)(?: then| please)*(?:$| (?:but|and|so)\b)"
)
#: Denies what was told ("we never changed our plan"), and refuses nothing.
_NEVER_DID = re.compile(r"^(?:\w+ )?(?:i|we|you|he|she|they)(?:'ve|'d| have| had)? never (?!mind)")
#: Tells what isn't there ("she has no bill"), and refuses nothing.
_LACKS = re.compile(
    r"^(?:(?:but|and|so|well|oh|because) )*(?:she|he|they|there|(?:my|her|his|their|our) \w+|i|we)"
    r"(?:'s|'re|'m|'ve| is| are| was| has| have| had| got| doesn'?t have| don'?t have)+ (?:no|not|none|never|one|any)\b"
    r"(?! (?:more|other|further|need|questions?|thanks?|interested|sure|necessary|for now|today|that|really|at all|"
    r"now))"
)
#: Ends the call at "does that answer your question?": a mere "no" doesn't, and neither does "not really".
_THATS_ALL = re.compile(r"\bthat(?:'s| is| was| will be|'ll be) (?:all|it|everything)\b|\bnothing (?:else|more)\b")
#: Says of what is told, and not of the call, that it is all: "that's all wrong".
_ALL_OF_IT = re.compile(r"^(?:\w+ )?(?:that|this)(?:'s| is| was) (?:all|it|everything)\b")
#: Adds to "it works" that nothing more is needed.
_NOTHING_NEEDED = re.compile(
    r"^(?:so )?(?:never ?mind|forget it|no need|thanks?.*|sorry.*|good ?bye|bye.*|that'?s all.*)$"
)
#: A no of so few words is one, even if it was heard as a question.
SHORT_NO = 6
#: "One more thing" is a wish, and says nothing of what.
VAGUE_WORDS = 4


def hear_more(turn: CallerTurn) -> Reply | None:
    """Hear the answer to "anything else?": only a plain no or a goodbye ends the call."""
    heard, plain = turn.heard, plain_words(turn.heard.text)
    if heard.act is Act.CORRECTION and turn.state.dropped is not None:
        return told_otherwise(turn)  # "I meant Friday", to what was just given up
    is_leave = heard.act is Act.GOODBYE and not names_a_wish(turn, heard.wish)
    if is_leave:
        return end(turn)
    reply = _no_call_any_more(turn) or _whether_answered(turn, plain) or _done_after_all(turn, plain)
    if (reply := reply or _one_at_a_time(turn) or told_otherwise(turn)) is not None:
        return reply
    if says_it_works(plain):
        return ask_more(turn, GLAD)
    if takes_note(plain):
        return Reply(text=YOUR_FLOOR)
    if heard.consent is Consent.HOLD and (reply := _held(turn)) is not None:
        return reply
    if _lets_it_be(turn, plain):
        return ask_more(turn, ALL_RIGHT)
    if heard.wish or heard.act in (Act.OBJECTION, Act.WISH):
        is_vague = len(heard.wish.split()) <= VAGUE_WORDS and heard.act not in (
            Act.OBJECTION,
            Act.ELSEWHERE,
            Act.MACHINE,
        )
        choice = intents.decide(turn.rank(heard.wish))
        is_no = begins_with_no(plain) and Act.NO in heard.acts and not _names_value(turn, heard.wish)
        if is_vague and choice.action is not intents.Action.ACT and is_no and not goes_on(plain):
            return end(turn) if is_content(plain) else _no_and_noise(turn)
        understood = choice.action is not intents.Action.NOT_UNDERSTOOD and END not in choice.labels
        if is_vague and not understood and begins_as_question(turn.text) and turn.state.lasting.told is not None:
            said = turn.state.lasting.told.say  # "what's the cause", of what was just told; "when does that end?"
            return once_more(turn, said) if said and may_have_it(turn.text) else not_seen(turn)
        return _vague(turn, plain) if is_vague and not understood else None
    if turn.text.rstrip().endswith("?") and heard.act is not Act.GOODBYE and len(plain.split()) > SHORT_NO:
        return None  # "so I don't need to be home in the afternoon?" denies, and asks
    is_no = heard.consent is Consent.NO and not (is_still_wrong(plain) or is_a_complaint(plain) or _LACKS.search(plain))
    if is_no and heard.act in LEAVING:
        return _declined(turn, plain) if _is_plain_no(turn, plain) else None
    if heard.consent is Consent.YES and heard.act is Act.YES and Act.THANKS not in heard.acts:
        return ask_openly(turn, GO_AHEAD)
    return missed(turn, ANYTHING_ELSE[0]) if heard.act is Act.BACK_CHANNEL else None


def _vague(turn: CallerTurn, plain: str) -> Reply:
    """Ask what the other thing is, of who has one; few words like nothing we know are not understood."""
    if begins_as_question(turn.text):
        return ask_more(turn, NOT_KNOWN)  # no failure of theirs
    is_announced = not turn.heard.wish or names_something_else(plain)
    return ask_openly(turn, GO_AHEAD) if is_announced else missed(turn, join(DIDNT_GET, ANYTHING_ELSE[0]))


def _no_call_any_more(turn: CallerTurn) -> Reply | None:
    """Have it noted that nobody need call back: on the ticket just written, else in a message; None to other words.

    "Cancel that callback" is for no visit, whatever else can be cancelled.
    """
    told, by, is_taken_back = turn.state.lasting.told, turn.state.lasting.told_by, takes_call_back(turn.text)
    summary = told.facts.get("summary") if told is not None and told.facts.get("ticket_number") else None
    is_noted = by is not None and by.tool in turn.shapes and isinstance(summary, str)
    if not (is_taken_back or (is_noted and wants_no_call(turn.text))):
        return None
    tool = by.tool if by is not None and is_noted else MESSAGE
    if not is_noted:  # written earlier in this call: the same words change that one, whichever tool takes them
        done = [one for one in reversed(turn.ledger) if one.tool in (MESSAGE, TICKET) and one.is_done]
        summary = next((one.facts["summary"] for one in done if isinstance(one.facts.get("summary"), str)), None)
        is_noted = summary is not None
    if tool not in turn.shapes:
        return None
    parameters = turn.shapes[tool].parameters
    text = next((name for name in turn.shapes[tool].required if kind_of(parameters[name]) == "text"), "")
    name = next(iter(no_call_names(parameters)), "")
    said = summary if is_noted else next(filter(takes_call_back, sentences(turn.text)), turn.text)
    return start(turn, Frame(tool=tool, arguments={text: said, name: True})) if text and name else None


def _whether_answered(turn: CallerTurn, plain: str) -> Reply | None:
    """Hear whether what was told is what was asked: if not, there is a person for it."""
    heard = turn.heard
    if turn.state.question not in (THAT_ANSWERS, *ANSWERS_IT) or Act.GOODBYE in heard.acts or _THATS_ALL.search(plain):
        return None
    if heard.consent is Consent.YES and not turn.called_for(heard.wish):
        return ask_more(turn, WELCOME if Act.THANKS in heard.acts else ALL_RIGHT)
    asked = turn.called_for(heard.wish)
    is_same = bool(asked) and asked == told_label(turn)
    is_bare = len(heard.wish.split()) <= VAGUE_WORDS
    if begins_with_no(plain) and Act.THANKS not in heard.acts and (is_same or (is_bare and not asked)):
        return offer_person(turn, join(NOT_ANSWERED, SHALL_I_GET_PERSON))
    return None


def _one_at_a_time(turn: CallerTurn) -> Reply | None:
    """Say that a payment just noted is the only one there can be, to "and the other sixty on the twentieth".

    The promise would take the place of the one before, which nobody means who speaks of what it leaves.
    """
    done = turn.state.lasting.told_by
    if done is None or done.tool not in turn.shapes or MESSAGE not in turn.shapes or turn.state.dropped is not None:
        return None
    schemas = turn.shapes[done.tool].parameters
    is_payment = {"money", "date"} <= {kind_of(one) for one in schemas.values()} and turn.tool(done.tool).confirm
    if not is_payment or not WHAT_IS_LEFT.search(plain_words(turn.text)):
        return None
    named = fill(turn, Frame(tool=done.tool), [turn.text]).arguments
    if not any(kind_of(schemas[name]) == "date" for name in named):
        return None  # "and what about the rest?"
    return offer(turn, MESSAGE, {}, ONE_AT_A_TIME)


def _held(turn: CallerTurn) -> Reply | None:
    """Wait for a caller who says so, unless they want something, or ask it after "I'll think about it"."""
    asked = next((one for one in sentences(turn.text)[1:] if begins_as_question(one)), "")
    if asked:
        turn.hear(asked)
        return hear_more(turn)
    return None if turn.called_for(turn.heard.wish) else wait(turn)


def _lets_it_be(turn: CallerTurn, plain: str) -> bool:
    """Tell whether the caller lets it be as it is ("keep it"), or will see to it by themselves ("I'll look online")."""
    if refuses_task(turn.text) and turn.heard.act is not Act.GOODBYE and not _wants_all_the_same(turn.text):
        # Of what is booked, "I don't want a technician" has it called off; of nothing it is no goodbye.
        return doing_of_tool(turn.called_for(turn.text)) is not Doing.CANCEL
    if turn.heard.act is Act.NO and announces(plain):
        return not names_a_wish(turn, turn.heard.wish)
    return keeps_it(plain) and len(plain.split()) <= VAGUE_WORDS and turn.heard.consent is not Consent.NO


def _wants_all_the_same(text: str) -> bool:
    """Tell whether something is asked or wanted beside a refusal ("I don't need one, what would it cost?")."""
    return asks_something(text) or without_refused(text, may_lean=True) != text or asked_after_no(text) != ""


def _takes_offer(turn: CallerTurn, plain: str) -> bool:
    """Tell whether the caller now wants the ticket that was offered when no person was free ("ok, open one then")."""
    is_offered = WayOut.CALL_BACK in turn.state.lasting.offered and TICKET in turn.shapes
    return is_offered and _OPENS.search(plain) is not None


def hear_it_works(turn: CallerTurn) -> Reply | None:
    """Drop what was begun for a fault that has gone by itself ("hold on, it just came back on")."""
    said = [plain for clause in clauses_of(turn.text) if (plain := plain_words(clause))]
    while len(said) > 1 and _NOTHING_NEEDED.search(said[-1]):
        said.pop()
    if not said or not says_it_works(said[-1]) or said[-1].endswith("green") or is_free_text(turn):
        return None
    if _SUITS.search(said[-1]) or turn.heard.consent is Consent.YES or names_a_wish(turn, " ".join(said[:-1])):
        return None  # "I need to cancel my technician, it works again"
    if turn.state.proposed and "cancel" in turn.state.proposed:
        return None  # why it is to be cancelled
    if Act.GOODBYE in turn.heard.acts:
        return end(turn)
    return finish(turn, join(GLAD, turn.script.phrases.cancelled if turn.state.awaiting is Awaiting.CONSENT else ""))


def _names_value(turn: CallerTurn, text: str) -> bool:
    """Tell whether a day or an amount is said ("no, forty on Monday"): no noise, and wanted for something."""
    schemas = ({"format": "date"}, {"format": "money"})
    return any(isinstance(turn.reader.read(one, text, is_answer=False), Filled) for one in schemas)


def _no_and_noise(turn: CallerTurn) -> Reply:
    """Ask once more after a no with something that can't be made out ("No, got her run by"); twice is a no."""
    if turn.state.misses:
        return end(turn)
    reply = ask_more(turn, ALL_RIGHT)
    turn.update(misses=1)
    return reply


def _is_plain_no(turn: CallerTurn, plain: str) -> bool:
    """Tell whether a no refuses more help: "nothing helps" denies, but nobody hangs up on it."""
    if turn.script.language == "en" and _ALL_OF_IT.search(plain) and read_leave(turn.text) is None:
        return False
    if refuses_task(turn.text) and doing_of_tool(turn.called_for(turn.text)) is Doing.CANCEL:
        return False  # "no thank you, no technician", of one that is booked
    refusing = consent_words(turn.script.language).refusing
    is_refusal = refusing.search(plain) is not None and not _NEVER_DID.search(plain)
    # "I never agreed to a late fee, take it off" refuses something, and not our help.
    is_all = begins_with_no(plain) or len(without_fillers(refusing.sub(" ", plain)).split()) <= VAGUE_WORDS
    return (is_refusal and is_all) or says_nothing_else(plain) or turn.heard.act is not Act.NO


def _declined(turn: CallerTurn, plain: str) -> Reply:
    if goes_on(plain):
        return ask_openly(turn, GO_AHEAD)
    if keeps_it(plain) and Act.GOODBYE not in turn.heard.acts:
        return ask_more(turn, ALL_RIGHT)
    return end(turn)


def _done_after_all(turn: CallerTurn, plain: str) -> Reply | None:
    """Propose anew what the caller has not agreed to, when they now want it done."""
    if _takes_offer(turn, plain):
        return start(turn, Frame(tool=TICKET))
    declined = turn.state.lasting.declined
    if declined is None or declined.tool not in turn.shapes:
        return None
    if insists(plain) and len(plain.split()) <= VAGUE_WORDS * 2:
        return start(turn, declined)
    if turn.heard.consent in (Consent.NO, Consent.HOLD):
        return None
    said = turn.state.lasting.said[-1:]
    is_fresh = any(one in text for text in said for one in (NOT_AGREED, turn.script.phrases.cancelled))
    is_short = len(plain.split()) <= VAGUE_WORDS + 2
    is_yes = turn.heard.consent is Consent.YES
    is_named = is_fresh and len(plain.split()) <= VAGUE_WORDS * 2 and turn.called_for(turn.text) == declined.tool
    is_meant = (is_short and wants_it_done(plain)) or (
        is_fresh and is_yes and not takes_note(plain) and Act.THANKS not in turn.heard.acts
    )
    is_meant = is_meant or is_named  # "ok, open the ticket then": what to write down is known
    if not is_meant or names_something_else(plain):
        return None
    names_it = bool(deed := deed_wanted(plain)) and declined.tool.startswith(f"{deed}_")
    if not names_it and turn.called_for(turn.text) not in ("", declined.tool):
        return None  # "book one", to a cancellation that was turned down
    return start(turn, declined)
