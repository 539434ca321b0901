"""Messages in ordinary words: what was said is the message, and nothing is sent in writing."""

from __future__ import annotations

import asyncpg
import pytest

from callcenter.business.sample_customers import BEN, DAN, FAY
from callcenter.spoken.call_back import asks_in_writing, message_in, passes_on, wants_no_call
from tests.conversation.conftest import BuildLlm, OpenTalk

TOLD = [
    ("can you tell the technician that the bell doesn't work", "the bell doesn't work"),
    ("just let them know I moved the car so he can park", "I moved the car so he can park"),
    ("can you let your guys know the power box is open", "the power box is open"),
    ("please pass on to billing that I've paid", "I've paid"),
    ("leave a note for my technician, Bob, that the gate code is 4711", "the gate code is 4711"),
    ("I want you to tell the manager that the lady was lovely", "the lady was lovely"),
    ("he should know the stairs are steep", "the stairs are steep"),
    ("can you take a message for the technician, the dog bites", "the dog bites"),
    ("remind the guys that we have two flats", "we have two flats"),
    ("please leave a note for whoever comes that the dog is harmless", "the dog is harmless"),
    ("Yeah hi, message for the office: the parcel never arrived", "the parcel never arrived"),
    ("leave a message for your boss saying that I am very happy", "I am very happy"),
]


@pytest.mark.parametrize(("said", "told"), TOLD)
def test_message_in__told_to_somebody_else__is_what_was_said(said: str, told: str) -> None:
    assert message_in(said) == told
    assert passes_on(said)


@pytest.mark.parametrize(
    "said",
    [
        "tell me when the technician comes",
        "could you let me know when it's open",
        "tell the technician to come on Friday",
        "tell them I want to cancel my visit",
        "I told the technician that it works",
        "can you tell if the technician is coming",
        "tell the guy not to come",
        "you can tell your fella he needn't bother coming",
        "tell them I don't need the technician any more",
        "take a message for my technician",
        "let him know",
    ],
)
def test_message_in__words_like_it__are_no_message(said: str) -> None:
    assert message_in(said) == ""


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("no need to call back", True),
        ("don't need a call back", True),
        ("you don't have to call me back", True),
        ("nobody needs to call me", True),
        ("please don't call", True),
        ("no callback please", True),
        ("Without the callback, okay? Just the message.", True),
        ("please take out the call back", True),
        ("leave out the bit about the dog", False),
        ("you needn't ring me", True),
        ("the bell is broken, no need to call me back", True),
        ("don't call me before nine", False),
        ("they never called me back", False),
        ("why don't you call me back", False),
        ("no need to call an ambulance", False),
        ("I don't want to call again", False),
        ("don't call me at work", False),
        ("no, call me back", False),
        ("I got no call back", False),
        ("can't somebody come out? I don't want a phone call", False),
    ],
)
def test_wants_no_call__only_where_nobody_need_call(said: str, is_so: bool) -> None:
    assert wants_no_call(said) is is_so


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("text me instead", True),
        ("email me that please", True),
        ("can you send it in writing", True),
        ("could you send me a text with it", True),
        ("I'd rather have it by email in writing", True),
        ("the text on my bill is too small", False),
        ("I sent you an email last week", False),
        ("so will they mail me a check then?", False),
        ("can you mail me a new router", False),
        ("I have a letter here somewhere", False),
        ("my email doesn't work", False),
    ],
)
def test_asks_in_writing__only_where_something_is_to_be_sent(said: str, is_so: bool) -> None:
    assert asks_in_writing(said) is is_so


async def _last_ticket(pool: asyncpg.Pool) -> tuple[str, str]:
    row = await pool.fetchrow("SELECT summary, callback_number FROM ticket ORDER BY ticket_number DESC LIMIT 1")
    return str(row["summary"]), str(row["callback_number"])


@pytest.mark.parametrize("agent", ["triage", "billing", "support", "appointments"])
async def test_message__with_no_call_back__is_taken_as_it_was_said(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, agent: str
) -> None:
    async with open_talk(dialog, agent=agent, of=DAN) as talk:
        proposed = await talk.say("can you tell your colleague that the bell doesn't work")
        assert proposed.startswith("I can't pass it on myself") and "the bell doesn't work" in proposed

        assert "with no call back" in await talk.say("no need to call me back")
        assert "call you" not in await talk.say("yes")

    assert await _last_ticket(sample_database) == ("the bell doesn't work", "")


async def test_message__of_a_withheld_number__needs_none(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog) as talk:
        assert "Which number" in await talk.say("take a message please", "the light is off at number four")

        await talk.say("no need to call back", "yes")

    assert await _last_ticket(sample_database) == ("the light is off at number four", "")


async def test_message__dictated_with_no_call_back_beside_it__has_only_what_it_says(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        proposed = await talk.say("take a message please", "the shed is locked, no need to call me back")

        assert 'It says: "the shed is locked"' in proposed and "with no call back" in proposed


async def test_ticket_written__no_call_back_any_more__is_noted_on_it(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("take a message please", "the fence is down", "yes")
        assert (await _last_ticket(sample_database))[1]

        assert "nobody need call you back" in await talk.say("you don't need to call me back")
        await talk.say("yes")

    assert await _last_ticket(sample_database) == ("the fence is down", "")


@pytest.mark.parametrize("said", ["text me instead", "can you send me that in writing", "email me that please"])
async def test_in_writing__is_not_sent_and_a_message_is_offered(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        told = await talk.say("how much do I owe", said)
        assert "can't send" in told and "Shall I write it down" in told

        assert "I'll take your message" in await talk.say("ok do that")


@pytest.mark.parametrize("said", ["text me instead", "can you not just email me"])
async def test_in_writing__in_the_middle_of_a_proposal__leaves_it_open(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        proposed = await talk.say("cancel my appointment")

        assert (await talk.say(said)).endswith(proposed)
        assert "cancel_appointment" not in talk.done


async def test_call_before_a_visit__is_not_promised_and_a_message_is_offered(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        told = await talk.say("when is my technician coming", "can he call me when he's on the way")
        assert "can't promise" in told and "Shall I write it down" in told

        assert "I'll take your message" in await talk.say("yes please")


async def test_proposal__kept_while_a_person_was_offered__is_proposed_anew_and_done_on_a_yes(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        proposed = await talk.say("cancel my appointment")
        await talk.say("do you like music", "do you like music")
        assert "person" in await talk.say("do you like music")

        assert (await talk.say("no")).endswith(proposed)
        await talk.say("yes")

        assert talk.done == ["cancel_appointment"]


@pytest.mark.parametrize(
    ("agent", "said", "text"),
    [
        (
            "triage",
            "No, it has to say my store is Miller's Hardware",
            "the bell is broken. My store is Miller's Hardware",
        ),
        ("billing", "Yes, and please write that it's urgent", "the bell is broken. It's urgent"),
        ("support", "No no, that's not what it should say. It should say the light is off", "the light is off"),
        ("appointments", "It doesn't say who it's for. It's for Renee", "the bell is broken. It's for Renee"),
        (
            "triage",
            "Tell her it's from Tom, and call me after six",
            "the bell is broken. It's from Tom",
        ),
    ],
)
async def test_message__put_right_where_it_is_read_back__is_read_back_anew_and_written(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, agent: str, said: str, text: str
) -> None:
    async with open_talk(dialog, agent=agent, of=DAN) as talk:
        await talk.say("take a message please", "the bell is broken")

        proposed = await talk.say(said)
        if "On which day" in proposed:
            proposed = await talk.say("on monday")
        assert f'It says: "{text}"' in proposed and "leave_message" not in talk.done

        await talk.say("yes")

    assert (await _last_ticket(sample_database))[0] == text


async def test_message__something_missing__is_asked_for_and_nothing_is_lost(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("take a message please", "the bell is broken")

        assert await talk.say("but my name is missing") == "What should I add to it?"
        assert '"the bell is broken. My name is Dan"' in await talk.say("my name is Dan")

        await talk.say("no, there's still something missing")
        assert '"the bell is broken. My name is Dan"' in await talk.say("oh no, leave it")


async def test_message__dictated_after_a_no__is_taken_after_all(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("take a message please", "the bell is broken", "leave it")

        proposed = await talk.say("but I do want the message. Write that the bell and the light are broken")

        assert "the bell and the light are broken" in proposed and proposed.endswith("Is that all right?")


@pytest.mark.parametrize("said", ["Yes please, write.", "yes, write that down", "please note that", "put it down then"])
async def test_offer_to_write__taken_up_in_its_own_words__is_taken(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        assert "Shall I write it down" in await talk.say("how much do I owe", "text me instead")

        assert "I'll take your message" in await talk.say(said)


async def test_offer_to_write__with_more_to_write__has_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("how much do I owe", "text me instead")

        assert "I want Fiber 100" in await talk.say("Yes! Write that I want Fiber 100")


async def test_offer_to_write__taken_up_with_more__has_just_that(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("how much do I owe", "text me instead")

        assert '. From the first of the year"' in await talk.say(
            "Yes please, write that down. From the first of the year."
        )


@pytest.mark.parametrize(
    "said",
    [
        "No! No message. When is my appointment?",
        "No no, don't write that. I only want to know if it's still Tuesday.",
        "I don't want to leave a message, I only want to know when he comes",
    ],
)
async def test_message__not_wanted__is_left_and_the_question_is_answered(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("take a message please", "the bell is broken")

        assert "You have an appointment on Tuesday" in await talk.say(said)
        assert "leave_message" not in talk.done


async def test_visit__asked_about_after_a_message__is_told_by_the_agent_handed_to(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="billing") as talk:
        await talk.say("take a message please", "my bank took it twice, ring me Monday morning", "yes")

        told = await talk.say("And my appointment's still on, right? The one next week?")

        assert "You have an appointment on" in told and "What is it about" not in told


@pytest.mark.parametrize(
    ("said", "when", "text"),
    [
        ("Not at three, before. Before two, if you can", ", before two, on 3 1 2", "the cable is cut"),
        ("after five, not at three", "in the evening, after five", "the cable is cut"),
        ("Three's too late, as I said. Make it one o'clock", "at 1 PM", "the cable is cut"),
        ("No, not before four", ", not before four, on 3 1 2", "the cable is cut"),
        (
            "call me as soon as possible, any day",
            "call you back as soon as possible, on 3 1 2",
            "the cable is cut",
        ),
        ("they don't need to call tomorrow", "call you back on 3 1 2", "the cable is cut"),
        ("today would be better", "on Friday", "the cable is cut"),
        ("use the number I'm calling from instead", "on the number you're calling from", "the cable is cut"),
    ],
)
async def test_call_back__put_right_where_it_is_read_back__is_as_wished_with_its_number(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, when: str, text: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("can somebody call me back tomorrow at three on 312 555 0187", "the cable is cut")

        proposed = await talk.say(said)

        assert when in proposed and f'It says: "{text}"' in proposed
        assert "3 1 2, 5 5 5, 0 1 8 7" in proposed or "calling from" in proposed
        assert "leave_message" not in talk.done


@pytest.mark.parametrize("said", ["I can't at three", "that's too late", "at three I'm at the doctor's"])
async def test_call_back__at_a_time_that_does_not_suit__is_asked_for_anew(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("can somebody call me back tomorrow at three", "the cable is cut")

        assert await talk.say(said) == "When would it suit you?"
        assert "at 1 PM" in await talk.say("at one")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (
            "It's the cable. Can you just write down for your crew that there's an old man at 12 Larch Street",
            "12 Larch Street",
        ),
        (
            "Just a message, please. My flat at 14 Linden Street has no internet",
            "My flat at 14 Linden Street has no internet",
        ),
        (
            "Could you take a message, dear? Say that it's out at Cara's and please call her",
            "it's out at Cara's and please call her",
        ),
    ],
)
async def test_message__in_place_of_an_account_number__is_taken_whole_where_the_caller_is(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, text: str
) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        assert "account number" in await talk.say("book a visit on Monday morning")

        await talk.say(said)

        taken = talk.tool_calls[-1]
        assert taken.tool == "leave_message" and text in taken.arguments["message"]
        assert talk.agents[-1] == "appointments"


@pytest.mark.parametrize("said", ["Has somebody read my message?", "So she'll get it today?", "did it go through?"])
async def test_message__whether_it_was_read__is_not_known_and_no_new_message(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", "the fence is down", "yes")

        assert "It's written down for my colleagues" in await talk.say(said)
        assert 'It says: "the fence is down"' in await talk.say("What did you write?")
        assert talk.done == ["leave_message"]


async def test_message__a_no_that_tells_more__loses_nothing(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", "her daughter is ill")

        assert 'It says: "her son is ill and not she"' in await talk.say("No, her son is ill and not she")


@pytest.mark.parametrize(
    "said", ["No, leave it, my son will do that", "No, I've changed my mind", "no I don't want that"]
)
async def test_message__given_up__is_left(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", "her daughter is ill")

        assert (await talk.say(said)).startswith("All right, I won't do that.")
