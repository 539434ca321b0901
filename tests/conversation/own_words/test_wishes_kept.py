"""Callers who say it their own way: what they want is not lost, and what they are told is the answer to it."""

from __future__ import annotations

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, BEN, CARA, DAN, EVE, FAY
from callcenter.business.sample_data import business_day, working_days
from callcenter.domain.routing.duties import Duties, Emergency
from callcenter.domain.tool_answer import Outcome
from tests.conversation.conftest import BuildLlm, OpenTalk
from tests.conversation.test_duties import DIAL, WORDS


@pytest.mark.parametrize(
    "asked",
    ["When will I see it in my bank?", "so when is that on my credit card?", "how soon is the money at my bank?"],
)
async def test_refund__asked_when_it_is_at_the_bank__hears_that_it_goes_to_none(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice", "yes please")
        assert "request_refund" in talk.done

        assert "doesn't go to a card or a bank" in await talk.say(asked)


@pytest.mark.parametrize(
    "said",
    [
        ["what do I owe", "okay and can I pay half of it next friday?"],
        ["what do I owe", "half on friday, would that be ok?"],
        ["Can I pay half on Monday and the rest at the end of the month?"],
        ["can I pay in two goes?", "half on monday"],
        ["I'd like to pay my bill in two instalments", "half of it", "on monday"],
        ["can I pay on monday?", "no, just half of it"],
    ],
)
async def test_half_of_what_is_owed__is_proposed_as_its_amount(
    open_talk: OpenTalk, dialog: BuildLlm, said: list[str]
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "pay 55 dollars by" in await talk.say(*said)
        assert "promise_payment" not in talk.done

        told = await talk.say("yes")

        assert "The other 55 dollars will stay due on " in told and ", since I can note one payment only." in told


@pytest.mark.parametrize("number", ["95017342", "nine five oh one seven three four two", "30307"])
async def test_amount__answered_with_an_account_number_or_a_zip_code__is_still_asked_for(
    open_talk: OpenTalk, dialog: BuildLlm, number: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "How much will you pay?" in await talk.say("can I pay a part of it on monday?")

        said = await talk.say(number)

        assert said.endswith("How much will you pay?") and "dollars" not in said


@pytest.mark.parametrize(
    "said",
    ["hmm, or no, forget the technician, just tell me my balance", "no forget the visit, what do I owe"],
)
async def test_proposal__dropped_for_another_wish__that_is_taken_up_and_nothing_done(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("book a technician as soon as possible", "the first one")

        await talk.say(said)

        assert talk.agents[-1] == "billing"
        assert "book_appointment" not in talk.done


@pytest.mark.parametrize(
    "said", ["anything but the morning, I work nights and sleep till noon", "not in the morning please"]
)
async def test_day__answered_with_a_time_of_day_that_wont_do__others_are_offered(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        assert "Which day" in await talk.say("book a technician")

        offered = await talk.say(said)

        assert "Which one suits you?" in offered and "morning" not in offered
        assert talk.agents == ["appointments"]


@pytest.mark.parametrize(
    "said", ["the one I'm calling from, don't you see it?", "on this number", "ok then on this number"]
)
async def test_call_back__on_the_number_called_from__takes_the_place_of_one_that_is_never_called(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        await talk.say("can somebody call me back on 900 555 0123", "my outage")

        assert "on the number you're calling from. It says: " in await talk.say(said)

        await talk.say("yes")
    assert (
        await sample_database.fetchval("SELECT callback_number FROM ticket WHERE agent = 'triage'") == ANN.phone_number
    )


async def test_message__only_a_number_was_said__is_asked_for_again(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        assert "What is it about" in await talk.say("can someone call me about it?")

        assert "What is it about" in await talk.say("617 555 0188")


@pytest.mark.parametrize("asked", ["how long's that gonnae be?", "When you call me?", "and when will they call?"])
async def test_ticket__asked_when_the_call_comes__hears_what_was_noted(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say("my internet is down", "yes")
        assert "open_ticket" in talk.done

        assert "I can't promise when" in await talk.say(asked)


async def test_ticket__offered_since_no_person_was_free_and_wanted_later__is_written(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, person="busy") as talk:
        await talk.say("a person please", "a human!")

        await talk.say("ok open a ticket then", "my line keeps dropping", "yes")

        assert "open_ticket" in talk.done


async def test_two_wishes__of_two_agents_in_one_question__are_both_answered(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("two things: when's my appointment, and what do I owe?")

        assert {"get_appointment", "get_balance"} <= set(talk.done)


async def test_words_that_are_none__are_not_taken_down(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        assert "taken that down" not in await talk.say("um", "...")


async def test_question_about_the_recording__after_something_was_told__does_not_tell_it_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("what do I owe")

        assert "110 dollars" not in await talk.say("so are you recording this?")


async def test_promise__asked_whether_the_one_before_still_stands__changes_nothing(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("can I pay sixty dollars in two weeks", "yes")
        proposed = await talk.say("can I pay fifty dollars in three weeks")
        assert proposed.startswith("In place of your promise")

        assert (await talk.say("so is the sixty on the fifteenth still noted?")).endswith(proposed)


# -- danger ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["nobody cares anyway", "no, it makes no difference", "the fire is out of control"])
async def test_danger__not_over_by_what_the_caller_says__they_hear_whom_to_call_once_more(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("there's a fire in my kitchen")

        assert await talk.say(said) == DIAL


@pytest.mark.parametrize("named", ["I want to kill myself", "I don't want to live any more", "I'm suicidal"])
async def test_danger_to_self__named__hears_the_crisis_line_and_is_offered_a_person(
    open_talk: OpenTalk, dialog: BuildLlm, named: str
) -> None:
    duties = Duties(emergency=Emergency(crisis_line="988"))
    async with open_talk(dialog, duties=duties) as talk:
        said = await talk.say(named)

        assert "9 8 8" in said and DIAL in said and said.endswith(WORDS.shall_connect)

        assert await talk.say("yes") == WORDS.connecting_person
        await talk.call.leg.ended
        assert talk.person == ["transferred"]


@pytest.mark.parametrize(
    "said", ["I don't know", "nothing", "hm", "what for", "nobody cares anyway", "no", "bye", "I just feel so alone"]
)
async def test_danger_to_self__no_clear_answer__stays_with_it_without_any_topic(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("what do I owe", "I can't take it any more, I want to kill myself")

        for heard in (await talk.say(said), await talk.say("I don't know")):
            assert "9 1 1" in heard and "account number" not in heard and "help you" not in heard


@pytest.mark.parametrize("said", ["yes please", "ok", "okay"])
async def test_danger_to_self__no_person_is_free__hears_whom_to_call(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, person="busy") as talk:
        await talk.say("I want to kill myself", said)
        while not talk.said[-1].startswith(WORDS.nobody_free):
            await talk.session.wait_for_idle()

        assert DIAL in talk.said[-1]


@pytest.mark.parametrize("said", ["I'm fine, I didn't mean it", "what do I owe on my bill"])
async def test_danger_to_self__over_or_another_wish__goes_on(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("I want to kill myself")

        assert "9 1 1" not in await talk.say(said)


@pytest.mark.parametrize("said", ["no", "no everything's good now"])
async def test_danger__over__the_call_goes_on(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("there's a fire in my kitchen")

        assert (await talk.say(said)).startswith(WORDS.going_on)


async def test_number__gone_on_with_right_after_a_danger__is_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe", "six two oh three", "there's smoke coming out of the modem")

        assert "6 2 0 3, 8 8 1 7" in await talk.say("eight eight one seven")


async def test_question__with_the_numbers_it_takes__where_a_day_was_asked_for__is_answered(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, number=FAY.phone_number, agent="billing") as talk:
        assert "On which day" in await talk.say("I'd like to pay later.")
        said = await talk.say(f"Can you tell me what I owe? It's {FAY.account_number}, zip {FAY.postcode}.")

    assert "You owe 110 dollars" in said


@pytest.mark.parametrize(
    "said",
    [
        ["yes ok. but I prefer the technician come, saturday"],
        ["yes, but I'd sooner a technician came"],
        ["call me on saturday then", "no no. I want technician come to my house on saturday"],
    ],
)
async def test_technician_wished__where_a_call_is_proposed__is_no_time_to_call(
    open_talk: OpenTalk, dialog: BuildLlm, said: list[str]
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        assert "I'll open a ticket" in await talk.say("my internet is down")

        await talk.say(*said)

        assert talk.agents[-1] == "appointments" and "leave_message" not in talk.done


@pytest.mark.parametrize("said", ["take a message", "call me back please"])
async def test_message__answered_with_the_wish_for_one__is_asked_for_still(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        assert "What is it about" in await talk.say("can somebody call me back?")

        assert (await talk.say(said)).endswith("What is it about, in a few words?")


async def test_question_beside_a_yes__is_answered_when_it_is_done(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I want my ten dollars back, the late fee")

        said = await talk.say("Yes. When would I see that?")

    assert "request_refund" in talk.done and "answer by " in said and "Now to the other thing." in said


@pytest.mark.parametrize(
    "said", ["yes please. and who does that?", "the morning. yes please. and the ticket, you make it too?"]
)
async def test_more_beside_a_yes__does_not_have_the_proposal_dropped(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=BEN, agent="appointments") as talk:
        proposed = await talk.say("I need a technician on Monday morning")

        assert "Your appointment" in proposed or "I'll book the technician" in proposed
        await talk.say(said, "yes")

    assert "book_appointment" in talk.done


async def test_question_beside_a_part_of_the_day__is_answered_at_once(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=EVE, agent="appointments") as talk:
        assert "Would you like the morning" in await talk.say("I need a technician on Monday")

        said = await talk.say("the morning is good. Is he the same fella?")

        assert "I can't see which of our technicians comes" in said and said.endswith("Shall I do that?")


async def test_two_questions__of_which_the_first_is_no_answer__are_both_served(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        told = await talk.say("I can't do mornings, when can he come and do I need to be in")

    assert "You have an appointment" in told and "has to be at home" in told


async def test_matter_named_after_a_wish__is_asked_about_after_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("I need to cancel my appointment. And then the bill.")

        assert "pass you to my colleague in billing" in await talk.say("yes") or "the other thing" in talk.said[-1]


@pytest.mark.parametrize("asked", ["If I cancel now, when could I get another one?", "so is it cancelled then?"])
async def test_question_at_a_proposal__unlike_any_answer__is_told_none(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment")

        assert "49 dollars" not in await talk.say(asked)


async def test_amount_asked_back__at_a_proposal__is_no_other_amount(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    day = list(working_days(business_day()))[4]
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "110 dollars" in await talk.say(f"Can I pay on {day:%B} {day.day}")

        said = await talk.say("A hundred and ten? It was ninety-five last I looked. What is the rest?")

    assert "110 dollars" in said and "How much" not in said


async def test_leave__with_a_no_to_a_proposal__hears_that_it_is_not_done(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment")
        await talk.say("No, that's it")

    assert "I won't do that." in " ".join(talk.said[-2:]) and "end_call" in talk.done


async def test_message__with_a_goodbye_in_the_same_breath__is_written_down(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA) as talk:
        await talk.say("take a message please")

        assert "I'll take your message" in await talk.say("moving house! bye")


async def test_outage_asked_after__with_a_zip_code__where_an_account_is_asked_for__is_looked_up(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="support") as talk:
        assert "account number" in await talk.say("my wifi's dead since this morning. what do I do")

        await talk.say("can you at least tell me if it's down round here? 98103")

    assert "check_outage" in talk.done


async def test_day_in_doubt__with_the_part_of_it__is_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=EVE, agent="appointments") as talk:
        asked = await talk.say("I need a technician", "eh, as soon as possible. tomorrow?")
        if "Do you mean" in asked:
            assert "in the morning" in await talk.say("the morning is good")


@pytest.mark.parametrize("said", ["I'd rather talk to a human but not now", "I've no wish for a person"])
async def test_person__not_wanted__is_not_fetched(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say(said)

    assert not talk.person


@pytest.mark.parametrize(
    ("said", "agents"),
    [
        ("I want to cancel my appointment and my internet is slow", ["triage", "appointments", "support"]),
        ("I moved house last week and my internet is slow", ["triage", "support"]),
    ],
)
async def test_wish_and_matter__in_one_sentence__are_both_served(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, agents: list[str]
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say(said)
        if "Shall I do that?" in talk.said[-1]:
            await talk.say("yes")

        assert talk.agents == agents


_BESIDE_A_YES = [
    "Yes, put that in. And can I pay sixty on the seventh?",
    "Oh, that'd be amazing, yes, please put that in. And I don't get paid till the seventh, is it okay if I pay sixty?",
    "Yes please. And the fifty that's left, can I do that on the twenty-second?",
    "Sure, do it. And the internet is slow too, can you look at that?",
    "Yes, yes. And can I speak to a person afterwards?",
    "Yes, do that. My mother wants to talk to somebody about her line as well.",
    "Yes. Go ahead. I hope it doesn't happen again.",
]


@pytest.mark.parametrize("first", _BESIDE_A_YES)
@pytest.mark.parametrize("second", ["Yes. And the rest I can pay on the tenth.", "Yes please. The internet is slow."])
async def test_yes_with_sentences_beside_it__changes_nothing_and_is_taken_the_second_time(
    open_talk: OpenTalk, dialog: BuildLlm, first: str, second: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I want the late fee off", "can you take it off please")
        asked = await talk.say(first)
        assert "request_refund" not in talk.done
        assert asked.endswith("?") and not asked.endswith(("refunded?", "person for you?"))

        await talk.say(second)

        assert "request_refund" in talk.done
        refunds = [fact for fact in talk.tool_calls if fact.tool == "request_refund"]
        assert [fact.arguments for fact in refunds if fact.outcome is not Outcome.DONE] == [{"charge": "late-fee"}]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Yes. And what are your prices?", "Yes. Actually no."),
        ("Yes. And what are your prices?", "Yes, if it costs nothing."),
        ("Yes. And what are your prices?", "Yes. Wait."),
        ("Yes. And what are your prices?", "Okay. And what are your prices?"),
        ("Yes. And what are your prices?", "And who decides that?"),
        ("Yes. And what are your prices?", "Yes. My husband has to agree first."),
        ("Yes. And what are your prices?", "Yes. I don't know."),
        ("Yes. And what are your prices?", "Yes. Is it worth it?"),
        ("Yes. I don't know.", "Yes. Nobody's home then."),
        ("Hm, maybe. And what are your prices?", "Yes. And what are your prices?"),
    ],
)
async def test_yes_with_sentences_beside_it__and_then_none_that_stands__does_nothing(
    open_talk: OpenTalk, dialog: BuildLlm, first: str, second: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I want the late fee off", "can you take it off please", first, second)

        assert "request_refund" not in talk.done


@pytest.mark.parametrize(
    "said", ["And I don't get paid till the seventh, is it okay if I pay sixty?", "can I pay sixty on friday?"]
)
async def test_refund_proposed__payment_asked_about__is_asked_for_once_more_as_it_was(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I want the late fee off")
        asked = await talk.say(said)

        assert "I won't do that" not in asked and asked.endswith("?")
        await talk.say("yes please")
        assert "request_refund" in talk.done


async def test_cancellation_proposed__payment_wished_beside_it__waits_for_the_answer(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my visit please")
        asked = await talk.say("can I pay sixty on friday?")

        assert asked.startswith("Let's finish this before the rest.") and asked.endswith("Shall I do that?")
