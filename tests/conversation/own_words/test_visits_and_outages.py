"""What callers about outages, visits and call backs turned up: a wish beside a no, the same day, leave taken kindly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter.business.sample_customers import BEN, CARA, DAN
from callcenter.business.sample_data import business_day, working_days
from tests.conversation.conftest import BuildLlm, OpenTalk

OFFERED = 'say "take a message"'


def _spoken(place: int) -> str:
    """Return the working day at a place from now, as the agents say it."""
    day = list(working_days(business_day()))[place]
    return f"{day:%A, %B} {day.day}"


@pytest.mark.parametrize(
    "said",
    [
        "Can't somebody just come out? I don't want a phone call, they'll only say turn it off and on again.",
        "No. I don't want a call about it. Can you send a technician?",
    ],
)
async def test_ticket__turned_down_for_a_technician__a_visit_is_begun(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        assert "ticket" in await talk.say("my internet is down")

        assert "Which day" in await talk.say(said)


async def test_ticket__asked_for_once_turned_down__is_proposed_anew(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say("my internet is down", "no, don't")

        assert "I'll open a ticket" in await talk.say("ok whatever, yes open the ticket")


async def test_call_back__asked_when_before_the_yes__is_told_and_asked_once(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say("my internet is down")

        said = await talk.say("Yes. And when will that be?")

        assert "within one working day" in said
        assert said.count("Is that all right?") == 1


async def test_visit__wanted_the_same_day__hears_what_is_free_next(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        assert "nothing free then" in await talk.say("can he come today? I have an exam online")


async def test_move__day_wished_instead_of_the_one_told__is_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    booked, wished = (list(working_days(business_day()))[place] for place in (2, 3))
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(
            f"I've got one of your guys coming on {booked:%A} and I'm at the dentist, can we do {wished:%A} instead?"
        )

        assert _spoken(3) in await talk.say("evening")


async def test_move__another_day_after_a_yes_taken_back__is_proposed(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    first, second = (business_day() + timedelta(days=ahead) for ahead in (8, 9))
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(f"move my appointment to {first:%B} {first.day} in the evening")

        said = await talk.say(f"yes. oh wait, is that the {first.day}th? no then I'm away. {second:%B} {second.day}.")

        assert f"{second:%B} {second.day}" in said


@pytest.mark.parametrize("said", ["do I get money back for the day?", "can you knock something off the bill for that?"])
async def test_outage__money_back_asked_for__is_told_how(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("is there an outage")

        assert OFFERED in await talk.say(said)


@pytest.mark.parametrize(
    "said", ["what would it cost if I got someone to come look anyway", "and he'll want paying, will he?"]
)
async def test_technician__asked_what_one_costs__hears_no_price_of_a_plan(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        assert "49 dollars" in await talk.say(said)


@pytest.mark.parametrize(
    "said",
    [
        "no no, I'm done, I'll ring back tomorrow",
        "no that's all, thanks love",
        "I'll try again later",
        "no I'll try tomorrow",
    ],
)
async def test_leave__taken_with_a_word_of_later__ends_the_call(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, agent="support") as talk:
        await talk.say("my internet is down")

        await talk.say(said)

        assert talk.call.wants_hang_up


async def test_danger__over_and_something_wanted__is_heard(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA) as talk:
        await talk.say("there's smoke coming out of my router")

        said = await talk.say("no, nobody's hurt, I pulled the plug. But can I book a technician?")

        assert "Which day" in said


async def test_two_wishes__of_a_ticket_and_the_password__are_both_served(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        said = await talk.say(
            "two things. when's somebody gonna look at my ticket, and how do I change the wifi password?"
        )

        assert "your ticket of" in said and "sticker" in said


async def test_not_sure__before_a_question__takes_nothing_from_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        said = await talk.say(
            "my grandson set it up, I think it was Monday, but I'm not sure, could you tell me when he's coming?"
        )

        assert _spoken(2) in said


@pytest.mark.parametrize(
    ("said", "is_then"),
    [
        ("it's been two months, I want a supervisor to ring me tomorrow after four", True),
        ("they said they'd call me tomorrow and nobody believes it", False),
    ],
)
async def test_message__that_says_when_to_call__is_noted_so(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, is_then: bool
) -> None:
    tomorrow = business_day() + timedelta(days=1)
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message")

        assert (f"{tomorrow:%A}" in await talk.say(said)) is is_then
