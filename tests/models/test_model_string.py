"""Model strings: what they mean, and everything that is wrong with one."""

from __future__ import annotations

import pytest

from callcenter.errors import SettingsError
from callcenter.models.model_string import ModelString, Part, parse_chain, parse_model


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("deepgram/nova-3:multi", Part.STT, ("deepgram", "nova-3", "multi", "")),
        ("groq/llama-3.3-70b-versatile", Part.LLM, ("groq", "llama-3.3-70b-versatile", "", "")),
        ("rime/arcana:luna", Part.TTS, ("rime", "arcana", "luna", "")),
        ("local/moonshine", Part.STT, ("local", "moonshine", "", "")),
        ("local/piper:/voices/es.onnx", Part.TTS, ("local", "piper", "/voices/es.onnx", "")),
        (
            "openai-compatible/llama3.2:3b@http://10.0.0.5:11434/v1",
            Part.LLM,
            ("openai-compatible", "llama3.2:3b", "", "http://10.0.0.5:11434/v1"),
        ),
        (
            "openai-compatible/kokoro:af_sky@https://tts.example/v1",
            Part.TTS,
            ("openai-compatible", "kokoro", "af_sky", "https://tts.example/v1"),
        ),
        ("livekit/deepgram/nova-3:multi", Part.STT, ("livekit", "deepgram/nova-3", "multi", "")),
        ("meta/org/model@v2", Part.LLM, ("meta", "org/model@v2", "", "")),
    ],
)
def test_parse_model__well_formed__is_read(text: str, part: Part, expected: tuple[str, str, str, str]) -> None:
    model = parse_model(text, part)

    assert model == ModelString(part, *expected)
    assert str(model) == text


@pytest.mark.parametrize(
    ("text", "part", "fault"),
    [
        ("nova-3", Part.STT, "provider/model"),
        ("", Part.STT, "provider/model"),
        ("Deep gram/nova", Part.STT, "provider 'Deep gram'"),
        ("groq/", Part.LLM, "provider/model"),
        ("rime/:luna", Part.TTS, "names no model"),
        ("openai-compatible/llama", Part.LLM, "needs an address"),
        ("openai-compatible/llama@ftp://x/v1", Part.LLM, "ftp://x/v1"),
        ("local/whisper", Part.STT, "local/moonshine only"),
        ("local/dialog@http://x", Part.LLM, "no address"),
    ],
)
def test_parse_model__faulty__says_what_is_wrong_and_shows_an_example(text: str, part: Part, fault: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_model(text, part)

    assert fault in caught.value.what
    assert "For example" in caught.value.remedy


def test_parse_chain__several_faults__names_them_all() -> None:
    with pytest.raises(SettingsError) as caught:
        parse_chain(["nova", "local/whisper", "deepgram/nova-3", "deepgram/nova-3"], Part.STT)

    assert "'nova'" in caught.value.what
    assert "local/moonshine only" in caught.value.what
    assert "listed twice" in caught.value.what


def test_parse_chain__empty__is_a_fault() -> None:
    with pytest.raises(SettingsError, match="empty"):
        parse_chain([], Part.TTS)


def test_parse__provider_without_a_model__is_told_once() -> None:
    with pytest.raises(SettingsError) as caught:
        parse_model("groq/", Part.LLM)

    assert len(caught.value.what.splitlines()) == 1
