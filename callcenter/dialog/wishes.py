"""What a caller wants: finding it out, doing it, keeping a second wish for later, and taking it up in order.

It never guesses: it acts if it is sure, and asks one clarifying question if two or three things are likely.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from callcenter.dialog.callers.desks import answered_here, only_passed_on, unanswered
from callcenter.dialog.callers.no_customer import for_everybody
from callcenter.dialog.leaning import (
    as_written_down,
    asked_at_the_end,
    before_message,
    beside_the_unwanted,
    hands_on_in_doubt,
    invited,
    keep_matter,
    leaning,
    of_the_ticket,
    of_what_was_told,
    own_choice,
    tells_of_it,
    tried,
    weigh_topics,
    when_it_is,
    with_text,
)
from callcenter.dialog.script import END, MESSAGE, PERSON, TICKET
from callcenter.dialog.told.about_that import fact_asked_for
from callcenter.dialog.tools import (
    corrected,
    fill,
    in_part,
    left_to_us,
    look_first,
    names_digits,
    next_step,
    offer,
    says_again,
    start,
)
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import (
    LOOK_UP,
    NONE,
    WORTH_NAMING,
    Action,
    Choice,
    Intent,
    answer_label,
    decide,
    is_likely_answer,
    nearly_as_likely,
    nearly_nothing,
)
from callcenter.dialog.understanding.own_words import is_foreign, own_words, words_of
from callcenter.dialog.understanding.slot_filling import is_number, kind_of
from callcenter.dialog.ways_out import (
    again,
    ask_more,
    ask_openly,
    connect_if_wanted,
    end,
    is_bare_answer,
    listed_topics,
    menu_labels,
    missed,
    taking_number,
    topic_of,
    value_schema,
)
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Act, Consent, Heard
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.forbidding import forbids, forbids_a_deed, without_forbidden
from callcenter.spoken.numbers.long_numbers import says_only_numbers
from callcenter.spoken.numbers.number_words import without_numbers
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.taken_back import without_refused, without_refused_task
from callcenter.spoken.words import plain_words, sentences, without_fillers

#: Probability at which a caller who was asked something is taken to have changed the subject.
CHANGE_OF_SUBJECT = 0.8
#: Probability at which words beside an answer are kept as another wish: talk must not come up again later.
KEPT_WISH = 0.9
LOOKED_BACK = 6  # turns, for what an agent was handed on for
OPENING_WORDS = 4  # what so few call for is asked openly by the agent they are passed to
BARE_WORDS = 3  # of a bare yes or no, at most
_SENTENCES = re.compile(
    r"(?<=[.!?;])\s+|,\s+(?:and |but |so )?|\s+(?:and|but) (?=(?:i|my|her|his|the|our|there|it)\b)|"
    r"\s+(?:ok(?:ay)? so|so ok(?:ay)?|(?:and |but |so )?anyway)\s+"
)
#: Takes leave of a question with thanks: "fine thanks", "thank you, you're kind".
_THANKS = re.compile(
    r"^(?:\w+ ){0,2}(?:thanks?|thank you|cheers)"
    r"(?: (?:so|very|much|a lot|dear|bye|then|anyway|again|you'?re|kind|nice|helpful|for that|sir|ma'?am))*$"
)
NAMED_AT_MOST = 4  # topics in one question


def take_up(turn: CallerTurn) -> Reply:
    """Act on what the caller said to the agent before us; if it isn't clear, ask openly.

    Nobody is handed on again unheard. Of two wishes in one breath the first of ours is taken, and what follows is kept.
    """
    own = [name for name in turn.shapes if turn.intents.is_tool(name) and turn.handoff(name) is None]
    own = [*(set(own) - {PERSON, END}), *(answer_label(answer.name) for answer in turn.script.answers)]
    texts = [*turn.unserved, turn.text]
    if (wanted := asked_at_the_end(turn) or beside_the_unwanted(turn, own)) and wanted.labels[0] in own:
        return act(turn, wanted.labels[0], texts)
    is_wish = not says_only_numbers(turn.text) and (bool(turn.heard.wish) or len(turn.text.split()) <= BARE_WORDS)
    if is_wish and (reply := _first_of_ours(turn, turn.heard, texts, own)) is not None:
        return reply
    # Nobody is handed on for a message, which every agent takes: one that was spoken of before is none now.
    own = [one for one in own if one not in (MESSAGE, TICKET)]
    for text in (" ".join(texts[-2:]), " ".join(texts[-4:])) if is_wish else ():
        # What was said before decides nothing alone.
        likely = {one.label for one in turn.rank(turn.text) if one.probability >= WORTH_NAMING}
        if (choice := own_choice(turn, text, own)).action is Action.ACT and choice.labels[0] in likely:
            return act(turn, choice.labels[0], texts)
    own = [one for one in own if one in turn.shapes or not is_wish or len(turn.text.split()) <= BARE_WORDS]
    for place in reversed(range(max(0, len(texts) - LOOKED_BACK), len(texts) - 1)):
        if says_only_numbers(texts[place]):
            continue
        heard = read_acts(texts[place], language=turn.script.language)
        if (reply := _first_of_ours(turn, heard, texts, own)) is not None:
            return reply
    if (clause := clear_clause(turn)) is not None and clause.labels[0] in own:
        return act(turn, clause.labels[0], texts)
    choice = own_choice(turn, turn.text, own)
    is_told = is_wish and len(turn.text.split()) > OPENING_WORDS
    if choice.action is Action.ACT and is_told and len(sentences(turn.text)) == 1:
        return act(turn, choice.labels[0], texts)  # likelier than all else of ours but questions about the business
    if choice.action is Action.CLARIFY and is_told:
        return clarify(turn, choice.labels, turn.text)
    return ask_openly(turn, phrasing.ENTRY)


def _first_of_ours(turn: CallerTurn, heard: Heard, texts: Sequence[str], own: Sequence[str]) -> Reply | None:
    """Do the first of the wishes in one breath that is ours, and keep what comes after it."""
    wishes = [heard.wish or heard.text, *([heard.second] if heard.second else [])]
    if heard.second:
        # Whoever handed on has served the other wish: a question about the business isn't made of it.
        own = [label for label in own if label in turn.shapes]
    for place, wish in enumerate(wishes):
        if (choice := own_choice(turn, wish, own)).action is not Action.ACT:
            keep_matter(turn, wish)
            continue
        for later in wishes[place + 1 :]:
            turn.keep_wish(later)
        return act(turn, choice.labels[0], texts if len(wishes) == 1 else [*texts, wish])
    return None


def understand(turn: CallerTurn) -> Reply:
    """Find out what the caller wants and do it, or ask."""
    state, text = turn.state, without_refused_task(turn.wish)
    if state.dropped is not None and (resumed := _resumed(turn, state.dropped)) is not None:
        return resumed
    if says_only_numbers(turn.text) or re.fullmatch(r"[\d\s.-]+", turn.text.strip()):
        return _numbers_alone(turn)
    is_of_number = turn.heard.act is Act.CORRECTION or phrasing.NUMBER_NOTED in "".join(state.lasting.said[-1:])
    if is_of_number and names_digits(turn.text) and any(map(says_only_numbers, turn.history)):
        return again(turn, phrasing.NUMBER_NOTED)  # of the number noted before
    if state.topics and _THANKS.search(plain_words(turn.text)):
        return ask_more(turn, phrasing.WELCOME)
    if len(state.topics) > 1 and turn.heard.consent is Consent.YES and is_bare_answer(turn):
        turn.update(misses=state.misses + 1)
        said = join(phrasing.WHICH_OF_THEM, state.question)
        return Reply(text=said) if state.misses <= 1 else missed(turn, said)
    if label := invited(turn):
        return act(turn, label, [turn.text])
    ranked = weigh_topics(turn, text) if state.topics else turn.rank(text)
    choice = answered_here(turn, asked_at_the_end(turn) or decide(ranked), ranked)
    if (reply := _of_what_was_told(turn, choice, ranked)) is not None:
        return reply
    if choice.action is not Action.ACT and (clause := clear_clause(turn)) is not None:
        keep_matter(turn, turn.wish)
        choice = clause
    if hands_on_in_doubt(turn, choice, ranked):
        likely = [one.label for one in ranked if one.probability >= WORTH_NAMING and one.label != NONE]
        return clarify(turn, likely[:NAMED_AT_MOST], text, is_doubtful=True)
    if turn.danger and (choice.action is not Action.ACT or ranked[0].probability < KEPT_WISH):
        return Reply(text=turn.danger)  # "okay, I'm leaving the house": no time for a list of topics
    if choice.labels[:1] == (END,) and turn.heard.act is not Act.GOODBYE:
        return ask_more(turn, phrasing.ALL_RIGHT)  # only a goodbye, or a plain no, ends a call
    if choice.action is Action.ACT:
        said = turn.wish if turn.heard.second else turn.text
        return act(turn, choice.labels[0], [state.heard, said] if state.heard else [said])
    return _unsure(turn, choice)


def _of_what_was_told(turn: CallerTurn, choice: Choice, ranked: Sequence[Intent]) -> Reply | None:
    """Answer words that lean on what was just told; None if they don't."""
    if said := when_it_is(turn, choice):
        return ask_more(turn, said)
    if MESSAGE in turn.shapes and tells_of_it(turn, ranked):
        told = " ".join(one for one in (*turn.history[-1:], turn.text) if not says_only_numbers(one))
        return offer(turn, MESSAGE, with_text(turn, Frame(tool=MESSAGE), told).arguments, phrasing.NO_MORE_KNOWN)
    if label := leaning(turn, choice):
        return act(turn, label, [*filter(None, [turn.state.heard]), turn.text])
    return None


def _unsure(turn: CallerTurn, choice: Choice) -> Reply:
    """Answer when it isn't clear what the caller wants."""
    state, text = turn.state, turn.wish
    if begins_as_question(turn.text) and (said := fact_asked_for(turn)):
        return ask_more(turn, said)  # "and which hours", of the visit just told
    if state.lasting.said and phrasing.EMERGENCY in state.lasting.said[-1]:
        return Reply(text=phrasing.STILL_HERE)  # "okay, I'm calling them": no time for a list of topics
    if state.handing in turn.shapes:
        return act(turn, state.handing, [turn.text])  # lost when the caller spoke into it
    if state.frames and state.awaiting is Awaiting.NOTHING:
        return next_step(turn)  # our tool call was lost when the caller spoke into it
    choice = _of_its_words(turn, choice)
    if choice.action is Action.CLARIFY and not only_passed_on(turn, choice):
        if state.topics and (best := tried(turn, choice.labels)):
            return act(turn, best, [state.heard, turn.text])
        return clarify(turn, choice.labels, join(state.heard, text))
    if (reply := unanswered(turn)) is not None:
        return reply
    if not state.misses and (everything := menu_labels(turn)):
        return clarify(turn, everything[:NAMED_AT_MOST], "")
    return missed(turn, turn.script.phrases.not_understood)


def _of_its_words(turn: CallerTurn, choice: Choice) -> Choice:
    """Return a choice that isn't clear without the answers to whose questions half of the words are foreign.

    "Is it hard to use?" is like many questions, and of none of their matters.
    """
    left = tuple(one for one in choice.labels if not is_foreign_answer(turn, one, turn.wish))
    if choice.action is not Action.CLARIFY or turn.state.topics or left == choice.labels:
        return choice
    return replace(choice, labels=left) if left else Choice(action=Action.NOT_UNDERSTOOD)


def is_foreign_answer(turn: CallerTurn, label: str, text: str) -> bool:
    """Tell whether a label is an answer's that callers ask for in other words than those of a text."""
    examples = next((one.examples for one in turn.script.answers if answer_label(one.name) == label), None)
    return examples is not None and is_foreign(text, words_of(topic_of(turn, label), *examples))


def _numbers_alone(turn: CallerTurn) -> Reply:
    """Take a number that nobody has asked for: by the tool for it, or noted, for the tool that needs it looks back."""
    if (tool := taking_number(turn)) and not turn.state.topics:
        return act(turn, tool, [turn.text])
    if turn.state.topics and turn.state.heard and phrasing.NUMBER_NOTED in "".join(turn.state.lasting.said[-1:]):
        if best := tried(turn, turn.state.topics):
            return act(turn, best, [turn.state.heard])
    if says_only_numbers(turn.text):
        return again(turn, phrasing.NUMBER_NOTED)
    return missed(turn, turn.script.phrases.not_understood)


def clauses(turn: CallerTurn) -> list[str]:
    """Return the clauses of what the caller said that may want something: long enough, and not turned down."""
    said = _SENTENCES.split(without_forbidden(without_refused(turn.text)))
    return [one for one in said if len(without_fillers(one).split()) > BARE_WORDS and not forbids_a_deed(one)]


def clear_clause(turn: CallerTurn, *, but: str = "") -> Choice | None:
    """Return what one sentence of several clearly wants (`but` for one thing); None if none does, or two differ."""
    found = clauses(turn)
    clear = {turn.called_for(one) for one in found} - {"", END, but}
    is_one = len(clear) == 1 and max(len(found), len(sentences(turn.text))) > 1
    return Choice(action=Action.ACT, labels=(clear.pop(),)) if is_one else None


def act(turn: CallerTurn, label: str, texts: Sequence[str]) -> Reply:
    """Do what the caller wants: a tool, a handoff, a person, goodbye. `texts` fill the tool's parameters."""
    if label == PERSON:
        return connect_if_wanted(turn, turn.text or texts[-1])
    if label == END:
        return end(turn)
    if turn.handoff(label) is not None and turn.is_no_customer:
        return for_everybody(turn)
    if turn.handoff(label) is not None:
        turn.begin(handing=label)
        return Reply(tool=label) if label in turn.shapes else Reply(text=phrasing.REFUSED)
    if label.startswith(f"{LOOK_UP}:") and LOOK_UP in turn.shapes:
        return start(turn, fill(turn, Frame(tool=LOOK_UP, arguments={"topic": label.partition(":")[2]}), texts))
    if label in turn.shapes and turn.tool(label).confirm and forbids(turn.text, label.partition("_")[0]):
        return ask_more(turn, turn.script.phrases.cancelled)
    if label in turn.shapes:
        said = of_the_ticket(turn, fill(turn, Frame(tool=label), texts), texts)
        # "Can I pay half of it": the amount just told is not the one that is meant.
        frame = of_what_was_told(turn, said) if in_part(turn, said) is said else said
        frame = frame if turn.tool(label).confirm else fill(turn, frame, turn.history, only=is_number)
        frame = as_written_down(turn, frame, texts)
        listing = left_to_us(turn, frame, texts)
        reply = look_first(turn, frame, listing) if listing is not None else start(turn, in_part(turn, frame))
        return replace(reply, text=join(before_message(label, [*texts[-1:], turn.text]), reply.text))
    return missed(turn, turn.script.phrases.not_understood)


def take_on(turn: CallerTurn, choice: Choice, wish: str) -> Reply | None:
    """Do what a wish calls for, or ask which of several things it is; None if it calls for nothing."""
    if choice.action is Action.ACT and choice.labels[0] != END:
        return act(turn, choice.labels[0], [wish])
    return clarify(turn, choice.labels, wish) if choice.action is Action.CLARIFY else None


def is_other_wish(
    turn: CallerTurn,
    text: str,
    *,
    certainty: float = CHANGE_OF_SUBJECT,
    frames: Sequence[Frame] | None = None,
    but_like: Frame | None = None,
    least_words: int = 3,
) -> bool:
    """Tell whether the caller, asked something, has clearly begun something else.

    Tools that take just what the tool of `but_like` takes don't count: "no, Friday" is said for any of them. To a
    number asked for, figures count for nothing. What is shorter than `least_words` is no wish.
    """
    is_number_asked = turn.state.awaiting is Awaiting.VALUE and is_number(value_schema(turn))
    words = without_numbers(text) if is_number_asked else text
    if len(without_fillers(words).split()) < least_words:
        return False
    best = turn.rank(words)[0]
    if is_number_asked or turn.handoff(best.label) is not None:  # nobody is passed on in the middle of something
        certainty = max(certainty, CHANGE_OF_SUBJECT)
    in_hand = {frame.tool for frame in (turn.state.frames if frames is None else frames)}
    in_hand.add(turn.state.led_by)  # "I've restarted it twice", to what a test has just led to
    if but_like is not None:
        # "A week later" is no value of its own, but another way to say the day.
        taken = {
            name: {one for one, schema in shape.parameters.items() if kind_of(schema) != "step"}
            for name, shape in turn.shapes.items()
        }
        takes = taken[but_like.tool]
        in_hand |= {name for name in taken if takes and taken[name] == takes}
    return best.label not in (NONE, END, *in_hand) and best.probability >= certainty


def clarify(turn: CallerTurn, labels: Sequence[str], heard: str, *, is_doubtful: bool = False) -> Reply:
    """Ask which of the likely things it is; the only likely one is done, unless it is doubtful."""
    misses, labels = turn.state.misses, [label for label in labels if label != END] or list(labels)
    is_question = begins_as_question(heard or turn.text)  # a wrong answer costs less than being asked back
    ranked = turn.rank(heard or turn.text)
    near = nearly_as_likely(ranked)
    answers = [label for label in labels if label.startswith(f"{LOOK_UP}:")]
    others = [one for one in labels[1:] if one not in answers and (one in near or turn.handoff(one) is None)]
    # "No, I asked about the contract": the one thing that may be meant is named in our word for it.
    is_named = answers == labels and bool(own_words(topic_of(turn, labels[0])) & own_words(heard or turn.text))
    is_answer = answers[:1] == labels[:1] and (is_likely_answer(ranked, labels[0]) or (is_named and len(labels) == 1))
    if is_answer and not misses and (not others or is_question):
        return act(turn, labels[0], [heard or turn.text])  # an answer costs less than a question
    left = [label for label in labels if label not in {turn.tool(one).choose_from for one in labels}]
    is_clear = Choice(action=Action.ACT, labels=tuple(labels)) in [decide(turn.rank(one)) for one in clauses(turn)]
    is_doubtful = is_doubtful or (nearly_nothing(turn.rank(turn.wish), labels[0]) and not is_clear)
    if len(left) == 1 and (len(labels) > 1 or not is_doubtful):
        return act(turn, left[0], [heard or turn.text])  # who wants a time is told on the way which are free
    if misses > 1:
        return missed(turn, turn.script.phrases.not_understood)
    question = turn.render(turn.script.phrases.clarify, {"topics": listed_topics(turn, labels)})
    turn.begin(awaiting=Awaiting.TOPIC, topics=tuple(labels), heard=heard, misses=misses + 1, question=question)
    return Reply(text=question)


def _resumed(turn: CallerTurn, dropped: Frame) -> Reply | None:
    """Go on with what the caller has just said no to, if they now say how they'd like it ("I meant Friday")."""
    changed = corrected(turn, dropped, turn.text) if dropped.tool in turn.shapes else None
    if changed is None and dropped.tool in turn.shapes and says_again(turn, dropped, turn.text):
        changed = dropped  # "the Monday evening then", to just that
    is_other = changed is None or is_other_wish(turn, turn.text, frames=(dropped,))
    return None if changed is None or is_other else start(turn, changed)
