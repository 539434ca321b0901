"""Chunks of a language model's stream built by pydantic's own validator.

The OpenAI package builds each of them in Python, field by field and looking at each annotation, so that it takes
whatever a server sends: a seventh of what the event loop did in calls at work. What is as the protocol says is built in
compiled code instead; only what isn't goes the package's way.
"""

from __future__ import annotations

from typing import Any

import pydantic
from livekit.agents import llm

#: A method of the package's client that isn't public: gets the JSON of a chunk and the class to make of it.
_BUILD = "_process_response_data"


def quicken_chunks(model: llm.LLM[Any]) -> None:
    """Have a plugin that speaks OpenAI's protocol build its chunks faster; any other is left as it is."""
    client: Any = getattr(model, "_client", None)
    build = getattr(client, _BUILD, None)
    if build is None:
        return
    # Imported by the plugin already; who has none of it shouldn't pay for it.
    from openai.types.chat import ChatCompletionChunk

    def build_chunk(*, data: object, cast_to: Any, response: Any) -> Any:
        if cast_to is ChatCompletionChunk:
            try:
                return ChatCompletionChunk.model_validate(data)
            except pydantic.ValidationError:
                # A server that is not quite OpenAI's.
                pass
        return build(data=data, cast_to=cast_to, response=response)

    setattr(client, _BUILD, build_chunk)
