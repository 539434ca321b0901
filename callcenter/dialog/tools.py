"""Leading a caller to a tool call: asking for what is missing, calling, offering another tool."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from callcenter.dialog.choosing.either_time import first_time
from callcenter.dialog.choosing.free_times import (
    RECENT,
    choices_left,
    on_the_same_day,
    ruled_out_now,
    says_any_time,
)
from callcenter.dialog.told.day_meant import first_of_either
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.slot_filling import (
    Ambiguous,
    Filled,
    is_number,
    kind_of,
    named_today,
    numbers_together,
)
from callcenter.dialog.understanding.taken_down import taken_down
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import first_sentence, join
from callcenter.dialog.wording.templates import digits, join_list
from callcenter.domain.dialog_act import Consent
from callcenter.spoken.correcting import Corrected
from callcenter.spoken.days.spans import is_its_weekday
from callcenter.spoken.deeds.deed_words import Doing, doing_of_tool
from callcenter.spoken.numbers.long_numbers import says_only_numbers
from callcenter.spoken.numbers.money import first_payment
from callcenter.spoken.taken_back import repairs
from callcenter.spoken.values import is_of_longer, numbers_named
from callcenter.spoken.words import plain_words, without_fillers

#: Sentences that already ask the caller to decide.
_INVITES = re.compile(r"\?$|\b(if you (like|want|wish)|would you like|just (say|tell))\b[^.?]*[.?]$")
#: How often a value is asked for in the same words in one call.
ASKED_ALIKE = 2
#: Wants other times than those offered: "anything else?", "none of those".
_OTHERS = re.compile(
    r"\b(?:(?:any|some)thing (?:else|later|other|different)|(?:other|more|different|later) (?:days?|times?|dates?|"
    r"options?|slots?|ones)|(?:an)?other (?:day|time|date|slot|one)|what else|none of (?:those|them|these)|"
    r"later than (?:that|those)|neither)\b"
)
#: Wants a time before the one proposed.
_EARLIER = re.compile(
    r"\b(?:any(?:thing)?|something|an|bit|little|go|come|do|it|even) (?:\w+ )?(?:earlier|sooner)\b(?! (?:you|i|we)\b)|"
    r"\b(?:earlier|sooner) (?:one|days?|dates?|times?|slots?|visit)\b|^(?:(?:no|not|but|and) )*(?:earlier|sooner)\b"
)
#: Speaks of a part of an amount.
_IN_PART = re.compile(
    r"\b((in|into) (\w+ )?(parts|pieces|goes|payments)|instal?lments|half|the rest|(some|part) of (it|that)|split|"
    r"(?<!on )(?<!by )the (thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)\b(?! \w+(?:st|nd|rd|th)\b)|"
    r"(only|just) (the )?(\w+ )?(fifty|sixty|seventy|eighty|ninety|forty|thirty|twenty|hundred|\d+))\b"
)
#: Speaks of digits of a number given before.
_DIGIT_NAMED = re.compile(
    r"\b(digits?|(last|first|second|third|fourth|middle|final) (one|two|three|number|part|figure)s?|the end|"
    r"(starts?|begins?) with|ends? (in|with|is|\d|zero|oh|one|two|three|four|five|six|seven|eight|nine|double))\b"
)
#: Asks about what is due, and offers none of it.
_ASKS_OF_REST = re.compile(r"^(?:(?:and|so|but|ok|okay|oh|well|wait) )*(?:what|why|who|where|when|how)\b(?! about)")
_BARE_WORDS = 3  # of an amount alone, without its currency, and one more at most
#: A question at the end of a text, as a sentence of its own.
_QUESTION = re.compile(r"(?:^|(?<=[.!?]))\s*[^.!?]+\?$")


def start(turn: CallerTurn, frame: Frame, *, led_by: str = "", before: str = "") -> Reply:
    """Take a tool in hand, alone, and do the next step."""
    turn.begin(frames=(frame,), led_by=led_by)
    # What was said before, and is only used again, was read back then.
    just_said = fill(turn, Frame(tool=frame.tool), [turn.text]).arguments
    return next_step(turn, before, read_back(turn, frame, just_said))


def next_step(turn: CallerTurn, before: str = "", echo: str = "") -> Reply:
    """Ask for what is missing, else call the tool in hand.

    `before` is said first; `echo` are digits to read back. Nothing is confirmed here: a tool that writes only
    proposes, and what it proposes is what the caller is asked.
    """
    frame = turn.state.frame
    assert frame is not None  # noqa: S101 - steps are taken with a tool in hand only
    if missing := frame.missing(shape := turn.shapes[frame.tool]):
        listing = turn.tool(frame.tool).choose_from
        if listing in turn.shapes and (today := named_today(turn.reader, shape.parameters, frame.arguments)):
            return look_first(turn, frame, Frame(tool=listing, arguments=today))
        return ask(turn, missing, before=join(before, phrasing.read_back(echo) if echo else ""))
    turn.update(awaiting=Awaiting.NOTHING, proposal="", parameter="", candidates=(), question="", misses=0)
    turn.hold(replace(frame, arguments=(known := taken_down(frame.arguments, turn.shapes[frame.tool].parameters))))
    arguments = {name: value for name, value in known.items() if value is not None}
    thanks = phrasing.read_back_and_thank(echo) if echo else ""
    return Reply(text=join(before, thanks), tool=frame.tool, arguments=arguments)


def ask(turn: CallerTurn, parameter: str, *, before: str = "", question: str = "") -> Reply:
    """Ask for a parameter of the tool in hand."""
    frame = turn.state.frame
    assert frame is not None  # noqa: S101 - steps are taken with a tool in hand only
    asks = turn.tool(frame.tool).ask
    if not question and len(left := choices_left(turn, turn.shapes[frame.tool].parameters.get(parameter, {}))) > 1:
        question = phrasing.would_suit(left)
    if not question and parameter in asks:
        question = turn.render(asks[parameter], turn.facts(frame))
    question = question or phrasing.ask_for(parameter)
    asked = turn.state.lasting.asked
    if asked.count(question) >= ASKED_ALIKE:
        question = phrasing.please_say(parameter)  # a number that didn't fit, once more: in other words
    turn.remember(asked=(*asked, question))
    turn.update(awaiting=Awaiting.VALUE, proposal="", parameter=parameter, candidates=(), question=question)
    return Reply(text=join(before, question))


def offer(turn: CallerTurn, tool: str, arguments: Mapping[str, Any], said: str, *, led_by: str = "") -> Reply:
    """Say something and offer a tool, which the result of another (`led_by`) has led to.

    One that writes and has all it needs is run at once: it only proposes, and asks by itself.
    """
    shape = turn.shapes[tool]
    frame = Frame(tool=tool, arguments={key: value for key, value in arguments.items() if key in shape.parameters})
    script = turn.tool(tool)
    if script.choose_from in turn.shapes and (declined := _declined_before(turn, frame)) is not None:
        turn.begin(frames=(declined,), dropped=frame, led_by=led_by)
        return next_step(turn, before=first_sentence(said))
    if script.choose_from in turn.shapes and _isruled_out_now(turn, frame):
        # "Not the morning": what is free then is no offer, but there may be others.
        listing = turn.shapes[script.choose_from].parameters
        kept = {name: one for name, one in frame.arguments.items() if kind_of(listing.get(name, {})) == "date"}
        looked = Frame(tool=script.choose_from, arguments=kept)
        turn.begin(frames=(fill(turn, looked, [*turn.history[-RECENT:], turn.text]),), dropped=frame, led_by=led_by)
        return next_step(turn, before=first_sentence(said))
    in_hand = turn.state.dropped.tool if turn.state.dropped is not None else ""
    # Who only asked what is free hears it, and has nothing of what stands changed by a yes to that.
    is_unasked = led_by == script.choose_from and doing_of_tool(tool) is Doing.MOVE and in_hand != tool
    if script.confirm and not frame.missing(shape) and not is_unasked:
        turn.begin(frames=(frame,), led_by=led_by)
        return next_step(turn, before=_QUESTION.sub("", said))
    offered = turn.render(script.offer, turn.facts(frame)) or phrasing.SHALL_I
    question = said if (is_invited := _INVITES.search(said) is not None) else offered
    turn.begin(frames=(frame,), awaiting=Awaiting.OFFER, question=question, led_by=led_by)
    return Reply(text=said if is_invited else join(said, question))


def fill(
    turn: CallerTurn,
    frame: Frame,
    texts: Sequence[str],
    *,
    only: Callable[[Mapping[str, Any]], bool] = lambda schema: True,
) -> Frame:
    """Fill in what the caller's words already say (days, amounts, numbers), not what may mean other things.

    `only` tells by its schema whether a parameter is filled at all.
    """
    texts = [of_first_payment(turn, frame, text) for text in texts]
    numbers = {name: one for name, one in turn.shapes[frame.tool].parameters.items() if is_number(one)}
    for name, schema in turn.shapes[frame.tool].parameters.items():
        if name in frame.arguments or not only(schema):
            continue
        for place in reversed(range(len(texts))):
            found = turn.reader.read(schema, texts[place], is_answer=False)
            if not isinstance(found, Filled):
                continue
            if found.is_open and name not in turn.shapes[frame.tool].required:
                break  # "any day": nothing to narrow the search by
            if name in numbers and (
                is_of_longer(numbers, name, texts[place], today=turn.reader.today)
                or any(found.value in str(one) for one in frame.arguments.values())
            ):
                continue  # a piece of another: a postcode within an account number
            value = _put_right(turn, schema, found.value, texts[place + 1 :]) if name in numbers else found.value
            frame = replace(frame, arguments={**frame.arguments, name: value})
            break
    numbers = {name: one for name, one in numbers.items() if only(one)}
    return replace(frame, arguments=numbers_together(turn.reader, numbers, texts, frame.arguments))


def of_first_payment(turn: CallerTurn, frame: Frame, text: str) -> str:
    """Return what a text says of the first of two payments or times, for a tool that takes one of them."""
    kinds = {kind_of(schema) for schema in turn.shapes[frame.tool].parameters.values()}
    return first_payment(text) if {"money", "date"} <= kinds else first_time(turn, frame.tool, text)


def in_part(turn: CallerTurn, frame: Frame) -> Frame:
    """Have the amount asked for if the caller speaks of a part ("fifty now and the rest later"), and names none."""
    said = next((after for _, after in repairs(turn.text)), turn.text)  # "half, no, actually all of it"
    if not _IN_PART.search(plain_words(said)):
        return frame
    schemas, known = turn.shapes[frame.tool].parameters, (*frame.arguments, *frame.wanted)
    money = [name for name, schema in schemas.items() if kind_of(schema) == "money" and name not in known]
    asked = [name for name in money if name in turn.tool(frame.tool).ask]
    return replace(frame, wanted=(*frame.wanted, *asked)) if asked else frame


def _put_right(turn: CallerTurn, schema: Mapping[str, Any], number: Any, later: Sequence[str]) -> Any:
    """Return a number as the caller has corrected it since ("sorry, the last digit is a three").

    After another number it speaks of that one, unless it names this one.
    """
    is_last = True
    for text in later:
        named = numbers_named(text)
        if says_only_numbers(text):
            is_last = False
        elif names_digits(text) and (kind_of(schema) in named or (is_last and not named)):
            found = turn.reader.correct(schema, text, number)
            number = found.value if isinstance(found, Corrected) else number
    return number


def corrected(turn: CallerTurn, frame: Frame, text: str) -> Frame | None:
    """Return the frame with what the text says otherwise than it, or None if it says nothing new."""
    text = of_first_payment(turn, frame, text)
    changed: dict[str, object] = {}
    for name, schema in turn.shapes[frame.tool].parameters.items():
        value = frame.arguments.get(name)
        found: object = turn.reader.correct(schema, text, value) if value is not None else None
        if not isinstance(found, Corrected):
            said = turn.text if schema.get("noCallBack") else text  # "can't somebody come? I don't want a call"
            found = turn.reader.read(schema, said, is_answer=_is_bare_amount(turn, schema, text))
            if kind_of(schema) == "money" and isinstance(found, Ambiguous) and len(found.candidates) == 1:
                found = Filled(value=found.candidates[0])  # "not all of it, like a hundred"
        if isinstance(found, Corrected | Filled) and found.value != value:
            if found.value is None and _speaks_of_rest(text, has_amount=value is not None):
                continue  # "and what happens with the rest?" says nothing of how much is paid
            if is_its_weekday(text, value, found.value):
                continue  # "the Monday evening then", of a Monday the week after next
            changed[name] = found.value
    return frame.with_arguments(**changed) if changed else None


def says_again(turn: CallerTurn, frame: Frame, text: str) -> bool:
    """Tell whether a text names values of a tool in hand, and none but its own ("the Monday evening then")."""
    named = fill(turn, Frame(tool=frame.tool), [text]).arguments
    return bool(named) and all(
        value == frame.arguments.get(name) or is_its_weekday(text, frame.arguments.get(name), value)
        for name, value in named.items()
    )


def _speaks_of_rest(text: str, *, has_amount: bool) -> bool:
    """Tell whether "all" or "the rest" is asked about, or is what an amount leaves over, and no amount itself."""
    plain = plain_words(text)
    return _ASKS_OF_REST.search(plain) is not None or (has_amount and "the rest" in plain)


def _is_bare_amount(turn: CallerTurn, schema: Mapping[str, Any], text: str) -> bool:
    """Tell whether a few words at a proposal about money are an amount without its currency ("then forty five")."""
    most = _BARE_WORDS + 1 if turn.heard.consent is not Consent.NO else 2 * _BARE_WORDS + 2
    is_short = len(without_fillers(text).split()) <= most and not text.strip().isdigit()  # a key is none
    has_day = isinstance(turn.reader.read({"format": "date"}, text, is_answer=False), Filled)
    return kind_of(schema) == "money" and turn.state.awaiting is Awaiting.CONSENT and is_short and not has_day


def names_digits(text: str) -> bool:
    """Tell whether words speak of single digits of a number: "the last one is a three"."""
    return _DIGIT_NAMED.search(plain_words(text)) is not None


def left_to_us(turn: CallerTurn, frame: Frame, texts: Sequence[str]) -> Frame | None:
    """Return the tool that lists what there is, if the caller leaves the choice to us; else None.

    "As soon as possible" does, and so do "next week" and "not on Friday": no day is named, but a time to look in.
    """
    listing = turn.tool(frame.tool).choose_from
    if listing not in turn.shapes or listing == frame.tool or not texts:
        return None
    shape = turn.shapes[frame.tool]
    if any(kind_of(one) == "step" and turn.reader.read(one, texts[-1]) for one in shape.parameters.values()):
        return None  # "a week later" than what is booked
    for name in dict.fromkeys((*shape.required, *turn.tool(frame.tool).ask)):
        if name not in shape.parameters or kind_of(shape.parameters[name]) != "date":
            continue
        is_asked, takes = name == turn.state.parameter, turn.shapes[listing].parameters
        read = turn.reader.read(shape.parameters[name], texts[-1], is_answer=is_asked)
        may_be = read.candidates if isinstance(read, Ambiguous) else ()
        day = read.value if isinstance(read, Filled) and not read.is_open else may_be[0] if len(may_be) == 1 else None
        # Nobody comes the same day, as a rule: "today, the soonest" hears at once what there is.
        if day and name in takes and (day == turn.reader.today.isoformat() or says_any_time(texts[-1])):
            return Frame(tool=listing, arguments={name: day})
        if name in takes and (first := first_of_either(turn, shape.parameters[name], texts[-1])):
            return fill(turn, Frame(tool=listing, arguments={name: first}), [texts[-1]])
        is_narrowed = read in (None, Ambiguous()) and _narrows(turn, listing, texts[-1], is_asked=is_asked)
        is_narrowed = is_narrowed or bool(may_be and _begins_on(turn, listing, may_be))
        if is_narrowed or (isinstance(read, Filled) and read.is_open):
            shared = {key: value for key, value in frame.arguments.items() if key in takes and key != name}
            return fill(turn, Frame(tool=listing, arguments=shared), [*turn.history[-RECENT:], *texts])
    return None


def _narrows(turn: CallerTurn, listing: str, text: str, *, is_asked: bool) -> bool:
    """Tell whether words name a stretch to look in, or, asked for a day, what won't do ("not the morning")."""
    schemas = turn.shapes[listing].parameters.values()
    return any(
        schema.get("stretch") or (is_asked and schema.get("ruledOut"))
        for schema in schemas
        if turn.reader.read(schema, text, is_answer=False)
    )


def _begins_on(turn: CallerTurn, listing: str, days: Sequence[Any]) -> bool:
    """Tell whether the stretch that words name begins on one of the days they may mean ("Wednesday or later")."""
    schemas = turn.shapes[listing].parameters.values()
    stretches = [turn.reader.read(one, turn.text, is_answer=False) for one in schemas if one.get("stretch")]
    return any(isinstance(one, Filled) and one.value in days for one in stretches)


def others(
    turn: CallerTurn, tool: str, offered: Sequence[Mapping[str, Any]], *, is_wanted: bool = False
) -> Frame | None:
    """Return the tool that lists other times than those offered for a tool, if the caller wants some; else None.

    They name another stretch ("the week after?"), or just want others (`is_wanted`): those after the last one offered.
    """
    listing = turn.tool(tool).choose_from
    schemas = turn.shapes[listing].parameters if listing in turn.shapes else {}
    stretch = next((name for name, schema in schemas.items() if schema.get("stretch")), "")
    if not stretch:
        return None
    if (same_day := on_the_same_day(turn, listing, offered)) is not None:
        return same_day
    read = turn.reader.read(schemas[stretch], turn.text, is_answer=False)
    first = str(read.value) if isinstance(read, Filled) else ""
    if not first and (is_wanted or _OTHERS.search(plain_words(turn.text))):
        parameters = turn.shapes[tool].parameters
        days = [str(one[name]) for one in offered for name in one if kind_of(parameters.get(name, {})) == "date"]
        first = (date.fromisoformat(max(days)) + timedelta(days=1)).isoformat() if days else ""
    if not first and turn.state.awaiting is Awaiting.CONSENT and _EARLIER.search(plain_words(turn.text)):
        return fill(turn, Frame(tool=listing), [turn.text])  # from the first there is
    return fill(turn, Frame(tool=listing, arguments={stretch: first}), [turn.text]) if first else None


def look_first(turn: CallerTurn, frame: Frame, listing: Frame) -> Reply:
    """List what there is for a tool that waits for the caller's choice."""
    turn.begin(frames=(listing,), dropped=frame)
    return next_step(turn)


def _declined_before(turn: CallerTurn, frame: Frame) -> Frame | None:
    """Return the tool that lists other times, if the one to be offered was proposed and declined just before."""
    declined, listing = turn.state.lasting.declined, turn.tool(frame.tool).choose_from
    if declined is None or declined.tool != frame.tool or declined.arguments != frame.arguments:
        return None
    schemas = turn.shapes[listing].parameters
    days = [value for name, value in frame.arguments.items() if kind_of(schemas.get(name, {})) == "date"]
    parts = [value for name, value in frame.arguments.items() if kind_of(schemas.get(name, {})) == "enum"]
    stretch = next((name for name, schema in schemas.items() if schema.get("stretch")), "")
    unwanted = next((name for name, schema in schemas.items() if schema.get("enum") and schema.get("ruledOut")), "")
    if not (days and parts and stretch and unwanted):
        return None
    return Frame(tool=listing, arguments={stretch: days[0], unwanted: parts[0]})


def _isruled_out_now(turn: CallerTurn, frame: Frame) -> bool:
    """Tell whether a tool is offered for what the caller has just ruled out."""
    parameters = turn.shapes[frame.tool].parameters
    kinds = {name: kind_of(parameters[name]) for name in frame.arguments}
    return any(
        value in ruled_out_now(turn, parameters[name])
        for name, value in frame.arguments.items()
        if kinds[name] in ("enum", "date")
    )


def read_back(turn: CallerTurn, frame: Frame, names: Iterable[str]) -> str:
    """Return the numbers among the arguments named, digit by digit."""
    schemas = turn.shapes[frame.tool].parameters
    named = [name for name in names if is_number(schemas.get(name, {})) and frame.arguments.get(name)]
    return join_list(digits(frame.arguments[name]) for name in named)
