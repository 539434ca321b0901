"""A language model's review, if one is set: livekit-agents' judges read what waits for reviewers, beside them."""

from __future__ import annotations

from callcenter.calls.call_judges import CallJudges
from callcenter.store.connection import Connection
from callcenter.store.review.queue import unjudged
from callcenter.store.review.reviews import add_review, load_facts, load_questions

#: Calls judged in a round.
_AT_ONCE = 3


async def judge_waiting(connection: Connection, judges: CallJudges, *, model: str) -> int:
    """Judge some calls of the queue that no model has judged, and return how many. Needs a transaction.

    The score is the share of the judges that pass the call. One that came to no verdict is named in the note.
    """
    expectations = " ".join(question.text for question in await load_questions(connection))
    waiting = await unjudged(connection, _AT_ONCE)
    for call_id in waiting:
        found = await judges.judge(await load_facts(connection, call_id), expectations)
        told = [f"{name}: {found[name].verdict}. {found[name].reasoning}" for name in judges.names if name in found]
        told += [f"{name}: no verdict." for name in judges.names if name not in found]
        passed = sum(one.passed for one in found.values())
        await add_review(
            connection,
            call_id,
            reviewer=f"model:{model}",
            answers={},
            score=round(100 * passed / len(found)) if found else None,
            note="\n".join(told),
            is_model=True,
        )
    return len(waiting)
