"""What callers want or ask beside what was proposed, and is put off: it is taken up by its name, or said not known."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import ANN, CARA, DAN, FAY
from tests.conversation.conftest import BuildLlm, OpenTalk

VISIT = "I need to cancel my appointment"
REFUND = "I was charged twice, I want that back"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "Yes, do that. And write the dog, please: big dog, black, he must ring before he opens the gate.",
            "big dog, black, he must ring before he opens the gate",
        ),
        ("Yes please. Ask him to bring a longer cable.", "bring a longer cable"),
        ("Go on then, please do. And ask them not to call before nine.", "not to call before nine"),
        ("And write down that I have a big dog, please.", "I have a big dog"),
        ("Oh, put it in, then. And while you're there, tell them to bring a longer cable.", "bring a longer cable"),
        (
            "Yes! I said do it. And my hours are odd so leave a message on the machine.",
            "leave a message on the machine",
        ),
    ],
)
async def test_words_for_somebody__beside_a_proposal__are_a_message_after_it(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, written: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(VISIT)
        assert (await talk.say(said)).endswith("Shall I do that?")

        told = await talk.say("Yes.")

        assert "is cancelled" in told and "It says: " in told and written in told


@pytest.mark.parametrize(
    "said", ["Yes please. And I want a photograph of the crew.", "Yes. and who was that lady I talked to yesterday?"]
)
async def test_what_nothing_here_does__is_said_over_after_the_deed(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say(REFUND, said)

        told = await talk.say("Yes.")

        assert "credited 45 dollars" in told and "You also " in told and told.endswith("?")
        assert "connect_to_person" not in talk.done


@pytest.mark.parametrize("asked", ["What colour is the truck?", "Yes. And who makes your vans?"])
async def test_question_that_nothing_answers__is_said_not_to_be_known(
    open_talk: OpenTalk, dialog: BuildLlm, asked: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say(REFUND)

        told = await talk.say(asked)

    assert "I don't know that" in told and told.endswith("Shall I do that?")


@pytest.mark.parametrize("said", ["First tell me how much I owe.", "I also need to talk about my bill."])
async def test_wish_for_another_agent__leaves_the_proposal_open_and_is_handed_on_after_it(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(VISIT)
        assert (await talk.say(said)).endswith("Shall I do that?")

        assert "pass you to my colleague in billing" in await talk.say("Yes.")


async def test_free_times_asked_at_a_cancellation__are_told_and_it_is_proposed_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say(VISIT)

        told = await talk.say("I'm asking before I say yes. Have you free times next week?")

        assert "I have " in told and "Which one" not in told and told.endswith("Shall I do that?")


@pytest.mark.parametrize(
    "said", ["Do you know if the trains are running today?", "Is it true that it rains on Friday?"]
)
async def test_question_of_something_else__with_a_day_in_it__changes_nothing_proposed(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        proposed = await talk.say("I'd like to book a technician for next Tuesday, in the evening")

        told = await talk.say(said)

        assert proposed.split(". ")[-2] in told and told.endswith("Shall I do that?")


@pytest.mark.parametrize("said", ["Could we make it the evening instead?", "Could you change it to the evening please"])
async def test_time_asked_for_that_is_proposed__is_said_to_be_that(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        proposed = await talk.say("I'd like to book a technician for next Tuesday, in the evening")

        assert (await talk.say(said)).replace("\n", " ") == f"Yes, it's just that. {proposed}"


@pytest.mark.parametrize("said", ["Can I move it to the afternoon?", "Could we shift it to the afternoon, please?"])
async def test_another_time_asked_for_at_a_proposal__is_of_that_by_whatever_verb(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        await talk.say("I'd like to book a technician for next Tuesday, in the evening", said)

        asked = [one.tool for one in talk.tool_calls]

    assert asked.count("book_appointment") == 2 and "move_appointment" not in asked


async def test_wish_beside_a_yes__told_with_its_reason__is_taken_up_after_the_deed(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=FAY, agent="billing") as talk:
        await talk.say("I want the late fee off")
        await talk.say("Yeah, sure, please. And also I get paid on Thursday, could I do maybe sixty then?")

        done = await talk.say("Yes! I said yes.")

        assert "request_refund" in talk.done and "Now to the other thing, paying later." in done
