"""Short things callers say in any conversation."""

from __future__ import annotations

import pytest

from callcenter.dialog.cues import Cue, cue_in, yes_or_no


@pytest.mark.parametrize(
    "said",
    ["yes", "Yes, please.", "yeah why not", "no that's fine go ahead", "sounds good", "I guess so", "uh huh", "do it"],
)
def test_yes_or_no__yes_in_many_ways__is_true(said: str) -> None:
    assert yes_or_no(said) is True


@pytest.mark.parametrize(
    "said", ["no", "nope", "not really", "that's not right", "don't do that", "I don't think so", "no I meant tuesday"]
)
def test_yes_or_no__no_in_many_ways__is_false(said: str) -> None:
    assert yes_or_no(said) is False


@pytest.mark.parametrize("said", ["tuesday", "four oh seven", "my internet"])
def test_yes_or_no__neither__is_none(said: str) -> None:
    assert yes_or_no(said) is None


@pytest.mark.parametrize(
    ("said", "cue"),
    [
        ("could you say that again please", Cue.REPEAT),
        ("sorry?", Cue.REPEAT),
        ("I didn't catch that", Cue.REPEAT),
        ("slow down please", Cue.SLOWER),
        ("can I talk to a human", Cue.PERSON),
        ("operator please", Cue.PERSON),
        ("I don't want to talk to a machine", Cue.PERSON),
        ("put me through to somebody", Cue.PERSON),
        ("okay bye", Cue.GOODBYE),
        ("no that's all thank you", Cue.GOODBYE),
        ("hold on a second let me find it", Cue.WAIT),
        ("um", Cue.WAIT),
        ("are you a robot", Cue.WHO),
        ("what can you do", Cue.ABILITIES),
        ("can you hear me", Cue.HEARD),
        ("I don't have it with me", Cue.UNKNOWN),
        ("I've no idea", Cue.UNKNOWN),
        ("never mind", Cue.CANCEL),
        ("thanks a lot", Cue.THANKS),
        ("hello", Cue.GREETING),
    ],
)
def test_cue__short_utterance__is_read(said: str, cue: Cue) -> None:
    assert cue_in(said) is cue


@pytest.mark.parametrize(
    "said",
    [
        "cancel my appointment",
        "I want to speak to someone about my bill",
        "send somebody out to fix it",
        "wait for the technician",
        "let me know when the guy comes",
        "my internet is down",
    ],
)
def test_cue__utterance_about_something__is_none(said: str) -> None:
    assert cue_in(said) is None
