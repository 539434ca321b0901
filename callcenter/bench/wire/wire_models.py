"""The servers in a process of their own, whose processor time nobody takes for the product's, and how to use them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from callcenter.errors import ModelUnavailable
from callcenter.tasks import end_process, first_line

#: Seconds the servers get to come up, and to end.
START_S, END_S = 60.0, 5.0


@asynccontextmanager
async def wire_models() -> AsyncIterator[dict[str, Any]]:
    """Run the servers, and yield the settings that make a worker's real plugins talk to them.

    Raises:
        ModelUnavailable: they don't come up.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "callcenter.bench.wire",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        url = (await first_line(process, within_s=START_S)).decode().strip()
        if not url:
            raise ModelUnavailable(
                f"The servers of the models' protocols aren't there after {START_S:.0f} s, or have ended.",
                remedy="See the output above; if there is none, run it again while the machine is less busy.",
            )
        yield wire_settings(url)
    finally:
        await end_process(process, within_s=END_S)


def wire_settings(url: str) -> dict[str, Any]:
    """Return settings with the models that docs/models.md ships, at a server's http address."""
    return {
        "models": {
            "stt": f"deepgram/nova-3@{url}/v1/listen",
            "llm": f"groq/openai/gpt-oss-120b@{url}/v1",
            "tts": f"rime/coda@{url.replace('http', 'ws', 1)}",
        },
        # Nobody checks them; without one a model counts as not to be had.
        "deepgram_api_key": "bench",
        "groq_api_key": "bench",
        "rime_api_key": "bench",
    }
