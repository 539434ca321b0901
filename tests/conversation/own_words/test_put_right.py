"""Wishes that callers put right, ask about first or tell in a story: what is meant counts; what can't be is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callcenter.business.sample_customers import ANN, BEN, CARA, DAN, FAY, SampleCustomer
from callcenter.business.sample_data import business_day
from callcenter.spoken.days.spans import first_day_of
from tests.conversation.conftest import BuildLlm, OpenTalk


@pytest.mark.parametrize(
    ("agent", "customer", "said", "answered"),
    [
        ("triage", FAY, "what do I owe, no wait, what's the late fee", "late fee of 10 dollars"),
        ("billing", FAY, "what do i owe no wait what's the late fee", "late fee of 10 dollars"),
        ("triage", DAN, "cancel my appointment, no sorry, when is my appointment", "You have an appointment"),
        ("triage", ANN, "is there an outage, uh, actually when are you open", "I answer the phone at any time"),
        ("triage", ANN, "what's my balance, no, when does the technician come", "I see no appointment"),
    ],
)
async def test_wish__taken_back_in_the_same_breath__is_not_served(
    open_talk: OpenTalk, dialog: BuildLlm, agent: str, customer: SampleCustomer, said: str, answered: str
) -> None:
    async with open_talk(dialog, of=customer, agent=agent) as talk:
        assert answered in await talk.say(said)
        assert len(talk.tool_calls) == 1


async def test_i_mean__that_leads_in_a_reason__takes_nothing_back(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I want a refund of ten dollars, I mean I pay every month and then nothing works")

        assert [call.tool for call in talk.tool_calls] == ["request_refund"]


@pytest.mark.parametrize(
    ("customer", "first", "then", "answered"),
    [
        (ANN, "can you change my number", "no, I meant my address", 'online account under "Moving"'),
        (ANN, "what's my balance", "no, I meant my appointment", "I see no appointment"),
        (FAY, "can you tell me about my bill", "not the bill, the late fee", "late fee of 10 dollars"),
    ],
)
async def test_wish__with_its_matter_put_right__is_served_as_meant(
    open_talk: OpenTalk, dialog: BuildLlm, customer: SampleCustomer, first: str, then: str, answered: str
) -> None:
    async with open_talk(dialog, of=customer) as talk:
        await talk.say(first)

        assert answered in await talk.say(then)


async def test_proposal__where_another_matter_was_meant__is_declined_and_that_is_served(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment")

        said = await talk.say("no, I meant my contract")

        assert "All right, I won't do that." in said and "a month's notice" in said
        assert not talk.call.agreement.open and "cancel_appointment" not in talk.done


async def test_value_put_right__at_a_proposal__changes_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("book a technician for monday morning")

        assert "in the afternoon, between noon and 4 PM;" in await talk.say("no, I meant the afternoon")


async def test_digit_put_right__after_both_numbers__needs_neither_again(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe", "four zero seven one eight eight two four, oh two one three nine")

        said = await talk.say("sorry, the last digit is a three")

        assert said.startswith("4 0 7 1, 8 8 2 3, thank you.") and "You owe 95 dollars" in said


async def test_weekday__after_a_week_was_named__is_of_that_week(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    named = "my check comes the week after next so can you wait until then"
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert await talk.say(f"I can't pay now, {named}") == "On which day can you pay?"

        await talk.say("friday")

        monday = first_day_of(named, business_day())
        assert monday is not None
        assert talk.tool_calls[-1].arguments["pay_on"] == (monday + timedelta(days=4)).isoformat()


async def test_part_of_day__where_it_was_asked_which_day__leaves_the_day_to_be_asked(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("can I change my appointment", "monday or tuesday")

        assert (await talk.say("evening")).startswith("I have Monday")
        assert "to Tuesday" in await talk.say("tuesday")


async def test_all_of_it__in_place_of_half__is_all(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        said = await talk.say("I want to pay half in ten days, no, actually all of it in ten days")

        assert "pay 110 dollars by" in said


async def test_wish__in_place_of_the_account_number__is_taken_up(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="support") as talk:
        await talk.say("test my line please", "yes")

        await talk.say("no I want a technician today")

        assert talk.agents[-1] == "appointments"


@pytest.mark.parametrize(
    ("agent", "said", "tool"),
    [
        ("billing", "is this the billing because I was on hold forever okay so I need more time", "promise_payment"),
        ("billing", "was charged to times for fiber want money bag", "request_refund"),
        ("appointments", "need move appointment please quick", "move_appointment"),
        ("support", "internet down", "run_line_test"),
        ("billing", "hi i wanna no how much do i oh", "get_balance"),
    ],
)
async def test_wish__hurried_and_badly_heard__is_understood(
    open_talk: OpenTalk, dialog: BuildLlm, agent: str, said: str, tool: str
) -> None:
    async with open_talk(dialog, of=DAN, agent=agent) as talk:
        await talk.say(said)

        tools = [call.tool for call in talk.tool_calls]
        assert tools[:1] == [tool] or (tool == "promise_payment" and not tools and "can you pay?" in talk.said[-1])


@pytest.mark.parametrize(
    "said", ["do you guys do saturdays? for the technician I mean", "do technicians come on sundays?"]
)
async def test_visit_days__asked_by_whoever_calls__are_told_without_an_account(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog) as talk:
        assert "Monday to Saturday" in await talk.say(said)


async def test_saturday__wished_for_a_technician__is_no_question_of_days(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA) as talk:
        assert "Monday to Saturday" not in await talk.say("can a technician come on saturday")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("i'm not a customer, I just want to know what fiber costs", "three plans"),
        ("I'm not even a customer", "Without an account I can tell you"),
    ],
)
async def test_account_number__not_a_customer__is_let_go(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, answer: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe")

        assert answer in await talk.say(said)


async def test_account_number__looked_for__waits(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe")

        assert "Take your time" in await talk.say("I have a letter here somewhere, hold on a moment")


async def test_call_back__with_what_it_is_for__is_proposed_at_once(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        proposed = await talk.say("call me tomorrow at three and tell me if it's done, the outage I mean")

        assert "at 3 PM" in proposed and proposed.endswith("Is that all right?")


async def test_call_back__about_one_after_lunch__keeps_the_hour(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        await talk.say("can somebody call me tomorrow around one, after lunch, I can't talk now")

        asked_again = await talk.say("yes, that's what I want")
        proposed = await talk.say("the bill, it's wrong")

        assert "What is it about" in asked_again
        assert "at 1 PM" in proposed


async def test_call_back__hour_said_at_the_proposal__is_taken_over(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        await talk.say("can somebody call me tomorrow afternoon", "the bill, it's wrong")

        assert "at 1 PM" in await talk.say("yes but at one o'clock, I only have my lunch break")
        assert "leave_message" not in talk.done


async def test_message__goodbye_in_place_of_it__is_none(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        await talk.say("can somebody call me tomorrow")

        assert "Goodbye" in await talk.say("oh for heaven's sake, no, goodbye")
        assert "leave_message" not in talk.done


async def test_message__as_we_told_to_say__is_taken_with_its_words(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        told = await talk.say("did you get my payment of 50 dollars on november nineteenth")
        proposed = await talk.say("take a message then, say she paid fifty on november nineteenth")

        assert "Yes" not in told and "none of that amount since" in told
        assert "I'll take your message" in proposed


@pytest.mark.parametrize("said", ["actually no. monday's fine, keep it as it is", "no, leave it the way it was"])
async def test_move__left_as_it_is__is_not_moved_within_the_day(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("I need to move my technician to the tenth of december in the evening")

        assert (await talk.say(said)).startswith("All right, I won't do that.")
        assert "it stays as it is" in await talk.say("just leave it the way it was")


async def test_either_of_two_days__in_the_first_words__is_looked_for(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA) as talk:
        heard = await talk.say("I need a technician on Tuesday or Wednesday morning, internet keeps dropping")

        assert "Which day would suit you?" not in heard
        assert "list_slots" in [call.tool for call in talk.tool_calls]


async def test_late_fee__in_a_story__is_no_promise(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY) as talk:
        heard = await talk.say(
            "i wanted to know if you could take the late fee off, i've been in hospital you see, three weeks, "
            "and nobody got the mail"
        )

        assert "refund" in heard


async def test_part_of_what_is_due__proposed__says_that_the_rest_stays_due(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "The other 50 dollars will stay due on " in await talk.say("can I pay sixty on the tenth of december")


async def test_booking__beyond_the_calendar__has_a_way_out(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        told = await talk.say("I need a technician on the twentieth of march in the morning")
        asked = await talk.say("take a message")

        assert "I can take a message" in told
        assert "What is it about" in asked


async def test_move__same_day__is_the_day_of_our_question(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("could my technician come a bit later, like after ten", "same day, just later")
        proposed = await talk.say("the afternoon")

        assert "in the morning to" in proposed and proposed.endswith(
            "in the afternoon, between noon and 4 PM. Shall I do that?"
        )


async def test_part_of_day__asked_for__says_which_day(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        asked = await talk.say("book me somebody for the tenth of december")

        assert "December 10th, then. Would you like the morning" in asked


async def test_two_payments__half_each__are_asked_of_the_first(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        proposed = await talk.say("can I pay half on the tenth of december and half on the eighteenth")

        assert "pay 55 dollars" in proposed and "December 10th" in proposed


async def test_amount_and_day__after_a_no__are_no_noise(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("what do I owe")

        assert not (await talk.say("no forty on monday")).startswith("All right. Is there anything else")


async def test_one_of_two__turned_down_before_the_other__is_the_other(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        asked = await talk.say("yeah I wanna cancel")
        told = await talk.say("the technician no, the whole thing")

        assert "ending your contract" in asked and "a technician's visit" in asked
        assert "a month's notice" in told


async def test_call_back__once_it_is_fixed__is_a_message(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        assert "I'll take your message" in await talk.say("call me when it's fixed")


async def test_leave_it__said_of_what_is_done__is_not_told_as_kept(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment", "yes")

        assert not (await talk.say("oh no, leave it the way it was")).startswith("All right. Is there anything else")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("can you tell him to come round the back", 'It says: "Please come round the back"'),
        ("yes, a note for him", "What should the technician know?"),
    ],
)
async def test_word_for_the_technician__is_not_answered_with_the_day(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when is my technician coming")

        assert told in await talk.say(said)


async def test_the_fifty__of_all_that_is_due__is_not_taken_for_all(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("what do I owe")

        heard = await talk.say("yeah the fifty, I'll pay that on monday, the other one when it's due")

        assert "110" not in heard


async def test_yes__with_one_in_their_own_language__is_a_yes(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment")

        assert "is cancelled" in await talk.say("ja. yes, please")


async def test_account_number__put_right_beside_the_zip__is_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe", "four oh seven one, eight eight three three")

        said = await talk.say("No, it ends two two three. The zip's 02139.")

    assert "4 0 7 1, 8 2 2 3" in said or "8 2 2 3" in said


async def test_account_number__said_anew_with_the_zip__is_taken(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe", "four oh seven one, eight eight three three")

        said = await talk.say("No, no. The account is 4071 8823. The zip is oh two one three nine.")

    assert "I've found your account" in said


async def test_last_four_digits__of_the_account__are_no_beginning_of_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe")

        said = await talk.say("I've only got the last four. Two six seven five.")

    assert "so far" not in said and "4 2 6 7 5" not in said


async def test_ticket_number__in_the_first_words__is_no_account_number(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="support") as talk:
        said = await talk.say(
            "I've got a ticket number, four hundred thousand one twenty three. What's happening with it?"
        )

    assert "What's your account number?" in said


async def test_technician__wanted_in_place_of_a_call_back__is_booked_and_no_call_noted(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say("my internet is down")

        said = await talk.say("Ah, no signal. Can you not send somebody tomorrow? I need internet for work.")

    assert "technician" in said and "call you back" not in said


@pytest.mark.parametrize(
    ("said", "amount_cents", "is_fourth"),
    [
        ("No! Sixty. On the fourth.", 6000, True),
        ("Yes, that's right. So no late fee on the whole bill?", 6000, False),
    ],
)
async def test_payment_proposed__answered_in_several_sentences__is_just_what_they_say(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, amount_cents: int, is_fourth: bool
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        first = "Can I pay 110 on the tenth" if is_fourth else "Can I pay sixty on the tenth"
        assert "Shall I" in await talk.say(first)

        await talk.say(said)

        asked = [call.arguments for call in talk.tool_calls if call.tool == "promise_payment"][-1]
        assert asked.get("amount_cents", amount_cents) == amount_cents
        assert not is_fourth or str(asked["pay_on"]).endswith("-04")


async def test_weekday_with_a_date_after_it__goes_by_the_date(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    friday = business_day() + timedelta(days=(4 - business_day().weekday()) % 7 or 7)
    wanted = friday + timedelta(days=7)
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say(f"I can pay sixty on {friday:%B} {friday.day}")

        await talk.say(f"No, not then, the Friday after. {wanted:%B} {wanted.day}.")

        asked = [call.arguments for call in talk.tool_calls if call.tool == "promise_payment"][-1]
        assert asked["pay_on"] == wanted.isoformat() and asked["amount_cents"] == 6000
