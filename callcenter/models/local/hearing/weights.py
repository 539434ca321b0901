"""Moonshine's two networks under onnxruntime: one hears a whole segment, one writes it token by token.

The files are those of the wheel moonshine-voice. Its own library decodes them greedily and takes three times as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from callcenter.models.local.hearing.vocabulary import BEGIN

Floats = NDArray[np.float32]
#: Keys and values that the writing network has worked out so far, by the input's name; a row a reading.
Memory = Mapping[str, Floats]

#: Tiny's heads and their width (moonshine, config of moonshine-tiny).
_HEADS, _WIDTH = 8, 36


class Weights:
    """The loaded networks. `run` of a session may be called by one thread at a time here; it frees the interpreter."""

    def __init__(self, hears: Any, writes: Any, shrinking: Any) -> None:
        self._hears = hears
        self._writes = writes
        self._shrinking = shrinking
        self._named = [output.name.replace("present", "past_key_values") for output in writes.get_outputs()[1:]]

    @classmethod
    def load(cls, folder: Path) -> Weights:
        """Load the networks of a folder; about 0.4 s. Raises what onnxruntime raises."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # A core a segment: there is one thread for all calls.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.inter_op.allow_spinning", "0")
        hears, writes = (
            onnxruntime.InferenceSession(str(folder / name), sess_options=options, providers=["CPUExecutionProvider"])
            for name in ("encoder_model.ort", "decoder_model_merged.ort")
        )
        # A long segment's memory goes back after it, as with piper.
        shrinking = onnxruntime.RunOptions()
        shrinking.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        return cls(hears, writes, shrinking)

    def hear(self, audio: Floats) -> Floats:
        """Return what is heard in a segment (mono, 16 kHz, within -1 and 1), a vector for each 24 ms."""
        heard: Floats = self._hears.run(
            None,
            {"input_values": audio[None], "attention_mask": np.ones((1, len(audio)), dtype=np.int64)},
            self._shrinking,
        )[0]
        return heard

    def begin(self, heard: Floats) -> tuple[Floats, Memory]:
        """Return the log probabilities of the first token, and the memory to go on with."""
        nothing = np.zeros((1, _HEADS, 0, _WIDTH), dtype=np.float32)
        empty = dict.fromkeys(self._named, nothing)
        return self._write(heard, [BEGIN], empty, is_first=True)

    def go_on(self, heard: Floats, tokens: Sequence[int], memory: Memory) -> tuple[Floats, Memory]:
        """Return, for each reading's last token, the log probabilities of its next and the memory then."""
        return self._write(heard, tokens, memory, is_first=False)

    def _write(self, heard: Floats, tokens: Sequence[int], memory: Memory, *, is_first: bool) -> tuple[Floats, Memory]:
        count = len(tokens)
        scores, *present = self._writes.run(
            None,
            {
                "encoder_attention_mask": np.ones((count, 1), dtype=np.int64),
                "encoder_hidden_states": np.repeat(heard, count, axis=0),
                "input_ids": np.asarray(tokens, dtype=np.int64)[:, None],
                "use_cache_branch": np.array([not is_first]),
                **memory,
            },
        )
        # What was made of the segment itself comes out once, and stays as it is.
        new = {
            name: memory[name] if ".encoder." in name and not is_first else value
            for name, value in zip(self._named, present, strict=True)
        }
        last = scores[:, -1]
        last -= last.max(axis=1, keepdims=True)
        last -= np.log(np.exp(last).sum(axis=1, keepdims=True))
        return last, new


def chosen(memory: Memory, rows: Sequence[int]) -> Memory:
    """Return the memory of these readings, in this order."""
    return {
        name: _of_the_sound(value, len(rows)) if ".encoder." in name else value[rows] for name, value in memory.items()
    }


def _of_the_sound(value: Floats, count: int) -> Floats:
    """Return what was made of the segment itself for so many readings: it is the same for all of them."""
    return value[:count] if len(value) >= count else np.repeat(value[:1], count, axis=0)
