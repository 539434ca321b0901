"""Whether something was done in this call, or stands: told as it is in every state, and nothing is done by asking."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from callcenter.business.sample_customers import ANN, CARA, DAN, SampleCustomer
from callcenter.domain.tool_answer import Outcome
from tests.conversation.conftest import BuildLlm, OpenTalk

NOT_YET = "Not yet: I need your yes first."
PROMISED = ("I'd like to pay sixty on the seventh", "yes")
REFUND_ASKED = ("I want ten dollars back from my bill, it was too much",)
REFUNDED = (*REFUND_ASKED, "yes please")
BOOKING = ("I'd like a technician to come on Tuesday in the evening",)
MESSAGE = ("Can you take a message", "please ask Marcus about the credit of twelve dollars", "Monday morning", "yes")
LIGHT = ("There's a red light on my modem and no internet", "can't you send a technician on Tuesday evening")


@pytest.mark.parametrize(
    ("of", "agent", "before", "said", "told"),
    [
        (
            ANN,
            "billing",
            (*REFUNDED, *PROMISED),
            "And did the ten dollar thing go in?",
            "Yes: I've put in your request",
        ),
        (ANN, "billing", (*REFUNDED, *PROMISED), "So that's noted?", "Yes: I've noted that you'll pay 60 dollars"),
        (ANN, "billing", (*REFUNDED, *PROMISED), "It's fifty on the seventh, isn't it?", "No: I've noted that you'll"),
        (ANN, "billing", (*REFUNDED, *PROMISED), "what have you actually done now?", "I've put in your request for 10"),
        (ANN, "billing", (*PROMISED, *REFUNDED), "when was my promise for again?", "As I said: I've noted that you'll"),
        (
            ANN,
            "billing",
            PROMISED,
            "You haven't cancelled anything, have you?",
            "Nothing else than this was done: I've",
        ),
        (
            ANN,
            "billing",
            ("How much do I owe?",),
            "So nothing's been changed, right?",
            "That's right: I've changed not",
        ),
        (
            ANN,
            "billing",
            PROMISED,
            "Nothing's been taken from my bank, I hope?",
            "Nothing else than this was done: I've",
        ),
        (ANN, "billing", (*REFUNDED, *PROMISED), "You put me down for seventy, didn't you?", "No: I've noted that"),
        (ANN, "billing", PROMISED, "Did you book in the sixty?", "Yes: I've noted that you'll pay 60 dollars"),
        (ANN, "billing", ("How much do I owe?",), "So my account's just as it was?", "That's right: I've changed not"),
        (ANN, "billing", (*PROMISED, *REFUNDED), "Is my sixty safe?", "Yes: I've noted that you'll pay 60 dollars"),
        (CARA, "appointments", (*BOOKING, "yes", "How much do I owe?"), "Is the visit still booked?", "Yes: You're bo"),
        (CARA, "appointments", (*BOOKING, "yes"), "It's Wednesday he comes, isn't it?", "No: You're booked."),
        (DAN, "appointments", ("I need to cancel my appointment", "no"), "Did you cancel it?", "No: the visit isn't c"),
        (
            DAN,
            "appointments",
            ("Move my visit to Thursday evening", "yes"),
            "It's on Thursday now, right?",
            "Yes: Your app",
        ),
        (DAN, "appointments", ("I need to cancel my appointment", "no"), "So it stays as it was?", "I've changed noth"),
        (ANN, "triage", MESSAGE, "Does it have the credit in it, yes or no?", 'Yes: It says: "please ask Marcus'),
        (ANN, "triage", MESSAGE, "You didn't leave Marcus out, did you?", "That's in it. It says:"),
        (ANN, "triage", MESSAGE, "What does my message say exactly?", 'It says: "please ask Marcus'),
        (ANN, "triage", MESSAGE, "Is my wife on it?", "I don't see that in it. It says:"),
        (ANN, "triage", MESSAGE, "Monday morning, right?", "Yes: I've taken your message"),
        (ANN, "triage", MESSAGE, "It's Tuesday they call, isn't it?", "No: I've taken your message"),
    ],
)
async def test_done__or_not__is_told_as_the_call_knows_it(
    open_talk: OpenTalk, dialog: BuildLlm, of: SampleCustomer, agent: str, before: Sequence[str], said: str, told: str
) -> None:
    async with open_talk(dialog, of=of, agent=agent) as talk:
        await talk.say(*before)
        done = talk.done

        heard = await talk.say(said)

    assert heard.startswith(told), talk.transcript()
    assert talk.done in (done, [*done, "get_appointment"])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Is that booked now?", NOT_YET),
        ("You haven't booked it, have you?", NOT_YET),
        ("And the visit, Tuesday evening, is that made or not?", NOT_YET),
        ("But you have put in about the red light, haven't you?", "No: the ticket isn't opened."),
        ("Did that ticket go in, the red light one?", "No: the ticket isn't opened."),
        ("Was the fault reported, yes or no?", "No: the ticket isn't opened."),
        ("What have you done so far?", "I've changed nothing in this call so far."),
    ],
)
async def test_asked_at_a_proposal__leaves_it_open_and_is_no_yes(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    """The ticket was proposed by the agent before: what it did is known to the next one."""
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        proposed = (await talk.say(*LIGHT)).partition("I'll book")[2]

        for _ in range(3):
            heard = await talk.say(said)
            assert heard == f"{told} I'll book{proposed}", talk.transcript()
        assert "book_appointment" not in talk.done

        await talk.say("yes please")

    assert talk.done[-1] == "book_appointment"


async def test_not_done__is_proposed_by_who_asks_for_it_when_nothing_else_is_open(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say(*LIGHT, "yes please")

        heard = await talk.say("and did you open the ticket?")

        assert heard.startswith("No: the ticket isn't opened. I'll open a ticket") and heard.endswith("?")
        await talk.say("yes")

    assert talk.done[-1] == "open_ticket"


async def test_asked_for_a_value__it_stays_asked_for(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        asked = await talk.say("I'd like a technician to come")

        assert await talk.say("Is it booked now?") == f"That isn't done yet. {asked}"
        assert (await talk.say("So is the technician coming?")).startswith("That isn't done yet.")
        assert "Would you like the morning" in await talk.say("Tuesday")


async def test_asked_with_a_clear_yes__is_answered_after_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say(*PROMISED, *REFUND_ASKED)

        heard = await talk.say("Yes please. When was my promise for again?")

    assert talk.done == ["promise_payment", "request_refund"]
    assert "I've put in your request" in heard and "As I said: I've noted that you'll pay 60 dollars" in heard


async def test_asked_with_a_yes_that_leaves_a_doubt__is_answered_and_the_yes_asked_for_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        proposed = (await talk.say(*LIGHT)).partition("I'll book")[2]

        heard = await talk.say("Yes, book it. Was the fault reported too?")

        assert heard == f"No: the ticket isn't opened. I'll book{proposed}"
    assert "book_appointment" not in talk.done


@pytest.mark.parametrize(
    "said",
    ["Is it done by email?", "Can that be booked for Saturday?", "Is the late fee right?", "When was my last payment?"],
)
async def test_other_questions__are_none_of_these(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say(*PROMISED)

        heard = await talk.say(said)

    assert not heard.startswith(("Yes:", "No:", "That's right:", "I have:", "Not yet:"))
    assert [one.tool for one in talk.tool_calls if one.ok and one.outcome is Outcome.DONE] == ["promise_payment"]


TOLD_OF_CABLE = ("Can you take a message", "the cable is down by the bakery", "no call back please", "yes")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("So did that go onto my ticket, or is it a new one now?", "It's a message of its own, with the number 5 0 0"),
        ("Did you put it on the wrong one?", "It's a message of its own, with the number 5 0 0"),
        ("is it on the ticket 400123?", "No: It's a message of its own, with the number 5 0 0"),
        ("Is it on number five hundred thousand and one?", "Yes: It's a message of its own, with the number 5 0 0"),
        ("And is that the same as my ticket?", "It's a message of its own, with the number 5 0 0"),
    ],
)
async def test_where__words_were_written__is_told_as_it_is(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str, told: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say(*TOLD_OF_CABLE)

        assert (await talk.say(asked)).startswith(told)
        assert talk.agents == ["support"]


@pytest.mark.parametrize(
    "asked",
    [
        "did you cancel it?",
        "so you didn't move it?",
        "Have you changed it?",
        "you haven't put me down for another day?",
    ],
)
async def test_whether__it_was_done_when_nothing_was__does_nothing(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("When is my appointment?")

        assert "I've changed nothing in this call so far." in await talk.say(asked)
        assert talk.done == ["get_appointment"]
