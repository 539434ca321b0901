"""`check_models`: what `callcenter doctor --models` says of every model."""

from __future__ import annotations

import importlib.util

import pytest

from callcenter.agents.declaration import ModelsDeclaration
from callcenter.models.check import ModelCheck, check_models
from callcenter.settings import ModelSettings, load_settings
from tests.fakes.servers.model_servers import model_server

KEYS = {"DEEPGRAM_API_KEY": "stt", "GROQ_API_KEY": "llm", "RIME_API_KEY": "tts"}


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in (*KEYS, "OPENAI_API_KEY"):
        monkeypatch.delenv(key, raising=False)


def by_model(checks: list[ModelCheck]) -> dict[str, ModelCheck]:
    return {check.model: check for check in checks}


async def test_check_models__no_keys__lists_deepgram_groq_and_rime_with_the_missing_key() -> None:
    checks = await check_models(load_settings(models={"stt": ["local/moonshine"], "tts": ["local/moonshine"]}))

    for key, part in KEYS.items():
        (check,) = [check for check in checks if check.part == part and not check.is_configured]
        assert key in check.found
        assert not check.is_ok


async def test_check_models__recogniser_on_the_device__works_with_a_latency() -> None:
    checks = by_model(await check_models(load_settings(models={"tts": ["rime/arcana"]})))

    assert checks["local/moonshine"].is_ok
    assert checks["local/moonshine"].latency_ms is not None
    assert "RIME_API_KEY" in checks["rime/arcana"].found


@pytest.mark.parametrize(
    ("behaviour", "found"),
    [("ok", "Works"), ("401", "refused"), ("429", "limit"), ("500", "HTTP 500")],
)
async def test_check_models__hosted_models__say_what_their_servers_say(behaviour: str, found: str) -> None:
    async with model_server() as server:
        server.behaviour = behaviour
        settings = load_settings(
            deepgram_api_key="secret-d",
            groq_api_key="secret-g",
            rime_api_key="secret-r",
            models={
                "stt": [f"deepgram/nova-3@{server.url}/v1/listen", f"openai-compatible/whisper@{server.url}/v1"],
                "llm": [f"groq/llama@{server.url}/v1"],
                "tts": [f"rime/arcana@{server.ws_url}", f"openai-compatible/kokoro:af_sky@{server.url}/v1"],
            },
        )
        checks = await check_models(settings)

    assert len(checks) == 5
    for check in checks:
        assert found in check.found
        assert check.is_ok is (behaviour == "ok")
        assert "secret" not in check.found + check.remedy


async def test_check_models__unreadable_missing_and_unreachable_models__each_say_so() -> None:
    checks = by_model(
        await check_models(
            load_settings(
                models={
                    "stt": ["nonsense"],
                    "llm": ["nosuchprovider/x", "openai-compatible/x@http://127.0.0.1:1/v1"],
                    "tts": ["local/piper:/no/such/voice.onnx"],
                }
            )
        )
    )

    assert "provider/model" in checks["nonsense"].found
    assert "livekit-plugins-nosuchprovider" in checks["nosuchprovider/x"].found
    assert "Can't reach" in checks["openai-compatible/x"].found
    # Without the extra, there is no voice to look for yet.
    expected = "/no/such/voice.onnx" if importlib.util.find_spec("piper") else "piper-tts is not installed"
    assert expected in checks["local/piper"].found


async def test_check_models__an_agents_own_models__are_tried_too() -> None:
    agent = ModelsDeclaration.model_validate({"languages": {"es": {"tts": ["rime/arcana:sol", "local/nosuch"]}}})

    # No setting can be so: the agent's models are to be all that is tried.
    none = ModelSettings.model_construct(stt=(), llm=(), tts=())

    checks = by_model(await check_models(load_settings().model_copy(update={"models": none}), [agent]))

    assert checks["rime/arcana"].is_configured
    assert "RIME_API_KEY" in checks["rime/arcana"].found
    assert not checks["local/nosuch"].is_ok
