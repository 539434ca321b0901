"""Ending a call while something that was proposed is neither done nor turned down."""

from __future__ import annotations

import pytest

from callcenter.agents.appointments import tools
from callcenter.agents.shared_tools import farewell
from callcenter.agents.shared_tools.farewell import farewell_tool
from callcenter.business.sample_customers import DAN
from callcenter.models.choice import ModelChoice
from tests.agents.conftest import MakeBench, ToolBench

END = farewell_tool(lambda: "Goodbye.")


@pytest.fixture
async def desk(bench: MakeBench, monkeypatch: pytest.MonkeyPatch) -> ToolBench:
    """A call of Dan's that a language model leads; what is told is heard."""

    async def heard(*_: object) -> bool:
        return True

    monkeypatch.setattr(farewell, "tell", heard)
    found = bench(of=DAN)
    found.call.choice = ModelChoice(language="en", stt=(), llm=("openai/any",), tts=())
    return found


async def test_end_call__of_a_language_model_with_a_proposal_open__has_it_told_once(desk: ToolBench) -> None:
    proposed = await desk.run(tools.cancel_appointment)
    desk.hear(proposed["say"], "Well, I've got to run. Bye bye now.")

    first, second = [await desk.run(END) for _ in range(2)]

    assert first["open"] == [proposed["say"]] and not first["is_ending"] and "isn't done" in first["next"]
    assert second["is_ending"] and desk.call.wants_hang_up


@pytest.mark.parametrize("said", ["No, don't. Bye.", "Yes, please."])
async def test_end_call__with_it_turned_down_or_done__ends(desk: ToolBench, said: str) -> None:
    proposed = await desk.run(tools.cancel_appointment)
    desk.hear(proposed["say"], said)
    await desk.commit(proposed["proposal"])

    assert (await desk.run(END))["is_ending"]


async def test_end_call__of_the_dialog_engine__ends(desk: ToolBench) -> None:
    desk.call.choice = None
    await desk.run(tools.cancel_appointment)

    assert (await desk.run(END))["is_ending"]
