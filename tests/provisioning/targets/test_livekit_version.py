"""Fields that an older LiveKit keeps, gives back and doesn't act on: seen on livekit-server 1.9.12."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.errors import ProvisioningError
from callcenter.provisioning.resource import Resource
from callcenter.provisioning.targets.livekit_version import read_version, server_version
from tests.provisioning.resources import MEDIA, inbound, rule
from tests.provisioning.targets.test_apply_livekit import running

FIXED_ROOM = {"kind": "individual", "name": "", "prefix": "call-", "randomize": False}
YOUNG = [
    (inbound("main", auth_realm="pbx"), "inbound trunk main: auth_realm"),
    (inbound("main", media={**MEDIA, "media_timeout_s": 30}), "media.media_timeout"),
    (inbound("main", media={**MEDIA, "codecs": [{"name": "PCMU", "rate": 8000}]}), "media.codecs"),
    (rule("main", room=FIXED_ROOM), "room.individual.randomize: false"),
]


@pytest.mark.parametrize(("resource", "named"), YOUNG)
async def test_apply__server_too_old_for_a_field__is_refused_before_anything_is_done(
    tmp_path: Path, resource: Resource, named: str
) -> None:
    async with running(tmp_path, version="1.9.12") as project:
        with pytest.raises(ProvisioningError, match=r"1\.9\.12") as refused:
            await project.apply(resource)

        assert named in str(refused.value)
        assert project.server.writes == []


@pytest.mark.parametrize("version", ["1.13.0", "2.0.1", "not told"])
async def test_apply__server_new_enough_or_without_a_version__takes_the_fields(tmp_path: Path, version: str) -> None:
    async with running(tmp_path, version=version) as project:
        await project.apply(YOUNG[0][0])

        assert len(project.server.inbound) == 1


async def test_apply__old_server_and_fields_it_knows__is_done(tmp_path: Path) -> None:
    async with running(tmp_path, version="1.9.12") as project:
        await project.apply(inbound("main"), rule("main", trunks=["main"], agent="triage"))

        assert len(project.server.rules) == 1


async def test_version__of_a_server__is_read_as_a_worker(tmp_path: Path) -> None:
    async with running(tmp_path, version="1.9.12") as project:
        assert await server_version(project.settings) == (1, 9, 12)


@pytest.mark.parametrize(("text", "version"), [("v1.13.0-rc1", (1, 13, 0)), ("1.9", (1, 9)), ("", None)])
def test_version__as_servers_write_it__is_read(text: str, version: tuple[int, ...] | None) -> None:
    assert read_version(text) == version
