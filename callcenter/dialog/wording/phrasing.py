"""The engine's own sentences, which no agent.yaml has to give."""

from __future__ import annotations

import re
from collections.abc import Sequence

from callcenter.dialog.wording.templates import join_list
from callcenter.spoken.act.act_words.small_talk import Talk
from callcenter.spoken.act.follow_up import OfChoice
from callcenter.spoken.words import sentences

DONE = "All right, that's done."
REFUSED = "I'm sorry, I can't do that right now."
WELCOME = "You're welcome."
WELCOME_AGAIN = "You're very welcome. If that's all, you can simply hang up."
HELLO = "Hello."
OF_COURSE = "Of course."
ALL_RIGHT = "All right."
IT_STAYS = "All right, it stays as it is."
#: Where a visit's day was asked for twice, and none was said.
VISIT_STAYS = "I'll leave the appointment as it is; name a day if you want another."
NO_DAY_YET = "I'll book nothing for now; name a day if you want one."
OR_A_PERSON = 'Or say "a person", and I\'ll try to reach one.'
YOUR_FLOOR = "All right. I'm here if there's anything else."
GLAD = "I'm glad to hear that."
JUST_THAT = "Yes, it's just that."
GO_AHEAD = "Of course. What can I do for you?"
HOW_CAN_I_HELP = "How can I help you?"
WHAT_EXACTLY = "What exactly can I do for you?"
ENTRY = f"I'm here for you now. {WHAT_EXACTLY}"
TAKE_YOUR_TIME = "Take your time, I'm listening."
I_HEAR_YOU = "Yes, I can hear you."
STILL_WITH_YOU = "I'm still here."
#: What is said to small talk, by its kind, before what was asked is asked again.
SMALL_TALK = {
    Talk.COMPLIMENT: "That's kind of you.",
    Talk.LAUGHTER: "I like to hear that.",
    Talk.APOLOGY: "That's quite all right.",
    Talk.WEATHER: "I can't see out from here, I'm afraid.",
    Talk.HOW_ARE_YOU: "Thank you for asking, all is well here.",
    Talk.IN_THE_ROOM: STILL_WITH_YOU,
    Talk.SORROW: "I'm sorry to hear that.",
}
PERSON_LATER = "All right. Just ask for a person whenever you'd like one."
AUTOMATED = "I'm an automated assistant, and I can get a person for you at any time."
ONE_MOMENT = "One moment, please."
DIDNT_GET = "Sorry, I didn't get that."
SORRY = "Sorry about that."
SHALL_I = "Shall I do that?"
WHICH_OF_THEM = "Tell me which of them, please."
WHICH_ONE = "Which one would you like?"
THAT_ONE = "Would you like that one?"
FIRST_THERE_IS = "That's the first there is."
NEXT_WISH = "Now to the other thing."
SAY_IT_AGAIN = "I'm sorry, I didn't quite get that one. Could you say it once more?"
NO_PERSON_HERE = "I'm sorry, I can't reach a person from here."

# -- yes or no -------------------------------------------------------------------------------------------------------

YES_OR_NO = "Please say yes or no."
#: Before a proposal is asked a second time, in other words.
TO_BE_SURE = "Just so that I do the right thing, please say yes or no, or press 1 for yes or press 2 for no."
#: In place of a proposal's own words, which were said twice.
DO_YOU_WANT = "Do you want me to do that?"
#: Before a proposal that was answered with a goodbye.
BEFORE_YOU_GO = "Before you go, is that a yes?"
#: A yes with more in the same breath is asked once more by itself. No number and no deed's name stands in it: the guard
#: over what is agreed to would take it for a part of the proposal.
FIRST_THIS = "Let's finish this before the rest. Just yes or no, please."
ONE_PAYMENT = "Nothing further can be taken down beside it, and what's left stays due as it is. Just yes or no, please."
#: To what sounds like a yes, and isn't one by the words that make one.
SOUNDS_LIKE_YES = "That sounds like a yes."
#: To what is asked of the choice itself.
OF_CHOICE = {
    OfChoice.IF_NOT: "Then I don't do it, and nothing is changed.",
    OfChoice.LATER: "You can call again, and we'll see what can be changed then.",
    OfChoice.NOW: "No, you can call again about it. I do nothing without your yes.",
}
NO_TIME_HERE = "I can't set a time of day for that."
NOT_YET = "Not yet: I need your yes first."
NOT_DONE_YET = "That isn't done yet."
NOT_AGREED = "I didn't get a clear yes, so I haven't done that."
#: Before what is told of a deed that a caller asks about.
YES = "Yes:"
NO = "No:"
THATS_RIGHT = "That's right:"
I_HAVE = "I have:"
IN_IT = "That's in it."
NOT_IN_IT = "I don't see that in it."
NOT_DONE = "That isn't done."
NOTHING_DONE = "I've changed nothing in this call so far."
NOTHING_CHANGED = "I've changed nothing about it."
NOTHING_OF_THAT = "Nothing else than this was done:"
#: Where the caller's words stand: by themselves, or on a ticket that there was.
OF_ITS_OWN = "It's {{ kind }} of its own, with the number {{ number | digits }}."
ADDED_TO = "It's on number {{ number | digits }}."
NOT_IN_THIS_CALL = "That wasn't done in this call."
KEEP_AWAY = "Thank you for telling us. Please keep away from it."
LEFT_ALONE = "All right, then we leave that."

# -- not understood --------------------------------------------------------------------------------------------------

#: After a message that was read back and isn't what the caller said; then what stands in its place, and why.
MESSAGE_AGAIN = 'What should it say, in your own words? If nothing, say "leave it".'
#: To a message of which the caller says that something is missing.
#: To who asks whether a message has been read, or will be in time.
MESSAGE_UNSEEN = (
    "It's written down for my colleagues. Whether somebody has read it I can't see from here, nor can I promise when "
    "they will."
)
MESSAGE_NOT_YET = "It's written down for my colleagues once you say yes. When they read it I can't promise."
#: Where somebody is to come in place of what was read back, or was being taken down.
MESSAGE_LEFT = 'I haven\'t written that down; say "take a message" if you still want it.'
#: To words added to a message while something else is asked.
ADDED = "I've added that."
#: To who asks whether their message was taken, and none was.
NO_MESSAGE_YET = 'No, nothing is written down yet. Say "take a message", and I\'ll take one.'
WHEN_SUITS = "When would it suit you?"
MESSAGE_MORE = "What should I add to it?"
IT_SAYS = 'It says: "{{ text }}".'
IT_SAID = 'It said: "{{ text }}". Say "leave it as it was" if that is right.'
NUMBER_GIVEN = "It says to call {{ callback_number | digits }}."
NUMBER_CALLING = "It says to call the number you're calling from."
NUMBER_ON_FILE = "It says to call the number we have on file."
NO_CALL_NOTED = "It says that nobody need call back, so no number is noted in it."
#: Before what was asked is asked again.
NOTE_WITH_IT = "I'll note that for the technician with it."
KNOWS_WHAT_IS_NOTED = "He reads just what is noted on your visit."
SAY_WHAT_TO_NOTE = "He reads just what is noted on your visit: say what he should know, and I'll note it with it."
#: To who asks which of them is read out.
OF_A_MESSAGE = "This is a message, and no ticket."
OF_A_TICKET = "This is the ticket."
OF_A_NOTE = "This is added to what is written down already."
ONLY_A_CALL_BACK = "The caller would like to be called back, and will say what it is about."
WITHOUT_WORDS = "I'm sorry, I can't make it out. You can tell it to the colleague who calls you."
KEYS_TOO = "You can also key it in on your phone."
MENU = "Let's do it with your phone's keys."
SAY_IT_OR_ZERO = "Please tell me in a few words what you need, or press 0 for a person."
NAME_ONE = "Just name the one you'd like best."
OTHER_DAY = "You can say a weekday, or a day like the first of December."
OTHER_AMOUNT = "You can say an amount like twenty dollars and fifty cents."
OFFER_PERSON = "I'm sorry, I'm having trouble understanding you. Shall I get a person for you?"
OFFER_PERSON_INSTEAD = "Without it I can't go on, I'm afraid. Shall I get a person for you?"
SHALL_I_GET_PERSON = "Shall I get a person for you?"
#: After nobody was free, to who would wait for one, or asks how long that takes; and before one is tried.
NO_HOLDING = "You can't wait on the line for somebody here, I'm sorry."
NOT_KNOWN_WHEN_FREE = "When somebody is free I can't tell you, I'm sorry."
TRIED_AT_ONCE = "How long it takes I can't tell you: I'd try at once, and say so if nobody is free."
#: What is left the second time that nobody is free.
CALL_AGAIN = "You can call again at any time."
CALL_OR_MESSAGE = 'You can call again at any time, or say "take a message", and tell me when to call you.'
#: To who still hasn't got the number, where a person was offered in its place.
PERSON_OR_MESSAGE = 'Then say "a person", or "take a message", whichever you like better.'
#: To who says that the account spoken of is somebody else's.
THAT_ACCOUNT = "Yes, I mean the account whose number you gave me."
#: Before what is proposed in place of a person who isn't wanted.
WITHOUT_PERSON = "All right, without a person."
PUT_THROUGH = "I'd better put you through."
PERSON_TOPIC = "speaking to a person"

# -- about the conversation itself -----------------------------------------------------------------------------------

EMERGENCY = "If anybody is in danger, please hang up and call the emergency number right away. I'm still here for you."
STILL_HERE = "Please do that now. I'm still here, and you can call us again at any time."
NO_CARDS = "Please don't say card numbers or PINs on the phone. I don't need them, and I haven't kept any."
NUMBER_NOTED = "Thank you, I've taken that down."
NOT_RECORDED = "I understand that you don't want to be recorded."
ONLY_ENGLISH = "I'm sorry, I can only speak English. A person can help you better. Shall I get a person for you?"
CALM = "I understand that you're upset, and I'd like to help you."
ENOUGH = "I can't help you like this, so I'm ending this call. You're welcome to call again."
UPSET_AGAIN = "I'd rather let one of my colleagues help you. Shall I get a person for you?"
UNDERSTAND = "I understand, and I'm sorry about that."
#: After what was put away with a no that had more in it, of which nothing is understood.
ANYTHING_INSTEAD = "Is there something you'd like instead?"
WHAT_INSTEAD = "What would you like me to do instead?"
OBJECTED_AGAIN = "I see that I'm not much help with this. Shall I get a person for you?"
WRONG_NUMBER = "No problem."
NOT_OURS = "I'm sorry, that's nothing I can help with here."
#: To who seems to have wanted somebody else, after they were told whom they have reached.
MEANT_US = "Did you mean to call us?"
#: Asked in place of "anything else?" after an answer that may be about something else than was asked.
THAT_ANSWERS = "Does that answer your question?"
NOT_ANSWERED = "I'm sorry, then I don't have the answer here."
NO_MORE_KNOWN = "I'm sorry, I know no more about it than that."
#: Said to who has tried what helps at times: then comes what was proposed for the case that it doesn't.
TRIED = "Thank you, then there is no need to do that again."
#: To a question where a person is offered.
ASK_THEM = "That I can't tell you; a colleague may."
ASK_AFTER = "I'm not sure I know the answer to that. You're welcome to ask me again right after this."
NOT_SEEN = "I'm sorry, I can't see that from here."
#: To a question asked anew that has no other answer here.
CANT_ANSWER_YOU = "I can't answer that here, I'm sorry."
CANT_ANSWER = "Then I can't answer that here, I'm sorry."
NOT_SEEN_EITHER = "That I can't see from here either, I'm sorry."
NOT_MORE = "I'm sorry, I can't do more about that from here."
WRITE_IT_DOWN = "Shall I write it down, so that a colleague calls you back about it?"
ASK_A_PERSON = 'A colleague may know: say "a person", and I\'ll try to reach one.'
NOTHING_LEFT = "After that nothing is left."
NO_NUMBER = "There's no number for that that I could tell you."
ONE_OF_OURS = "One of our people will; which of them I can't see from here."
CHANGES = "Tell me how you'd like it instead, and I'll see what can be done."
TICKET_CHANGES = (
    "You can tell me another day or time for the call, and I'll note it. Anything else a colleague has to change."
)
MORE_BY_MESSAGE = "I'm sorry, I don't know that. Say \"take a message\", and I'll write it down for a colleague."
#: Before a message that the caller wants passed on: whoever it is for may not read it in time.
NOT_PASSED_ON = "I can't pass it on myself, but I'll write it down for my colleagues."
NOT_IN_WRITING = "I can't send that as a text or a mail from here, I'm sorry."
ONE_AT_A_TIME = "I can note one of those at a time only, and the one I've just noted stands."
IF_I_GOT_IT = "If I got your question right:"
NO_ACCOUNT_NEEDED = "Without an account I can tell you what goes for everybody, like prices, hours and how we work."
NO_ACCOUNT_FOR_THAT = "You need no account for that."
NOT_KNOWN = "I'm sorry, I don't know that."
#: To a wish for what there is, and not here.
CANT_HERE = "I can't do that here, I'm sorry."
#: To a question in place of a value that nothing here answers.
NOT_HERE = "I can't answer that here, I'm sorry."
AS_I_SAID = "As I said:"
AGAIN = "Again: "
#: Three words and more without a pause, before a word at which one may be made.
_PAUSE = re.compile(
    r"(?<![\w,:'])(?:[\w'-]+ ){2,}?[\w'-]+(?= (?:in|on|for|from|between|and|or|to|of|at|by|with|about|because) \S+ \S)"
)

#: Other words for sentences that would be said a third time in a row.
OTHER_WORDS: dict[str, tuple[str, ...]] = {
    TAKE_YOUR_TIME: ("No hurry, I'm still here.", "That's all right, I'm waiting."),
    STILL_WITH_YOU: ("I'm listening.",),
    I_HEAR_YOU: ("I hear you well.", "Yes, I'm here."),
    AUTOMATED: ("As I said, I'm a machine. Say a person, and I get one.",),
    CALM: ("I'm sorry that this is so annoying.",),
    NO_CARDS: ("Please keep your card number to yourself.",),
    NO_MORE_KNOWN: ("That's all I can tell you about it.", "A colleague may know more about it than I do."),
    ASK_AFTER: ("Please ask me that again after this.", "That I can't answer in between, I'm sorry."),
    NOT_KNOWN: ("That I don't know, I'm afraid.", "I can't tell you that either, I'm sorry."),
    NOT_OURS: ("That's not something we do here, I'm sorry.",),
    EMERGENCY: ("Please call the emergency number now if anybody is in danger.",),
    HELLO: ("Yes, hello.",),
    NUMBER_NOTED: ("I've noted that too.", "That's noted."),
    YOUR_FLOOR: ("I'm still here.", "Just tell me if there's something."),
}
#: Other words for "Does that answer your question?".
ANSWERS_IT = ("Is that what you wanted to know?", "Was that your question?")
#: Other words for "Is there anything else I can do for you?".
ANYTHING_ELSE = ("What else can I do for you?", "Can I help you with anything else?")
HOW_ELSE = ("What can I do for you?", "What is it about?")


#: What parameters are called, by how their names end.
_SPOKEN_NAMES = {"postcode": "ZIP code", "part_of_day": "time of day", "part": "time of day", "_on": "day"}


def ask_for(parameter: str) -> str:
    """Return a question for a parameter that the agent has no question for."""
    return f"What is the {spoken_name(parameter)}?"


def please_say(parameter: str) -> str:
    """Return the request for a parameter in other words than its question."""
    return f"Please tell me the {spoken_name(parameter)}."


def slower(sentence: str) -> str:
    """Return a sentence with pauses in it; one that has them, or needs none, is led in anew.

    >>> slower("I'll book the technician for Saturday in the morning."), slower("Shall I do that?")
    ("I'll book the technician, for Saturday in the morning.", 'Again: Shall I do that?')
    """
    paused = _PAUSE.sub(r"\g<0>,", sentence)
    if paused != sentence:
        return paused
    return sentence.removeprefix(AGAIN) if sentence.startswith(AGAIN) else f"{AGAIN}{sentence}"


def first_sentence(text: str) -> str:
    """Return a text's first sentence."""
    return sentences(text)[0]


def spoken_name(parameter: str) -> str:
    """Return a parameter's name as it is spoken: "account number", "amount"; a call back's are those of its day.

    >>> spoken_name("pay_on"), spoken_name("callback_part"), spoken_name("amount_cents")
    ('day', 'time of day', 'amount')
    """
    name = parameter.removeprefix("callback_")
    for ending, said in _SPOKEN_NAMES.items():
        if name.endswith(ending):
            return said
    return name.removesuffix("_cents").replace("_", " ")


def type_it(parameter: str) -> str:
    """Return what is said if a number can't be understood by ear."""
    return f"Please type the {spoken_name(parameter)} on your phone's keys, and press the hash key when you're done."


def meant(parameter: str, *, digits: int = 0) -> str:
    """Return what a parameter means, as far as its name and shape say it."""
    length = f" It has {digits} digits." if digits else ""
    return f"I mean the {spoken_name(parameter)}.{length}"


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


def which_of(choices: Sequence[object]) -> str:
    """Return the question which of several things was meant."""
    return f"Do you mean {join_list(choices, 'or')}?"


def for_others(needed: str, *, has_message: bool) -> str:
    """Return what is possible for who calls for somebody else, by what has to be known of them."""
    left = ", or take a message" if has_message else ""
    return (
        f"You can call for somebody else: with their {needed} I can help you with all of it. Without, I can answer "
        f"general questions{left}."
    )


def would_suit(names: Sequence[str]) -> str:
    """Return the question which of several times, not all there are, would do."""
    return f"Would the {join_list(names, 'or')} suit you?"


def abilities(topics: str) -> str:
    """Return what the agent can help with."""
    return f"I can help you with {topics}."


def about(topic: str, said: str) -> str:
    """Return an answer with what it is about ahead of it: the question may have been another."""
    return f"About {topic}: {said}"


def next_wish(topic: str) -> str:
    """Return what leads in what was put off, named by its topic if that is known."""
    return f"{NEXT_WISH.removesuffix('.')}, {topic}." if topic else NEXT_WISH


def you_also(said: str, *, asked: bool) -> str:
    """Return what leads in what the caller said besides, in their own words: "You also asked: "who comes?"."""
    return f'You also {"asked" if asked else "said"}: "{said.strip(" .,!?")}{"?" if asked else "."}"'


def also_spoke_of(topic: str) -> str:
    """Return what is asked about something that the caller only spoke of: "You also spoke of moving house. …"."""
    return f"You also spoke of {topic}. Is there anything I can do about that?"


def choices(names: Sequence[str]) -> str:
    """Return what can be answered: morning, afternoon or evening."""
    return f"You can say {join_list(names, 'or')}."


def keys(topics: Sequence[str], *, person: bool) -> str:
    """Return a menu by keys: press 1 for your balance, 2 for a refund or 0 for a person."""
    entries = [f"{key} for {topic}" for key, topic in enumerate(topics, 1)]
    return f"Press {join_list([*entries, *(['0 for a person'] if person else [])], 'or')}."


def join(*parts: str) -> str:
    """Return sentences one after the other."""
    return " ".join(part.strip() for part in parts if part.strip())
