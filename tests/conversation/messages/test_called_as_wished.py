"""When and whom to call is noted beside the words of a message or a ticket, and none of these are lost by it."""

from __future__ import annotations

import asyncpg
import pytest

from callcenter.business.sample_customers import BEN, CARA
from tests.conversation.conftest import BuildLlm, OpenTalk

SLOW = "the internet is slow every morning and I paid 85 dollars"
LAST = (
    "SELECT summary, callback_on, callback_part, callback_number, callback_wish, callback_name, added FROM ticket"
    " ORDER BY ticket_number DESC LIMIT 1"
)


@pytest.mark.parametrize(
    ("said", "told", "wish", "name"),
    [
        ("call me after six not before", "call you back after six, on", "after six", ""),
        ("No, only evenings after seven work for me", "call you back after seven, on", "after seven", ""),
        ("yes but any day but Wednesday", "call you back any day but Wednesday, on", "any day but Wednesday", ""),
        (
            "Please have them call my wife Anna instead of me",
            "call your wife Anna back on",
            "",
            "your wife Anna",
        ),
        ("No no, it's my sister they should call, Rosa", "call your sister Rosa back", "", "your sister Rosa"),
        ("And ask for my daughter Eva when they call", "call your daughter Eva back", "", "your daughter Eva"),
        ("What should what say? I just want them to call after five.", "call you back after five", "after five", ""),
    ],
)
async def test_call__when_or_whom_said_at_the_read_back__is_noted_and_the_words_stay(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str, told: str, wish: str, name: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", SLOW)

        proposed = await talk.say(said)
        assert told in proposed and f'It says: "{SLOW}"' in proposed and "leave_message" not in talk.done
        await talk.say("yes")

    row = await sample_database.fetchrow(LAST)
    assert row is not None
    assert (row["summary"], row["callback_wish"], row["callback_name"]) == (SLOW, wish, name)


@pytest.mark.parametrize(
    ("said", "text", "wish", "name"),
    [
        ("The bill is wrong. Call me after six, not before.", "The bill is wrong.", "after six", ""),
        ("The bill is wrong. Call my husband Mark next Wednesday.", "The bill is wrong.", "", "your husband Mark"),
        ("The line drops after six. It hums.", "The line drops after six. It hums.", "", ""),
        ("They called me after six and hung up.", "They called me after six and hung up.", "", ""),
        ("My line drops, ha ha. Is there anything else?", "My line drops.", "", ""),
        (
            "It drops at eight, and can you be quick honestly, I'm about to miss my meeting",
            "It drops at eight.",
            "",
            "",
        ),
        ("The modem is dead. Can I use my old one? Thanks.", "The modem is dead. Can I use my old one?", "", ""),
    ],
)
async def test_dictated__what_is_of_the_call_or_said_to_the_line__is_no_text(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str, text: str, wish: str, name: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", said, "yes")

    row = await sample_database.fetchrow(LAST)
    assert row is not None
    assert (row["summary"], row["callback_wish"], row["callback_name"]) == (text, wish, name)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Yes but they should call after six in evening, I work on building site.", "after six in the evening"),
        ("Yes, on Monday after two", "on Monday"),
        ("evenings are best", "in the evening"),
        ("yes, and ring my wife Anna, not me", "call your wife Anna back"),
        ("Any day but Wednesday", "any day but Wednesday"),
    ],
)
async def test_ticket__its_call_back_wished_otherwise__stays_a_ticket(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str
) -> None:
    async with open_talk(dialog, of=CARA) as talk:
        await talk.say("my internet is down")

        proposed = await talk.say(said)

        assert "I'll open a ticket" in proposed and told in proposed and "no signal" in proposed


@pytest.mark.parametrize(
    "said",
    [
        "No, not on my number. Please call my husband, 512 555 014",
        "No, not on my number. Call my husband's phone.",
        "Not this number, call my sister please.",
    ],
)
async def test_number_refused__is_asked_for_and_not_proposed_again(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", SLOW)

        assert await talk.say(said) == "Which number can we call you back on?"
        proposed = await talk.say("512 555 0142")

    assert "5 1 2, 5 5 5, 0 1 4 2" in proposed and f'It says: "{SLOW}"' in proposed and "calling from" not in proposed


@pytest.mark.parametrize(
    ("said", "text", "when"),
    [
        ("What should what say? I just want them to call after five o'clock.", SLOW, "after five o'clock"),
        ("after five, please, not before", SLOW, "after five"),
        ("The whole thing as before, and call me after six.", SLOW, "after six"),
        ("What you had was fine.", SLOW, ""),
        ("put her whole name, Jarmila Novakova", f"{SLOW}. Her name is Jarmila Novakova", ""),
        ("No, say that the modem is dead.", "the modem is dead", ""),
    ],
)
async def test_text_asked_for_anew__what_is_no_text_in_its_place__keeps_the_one_before(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, text: str, when: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", SLOW)
        assert "What should it say" in await talk.say("No, that's wrong.")

        proposed = await talk.say(said)

        assert f'It says: "{text}"' in proposed and when in proposed


@pytest.mark.parametrize(
    ("said", "added"),
    [
        (
            "one more thing for that note: tell her the key is with the super in flat 2.",
            "the key is with the super in flat 2",
        ),
        ("can you also write in the message that I paid by card", "I paid by card"),
        ("Oh, tell them the modem light is red", "the modem light is red"),
    ],
)
async def test_message_taken__more_for_it__is_added_once_agreed_to(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool, said: str, added: str
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", SLOW, "yes")

        proposed = await talk.say(said)
        row = await sample_database.fetchrow(LAST)
        assert row is not None and row["added"] == ""
        assert f"I'll add this to what I've written down, number 5 0 0, 0 0 1: \"{added}\"" in proposed
        assert "I've added it" in await talk.say("yes please")
        assert f'It says: "{SLOW}. ' in await talk.say("read me the message back")

    row = await sample_database.fetchrow(LAST)
    assert row is not None and (row["summary"], row["added"].rstrip(".")) == (SLOW, added)


async def test_message_taken__another_time_for_its_call__changes_that_one(
    open_talk: OpenTalk, dialog: BuildLlm, sample_database: asyncpg.Pool
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", SLOW, "yes")

        assert "I'll note on your ticket" in await talk.say("Actually, call me after six, not before.")
        await talk.say("yes")

    assert await sample_database.fetchval("SELECT callback_wish FROM ticket WHERE summary = $1", SLOW) == "after six"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Just read me the message back, please.", f'It says: "{SLOW}"'),
        (
            "And you've got her number right, not mine? Is the callback number hers?",
            "to call the number you're calling from",
        ),
        ("Which number will they call?", "to call the number you're calling from"),
    ],
)
@pytest.mark.parametrize("is_taken", [False, True], ids=["proposed", "taken"])
async def test_message__what_it_holds_asked__is_told(
    open_talk: OpenTalk, dialog: BuildLlm, said: str, told: str, is_taken: bool
) -> None:
    async with open_talk(dialog, of=BEN) as talk:
        await talk.say("take a message please", SLOW, *(["yes"] if is_taken else []))

        answer = await talk.say(said)

        assert told in answer and answer.endswith("Is that all right?") is not is_taken


async def test_ticket_looked_up__after_a_message_was_taken__is_the_one_that_is_added_to(
    open_talk: OpenTalk, dialog: BuildLlm
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("take a message please", SLOW, "yes", "how's my ticket coming along? 400123")

        proposed = await talk.say("Yes: add to that ticket that the cable's lying by the bakery.")

        assert "I'll add this to ticket 4 0 0, 1 2 3: \"the cable's lying by the bakery\"" in proposed


@pytest.mark.parametrize(
    "said", ["9501 7342, 30307", "Account number 9501 7342", "nine five oh one seven three four two"]
)
async def test_account_number__given_where_a_phone_number_was_asked_for__is_none(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog) as talk:
        await talk.say("I want to leave a message for billing", "I want my money back")

        told = await talk.say(said)

    assert told.startswith("Thank you, I've taken that down.")


@pytest.mark.parametrize(
    ("before", "said", "told"),
    [
        ([], "Put on there that my card terminal hangs on this line.", "my card terminal hangs on this line"),
        ([], "I just told you! Write on the ticket that my terminal is on this line.", "my terminal is on this line"),
        (["take a message"], "My terminal's on this line. On the open ticket.", "My terminal's on this line"),
        (["take a message", SLOW], "No. I want it on the ticket, the one you've already got.", SLOW),
        (["take a message", SLOW], "A new one? I've got a ticket already. Can't you add to that?", SLOW),
    ],
)
async def test_ticket_there_is__is_added_to_and_no_new_one_is_written(
    open_talk: OpenTalk,
    dialog: BuildLlm,
    sample_database: asyncpg.Pool,
    before: list[str],
    said: str,
    told: str,
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("how's my ticket coming along? 400123", *before)

        assert f'I\'ll add this to ticket 4 0 0, 1 2 3: "{told}"' in await talk.say(said)
        await talk.say("yes")

    assert (
        await sample_database.fetchval("SELECT ticket_number FROM ticket WHERE added LIKE $1", f"%{told}%") == "400123"
    )


@pytest.mark.parametrize(
    "said",
    [
        "Can I get a live human being?",
        "It's about the outage and that ticket. Just put me through.",
        "Forget it, you're a machine, aren't you. Can I get a live human being?",
    ],
)
async def test_person_wanted__where_the_words_of_a_message_are_asked__is_rung(
    open_talk: OpenTalk, dialog: BuildLlm, said: str
) -> None:
    async with open_talk(dialog, of=BEN, agent="support") as talk:
        await talk.say("take a message", said)

        assert talk.person == ["transferred"]
