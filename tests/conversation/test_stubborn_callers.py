"""Callers who say the same odd thing again and again, in every state: nobody loops, all have a way out."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, BEN, CARA, DAN, FAY, SampleCustomer
from callcenter.spoken.words import sentences
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk

#: What is odd everywhere: no words, talk, a question nobody here answers, thinking, ignorance, anger, greeting.
ODD = (
    "blorp fizzle wug",
    "the cat sat on the mat again",
    "do you like music",
    "hm",
    "I don't know",
    "this is nonsense",
    "you sound nice",
    "hello",
)
TURNS = 7
#: By so many of them a way out is offered.
OFFERED_BY = 5
MOST_IN_A_ROW = 2
MOST_IN_ALL = 3
WAYS_OUT = ("a person", "calls you back", "call you back", "Press 1", "phone's keys", "press 0")


@dataclass(frozen=True)
class Place:
    """Where a call has come to when the odd answers begin."""

    agent: str
    lines: tuple[str, ...] = ()
    of: SampleCustomer | None = None


PLACES = {
    "triage, first question": Place("triage"),
    "triage, anything else": Place("triage", ("when are you open",)),
    "triage, what a message is about": Place("triage", ("take a message please",)),
    "triage, number to call back": Place("triage", ("take a message please", "my router is making noise")),
    "triage, message proposed": Place("triage", ("take a message please", "my router is making noise"), BEN),
    "triage, which of several": Place("triage", ("it's about my thing",)),
    "billing, first question": Place("billing"),
    "billing, account number": Place("billing", ("how much do I owe",)),
    "billing, ZIP code": Place("billing", ("how much do I owe", "four zero seven one eight eight two three")),
    "billing, anything else": Place("billing", ("how much do I owe",), FAY),
    "billing, payment proposed": Place("billing", ("can I pay all of it next Friday",), FAY),
    "billing, day of a payment": Place("billing", ("can I pay a bit later",), FAY),
    "billing, refund proposed": Place("billing", ("I want a refund",), ANN),
    "support, first question": Place("support"),
    "support, account number": Place("support", ("my internet is down",)),
    "support, anything else": Place("support", ("is there an outage",), BEN),
    "support, reason of a ticket": Place("support", ("open a ticket please",), BEN),
    "support, ticket proposed": Place("support", ("my internet is down", "yes"), CARA),
    "support, test offered": Place("support", ("is there an outage",), CARA),
    "appointments, first question": Place("appointments"),
    "appointments, account number": Place("appointments", ("when is my visit",)),
    "appointments, day": Place("appointments", ("book a technician",), ANN),
    "appointments, part of the day": Place("appointments", ("book a technician", "next Thursday"), ANN),
    "appointments, choice of times": Place("appointments", ("what times are free",), ANN),
    "appointments, visit proposed": Place("appointments", ("book a technician on the earliest day you have",), ANN),
    "appointments, cancelling proposed": Place("appointments", ("cancel my appointment",), DAN),
    "appointments, day to move to": Place("appointments", ("move my appointment",), DAN),
}


async def _odd_turns(talk: Talk, place: Place, odd: str) -> list[str]:
    if place.lines:
        await talk.say(*place.lines)
    said = []
    for _ in range(TURNS):
        said.append(await talk.say(odd))
        if talk.call.wants_hang_up:
            break
    return said


@pytest.mark.parametrize("name", PLACES)
async def test_odd_answer__again_and_again__is_met_in_other_words_and_with_a_way_out(
    open_talk: OpenTalk, dialog: BuildLlm, name: str
) -> None:
    place = PLACES[name]
    for odd in ODD:
        async with open_talk(dialog, agent=place.agent, of=place.of, person="busy") as talk:
            said = await _odd_turns(talk, place, odd)

        turns = [set(sentences(one)) for one in said]
        for three in zip(turns, turns[1:], turns[2:], strict=False):
            assert not set.intersection(*three), f"{odd}: three times in a row"
        everything = [sentence for one in turns for sentence in one]
        assert max(map(everything.count, everything)) <= MOST_IN_ALL, f"{odd}: one sentence too often"
        assert all(said), f"{odd}: silence"
        offers = [any(way in one for way in WAYS_OUT) for one in said[:OFFERED_BY]]
        # A text of any words is written down, and proposed: that is no dead end.
        assert any(offers) or "It says" in " ".join(said), f"{odd}: no way out"


@pytest.mark.parametrize("taken", ["ok do that", "fine, call me back", "yeah the callback", "yes", "go on then"])
@pytest.mark.parametrize("agent", ["triage", "billing", "support", "appointments"])
async def test_way_out__taken_in_plain_words_after_a_failed_transfer__leads_to_a_ticket(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, agent: str, taken: str
) -> None:
    async with open_talk(dialog, agent=agent, of=FAY, person="busy") as talk:
        before = await sample_database.fetchval("SELECT count(*) FROM ticket")
        assert "calls you back" in await talk.say("put me through to a person")

        asked = await talk.say(taken)
        assert "write down" in asked or "What is it about" in asked
        assert "Is that all right?" in await talk.say("the modem hums at night")
        await talk.say("yes")

    assert await sample_database.fetchval("SELECT count(*) FROM ticket") == before + 1


@pytest.mark.parametrize("taken", ["ok do that", "yes", "put me through", "go on then", "fine"])
async def test_person_offered__taken_in_plain_words__is_rung(open_talk: OpenTalk, dialog: BuildLlm, taken: str) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe", "blorp", "fizzle")
        assert "Shall I get a person" in await talk.say("wug")

        await talk.say(taken)

        assert talk.person == ["transferred"]


@pytest.mark.parametrize("refused", ["no", "no thanks", "I don't want a person", "nah leave it", "not now"])
async def test_person_offered__refused__is_no_dead_end(open_talk: OpenTalk, dialog: BuildLlm, refused: str) -> None:
    async with open_talk(dialog, agent="billing", of=FAY) as talk:
        await talk.say("can I pay a bit later", "blorp", "fizzle", "wug", "blorp wug")
        assert "person" in " ".join(talk.said)

        assert (await talk.say(refused)).endswith("?")
        assert "110 dollars" in await talk.say("how much do I owe")
