"""What calls cost by the price table: usage into cents, in whole hundredths of a cent.

The table is `prices.yaml` beside this module, dated and with sources, or the operator's copy. Money is computed
with decimals and kept as integers; a model the table doesn't know costs "unknown", never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from callcenter.domain.record.call_event import UsageMeasured
from callcenter.errors import SettingsError
from callcenter.yaml_file import read_yaml_file

SHIPPED_PRICES = Path(__file__).resolve().parent / "prices.yaml"
_MILLION = Decimal(1_000_000)
_MS_A_MINUTE = Decimal(60_000)


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(min_length=1)
    checked: bool


class ModelPrice(_Row):
    """What one model costs, in cents."""

    audio_minute: Decimal = Field(default=Decimal(0), ge=0)
    million_input: Decimal = Field(default=Decimal(0), ge=0)
    million_output: Decimal = Field(default=Decimal(0), ge=0)
    million_characters: Decimal = Field(default=Decimal(0), ge=0)


class UnitPrice(_Row):
    """What one minute or month of something that is no model costs, in cents."""

    cents: Decimal = Field(ge=0)


class Platform(BaseModel):
    """What a minute costs beside the models."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    livekit_cloud_agent_minute: UnitPrice
    livekit_cloud_sip_minute: UnitPrice
    trunk_minute: UnitPrice
    machine_month: UnitPrice


class PriceTable(BaseModel):
    """All prices, as of one day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dated: date
    currency: str
    models: Mapping[str, ModelPrice]
    platform: Platform

    def price(self, model: str) -> ModelPrice | None:
        """Return the price of a model string: the longest entry it starts with, or None."""
        known = [name for name in self.models if model.startswith(name)]
        return self.models[max(known, key=len)] if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCost:
    """What one call's models cost. `unpriced` names those the table doesn't know; their cost is not in the sum."""

    cents_x100: int
    unpriced: tuple[str, ...] = ()

    @property
    def cents(self) -> Decimal:
        """The sum in cents."""
        return Decimal(self.cents_x100) / 100

    def minute_cents(self, duration_ms: int) -> Decimal | None:
        """Return cents a minute of a call of this length, to the hundredth; None without a length."""
        if duration_ms <= 0:
            return None
        return (self.cents * _MS_A_MINUTE / duration_ms).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def to_json(self, duration_ms: int | None) -> dict[str, Any]:
        """Return cents in all and a minute of a call of this length, and the models whose price isn't known."""
        a_minute = self.minute_cents(duration_ms or 0)
        return {
            "cents": float(self.cents),
            "cents_a_minute": None if a_minute is None else float(a_minute),
            "unpriced": list(self.unpriced),
        }


@cache
def load_prices(path: Path | None = None) -> PriceTable:
    """Read a price table; the shipped one without a path.

    Raises:
        SettingsError: the file is missing or isn't a price table.
    """
    file = path or SHIPPED_PRICES
    read = read_yaml_file(file, PriceTable)
    if read.content is None:
        raise SettingsError(
            "The price table can't be used:\n" + "\n".join(str(fault) for fault in read.faults),
            remedy="Compare it with callcenter/prices.yaml.",
        )
    return read.content


_in_force: list[PriceTable] = []


def use_prices(path: Path | None) -> None:
    """Count by the operators' own price table from now on; by the shipped one with None.

    Raises:
        SettingsError: the table can't be used.
    """
    _in_force[:] = [load_prices(path)]


def prices() -> PriceTable:
    """Return the table in force in this process."""
    return _in_force[0] if _in_force else load_prices()


def usage_cents(usage: UsageMeasured, prices: PriceTable) -> Decimal | None:
    """Return what one model's usage costs in cents, unrounded; None if the table doesn't know the model."""
    price = prices.price(usage.model)
    if price is None:
        return None
    return (
        price.audio_minute * usage.audio_ms / _MS_A_MINUTE
        + price.million_input * usage.input_tokens / _MILLION
        + price.million_output * usage.output_tokens / _MILLION
        + price.million_characters * usage.characters / _MILLION
    )


def call_cost(usages: Iterable[UsageMeasured], prices: PriceTable, *, charged: Decimal | None = None) -> CallCost:
    """Return what a call costs; each model is rounded to a hundredth of a cent once, at the end.

    Args:
        usages: What its models consumed.
        prices: The table in force now.
        charged: Cents it was charged as its usage came in, by the table in force then: they are its cost, whatever
            models cost since. None for a call that was charged nothing (none of its models had a price).
    """
    sums: dict[str, Decimal] = {}
    unpriced: dict[str, None] = {}
    for usage in usages:
        cents = usage_cents(usage, prices)
        if cents is None:
            unpriced[usage.model] = None
        else:
            sums[usage.model] = sums.get(usage.model, Decimal(0)) + cents
    in_all = sum(_x100(cents) for cents in sums.values()) if charged is None else _x100(charged)
    return CallCost(cents_x100=in_all, unpriced=tuple(unpriced))


def _x100(cents: Decimal) -> int:
    return int((cents * 100).to_integral_value(ROUND_HALF_UP))
