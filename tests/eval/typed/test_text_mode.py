"""Whole stories, typed: one that passes, one that fails on purpose, one that can't be played; and the command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from callcenter.cli.main import app, load_verbs
from callcenter.eval.evaluate import evaluate
from callcenter.eval.judging.judge import RunVerdict
from callcenter.eval.story.file import load_stories
from callcenter.eval.story.sample_business import SampleBusiness
from callcenter.eval.story.story import Mode
from callcenter.eval.typed.text_mode import TextPlayer
from callcenter.runtime import Loaded
from callcenter.settings import Settings
from tests.eval.stories import TWO_STORIES, write
from tests.fakes.shipped import TRAINED_ONLY, load_shipped, shipped_intents


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return asyncio.run(load_shipped(Settings(), speech=False))


@pytest.fixture
async def player(loaded: Loaded, postgres_url: str, tmp_path: Path) -> AsyncIterator[TextPlayer]:
    async with SampleBusiness(postgres_url, tmp_path / "data").prepared() as business:
        yield TextPlayer(business, loaded, loaded.settings)


async def _play(player: TextPlayer, folder: Path, text: str, *, trials: int = 1) -> list[RunVerdict]:
    stories = load_stories(write(folder, text))
    return await evaluate(stories, player, mode=Mode.TEXT, trials=trials, on_verdict=lambda _: None)


async def test_evaluate__two_stories__one_passes_and_the_impossible_one_fails(
    player: TextPlayer, tmp_path: Path
) -> None:
    balance, million = await _play(player, tmp_path / "stories", TWO_STORIES)

    assert balance.passed, f"{balance.faults}\n{balance.run.transcript()}"
    assert million.faults == ("must be so and isn't: agent_says a million dollars (line 25)",)


async def test_evaluate__keys__are_pressed_and_answered(player: TextPlayer, tmp_path: Path) -> None:
    text = TWO_STORIES.replace('"{{ account | digits }}"', '{keys: "{{ account }}"}').replace(
        '"{{ zip | digits }}"', '{keys: "{{ zip }}"}'
    )
    balance, _ = await _play(player, tmp_path / "stories", text)

    assert balance.passed, f"{balance.faults}\n{balance.run.transcript()}"


async def test_evaluate__trials__do_not_see_one_another(player: TextPlayer, tmp_path: Path) -> None:
    storm = "INSERT INTO outage (postcode, cause, started_at) VALUES ('30307', 'a storm', now())"
    text = TWO_STORIES.replace("opening: How", f"prepare: {storm}\n      opening: How")
    text = text.replace("count(*) FROM payment_promise", "count(*) - 1 FROM outage WHERE cause = 'a storm'")
    verdicts = await _play(player, tmp_path / "stories", text, trials=2)

    assert [one.passed for one in verdicts if one.run.story.label == "balance"] == [True, True]


async def test_evaluate__fact_that_cannot_be_found__is_left_out(player: TextPlayer, tmp_path: Path) -> None:
    text = TWO_STORIES.replace(
        "      opening: How", "      facts: {x: {sql: SELECT 1 WHERE false}}\n      opening: How"
    )

    balance, _ = await _play(player, tmp_path / "stories", text)

    assert balance.left_out == ("fact x: its SQL finds nothing",)


@pytest.mark.parametrize(("wanted", "exit_code"), [("50", 0), ("51", 1)])
def test_eval__share_that_must_pass__decides_the_exit_code(tmp_path: Path, wanted: str, exit_code: int) -> None:
    load_verbs()
    shipped_intents()
    folder, junit = write(tmp_path / "stories", TWO_STORIES), tmp_path / "out.xml"
    arguments = ["eval", "--stories", str(folder), "--trials", "1", "--at-least", wanted, "--junit", str(junit)]

    result = CliRunner().invoke(app, arguments, env={"CALLCENTER_DATA_DIR": str(TRAINED_ONLY)})

    assert result.exit_code == exit_code, result.output
    assert b'failures="1"' in junit.read_bytes()


def test_eval__unknown_mode__is_wrong_usage() -> None:
    load_verbs()

    assert CliRunner().invoke(app, ["eval", "--mode", "telepathy"]).exit_code == 2
