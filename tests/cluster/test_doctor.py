"""What `doctor` says of LiveKit where a worker runs."""

from __future__ import annotations

import pytest

from callcenter.cli.machine.doctor import check_livekit
from callcenter.settings import Settings
from tests.cluster.conftest import livekit_settings
from tests.fakes.livekit_participant_server import participant_server
from tests.fakes.ports import free_port


async def test_livekit__takes_the_key__is_well() -> None:
    async with participant_server() as server:
        found = await check_livekit(livekit_settings(server.url))

    assert (found.name, found.state, found.remedy) == ("LiveKit", "ok", "")


@pytest.mark.parametrize("secret", ["", "a-secret-that-is-another-server's-own"])
async def test_livekit__key_is_missing_or_wrong__is_a_fault_and_names_the_settings(secret: str) -> None:
    async with participant_server() as server:
        settings = livekit_settings(server.url)
        wrong = Settings(livekit_url=server.url, livekit_api_key=settings.livekit_api_key, livekit_api_secret=secret)
        found = await check_livekit(wrong)

    assert found.state == "fault"
    assert "LIVEKIT_API_SECRET" in found.remedy


async def test_livekit__is_not_there__is_a_fault() -> None:
    found = await check_livekit(livekit_settings(f"http://127.0.0.1:{free_port()}"))

    assert found.state == "fault"
    assert "LIVEKIT_URL" in found.remedy
