"""Whom a dispatch may have us ring: nobody abroad, and no number that costs whoever calls it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import structlog

from callcenter.calls.transfer.reachable_number import reachable_number
from callcenter.errors import TransferFailed
from callcenter.telephony.livekit.job.job import DIALLED_IDENTITY, serve_room
from tests.fakes.livekit.livekit_participant_server import ParticipantServer, participant_server
from tests.telephony.livekit.job.test_opening_hours import TIMEOUT_S, ringing


@pytest.fixture
async def server() -> AsyncIterator[ParticipantServer]:
    async with participant_server() as running:
        yield running


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("+8821234567890", "not-called"),  # a satellite
        ("+19005550123", "not-called"),  # premium rate
        ("+4930123456", "not-called"),  # abroad
        ("sip:someone@elsewhere.example", "bad-number"),
    ],
)
async def test_dial__number_that_nobody_allowed__is_not_rung_and_not_logged(
    server: ParticipantServer, sample_database: asyncpg.Pool, tmp_path: Path, number: str, reason: str
) -> None:
    metadata = json.dumps({"dial": number})
    async with ringing(
        metadata, server=server, pool=sample_database, folder=tmp_path, identity=DIALLED_IDENTITY
    ) as job:
        with structlog.testing.capture_logs() as logged, pytest.raises(TransferFailed, match=reason) as refused:
            await asyncio.wait_for(serve_room(job.ctx, job.services), TIMEOUT_S)

    assert "CreateSIPParticipant" not in [name for name, _ in server.requests]
    assert ("dial_refused", reason) in [(line["event"], line.get("reason")) for line in logged]
    assert number not in str(logged) + str(refused.value)


def test_reachable_number__region_of_the_settings__is_rung() -> None:
    assert reachable_number("+4930123456", country="US", regions=["US", "DE"]) == "+4930123456"
    assert reachable_number("(202) 555-0130", country="US", regions=()) == "+12025550130"
