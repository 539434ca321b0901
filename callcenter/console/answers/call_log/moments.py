"""What happened in a call beside what was said, in words, as a viewer may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from callcenter.console.access.viewer import Viewer
from callcenter.console.preferences import N_, _
from callcenter.console.roles import Right
from callcenter.domain.dialog_act import Act
from callcenter.domain.record.call_event import CallerActed, CallEvent, DigitPressed, LineWasPoor, ToolCalled
from callcenter.domain.record.fact_words import FactWords, fact_words

#: What of all that callers do is looked for afterwards, in words.
_ACTS: Mapping[Act, str] = MappingProxyType(
    {
        Act.EMERGENCY: N_("speaks of an emergency"),
        Act.ABUSE: N_("insults or threatens"),
        Act.OBJECTION: N_("objects"),
        Act.PERSON: N_("wants a person"),
        Act.NO_RECORDING: N_("doesn't want to be recorded"),
    }
)


def moments_for(viewer: Viewer, events: Sequence[CallEvent]) -> list[dict[str, Any]]:
    """Return each moment's time from the call's start in ms, the fact's name and its words."""
    shown = []
    for event in events:
        if (told := _told(viewer, event)) is None:
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
        one = {"at_ms": at_ms, "kind": type(event.fact).__name__, "text": text}
        if isinstance(event.fact, LineWasPoor):
            # It ended then, and began so long before.
            one |= {"lasted_ms": 1000 * event.fact.seconds, "loss_pct": event.fact.loss_pct}
        shown.append(one)
    return shown


def _told(viewer: Viewer, event: CallEvent) -> FactWords | None:
    """Return a moment's words; what a caller did is what they said, and nothing for those who may not read that."""
    if not isinstance(event.fact, CallerActed):
        return fact_words(event.fact)
    act = _ACTS.get(event.fact.act)
    return FactWords(_(act), "") if act is not None and viewer.may(Right.READ_WORDS) else None
