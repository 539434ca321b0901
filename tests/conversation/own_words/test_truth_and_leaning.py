"""What is so now, what "it" is, complaints, numbers said first, and danger that is not over."""

from __future__ import annotations

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, BEN, CARA, DAN, EVE, FAY, SampleCustomer
from tests.conversation.conftest import BuildLlm, OpenTalk


async def test_recording__asked_about__is_told_as_it_is_and_what_was_asked_stays_asked(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        asked = await talk.say("what do I owe")

        said = await talk.say("are you taping this conversation?")

        assert said == f"This call isn't being recorded. {asked}"


async def test_it__after_the_balance__is_the_payment(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "You owe" in await talk.say("when is my payment due")

        await talk.say("could I move that to the twelfth")

        assert talk.agents == ["billing"]
        assert [call.tool for call in talk.tool_calls][-1] == "promise_payment"


async def test_what_time__of_a_visit__tells_the_hours(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when does the technician come")

        assert "That's between" in await talk.say("sorry, what time is that")


async def test_complaint__is_taken_down_as_a_message_and_a_question_is_none(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        asked = "What is it about, in a few words?"
        assert (await talk.say("I'd like to make a formal complaint")).endswith(asked)
        assert (await talk.say("about what?")).endswith(asked)

        await talk.say("your fitter left mud all over my carpet")
        await talk.say("yes please")

    assert talk.done[-1] == "leave_message"
    assert await sample_database.fetchval("SELECT count(*) FROM ticket WHERE summary LIKE '%mud all over%'") == 1


@pytest.mark.parametrize("said", ["explain it again but slow", "more slow please"])
async def test_slow__in_any_words__says_it_again(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        told = await talk.say("how much do I owe you")

        assert await talk.say(said) == f"Of course. {told}"


async def test_number__said_first_and_put_right__is_used_as_corrected(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    wrong = f"{ANN.account_number[:-1]}{(int(ANN.account_number[-1]) + 1) % 10}"
    async with open_talk(dialog) as talk:
        noted = await talk.say(f"my account number is {wrong}")
        assert noted == "Thank you, I've taken that down. How can I help you?"

        await talk.say(f"sorry, the last digit is {ANN.account_number[-1]}", ANN.postcode)

        assert "You owe" in await talk.say("what do I owe")


async def test_danger__told_and_words_not_understood__tells_the_number_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        told = await talk.say("there's smoke coming out of the wall")

        assert await talk.say("I think it started behind the couch, we are outside") == told


@pytest.mark.parametrize("wish", ["refund", "reschedule"])
async def test_one_word__is_served_by_the_specialist(open_talk: OpenTalk, dialog: BuildLlm, wish: str) -> None:
    async with open_talk(dialog) as talk:
        said = await talk.say(wish)

        assert said.endswith("What's your account number? It has eight digits and stands at the top of your bill.")


async def test_unclear_wish__with_a_number_given_twice_over__is_looked_up_and_never_moved(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("my visit isn't shown anywhere, it vanished", DAN.account_number, DAN.postcode)

        assert "move_appointment" not in [call.tool for call in talk.tool_calls]


async def test_it_works_now__is_no_wish_for_another_test(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("my internet is down")
        calls = len(talk.tool_calls)

        assert (await talk.say("oh, it's working again")).startswith("I'm glad to hear that.")
        assert len(talk.tool_calls) == calls


async def test_charge__asked_about_by_name__is_the_one_explained(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        said = await talk.say("what's this equipment charge about")
        assert "5 dollars is for the Modem rental" in said

        assert "no such charge" in await talk.say("and why is there a late fee")


@pytest.mark.parametrize(
    "asked",
    ["so what do I have to do", "okay and when do I have to tell you", "what does that cost", "who connects it there?"],
)
async def test_answer__asked_on_about__is_told_again_and_nobody_is_handed_on(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog) as talk:
        assert "Moving" in await talk.say("we're moving house in december")

        assert "Moving" in await talk.say(asked)
        assert talk.agents == ["triage"]


@pytest.mark.parametrize(
    ("asked", "tool"),
    [
        ("and when is my appointment?", "get_appointment"),
        ("what do I owe?", "get_balance"),
        ("which plan am I on", "get_plan"),
    ],
)
async def test_answer__and_another_wish_after_it__is_that_wish(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str, tool: str
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("we're moving house in december", asked)

        assert talk.done[-1] == tool


async def test_matter__named_before_a_clear_wish__is_asked_about_after_it(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY) as talk:
        said = await talk.say("It's about the survey you did. And what do I owe?")

        assert "You owe 110 dollars" in said and said.endswith("Now to the other thing. What exactly can I do for you?")


async def test_matter__that_is_known__is_answered_beside_a_clear_wish(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY) as talk:
        said = await talk.say("It's about the letter you sent me. And what do I owe?")

        assert "What we've written to you I can't see" in said and "You owe 110 dollars" in said


async def test_refusal__with_what_is_only_asked__is_answered(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("I'd like to cancel my appointment")

        said = await talk.say("I don't want to cancel it yet, I just wanted to know if there's a fee")

        assert "I won't do that" in said and "cancelling or moving a visit" in said
        assert said.endswith("Does that answer your question?") and "cancel_appointment" not in talk.done


@pytest.mark.parametrize(
    ("said", "when"),
    [
        (["Can somebody call me back tomorrow at half past two?", "about my bill"], "at 2:30 PM"),
        (["I'd like a call back tomorrow at ten in the morning", "my bill"], "at 10 AM"),
        (["call me back tomorrow after five", "my bill"], "in the evening"),
        (["call me back tomorrow at three", "my bill", "no, in the evening rather"], "in the evening"),
    ],
)
async def test_call_back__at_a_time__is_noted_at_that_time(
    open_talk: OpenTalk, dialog: BuildLlm, said: list[str], when: str
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        assert when in await talk.say(*said)

        assert when in await talk.say("yes")


async def test_call_back__on_a_number_that_is_withheld__says_that_it_is(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("can somebody call me back", "my internet is slow")

        assert "I can't see a number" in await talk.say("on this number")


async def test_more_told_of_what_was_looked_up__is_no_business_of_another_agent(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("did my payment arrive?")

        offered = await talk.say("It was on Thursday, I have the receipt here")
        assert "I'll take your message" in offered and talk.agents == ["billing"]

        await talk.say("yes please")
        assert "leave_message" in talk.done


# -- numbers put right, and a no with its reason -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("customer", "said", "owed"),
    [
        (DAN, "98013. wait, 98103", "You owe 40 dollars"),
        (FAY, "Thirty thousand… no sorry, three oh three oh seven", "You owe 110 dollars"),
    ],
)
async def test_zip_code__said_over_in_one_breath__is_the_last_and_no_account_number(
    open_talk: OpenTalk, dialog: BuildLlm, customer: SampleCustomer, said: str, owed: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("what do I owe", customer.account_number)

        assert owed in await talk.say(said)


@pytest.mark.parametrize("said", ["{} ... {} is the zip", "{}, and I live in {}. But you read nothing out till I say."])
async def test_words_that_describe_a_number__are_no_wish(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("what do I owe", said.format(ANN.account_number, ANN.postcode))

        assert talk.agents == ["billing"] and talk.done == ["identify_customer", "get_balance"]


async def test_no__with_the_day_in_its_reason__is_a_no(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        assert "Shall I note that?" in await talk.say("I can pay it all on the fifteenth of december")

        said = await talk.say("What? No! I didn't say anything about paying. I'm moving on the fifteenth!")

        assert "I won't do that" in said and "just that" not in said


async def test_zip_code__put_right_after_an_outage_was_told__is_looked_up_anew(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        assert "no outage" in await talk.say("is there an outage in 61414")

        assert "an outage in that area" in await talk.say("No no. Six, zero, six, one, four. You say other number.")


@pytest.mark.parametrize(
    "said",
    ["Don't refund anything though, she wants to do that herself.", "Please don't refund it yet"],
)
async def test_deed__forbidden_in_the_call__is_not_offered_until_asked_for(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("How much do I owe?")
        assert "anything else" in await talk.say(said)

        told = await talk.say("Why is my bill more?")
        assert "45 dollars too much" in told and "I'll refund" not in told
        assert "45 dollars too much" in await talk.say("why is it more?")

        assert "I'll refund 45 dollars" in await talk.say("okay, then refund it")


async def test_charge__why_is_asked_again_where_its_refund_is_proposed__is_told_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("Why was I charged twice?")

        again = await talk.say("why is it more?")
        assert "can't see" not in again and "I'll refund 45 dollars" in again
        assert "October 16th" in await talk.say("and why was October more?")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("When are you open? Is there parking at your place?", ("any time", "I don't know that")),
        ("Is there parking at your place? When are you open?", ("any time", "I don't know that")),
        ("does it count as late while you decide? Can I pay the hundred today with my card?", ("due as it", "by card")),
    ],
)
async def test_two_questions__one_of_them_not_known__both_get_an_answer(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str, told: tuple[str, ...]
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("How much do I owe?")
        said = await talk.say(asked)

        assert all(one in said for one in told)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Please don't cancel it. When is it?", "between 8 AM and noon"),
        ("Don't cancel it, move it to Friday", "morning"),
        ("don't move it, it's fine", "anything else"),
    ],
)
async def test_visit__not_to_be_cancelled_or_moved__what_is_wanted_beside_it_is_served(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("When is my appointment?")

        assert told in await talk.say(said)


@pytest.mark.parametrize("asked", ["Can you help me? What does Fiber 1000 cost?", "how much is Fiber 100, and when?"])
async def test_question__that_only_leads_in_another__is_no_second_one(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog) as talk:
        assert "other thing" not in await talk.say(asked)


async def test_account_number__said_beside_a_refusal__is_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, number=CARA.phone_number, agent="support") as talk:
        await talk.say("My internet is down.")
        said = await talk.say(
            "I don't have a bill… hang on, it might be in my phone… okay uh six two oh three, double eight one seven"
        )

        assert "6 2 0 3, 8 8 1 7" in said and "ZIP" in said


@pytest.mark.parametrize(
    "said",
    [
        "A person? No.",
        "A person? I don't think so.",
        "A real person, at this hour? Nah, leave it.",
        "A person? Which one?",
    ],
)
async def test_person_offered__said_over_as_a_question__is_rung_by_a_yes_only(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=EVE, agent="billing") as talk:
        assert (await talk.say("I was charged twice")).endswith("Shall I get a person for you?")

        await talk.say(said)

        assert "connect_to_person" not in talk.done


async def test_person_offered__said_over_as_a_question_with_a_yes__is_rung(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=EVE, agent="billing") as talk:
        await talk.say("I was charged twice")

        assert (await talk.say("A person?")).endswith("Shall I get a person for you?")
        await talk.say("A person? Yes, please.")

        assert "connect_to_person" in talk.done
