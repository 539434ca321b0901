"""What callers ask of the business in their own words, and what they want of what was just spoken of."""

from __future__ import annotations

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, CARA, DAN, FAY
from callcenter.dialog.understanding import intents
from tests.conversation.conftest import BuildLlm, OpenTalk


@pytest.mark.parametrize(
    "asked", ["can you cancel it or not?", "so can you cancel it for me", "can you cancel my service or not"]
)
async def test_contract__asked_whether_we_cancel_it__is_no_visit(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I want to cancel my contract")

        assert "month's notice" in await talk.say(asked)
        assert talk.agents == ["billing"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("is there a termination fee", "ending your contract costs nothing"),
        ("when's my last day if I cancel now", "a month after the day on which we have your notice"),
        ("where do I send the router when I quit", "within two weeks, with its plug and your account number"),
        ("does a second person get to be listed", "An account has one name on it"),
        ("my husband should be able to ring you about our account", "can call about it, though"),
        ("what was written in that letter from fernhill", "What we've written to you I can't see from here."),
        ("the mail you sent me, what did it say", "What we've written to you I can't see from here."),
        ("did my letter reach you", "Whether a letter or an e-mail of yours has arrived"),
        ("can I put the account in my wife's name", "For an account to go to another name"),
    ],
)
async def test_contract_account_and_letters__asked_about__are_answered(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str, told: str
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        assert told in await talk.say(asked)


@pytest.mark.parametrize("asked", ["what does it cost?", "how much does it cost?", "and what would it cost me?"])
async def test_price__nothing_of_a_visit_was_said__is_that_of_the_plans(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog) as talk:
        assert "35 dollars" in await talk.say("I'm not a customer yet", asked)


@pytest.mark.parametrize("asked", ["what does it cost?", "how much does it cost?"])
async def test_price__of_a_visit_just_told__is_that_of_the_visit(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        assert "free" in await talk.say("when is my appointment", asked)


@pytest.mark.parametrize(
    "said", ["late fee, I want that off", "there's a late fee, I want it off my bill", "I got a late fee, take it off"]
)
async def test_late_fee__wanted_off_in_one_breath__is_a_refund(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="billing") as talk:
        await talk.say(said)

        assert [call.tool for call in talk.tool_calls] == ["request_refund"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("is it faster than cable?", "can't say"),
        ("how does it compare to dsl?", "can't say"),
        ("is your internet better than comcast's?", "can't say"),
        ("where on the website?", "can't see our website"),
        ("which page of the website?", "can't see our website"),
        ("what's your website called?", "can't see our website"),
        ("that's YOUR address", "don't read out"),
        ("I asked for my address, not yours", "don't read out"),
        ("which address do you have for me?", "don't read out"),
        ("do I need to be home for it?", "over 18"),
        ("do I have to be at home for that?", "over 18"),
        ("can't you see who I am?", "by its number only"),
        ("don't you see who's calling?", "by its number only"),
        ("what do you store about me?", "We keep what is needed"),
        ("what data do you have about me?", "We keep what is needed"),
        ("what have you got stored on me?", "We keep what is needed"),
    ],
)
async def test_question__about_the_business__is_answered(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str, told: str
) -> None:
    async with open_talk(dialog) as talk:
        assert told in await talk.say("I'd like to become a customer", asked)


@pytest.mark.parametrize(
    "said", ["call me tomorrow morning", "can they call me tomorrow morning?", "I'd rather be called tomorrow morning"]
)
async def test_ticket__a_time_to_call_wished_after_it__is_noted_on_it(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say("my internet is down", "yes")
        assert "open_ticket" in talk.done

        assert "on your ticket" in await talk.say(said)
        await talk.say("yes")

        assert talk.agents == ["support"]
    noted = await sample_database.fetch("SELECT callback_part FROM ticket WHERE call_id = $1", talk.call.call.call_id)
    assert [row["callback_part"] for row in noted] == ["morning"]


@pytest.fixture
def in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no answer be sure to be the one to what was asked."""
    monkeypatch.setattr(intents, "SURELY_ANSWERED", 1.01)


@pytest.mark.usefixtures("in_doubt")
async def test_answer__in_doubt__is_asked_about_and_a_no_gets_a_person(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        answered = await talk.say("what's the cheapest thing you've got")
        assert answered.endswith("Does that answer your question?")

        offered = await talk.say("no, not really")
        assert "I don't have the answer here" in offered and "Shall I get a person" in offered

        await talk.say("yes please")
        assert talk.person


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("yes", "anything else"),
        ("yes it does, thank you", "anything else"),
        ("no, that's all", "Goodbye"),
        ("no, I asked what your opening hours are", "any time"),
        ("and when are you open", "any time"),
    ],
)
@pytest.mark.usefixtures("in_doubt")
async def test_answer__asked_about__whatever_is_said_to_it_is_heard(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, reply: str
) -> None:
    async with open_talk(dialog) as talk:
        assert reply.lower() in (await talk.say("what's the cheapest thing you've got", said)).lower()


async def test_answer__that_is_sure__is_asked_nothing_about(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        assert "Does that answer" not in await talk.say("are you open on thanksgiving")


async def test_two_questions__of_which_one_is_answered__the_other_is_said_not_to_be_known(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        answered = await talk.say("hi, how much would the fastest one be and what will you do about the noise outside")

        assert "85 dollars" in answered and "I don't know that" in answered


async def test_question_led_in_by_wait__at_a_proposal__is_answered(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("I'd like to cancel my appointment")

        answered = await talk.say("oh wait actually is there a charge for cancelling that late?")

        assert "is free" in answered and "Shall I" in answered
        assert "cancel_appointment" not in talk.done


@pytest.mark.parametrize(
    "said", ["when will they call, I've that work thing at four", "so when would somebody ring me?"]
)
async def test_question_of_the_call_back__at_a_ticket__wishes_no_other_time(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        assert "open a ticket" in await talk.say("my internet is down")

        assert "Is that all right?" in await talk.say(said)
        assert "leave_message" not in [call.tool for call in talk.tool_calls]


async def test_what_the_caller_will_do__at_a_question_what_it_is_about__is_no_wish(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("hm so the thing with the thing")

        assert "anything else" in await talk.say("grand, I'll do it online so. Thanks a million")
        assert talk.agents == ["triage"]


async def test_two_answers_that_may_be_meant__are_no_question_between_them(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        assert "that is another company" in await talk.say(
            "Yes hello I am looking for the gas company, my boiler is off"
        )


@pytest.mark.parametrize("said", ["okay sorry to have bothered you", "nah you're grand", "no bother. cheers"])
async def test_leave_taken_in_other_words__is_no_wish(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog) as talk:
        replied = await talk.say("are you open on sunday", said)

        assert "Goodbye" in replied or "I'm here if" in replied


async def test_sorry_to_bother_you__at_the_start__hangs_up_on_nobody(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        assert "Goodbye" not in await talk.say("hello, sorry to bother you")


async def test_yes__with_a_question_about_the_business__does_it_and_answers(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want my money back")

        said = await talk.say("Okay go on, do it. Are you open at Christmas?")

    assert said.startswith("Done") and "I answer the phone at any time" in said


async def test_value__with_a_question_about_the_business__is_taken_and_the_question_answered(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("I need to move my appointment to Wednesday evening")

        said = await talk.say("Yes, Wednesday. Is it free?")

    assert "free" in said and said.endswith("Shall I do that?")


async def test_no_wait__with_a_question__is_answered_and_asked_again(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want my money back")

        said = await talk.say("No wait, before you do, when would it show up?")

        assert "comes off what you owe" in said and said.endswith("Shall I do that?")
        assert "request_refund" not in talk.done


async def test_behalf__asked_about_while_the_number_is_asked__is_answered_once(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, number=ANN.phone_number, agent="billing") as talk:
        await talk.say("My mom was charged twice, she says. Can I speak on her behalf?")

        said = await talk.say("I don't have her paper with me right now. Am I even allowed to ask for her?")

    assert said.count("whoever gives me its number") == 1


async def test_yes__with_another_payment_beside_it__is_done_on_the_next_yes(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        proposed = await talk.say("I can pay fifty-five on December fourth")

        again = await talk.say("Yes please, and the second half on Christmas day.")
        assert again.startswith("Nothing further") and again.endswith(proposed)
        assert "promise_payment" not in talk.done

        assert "noted that you'll pay 55 dollars" in await talk.say("yes")


async def test_yes__with_talk_beside_it__is_done_on_the_next_yes(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want my money back")

        again = await talk.say("Yes. It's only that my sister told me about it.")
        assert "Let's finish this" in again and again.endswith("Shall I do that?")
        assert "request_refund" not in talk.done

        assert "Done" in await talk.say("I said yes already! Yes.")


@pytest.mark.parametrize(
    ("beside", "answered"),
    [
        ("And what are your opening hours?", "About our opening hours"),
        ("And when is my technician coming?", "the colleague who plans our technicians' visits"),
        ("Is there an outage in my area?", "technical support"),
    ],
)
async def test_yes__with_a_question_of_something_else_beside_it__is_done_at_once_and_answered(
    open_talk: OpenTalk, dialog: BuildLlm, beside: str, answered: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want my money back")

        said = await talk.say(f"Yes, do that. {beside}")

        assert said.startswith("Done") and answered in said
        assert "request_refund" in talk.done


@pytest.mark.parametrize(
    "beside",
    ["What would that do to my bill?", "And I want my visit cancelled.", "Can I have a discount?", "Do you charge?"],
)
async def test_yes__with_what_it_may_hang_on_beside_it__is_asked_once_more(
    open_talk: OpenTalk, dialog: BuildLlm, beside: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("move my visit to Thursday afternoon please")

        again = await talk.say(f"Yes, do that. {beside}")

        assert "move_appointment" not in talk.done and again.endswith("?")


#: Prices by the plan's number alone, places of any name, other people's numbers, what one may do meanwhile.
OF_THE_BUSINESS = [
    ("How much I pay for three hundred?", "45"),
    ("what would the thousand cost a month?", "85"),
    ("do you have internet in Tampa?", "for each address"),
    ("We've just bought a house in Tampa, do you have internet there?", "for each address"),
    ("do you serve Chattanooga?", "for each address"),
    ("Could you tell me the number for the dentist on Maple Street?", "nobody else's number"),
    ("Do you know what number the doctor has?", "nobody else's number"),
    ("who works on the cable?", "Our own people"),
    ("do I need to switch it off and on when it's back?", "by itself"),
    ("Can I use my phone as a hotspot?", "mobile company"),
    ("do you sell a repeater for upstairs?", "booster of your own"),
    ("Is there a fee for stopping?", "month's notice"),
    ("how would I know which kind of visit it is?", "49 dollars"),
    ("is it a real person who rings?", "one of our people"),
    ("How do I get it back if I haven't got an account?", "comes off what you owe"),
]


@pytest.mark.parametrize(("asked", "told"), OF_THE_BUSINESS)
@pytest.mark.parametrize("before", [(), ("What plan am I on?", ANN.account_number, ANN.postcode)], ids=["", "billing"])
async def test_question__of_the_business__is_answered_by_whoever_is_asked(
    open_talk: OpenTalk, dialog: BuildLlm, before: tuple[str, ...], asked: str, told: str
) -> None:
    async with open_talk(dialog, number=ANN.phone_number) as talk:
        if before:
            await talk.say(*before)

        assert told in await talk.say(asked)


@pytest.mark.parametrize(
    "asked",
    [
        "And if the factory give me less, I can change the day after?",
        "if I call after the fourth can I do the forty-five then?",
        "If I pay the lot on Monday, am I all right?",
        "can I change the day if the money's late?",
    ],
)
async def test_promise__what_if_it_goes_otherwise__is_answered_and_passed_to_nobody(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("can I pay all of it next Monday?", "yes")

        assert "a new day takes the place" in await talk.say(asked)
        assert talk.agents == ["billing"]


@pytest.mark.parametrize("asked", ["can the date be changed?", "can we move it to another day?"])
async def test_promise__its_day_is_asked_about__is_no_visit(open_talk: OpenTalk, dialog: BuildLlm, asked: str) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("can I pay all of it next Monday?", "yes", asked)

        assert talk.agents == ["billing"]


@pytest.mark.parametrize(
    "said", ["There's no need to note anything, dear, I always pay.", "you needn't note it", "I don't need more time"]
)
async def test_promise__nothing_is_to_be_noted__ends_the_wish(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("Can I pay later?")

        assert "anything else" in await talk.say(said)
        assert talk.agents == ["billing"]


@pytest.mark.parametrize("asked", ["So what's she on now?", "what plan am I on?", "which one do they have at present?"])
async def test_plan__asked_where_it_cannot_be_seen__is_for_who_can(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, number=ANN.phone_number) as talk:
        await talk.say("how much is your internet?", asked)

        assert talk.agents == ["triage", "billing"]
