"""What a month of calls costs: hosted models on LiveKit Cloud, hosted models on your own machines, and fully local.

Arithmetic on the price table and a few assumptions that the result names; no call is made.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from callcenter.cost import PriceTable, load_prices, usage_cents
from callcenter.domain.record.call_event import UsageMeasured
from callcenter.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What a minute of call consumes, and how many calls a machine serves at once.

    The defaults: agents talk for 40 % of a call, at 15 characters a second; four turns a minute, each sending ~1800
    tokens of instructions, tools and history to the language model and getting 60 back; the busiest hour has 12 %
    of a working day's minutes; the capacities are docs/measured.md's, rounded down.
    """

    talk_share: Decimal = Decimal("0.4")
    characters_a_second: int = 15
    turns_a_minute: int = 4
    input_tokens_a_turn: int = 1800
    output_tokens_a_turn: int = 60
    working_days: int = 21
    busy_hour_share: Decimal = Decimal("0.12")
    calls_a_machine_hosted: int = 40
    calls_a_machine_local: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CostScenario:
    """One way to run. Cents are whole."""

    name: str
    models: tuple[str, ...]
    machines: int
    model_cents: int
    platform_cents: int
    trunk_cents: int
    machine_cents: int

    @property
    def total_cents(self) -> int:
        """A month in all."""
        return self.model_cents + self.platform_cents + self.trunk_cents + self.machine_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class CostComparison:
    """The scenarios, cheapest first, with what they rest on."""

    minutes: int
    busy_calls: int
    dated: str
    currency: str
    unchecked: tuple[str, ...]
    assumptions: Assumptions
    scenarios: tuple[CostScenario, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data; money in cents."""
        rows = []
        for scenario in self.scenarios:
            a_minute = (Decimal(scenario.total_cents) / self.minutes).quantize(Decimal("0.01"), ROUND_HALF_UP)
            rows.append({**asdict(scenario), "total_cents": scenario.total_cents, "cents_a_minute": float(a_minute)})
        assumptions = {key: float(value) for key, value in asdict(self.assumptions).items()}
        return {
            "minutes": self.minutes,
            "busy_calls": self.busy_calls,
            "prices_dated": self.dated,
            "currency": self.currency,
            "unchecked_prices": list(self.unchecked),
            "assumptions": assumptions,
            "scenarios": rows,
        }


def bench_cost(minutes: int, *, prices: PriceTable | None = None) -> dict[str, Any]:
    """Return the comparison by scenario, as `callcenter bench cost` prints it; money in cents.

    Raises:
        SettingsError: the price table can't be used, or lacks a model.
    """
    found = compare_cost(minutes, prices=prices).to_json()
    scenarios = {row.pop("name"): row for row in found.pop("scenarios")}
    for row in scenarios.values():
        row["models"] = ", ".join(row["models"])
    return {**found, "unchecked_prices": ", ".join(found["unchecked_prices"]), "scenarios": scenarios}


def compare_cost(
    minutes: int,
    *,
    stt: str = "deepgram/nova-3",
    llm: str = "groq/openai/gpt-oss-120b",
    tts: str = "rime/coda",
    prices: PriceTable | None = None,
    assumptions: Assumptions | None = None,
) -> CostComparison:
    """Compare what `minutes` of calls a month cost in three ways.

    Raises:
        SettingsError: the minutes aren't positive, or the price table lacks a model.
    """
    if minutes <= 0:
        raise SettingsError("The minutes a month must be more than 0.", remedy="Say how many you expect: --minutes.")
    table, assumed = prices or load_prices(), assumptions or Assumptions()
    busy_calls = _busy_calls(minutes, assumed)
    hosted, local = (stt, llm, tts), ("local/moonshine", "local/dialog", "local/piper")
    platform = table.platform
    cloud_minute = platform.livekit_cloud_agent_minute.cents + platform.livekit_cloud_sip_minute.cents

    def scenario(name: str, models: tuple[str, ...], *, capacity: int, platform_minute: Decimal) -> CostScenario:
        machines = math.ceil(busy_calls / capacity)
        return CostScenario(
            name=name,
            models=models,
            machines=machines,
            model_cents=_cents(sum((_minute_cents(models, table, assumed)), Decimal(0)) * minutes),
            platform_cents=_cents(platform_minute * minutes),
            trunk_cents=_cents(platform.trunk_minute.cents * minutes),
            machine_cents=_cents(platform.machine_month.cents * machines),
        )

    scenarios = (
        scenario("cloud", hosted, capacity=assumed.calls_a_machine_hosted, platform_minute=cloud_minute),
        scenario("hosted-models", hosted, capacity=assumed.calls_a_machine_hosted, platform_minute=Decimal(0)),
        scenario("fully-local", local, capacity=assumed.calls_a_machine_local, platform_minute=Decimal(0)),
    )
    return CostComparison(
        minutes=minutes,
        busy_calls=busy_calls,
        dated=table.dated.isoformat(),
        currency=table.currency,
        unchecked=_unchecked(hosted, table),
        assumptions=assumed,
        scenarios=tuple(sorted(scenarios, key=lambda row: row.total_cents)),
    )


def _busy_calls(minutes: int, assumed: Assumptions) -> int:
    """Return how many calls run at once in the busiest hour of a working day."""
    busy_hour_minutes = Decimal(minutes) / assumed.working_days * assumed.busy_hour_share
    return max(1, math.ceil(busy_hour_minutes / 60))


def _minute_cents(models: tuple[str, ...], table: PriceTable, assumed: Assumptions) -> list[Decimal]:
    """Return what stt, llm and tts cost for one minute of call."""
    talk_s = 60 * assumed.talk_share
    stt, llm, tts = models
    usages = (
        UsageMeasured(part="stt", model=stt, audio_ms=60_000),
        UsageMeasured(
            part="llm",
            model=llm,
            input_tokens=assumed.turns_a_minute * assumed.input_tokens_a_turn,
            output_tokens=assumed.turns_a_minute * assumed.output_tokens_a_turn,
        ),
        UsageMeasured(
            part="tts", model=tts, characters=round(talk_s * assumed.characters_a_second), audio_ms=round(talk_s * 1000)
        ),
    )
    cents = []
    for usage in usages:
        if (cost := usage_cents(usage, table)) is None:
            raise SettingsError(
                f"The price table has no price for {usage.model}.",
                remedy="Add it to a copy of callcenter/prices.yaml and name that in CALLCENTER_PRICES_FILE.",
            )
        cents.append(cost)
    return cents


def _unchecked(models: tuple[str, ...], table: PriceTable) -> tuple[str, ...]:
    """Name the prices in use that the table doesn't call checked."""
    rows: dict[str, Any] = {model: table.price(model) for model in models}
    rows |= {name: getattr(table.platform, name) for name in type(table.platform).model_fields}
    return tuple(name for name, row in rows.items() if row is not None and not row.checked)


def _cents(cents: Decimal) -> int:
    return int(cents.to_integral_value(ROUND_HALF_UP))
