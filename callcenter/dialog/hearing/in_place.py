"""What callers say in place of the value they were asked for: that they give up, or what they want instead."""

from __future__ import annotations

from callcenter.dialog.hearing.consent import cancel
from callcenter.dialog.hearing.half_numbers import VALUE_ALONE_WORDS
from callcenter.dialog.hearing.wish_beside import keep_wish_beside, names_a_wish
from callcenter.dialog.turn import Awaiting, CallerTurn, Frame, Reply
from callcenter.dialog.understanding.intents import ACT
from callcenter.dialog.ways_out import end
from callcenter.dialog.wishes import is_other_wish
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.act.more_wanted import announces, begins_with_no
from callcenter.spoken.taken_back import after_letting_go, asked_after_no, leans, refuses_task
from callcenter.spoken.words import plain_words, sentences, without_fillers


def given_up(turn: CallerTurn, frame: Frame) -> Reply | None:
    """Hear that the caller gives up what a value was asked for, or the call; what they want instead is taken up."""
    is_leave = Act.GOODBYE in turn.heard.acts and turn.heard.act in (Act.GOODBYE, Act.OBJECTION)
    if is_leave and not names_a_wish(turn, turn.heard.wish):
        return end(turn)  # "no, I'm done, goodbye", to "what's your account number?"
    denies = turn.heard.consent is Consent.NO and not turn.text.rstrip().endswith("?")
    denies = denies and Act.UNKNOWN not in turn.heard.acts
    if (rest := after_letting_go(turn.text)) is not None:
        if not announces(plain_words(rest)) and len(without_fillers(rest).split()) > VALUE_ALONE_WORDS // 2:
            turn.keep_wish(rest)  # "forget it. When will it work again?"
    elif (
        turn.heard.act is Act.CANCEL
        or (turn.state.misses and denies and not frame.partial)
        or _asks_instead(turn)
        or (refuses_task(turn.text) and any(turn.tool(one.tool).confirm for one in turn.state.frames))
    ):
        keep_wish_beside(turn)  # "I haven't got it before that, so never mind"
    else:
        return None
    return cancel(turn)


def _asks_instead(turn: CallerTurn) -> bool:
    """Tell whether the value is refused for a question of its own ("no thank you. How can one pay?")."""
    asked = asked_after_no(turn.text)
    return bool(asked) and begins_with_no(plain_words(turn.text)) and not leans(asked)


def leave_for(turn: CallerTurn) -> bool:
    """Let the tool in hand go if the words begin something else; they answer nothing we asked."""
    frame = turn.state.frame
    if frame is None:
        return False
    if not is_other_wish(turn, turn.wish, certainty=ACT):
        if not (wished := sentence_in_place(turn)):
            return False
        turn.hear(wished)
    turn.update(frames=(), awaiting=Awaiting.NOTHING, dropped=frame)
    return True


def sentence_in_place(turn: CallerTurn) -> str:
    """Return the sentence of several that clearly wants something else ("This is no use. Call me back"), or ''."""
    said = sentences(turn.wish)
    return next((one for one in reversed(said) if len(said) > 1 and is_other_wish(turn, one)), "")
