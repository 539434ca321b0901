"""Every text that a page shows is marked for translators."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

import callcenter.console.pages
import callcenter.store
from callcenter.console.codes import CODES, QUESTIONS
from callcenter.console.pages.call.call_player import TEXTS
from callcenter.console.roles import Role
from callcenter.domain.calls.termination import EndReason, TerminationResult
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.calls.turn import Speaker
from callcenter.domain.record.call_event import RecordingAnswer, SupervisorOutcome
from callcenter.domain.record.disposition import Disposition
from callcenter.domain.running_call import CallState, Sign
from callcenter.domain.supervision import Step
from callcenter.store.call_log.call_search import ORDERS
from callcenter.store.console.audit import AuditAction
from callcenter.store.figures.marks import Mark
from callcenter.store.monitors.measures import MEASURES
from callcenter.store.review.reviews import ReviewAnswer

PAGES = Path(callcenter.console.pages.__file__).parent
MIGRATIONS = Path(callcenter.store.__file__).parent / "migrations"
PLAYER = PAGES / "call" / "call_player.js"
#: Calls whose first argument is shown; of `words` and `labelled` it is the second, of `table_head` all are.
SHOWN = frozenset(
    "label button link input select textarea checkbox number notify tell quiet_button radio page_title cell".split()
)
#: The product's name.
NAMES = frozenset({"callcenter"})


def texts(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what is shown by a call, as it stands there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield from (one.value for one in node.keywords if one.arg == "label")
            yield from node.args[:1] if name in SHOWN else node.args[1:2] if name in ("words", "labelled") else ()
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
        case ast.Call(func=ast.Attribute(attr="format" | "join", value=text)):
            yield from unmarked(text)


def found_in(source: str) -> list[str]:
    return [words for text in texts(ast.parse(source)) for words in unmarked(text)]


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.py")), ids=lambda path: path.name)
def test_page__each_text__is_marked_for_translators(path: Path) -> None:
    unmarked_words = [words for words in found_in(path.read_text(encoding="utf-8")) if words != " · callcenter"]

    assert unmarked_words == [], "put them into _()"


def test_page__names_for_screen_readers__are_no_part_of_a_string() -> None:
    """Such as `props('aria-label="Pages"')`: nobody could translate it, and a quote in it would end it."""
    found = [path.name for path in PAGES.rglob("*.py") if re.search(r"(aria-label|label)=\\?\"[^{]", path.read_text())]

    assert found == []


def test_player__all_it_says__comes_translated_from_the_page() -> None:
    script = PLAYER.read_text(encoding="utf-8").replace("\\\\'", "'").replace("\\'", "'")
    template = re.search(r"template: `(.*?)`,", script, re.DOTALL)
    assert template is not None
    bare = re.sub(r"\{\{.*?\}\}", "", template[1], flags=re.DOTALL)
    said = [words for words in re.findall(r">([^<]*)<", bare) if re.search("[A-Za-z]{2}", words)]
    named = re.findall(r'\s(?:aria-label|placeholder|title)="[^"]*"', bare)

    assert (said, named) == ([], []), "put it into t()"
    assert [text for text in TEXTS if f"'{text}'" not in script] == []
    asked = re.findall(r"\bt\('([^']*(?:'t [^']*)?)'\)", script)
    assert [text for text in asked if text not in TEXTS] == []
    tables = "".join(re.findall(r"const (?:NAMES|names) = \{(.*?)\}", script, re.DOTALL))
    assert [text for text in re.findall(r": '([^']+)'", tables) if text not in TEXTS] == []


def test_codes__of_what_pages_show__are_marked_in_words() -> None:
    kinds: tuple[Iterable[str], ...] = (
        Disposition,
        EndReason,
        TerminationResult,
        TransferOutcome,
        CallState,
        Sign,
        Mark,
        Speaker,
        ReviewAnswer,
        Step,
        SupervisorOutcome,
        Role,
        # The audit log's own when it is ended (migrations/0083).
        ("retention",),
        AuditAction,
        RecordingAnswer,
        ORDERS,
        (measure.label for measure in MEASURES.values()),
    )
    shown = {code.replace("_", " ").replace("-", " ") for kind in kinds for code in kind}

    assert shown == CODES


def test_score_card__each_question_that_is_shipped__is_marked() -> None:
    brought = (MIGRATIONS / "0071_review.sql").read_text(encoding="utf-8")

    assert set(re.findall(r"^    \('([A-Z][^']+\.)'", brought, re.MULTILINE)) == QUESTIONS


def test_unmarked__in_whatever_place__is_found() -> None:
    source = """
cell("Of {}".format(n))
ui.label("Hello")
words("p", a if b else f"{n} calls")
table_head(_("A b"), "To")
ui.select(x, label="Or")
"""

    assert sorted(found_in(source)) == [" calls", "Hello", "Of {}", "Or", "To"]
