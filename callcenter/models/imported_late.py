"""What models' libraries do at their first use, done ahead: processes forked afterwards inherit it.

Else each does it for itself, in a call's first turn: 50 ms of CPU, and a second if calls start together.
"""

from __future__ import annotations

import functools
import importlib
import sys
from contextlib import suppress
from typing import Any

_MODULES = ("anyio._backends._asyncio", "concurrent.futures.thread", "h11", "httpcore2", "truststore")
#: The same of openai, which the plugins of its protocol import. Its packages import nothing by themselves (openai 3).
_MODULES_OF_OPENAI = (
    "callcenter.models.quick.transport",
    "openai.lib.streaming.chat",
    "openai.resources.chat.chat",
    "openai.resources.chat.completions.completions",
    "openai.resources.models",
)


def import_late() -> None:
    """Import it; what isn't installed is left out. Plugins that will be used come first."""
    for name in (*_MODULES, *(_MODULES_OF_OPENAI if "openai" in sys.modules else ())):
        with suppress(ImportError):
            importlib.import_module(name)
    if (httpcore := sys.modules.get("httpcore2")) is not None:
        _read_authorities_once(httpcore)


def _read_authorities_once(httpcore: Any) -> None:
    """Have all of httpx2's clients trust by one context, as aiohttp's do: each reads 140 certificates, 20 ms."""
    httpcore.default_ssl_context = functools.cache(httpcore.default_ssl_context)
    httpcore.default_ssl_context(_trust_env=True)
