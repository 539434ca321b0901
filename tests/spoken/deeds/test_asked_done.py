"""What callers ask of what was done in the call, and the questions that are only like it."""

from __future__ import annotations

import pytest

from callcenter.spoken.deeds.asked_done import asked_done, beside_asked
from callcenter.spoken.deeds.asked_forms import Asks
from callcenter.spoken.deeds.deed_words import DeedKind, Doing, doing_of_tool, kind_of_tool, not_done


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("And did the ten dollar thing go in?", Asks.DONE),
        ("But you have put in about the red light, haven't you?", Asks.DONE),
        ("Was the fault reported, yes or no?", Asks.DONE),
        ("And the visit, Tuesday evening, is that made or not?", Asks.DONE),
        ("So that's noted?", Asks.DONE),
        ("I asked whether the refund went in.", Asks.DONE),
        ("So they call me Monday morning?", Asks.DONE),
        ("Am I down for a visit already?", Asks.DONE),
        ("You haven't cancelled anything, have you?", Asks.ANYTHING),
        ("So nothing's been changed, right?", Asks.ANYTHING),
        ("Is everything done?", Asks.ANYTHING),
        ("So it stays as it was, Tuesday morning?", Asks.STANDS),
        ("I asked if the visit's still on, Tuesday.", Asks.STANDS),
        ("So the technician comes as planned?", Asks.STANDS),
        ("what have you actually done now?", Asks.ALL),
        ("What did you put down for me?", Asks.ALL),
        ("when was my promise for again?", Asks.SAID),
        ("what time did you say he comes?", Asks.SAID),
        ("Does it have the credit in it, yes or no?", Asks.HOLDS),
        ("Did you put Marcus on it?", Asks.HOLDS),
        ("It's in the message, isn't it? Or did you leave it out?", Asks.HOLDS),
        ("And the call back, is somebody calling me?", Asks.DONE),
        ("Before I say anything, is the sixty in?", Asks.DONE),
        ("Did the ticket get opened in the end?", Asks.DONE),
        ("So there's no appointment so far?", Asks.DONE),
        ("I haven't signed up for anything, have I?", Asks.ANYTHING),
        ("You left it as it was, didn't you?", Asks.ANYTHING),
        ("Tuesday's still good?", Asks.STANDS),
        ("Tell me what you've got down for me.", Asks.ALL),
        ("What's the state of things now?", Asks.ALL),
        ("When's he coming again?", Asks.SAID),
        ("Remind me, when do I have to pay the sixty?", Asks.SAID),
        ("What does my message say exactly?", Asks.HOLDS),
        ("Marcus is mentioned, right?", Asks.HOLDS),
        ("Is my sixty safe?", Asks.OF_IT),
        ("And the promise for the seventh, that stands?", Asks.OF_IT),
        ("Monday morning, right?", Asks.VALUE),
        ("It's fifty on the seventh, isn't it?", Asks.VALUE),
    ],
)
def test_question__about_what_was_done__is_heard_as_one(said: str, asks: Asks) -> None:
    found = asked_done(said)

    assert found is not None and found.asks is asks


@pytest.mark.parametrize(
    "said",
    [
        "Can that be booked for Saturday?",
        "Will it be refunded to my card?",
        "Is the late fee right?",
        "Is the internet still down?",
        "Are you open now?",
        "Did my payment arrive?",
        "Does he call before he comes?",
        "Has somebody read my message?",
        "Is somebody working on it?",
        "Has the outage been fixed?",
        "You charged me twice, didn't you?",
        "You've been very helpful, thank you.",
        "Yes, book it.",
        "Fine, then have someone call me.",
        "No, leave it as it is.",
        "Monday morning",
        "Put it in the message, please.",
        "I'd like to have it noted that I called.",
        "What happens if I say no?",
        "Are you open on Saturday?",
        "Do I have to pay for the visit?",
        "Has anybody called me back?",
        "Is there a fee for moving it?",
        "What's the payment for?",
    ],
)
def test_other_words__are_none(said: str) -> None:
    assert asked_done(said) is None


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("Is it done by email?", ("by", "email")),
        ("Have you sent the router?", ("router",)),
        ("Is it noted in my contract?", ("contract",)),
        ("Have you put in about the red light?", ("red", "light")),
        ("Is this call recorded?", ("call",)),
        ("When was my last payment?", ("last",)),
        ("Is the refund done now?", ()),
    ],
)
def test_words_of_its_own__say_what_a_question_is_of(said: str, rest: tuple[str, ...]) -> None:
    found = asked_done(said)

    assert found is not None and found.rest == rest


@pytest.mark.parametrize(
    ("said", "is_denied"),
    [
        ("You haven't booked it, have you?", True),
        ("So nothing is booked so far?", True),
        ("Haven't you booked it?", False),
        ("You did book it, didn't you?", False),
        ("You did log it, didn't you, the light?", False),
        ("Is it reported or is it not?", False),
        ("You left it as it was, didn't you?", True),
    ],
)
def test_denied__is_what_is_put_as_not_so(said: str, is_denied: bool) -> None:
    found = asked_done(said)

    assert found is not None and found.is_denied is is_denied


def test_beside_asked__is_the_rest_of_a_turn() -> None:
    assert beside_asked("Was the fault reported? Yes, book it.") == "Yes, book it."


@pytest.mark.parametrize(
    ("tool", "kind", "doing", "said"),
    [
        ("book_appointment", DeedKind.VISIT, Doing.MAKE, "the visit isn't booked"),
        ("cancel_appointment", DeedKind.VISIT, Doing.CANCEL, "the visit isn't cancelled"),
        ("request_refund", DeedKind.REFUND, Doing.MAKE, "the refund isn't asked for"),
        ("promise_payment", DeedKind.PAYMENT, Doing.MAKE, "the payment isn't noted"),
        ("open_ticket", DeedKind.TICKET, Doing.MAKE, "the ticket isn't opened"),
        ("leave_message", DeedKind.MESSAGE, Doing.MAKE, "the message isn't taken"),
        ("order_pizza", None, Doing.MAKE, ""),
    ],
)
def test_tool__is_known_by_its_name(tool: str, kind: DeedKind | None, doing: Doing, said: str) -> None:
    assert (kind_of_tool(tool), doing_of_tool(tool), not_done(tool)) == (kind, doing, said)
