"""Where each part of a YAML file stands, as a tree that shrinks with what is left out of the file's data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq


@dataclass(slots=True)
class Lines:
    """A line, counted from 1, and the lines of the parts: by key of a mapping, by index of a list."""

    line: int
    keys: dict[str, Lines] = field(default_factory=dict)
    items: list[Lines] = field(default_factory=list)

    def part(self, step: str | int) -> Lines | None:
        """Return a part by its key or index; None if there is none."""
        if isinstance(step, int):
            return self.items[step] if 0 <= step < len(self.items) else None
        return self.keys.get(step)

    def line_of(self, *path: str | int) -> int:
        """Return the line of the deepest part of a path that is there."""
        node = self
        for step in path:
            if (found := node.part(step)) is None:
                break
            node = found
        return node.line

    def leave_out(self, path: Sequence[str | int]) -> None:
        """Take a part out, so that the parts after it are found where the data has them now."""
        node = self
        for step in path[:-1]:
            if (found := node.part(step)) is None:
                return
            node = found
        last = path[-1]
        if isinstance(last, int):
            if last < len(node.items):
                del node.items[last]
        else:
            node.keys.pop(last, None)


def read_lines(tree: Any, *, begins: int = 1) -> Lines:
    """Return the lines of what ruamel has read."""
    lines = Lines(begins)
    if isinstance(tree, CommentedMap):
        for key, value in tree.items():
            # A key that came by a merge (`<<: *anchor`) stands nowhere here: its parent's line is told.
            line = tree.lc.key(key)[0] + 1 if key in tree.lc.data else begins
            lines.keys[str(key)] = read_lines(value, begins=line)
    elif isinstance(tree, CommentedSeq):
        lines.items = [
            read_lines(value, begins=tree.lc.item(index)[0] + 1 if index in tree.lc.data else begins)
            for index, value in enumerate(tree)
        ]
    return lines


def plain(node: Any) -> Any:
    """Return ruamel's node as plain dicts, lists, texts and numbers."""
    if isinstance(node, Mapping):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return str(node)
