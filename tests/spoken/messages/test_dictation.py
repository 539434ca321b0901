"""What callers would have changed in a text that was read back to them."""

import pytest

from callcenter.spoken.act.writing_down import dictated, refuses_writing, takes_offer_to_write
from callcenter.spoken.messages.dictation import edited

TEXT = "the internet's out at Cara's"


@pytest.mark.parametrize(
    ("said", "added"),
    [
        ("No, it has to say my store is Miller's Hardware", "My store is Miller's Hardware"),
        ("But and to please call Cara, you left that out.", "Please call Cara"),
        ("Fine, but I want it to say eighty-five dollars back", "Eighty-five dollars back"),
        ("No wait, it doesn't say who it's for. It's for Renee, from Tom", "It's for Renee, from Tom"),
        ("Tell her it's from Tom, and it's about Maisie", "It's from Tom, and it's about Maisie"),
        ("No, the important bit is missing. Please don't disconnect her", "Don't disconnect her"),
        ("You left out the address. It's 14 Linden Street.", "The address is 14 Linden Street"),
        ("My name's not in there, it's Peter Marsh", "My name is Peter Marsh"),
        ("Can you add that she's in hospital?", "She's in hospital"),
        ("Yes, and please write that it's urgent", "It's urgent"),
        ("There's something missing, the flat number, it's 3B", "The flat number is 3B"),
        ("No it's not for you, it's for the technicians", "It's for the technicians"),
        ("You didn't write down that I'm hard of hearing", "I'm hard of hearing"),
        ("It's from Peter, put that in", "It's from Peter"),
        ("Hang on, that's missing my surname. It's Whitaker.", "My surname is Whitaker"),
        ("Yeah but you've not put that she's deaf", "She's deaf"),
        ("No, please put that he's eighty one too", "He's eighty one too"),
        ("No, I said the phone is out too", "The phone is out too"),
        ("Plus that the gate is locked", "The gate is locked"),
        ("Right, and also that I called last week", "I called last week"),
        ("Yes, and my name's Walter", "My name's Walter"),
        ("It'd be good if it said it's the second time", "It's the second time"),
    ],
)
def test_edited__words_that_are_missing__are_added(said: str, added: str) -> None:
    edit = edited(TEXT, said)

    assert edit is not None and edit.text == f"{TEXT}. {added}"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("No no, that's not what it should say. It should say my bank took it twice.", "my bank took it twice"),
        ("No, that's not it. Scrap that. New message, okay: for Renee, call home", "for Renee, call home"),
        ("No, change it to: the whole street is out", "the whole street is out"),
        ("No. Write: please call Cara", "please call Cara"),
        ("Let me say it again: Ann's modem is dead", "Ann's modem is dead"),
        ("No, I said Cara's internet is out", "Cara's internet is out"),
        ("It's down, not out", "the internet's down at Cara's"),
        ("Instead of out put slow", "the internet's slow at Cara's"),
        ("Karin's, no, it's Kara's. Not Cara's, Kara's", "the internet's out at Kara's"),
        ("I meant Clara's", "the internet's out at Clara's"),
        ("What I want it to say is that the door is open", "the internet's out at Cara's. The door is open"),
        ("Write instead that the line crackles", "the line crackles"),
        ("Nearly. It's not out, it's slow", "the internet's slow at Cara's"),
        ("I never said Cara's, I said Clara's", "the internet's out at Clara's"),
        ("Not Cara's, Kara's with a K", "the internet's out at Kara's with a K"),
        ("Say: internet is out at Cara's house, please call Cara", "internet is out at Cara's house, please call Cara"),
    ],
)
def test_edited__words_said_in_its_place__stand_there(said: str, text: str) -> None:
    edit = edited(TEXT, said)

    assert edit is not None and edit.text == text


@pytest.mark.parametrize(
    "said",
    [
        "But my name is missing",
        "you left out the important part",
        "It's missing the flat number",
        "It doesn't say who I am",
        "Could I add something?",
        "I'd like to add something",
    ],
)
def test_edited__something_that_is_missing_and_not_said__is_asked_for(said: str) -> None:
    edit = edited(TEXT, said)

    assert edit is not None and edit.lacks and edit.text == TEXT


@pytest.mark.parametrize(
    "said",
    [
        "No, I said a different thing altogether",
        "Change the colour to red",
        "Instead of blue put red",
        "Make it shorter",
        "No. I meant the other line",
    ],
)
def test_edited__a_correction_that_has_no_place_in_it__has_the_whole_asked_for(said: str) -> None:
    edit = edited(TEXT, said)

    assert edit is not None and edit.lacks and not edit.text


@pytest.mark.parametrize(
    "said",
    [
        "yes",
        "no",
        "Yes, please note that",
        "write it down please",
        "say that again",
        "I said yes",
        "It should be at two",
        "It has to be today, like now",
        "No, I want a technician tomorrow",
        "That's not right. I want a technician",
        "Also, can you tell me how much I owe?",
        "No, leave it, my son will do that",
        "Don't write that",
        "Did you write that I'm deaf?",
        "When will they call?",
        "The number is wrong, it ends in eight eight",
        "Three's too late, make it one o'clock",
        "tell me when they call",
        "Yes please, write that down. From January.",
    ],
)
def test_edited__other_words__change_nothing(said: str) -> None:
    assert edited(TEXT, said) is None


@pytest.mark.parametrize(
    ("said", "takes"),
    [
        ("Yes please, write.", True),
        ("yes write that down", True),
        ("please note that", True),
        ("Could you write that down please?", True),
        ("then take a message please", True),
        ("don't write it down", False),
        ("I'll write it down myself", False),
        ("write me a letter", False),
        ("did you write that down?", False),
    ],
)
def test_takes_offer_to_write__only_where_it_is_to_be_written(said: str, takes: bool) -> None:
    assert takes_offer_to_write(said) is takes


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("No! No message. When is my appointment?", "When is my appointment?"),
        (
            "No no, don't write that. I only want to know if it's still Tuesday.",
            "I only want to know if it's still Tuesday.",
        ),
        ("I don't want to leave a message, I only want to know when he comes", "I only want to know when he comes"),
        ("I don't need a ticket", ""),
        ("there was no message from you", None),
        ("I got no ticket number", None),
        ("don't write that I'm deaf", None),
    ],
)
def test_refuses_writing__what_is_said_besides__is_returned(said: str, rest: str | None) -> None:
    assert refuses_writing(said) == rest


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("dear? Say that the internet's out at Cara's", "the internet's out at Cara's"),
        ("Billing? No! It's about the cut cable. Larch Street", "It's about the cut cable. Larch Street"),
        ("That her son Peter called", "her son Peter called"),
        ("The message should be that Cara needs a call", "Cara needs a call"),
        ("No heat in the house", "No heat in the house"),
        ("That man was here", "That man was here"),
        ("No. Say hello", "Say hello"),
    ],
)
def test_dictated__what_leads_a_text_in__is_no_part_of_it(said: str, text: str) -> None:
    assert dictated(said) == text
