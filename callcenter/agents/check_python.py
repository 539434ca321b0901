"""Slips of the pen in an agent's Python that importing it doesn't tell: they would come out in the middle of a call."""

from __future__ import annotations

import ast
import builtins
import difflib
import dis
import inspect
import sys
import types
import typing
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from livekit.agents.llm import FunctionTool

from callcenter.agents.check_templates import arguments_of, result_fields
from callcenter.agents.declaration import AgentDeclaration
from callcenter.agents.toolkit.writing_tool import WritingTool
from callcenter.errors import Fault

#: Which argument of a refusal is its code.
_PLACE_OF_CODE = {"Cannot": 0, "AskAgain": 1, "NeedsTool": 1}
#: From this likeness on (difflib's ratio) two codes are one, misspelt; `no-postcode` and `bad-postcode` have 0.78.
_SLIP = 0.85
#: What `format` may be: how the offline engine hears a parameter (docs/adding-an-agent.md).
_FORMATS = ("digits", "postcode", "phone", "date", "time", "money", "email", "name")


def check_python(folder: Path, module: ModuleType) -> Iterator[Fault]:
    """Yield names that are nowhere defined, fields that a TypedDict hasn't, and what a proposal is asked for in vain.

    `module` is the agent's tools.py, imported; files of the folder that nothing imports are left out.
    """
    for file, own, text in _files(folder, module):
        yield from _check_names(file, own, compile(text, str(file), "exec"))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from _check_facts(file, own, node, node.func.id)
            elif isinstance(node, ast.AsyncFunctionDef):
                yield from _check_proposal(file, own, node)


def check_words(
    declaration: AgentDeclaration, folder: Path, module: ModuleType, tools: Mapping[str, FunctionTool[..., Any]]
) -> Iterator[Fault]:
    """Yield the refusals in an agent's Python that don't meet its agent.yaml."""
    declared = [tools[tool.name] for tool in declaration.tools if tool.name in tools]
    parameters = {name for tool in declared for name in arguments_of(tool)}
    for file, _, text in _files(folder, module):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from _check_refusal(file, node, node.func.id, declaration, parameters)


def _files(folder: Path, module: ModuleType) -> Iterator[tuple[Path, ModuleType, str]]:
    """Yield the Python files of a folder that are imported, each with its module and text."""
    for file in sorted(folder.glob("*.py")):
        if (own := sys.modules.get(f"{module.__package__}.{file.stem}")) is not None:
            yield file, own, file.read_text(encoding="utf-8")


def check_formats(tool: str, function: FunctionTool[..., Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with how a tool's parameters are heard, and the remedy."""
    for name, field in arguments_of(function).items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        kind = extra.get("format")
        # Another format may be meant for a language model alone.
        if isinstance(kind, str) and (meant := _meant(kind, _FORMATS)):
            yield f"the tool {tool!r} has {name!r} heard as {kind!r}, which the offline engine doesn't know.", meant
        for key in extra:
            if meant := _meant(key, ("format", "minLength", "maxLength", "pattern")):
                yield f"the tool {tool!r} has the key {key!r} in the schema of {name!r}.", meant


def _check_names(file: Path, module: ModuleType, code: CodeType) -> Iterator[Fault]:
    """Yield the global names that functions use and neither the module nor Python has."""
    line = code.co_firstlineno
    told: set[str] = set()
    for instruction in dis.get_instructions(code):
        if instruction.positions is not None and instruction.positions.lineno is not None:
            line = instruction.positions.lineno
        name = instruction.argval
        if not code.co_flags & inspect.CO_OPTIMIZED or instruction.opname != "LOAD_GLOBAL" or name in told:
            continue
        if name not in vars(module) and not hasattr(builtins, name):
            told.add(name)
            remedy = _meant(name, vars(module)) or "Import or define it."
            yield Fault(
                file=str(file), line=line, what=f"uses the name {name!r}, which is nowhere defined.", remedy=remedy
            )
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _check_names(file, module, inner)


def _check_facts(file: Path, module: ModuleType, call: ast.Call, name: str) -> Iterator[Fault]:
    """Yield the fields that a call of a TypedDict gives and it hasn't, and those it needs and doesn't get."""
    kind = vars(module).get(name)
    if kind is None or not typing.is_typeddict(kind) or call.args or any(word.arg is None for word in call.keywords):
        return
    fields = set(typing.get_type_hints(kind))
    given = {str(word.arg): word.value.lineno for word in call.keywords}
    for field in sorted(set(given) - fields):
        what = f"{name} has no field {field!r}."
        remedy = _meant(field, fields) or f"Its fields are {', '.join(sorted(fields))}."
        yield Fault(file=str(file), line=given[field], what=what, remedy=remedy)
    missing = sorted(set(kind.__required_keys__) - set(given))
    if missing:
        what = f"{name} is made without {', '.join(missing)}."
        yield Fault(file=str(file), line=call.lineno, what=what, remedy="Give it, or make the field NotRequired.")


def _check_proposal(file: Path, module: ModuleType, half: ast.AsyncFunctionDef) -> Iterator[Fault]:
    """Yield the keys that the writing half of a tool asks a proposal's facts for and the proposing half never gives."""
    for mark in half.decorator_list:
        if not (isinstance(mark, ast.Attribute) and mark.attr == "commits" and isinstance(mark.value, ast.Name)):
            continue
        tool = vars(module).get(mark.value.id)
        fields = result_fields(tool) if isinstance(tool, WritingTool) else None
        if fields is None or len(half.args.args) < 3:
            continue
        facts, known = half.args.args[2].arg, sorted(set(fields) - {"ok"})
        for key in _keys_of(half, facts):
            if key.value not in fields:
                what = f"asks the proposal of {mark.value.id} for {key.value!r}, which it doesn't have."
                remedy = _meant(str(key.value), known) or f"It has {', '.join(known)}."
                yield Fault(file=str(file), line=key.lineno, what=what, remedy=remedy)


def _keys_of(function: ast.AST, mapping: str) -> Iterator[ast.Constant]:
    """Yield the keys, written as texts, by which a function looks into one of its arguments."""
    for node in ast.walk(function):
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str()) as key):
                pass
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[ast.Constant(value=str()) as key, *_]
            ):
                pass
            case _:
                continue
        if name == mapping:
            yield key


def _check_refusal(
    file: Path, call: ast.Call, name: str, declaration: AgentDeclaration, parameters: Collection[str]
) -> Iterator[Fault]:
    """Yield a refusal's code that no tool has words for, and a parameter to ask for that no tool has.

    A code like one that there are words for is a slip of the pen. Otherwise AskAgain's caller hears the question once
    more, which may be meant, and Cannot's the words under default.
    """
    asked = call.args[0] if name == "AskAgain" and call.args else None
    if isinstance(asked, ast.Constant) and isinstance(asked.value, str) and asked.value not in parameters:
        what = f"asks again for {asked.value!r}, which is no parameter of a tool of {declaration.name!r}."
        remedy = _meant(asked.value, parameters) or f"Parameters are {', '.join(sorted(parameters))}."
        yield Fault(file=str(file), line=asked.lineno, what=what, remedy=remedy)
    worded = {code for tool in declaration.tools for code in tool.refusals} - {"default"}
    place = _PLACE_OF_CODE.get(name)
    given = [word.value for word in call.keywords if word.arg == "code"]
    given += call.args[place : place + 1] if place is not None else []
    for part in (part for argument in given for part in _either(argument)):
        if not isinstance(part, ast.Constant) or not isinstance(part.value, str) or part.value in worded:
            continue
        what = f"refuses with {part.value!r}, which no tool of {declaration.name!r} has words for under refusals."
        if alike := difflib.get_close_matches(part.value, worded, n=1, cutoff=_SLIP):
            yield Fault(file=str(file), line=part.lineno, what=what, remedy=f"Did you mean {alike[0]!r}?")
        elif name == "Cannot":
            remedy = "Give it words, or callers hear the tool's default."
            yield Fault(file=str(file), line=part.lineno, what=what, remedy=remedy, is_warning=True)


def _either(node: ast.expr) -> tuple[ast.expr, ...]:
    """Return an expression, or both that it chooses between."""
    return (*_either(node.body), *_either(node.orelse)) if isinstance(node, ast.IfExp) else (node,)


def _meant(name: str, known: Collection[str]) -> str:
    """Return "Did you mean ...?" if a known name is near, and isn't the name itself."""
    alike = difflib.get_close_matches(name, [one for one in known if one != name], n=1, cutoff=0.75)
    return f"Did you mean {alike[0]}?" if alike and name not in known else ""
