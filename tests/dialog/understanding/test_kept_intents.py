"""The trained classifiers kept on the disk: read back where nothing has changed, and only what is ours alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from callcenter.dialog.script import AgentScript, ToolScript
from callcenter.dialog.understanding.intents import Intents
from callcenter.dialog.understanding.kept_intents import kept_intents


def scripts(*wishes: str) -> dict[str, AgentScript]:
    tools = (
        ToolScript(name="pay", examples=("how do I pay", "I want to pay my bill", *wishes)),
        ToolScript(name="move", examples=("we are moving house", "my new address")),
    )
    return {"desk": AgentScript(name="desk", greeting="Hello.", tools=tools, none_examples=("what a day",))}


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of examples of each training."""
    seen: list[int] = []
    train = Intents.__init__

    def counting(self: Intents, of: dict[str, AgentScript]) -> None:
        train(self, of)
        seen.append(self.example_count)

    monkeypatch.setattr(Intents, "__init__", counting)
    return seen


def test_kept__same_agents__are_trained_once_and_understand_the_same(tmp_path: Path, trainings: list[int]) -> None:
    first = kept_intents(scripts(), tmp_path / "trained")
    again = kept_intents(scripts(), tmp_path / "trained")

    assert len(trainings) == 1
    assert again.of("desk").rank("can I pay") == first.of("desk").rank("can I pay")
    assert (tmp_path / "trained").stat().st_mode & 0o777 == 0o700


def test_kept__another_example__is_trained_and_takes_the_place_of_the_former(
    tmp_path: Path, trainings: list[int]
) -> None:
    kept_intents(scripts(), tmp_path)
    (kept,) = tmp_path.iterdir()
    kept_intents(scripts("settle an invoice"), tmp_path)

    assert trainings[1] == trainings[0] + 1
    assert [file.name for file in tmp_path.iterdir()] != [kept.name]


@pytest.mark.parametrize("who", ["others", "link", "broken"])
def test_kept__file_that_another_may_have_written_or_broken__is_not_used(
    who: str, tmp_path: Path, trainings: list[int]
) -> None:
    kept_intents(scripts(), tmp_path)
    (file,) = tmp_path.iterdir()
    if who == "others":
        file.chmod(0o666)
    elif who == "link":
        file.rename(tmp_path / "elsewhere")
        file.symlink_to(tmp_path / "elsewhere")
    else:
        file.write_bytes(file.read_bytes()[:100])

    assert kept_intents(scripts(), tmp_path).of("desk").rank("I want to pay")[0].label == "pay"

    assert len(trainings) == 2
    assert file.is_file() and not file.is_symlink() and not file.stat().st_mode & 0o077


def test_kept__folder_that_others_can_write__is_left_alone(tmp_path: Path, trainings: list[int]) -> None:
    folder = tmp_path / "trained"
    folder.mkdir()
    os.chmod(folder, 0o777)

    kept_intents(scripts(), folder)
    kept_intents(scripts(), folder)

    assert len(trainings) == 2
    assert not list(folder.iterdir())


def test_kept__folder_that_cannot_be__costs_the_training_only(tmp_path: Path, trainings: list[int]) -> None:
    (file := tmp_path / "file").write_text("")

    assert kept_intents(scripts(), file / "trained").of("desk").rank("I want to pay")[0].label == "pay"
    assert len(trainings) == 1


@pytest.mark.parametrize("left", [10, 1000])
def test_kept_intents__file_was_cut_off__are_trained_anew(tmp_path: Path, left: int) -> None:
    kept_intents(scripts(), tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:left])

    assert kept_intents(scripts(), tmp_path).of("desk").rank("I want to pay")[0].label == "pay"
