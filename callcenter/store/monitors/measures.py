"""What a monitor can watch: how it is measured over the calls that began in a window, and which calls are behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from callcenter.store.figures.marks import Mark


class Unit(StrEnum):
    """What a measure's number is."""

    SHARE = "%"
    CALLS = "calls"
    MS = "ms"
    CENTS = "cents"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured. `mark` is what the calls behind it have; a share is one of those with `of`."""

    label: str
    unit: Unit
    mark: Mark = Mark.CALL
    of: Mark = Mark.ANSWERED


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "calls": Measure("In all", Unit.CALLS),
        "misses": Measure("Calls with a miss", Unit.SHARE, Mark.MISSED),
        "abandoned": Measure("Abandoned calls", Unit.SHARE, Mark.ABANDONED),
        "refused": Measure("Refused calls", Unit.SHARE, Mark.REFUSED, Mark.CALL),
        "person": Measure("Calls in which a person was asked for", Unit.SHARE, Mark.PERSON),
        "person-unanswered": Measure("Persons who didn't answer", Unit.SHARE, Mark.PERSON_UNANSWERED, Mark.PERSON),
        "interrupted": Measure("Calls in which the caller broke in", Unit.SHARE, Mark.CALLER_BROKE_IN),
        "switched": Measure("Calls in which a model was switched", Unit.SHARE, Mark.SWITCHED),
        "model-failed": Measure("Calls ended by a model's failure", Unit.SHARE, Mark.MODEL_FAILED),
        "response-p95": Measure("Wait for an answer, p95", Unit.MS, Mark.ANSWERED),
        "cost": Measure("Cost of all calls", Unit.CENTS),
    }
)
