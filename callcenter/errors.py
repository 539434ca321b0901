"""Every error of ours, in one tree.

Errors carry facts as attributes, not prose; the message holds no personal data. `remedy` is what the
reader should do next. Exit codes, HTTP and SIP status codes are mapped at the edges, never here.

CallcenterError
├── SettingsError            a setting that can't be used
├── DeclarationError         faults in YAML files: a list, each with file and line
├── ProvisioningError        a plan that can't be made or applied
│   ├── PlanStale            the target changed since the plan was reviewed
│   ├── UnsafePlan           the plan removes too much
│   └── ForeignOwner         the resource carries another owner's marker
├── TelephonyError           the SIP stack or a leg failed
│   ├── PortInUse            the SIP port is taken
│   ├── LegGone              the other party is no longer there
│   └── TransferFailed       refused, busy or unanswered
├── ModelError               a speech or language model can't be loaded or failed
│   ├── ModelUnavailable     package, key, weights or address missing
│   └── ModelStalled         no first output within its deadline
├── StoreError               Postgres
│   ├── DatabaseUnavailable  can't connect or start
│   └── MigrationError       a migration was edited, is missing or failed
├── StorageError             the storage of recordings and journals failed
├── JournalError             the local journal can't be written or read
├── SupervisorRefused        a supervisor's step at a running call came to nothing
├── ConsoleError             the console can't answer
│   ├── ConsoleRefused       who asks may not, or asks for what can't be
│   └── ConsoleMissing       there is no such thing to show
├── EvalError                a story or a recording can't be judged
└── RuleViolation            a business rule said no; the call goes on
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from callcenter.domain.calls.transfer import TransferOutcome


class CallcenterError(Exception):
    """Base of all errors of ours.

    `what` is one sentence without personal data; `remedy` says what to do about it, or is empty.
    """

    def __init__(self, what: str, *, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".strip()


class SettingsError(CallcenterError):
    """A setting (environment variable or option) can't be used as given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault in a file: where it is, what is wrong and what to do.

    `line` counts from 1; 0 means the file as a whole.
    """

    file: str
    line: int
    what: str
    remedy: str = ""
    field: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}" if self.line else self.file
        text = f"{at}: {self.what}"
        return f"{text} {self.remedy}".strip()

    def to_json(self) -> dict[str, Any]:
        """Return the fault as JSON data, as every verb with --json prints it."""
        return asdict(self)


class DeclarationError(CallcenterError):
    """Faults in YAML files; all of them, so that one run shows everything there is to mend."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        super().__init__(f"{count} fault{'s' if count != 1 else ''} in the files.")

    def __str__(self) -> str:
        return "\n".join([*(str(fault) for fault in self.faults), self.what])


class ProvisioningError(CallcenterError):
    """A plan can't be made or applied."""


class PlanStale(ProvisioningError):
    """The target changed since the plan was reviewed."""


class UnsafePlan(ProvisioningError):
    """The plan removes more than the safety threshold allows."""


class ForeignOwner(ProvisioningError):
    """The resource carries another owner's marker."""


class TelephonyError(CallcenterError):
    """The SIP stack or a leg failed."""


class PortInUse(TelephonyError):
    """The SIP port is taken by another program."""


class LegGone(TelephonyError):
    """The other party is no longer there."""


class TransferFailed(TelephonyError):
    """A transfer was refused, the destination was busy, or nobody answered.

    `reason` is a `TransferOutcome` other than ``transferred``.
    """

    def __init__(self, what: str, *, reason: TransferOutcome, remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.reason = reason


class ModelError(CallcenterError):
    """A speech or language model failed."""


class ModelUnavailable(ModelError):
    """A package, key, weights or an address is missing."""


class ModelStalled(ModelError):
    """A model gave no first output within its deadline."""


class StoreError(CallcenterError):
    """Postgres refused or failed."""


class DatabaseUnavailable(StoreError):
    """Postgres can't be reached or started."""


class MigrationError(StoreError):
    """A migration was edited after it ran, is missing, or failed."""


class StorageError(CallcenterError):
    """The storage of recordings and journals (S3) refused, failed or can't be reached."""


class JournalError(CallcenterError):
    """The local journal can't be written or read."""


class SupervisorRefused(CallcenterError):
    """A supervisor's step at a running call came to nothing. `outcome` is what the call's record has of it."""

    def __init__(self, what: str, *, outcome: str, remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.outcome = outcome


class ConsoleError(CallcenterError):
    """The console can't answer a request."""


class ConsoleRefused(ConsoleError):
    """Who asks may not, or what they ask for can't be."""


class ConsoleTooMany(ConsoleRefused):
    """Too much of it at once: later it can be."""


class ConsoleMissing(ConsoleError):
    """There is no such thing to show."""


class ConsoleConflict(ConsoleError):
    """Somebody else has changed it meanwhile."""


class EvalError(CallcenterError):
    """A story, a run or a recording can't be read, played or judged."""


class RuleViolation(CallcenterError):
    """A business rule said no. Not a failure of the call: the agent tells the caller.

    `code` is a short kebab-case word the tool's answer carries, such as ``slot-taken``.
    """

    def __init__(self, what: str, *, code: str, remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.code = code
