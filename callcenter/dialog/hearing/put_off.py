"""What is wanted in place of a yes or a no: it waits until that is finished, or stands in place of the proposal."""

from __future__ import annotations

import re
from dataclasses import replace

from callcenter.dialog.hearing.beside import beside_a_no
from callcenter.dialog.kept_wishes import keep_to_be_told, to_write_down
from callcenter.dialog.script import END
from callcenter.dialog.tools import corrected, next_step, says_again
from callcenter.dialog.turn import Awaiting, CallerTurn, Reply
from callcenter.dialog.understanding.intents import Action, decide
from callcenter.dialog.ways_out import takes_alike
from callcenter.dialog.wishes import BARE_WORDS, act
from callcenter.dialog.wording import phrasing
from callcenter.dialog.wording.phrasing import join
from callcenter.domain.dialog_act import Consent
from callcenter.domain.tool_answer import Outcome
from callcenter.spoken.act.consent import consent as consent_to
from callcenter.spoken.act.consent import orders_otherwise
from callcenter.spoken.sentence import is_question
from callcenter.spoken.taken_back import leans
from callcenter.spoken.words import plain_words, sentences, without_fillers

#: Probability at which words that name a deed order it.
DEED_NAMED = 0.5
#: What leads in a deed that is wanted in place of another.
_LEADING = re.compile(r"^(?:(?:no|nope|nah|oh|actually|well|sorry|just)[\s,.]+)+", re.I)
#: Wants one beside what was proposed.
_ANOTHER = re.compile(r"\b(?:another|new|second|extra|other)\b")
#: Bids us do something, in the form of a question.
_BIDS_US = re.compile(r"\b(?:can|could|would|will) (?:you|somebody|someone)\b", re.I)


def told_in_its_place(turn: CallerTurn) -> Reply | None:
    """Keep what is only to be told to somebody ("and write down that I've a dog"), in place of a yes or a no.

    What is read back would have it in itself, and another day for what was proposed is no message.
    """
    frame, is_unclear = turn.state.frame, turn.heard.consent is Consent.UNCLEAR
    if frame is None or turn.state.awaiting is not Awaiting.CONSENT or not is_unclear:
        return None
    if turn.tool(frame.tool).outcome is Outcome.TICKET or corrected(turn, frame, turn.text) is not None:
        return None
    first = sentences(turn.text)[0]
    is_all = to_write_down(turn, turn.text) is not None
    # "Oh, put it in, then. And tell them to bring a cable": whether that is a yes is asked.
    is_led = not is_question(first) and len(without_fillers(first).split()) <= BARE_WORDS
    is_kept = (is_all or is_led) and keep_to_be_told(turn, turn.text)
    return Reply(text=join(phrasing.FIRST_THIS, turn.state.question)) if is_kept else None


def bidden(turn: CallerTurn) -> str:
    """Return what may be wanted of us besides what was proposed, and is nothing of that; '' if nothing is."""
    found = _BIDS_US.search(turn.wish) if turn.state.awaiting is Awaiting.CONSENT else None
    wish = turn.wish[found.start() :] if found is not None else ""
    choice, in_hand = decide(turn.rank(wish) if wish else ()), {frame.tool for frame in turn.state.frames}
    is_any = choice.action is not Action.NOT_UNDERSTOOD and not {END, *in_hand} & set(choice.labels)
    return wish if is_any and not leans(wish) else ""


def ordered_in_place(turn: CallerTurn) -> Reply | None:
    """Take up another deed that is ordered in place of the one proposed ("can we move it instead?")."""
    wanted = beside_a_no(turn) or turn.text  # "not cancel, move it"
    if not turn.state.proposed or not orders_otherwise(wanted, turn.state.proposed):
        return None
    said, in_hand = _LEADING.sub("", wanted).strip(), {frame.tool for frame in turn.state.frames}
    if not said or consent_to(sentences(turn.text)[0]) is Consent.YES:
        return None  # "yes, book it", to one that would be cancelled: which of the two is meant?
    best = turn.rank(said)[0]
    is_deed = best.label in turn.shapes and bool(turn.tool(best.label).confirm) and best.label not in in_hand
    if not is_deed or best.probability < DEED_NAMED:
        return None
    frame = turn.state.frames[-1]
    if takes_alike(turn, frame.tool, [best.label]) and not _ANOTHER.search(plain_words(said)):
        # "Can I move it to the morning?", to a visit that would be booked: of that one.
        changed = corrected(turn, frame, said)
        if changed is not None or says_again(turn, frame, said):
            turn.hold(changed or frame, misses=0)
            return next_step(turn, before="" if changed else phrasing.JUST_THAT)
    # Tools of one matter have its name in theirs; a payment is none in place of a refund.
    is_of_it = any(set(best.label.split("_")) & set(one.split("_")) for one in in_hand)
    if turn.heard.consent is Consent.UNCLEAR and not is_of_it:
        turn.keep_wish(said)
        return Reply(text=join(phrasing.FIRST_THIS, turn.state.question))
    turn.remember(declined=turn.state.frame)
    turn.begin()
    reply = act(turn, best.label, [said])
    return replace(reply, text=join(turn.script.phrases.cancelled, reply.text))
