"""Noise suppression: what each does to noise, and which one serves where."""

from __future__ import annotations

import numpy as np
import pytest
from livekit import rtc
from structlog.testing import capture_logs

from callcenter.errors import ModelUnavailable
from callcenter.models.audio import noise
from callcenter.models.audio.noise import (
    BLOCK_SAMPLES,
    WebRtcSuppressor,
    is_livekit_cloud,
    open_suppressor,
    resolve_noise,
)
from callcenter.settings import Settings, load_settings


@pytest.mark.parametrize("kind", ["webrtc", "dtln", "hush"])
def test_noise_suppressors__steady_noise__is_made_weaker_in_blocks_of_10_ms(kind: str) -> None:
    if kind != "webrtc":
        pytest.importorskip(f"livekit.plugins.{kind}", reason=f"the {kind} extra is not installed")
    suppressor = open_suppressor(kind)  # type: ignore[arg-type]
    assert suppressor is not None
    noise = np.random.default_rng(1).normal(0, 1500, 3 * 16_000).astype(np.int16)
    blocks = [suppressor.clean(noise[at : at + BLOCK_SAMPLES]) for at in range(0, len(noise), BLOCK_SAMPLES)]
    suppressor.close()

    assert {len(block) for block in blocks} == {BLOCK_SAMPLES}
    cleaned = np.concatenate(blocks)[-16_000:].astype(float)
    assert np.std(cleaned) < 0.7 * np.std(noise.astype(float))


def test_webrtc_suppressor__its_own_way_to_the_native_module__cleans_as_the_module_itself_does() -> None:
    sound = np.random.default_rng(2).normal(0, 1500, 16_000).astype(np.int16)
    blocks = sound.reshape(-1, BLOCK_SAMPLES)
    module = rtc.AudioProcessingModule(noise_suppression=True, high_pass_filter=True)
    suppressor = WebRtcSuppressor()

    for block in blocks:
        frame = rtc.AudioFrame(
            data=bytearray(block.tobytes()),
            sample_rate=16_000,
            num_channels=1,
            samples_per_channel=BLOCK_SAMPLES,
        )
        module.process_stream(frame)
        assert suppressor.clean(block).tobytes() == bytes(frame.data.cast("B"))


@pytest.mark.parametrize("blocks_at_once", [4, 20])
def test_webrtc_suppressor__many_blocks_at_once__are_cleaned_as_one_after_the_other(blocks_at_once: int) -> None:
    sound = np.random.default_rng(2).normal(0, 1500, 16_000).astype(np.int16)
    one_by_one, together = WebRtcSuppressor(), WebRtcSuppressor()

    expected = [one_by_one.clean(block) for block in sound.reshape(-1, BLOCK_SAMPLES)]
    cleaned = [together.clean(several) for several in sound.reshape(-1, blocks_at_once * BLOCK_SAMPLES)]

    assert np.array_equal(np.concatenate(expected), np.concatenate(cleaned))


def test_webrtc_suppressor__speech_after_perfect_silence__is_not_taken_for_noise() -> None:
    rate, silence = 16_000, np.zeros(16_000, dtype=np.int16)
    times = np.arange(rate) / rate
    voice = sum(np.sin(2 * np.pi * 150 * part * times) / part for part in range(2, 16))
    speech = (2500 * voice * (np.sin(2 * np.pi * 4 * times) > 0)).astype(np.int16)
    suppressor = WebRtcSuppressor()

    suppressor.clean(silence)
    cleaned = suppressor.clean(speech)

    beginning = slice(0, rate // 8)
    loss_db = 20 * np.log10(np.std(speech[beginning].astype(float)) / np.std(cleaned[beginning].astype(float)))
    assert loss_db < 3


def test_webrtc_suppressor__the_native_module_fails__says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noise, "MODEL_RATE_HZ", 4000)  # a rate the module doesn't know
    suppressor = WebRtcSuppressor()

    with pytest.raises(RuntimeError, match="process stream"):
        suppressor.clean(np.zeros(BLOCK_SAMPLES, dtype=np.int16))


def settings(noise: str, url: str = "") -> Settings:
    return load_settings(livekit_url=url, models={"noise_cancellation": noise})


def test_resolve_noise__auto__is_krisp_on_livekit_cloud_and_webrtc_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callcenter.models.audio.noise.is_installed", lambda package: True)
    assert resolve_noise(settings("auto")) == "webrtc"
    assert resolve_noise(settings("auto", "wss://lk.example.com"), has_room=True) == "webrtc"
    assert resolve_noise(settings("auto", "wss://acme.livekit.cloud"), has_room=True) == "krisp"


def test_resolve_noise__krisp_not_installed__auto_goes_on_with_webrtc_and_krisp_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("callcenter.models.audio.noise.is_installed", lambda package: False)
    with capture_logs() as lines:
        assert resolve_noise(settings("auto", "wss://acme.livekit.cloud"), has_room=True) == "webrtc"
    with pytest.raises(ModelUnavailable) as caught:
        resolve_noise(settings("krisp", "wss://acme.livekit.cloud"), has_room=True)

    assert "--extra krisp" in lines[0]["remedy"]
    assert "--extra krisp" in caught.value.remedy


def test_resolve_noise__krisp_without_cloud__is_refused_with_what_to_do() -> None:
    with pytest.raises(ModelUnavailable) as caught:
        resolve_noise(settings("krisp", "wss://lk.example.com"), has_room=True)

    assert "LiveKit Cloud" in caught.value.what
    assert "NOISE_CANCELLATION" in caught.value.remedy
    assert not is_livekit_cloud("wss://livekit.cloud.evil.example")
