"""What is said to a message read back: yes or no, of the call, a visit, a question, or words for it; none is lost."""

from __future__ import annotations

import asyncpg
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


OUTAGE = "It's about the outage on Linden Street, my freezer alarm needs the internet"


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("Yeah fine. But not today, tell 'em Monday morning.", (OUTAGE, "Monday", "morning")),
        ("And make it Wednesday, sorry, Tuesday I'm in a deposition.", (OUTAGE, "Wednesday", "")),
        ("Tuesday? I said Thursday.", (OUTAGE, "Thursday", "")),
        ("No - Wednesday, not Tuesday. Wednesday after three.", (OUTAGE, "Wednesday", "", None, "after three")),
        ("No, I said a different number. Ring me on 617 555 0142.", (OUTAGE, None, "", "+16175550142")),
        (
            "Yes, but not on this one, it's a borrowed phone. Use six one seven, five five five, oh one four two. "
            "And any time tomorrow.",
            (OUTAGE, "tomorrow", "", "+16175550142"),
        ),
        ("Call on 617 555 0177 and ask for Bob.", (OUTAGE, None, "", "+16175550177", "", "Bob")),
        ("yes but tell them to call after 6 pm, I work", (OUTAGE, None, "", None, "after 6 pm")),
        ("Marcus specifically.", (f"{OUTAGE}. It's for Marcus",)),
        ("Put Marcus's name on it.", (f"{OUTAGE}. It's for Marcus",)),
        ("Can Marcus call me on Monday?", (f"{OUTAGE}. It's for Marcus", "Monday")),
        ("Plus that the gate is locked.", (f"{OUTAGE}. The gate is locked",)),
        ("Wait, also my landline is dead.", (f"{OUTAGE}. My landline is dead",)),
        ("I want my money back for those days, say that too.", (f"{OUTAGE}. I want my money back for those days",)),
        ("Not Linden Street, Lindell Street.", (OUTAGE.replace("Linden", "Lindell"),)),
        ("Can you change freezer to fridge?", (OUTAGE.replace("freezer", "fridge"),)),
        ("Leave the freezer bit out.", ("It's about the outage on Linden Street",)),
        ("Only the outage part.", ("It's about the outage on Linden Street",)),
        ("Scrap that, write: the alarm firm needs a fixed IP.", ("the alarm firm needs a fixed IP",)),
        ("Just say Mrs Kowalski called.", ("Mrs Kowalski called",)),
        (
            "The outage on Linden Street needs a refund too, that's the message",
            ("The outage on Linden Street needs a refund too",),
        ),
        ("Write: the freezer is at risk. That's all.", ("the freezer is at risk",)),
        ("From the top: my alarm is offline. Hurry up.", ("my alarm is offline.",)),
        ("Too harsh. Say my alarm is offline.", ("my alarm is offline",)),
        ("And while you're at it I want a credit by Friday.", (f"{OUTAGE}. I want a credit by Friday", None)),
        ("Then add one sentence. I'm seventy-nine.", (f"{OUTAGE}. I'm seventy-nine", None)),
        (
            "It was the fridge that rang, not the freezer alarm.",
            (OUTAGE.replace("my freezer alarm", "the fridge"),),
        ),
        ("Say nothing about the freezer.", ("It's about the outage on Linden Street",)),
        ("And if I'm not in, leave a voicemail.", (f"{OUTAGE}. If I'm not in, leave a voicemail",)),
        ("Change the day to Friday and the rest is fine.", (OUTAGE, "Friday")),
        ("Push it to Wednesday, would you?", (OUTAGE, "Wednesday")),
        ("Leave it as it is.", (OUTAGE,)),
        ("It's fine the way it is.", (OUTAGE,)),
    ],
)
async def test_message__put_right_at_its_read_back__says_that_and_nothing_of_how_it_was_put(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str, stored: tuple[str | None, ...]
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", OUTAGE)

        assert "Is that all right?" in await talk.say(said) and "leave_message" not in talk.done
        await talk.say("yes")

    row = await sample_database.fetchrow(
        "SELECT summary, callback_on, callback_part, callback_number, callback_wish, callback_name FROM ticket"
        " ORDER BY ticket_number DESC LIMIT 1"
    )
    assert row is not None
    summary, on, part, number, wish, name = row
    day = "tomorrow" if on and "tomorrow" in said else on and f"{on:%A}"
    if len(stored) > 3 and stored[3] is None:
        number = None  # that they call from
    assert (summary, day, part, number, wish, name)[: len(stored)] == stored


@pytest.mark.parametrize(
    "said",
    [
        "No, I mean money back, for the days without internet. And yes, the message is fine.",
        "well it's not exactly about the outage, it's that nobody told me",
        "Make it shorter.",
        "Sign it from Jim in 4B.",
        "All right except it's emails.",
        "Start over.",
        "I want to change it.",
        "Put it in capitals.",
        "No. My brother lives there.",
    ],
)
async def test_message__a_correction_that_has_no_place_in_it__has_it_said_anew(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", OUTAGE)

        assert await talk.say(said) == 'What should it say, in your own words? If nothing, say "leave it".'
        assert 'It says: "I want money back for two days"' in await talk.say(
            "It should say I want money back for two days"
        )


@pytest.mark.parametrize(
    "said",
    [
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
        assert again.startswith("What should it say, in your own words?")

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

    assert "I want my bills by mail" in said and "call you back after three" in said


async def test_message__asked_after_with_a_no__is_saved_by_a_yes_to_it_read_back_again(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=ANN, agent="billing") as talk:
        await talk.say("take a message please", "I want my bills by mail")
        await talk.say("No. Is the message in, or not?")

        assert "I've taken your message" in await talk.say("Yes! That's what I said, yes. Write it down please.")


@pytest.mark.parametrize(
    "said",
    [
        "Reads a bit daft, but it's all in there.",
        "Sounds about right, I suppose.",
        "Lovely, you got all of it, even my waffle.",
        "That's a bit long, isn't it?",
        "I hope somebody reads it this time.",
        "Nobody ever reads these, I bet.",
        "I'm on my lunch break, so hurry up please.",
        "Yep, and thanks for listening to an old man.",
        "That's better. And they'll definitely call? Because last time nobody did",
        "Yes, whatever, send it. Then put me through to whoever does faults.",
        "Yeah. And now tell me whether there's an outage or I've got to crawl behind the telly again.",
        "Yeah fine. But how quickly, can someone come today?",
        "Outage in my area, yes or no?",
    ],
)
async def test_message__a_remark_or_a_question_at_its_read_back__is_no_word_of_it(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("take a message please", BELL)

        told = await talk.say(said)

        assert "leave_message" not in talk.done and "haven't written" not in told
        assert told.endswith((f'It says: "{BELL}". Is that all right?', "Do you want me to do that?"))

        await talk.say("Yes.")

        assert "leave_message" in talk.done


@pytest.mark.parametrize(
    "said",
    [
        "Yeah, perfect, it's a bit garbled at the end but yes",
        "Reads a bit daft, but it's all in there. Yes, go ahead",
        "My grammar's terrible, sorry. But yes.",
        "You make it sound so formal, but okay.",
    ],
)
async def test_message__a_yes_after_how_it_reads__saves_it(open_talk: OpenTalk, dialog: BuildLlm, said: str) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("take a message please", BELL, said)

        assert talk.done == ["leave_message"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("That's fine. Oh, and could it be before eleven? My shift starts at noon.", "before eleven, on"),
        ("Oh I don't need calling back, just so he knows. Otherwise yeah.", "with no call back"),
        ("what number will that be?", "the number you're calling from"),
        ("Is this a message or is this the ticket?", "This is a message, and no ticket"),
    ],
)
async def test_message__of_its_call_or_its_kind__is_no_word_of_it(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    async with open_talk(dialog, of=DAN) as talk:
        await talk.say("take a message please", BELL)

        proposed = await talk.say(said)

        assert told in proposed and proposed.endswith(f'It says: "{BELL}". Is that all right?')
