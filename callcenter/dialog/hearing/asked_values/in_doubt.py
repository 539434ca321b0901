"""Several values, of which one is meant: asking which, and hearing it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from callcenter.dialog.hearing.asked_values.taken import put_in
from callcenter.dialog.hearing.beside import answer_beside
from callcenter.dialog.hearing.half_numbers import VALUE_ALONE_WORDS
from callcenter.dialog.hearing.in_place import asks
from callcenter.dialog.leaning import PLACES
from callcenter.dialog.tools import ask, fill, look_first
from callcenter.dialog.turn import CallerTurn, Frame, Reply, WayOut
from callcenter.dialog.understanding.slot_filling import Ambiguous, Filled, Partial, is_number, kind_of
from callcenter.dialog.ways_out import again, is_bare_answer, missed, spoken_value, value_schema
from callcenter.dialog.wishes import is_other_wish
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent import consent, negates
from callcenter.spoken.choices import preferred
from callcenter.spoken.words import plain_words

_PLACE = re.compile(
    rf"(?<!\bon the )(?<!\bof the )\b({'|'.join(PLACES)})( one| option| slot| time| choice)?\b|"
    r"\b(later|latest|earlier)(?= (?:one|option|slot|time|choice)\b(?! than))"
)
#: Kinds of values of which one comes before another.
_IN_ORDER = ("date", "time", "clock", "enum")


def which(turn: CallerTurn, candidates: tuple[Any, ...]) -> Reply:
    """Ask which of several values was meant; nothing is guessed, and that stays asked until one is named."""
    if not candidates:
        return missed(turn, phrasing.DIDNT_GET)
    schema = value_schema(turn)
    question = phrasing.which_of([spoken_value(turn, schema, one) for one in candidates])
    turn.update(candidates=candidates, question=question)
    if not is_number(schema) or len(candidates) == 1:
        return Reply(text=question)
    turn.offered(WayOut.KEYPAD)
    return Reply(text=join(question, phrasing.KEYS_TOO))


def picked_candidate(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Hear which of several values was meant: "yes" to one, "the second", "whichever is earlier", or none of them."""
    candidates, schema = turn.state.candidates, value_schema(turn)
    way = preferred(turn.text) if kind_of(schema) in _IN_ORDER else ""
    if not candidates:
        # "The earlier the better", to "the morning, the afternoon or the evening?"
        choices = schema.get("enum", ()) if way in ("nearer", "later") else ()
        return put_in(turn, Filled(value=choices[-(way == "later")])) if choices else None
    if len(candidates) == 1:
        return _doubted(turn, candidates[0])
    if (picked := at_place(candidates, turn.text)) is not None:
        return put_in(turn, Filled(value=picked))
    read = turn.reader.read(schema, turn.text)
    if read is not None and not (isinstance(read, Filled) and read.is_open):
        ends = [one for one in candidates if isinstance(read, Partial) and str(one).endswith(read.digits)]
        return put_in(turn, Filled(value=ends[0])) if len(ends) == 1 else None  # "sixteen", of two that end otherwise
    if (reply := _narrowed(turn, frame, candidates)) is not None:
        return reply
    if way:
        return put_in(turn, Filled(value=max(candidates) if way == "later" else min(candidates)))
    is_none = turn.heard.consent is Consent.NO and is_bare_answer(turn)
    return ask(turn, turn.state.parameter, before=phrasing.SORRY) if is_none else None


def _narrowed(turn: CallerTurn, frame: Frame, candidates: Sequence[Any]) -> Reply | None:
    """Look from the first of several days on for a time as the caller wants it ("not too early"), or note that."""
    if kind_of(value_schema(turn)) != "date":
        return None
    listing = turn.tool(frame.tool).choose_from
    schemas = turn.shapes[listing].parameters if listing in turn.shapes else {}
    stretch = next((name for name, schema in schemas.items() if schema.get("stretch")), "")
    wished = fill(turn, Frame(tool=listing), [turn.text]) if stretch else frame
    if stretch and wished.arguments:
        return look_first(turn, frame, wished.with_arguments(**{stretch: min(candidates)}))
    told = fill(turn, frame, [turn.text], only=lambda schema: kind_of(schema) != "date")
    if stretch or told == frame:
        return None
    turn.hold(told, misses=0)
    return again(turn, phrasing.ALL_RIGHT)


def _doubted(turn: CallerTurn, candidate: Any) -> Reply | None:
    """Hear whether the one value in doubt is meant; a question after the yes is answered before the next of ours."""
    first, _, rest = _sentence_end(turn.text)
    is_agreed = turn.heard.consent is Consent.YES or _says_over(turn, first, candidate)
    if is_agreed or (rest and consent(first) is Consent.YES):
        if turn.heard.consent is not Consent.YES and rest:
            turn.hold(turn.state.frames[-1].with_arguments(**{turn.state.parameter: candidate}))
            if (beside := answer_beside(turn)) is not None:
                return beside
        return put_in(turn, Filled(value=candidate))
    taken = turn.state.frames[-1].with_arguments(**{turn.state.parameter: candidate})
    is_next = turn.reader.read(value_schema(turn), turn.text) is None and fill(turn, taken, [turn.text]) != taken
    if is_next and turn.heard.consent is Consent.UNCLEAR and not asks(turn):
        return put_in(turn, Filled(value=candidate))  # "the morning is good", to "do you mean Saturday?"
    if turn.heard.consent is Consent.NO and is_bare_answer(turn):
        return ask(turn, turn.state.parameter, before=phrasing.SORRY)
    return None


def _says_over(turn: CallerTurn, said: str, candidate: Any) -> bool:
    """Tell whether the value in doubt is said over again: what was given twice is not asked about a third time."""
    read = turn.reader.read(value_schema(turn), said)
    named = (read.value,) if isinstance(read, Filled) else read.candidates if isinstance(read, Ambiguous) else ()
    return named == (candidate,) and not negates(turn.text) and not asks(turn)


def _sentence_end(text: str) -> tuple[str, str, str]:
    """Return a text's first sentence, where it ends, and the rest."""
    found = re.search(r"[.!?,]\s+(?=\S)|\s+(?=(?:and|but) )", text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def at_place(candidates: Sequence[Any], text: str) -> Any:
    """Return the one of several things whose place a text names ("the second"), None if it names none."""
    words = plain_words(text)
    found = _PLACE.search(words) if len(words.split()) <= VALUE_ALONE_WORDS or " one" in words else None
    place = PLACES.get(found.group(1), 0 if found.group(3) == "earlier" else -1) if found else len(candidates)
    return candidates[place] if -len(candidates) <= place < len(candidates) else None


def other_in_doubt(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Ask whether another day given before is meant otherwise ("tuesday I guess", to "which part of the day?")."""
    for name, schema in turn.shapes[frame.tool].parameters.items():
        if name == turn.state.parameter or name not in frame.arguments or kind_of(schema) != "date":
            continue
        read = turn.reader.read(schema, turn.text)
        if isinstance(read, Ambiguous) and read.candidates and not is_other_wish(turn, turn.text):
            turn.hold(frame.without(name), parameter=name, question=turn.tool(frame.tool).ask.get(name, ""))
            return which(turn, read.candidates)
    return None
