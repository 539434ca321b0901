"""The smaller parts of speech: clauses, spoken text, levels, cache, resampling, noise, health, tuning."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable

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
from callcenter.models.audio.resampler import Resampler, Samples
from callcenter.models.audio.voice_activity import ActivityKind, VoiceActivity
from callcenter.models.failover.health import Health
from callcenter.models.local.clauses import ClauseSplitter, split
from callcenter.models.local.moonshine import meaningful
from callcenter.models.local.phone_voice import shape_for_phone
from callcenter.models.local.phrase_cache import PhraseCache
from callcenter.models.local.spoken_text import spoken
from callcenter.models.local.synthesis_pool import SynthesisPool
from callcenter.models.phone_tuning import PHONE
from callcenter.settings import Settings, load_settings
from tests.fakes.waiting import others


def test_clauses__long_answer__first_piece_is_short_and_nothing_is_lost() -> None:
    text = (
        "Certainly, Mr. Smith. Your balance is $45.50, which was due on the first of March, and your technician comes "
        "at 9.30 a.m. tomorrow; please be at home."
    )
    pieces = split(text)

    assert pieces[0] == "Certainly,"
    assert " ".join(pieces) == text
    assert max(map(len, pieces)) <= PHONE.voice.max_clause_chars


def test_clauses__text_in_bits__gives_the_pieces_of_the_whole_as_soon_as_they_are_there() -> None:
    text = "Thank you for calling. How can I help you today?"
    splitter = ClauseSplitter()
    pieces = [piece for letter in text for piece in splitter.push(letter)]

    assert pieces == ["Thank you for calling."]
    assert pieces + splitter.flush() == split(text)


def test_clauses__no_place_to_cut__cuts_between_words() -> None:
    pieces = split("word " * 60)

    assert all(len(piece) <= PHONE.voice.max_clause_chars for piece in pieces)
    assert " ".join(pieces).split() == ["word"] * 60


@pytest.mark.parametrize(
    ("text", "aloud"),
    [
        ("It is $45.50.", "It is 45 dollars and 50 cents."),
        ("That's $1,200!", "That's 1200 dollars!"),
        ("It costs $0.99.", "It costs 99 cents."),
        ("Account 42719903.", "Account 4 2 7 1, 9 9 0 3."),
        ("Call 312-555-0199.", "Call 3 1 2, 5 5 5, 0 1 9 9."),
        ("In 2026, at 9.30.", "In 2026, at 9.30."),
    ],
)
def test_spoken__money_and_long_numbers__are_written_out(text: str, aloud: str) -> None:
    assert spoken(text) == aloud


def test_shape_for_phone__quiet_and_loud_speech__come_out_equally_loud_and_trimmed() -> None:
    at = np.arange(22_050) / 22_050
    voice = (np.sin(2 * np.pi * 500 * at) * (1 + np.sin(2 * np.pi * 4 * at))).astype(np.float32)
    padded = np.concatenate((np.zeros(10_000, np.float32), voice, np.zeros(10_000, np.float32)))
    quiet, loud = (
        shape_for_phone(padded * np.float32(gain), from_hz=22_050, to_hz=8000, pause_ms=100) for gain in (0.05, 0.9)
    )

    assert len(quiet) == len(loud)
    assert len(quiet) == pytest.approx(8000 * 1.1, rel=0.05)
    assert np.abs(quiet).max() == pytest.approx(np.abs(loud).max(), rel=0.02)
    assert not quiet[-700:].any()


def test_shape_for_phone__no_sound__is_the_pause_alone() -> None:
    assert len(shape_for_phone(np.zeros(0, np.float32), from_hz=22_050, to_hz=8000, pause_ms=60)) == 480


def test_phrase_cache__said_once__is_not_kept_and_said_twice_is() -> None:
    cache, pcm = PhraseCache(limit=2), np.ones(4, np.int16)
    cache.put("fixed", pcm, pin=True)
    cache.put("once", pcm)
    assert cache.get("once") is None
    for phrase in ("a", "a", "b", "b", "c", "c"):
        cache.put(phrase, pcm)

    assert cache.get("a") is None
    assert cache.get("c") is pcm
    assert cache.get("fixed") is pcm
    assert len(cache) == 3


@pytest.mark.parametrize("rates", [(8000, 16_000), (48_000, 16_000), (24_000, 16_000), (16_000, 8000)])
class Work:
    """Pieces of speech that are made when `goes_on` says so, each its own."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.begun, self.goes_on = threading.Event(), threading.Event()

    def piece(self, name: str) -> Callable[[], Samples]:
        def make() -> Samples:
            self.made.append(name)
            self.begun.set()
            self.goes_on.wait(60)
            return np.frombuffer(name.encode("utf-16-le"), dtype=np.int16)

        return make


async def test_synthesis_pool__several_ask_for_the_same_at_once__it_is_made_once_and_for_all_of_them() -> None:
    pool, work = SynthesisPool(threads=1), Work()
    asked = [asyncio.create_task(pool.run("hello", work.piece("hello"), due_at_s=at)) for at in (1.0, 1.0, 2.0)]
    await asyncio.to_thread(work.begun.wait, 60)
    # One who has hung up takes it from nobody.
    asked.pop(0).cancel()
    work.goes_on.set()

    assert [pcm.tobytes().decode("utf-16-le") for pcm in await asyncio.gather(*asked)] == ["hello", "hello"]
    assert work.made == ["hello"]
    await pool.run("hello", work.piece("hello"), due_at_s=1.0)
    assert len(work.made) == 2
    pool.close()


async def test_synthesis_pool__asked_for_more_urgently_or_by_nobody_any_more__is_not_made_in_its_turn() -> None:
    pool, work = SynthesisPool(threads=1), Work()
    first = asyncio.create_task(pool.run("first", work.piece("first"), due_at_s=0.0))
    await asyncio.to_thread(work.begun.wait, 60)
    ahead = asyncio.create_task(pool.run("phrase", work.piece("ahead"), due_at_s=math.inf))
    other = asyncio.create_task(pool.run("other", work.piece("other"), due_at_s=2.0))
    withdrawn = asyncio.create_task(pool.run("withdrawn", work.piece("withdrawn"), due_at_s=1.0))
    await others()
    urgent = asyncio.create_task(pool.run("phrase", work.piece("urgent"), due_at_s=1.0))
    await others()
    withdrawn.cancel()
    await others(3)
    work.goes_on.set()
    await asyncio.gather(first, ahead, other, urgent)

    assert work.made == ["first", "urgent", "other", "ahead"]
    pool.close()


@pytest.mark.parametrize("rates", [(8000, 16_000), (48_000, 16_000), (24_000, 16_000), (16_000, 8000)])
def test_resampler__tone_in_odd_chunks__keeps_pitch_length_and_level(rates: tuple[int, int]) -> None:
    from_hz, to_hz = rates
    tone = (np.sin(2 * np.pi * 700 * np.arange(from_hz) / from_hz) * 10_000).astype(np.int16)
    resampler = Resampler(from_hz, to_hz)
    out = np.concatenate([resampler.push(tone[at : at + 317]) for at in range(0, len(tone), 317)])

    assert len(out) == pytest.approx(to_hz, abs=2)
    middle = out[to_hz // 10 :].astype(float)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(10_000 / np.sqrt(2), rel=0.02)
    assert np.argmax(np.abs(np.fft.rfft(middle))) * to_hz / len(middle) == pytest.approx(700, abs=3)


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


def test_health__failures__rest_longer_each_time_and_one_trial_at_a_time_is_let_through() -> None:
    now_s = 0.0
    health = Health("x", first_rest_s=5, max_rest_s=12, monotonic=lambda: now_s)
    health.admit()
    health.failed()
    with pytest.raises(Exception, match="left alone"):
        health.admit()
    now_s = 5.0
    health.admit()
    with pytest.raises(Exception, match="left alone"):
        health.admit()
    health.failed()
    now_s = 14.0
    with pytest.raises(Exception, match="left alone"):
        health.admit()
    now_s = 15.0
    health.admit()
    health.worked()
    health.admit()

    assert health.is_good


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        ("You", ""),
        ("", ""),
        ("the the the the the the the the", ""),
        ("Yes.", "Yes."),
        ("zero zero zero zero zero zero zero zero", "zero zero zero zero zero zero zero zero"),
    ],
)
def test_meaningful__what_noise_sounds_like__is_dropped(heard: str, kept: str) -> None:
    assert meaningful(heard) == kept


def test_voice_activity__two_words_with_a_pause__no_sound_is_in_both_segments() -> None:
    activity = VoiceActivity(PHONE.voice_activity)
    windows = [np.full(512, number, np.int16) for number in range(60)]
    speaking = set(range(20, 30)) | set(range(40, 50))
    ended = [
        found
        for number, window in enumerate(windows)
        if (found := activity.hear(window, 1.0 if number in speaking else 0.0)) and found.kind is ActivityKind.ENDED
    ]

    assert len(ended) == 2
    first, second = (set(np.unique(found.segment)) for found in ended if found.segment is not None)
    assert set(range(20, 30)) <= first
    assert set(range(40, 50)) <= second
    assert not second & set(range(20, 30))


def test_voice_activity__speech_pauses__says_so_when_a_short_sound_may_be_over_and_when_a_turn_may() -> None:
    activity = VoiceActivity(PHONE.voice_activity)
    for _ in range(10):
        activity.hear(np.zeros(512, np.int16), 1.0)
    pauses = [
        round(found.silence_s, 2)
        for _ in range(7)
        if (found := activity.hear(np.zeros(512, np.int16), 0.0)) and found.kind is ActivityKind.PROGRESS
    ]

    # The first windows of 32 ms at which 0.12 and 0.2 s are full.
    assert pauses == [0.13, 0.22]


def test_voice_activity__endless_speech__is_cut_in_pieces() -> None:
    activity = VoiceActivity(PHONE.voice_activity)
    found = [activity.hear(np.zeros(512, np.int16), 1.0) for _ in range(1200)]
    segments = [event.segment for event in found if event is not None and event.segment is not None]

    assert len(segments) == 2
    assert len(segments[0]) / 16_000 == pytest.approx(PHONE.voice_activity.max_segment_s, abs=0.1)


def test_keyterms__several_sources__are_clean_unique_and_bounded() -> None:
    terms = PHONE.keyterms(["Harbor", " fiber  optic "], ["harbor", "", "Ada Lovelace"], [f"t{n}" for n in range(99)])

    assert terms[:3] == ("Harbor", "fiber optic", "Ada Lovelace")
    assert len(terms) == PHONE.max_keyterms
