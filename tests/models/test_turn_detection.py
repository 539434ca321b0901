"""The text turn detector is an extra: without it, whoever asks for it is told how to get it."""

from __future__ import annotations

import socket
import sys
from types import ModuleType, SimpleNamespace

import pytest

from callcenter.errors import ModelUnavailable
from callcenter.models.turns.turn_detection import download_text_weights, open_turn_detection


def test_text_turn_detection__without_its_extra__says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "livekit.plugins.turn_detector.multilingual", None)

    for ask in (lambda: open_turn_detection("text"), download_text_weights):
        with pytest.raises(ModelUnavailable) as caught:
            ask()

        assert "uv sync --extra text-turns" in caught.value.remedy


def test_download__hub_that_cannot_be_reached__is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    constants = pytest.importorskip(
        "huggingface_hub.constants", reason="the text-turns extra is not installed: uv sync --extra text-turns"
    )
    begun: list[str] = []
    detector = ModuleType("livekit.plugins.turn_detector.multilingual")
    detector._EUORunnerMultilingual = SimpleNamespace(  # type: ignore[attr-defined]
        _download_files=lambda: begun.append("download")
    )
    monkeypatch.setitem(sys.modules, detector.__name__, detector)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        hub = f"http://127.0.0.1:{closed.getsockname()[1]}"
        monkeypatch.setattr(constants, "ENDPOINT", hub)

        with pytest.raises(ModelUnavailable) as caught:
            download_text_weights()

    assert hub in caught.value.remedy
    assert not begun
