"""What the engine answers to the caller: a page to read, in the order in which words are tried.

Each step takes the turn and returns a reply, or None if the words are something else. What can't wait comes first,
then the answer to what was asked, then what is said about the conversation itself, then what the caller wants.
"""

from __future__ import annotations

import re

from callcenter.dialog.callers.no_customer import hear_no_customer
from callcenter.dialog.callers.passers_by import hear_hazard
from callcenter.dialog.choosing.either_time import hear_first_time
from callcenter.dialog.hearing.anger import complains
from callcenter.dialog.hearing.answers.account_given import account_at_entry, hear_account
from callcenter.dialog.hearing.answers.desk_wanted import hear_desk
from callcenter.dialog.hearing.answers.for_whom import hear_for_other
from callcenter.dialog.hearing.answers.not_meant import hear_not_meant
from callcenter.dialog.hearing.answers.not_tried import hear_not_tried
from callcenter.dialog.hearing.answers.once_more import hear_once_more
from callcenter.dialog.hearing.answers.two_wishes import hear_first_of_two, hear_two_wishes, hear_wish_and_matter
from callcenter.dialog.hearing.answers.visit_stays import day_not_said, hear_visit_stays
from callcenter.dialog.hearing.answers.what_day import hear_what_day
from callcenter.dialog.hearing.answers.whether_done import hear_whether_done
from callcenter.dialog.hearing.asides import (
    elsewhere,
    hear_aside,
    hear_talk,
    hear_urgent,
    in_writing,
    not_answered,
    what_we_are,
)
from callcenter.dialog.hearing.asked_values.taken import is_free_text
from callcenter.dialog.hearing.asked_values.values import hear_value
from callcenter.dialog.hearing.beside import answer_beside, asked_at_a_reading, look_up_beside
from callcenter.dialog.hearing.closing import hear_leave, leave, stay_for, unclear
from callcenter.dialog.hearing.consent import hear_consent
from callcenter.dialog.hearing.in_place import (
    asks,
    asks_in_general,
    asks_of_else,
    found_otherwise,
    leave_for,
    left_as_it_is,
    task_refused,
)
from callcenter.dialog.hearing.messages.afterwards import hear_afterwards, hear_onto_ticket
from callcenter.dialog.hearing.messages.as_noted import hear_as_noted
from callcenter.dialog.hearing.messages.call_wished import call_put_right
from callcenter.dialog.hearing.messages.for_technician import hear_visit_note
from callcenter.dialog.hearing.messages.message_text import (
    dictated_after_all,
    hear_whole_message,
    message_in_place,
    message_put_right,
    whether_read,
    writing_refused,
)
from callcenter.dialog.hearing.messages.no_words import hear_no_words
from callcenter.dialog.hearing.messages.read_back import (
    dictates,
    hear_at_call_time,
    hear_at_read_back,
    hear_in_place_of_words,
)
from callcenter.dialog.hearing.more import LEAVING, hear_it_works, hear_more
from callcenter.dialog.hearing.person import hear_echo, hear_person, hear_waiting, hear_without_person
from callcenter.dialog.hearing.picks import hear_key, hear_pick
from callcenter.dialog.hearing.put_right import hear_meant, put_right
from callcenter.dialog.hearing.wish_beside import (
    hear_past_hold,
    is_wish_beside,
    names_a_wish,
)
from callcenter.dialog.told.about_that import follow_up, whose_time
from callcenter.dialog.told.of_an_outage import hear_of_outage
from callcenter.dialog.told.of_money import hear_of_money
from callcenter.dialog.tools import fill, next_step
from callcenter.dialog.turn import OPEN, Awaiting, CallerTurn, Frame, Reply, State, WayOut
from callcenter.dialog.understanding import intents
from callcenter.dialog.understanding.own_words import own_words, words_of
from callcenter.dialog.variety import vary
from callcenter.dialog.ways_out import BY_THE_WAY, again, ask_more, end, leave_value, offer_person, offer_way_out, wait
from callcenter.dialog.wishes import KEPT_WISH, act, clear_clause, take_up, understand
from callcenter.dialog.wording.phrasing import (
    ALL_RIGHT,
    CANT_HERE,
    NO_NUMBER,
    NUMBER_NOTED,
    OBJECTED_AGAIN,
    OFFER_PERSON_INSTEAD,
)
from callcenter.domain.dialog_act import Act, Asked, Consent
from callcenter.spoken.act.act_words.asked_anew import asks_once_more, named_again
from callcenter.spoken.act.consent import consent, is_outright, may_agree
from callcenter.spoken.act.more_wanted import announces, goes_on, says_nothing_else, tells_of_self
from callcenter.spoken.numbers.long_numbers import says_only_numbers
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import leans
from callcenter.spoken.words import plain_words, sentences

#: A complaint in so few words says nothing of what it is about.
COMPLAINT_WORDS = 6
#: What tells of a state that a turn has got no nearer to what was asked.
_STANDS = ("awaiting", "parameter", "frames", "candidates")
#: A way out is offered at so much of it: small talk gets no nearer to what was asked by 1, other words by 2.
STUCK_AT = 5
#: A visit's day is asked for twice: who says none then wants none, or not yet.
DAY_AT = 4
#: So many turns before with just the same words are no biding any more.
SAME_WORDS = 2
_CHAT = (Act.TALK, Act.GREETING, Act.HEARD)
#: Acts of a caller who is about to answer, or needs nothing.
_BIDING = (Act.HOLD_ON, Act.REPEAT, Act.SLOWER, Act.BACK_CHANNEL, Act.THANKS)
#: Asks whom to call: this is the number.
_WHAT_TO_DIAL = re.compile(
    r"\b(?:what|which) (?:phone )?number (?:do|should|can|would|must|shall) (?:i|we|they|he|she) "
    r"(?:call|ring|dial|phone)\b"
)
#: Wants something; what is only spoken of ("lovely flowers out here") is talk.
_WANTS = re.compile(r"\b(?:want|need|order|like|looking for|buy|get me|can i|could i|calling (?:for|about))\b")


def enter(turn: CallerTurn) -> Reply:
    """Answer what the caller has said to the agent before us, who has handed them on."""
    hear_two_wishes(turn)
    hear_wish_and_matter(turn)
    return hear_urgent(turn) or hear_visit_note(turn) or put_right(turn) or account_at_entry(turn) or take_up(turn)


def decide(turn: CallerTurn) -> Reply:
    """Answer what the caller has said."""
    asked = turn.state
    if (told := hear_what_day(turn, decide)) is not None:
        return _unstuck(turn, asked, told)
    if (stays := hear_visit_stays(turn, decide)) is not None:
        return stays
    if (put_off := hear_not_tried(turn)) is not None:
        return put_off
    hear_first_time(turn)
    hear_whole_message(turn)
    if not is_free_text(turn):
        hear_not_meant(turn)
        hear_of_outage(turn)
        hear_of_money(turn)
        hear_past_hold(turn)
        hear_first_of_two(turn)
        hear_two_wishes(turn)
        hear_wish_and_matter(turn)
        if _is_understood(turn, turn.heard.second):
            turn.keep_wish(turn.heard.second)
    reply = hear_echo(turn) or (None if dictates(turn) else hear_leave(turn))  # "write: pay me. That's all"
    reply = reply or hear_urgent(turn) or hear_hazard(turn) or hear_onto_ticket(turn)
    reply = reply or what_we_are(turn) or asked_at_a_reading(turn)
    reply = reply or (hear_as_noted(turn) if turn.state.awaiting is Awaiting.CONSENT else None)
    if reply is None and (told := hear_whether_done(turn)) is not None:
        return _unstuck(turn, asked, told)  # what is so is said in the same words as often as it is asked
    reply = (
        reply
        or hear_without_person(turn)
        or hear_visit_note(turn)
        or hear_account(turn)
        or message_in_place(turn)
        or hear_as_noted(turn)
        or hear_at_read_back(turn)
        or hear_at_call_time(turn)
        or hear_in_place_of_words(turn)
        or (message_put_right(turn) if turn.state.awaiting is Awaiting.OFFER else None)
        or writing_refused(turn)
        or hear_no_words(turn)
        or dictated_after_all(turn)
        or hear_afterwards(turn)
        or call_put_right(turn)
        or whether_read(turn)
        or hear_no_customer(turn)
        or hear_desk(turn)
        or hear_for_other(turn)
        or put_right(turn)
        or hear_meant(turn)
        or hear_key(turn)
        or hear_talk(turn)
        or _stay(turn)
        or left_as_it_is(turn)
        or task_refused(turn)
        or asks_in_general(turn)
        or (None if is_free_text(turn) else whose_time(turn) or in_writing(turn))
        or found_otherwise(turn)
        or _hear_answer(turn)
        or hear_aside(turn)
        or _hear_wish(turn)
    )
    return _unstuck(turn, asked, vary(turn, stay_for(turn, reply)))


def _unstuck(turn: CallerTurn, asked: State, reply: Reply) -> Reply:
    """Offer a way out where the same is still asked after a few turns, whatever was said in between.

    Each of them may have had its answer; asked the same six times, the caller has no way out all the same.
    """
    now = turn.state
    is_biding = turn.heard.act in _BIDING and not turn.says_again(SAME_WORDS)
    is_answered = bool(reply.tool) and asked.awaiting not in OPEN  # in between, by another tool
    if is_biding or is_answered or NUMBER_NOTED in reply.text:
        return reply
    is_same = all(getattr(now, one) == getattr(asked, one) for one in _STANDS)
    if reply.tool or not is_same or now.awaiting is Awaiting.PERSON:
        turn.remember(stuck=0)
        return reply
    is_chat, is_again = turn.heard.act in _CHAT, turn.says_again(1)
    if asked.awaiting in OPEN and not (is_chat or is_again or now.misses > asked.misses):
        return reply  # another question, and its answer
    if now.awaiting is Awaiting.CONSENT and may_agree(turn.text, proposal=now.question, weakly=True):
        return reply  # who has said yes, if not clearly, is asked for it by what they said it to
    turn.remember(stuck=now.lasting.stuck + (1 if is_chat and not is_again else 2))
    if turn.state.lasting.stuck >= DAY_AT and (left := day_not_said(turn, reply)) is not None:
        turn.remember(stuck=0)
        return left
    is_asked_on = WayOut.ASKED_ON in now.lasting.offered
    # Who asks is answered, and not offered a person in its place; but not for ever.
    if turn.state.lasting.stuck < STUCK_AT * (1 + (asks(turn) and not is_asked_on and not is_again)):
        return reply
    turn.remember(stuck=0)
    if now.awaiting is Awaiting.VALUE:
        return leave_value(turn) if is_asked_on else offer_person(turn, OFFER_PERSON_INSTEAD)
    if WayOut.PERSON in now.lasting.offered and now.awaiting in (Awaiting.CONSENT, Awaiting.OFFER):
        return leave(turn)
    return offer_way_out(turn, OBJECTED_AGAIN)


def _stay(turn: CallerTurn) -> Reply | None:
    """Say once more what a caller in danger was offered, unless it is another wish: it stands before what we asked."""
    if not turn.danger.endswith("?") or turn.heard.act in (Act.PERSON, Act.GOODBYE) or says_only_numbers(turn.text):
        return None
    ranked = turn.rank(turn.wish)
    is_wish = intents.decide(ranked).action is intents.Action.ACT and ranked[0].probability >= KEPT_WISH
    return None if is_wish else Reply(text=turn.danger)


def hear_after_goodbye(turn: CallerTurn) -> Reply:
    """Answer what was said into our goodbye: taking leave, as people do in two breaths, ends the call all the same."""
    is_leaving = turn.heard.act in (*LEAVING, Act.BACK_CHANNEL, Act.YES)
    if is_leaving and not goes_on(plain_words(turn.heard.text)) and not names_a_wish(turn, turn.heard.wish):
        return end(turn)
    turn.begin(awaiting=Awaiting.MORE, question=turn.script.phrases.anything_else)
    return decide(turn)


def _is_understood(turn: CallerTurn, wish: str) -> bool:
    """Tell whether words kept for later will mean something then; talk beside an answer must not come up again."""
    is_told = len(wish.split()) > 1 and not tells_of_self(plain_words(wish))  # "what do I owe, and when?" is one
    choice = intents.decide(turn.rank(wish)) if is_told else None
    if choice is None or choice.action is intents.Action.NOT_UNDERSTOOD:
        return False
    if choice.action is intents.Action.CLARIFY and leans(wish):
        return False  # "and do I have to pay for it", of the first: alone it would say nothing
    return turn.state.awaiting is not Awaiting.VALUE or is_wish_beside(turn, wish)


def _hear_answer(turn: CallerTurn) -> Reply | None:
    """Hear the words as the answer to what was asked."""
    if (reply := hear_waiting(turn) or _asked_at_offer(turn)) is not None:
        return reply
    if turn.state.led_by == BY_THE_WAY and turn.state.awaiting is Awaiting.OFFER and _is_no_answer(turn):
        ask_more(turn)  # what was offered for want of an answer stands in nobody's way
        turn.hear(turn.text)
    if turn.state.awaiting is not Awaiting.MORE and (reply := hear_it_works(turn)) is not None:
        return reply
    if turn.state.awaiting is Awaiting.PERSON:
        reply = hear_person(turn)
        if reply is not None or turn.state.awaiting in (Awaiting.PERSON, Awaiting.NOTHING):
            return reply  # else it answers what was asked before the person was offered
    match turn.state.awaiting:
        case Awaiting.CONSENT | Awaiting.OFFER:
            asked = turn.state
            reply = hear_consent(turn)
            is_back = turn.state is not asked and turn.state.asked is Asked.VALUE
            return hear_value(turn) if reply is None and is_back else reply
        case Awaiting.VALUE:
            is_elses = turn.state.frame is not None and not is_free_text(turn) and asks_of_else(turn, turn.state.frame)
            return None if is_elses else hear_value(turn)
        case Awaiting.PICK:
            return None if asks_of_else(turn, Frame(tool=turn.state.pick_tool)) else hear_pick(turn)
        case Awaiting.MORE:
            return hear_once_more(turn) or follow_up(turn) or hear_more(turn)
        case Awaiting.TOPIC if not turn.state.topics:
            return hear_once_more(turn) or follow_up(turn) or hear_more(turn)
        case Awaiting.TOPIC if turn.heard.act is Act.CANCEL and (label := _topic_named(turn)):
            return act(turn, label, [turn.state.heard, turn.text])
        case Awaiting.TOPIC | Awaiting.MENU if announces(plain_words(turn.text)) and not turn.called_for(turn.wish):
            return ask_more(turn, ALL_RIGHT)  # "right, I'll look online then", to the same
        case Awaiting.TOPIC if says_nothing_else(plain_words(turn.text)) or _leaves_it(turn):
            return ask_more(turn, ALL_RIGHT)  # "no, nothing", to "is it about a bill or your line?"
    return None


def _leaves_it(turn: CallerTurn) -> bool:
    """Tell whether the caller wants nothing of what they only spoke of, and we asked about."""
    is_no = turn.heard.consent is Consent.NO and turn.heard.act in (Act.NO, Act.CANCEL, Act.THANKS)
    return turn.state.led_by == BY_THE_WAY and is_no


def _asked_at_offer(turn: CallerTurn) -> Reply | None:
    """Answer a question about the business that is put when a person was offered; they are offered again after it."""
    if turn.state.awaiting is not Awaiting.PERSON:
        return None
    said, told = " ".join(turn.state.lasting.said[-1:]), turn.state.lasting.told
    if asks_once_more(turn.text) and turn.state.question in said and not _is_of_else(turn, said):
        # "How much was it again?"
        return again(turn, told.say) if told is not None and told.say in said and told.facts else Reply(text=said)
    if not own_words(turn.text):
        return None  # "and what will they do?", of the person
    label = (
        turn.called_for(turn.wish) if begins_as_question(turn.text) and turn.heard.consent is not Consent.YES else ""
    )
    if not label.startswith(f"{intents.LOOK_UP}:") or intents.LOOK_UP not in turn.shapes:
        return None
    frame = Frame(tool=intents.LOOK_UP, arguments={"topic": label.partition(":")[2]})
    turn.begin(frames=(fill(turn, frame, [turn.text]),), resumes=turn.state)
    return next_step(turn)


def _is_of_else(turn: CallerTurn, said: str) -> bool:
    """Tell whether what is asked for once more wasn't in what we said: "what was that address again?"."""
    named = own_words(named_again(turn.text))
    return not named <= words_of(said) and turn.called_for(sentences(turn.text)[-1]).startswith(f"{intents.LOOK_UP}:")


def _is_no_answer(turn: CallerTurn) -> bool:
    """Tell whether words are neither yes nor no to an offer, and may be understood without it."""
    is_understood = intents.decide(turn.rank(turn.wish)).action is not intents.Action.NOT_UNDERSTOOD
    is_neither = turn.heard.consent is Consent.UNCLEAR and not is_outright(turn.text)  # "it won't help, but go on"
    return is_neither and (is_understood or clear_clause(turn) is not None)


def _topic_named(turn: CallerTurn) -> str:
    """Return which of the things named in our question is wanted ("yes, cancel"), or ''."""
    label = turn.called_for(turn.text)
    return label if label in turn.state.topics else ""


def _hear_wish(turn: CallerTurn) -> Reply:
    """Hear the words as a wish; if something was asked and they are none, ask again in other words."""
    if turn.state.awaiting is Awaiting.VALUE and _WHAT_TO_DIAL.search(plain_words(turn.text)):
        return again(turn, NO_NUMBER)
    if (reply := answer_beside(turn)) is not None:
        return reply
    if len(turn.wish.split()) <= COMPLAINT_WORDS and (reply := complains(turn)) is not None:
        return reply  # "I don't care when, I'm complaining"
    if Act.ELSEWHERE in turn.heard.acts and _is_nobodys_here(turn) and (reply := elsewhere(turn)) is not None:
        return reply  # "I just want a pizza"
    match turn.state.awaiting:
        case Awaiting.CONSENT | Awaiting.OFFER | Awaiting.PERSON:
            return unclear(turn)
        case Awaiting.VALUE if not is_free_text(turn) and (reply := _in_between(turn)) is not None:
            return reply
        case Awaiting.VALUE if _looks_for_it(turn):
            return wait(turn) or not_answered(turn)  # "I have a letter here somewhere, hold on a moment"
        case Awaiting.VALUE if not leave_for(turn):
            return not_answered(turn)
    return understand(turn)


def _in_between(turn: CallerTurn) -> Reply | None:
    """Answer what is asked or wanted in place of a value, and ask for it again; None if it isn't known, or no question.

    "What number is it?" asks for none of the things that could be done instead.
    """
    label = turn.called_for(turn.text)
    if label and label not in turn.shapes and any(tool.name == label for tool in turn.script.tools):
        return again(turn, CANT_HERE)
    if not label.startswith(f"{intents.LOOK_UP}:") or not begins_as_question(turn.text) or len(turn.state.frames) > 2:
        return None
    return look_up_beside(turn, Frame(tool=intents.LOOK_UP, arguments={"topic": label.partition(":")[2]}))


def _looks_for_it(turn: CallerTurn) -> bool:
    """Tell whether the caller asks us to wait at the end of some words, and asks nothing."""
    is_held = turn.heard.consent is Consent.HOLD and consent(turn.text.split(",")[-1]) is Consent.HOLD
    return is_held and "?" not in turn.text and not is_free_text(turn)


def _is_nobodys_here(turn: CallerTurn) -> bool:
    """Tell whether the words are like nothing that anybody here does, or answer no question for a value."""
    if turn.state.awaiting is Awaiting.VALUE:
        return _WANTS.search(plain_words(turn.wish)) is not None
    is_open = turn.state.asked in (Asked.OPEN, Asked.MORE)
    return is_open and intents.decide(turn.rank(turn.wish)).action is intents.Action.NOT_UNDERSTOOD
