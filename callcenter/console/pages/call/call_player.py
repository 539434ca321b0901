"""NiceGUI's side of our player: a call's waveform and transcript, which play together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui


class CallPlayer(ui.element, component="call_player.js"):
    """The player of one call.

    Args:
        call_id: The call; the browser gets recording and waveform from the API.
        turns: Its turns, in the shape of `CallRecord.to_json`.
        moments: What happened between the turns (`answers.moments`).
        has_recording: Whether there is something to play.
        at_ms: Where it begins.
    """

    def __init__(
        self,
        call_id: str,
        turns: Sequence[dict[str, Any]],
        moments: Sequence[dict[str, Any]],
        *,
        has_recording: bool,
        at_ms: int = 0,
    ) -> None:
        super().__init__()
        self._props["callId"] = call_id
        self._props["turns"] = list(turns)
        self._props["moments"] = list(moments)
        self._props["hasRecording"] = has_recording
        self._props["atMs"] = at_ms
