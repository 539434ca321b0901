"""What a call owes to the law and to whoever is in danger, as its dispatch rule says.

Words are by language (ISO 639-1); a language without words of its own gets the product's (`calls.beside.duty_phrases`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class RecordingForm(StrEnum):
    """How a caller learns that the call is recorded."""

    #: Nobody says anything: the recording begins with the answer.
    SILENT = ""
    #: It is said first; the recording begins after it.
    ANNOUNCE = "announce"
    #: It is asked; the recording begins after a clear yes, and never without.
    ASK = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """What is said and done when a caller speaks of somebody in danger.

    `number` is said to the caller, digit by digit; empty means the setting's. `transfer` is a SIP URI or number that
    the caller is connected to at once; empty: they are told to hang up and dial. `crisis_line` is told to callers who
    may harm themselves. `say` replaces our words, by language; `{number}` in it is the number. `phrases` speak of
    danger besides those that are known anyway.
    """

    number: str = ""
    transfer: str = ""
    crisis_line: str = ""
    say: Mapping[str, str] = field(default_factory=dict)
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """One call's duties. `recording_words` replace our announcement or question, by language.

    `transfer_headers`: the reason of a transfer and the fact sheet go along as SIP headers.
    """

    emergency: Emergency = field(default_factory=Emergency)
    recording: RecordingForm = RecordingForm.SILENT
    recording_words: Mapping[str, str] = field(default_factory=dict)
    transfer_headers: bool = False


def read_recording(consent: str, words: Mapping[str, str], *, language: str) -> tuple[RecordingForm, Mapping[str, str]]:
    """Return the form and words of a rule's `recording_consent`: a form's name, or the announcement itself."""
    if consent in set(RecordingForm):
        return RecordingForm(consent), words
    return RecordingForm.ANNOUNCE, {language: consent, **words}
