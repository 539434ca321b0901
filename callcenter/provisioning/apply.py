"""The story of an apply: read, compare, check, carry out, put on record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callcenter.errors import CallcenterError, ProvisioningError
from callcenter.provisioning.diff import make_plan
from callcenter.provisioning.plan import Change, Plan
from callcenter.provisioning.render import plan_document
from callcenter.provisioning.resource import Resource
from callcenter.provisioning.safety import raise_if_stale, raise_if_unsafe
from callcenter.provisioning.targets import Target
from callcenter.provisioning.targets.record_file import who
from callcenter.store.routing import ApplyOutcome, ApplyRecord


class ApplyFailed(ProvisioningError):
    """An apply stopped half way. `done` and `left` are the changes made and not made."""

    def __init__(self, cause: CallcenterError, *, plan: Plan, done: Sequence[Change]) -> None:
        self.plan = plan
        self.done = tuple(done)
        self.left = tuple(change for change in plan.changes if change not in self.done)
        names = ", ".join(f"{change.kind.label} {change.name}" for change in self.done) or "nothing"
        left = ", ".join(f"{change.kind.label} {change.name}" for change in self.left)
        super().__init__(
            f"{cause.what}\nDone: {names}.\nNot done: {left}.", remedy=f"{cause.remedy} Run again to finish.".strip()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What an apply did."""

    plan: Plan
    done: tuple[Change, ...]


async def plan_for(target: Target, desired: Sequence[Resource], *, adopts: bool = False) -> Plan:
    """Compare the files' resources with what the target has.

    Raises:
        ForeignOwner: the files name what another owner holds.
        ProvisioningError: the target can't be read, or a new resource's secret is missing.
    """
    held, notes = target.holdable(desired)
    return make_plan(
        held,
        await target.read(),
        target=target.name,
        where=target.where,
        owner=target.owner,
        adopts=adopts,
        key=target.key,
        notes=notes,
    )


async def apply(
    target: Target,
    desired: Sequence[Resource],
    *,
    reviewed: str = "",
    force: bool = False,
    adopts: bool = False,
    on_done: Callable[[Change], None] = lambda change: None,
) -> Applied:
    """Make the target hold what the files say; `reviewed` is the checksum of the only plan that may be applied.

    Raises:
        PlanStale: the plan isn't the reviewed one.
        UnsafePlan: it removes too much and isn't forced.
        ApplyFailed: it stopped half way; what was done is named, and running again finishes.
    """
    plan = await plan_for(target, desired, adopts=adopts)
    if reviewed:
        raise_if_stale(plan, reviewed)
    if not force:
        raise_if_unsafe(plan)
    done: list[Change] = []
    if plan.is_empty:
        return Applied(plan=plan, done=())

    def tell(change: Change) -> None:
        done.append(change)
        on_done(change)

    try:
        await target.carry_out(plan, on_done=tell)
    except CallcenterError as error:
        await target.record(_record(plan, done, error=error.what))
        raise ApplyFailed(error, plan=plan, done=done) from error
    await target.record(_record(plan, done))
    return Applied(plan=plan, done=tuple(done))


def _record(plan: Plan, done: Sequence[Change], *, error: str = "") -> ApplyRecord:
    return ApplyRecord(
        applied_by=who(),
        target=plan.target,
        checksum=plan.checksum,
        outcome=ApplyOutcome.FAILED if error else ApplyOutcome.APPLIED,
        diff=plan_document(plan),
        done=len(done),
        error=error,
    )
