"""Callers who wanted somebody else: they are told once whom they have reached, and asked whether they meant us."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.tools import start
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply, WayOut
from callcenter.dialog.understanding.intents import LOOK_UP, WORTH_NAMING
from callcenter.dialog.understanding.slot_filling import kind_of
from callcenter.dialog.ways_out import ask_openly, end, value_schema
from callcenter.dialog.wording import phrasing
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.more_wanted import begins_with_no
from callcenter.spoken.act.other_place import (
    asks_for_other_place,
    misdialled,
    says_wrong_number,
    speaks_of_ours,
    wants_other_trade,
)
from callcenter.spoken.messages.asked_back import asks_which_kind
from callcenter.spoken.messages.retold import to_be_told
from callcenter.spoken.sentence import begins_as_question
from callcenter.spoken.words import plain_words, sentences

#: What led to an answer that tells whom the caller has reached.
NOT_US = "not-us"
#: Asked of ourselves: the business's answer to it says who we are.
_WHO_WE_ARE = "which company is this"
#: And these: to what others do, and to what we don't sell.
_OF_OTHERS = ("I have a question about my electricity", "do you sell televisions")
#: Who asks for another place, and says this, needs no telling.
_KNOWS_IT = re.compile(r"\b(?:wrong number|mis-?dial\w*|dial\w*|by mistake)\b", re.I)
#: What who has dialled wrong says on, and answers nothing by.
_GOES_ON = (Act.WISH, Act.UNCLEAR, Act.ELSEWHERE, Act.CORRECTION, Act.ABOUT_THAT, Act.WRONG_NUMBER)
_DIGIT = re.compile(r"\d")
_ASKED_WORDS = 10


def hear_wrong_number(turn: CallerTurn) -> Reply | None:
    """Answer who wanted another number: let them go, or tell them once whom they have reached."""
    asked = asks_for_other_place(turn.text)
    has_misdialled = misdialled(turn.text)
    if has_misdialled and not turn.text.rstrip().endswith("?"):
        return let_go(turn)
    if asked and not _KNOWS_IT.search(turn.text):
        return not_us(turn, asked)
    # "It's about the car that hit your pole" is a message, and so is "tell him that I have a dog".
    is_text = turn.state.awaiting is Awaiting.VALUE and kind_of(value_schema(turn)) == "text"
    is_text = is_text or any(map(to_be_told, (turn.text, *sentences(turn.text))))
    if has_misdialled or (wants_other_trade(turn.text) and not is_text):
        return not_us(turn, turn.text)
    is_said = turn.heard.act is Act.WRONG_NUMBER and not wants_other_trade(turn.text)
    if is_said or _says_so(turn):
        return let_go(turn)
    return not_us(turn, turn.text) if _is_still_for_others(turn) else None


def asks_who_we_are(turn: CallerTurn) -> str:
    """Return the business's answer that tells who we are, if the caller asks for it in so many words; else ''."""
    is_asked = begins_as_question(turn.text) and len(turn.text.split()) <= _ASKED_WORDS
    is_asked = is_asked and not asks_which_kind(turn.text)
    label = turn.called_for(turn.text) if is_asked else ""
    return label.partition(":")[2] if label and label == turn.called_for(_WHO_WE_ARE) else ""


def _says_so(turn: CallerTurn) -> bool:
    """Tell whether "sorry, wrong number" is said of the call: of no number that was just read back."""
    is_said = says_wrong_number(turn.text) and not (turn.state.frame is not None and turn.state.frame.partial)
    return is_said and not _DIGIT.search(" ".join(turn.state.lasting.said[-1:]))


def _is_still_for_others(turn: CallerTurn) -> bool:
    """Tell whether who was told whom they have reached goes on as before, with no word of anything of ours.

    Nothing of a customer is asked of them: no day, no account. What goes for everybody is answered.
    """
    if WayOut.NOT_US not in turn.state.lasting.offered or any(map(speaks_of_ours, (*turn.history, turn.text))):
        return False
    if turn.heard.act not in _GOES_ON or (turn.heard.consent is Consent.YES and not turn.heard.wish):
        return False
    label = turn.called_for(turn.wish)
    return not label.startswith(f"{LOOK_UP}:") and (label == "" or turn.needs_account(label))


def let_go(turn: CallerTurn) -> Reply:
    """Say kindly goodbye to who has dialled wrong."""
    return replace(end(turn), text=phrasing.WRONG_NUMBER)


def not_us(turn: CallerTurn, asked: str) -> Reply:
    """Say who we are, or that it is another's business, in the business's own words; once, and ask if we were meant."""
    turn.remember(wishes=())  # what was said with it is nothing of ours either
    if WayOut.NOT_US in turn.state.lasting.offered:
        if any(phrasing.NOT_OURS in one for one in turn.state.lasting.said):
            return let_go(turn)  # told twice, and nothing of theirs is here
        turn.begin(awaiting=Awaiting.MORE, question=phrasing.MEANT_US)
        return Reply(text=phrasing.join(phrasing.NOT_OURS, phrasing.MEANT_US))
    turn.offered(WayOut.NOT_US)
    answers = [one for one in turn.rank(asked) if one.label.startswith(f"{LOOK_UP}:")]
    label = answers[0].label if answers and answers[0].probability >= WORTH_NAMING else ""
    if not label or wants_other_trade(turn.text):
        # Of what others do, only what the business says of that: no price of a perm is a plan's.
        ours = [turn.called_for(one) for one in (_WHO_WE_ARE, *_OF_OTHERS)]
        own = turn.called_for(asked)
        label = next((one for one in (own, ours[0]) if one.startswith(f"{LOOK_UP}:") and one in ours), label)
    if not label or LOOK_UP not in turn.shapes:
        turn.begin(awaiting=Awaiting.MORE, question=phrasing.MEANT_US)
        return Reply(text=phrasing.join(phrasing.NOT_OURS, phrasing.MEANT_US))
    return start(turn, Frame(tool=LOOK_UP, arguments={"topic": label.partition(":")[2]}), led_by=NOT_US)


def hear_meant_us(turn: CallerTurn) -> Reply | None:
    """Hear whether we were meant; None if something else is said, which is then heard by itself."""
    if turn.state.question != phrasing.MEANT_US or turn.state.awaiting is not Awaiting.MORE:
        return None
    is_wish = bool(turn.called_for(turn.heard.wish)) and not wants_other_trade(turn.text)
    if begins_with_no(plain_words(turn.text)) and not is_wish:
        return let_go(turn)
    if turn.heard.consent is Consent.YES and not turn.heard.wish:
        return ask_openly(turn, phrasing.GO_AHEAD)
    return None
