"""Questions about what was just told: answered from its facts, or honestly not, with a way out; never with the same."""

from __future__ import annotations

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, BEN, CARA, DAN, EVE, FAY
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk

NOT_SEEN = "I can't see that from here"

HOME_TIME = "The hours of a visit are by the clock at your home; other times are ours: New York time."


@pytest.mark.parametrize("said", ["what would I owe after that?", "so how much is left?", "and the other ten?"])
async def test_left__after_a_promise__is_told(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        proposed = await talk.say("can I pay a hundred next friday")
        at_proposal = await talk.say(said)
        await talk.say("yes")

        after = await talk.say(said)

    assert at_proposal == f"After that 10 dollars would be left. {proposed}"
    assert talk.done == ["promise_payment"]
    assert after.startswith("After that 10 dollars would be left. ")


async def test_left__of_what_was_turned_down__is_not_told(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("can I pay a hundred next friday", "no")

        assert "10 dollars would be left" not in await talk.say("so how much is left?")


async def test_before__of_payments_and_invoices__is_looked_up(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        assert "Your last payment was" in await talk.say("did my payment arrive")

        assert "I see 3 payments" in await talk.say("the one before?")
        assert "before January" in await talk.say("older payments than January?")
        assert "in December 2020" in await talk.say("and in December 2020?")

        await talk.say("show me my invoices")
        assert "no invoice of December 2020" in await talk.say("and in December 2020?")


@pytest.mark.parametrize("said", ["who is working on it", "since when", "why does it take so long", "how come"])
async def test_unseen__of_a_ticket__is_said_so_and_can_be_written_down(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        told = await talk.say("what's the status of my ticket")
        unseen = await talk.say(said)
        assert NOT_SEEN in unseen and told.split(".")[0] not in unseen

        assert said in await talk.say("yes please")
        await talk.say("yes")

    assert talk.done[-1] == "leave_message"
    assert await sample_database.fetchval("SELECT count(*) FROM ticket WHERE summary LIKE $1", f"%{said}%") == 1


async def test_unseen__the_offer_to_write_it_down__stands_in_no_questions_way(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when does the technician come")
        assert NOT_SEEN in await talk.say("how come")

        assert "about an hour" in await talk.say("how long does it take")
        assert talk.done == ["get_appointment", "look_up_answer"]


@pytest.mark.parametrize(
    ("said", "told"),
    [("is that with tax?", "Whether there's tax in our prices I can't see"), ("when is that taken?", NOT_SEEN)],
)
async def test_unseen__of_money__is_no_other_answer(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("how much do I owe")

        assert told in await talk.say(said)


async def _open_ticket(talk: Talk) -> None:
    await talk.say("my internet is down")
    await talk.say("yes")


async def test_ticket__just_opened__its_number_who_calls_and_changing_it_are_told(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await _open_ticket(talk)

        assert (await talk.say("what's the number?")).startswith("It's 5 0 0, 0 0 1.")
        assert (await talk.say("who will call?")).startswith("One of our people will")
        assert "another day or time for the call" in await talk.say("can I change it")
        assert NOT_SEEN in await talk.say("what does it cost?")


async def test_restarted_already__at_a_ticket_proposed__is_taken_note_of_and_proposed_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say("my internet is slow")

        said = await talk.say("I've already restarted it twice")
        assert said.startswith("Thank you, then there is no need to do that again. I'll open a ticket")

        await talk.say("yes")
        assert talk.done[-1] == "open_ticket"


async def test_same_refusal__told_again__offers_a_person(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await _open_ticket(talk)
        await talk.say("my internet is down")

        assert (await talk.say("my internet is still down")).endswith("Shall I get a person for you?")
        assert (await talk.say("no")) == "All right. Is there anything else I can do for you?"


@pytest.mark.parametrize("said", ["my time or yours?", "is that Pacific time?", "which time zone?"])
async def test_whose_time__at_a_proposal__is_told_and_proposed_again(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        proposed = await talk.say("move my visit to tuesday afternoon two weeks from now, in the afternoon")

        assert await talk.say(said) == f"{HOME_TIME} {proposed}"


async def test_whose_time__of_an_outage__stands_beside_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        told = await talk.say("is there an outage")

        assert "M New York time on " in told
        assert "Times I tell you are ours: New York time." in await talk.say("your time or mine?")


@pytest.mark.parametrize("said", ["can't you look it up by my name?", "by my address?", "with my phone number then"])
async def test_account_number__to_be_found_otherwise__is_told_with_a_way_out(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe")

        told = await talk.say(said)

        assert told.startswith("With it I find your account, and by nothing else")
        assert told.endswith("Shall I get a person for you?")
        await talk.say("yes")
    assert talk.person == ["transferred"]


async def test_contract__to_be_ended_on_moving__is_no_danger_and_no_visit(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        assert "a month's notice" in await talk.say("I'm moving, end it all")

        assert talk.done == ["look_up_answer"]


@pytest.mark.parametrize("said", ["Sorry, how much was that again?", "I didn't catch that, how much?"])
async def test_same__asked_again_in_other_words__is_told_again(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("What's my balance?")

        assert "110 dollars" in await talk.say(said)


async def test_why__of_an_outage__is_nobody_elses(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("is there an outage")

        assert "a cut cable" in await talk.say("and why did it happen")
        assert talk.agents == ["support"]


async def test_number__of_a_deed_without_one__is_said_not_to_be_there(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my visit", "yes")

        assert (await talk.say("what's the confirmation number")).startswith("There's no number for that")


async def test_next__after_a_ticket__is_what_was_noted(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await _open_ticket(talk)

        assert "It says that somebody should call you back, but I can't promise when." in await talk.say(
            "so what happens now?"
        )


async def test_payment__said_to_have_been_made_all_the_same__can_be_written_down(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=EVE, agent="billing") as talk:
        await talk.say("did you get my money")

        said = await talk.say("no I paid last week")
        assert said.endswith("Shall I write it down, so that a colleague calls you back about it?")
        assert "I paid last week" in await talk.say("yes")


async def test_when_was__of_a_payment__is_its_day(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=EVE, agent="billing") as talk:
        await talk.say("did you get my money")

        assert (await talk.say("when was the last one")).startswith("That's ")


async def test_what_is_it_for__with_nothing_told__is_no_explanation_of_ours(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        assert "How can I help you?" not in await talk.say("hi I got a bill, what's it for")


async def test_change__of_a_promise_or_a_call_back__takes_the_day_that_is_said_next(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I want to pay sixty on monday", "yes", "how do I pay it then", "can I still change it")
        assert (await talk.say("make it tuesday")).startswith("In place of your promise for Monday")
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await _open_ticket(talk)
        await talk.say("can I change that")
        assert "I'll note on your ticket" in await talk.say("tomorrow afternoon please")


async def test_when__of_an_outage__is_what_was_told(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        told = await talk.say("is there an outage")

        assert told.split(". ")[0] in await talk.say("when does that end")


async def test_declined__proposal__is_no_fact(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("has my refund gone through", "no")

        assert "That's" not in await talk.say("and how long do they take")


async def test_leaning__on_what_was_told_and_answered_for_another__is_asked_about(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I want to pay sixty on monday", "yes")

        said = await talk.say("what happens if I miss it")
        assert "late fee" in said or said.endswith("Does that answer your question?")
