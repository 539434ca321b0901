"""What decides that a caller's turn is over: the end-of-turn model on the device, a text model, or plain silence.

However unsure the model is, the maximum endpointing delay ends the turn; `slot_endpointing` bends both delays while
an answer of known shape is coming in.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from livekit.agents import inference
from livekit.agents.inference.eot import transports
from livekit.agents.inference.eot.base import TurnDetectorOptions, _BaseStreamingTurnDetectorStream
from livekit.agents.language import LanguageCode
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions
from livekit.local_inference import EOT
from numpy.typing import NDArray

from callcenter.errors import ModelUnavailable
from callcenter.models.local.memory import let_go_of
from callcenter.models.phone_tuning import PHONE
from callcenter.settings.setting_values import TurnDetectionChoice

#: How long the hub may take to answer at all.
HUB_ANSWERS_S = 10


def preload_turn_detection(choice: TurnDetectionChoice) -> None:
    """Load what a choice needs, not on the event loop; v1-mini takes 244 MB once and nothing per call.

    Raises:
        ModelUnavailable: its weights or package are missing.
    """
    if choice == "v1-mini":
        try:
            from livekit.local_inference import _native, init_eot

            init_eot()
            # Its weights are in there a second time, packed.
            let_go_of(_native.__file__)
        except Exception as error:
            raise ModelUnavailable(
                f"Turn detection v1-mini could not be loaded ({type(error).__name__}).",
                remedy="Run `uv sync`; its weights are in the livekit-local-inference wheel.",
            ) from error
    elif choice == "text":
        _text_runner()


def open_turn_detection(
    choice: TurnDetectionChoice,
    thresholds: Mapping[Any, float] | None = None,
    *,
    is_open: Callable[[], bool] = lambda: True,
) -> Any:
    """Return what AgentSession takes as `turn_detection`, for one call.

    `thresholds` are by language (ISO 639-1), before those of `PHONE.turn.thresholds`; languages without one have the
    model's calibrated one. If a turn's end is not `is_open` any more, v1-mini isn't asked.

    Raises:
        ModelUnavailable: as `preload_turn_detection`.
    """
    own: dict[Any, float] = {**PHONE.turn.thresholds, **(thresholds or {})}
    if choice == "v1-mini":
        setattr(transports, "_EOT", OneAtATime)  # noqa: B010 - not a name that it exports
        return AskedLast(own, is_open)
    if choice == "text":
        return _text_model(own)
    return choice


class AskedLast(inference.TurnDetector):
    """v1-mini for one call, which predicts when the session waits for it and what it says can make a difference.

    The library has it predict as soon as the caller is silent, before there are words; mostly the words then tell by
    themselves whether the turn has ended.
    """

    def __init__(self, thresholds: dict[Any, float], is_open: Callable[[], bool]) -> None:
        super().__init__(version="v1-mini", unlikely_threshold=thresholds or NOT_GIVEN)
        self._is_open = is_open

    def stream(
        self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> _BaseStreamingTurnDetectorStream:
        """Return the stream of one agent's turns, or of all if the next agent takes it over."""
        return _LastStream(self, self._opts, self._is_open)


class _LastStream(_BaseStreamingTurnDetectorStream):
    def __init__(self, detector: AskedLast, opts: TurnDetectorOptions, is_open: Callable[[], bool]) -> None:
        self._postponed = _Postponed(opts=opts)
        self._is_open = is_open
        super().__init__(detector=detector, opts=opts, transport=self._postponed)

    async def supports_language(self, language: LanguageCode | None) -> bool:
        """Say whether the session shall wait for the prediction, which it does next."""
        if not self._is_open() or not await super().supports_language(language):
            return False
        self._postponed.predict_now()
        return True


class _Postponed(transports._LocalTransport):
    """Keeps the sound that a prediction was asked for until somebody waits for it."""

    _asked: tuple[str, NDArray[np.int16]] | None = None

    def run_inference(self, request_id: str) -> None:
        self._asked = request_id, self._buf.read()

    def predict_now(self) -> None:
        """Make the prediction that was asked for last, unless it was made."""
        if self._asked is not None:
            request_id, pcm = self._asked
            self._asked = None
            task = asyncio.create_task(self._predict(request_id, pcm))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


class OneAtATime:
    """v1-mini's predictions for all calls of the process, one after the other.

    Each needs 20 MB in the thread it runs in, and 30 ms of a processor that the event loop needs, too.
    """

    _is_predicting = threading.Lock()

    def __init__(self) -> None:
        self._detector = EOT()

    def predict(self, pcm: NDArray[np.int16]) -> float:
        """Return the probability that the turn has ended, from its last 1.2 s at 16 kHz; in a thread that may wait."""
        with self._is_predicting:
            return self._detector.predict(pcm)

    def close(self) -> None:
        """Close the detector."""
        self._detector.close()


def _text_model(thresholds: Mapping[str, float]) -> Any:
    """Return LiveKit's text model, run in our process: its own way needs a LiveKit job."""
    runner = _text_runner()
    from livekit.plugins.turn_detector.base import EOUModelBase

    class Executor:
        """Runs the text model in a thread."""

        async def do_inference(self, method: str, data: bytes) -> bytes | None:
            """Return the model's answer as JSON."""
            answer: bytes | None = await asyncio.to_thread(runner.run, data)
            return answer

    class TextTurnDetection(EOUModelBase):
        """The multilingual text model."""

        def _inference_method(self) -> str:
            return "callcenter_end_of_utterance"

        async def unlikely_threshold(self, language: Any) -> float | None:
            """Return the threshold of a language, None if the model doesn't know it."""
            calibrated: float | None = await super().unlikely_threshold(language)
            return None if calibrated is None else thresholds.get(language.language, calibrated)

    return TextTurnDetection(model_type="multilingual", inference_executor=Executor())


@lru_cache(maxsize=1)
def _text_runner() -> Any:
    try:
        from livekit.plugins.turn_detector.multilingual import _EUORunnerMultilingual

        runner = _EUORunnerMultilingual()
        runner.initialize()
        return runner
    except ImportError as error:
        raise _without_extra() from error
    except Exception as error:
        raise ModelUnavailable(
            "Turn detection `text` has no weights here (livekit-plugins-turn-detector downloads them).",
            remedy="Run `callcenter download-files` once with a network, or set "
            "CALLCENTER_MODELS__TURN_DETECTION to v1-mini, whose weights are in its wheel.",
        ) from error


def _without_extra() -> ModelUnavailable:
    return ModelUnavailable(
        "Turn detection `text` needs the package transformers, which is not installed.",
        remedy="Run `uv sync --extra text-turns`, or set CALLCENTER_MODELS__TURN_DETECTION to v1-mini.",
    )


def download_text_weights() -> None:
    """Download the text model's weights from Hugging Face; what `callcenter download-files` does.

    Raises:
        ModelUnavailable: the hub can't be reached or the package is missing.
    """
    try:
        from huggingface_hub import constants, get_session
        from livekit.plugins.turn_detector.multilingual import _EUORunnerMultilingual
    except ImportError as error:
        raise _without_extra() from error
    try:
        # Asked once here: the download itself tries each of its files for half a minute before it gives up.
        get_session().head(constants.ENDPOINT, timeout=HUB_ANSWERS_S)
        _EUORunnerMultilingual._download_files()
    except Exception as error:
        raise ModelUnavailable(
            f"The text turn detector's weights could not be downloaded ({type(error).__name__}).",
            remedy=f"Check that {constants.ENDPOINT} can be reached from here.",
        ) from error
