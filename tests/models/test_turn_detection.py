"""The text turn detector is an extra: without it, whoever asks for it is told how to get it."""

from __future__ import annotations

import sys

import pytest

from callcenter.errors import ModelUnavailable
from callcenter.models.turns.turn_detection import download_text_weights, open_turn_detection


def test_text_turn_detection__without_its_extra__says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "livekit.plugins.turn_detector.multilingual", None)

    for ask in (lambda: open_turn_detection("text"), download_text_weights):
        with pytest.raises(ModelUnavailable) as caught:
            ask()

        assert "uv sync --extra text-turns" in caught.value.remedy
