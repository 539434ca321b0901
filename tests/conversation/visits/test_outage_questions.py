"""What is asked of an outage, of a visit that may be needed, and of a restart that is still to be done."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import ANN, BEN, DAN, FAY
from tests.conversation.conftest import BuildLlm, OpenTalk


@pytest.mark.parametrize(
    "said",
    [
        "Is there an outage in Chicago, yes or no?",
        "is it just us?",
        "now check if there's an outage",
        "This is the third bloody time this month I've had no internet and I'm sick of it",
        "my wifi's gone again, second time this week",
    ],
)
@pytest.mark.parametrize("agent", ["triage", "billing", "appointments"])
async def test_outage__asked_or_told_anywhere__is_told_by_the_number_calling(
    open_talk: OpenTalk, dialog: BuildLlm, agent: str, said: str
) -> None:
    async with open_talk(dialog, number=BEN.phone_number, agent=agent) as talk:
        await talk.say(said)

        assert "There's an outage in your area" in talk.said[-1]


@pytest.mark.parametrize(
    "said",
    [
        "so do I need a technician?",
        "do I have to be in for somebody?",
        "is somebody coming to my house?",
        "do I need to be home for that?",
        "What I'm asking is, does a man need to come into my house?",
    ],
)
async def test_outage__whether_somebody_has_to_come__nobody_has(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        assert "There's an outage" in await talk.say("my internet is gone")

        assert "For an outage nobody has to come to your home" in await talk.say(said)


async def test_outage__asked_who_cut_the_cable__is_no_report_of_a_cable(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("my internet is gone")

        told = await talk.say(
            "Cut cable? Who'd cut a cable, was it the builders down our road? And do I have to be in for somebody?"
        )

    assert "whose doing it was" in told and "nobody need be in" in told
    assert "leave_message" not in {call.tool for call in talk.tool_calls}


async def test_cable__lying_in_the_street_after_an_outage__is_written_down(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("my internet is gone")

        assert "It says:" in await talk.say("There's a cable lying across the street by the bakery.")


async def test_time_proposed__a_nearer_hour_asked_for__the_hours_are_told(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when is my technician coming?")
        offered = await talk.say("Got anything Thursday late, like after five?")

        told = await talk.say("could he come nearer to six?")

    assert "evening" in offered
    assert "evenings from 4 to 8" in told


@pytest.mark.parametrize(
    "said",
    [
        "Okay, I can do that later, I'm at my sister's.",
        "I haven't tried it yet",
        "I'll do it tonight when I'm home",
        "If I don't get home to unplug that modem till Sunday, and it's still slow, what do I do then?",
    ],
)
async def test_restart__not_done_yet__is_no_failed_one(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=FAY, agent="support") as talk:
        assert "unplug the modem" in await talk.say("my internet is slow")

        assert "If it's no better after that, call again" in await talk.say(said)

    assert [call.tool for call in talk.tool_calls].count("run_line_test") == 1


async def test_restart__done_in_vain__leads_to_a_ticket_and_back_if_it_was_not(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="support") as talk:
        await talk.say("my internet is slow")
        assert "ticket" in await talk.say("I did that, it's still slow")

        told = await talk.say("Whoa, no, I haven't tried it yet. I asked what I do if it doesn't help.")

    assert told.startswith("All right, I won't do that.") and "call again" in told


async def test_third_time__is_no_day(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("I need a technician")

        told = await talk.say("this is the third damn time this month it's broken")

    assert "December" not in told and "3rd" not in told


async def test_desk__wanted_after_many_that_served__is_where_the_caller_is_put_through(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="support") as talk:
        for _ in range(4):
            await talk.say("When does the technician come?", "How much do I owe?")

        assert "You have an appointment" in await talk.say("When does the technician come?")
        assert "You owe" in await talk.say("How much do I owe?")


async def test_zip_code__said_before__is_read_back_no_second_time(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="support") as talk:
        assert "0 2 1 3 9, thank you" in await talk.say("My wifi is slow", "4071 8823, and the ZIP is 02139")

        assert "0 2 1 3 9" not in await talk.say("Is there an outage?")
