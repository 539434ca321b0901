"""Hearing yes or no: to what a tool has proposed, to a tool we offer, to a person.

What was proposed is done by the tool `commit`, which judges by itself whether the caller agreed. Here it is called on a
clear yes only; anything else than yes or no is asked once more in other words, then nothing is done.
"""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.hearing.beside import (
    ASKING_BACK,
    answer_beside,
    beside_a_no,
    echoes,
    only_asked,
    told_otherwise,
    wished_in_place,
    wonders,
)
from callcenter.dialog.hearing.closing import (
    NOTHING_ELSE,
    agreed,
    beside_its_amount,
    cancel,
    hear_beside_a_yes,
    remember_declined,
    unclear,
)
from callcenter.dialog.hearing.half_numbers import number_given
from callcenter.dialog.hearing.in_place import asks_of_else
from callcenter.dialog.hearing.messages.message_text import written_wrongly
from callcenter.dialog.hearing.put_off import ordered_in_place
from callcenter.dialog.hearing.put_right import (
    ASKS_STILL,
    asks_another,
    asks_for_the_same,
    leaves_all_as_it_is,
    named_parameter,
    names_a_time,
    otherwise,
    put_otherwise,
    says_when,
    takes_a_time,
    times_asked,
    wishes_again,
)
from callcenter.dialog.hearing.wish_beside import (
    begins_with_yes,
    call_back_then,
    hear_asked_in_the_end,
    keep_wish_beside,
    names_a_wish,
    one_payment,
    other_phone,
    told_beside,
    wants_in_the_end,
    with_other_phone,
)
from callcenter.dialog.leaning import offered_before
from callcenter.dialog.told.about_that import asks_for_hours, day_of_it, fact_asked_for
from callcenter.dialog.tools import (
    ask,
    in_part,
    look_first,
    next_step,
    of_first_payment,
    others,
    start,
)
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import ACT, LOOK_UP
from callcenter.dialog.understanding.replies import ReplyKind
from callcenter.dialog.understanding.slot_filling import Filled, kind_of
from callcenter.dialog.ways_out import end, wait
from callcenter.dialog.wishes import act, is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.consent import consent as consent_to
from callcenter.spoken.act.consent import is_outright, negates, refuses_in_words
from callcenter.spoken.act.follow_up import FollowUp, asked_further, asked_of_choice
from callcenter.spoken.act.more_wanted import wants_a_visit
from callcenter.spoken.act.refusal import without_denied
from callcenter.spoken.choices import preferred
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.days.times import time_in
from callcenter.spoken.sentence import begins_as_question, reads_as_question
from callcenter.spoken.taken_back import begins_as_wish, only_speaks, puts_a_wish
from callcenter.spoken.words import plain_words, sentences, without_fillers

#: Probability at which two words ("send somebody") are another wish.
CLEAR_AT = 0.85
#: A question about what was proposed has so many words at most ("and how much would you give me back then").
ASKING_WORDS = 10
#: Probability at which a question at a proposal is for another agent.
LEAVING_AT = 0.88
#: Probability at which a statement with a negation in it ("my line doesn't work either") leaves what was proposed.
SURELY = 0.95
#: What was proposed is said over again in so few words.
RESTATING_WORDS = 5
#: Is pleased and takes leave, and says no more.
_PLEASED = re.compile(
    r"(?:(?:oh|well|ok|okay|great|lovely|perfect|wonderful|brilliant|super|cool|nice|excellent|fantastic|good) )+"
    r"(?:(?:thanks?|thank you|cheers|so|very|much|a lot|ta|kindly|and|you|dear|love) )*have an? [a-z ]+"
)
#: Kinds of reply that are no yes, whatever word of one is in them.
_NO_YES = (ReplyKind.DECLINE, ReplyKind.OTHERWISE, ReplyKind.HOLD, ReplyKind.UNSURE)
#: Kinds of reply that want nothing of what was proposed changed, whatever value is named in them.
_WAITING = (ReplyKind.HOLD, ReplyKind.REMARK)


def hear_consent(turn: CallerTurn) -> Reply | None:
    """Hear yes or no to a proposal or an offer, with what comes in one breath with it."""
    if (frame := turn.state.frame) is not None and (said := one_payment(turn, frame)):
        return Reply(text=join(said, turn.state.question))
    if frame is not None and wonders(turn, frame):
        return unclear(turn)
    if turn.state.awaiting is Awaiting.OFFER and (reply := told_otherwise(turn)) is not None:
        return reply  # "no, six oh six one four", to what was looked up for another ZIP code
    if (reply := number_given(turn)) is not None:
        return reply
    hear_asked_in_the_end(turn)
    is_agreed = turn.heard.consent is Consent.YES
    if turn.state.awaiting is Awaiting.CONSENT and not is_agreed and (asked := asked_of_choice(turn.text)) is not None:
        return Reply(text=join(phrasing.OF_CHOICE[asked], turn.state.question))  # "what happens if I say no?"
    if asked_further(turn.text) is FollowUp.LEFT and (said := fact_asked_for(turn)):
        return Reply(text=join(said, turn.state.question))  # "and the other ten?", of a part that is proposed
    return _hear_answer(turn)


def _hear_answer(turn: CallerTurn) -> Reply | None:
    """Hear yes or no to a proposal or an offer, with corrections ("no, Friday")."""
    frame, consent = turn.state.frame, _answered(turn)
    if frame is None or frame.tool not in turn.shapes:
        return None
    if (reply := hear_beside_a_yes(turn)) is not None:
        return reply
    kind = turn.replied
    if kind in _WAITING and (reply := _hear_kind(turn, consent, kind)) is not None:
        return reply  # "my daughter comes on Tuesday" names a day, and wants none
    if consent is Consent.YES and turn.state.awaiting is Awaiting.CONSENT:
        return _agreed_to(turn, frame, kind)  # "yes. Are you open on Saturday?" names a day, and wants none
    if consent is Consent.NO and leaves_all_as_it_is(turn):
        return _declined(turn, frame, is_changed=False)
    changed, is_meant = put_otherwise(turn, frame)
    if changed is not None and is_meant:
        remember_declined(turn)
        turn.hold(with_other_phone(turn, in_part(turn, changed)), misses=0)
        return next_step(turn, before=phrasing.JUST_THAT if turn.state.frame == frame else "")
    if (reply := _in_place(turn, frame, consent)) is not None:
        return reply
    if consent is Consent.YES:
        return _agreed_to(turn, frame, kind)
    if (reply := _as_wished(turn, frame, kind)) is not None:
        return reply
    if (reply := _hear_kind(turn, consent, kind)) is not None:
        return reply
    if consent is Consent.NO:
        return _declined(turn, frame, is_changed=changed is not None)
    if consent is Consent.HOLD and kind is not ReplyKind.WISH:
        return wait(turn) or unclear(turn)
    return _hear_neither(turn, frame, is_changed=changed is not None)


def _agreed_to(turn: CallerTurn, frame: Frame, kind: ReplyKind | None) -> Reply:
    """Do what the caller has said yes to, unless the rest of it takes that back; what comes with it is kept."""
    if kind in _NO_YES and turn.state.awaiting is Awaiting.CONSENT and not is_outright(beside_its_amount(turn) or ""):
        return unclear(turn)
    if (told := told_beside(turn, frame)) is not None:
        turn.hold(told)
        turn.remember(wishes=())  # what came with the yes is written down
    else:
        keep_wish_beside(turn)
    return agreed(turn)


def _as_wished(turn: CallerTurn, frame: Frame, kind: ReplyKind | None) -> Reply | None:
    """Take up how the caller would rather have it: a part of it, another time, or they are asked how."""
    is_proposed = turn.state.awaiting is Awaiting.CONSENT
    if is_proposed and not asks_another(turn, frame) and (part := in_part(turn, frame)) is not frame:
        turn.hold(part, proposal="", misses=0)
        return next_step(turn)  # "no, half": how much is that?
    # "Yep. And who do I call if it drops at the weekend?" names a time and wants no other; "I've no other day" neither.
    is_denied = without_denied(turn.text) != turn.text
    wants_no_others = kind in (ReplyKind.AGREE, ReplyKind.ASK) or begins_with_yes(turn) or is_denied
    wants_no_others = wants_no_others or asks_of_else(turn, frame)
    is_otherwise = kind is ReplyKind.OTHERWISE and not (is_denied and begins_with_yes(turn))
    if (is_otherwise or not wants_no_others) and (listing := others(turn, frame.tool, [frame.arguments])) is not None:
        remember_declined(turn)
        return look_first(turn, Frame(tool=frame.tool), listing)  # "something later", to the time proposed
    is_of_it = (
        _names_the_same(turn, frame)
        or beside_its_amount(turn) == ""
        or asks_another(turn, frame)
        or ASKS_STILL.search(plain_words(turn.text)) is not None
    )
    if is_proposed and is_otherwise and not is_of_it:
        remember_declined(turn)
        return otherwise(turn, frame)
    return None


def _declines_in_effect(turn: CallerTurn) -> bool:
    """Tell whether a reply that is no clear no may decline by what it tells ("my son has fixed it", "I'll manage").

    It has no negation: what one means the tables say. It says neither yes nor when, asks nothing, and it is no reason
    for what was proposed ("it works again", to a cancellation).
    """
    is_other = "?" in turn.text or says_when(turn) or is_outright(turn.text) or negates(turn.text)
    return not is_other and "cancel" not in turn.state.proposed


def _declined(turn: CallerTurn, frame: Frame, *, is_changed: bool) -> Reply:
    """Do nothing on a no, unless it names just what was proposed, or what of it is wrong."""
    is_leave = turn.heard.act is Act.GOODBYE and not NOTHING_ELSE.search(plain_words(turn.text))
    if is_leave and not names_a_wish(turn, turn.heard.wish):
        return replace(end(turn), text=turn.script.phrases.cancelled)
    is_same = _names_the_same(turn, frame) and not _is_anothers(turn) and _only_names(turn, frame)
    if not is_changed and (is_same or NOTHING_ELSE.search(plain_words(turn.text))):
        return _ask_anew(turn)  # "no, Monday the 30th", to just that: which of the two is meant?
    if not leaves_all_as_it_is(turn) and (parameter := named_parameter(turn, frame)) is not None:
        turn.hold(frame.without(parameter), misses=0)
        return ask(turn, parameter)
    keep_wish_beside(turn)
    return cancel(turn)


def _hear_kind(turn: CallerTurn, consent: Consent, kind: ReplyKind | None) -> Reply | None:
    """Hear what the tables take for a no, or for nothing, as what it is; what begins with a no is a no."""
    is_asked_back = kind is ReplyKind.AGAIN and not turn.called_for(beside_a_no(turn))  # "no sorry what did you say"
    is_no = consent is Consent.NO and kind is not ReplyKind.AGREE and not is_asked_back
    if is_no or turn.heard.act is Act.GOODBYE or consent is Consent.YES:
        return None
    told, asks = turn.state.lasting.told, begins_as_question(turn.text)
    match kind:
        case ReplyKind.AGAIN if turn.heard.act not in (Act.REPEAT, Act.SLOWER):  # those are heard as such
            is_proposal = told is not None and turn.state.awaiting is Awaiting.CONSENT
            return Reply(text=told.say if told is not None and is_proposal else turn.state.question)
        case ReplyKind.HOLD if consent is Consent.HOLD or not (
            asks or turn.text.endswith("?") or begins_with_yes(turn) or wants_in_the_end(turn)
        ):
            return wait(turn) or unclear(turn)
        case ReplyKind.AGREE if consent is Consent.NO:
            return _ask_anew(turn, phrasing.ALL_RIGHT)  # "the second floor, not the first": a yes after it must count
        case ReplyKind.REMARK | ReplyKind.UNSURE:
            return unclear(turn)
        case ReplyKind.DECLINE if consent is Consent.UNCLEAR and not asks and _declines_in_effect(turn):
            return cancel(turn)
    return None


def _answered(turn: CallerTurn) -> Consent:
    """Return yes or no as the words answer just what was proposed: "yes, the evening is good", to an evening."""
    if turn.heard.consent is Consent.HOLD and wants_in_the_end(turn):
        # "I haven't told you yet. I want them to call me tomorrow", "not paid yet. What would I owe?": nobody waits
        return Consent.UNCLEAR
    if turn.heard.act is Act.GOODBYE and _PLEASED.fullmatch(plain_words(turn.text)):
        return Consent.UNCLEAR  # "great, thank you so much, have a nice day" takes leave, and may believe it done
    is_english = turn.script.language == "en"
    if turn.heard.consent is Consent.UNCLEAR and turn.state.awaiting is Awaiting.OFFER and is_english:
        return consent_to(sentences(turn.text)[0])  # what comes of it is proposed before it is done
    return turn.heard.consent


def _in_place(turn: CallerTurn, frame: Frame, consent: Consent) -> Reply | None:
    """Take up what the caller asks for in place of what was proposed: what we mean, another thing, a call back then."""
    is_put_away = refuses_in_words(turn.text, proposal=turn.state.question)
    is_answer = consent is Consent.YES or is_put_away
    if not is_answer and (reply := written_wrongly(turn, frame)) is not None:
        return reply
    if consent is Consent.NO and echoes(turn):
        return _ask_anew(turn, phrasing.NO_MORE_KNOWN)
    if consent is Consent.NO and (reply := only_asked(turn)) is not None:
        return replace(reply, text=join(turn.script.phrases.cancelled, reply.text))
    if consent in (Consent.UNCLEAR, Consent.NO) and (reply := ordered_in_place(turn)) is not None:
        return reply
    if consent is Consent.UNCLEAR and (reply := times_asked(turn, frame)) is not None:
        return reply
    if consent is Consent.UNCLEAR and (wished := wished_in_place(turn)):
        turn.keep_wish(wished)
        is_besides = turn.tool(frame.tool).outcome is not Outcome.TICKET and turn.state.awaiting is Awaiting.CONSENT
        if is_besides and not turn.state.misses:
            turn.update(misses=1)
            return Reply(text=join(phrasing.FIRST_THIS, turn.state.question))
        return cancel(turn)
    timed = call_back_then(turn, frame)
    return start(turn, timed) if timed is not None else None


def _hear_neither(turn: CallerTurn, frame: Frame, *, is_changed: bool) -> Reply | None:
    """Hear what is neither yes nor no: what was proposed said over again, a question in between, another wish."""
    is_asked = reads_as_question(turn.text)
    asks = turn.state.awaiting is Awaiting.CONSENT and is_asked
    if asks and len(turn.text.split()) <= ASKING_WORDS and (said := fact_asked_for(turn) or day_of_it(turn)):
        return Reply(text=join(said, turn.state.question))
    if turn.heard.consent is Consent.UNCLEAR:
        if (before := _said_of_it(turn, frame, is_changed=is_changed)) is not None:
            return Reply(text=join(before, turn.state.question))
    is_other = other_phone(turn, frame) or preferred(turn.text) in ("nearer", "later")
    if is_other and (parameter := named_parameter(turn, frame)) is not None:
        turn.hold(frame.without(parameter), misses=0)
        return ask(turn, parameter)  # "the later one", to one of two days
    if (reply := answer_beside(turn)) is not None:
        return reply
    if (label := offered_before(turn)) and label != frame.tool:
        return act(turn, label, [turn.text])  # "I want that back", to a ticket that was offered in its place
    best = turn.rank(turn.wish)[0]
    is_theirs = turn.handoff(best.label) is not None
    if asks:
        is_answer = best.label.startswith(f"{LOOK_UP}:")
        is_sure = best.probability >= LEAVING_AT and begins_as_question(turn.text)
        if is_answer or (is_theirs and not is_sure):
            return None  # "and does my internet stay on?", "is it free?": nobody leaves a proposal for that
    if turn.state.awaiting is Awaiting.CONSENT and begins_with_yes(turn):
        return None  # what comes with a yes waits until it is clear
    is_put = is_asked or any(begins_as_wish(one) or puts_a_wish(one) for one in sentences(turn.text))
    if negates(turn.text) and not is_put and (only_speaks(turn.text) or turn.rank(turn.wish)[0].probability < SURELY):
        return None  # "it's not the bank's fault", "nothing wrong with that": nobody leaves a proposal for a remark
    # "I asked, does he come later than six": of the evening proposed, and no wish to move it there.
    same = frame if _names_the_same(turn, frame) else None
    if turn.heard.act not in ASKING_BACK and (
        is_other_wish(turn, turn.wish, but_like=same)
        or is_other_wish(turn, turn.wish, certainty=CLEAR_AT, least_words=2, but_like=same)
    ):
        is_proposed = turn.state.awaiting is Awaiting.CONSENT and turn.heard.consent is Consent.UNCLEAR
        if is_theirs and is_proposed and not turn.state.misses:
            turn.keep_wish(turn.wish)  # "is there an outage too?", "then my bill": what was read back isn't lost by it
            turn.update(misses=0 if asks else 1)
            return Reply(text=join(phrasing.FIRST_THIS, turn.state.question))
        turn.update(frames=(), awaiting=Awaiting.NOTHING, proposal="", dropped=frame)
    return None


def _said_of_it(turn: CallerTurn, frame: Frame, *, is_changed: bool) -> str | None:
    """Return what is said ahead of a proposal put once more ('' if nothing) to words about it; None to others."""
    if turn.state.awaiting is not Awaiting.CONSENT:  # "could he come nearer to six?", to the evening that is offered
        return (asks_for_hours(turn.text) and reads_as_question(turn.text) and _hours_of(turn, frame)) or None
    if wishes_again(turn, frame):
        return ""
    if is_changed:
        return None
    if (asks_for_hours(turn.text) or time_in(turn.text) is not None) and (hours := _hours_of(turn, frame)):
        return hours  # "yes, but between two and four", to the afternoon; "what time is that?"
    if begins_with_yes(turn) and names_a_time(turn) and not takes_a_time(turn, frame):
        return phrasing.NO_TIME_HERE
    return phrasing.JUST_THAT if _restates(turn, frame) or asks_for_the_same(turn, frame) else None


def _hours_of(turn: CallerTurn, frame: Frame) -> str:
    """Return what parts of the day are, where the words name a time within the one proposed, or ask for it; else ''."""
    parameters = turn.shapes[frame.tool].parameters
    named = (name for name, schema in parameters.items() if kind_of(schema) == "enum" and name in frame.arguments)
    name = next(named, "")
    if not name or not (_names_the_same(turn, frame) or asks_for_hours(turn.text)):
        return ""
    return turn.render(turn.tool(frame.tool).explain.get(name, ""), turn.facts(frame))


def _ask_anew(turn: CallerTurn, before: str = phrasing.JUST_THAT) -> Reply:
    """Have it proposed once more: the words that may have declined it close the proposal that was open."""
    if turn.state.awaiting is not Awaiting.CONSENT:
        return unclear(turn)
    return next_step(turn, before=before)


def _names_the_same(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether the words name a value that is the proposal's own."""
    named, text = list[tuple[object, object]](), of_first_payment(turn, frame, turn.text)
    for name, schema in turn.shapes[frame.tool].parameters.items():
        found = turn.reader.read(schema, text, is_answer=False)
        if found is None and kind_of(schema) == "money":
            found = turn.reader.read(schema, text)  # "all of it" names no amount
        if isinstance(found, Filled) and not found.is_open:
            named.append((found.value, frame.arguments.get(name)))
    return bool(named) and all(found == value for found, value in named)


def _is_anothers(turn: CallerTurn) -> bool:
    """Tell whether the words are clearly for another agent: "no, I want a technician on Saturday", to a call then."""
    is_call = turn.tool(turn.state.frames[-1].tool).outcome is Outcome.TICKET
    if is_call and wants_a_visit(plain_words(turn.text)):
        return True  # "a call? No, I want a technician. Tomorrow.", to a call tomorrow
    return turn.handoff(turn.rank(turn.wish)[0].label) is not None and is_other_wish(turn, turn.wish)


def _only_names(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether a no names a value, and little else beside it ("no, Monday the 30th in the morning")."""
    rest = of_first_payment(turn, frame, beside_a_no(turn) or turn.text)
    is_short = len(without_fillers(rest).split()) <= RESTATING_WORDS
    return says_only_when(rest) or (is_short and not is_other_wish(turn, rest, certainty=ACT, least_words=2))


def _restates(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether the caller says what was proposed over again ("the whole amount"): neither yes nor no."""
    is_short = len(without_fillers(turn.text).split()) <= RESTATING_WORDS and not turn.text.rstrip().endswith("?")
    is_short = is_short and not negates(turn.text)  # "my bank doesn't work on Fridays"
    return is_short and turn.heard.act not in (*ASKING_BACK, Act.OBJECTION) and _names_the_same(turn, frame)
