"""What happened in a call beside what was said, in words, as a viewer may see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from callcenter.console.access.roles import Right
from callcenter.console.access.viewer import Viewer
from callcenter.domain.record.call_event import CallEvent, DigitPressed, ToolCalled
from callcenter.domain.record.fact_words import fact_words


def moments_for(viewer: Viewer, events: Sequence[CallEvent]) -> list[dict[str, Any]]:
    """Return each moment's time from the call's start in ms, the fact's name and its words."""
    shown = []
    for event in events:
        if (told := fact_words(event.fact)) is None:
            continue
        match event.fact:
            case DigitPressed():
                # Keys in a row are an account's number or a secret.
                text = f"{told.head} {told.rest}" if viewer.may(Right.SEE_NUMBERS) else told.head
            case ToolCalled():
                # What it was given stands in the table of tools.
                text = told.open or told.head
            case _ if viewer.may(Right.READ_WORDS):
                text = f"{told.head} {told.rest}".rstrip()
            case _:
                text = told.open or told.head
        # All facts of this kind have it; `CallEvent.fact` is any of them.
        at_ms = event.to_json()["data"]["at_ms"]
        shown.append({"at_ms": at_ms, "kind": type(event.fact).__name__, "text": text})
    return shown
