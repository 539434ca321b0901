"""Settings of what hears, thinks and speaks: chains of models, turn detection, and how long each may take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from callcenter.domain.language import Language
from callcenter.settings.setting_faults import PREFIX as _PREFIX
from callcenter.settings.setting_values import CommaList, ModelChain, SettingsGroup, TurnDetectionChoice, VadChoice


class LanguageChains(SettingsGroup):
    """Chains of one language; an empty one says nothing, and the chain of all languages serves."""

    stt: CommaList = ()
    llm: CommaList = ()
    tts: CommaList = ()


class ModelSettings(SettingsGroup):
    """Model strings. A list is a failover chain, the preferred first. Agents may name their own (`models:`)."""

    #: Recognisers: `local/moonshine`, `deepgram/nova-3:multi`, `openai-compatible/NAME@URL`, ...
    stt: ModelChain = ("local/moonshine",)
    #: Language models: `local/dialog` (needs none), `groq/openai/gpt-oss-120b`, `openai-compatible/NAME@URL`, ...
    llm: ModelChain = ("local/dialog",)
    #: Voices: `local/piper`, `rime/coda`, `openai-compatible/NAME@URL`, ...
    tts: ModelChain = ("local/piper",)
    #: Chains of single languages (en, es, fr, de), if they differ:
    #: `CALLCENTER_MODELS__LANGUAGES__ES__TTS=rime/coda:sol,local/piper:/voices/es.onnx`.
    languages: dict[Language, LanguageChains] = Field(default_factory=dict)
    #: Whether Deepgram may keep callers' audio to train its models (its "Model Improvement Program", on by default
    #: there): they may not unless this is set.
    deepgram_may_train: bool = False
    #: Whether recognisers are told a customer's name, street and city to listen for: `verified` once the caller has
    #: shown who they are, `never` keeps them here.
    customer_keyterms: Literal["verified", "never"] = "verified"
    #: `livekit/vad` (in the livekit-agents wheel) or `silero`.
    vad: VadChoice = "livekit/vad"
    #: `v1-mini` (its weights are in the wheel), `text`, `stt` or `vad`.
    turn_detection: TurnDetectionChoice = "v1-mini"
    #: `auto` is Krisp on LiveKit Cloud and WebRTC elsewhere.
    noise_cancellation: Literal["auto", "krisp", "webrtc", "dtln", "hush", "off"] = "auto"
    #: Probability of an ended turn below which the agent waits longer, by language, if the turn detection's own
    #: doesn't suit: `CALLCENTER_MODELS__TURN_THRESHOLDS__ES=0.3`.
    turn_thresholds: dict[Language, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    #: Seconds of silence after which a turn may end, and after which it must; the phone tuning's 0.5 and 2 if unset.
    min_endpointing_delay_s: float | None = Field(default=None, ge=0)
    max_endpointing_delay_s: float | None = Field(default=None, gt=0)
    #: Seconds to the first output before a failover chain moves on. Short enough that, with the end of the turn
    #: and the next model's own time, the caller waits no longer than 3 s.
    stt_deadline_s: float = Field(default=2.0, gt=0)
    llm_deadline_s: float = Field(default=1.8, gt=0)
    tts_deadline_s: float = Field(default=1.5, gt=0)
    #: Seconds of silence after which the agent says a word, when an answer takes so long; 0 is never.
    filler_after_s: float = Field(default=2.5, ge=0)

    @model_validator(mode="after")
    def _fits_together(self) -> ModelSettings:
        least, most = self.min_endpointing_delay_s, self.max_endpointing_delay_s
        if least is not None and most is not None and least > most:
            raise ValueError(f"{_PREFIX}MODELS__MIN_ENDPOINTING_DELAY_S is more than MAX_ENDPOINTING_DELAY_S")
        return self
