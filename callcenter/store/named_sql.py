"""Named blocks of SQL in a file, after the way Procrastinate keeps its queries.

    -- get_balance: what a customer owes
    SELECT ...

A block starts with a comment line `-- name: purpose` and runs to the next. Queries have numbered parameters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from callcenter.errors import DeclarationError, Fault

_HEAD = re.compile(r"^--\s*([a-z][a-z0-9_]*)\s*:\s*(\S.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedQuery:
    """One block: its name, what it is for, its SQL and where it stands: the line of its head, and of its first SQL."""

    name: str
    purpose: str
    sql: str
    file: str
    line: int
    sql_line: int = 0

    def line_at(self, position: int) -> int:
        """Return the file's line of a character of the SQL (from 1, as Postgres counts)."""
        return self.sql_line + self.sql[: max(position - 1, 0)].count("\n")


def load_queries(path: Path) -> Mapping[str, NamedQuery]:
    """Return the file's queries by name.

    Raises:
        DeclarationError: a block without SQL, two of one name, or SQL before the first name.
    """
    queries: dict[str, NamedQuery] = {}
    faults: list[Fault] = []
    head: tuple[str, str, int] | None = None
    body: list[str] = []

    def finish() -> None:
        sql = "\n".join(body).strip().rstrip(";").strip()
        has_sql = any(line.strip() and not line.strip().startswith("--") for line in sql.splitlines())
        if head is None:
            if has_sql:
                faults.append(Fault(file=str(path), line=1, what="SQL before the first name.", remedy=_FORM))
            return
        name, purpose, line = head
        if name in queries:
            faults.append(Fault(file=str(path), line=line, what=f"a second query named {name}.", remedy="Rename it."))
        elif not has_sql:
            faults.append(Fault(file=str(path), line=line, what=f"the query {name} is empty.", remedy=_FORM))
        else:
            blank = next(index for index, text in enumerate(body) if text.strip())
            queries[name] = NamedQuery(
                name=name, purpose=purpose, sql=sql, file=str(path), line=line, sql_line=line + 1 + blank
            )

    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if match := _HEAD.match(text):
            finish()
            head, body = (match.group(1), match.group(2), number), []
        else:
            body.append(text)
    finish()
    if faults:
        raise DeclarationError(faults)
    return queries


_FORM = "Begin each block with `-- name: what it is for`."
