"""The measured faults of acts and consent that must not happen, and a figure that can't be wrong by construction."""

from __future__ import annotations

from callcenter.bench.understanding.acts import bench_acts


def test_bench_acts__of_the_shipped_table__has_no_false_yes_and_misses_no_emergency() -> None:
    figures = bench_acts()

    assert figures["consent"]["false_yes"] == 0
    assert figures["emergency"]["found_percent"] >= 98
    assert figures["emergency"]["false_alarm_percent"] <= 3
    assert figures["consent"]["right_percent"] >= 95


def test_bench_acts__its_confusions__are_its_misses() -> None:
    figures = bench_acts()

    confused = sum(sum(figures[part]["confused"].values()) for part in ("acts", "consent"))
    assert confused == len(figures["misses"])
