"""LiveKit's SIP API with deadlines, and with errors that say what to do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import aiohttp
from livekit import api
from livekit.protocol import sip

from callcenter.errors import SettingsError
from callcenter.foreign_errors import told_by
from callcenter.livekit_errors import ResourceGone, provisioning
from callcenter.settings import Settings

#: Seconds for one request.
REQUEST_TIMEOUT_S = 10.0

_Answer = TypeVar("_Answer")


class SipApi:
    """The calls of LiveKit's SIP service that provisioning makes. Updates replace the whole resource.

    Every method raises `ProvisioningError` with the cause and the remedy; a `Conflict` may be one for now only.
    """

    def __init__(self, client: api.LiveKitAPI, url: str) -> None:
        self._sip = client.sip
        self._url = url

    async def list_inbound(self) -> list[sip.SIPInboundTrunkInfo]:
        """Return all inbound trunks."""
        return list((await self._ask(self._sip.list_inbound_trunk(sip.ListSIPInboundTrunkRequest()))).items)

    async def list_outbound(self) -> list[sip.SIPOutboundTrunkInfo]:
        """Return all outbound trunks."""
        return list((await self._ask(self._sip.list_outbound_trunk(sip.ListSIPOutboundTrunkRequest()))).items)

    async def list_rules(self) -> list[sip.SIPDispatchRuleInfo]:
        """Return all dispatch rules."""
        return list((await self._ask(self._sip.list_dispatch_rule(sip.ListSIPDispatchRuleRequest()))).items)

    async def put_inbound(self, trunk: sip.SIPInboundTrunkInfo, trunk_id: str) -> str:
        """Create the trunk, or replace the one of that id; return its id."""
        if trunk_id:
            return (await self._ask(self._sip.update_inbound_trunk(trunk_id, trunk))).sip_trunk_id
        create = sip.CreateSIPInboundTrunkRequest(trunk=trunk)
        return (await self._ask(self._sip.create_inbound_trunk(create))).sip_trunk_id

    async def put_outbound(self, trunk: sip.SIPOutboundTrunkInfo, trunk_id: str) -> str:
        """Create the trunk, or replace the one of that id; return its id."""
        if trunk_id:
            return (await self._ask(self._sip.update_outbound_trunk(trunk_id, trunk))).sip_trunk_id
        create = sip.CreateSIPOutboundTrunkRequest(trunk=trunk)
        return (await self._ask(self._sip.create_outbound_trunk(create))).sip_trunk_id

    async def put_rule(self, rule: sip.SIPDispatchRuleInfo, rule_id: str) -> str:
        """Create the rule, or replace the one of that id; return its id."""
        if rule_id:
            return (await self._ask(self._sip.update_dispatch_rule(rule_id, rule))).sip_dispatch_rule_id
        create = sip.CreateSIPDispatchRuleRequest(dispatch_rule=rule)
        return (await self._ask(self._sip.create_dispatch_rule(create))).sip_dispatch_rule_id

    async def delete_trunk(self, trunk_id: str) -> None:
        """Delete a trunk of either kind; one that is gone already is as good."""
        with suppress(ResourceGone):
            await self._ask(self._sip.delete_trunk(sip.DeleteSIPTrunkRequest(sip_trunk_id=trunk_id)))

    async def delete_rule(self, rule_id: str) -> None:
        """Delete a rule; one that is gone already is as good."""
        request = sip.DeleteSIPDispatchRuleRequest(sip_dispatch_rule_id=rule_id)
        with suppress(ResourceGone):
            await self._ask(self._sip.delete_dispatch_rule(request))

    async def _ask(self, request: Awaitable[_Answer]) -> _Answer:
        with told_by(provisioning(self._url, timeout_s=REQUEST_TIMEOUT_S)):
            async with asyncio.timeout(REQUEST_TIMEOUT_S):
                return await request


@asynccontextmanager
async def open_sip_api(settings: Settings) -> AsyncIterator[SipApi]:
    """Connect with the settings' URL, key and secret.

    Raises:
        SettingsError: one of them is missing or the URL isn't one.
    """
    secret = settings.livekit_api_secret.get_secret_value()
    given = {"LIVEKIT_URL": settings.livekit_url, "LIVEKIT_API_KEY": settings.livekit_api_key}
    missing = [name for name, value in {**given, "LIVEKIT_API_SECRET": secret}.items() if not value]
    if missing:
        raise SettingsError(
            f"The target livekit needs {', '.join(missing)}.", remedy="Set them as the LiveKit project shows them."
        )
    if not re.match(r"(?:http|ws)s?://[^/\s]+", settings.livekit_url):
        raise SettingsError(
            "LIVEKIT_URL is no address of a LiveKit server.", remedy="Write wss://HOST or http://HOST:7880."
        )
    timeout = aiohttp.ClientTimeout(total=REQUEST_TIMEOUT_S)
    client = api.LiveKitAPI(settings.livekit_url, settings.livekit_api_key, secret, timeout=timeout)
    try:
        yield SipApi(client, settings.livekit_url)
    finally:
        await client.aclose()
