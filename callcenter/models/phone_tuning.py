"""Every choice the phone makes for the models, in one place, each with its reason.

A phone line carries 300–3400 Hz at 8 kHz (ITU-T G.712) through G.711, and its callers pause, correct themselves
and talk over the agent. Everything that depends on that is chosen here and nowhere else: rates, encodings,
voice activity, endpointing, interruption, provider settings and keyterms. Measured figures are in
`callcenter bench speech`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from callcenter.settings import ModelSettings

#: Rate at which all speech models work; the native VAD and the end-of-turn model take no other.
MODEL_RATE_HZ = 16_000
#: Rate at which legs take the agents' speech, mono int16. Phone callers hear 8 or 16 kHz; more would be thrown away.
AGENT_RATE_HZ = 16_000
#: Samples of one frame into the session: 100 ms, twice what Deepgram is sent at once, or less if the voice activity
#: has something to say: each frame wakes five tasks on its way to a recogniser, and what decides has heard all.
FRAME_SAMPLES = 1600
#: Samples of one VAD window (32 ms); the native model takes exactly that.
WINDOW_SAMPLES = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceActivityTuning:
    """When a stretch of sound counts as speech. Durations in seconds."""

    #: Probability at which speech begins, and below which it may end. The models' own defaults: on µ-law clips
    #: lower ones took line noise for words, higher ones cut soft beginnings.
    activation_threshold: float = 0.5
    deactivation_threshold: float = 0.35
    #: Shorter sounds (clicks, breath) don't begin speech.
    min_speech_s: float = 0.05
    #: Silence that ends a segment. The end-of-turn model asks for 0.25 at least, and more is waiting for nothing:
    #: turns are ended by endpointing, not here.
    min_silence_s: float = 0.25
    #: Sound kept from before speech was noticed, or soft first consonants are lost.
    prefix_s: float = 0.5
    #: A longer segment is cut: recognisers on the device get slower and worse with length.
    max_segment_s: float = 15.0
    #: No sound from the leg for so long while the caller speaks (hold, lost packets, DTX) counts as silence.
    starved_s: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointingDelays:
    """Silence in seconds after which a finished-sounding turn is taken, and after which any turn is."""

    min_s: float
    max_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTuning:
    """When a turn ends and when the caller has interrupted. Durations in seconds."""

    #: Silence after which a finished-sounding turn is taken, and after which any turn is.
    min_endpointing_s: float = 0.5
    max_endpointing_s: float = 2.0
    #: Speech of the caller that makes the agent pause. A short word ("right", a cough) is over before; with the
    #: detector's own 0.1 s and a packet the caller hears silence 0.5 s after the first sound.
    min_interruption_s: float = 0.35
    #: Agent speech paused by a sound goes on after so long at the latest if no words came of it.
    false_interruption_s: float = 1.0
    #: Probability of an ended turn below which the longer delay applies, by language, if it differs from what
    #: the model's authors calibrated. Empty: theirs are kept for every language, but for what the settings say.
    thresholds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def delays(self, settings: ModelSettings) -> EndpointingDelays:
        """Return the silences that end a turn: the settings' if they say any."""
        least, most = settings.min_endpointing_delay_s, settings.max_endpointing_delay_s
        return EndpointingDelays(
            min_s=self.min_endpointing_s if least is None else least,
            max_s=self.max_endpointing_s if most is None else most,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeepgramTuning:
    """Deepgram's phone settings (https://developers.deepgram.com/docs/listen-streaming).

    The leg's audio reaches the session at 16 kHz, so it is sent as it is: linear16 (the plugin's one encoding) at that
    rate. A rate of 8 kHz would save half of a stream's 256 kbit/s and lose what wide-band callers (G.722, Opus) give.
    """

    sample_rate_hz: int = MODEL_RATE_HZ
    #: Milliseconds of silence after which Deepgram makes a transcript final. Our own endpointing decides the turn,
    #: so this only has to come before it.
    endpointing_ms: int = 100
    smart_format: bool = True
    numerals: bool = True
    filler_words: bool = False
    interim_results: bool = True
    no_delay: bool = True
    punctuate: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RimeTuning:
    """Rime's phone settings (https://docs.rime.ai).

    Audio is asked for at the leg's own rate: resampling later costs time and gives nothing on a 3.4 kHz line.
    `speed_alpha` under 1.0 is faster.
    """

    speed_alpha: float = 1.0
    reduce_latency: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceTuning:
    """How speech made on the device is shaped for the phone."""

    #: Below this a handset plays nothing (ITU-T G.712 passband begins at 300 Hz); the energy is better spent above.
    high_pass_hz: int = 200
    #: RMS level of speech in dB of full scale. -20 leaves room for µ-law's peaks and is as loud as people expect.
    level_dbfs: float = -20.0
    #: Highest peak after levelling, as a part of full scale.
    peak: float = 0.89
    #: A first clause of at least so many characters is spoken before the rest is synthesised: "Done." is there after
    #: 60 ms, and said when the next clause is.
    first_clause_chars: int = 4
    #: Later pieces are cut at clause ends once they are this long, and anywhere between words at the second length.
    clause_chars: int = 50
    max_clause_chars: int = 100
    #: Silence after a sentence and after a clause, in milliseconds.
    sentence_pause_ms: int = 180
    clause_pause_ms: int = 60
    #: Phrases kept ready as PCM (about 100 KB each at 16 kHz).
    cached_phrases: int = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseTuning:
    """What noise cancellation `auto` is.

    Krisp's model for telephony was trained on it, and runs on LiveKit Cloud only. Elsewhere WebRTC's: it costs nearly
    nothing and worsened no recognition; the other two by choice, for what is measured (`callcenter bench speech`).
    """

    on_livekit_cloud: Literal["krisp"] = "krisp"
    elsewhere: Literal["webrtc"] = "webrtc"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneTuning:
    """All phone choices. `PHONE` is the one in use."""

    voice_activity: VoiceActivityTuning = VoiceActivityTuning()
    turn: TurnTuning = TurnTuning()
    deepgram: DeepgramTuning = DeepgramTuning()
    rime: RimeTuning = RimeTuning()
    voice: VoiceTuning = VoiceTuning()
    noise: NoiseTuning = NoiseTuning()
    #: Most keyterms a recogniser is given; Deepgram takes 100, and a long list helps none of its words.
    max_keyterms: int = 50

    def keyterms(self, *sources: Iterable[str]) -> tuple[str, ...]:
        """Return the words a recogniser should expect, the first source first, without repeats or blanks.

        The sources are the agent's own terms and the caller's name and address: personal data, so the result
        goes to the recogniser and into no log.
        """
        seen: dict[str, str] = {}
        for source in sources:
            for term in source:
                text = " ".join(term.split())
                if text:
                    seen.setdefault(text.casefold(), text)
        return tuple(seen.values())[: self.max_keyterms]


PHONE = PhoneTuning()
