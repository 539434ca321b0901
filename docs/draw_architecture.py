"""Draws docs/architecture.svg from what the code imports: `uv run python docs/draw_architecture.py`.

Rows are import-linter's layers (pyproject.toml), an arrow goes from a room to one whose code it uses, unless a longer
way says so already; small print is the room's docstring and the libraries it stands on.
"""

from __future__ import annotations

import ast
import textwrap
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "callcenter"
PICTURE = ROOT / "docs" / "architecture.svg"

#: The libraries that make the architecture, as people know them.
LIBRARIES = {
    "asyncpg": "asyncpg",
    "baresip": "baresip",
    "livekit.agents": "livekit-agents",
    "livekit.api": "livekit-api",
    "onnxruntime": "onnxruntime",
    "piper": "piper",
    "sklearn": "scikit-learn",
    "typer": "typer",
}
#: Rooms with fewer modules are foundations: one row at the bottom, which everything may use.
SMALLEST_ROOM = 3
WIDTH, MARGIN, GAP = 1180, 20, 16
ROW, BOX = 112, 82
LINE_PX, CHARACTER_PX = 15, 6.1


def layers() -> list[list[str]]:
    """Return the rooms by row, the topmost first; single modules and small rooms come last, in one row."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    listed = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    rows: list[list[str]] = []
    foundations: list[str] = []
    for layer in listed:
        names = [name.strip().removeprefix("callcenter.") for name in layer.split("|")]
        rooms = [
            name for name in names if len(list((PACKAGE / name).rglob("*.py"))) >= SMALLEST_ROOM or name == "runtime"
        ]
        foundations += [name for name in names if name not in rooms]
        if rooms:
            rows.append(rooms)
    return [*_merged(rows), foundations]


def _merged(rows: list[list[str]]) -> list[list[str]]:
    """Put rows side by side of which no room imports another's, such as eval, bench and demo's."""
    uses = imports()
    merged: list[list[str]] = []
    for row in rows:
        above = merged[-1] if merged else []
        is_free = above and not any(name in uses[other] or other in uses[name] for name in row for other in above)
        merged = [*merged[:-1], [*above, *row]] if is_free else [*merged, row]
    return merged


def files_of(room: str) -> list[Path]:
    """Return a room's Python files."""
    folder = PACKAGE / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


@cache
def imported_by(room: str) -> frozenset[str]:
    """Return the modules a room's code imports, anywhere in it; relative imports are its own."""
    found: set[str] = set()
    for file in files_of(room):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def imports() -> dict[str, set[str]]:
    """Return the rooms each room imports."""
    names = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    names.discard("__init__")
    return {
        name: {other for other in names - {name} if _uses(imported_by(name), f"callcenter.{other}")} for name in names
    }


def _uses(modules: Iterable[str], name: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for module in modules)


def arrows(uses: Mapping[str, set[str]], rooms: set[str]) -> list[tuple[str, str]]:
    """Return who uses whom, without what a longer way says already, in alphabetical order."""
    direct = {name: uses[name] & rooms for name in rooms}

    def reaches(start: str, end: str, without: tuple[str, str]) -> bool:
        waiting, seen = [start], set()
        while waiting:
            at = waiting.pop()
            for following in direct[at]:
                if (at, following) != without and following not in seen:
                    if following == end:
                        return True
                    seen.add(following)
                    waiting.append(following)
        return False

    return sorted((a, b) for a in direct for b in direct[a] if not reaches(a, b, (a, b)))


def what_for(room: str) -> str:
    """Return the first sentence of a room's docstring."""
    file = PACKAGE / room / "__init__.py"
    text = ast.get_docstring(ast.parse((file if file.exists() else PACKAGE / f"{room}.py").read_text(encoding="utf-8")))
    first = (text or "").split("\n")[0]
    return first.split(". ")[0].rstrip(".").replace("`", "")


def libraries(room: str) -> str:
    """Return the libraries a room's code imports, of those worth naming."""
    modules = imported_by(room)
    return ", ".join(sorted({said for module, said in LIBRARIES.items() if _uses(modules, module)}))


def draw() -> str:
    """Return the picture."""
    rows = layers()
    places: dict[str, tuple[float, float, float]] = {}
    parts: list[str] = []
    for index, row in enumerate(rows[:-1]):
        width = min((WIDTH - 2 * MARGIN - GAP * (len(row) - 1)) / len(row), 700)
        left = (WIDTH - width * len(row) - GAP * (len(row) - 1)) / 2
        for place, room in enumerate(row):
            x, y = left + place * (width + GAP), MARGIN + index * ROW
            places[room] = (x, y, width)
            parts += _box(room, x, y, width)
    lines = [_arrow(places[a], places[b]) for a, b in arrows(imports(), set(places))]
    top = MARGIN + (len(rows) - 1) * ROW
    ground = f"all of it stands on: {', '.join(rows[-1])}"
    parts.append(f'<rect class="ground" x="{MARGIN}" y="{top}" width="{WIDTH - 2 * MARGIN}" height="36" rx="6"/>')
    parts.append(f'<text class="small" x="{WIDTH / 2:g}" y="{top + 23}" text-anchor="middle">{escape(ground)}</text>')
    height = top + 36 + MARGIN
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
            "<title>The rooms of callcenter, and which uses which</title>",
            _STYLE,
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            *lines,
            *parts,
            "</svg>\n",
        ]
    )


_STYLE = """<style>
.room { fill: #eef4fb; stroke: #39608f; } .ground { fill: #f3f3f3; stroke: #888; }
.name { font-size: 16px; font-weight: bold; fill: #12263f; } .small { font-size: 12px; fill: #333; }
.library { font-size: 12px; fill: #39608f; font-style: italic; }
.arrow { stroke: #9aa8b8; stroke-width: 1.4; fill: none; }
</style>
<defs><marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">
<path d="M0,1 L7,4 L0,7" fill="none" stroke="#9aa8b8" stroke-width="1.4"/></marker></defs>"""


def _box(room: str, x: float, y: float, width: float) -> list[str]:
    said = textwrap.wrap(what_for(room), int((width - 20) / CHARACTER_PX))
    used = libraries(room)
    lines = [f'<rect class="room" x="{x:g}" y="{y:g}" width="{width:g}" height="{BOX}" rx="8"/>']
    lines.append(f'<text class="name" x="{x + 10:g}" y="{y + 22:g}">{room}</text>')
    for index, text in enumerate(said[:2]):
        lines.append(f'<text class="small" x="{x + 10:g}" y="{y + 42 + index * LINE_PX:g}">{escape(text)}</text>')
    if used:
        lines.append(f'<text class="library" x="{x + 10:g}" y="{y + BOX - 8:g}">{escape(used)}</text>')
    return lines


def _arrow(source: tuple[float, float, float], target: tuple[float, float, float]) -> str:
    """Return a curve from a box's lower edge to another's upper one, or to its neighbour's side."""
    (ax, ay, aw), (bx, by, bw) = source, target
    if ay == by:
        start, end = (ax + aw, bx) if ax < bx else (ax, bx + bw)
        return (
            f'<path class="arrow" marker-end="url(#head)" d="M{start:g},{ay + BOX / 2:g} L{end:g},{by + BOX / 2:g}"/>'
        )
    # Each end leans towards the other box, so that arrows of one room part.
    shift = max(-0.35, min(0.35, (bx + bw / 2 - ax - aw / 2) / WIDTH))
    start_x, end_x = ax + aw * (0.5 + shift), bx + bw * (0.5 - shift)
    middle = (ay + BOX + by) / 2
    curve = f"M{start_x:g},{ay + BOX:g} C{start_x:g},{middle:g} {end_x:g},{middle:g} {end_x:g},{by:g}"
    return f'<path class="arrow" marker-end="url(#head)" d="{curve}"/>'


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
