"""Fields that a LiveKit server is too old for: it would keep them, give them back and do nothing with them.

livekit-server keeps what its protocol doesn't know as unknown fields, so a second plan says that all is as it should be
(seen on 1.9.12). The server tells its version to workers that register, and to nobody else without a room.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import aiohttp
from livekit import api
from livekit.protocol import agent, models

from callcenter.errors import ProvisioningError
from callcenter.log import logger
from callcenter.provisioning.resource import Kind, Resource
from callcenter.settings import Settings

log = logger(__name__)

#: Seconds for the whole question.
TIMEOUT_S = 10.0
#: The first server that we know to act on the fields below (livekit/livekit, 2026-08); 1.9.12 doesn't.
NEEDED = (1, 13)
#: Nobody dispatches to this name, so the question never gets a job.
_NAME = "callcenter-asks-for-the-version"


async def check_server(resources: Sequence[Resource], settings: Settings) -> None:
    """Refuse resources that say what the server doesn't know. A server that doesn't tell its version is believed.

    Raises:
        ProvisioningError: it is too old; all such fields are named.
    """
    fields = [f"{one.kind.label} {one.name}: {field}" for one in resources for field in young_fields(one)]
    if not fields:
        return
    version = await server_version(settings)
    if version is None:
        log.warning("server_version_unknown", fields=len(fields))
    elif version < NEEDED:
        raise ProvisioningError(
            f"LiveKit {'.'.join(map(str, version))} would keep these fields and do nothing with them: "
            f"{'; '.join(fields)}.",
            remedy=f"Take them out, or run a server of {'.'.join(map(str, NEEDED))} or newer.",
        )


def young_fields(resource: Resource) -> Iterator[str]:
    """Yield the fields a resource says that older servers don't know."""
    fields = resource.fields
    if fields.get("auth_realm"):
        yield "auth_realm"
    media = fields.get("media") or {}
    for name in ("only_listed_codecs", "codecs", "media_timeout_s"):
        if media.get(name):
            yield f"media.{name.removesuffix('_s')}"
    room = fields.get("room") or {}
    if resource.kind is Kind.DISPATCH_RULE and room.get("kind") == "individual" and not room.get("randomize"):
        yield "room.individual.randomize: false"


async def server_version(settings: Settings) -> tuple[int, ...] | None:
    """Return the server's version; None if it can't be had."""
    token = api.AccessToken(settings.livekit_api_key, settings.livekit_api_secret.get_secret_value())
    headers = {"Authorization": f"Bearer {token.with_grants(api.VideoGrants(agent=True)).to_jwt()}"}
    parts = urlsplit(settings.livekit_url)
    url = f"{parts.scheme.replace('http', 'ws')}://{parts.netloc}{parts.path.rstrip('/')}/agent"
    hello = agent.WorkerMessage(
        register=agent.RegisterWorkerRequest(
            type=agent.JobType.JT_ROOM,
            agent_name=_NAME,
            allowed_permissions=models.ParticipantPermission(agent=True),
        )
    )
    try:
        async with (
            asyncio.timeout(TIMEOUT_S),
            aiohttp.ClientSession() as session,
            session.ws_connect(url, headers=headers) as socket,
        ):
            await socket.send_bytes(hello.SerializeToString())
            answer = agent.ServerMessage.FromString(await socket.receive_bytes())
    except Exception as error:
        log.debug("server_version_not_told", error=type(error).__name__)
        return None
    return read_version(answer.register.server_info.version)


def read_version(text: str) -> tuple[int, ...] | None:
    """Return the numbers of a version such as `1.9.12` or `v1.13.0-rc1`; None if there are none."""
    found = re.match(r"v?(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(number) for number in found.groups() if number is not None) if found else None
