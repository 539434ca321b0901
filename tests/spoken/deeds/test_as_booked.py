"""Whether a caller has a visit stay as it is booked, and what is said beside that."""

from __future__ import annotations

import pytest

from callcenter.spoken.deeds.as_booked import beside_what_stays, has_him_come, keeps_its_day, never_wanted


@pytest.mark.parametrize(
    "said",
    [
        "No, you know what, leave it be. Let him come and look at it anyway",
        "No wait, he should come anyway",
        "no, I'd rather he came and had a look",
        "Nah, let's just have the guy come out",
        "no, better he comes",
        "No, don't cancel. I need the technician",
        "no actually the internet's gone again, so I want him",
        "Let's not. I'd sooner have him look at it",
        "no, we'll have the man come as arranged",
    ],
)
def test_come__at_no_other_time__is_the_visit_there_is(said: str) -> None:
    assert has_him_come(said)


@pytest.mark.parametrize(
    "said",
    [
        "no, I want him to come later",
        "no, let him come tomorrow",
        "I'd like him to come at nine instead",
        "no, move it, I need him to come",
        "I need him to come when my wife is home",
        "So he comes on Tuesday, yes?",
        "I did want him to come, but it works now",
    ],
)
def test_come__at_another_time_or_only_spoken_of__is_none(said: str) -> None:
    assert not has_him_come(said)


@pytest.mark.parametrize(
    "said",
    [
        "No, no new day, the one he's got. Is Tuesday still on?",
        "not another visit, the one I have",
        "no need for a different day",
        "What if we leave it as it is and my wife lets him in?",
        "Let's stick with what we have",
        "no I'm fine with the day I've got",
        "nothing's to be moved",
        "No, let it be.",
    ],
)
def test_day__no_new_one_wanted__is_kept(said: str) -> None:
    assert keeps_its_day(said)


@pytest.mark.parametrize(
    "said", ["a different day please", "keep it, but make it the afternoon", "the day after", "another day, please"]
)
def test_day__a_new_one_wanted__is_not_kept(said: str) -> None:
    assert not keeps_its_day(said)


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("I never asked for a new day", True),
        ("Who said anything about moving it?", True),
        ("what day? I never said I want to book", True),
        ("I was only asking", True),
        ("I only wanted to know when he comes", False),
        ("I never asked for Thursday", False),
    ],
)
def test_never_wanted__is_told_from_a_question(said: str, is_so: bool) -> None:
    assert never_wanted(said) is is_so


def test_beside_what_stays__is_what_else_is_said() -> None:
    assert (
        beside_what_stays("No, let it be. Could you tell him the door sticks?") == "Could you tell him the door sticks?"
    )
    assert beside_what_stays("I just wondered, does he come to my flat?") == "I just wondered, does he come to my flat?"
