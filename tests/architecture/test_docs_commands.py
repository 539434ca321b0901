"""Every command that README, docs and the edge's page write: its verbs, options and arguments are there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from callcenter.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "infra/edge/README.md",
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").rglob("*.md"))),
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "infra" / "runbooks").glob("*.md"))),
]
#: Where a command begins: the program itself, `cc` of the page on production, or the program by its path.
_PROGRAM = re.compile(r"(?:^\s*|[;&|(] *|-- |\w=\S* )(?:uv run |\.venv/bin/)?(?:callcenter|cc) (?=[a-z-])")
#: Where it ends in a line of a shell.
_END = re.compile(r"\s(?:#|&&|\|\||\||>|<|2>)|;|\\\||\)\s*$|\}\s*$")
#: What rich makes of a word that has no room.
CUT = re.compile(r"\S…")
main.load_verbs()
APP: Any = typer.main.get_command(main.app)


def commands(text: str) -> Iterator[str]:
    """Yield the commands of a page, without the program's name: lines of blocks, and what stands between backticks."""
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    for line in (*lines, *re.findall(r"`([^`\n]+)`", prose)):
        for found in _PROGRAM.finditer(line):
            yield _END.split(line[found.end() :], maxsplit=1)[0]


def words_of(command: str) -> list[str]:
    """Return a command's words; of a synopsis what stands in brackets, and of alternatives the first."""
    plain = re.sub(r"[\[\]]", " ", command.replace("|auto", "")).replace("…", "x").replace("...", "x")
    return shlex.split(plain.rstrip(".,:"), comments=True)


def fault_of(words: list[str]) -> str:
    """Return what keeps words from being a command, or ''. A family of verbs alone is one (`callcenter bench`)."""
    node, context, index = APP, typer.Context(APP), 0
    while getattr(node, "commands", None) and index < len(words):
        if words[index] not in node.commands:
            is_default = hasattr(node, "invoke_without_command") and words[index].startswith("-")
            if not is_default or "run" not in node.commands:
                break
            words = [*words[:index], "run", *words[index:]]
        node, index = node.commands[words[index]], index + 1
        context = type(context)(node, info_name=words[index - 1], parent=context)
    rest = words[index:]
    if getattr(node, "commands", None) and rest and not rest[0].startswith("-"):
        return f"there is no verb {rest[0]!r}"
    # Where a page names an option without its value, one is meant.
    return min((_parsed(node, context, rest), _parsed(node, context, [*rest, "x"])), key=len)


def _parsed(node: Any, context: Any, words: list[str]) -> str:
    try:
        _, left, _ = node.make_parser(context).parse_args(list(words))
    except Exception as error:
        return str(getattr(error, "message", error)) or type(error).__name__
    return f"too many words: {left}" if left else ""


FOUND = [(page, command) for page in PAGES for command in commands((ROOT / page).read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", sorted({page for page, _ in FOUND}))
def test_command_of_a_page__is_one(page: str) -> None:
    wrong = {command: why for of, command in FOUND if of == page and (why := fault_of(words_of(command)))}

    assert not wrong


def test_commands__of_all_pages__are_found() -> None:
    assert len(FOUND) > 150
    assert {words_of(command)[0] for _, command in FOUND} >= set(APP.commands)


@pytest.mark.parametrize(
    "command", ["cals list", "calls lst", "serve --bnd 1", "calls show a b c", "explain --too 1", "eval --st x"]
)
def test_command__that_is_none__is_found_out(command: str) -> None:
    assert fault_of(words_of(command))


def verbs(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    for name, below in getattr(command, "commands", {}).items():
        if not below.hidden:
            yield from verbs(below, (*words, name))


def test_help__of_every_verb_on_80_columns__is_whole() -> None:
    shown = {words: CliRunner().invoke(main.app, [*words, "--help"], env={"COLUMNS": "80"}) for words in verbs(APP)}

    assert len(shown) > 50
    assert {result.exit_code for result in shown.values()} == {0}
    assert not [(words, line) for words, one in shown.items() for line in one.output.splitlines() if CUT.search(line)]
