"""Callers who aren't the customer, or can't show that they are: a wrong number, somebody else's daughter, no bill."""

from __future__ import annotations

import asyncpg
import pytest

from callcenter.business.sample_customers import BEN, CARA, DAN
from tests.conversation.conftest import BuildLlm, OpenTalk

WHO_WE_ARE = "This is Fernhill Internet."
MEANT_US = "Did you mean to call us?"
FOR_OTHERS = "You can call for somebody else"
ACCOUNT = "What's your account number?"


@pytest.mark.parametrize("before", [(), ("how much do I owe",), ("what do your plans cost",)])
@pytest.mark.parametrize(
    "said",
    [
        "hello is that the dentist?",
        "I'd like to book a cleaning",
        "this is about my car",
        "is my car ready?",
        "I want to order two pizzas",
        "my dog is sick, can I bring him in",
        "is Maria there?",
        "Sorry. This isn't MediRide?",
        "do you guys fix dishwashers",
        "can I talk to the nurse",
    ],
)
async def test_wrong_number__by_what_is_wanted__is_told_once_whom_it_is_and_asked(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, before: tuple[str, ...]
) -> None:
    async with open_talk(dialog, agent="billing" if before else "triage") as talk:
        await talk.say(*before)

        told = await talk.say(said)
        again = await talk.say(said)

        assert told.startswith(WHO_WE_ARE) and told.endswith(MEANT_US)
        assert WHO_WE_ARE not in again and "account number" not in again


@pytest.mark.parametrize("answer", ["no", "no, I wanted the dentist", "oh sorry, wrong number", "no, bye"])
async def test_wrong_number__we_were_not_meant__ends_kindly(open_talk: OpenTalk, dialog: BuildLlm, answer: str) -> None:
    async with open_talk(dialog, agent="triage") as talk:
        await talk.say("is that the dentist?", answer)

        assert talk.done[-1] == "end_call"


async def test_wrong_number__we_were_meant_after_all__goes_on(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="triage") as talk:
        await talk.say("is that the dentist?")

        assert "What can I do for you?" in await talk.say("yes")


@pytest.mark.parametrize(
    "said",
    [
        "I think I dialled the wrong number",
        "sorry, wrong number",
        "oh I must have misdialled",
        "I called you by mistake",
    ],
)
@pytest.mark.parametrize("before", ["how much do I owe", "can somebody call me back"])
async def test_wrong_number__said_to_any_question__ends_kindly(
    open_talk: OpenTalk, dialog: BuildLlm, before: str, said: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        said = await talk.say(before, said)

        assert said.startswith("No problem.") and talk.done[-1] == "end_call"


async def test_wrong_number__of_a_number_read_back__corrects_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe", "4071 8823", "sorry, wrong number")

        assert "end_call" not in talk.done


@pytest.mark.parametrize(
    "opening",
    [
        "I'm calling for my mother, her internet doesn't work",
        "hi, I'm the carer of Mr Fisher, his internet is down",
        "my neighbor asked me to call, she has no internet",
        "I'm translating for my grandmother, her wifi is gone",
    ],
)
async def test_for_somebody_else__is_told_at_once_what_is_possible_and_asked_no_three_times(
    open_talk: OpenTalk, dialog: BuildLlm, opening: str
) -> None:
    async with open_talk(dialog, agent="support") as talk:
        told = await talk.say(opening)

        assert told.startswith(f"{FOR_OTHERS}: with their account number and ZIP code") and ACCOUNT in told
        await talk.say("I don't have that", "it's not my account", "no", "no")
        said = " ".join(talk.said)
        assert said.count(FOR_OTHERS) == 1 and said.count(ACCOUNT) <= 2 and "take a message" in said


async def test_for_somebody_else__with_number_and_zip__is_served(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("I'm calling for my neighbor, when is his technician coming?")

        said = await talk.say("7395 1240", "98103")

        assert "in the morning" in said and ACCOUNT not in said


@pytest.mark.parametrize("said", ["I'm her daughter", "I'm calling for my mother", "I'm the landlord"])
async def test_for_somebody_else__and_no_more__is_told_and_asked_what_it_is(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, agent="triage") as talk:
        told = await talk.say(said)

        assert told.startswith(FOR_OTHERS) and told.endswith("How can I help you?")


@pytest.mark.parametrize("said", ["she has no bill", "he's not at home", "my mother has no email"])
async def test_anything_else__told_what_is_not_there__hangs_up_on_nobody(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, agent="triage") as talk:
        await talk.say("what do your plans cost", said)

        assert "end_call" not in talk.done


@pytest.mark.parametrize(
    "lines",
    [
        ("I can't find the bill",) * 4,
        ("I don't have it with me", "the bill is at home", "no", "no"),
        ("I'm driving, I can't look now",) * 3,
    ],
)
async def test_account_number__not_at_hand__is_asked_twice_at_most_and_has_other_ways(
    open_talk: OpenTalk, dialog: BuildLlm, lines: tuple[str, ...]
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe", *lines)

        said = " ".join(talk.said)
        assert said.count(ACCOUNT) <= 2 and "a person" in said and "take a message" in said


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("what number is it?", "eight digits"),
        ("my house number?", "eight digits"),
        ("what number do I call", "There's no number"),
        ("can you send me a code", "I can't do that here"),
        ("what can you do without it", "Without it I can take a message"),
    ],
)
async def test_account_number__asked_about__leaves_the_wish_in_hand(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("when is my appointment")

        assert told in await talk.say(said)
        assert "in the morning" in await talk.say("7395 1240", "98103")


async def test_ticket__after_a_test__is_in_the_callers_words(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        said = await talk.say("My internet is slow, the lights are all green")
        await talk.say("yes")

        assert (
            'It says: "My internet is slow, the lights are all green. Line test: no signal". Is that all right?' in said
        )
        written = await sample_database.fetchval("SELECT summary FROM ticket ORDER BY opened_at DESC LIMIT 1")
        assert written == "My internet is slow, the lights are all green. Line test: no signal."
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        assert "was taken down" in await talk.say("there's no internet at all")


async def test_call_back__is_noted_and_never_promised(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="billing") as talk:
        said = await talk.say("can somebody call me back", "about my bill", "yes", "when will that be?")

        assert "can't promise when" in said and "working day" not in " ".join(talk.said)


async def test_person__not_free_twice__hears_once_what_is_left(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, number="+12025550143", person="busy") as talk:
        first = await talk.say("I want a person")
        second = await talk.say("no", "a person please")
        third = await talk.say("a person please")

        assert "open a ticket" in first
        assert "still nobody is free" in second and "call again at any time" in second and "take a message" in second
        assert "still nobody is free" in third and "call again" not in third


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ok I'll hold", "You can't wait on the line"),
        ("can I wait?", "You can't wait on the line"),
        ("how long will it take", "When somebody is free I can't tell you"),
        ("when is somebody free?", "When somebody is free I can't tell you"),
        ("just keep trying", "nobody is free"),
        ("never mind then", "anything else"),
    ],
)
async def test_person__not_free__waiting_is_answered(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    async with open_talk(dialog, number="+12025550143", person="busy") as talk:
        assert told in await talk.say("I want a person", said)


async def test_person__offered_and_asked_how_long__is_told_and_offered_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("how much do I owe", "I don't have my account number", "I can't find it")

        said = await talk.say("how long will it take?")

        assert said.startswith("How long it takes I can't tell you: I'd try at once")
        assert said.endswith("Shall I get a person for you?")

        assert "There's no minimum term" in await talk.say("how long am I tied in for")


async def test_ticket__asked_about_at_its_proposal__is_proposed_again(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        said = await talk.say("my wifi keeps dropping out every evening", "what does it say on the ticket")

        assert "I'll open a ticket" in said and said.endswith("Is that all right?")


@pytest.mark.parametrize(
    ("said", "agent"),
    [
        ("I'm calling for my sister Ann, I want to know how much she owes you", "billing"),
        ("I'm the property manager, our tenants say the internet is out", "support"),
        ("I'm a carer for Mr Fisher and he wants to move his appointment", "appointments"),
    ],
)
async def test_for_somebody_else__with_a_wish__is_passed_on(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, agent: str
) -> None:
    async with open_talk(dialog, agent="triage") as talk:
        await talk.say(said)

        assert talk.agents[1:2] == [agent]


#: Asked by who has said that they are no customer, and what they are told.
NEWCOMERS = [
    ("Can't I order on the telephone?", "not with me on the phone"),
    ("Which would be enough for two people?", "Which plan is enough for you"),
    ("And is there a landline with it?", "we don't have that"),
    ("How long does the installing take, from when you order?", "about two weeks"),
    ("Do I have to buy the box?", "what comes on top of a plan"),  # in doubt, so asked about
    ("What do you charge a month?", "three plans"),
    ("Can somebody come and look at the flat?", "Shall I write it down"),
    ("I want you to test my line", "Shall I write it down"),
]


@pytest.mark.parametrize("agent", ["triage", "support"])
@pytest.mark.parametrize(("asked", "told"), NEWCOMERS)
async def test_no_customer__is_answered_where_they_are_and_asked_for_no_account(
    open_talk: OpenTalk, dialog: BuildLlm, agent: str, asked: str, told: str
) -> None:
    async with open_talk(dialog, agent=agent) as talk:
        assert "Without an account" in await talk.say("Hello, I'm not a customer of yours yet, my name's Walter.")
        await talk.say("when are you open")

        said = await talk.say(asked)

    assert told in said and "account number" not in said


async def test_no_customer__asked_for_the_number__is_let_off_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="support") as talk:
        assert "account number" in await talk.say("my line is slow, test it")
        assert "three plans" in await talk.say("I have no account with you, I only want to know what your plans cost")


async def test_no_customer__of_a_message__refuses_nothing(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, number="+16175550188") as talk:
        await talk.say("take a message: a cable hangs over our street")

        assert "You need no account for that" in await talk.say("I'm no customer of yours")
        assert "I've taken your message" in await talk.say("yes")


async def test_another_place__without_an_outage__is_that_area_and_no_line_to_test(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, number=BEN.phone_number, agent="support") as talk:
        await talk.say("is there an outage?")
        said = await talk.say("And my mother, three oh three oh seven, is she off too?")

    assert "no outage in that area" in said and "test your line" not in said


@pytest.mark.parametrize("asked", ["am I allowed to change it, being his wife?", "does it matter that I'm not her?"])
async def test_whether_they_may__asked__is_told(open_talk: OpenTalk, dialog: BuildLlm, asked: str) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when does the technician come")

        assert "You can call for somebody else" in await talk.say(asked)


@pytest.mark.parametrize(
    "before",
    [[], ["I'd like to pay later"], ["how much do I owe", "I don't have my account number", "I can't find it"]],
    ids=["open", "a day asked for", "a person offered"],
)
@pytest.mark.parametrize(
    "said", ["sorry, but is there a human in there?", "you don't sound like a robot, are you one?"]
)
async def test_what_we_are__asked_in_any_state__is_said_and_nobody_is_got_unasked(
    open_talk: OpenTalk, dialog: BuildLlm, before: list[str], said: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        if before:
            await talk.say(*before)

        heard = await talk.say(said)

        assert "I'm an automated assistant" in heard and heard.endswith("?")
        assert "connect_to_person" not in [call.tool for call in talk.tool_calls]


async def test_wrong_number__goes_on_as_before__nothing_of_a_customer_is_asked_and_the_call_ends(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog) as talk:
        said = await talk.say("Hello, it's about my Christmas tree, is this the Garden Centre?")
        assert "This is Fernhill Internet" in said and said.endswith("Did you mean to call us?")

        said = await talk.say("The big one, two meters. It was to come on Saturday")
        assert "nothing I can help with" in said and said.endswith("Did you mean to call us?")

        await talk.say("so when will the tree be delivered?")
        assert talk.call.wants_hang_up and "appointments" not in talk.agents


async def test_wrong_number__asked_where_a_day_is__ends_the_call(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="appointments") as talk:
        await talk.say("I need a technician", "this is a wrong number then?")

        assert talk.call.wants_hang_up


async def test_question__where_a_ticket_is_read_back__is_answered_and_not_put_to_it(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        await talk.say("my internet is down")

        said = await talk.say("my husband died, how do I close his account")
        assert "a colleague has to see papers" in said and "husband" not in said and said.endswith("Is that all right?")


@pytest.mark.parametrize(
    "said",
    [
        "Oh, hers. Uh, nine five zero one seven three four two, and she's in three oh three oh seven.",
        "No. Her number is 95017342, her zip 30307",
    ],
)
async def test_account_number__given_by_who_calls_for_its_holder__finds_the_account(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("My mom got a letter from you about a late fee", "Yeah, a bill. Hers, not mine.")

        assert "I've found your account" in await talk.say(said)
        assert "110 dollars" in await talk.say("I want to know what she owes")
