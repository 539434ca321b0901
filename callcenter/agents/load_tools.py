"""Importing an agent's tools.py, ours or one of a folder of somebody's own.

A folder of one's own is a package of its own, so that its files import each other as ours do (`from .invoices import
...`, and `from ..anything import ...` for what stands beside the agents' folders). Importing it again reads the files
again.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

from livekit.agents.llm import FunctionTool

from callcenter.errors import DeclarationError, Fault

_HERE = Path(__file__).resolve().parent


def open_package(folder: Path) -> str:
    """Return the name of the package that a folder of agents is, fresh; ours is `callcenter.agents`."""
    folder = folder.resolve()
    if folder == _HERE:
        return __package__ or "callcenter.agents"
    name = f"callcenter_agents_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    # A copy: models, which load meanwhile, import theirs.
    for loaded in [module for module in tuple(sys.modules) if module == name or module.startswith(f"{name}.")]:
        del sys.modules[loaded]
    package = ModuleType(name, "A folder of agents of somebody's own.")
    package.__path__ = [str(folder)]
    sys.modules[name] = package
    importlib.invalidate_caches()
    return name


def load_tools(path: Path, package: str) -> tuple[ModuleType | None, list[Fault]]:
    """Import an agent's tools.py; whatever it raises is a fault at the line that raised it."""
    file = path / "tools.py"
    if not file.is_file():
        what = "is missing."
        return None, [Fault(file=str(file), line=0, what=what, remedy="Give the agent a tools.py, even an empty one.")]
    if not path.name.isidentifier():
        what = "can't be imported from a folder of this name."
        return None, [Fault(file=str(file), line=0, what=what, remedy="Name it with small letters, digits and _.")]
    try:
        return importlib.import_module(f"{package}.{path.name}.tools"), []
    except DeclarationError as error:
        return None, list(error.faults)
    except SyntaxError as error:
        return None, [Fault(file=str(error.filename or file), line=error.lineno or 0, what=f"{error.msg}.")]
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_within(frame.filename, path)]
        at, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else (str(file), 0)
        return None, [Fault(file=at, line=line, what=f"can't be imported: {type(error).__name__}: {error}.")]


def function_tools(module: ModuleType) -> dict[str, FunctionTool[..., Any]]:
    """Return the module's function tools by name, those it imports included."""
    found = (value for value in vars(module).values() if isinstance(value, FunctionTool))
    return {tool.info.name: tool for tool in found}


def _is_within(filename: str, folder: Path) -> bool:
    return Path(filename).resolve().is_relative_to(folder.resolve())
