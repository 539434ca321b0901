"""What an agent's words ask for."""

from __future__ import annotations

import pytest

from callcenter.eval.story.asked_for import AskedFor, asked_for

WORDS = [
    ("Thank you for calling Fernhill Internet. How can I help you today?", AskedFor.WHICH_TOPIC),
    ("I'm here for you now. What exactly can I do for you?", AskedFor.WHICH_TOPIC),
    ("Is it about a bill, a problem with your internet, or a technician's visit?", AskedFor.WHICH_TOPIC),
    ("What's your account number? It has eight digits.", AskedFor.ACCOUNT_NUMBER),
    ("An account number has eight digits. Could you say it once more, digit by digit?", AskedFor.ACCOUNT_NUMBER),
    ("I can't find that number and ZIP code. What was the account number once more?", AskedFor.ACCOUNT_NUMBER),
    ("4 0 7 1, 8 8 2 3. And the ZIP code of the address?", AskedFor.POSTCODE),
    ("I need the five digits of your ZIP code. What are they?", AskedFor.POSTCODE),
    ("Which day would suit you?", AskedFor.DAY),
    ("To which day shall I move it?", AskedFor.DAY),
    ("Would you like the morning, the afternoon or the evening?", AskedFor.PART_OF_DAY),
    ("Tuesday, December 1st, then. Would you like the morning, the afternoon or the evening?", AskedFor.PART_OF_DAY),
    ("I have Friday in the morning or the evening. Which one suits you?", AskedFor.WHICH_TIME),
    ("How much should be refunded?", AskedFor.AMOUNT),
    ("Which number can we call you back on?", AskedFor.PHONE_NUMBER),
    ("In a few words, what should I write in the ticket?", AskedFor.SUMMARY),
    ("What's the number of the ticket? It has six digits.", AskedFor.TICKET_NUMBER),
    ("I'll cancel your appointment on Friday. Shall I do that?", AskedFor.CONFIRM),
    ("So you'll pay 110 dollars by Sunday. Shall I note that?", AskedFor.CONFIRM),
    ("I'll open a ticket, and somebody will call you back. Is that all right?", AskedFor.CONFIRM),
    ("There's no signal. Shall I open a ticket, so that somebody calls you back?", AskedFor.OFFER_TICKET),
    ("45 dollars too much. Shall I ask for a refund?", AskedFor.OFFER_REFUND),
    ("That time is taken. The next one is on Monday. Would that suit you?", AskedFor.OFFER_VISIT),
    ("Shall I get a person for you?", AskedFor.OFFER_PERSON),
    ("Shall I test your line?", AskedFor.OFFER_TEST),
    ("Done. Is there anything else I can do for you?", AskedFor.ANYTHING_ELSE),
    ("I didn't understand that. Could you say it in other words?", AskedFor.REPEAT),
    ("Please unplug the modem. If that doesn't help, just tell me.", AskedFor.DO_SOMETHING),
    ("Sorry. You can also key it in. What's your account number?", AskedFor.KEYPAD),
    ("Press 1 for bills, 2 for technical problems.", AskedFor.MENU),
    ("Are you still there?", AskedFor.STILL_THERE),
    ("This call is recorded. Is that all right with you?", AskedFor.RECORDING),
    ("Of course, take your time.", AskedFor.WAITING),
    ("", AskedFor.WAITING),
    ("If somebody is in danger, hang up and dial 911.", AskedFor.EMERGENCY),
    ("You owe 110 dollars.", AskedFor.NOTHING),
    ("Do you like cats?", AskedFor.QUESTION),
]


@pytest.mark.parametrize(("words", "wanted"), WORDS, ids=[words[:40] for words, _ in WORDS])
def test_asked_for__words_of_an_agent__names_what_they_ask_for(words: str, wanted: AskedFor) -> None:
    assert asked_for(words)[0] is wanted


def test_asked_for__every_member__has_a_sentence_above_or_a_reason_not_to() -> None:
    untold = {AskedFor.CODE, AskedFor.NAME, AskedFor.CALL_BACK_TIME, AskedFor.OFFER_PROMISE, AskedFor.OFFER}

    assert {wanted for _, wanted in WORDS} | untold == set(AskedFor)


def test_asked_for__keys_offered__what_was_asked_for_answers_in_their_place() -> None:
    assert asked_for("You can also key it in. And the ZIP code?") == (AskedFor.KEYPAD, AskedFor.POSTCODE)
