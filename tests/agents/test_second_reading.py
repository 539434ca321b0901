"""Who may read a caller's answer a second time, and what becomes of it when they can't."""

from __future__ import annotations

import pytest
from livekit.agents import APIConnectionError, APITimeoutError, llm

from callcenter.agents.toolkit.second_reading import read_as_yes
from callcenter.calls.proposal import Doubt
from callcenter.dialog.engine import DialogLLM
from tests.fakes.shipped import shipped_intents, shipped_roster
from tests.fakes.speech.scripted_llm import Says, ScriptedLLM

_DOUBT = Doubt(item="item_1", sentence="I'll cancel it. Shall I do that?", asked="Shall I?", words="Yes. Who is it?")


class _Failing(ScriptedLLM):
    """A model whose server is gone, or says nothing."""

    def __init__(self, error: Exception) -> None:
        super().__init__([])
        self.error = error

    def next_step(self) -> Says:
        raise self.error


@pytest.mark.parametrize(("said", "reader"), [("yes", "model"), (" Yes. ", "model"), ("no", ""), ("unsure", "")])
async def test_read_as_yes__model__is_asked_with_what_was_said_and_without_tools(said: str, reader: str) -> None:
    model = ScriptedLLM([Says(said)])

    assert await read_as_yes(model, _DOUBT) == reader

    (asked,) = model.requests
    (message,) = asked.items
    assert isinstance(message, llm.ChatMessage)
    assert all(text in str(message.text_content) for text in (_DOUBT.sentence, _DOUBT.asked, _DOUBT.words))
    assert model.tools == []


@pytest.mark.parametrize("error", [APIConnectionError(), APITimeoutError()])
async def test_read_as_yes__model_fails__is_none(error: Exception) -> None:
    assert await read_as_yes(_Failing(error), _DOUBT) == ""


async def test_read_as_yes__dialog_engine__has_read_them_already() -> None:
    script = shipped_roster().agents["billing"].script

    assert await read_as_yes(DialogLLM(script, intents=shipped_intents()), _DOUBT) == "engine"
    assert await read_as_yes(None, _DOUBT) == ""
