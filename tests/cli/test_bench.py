"""The tables of `callcenter bench` on a terminal of 80 columns: no figure and no heading is cut."""

from __future__ import annotations

import io

from rich.console import Console
from rich.table import Table

from callcenter.cli.bench import calls_table, worker_table

P50, P95 = 12345, 23456


def drawn(table: Table) -> str:
    console = Console(file=io.StringIO(), width=80)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_calls__four_loads_of_a_slow_machine__are_shown_whole() -> None:
    loads = [
        {
            "calls": calls,
            "turns": 4321,
            "turns_missed": 120,
            "response_ms": {"p50": P50, "p95": P95},
            "invite_to_ok_ms": {"p95": 1111},
            "invite_to_audio_ms": {"p95": 2222},
            "gaps": {"count": 3333, "longest_ms": 4444},
            "cpu_s_per_call_minute": 10.25,
            "worker_rss_mb": 12480,
            "memory_mb": 13570,
            "against_one_call": 1.87,
        }
        for calls in (1, 10, 40, 120)
    ]

    text = drawn(calls_table(loads))

    assert "…" not in text
    for whole in (f"{P50}/{P95}", "4321 (120)", "1111", "2222", "3333", "4444", "10.25", "12480", "13570", "1.87"):
        assert text.count(whole) == len(loads)
    for heading in ("INVITE→OK ms p95", "INVITE→audio ms p95", "longest gap ms", "CPU s/call-min"):
        assert heading in text


def test_worker__a_slow_machine__is_shown_whole() -> None:
    load = {
        "executor": "process",
        "calls": 10,
        "turns": 4321,
        "turns_missed": 120,
        "response_ms": {"p50": P50, "p95": P95},
        "start_ms": {"p50": P50 + 1, "p95": P95 + 1},
        "cpu_s_per_call_minute": 10.25,
        "memory_mb": 12480,
    }

    text = drawn(worker_table([load]))

    assert "…" not in text
    for whole in ("process", "4321 (120)", f"{P50}/{P95}", f"{P50 + 1}/{P95 + 1}", "10.25", "12480"):
        assert text.count(whole) == 1
