"""Reading stories: what they become, and every fault with its line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from callcenter.errors import DeclarationError
from callcenter.eval.story.asked_for import AskedFor
from callcenter.eval.story.facts import told
from callcenter.eval.story.file import APART, DEV, FRESH, HELD_OUT, STORIES, UNSEEN, load_stories
from callcenter.eval.story.story import CheckOn, Story, StoryAnswer
from tests.eval.stories import TWO_STORIES, write

STORY = """scenarios:
  - label: balance
    instructions: You are Fay.
    agent_expectations: Tells it.
    userdata:
      opening: Hi.
      must: [{disposition: resolved}]
"""


def _faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(DeclarationError) as caught:
        load_stories(write(folder, text))
    return [f"{fault.line}: {fault.what}" for fault in caught.value.faults]


def test_load_stories__whole_file__becomes_stories_with_checks_and_their_lines(tmp_path: Path) -> None:
    balance, million = load_stories(write(tmp_path, TWO_STORIES))

    assert balance.says[AskedFor.POSTCODE] == (StoryAnswer(say=("{{ zip | digits }}",)),)
    assert [(check.on, check.line) for check in balance.must] == [(CheckOn.AGENT_SAYS, 14)]
    assert balance.expected_state[0].rows == ((0,),)
    assert million.caller == balance.caller
    assert told(balance, {"account": "95", "zip": "307"}).says[AskedFor.POSTCODE][0].say == ("three zero seven",)


def test_load_stories__answers_with_conditions__stand_beside_plain_texts(tmp_path: Path) -> None:
    text = STORY + "      says:\n        confirm:\n          - {times: 1, say: Wait.}\n          - Yes.\n"

    (story,) = load_stories(write(tmp_path, text))

    assert story.says[AskedFor.CONFIRM] == (StoryAnswer(say=("Wait.",), times=1), StoryAnswer(say=("Yes.",)))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("opening: Hi.", "opening: Hi.\n      greeting: Hi."), "7: unknown key 'greeting'."),
        (("      opening: Hi.\n", ""), "5: scenarios.0.userdata.opening is missing."),
        (("label: balance", "label: My Balance"), "2: scenarios.0.label"),
        (("opening: Hi.", "opening: 'Hi {{ visit | weekday }}'"), "6: there is no fact 'visit'."),
        (("opening: Hi.", "opening: 'Hi {{ account | digts }}'"), "6: scenarios.0.userdata.opening"),
        (("{disposition: resolved}", "{disposition: resolved, tag: x}"), "7: scenarios.0.userdata.must.0: check one"),
        (("{disposition: resolved}", "{agent_says: '('}"), "7: scenarios.0.userdata.must.0.agent_says"),
        (("{disposition: resolved}", "{tag: x, rows: [[1]]}"), "7: scenarios.0.userdata.must.0: rows belong to sql"),
        (("must: [{disposition: resolved}]", "never: []"), "2: scenarios.0: says nothing that must be so"),
        (("opening: Hi.", "opening: Hi.\n      says: {shoe-size: big}"), "7: scenarios.0.userdata.says.shoe-size"),
        (("opening: Hi.", "opening: Hi.\n      caller: {zip: 02139}"), "7: scenarios.0.userdata.caller.zip"),
        (("opening: Hi.", "opening: Hi.\n      events: [{during: lunch, say: x}]"), "7: scenarios.0.userdata.events.0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_load_stories__fault__is_told_with_its_line(tmp_path: Path, change: tuple[str, str], fault: str) -> None:
    (found,) = _faults(tmp_path, STORY.replace(*change))

    assert found.startswith(fault)


def test_load_stories__faults_of_two_files__are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, STORY.replace("label: balance", "label: B"), "a.yaml")

    faults = _faults(tmp_path, "scenarios: [1")

    assert len(faults) == 2


def test_load_stories__label_used_twice__is_a_fault(tmp_path: Path) -> None:
    write(tmp_path, STORY, "a.yaml")

    (fault,) = _faults(tmp_path, STORY)

    assert "the label 'balance' is used twice" in fault


def test_load_stories__folder_without_stories__is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError):
        load_stories(tmp_path)


@cache
def shipped(part: str) -> Sequence[Story]:
    """Read a part of the shipped stories, once."""
    return load_stories(STORIES / part)


def test_shipped_stories__are_enough__over_all_agents_and_a_third_of_them_difficult() -> None:
    stories = shipped(DEV)

    difficult = [story for story in stories if story.tags["caller"] != "plain"]
    assert len(stories) >= 48
    assert {story.tags["agent"] for story in stories} == {"triage", "billing", "support", "appointments"}
    assert len(difficult) >= len(stories) / 3


def test_shipped_stories__kept_apart__are_about_a_quarter_and_none_of_the_others() -> None:
    tuned, apart = shipped(DEV), shipped(HELD_OUT)

    assert len(apart) >= len([*tuned, *apart]) * 0.24
    assert not {story.label for story in tuned} & {story.label for story in apart}
    spoken = {text for story in tuned for text in story.opening}
    assert not [text for story in apart for text in story.opening if text in spoken]


def test_shipped_stories__unseen__are_a_part_of_their_own_over_all_agents_and_mostly_not_plain() -> None:
    unseen = shipped(UNSEEN)

    assert len(unseen) == 30
    assert {story.part for story in unseen} == {"unseen"}
    assert {story.tags["agent"] for story in unseen} == {"triage", "billing", "support", "appointments"}
    assert len([story for story in unseen if story.tags["caller"] == "plain"]) <= 10


def test_shipped_stories__fresh__are_a_part_of_their_own_over_all_agents_and_mostly_not_plain() -> None:
    fresh = shipped(FRESH)

    assert len(fresh) == 40
    assert {story.part for story in fresh} == {"fresh"}
    assert {story.tags["agent"] for story in fresh} == {"triage", "billing", "support", "appointments"}
    assert len([story for story in fresh if story.tags["caller"] == "plain"]) <= 20


def test_shipped_stories__apart__are_a_part_of_their_own_over_all_agents_and_mostly_plain_in_words_of_their_own() -> (
    None
):
    apart = shipped(APART)
    others = [story for part in (DEV, HELD_OUT, UNSEEN, FRESH) for story in shipped(part)]

    assert len(apart) == 30
    assert {story.part for story in apart} == {"apart"}
    assert {story.tags["agent"] for story in apart} == {"triage", "billing", "support", "appointments"}
    assert 15 <= len([story for story in apart if story.tags["caller"] == "plain"]) <= 20
    spoken = {text for story in others for text in story.opening}
    assert not [text for story in apart for text in story.opening if text in spoken]


def test_shipped_stories__of_all_parts__are_read_together_without_a_fault() -> None:
    folders = sorted(folder for folder in STORIES.iterdir() if folder.is_dir())

    assert all(story.must or story.expected_state for story in load_stories(*folders))
