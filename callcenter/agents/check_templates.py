"""What is wrong with a template of agent.yaml: its form, fields that aren't there, words that nothing ever is."""

from __future__ import annotations

import difflib
import inspect
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from livekit.agents.llm import FunctionTool
from livekit.agents.llm.utils import function_arguments_to_pydantic_model
from pydantic.fields import FieldInfo

from callcenter.dialog.wording.templates import OURS, check_template, filter_names
from callcenter.errors import Fault
from callcenter.yaml_file import Positions

_JINJA = Environment(autoescape=False)  # noqa: S701 - only parsed, to see what a template uses
#: Fields by name, each with the words it may be if its type says them (a Literal), else None.
Fields = Mapping[str, frozenset[str] | None]


@lru_cache(maxsize=256)
def arguments_of(function: FunctionTool[..., Any]) -> Mapping[str, FieldInfo]:
    """Return a tool's parameters by name, as a model is told of them: five checks ask, at some 5 ms each."""
    return function_arguments_to_pydantic_model(function).model_fields


def parameter_fields(function: FunctionTool[..., Any]) -> Fields:
    """Return a tool's parameters, as fields of its templates."""
    return {name: _words_of(field.annotation) for name, field in arguments_of(function).items()}


def result_fields(function: Callable[..., Any]) -> Fields | None:
    """Return the fields of a tool's result if it says them by a TypedDict, else None."""
    try:
        returned = typing.get_type_hints(inspect.unwrap(function)).get("return")
    except (NameError, TypeError):
        return None
    if not typing.is_typeddict(returned):
        return None
    return {"ok": None, **{name: _words_of(kind) for name, kind in typing.get_type_hints(returned).items()}}


def check_text(
    text: str, fields: Fields | None, positions: Positions, *at: str | int, words: frozenset[str] = frozenset()
) -> Iterator[Fault]:
    """Yield what is wrong with a template.

    Args:
        text: The template, '' for none.
        fields: What it may use, None if that can't be known.
        positions: Where the file's parts stand.
        at: Keys and indexes that lead to the template.
        words: The words that the agent's Python and SQL have, one of which a state is likely to be.
    """
    if not text:
        return
    if faults := check_template(text):
        for fault in faults:
            yield positions.fault(f"not a template: {fault}", *at, remedy=_meant_filter(fault))
        return
    try:
        tree = _JINJA.parse(text)
    except TemplateSyntaxError:
        return
    names = list(tree.find_all(nodes.Name))
    set_here = {name.name for name in names if name.ctx == "store"} | {"loop"}
    if fields is not None:
        for name in sorted({name.name for name in names if name.ctx == "load"} - set_here - set(fields)):
            known = ", ".join(sorted(fields)) or "none"
            yield positions.fault(f"the template uses {name!r}, which isn't there.", *at, remedy=f"Fields are {known}.")
    for name, word in dict.fromkeys(_comparisons(tree)):
        allowed = (fields or {}).get(name) if name not in set_here else None
        if allowed is not None:
            if word not in allowed:
                what = f"the template compares {name!r} with {word!r}, which it never is."
                yield positions.fault(what, *at, remedy=_meant_word(word, allowed) or f"It is {_listed(allowed)}.")
        elif word not in words and (meant := _meant_word(word, words)):
            # The state may come from another system: a likeness alone keeps nobody from being served.
            what = f"the template compares with {word!r}, which stands in none of the agent's Python and SQL."
            remedy = f"{meant} If not, make the field a Literal of its words."
            yield positions.fault(what, *at, remedy=remedy, is_warning=True)


def _comparisons(tree: nodes.Template) -> Iterator[tuple[str, str]]:
    """Yield what a template compares with words: the field's name, '' if it is no field itself, and each word."""
    for compare in tree.find_all(nodes.Compare):
        sides = [compare.expr, *(operand.expr for operand in compare.ops)]
        name = next((side.name for side in sides if isinstance(side, nodes.Name)), "")
        for side in sides:
            for one in side.items if isinstance(side, nodes.List | nodes.Tuple) else (side,):
                if isinstance(one, nodes.Const) and isinstance(one.value, str) and one.value:
                    yield name, one.value


def _words_of(kind: Any) -> frozenset[str] | None:
    """Return the words that a type allows, None if it isn't a Literal of words (or of words and None)."""
    if typing.get_origin(kind) is typing.Literal:
        given = typing.get_args(kind)
        return frozenset(given) if all(isinstance(one, str) for one in given) else None
    parts = [part for part in typing.get_args(kind) if part is not type(None)]
    return _words_of(parts[0]) if len(parts) == 1 and type(None) in typing.get_args(kind) else None


def _meant_word(word: str, known: frozenset[str]) -> str:
    alike = difflib.get_close_matches(word, known, n=1, cutoff=0.75)
    return f"Did you mean {alike[0]!r}?" if alike else ""


def _meant_filter(fault: str) -> str:
    """Return which filter was probably meant if a template uses one that doesn't exist."""
    unknown = re.search(r"No filter named '(\w+)'", fault)
    alike = difflib.get_close_matches(unknown.group(1), filter_names(), n=1) if unknown else []
    if alike:
        return f"Did you mean {alike[0]}?"
    return f"Ours are {', '.join(sorted(OURS))}; Jinja's own work too." if unknown else ""


def _listed(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))
