"""The agents under a model that does exactly what the test says: handoffs, persons, goodbyes, refusals."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import asyncpg
from livekit.agents import llm, tts
from livekit.agents.llm import ChatMessage, FunctionCall

from callcenter.agents.builder import build_agent
from callcenter.agents.roster import Roster
from callcenter.calls.context import CallContext
from callcenter.calls.text_leg import TextLeg
from callcenter.dialog.script import AgentScript
from callcenter.domain.call import Call
from callcenter.domain.call_event import AgentEntered, PersonAsked
from callcenter.settings import Settings
from callcenter.store.sample_customers import ANN
from tests.conversation.conftest import OpenTalk
from tests.fakes.scripted_llm import Calls, Says, ScriptedLLM, Step


class Models:
    """One scripted model an agent."""

    def __init__(self, **steps: list[Step]) -> None:
        self.models = {name: ScriptedLLM(script) for name, script in steps.items()}

    def __call__(self, script: AgentScript, call: CallContext, specs: tuple[str, ...]) -> llm.LLM:
        return self.models.setdefault(script.name, ScriptedLLM([]))


async def test_first_agent__unknown_number__greets(open_talk: OpenTalk) -> None:
    async with open_talk(Models()) as talk:
        assert talk.said == ["Thank you for calling Fernhill Internet. How can I help you today?"]


async def test_first_agent__known_number__says_so_without_a_name(open_talk: OpenTalk) -> None:
    async with open_talk(Models(), number=ANN.phone_number) as talk:
        assert "a number we know" in talk.said[0]
        assert ANN.first_name not in talk.said[0]
        assert talk.call.customer_id is not None


async def test_first_agent__spanish_call__greets_in_spanish(open_talk: OpenTalk) -> None:
    async with open_talk(Models(), language="es") as talk:
        assert talk.said[0].startswith("Gracias por llamar")


async def test_handoff__next_agent__gets_the_words_said_and_acts_on_them(open_talk: OpenTalk) -> None:
    models = Models(
        triage=[Calls("hand_off_to_billing")],
        billing=[Calls("get_balance"), Says("You owe ninety-five dollars.")],
    )
    async with open_talk(models, number=ANN.phone_number) as talk:
        heard = await talk.say("How much do I owe?")

        assert heard == "I'll pass you to my colleague in billing. You owe ninety-five dollars."
        assert talk.agents == ["triage", "billing"]
        assert talk.call.agent == "billing"
        entered = [fact for fact in talk.facts if isinstance(fact, AgentEntered)]
        assert entered[-1].from_agent == "triage"
        assert [fact.tool for fact in talk.tool_calls] == ["get_balance"]
        carried = models.models["billing"].requests[0].items
        assert [item.text_content for item in carried if isinstance(item, ChatMessage) and item.role == "user"] == [
            "How much do I owe?"
        ]
        assert not [item for item in carried if isinstance(item, FunctionCall)]
        assert len([item for item in carried if isinstance(item, ChatMessage) and item.role == "system"]) == 1


async def test_handoff__there_and_back__carries_no_tool_history(open_talk: OpenTalk) -> None:
    models = Models(
        triage=[Calls("hand_off_to_billing")],
        billing=[Calls("get_balance"), Says("Ninety-five dollars."), Calls("hand_off_to_support")],
        support=[Says("What's wrong with it?")],
    )
    async with open_talk(models, number=ANN.phone_number) as talk:
        await talk.say("How much do I owe?", "And my internet is down.")

        assert talk.agents == ["triage", "billing", "support"]
        carried = models.models["support"].requests[0].items
        assert not [item for item in carried if isinstance(item, FunctionCall)]
        assert "Ninety-five dollars." in [item.text_content for item in carried if isinstance(item, ChatMessage)]


async def test_handoff__agents_pass_the_caller_round__stops_after_two(open_talk: OpenTalk) -> None:
    models = Models(
        triage=[Calls("hand_off_to_billing")],
        billing=[Calls("hand_off_to_support")],
        support=[Calls("hand_off_to_billing"), Says("What exactly do you need?")],
    )
    async with open_talk(models) as talk:
        heard = await talk.say("It's about, you know.")

        assert talk.agents == ["triage", "billing", "support"]
        assert heard.endswith("What exactly do you need?")


async def test_connect_to_person__somebody_answers__is_transferred(open_talk: OpenTalk) -> None:
    async with open_talk(Models(triage=[Calls("connect_to_person")])) as talk:
        await talk.say("A person, please.")

        assert talk.said[-1] == "One moment, I'll get a person for you."
        assert talk.person == ["transferred"]
        assert "person:transferred" in talk.call.tags
        assert (await talk.call.leg.ended).reason == "transferred"
        assert talk.tool_calls[-1].result == {"ok": True, "outcome": "transferred"}


async def test_connect_to_person__model_announces_it_itself__is_said_once(open_talk: OpenTalk) -> None:
    announcement = "One moment, I'll get a person for you."
    async with open_talk(Models(triage=[Calls("connect_to_person", text=announcement)])) as talk:
        await talk.say("A person, please.")

        assert talk.said.count(announcement) == 1


async def test_connect_to_person__busy__caller_comes_back_and_is_offered_a_ticket(open_talk: OpenTalk) -> None:
    models = Models(triage=[Calls("connect_to_person"), Says("Nobody is free. Shall I open a ticket?")])
    async with open_talk(models, person="busy") as talk:
        heard = await talk.say("A person, please.")

        assert heard.endswith("Shall I open a ticket?")
        assert [fact.outcome for fact in talk.facts if isinstance(fact, PersonAsked)] == ["busy"]
        result = talk.tool_calls[-1].result
        assert (result["code"], result["outcome"], result["offer"]) == ("person-unavailable", "busy", "open_ticket")
        assert "transfer" not in str(talk.tool_calls) + str(talk.call.tags)


async def test_end_call__goodbye_is_heard__wants_to_hang_up(open_talk: OpenTalk) -> None:
    async with open_talk(Models(triage=[Calls("end_call")])) as talk:
        heard = await talk.say("That's all, bye.")

        assert heard == "Thank you for calling. Goodbye."
        assert talk.call.wants_hang_up


async def test_agent__has_its_tools_its_handoffs_and_the_two_of_all(open_talk: OpenTalk) -> None:
    models = Models(support=[Says("Yes?")])
    async with open_talk(models, agent="support") as talk:
        await talk.say("Hello")

        names = {tool.id for tool in models.models["support"].tools}
        assert names == {
            "identify_customer",
            "check_outage",
            "run_line_test",
            "open_ticket",
            "get_ticket",
            "connect_to_person",
            "end_call",
            "hand_off_to_billing",
            "hand_off_to_appointments",
        }


async def test_first_agent__postgres_is_away__greets_all_the_same(
    open_talk: OpenTalk, sample_database: asyncpg.Pool
) -> None:
    await sample_database.close()

    async with open_talk(Models(), number=ANN.phone_number) as talk:
        assert talk.said == ["Thank you for calling Fernhill Internet. How can I help you today?"]
        assert talk.call.customer_id is None


async def test_build_agent__agent_yaml_names_a_voice__asks_for_that_voice(
    sample_database: asyncpg.Pool, roster: Roster
) -> None:
    asked: list[str] = []

    def build_voice(voice: str, call: CallContext) -> tts.TTS:
        asked.append(voice)
        raise LookupError

    triage = roster.agents["triage"]
    declaration = triage.declaration.model_copy(update={"voice": {"en": "luna", "es": ""}})
    voiced = replace(roster, agents={**roster.agents, "triage": replace(triage, declaration=declaration)})
    for language in ("en", "es"):
        call = CallContext(
            call=Call(
                call_id="call_1",
                started_at=datetime.now(UTC),
                caller_number="",
                dialled_number="+18005550100",
                language=language,
            ),
            leg=TextLeg(),
            pool=sample_database,
            settings=Settings(),
            record=lambda fact: None,
        )
        with suppress(LookupError):
            build_agent("triage", call, roster=voiced, build_llm=Models(), build_voice=build_voice)

    assert asked == ["luna"]
