"""What callers say about the conversation itself: it is answered, and what was asked stays asked.

`hear_urgent` comes before anything else, in the middle of digits too; `hear_aside` comes after the words were tried as
an answer to what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from callcenter.dialog.callers.wrong_number import asks_who_we_are, hear_meant_us, hear_wrong_number, not_us
from callcenter.dialog.hearing.anger import hear_abuse, hear_objection
from callcenter.dialog.hearing.asked_values.taken import is_free_text
from callcenter.dialog.hearing.beside import answer_beside, look_up_beside, nearest_answer
from callcenter.dialog.hearing.closing import cancel, take_leave, unclear, wants_person_later
from callcenter.dialog.hearing.in_place import asks, is_of_the_question
from callcenter.dialog.hearing.person import turns_person_down
from callcenter.dialog.hearing.wish_beside import names_a_wish
from callcenter.dialog.leaning import asked_at_the_end
from callcenter.dialog.script import MESSAGE, PERSON, TICKET
from callcenter.dialog.told.about_that import about_that, asks_another_price, beside_the_question, told_label
from callcenter.dialog.tools import fill
from callcenter.dialog.turn import CONSENTS, OPEN, Awaiting, CallerTurn, Frame, Reply, WayOut
from callcenter.dialog.understanding.intents import ACT, LOOK_UP, Action, answer_label, decide, is_sure_answer
from callcenter.dialog.understanding.slot_filling import is_number
from callcenter.dialog.ways_out import (
    again,
    ask_more,
    ask_openly,
    ask_otherwise,
    connect,
    leave_value,
    listed_topics,
    menu_labels,
    missed,
    not_seen,
    offer_person,
    offer_to_write,
    taking_number,
    value_schema,
    wait,
)
from callcenter.dialog.wishes import act, clear_clause, is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Asked, Consent
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.act_words.small_talk import Talk, kind_of_talk
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.follow_up import SELDOM_KNOWN, asked_further
from callcenter.spoken.act.more_wanted import wants_person
from callcenter.spoken.call_back import asks_in_writing
from callcenter.spoken.sentence import asks_something
from callcenter.spoken.words import plain_words, sentences, without_fillers

#: What is asked for in so few words is no text to be written down: "a person please".
SHORT_WORDS = 6
#: A bare question, of so few words, is of what was just told.
BARE_WORDS = 2
_SENTENCES = re.compile(r"(?<=[.!?;])\s+")
_WHEN = re.compile(r"\b(when|how (?:long|soon))\b", re.I)
_AFTER_TOLD = (Awaiting.MORE, Awaiting.NOTHING)
#: "Text me at 617 555 0199" gives a number.
_DIGITS = re.compile(r"\d{3}")
#: Says nothing yet: "uh", "hmm, well".
_HESITATES = re.compile(r"^(?:(?:u+h+m*|u+m+|e+r+m*|h+m+|well|so|let'?s see) ?)+$")

#: Bids us do something at once; who is to call or to come is told.
_BIDS = re.compile(
    r"^(?!.*\b(?:call|calls|ring|phone|come|comes|visit|tomorrow|later|back|about)\b)(?:(?:no|oh|and|but|so|just|please|"
    r"then|now|well|forget it|ok|okay|i said) )*(?:(?:can|could|may) (?:i|you)|can't (?:i|you)|put me|get me|give me|"
    r"connect me|transfer me|pass me|let me|i want|i need|i'd like)\b"
)


def hear_urgent(turn: CallerTurn) -> Reply | None:
    """Answer what can't wait; None if there is nothing such. What was asked stays asked."""
    if Act.EMERGENCY in turn.heard.acts or turn.heard.act is Act.EMERGENCY:
        # Duties outside the engine do what the dispatch rule says; here nothing else is asked meanwhile.
        return Reply(text=phrasing.EMERGENCY)
    if (reply := hear_meant_us(turn) or hear_wrong_number(turn)) is not None:
        return reply
    if turn.state.asked in (Asked.VALUE, Asked.CONSENT, Asked.PICK) and (topic := asks_who_we_are(turn)):
        return look_up_beside(turn, Frame(tool=LOOK_UP, arguments={"topic": topic}))
    if _bids_connect(turn):
        return connect(turn)
    if is_free_text(turn) and (turn.heard.wish or len(turn.text.split()) > SHORT_WORDS):
        return None  # "my brother was so rude to your colleague, I want him to ..." is what a ticket says
    match turn.heard.act:
        case Act.CARD:
            return again(turn, phrasing.NO_CARDS)
        case Act.NO_RECORDING:
            return again(turn, phrasing.NOT_RECORDED)
        case Act.PERSON if wants_person(turn.text) and not (turns_person_down(turn) or wants_person_later(turn)):
            return connect(turn)
        case Act.OTHER_LANGUAGE:
            return offer_person(turn, phrasing.ONLY_ENGLISH)
        case Act.ABUSE:
            return hear_abuse(turn)
    return None


def _bids_connect(turn: CallerTurn) -> bool:
    """Tell whether a sentence bids us get a person, beside a message's words or the question what we are."""
    if not (is_free_text(turn) or turn.heard.act is Act.MACHINE) or turns_person_down(turn) or wants_person_later(turn):
        return False
    said = [one for one in sentences(turn.text) if _BIDS.match(plain_words(one))]
    return any(read_acts(one).act is Act.PERSON and wants_person(one) for one in said)


def in_writing(turn: CallerTurn) -> Reply | None:
    """Tell who wants it sent that nothing is sent from here, and offer to write that down for a colleague."""
    if not asks_in_writing(turn.text) or _DIGITS.search(turn.text) or turn.heard.consent is Consent.YES:
        return None
    if turn.state.awaiting not in OPEN:
        return again(turn, phrasing.NOT_IN_WRITING)
    if turn.called_for(turn.text).startswith(LOOK_UP) or "code" in plain_words(turn.text):
        return None  # "mail me a paper bill"
    return (offer_to_write if MESSAGE in turn.shapes else ask_more)(turn, phrasing.NOT_IN_WRITING)


def hear_aside(turn: CallerTurn) -> Reply | None:
    """Answer what concerns the conversation itself; None if the words are about something else."""
    if (said := ANSWERS.get(turn.heard.act)) is not None:
        is_open = turn.state.awaiting in OPEN
        if is_open and (wish := clear_clause(turn, but=PERSON)):
            reply = act(turn, wish.labels[0], [turn.text])  # "are you a machine? good. what do I owe?"
            return replace(reply, text=join(said, reply.text))
        if turn.heard.act is Act.MACHINE and is_open and (topic := asks_who_we_are(turn)):
            return replace(act(turn, answer_label(topic), [turn.text]), text=said)  # "who am I talking to?"
        return ask_otherwise(turn, said) if turn.heard.act is Act.GREETING else again(turn, said)
    said_of = Act.THANKS if turn.heard.act is Act.YES and Act.THANKS in turn.heard.acts else turn.heard.act
    answer = _ASIDES.get(said_of)
    return answer(turn) if answer is not None else None


def what_we_are(turn: CallerTurn) -> Reply | None:
    """Say what we are to who asks it in the middle of something: that is no value, no answer and no wish."""
    if turn.heard.act is not Act.MACHINE or turn.state.awaiting in OPEN:
        return None
    schema = value_schema(turn)
    is_given = bool(schema) and not is_free_text(turn) and turn.reader.read(schema, turn.text) is not None
    return None if is_given else again(turn, phrasing.AUTOMATED)


def _thanked(turn: CallerTurn) -> Reply | None:
    if turn.state.awaiting not in OPEN:
        return None
    is_thanked = bool(turn.state.lasting.said) and phrasing.WELCOME in turn.state.lasting.said[-1]
    if is_thanked:
        return Reply(text=phrasing.WELCOME_AGAIN)
    return ask_more(turn, phrasing.WELCOME)


def _explain(turn: CallerTurn) -> Reply | None:
    """Say what is meant by what was asked."""
    told_by, asked = turn.state.lasting.told_by, turn.called_for(turn.wish)
    if turn.state.awaiting is Awaiting.MORE and asked in turn.shapes and (told_by is None or asked != told_by.tool):
        return None  # "and the ten dollars, what's that for?", of the balance just told
    if turn.state.awaiting in _AFTER_TOLD and asked != told_label(turn) and is_sure_answer(turn.rank(turn.wish), asked):
        return None  # "the red light is on, what does that mean?"
    if turn.state.awaiting is Awaiting.NOTHING and turn.state.lasting.told is None:
        return None  # "I got a bill, what's it for", first of all: nothing of ours is to be explained
    if turn.state.awaiting is not Awaiting.VALUE or turn.state.frame is None:
        return again(turn, about_that(turn) if turn.state.awaiting is Awaiting.MORE else "")
    schema = value_schema(turn)
    length = int(schema.get("maxLength", 0)) if schema.get("minLength") == schema.get("maxLength") else 0
    return _explained(turn, _meaning(turn) or phrasing.meant(turn.state.parameter, digits=length))


def _meaning(turn: CallerTurn) -> str:
    """Return the agent's own words for what is meant by the value asked for; '' if it has none, or asked for none."""
    frame = turn.state.frame
    if turn.state.awaiting is not Awaiting.VALUE or frame is None:
        return ""
    return turn.render(turn.tool(frame.tool).explain.get(turn.state.parameter, ""), turn.facts(frame))


def _explained(turn: CallerTurn, meaning: str) -> Reply:
    """Say what is meant, and ask again; what goes with the question is explained by now."""
    question = next((one for one in sentences(turn.state.question) if one.endswith("?")), turn.state.question)
    return Reply(text=join(meaning, question))


def not_answered(turn: CallerTurn) -> Reply:
    """Answer words that hold no value of what was asked for: a question of that gets told what is meant, once.

    Of another it is said that the answer isn't known: what is meant by what we asked would be no answer to it.
    """
    said, meaning = " ".join(turn.state.lasting.said[-1:]), _meaning(turn)
    if asks_something(turn.text) and not is_of_the_question(turn, meaning):
        return again(turn, phrasing.NOT_KNOWN)  # no try at the value, so none that failed
    is_asked = asks(turn) or turn.text.rstrip().endswith("?")  # "my house number?"
    if is_asked and meaning and meaning not in said:
        return _explained(turn, meaning)
    return missed(turn, phrasing.NOT_HERE if asks(turn) else phrasing.DIDNT_GET)


def _about_that(turn: CallerTurn) -> Reply | None:
    """Answer a question about what was said; what another tool knows is a wish of its own."""
    if (reply := answer_beside(turn)) is not None:
        return reply  # "what does it cost?", to "which day would suit you?"
    if (meaning := _meaning(turn)) and is_of_the_question(turn, meaning):
        return _explained(turn, meaning)  # "why?", to "what's your account number?"
    if said := _of_call_back(turn):
        return again(turn, said)
    if turn.state.awaiting in _AFTER_TOLD and asks_another_price(turn):
        return None  # "what does it cost?", of what was told without a price
    choice = decide(turn.rank(turn.wish))
    is_short = len(without_fillers(turn.text).split()) <= BARE_WORDS  # "where?" and "how?"
    if turn.state.awaiting in _AFTER_TOLD and (is_short or turn.handoff(choice.labels[0] if choice.labels else "")):
        if (said := about_that(turn)) and said != phrasing.NO_MORE_KNOWN:
            return again(turn, said)
    if turn.state.awaiting not in CONSENTS and choice.action is Action.ACT and turn.state.awaiting is not Awaiting.PICK:
        return None
    if turn.state.awaiting is Awaiting.CONSENT:
        is_call_back = turn.tool(turn.state.frames[-1].tool).outcome is Outcome.TICKET and _WHEN.search(turn.text)
        beside = nearest_answer(turn) if is_call_back else None  # "and when will that be?", of a call back
        said = beside_the_question(turn)
        return beside or again(turn, said if said == phrasing.NOT_SEEN else "")
    said = about_that(turn)
    if said == phrasing.NO_MORE_KNOWN and turn.state.awaiting in _AFTER_TOLD:
        return not_seen(turn, "" if asked_further(turn.text) in SELDOM_KNOWN else said)
    if not said:
        return None
    return again(turn, said) if turn.state.awaiting is not Awaiting.NOTHING else ask_more(turn, said)


def _of_call_back(turn: CallerTurn) -> str:
    """Return what was just noted of a call back, if the caller asks when it comes; else ''."""
    told, by = turn.state.lasting.told, turn.state.lasting.told_by
    if told is None or by is None or turn.tool(by.tool).outcome is not Outcome.TICKET or not _WHEN.search(turn.text):
        return ""
    if turn.state.awaiting is Awaiting.CONSENT:
        return ""  # nothing is noted yet
    return about_that(turn) if told.say in " ".join(turn.state.lasting.said[-1:]) else ""


def unknown(turn: CallerTurn) -> Reply | None:
    """The caller doesn't have what we need: say once where it stands, then offer a person."""
    if turn.state.awaiting is Awaiting.MENU:
        return offer_person(turn, phrasing.OFFER_PERSON)
    if turn.state.awaiting is Awaiting.MORE or (turn.state.awaiting is Awaiting.TOPIC and not turn.state.topics):
        # "I haven't got a bill", to where the number stands on it.
        if asked_at_the_end(turn) is not None:
            return None  # "I don't know, that's why I'm calling. Could whoever it was ring me back?"
        is_asked = names_a_wish(turn, turn.wish) and not turn.handoff(turn.rank(turn.wish)[0].label)
        is_sad = kind_of_talk(plain_words(turn.text)) is Talk.SORROW  # "my husband did that, he passed away"
        said = phrasing.SMALL_TALK[Talk.SORROW] if is_sad else phrasing.ALL_RIGHT
        return None if is_asked else ask_openly(turn, join(said, phrasing.HOW_CAN_I_HELP))
    if turn.state.awaiting is not Awaiting.VALUE:
        return None
    if (tool := taking_number(turn)) and tool not in {frame.tool for frame in turn.state.frames}:
        return act(turn, tool, [turn.text])  # "I don't know it, my ZIP is 60614": an outage is told for that alone
    for said in _SENTENCES.split(turn.text)[1:]:
        if not is_other_wish(turn, said, certainty=ACT, least_words=BARE_WORDS):
            continue
        label = turn.rank(said)[0].label  # "I don't have the number! Just call me back!", "I only want your prices"
        if label.startswith(f"{LOOK_UP}:"):  # "where would I find that?" leaves the number asked for
            turn.hear(said)
            return answer_beside(turn) or act(turn, label, [said])
        if label in (MESSAGE, TICKET):
            return act(turn, label, [turn.text])
        if _needs_only_what_is_known(turn, label):
            return act(turn, label, [*turn.history, turn.text])  # an outage, of a ZIP code given before
    if WayOut.ASKED_ON in turn.state.lasting.offered:
        return leave_value(turn)  # a person was declined, and they still don't have it
    is_told = _meaning(turn) in " ".join(turn.state.lasting.said)
    if not turn.state.misses and not is_told and (meaning := _meaning(turn)):
        turn.update(misses=1)
        return _explained(turn, meaning)
    turn.offered(WayOut.ASKED_ON)  # who hasn't got it isn't asked for it a third time
    return offer_person(turn, phrasing.OFFER_PERSON_INSTEAD)


def _goodbye(turn: CallerTurn) -> Reply | None:
    """End the call, unless something is wanted in the same breath."""
    return None if names_a_wish(turn, turn.heard.wish) else take_leave(turn)


def elsewhere(turn: CallerTurn) -> Reply | None:
    """The caller wants what nobody here can do: say so, in the business's own words if it has some."""
    return None if turn.called_for(turn.wish) else not_us(turn, turn.wish)


def _repeat(turn: CallerTurn) -> Reply:
    said = turn.state.lasting.said
    before = phrasing.OF_COURSE if turn.heard.act is Act.SLOWER else ""
    return Reply(text=join(before, said[-1] if said else turn.script.phrases.nothing_to_repeat))


def _abilities(turn: CallerTurn) -> Reply | None:
    if turn.state.awaiting is Awaiting.VALUE and is_number(value_schema(turn)):
        return unknown(turn)  # "what can you do without it?", to "what's your account number?"
    labels = menu_labels(turn)
    return again(turn, phrasing.abilities(listed_topics(turn, labels)) if labels else "")


def _hold_on(turn: CallerTurn) -> Reply:
    return wait(turn) or _waited(turn)


def _waited(turn: CallerTurn) -> Reply:
    """Ask again what was asked, of who has been thinking for some turns: the next way out follows."""
    if turn.state.awaiting in (*CONSENTS, Awaiting.VALUE):
        return missed(turn, phrasing.STILL_WITH_YOU) if turn.state.awaiting is Awaiting.VALUE else unclear(turn)
    return missed(turn, join(phrasing.STILL_WITH_YOU, turn.state.question or phrasing.HOW_CAN_I_HELP))


def hear_talk(turn: CallerTurn) -> Reply | None:
    """Say something fitting to small talk, and ask again; it is no answer, no wish, and no failure."""
    if turn.heard.act is not Act.TALK:
        return None
    kind = kind_of_talk(plain_words(turn.text))
    return ask_otherwise(turn, phrasing.SMALL_TALK[kind] if kind is not None else "")


def _give_up(turn: CallerTurn) -> Reply | None:
    is_begun = turn.state.frames or turn.state.awaiting not in (Awaiting.NOTHING, Awaiting.MORE)
    return cancel(turn) if is_begun else None


def _back_channel(turn: CallerTurn) -> Reply | None:
    # To a question it is no answer; after a statement we go on.
    if turn.state.awaiting is not Awaiting.NOTHING:
        hesitates = turn.state.awaiting not in CONSENTS and _HESITATES.search(plain_words(turn.text))
        return _hold_on(turn) if hesitates else None
    return ask_more(turn) if turn.state.lasting.told is not None else ask_openly(turn, phrasing.HOW_CAN_I_HELP)


#: Acts that are answered with a sentence, and then what was asked is asked again.
ANSWERS: Mapping[Act, str] = {
    Act.MACHINE: phrasing.AUTOMATED,
    Act.HEARD: phrasing.I_HEAR_YOU,
    Act.GREETING: phrasing.HELLO,
}
_ASIDES: Mapping[Act, Callable[[CallerTurn], Reply | None]] = {
    Act.REPEAT: _repeat,
    Act.SLOWER: _repeat,
    Act.EXPLAIN: _explain,
    Act.ABOUT_THAT: _about_that,
    Act.ABILITIES: _abilities,
    Act.GOODBYE: _goodbye,
    Act.HOLD_ON: _hold_on,
    Act.UNKNOWN: unknown,
    Act.OBJECTION: hear_objection,
    Act.CANCEL: _give_up,
    Act.ELSEWHERE: elsewhere,
    Act.THANKS: _thanked,
    Act.TALK: hear_talk,
    Act.BACK_CHANNEL: _back_channel,
}


def _needs_only_what_is_known(turn: CallerTurn, label: str) -> bool:
    """Tell whether a tool only looks something up by a number that the caller has given."""
    if label not in turn.shapes or turn.handoff(label) is not None or turn.tool(label).outcome is not Outcome.LOOK_UP:
        return False
    return any(map(is_number, turn.shapes[label].parameters.values())) and bool(
        fill(turn, Frame(tool=label), [*turn.history, turn.text], only=is_number).arguments
    )
