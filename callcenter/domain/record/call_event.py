"""A call event: one fact about a call, numbered, as the journal and Postgres keep it.

Facts are written once and never changed. `(call_id, seq)` names one for ever, so replaying a journal
can't double it. `to_json` and `from_json` are each other's inverse; unknown fact names are refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

from callcenter.domain.calls.leg import LegKind, LegQuality
from callcenter.domain.calls.termination import EndReason, Termination
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.calls.turn import Turn
from callcenter.domain.dialog_act import Act
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.routing.reason import VerdictReason
from callcenter.domain.tool_answer import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted:
    """The call was admitted (or refused: then `CallEnded` follows at once). Fields as in `domain.call.Call`."""

    caller_number: str
    dialled_number: str
    trunk: str
    dispatch_rule: str
    room: str
    agent: str
    language: str
    sip_call_id: str
    source_address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    worker_pid: int = 0
    verstat: str = ""
    attestation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRefused:
    """Admission refused the call. `explanation` is what `callcenter explain` would print, as JSON."""

    reason: VerdictReason
    sip_status: int
    explanation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAnswered:
    """A leg is up: 200 OK was sent (SIP), or the text session began."""

    leg: str
    kind: LegKind
    codec: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentEntered:
    """An agent took the caller. `from_agent` is empty for the first; else this is a handoff."""

    agent: str
    from_agent: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTaken:
    """A party said something."""

    turn: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCalled:
    """An agent ran a function tool. `ok` is false if the tool raised or answered ask-again or cannot.

    `outcome` says what a success means for the caller's wish; None if there was none, and in older journals. A
    commit stands under the name of the tool that had proposed it, with outcome `done` or `ticket`.
    """

    agent: str
    tool: str
    arguments: Mapping[str, Any]
    result: Any
    ok: bool
    at_ms: int
    duration_ms: int
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """A tag (key:value, or a bare key) was put on the call."""

    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitPressed:
    """The caller pressed a key (RFC 4733 event or SIP INFO)."""

    digit: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWasPoor:
    """The way to us was poor for the last `seconds`: loss in per cent, jitter in ms. None tells of a good stretch."""

    seconds: int
    loss_pct: float
    jitter_ms: float
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerActed:
    """The caller did something in the conversation that supervisors look for: objected, insulted, took leave, ..."""

    act: Act
    at_ms: int


class RecordingAnswer(StrEnum):
    """What a caller made of being recorded."""

    #: They were told; nobody asked them.
    ANNOUNCED = "announced"
    YES = "yes"
    NO = "no"
    #: Asked twice, and no yes was heard: counts as a no.
    UNCLEAR = "unclear"
    #: Taken back, or said without being asked.
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingConsent:
    """The caller was told or asked that the call is recorded. Several in a call; the last one holds."""

    answer: RecordingAnswer
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldChanged:
    """The caller put us on hold or took us off it."""

    is_held: bool
    at_ms: int


class SupervisorOutcome(StrEnum):
    """What came of a supervisor's act: done, or why it came to nothing; transfers fail in `TransferOutcome`'s words."""

    OK = "ok"
    NOT_ALLOWED = "not-allowed"
    BAD_REQUEST = "bad-request"
    #: Another supervisor speaks with the caller; or nobody does, and there is nothing to give back.
    TAKEN = "taken"
    NOT_TAKEN = "not-taken"
    #: The agent's model can't follow the instruction.
    NOT_INSTRUCTED = "not-instructed"
    BUSY = "busy"
    UNANSWERED = "unanswered"
    REFUSED = "refused"
    UNSUPPORTED = "unsupported"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorActed:
    """A supervisor stepped in. `method` is a `supervision.Step`.

    `text` is what was to be said or whispered, or where the caller was to be sent.
    """

    identity: str
    method: str
    outcome: SupervisorOutcome
    at_ms: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTried:
    """We begin to connect a person; `PersonAsked` follows with what came of it, unless the caller leaves."""

    reason: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAsked:
    """We tried to connect a person, or a supervisor did.

    `reason` says why: the caller asked, an emergency, or the code of the tool that couldn't. `sheet` is what the
    person should know (`calls.fact_sheet`).
    """

    destination: str
    outcome: TransferOutcome
    at_ms: int
    reason: str = ""
    sheet: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSwitched:
    """A failover chain changed to another model."""

    part: str
    from_model: str
    to_model: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChanged:
    """The caller was heard in another language (ISO 639-1), and is answered in it from now on."""

    language: str
    from_language: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingSaved:
    """The stereo recording is on disk. `path` is relative to the recordings folder."""

    path: str
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageMeasured:
    """What one model consumed over the call: tokens, characters, seconds of audio."""

    part: str
    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    characters: int = 0
    audio_ms: int = 0
    requests: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnded:
    """A leg is down."""

    leg: str
    reason: EndReason
    detail: str = ""
    quality: LegQuality | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded:
    """The call is over. Always the last fact but `WrappedUp`."""

    termination: Termination
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedUp:
    """The call's wrap-up: what became of it, in one line for the supervisor."""

    disposition: Disposition
    summary: str


Fact = (
    CallStarted
    | CallRefused
    | LegAnswered
    | AgentEntered
    | TurnTaken
    | ToolCalled
    | Tagged
    | DigitPressed
    | CallerActed
    | RecordingConsent
    | HoldChanged
    | LineWasPoor
    | PersonTried
    | PersonAsked
    | SupervisorActed
    | ModelSwitched
    | LanguageChanged
    | RecordingSaved
    | UsageMeasured
    | LegEnded
    | CallEnded
    | WrappedUp
)

FACTS = {fact.__name__: fact for fact in get_args(Fact)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One fact of one call, the `seq`-th (from 1), at a UTC time."""

    call_id: str
    seq: int
    at: datetime
    fact: Fact

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data: call_id, seq, at (ISO 8601, UTC), fact (its name), data (its fields)."""
        return {
            "call_id": self.call_id,
            "seq": self.seq,
            "at": self.at.astimezone(UTC).isoformat(),
            "fact": type(self.fact).__name__,
            "data": dataclasses.asdict(self.fact),
        }

    @staticmethod
    def from_json(row: Mapping[str, Any]) -> CallEvent:
        """Read what `to_json` wrote.

        Raises:
            ValueError: the fact's name is unknown or a field is missing or of the wrong kind.
        """
        try:
            return CallEvent(
                call_id=row["call_id"],
                seq=int(row["seq"]),
                at=datetime.fromisoformat(row["at"]),
                fact=_restored(FACTS[row["fact"]], row["data"]),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"not a call event: {type(error).__name__}") from error


def _restored(kind: Any, value: Any) -> Any:
    """Return a plain JSON value as the type that its field has: our enums and dataclasses, in any depth."""
    if type(None) in get_args(kind):
        if value is None:
            return None
        (kind,) = (one for one in get_args(kind) if one is not type(None))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        kinds = _kinds(kind)
        return kind(**{name: _restored(kinds[name], item) for name, item in value.items()})
    return value


@cache
def _kinds(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)
