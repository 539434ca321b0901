"""A language model that commits without asking, invents, repeats and hands off: judged by the final database alone."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from callcenter.business.sample_customers import ANN, DAN, FAY, SampleCustomer
from callcenter.business.sample_data import business_day, working_days
from tests.conversation.conftest import OpenTalk, Talk
from tests.conversation.test_scripted import Models
from tests.fakes.speech.scripted_llm import Calls, Says, ScriptedLLM, Step

_COMMIT = Calls("commit", {"proposal": "p1"})
_STATE = (
    "SELECT (SELECT count(*) FROM appointment), (SELECT count(*) FROM appointment WHERE state = 'booked'),"
    " (SELECT count(*) FROM refund), (SELECT count(*) FROM payment_promise), (SELECT count(*) FROM ticket)"
)
_SOON = list(working_days(business_day()))[3].isoformat()

#: Every tool that writes: agent, customer, the call, and what its sentence begins with.
WRITES: dict[str, tuple[str, SampleCustomer, Calls]] = {
    "cancel": ("appointments", DAN, Calls("cancel_appointment")),
    "book": ("appointments", ANN, Calls("book_appointment", {"day": _SOON, "part_of_day": "morning"})),
    "refund": ("billing", ANN, Calls("request_refund", {"amount_cents": 4500})),
    "promise": ("billing", FAY, Calls("promise_payment", {"pay_on": (business_day() + timedelta(days=6)).isoformat()})),
    "ticket": ("support", DAN, Calls("open_ticket", {"summary": "It hums."})),
    "message": ("support", DAN, Calls("leave_message", {"message": "It hums."})),
}

#: What the model does in answer to each thing the caller says; `tool` stands for the tool that writes.
_Turns = list[tuple[str, list[Step | str]]]
RECKLESS: dict[str, _Turns] = {
    "commits at once": [("do it", ["tool", _COMMIT, Says("Done!")])],
    "never says what": [("do it", ["tool", Says("Shall I?")]), ("yes please", [_COMMIT, Says("Done!")])],
    "says something else": [
        ("do it", ["tool", Says("I'll refund 999 dollars, book, cancel, pay a ticket message. Shall I do that?")]),
        ("yes please", [_COMMIT, Says("Done!")]),
    ],
    "invents an id": [("do it", ["tool", Calls("commit", {"proposal": "p7"}), Says("Done!")])],
    "commits without proposing": [("do it", [_COMMIT, _COMMIT, _COMMIT, Says("Done!")])],
    "hands off": [("do it", ["tool", Calls("hand_off_to_other")]), ("yes please", [_COMMIT, Says("Done!")])],
}
REPLIES = ("please don't", "wait", "no", "definitely not", "ok wait", "I would rather not", "hmm", "yes, no, wait")


def _steps(tool: Calls, turns: _Turns, agent: str) -> dict[str, list[Step]]:
    other = "support" if agent != "support" else "billing"
    steps: dict[str, list[Step]] = {agent: [], other: [Says("Yes?")]}
    speaker = agent
    for _, answers in turns:
        for one in answers:
            step = tool if one == "tool" else one
            assert not isinstance(step, str)
            if isinstance(step, Calls) and step.tool == "hand_off_to_other":
                steps[agent].append(Calls(f"hand_off_to_{other}"))
                speaker = other
                continue
            steps[speaker].append(step)
    return steps


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("reckless", RECKLESS)
async def test_writing_tool__under_a_reckless_model__writes_nothing(
    open_talk: OpenTalk, sample_database: asyncpg.Pool, name: str, reckless: str
) -> None:
    agent, customer, tool = WRITES[name]
    turns = RECKLESS[reckless]
    before = await sample_database.fetchrow(_STATE)

    async with open_talk(Models(**_steps(tool, turns, agent)), of=customer, agent=agent) as talk:
        for said, _ in turns:
            await talk.say(said)

    assert await sample_database.fetchrow(_STATE) == before


async def _hear_proposal(talk: Talk, model: ScriptedLLM, tool: Calls) -> None:
    """Have a tool propose, and the caller hear what it would do."""
    model.steps = [tool, Says("One moment.")]
    await talk.say("do it")
    (proposal,) = talk.call.agreement.open
    model.steps = [Says(proposal.sentence)]
    await talk.say("what would you do")


@pytest.mark.parametrize("name", WRITES)
async def test_writing_tool__committed_after_anything_but_a_yes__writes_nothing(
    open_talk: OpenTalk, sample_database: asyncpg.Pool, name: str
) -> None:
    agent, customer, tool = WRITES[name]
    before = await sample_database.fetchrow(_STATE)
    for reply in REPLIES:
        models = Models(**{agent: [tool]})
        async with open_talk(models, of=customer, agent=agent) as talk:
            model = models.models[agent]
            await _hear_proposal(talk, model, tool)
            model.steps = [_COMMIT, _COMMIT, Says("Done!")]
            await talk.say(reply)

    assert await sample_database.fetchrow(_STATE) == before


@pytest.mark.parametrize("name", WRITES)
async def test_writing_tool__said_and_agreed_to__is_written_once_however_often_committed(
    open_talk: OpenTalk, sample_database: asyncpg.Pool, name: str
) -> None:
    agent, customer, tool = WRITES[name]
    before = await sample_database.fetchrow(_STATE)
    models = Models(**{agent: [tool]})

    async with open_talk(models, of=customer, agent=agent) as talk:
        model = models.models[agent]
        await _hear_proposal(talk, model, tool)
        model.steps = [_COMMIT, _COMMIT, _COMMIT, Says("Done!")]
        await talk.say("Yes, please.")

    after = await sample_database.fetchrow(_STATE)
    assert after is not None and before is not None
    assert sum(abs(now - then) for now, then in zip(after, before, strict=True)) == (2 if name == "book" else 1)


_CLAIM = Says("Done, I've cancelled your appointment.")


@pytest.mark.parametrize(
    "turns",
    [
        [("cancel it", [_CLAIM])],
        [("cancel it", ["tool", _CLAIM])],
        [("when is it", [Calls("get_appointment"), Says("On Monday.")]), ("cancel it", [_CLAIM])],
        [("cancel it", ["tool", Says("Shall I?")]), ("no", [_COMMIT, _CLAIM])],
    ],
)
async def test_deed__that_is_only_said__marks_the_call(open_talk: OpenTalk, turns: _Turns) -> None:
    agent, customer, tool = WRITES["cancel"]
    steps = _steps(tool, [*turns, ("thanks", [Says("Bye.")])], agent)

    async with open_talk(Models(**steps), of=customer, agent=agent) as talk:
        for said, _ in turns:
            await talk.say(said)
        assert talk.call.tags == []
        await talk.say("thanks")

        assert talk.call.tags == ["unbacked-claim"]


async def test_deed__that_was_done_and_is_said__marks_nothing(open_talk: OpenTalk) -> None:
    agent, customer, tool = WRITES["cancel"]
    models = Models(**{agent: [tool]})

    async with open_talk(models, of=customer, agent=agent) as talk:
        model = models.models[agent]
        await _hear_proposal(talk, model, tool)
        model.steps = [_COMMIT, _CLAIM]
        await talk.say("Yes, please.")
        model.steps = [_CLAIM]
        await talk.say("is it really cancelled")
        model.steps = [Says("Bye.")]
        await talk.say("thanks")

        assert talk.call.tags == []


@pytest.mark.parametrize(
    ("claim", "tags"),
    [
        ("I've also refunded 10 dollars to your account.", ["unbacked-claim"]),
        ("I've booked you a new visit for Monday.", ["unbacked-claim"]),
        ("As I said, I've cancelled it.", []),
        ("I've submitted that for you.", []),
    ],
)
async def test_deed_of_another_kind__said_after_a_true_one__marks_the_call(
    open_talk: OpenTalk, claim: str, tags: list[str]
) -> None:
    agent, customer, tool = WRITES["cancel"]
    models = Models(**{agent: [tool]})

    async with open_talk(models, of=customer, agent=agent) as talk:
        model = models.models[agent]
        await _hear_proposal(talk, model, tool)
        model.steps = [_COMMIT, _CLAIM]
        await talk.say("Yes, please.")
        model.steps = [Says(claim)]
        await talk.say("and the other thing")
        model.steps = [Says("Bye.")]
        await talk.say("thanks")

        assert talk.call.tags == tags


DOUBTFUL = "Yes, do that. And what are your prices, by the way?"
#: A yes in other words than yes, with something else beside it.
WEAKLY = ("Perfect. Which e-mail have you got?", "fine, do it. Marco, two more bread!", "Is good. You write my name?")
#: A yes in them is put off, changed or made to depend, whoever reads them.
NEVER = (
    "Yes, if it's free.",
    "Yes. Make it Friday.",
    "Yes. On Friday the ninth.",
    "Yes, do it. Wait.",
    "Yes. I'd rather have another day.",
    "Yes, but ask my wife first.",
    "Yes, I don't want it.",
    "What are your prices?",
    "Okay. What are your prices?",
)


@pytest.mark.parametrize("name", WRITES)
async def test_yes_beside_something_else__that_a_second_reading_finds_to_stand__is_written_once(
    open_talk: OpenTalk, sample_database: asyncpg.Pool, name: str
) -> None:
    agent, customer, tool = WRITES[name]
    before = await sample_database.fetchrow(_STATE)
    models = Models(**{agent: [tool]})

    async with open_talk(models, of=customer, agent=agent) as talk:
        model = models.models[agent]
        await _hear_proposal(talk, model, tool)
        model.steps = [_COMMIT, Says("Yes."), Says("Done!")]
        await talk.say(DOUBTFUL)
        (reading,) = [one for one in model.requests if len(one.items) == 1]
        committed = talk.tool_calls[-1]

    after = await sample_database.fetchrow(_STATE)
    assert after is not None and before is not None
    assert sum(abs(now - then) for now, then in zip(after, before, strict=True)) == (2 if name == "book" else 1)
    assert DOUBTFUL in str(reading.items[0].text_content)
    assert committed.arguments == {"proposal": "p1", "answer_read_by": "model"}


@pytest.mark.parametrize("reply", WEAKLY)
async def test_yes_in_other_words_beside_something_else__is_read_too(
    open_talk: OpenTalk, sample_database: asyncpg.Pool, reply: str
) -> None:
    agent, customer, tool = WRITES["cancel"]
    before = await sample_database.fetchrow(_STATE)
    models = Models(**{agent: [tool]})

    async with open_talk(models, of=customer, agent=agent) as talk:
        model = models.models[agent]
        await _hear_proposal(talk, model, tool)
        model.steps = [_COMMIT, Says("yes"), Says("Done!")]
        await talk.say(reply)

    assert await sample_database.fetchrow(_STATE) != before


@pytest.mark.parametrize("read", [Says("no"), Says("unsure"), Says("Yes, and no."), Says(""), _COMMIT])
async def test_yes_beside_something_else__that_a_second_reading_leaves_in_doubt__is_asked_again(
    open_talk: OpenTalk, sample_database: asyncpg.Pool, read: Step
) -> None:
    agent, customer, tool = WRITES["cancel"]
    before = await sample_database.fetchrow(_STATE)
    models = Models(**{agent: [tool]})

    async with open_talk(models, of=customer, agent=agent) as talk:
        model = models.models[agent]
        await _hear_proposal(talk, model, tool)
        model.steps = [_COMMIT, read, Says("Shall I?")]
        await talk.say(DOUBTFUL)
        assert talk.tool_calls[-1].result["code"] == "not-agreed"
        assert talk.call.agreement.open

    assert await sample_database.fetchrow(_STATE) == before


@pytest.mark.parametrize("reply", NEVER)
async def test_reply_that_is_no_yes_to_it__whatever_a_second_reading_says__writes_nothing(
    open_talk: OpenTalk, sample_database: asyncpg.Pool, reply: str
) -> None:
    before = await sample_database.fetchrow(_STATE)
    for agent, customer, tool in WRITES.values():
        models = Models(**{agent: [tool]})
        async with open_talk(models, of=customer, agent=agent) as talk:
            model = models.models[agent]
            await _hear_proposal(talk, model, tool)
            model.steps = [_COMMIT, Says("yes"), Says("yes")]
            await talk.say(reply)
            assert not [one for one in model.requests if len(one.items) == 1]

    assert await sample_database.fetchrow(_STATE) == before


async def test_yes_beside_something_else__looked_up_before_it_is_committed__is_read_as_it_was_said(
    open_talk: OpenTalk, sample_database: asyncpg.Pool
) -> None:
    agent, customer, tool = WRITES["cancel"]
    before = await sample_database.fetchrow(_STATE)
    models = Models(**{agent: [tool]})

    async with open_talk(models, of=customer, agent=agent) as talk:
        model = models.models[agent]
        await _hear_proposal(talk, model, tool)
        model.steps = [Calls("get_appointment"), _COMMIT, Says("yes"), Says("Done!")]
        await talk.say(DOUBTFUL)

    assert await sample_database.fetchrow(_STATE) != before
