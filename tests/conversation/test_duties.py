"""What goes before any answer: danger, the recording, card numbers; with the real engine and with a scripted model."""

from __future__ import annotations

import pytest
from livekit.agents.llm import ChatMessage

from callcenter.business.sample_customers import ANN
from callcenter.calls.beside.duty_phrases import DUTY_PHRASES, duty_phrases
from callcenter.domain.dialog_act import Act
from callcenter.domain.record.call_event import CallerActed, PersonAsked, RecordingConsent
from callcenter.domain.routing.duties import Duties, Emergency, RecordingForm
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk
from tests.conversation.test_scripted import Models
from tests.fakes.speech.scripted_llm import Calls, Says

WORDS = duty_phrases("en")
DIAL = "If anybody is in danger, please hang up and dial 9 1 1 now."
CARD = "4111 1111 1111 1111"
ASK = Duties(recording=RecordingForm.ASK)


def acts(talk: Talk) -> list[Act]:
    return [fact.act for fact in talk.facts if isinstance(fact, CallerActed)]


def answers(talk: Talk) -> list[str]:
    return [fact.answer.value for fact in talk.facts if isinstance(fact, RecordingConsent)]


# -- emergencies -------------------------------------------------------------------------------------------------------


async def test_emergency__in_the_middle_of_a_number__is_answered_and_the_number_goes_on(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        before = await talk.say("How much do I owe?", "six two oh three")
        heard = await talk.say("oh my god, my husband has collapsed")
        again = await talk.say("no, it's all right now")
        after = await talk.say("eight eight one seven")

        assert heard == DIAL
        assert "emergency" in talk.call.tags
        assert acts(talk).count(Act.EMERGENCY) == 1
        assert again == f"{WORDS.going_on} {before}"
        # All eight digits are known: the ZIP code is next.
        assert "zip" in after.lower()


async def test_emergency__hosted_model__is_not_asked(open_talk: OpenTalk) -> None:
    models = Models(triage=[Says("What is your account number?"), Says("Thank you.")])
    async with open_talk(models) as talk:
        await talk.say("How much do I owe?")
        heard = await talk.say("There's a fire in my kitchen!")
        again = await talk.say("yes")

        assert heard == DIAL
        # A yes after it is none to what stood open before.
        assert again == "All right. What is your account number?"
        assert len(models.models["triage"].requests) == 1


async def test_emergency__answer_cut_off_by_the_caller__is_said_again_until_it_was_heard(open_talk: OpenTalk) -> None:
    async with open_talk(Models(triage=[Says("Let me see.")])) as talk:
        await talk.say("My father isn't breathing")
        _cut_off(talk, "If anybody is in")

        assert await talk.say("I need an everyone") == DIAL
        assert await talk.say("I want to move my visit") == "Let me see."


async def test_emergency__caller_says_they_are_calling__gets_no_other_answer(open_talk: OpenTalk) -> None:
    async with open_talk(Models()) as talk:
        await talk.say("My father isn't breathing")

        assert (await talk.say("okay I'm calling them")).startswith(WORDS.going_on)


def _cut_off(talk: Talk, heard: str) -> None:
    """Let the caller have heard so much of what the agent said last."""
    for items in (talk.session.history.items, talk.session.current_agent.chat_ctx.items):
        said = [item for item in items if isinstance(item, ChatMessage) and item.role == "assistant"]
        said[-1].content, said[-1].interrupted = [heard], True


async def test_emergency__spoken_of_again__is_answered_again(open_talk: OpenTalk) -> None:
    async with open_talk(Models()) as talk:
        await talk.say("My father isn't breathing")
        assert await talk.say("please help, he isn't breathing") == DIAL


@pytest.mark.parametrize("language", ["es", "fr", "de"])
async def test_emergency__other_language__is_answered_in_it(open_talk: OpenTalk, language: str) -> None:
    said = {"es": "mi casa se está quemando", "fr": "au secours, il y a le feu", "de": "Hilfe, es brennt bei mir"}
    async with open_talk(Models(), language=language) as talk:
        heard = await talk.say(said[language])

        assert heard == DUTY_PHRASES[language].emergency.replace("{number}", "9 1 1")


async def test_emergency__rule_has_its_own_number_and_words__says_them(open_talk: OpenTalk) -> None:
    rule = Emergency(number="112", say={"en": "Call {number}."}, phrases=("the router is sparking",))
    async with open_talk(Models(), duties=Duties(emergency=rule)) as talk:
        assert await talk.say("the router is sparking") == "Call 1 1 2."


async def test_emergency__rule_says_transfer__connects_at_once_with_the_reason(open_talk: OpenTalk) -> None:
    rule = Emergency(transfer="sip:emergency@example.com")
    async with open_talk(Models(), duties=Duties(emergency=rule)) as talk:
        heard = await talk.say("Somebody is bleeding badly")
        ended = await talk.call.leg.ended

        assert heard == WORDS.connecting
        assert ended.reason == "transferred"
        asked = [fact for fact in talk.facts if isinstance(fact, PersonAsked)]
        assert [(fact.destination, fact.outcome, fact.reason) for fact in asked] == [
            ("sip:emergency@example.com", "transferred", "emergency")
        ]


async def test_emergency__nobody_takes_the_transfer__says_whom_to_call(open_talk: OpenTalk) -> None:
    rule = Emergency(transfer="sip:emergency@example.com")
    async with open_talk(Models(), duties=Duties(emergency=rule), person="busy") as talk:
        await talk.say("Somebody is bleeding badly")
        while talk.said[-1] != DIAL:
            await talk.session.wait_for_idle()

        assert talk.person == ["busy"]


async def test_emergency_credit__is_none(open_talk: OpenTalk) -> None:
    models = Models(triage=[Says("Let me see.")])
    async with open_talk(models) as talk:
        assert await talk.say("Can I get an emergency credit on my bill?") == "Let me see."


# -- consent to the recording ------------------------------------------------------------------------------------------


async def test_recording__asked_and_agreed__greets_then(open_talk: OpenTalk) -> None:
    async with open_talk(Models(), duties=ASK, is_recorded=True) as talk:
        assert talk.said == [WORDS.recording_question]
        heard = await talk.say("Yes, that's fine")

        assert heard == f"{WORDS.recording_yes} Thank you for calling Fernhill Internet. How can I help you today?"
        assert answers(talk) == ["yes"]


async def test_recording__asked_and_refused__serves_the_call(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, number=ANN.phone_number, duties=ASK, is_recorded=True) as talk:
        heard = await talk.say("no, please don't")
        await talk.say("How much do I owe?")

        assert heard.startswith(WORDS.recording_no)
        assert answers(talk) == ["no"]
        assert talk.agents == ["triage", "billing"]


async def test_recording__answered_with_a_wish__is_not_recorded_and_the_wish_is_taken_up(open_talk: OpenTalk) -> None:
    models = Models(triage=[Calls("hand_off_to_billing")], billing=[Says("Your account number?")])
    async with open_talk(models, duties=ASK, is_recorded=True) as talk:
        heard = await talk.say("How much do I owe?")

        assert heard.startswith(WORDS.recording_no)
        assert heard.endswith("Your account number?")
        assert answers(talk) == ["unclear"]


async def test_recording__no_clear_answer__is_asked_once_more_only(open_talk: OpenTalk) -> None:
    async with open_talk(Models(), duties=ASK, is_recorded=True) as talk:
        assert await talk.say("hmm") == WORDS.recording_again
        assert (await talk.say("hmm")).startswith(WORDS.recording_no)
        assert answers(talk) == ["unclear"]


async def test_recording__nothing_is_recorded__nobody_is_asked(open_talk: OpenTalk) -> None:
    async with open_talk(Models(), duties=ASK) as talk:
        assert talk.said[0].startswith("Thank you for calling")


async def test_recording__announced__comes_before_the_greeting(open_talk: OpenTalk) -> None:
    duties = Duties(recording=RecordingForm.ANNOUNCE, recording_words={"en": "We record calls."})
    async with open_talk(Models(), duties=duties, is_recorded=True) as talk:
        assert talk.said[0] == "We record calls."
        assert talk.said[1].startswith("Thank you for calling")
        assert answers(talk) == ["announced"]


async def test_recording__refused_later__is_stopped_and_the_question_asked_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="billing", is_recorded=True) as talk:
        question = await talk.say("How much do I owe?")
        heard = await talk.say("I don't want this call to be recorded")
        after = await talk.say("six two oh three eight eight one seven")

        assert heard == f"{WORDS.recording_stopped} {question}"
        assert answers(talk) == ["refused"]
        assert Act.NO_RECORDING in acts(talk)
        assert "zip" in after.lower()


# -- cards -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [f"my card is {CARD}", f"it's {'four ' + 'one ' * 15}"])
async def test_card__is_masked_before_a_model_reads_it(open_talk: OpenTalk, said: str) -> None:
    models = Models(triage=[Says("What is it about?"), Says("I see.")])
    async with open_talk(models) as talk:
        await talk.say("Hello")
        heard = await talk.say(said)
        await talk.say("something else")

        assert heard == f"{WORDS.no_card} What is it about?"
        assert acts(talk) == [Act.CARD]
        read = " ".join(
            item.text_content or ""
            for request in models.models["triage"].requests
            for item in [*request.items, *talk.session.history.items]
            if isinstance(item, ChatMessage)
        )
        assert "1111" not in read
        assert "one one one" not in read


async def test_card__said_in_two_turns__is_masked_in_both(open_talk: OpenTalk) -> None:
    models = Models(triage=[Says("Go on."), Says("I see.")])
    async with open_talk(models) as talk:
        await talk.say("My card is 4111 1111")
        await talk.say("1111 1111")
        await talk.say("something else")

        assert models.models["triage"].is_finished
        last = models.models["triage"].requests[-1]
        assert "1111" not in " ".join(item.text_content or "" for item in last.items if isinstance(item, ChatMessage))
