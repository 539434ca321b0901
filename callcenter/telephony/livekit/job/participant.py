"""The caller as a participant of a room: waiting for them, hearing them, and noticing that they leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from livekit import rtc
from livekit.agents.utils import wait_for_participant

from callcenter.domain.calls.leg import LegEnd
from callcenter.domain.calls.termination import EndReason
from callcenter.errors import LegGone
from callcenter.log import logger
from callcenter.telephony.livekit.attributes import CALL_STATUS, RINGING

log = logger(__name__)

#: Longest wait for another agent in the room to begin to speak or to leave.
OTHER_AGENT_S = 3.0

_REASON = rtc.DisconnectReason
#: Why a participant left, as the end of a call. A phone's hang-up is CLIENT_INITIATED.
_ENDS: dict[int, EndReason] = {
    _REASON.CLIENT_INITIATED: EndReason.CALLER_HUNG_UP,
    _REASON.USER_REJECTED: EndReason.CALLER_CANCELLED,
    _REASON.USER_UNAVAILABLE: EndReason.CALLER_CANCELLED,
    _REASON.PARTICIPANT_REMOVED: EndReason.AGENT_HUNG_UP,
    _REASON.ROOM_DELETED: EndReason.AGENT_HUNG_UP,
    _REASON.ROOM_CLOSED: EndReason.AGENT_HUNG_UP,
    _REASON.MEDIA_FAILURE: EndReason.RTP_TIMEOUT,
    _REASON.CONNECTION_TIMEOUT: EndReason.RTP_TIMEOUT,
    _REASON.SIGNAL_CLOSE: EndReason.RTP_TIMEOUT,
}


def leg_end(disconnect_reason: int | None) -> LegEnd:
    """Return how the leg of a participant that left has ended. Unknown causes are ours, never a success."""
    if disconnect_reason is None:
        return LegEnd(reason=EndReason.INTERNAL_ERROR, detail="left without a reason")
    name = _REASON.Name(rtc.DisconnectReason.ValueType(disconnect_reason))
    return LegEnd(reason=_ENDS.get(disconnect_reason, EndReason.INTERNAL_ERROR), detail=name.lower())


async def wait_for_caller(room: rtc.Room, *, timeout_s: float, identity: str | None = None) -> rtc.RemoteParticipant:
    """Return the room's SIP participant once it is there.

    Raises:
        LegGone: nobody came in time, or the room was closed.
    """
    try:
        async with asyncio.timeout(timeout_s):
            return await wait_for_participant(room, identity=identity, kind=rtc.ParticipantKind.PARTICIPANT_KIND_SIP)
    except TimeoutError as error:
        raise LegGone("No SIP participant came into the room in time.") from error
    except RuntimeError as error:
        raise LegGone("The room was closed before the caller came.") from error


async def is_served(room: rtc.Room, *, is_second: bool) -> bool:
    """Return whether another agent has the room's caller: a job that took long to come finds the one sent after it.

    The second (`is_second`) leaves whenever it isn't alone. The first waits to see what the second does: one that came
    earlier begins to speak, and has the caller; one that came with us, or just after, sees us and leaves. Without
    that wait both would answer on a busy machine, where a job takes a second from the room to its first word.
    """

    def judged() -> bool | None:
        others = [
            one for one in room.remote_participants.values() if one.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
        ]
        if not others:
            return False
        return True if is_second or any(one.track_publications for one in others) else None

    changed = asyncio.Event()

    def on_change(*_: object) -> None:
        changed.set()

    room.on("track_published", on_change)
    room.on("participant_disconnected", on_change)
    try:
        async with asyncio.timeout(OTHER_AGENT_S):
            while (verdict := judged()) is None:
                await changed.wait()
                changed.clear()
            return verdict
    except TimeoutError:
        return False
    finally:
        room.off("track_published", on_change)
        room.off("participant_disconnected", on_change)


class CallerWatch:
    """Listens to a room for one participant's sake. `close` stops it.

    Args:
        room: The room we are in.
        identity: The caller's.
        on_audio: Gets the caller's audio track, again if they publish a new one.
        on_digit: Gets each key pressed.
        on_mute: Hears that the caller's track fell silent (True) or is back: a phone that holds us.
        on_left: Gets how it ended: the caller left, or we lost the room.
    """

    def __init__(
        self,
        room: rtc.Room,
        identity: str,
        *,
        on_audio: Callable[[rtc.Track], None],
        on_digit: Callable[[str], None],
        on_mute: Callable[[bool], None],
        on_left: Callable[[LegEnd], None],
    ) -> None:
        self._room = room
        self._identity = identity
        self._on_audio, self._on_digit, self._on_mute, self._on_left = on_audio, on_digit, on_mute, on_left
        #: Set once the phone rings no more; who came without a phone never rang.
        self.answered = asyncio.Event()
        self._listeners: list[tuple[Any, Callable[..., None]]] = [
            ("track_published", self._published),
            ("track_subscribed", self._subscribed),
            ("track_muted", lambda who, _: self._muted(who, is_muted=True)),
            ("track_unmuted", lambda who, _: self._muted(who, is_muted=False)),
            ("sip_dtmf_received", self._dtmf),
            ("participant_attributes_changed", lambda _, who: self._note_status(who)),
            ("participant_disconnected", self._left),
            ("disconnected", self._lost),
        ]

    def start(self) -> None:
        """Listen, and take what is there already."""
        for event, listener in self._listeners:
            self._room.on(event, listener)
        caller = next((who for who in self._room.remote_participants.values() if self._is_caller(who)), None)
        if caller is None:
            self._on_left(LegEnd(reason=EndReason.CALLER_CANCELLED, detail="left before the agent was ready"))
            return
        self._note_status(caller)
        for publication in caller.track_publications.values():
            self._published(publication, caller)
            if publication.track is not None:
                self._subscribed(publication.track, publication, caller)

    def close(self) -> None:
        """Stop listening."""
        for event, listener in self._listeners:
            self._room.off(event, listener)

    def _is_caller(self, participant: rtc.Participant | None) -> bool:
        return participant is not None and participant.identity == self._identity

    def _note_status(self, who: rtc.Participant) -> None:
        if self._is_caller(who) and who.attributes.get(CALL_STATUS) != RINGING:
            self.answered.set()

    def _published(self, publication: rtc.RemoteTrackPublication, who: rtc.RemoteParticipant) -> None:
        """Subscribe to the caller alone: a supervisor who speaks in the room must not become the caller's words."""
        if self._is_caller(who) and publication.kind == rtc.TrackKind.KIND_AUDIO:
            publication.set_subscribed(True)

    def _subscribed(
        self, track: rtc.Track, publication: rtc.RemoteTrackPublication, who: rtc.RemoteParticipant
    ) -> None:
        if self._is_caller(who) and publication.kind == rtc.TrackKind.KIND_AUDIO:
            self._on_audio(track)

    def _muted(self, who: rtc.Participant, *, is_muted: bool) -> None:
        if self._is_caller(who):
            self._on_mute(is_muted)

    def _dtmf(self, event: rtc.SipDTMF) -> None:
        if self._is_caller(event.participant):
            self._on_digit(event.digit)

    def _left(self, who: rtc.RemoteParticipant) -> None:
        if self._is_caller(who):
            self._on_left(leg_end(who.disconnect_reason))

    def _lost(self, reason: int) -> None:
        """We are out of the room: on our own wish when the worker shuts down, else by a fault."""
        name = _REASON.Name(rtc.DisconnectReason.ValueType(reason)).lower()
        is_ours = reason == _REASON.CLIENT_INITIATED
        self._on_left(
            LegEnd(reason=EndReason.DRAIN_TIMEOUT if is_ours else EndReason.INTERNAL_ERROR, detail=f"room: {name}")
        )
