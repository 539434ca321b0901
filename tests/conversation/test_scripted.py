"""The agents under a model that does exactly what the test says: handoffs, persons, goodbyes, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from livekit.agents import llm
from livekit.agents.llm import ChatMessage, FunctionCall

from callcenter.agents.builder import build_agent
from callcenter.agents.declaration import ModelsDeclaration
from callcenter.agents.roster import Roster
from callcenter.business.sample_customers import ANN, DAN
from callcenter.calls.context import CallContext
from callcenter.calls.typed.text_leg import TextLeg
from callcenter.dialog.script import AgentScript
from callcenter.domain.calls.call import Call
from callcenter.domain.dialog_act import Act
from callcenter.domain.identity import IdentityLevel
from callcenter.domain.record.call_event import AgentEntered, CallerActed, PersonAsked
from callcenter.settings import Settings
from tests.conversation.conftest import OpenTalk
from tests.fakes.speech.call_speech import WrittenCallSpeech
from tests.fakes.speech.scripted_llm import Calls, Says, ScriptedLLM, Step


class Models:
    """One scripted model an agent."""

    def __init__(self, **steps: list[Step]) -> None:
        self.models = {name: ScriptedLLM(script) for name, script in steps.items()}
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def __call__(self, script: AgentScript, call: CallContext, specs: tuple[str, ...]) -> llm.LLM:
        self.asked.append((script.name, specs))
        return self.models.setdefault(script.name, ScriptedLLM([]))


async def test_first_agent__unknown_number__greets(open_talk: OpenTalk) -> None:
    async with open_talk(Models()) as talk:
        assert talk.said == ["Thank you for calling Fernhill Internet. How can I help you today?"]


async def test_first_agent__known_number__says_so_without_a_name(open_talk: OpenTalk) -> None:
    async with open_talk(Models(), number=ANN.phone_number) as talk:
        assert "hear from you again" in talk.said[0]
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


async def test_handoff__agents_send_the_caller_in_circles_all_call_long__stops_at_the_limit(
    open_talk: OpenTalk,
) -> None:
    # Two handoffs for each thing that the caller says, and a third one that is refused.
    refused, on = [Calls("hand_off_to_billing"), Says("What do you need?")], [Calls("hand_off_to_billing")]
    models = Models(
        triage=[Calls("hand_off_to_billing")],
        billing=[Calls("hand_off_to_support")] * 3,
        support=[*refused, *on, *refused, *on, *refused, Calls("hand_off_to_billing"), Says("I'll help you myself.")],
    )
    async with open_talk(models) as talk:
        heard = await talk.say("It's about, you know.", "the thing", "that thing", "no, the other one")

        hops = [fact for fact in talk.facts if isinstance(fact, AgentEntered) and fact.from_agent]
        assert len(hops) == talk.call.settings.calls.max_handoffs
        assert heard == "I'll help you myself."


async def test_handoff__next_agent__is_told_what_the_call_has_come_to(open_talk: OpenTalk) -> None:
    models = Models(
        triage=[Calls("hand_off_to_billing")],
        billing=[Calls("hand_off_to_support")],
        support=[Says("What's wrong with it?")],
    )
    async with open_talk(models, number=ANN.phone_number) as talk:
        talk.call.identity_level = IdentityLevel.VERIFIED
        talk.call.record(CallerActed(act=Act.OBJECTION, at_ms=1))
        await talk.say("My internet is down.")

        (told,) = [
            item.text_content or ""
            for item in models.models["support"].requests[0].items
            if isinstance(item, ChatMessage) and item.role == "system"
        ]
        assert "The caller is verified" in told
        assert "The caller has: objected to something" in told


async def test_connect_to_person__somebody_answers__is_transferred(open_talk: OpenTalk) -> None:
    async with open_talk(Models(triage=[Calls("connect_to_person")])) as talk:
        await talk.say("A person, please.")

        assert talk.said[-1] == "One moment, I'll get a person for you."
        assert talk.person == ["transferred"]
        assert "person:transferred" in talk.call.tags
        assert (await talk.call.leg.ended).reason == "transferred"
        assert talk.tool_calls[-1].result == {"ok": True, "outcome": "step", "attempt": "transferred"}


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
        assert (result["code"], result["attempt"], result["offer"]) == ("person-unavailable", "busy", "open_ticket")
        assert "transfer" not in str(talk.tool_calls) + str(talk.call.tags)


async def test_connect_to_person__fails_twice__help_is_offered_once(open_talk: OpenTalk) -> None:
    models = Models(
        triage=[
            Calls("connect_to_person"),
            Says("Nobody is free. A ticket?"),
            Calls("connect_to_person"),
            Says("Sorry."),
        ]
    )
    async with open_talk(models, person="busy") as talk:
        await talk.say("A person, please.", "No. A person!")

        first, second = (fact.result for fact in talk.tool_calls)
        assert first["offer"] == "open_ticket"
        assert "offer" not in second
        reasons = [fact.reason for fact in talk.facts if isinstance(fact, PersonAsked)]
        assert reasons == ["caller-asked", "caller-asked"]


async def test_end_call__goodbye_is_heard__wants_to_hang_up(open_talk: OpenTalk) -> None:
    async with open_talk(Models(triage=[Calls("end_call")])) as talk:
        heard = await talk.say("That's all, bye.")

        assert heard == "Thank you for calling. Goodbye."
        assert talk.call.wants_hang_up


async def test_agent__has_its_tools_its_handoffs_and_those_of_all(open_talk: OpenTalk) -> None:
    models = Models(support=[Says("Yes?")])
    async with open_talk(models, agent="support") as talk:
        await talk.say("Hello")

        names = {tool.id for tool in models.models["support"].tools}
        assert names == {
            "identify_customer",
            "check_outage",
            "run_line_test",
            "add_to_ticket",
            "time_elsewhere",
            "leave_message",
            "open_ticket",
            "get_ticket",
            "look_up_answer",
            "commit",
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


OWN = ModelsDeclaration.model_validate(
    {"llm": ["groq/own"], "languages": {"es": {"stt": ["deepgram/nova-3:es"], "llm": ["groq/es"]}}}
)


def _spoken(pool: asyncpg.Pool, *, language: str) -> tuple[CallContext, WrittenCallSpeech]:
    speech = WrittenCallSpeech()
    call = CallContext(
        call=Call(
            call_id="call_1",
            started_at=datetime.now(UTC),
            caller_number="",
            dialled_number="+18005550100",
            language=language,
        ),
        leg=TextLeg(),
        pool=pool,
        settings=Settings(),
        record=lambda fact: None,
        speech=speech,
    )
    return call, speech


@pytest.fixture
def voiced(roster: Roster) -> Roster:
    """A roster whose triage has voices and models of its own."""
    triage = roster.agents["triage"]
    declaration = triage.declaration.model_copy(update={"voice": {"en": "luna", "es": "sol"}, "models": OWN})
    return replace(roster, agents={**roster.agents, "triage": replace(triage, declaration=declaration)})


@pytest.mark.parametrize(
    ("language", "stt", "llm", "voice"),
    [
        ("en", ("local/moonshine",), ("groq/own",), "luna"),
        ("es", ("deepgram/nova-3:es",), ("groq/es",), "sol"),
        ("fr", ("local/moonshine",), ("groq/own",), ""),
    ],
)
async def test_build_agent__own_models_and_voices__are_those_of_the_calls_language(
    sample_database: asyncpg.Pool, voiced: Roster, language: str, stt: tuple[str, ...], llm: tuple[str, ...], voice: str
) -> None:
    call, speech = _spoken(sample_database, language=language)
    models = Models()

    build_agent("triage", call, roster=voiced, build_llm=models)

    assert models.asked == [("triage", llm)]
    assert speech.recognisers == [stt]
    assert speech.voices == [(("local/piper",), language, voice)]


async def test_agent__call_changes_its_language__goes_on_with_that_languages_models(
    sample_database: asyncpg.Pool, voiced: Roster
) -> None:
    call, speech = _spoken(sample_database, language="en")
    models = Models()
    agent: Any = build_agent("triage", call, roster=voiced, build_llm=models)
    hears_english, speaks_english = agent.stt, agent.tts

    call.language = "fr"
    agent.use_language()
    assert agent.stt is hears_english
    assert agent.tts is not speaks_english
    call.language = "es"
    agent.use_language()

    assert agent.stt is not hears_english
    assert models.asked == [("triage", ("groq/own",)), ("triage", ("groq/es",))]
    assert [language for _, language, _ in speech.voices] == ["en", "fr", "es"]
    assert (call.choice.language, call.voice) == ("es", "sol")


async def test_handoff__spanish_call__is_announced_in_spanish(open_talk: OpenTalk) -> None:
    models = Models(triage=[Calls("hand_off_to_billing")], billing=[Says("Dígame.")])

    async with open_talk(models, language="es") as talk:
        await talk.say("tengo una pregunta sobre mi factura")

        assert "Le paso con mi colega de facturación." in talk.said


async def test_end_call__french_call__says_goodbye_in_french(open_talk: OpenTalk) -> None:
    async with open_talk(Models(triage=[Calls("end_call")]), language="fr") as talk:
        await talk.say("au revoir")

        assert talk.said[-1] == "Merci de votre appel. Au revoir."


async def test_customer__verified__their_name_and_street_are_expected_before_the_agents_words(
    open_talk: OpenTalk,
) -> None:
    known = {"account_number": ANN.account_number, "postcode": ANN.postcode}
    models = Models(triage=[Calls("hand_off_to_billing")], billing=[Calls("identify_customer", known), Says("Yes?")])
    async with open_talk(models, number=ANN.phone_number) as talk:
        expected: list[tuple[str, ...]] = []
        talk.call.listen_for = expected.append
        talk.call.expect_words("agent", ["Fernhill", "Ann Lee"])
        await talk.say("my bill, please")
        talk.call.expect_words("agent", ["Fernhill", "Ann Lee"])

    assert expected[0] == ("Fernhill", "Ann Lee")  # a calling number shows nobody's name to a recogniser
    assert expected[-1][0] == f"{ANN.first_name} {ANN.last_name}"
    assert expected[-1].count("Ann Lee") == 1
    assert expected[-1][-1] == "Fernhill"


@pytest.fixture
def hosted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language model is named in the settings: it leads the call."""
    monkeypatch.setenv("CALLCENTER_MODELS__LLM", "openai/any")


def _last_request(model: ScriptedLLM) -> list[str]:
    """Return what a model was asked last, but for its instructions: words, calls' names and answers."""
    texts = {"function_call": "name", "function_call_output": "output", "message": "text_content"}
    items = [one for one in model.requests[-1].items if one.type in texts and getattr(one, "role", "") != "system"]
    return [str(getattr(one, texts[one.type])) for one in items]


@pytest.mark.usefixtures("hosted")
async def test_hosted__nobody_free__what_was_told_stands_before_the_answer(open_talk: OpenTalk) -> None:
    models = Models(triage=[Calls("connect_to_person"), Says("Nobody is free.")])
    async with open_talk(models, person="busy") as talk:
        await talk.say("A person, please.")

        read = _last_request(models.models["triage"])
        assert read[1:4] == ["A person, please.", "One moment, I'll get a person for you.", "connect_to_person"]
        assert "person-unavailable" in read[4]


@pytest.mark.usefixtures("hosted")
async def test_hosted__an_answer_that_offers_a_message__teaches_no_phrase(open_talk: OpenTalk) -> None:
    models = Models(triage=[Calls("look_up_answer", {"topic": "complaints"}), Says("I can write it down.")])
    async with open_talk(models) as talk:
        await talk.say("Where can I complain?")

        assert "I can write it down for a colleague, if you like." in _last_request(models.models["triage"])[-1]


@pytest.mark.usefixtures("hosted")
async def test_hosted__caller_leaves_with_a_proposal_open__hears_that_it_is_not_done(open_talk: OpenTalk) -> None:
    steps = [Calls("cancel_appointment"), Says("Shall I?"), Calls("end_call"), Says("It isn't."), Calls("end_call")]
    models = Models(appointments=steps)
    async with open_talk(models, of=DAN, agent="appointments") as talk:
        await talk.say("I don't want the technician.")
        heard = await talk.say("Oh, there's the door. Bye bye now.")

        assert "is not done" in _last_request(models.models["appointments"])[-1]
        assert heard == "It isn't." and not talk.call.wants_hang_up
        assert (await talk.say("Fine, bye.")) == "Thank you for calling. Goodbye." and talk.call.wants_hang_up
