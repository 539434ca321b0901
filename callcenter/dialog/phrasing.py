"""The engine's own sentences, which no agent.yaml has to give."""

from __future__ import annotations

DONE = "All right, that's done."
REFUSED = "I'm sorry, I can't do that right now."
WELCOME = "You're welcome."
GO_AHEAD = "Of course. What can I do for you?"
HOW_CAN_I_HELP = "How can I help you?"
ENTRY = "I'm here for you now. What exactly can I do for you?"
TAKE_YOUR_TIME = "Take your time, I'm listening."
I_HEAR_YOU = "Yes, I can hear you."
AUTOMATED = "I'm an automated assistant, and I can get a person for you at any time."
ONE_MOMENT = "One moment, please."
YES_OR_NO = "Please say yes or no."
DIDNT_GET = "Sorry, I didn't get that."
SORRY = "Sorry about that."
SHALL_I = "Shall I do that?"
WHICH_ONE = "Which one would you like?"
THAT_ONE = "Would you like that one?"
NO_PERSON_HERE = "I'm sorry, I can't reach a person from here."
OFFER_PERSON = "I'm sorry, I'm having trouble understanding you. Shall I get a person for you?"
OFFER_PERSON_INSTEAD = "Without it I can't go on, I'm afraid. Shall I get a person for you?"
SHALL_I_GET_PERSON = "Shall I get a person for you?"
PERSON_TOPIC = "speaking to a person"


def ask_for(parameter: str) -> str:
    """Return a question for a parameter that the agent has no question for."""
    return f"What is the {parameter.replace('_', ' ')}?"


def go_on(digits: str) -> str:
    """Return what is said when the caller has given only a part of a number."""
    return f"I have {digits} so far. What comes next?"


def wrong_count(heard: int, least: int, most: int) -> str:
    """Return what is said to a number with too many digits."""
    length = str(most) if least == most else f"{least} to {most}"
    return f"I heard {heard} digits, and it has {length}."


def read_back(digits: str) -> str:
    """Return digits read back before the next question."""
    return f"{digits}."


def read_back_and_thank(digits: str) -> str:
    """Return digits read back before they are used."""
    return f"{digits}, thank you."


def abilities(topics: str) -> str:
    """Return what the agent can help with."""
    return f"I can help you with {topics}."


def join(*parts: str) -> str:
    """Return sentences one after the other."""
    return " ".join(part.strip() for part in parts if part.strip())
