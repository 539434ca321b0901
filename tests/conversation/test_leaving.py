"""Ends of calls: who takes leave is let go whatever they remark, and nobody is hung up on who wants something."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import ANN, DAN, EVE
from callcenter.domain.record.call_event import PersonAsked
from tests.conversation.conftest import BuildLlm, OpenTalk

#: What leads to each of several questions.
STATES = {
    "anything else": ("how much do I owe",),
    "a day": ("can I pay later",),
    "a person": ("take off two hundred dollars",),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    "said",
    [
        "That's it, thanks for being patient with a worried dad",
        "Fair enough. No, that's me, I've got a queue. Cheers",
        "Fine. I'll take it up with them in writing. Good day",
        "No. Oh, this is ridiculous. Goodbye",
        "Thank you, sir. That is all. And thanks for slow speaking",
        "I'm done, thanks. I'd never have found that on the website",
    ],
)
async def test_leave__with_a_remark__ends_the_call(
    open_talk: OpenTalk, dialog: BuildLlm, state: str, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say(*STATES[state])

        assert await talk.say(said) == "Thank you for calling. Goodbye."


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    "said",
    [
        "That was all I think. Oh, and when are you open on a Sunday, in case my memory fails me? She's with you too",
        "That's it? No refund?",
        "That's all wrong",
        "That's all? I was told there'd be a discount",
        "That's everything, but is there a late fee?",
    ],
)
async def test_question_or_objection__that_sounds_like_a_leave__ends_nothing(
    open_talk: OpenTalk, dialog: BuildLlm, state: str, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say(*STATES[state])

        assert "Goodbye" not in await talk.say(said) and not talk.call.wants_hang_up


async def test_question__after_that_was_all__is_answered(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("how much do I owe")

        said = await talk.say(
            "That was all I think. Oh, and when are you open on a Sunday? My neighbour is with you too"
        )

        assert "hours of our people" in said


async def test_leave__while_a_yes_is_due__does_nothing_and_asks_once(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want that back")

        assert "is that a yes?" in await talk.say("That's it, thanks for being patient with a worried dad")
        assert "haven't done that" in await talk.say("That's it. You've been kinder than the last one I spoke to")


@pytest.mark.parametrize(
    "said",
    [
        "Is a real person going to look at this?",
        "Thanks for being patient with a worried dad",
        "You sound like a real person",
        "Thank you for not being a robot with me",
        "My wife is a manager too, she says hello",
        "Are there real people working there?",
        "I spoke to a person yesterday who said it's free",
    ],
)
async def test_person__only_asked_about_or_told_of__is_not_rung(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("how much do I owe", said)

        assert not talk.person


@pytest.mark.parametrize("said", ["Get me somebody real", "I'd sooner tell a person", "can I speak to a manager?"])
async def test_person__wanted__is_rung(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("how much do I owe", said)

        assert talk.person


@pytest.mark.parametrize(
    "said",
    [
        "cancel that callback thing, I don't need both",
        "Sort of. Okay I've got to run, the client's calling. Oh, and cancel that callback, I don't need both.",
        "can you cancel the call you noted?",
        "I don't need a call back any more",
    ],
)
async def test_call_back__cancelled_by_its_name__is_no_visit(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when does the technician come")

        told = await talk.say(said)

        assert "with no call back" in told and "cancel your appointment" not in told


async def test_visit__cancelled__is_cancelled(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when does the technician come")

        assert "I'll cancel your appointment" in await talk.say("cancel it then")


@pytest.mark.parametrize(
    "said",
    [
        "There's one of your cables hanging across the pavement outside number twelve",
        "a wire is down in our street, somebody will trip over it",
        "There's a cable hanging off the pole, a kid could get hurt, I'm just passing by",
    ],
)
async def test_hazard__seen_in_the_street__is_written_down(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog) as talk:
        told = await talk.say(said)

        assert told.startswith("Thank you for telling us.") and "I'll take your message" in told


async def test_outage__in_the_street__is_no_hazard(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        assert "keep away" not in await talk.say("the line's been down since the storm, the whole street")


@pytest.mark.parametrize(
    "said",
    [
        "So it's a swindle, is it?",
        "You wouldn't press it, would you?",
        "Would you press the link, yes or no",
        "Just tell me if it's from you people",
    ],
)
async def test_swindle__asked_about__is_warned_of(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog) as talk:
        assert "press no link" in await talk.say("I got a text to pay you, with a link", said)


@pytest.mark.parametrize(
    "beside",
    [
        "I have a hospital appointment on Monday.",
        "You didn't say about the change, though.",
        "We get the engineer in the salon on Thursdays.",
    ],
)
async def test_remark__that_names_nothing_of_ours__is_never_said_to_be_spoken_of(
    open_talk: OpenTalk, dialog: BuildLlm, beside: str
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        told = await talk.say("I was charged twice, I want that back", "yes please", f"How much do I owe? {beside}")

        assert "You also spoke of" not in told


async def test_account_number__put_right_at_an_offer__is_no_refusal(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, agent="support") as talk:
        asked = await talk.say("is there an outage in 78704")
        assert asked.endswith("Shall I test your line?")

        told = await talk.say("okay, six two oh three, double eight one seven. No, sorry, eight eight one seven.")

        assert "6 2 0 3, 8 8 1 7" in told


async def test_account_number__put_right_at_a_proposal__neither_agrees_nor_refuses(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("I was charged twice, I want that back")

        told = await talk.say("four zero seven one, double eight two three. No, sorry, eight eight two three.")

        assert "won't do that" not in told and "commit" not in talk.done


@pytest.mark.parametrize("said", ["Yes that's it.", "that's it", "Yes, that's all right", "yes thanks, that's it"])
async def test_number_read_back__that_s_it__confirms_it_and_hangs_up_on_nobody(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, agent="billing") as talk:
        await talk.say("How much do I owe?", "there's a four oh seven one eight eight two three, would that be it?")

        assert "ZIP code" in await talk.say(said)


async def test_wrong_number__asked_for_another_s__is_not_hung_up_on(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog) as talk:
        said = await talk.say(
            "Hello, is that the dentist? I've got a crown come loose.",
            "The number for the dentist on Maple Street, would you have it?",
        )

        assert "Goodbye" not in said and "nobody else's number" in said


async def test_person_offered__only_questions_asked__rings_nobody(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=EVE, agent="billing") as talk:
        await talk.say(
            "I was charged twice, I want my money back",
            "Why's it more than you may give? It's my money, you took it.",
            "So what IS the limit then?",
            "No, not speed, the limit on the refund. How much CAN you give me?",
            "And would that person be able to give me the whole eighty-five?",
        )

        assert not [fact for fact in talk.facts if isinstance(fact, PersonAsked)]


async def test_refund_turned_down__the_charge_asked_about_again__offers_it_no_more(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("why is my bill more than usual", "No, don't refund it.")
        said = await talk.say("Why's it forty-five more than I'm used to?")

        assert "45 dollars too much" in said and "Shall I do that?" not in said


@pytest.mark.parametrize(
    "said",
    [
        "No, No person now. Let me talk it over with my wife first.",
        "no person now, let me talk it over with my wife first",
        "Let me speak with my husband about it.",
        "I'd like to discuss it with my daughter first",
        "Can I talk to my landlord first?",
    ],
)
async def test_person_of_the_caller_s_own__wished_to_be_talked_to__rings_none_of_ours(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=ANN) as talk:
        await talk.say("how do I cancel my contract?", said)

        assert not [fact for fact in talk.facts if isinstance(fact, PersonAsked)]


@pytest.mark.parametrize(
    "said",
    [
        "Good day to you. My granddaughter informs me I have no wifi upstairs.",
        "Good day to you.",
        "Good evening, madam.",
        "Good evening to you, sir. My bill is odd.",
        "Have a good one. No wait, I have a question.",
        "I'm good, thanks. It's my mother's line.",
        "Good night. I mean good evening. It's my TV.",
        "Merry Christmas. It's about the invoice.",
    ],
)
async def test_first_words__with_a_greeting__are_never_said_goodbye_to(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog) as talk:
        assert "Goodbye" not in await talk.say(said)


@pytest.mark.parametrize("said", ["Bye", "Sorry, never mind, bye."])
async def test_first_words__that_are_a_goodbye_alone__end_the_call(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog) as talk:
        assert "Goodbye" in await talk.say(said)
