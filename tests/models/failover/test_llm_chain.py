"""Chains of language models, with the real plugins against servers that fail."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from livekit.agents import llm

from callcenter import metrics
from callcenter.models.failover.chain import aclose_shared, llm_chain
from callcenter.models.failover.switches import Switch
from callcenter.settings import Settings, load_settings
from tests.fakes.servers.model_servers import ANSWER, PATIENT_S, SHORT_S, ModelServer, model_server
from tests.fakes.waiting import until

LOCAL_ANSWER = "I can help you with that."


class LocalLLM(llm.LLM[Any]):
    """Stands where the dialog engine stands: in this process, always there."""

    @property
    def model(self) -> str:
        return "dialog"

    def chat(
        self, *, chat_ctx: llm.ChatContext, tools: Any = None, conn_options: Any = None, **_: Any
    ) -> llm.LLMStream:
        return _LocalStream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class _LocalStream(llm.LLMStream):
    async def _run(self) -> None:
        self._event_ch.send_nowait(
            llm.ChatChunk(id="local", delta=llm.ChoiceDelta(role="assistant", content=LOCAL_ANSWER))
        )


def settings(**models: Any) -> Settings:
    return load_settings(groq_api_key="groq-key", models={"llm_deadline_s": PATIENT_S, **models})


async def ask(model: llm.LLM[Any]) -> str:
    context = llm.ChatContext.empty()
    context.add_message(role="user", content="What is my balance?")
    said = ""
    async with model.chat(chat_ctx=context) as stream:
        async for chunk in stream:
            said += chunk.delta.content or "" if chunk.delta else ""
    return said.strip()


def chain(server: ModelServer, switches: list[Switch], *, deadline_s: float = PATIENT_S) -> llm.LLM[Any]:
    return llm_chain(
        [f"groq/llama-3.3-70b-versatile@{server.url}/v1", "local/dialog"],
        settings=settings(llm_deadline_s=deadline_s),
        local=LocalLLM,
        on_switch=switches.append,
    )


async def test_llm_chain__hosted_model_works__it_answers_with_the_key_from_settings() -> None:
    switches: list[Switch] = []
    async with model_server() as server:
        said = await ask(chain(server, switches))
        await aclose_shared()

    assert said == ANSWER
    assert server.requests[0]["authorization"] == "Bearer groq-key"
    assert server.requests[0]["model"] == "llama-3.3-70b-versatile"
    assert switches == []


@pytest.mark.parametrize("behaviour", ["401", "429", "500", "stall", "drip", "slow"])
async def test_llm_chain__hosted_model_fails_before_its_first_word__the_local_one_answers(behaviour: str) -> None:
    switches: list[Switch] = []
    async with model_server() as server:
        server.behaviour = behaviour
        said = await ask(chain(server, switches, deadline_s=SHORT_S))
        await aclose_shared()

    assert said == LOCAL_ANSWER
    assert [(switch.from_model, switch.to_model) for switch in switches] == [
        ("groq/llama-3.3-70b-versatile", "local/dialog")
    ]


@pytest.mark.parametrize("behaviour", ["reset", "stall-later"])
async def test_llm_chain__hosted_model_dies_in_mid_answer__the_local_one_gives_a_whole_answer(behaviour: str) -> None:
    async with model_server() as server:
        server.behaviour = behaviour
        said = await ask(chain(server, [], deadline_s=SHORT_S))
        await aclose_shared()

    assert said.endswith(LOCAL_ANSWER)


async def test_llm_chain__server_gone__the_local_one_answers() -> None:
    async with model_server() as server:
        model = chain(server, [])
    said = await ask(model)
    await aclose_shared()

    assert said == LOCAL_ANSWER


async def test_llm_chain__hosted_model_recovers__it_serves_again_and_the_switch_back_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("callcenter.models.failover.health.FIRST_REST_S", 0.05)
    switches: list[Switch] = []
    async with model_server() as server:
        model = chain(server, switches)
        server.behaviour = "500"
        assert await ask(model) == LOCAL_ANSWER
        server.behaviour = "ok"

        async def is_back() -> bool:
            await ask(model)
            return switches[-1].is_recovery

        await until(is_back, what="the hosted model")
        said = await ask(model)
        await aclose_shared()

    assert said == ANSWER
    assert [switch.is_recovery for switch in switches] == [False, True]


async def test_llm_chain__model_failed_lately__another_call_does_not_wait_for_it() -> None:
    async with model_server() as server:
        server.behaviour = "stall"
        await ask(chain(server, [], deadline_s=SHORT_S))
        asked = len(server.requests)
        said = await ask(chain(server, [], deadline_s=SHORT_S))
        await aclose_shared()

    assert said == LOCAL_ANSWER
    assert len(server.requests) == asked


async def test_llm_chain__calls_of_other_settings__all_connections_are_closed_with_the_process() -> None:
    unclosed: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unclosed.append(context["message"]))
    async with model_server() as server:
        said = [await ask(chain(server, [])) for _ in range(2)]
        await aclose_shared()

    gc.collect()
    assert said == [ANSWER, ANSWER]
    assert unclosed == []


async def test_llm_chain__hosted_model_fails_and_is_left_alone__its_error_is_counted_once() -> None:
    labels = {"part": "llm", "model": "groq/llama-3.3-70b-versatile", "kind": "APIStatusError"}
    before = metrics.REGISTRY.get_sample_value("callcenter_model_errors_total", labels) or 0.0
    async with model_server() as server:
        server.behaviour = "500"
        await ask(chain(server, []))
        await ask(chain(server, []))
        await aclose_shared()

    assert metrics.REGISTRY.get_sample_value("callcenter_model_errors_total", labels) == before + 1


async def test_llm_chain__openai_compatible_server__is_asked_by_name_and_address() -> None:
    async with model_server() as server:
        model = llm_chain([f"openai-compatible/llama3.2:3b@{server.url}/v1"], settings=settings(), local=LocalLLM)
        said = await ask(model)
        await aclose_shared()

    assert said == ANSWER
    assert server.requests[0]["model"] == "llama3.2:3b"
