"""What an evaluation found: a table and transcripts for people, JSON for machines, JUnit XML for build servers."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from rich.markup import escape
from rich.table import Table

from callcenter.eval.entities import HeardCounts, add
from callcenter.eval.judging.judge import RunVerdict
from callcenter.eval.judging.score import Score, Tally, by_tag, pass_hat, tallies
from callcenter.eval.story.story import PARTS, Mode
from callcenter.eval.turns.panel import MEANING, total

#: Characters that XML 1.0 can't hold: control characters but for tab, line feed and carriage return.
_NOT_XML = {code: None for code in range(32) if code not in (9, 10, 13)}


def parts(verdicts: Sequence[RunVerdict]) -> dict[str, list[RunVerdict]]:
    """Return the verdicts by part of the stories, in the order of `PARTS`; parts without any are left out."""
    by_part = {name: [one for one in verdicts if one.run.story.part == name] for name in PARTS}
    return {name: group for name, group in by_part.items() if group}


def to_json(verdicts: Sequence[RunVerdict], *, mode: Mode, trials: int) -> dict[str, Any]:
    """Return the evaluation as JSON data."""
    return {
        "mode": mode.value,
        "trials": trials,
        "parts": {name: _part_json(group, trials) for name, group in parts(verdicts).items()},
        "runs": [_run_json(verdict) for verdict in verdicts],
    }


def _part_json(verdicts: Sequence[RunVerdict], trials: int) -> dict[str, Any]:
    counted = tallies(verdicts)
    return {
        "stories": len(counted),
        "runs": sum(one.played for one in counted),
        "passed": sum(one.passed for one in counted),
        "left_out": sum(bool(verdict.left_out) for verdict in verdicts),
        "pass_hat": {str(k): _score_json(pass_hat(k, counted)) for k in range(1, trials + 1)},
        "tags": {tag: _score_json(pass_hat(1, group)) for tag, group in by_tag(verdicts).items()},
        "measured": measured(verdicts),
    }


def _score_json(score: Score | None) -> dict[str, Any] | None:
    if score is None:
        return None
    interval = [round(score.low, 3), round(score.high, 3)]
    return {"share": round(score.share, 3), "interval_95": interval, "stories": score.stories}


def _run_json(verdict: RunVerdict) -> dict[str, Any]:
    run = verdict.run
    return {
        "label": run.story.label,
        "trial": run.trial,
        "tags": dict(run.story.tags),
        "part": run.story.part,
        "passed": verdict.passed,
        "left_out": list(verdict.left_out),
        "faults": list(verdict.faults),
        "stuck": list(run.stuck),
        "duration_s": round(verdict.duration_s, 2),
        "measured": dict(run.measured),
        "recording": run.recording or None,
        "transcript": run.transcript().splitlines(),
    }


def to_junit(verdicts: Sequence[RunVerdict], *, mode: Mode) -> bytes:
    """Return the evaluation as JUnit XML: a suite a part, a case a run; a run that was left out counts as skipped."""
    root = ET.Element("testsuites", name=f"callcenter eval {mode}")
    for name, group in parts(verdicts).items():
        suite = ET.SubElement(
            root,
            "testsuite",
            name=name,
            tests=str(len(group)),
            failures=str(sum(bool(one.faults) for one in group)),
            skipped=str(sum(bool(one.left_out) for one in group)),
            errors="0",
            time=f"{sum(one.duration_s for one in group):.2f}",
        )
        for verdict in group:
            _case(suite, name, verdict)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _case(suite: ET.Element, part: str, verdict: RunVerdict) -> None:
    run = verdict.run
    case = ET.SubElement(
        suite,
        "testcase",
        classname=f"{part}.{run.story.tags.get('agent', 'story')}",
        name=f"{run.story.label}[{run.trial}]",
        time=f"{verdict.duration_s:.2f}",
    )
    if verdict.left_out:
        ET.SubElement(case, "skipped", message=_xml("; ".join(verdict.left_out)))
    elif verdict.faults:
        failure = ET.SubElement(case, "failure", message=_xml("; ".join(verdict.faults)))
        failure.text = _xml(run.transcript())


def _xml(text: str) -> str:
    return text.translate(_NOT_XML)


def table(verdicts: Sequence[RunVerdict], *, trials: int) -> Table:
    """Return the scores as a table: each part in all and by the values of its tags; `out` are left out."""
    drawn = Table("", "stories", "runs", "passed", "out", *(f"pass^{k}" for k in range(1, trials + 1)))
    for column in drawn.columns:
        column.no_wrap = True
    for name, group in parts(verdicts).items():
        drawn.add_row(f"[bold]{name}[/]", *_cells(group, tallies(group), trials))
        for tag, counted in by_tag(group).items():
            key, value = tag.split(":", 1)
            tagged = [one for one in group if one.run.story.tags.get(key) == value]
            drawn.add_row(f"  {value}", *_cells(tagged, counted, trials))
        drawn.add_section()
    return drawn


def _cells(group: Sequence[RunVerdict], counted: Sequence[Tally], trials: int) -> Iterator[str]:
    yield str(len(counted))
    yield str(sum(one.played for one in counted))
    yield str(sum(one.passed for one in counted))
    yield str(sum(bool(one.left_out) for one in group))
    for k in range(1, trials + 1):
        score = pass_hat(k, counted)
        yield "–" if score is None else f"{score.share:.0%}"


def intervals(verdicts: Sequence[RunVerdict], *, trials: int) -> Iterator[str]:
    """Yield each part's pass^1 and pass^k with their intervals, a line each."""
    for name, group in parts(verdicts).items():
        scores = [score for k in sorted({1, trials}) if (score := pass_hat(k, tallies(group))) is not None]
        told = ", ".join(f"pass^{one.k} {one.share:.1%} (95 %: {one.low:.1%} to {one.high:.1%})" for one in scores)
        yield f"{name}: {told or 'nothing counted'}"


def failures(verdicts: Sequence[RunVerdict], *, show: bool) -> Iterator[str]:
    """Yield what failed and what was left out, a block of markup each; with its transcript if wanted."""
    for verdict in verdicts:
        if verdict.passed:
            continue
        run, is_out = verdict.run, bool(verdict.left_out)
        mark = "[yellow]left out[/]" if is_out else "[red]failed[/]"
        reasons = "\n".join(f"  {escape(reason)}" for reason in (verdict.left_out or verdict.faults))
        where = f"[dim]{escape(run.story.file)}:{run.story.line}[/]"
        words = f"\n[dim]{escape(_indented(run.transcript()))}[/]" if show else ""
        yield f"{mark} [bold]{escape(run.story.label)}[/] trial {run.trial} {where}\n{reasons}{words}"


def measured(verdicts: Sequence[RunVerdict]) -> dict[str, Any]:
    """Return what was measured over all spoken runs as JSON data; empty if none was spoken."""
    panels = [one.run.panel for one in verdicts if one.run.panel is not None]
    if not panels:
        return {}
    heard = reduce(add, (one.run.heard for one in verdicts if one.run.heard is not None), HeardCounts())
    return {"turns": total(panels).to_json(), "heard": heard.to_json()}


def panel_table(figures: Mapping[str, Any]) -> Table:
    """Return a turn-taking panel, and how well the caller was heard, as a table."""
    drawn = Table("", "value", "p50 / p95", "of", "what it is")
    for name, meaning in MEANING.items():
        figure = figures["turns"][name]
        value = "–" if figure["value"] is None else str(figure["value"])
        spread = f"{figure['p50']} / {figure['p95']}" if figure.get("p50") is not None else ""
        if figure.get("unbroken") is not None:
            spread = f"{figure['unbroken']} unbroken"
        drawn.add_row(f"[bold]{name}[/]", value, spread, str(figure["events"]), meaning)
    if heard := figures.get("heard"):
        for name, of in (("word_errors", "words"), ("entities_right", "entities")):
            value = "–" if heard[name] is None else str(heard[name])
            drawn.add_row(f"[bold]{name.replace('_', ' ')}[/]", value, "", str(heard[of]), "")
    return drawn


def share_passed(verdicts: Sequence[RunVerdict]) -> float:
    """Return pass^1 in per cent; 0 if nothing counted."""
    score = pass_hat(1, tallies(verdicts))
    return 0.0 if score is None else 100 * score.share


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
