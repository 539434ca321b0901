"""A plan for people and machines: coloured text, Markdown for a pull request, JSON. Secrets only as "changed"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from callcenter.provisioning.plan import SECRET_SHOWN, Create, Delete, Plan, Update, change_document

if TYPE_CHECKING:
    from rich.console import RenderableType

_MARKS = {"create": ("+", "green"), "change": ("~", "yellow"), "delete": ("-", "red")}


def plan_document(plan: Plan) -> dict[str, Any]:
    """Return the plan as JSON has it."""
    return {
        "target": plan.target,
        "where": plan.where,
        "checksum": plan.checksum,
        "summary": {
            "create": plan.count(Create),
            "change": plan.count(Update),
            "delete": plan.count(Delete),
        },
        "changes": [change_document(change) for change in plan.changes],
        "unmanaged": [{"kind": one.kind.value, "name": one.name, "id": one.id} for one in plan.unmanaged],
        "notes": list(plan.notes),
    }


def summary_line(plan: Plan) -> str:
    """Return the plan in one line, such as `1 to create, 2 to change, 0 to delete`."""
    if plan.is_empty:
        return "Nothing to do"
    return f"{plan.count(Create)} to create, {plan.count(Update)} to change, {plan.count(Delete)} to delete"


def outcome_line(plan: Plan, *, is_done: bool = False) -> str:
    """Return what is to do, or was done, and where, in one sentence."""
    where = f"{plan.target} ({plan.where})"
    if plan.is_empty:
        return f"{summary_line(plan)}: {where} has what the files say."
    return f"{summary_line(plan)} on {where}{': done' if is_done else ''}."


def plan_text(plan: Plan) -> RenderableType:
    """Return the plan for a terminal."""
    from rich.text import Text

    text = Text()
    for change in plan.changes:
        document = change_document(change)
        mark, colour = _MARKS[document["action"]]
        adopts = " (takes over what nobody marked as theirs)" if document.get("adopts") else ""
        text.append(f"{mark} {change.kind.label} {change.name}{adopts}\n", style=f"bold {colour}")
        for one in document["fields"]:
            text.append(f"    {one['field']}: {_change_text(document['action'], one)}\n", style=colour)
    for existing in plan.unmanaged:
        text.append(f"  {existing.kind.label} {existing.name} isn't ours and stays as it is\n", style="dim")
    for note in plan.notes:
        text.append(f"  {note}\n", style="dim")
    text.append(f"{outcome_line(plan)} ", style="bold")
    text.append(f"Checksum {plan.checksum}.", style="dim")
    return text


def plan_markdown(plan: Plan) -> str:
    """Return the plan as Markdown, to be pasted into or posted to a pull request."""
    lines = [f"### Routing on `{plan.target}` ({_cell(plan.where)})", "", outcome_line(plan), ""]
    if plan.changes:
        lines += ["| | resource | field | old | new |", "|---|---|---|---|---|"]
        for change in plan.changes:
            document = change_document(change)
            first = f"| {document['action']} | {change.kind.label} **{_cell(change.name)}** "
            rows: Sequence[dict[str, Any]] = document["fields"] or [{"field": "", "old": None, "new": None}]
            for one in rows:
                lines.append(f"{first}| {_cell(one['field'])} | {_code(one['old'])} | {_code(one['new'])} |")
                first = "| | "
        lines.append("")
    lines += [f"- {_cell(note)}" for note in plan.notes]
    lines += [f"- {one.kind.label} {_cell(one.name)} isn't ours and stays as it is." for one in plan.unmanaged]
    lines += ["", f"Apply exactly this: `callcenter apply --target {plan.target} --checksum {plan.checksum}`", ""]
    return "\n".join(lines)


def _change_text(action: str, one: dict[str, Any]) -> str:
    if one["new"] == SECRET_SHOWN:
        return "set (secret)" if action == "create" else SECRET_SHOWN
    if action == "change":
        return f"{_shown(one['old'])} → {_shown(one['new'])}"
    return _shown(one["new"] if action == "create" else one["old"])


def _shown(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def _code(value: Any) -> str:
    if value is None:
        return ""
    return value if value == SECRET_SHOWN else f"`{_cell(json.dumps(value, ensure_ascii=False))}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("`", "'").replace("\n", " ")
