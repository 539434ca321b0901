"""The loopback room as tests need it: a server that may refuse what we publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from livekit import rtc

from callcenter.bench.load.loopback_room import LoopbackLocalParticipant, LoopbackParticipant, LoopbackRoom
from callcenter.bench.load.loopback_room import LoopbackPublication as FakePublication
from callcenter.bench.load.loopback_room import Microphone as Speaker

__all__ = ["FakeParticipant", "FakePublication", "FakeRoom", "Speaker"]

FakeParticipant = LoopbackParticipant


class FakeLocalParticipant(LoopbackLocalParticipant):
    """Our side, where publishing may fail."""

    fails_to_publish = False
    #: Told of each track that is published.
    on_published: Callable[[Any], object] = staticmethod(lambda track: None)

    #: Told of each message that is sent: what, to whom, on which topic.
    on_data: Callable[[str, list[str], str], object] = staticmethod(lambda *_: None)

    async def publish_data(
        self, payload: str, *, reliable: bool, destination_identities: list[str], topic: str
    ) -> None:
        await super().publish_data(
            payload, reliable=reliable, destination_identities=destination_identities, topic=topic
        )
        self.on_data(payload, destination_identities, topic)

    async def publish_track(self, track: Any, options: Any) -> None:
        if self.fails_to_publish:
            raise rtc.participant.PublishTrackError("no")
        await super().publish_track(track, options)
        self.on_published(track)


class FakeRoom(LoopbackRoom):
    """A connected room."""

    def __init__(self, name: str = "call-1") -> None:
        super().__init__(name)
        self.local_participant: FakeLocalParticipant = FakeLocalParticipant()
