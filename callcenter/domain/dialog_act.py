"""A dialog act: what a caller's turn does in the conversation, whatever it is about. A closed set."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Act(StrEnum):
    """What one turn of the caller does. In order: the more pressing one comes first if a turn does several."""

    #: Somebody is in danger: said at any point, in the middle of digits too.
    EMERGENCY = "emergency"
    #: Speaks a payment card's number or PIN.
    CARD = "card"
    #: Doesn't want the call recorded.
    NO_RECORDING = "no-recording"
    #: Wants a person.
    PERSON = "person"
    #: Has dialled the wrong number.
    WRONG_NUMBER = "wrong-number"
    #: Speaks, or asks for, another language.
    OTHER_LANGUAGE = "other-language"
    #: Insults or threatens.
    ABUSE = "abuse"
    #: Is against what was said or done, or complains.
    OBJECTION = "objection"
    #: Asks to wait ("hold on a minute").
    HOLD_ON = "hold-on"
    #: Takes leave.
    GOODBYE = "goodbye"
    #: Gives up what was begun ("never mind").
    CANCEL = "cancel"
    #: Asks to hear it again.
    REPEAT = "repeat"
    #: Asks to speak more slowly.
    SLOWER = "slower"
    #: Asks what a word or a question means.
    EXPLAIN = "explain"
    #: Asks about what was just said: why, when, how much.
    ABOUT_THAT = "about-that"
    #: Asks whether it is a machine.
    MACHINE = "machine"
    #: Asks what can be done here.
    ABILITIES = "abilities"
    #: Asks whether anybody is there.
    HEARD = "heard"
    #: Doesn't know or doesn't have what was asked for.
    UNKNOWN = "unknown"
    #: Corrects a value, whole or relative ("the end is nine one, not nine two").
    CORRECTION = "correction"
    #: A clear no.
    NO = "no"
    #: A clear yes.
    YES = "yes"
    #: A wish, in words that are about something.
    WISH = "wish"
    #: Wants what nobody here can do (another company's, another trade's).
    ELSEWHERE = "elsewhere"
    #: Says thank you.
    THANKS = "thanks"
    #: Says hello.
    GREETING = "greeting"
    #: Says something kind, or to somebody else in the room, and wants nothing ("you sound nice").
    TALK = "small-talk"
    #: Shows that they listen ("mm hmm", "I see").
    BACK_CHANNEL = "back-channel"
    #: Answers what was asked, or nothing that can be told.
    UNCLEAR = "unclear"


class Consent(StrEnum):
    """What a caller's turn answers to a yes-or-no question. Only `YES` lets anything be done."""

    YES = "yes"
    NO = "no"
    #: Not now: "wait", "hold on", "let me think".
    HOLD = "hold"
    #: Neither: asked once more in other words.
    UNCLEAR = "unclear"


class Asked(StrEnum):
    """What the agent's last turn asked for: the same words do different things after different questions."""

    OPEN = "open"
    CONSENT = "consent"
    VALUE = "value"
    PICK = "pick"
    MORE = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One turn of the caller, named.

    `act` is the most pressing of `acts`. `consent` is what it answers to a yes-or-no question. `wish` is what is left
    once the acts' own words are taken away ("no thanks, but how much do I owe" leaves "how much do I owe"), and
    `second` a second wish in the same breath; both '' if there is none.
    """

    text: str
    act: Act
    acts: frozenset[Act] = field(default_factory=frozenset)
    consent: Consent = Consent.UNCLEAR
    wish: str = ""
    second: str = ""
