"""Where routing is applied: a LiveKit project, or the single machine's Postgres. Both are a `Target`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from callcenter.domain.routing.matching import TargetName
from callcenter.errors import ProvisioningError
from callcenter.provisioning.plan import Change, Plan
from callcenter.provisioning.resource import Existing, Resource
from callcenter.settings import Settings
from callcenter.store.routing import ApplyRecord

#: Whose marker we leave unless --owner says otherwise.
DEFAULT_OWNER = "callcenter"


class Target(Protocol):
    """What can hold routing. Made by `open_target`; its methods raise `ProvisioningError` and `StoreError`."""

    #: `livekit` or `embedded`.
    name: str
    #: Which project or database, without secrets.
    where: str
    owner: str
    #: The target's own secret, for hashes that are left there; empty if it has none.
    key: bytes

    def holdable(self, desired: Sequence[Resource]) -> tuple[tuple[Resource, ...], tuple[str, ...]]:
        """Return what of the files this target can hold, as it would give it back, and notes on the rest."""

    async def read(self) -> tuple[Existing, ...]:
        """Return everything the target has."""

    async def carry_out(self, plan: Plan, *, on_done: Callable[[Change], None]) -> None:
        """Make the plan's changes; `on_done` is told each as soon as it is done."""

    async def record(self, record: ApplyRecord) -> None:
        """Keep an apply that `carry_out` didn't record itself: every one on LiveKit, a failed one on Postgres."""


@asynccontextmanager
async def open_target(name: str, settings: Settings, *, owner: str = DEFAULT_OWNER) -> AsyncIterator[Target]:
    """Connect to a target by name.

    Raises:
        ProvisioningError: no target is called that.
        SettingsError: what it needs isn't set.
        StoreError: Postgres can't be reached.
    """
    if name == TargetName.LIVEKIT:
        from callcenter.provisioning.targets.livekit import open_livekit

        async with open_livekit(settings, owner=owner) as livekit:
            yield livekit
    elif name == TargetName.EMBEDDED:
        from callcenter.provisioning.targets.embedded import open_embedded

        async with open_embedded(settings, owner=owner) as embedded:
            yield embedded
    else:
        raise ProvisioningError(f"No target is called {name!r}.", remedy="Use embedded or livekit.")
