"""YAML read by libyaml, twenty times as quick as ruamel: reading the agents takes half the time.

What ruamel, whose YAML is 1.2, might read in another way, or finds a fault in, isn't read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import yaml
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver

#: Where YAML 1.1, which libyaml reads, and 1.2 may differ: tabs, directives, tags, merges, line ends beside "\n".
_LEFT_TO_RUAMEL = re.compile(
    r"[\t\r\x85\u2028\u2029\ufeff]|^%|<<|(?:^|[\s\[{,])!(?:[!<\s]|$)|^(?:---|\.\.\.)", re.MULTILINE
)
_WRITTEN: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"-?(?:0|[1-9][0-9]{0,14})"), int),
    (re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}"), float),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
)
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "": None}
_TEXT, _MAPPING, _SEQUENCE = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))


def read_quickly(text: str) -> tuple[Any, yaml.Node] | None:
    """Return what a text says, and libyaml's nodes of it; None if it isn't sure that ruamel would read the same."""
    if not yaml.__with_libyaml__ or _LEFT_TO_RUAMEL.search(text):
        return None
    try:
        root = yaml.compose(text, yaml.CBaseLoader)
        return None if root is None else (_content(root, VersionedResolver(version="1.2")), root)
    except (yaml.YAMLError, _Unsure):
        return None


class _Unsure(Exception):
    """Something that ruamel might read in another way, or finds a fault in."""


def _content(node: yaml.Node, resolver: VersionedResolver, around: tuple[yaml.Node, ...] = ()) -> Any:
    """Return a node's content in dicts, lists and what YAML 1.2's core has, and days."""
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, resolver)
    if any(node is one for one in around) or node.tag not in (_MAPPING, _SEQUENCE):
        raise _Unsure
    around = (*around, node)
    if isinstance(node, yaml.SequenceNode):
        return [_content(item, resolver, around) for item in node.value]
    content: dict[str, Any] = {}
    for key, value in node.value:
        name = _scalar(key, resolver) if isinstance(key, yaml.ScalarNode) else None
        if not isinstance(name, str) or name in content:
            raise _Unsure
        content[name] = _content(value, resolver, around)
    return content


def _scalar(node: yaml.ScalarNode, resolver: VersionedResolver) -> Any:
    text: str = node.value
    if node.tag != _TEXT:
        raise _Unsure
    if node.style or resolver.resolve(ScalarNode, text, (True, False)) == _TEXT:
        return text
    if text in _WORDS:
        return _WORDS[text]
    for written, read in _WRITTEN:
        if written.fullmatch(text):
            try:
                return read(text)
            except ValueError as error:
                raise _Unsure from error
    raise _Unsure


def part_of(node: Any, step: str | int) -> tuple[int, yaml.Node] | None:
    """Return the line (from 0) and the node of one part of libyaml's node, None if there is none."""
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    return None
