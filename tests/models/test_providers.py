"""What becomes of a provider's plugin that can't be made: its words are told, our keys in them are not."""

from __future__ import annotations

from typing import Any

import pytest
from livekit.plugins import deepgram

from callcenter.errors import ModelUnavailable
from callcenter.models.model_string import Part, parse_model
from callcenter.models.providers import CallNeeds, build_stt
from callcenter.settings import Settings


def test_plugin__that_repeats_its_key__is_told_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*, api_key: str, **_: Any) -> None:
        raise ValueError(f"{api_key} is for another project")

    monkeypatch.setattr(deepgram, "STT", refuse)
    model = parse_model("deepgram/nova-3", Part.STT)

    with pytest.raises(ModelUnavailable) as refused:
        build_stt(model, Settings(deepgram_api_key="dg-4711"), None, CallNeeds())  # type: ignore[arg-type]

    assert "(a key) is for another project" in refused.value.what
    assert "dg-4711" not in str(refused.value)
