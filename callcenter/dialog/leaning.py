"""Words that lean on what was just told more than they say: "can I move it", "waive that", "and which hours"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from callcenter.dialog.deeds.asked_of import asked_of_deed
from callcenter.dialog.script import END, MESSAGE, PERSON, TICKET
from callcenter.dialog.told.about_that import asks_another_price, day_asked_for, day_told, label_of
from callcenter.dialog.tools import fill
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame
from callcenter.dialog.understanding.intents import (
    LOOK_UP,
    NONE,
    WORTH_NAMING,
    Action,
    Choice,
    Intent,
    decide,
    favour,
)
from callcenter.dialog.understanding.slot_filling import kind_of
from callcenter.dialog.ways_out import takes_alike, topic_of
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Act, Consent
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.more_wanted import names_a_matter, tells_of_self
from callcenter.spoken.act.writing_down import dictated
from callcenter.spoken.call_back import matter_in, message_in, passes_on
from callcenter.spoken.days.spans import says_only_when
from callcenter.spoken.messages.addressee import called_by
from callcenter.spoken.messages.dictation import joined
from callcenter.spoken.messages.reply_parts import names_a_call, speaks_of_call
from callcenter.spoken.sentence import begins_as_question, indirect_question, reads_as_question
from callcenter.spoken.taken_back import begins_as_wish, turns_down
from callcenter.spoken.words import plain_words, sentences, without_fillers

#: What leans on "it" has so few words.
LEANING_WORDS = 9
#: So few words say little by themselves once something was told.
DOUBTFUL_WORDS = 6
#: Probability at which they are for another agent all the same, and at which more words are.
SURE = 0.8
LIKELY = 0.7
#: Turns down one of the things that we have named: "the technician no, the whole thing".
_TURNED_DOWN = re.compile(
    r"^(?:the |my |a |your )?(?!(?:oh|well|um+|uh+|er|ok|okay|but|and|hi|hello|sorry)\b)[\w']+ no\b[,.;]*\s+(?=\S)",
    re.I,
)
#: A clause of so few words wants nothing yet.
STORY_WORDS = 3
#: Words that say which of several things is meant.
PLACES = {"first": 0, "former": 0, "earliest": 0, "second": 1, "middle": 1, "third": 2, "last": -1, "latter": -1}
#: What is told of one day may be asked about another ("and on Tuesday").
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
#: What we tell callers to say: 'say "take a message"'.
_QUOTED = re.compile(r'say "([^"]+)"')
_IT = re.compile(r"\b(it|that|this|them|those)\b")
#: Asks what there is.
_FREE = re.compile(r"\b(?:free|possible|available|open|taken|left)$")
#: Probability at which what only tells of something is for another agent.
SURELY_THEIRS = 0.9
#: Tells what has happened.
_TELLS = re.compile(
    r"^(?:(?:but|well|no|yes|yeah|and|so|look|listen|oh) )*"
    r"(?:it|that|this|i|we|he|she|they|my \w+)(?:'d|'ve| had| have)?(?: \w+)? ?"
    r"\b(?:was|were|did|paid|sent|gave|had|took|made|went|posted|mailed|got|came|handed|transferred|put|been|signed|wrote|"
    r"told)\b"
)
#: Probability at which the likeliest of an agent's own may be what they were handed on for.
OURS = 0.2
#: The same, as people say it who leave "it" out.
_TAKES_OFF = re.compile(r"^(?:(?:can|could|you|want|please) )*(?:take off|remove|waive|refund|give back)$")
#: Says what a message is to say, and not when somebody is to call.
_TELL_THEM = re.compile(
    r"^(?:(?:and|yes|just|please|so) )*(?:(?:tell|let) (?:them|him|her|your \w+)|it'?s about|say that)\b"
    r"(?!.*\b(?:call|ring|phone)\b)"
)
#: And it says something in so many words.
TOLD_WORDS = 5


def leaning(turn: CallerTurn, choice: Choice) -> str:
    """Return what is wanted of what was just told ("can I move it to the tenth", after the balance); '' if nothing is.

    Its own topic says what "it" is. What names its own matter leans on nothing, and is no business of what was told.
    """
    told, frame = turn.state.lasting.told, turn.state.lasting.told_by
    if told is None or frame is None or not told.say or turn.state.awaiting not in (Awaiting.MORE, Awaiting.TOPIC):
        return ""
    words = without_fillers(turn.text).split()
    is_fresh = any(told.say in text for text in turn.state.lasting.said)
    if is_fresh and frame.tool == LOOK_UP and _WEEKDAY.search(told.say) and says_only_when(turn.text):
        return label_of(frame)  # "and on Tuesday", after the hours of Monday
    if is_fresh and (label := asked_of_deed(turn, choice, frame)):
        return label
    leans = _IT.search(plain_words(turn.text)) is not None
    # "So what do I have to do?", after what is to be done about a move: more of the same.
    is_clear = choice.action is Action.ACT and turn.rank(turn.wish)[0].probability >= LIKELY
    asks_on = frame.tool == LOOK_UP and begins_as_question(turn.text) and not leans and not is_clear
    if not (is_fresh and (leans or asks_on) and len(words) <= LEANING_WORDS):
        return ""
    if label := offered_before(turn):
        return label
    names_its_own = choice.action is Action.ACT and turn.handoff(choice.labels[0]) is None
    if names_its_own and not asks_another_price(turn):
        return ""
    # Of an answer, its topic: "can you cancel it or not", after how a contract is ended, is about the contract.
    by = label_of(frame)
    label = turn.called_for(f"{topic_of(turn, by)} {turn.text}")
    if asks_on:
        return label if label == by and turn.is_of(turn.text, label) else ""
    is_ours = label in turn.shapes and turn.handoff(label) is None and turn.is_like(turn.text, label)
    is_its_own = (label == by and turn.is_of(turn.text, label)) or (
        frame.tool != LOOK_UP and turn.is_like(turn.text, label)
    )
    is_answer = label.startswith(f"{LOOK_UP}:") and is_its_own
    return label if is_ours or is_answer else ""


def offered_before(turn: CallerTurn) -> str:
    """Return what the result just told had offered, where the caller now wants it ("I want that back"), else ''.

    That they were told of it makes it likely: to be told the same again is what they don't want.
    """
    told, by = turn.state.lasting.told, turn.state.lasting.told_by
    if told is None or by is None or told.offer not in turn.shapes or not _IT.search(plain_words(turn.text)):
        return ""
    if begins_as_question(turn.text) or turn.heard.consent is not Consent.UNCLEAR or turn.heard.act is not Act.WISH:
        return ""
    best = next((one for one in turn.rank(turn.wish) if one.label not in (NONE, by.tool)), None)
    return told.offer if best is not None and best.label == told.offer and best.probability >= WORTH_NAMING else ""


def when_it_is(turn: CallerTurn, choice: Choice) -> str:
    """Return the day of what was told, if the caller wants to know no more ("I just want to know when it is")."""
    words = plain_words(turn.text)
    is_leaning = _IT.search(words) is not None and len(without_fillers(words).split()) <= LEANING_WORDS
    told = turn.state.lasting.told
    is_fresh = told is not None and any(told.say in text for text in turn.state.lasting.said)
    by = turn.state.lasting.told_by
    if _FREE.search(words):
        return ""  # "is Thursday evening free?", of a visit just told
    if is_fresh and by is not None and by.tool != LOOK_UP and says_only_when(turn.text) and turn.text.endswith("?"):
        return day_told(turn)  # "on the weekend? like Saturday?", of a payment that has arrived
    if any(label.startswith(f"{LOOK_UP}:") for label in choice.labels[:1]):
        return ""  # "when will I see it in my bank?": the day of what was done is no answer to it
    return day_asked_for(turn) if is_leaning and is_fresh and choice.action is not Action.ACT else ""


def hands_on_in_doubt(turn: CallerTurn, choice: Choice, ranked: Sequence[Intent]) -> bool:
    """Tell whether words, after something was told, only seem to be for another agent ("can you take that off").

    They lean on what was told more than they say, and to be handed on for nothing costs more than a question.
    """
    if choice.action is not Action.ACT or turn.handoff(choice.labels[0]) is None:
        return False
    if choice.labels[0] in turn.state.topics:
        return False
    is_short = len(without_fillers(turn.text).split()) <= DOUBTFUL_WORDS
    return turn.state.lasting.told is not None and ranked[0].probability < (SURE if is_short else LIKELY)


def tells_of_it(turn: CallerTurn, ranked: Sequence[Intent]) -> bool:
    """Tell whether the caller only tells more of what was just told ("I paid it on Thursday, I have the receipt").

    A day or a deed in it makes it sound like another agent's business, and there is nothing we could do about it.
    """
    told = turn.state.lasting.told
    if told is None or told.outcome is not Outcome.LOOK_UP or turn.state.awaiting is not Awaiting.MORE:
        return False
    is_fresh = bool(told.say) and any(told.say in text for text in turn.state.lasting.said[-2:])
    is_asked = any(reads_as_question(one) or begins_as_wish(one) for one in sentences(turn.text))
    is_theirs = turn.handoff(ranked[0].label) is not None and ranked[0].probability < SURELY_THEIRS
    is_talk = ranked[0].label == NONE or is_theirs
    return is_fresh and not is_asked and is_talk and _TELLS.search(plain_words(turn.text)) is not None


def of_what_was_told(turn: CallerTurn, frame: Frame) -> Frame:
    """Fill in the amount just told, if the caller says no more than "it" ("can you waive it?").

    What is looked up again ("that's for every month?") is what was told, and not something else of its kind.
    """
    told, parameters = turn.state.lasting.told, turn.shapes[frame.tool].parameters
    if told is None or not (_IT.search(plain_words(turn.wish)) or _TAKES_OFF.search(without_fillers(turn.wish))):
        return frame
    by = turn.state.lasting.told_by
    if by is not None and by.tool == frame.tool and not frame.arguments and not turn.tool(frame.tool).confirm:
        return replace(frame, arguments=by.arguments)
    if not turn.tool(frame.tool).confirm or (by is not None and turn.tool(by.tool).confirm):
        return frame  # the amount of a deed ("I've noted 50 dollars") is no charge to take off
    amounts = {value for name, value in told.facts.items() if name.endswith("_cents") and isinstance(value, int)}
    missing = [
        name for name, schema in parameters.items() if kind_of(schema) == "money" and name not in frame.arguments
    ]
    if len(amounts) != 1 or len(missing) != 1 or told.say not in " ".join(turn.state.lasting.said[-1:]):
        return frame
    return frame.with_arguments(**{missing[0]: amounts.pop()})


def of_the_ticket(turn: CallerTurn, frame: Frame, texts: Sequence[str]) -> Frame:
    """Fill in what a ticket just written is about, if the caller says when to call ("tomorrow morning")."""
    frame = _called_at(turn, frame, texts)
    told, is_day = turn.state.lasting.told, any(name.endswith("_day") for name in frame.arguments)
    is_ticket = (
        told is not None and bool(told.facts.get("ticket_number")) and isinstance(told.facts.get("summary"), str)
    )
    if told is None or not (frame.tool == MESSAGE and is_ticket and is_day):
        return frame
    return with_text(turn, frame, told.facts["summary"])


def _called_at(turn: CallerTurn, frame: Frame, texts: Sequence[str]) -> Frame:
    """Return a message without the times that its words tell of something else: "write down that we move on Monday"."""
    if frame.tool not in (MESSAGE, TICKET) or turn.script.language != "en":
        return frame
    schemas = turn.shapes[frame.tool].parameters
    times = [one for one in frame.arguments if kind_of(schemas.get(one, {})) in ("date", "enum", "clock")]
    # "Take a message about the lag, evenings after eight" says when that is, and not when to call.
    names = [names_a_call if matter_in(text) else speaks_of_call for text in texts]
    of_call = any(is_of(one) for text, is_of in zip(texts, names, strict=True) for one in sentences(text))
    return frame if of_call or not times else frame.without(*times)


def with_text(turn: CallerTurn, frame: Frame, text: str) -> Frame:
    """Return the frame with a text in the one place for it that is free."""
    missing = [name for name, schema in turn.shapes[frame.tool].parameters.items() if kind_of(schema) == "text"]
    missing = [name for name in missing if name in turn.shapes[frame.tool].required and name not in frame.arguments]
    return frame.with_arguments(**{missing[0]: text}) if len(missing) == 1 else frame


def as_written_down(turn: CallerTurn, frame: Frame, texts: Sequence[str] = ()) -> Frame:
    """Return the frame with the words just taken down for its tool, where they led to no yes: not asked for twice.

    Neither is what a message says, if the wish for it told that.
    """
    asked = (*reversed(texts), turn.text) if frame.tool == MESSAGE else ()
    whom = next(filter(None, map(called_by, asked)), "")
    if said := next(filter(None, map(message_in, asked)), ""):
        said = dictated(said)
        return with_text(turn, frame, joined(f"It's for {whom}", said) if whom and whom not in said else said)
    if whom:
        return replace(frame, partial=f"It's for {whom}")  # what it is about is asked
    declined, said = turn.state.lasting.declined, " ".join(turn.state.lasting.said[-1:])
    is_left = any(phrasing.MESSAGE_LEFT in one for one in turn.state.lasting.said)  # for a visit
    if declined is None or declined.tool != frame.tool or not (is_left or phrasing.NOT_AGREED in said):
        return _as_told(turn, frame)
    schemas = turn.shapes[frame.tool].parameters
    kept = {name: value for name, value in declined.arguments.items() if kind_of(schemas[name]) == "text"}
    return replace(frame, arguments={**kept, **frame.arguments})


def before_message(label: str, texts: Sequence[str]) -> str:
    """Return what is said before a message that somebody else is to be told; '' before others."""
    return phrasing.NOT_PASSED_ON if label == MESSAGE and any(map(passes_on, texts)) else ""


def _as_told(turn: CallerTurn, frame: Frame) -> Frame:
    """Fill in what a message is to say, where the wish for one says it: "take a message. Tell them I want a credit"."""
    told = [one for one in sentences(turn.text) if _TELL_THEM.search(plain_words(one))]
    if frame.tool not in (MESSAGE, TICKET) or not told or len(told[0].split()) < TOLD_WORDS:
        return frame
    return with_text(turn, frame, turn.text[turn.text.index(told[0]) :])


def weigh_topics(turn: CallerTurn, text: str) -> list[Intent]:
    """Weigh the topics of our clarifying question more, and what was said before it."""
    topics, words = turn.state.topics, without_fillers(turn.text)
    if (unwanted := _TURNED_DOWN.match(turn.text)) is not None:
        left = [label for label in topics if not _names_topic(turn, label, plain_words(unwanted[0]))]
        if len(left) == 1 < len(topics):
            return [Intent(label=left[0], probability=1.0)]
    if len(topics) == 1 and turn.heard.consent is Consent.YES and len(words.split()) <= 4:
        return [Intent(label=topics[0], probability=1.0)]
    if found := re.search(r"^(the )?(first|former|second|third|last|latter)( one| thing| option)?$", words):
        place = PLACES[found.group(2)]
        if -len(topics) <= place < len(topics):
            return [Intent(label=topics[place], probability=1.0)]
    if turn.heard.consent is Consent.NO and len(words.split()) <= 3:
        return [Intent(label=NONE, probability=1.0)]
    ranked = turn.rank(text)
    if turn.state.heard:
        before = {one.label: one.probability for one in turn.rank(f"{turn.state.heard} {text}")}
        ranked = [
            Intent(label=one.label, probability=0.6 * one.probability + 0.4 * before.get(one.label, 0))
            for one in ranked
        ]
    named = [label for label in topics if _names_topic(turn, label, words)]
    return favour(favour(ranked, topics, by=2.5 if len(topics) > 1 else 1.5), named, by=4.0)


def _names_topic(turn: CallerTurn, label: str, words: str) -> bool:
    wanted = {word for word in plain_words(topic_of(turn, label)).replace("'s", "").split() if len(word) > 3}
    return bool(wanted & set(words.split())) and len(words.split()) <= 6


def asked_at_the_end(turn: CallerTurn) -> Choice | None:
    """Return what the last of several sentences clearly asks for: people tell what has happened, and then ask."""
    *told, last = sentences(turn.text)
    is_told = not (begins_as_question(last) or begins_as_wish(last))
    if told and (
        says_only_when(last) or tells_of_self(plain_words(last)) or (is_told and begins_as_question(told[-1]))
    ):
        *told, last = told  # "could he ring me back? Tuesday, after four", "do I get a credit? I work from home"
    if not told or turn.heard.second or not (begins_as_question(last) or begins_as_wish(last)):
        return None
    best = turn.rank(last)[0]
    is_clear = best.label not in (NONE, END) and best.probability >= SURE
    return Choice(action=Action.ACT, labels=(best.label,)) if is_clear else None


def keep_matter(turn: CallerTurn, wish: str) -> None:
    """Keep what the call was said to be about, if that is all that is known of it: it is asked about after the rest."""
    if is_mere_matter(turn, first := sentences(wish)[0]):
        turn.keep_wish(first)


def is_mere_matter(turn: CallerTurn, wish: str) -> bool:
    """Tell whether words only say what the call is about ("it's about the letter you sent me")."""
    return names_a_matter(plain_words(wish)) and turn.rank(wish)[0].label == NONE


def own_choice(turn: CallerTurn, text: str, own: Sequence[str]) -> Choice:
    """Return what of an agent's own a text calls for; if it isn't clear, the one clause that wants something."""
    ranked = turn.rank(text)
    if decide(ranked).action is not Action.ACT and (put := _the_one_put(text)):
        ranked = turn.rank(put)
    if ranked[0].label not in (*own, NONE) and ranked[0].probability >= LIKELY:
        return Choice(action=Action.NOT_UNDERSTOOD)  # clearly somebody else's: what of it could be ours is chance
    ranked = [intent for intent in ranked if intent.label in (*own, NONE)]
    if not ranked or ranked[0].probability < OURS:
        return Choice(action=Action.NOT_UNDERSTOOD)  # what is little like any of ours isn't ours for want of others
    return decide(favour(ranked, own, by=1.5))


def _the_one_put(text: str) -> str:
    """Return the one clause of a story that wants or asks something, '' if none does or several do."""
    said = [one for one in re.split(r"(?<=[.!?,;])\s+", text) if len(without_fillers(one).split()) > STORY_WORDS]
    put = [one for one in said if begins_as_wish(one) or begins_as_question(one) or indirect_question(one)]
    return put[0] if len(put) == 1 and put[0] != text else ""


def beside_the_unwanted(turn: CallerTurn, own: Sequence[str]) -> Choice | None:
    """Return what is wanted beside what is turned down ("can't somebody come out? I don't want a call"), or None."""
    said = sentences(turn.text)
    wanted = [one for one in said if not turns_down(one)]
    choice = own_choice(turn, " ".join(wanted), own) if 0 < len(wanted) < len(said) else None
    return choice if choice is not None and choice.action is Action.ACT else None


def tried(turn: CallerTurn, labels: Sequence[str]) -> str:
    """Return what is tried if asking which it is would be a loop: what only looks up, else the likeliest."""
    likely = [label for label in labels if label not in (PERSON, END)]
    looks_up = [label for label in likely if label in turn.shapes and turn.handoff(label) is None]
    return next((label for label in looks_up if not turn.tool(label).confirm), next(iter(likely), ""))


def is_done(turn: CallerTurn, choice: Choice, wish: str) -> bool:
    """Tell whether a wish kept for later was just served: a call back once is enough, and so is a deed of just that."""
    told, by = turn.state.lasting.told, turn.state.lasting.told_by
    if told is None or by is None:
        return False
    label = label_of(by)
    if told.outcome is Outcome.DONE and choice.labels == (turn.tool(by.tool).choose_from,):
        return True  # "what about Wednesday, after four?", kept while it was moved there
    if by.tool == LOOK_UP and choice.labels[:1] == (label,):
        return fill(turn, Frame(tool=LOOK_UP), [wish]).arguments.items() <= by.arguments.items()
    if choice.labels == (label,) and label in turn.shapes:
        # "But tell him not before two", kept while it was moved to the afternoon.
        return fill(turn, Frame(tool=label), [wish]).arguments.items() <= by.arguments.items()
    if told.outcome is Outcome.DONE and takes_alike(turn, label, choice.labels[:1]):
        # "Could we make it the afternoon instead?", kept while it was booked for the afternoon.
        named = fill(turn, Frame(tool=label), [wish]).arguments
        return bool(named) and named.items() <= by.arguments.items()
    return label in choice.labels and (choice.action is not Action.ACT or told.outcome is Outcome.TICKET)


def is_just_answered(turn: CallerTurn, wish: str) -> bool:
    """Tell whether a wish kept for later would only be told what was just told: then something else was meant.

    "My internet's really close", heard beside "when do you close", was "really slow".
    """
    by, choice = turn.state.lasting.told_by, decide(turn.rank(wish))
    if by is None or by.tool != LOOK_UP or choice.action is not Action.ACT:
        return False
    frame = Frame(tool=LOOK_UP, arguments={"topic": by.arguments.get("topic")})
    is_same = choice.labels == (label_of(by),)
    return is_same and fill(turn, frame, [wish]).arguments.items() <= by.arguments.items()


def invited(turn: CallerTurn) -> str:
    """Return what we have lately told the caller to say, if they say it among other words ("take a message then")."""
    for words in _QUOTED.findall(" ".join(turn.state.lasting.said)):
        label = turn.called_for(words)
        if label and plain_words(words) in plain_words(turn.text):
            return label
    return ""
