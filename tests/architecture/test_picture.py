"""The README's picture of the architecture is what the code's imports are now."""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("draw_architecture", ROOT / "docs" / "draw_architecture.py")
assert _spec is not None and _spec.loader is not None
drawing = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(drawing)


def test_picture__of_the_imports_as_they_are__is_current() -> None:
    assert drawing.PICTURE.read_text(encoding="utf-8") == drawing.draw(), (
        "run `uv run python docs/draw_architecture.py`"
    )


def test_picture__every_room__is_on_it_and_in_the_readme() -> None:
    shown = {text.text for text in ElementTree.fromstring(drawing.draw()).iter("{http://www.w3.org/2000/svg}text")}
    rooms = {path.parent.name for path in (ROOT / "callcenter").glob("*/__init__.py")}

    assert rooms <= shown
    assert "docs/architecture.svg" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_arrows__shorter_way_beside_a_longer_one__is_left_out() -> None:
    uses = {"a": {"b", "c"}, "b": {"c"}, "c": set()}

    assert drawing.arrows(uses, {"a", "b", "c"}) == [("a", "b"), ("b", "c")]
