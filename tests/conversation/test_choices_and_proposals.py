"""What callers answer to a choice of two, a proposal, an offered person: taken up or answered, and never a loop."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import ANN, BEN, CARA, DAN, FAY
from callcenter.business.sample_data import business_day, working_days
from tests.conversation.conftest import BuildLlm, OpenTalk, Talk

_MOVE = "move my appointment"


def _tool(talk: Talk) -> dict[str, object]:
    """Return the arguments of the last tool that was called."""
    return dict(talk.tool_calls[-1].arguments)


@pytest.mark.parametrize(
    ("said", "is_later"),
    [
        ("Both!", False),
        ("either is fine", False),
        ("whichever is earlier", False),
        ("the sooner the better", False),
        ("I don't mind", False),
        ("you choose", False),
        ("whatever suits you", False),
        ("the later one", True),
        ("whichever comes last", True),
        ("the second", True),
    ],
)
async def test_choice_of_two_days__left_to_us__is_made(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, is_later: bool
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        asked = await talk.say("can I pay later?", "the third of December or the eighth")
        await talk.say(said)

        assert asked.startswith("Do you mean ") and "Shall I note that?" in talk.said[-1]
        assert str(_tool(talk)["pay_on"]).endswith("-08" if is_later else "-03")
        assert talk.done == []


@pytest.mark.parametrize("said", ["neither", "no", "none of them"])
async def test_choice_of_two_days__neither__asks_for_the_day_anew(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("can I pay later?", "the third of December or the eighth", said)

        assert talk.said[-1].endswith("On which day can you pay?") and talk.tool_calls == []


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        ("not too early", {"not_in": "morning"}),
        ("nothing too early please", {"not_in": "morning"}),
        ("I'm at work till three", {"part_of_day": "evening"}),
        ("I'm busy until noon", {"not_in": "morning"}),
        ("the one with mornings", {"part_of_day": "morning"}),
        ("whichever has an evening", {"part_of_day": "evening"}),
        ("not late", {"not_in": "evening"}),
    ],
)
async def test_choice_of_two_days__narrowed_by_the_time__lists_what_there_is(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, listed: dict[str, str]
) -> None:
    first, second = list(working_days(business_day()))[4], list(working_days(business_day()))[7]
    async with open_talk(dialog, of=ANN, agent="appointments") as talk:
        await talk.say("book a technician", f"{first:%B} {first.day} or {second:%B} {second.day}")
        await talk.say(said)

        assert talk.tool_calls[-1].tool == "list_slots"
        assert _tool(talk) == {**listed, "from_day": first.isoformat()}


async def test_choice_of_two_days__not_understood__offers_a_person_and_takes_the_day_after_all(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        asked = await talk.say("can I pay later?", "the third of December or the eighth")
        again = await talk.say("banana")
        offered = await talk.say("banana split")
        await talk.say("no, the eighth")

        assert asked in again and offered.endswith("Shall I get a person for you?")
        assert str(_tool(talk)["pay_on"]).endswith("-08")


async def test_value_never_got__after_a_person_was_declined__ends_in_an_offer(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("can I pay later?", "banana", "banana split", "purple")
        await talk.say("no", "blue", "green", "grey")

        assert "Shall I open a ticket, so that somebody calls you back?" in talk.said[-1]


@pytest.mark.parametrize(
    ("said", "day", "cents"),
    [
        ("No, I just told you, December fifteenth, fifty dollars", "-12-15", 5000),
        ("no. the fifteenth of December", "-12-15", None),
        ("I said the fifteenth of December!", "-12-15", None),
    ],
)
async def test_value__given_where_a_person_was_offered__is_taken(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, day: str, cents: int | None
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        offered = await talk.say("can I pay later?", "banana", "banana split", "purple")
        await talk.say(said)

        assert offered.endswith("Shall I get a person for you?")
        assert str(_tool(talk)["pay_on"]).endswith(day) and _tool(talk).get("amount_cents") == cents


async def test_account_number__given_where_a_person_was_offered__is_taken(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, number=FAY.phone_number, agent="billing") as talk:
        await talk.say("how much do I owe?", "purple cow", "green horse", "red dog")
        said = await talk.say(f"it's {FAY.account_number}")

        assert said.endswith("And the ZIP code of the address?")


@pytest.mark.parametrize(
    ("said", "agents", "answer"),
    [
        ("no, cancel the Tuesday one", ["triage", "appointments"], "I'll cancel your appointment"),
        ("no, when is my appointment?", ["triage", "appointments"], "You have an appointment"),
        ("no, my internet is down", ["triage", "support"], "I've tested your line"),
    ],
)
async def test_wish__where_a_person_was_offered__is_taken_up(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, agents: list[str], answer: str
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        offered = await talk.say("purple horse", "green cow", "red dog")
        await talk.say(said)

        assert offered.endswith("Shall I get a person for you?")
        assert talk.agents == agents and answer in " ".join(talk.said)


@pytest.mark.parametrize(
    "said", ["no", "no thanks", "no, not today", "nope, that's fine", "No, that's all right, I'll have him call."]
)
async def test_person__plainly_declined__is_not_fetched_and_gives_no_value(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("can I pay later?", "banana", "banana split", "purple", said)

        assert talk.person == [] and talk.tool_calls == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("What time is that then, not too early I hope?", "between 8 AM and noon"),
        ("what time is that?", "between 8 AM and noon"),
        ("who's coming?", "I can't see which of our technicians comes."),
        ("how long does he stay?", "about an hour"),
        ("does it cost anything?", "is free"),
        ("is it the same guy as last time, not the rude one?", ""),
    ],
)
async def test_question__at_a_proposal__is_answered_and_it_stands(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, answer: str
) -> None:
    day = list(working_days(business_day()))[6]
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(f"move my appointment to {day:%B} {day.day} in the morning")
        heard = await talk.say(said)

        assert answer in heard and heard.endswith("Shall I do that?")
        assert "move_appointment" not in talk.done
        await talk.say("yes")
        assert talk.done[-1] == "move_appointment"


@pytest.mark.parametrize("said", ["is there anything earlier?", "no, anything sooner?", "do you have an earlier slot?"])
async def test_earlier_time__asked_for_at_a_proposal__lists_from_the_first(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    day = list(working_days(business_day()))[6]
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(f"move my appointment to {day:%B} {day.day} in the morning", said)

        assert talk.tool_calls[-1].tool == "list_slots" and "Which one suits you?" in talk.said[-1]


async def test_another_day__in_place_of_a_cancellation__is_a_move(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment", "never mind, what about Thursday?")

        assert talk.tool_calls[-1].tool == "move_appointment" and talk.done == []


@pytest.mark.parametrize(
    "said",
    [
        "Tell me first, does it cost anything?",
        "before I give you that, is it free?",
        "one question first, is it free?",
        "and is it free?",
        "I already said no, is there a charge?",
        "first of all, does it cost anything",
    ],
)
async def test_price__asked_before_the_account_number_is_given__is_told_first(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, number=DAN.phone_number, agent="appointments") as talk:
        await talk.say("I want to move my appointment")
        heard = await talk.say(said)

        assert "is free" in heard and "account number" in heard


async def test_questions__three_of_them_before_a_value__are_answered_and_no_person_is_offered(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, number=DAN.phone_number, agent="appointments") as talk:
        await talk.say("I want to move my appointment", "is it free?", "why do you need that?")
        heard = await talk.say("how long does a visit take?")

        assert "about an hour" in heard and "account number" in heard


@pytest.mark.parametrize(
    "said",
    [
        "yes please, whenever he can",
        "yes please, and sorry about that",
        "yes, sorry for the trouble",
        "yes please, no rush",
        "yes lovely, thanks ever so much, sorry for the bother",
    ],
)
async def test_yes__with_kind_words__is_asked_for_once(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment", said)

        assert talk.done == ["cancel_appointment"]


@pytest.mark.parametrize(
    ("said", "then"),
    [
        ("Good, yes, cancel. And the contract?", "ending your contract"),
        ("yep, that's fine, now the next thing", "What exactly can I do for you?"),
        ("yes and I have another question", "What exactly can I do for you?"),
        ("yep and next thing, my bill", "bill"),
        ("yes, and then I want to ask about my internet", "I've tested your line"),
    ],
)
async def test_yes__with_a_further_wish__is_done_and_that_after_it(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, then: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment", said)

        assert talk.done[0] == "cancel_appointment" and then in " ".join(talk.said)


@pytest.mark.parametrize(
    ("asked", "said", "answer"),
    [
        ("cancel my appointment", "yes, but after four", "I can't set a time of day for that."),
        (
            f"{_MOVE} to {{day}} in the afternoon",
            "yes, but after four",
            "in the evening, between 4 PM and 8 PM. Shall I do that?",
        ),
    ],
)
async def test_yes__with_another_time__is_no_yes_to_the_one_proposed(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str, said: str, answer: str
) -> None:
    day = list(working_days(business_day()))[6]
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(asked.format(day=f"{day:%B} {day.day}"))
        heard = await talk.say(said)

        assert answer in heard and talk.done == []


@pytest.mark.parametrize(
    "said",
    [
        "when would they call? I'm at the doctor's Monday",
        "when will they ring? I've got a meeting on Tuesday",
        "ok thanks, and when will someone ring me? I'm on night shifts this week",
    ],
)
@pytest.mark.parametrize("before", [(), ("open a ticket", "slow wifi in the loft")])
async def test_day_of_a_remark__beside_a_question_of_the_call__books_nothing(
    open_talk: OpenTalk, dialog: BuildLlm, before: tuple[str, ...], said: str
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say(*before, said)

        assert talk.agents == ["support"] and "not promised" in " ".join(talk.said)


@pytest.mark.parametrize(
    "said",
    [
        "I'm moving on the fifteenth",
        "we're leaving on the third",
        "I'm in hospital until the tenth",
        "we move out on the twelfth, can you stop the bills?",
    ],
)
async def test_day_of_a_remark__is_no_promise_to_pay(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say(said)

        assert "promise_payment" not in [call.tool for call in talk.tool_calls]


async def test_no_with_another_matter__to_a_payment__is_taken_up(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        heard = await talk.say("can I pay on the fifteenth?", "no, I'm moving")

        assert 'under "Moving"' in heard and talk.done == ["look_up_answer"]


@pytest.mark.parametrize(
    ("said", "next_said", "postcode"),
    [
        ("oh two one forty nine. Or thirty nine? Wait. Thirty nine", "", "02139"),
        ("oh two one three nine, or is it four nine", "three nine", "02139"),
        ("02149 or 02139", "the second", "02139"),
        ("02149, no wait, 02139", "", "02139"),
    ],
)
async def test_zip_code__said_in_two_ways__is_asked_or_the_last_that_was_settled(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, next_said: str, postcode: str
) -> None:
    async with open_talk(dialog, number=ANN.phone_number, agent="billing") as talk:
        asked = await talk.say("how much do I owe?", ANN.account_number, said)
        if next_said:
            assert asked.startswith("Do you mean ")
            await talk.say(next_said)

        identified = next(call for call in talk.tool_calls if call.tool == "identify_customer")
        assert dict(identified.arguments) == {"account_number": ANN.account_number, "postcode": postcode}


async def test_yes_and_a_question_naming_a_day__calls_nobody_back_on_that_day(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say("my internet is down", "Yes please. Are you open on Saturday?")

        assert talk.done == ["run_line_test", "open_ticket", "look_up_answer"]


@pytest.mark.parametrize("said", ["No, leave it on {day}.", "No. I'll call again {day}."])
async def test_no_and_the_day_it_is_on_now__moves_nothing(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    now, then = list(working_days(business_day()))[2], list(working_days(business_day()))[4]
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        asked = await talk.say(_MOVE, f"{then:%B} {then.day} in the afternoon")
        left = await talk.say(said.format(day=f"{now:%A}"))

        assert "Shall I do that?" in asked and "I won't do that" in left


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("What happens if I say no?", "nothing is changed"),
        ("And if I don't?", "nothing is changed"),
        ("Can I change it later?", "You can call again"),
        ("What if I change my mind?", "You can call again"),
        ("Do I have to decide now?", "No, you can call again"),
        ("Can I think about it first?", "No, you can call again"),
    ],
)
async def test_question_about_the_choice_itself__is_answered_and_the_proposal_put_again(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, answer: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        heard = await talk.say("can I pay on the fifteenth?", said)
        await talk.say("All right, yes, do that then.")

        assert answer in heard and heard.endswith("Shall I note that?")
        assert talk.done == ["promise_payment"]


async def test_answer_with_an_amount__before_a_proposal_that_was_said_twice__leaves_a_yes_to_it(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("why was I charged twice?", "what does that mean?")
        heard = await talk.say("how much would be left after that?")
        await talk.say("Alright, go ahead then")

        assert heard.startswith("After that 50 dollars would be left.")
        assert talk.done[-1] == "request_refund"


@pytest.mark.parametrize(("said", "is_done"), [("Yes, she agrees.", False), ("yes, do it", True), ("okay", False)])
async def test_yes_after_we_waited__counts_if_it_is_outright(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, *, is_done: bool
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("why was I charged twice?", "let me ask my wife")
        heard = await talk.say(said)

        assert (talk.done[-1] == "request_refund") is is_done
        assert is_done or heard.endswith("Shall I do that?")


@pytest.mark.parametrize("said", ["Actually, can we move it instead?", "No, just move it.", "no, move it please"])
async def test_another_deed__ordered_in_place_of_the_proposed_one__is_taken_up(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment", said)

        assert talk.tool_calls[-1].tool == "move_appointment" and talk.done == []


@pytest.mark.parametrize("said", ["No, don't move it.", "Yes, move it."])
async def test_another_deed__forbidden_or_beside_a_yes__is_not(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("cancel my appointment", said)

        assert "move_appointment" not in [call.tool for call in talk.tool_calls] and talk.done == []


async def test_question_beside_a_yes__is_answered_of_what_was_done(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        heard = await talk.say(
            "why was I charged twice?", "Yes, though I'm not happy it happened. How long does it take?"
        )

        assert talk.done[-2:] == ["request_refund", "look_up_answer"] and "A refund is credited" in heard


async def test_yes_and_a_person_after_that__is_done_first(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("why was I charged twice?", "Yes please, and after that I want to talk to a person.")

        assert talk.done[-2:] == ["request_refund", "connect_to_person"]
