"""NiceGUI's side of our player: a call's waveform and transcript, which play together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from callcenter.console.preferences import N_, _

#: All that the player says, as it stands in `t('…')` of call_player.js and in its tables.
TEXTS = (
    N_("Recording and transcript"),
    N_("The recording can't be played: it is not here any more, or was cut off."),
    N_("The waveform can't be shown."),
    N_("Waveform: the caller above, the agent below"),
    N_("Play"),
    N_("Pause"),
    N_("5 seconds back"),
    N_("5 seconds on"),
    N_("Position"),
    N_("Speed"),
    N_("Hear"),
    N_("both sides"),
    N_("the caller"),
    N_("the agent"),
    N_("Skip silence"),
    N_("Copy a link to this moment"),
    N_("Copied"),
    N_("It is in the address bar"),
    N_("In this call"),
    N_("Find in this call"),
    N_("nothing"),
    N_("Play from {}"),
    N_("— interrupted"),
    N_("answered in {} ms"),
    N_("heard"),
    N_("end of turn"),
    N_("first word"),
    N_("voice"),
    N_("Agent"),
    N_("Tool"),
    N_("Keypad"),
    N_("Hold"),
    N_("Transfer"),
    N_("Supervisor"),
    N_("Model"),
    N_("Language"),
    N_("Recording"),
    N_("Caller"),
    N_("Line"),
)


class CallPlayer(ui.element, component="call_player.js"):
    """The player of one call.

    Args:
        call_id: The call; the browser gets recording and waveform from the API.
        turns: Its turns, in the shape of `CallRecord.to_json`.
        moments: What happened between the turns (`answers.moments`).
        has_recording: Whether there is something to play.
        at_ms: Where it begins.
        find: Words to find in it; it begins at the first turn that has them all if `at_ms` says nothing.
        from_anger: Whether it begins where the caller first was angry.
    """

    def __init__(
        self,
        call_id: str,
        turns: Sequence[dict[str, Any]],
        moments: Sequence[dict[str, Any]],
        *,
        has_recording: bool,
        at_ms: int = 0,
        find: str = "",
        from_anger: bool = False,
    ) -> None:
        super().__init__()
        self._props["callId"] = call_id
        self._props["turns"] = list(turns)
        self._props["moments"] = list(moments)
        self._props["hasRecording"] = has_recording
        self._props["atMs"] = at_ms
        self._props["find"] = find
        self._props["fromAnger"] = from_anger
        self._props["texts"] = {text: _(text) for text in TEXTS}
