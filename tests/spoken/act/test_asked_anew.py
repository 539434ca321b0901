"""What callers say to an answer that isn't what they asked, and who says that they are no customer."""

from __future__ import annotations

import pytest

from callcenter.spoken.act.act_words.asked_anew import asked_anew, asks_once_more, unmeant
from callcenter.spoken.act.on_behalf import asks_for_whom, has_no_account, speaks_of_other

ANEW = {
    "No, does moving it again cost anything?": "does moving it again cost anything?",
    "No, it doesn't, I asked if I'm allowed to.": "if I'm allowed to.",
    "That's not what I asked. How much is the box?": "How much is the box?",
    "but I asked whether he comes inside": "whether he comes inside",
    "You didn't answer my question. Can my son be there?": "Can my son be there?",
    "I was asking about the landline. Do you do telephones?": "the landline. Do you do telephones?",
    "Well no, dear, when do you open?": "when do you open?",
    "No, that's all, thanks.": "",
    "No, thank you": "",
    "No.": "",
    "Does moving it cost anything?": "",
    "Yes, and how long does it take?": "",
    "No, I have it here": "",
}
UNMEANT = {
    "Not moving house, moving the technician. Does that cost?": ["moving house"],
    "No no, not plans. If a technician comes, what is it?": ["plans"],
    "No, no visit. Change the plan.": ["visit"],
    "No, dear, not invoices. A copy of the certificate.": ["invoices"],
    "No, I asked about the fee": [],
    "That isn't it": [],
    "I want the visit": [],
}
ONCE_MORE = ("what was that address again, slowly?", "say that again please", "sorry, I didn't catch that", "once more")
NOT_ONCE_MORE = ("can I move it again?", "who do I write to?", "it's down again")
NO_CUSTOMERS = (
    "I'm not a customer of yours yet", "I have no account, young lady. I'm a new customer.", "No, I'm not with you yet",
    "I haven't got an account number, I'm not with you", "we're looking at changing internet companies",
    "I'm thinking of switching to you", "I don't have an account with you", "what happens when I sign up with you",
    "we aren't with you guys yet", "we aren't customers of yours", "nothing's broken, I haven't got anything yet",
)  # fmt: skip
CUSTOMERS = (
    "I haven't got the account number", "I'm not the customer, I'm her daughter", "I'm a customer of yours for years",
    "I'm thinking of changing my plan", "sorry, I'm not with you, what do you mean", "I'm not happy with you",
    "if I order a technician, what does it cost", "there's no account number on this letter",
)  # fmt: skip
FOR_WHOM = (
    "am I allowed to change it, being his wife?", "can I change it, or must be my flatmate?",
    "does it matter, though, that I'm not her?", "is it a problem that the contract isn't in my name?",
    "do I have to be the account holder to do this?", "could somebody else do this for my mother?",
)  # fmt: skip
NOT_FOR_WHOM = (
    "can you call me back?", "is there an outage for my mother's street?", "could you book a visit for her?",
    "must I be at home?", "can he come inside?", "do I pay for him? What does he cost?",
    "can you move it for my mother?",
)  # fmt: skip


@pytest.mark.parametrize("said", ANEW)
def test_question__put_anew__is_what_is_left_without_its_no(said: str) -> None:
    assert asked_anew(said) == ANEW[said]


@pytest.mark.parametrize("said", UNMEANT)
def test_what_is_not_meant__is_named(said: str) -> None:
    assert [what for what, _ in unmeant(said)] == UNMEANT[said]


def test_once_more__is_told_from_another_question() -> None:
    assert all(map(asks_once_more, ONCE_MORE)) and not any(map(asks_once_more, NOT_ONCE_MORE))


@pytest.mark.parametrize("said", NO_CUSTOMERS)
def test_no_customer__is_heard_for_the_whole_call(said: str) -> None:
    assert has_no_account([said, "how much is it?"])
    assert not has_no_account([said, "oh, I do have an account after all"])


@pytest.mark.parametrize("said", CUSTOMERS)
def test_customer__is_none_of_them(said: str) -> None:
    assert not has_no_account([said])


def test_asking_for_whom__is_told_from_asking_for_somebody() -> None:
    assert all(map(asks_for_whom, FOR_WHOM)) and not any(map(asks_for_whom, NOT_FOR_WHOM))
    assert speaks_of_other("and my mother, is she off too?") and not speaks_of_other("is there an outage at 60614?")
