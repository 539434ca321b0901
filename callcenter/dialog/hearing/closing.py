"""What ends a proposal, an offer or the call: it is done, left, or asked about once more.

Words that take leave end the call whatever is remarked beside them, and nothing ends it on who asks or wants something.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from callcenter.dialog.hearing.beside import answer_beside, beside_a_no, nearest_answer
from callcenter.dialog.hearing.put_off import bidden, told_in_its_place
from callcenter.dialog.hearing.wish_beside import JOINED, first_this
from callcenter.dialog.kept_wishes import finish, keep_to_be_told
from callcenter.dialog.script import COMMIT, END, MESSAGE, PERSON, TICKET
from callcenter.dialog.told.about_that import beside_the_question
from callcenter.dialog.tools import next_step
from callcenter.dialog.turn import OPEN, Awaiting, CallerTurn, Reply
from callcenter.dialog.understanding.intents import LOOK_UP, NONE, WORTH_NAMING, Action, Choice, decide, without
from callcenter.dialog.understanding.replies import ReplyKind
from callcenter.dialog.understanding.slot_filling import Filled, kind_of
from callcenter.dialog.ways_out import BY_THE_WAY, again, ask_more, ask_openly, end, missed, topic_of, value_schema
from callcenter.dialog.wishes import (
    BARE_WORDS,
    CHANGE_OF_SUBJECT,
    KEPT_WISH,
    NAMED_AT_MOST,
    clarify,
    clear_clause,
    take_on,
    understand,
)
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.dialog.wording.proposals import do_you_want
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.consent import is_outright, is_said_outright, may_agree, may_take_back, said_apart
from callcenter.spoken.act.consent_words import consent_words
from callcenter.spoken.act.follow_up import has_tried
from callcenter.spoken.act.leave_taking import LeaveTaken, is_asked, only_leaves, read_leave, thanks_and_tells
from callcenter.spoken.act.more_wanted import begins_with_no, is_still_wrong, only_tells, wants_person
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.days.times import part_of_day, time_in
from callcenter.spoken.deeds.deed_words import Doing, doing_named, doing_of_tool, kind_of_tool
from callcenter.spoken.essentials import as_proposed, essentials
from callcenter.spoken.sentence import asks_something, begins_as_question, indirect_question, sentences_asked
from callcenter.spoken.taken_back import asked_after_no, leans, only_speaks, puts_a_wish
from callcenter.spoken.words import plain_words, without_fillers

#: How often a proposal is spoken: once, and once more in other words.
ASKED_AT_MOST = 2
#: What comes with a no in fewer words wants nothing.
TELLING_LEAST = 3
#: Ends a list, and answers no question whether to do something ("no, nothing else").
NOTHING_ELSE = re.compile(r"\bnothing (else|more|further)\b|\bno more\b")
#: Says goodbye in so many words: no mistaking it for "that's right".
_BYE = re.compile(r"\b(?:good ?)?bye\b")
#: "Nothing else" in so few words is heard by itself where a yes or no is due.
_SHORT = 7
#: Thanks of so few words are more often an answer.
_BARE_THANKS = 4
#: Acts that are answered before anybody leaves.
_PRESSING = frozenset({Act.EMERGENCY, Act.CARD, Act.NO_RECORDING, Act.OTHER_LANGUAGE, Act.WRONG_NUMBER, Act.ABUSE})
#: What stands beside a leave and wants nothing, whatever it is like.
_NO_WISHES = frozenset({NONE, END, PERSON, MESSAGE, TICKET})
#: Wants another one than the one there is.
_ANOTHER = re.compile(r"\b(?:another|other|different|new|later|earlier|sooner|soon|second|free|anything)\b")
#: Asks something of us, however it is put.
_OF_US = re.compile(
    r"\byou (?:can|could|may|might|would|should|just|rather|better|only)\b|"
    r"\bi (?:asked|told|wanted) (?:you|for|to)\b|\b(?:tell|give|put|get|send|let|find|help) (?:me|us)\b"
)


def agreed(turn: CallerTurn) -> Reply:
    """Do what the caller has said yes to: commit a proposal, or go on with the tool that was offered."""
    if turn.state.awaiting is not Awaiting.CONSENT:
        turn.update(misses=0)
        return next_step(turn)
    return Reply(tool=COMMIT, arguments={"proposal": turn.state.proposal})


def hear_beside_a_yes(turn: CallerTurn) -> Reply | None:
    """Hear a yes to a proposal with sentences beside it that may take it back: they change nothing of it.

    What they ask is answered, what they want is kept. The second yes stands, unless what comes with it may doubt it;
    the first one does if it is said outright, and what comes with it is understood to be about something else.
    """
    state, whole = turn.state, turn.heard
    if not (rest := JOINED.sub("", _beside_its_yes(turn))):
        return told_in_its_place(turn)
    is_understood = decide(turn.rank(rest)).action is not Action.NOT_UNDERSTOOD
    if not may_take_back(rest) and (state.doubted == state.proposal or (is_understood and _is_of_another(turn, rest))):
        if is_understood:
            turn.keep_wish(rest)
        return agreed(turn)
    turn.update(doubted=state.proposal)
    if keep_to_be_told(turn, rest):
        return Reply(text=join(phrasing.FIRST_THIS, state.question))
    if rest.endswith("?") and leans(rest) and not essentials(rest):
        return None  # "yes. And when will that be?", of what was proposed
    turn.hear(rest)
    reply, wanted = answer_beside(turn), turn.called_for(rest)
    turn.heard = whole
    if reply is None and wanted not in ("", END, *(frame.tool for frame in turn.state.frames)):
        turn.keep_wish(rest)
        return Reply(text=join(phrasing.FIRST_THIS, state.question))
    return reply or unclear(turn)


def _is_of_another(turn: CallerTurn, rest: str) -> bool:
    """Tell whether what comes with a yes said outright wants or asks something that isn't being talked about."""
    is_outright_yes = is_said_outright(turn.text, language=turn.script.language, proposal=turn.state.proposed)
    if not is_outright_yes or leans(rest) or not (asks_something(rest) or puts_a_wish(rest)):
        return False  # "yes. What would that do to my bill?" may hang on the answer
    wanted = turn.called_for(rest)
    if wanted in ("", END, *(frame.tool for frame in turn.state.frames)):
        return False
    return turn.handoff(wanted) is not None or not turn.tool(wanted).confirm  # "yes. And I want my visit cancelled"


def _beside_its_yes(turn: CallerTurn) -> str:
    """Return the sentences beside a yes to what was proposed, if it may stand; else ''."""
    state, is_unclear = turn.state, turn.heard.consent is Consent.UNCLEAR
    if state.awaiting is not Awaiting.CONSENT or not is_unclear:
        return ""
    may_stand = may_agree(turn.text, language=turn.script.language, proposal=state.proposed)
    return said_apart(turn.text, proposal=state.proposed) if may_stand else ""


def beside_its_amount(turn: CallerTurn) -> str | None:
    """Return what is said beside the amount proposed, said over again in a few words; None if it isn't."""
    rest = as_proposed(turn.text, turn.state.proposed, is_left_out=True)
    left = " ".join(plain_words(rest).split())
    return left if rest != turn.text and len(left.split()) <= BARE_WORDS else None


def cancel(turn: CallerTurn) -> Reply:
    """Give up what was begun; the caller may still say how they'd rather have it.

    What is asked after the no ("no thank you. Can you just tell me how she could pay?") is taken up.
    """
    dropped, in_hand = turn.state.frame, {frame.tool for frame in turn.state.frames}
    remember_declined(turn)
    is_deed = any(turn.tool(frame.tool).confirm for frame in turn.state.frames)
    said = turn.script.phrases.cancelled if is_deed else phrasing.ALL_RIGHT  # "no, just tell me" refuses nothing
    if Act.GOODBYE not in turn.heard.acts and not turn.state.lasting.wishes:
        if (reply := _taken_up(turn, in_hand)) is not None:
            return replace(reply, text=join(said, reply.text))
    reply = finish(turn, said)
    if turn.state.awaiting is Awaiting.MORE:
        turn.update(dropped=dropped)
    return reply


def _taken_up(turn: CallerTurn, in_hand: Set[str]) -> Reply | None:
    """Take up what comes with a no as fresh words; None if nothing does, or only why, or what the caller will do."""
    rest = beside_a_no(turn)
    asked = asked_after_no(turn.text) or (rest if begins_as_question(rest) or puts_a_wish(rest) else "")
    if _is_of_what_stays(turn, asked or rest, in_hand):
        return None
    if asked:
        return take_up_asked(turn, asked, but=in_hand)
    is_why = turn.replied is ReplyKind.DECLINE and _OF_US.search(plain_words(rest)) is None
    if is_why or not is_wanted(rest):
        return None
    turn.begin()
    if (choice := clear_clause(turn)) is None or set(choice.labels) & in_hand:
        choice = decide(without(turn.rank(rest), in_hand))
    return (take_on(turn, choice, rest) if choice.action is Action.ACT else None) or ask_instead(turn)


def _is_of_what_stays(turn: CallerTurn, rest: str, in_hand: Set[str]) -> bool:
    """Tell whether what comes with a no to changing what is there is like making or changing it in another way.

    "I'd like somebody to look at it", to a visit that was to be cancelled, wants that one. Another deed has to be named
    ("move it instead"), or another time.
    """
    changed = [one for one in in_hand if turn.tool(one).confirm and doing_of_tool(one) is not Doing.MAKE]
    kinds = {kind_of_tool(one) for one in changed} - {None}
    best = turn.rank(rest)[0].label if rest and kinds else ""
    listings = {turn.tool(one).choose_from for one in turn.shapes if kind_of_tool(one) in kinds}
    is_deed = best in turn.shapes and bool(turn.tool(best).confirm) and kind_of_tool(best) in kinds
    if not (is_deed or best in listings - {""}) or best in in_hand:
        return False
    plain = plain_words(rest)
    return doing_named(plain) is None and not _is_dated(turn, rest) and _ANOTHER.search(plain) is None


def _is_dated(turn: CallerTurn, text: str) -> bool:
    """Tell whether a day or a part of one is named."""
    is_day = isinstance(turn.reader.read({"format": "date"}, text, is_answer=False), Filled)
    return is_day or part_of_day(plain_words(text)) != "" or time_in(text) is not None


def take_up_asked(turn: CallerTurn, asked: str, *, but: Set[str]) -> Reply:
    """Answer what is asked in place of what was going on, which is none of `but`; say so if it isn't known."""
    of_it = (
        f"{topic_of(turn, turn.state.frame.tool)} {indirect_question(asked) or asked}" if turn.state.frame else asked
    )
    turn.begin()
    ranked = without(turn.rank(asked), but)
    choice = decide(ranked)
    if choice.action is Action.ACT and turn.handoff(choice.labels[0]) and ranked[0].probability < CHANGE_OF_SUBJECT:
        likely = tuple(one.label for one in ranked if one.probability >= WORTH_NAMING and one.label != NONE)
        return clarify(turn, likely[:NAMED_AT_MOST], asked, is_doubtful=True)  # nobody is handed on in doubt
    is_answer = (label := turn.called_for(of_it)).startswith(f"{LOOK_UP}:") and turn.is_like(asked, label)
    if is_answer and (choice.action is not Action.ACT or leans(asked)):
        choice = Choice(action=Action.ACT, labels=(label,))  # "if there's a fee", of the visit that stays
    if choice.action is not Action.ACT and says_only_when(asked):
        # "Never mind, what about Thursday?", to a visit that was to be cancelled.
        other = turn.called_for(f"{asked.rstrip(' ?.!')} instead")
        if turn.tool(other).choose_from in turn.shapes:
            choice = Choice(action=Action.ACT, labels=(other,))
    return take_on(turn, choice, asked) or ask_more(turn, phrasing.NOT_KNOWN)


def is_wanted(rest: str) -> bool:
    """Tell whether what comes with a no may be wanted: it isn't why, nor what the caller will do."""
    is_said = len(without_fillers(rest).split()) >= TELLING_LEAST
    is_put = _OF_US.search(plain_words(rest)) is not None  # "no, it's quicker if you just put me back to Friday"
    return is_said and not only_tells(plain_words(rest)) and (is_put or not only_speaks(rest))


def ask_instead(turn: CallerTurn) -> Reply:
    """Ask who has turned something down what they would like instead of it."""
    turn.begin(awaiting=Awaiting.MORE, question=phrasing.ANYTHING_INSTEAD)
    return Reply(text=phrasing.ANYTHING_INSTEAD)


def unclear(turn: CallerTurn) -> Reply:
    """Ask for yes or no once more in other words; after that nothing is done, and the caller is told so."""
    state = turn.state
    kept = state.lasting.wishes
    if state.awaiting is Awaiting.PERSON:
        if asks_something(turn.text) and turn.heard.act is not Act.UNKNOWN:
            return Reply(text=join(phrasing.ASK_THEM, state.question))
        return missed(turn, join(phrasing.YES_OR_NO, state.question))
    before = first_this(turn) if state.awaiting is Awaiting.CONSENT else ""
    is_kept = turn.state.lasting.wishes != kept
    if asks_something(turn.text) and not is_kept:
        if (reply := nearest_answer(turn)) is not None:
            return reply
        if wanted := bidden(turn):
            turn.keep_wish(wanted)  # "while you're at it, could you look at my line too?"
            return Reply(text=join(phrasing.FIRST_THIS, state.question))
        return Reply(text=join(beside_the_question(turn), state.question))  # a question is no answer, and no failure
    sounds_like_yes = state.awaiting is Awaiting.CONSENT and turn.replied is ReplyKind.AGREE
    if state.misses + 1 >= ASKED_AT_MOST + (bool(before) or sounds_like_yes):
        return leave(turn)
    turn.update(misses=state.misses + 1)
    if before:
        return Reply(text=join(before, state.question))
    if sounds_like_yes and not state.misses:
        # "Couldn't be better", of which a bare yes makes one.
        return Reply(text=join(phrasing.SOUNDS_LIKE_YES, do_you_want(state.question)))
    before = phrasing.TO_BE_SURE if state.awaiting is Awaiting.CONSENT else phrasing.YES_OR_NO
    before = phrasing.TRIED if state.led_by and has_tried(plain_words(turn.text)) else before
    return Reply(text=join(before, state.question))


def leave(turn: CallerTurn) -> Reply:
    """Do nothing for want of a clear yes, and say so."""
    dropped, is_proposal = turn.state.frame, turn.state.awaiting is Awaiting.CONSENT
    remember_declined(turn)
    reply = finish(turn, phrasing.NOT_AGREED if is_proposal else phrasing.LEFT_ALONE)
    if turn.state.awaiting is Awaiting.MORE:
        turn.update(dropped=dropped)
    return reply


def remember_declined(turn: CallerTurn) -> None:
    """Remember what was proposed and is not done: the caller may want it after all."""
    if turn.state.awaiting is Awaiting.CONSENT:
        turn.remember(declined=turn.state.frame)


def wants_person_later(turn: CallerTurn) -> bool:
    """Tell whether a person is wanted after what was just agreed to: "yes, and after that I want a person"."""
    is_proposal = turn.state.awaiting is Awaiting.CONSENT
    return is_proposal and (turn.heard.consent is Consent.YES or bool(_beside_its_yes(turn)))


# -- the end of the call ---------------------------------------------------------------------------------------------


def hear_leave(turn: CallerTurn) -> Reply | None:
    """End the call for who takes leave, whatever they remark beside it; None if they don't, or want something.

    What they ask or want is then heard by itself.
    """
    if turn.script.language != "en" or turn.heard.acts & _PRESSING:
        return None
    leave, state = read_leave(turn.text), turn.state
    is_long = len(turn.text.split()) > _BARE_THANKS and not begins_with_no(plain_words(turn.text))
    if leave is None and is_long and thanks_and_tells(turn.text):
        if state.awaiting in OPEN:
            return ask_more(turn, phrasing.WELCOME)  # "thanks for your help, I'll let my flatmate know"
        if state.question and turn.heard.consent is Consent.UNCLEAR and not _is_value(turn, turn.text):
            return again(turn, phrasing.WELCOME)
    if leave is None or (value_schema(turn) and kind_of(value_schema(turn)) == "text"):
        return None  # what is to be written down may say anything
    is_echo = state.awaiting is Awaiting.VALUE and (state.candidates or state.echoed or _is_yes(turn))
    if is_echo and not leave.wanted and not leave.told and not _BYE.search(plain_words(turn.text)):
        if not state.candidates:
            return again(turn, phrasing.ALL_RIGHT)  # "yes, that's it", to "4 0 7 1. And the ZIP code?"
        turn.hear("yes")
        return None
    if wanted := _left_undone(turn, leave):
        if state.awaiting in OPEN:
            turn.hear(wanted)
        return None
    is_due = state.awaiting in (Awaiting.CONSENT, Awaiting.OFFER)
    is_list = NOTHING_ELSE.search(plain_words(turn.text)) is not None and len(turn.text.split()) <= _SHORT
    is_short_no = (
        turn.heard.consent is Consent.NO
        and not _BYE.search(plain_words(turn.text))
        and len(turn.text.split()) <= BARE_WORDS
    )
    is_answer = is_short_no or turn.heard.consent is Consent.YES or is_list
    if (is_due and is_answer) or _gives_value(turn, leave):
        return None
    return take_leave(turn)


def _is_yes(turn: CallerTurn) -> bool:
    return turn.heard.consent is Consent.YES or is_outright(turn.text)


def take_leave(turn: CallerTurn) -> Reply:
    """End the call.

    Who leaves with thanks ("okay, thanks, bye") while a yes or no is due may well believe it done: they are asked once,
    and nobody leaves without hearing that it isn't.
    """
    state, plain = turn.state, plain_words(turn.text)
    is_due = state.awaiting in (Awaiting.CONSENT, Awaiting.OFFER) and state.led_by != BY_THE_WAY
    if not is_due:
        return end(turn)
    is_proposal, is_bye = state.awaiting is Awaiting.CONSENT, _BYE.search(plain) is not None
    if turn.heard.consent is Consent.NO and begins_with_no(plain):
        return replace(end(turn), text=turn.script.phrases.cancelled if is_proposal else "")
    is_content = consent_words(turn.script.language).weak_yes.search(plain) is not None or not is_bye
    if (Act.THANKS in turn.heard.acts or is_content) and not state.misses:
        turn.update(misses=1)
        return Reply(text=join(phrasing.BEFORE_YOU_GO, state.question))
    return replace(end(turn), text=phrasing.NOT_AGREED)


def stay_for(turn: CallerTurn, reply: Reply) -> Reply:
    """Return the answer as it is, unless it would end the call on a caller who asks something: that is taken up."""
    is_end = reply.tool == END or (not reply.tool and reply.text == turn.script.phrases.goodbye)
    is_wrong = Act.WRONG_NUMBER in turn.heard.acts or reply.text == phrasing.WRONG_NUMBER
    if not is_end or turn.script.language != "en" or Act.ABUSE in turn.heard.acts or is_wrong:
        return reply
    if not any(map(is_asked, sentences_asked(turn.text))) and (turn.history or only_leaves(turn.text)):
        return reply
    if not turn.history:  # nobody calls to be said goodbye to
        turn.begin()
        reply = understand(turn)
        return ask_openly(turn, phrasing.HOW_CAN_I_HELP) if reply.tool == END else reply
    turn.begin(awaiting=Awaiting.MORE, question=turn.script.phrases.anything_else)
    reply = understand(turn)
    return ask_more(turn, phrasing.ALL_RIGHT) if reply.tool == END else reply


def _left_undone(turn: CallerTurn, leave: LeaveTaken) -> str:
    """Return what hanging up would leave undone: what is asked or wanted, and what tells of it with no doubt."""
    return " ".join([*leave.wanted, *(one for one in leave.told if _surely_wants(turn, one))])


def _surely_wants(turn: CallerTurn, told: str) -> bool:
    """Tell whether a remark beside a goodbye is surely for us: a fault that lasts, or a person."""
    plain = plain_words(told).removeprefix("sure ")
    if Act.PERSON in read_acts(told).acts and wants_person(told):
        return True
    best = turn.rank(told)[0]
    is_short = len(without_fillers(told).split()) <= BARE_WORDS  # "Tuesday it is"
    if is_short or only_tells(plain) or best.label in _NO_WISHES or best.label.startswith(f"{LOOK_UP}:"):
        return False
    return best.probability >= KEPT_WISH and (is_still_wrong(plain) or not only_speaks(told))


def _gives_value(turn: CallerTurn, leave: LeaveTaken) -> bool:
    """Tell whether what stands beside the leave gives the value asked for ("the tenth. That's all, thanks")."""
    said = " ".join(one for one in leave.told if not only_tells(plain_words(one).removeprefix("sure ")))
    is_picked = turn.state.awaiting is Awaiting.PICK and bool(said)
    return is_picked or _is_value(turn, said)


def _is_value(turn: CallerTurn, said: str) -> bool:
    schema = value_schema(turn)
    return bool(schema) and bool(said) and turn.reader.read(schema, said) is not None
