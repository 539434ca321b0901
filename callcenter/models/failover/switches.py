"""Tells who serves in a failover chain, and reports each change once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callcenter.log import logger
from callcenter.models.model_string import ModelString, Part

log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A chain went over to another model: a worse one because the other failed, or back to a better one."""

    part: Part
    from_model: str
    to_model: str
    is_recovery: bool


#: Called with each switch, on the loop's thread.
OnSwitch = Callable[[Switch], None]


class Serving:
    """Which model of a chain serves: the first that is available, or the first of all if none is.

    `is_available` is what the process knows when the chain is made: a model that has failed before is not left again.
    """

    def __init__(
        self, chain: Sequence[ModelString], on_switch: OnSwitch | None, *, is_available: Sequence[bool] = ()
    ) -> None:
        self._chain = tuple(chain)
        self._is_available = list(is_available) or [True] * len(chain)
        self._on_switch = on_switch
        self._current = self._first_available()

    @property
    def index(self) -> int:
        """Place in the chain of the model that serves."""
        return self._current

    def change(self, index: int, is_available: bool) -> None:
        """Note that a model failed or recovered; report the switch if it makes one."""
        self._is_available[index] = is_available
        following = self._first_available()
        if following == self._current:
            return
        before, self._current = self._current, following
        switch = Switch(
            part=self._chain[before].part,
            from_model=self._chain[before].name,
            to_model=self._chain[following].name,
            is_recovery=following < before,
        )
        log.warning(
            "model_switched",
            part=str(switch.part),
            from_model=switch.from_model,
            to_model=switch.to_model,
            is_recovery=switch.is_recovery,
        )
        if self._on_switch is not None:
            self._on_switch(switch)

    def _first_available(self) -> int:
        return self._is_available.index(True) if any(self._is_available) else 0
