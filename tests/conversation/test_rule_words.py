"""What a dispatch rule says of its own number: the greeting, the person, and the message outside the hours."""

from __future__ import annotations

from callcenter.domain.record.call_event import PersonAsked
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk
from tests.conversation.test_scripted import Models

BAKERY = "Corner Bakery, what can we bake for you?"
CLOSED = "We are closed. Please call again on Monday."


def persons(talk: Talk) -> list[str]:
    return [fact.destination for fact in talk.facts if isinstance(fact, PersonAsked)]


async def test_greeting__of_the_rule__is_said_instead_of_the_agents(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, greeting={"en": BAKERY, "de": "Bäckerei."}) as talk:
        assert talk.said == [BAKERY]


async def test_greeting__of_the_rule__is_in_the_calls_language(open_talk: OpenTalk) -> None:
    async with open_talk(Models(), language="de", greeting={"en": BAKERY, "de": "Bäckerei."}) as talk:
        assert talk.said == ["Bäckerei."]


async def test_person__of_the_rule__takes_the_transfer(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, person="busy", rule_person="+18005550142") as talk:
        await talk.say("I want to speak to a person")

        assert persons(talk) == ["+18005550142"]


async def test_person__nobody_named__is_the_settings(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, person="busy") as talk:
        await talk.say("I want to speak to a person")

        assert persons(talk) == [talk.call.settings.sip.person]


async def test_closed__message_of_the_rule__is_said_and_the_call_ends(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, closed_message={"en": CLOSED}) as talk:
        ended = await talk.call.leg.ended

        assert talk.said == [CLOSED]
        assert ended.reason == "agent-hung-up"
        assert talk.call.tags == ["outside-hours"]
