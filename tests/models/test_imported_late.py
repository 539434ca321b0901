"""A client of a hosted language model imports nothing in a call, where it was imported ahead."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: What a call does with its language model: a connection ahead of the first question, and an answer in pieces. In a
#: process of its own: tests before this one have imported everything.
SCRIPT = """
import asyncio, json, re, sys
from livekit.plugins import openai as plugin
from callcenter.models.imported_late import import_late
from callcenter.models.quick.chat import quickened

CHUNK = {"id": "1", "created": 1, "model": "m", "object": "chat.completion.chunk",
         "choices": [{"index": 0, "delta": {"content": "Yes."}, "finish_reason": "stop"}]}
MODELS = json.dumps({"object": "list", "data": []})

async def serve(reader, writer):
    while (head := await reader.readuntil(b"\\r\\n\\r\\n")):
        is_chat = head.startswith(b"POST")
        if is_chat:
            await reader.readexactly(int(re.search(rb"content-length: (\\d+)", head.lower())[1]))
        body = f"data: {json.dumps(CHUNK)}\\n\\ndata: [DONE]\\n\\n" if is_chat else MODELS
        kind = "text/event-stream" if is_chat else "application/json"
        told = f"content-type: {kind}\\r\\ncontent-length: {len(body)}"
        writer.write(f"HTTP/1.1 200 OK\\r\\n{told}\\r\\n\\r\\n{body}".encode())

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    before = set(sys.modules)
    model = plugin.LLM(model="m", api_key="key", base_url=f"http://127.0.0.1:{port}/v1")
    client = (quickened(model) if "quick" in sys.argv else model)._client
    await client.models.list()
    words = [chunk.choices[0].delta.content async for chunk in await client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "Well?"}], stream=True)]
    assert words == ["Yes."], words
    print(*(name for name in sys.modules if name not in before))
    await client.close()

import_late()
asyncio.run(main())
"""


@pytest.mark.parametrize("way", ["quick", "as-it-is"])
def test_language_models_client__first_question__imports_nothing(way: str) -> None:
    said = subprocess.run([sys.executable, "-c", SCRIPT, way], capture_output=True, text=True, check=True).stdout

    assert said.split() == []


def test_clients__many__read_the_certificate_authorities_once() -> None:
    script = (
        "import ssl\n"
        "import httpx2\n"
        "from callcenter.models.imported_late import import_late\n"
        "import_late()\n"
        "def again(*_, **__): raise AssertionError('Read again.')\n"
        "ssl.SSLContext.load_verify_locations = ssl.create_default_context = again\n"
        "httpx2.AsyncClient(), httpx2.AsyncClient()\n"
    )

    subprocess.run([sys.executable, "-c", script], check=True)
