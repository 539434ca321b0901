"""The pair under contract: the fakes always, and the real programs where LIVEKIT_URL and LIVEKIT_SIP_URI are set.

    LIVEKIT_URL=ws://127.0.0.1:7880 LIVEKIT_API_KEY=... LIVEKIT_API_SECRET=... LIVEKIT_SIP_URI=sip:127.0.0.1:5060 \
        uv run pytest -n 0 tests/contract

Only against a pair on this machine: trunks and rules are written, calls are made, and livekit-sip's RTP must come back.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from callcenter.runtime import Loaded
from callcenter.settings import load_settings
from tests.contract.fake_pair import fake_pair
from tests.contract.line import Pair, Routing
from tests.contract.real_pair import real_pair
from tests.fakes.ports import free_port
from tests.fakes.shipped import load_shipped


@pytest.fixture(scope="session")
def models_port() -> int:
    """Where the fake pair's model servers are."""
    return free_port()


@pytest.fixture(scope="session")
def loaded(models_port: int) -> Loaded:
    """Hosted ears and voice, and the dialog engine: what `real_pair` has its workers load."""
    place = f"127.0.0.1:{models_port}"
    settings = load_settings(
        deepgram_api_key="deepgram-key",
        rime_api_key="rime-key",
        models={
            "stt": [f"deepgram/nova-3:multi@http://{place}/v1/listen"],
            "llm": ["local/dialog"],
            "tts": [f"rime/arcana:luna@ws://{place}"],
            "turn_detection": "vad",
            "noise_cancellation": "off",
        },
    )

    async def once() -> Loaded:
        parts = await load_shipped(settings, speech=True, has_room=True)
        assert parts.speech is not None
        await parts.speech.aclose_here()
        return parts

    return asyncio.run(once())


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.livekit)])
async def pair(
    request: pytest.FixtureRequest,
    loaded: Loaded,
    models_port: int,
    sample_url: str,
    sample_database: asyncpg.Pool,
    tmp_path: Path,
) -> AsyncIterator[Pair]:
    if request.param == "real":
        if not (os.environ.get("LIVEKIT_URL") and os.environ.get("LIVEKIT_SIP_URI")):
            pytest.skip("LIVEKIT_URL and LIVEKIT_SIP_URI are not set")
        async with real_pair(tmp_path, sample_url, sample_database) as real:
            yield real
    else:
        async with fake_pair(tmp_path, sample_url, sample_database, loaded, models_port) as fake:
            yield fake


@pytest.fixture
async def routing(pair: Pair, tmp_path: Path) -> AsyncIterator[Routing]:
    """Files of a test's own, taken off the server at its end."""
    files = Routing(tmp_path / "routing", pair.settings, owner=pair.settings.worker.agent_name)
    yield files
    await files.remove()
