"""What the technician should know is noted on the visit, read out and agreed to first; it is no day and no message."""

from __future__ import annotations

import pytest

from callcenter.business.sample_customers import BEN, CARA, DAN
from callcenter.spoken.messages.retold import note_for_visit, wants_note
from tests.conversation.conftest import BuildLlm, OpenTalk

SIDE = "Please come round to the side door"


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("No, leave it Tuesday morning. But could you tell him to come round to the side door?", SIDE),
        ("And there's a dog, he jumps up, could the engineer know that?", "There's a dog, he jumps up"),
        ("there's a key with my neighbor, let him know that", "There's a key with my neighbor"),
        ("Please write somebody must phone me before he is coming.", "Somebody must phone me before he is coming"),
        ("The gate code is 4412, can he get that?", "The gate code is 4412"),
        ("Oh and the doorbell's dead, he'll have to knock.", "The doorbell's dead, he'll have to knock"),
        ("One thing for the engineer: park round the back.", "Park round the back"),
        ("Yes, and tell him about the dog.", "About the dog"),
        ("Thursday, and he should ring twice", "He should ring twice"),
        ("Can you put a note on my visit that the key is with Ann?", "The key is with Ann"),
        ("Could somebody tell him that I'm in a wheelchair?", "I'm in a wheelchair"),
        ("Tell him he needn't ring the bell", "He needn't ring the bell"),
        ("Tell him he needn't bother", ""),
        ("tell the technician not to come, it works again", ""),
        ("can you let him know that we don't need him any more", ""),
        ("Tell him to come on Friday", ""),
        ("he should come in the afternoon instead", ""),
        ("can the technician ring before he comes?", ""),
        ("does he know where I live?", ""),
        ("I told him already", ""),
        ("he must have forgotten me", ""),
        ("let me know when he comes", ""),
        ("my husband should be told", ""),
    ],
)
def test_note__what_is_for_the_technician_and_what_is_not(said: str, note: str) -> None:
    assert note_for_visit(said, is_of_visit=True) == note


def test_note__where_no_visit_is_spoken_of__names_the_technician() -> None:
    assert note_for_visit("tell him the bell is broken") == ""
    assert note_for_visit("tell the technician the bell is broken") == "The bell is broken"
    assert wants_note("I'd like to leave a note for the technician") and not wants_note("can I leave him a note?")


@pytest.mark.parametrize(
    "said",
    [
        "No, leave it Tuesday morning. But could you tell him to come round to the side door?",
        "No, keep it. And tell him to come round to the side door, please.",
    ],
)
async def test_note__beside_a_no_to_a_move__is_proposed_by_itself(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("move my visit to Friday morning")

        told = await talk.say(said)

        assert f'It says: "{SIDE}' in told and "move_appointment" not in talk.done and "add_visit_note" not in talk.done

        await talk.say("Yes.")

        assert "add_visit_note" in talk.done and "move_appointment" not in talk.done


@pytest.mark.parametrize(
    "said", ["Yes. And he should ring first.", "He should ring first.", "he must ring first, okay?"]
)
async def test_note__at_a_proposed_move__is_read_out_with_it(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("move my visit to Friday morning")

        told = await talk.say(said)

        assert "I'll move your appointment" in told and "ring first" in told and "move_appointment" not in talk.done

        assert "Your note for him stands with the visit" in await talk.say("yes")


async def test_note__where_a_day_is_asked_for__is_no_day_and_goes_with_the_visit(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        await talk.say("I want to book a technician")

        assert "I'll note that" in await talk.say("there's a dog, he jumps up, could the engineer know that?")
        assert "There's a dog, he jumps up" in await talk.say("Thursday morning")


async def test_note__beside_a_wish_for_a_visit__comes_after_it(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        assert "I'll book" in await talk.say("can a technician come on Monday morning? He should ring before.")
        assert 'It says: "He should ring before"' in await talk.say("yes")


async def test_note__put_right_where_it_is_read_out__says_that(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("tell the technician there's a big dog")

        assert 'It says: "two big dogs"' in await talk.say("No, it should say two big dogs")
        assert "add_visit_note" not in talk.done


async def test_note__without_a_visit__is_said_to_have_none(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=BEN, agent="appointments") as talk:
        assert "no appointment on your account" in await talk.say("tell the technician the bell is broken")
