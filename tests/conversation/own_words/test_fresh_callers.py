"""What fresh callers turned up: questions beside the day, prices for strangers, other wishes at what is offered."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import ANN, CARA, DAN, EVE
from callcenter.calls.wrap_up import wrap_up
from callcenter.domain.calls.termination import EndReason, terminate
from callcenter.domain.record.disposition import Disposition
from tests.conversation.conftest import BuildLlm, OpenTalk

WHICH_DAY = "Which day would suit you?"
WHICH_PART = "Would you like the morning, the afternoon or the evening?"
PLANS = "three plans"
ACCOUNT = "account number"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Can my mother-in-law let him in?", "over 18"),
        ("Do I have to be there?", "over 18"),
        ("What will he do?", "finds out what is wrong"),
        ("What does he bring with him?", "what he brings along, I can't see from here"),
        ("Is he a nice man?", "I can't see which of our technicians comes"),
        ("How many people are coming?", "I don't know that"),
    ],
)
async def test_question__where_a_day_was_asked__is_answered_or_owned_not_known(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str, told: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        assert WHICH_DAY in await talk.say("I need a technician")

        # Who has said no day twice, and asks what nobody here knows, is asked for none again.
        is_known = "don't know" not in told
        for again in (WHICH_DAY, "Please tell me the day." if is_known else "else I can do for you?"):
            said = await talk.say(asked)
            assert told in said and said.endswith(again)

        assert WHICH_PART in await talk.say("next monday")


async def test_question__where_the_part_of_the_day_was_asked__is_no_failure(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("I need a technician")
        assert WHICH_PART in await talk.say("next monday")

        said = await talk.say("What will he do?")

        assert "finds out what is wrong" in said and said.endswith(WHICH_PART)


@pytest.mark.parametrize("agent", ["triage", "support", "billing", "appointments"])
@pytest.mark.parametrize(
    "asked",
    [
        "What does your internet cost?",
        "How much is it a month if I sign up?",
        "How much would I pay if I became a customer?",
        "What's the price for somebody who's new?",
    ],
)
async def test_price__asked_by_a_stranger__is_told_without_an_account_number(
    open_talk: OpenTalk, dialog: BuildLlm, agent: str, asked: str
) -> None:
    async with open_talk(dialog, agent=agent) as talk:
        said = await talk.say(asked)

        assert PLANS in said and ACCOUNT not in said


@pytest.mark.parametrize("asked", ["How much is it a month if I sign up?", "I'm not a customer. What does it cost?"])
async def test_price__asked_by_a_stranger_in_the_middle__lets_go_of_the_account_number(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        assert ACCOUNT in await talk.say("what do I owe")

        said = await talk.say(asked)

        assert PLANS in said and ACCOUNT not in said


@pytest.mark.parametrize(
    "wish",
    [
        "A ticket? … can I get a technician today?",
        "A ticket? Can you send somebody tomorrow?",
        "Can I have a technician on Monday?",
    ],
)
async def test_technician__wanted_in_place_of_a_ticket__declines_it_and_is_taken_up(
    open_talk: OpenTalk, dialog: BuildLlm, wish: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        assert "I'll open a ticket" in await talk.say("my internet is gone")

        said = await talk.say(wish)

        assert "I haven't written that down" in said
        assert talk.agents[-1] == "appointments"
        assert "open_ticket" not in talk.done


@pytest.mark.parametrize("wish", ["I want that back", "I want it back", "Well I want that money back."])
@pytest.mark.parametrize("between", [(), ("no",)])
async def test_doubled_charge__above_the_limit_and_wanted_back__is_asked_for(
    open_talk: OpenTalk, dialog: BuildLlm, wish: str, between: tuple[str, ...]
) -> None:
    async with open_talk(dialog, of=EVE, agent="billing", person="busy") as talk:
        assert "85 dollars too much" in await talk.say("why is my bill so high")
        # A no to the person has it proposed for review already; the wish then has it put once more.
        for said in between:
            await talk.say(said)

        said = await talk.say(wish)

        assert "request_refund" in [call.tool for call in talk.tool_calls]
        assert "too much" not in said and said.endswith("?")
        assert not between or "your request for a refund of 85 dollars" in said


@pytest.mark.parametrize(
    "kept", ["My wife says keep it.", "Leave it as it is then.", "She says keep it just in case. So leave it as it is."]
)
async def test_appointment__kept_after_all__is_no_wish_given_up(
    open_talk: OpenTalk, dialog: BuildLlm, kept: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        assert "I'll cancel" in await talk.say("cancel my appointment")

        await talk.say(kept, "no, that's it, thanks")

        assert "cancel_appointment" not in talk.done
        assert wrap_up(talk.facts, terminate(EndReason.AGENT_HUNG_UP)).disposition is Disposition.RESOLVED


@pytest.mark.parametrize(
    "asked",
    [
        "Do you have a shop? And are you open on Saturday?",
        "do you have a shop and are you open on saturday",
        "How do I pay my bill, and what's your address?",
    ],
)
async def test_two_questions__in_one_breath__are_both_answered(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, agent="triage") as talk:
        said = await talk.say(asked)

        assert "12 Mill Lane" in said
        assert ("at any time" in said) != ("online account" in said)


async def test_two_questions__where_a_number_was_asked__are_answered_before_it_is_asked_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("what do I owe")

        said = await talk.say("Do you have a shop? And are you open Saturday?")

        assert "12 Mill Lane" in said and "at any time" in said and ACCOUNT in said.split("at any time")[1]


@pytest.mark.parametrize("said", ["Yes, I want it back.", "yes please give it back", "Yeah, I'd like my money back."])
async def test_refund__wanted_back_with_a_yes__is_given(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        assert "I'll refund 45 dollars" in await talk.say("why was I charged twice")

        assert "Done" in await talk.say(said)


async def test_message__heard_wrongly__is_read_back_said_again_and_then_left_to_the_call_back(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        read_back = await talk.say("take a message please", "mah dod byes")
        again = await talk.say("no")
        await talk.say("me god pies rings")
        without = await talk.say("no, that's not what I said")
        done = await talk.say("yes please")

        assert 'It says: "mah dod byes". Is that all right?' in read_back
        assert again == 'What should it say, in your own words? If nothing, say "leave it".'
        assert "would like to be called back" in without and "pies" not in without
        assert done.startswith("I've taken your message.")


@pytest.mark.parametrize("said", ["No, I said my dog never bites.", "That's not quite right. ... My dog never bites."])
async def test_message__put_right_at_its_proposal__is_read_back_anew(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("take a message please", "my dog always bites")

        assert 'it says: "my dog never bites"' in (await talk.say(*said.split(" ... "))).lower()


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("Please take a message for my technician.", "What is it about, in a few words?"),
        ("I'd like to leave a message for somebody in billing", "What is it about, in a few words?"),
        ("I want someone to call me back about my bill, please.", 'It says: "about my bill". Is that all right?'),
    ],
)
async def test_message__asked_for_in_so_many_words__is_taken(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, answered: str
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        assert (await talk.say(said)).endswith(answered)


@pytest.mark.parametrize("said", ["No. Why is it 95?", "Why is it ninety five?"])
async def test_reason__asked_for_at_a_proposal_with_its_amount__is_told(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("can I pay my bill next Friday")

        assert "45 dollars too much" in await talk.say(said)


@pytest.mark.parametrize(
    ("said", "desk"),
    [
        ("You connect me with technical support person please?", "support"),
        ("back to technical support please", "support"),
        ("support person", "support"),
        ("get me somebody in billing", "billing"),
        ("connect me with a technician", "appointments"),
    ],
)
async def test_desk__named_in_any_way__is_where_the_caller_is_put_through(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, desk: str
) -> None:
    async with open_talk(dialog, number="+18005550199") as talk:
        await talk.say(said)

        assert talk.agents[-1] == desk


@pytest.mark.parametrize("said", ["My refill line isn't working.", "how much is a perm", "I need my car towed"])
async def test_wrong_number__of_any_trade__is_told_whom_they_reached(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, number="+18005550199") as talk:
        told = await talk.say(said)

    assert "Fernhill Internet" in told and "account number" not in told


async def test_question__whether_it_is_hard_to_use__is_answered(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, number="+18005550199") as talk:
        await talk.say("what do you sell, then?")

        assert "There's little to it" in await talk.say("And do I need to be good with computers for that?")
