"""A file read quickly says what ruamel, the thorough reader, reads of it, part by part and line by line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from callcenter.quick_yaml import read_quickly
from callcenter.settings import Settings
from callcenter.yaml_file import Positions

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path for part in ("callcenter", "docs", "sip", "dispatch_rules") for path in (ROOT / part).rglob("*.yaml")
)
#: What YAML 1.1 and 1.2, and libyaml and ruamel, are known to read in their own ways, and what breaks a structure.
ODD = [
    *"abc:-#'\"{}[],&*!|>%@`? \n01.x~+_eE",
    *(
        "  ",
        ": ",
        "- ",
        "null",
        "0o17",
        "017",
        "1e3",
        "yes",
        "on",
        "True",
        "12:30",
        "1_000",
        ".5",
        "2026-02-30",
        "<<: *a",
    ),
    *("!!str 3", "! 3", "!x 3", "&a ", "*a", "\t", "\x85", "--- ", "? ", "|\n", ">-\n", "#", " #"),
]


def parts(content: Any, *at: str | int) -> Iterator[tuple[str | int, ...]]:
    yield at
    for key, value in (
        content.items() if isinstance(content, dict) else enumerate(content if isinstance(content, list) else ())
    ):
        yield from parts(value, *at, key)


def is_read_quickly(text: str) -> bool:
    """Tell whether a text is read quickly, and see that it is read as ruamel reads it."""
    if (quick := read_quickly(text)) is None:
        return False
    content, node = quick
    assert repr(content) == repr(YAML(typ="safe", pure=True).load(text))
    thorough, fast = Positions("file", YAML(typ="rt").load(text)), Positions("file", node)
    for at in parts(content):
        assert fast.line(*at) == thorough.line(*at), at
    return True


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_quick_reading__each_file_that_is_shipped__is_as_ruamel_reads_it(file: Path) -> None:
    is_quick = is_read_quickly(file.read_text())

    assert is_quick or Settings().agents_dir not in file.parents, "the agents are read by each process that starts"


@cache
def pieces() -> list[str]:
    lines = [line for file in FILES for line in file.read_text().splitlines()]
    return ["\n".join(lines[start : start + 8]) for start in range(0, len(lines), 8)]


@given(data=st.data())
def test_quick_reading__whatever_is_written__is_as_ruamel_reads_it_or_left_to_it(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(pieces()))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(ODD)) + text[at + data.draw(st.integers(0, 2)) :]

    is_read_quickly(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: &b {c: 1}\nd: {<<: *b}\n",
        "a: 017\n",
        "a: 0o17\n",
        "a: 1e3\n",
        "a: !!str 3\n",
        "1: a\n",
        "? [a]\n: b\n",
        "a: &b [*b]\n",
        "a: 2026-02-30\n",
        "a: [\n",
        "%YAML 1.1\n---\na: yes\n",
        "a: 1\n---\nb: 2\n",
        "",
    ],
)
def test_quick_reading__what_it_is_not_sure_of__is_left_to_ruamel(text: str) -> None:
    assert read_quickly(text) is None
