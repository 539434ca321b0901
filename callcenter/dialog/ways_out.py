"""Ways on and out for a caller: anything else, a goodbye, and, when we don't understand, keys, a menu, a person.

Nobody loops: each failure in a row takes the next way, and the conversation remembers which were offered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from callcenter.dialog.script import END, MESSAGE, PERSON, TICKET
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply, WayOut
from callcenter.dialog.understanding.intents import LOOK_UP, Action, Choice, answer_label, is_likely_answer, not_meant
from callcenter.dialog.understanding.own_words import own_words, words_of
from callcenter.dialog.understanding.slot_filling import Filled, is_number, kind_of
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.dialog.wording.templates import digits, join_list
from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.act_words.asked_anew import asks_once_more
from callcenter.spoken.act.follow_up import asked_further
from callcenter.spoken.act.more_wanted import declines_person, wants_none_of_ours, wants_person
from callcenter.spoken.act.on_behalf import asks_for_whom
from callcenter.spoken.call_back import message_in
from callcenter.spoken.messages.reply_parts import to_write
from callcenter.spoken.sentence import reads_as_question, sentences_asked
from callcenter.spoken.taken_back import leans
from callcenter.spoken.words import plain_words, without_fillers

#: Failures in a row after which the caller gets a menu by keys; one more, and a person.
MENU_AT = 2
#: The same if a value is asked for, which has its own ways first.
VALUE_MENU_AT = 3
#: What has led to an offer that was only made for want of an answer.
BY_THE_WAY = "not-seen"
#: A question that leans on "it" says by so many words of its own what it is about.
LEANING_OWN_WORDS = 2
#: How values are said.
_SPOKEN = {"date": "{{ value | date }}", "time": "{{ value | time }}", "money": "{{ value | money }}"}
#: A bare yes or no has at most so many words.
BARE_ANSWER_WORDS = 3
#: Keys that pick something from a menu.
MENU_KEYS = 9
#: How often in a row a caller is told that we wait.
WAITED_AT_MOST = 2


def ask_more(turn: CallerTurn, before: str = "") -> Reply:
    """Ask whether there is anything else."""
    question = turn.script.phrases.anything_else
    turn.begin(awaiting=Awaiting.MORE, question=question)
    return Reply(text=join(before, question))


def ask_openly(turn: CallerTurn, question: str) -> Reply:
    """Ask openly what the caller wants."""
    turn.begin(awaiting=Awaiting.TOPIC, question=question, misses=turn.state.misses)
    return Reply(text=question)


def wait(turn: CallerTurn) -> Reply | None:
    """Wait for a caller who is looking, thinking or busy; None if that was all we have said lately."""
    said = turn.state.lasting.said[-WAITED_AT_MOST:]
    waits = (phrasing.TAKE_YOUR_TIME, *phrasing.OTHER_WORDS[phrasing.TAKE_YOUR_TIME])
    is_worn = len(said) == WAITED_AT_MOST and all(any(one in text for one in waits) for text in said)
    return None if is_worn or turn.says_again(WAITED_AT_MOST) else Reply(text=phrasing.TAKE_YOUR_TIME)


def ask_otherwise(turn: CallerTurn, said: str) -> Reply:
    """Say something, then ask in other words what was asked just before; a proposal in its own."""
    state, before = turn.state, " ".join(turn.state.lasting.said[-1:])
    question = state.question or phrasing.HOW_CAN_I_HELP
    said = "" if any(said in text for text in state.lasting.said) else said
    if question not in before:
        return again(turn, said)
    if state.awaiting is Awaiting.VALUE:
        question = asked_in_other_words(turn)
    elif state.awaiting is Awaiting.MORE:
        question = next((one for one in phrasing.ANYTHING_ELSE if one not in before), question)
    elif question == phrasing.HOW_CAN_I_HELP:
        question = phrasing.HOW_ELSE[0]
    return Reply(text=join(said, question))


def again(turn: CallerTurn, said: str) -> Reply:
    """Say something, then ask again what was asked."""
    return Reply(text=join(said, turn.state.question or phrasing.HOW_CAN_I_HELP))


def end(turn: CallerTurn) -> Reply:
    """Say goodbye; the agent's tool hangs up if it has one."""
    turn.begin()
    return Reply(tool=END) if END in turn.shapes else Reply(text=turn.script.phrases.goodbye)


def connect(turn: CallerTurn, before: str = "") -> Reply:
    """Connect the caller to a person."""
    turn.offered(WayOut.PERSON)
    if PERSON in turn.shapes:
        turn.begin(instead=turn.state.instead)
        return Reply(text=before, tool=PERSON)
    return ask_more(turn, join(before, phrasing.NO_PERSON_HERE))


def connect_if_wanted(turn: CallerTurn, said: str) -> Reply:
    """Connect a caller whose words want a person; who only asks about one, or tells of one, is asked first."""
    if declines_person(plain_words(said)):
        return ask_more(turn, phrasing.PERSON_LATER)
    if wants_none_of_ours(said):
        return ask_more(turn, phrasing.ALL_RIGHT)  # "no person now. Let me talk it over with my wife first"
    return connect(turn) if wants_person(said) else offer_person(turn, phrasing.SHALL_I_GET_PERSON)


def offer_person(turn: CallerTurn, said: str) -> Reply:
    """Offer a person; the caller says yes or no next. On a no, what was asked before goes on."""
    if PERSON not in turn.shapes:
        return offer_call_back(turn)
    turn.offered(WayOut.PERSON)
    state = turn.state
    resumes = state if state.frames or state.awaiting is Awaiting.PICK else None
    turn.begin(awaiting=Awaiting.PERSON, question=phrasing.SHALL_I_GET_PERSON, resumes=resumes)
    return Reply(text=said)


def offer_call_back(turn: CallerTurn, before: str = phrasing.DIDNT_GET) -> Reply:
    """Offer that somebody calls back; if that has been offered too, ask openly."""
    lasting = turn.state.lasting
    if TICKET not in turn.shapes or WayOut.CALL_BACK in lasting.offered:
        turn.update(misses=0)
        return ask_openly(turn, phrasing.SAY_IT_OR_ZERO)
    turn.offered(WayOut.CALL_BACK)
    question = turn.render(turn.tool(TICKET).offer, {}) or phrasing.SHALL_I
    turn.begin(frames=(Frame(tool=TICKET),), awaiting=Awaiting.OFFER, question=question)
    return Reply(text=join(before, question))


def leave_value(turn: CallerTurn) -> Reply:
    """Let go what can't be done without a value that isn't had, and offer a call back in its place, once."""
    if TICKET not in turn.shapes or WayOut.CALL_BACK in turn.state.lasting.offered:
        return ask_more(turn, phrasing.LEFT_ALONE)
    return offer_call_back(turn, phrasing.LEFT_ALONE)


def not_seen(turn: CallerTurn, said: str = "") -> Reply:
    """Say that what the caller asks can't be seen here: the first time offer to write it down, then name a person.

    `said` stands in place of that, where what can be seen was told.

    The offer stands in nobody's way: whatever else is said to it is heard as if it hadn't been made. Where another
    answer than what was just told knows it, that is given.
    """
    known, by = turn.state.lasting.offered, turn.state.lasting.told_by
    asked = to_write(turn.text or " ".join(turn.history[-1:]))
    if (reply := _known_otherwise(turn, asked)) is not None:
        return reply
    is_question = reads_as_question(asked) or asked_further(asked) is not None
    matter = topic_of(turn, by.tool) if by is not None and by.tool in turn.shapes and by.tool != LOOK_UP else ""
    message = f"About {matter}: {asked}" if matter and asked else asked
    if message_frame(turn, message) is None or WayOut.MESSAGE in known:
        unseen = phrasing.NOT_SEEN_EITHER if WayOut.MESSAGE in known else phrasing.NOT_SEEN
        to_person = phrasing.ASK_A_PERSON if PERSON in turn.shapes else ""
        return ask_more(turn, join(said or (unseen if is_question else phrasing.NOT_MORE), to_person))
    turn.offered(WayOut.MESSAGE)
    return offer_to_write(turn, said or (phrasing.NOT_SEEN if is_question else phrasing.NOT_MORE), message)


def once_more(turn: CallerTurn, said: str, *, is_of_it: bool = False) -> Reply:
    """Tell an answer once more that may have what is asked of it, and ask whether it has; not a third time.

    `is_of_it` if it surely is asked of that ("so tomorrow at two?").
    """
    label = _answer_told(turn)
    if label in turn.state.lasting.unmeant:
        return not_seen(turn, phrasing.CANT_ANSWER)
    is_of_it = is_of_it or own_words(turn.text) <= words_of(said) or asks_once_more(turn.text)
    if not (is_of_it or (not label and leans(turn.text))):
        return not_seen(turn)  # "how soon could I have it?", of what it costs
    if len(turn.state.lasting.said) > 1 and all(said in text for text in turn.state.lasting.said[-2:]):
        return not_seen(turn, phrasing.NO_MORE_KNOWN)
    turn.begin(awaiting=Awaiting.MORE, question=phrasing.THAT_ANSWERS)
    return Reply(text=join(phrasing.AS_I_SAID, said, phrasing.THAT_ANSWERS))


def _answer_told(turn: CallerTurn) -> str:
    """Return the label of the answer about the business that was told last; '' if a tool told something since."""
    by = turn.state.lasting.told_by
    return answer_label(str(by.arguments.get("topic"))) if by is not None and by.tool == LOOK_UP else ""


def _known_otherwise(turn: CallerTurn, asked: str) -> Reply | None:
    """Look up the answer that a question is likely to ask for, other than what was just told; None if there is none."""
    told = _answer_told(turn)
    ranked = not_meant(turn.rank(asked), [told, *turn.state.lasting.unmeant])
    best = ranked[0].label if ranked else ""
    if LOOK_UP not in turn.shapes or not best.startswith(f"{LOOK_UP}:") or not is_likely_answer(ranked, best):
        return None
    if asks_for_whom(asked) or len(own_words(asked)) < (LEANING_OWN_WORDS if leans(asked) else 1):
        return None  # "what does it cost?", of what was told: like any price
    arguments = {"topic": best.partition(":")[2]}
    turn.remember(unmeant=tuple(dict.fromkeys((*turn.state.lasting.unmeant, told))) if told else ())
    turn.begin(frames=(Frame(tool=LOOK_UP, arguments=arguments),))
    return Reply(tool=LOOK_UP, arguments=arguments)


def offer_to_write(turn: CallerTurn, before: str, message: str = "") -> Reply:
    """Offer to write down for a colleague what the caller has just said; it stands in nobody's way."""
    said = turn.text or " ".join(turn.history[-1:])
    frame = message_frame(turn, message or message_in(said) or to_write(said))
    frame = frame or (Frame(tool=MESSAGE) if MESSAGE in turn.shapes else None)  # what it is to say is asked then
    turn.begin(
        frames=(frame,) if frame is not None else (),
        awaiting=Awaiting.OFFER,
        question=phrasing.WRITE_IT_DOWN,
        led_by=BY_THE_WAY,
    )
    return Reply(text=join(before, phrasing.WRITE_IT_DOWN))


def message_frame(turn: CallerTurn, text: str) -> Frame | None:
    """Return the tool that takes a message, with what it is to say; None if there is none, or nothing to say."""
    shape = turn.shapes.get(MESSAGE)
    names = shape.required if shape is not None and text else ()
    asked = next((name for name in names if shape is not None and kind_of(shape.parameters[name]) == "text"), "")
    return Frame(tool=MESSAGE, arguments={asked: text}) if asked else None


def go_back(turn: CallerTurn, before: str = "") -> Reply:
    """Go back to what was asked before a person was offered."""
    resumed = turn.state.resumes
    if resumed is None:
        return ask_more(turn, before)
    if resumed.awaiting is Awaiting.VALUE:
        if WayOut.ASKED_ON in turn.state.lasting.offered:
            return leave_value(turn)
        turn.offered(WayOut.ASKED_ON)
    lasting = turn.state.lasting
    turn.begin(
        frames=resumed.frames,
        awaiting=resumed.awaiting,
        proposal=resumed.proposal,
        parameter=resumed.parameter,
        candidates=resumed.candidates,
        question=resumed.question,
        picks=resumed.picks,
        pick_tool=resumed.pick_tool,
        led_by=resumed.led_by,
        resumes=resumed.resumes,
        instead=resumed.instead,
        lasting=lasting,
    )
    return Reply(text=join(before, resumed.question))


def missed(turn: CallerTurn, said: str) -> Reply:
    """Answer words that we didn't understand: `said` the first time in a row, then the next way out."""
    turn.update(misses=turn.state.misses + 1)
    misses = turn.state.misses
    if turn.state.awaiting is Awaiting.PERSON:
        is_stuck = misses > 1 and (not sentences_asked(turn.text) or turn.says_again(1))
        return connect(turn, phrasing.PUT_THROUGH) if is_stuck else Reply(text=said)
    if turn.state.awaiting is Awaiting.VALUE and misses < VALUE_MENU_AT:
        return _value_missed(turn, said, misses)
    if misses < MENU_AT:
        return Reply(text=said)
    is_wish_known = turn.state.awaiting is Awaiting.VALUE  # a menu of wishes would only lead back to it
    if not is_wish_known and WayOut.MENU not in turn.state.lasting.offered and (labels := menu_labels(turn)):
        return menu(turn, labels)
    return offer_way_out(turn, phrasing.OFFER_PERSON)


def _value_missed(turn: CallerTurn, said: str, misses: int) -> Reply:
    """Ask for a value once more: a number by keys too, then by keys alone; anything else in other words."""
    state = turn.state
    schema = value_schema(turn)
    if is_number(schema):
        turn.offered(WayOut.KEYPAD)
        asked = join(state.question, phrasing.KEYS_TOO) if misses == 1 else phrasing.type_it(state.parameter)
        return Reply(text=join(said, asked))
    if state.candidates:
        return Reply(text=join(phrasing.WHICH_OF_THEM if misses > 1 else said, state.question))
    if misses == 1:
        return Reply(text=join(said, state.question))
    return Reply(text=join(said, _hint(schema) or state.question))


def asked_in_other_words(turn: CallerTurn) -> str:
    """Return the question for the value that is asked for in other words; what is written down is no "summary"."""
    state = turn.state
    is_text = state.frame is not None and kind_of(value_schema(turn)) == "text"
    explained = turn.tool(state.frame.tool).explain.get(state.parameter, "") if is_text and state.frame else ""
    meaning = turn.render(explained, turn.facts(state.frame)) if explained and state.frame else ""
    return meaning or phrasing.please_say(state.parameter)


def offer_way_out(turn: CallerTurn, said: str) -> Reply:
    """Offer a person; a call back to who was offered one before."""
    return offer_call_back(turn) if WayOut.PERSON in turn.state.lasting.offered else offer_person(turn, said)


def _hint(schema: Mapping[str, Any]) -> str:
    match kind_of(schema):
        case "date":
            return phrasing.OTHER_DAY
        case "money":
            return phrasing.OTHER_AMOUNT
        case "enum":
            return phrasing.choices([str(choice).replace("_", " ") for choice in schema.get("enum", ())])
    return ""


def value_schema(turn: CallerTurn) -> Mapping[str, Any]:
    """Return the JSON schema of the parameter the caller was asked for; an empty one if none was."""
    frame = turn.state.frame
    if frame is None or frame.tool not in turn.shapes:
        return {}
    return turn.shapes[frame.tool].parameters.get(turn.state.parameter, {})


def taking_number(turn: CallerTurn) -> str:
    """Return the tool that takes the number the caller has given, if that is all they said (by keypad, say)."""
    for name, shape in turn.shapes.items():
        script = turn.tool(name)
        if script in turn.script.tools and not script.confirm:
            for schema in shape.parameters.values():
                if is_number(schema) and isinstance(turn.reader.read(schema, turn.text, is_answer=False), Filled):
                    return name
    return ""


def takes_alike(turn: CallerTurn, tool: str, others: Sequence[str]) -> bool:
    """Tell whether other tools that do something take just what a tool takes, which is not nothing."""
    taken = {
        one: {name for name, schema in shape.parameters.items() if kind_of(schema) != "step"}
        for one, shape in turn.shapes.items()
    }
    return bool(taken.get(tool)) and any(turn.tool(one).confirm and taken.get(one) == taken[tool] for one in others)


def spoken_value(turn: CallerTurn, schema: Mapping[str, Any], value: Any) -> str:
    """Return a value as it is said to the caller."""
    kind = kind_of(schema)
    if is_number(schema):
        return digits(value)
    if (template := _SPOKEN.get(kind)) is not None:
        return turn.render(template, {"value": value}, otherwise=str(value))
    return str(value).replace("_", " ")


def is_bare_answer(turn: CallerTurn) -> bool:
    """Tell whether the words are yes or no and nothing else."""
    is_short = len(without_fillers(turn.text).split()) <= BARE_ANSWER_WORDS
    return is_short and turn.heard.consent in (Consent.YES, Consent.NO)


# -- topics ----------------------------------------------------------------------------------------------------------


def menu(turn: CallerTurn, labels: Sequence[str]) -> Reply:
    """Offer a menu by keys."""
    turn.offered(WayOut.MENU)
    question = phrasing.keys(topics(turn, labels), person=PERSON in turn.shapes)
    turn.begin(awaiting=Awaiting.MENU, topics=tuple(labels), question=question, misses=turn.state.misses)
    return Reply(text=join(phrasing.MENU, question))


def menu_labels(turn: CallerTurn) -> list[str]:
    """Return what a menu offers: what callers ask this agent for, then its handoffs."""
    own = [tool.name for tool in turn.script.tools if tool.topic and tool.examples and tool.name in turn.shapes]
    handoffs = [handoff.tool for handoff in turn.script.handoffs if handoff.tool in turn.shapes]
    labels = [one for one in (*own, *handoffs) if not (turn.is_no_customer and turn.needs_account(one))]
    by_topic = {topic_of(turn, label): label for label in reversed(labels)}
    return list(reversed(by_topic.values()))[:MENU_KEYS]


def topic_of(turn: CallerTurn, label: str) -> str:
    """Return what a tool or handoff is about: "your balance"."""
    if (handoff := turn.handoff(label)) is not None:
        return handoff.topic
    if label == PERSON:
        return phrasing.PERSON_TOPIC
    if (answer := next((one for one in turn.script.answers if answer_label(one.name) == label), None)) is not None:
        return answer.topic
    tool = turn.tool(label)
    return tool.topic or label.partition("_")[2].replace("_", " ") or label


def names_topic(turn: CallerTurn, choice: Choice, text: str) -> bool:
    """Tell whether words have named what they clearly call for in a word of ours for it."""
    is_clear = choice.action is Action.ACT and choice.labels[0] != END
    return is_clear and bool(own_words(topic_of(turn, choice.labels[0])) & own_words(text))


def topics(turn: CallerTurn, labels: Sequence[str]) -> list[str]:
    """Return what labels are about, each topic once."""
    return list(dict.fromkeys(topic for label in labels if (topic := topic_of(turn, label))))


def listed_topics(turn: CallerTurn, labels: Sequence[str]) -> str:
    """Return what labels are about, as people list it: "your balance, a refund or a visit"."""
    return join_list(topics(turn, labels), "or")
