"""Which model strings serve, by agent and by language."""

from __future__ import annotations

import pytest

from callcenter.agents.declaration import ModelsDeclaration
from callcenter.errors import SettingsError
from callcenter.models.choice import choose, every_model
from callcenter.models.model_string import Part
from callcenter.settings import Settings, load_settings

SETTINGS = Settings(
    models={
        "stt": ["deepgram/nova-3:multi", "local/moonshine"],
        "llm": ["groq/x", "local/dialog"],
        "tts": ["rime/arcana:luna", "local/piper"],
        "languages": {"es": {"tts": ["rime/arcana:sol"]}},
    }
).models
AGENT = ModelsDeclaration.model_validate({"llm": ["openai/y"], "languages": {"fr": {"tts": ["rime/arcana:remi"]}}})


@pytest.mark.parametrize(
    ("language", "llm", "tts"),
    [
        ("en", ("openai/y",), ("rime/arcana:luna", "local/piper")),
        ("es-MX", ("openai/y",), ("rime/arcana:sol",)),
        ("fr", ("openai/y",), ("rime/arcana:remi",)),
    ],
)
def test_choice__agent_and_language__the_nearest_chain_serves(
    language: str, llm: tuple[str, ...], tts: tuple[str, ...]
) -> None:
    chosen = choose(language, AGENT, SETTINGS)

    assert (chosen.language, chosen.llm, chosen.tts) == (language, llm, tts)
    assert chosen.stt == ("deepgram/nova-3:multi", "local/moonshine")


@pytest.mark.parametrize(
    ("chains", "unable"),
    [
        ({}, ()),
        ({"stt": ["local/moonshine"]}, (Part.STT,)),
        ({"stt": ["deepgram/nova-3:en"]}, (Part.STT,)),
        ({"stt": ["deepgram/nova-3:en", "deepgram/nova-3:de-CH"]}, ()),
        ({"llm": ["local/dialog"], "tts": ["local/piper"]}, (Part.LLM, Part.TTS)),
        ({"tts": ["local/piper:/voices/thorsten.onnx"]}, ()),
    ],
)
def test_choice__german__names_the_parts_that_do_not_know_it(
    chains: dict[str, list[str]], unable: tuple[Part, ...]
) -> None:
    assert choose("de", ModelsDeclaration.model_validate(chains), SETTINGS).unable() == unable
    assert choose("en", Settings().models).unable() == ()


def test_every_model__of_settings_and_agents__is_there_once() -> None:
    names = [str(model) for model in every_model(SETTINGS, AGENT)]

    assert len(names) == len(set(names)) == 9


def test_settings__chains_of_a_language__come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLCENTER_MODELS__LANGUAGES__ES__TTS", "rime/arcana:sol, local/piper:/voices/es.onnx")
    monkeypatch.setenv("CALLCENTER_MODELS__LLM", "groq/x")

    models = load_settings().models

    assert models.languages["es"].tts == ("rime/arcana:sol", "local/piper:/voices/es.onnx")
    assert choose("es", models).llm == ("groq/x",)


def test_settings__unknown_language__is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLCENTER_MODELS__LANGUAGES__XX__TTS", "rime/arcana")

    with pytest.raises(SettingsError, match=r"CALLCENTER_MODELS__LANGUAGES__XX: write en, es, fr or de"):
        load_settings()
