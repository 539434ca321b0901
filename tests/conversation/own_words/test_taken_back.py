"""Callers who turn down, take back or sidestep in one breath, and say what they want instead; each in several words."""

from __future__ import annotations

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, BEN, DAN, FAY, SampleCustomer
from tests.conversation.conftest import BuildLlm, OpenTalk

#: What leads support to propose a ticket.
TO_A_TICKET = ("my internet is down", "that didn't help")
#: Said of what was put away.
_GONE = "won't do that"
#: Whose call it is, the agent, and what leads to a proposal or an offer.
REFUND = (ANN, "billing", "I was charged twice, I want forty-five dollars back")
LATE_FEE = (FAY, "billing", "take my late fee off")
VISIT = (BEN, "appointments", "book a technician for the tenth of december in the afternoon")
NO_VISIT = (BEN, "appointments", "when does my technician come")
MOVE = (DAN, "appointments", "move my appointment to the tenth of december in the afternoon")
MESSAGE = (ANN, "billing", "take a message: my number changed, call me on Monday")
CANCEL = (DAN, "appointments", "cancel my appointment")
State = tuple[SampleCustomer, str, str]


async def _tickets(pool: asyncpg.Pool) -> int:
    return int(await pool.fetchval("SELECT count(*) FROM ticket"))


@pytest.mark.parametrize(
    "said",
    [
        "what were the other charges",
        "and what else is on the bill",
        "and what are the other lines",
        "besides the late fee, what are the other charges",
        "what's the rest of the bill made up of",
        "and the other items on it",
    ],
)
async def test_other_charges__after_one_was_explained__are_told(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("what is this late fee")

        told = await talk.say(said)

        assert "45 dollars for the Fiber 300 plan" in told and "5 dollars for the Modem rental" in told


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (
            "yes, but in the morning please",
            "call you back in the morning, on the number you're calling from. It says: ",
        ),
        ("sure, evenings are best", "call you back in the evening, on the number you're calling from. It says: "),
        ("yes please, after six if possible", "call you back after six, on the number you're calling from."),
        ("yes, tomorrow afternoon suits me", "in the afternoon, on the number you're calling from. It says: "),
        ("yes but not before noon", "call you back not before noon, on the number you're calling from."),
        ("yes, just not in the morning", "Would the afternoon or evening suit you?"),
    ],
)
async def test_yes_with_a_time__to_a_ticket__is_a_wish_for_the_call_back_and_writes_nothing(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str, asked: str
) -> None:
    before = await _tickets(sample_database)
    async with open_talk(dialog, of=ANN, agent="support") as talk:
        await talk.say(*TO_A_TICKET)

        assert asked in await talk.say(said)
        assert await _tickets(sample_database) == before


async def test_yes_with_a_time__once_the_day_is_known__is_proposed_and_written_on_a_yes(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    before = await _tickets(sample_database)
    async with open_talk(dialog, of=ANN, agent="support") as talk:
        await talk.say(*TO_A_TICKET, "yes, but in the morning please")

        assert "in the morning" in await talk.say("tomorrow")
        assert await _tickets(sample_database) == before
        await talk.say("yes")
        assert await _tickets(sample_database) == before + 1


@pytest.mark.parametrize(
    "said",
    [
        "no, no ticket, I want someone to come",
        "I don't want a ticket, send somebody out",
        "no, I want a technician tomorrow morning",
        "not a ticket. can't you send someone",
        "forget the ticket, I need a technician at my house",
    ],
)
async def test_technician__in_place_of_a_ticket__is_what_is_gone_on_with(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str
) -> None:
    before = await _tickets(sample_database)
    async with open_talk(dialog, of=ANN, agent="support") as talk:
        await talk.say(*TO_A_TICKET)

        told = await talk.say(said)

        assert talk.call.agent == "appointments"
        assert "Which day would suit you?" in told or "I'll book the technician for" in told
        assert await _tickets(sample_database) == before


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("No I was just wondering about your prices", "Fiber 100 for 35 dollars"),
        ("no, I just need to know what Fiber 300 costs", "Fiber 300 for 45 dollars"),
        ("I'm only asking what you charge a month", "Fiber 100 for 35 dollars"),
        ("No, I only wanted to ask about your opening hours", "at any time, day and night"),
    ],
)
@pytest.mark.parametrize("before", [("what do I owe",), ("what do I owe", "hm the thing")])
async def test_question_about_the_business__in_place_of_the_account_number__is_answered_and_the_number_let_go(
    open_talk: OpenTalk, dialog: BuildLlm, before: tuple[str, ...], said: str, told: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say(*before)

        answer = await talk.say(said)

        assert told in answer and "account number" not in answer


@pytest.mark.parametrize(
    "said",
    [
        "I just want a pizza. Is this not Luigi's?",
        "isn't this Luigi's",
        "is this the swimming pool? when do you open",
    ],
)
@pytest.mark.parametrize("before", [(), ("what do I owe",)])
async def test_wrong_number__is_told_who_we_are(
    open_talk: OpenTalk, dialog: BuildLlm, before: tuple[str, ...], said: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say(*before)

        told = await talk.say(said)

        assert "This is Fernhill Internet." in told and "account number" not in told


@pytest.mark.parametrize("before", [(), ("what do I owe",)])
async def test_other_business__wanted_of_us__is_told_who_we_are(
    open_talk: OpenTalk, dialog: BuildLlm, before: tuple[str, ...]
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say(*before)

        assert (await talk.say("I just want a pizza")).startswith("This is Fernhill Internet.")


@pytest.mark.parametrize(
    "said",
    [
        "cancel that, I mean keep it",
        "cancel my appointment, scratch that, leave it as it is",
        "move my appointment. No, actually, leave it",
    ],
)
async def test_wish__taken_back_in_the_same_breath__is_no_wish(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        assert await talk.say(said) == "All right. Is there anything else I can do for you?"
        assert talk.tool_calls == []


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        ("I want to move, I mean cancel my appointment", "I'll cancel your appointment"),
        ("book me a visit, no sorry, cancel my visit", "I'll cancel your appointment"),
        ("cancel my appointment, no wait, move it to the next day", "move"),
    ],
)
async def test_wish__put_right_in_the_same_breath__is_the_later_one(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, proposed: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        assert proposed in await talk.say(said)


@pytest.mark.parametrize(
    "said",
    [
        "I don't want to know when, I want to complain",
        "I'm not asking when, I'm complaining",
        "I don't care when, I'm complaining",
        "no no, I don't need a day, I want to make a complaint",
    ],
)
@pytest.mark.parametrize("before", ["when is my appointment", "cancel my appointment", "move my appointment"])
async def test_complaint__in_place_of_what_was_going_on__is_taken_down(
    open_talk: OpenTalk, dialog: BuildLlm, before: str, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(before)

        assert (await talk.say(said)).endswith("What is it about, in a few words?")


@pytest.mark.parametrize("said", ["Morning.", "Evening", "morning, how are you"])
async def test_greeting_by_the_time_of_day__is_greeted(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog) as talk:
        assert await talk.say(said) == "Hello. How can I help you?"
        assert talk.call.agent == "triage"


@pytest.mark.parametrize("half", ["0213", "0 2 1 3", "oh two one three"])
async def test_half_a_zip_code__given_again__is_told_what_is_missing_then_the_keys(
    open_talk: OpenTalk, dialog: BuildLlm, half: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("what do I owe", ANN.account_number)

        assert "so far" in await talk.say(half)
        assert "I heard 4 digits, and it has 5." in await talk.say(half)
        assert "type the ZIP code on your phone's keys" in await talk.say(half)
        assert "so far" not in await talk.say(half)


@pytest.mark.parametrize("before", [(), ("what do I owe",)])
async def test_wrong_number__that_the_caller_has_noticed__ends_the_call(
    open_talk: OpenTalk, dialog: BuildLlm, before: tuple[str, ...]
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say(*before)

        assert (
            await talk.say("Oh, isn't this the plumber? Sorry, I dialed the wrong number.")
            == "No problem. Thank you for calling. Goodbye."
        )


async def test_wish__beside_what_is_turned_down__is_handed_on_and_taken_up(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        told = await talk.say("I don't need an appointment, I need my internet fixed")

        assert talk.call.agent == "support" and "I've tested your line" in told


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (REFUND, "Yeah go on. You didn't say how long it takes, though"),
        (REFUND, "Yes love, do that, I don't want to argue any more"),
        (REFUND, "The bill was never like that before"),
        (REFUND, "There's no catch, is there?"),
        (REFUND, "I thought it'd be more, no?"),
        (LATE_FEE, "Yeah go on. You didn't say about the change, though, what it costs"),
        (LATE_FEE, "Oh go on then, put it in"),
        (LATE_FEE, "My husband never pays late, you see"),
        (LATE_FEE, "I haven't been late in ten years"),
        (VISIT, "The dog doesn't like strangers"),
        (VISIT, "Yes, and don't ring the bell"),
        (VISIT, "It's not the modem, I've told your colleague"),
        (VISIT, "I haven't got anybody to let him in before noon"),
        (VISIT, "No, hold your horses. How much is it?"),
        (NO_VISIT, "Yes, book one then, but not too early, I'm on nights"),
        (NO_VISIT, "I wasn't aware that I had to"),
        (NO_VISIT, "I never got a letter about it"),
        (VISIT, "Nobody but him, the one from last time"),
        (NO_VISIT, "Nobody said I'd have to book"),
        (LATE_FEE, "Nothing will come of it, I bet"),
        (MOVE, "The technician didn't ring last time"),
        (MOVE, "Good, because nobody's home on Tuesday"),
        (CANCEL, "It isn't needed, it works"),
        (CANCEL, "It's not that I don't want him"),
    ],
)
async def test_proposal__neither_accepted_nor_refused__stays_open(
    open_talk: OpenTalk, dialog: BuildLlm, state: State, said: str
) -> None:
    customer, agent, wish = state
    async with open_talk(dialog, of=customer, agent=agent) as talk:
        asked = await talk.say(wish)
        answer = await talk.say(said)

        assert _GONE not in answer and answer.rstrip().endswith("?")
        assert asked.split(".")[-1].strip() in answer or "Do you want me to " in answer
        assert "commit" not in talk.done


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (REFUND, "No!"),
        (REFUND, "No, thank you, dear, it isn't worth the trouble"),
        (REFUND, "I'd rather you didn't"),
        (LATE_FEE, "Not interested"),
        (VISIT, "You know what, drop it"),
        (VISIT, "Absolutely not"),
        (VISIT, "No need, my brother's an electrician"),
        (NO_VISIT, "Nope, my son does it"),
        (NO_VISIT, "We're all right, thanks"),
        (MESSAGE, "No, bin it"),
        (MESSAGE, "I'd rather not leave one after all"),
        (MESSAGE, "No, I give up"),
        (MOVE, "Don't touch it"),
        (MOVE, "I don't want other day!"),
        (LATE_FEE, "Forget about it, it's only ten dollars"),
        (MOVE, "I'm sorry, no, I must have misread my calendar"),
        (CANCEL, "Not on your life"),
    ],
)
async def test_proposal__clearly_refused__is_put_away_at_once(
    open_talk: OpenTalk, dialog: BuildLlm, state: State, said: str
) -> None:
    customer, agent, wish = state
    async with open_talk(dialog, of=customer, agent=agent) as talk:
        await talk.say(wish)

        assert _GONE in await talk.say(said)
        assert not talk.call.agreement.open or "commit" not in talk.done


@pytest.mark.parametrize(
    ("state", "said", "answered"),
    [
        (REFUND, "No, don't bother. When's my next bill due?", "bill"),
        (REFUND, "No ta. Could you tell me what my plan costs?", "Fiber"),
        (VISIT, "No, I don't want anyone here. What's your address?", "Mill Lane"),
        (MOVE, "No, stay with Tuesday. What time was that?", "between 8 AM and noon"),
        (CANCEL, "Not cancel, move it", "To which day"),
        (LATE_FEE, "No. Just tell me what you charge for a visit", "49 dollars"),
        (VISIT, "Forget the technician. When's my bill due?", "All right, I won't do that."),
        (MOVE, "No, let's keep Tuesday", "All right, I won't do that."),
        (CANCEL, "No! I asked you to move it, not cancel", "To which day"),
        (VISIT, "No. First tell me if it costs anything", "free"),
        (CANCEL, "No, wait, don't. Can I have him on the tenth instead?", "December 10th"),
        (NO_VISIT, "No, rather the thing with the two pelicans", "Is there something you'd like instead?"),
        (MOVE, "No, leave it. And it's the blue door", "All right, I won't do that."),
    ],
)
async def test_no__with_a_wish_beside_it__puts_away_and_takes_that_up(
    open_talk: OpenTalk, dialog: BuildLlm, state: State, said: str, answered: str
) -> None:
    customer, agent, wish = state
    async with open_talk(dialog, of=customer, agent=agent) as talk:
        await talk.say(wish)

        assert answered in await talk.say(said)


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("No no, I don't want a person, I just want to know what the plans cost", "look_up_answer"),
        ("No, no person, they always keep you holding. What was that address again, slowly?", "look_up_answer"),
        ("What were your opening hours again?", "look_up_answer"),
    ],
)
async def test_person__turned_down_with_a_wish__the_wish_is_served(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, tool: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe", "I haven't got the number")
        assert "Shall I get a person" in await talk.say("I really don't have it")

        await talk.say(said)

        assert tool in talk.done and "connect_to_person" not in talk.done
