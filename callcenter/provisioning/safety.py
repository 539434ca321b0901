"""What a plan may not do unasked: take away more than a third of the trunks, or touch what isn't ours."""

from __future__ import annotations

from collections.abc import Sequence

from callcenter.errors import PlanStale, UnsafePlan
from callcenter.provisioning.plan import Create, Delete, Plan
from callcenter.provisioning.resource import Existing, Kind, Ownership, Resource

#: The part of the trunks a plan may remove without --force. No number of trunks is too small for it: on a project
#: with one trunk, removing it ends all calls.
LARGEST_REMOVED_PART = 1 / 3

_TRUNKS = (Kind.INBOUND_TRUNK, Kind.OUTBOUND_TRUNK)


def raise_if_unsafe(plan: Plan) -> None:
    """Refuse a plan that removes more than a third of the trunks that are ours.

    A trunk whose numbers another trunk of the same plan takes over was renamed, and doesn't count.

    Raises:
        UnsafePlan: says how many of how many.
    """
    ours = [one for one in plan.existing if one.kind in _TRUNKS and one.ownership is Ownership.OURS]
    kept = [change.resource for change in plan.changes if isinstance(change, Create) and change.kind in _TRUNKS]
    removed = [
        change
        for change in plan.changes
        if isinstance(change, Delete) and change.kind in _TRUNKS and not _is_renamed(change.existing, kept)
    ]
    if len(removed) > len(ours) * LARGEST_REMOVED_PART:
        names = ", ".join(change.name for change in removed[:5]) + (", …" if len(removed) > 5 else "")
        raise UnsafePlan(
            f"The plan removes {len(removed)} of {len(ours)} trunks ({names}), more than a third.",
            remedy="Check --sip-dir; if it is meant, use --force.",
        )


def _is_renamed(existing: Existing, created: Sequence[Resource]) -> bool:
    numbers = set(existing.fields.get("numbers") or ())
    return bool(numbers) and any(
        one.kind is existing.kind and numbers <= set(one.fields.get("numbers") or ()) for one in created
    )


def raise_if_stale(plan: Plan, reviewed: str) -> None:
    """Refuse a plan that isn't the reviewed one: the files or the target changed since.

    Raises:
        PlanStale: names both checksums.
    """
    if plan.checksum != reviewed:
        raise PlanStale(
            f"The plan is {plan.checksum}, not {reviewed} that was reviewed: the files or the target changed.",
            remedy="Run plan again and review it.",
        )
