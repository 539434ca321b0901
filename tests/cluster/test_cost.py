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
    assert cost.by_model_x100 == {
        "deepgram/nova-3": 116,
        "groq/llama": 63,
        "rime/arcana": 120,
        "local/piper": 0,
    }
    assert cost.cents_x100 == 299
    assert cost.minute_cents(90_000) == Decimal("1.99")
    assert cost.unpriced == ()


def test_call_cost__unknown_model__is_named_and_not_free(table_file: Path) -> None:
    cost = call_cost([UsageMeasured(part="llm", model="acme/brain", input_tokens=5)], load_prices(table_file))

    assert cost.unpriced == ("acme/brain",)
    assert "acme/brain" not in cost.by_model_x100


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
