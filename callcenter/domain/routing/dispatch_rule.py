"""Dispatch rules: which room and agent a call gets, once a trunk has taken it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from callcenter.domain.routing.duties import Duties, Emergency, read_recording
from callcenter.domain.routing.trunk import Media

#: What becomes of calls outside the hours: refused as busy, another agent, or a message and the end of the call.
OutsideHours = Literal["reject", "agent", "message"]
RoomKind = Literal["individual", "direct", "callee"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where the caller goes: a room of their own (individual), one for all (direct), one a dialled number (callee).

    `name` is of a direct room, `prefix` and `randomize` of the others. An individual room that isn't randomized is
    LiveKit's `no_randomness`: who calls again comes back to it.
    """

    kind: RoomKind = "individual"
    name: str = ""
    prefix: str = ""
    randomize: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRule:
    """One rule. `trunks` names inbound trunks, empty means any; so do both lists of numbers.

    `room` None is a room of the caller's own. `opening_hours` names a calendar; outside it the call is refused,
    `outside_agent` takes it, or callers hear `outside_message` and are hung up on. `person` takes the transfers of its
    calls; `greeting` replaces the first agent's. Words are by language (ISO 639-1). `recording_consent` is a
    `RecordingForm`, or the announcement's own words.
    """

    name: str
    trunks: tuple[str, ...] = ()
    called_numbers: tuple[str, ...] = ()
    calling_numbers: tuple[str, ...] = ()
    pin: str = field(default="", repr=False)
    room: Room | None = field(default_factory=Room)
    agent: str = ""
    language: str = ""
    opening_hours: str = ""
    outside_hours: OutsideHours = "reject"
    outside_agent: str = ""
    outside_message: Mapping[str, str] = field(default_factory=dict)
    person: str = ""
    greeting: Mapping[str, str] = field(default_factory=dict)
    max_duration_s: int = 0
    record: bool = False
    recording_consent: str = ""
    recording_words: Mapping[str, str] = field(default_factory=dict)
    emergency: Emergency = field(default_factory=Emergency)
    transfer_headers: bool = False
    hide_phone_number: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    room_preset: str = ""
    room_config: Mapping[str, object] = field(default_factory=dict)
    krisp_enabled: bool = False
    media: Media = field(default_factory=Media)
    metadata: str = ""

    @property
    def duties(self) -> Duties:
        """What a call by this rule owes to the law and to whoever is in danger."""
        form, words = read_recording(self.recording_consent, self.recording_words, language=self.language or "en")
        return Duties(
            emergency=self.emergency,
            recording=form,
            recording_words=words,
            transfer_headers=self.transfer_headers,
        )

    @property
    def is_told_to_worker(self) -> bool:
        """Whether LiveKit tells our worker what the rule says: its agent, language, hours and so on.

        `room_config` may have agent dispatches of its own instead; then ours isn't made.
        """
        return bool(self.agent) and not self.room_config.get("agents")
