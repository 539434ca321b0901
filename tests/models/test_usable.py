"""What becomes of a chain whose links can't all be had here."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.agents.declaration import ModelsDeclaration
from callcenter.errors import ModelUnavailable, SettingsError
from callcenter.models.model_string import Part
from callcenter.models.usable import usable, usable_settings
from callcenter.settings import Settings


def settings(**models: object) -> Settings:
    keys = {f"{name}_api_key": "" for name in ("deepgram", "groq", "rime", "openai")}
    return Settings(models=models, **keys)  # type: ignore[arg-type]


def test_usable__key_of_the_first_link_missing__the_next_one_serves() -> None:
    given = settings(stt=("deepgram/nova-3", "local/moonshine"), llm=("groq/x", "local/dialog"), tts=("local/piper",))

    found = usable_settings(given).models

    assert (found.stt, found.llm) == (("local/moonshine",), ("local/dialog",))


def test_usable__nothing_missing__settings_are_the_same() -> None:
    given = settings(stt=("local/moonshine",), llm=("local/dialog",), tts=("local/piper",))

    assert usable_settings(given, (Part.STT, Part.LLM)) is given


def test_usable__a_voice_whose_file_is_not_there__is_left_out(tmp_path: Path) -> None:
    there = tmp_path / "es.onnx"
    there.touch()
    chain = (f"local/piper:{tmp_path}/gone.onnx", f"local/piper:{there}")

    assert usable_settings(settings(languages={"es": {"tts": chain}})).models.languages["es"].tts == (chain[1],)


def test_usable__last_links_of_two_chains_missing__both_are_named() -> None:
    given = settings(stt=("deepgram/nova-3",), tts=("rime/coda", "nobody/voice"))

    with pytest.raises(ModelUnavailable) as failed:
        usable_settings(given)

    for lacking in ("DEEPGRAM_API_KEY", "RIME_API_KEY", "livekit-plugins-nobody"):
        assert lacking in failed.value.what


def test_usable__strings_that_cannot_be_read__are_all_named_with_their_variables() -> None:
    given = settings(stt=("moonshine",), tts=("local/pipper",), languages={"es": {"tts": ("local/pipper",)}})

    with pytest.raises(SettingsError) as failed:
        usable_settings(given)

    assert [line.partition(":")[0] for line in failed.value.what.splitlines()] == [
        "CALLCENTER_MODELS__STT",
        "CALLCENTER_MODELS__TTS",
        "CALLCENTER_MODELS__LANGUAGES__ES__TTS",
    ]


def test_usable__part_that_is_not_asked_for__is_left_alone() -> None:
    given = settings(stt=("deepgram/nova-3",))

    assert usable_settings(given, (Part.LLM,)).models.stt == ("deepgram/nova-3",)


def test_usable__an_agents_own_models__are_looked_at_too() -> None:
    agent = ModelsDeclaration.model_validate({"llm": ["groq/x", "local/dialog"]})

    (found,) = usable([agent], settings())

    assert found.llm == ["local/dialog"]
