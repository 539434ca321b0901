"""What is wanted besides what is going on: it waits until that is finished, and is then taken up by its name.

What a supervisor whispers is a wish on the caller's behalf, and done as one of the caller's own: nothing is written
without the caller's yes, and an instruction that names nothing the agent can do is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from callcenter.dialog.conversation import AgentSaid, Event, SupervisorWhispered
from callcenter.dialog.leaning import before_message, is_done, is_just_answered, is_mere_matter
from callcenter.dialog.script import END, MESSAGE, NOTE, PERSON, TICKET, VISIT_NOTE
from callcenter.dialog.told.about_that import asked_of_it, label_of
from callcenter.dialog.tools import start
from callcenter.dialog.turn import IDLE, Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import LOOK_UP, NONE, Action, Choice, decide
from callcenter.dialog.understanding.own_words import is_foreign, own_words, words_of
from callcenter.dialog.ways_out import (
    BY_THE_WAY,
    ask_more,
    ask_openly,
    message_frame,
    names_topic,
    offer_to_write,
    topic_of,
)
from callcenter.dialog.wishes import CHANGE_OF_SUBJECT, KEPT_WISH, act, take_on
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.supervision import Instructed
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.more_wanted import names_something_else
from callcenter.spoken.messages.retold import note_for_visit, to_be_told
from callcenter.spoken.sentence import begins_as_question, indirect_question, reads_as_question
from callcenter.spoken.taken_back import leans, only_speaks, puts_a_wish
from callcenter.spoken.words import plain_words, sentences

#: Probability at which a whisper is understood: nobody can be asked what was meant.
UNDERSTOOD = 0.65

#: Where a sentence goes on with what is to be told: "my hours are odd, so leave a message on the machine".
_ORDERED = re.compile(
    r"[,;]? (?:and|so|but) (?=(?:please )?(?:tell|ask|write|note|mention|let|remind|leave|say|make a note)\b)", re.I
)
#: What leads it in.
_JOINED = re.compile(r"^(?:(?:and|also|oh|so|then|but)[, ]+)+", re.I)


def weigh_whisper(turn: CallerTurn) -> Instructed | None:
    """Tell when the whisper (the turn's text) would be acted on; None if it isn't understood."""
    ranked = turn.rank(turn.text)
    choice = decide(ranked)
    if choice.action is not Action.ACT or choice.labels[0] == NONE or ranked[0].probability < UNDERSTOOD:
        return None
    return Instructed.NOW if turn.state.awaiting in IDLE and not turn.state.frames else Instructed.LATER


def take_whisper(turn: CallerTurn) -> Reply:
    """Act on the whisper, or keep it until what is open is done and ask for that again."""
    when = weigh_whisper(turn)
    if when is Instructed.NOW:
        return act(turn, decide(turn.rank(turn.text)).labels[0], [turn.text])
    if when is Instructed.LATER:
        _keep(turn, turn.text)
    return Reply(text=turn.state.question or turn.script.phrases.anything_else)


def keep_whispers(turn: CallerTurn, events: Sequence[Event], *, answered: Collection[str]) -> None:
    """Keep for later what was whispered while something else was going on."""
    fresh: list[str] = []
    for event in events:
        if isinstance(event, SupervisorWhispered) and event.id not in answered:
            fresh.append(event.text)
        elif not isinstance(event, AgentSaid):
            fresh.clear()
    for text in fresh:
        _keep(turn, text)


def take_up_kept(turn: CallerTurn, reply: Reply) -> Reply:
    """Take up what was kept once nothing is open, in place of asking for more or hanging up."""
    state = turn.state
    if not state.lasting.whispered & set(state.lasting.wishes) or state.frames or state.awaiting not in IDLE:
        return reply
    asks_more = state.awaiting is Awaiting.MORE and not reply.tool and reply.text.endswith(state.question)
    if not asks_more and reply.tool != END:
        return reply
    return finish(turn, reply.text.removesuffix(state.question) if asks_more else "")


def _keep(turn: CallerTurn, text: str) -> None:
    turn.keep_wish(text)
    turn.remember(whispered=turn.state.lasting.whispered | {text})


def finish(turn: CallerTurn, before: str) -> Reply:
    """Go on when something is finished: with the next wish of those kept, else by asking what else there is."""
    wishes = turn.state.lasting.wishes
    if not wishes:
        return ask_more(turn, before)
    turn.remember(wishes=wishes[1:])
    is_whispered, is_more = wishes[0] in turn.state.lasting.whispered, names_something_else(plain_words(wishes[0]))
    if not (is_whispered or is_more or begins_as_question(wishes[0]) or own_words(wishes[0])):
        return finish(turn, before)  # "I suppose", "put it in": no wish of its own
    is_new = plain_words(wishes[0]) in plain_words(turn.text)  # said just now, in place of what was asked
    if (written := to_write_down(turn, wishes[0])) is not None:
        if written.tool == VISIT_NOTE and any(
            one.is_done and plain_words(str(one.arguments.get(NOTE, ""))) == plain_words(written.arguments[NOTE])
            for one in turn.ledger
        ):
            return finish(turn, before)  # noted meanwhile
        lead = join("" if is_new else phrasing.NEXT_WISH, before_message(written.tool, [wishes[0]]))
        reply = start(turn, written)
        return replace(reply, text=join(before, lead, reply.text))
    wish = indirect_question(wishes[0]) or wishes[0]
    is_matter = is_mere_matter(turn, wish)
    is_nothing_yet = is_more and not own_words(wish)  # "now the next thing"
    choice = decide(() if is_matter or is_nothing_yet or is_just_answered(turn, wish) else turn.rank(wish))
    if choice.action is Action.NOT_UNDERSTOOD and wish != wishes[0] and not is_just_answered(turn, wishes[0]):
        choice = decide(turn.rank(wishes[0]))  # "I wanted to know if you're open on Monday"
    if choice.action is Action.CLARIFY and _is_of_nothing_done(turn, wish):
        choice = Choice(action=Action.NOT_UNDERSTOOD)
    if is_done(turn, choice, wish):
        return finish(turn, before)  # the second half of what was just answered is no other thing
    if is_just_answered(turn, wish) and begins_as_question(wish):
        return finish(turn, before)
    if (label := _of_what_was_told(turn, wish, choice)) != "":
        choice = Choice(action=Action.ACT, labels=(label,))
    elif said := asked_of_it(turn, wish, choice.action):
        return ask_more(turn, join(before, said))
    is_clear = is_matter or is_whispered or (is_new and turn.rank(wish)[0].probability >= KEPT_WISH)
    if only_speaks(wishes[0]) and not is_clear:
        return _by_the_way(turn, before, choice, wish)
    taken = take_on(turn, choice, wish)
    if taken is None:
        is_named = is_matter or names_something_else(plain_words(wish))  # "I have another question"
        return _unknown(turn, join(before, "" if is_new else phrasing.NEXT_WISH), wish, is_named=is_named)
    lead = "" if is_new or turn.handoff(taken.tool) is not None else _lead(turn, choice, wish, taken)
    return replace(taken, text=join(before, lead, taken.text))


def _of_what_was_told(turn: CallerTurn, wish: str, choice: Choice) -> str:
    """Return the answer that a question which isn't clear by itself asks for of what was just told; '' if none is.

    "When is he coming, and does it cost me anything?": of the visit that was told.
    """
    by = turn.state.lasting.told_by
    is_clear = choice.action is Action.ACT and not leans(wish)
    if by is None or is_clear or not begins_as_question(wish):
        return ""
    label = turn.called_for(f"{topic_of(turn, label_of(by))} {wish}")
    is_answer = label.startswith(f"{LOOK_UP}:") and label != label_of(by)
    return label if is_answer and turn.is_like(wish, label) else ""


def _is_of_nothing_done(turn: CallerTurn, wish: str) -> bool:
    """Tell whether a wish that is a little like what was just done has no words of it: "I want a photo of the crew"."""
    told, by = turn.state.lasting.told, turn.state.lasting.told_by
    if told is None or by is None or told.outcome is not Outcome.DONE or not puts_a_wish(wish):
        return False
    return is_foreign(wish, words_of(told.say, topic_of(turn, by.tool), *turn.tool(by.tool).examples))


def to_write_down(turn: CallerTurn, wish: str) -> Frame | None:
    """Return the message, or the note on a visit, that holds what is to be told besides; None if nothing is.

    "Ask him to come on Friday" is for us to do.
    """
    if turn.script.language != "en" or not wish.strip():
        return None
    best = turn.rank(wish)[0]
    is_deed = best.label in turn.shapes and best.label not in (MESSAGE, TICKET) and bool(turn.tool(best.label).confirm)
    if is_deed and best.probability >= CHANGE_OF_SUBJECT:
        return None
    in_hand = [*(one.tool for one in turn.state.frames), *(one.tool for one in turn.ledger[-1:])]
    has_visit = VISIT_NOTE in turn.shapes and not any("cancel" in one for one in in_hand)
    if has_visit and (note := note_for_visit(wish, is_of_visit=True)):
        return Frame(tool=VISIT_NOTE, arguments={NOTE: note})
    return message_frame(turn, told) if (told := to_be_told(wish)) else None


def keep_to_be_told(turn: CallerTurn, said: str) -> bool:
    """Keep what is to be written down or told to somebody, of what is said in place of an answer or beside it."""
    parts = [part for one in sentences(said) for part in _ORDERED.split(one)]
    place = next((at for at, one in enumerate(parts) if to_write_down(turn, one) is not None), None)
    if place is None:
        return False
    turn.keep_wish(_JOINED.sub("", " ".join(parts[place:])))
    return True


def _lead(turn: CallerTurn, choice: Choice, wish: str, reply: Reply) -> str:
    """Return what leads in a wish that is taken up: what it is about, unless what is said next tells that."""
    label = choice.labels[0] if choice.action is Action.ACT else ""
    if label == PERSON and not reply.tool:
        return phrasing.you_also(wish, asked=begins_as_question(wish))  # "who was that lady?" wants nobody yet
    is_named = label in turn.shapes and label not in (MESSAGE, PERSON)
    return phrasing.next_wish(topic_of(turn, label) if is_named else "")


def _unknown(turn: CallerTurn, before: str, wish: str, *, is_named: bool) -> Reply:
    """Say over what was said besides and is like nothing we do, and offer to write it down."""
    if is_named:
        return ask_openly(turn, join(before, phrasing.WHAT_EXACTLY))
    frame = message_frame(turn, wish)
    if frame is None:
        return ask_openly(turn, join(before, phrasing.SAY_IT_AGAIN))
    asked = reads_as_question(wish)
    said = join(before.removesuffix(phrasing.NEXT_WISH), phrasing.you_also(wish, asked=asked))
    return offer_to_write(turn, said, wish)


def _by_the_way(turn: CallerTurn, before: str, choice: Choice, wish: str) -> Reply:
    """Ask whether anything is wanted of what the caller only spoke of, and named in our words for it; talk is left."""
    if reads_as_question(wish) or turn.rank(wish)[0].probability < KEPT_WISH or not names_topic(turn, choice, wish):
        return finish(turn, before)
    question = phrasing.also_spoke_of(topic_of(turn, choice.labels[0]))
    turn.begin(awaiting=Awaiting.TOPIC, topics=choice.labels, heard=wish, question=question, led_by=BY_THE_WAY)
    return Reply(text=join(before, question))
