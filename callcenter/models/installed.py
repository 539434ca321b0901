"""Which packages are there, without importing them."""

from __future__ import annotations

import importlib.util


def is_installed(module: str) -> bool:
    """Tell whether a module can be imported; only the packages it stands in are."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
