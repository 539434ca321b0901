"""A question is answered as itself: by what the business knows of it, by the facts asked for, or not at all."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import ANN, BEN, DAN, EVE, FAY
from tests.conversation.conftest import BuildLlm, OpenTalk

#: Said to who asks what can't be seen.
NOT_SEEN = "I can't see that from here"
KNOWN = [
    ("how long does a wire transfer need until you have it", "depends on your bank"),
    ("must I pay the bill while my refund is being looked at", "takes nothing off until it's decided"),
    ("does the final bill cover the whole month when I leave", "How the last bill is worked out"),
    ("do bounced checks cost me something", "If a payment doesn't go through"),
    ("who decides about my refund", "decides within a week"),
    ("and if my refund gets refused", "If a refund is declined"),
    ("may I pay sooner than I promised", "You can pay earlier at any time"),
    ("I've got two dogs, does that bother him", "I know of no rule about that"),
    ("will the technician show me an ID", "How our technicians show who they are"),
    ("what does the green light on the box mean", "What each light on the modem means"),
    ("is a ticket going to cost me", "A ticket costs nothing"),
    ("is sales tax part of the price", "Whether there's tax in our prices"),
    ("for what reason do you want my ZIP code", "I find your account"),
    ("what would next month's bill be", "What the next bill will be I can't see"),
    ("sorry, what company have I reached", "This is Fernhill Internet"),
    ("and who is this, please", "This is Fernhill Internet"),
    ("is this the internet people", "This is Fernhill Internet"),
]


@pytest.mark.parametrize("before", ["when are you open", "how do I pay"])
@pytest.mark.parametrize(("asked", "told"), KNOWN)
async def test_question__in_the_middle_of_a_call__is_answered_as_itself(
    open_talk: OpenTalk, dialog: BuildLlm, before: str, asked: str, told: str
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        first = await talk.say(before)

        said = await talk.say(asked)

        assert told in said
        assert first.split(". ")[0] not in said


@pytest.mark.parametrize("month", ["October", "September"])
async def test_invoice__of_a_month__is_that_one_with_what_it_is_made_up_of(
    open_talk: OpenTalk, dialog: BuildLlm, month: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="billing") as talk:
        said = await talk.say(f"what's on the {month} invoice")

        assert f"{month} 1" in said
        assert "made up of" in said


async def test_invoice__of_a_month_asked_for_at_a_proposal__is_that_one(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I want my money back for the double charge")

        said = await talk.say("how much was the bill in October?")

        assert "October" in said
        assert "That's 45 dollars" not in said
        assert said.endswith("Shall I do that?")


@pytest.mark.parametrize(
    "asked", ["how much do I owe", "what will my next bill be", "how much is Fiber 1000", "how much was the July bill"]
)
async def test_amount__of_something_else__is_not_that_of_the_proposal(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I want my money back for the double charge")

        assert "That's 45 dollars" not in await talk.say(asked)


@pytest.mark.parametrize("asked", ["how much is that", "how much do I get back", "and how much is the refund?"])
async def test_amount__of_the_proposal__is_told(open_talk: OpenTalk, dialog: BuildLlm, asked: str) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I want my money back for the double charge")

        assert "That's 45 dollars" in await talk.say(asked)


async def test_balance__while_a_refund_is_in_review__says_that_it_does_not_count_yet(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        for said in ("I want a refund of 10 dollars", "yes"):
            await talk.say(said)

        told = await talk.say("what is due while my refund is in review?")

        assert "You owe 110 dollars" in told
        assert "A refund of 10 dollars is still in review, and doesn't count yet." in told


@pytest.mark.parametrize(
    "asked", ["why do you need my ZIP code", "why is October higher than September", "why does this keep happening"]
)
async def test_why__of_something_else__is_not_answered_with_the_cause_of_an_outage(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("is there an outage")

        assert "a cut cable" not in await talk.say(asked)


async def test_since_when__of_an_outage__is_told(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        assert "It began at" in await talk.say("since when is there an outage")
        assert "It began at" in await talk.say("and since when")


async def test_outage__asked_about_otherwise__is_not_told_a_second_time(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("is there an outage")

        assert "I know no more about it than that" in await talk.say("is my neighbor affected too")


@pytest.mark.parametrize(
    "asked", ["do I keep my plan when I move", "can I appeal if you say no", "will it work again this evening"]
)
async def test_question__at_a_proposal__turns_nothing_down_and_changes_nothing(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I'll pay it all on December 4th")

        said = await talk.say(asked)

        assert "I won't do that" not in said
        assert "December 4th" in said or said.endswith("?")


@pytest.mark.parametrize("state", ["", "I want my money back for the double charge"])
async def test_who_is_speaking__names_the_company(open_talk: OpenTalk, dialog: BuildLlm, state: str) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        if state:
            await talk.say(state)

        assert "This is Fernhill Internet" in await talk.say("who is this?")


async def test_opening__that_asks_who_we_are__is_told_and_its_fault_taken_up(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        said = await talk.say("Is that the internet people? My pictures take an age.")

        assert "Fernhill" in said or "technical support" in said


async def test_question__with_a_word_that_refuses__ends_no_call(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("how much do I owe")
        await talk.say("can I undo my cancellation")

        assert "end_call" not in talk.done


@pytest.mark.parametrize(
    "asked", ["do I settle all of it while you're still checking", "can't they hurry up with that cable"]
)
async def test_question__at_a_proposal__is_neither_a_no_nor_a_wait(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I want my money back for the double charge")

        said = await talk.say(asked)

        assert "I won't do that" not in said
        assert "Take your time" not in said


async def test_answer__to_a_question_with_words_of_its_own__is_not_told_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        first = await talk.say("when are you open")

        assert first.split(". ")[0] not in await talk.say("how come it breaks so often")


#: What was told, what is said to it, what is told then, and what isn't.
NOT_MEANT = [
    ("how long does a visit take", "No, I asked what it costs if I move it once more.", "moving a visit", "an hour"),
    (
        "how long does a visit take",
        "No no, not how long. Can he ring me first?",
        "can't promise that he calls",
        "an hour",
    ),
    ("we're moving house", "Not moving house, moving the technician. Does that cost?", "moving a visit", "Moving"),
    ("what comes on top of a plan", "No, I asked about the contract", "month's notice", "79 dollars"),
    ("how long does a visit take", "You didn't answer me. Can my lodger of sixteen sign?", "I can't answer", "an hour"),
    ("where do I write to", "And who do I put on the envelope, is there a department?", "can't see that", "12 Mill"),
]


@pytest.mark.parametrize(("asked", "said", "told", "not_told"), NOT_MEANT)
async def test_answer__of_which_the_caller_says_that_it_is_none__is_not_given_again(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str, said: str, told: str, not_told: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(asked)

        reply = await talk.say(said)

    assert told in reply and not_told not in reply


async def test_answer__is_told_again_to_who_asks_for_it_or_makes_sure(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        await talk.say("where do I write to")
        assert "As I said: Our address" in await talk.say("so that's twelve Mill Lane?")
        assert "Our address" in await talk.say("what was the address again, slowly?")


async def test_answer__that_may_be_another__says_first_what_it_is_about(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("when are you open")
        told = await talk.say("could you print me the October one?")
        sure = await talk.say("what do your plans cost?")

    assert told.startswith("About ") and sure.startswith("We have three plans")


async def test_question__that_nothing_answers__is_no_menu_of_desks(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("when are you open")

        assert "I can't answer that here" in await talk.say("so it's a matter of taste, is it?")


@pytest.mark.parametrize(
    ("said", "desk"),
    [("put me through to support", "support"), ("could you pass me back to the technicians please", "appointments")],
)
async def test_desk__asked_for_by_its_name__is_where_the_caller_is_put_through(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, desk: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("how much do I owe", said)

    assert talk.agents[-1] == desk


@pytest.mark.parametrize(
    ("asked", "said", "told"),
    [
        ("what do your plans cost", "how soon could I have it?", "As I said: We have three plans"),
        ("when are you open", "what do I do until then?", "Is it about a bill or a payment?"),
        ("how can I pay my bill", "not how to pay, when", "As I said"),
    ],
)
async def test_answer__to_another_question__is_not_told_again_and_no_desk_is_guessed(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str, said: str, told: str
) -> None:
    async with open_talk(dialog) as talk:
        await talk.say(asked)

        assert told not in await talk.say(said)


@pytest.mark.parametrize("said", ["so tomorrow at two?", "when was it again, two o'clock?"])
async def test_outage__asked_about_once_more__is_told_and_nobody_is_passed_on(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, number=BEN.phone_number, agent="support") as talk:
        await talk.say("is there an outage")

        assert "As I said: There's an outage" in await talk.say(said)
        assert talk.agents == ["support"]


async def test_question__for_another_desk__loses_no_message_that_is_read_back(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, number=BEN.phone_number) as talk:
        await talk.say("please take a message: the lamp on your pole is broken")
        assert 'It says: "the lamp on your pole is broken"' in await talk.say("is there an outage too?")
        await talk.say("yes")

    assert "leave_message" in talk.done and talk.agents[-1] == "support"


async def test_desk__at_which_the_caller_is__asked_for_where_a_person_was_offered__rings_none(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=EVE, agent="billing") as talk:
        await talk.say("I was charged twice and want it all back")
        said = await talk.say("Oh, forget it. Put me back to billing, please")

    assert "What exactly can I do for you?" in said and not talk.person


async def test_question__after_letting_something_go__is_answered(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("where do I write to")

        assert "three plans" in await talk.say("forget it. What are your prices?")


async def test_question__put_anew_after_what_a_tool_told__is_heard_by_itself(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when is the technician coming")

        assert "can't see that from here" in await talk.say("No, I didn't ask when, I asked who comes")
