"""A refund above the limit, for who wants no person: it is put into review, with its amount and day, on a yes only."""

from __future__ import annotations

import asyncpg
import pytest

from callcenter.business.sample_customers import EVE
from tests.conversation.conftest import BuildLlm, OpenTalk

CHARGED_TWICE = "I was charged twice, I want that back"


@pytest.mark.parametrize(
    "said",
    [
        "No",
        "No, put in a request please",
        "Can't somebody look at it later?",
        "Isn't there a form?",
        "no person, no message",
        "A person? No no, I don't want to disturb anyone. Is there another way to get it back?",
        "I don't want a call. I want it looked at, like a claim or whatever you call it.",
        "I'd rather not talk to anybody.",
        "I'm at work, I can't talk.",
        "No message. Refund request. Eighty-five dollars.",
        "Why can't you do it yourself?",
        "You keep saying that. No! Write it down then, for goodness sake.",
    ],
)
async def test_no_person__above_the_limit__proposes_the_review_and_writes_it_on_a_yes(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str
) -> None:
    async with open_talk(dialog, of=EVE, agent="billing") as talk:
        assert "Shall I get a person" in await talk.say(CHARGED_TWICE)

        proposed = await talk.say(said)

        assert "your request for a refund of 85 dollars" in proposed and "an answer by" in proposed
        assert await sample_database.fetchval("SELECT count(*) FROM refund") == 0 and not talk.person
        assert "I've put in your request for 85 dollars" in await talk.say("yes please")
        assert "is in review" in await talk.say("what happened to my refund request?")
    rows = await sample_database.fetch("SELECT amount_cents, status FROM refund")
    assert [tuple(row) for row in rows] == [(8500, "review")]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("No, leave it.", "anything else"),
        ("Never mind.", "anything else"),
        ("No, what do I owe?", "You owe"),
        ("No, take a message please.", "What is it about"),
        ("Could somebody call me back instead?", "What is it about"),
        ("How much was it again?", "85 dollars too much"),
        ("and what will they do?", "Shall I get a person"),
    ],
)
async def test_something_else__said_to_the_person_offered__puts_nothing_into_review(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, answer: str
) -> None:
    async with open_talk(dialog, of=EVE, agent="billing") as talk:
        await talk.say("I was charged twice")

        answered = await talk.say(said)

        assert answer in answered and "your request" not in answered


async def test_nobody_is_free__above_the_limit__proposes_the_review(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=EVE, agent="billing", person="busy") as talk:
        answered = await talk.say(CHARGED_TWICE, "yes")

        assert "nobody is free" in answered and "your request for a refund of 85 dollars" in answered


async def test_review__turned_down_and_wished_again__is_proposed_with_no_person_before_it(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=EVE, agent="billing") as talk:
        assert "I won't do that" in await talk.say(CHARGED_TWICE, "no", "no")

        proposed = await talk.say("I want a refund of eighty-five dollars. No person and no message. Please.")

        assert "your request for a refund of 85 dollars" in proposed and "person" not in proposed


@pytest.mark.parametrize("said", ["by when?", "how long does it take?", "and when will I hear?"])
async def test_review__asked_when__tells_the_day_it_is_decided_by(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=EVE, agent="billing") as talk:
        await talk.say(CHARGED_TWICE, "no")

        assert (await talk.say(said)).startswith("That's ")


@pytest.mark.parametrize("said", ["I'd rather not talk to anybody.", "I prefer no person.", "do it without a person"])
async def test_person__named_by_who_wants_none__is_not_rung(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=EVE, agent="billing") as talk:
        await talk.say("how much do I owe", said)

        assert not talk.person
