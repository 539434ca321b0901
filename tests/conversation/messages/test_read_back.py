"""What is said to a message read back: yes or no, of the call, a visit, a question, or words for it; none is lost."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import ANN, BEN, CARA, DAN
from tests.conversation.conftest import BuildLlm, OpenTalk

BELL = "the bell is broken"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Yep. And the neighbour has a spare key.", [f"{BELL}. The neighbour has a spare key"]),
        ("the dog is friendly though", [f"{BELL}. The dog is friendly though"]),
        ("It broke last Saturday, it buzzes in the evening", [f"{BELL}. It broke last Saturday"]),
        ("Yes. Nobody must call.", ["with no call back", BELL]),
        ("yes but no phone calls please, I'm deaf", ["with no call back", BELL]),
        (
            "Could it say: for Mr. Caldwell, the job on Monday is at three",
            ['"for Mr. Caldwell, the job on Monday is at'],
        ),
        ("make it just: bell dead", ['It says: "bell dead"']),
        ("No. Take a message. The lamp is broken in the hall.", ['It says: "The lamp is broken in the hall"']),
        (
            "It's for Mr. Caldwell, or nobody will know, will they? Can you add that?",
            ["Mr. Caldwell, or nobody will know"],
        ),
        ("That's it. But the gate is open, any day next week.", [f"{BELL}. The gate is open"]),
        ("rather not at three, I have the doctor", ["not at three"]),
        ("Give me a ring on Wednesday morning. And the gate is open.", ["Wednesday", "in the morning", "gate is open"]),
    ],
)
async def test_message__words_beside_the_answer__are_put_to_it_and_read_back(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: list[str]
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("take a message please", BELL)

        proposed = await talk.say(said)

        assert all(one in proposed for one in told) and proposed.endswith("Is that all right?")
        assert "leave_message" not in talk.done
        if "call" not in said and "ring" not in said:
            assert " on Saturday" not in proposed and " on Monday" not in proposed.partition("It says")[0]


@pytest.mark.parametrize(
    "said", ["Yes.", "yes please", "Yeah, that's fine, thank you.", "Yes that's all right, young man."]
)
async def test_message__a_plain_yes__saves_it_at_once(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("take a message please", BELL, said)

        assert talk.done == ["leave_message"]


@pytest.mark.parametrize(
    "said",
    [
        "Yeah fine. But how quickly, can someone come today?",
        "Can you send somebody, early next week, before ten ideally?",
        "No, I don't need a call, I need a visit. Monday morning.",
        "Monday morning, a technician.",
    ],
)
async def test_ticket__a_visit_wished_at_its_read_back__is_for_the_planner_and_no_call(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=CARA, agent="support") as talk:
        assert "I'll open a ticket" in await talk.say("my internet is gone")

        told = await talk.say(said)

        assert "I haven't written that down" in told and "call you back" not in told
        assert talk.agents[-1] == "appointments"


async def test_call_back__a_visit_wished_where_its_day_is_asked__is_for_the_planner(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        assert "On which day" in await talk.say("take a message please", f"{BELL}, call me back at half past two")

        await talk.say("I'm not asking to be called, I'm asking for a visit! In the evening.")

        assert talk.agents[-1] == "appointments"


async def test_call_back__words_where_its_day_is_asked__are_added_and_it_is_asked_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("take a message please", f"{BELL}, call me back at half past two")

        said = await talk.say("Bigger plan for the flat, because in evening it's slow. My flatmate's name is Jonas.")
        assert said == "I've added that. On which day would you like to be called?"

        proposed = await talk.say("any day is fine")
        assert "Jonas" in proposed and "on any day" in proposed and "back on the number" in proposed


@pytest.mark.parametrize(
    "said", ["Will the technicians come on a Saturday?", "Yes. No, wait, do they work on Saturdays?"]
)
async def test_message__a_question_that_names_a_day__moves_no_call(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", BELL)

        told = await talk.say(said)

        assert "back on Saturday" not in told and "leave_message" not in talk.done


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("then. Okafor, three days off", "Okafor, three days off"),
        ("please. Harold's passed away and I get his bills", "Harold's passed away and I get his bills"),
        ("Take a message, then: cable hanging on Elm Street", "cable hanging on Elm Street"),
        ("What? Technician? No dear, it's about my husband's bills", "it's about my husband's bills"),
        ("Yes, my bill is wrong", "my bill is wrong"),
        ("write it all down: my line is dead since Monday evening", "my line is dead since Monday evening"),
    ],
)
async def test_message__dictated_with_a_lead_in__says_what_was_dictated(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, text: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        assert f'It says: "{text}"' in await talk.say("take a message please", said)


@pytest.mark.parametrize("said", ["I suppose", "You people never listen. I told you already.", "oh, forget it"])
async def test_message__what_says_nothing__is_no_text(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        assert "It says" not in await talk.say("take a message please", said)


async def test_message__written_and_asked_after__is_told_by_its_number(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", BELL, "yes")

        assert "It's 5 0 0, 0 0 1." in await talk.say("The number of my message, please.")
        assert "The number of your message is 5 0 0, 0 0 1." in await talk.say("Did you take my message or not?")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Any time Monday is fine.", "back on Monday, "),
        ("And my mobile doesn't work indoors so use the landline please.", "so use the landline"),
        ("No one needs to phone me.", "with no call back"),
        ("He should ring twice.", "He should ring twice"),
        ("Nobody's in before six, so call after that.", "before six"),
        ("yes but it's the second time this month", "t's the second time this month"),
    ],
)
async def test_call_back__with_a_time__what_is_told_of_it_is_kept(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        assert "back on Monday" in await talk.say("can somebody call me back on monday at three", "the cable is cut")

        proposed = await talk.say(said)

        assert told in proposed and proposed.endswith("Is that all right?") and "leave_message" not in talk.done


async def test_message__begun_over_at_its_read_back__is_asked_for_anew_with_no_call(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", BELL)

        again = await talk.say("No, that's wrong, nobody need ring me, and it lacks the lamp. Start again please.")
        assert again.startswith("What should I write down instead?")

        proposed = await talk.say("The lamp is broken in the hall")
        assert 'It says: "The lamp is broken in the hall"' in proposed and "with no call back" in proposed


async def test_message__wished_with_a_day_of_something_else__has_no_call_on_it(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        proposed = await talk.say("could you write it down as a message, so somebody knows, we move on Monday")

        assert 'It says: "we move on Monday"' in proposed and "back on Monday" not in proposed


async def test_message__a_visit_to_be_moved_instead__moves_no_call(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("take a message please", BELL)

        assert "call you back" not in await talk.say("Move my visit to Friday instead.")


async def test_no_call_back__and_a_call_after_all__is_a_call(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        assert "with no call back" in await talk.say("take a message please", f"{BELL}, no need to call me")

        proposed = await talk.say("On second thought, call me on Tuesday.")

        assert "call you back on Tuesday" in proposed and "nobody need" not in proposed


async def test_message__when_to_call_with_its_reason__is_no_wish_for_a_visit(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("take a message please", "I want my bills by mail")

        said = await talk.say("Yes, fine, but please not in the morning, I drive a truck then. After three is good.")

    assert "I want my bills by mail" in said and "call after three" in said


async def test_message__asked_after_with_a_no__is_saved_by_a_yes_to_it_read_back_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("take a message please", "I want my bills by mail")
        await talk.say("No. Is the message in, or not?")

        assert "I've taken your message" in await talk.say("Yes! That's what I said, yes. Write it down please.")
