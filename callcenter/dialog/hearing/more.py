"""Hearing the answer to "anything else?": the call ends on a plain no or a goodbye, and on nothing else."""

from __future__ import annotations

import re

from callcenter.dialog.beside import told_otherwise
from callcenter.dialog.script import END
from callcenter.dialog.tools import start
from callcenter.dialog.turn import CallerTurn, Reply
from callcenter.dialog.understanding import intents
from callcenter.dialog.ways_out import ask_more, ask_openly, end, missed
from callcenter.dialog.wishes import names_a_wish
from callcenter.dialog.wording.phrasing import (
    ALL_RIGHT,
    ANYTHING_ELSE,
    GLAD,
    GO_AHEAD,
    NOT_AGREED,
    TAKE_YOUR_TIME,
    YOUR_FLOOR,
)
from callcenter.domain.dialog_act import Act, Consent
from callcenter.spoken.words import plain_words

#: Acts that leave nothing to be served.
LEAVING = (Act.NO, Act.GOODBYE, Act.CANCEL, Act.THANKS)
#: What denies, but not that anything else is wanted: "it still doesn't work".
_STILL_WRONG = re.compile(r"\b(still|doesn'?t|isn'?t|wasn'?t|won'?t|can'?t)\b")
#: A no that something follows: "no wait, morning".
_GOES_ON = re.compile(r"\b(wait|hold on|hang on|actually|instead|rather|but)\b")
#: "Keep it", to "I won't do that", says so too, and takes no leave.
_KEPT = re.compile(r"\b(keep|leave|stays?|never ?mind|forget|not now|not yet)\b")
#: "One more thing" is a wish, and says nothing of what.
VAGUE_WORDS = 4
#: Takes note of what was said, and wants nothing: "ok fine".
_NOTED = re.compile(
    r"^(?:(?:oh|ah|well|so|and|then|ok|okay|o k|alright|all right|right|fine|good|great|cool|perfect|lovely|nice|"
    r"got it|gotcha|"
    r"understood|i see|i understand|i understood|makes sense|fair enough|if you say so|wonderful|excellent|"
    r"super|that'?s (?:fine|ok|okay|good|great|all right)|no problem) ?)+$"
)
#: Wants done what was not done a moment ago.
_DO_IT = re.compile(
    r"\b(do|book|take|send|open|move|cancel|refund|note|make|write|put|add) (it|that|so|this|one|them)\b|"
    r"\b(go ahead|after all|please do|changed my mind)\b"
)
_ELSE = re.compile(r"\b(question|else|another|things?|other|different|don'?t|not|no)\b")
#: "It works now", with nothing wanted.
_WORKS = re.compile(
    r"^(?:(?:ok|okay|oh|yes|yeah|wait|great|good|hey|well|and|now|actually|never ?mind) )*"
    r"(?:it|that|everything|all|the (?:internet|wifi|light|modem|router|line))"
    r"(?:'s| is| has| seems| looks| looks like it'?s)?(?: all| now| just| been| to be)* "
    r"(?:works?|working|back(?: (?:on|up|online))?|"
    r"came back(?: (?:on|up))?|come back|fixed|running|"
    r"up and running|solved|sorted|online|green)"
    r"(?: (?:now|again|fine|perfectly|good|already|thanks|thank you|itself|by itself|at last))*$"
)


def hear_more(turn: CallerTurn) -> Reply | None:
    """Hear the answer to "anything else?": only a plain no or a goodbye ends the call."""
    heard, plain = turn.heard, plain_words(turn.heard.text)
    if heard.act is Act.CORRECTION and turn.state.dropped is not None:
        return None  # "I meant Friday", to what was just given up
    if heard.act is Act.GOODBYE and not names_a_wish(turn, heard.wish):
        return end(turn)
    if (reply := _done_after_all(turn, plain) or told_otherwise(turn)) is not None:
        return reply
    if _WORKS.search(plain):
        return ask_more(turn, GLAD)
    if _NOTED.search(plain):
        return Reply(text=YOUR_FLOOR)
    if heard.consent is Consent.HOLD and not names_a_wish(turn, heard.wish):
        return Reply(text=TAKE_YOUR_TIME)
    if heard.wish or heard.act in (Act.OBJECTION, Act.WISH):
        is_vague = len(heard.wish.split()) <= VAGUE_WORDS and heard.act not in (Act.OBJECTION, Act.ELSEWHERE)
        choice = intents.decide(turn.rank(heard.wish))
        understood = choice.action is not intents.Action.NOT_UNDERSTOOD and END not in choice.labels
        return ask_openly(turn, GO_AHEAD) if is_vague and not understood else None
    if heard.consent is Consent.NO and heard.act in LEAVING and not _STILL_WRONG.search(plain):
        return _declined(turn, plain)
    if heard.consent is Consent.YES and heard.act is Act.YES and Act.THANKS not in heard.acts:
        return ask_openly(turn, GO_AHEAD)
    return missed(turn, ANYTHING_ELSE[0]) if heard.act is Act.BACK_CHANNEL else None


def goes_on(text: str) -> bool:
    """Tell whether a no, or a goodbye, has something coming after it."""
    return _GOES_ON.search(plain_words(text)) is not None


def _declined(turn: CallerTurn, plain: str) -> Reply:
    if _GOES_ON.search(plain):
        return ask_openly(turn, GO_AHEAD)
    if _KEPT.search(plain) and Act.GOODBYE not in turn.heard.acts:
        return ask_more(turn, ALL_RIGHT)
    return end(turn)


def _done_after_all(turn: CallerTurn, plain: str) -> Reply | None:
    """Propose anew what the caller has not agreed to, where they now want it done."""
    declined = turn.state.lasting.declined
    if declined is None or declined.tool not in turn.shapes or turn.heard.consent in (Consent.NO, Consent.HOLD):
        return None
    said = turn.state.lasting.said[-1:]
    is_fresh = any(one in text for text in said for one in (NOT_AGREED, turn.script.phrases.cancelled))
    is_short = len(plain.split()) <= VAGUE_WORDS + 2
    is_yes = turn.heard.consent is Consent.YES
    is_meant = (is_short and _DO_IT.search(plain)) or (
        is_fresh and is_yes and not _NOTED.search(plain) and Act.THANKS not in turn.heard.acts
    )
    if not is_meant or _ELSE.search(plain):
        return None
    choice = intents.decide(turn.rank(turn.text))
    if choice.action is intents.Action.ACT and choice.labels[0] != declined.tool:
        return None  # "book one", to a cancellation that was turned down
    return start(turn, declined)
