"""What can be wrong between an agent's Python and its other files: queries, refusal codes, undocumented arguments."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from livekit.agents.llm import FunctionTool

from callcenter.agents.check_python import check_formats
from callcenter.agents.check_templates import arguments_of
from callcenter.agents.declaration import ToolDeclaration, agent_folders
from callcenter.errors import DeclarationError, Fault
from callcenter.store.named_sql import NamedQuery, load_queries
from callcenter.yaml_file import Positions

_HERE = Path(__file__).resolve().parent
#: Where code lies that all agents share.
_SHARED = (_HERE, _HERE / "toolkit", _HERE / "shared_tools")
_SQL_WORD = re.compile(r"'([^'\s]+)'")


def check_sql(folder: Path, *, is_whole: bool) -> Iterator[Fault]:
    """Yield the queries an agent's Python asks for that its queries.sql lacks, and those nobody asks for.

    The latter only if the Python is whole (`is_whole`): a file that can't be read may ask for them.
    """
    path = folder / "queries.sql"
    used = list(_queries_used(folder))
    if not path.is_file():
        for file, line, name in used:
            yield Fault(file=file, line=line, what=f"uses the query {name!r} and there is no queries.sql.")
        return
    try:
        queries = load_queries(path)
    except DeclarationError as error:
        yield from error.faults
        return
    for file, line, name in used:
        if name not in queries:
            known = ", ".join(sorted(queries)) or "none"
            yield Fault(file=file, line=line, what=f"queries.sql has no query {name!r}.", remedy=f"It has {known}.")
    for name in sorted(set(queries) - {name for _, _, name in used}) if is_whole else ():
        query = queries[name]
        what = f"nothing uses the query {name!r}."
        yield Fault(file=query.file, line=query.line, what=what, remedy="Remove it.", is_warning=True)


def queries_of(agents: Path) -> list[NamedQuery]:
    """Return every named query of the agents' folders, in order, without files that have faults of form."""
    found: list[NamedQuery] = []
    for path in sorted(file for folder in agent_folders(agents) for file in folder.glob("*.sql")):
        try:
            found += load_queries(path).values()
        except DeclarationError:
            continue
    return found


def check_refusals(tool: ToolDeclaration, folder: Path, positions: Positions, index: int) -> Iterator[Fault]:
    """Yield the codes an agent has words for that stand nowhere in its Python nor in what all agents share.

    A code may come from anywhere in the folder (a helper beside tools.py raises it), so each text there counts.
    """
    known = _texts_of_folder(folder, beside_ours=folder.resolve().parent != _HERE)
    for code in tool.refusals:
        if code == "default" or code in known:
            continue
        alike = difflib.get_close_matches(code, known, n=1, cutoff=0.75)
        remedy = f"Did you mean {alike[0]!r}?" if alike else "Give it the code that the tool raises, or remove it."
        what = f"the tool {tool.name!r} has words for the refusal {code!r}, which nothing raises."
        yield positions.fault(what, "tools", index, "refusals", code, remedy=remedy)


def check_arguments(
    tool: ToolDeclaration, function: FunctionTool[..., Any], positions: Positions, index: int
) -> Iterator[Fault]:
    """Yield the arguments that a tool's docstring doesn't explain: a model sees their names alone."""
    for name, field in arguments_of(function).items():
        if not (field.description or "").strip():
            what = f"the tool {tool.name!r} doesn't say in its docstring what {name!r} is."
            yield positions.fault(what, "tools", index, "name", remedy=f"Add a line for {name} under Args:.")
    for what, remedy in check_formats(tool.name, function):
        yield positions.fault(what, "tools", index, "name", remedy=remedy)


def words_known(folder: Path) -> frozenset[str]:
    """Return the single words that stand as texts in an agent's Python and SQL, or in what all agents share."""
    texts = _texts_of_folder(folder, beside_ours=folder.resolve().parent != _HERE)
    files = [*folder.glob("*.sql"), *folder.glob("migrations/*.sql"), *(_HERE / "shared_tools").glob("*.sql")]
    sql = (file.read_text(encoding="utf-8", errors="replace") for file in files)
    return frozenset(text for text in texts if text and not re.search(r"\s", text)).union(
        *(_SQL_WORD.findall(text) for text in sql)
    )


def _texts_of_folder(folder: Path, *, beside_ours: bool) -> frozenset[str]:
    files = [*folder.glob("*.py"), *(folder.parent.glob("*.py") if beside_ours else ())]
    own = (_texts(file, file.stat().st_mtime_ns) for file in files)
    return frozenset().union(*own, *(_texts(file, 0) for room in _SHARED for file in room.glob("*.py")))


@cache
def _texts(file: Path, _changed_ns: int) -> frozenset[str]:
    """Return every text that stands in a Python file."""
    return frozenset(
        node.value for node in ast.walk(_tree(file)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _queries_used(folder: Path) -> Iterator[tuple[str, int, str]]:
    """Yield file, line and name of every ``QUERIES["name"]`` in the folder's Python."""
    for file in sorted(folder.glob("*.py")):
        for node in ast.walk(_tree(file)):
            if (
                isinstance(node, ast.Subscript)
                and isinstance(node.value, ast.Name)
                and node.value.id == "QUERIES"
                and isinstance(node.slice, ast.Constant)
                and isinstance(node.slice.value, str)
            ):
                yield str(file), node.lineno, node.slice.value


def _tree(file: Path) -> ast.AST:
    """Return a file's syntax tree, empty if it is not Python: importing it tells that."""
    try:
        return ast.parse(file.read_text(encoding="utf-8"))
    except (SyntaxError, UnicodeDecodeError, ValueError):
        return ast.Module(body=[], type_ignores=[])
