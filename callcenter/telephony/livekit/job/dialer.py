"""What a job asks LiveKit's API for on behalf of its call: ring a number, transfer the caller, put the phone down."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping

from google.protobuf.duration_pb2 import Duration
from livekit import api
from livekit.protocol.sip import SIPTransferReason, SIPTransferStatus

from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.errors import TelephonyError, TransferFailed
from callcenter.foreign_errors import told_by
from callcenter.livekit_errors import ASKING, RoomGone, reason_of, ringing
from callcenter.log import logger
from callcenter.settings import Settings

log = logger(__name__)

#: Longest wait for answers that ring nobody.
REQUEST_TIMEOUT_S = 10.0
#: What a request may take beyond the ringing, for the network and the carrier's answer.
_BEYOND_RINGING_S = 10.0


class Dialer:
    """One room's phone line on LiveKit's API. Close it with `aclose`."""

    def __init__(self, settings: Settings, *, room: str) -> None:
        self._room = room
        self._trunk = settings.worker.outbound_trunk
        self._api = api.LiveKitAPI(
            settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret.get_secret_value()
        )

    @property
    def can_dial(self) -> bool:
        """Whether there is a trunk to ring numbers by."""
        return bool(self._trunk)

    async def dial(
        self, number: str, *, identity: str, ring_s: float, attributes: Mapping[str, str] | None = None
    ) -> None:
        """Ring a number and return when it has been answered; the other party is in the room then.

        Raises:
            TransferFailed: refused, busy, unanswered, no outbound trunk configured, or LiveKit couldn't.
        """
        if not self._trunk:
            raise TransferFailed(
                "No outbound trunk is configured.",
                reason=TransferOutcome.UNSUPPORTED,
                remedy="Set CALLCENTER_WORKER__OUTBOUND_TRUNK to the trunk's LiveKit id.",
            )
        request = api.CreateSIPParticipantRequest(
            sip_trunk_id=self._trunk,
            sip_call_to=number,
            room_name=self._room,
            participant_identity=identity,
            participant_attributes=dict(attributes or {}),
            wait_until_answered=True,
            play_dialtone=False,
            ringing_timeout=_seconds(ring_s),
        )
        with told_by(ringing("The number wasn't reached")):
            async with asyncio.timeout(ring_s + _BEYOND_RINGING_S):
                await self._api.sip.create_sip_participant(request)

    async def transfer(
        self, identity: str, destination: str, *, ring_s: float, headers: Mapping[str, str] | None = None
    ) -> None:
        """Send a SIP participant elsewhere (REFER). A number becomes a `tel:` URI for the caller's carrier.

        `headers` stand in the REFER itself; what the carrier makes of them is its own affair.

        Raises:
            TransferFailed: refused, busy, unanswered, unsupported or error; the caller is still in the room.
            LegGone: the caller left meanwhile.
        """
        is_uri = destination.startswith(("sip:", "sips:", "tel:"))
        request = api.TransferSIPParticipantRequest(
            participant_identity=identity,
            room_name=self._room,
            transfer_to=destination if is_uri else f"tel:{destination}",
            play_dialtone=False,
            ringing_timeout=_seconds(ring_s),
            headers=dict(headers or {}),
        )
        with told_by(ringing("The transfer failed")):
            async with asyncio.timeout(ring_s + _BEYOND_RINGING_S):
                answer = await self._api.sip.transfer_sip_participant(request)
        # An answer with another status hasn't transferred anybody, though no error came. Older servers send none.
        if answer.transfer_id and answer.status == SIPTransferStatus.STS_TRANSFER_FAILED:
            said = SIPTransferReason.Name(answer.reason)
            code = int(answer.sip_status.code) if answer.HasField("sip_status") else None
            raise TransferFailed("The transfer failed.", reason=reason_of(code, said))

    async def put_down(self, identity: str) -> None:
        """End a participant's call. Others (supervisors) stay in the room. Does nothing if they have left."""
        try:
            with told_by(ASKING):
                async with asyncio.timeout(REQUEST_TIMEOUT_S):
                    await self._api.room.remove_participant(
                        api.RoomParticipantIdentity(room=self._room, identity=identity)
                    )
        except RoomGone:
            return
        except TelephonyError as error:
            # The participant goes when the room does: LiveKit closes a room whose agent has left.
            log.warning("hang_up_failed", what=error.what)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._api.aclose()


def _seconds(seconds: float) -> Duration:
    return Duration(seconds=max(1, math.ceil(seconds)))
