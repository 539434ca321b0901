"""Every text that a page shows is marked for translators."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import callcenter.console.pages

PAGES = Path(callcenter.console.pages.__file__).parent
#: Calls whose first argument is shown; of `words` it is the second, of `table_head` all are.
SHOWN = frozenset(
    "label button link input select textarea checkbox number notify quiet_button radio page_title".split()
)
#: The product's name.
NAMES = frozenset({"callcenter"})


def texts(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what is shown by a call, as it stands there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield from (one.value for one in node.keywords if one.arg == "label")
            yield from node.args[:1] if name in SHOWN else node.args[1:2] if name == "words" else ()
            yield from node.args if name == "table_head" else ()


def unmarked(text: ast.expr) -> Iterator[str]:
    """Yield the words in it that stand there in English for everybody."""
    match text:
        case ast.Constant(value=str(words)) if re.search("[A-Za-z]{2}", words) and words not in NAMES:
            yield words
        case ast.JoinedStr(values=values):
            yield from (one for value in values if isinstance(value, ast.Constant) for one in unmarked(value))
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*unmarked(body), *unmarked(orelse))
        case ast.BoolOp(values=values):
            yield from (one for value in values for one in unmarked(value))


def found_in(source: str) -> list[str]:
    return [words for text in texts(ast.parse(source)) for words in unmarked(text)]


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.py")), ids=lambda path: path.name)
def test_page__each_text__is_marked_for_translators(path: Path) -> None:
    unmarked_words = [words for words in found_in(path.read_text(encoding="utf-8")) if words != " · callcenter"]

    assert unmarked_words == [], "put them into _()"


def test_unmarked__in_whatever_place__is_found() -> None:
    source = (
        'ui.label("Hello")\nwords("p", a if b else f"{n} calls")\ntable_head(_("A b"), "To")\nui.select(x, label="Or")'
    )

    assert sorted(found_in(source)) == [" calls", "Hello", "Or", "To"]
