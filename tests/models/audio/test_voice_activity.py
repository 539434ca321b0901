"""Where a stretch of speech begins, pauses and ends."""

from __future__ import annotations

import numpy as np
import pytest

from callcenter.models.audio.voice_activity import ActivityKind, VoiceActivity
from callcenter.models.phone_tuning import PHONE


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


def test_voice_activity__only_the_faint_end_of_a_word_is_noticed__its_level_is_that_of_the_word() -> None:
    activity = VoiceActivity(PHONE.voice_activity)
    silence, loud, faint = (np.full(512, level, np.int16) for level in (0, 3000, 100))
    heard = [activity.hear(window, 0.0) for window in (silence, silence, silence, loud, loud, loud)]
    heard += [activity.hear(faint, 1.0), activity.hear(faint, 1.0)]

    started = heard[-1]
    assert started is not None
    # Three of five windows at -20.8 dB; by the end alone it would be -50.
    assert started.level_dbfs == pytest.approx(-23.0, abs=0.1)
