"""Usage into money, by a dated table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from callcenter.bench.cost import compare_cost
from callcenter.cost import call_cost, load_prices
from callcenter.domain.record.call_event import UsageMeasured
from callcenter.errors import SettingsError

TABLE = """
dated: 2026-01-02
currency: USD
models:
  local/: {source: own, checked: true}
  deepgram/nova-3: {audio_minute: "0.77", source: page, checked: true}
  groq/llama: {million_input: "59", million_output: "79", source: page, checked: true}
  groq/llama-big: {million_input: "100", million_output: "100", source: page, checked: false}
  rime/arcana: {million_characters: "4000", source: page, checked: true}
platform:
  livekit_cloud_agent_minute: {cents: "1.0", source: page, checked: true}
  livekit_cloud_sip_minute: {cents: "0.4", source: page, checked: true}
  trunk_minute: {cents: "0.5", source: page, checked: true}
  machine_month: {cents: "4000", source: page, checked: true}
"""


@pytest.fixture
def table_file(tmp_path: Path) -> Path:
    file = tmp_path / "prices.yaml"
    file.write_text(TABLE)
    return file


def test_call_cost__three_models__rounded_once_each_and_summed(table_file: Path) -> None:
    usages = [
        UsageMeasured(part="stt", model="deepgram/nova-3", audio_ms=90_000),
        UsageMeasured(part="llm", model="groq/llama", input_tokens=10_000, output_tokens=500),
        UsageMeasured(part="tts", model="rime/arcana", characters=300),
        UsageMeasured(part="tts", model="local/piper", characters=900),
    ]

    cost = call_cost(usages, load_prices(table_file))

    # 0.77 x 1.5 = 1.155; 0.59 + 0.0395 = 0.6295; 1.2
    assert cost.cents_x100 == 116 + 63 + 120
    assert cost.to_json(90_000) == {"cents": 2.99, "cents_a_minute": 1.99, "unpriced": []}


def test_call_cost__charged_before_prices_changed__is_what_it_was_charged(table_file: Path) -> None:
    usages = [UsageMeasured(part="tts", model="rime/arcana", characters=300)]

    assert call_cost(usages, load_prices(table_file), charged=Decimal("0.955")).cents == Decimal("0.96")


def test_call_cost__unknown_model__is_named_and_not_free(table_file: Path) -> None:
    cost = call_cost([UsageMeasured(part="llm", model="acme/brain", input_tokens=5)], load_prices(table_file))

    assert (cost.cents_x100, cost.unpriced) == (0, ("acme/brain",))


def test_price__two_entries_fit__longest_wins(table_file: Path) -> None:
    price = load_prices(table_file).price("groq/llama-big-2")

    assert price is not None
    assert price.million_input == 100


def test_minute_cents__no_length__is_none(table_file: Path) -> None:
    assert call_cost([], load_prices(table_file)).minute_cents(0) is None


@pytest.mark.parametrize("text", ["dated: yesterday", "- 1", TABLE.replace("checked: true", "chekced: true", 1)])
def test_load_prices__broken_file__names_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text(text)

    with pytest.raises(SettingsError, match=r"prices\.yaml"):
        load_prices(file)


def test_shipped_prices__every_row__has_a_source() -> None:
    table = load_prices()

    assert all(price.source for price in table.models.values())
    assert table.price("local/moonshine") is not None


def test_compare_cost__ten_thousand_minutes__adds_up_cheapest_first(table_file: Path) -> None:
    comparison = compare_cost(10_000, llm="groq/llama", tts="rime/arcana", prices=load_prices(table_file))

    rows = {row.name: row for row in comparison.scenarios}
    # stt 0.77 + llm (7200 x 59 + 240 x 79) / 1e6 + tts 360 x 4000 / 1e6 = 2.65376 cents a minute
    assert rows["hosted-models"].model_cents == 26_538
    assert rows["fully-local"].model_cents == 0
    assert rows["cloud"].platform_cents == 14_000
    assert rows["cloud"].total_cents - rows["hosted-models"].total_cents == 14_000
    assert comparison.scenarios[0].name == "fully-local"
    assert comparison.busy_calls == 1
    assert comparison.to_json()["scenarios"][0]["cents_a_minute"] == 0.9


def test_compare_cost__million_minutes__needs_more_machines_for_local_speech(table_file: Path) -> None:
    rows = {
        row.name: row
        for row in compare_cost(
            1_000_000, llm="groq/llama", tts="rime/arcana", prices=load_prices(table_file)
        ).scenarios
    }

    assert rows["fully-local"].machines > rows["hosted-models"].machines > 1


def test_compare_cost__unpriced_model_or_no_minutes__says_what_to_do() -> None:
    with pytest.raises(SettingsError, match="acme/brain"):
        compare_cost(100, llm="acme/brain")
    with pytest.raises(SettingsError, match="minutes"):
        compare_cost(0)


def test_compare_cost__prices_nobody_checked__are_named(table_file: Path) -> None:
    comparison = compare_cost(100, llm="groq/llama-big", tts="rime/arcana", prices=load_prices(table_file))

    assert comparison.unchecked == ("groq/llama-big",)
