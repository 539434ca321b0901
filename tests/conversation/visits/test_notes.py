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
        ("So note it! Gate code four one one nine, ring twice.", "Gate code four one one nine, ring twice"),
        ("Please write on the visit that the gate code is 4119.", "The gate code is 4119"),
        ("A note for the technician: the street's dug up.", "The street's dug up"),
        ("I only want a note on it: park at the back", "Park at the back"),
        ("For the technician. The gate code is 4119.", "The gate code is 4119"),
        ("Yes, do. And write for the man I have a big dog.", "I have a big dog"),
        ("Yes. And the ringing thing, will he know that?", ""),
        ("And the gate code, does he have that?", ""),
        ("No, I mean for the technician, on his visit. No call back.", ""),
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


@pytest.mark.parametrize(
    "said",
    [
        "Good. And will he want to come up in the attic? I can't do that ladder. Could you tell him where the box is?",
        "Good. And will he be wanting to come up in the attic? Because I can't do that ladder any more. "
        "Could you tell him the box is behind the sewing machine?",
        "No, I mean for the technician, on his visit. No call back.",
        "Since it's booked, drop that call-back, the ticket. I don't need it now.",
        "Scrap the message, I don't need it.",
    ],
)
async def test_note__or_a_call_back_withdrawn__has_no_visit_cancelled(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when does the technician come?")

        assert "I'll cancel" not in await talk.say(said)


@pytest.mark.parametrize(
    "said", ["I don't need the technician any more", "cancel my visit, and drop me a note by mail"]
)
async def test_cancellation__that_names_the_visit__is_proposed(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        assert "I'll cancel your appointment" in await talk.say(said)


async def test_note__asked_for_in_a_message__is_noted_on_the_visit(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when does the technician come?")
        await talk.say("take a message: there's construction on our street, so park at the back")

        told = await talk.say("No, I mean for the technician, on his visit. No call back.")

        assert "I'll note this for the technician" in told and "park at the back" in told


async def test_note__put_right_at_a_proposed_booking__keeps_the_booking(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        await talk.say("book a technician for Monday morning")
        await talk.say("Yes. And tell them to ring before, the bell wakes him.")

        asked = await talk.say("Yes. And the ringing thing, will he know that?")
        told = await talk.say("No, that won't mean anything to him. Write: please call the phone, baby sleeping.")

        assert "ring before" in asked and "book_appointment" not in talk.done
        assert "I'll book" in told and 'It says: "please call the phone, baby sleeping"' in told


async def test_note__whether_he_knows_what_is_only_named__is_a_question(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("when does the technician come?")

        assert "What should the technician know?" in await talk.say("And the gate code, does he have that?")
        assert 'It says: "The gate code is four one one nine"' in await talk.say(
            "For the technician. The gate code is four one one nine."
        )


async def test_yes__with_a_note_of_a_dog__is_no_wrong_number(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=CARA, agent="appointments") as talk:
        await talk.say("book a technician for Monday morning")

        told = await talk.say(
            "Yes please, you do that. And write for the man I have a big dog, he must call me before."
        )

        assert (
            'It says: "I have a big dog' in told and "wrong number" not in told and "book_appointment" not in talk.done
        )


async def test_note__to_be_changed__is_read_anew_or_asked_for(open_talk: OpenTalk, dialog: BuildLlm) -> None:
    async with open_talk(dialog, of=DAN, agent="appointments") as talk:
        await talk.say("move my visit to Friday morning")
        await talk.say("Yes, and note for him the bell is broken")

        assert 'It says: "the bell is off, knock"' in await talk.say("No, change the note: the bell is off, knock.")
        assert "What should the technician know?" in await talk.say("No, do move it! Just change the note.")
        assert "move_appointment" not in talk.done

        told = await talk.say("the door is blue")
        assert "I'll move" in told and 'It says: "the door is blue"' in told

        assert "What should the technician know?" not in await talk.say("Don't change the note.")
