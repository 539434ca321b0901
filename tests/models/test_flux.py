"""Deepgram's Flux, which hears on another address and by another client than its other recognisers."""

from __future__ import annotations

import pytest
from livekit.plugins import deepgram

from callcenter.models.model_string import Part, parse_model
from callcenter.models.providers import CallNeeds, build_stt, takes_keyterms
from callcenter.settings import Settings


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("deepgram/flux-general-en", deepgram.STTv2),
        ("deepgram/flux-general-multi:es", deepgram.STTv2),
        ("deepgram/nova-3", deepgram.STT),
    ],
)
async def test_deepgram__flux_or_nova__is_built_with_the_client_that_it_needs(text: str, kind: type) -> None:
    model = parse_model(text, Part.STT)

    built = build_stt(model, Settings(deepgram_api_key="key"), None, CallNeeds())  # type: ignore[arg-type]

    assert type(built) is kind
    assert built.model == model.model
    assert takes_keyterms(model, built)
    await built.aclose()
