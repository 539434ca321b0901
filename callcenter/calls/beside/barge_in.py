"""Barge-in that can be taken back: what the caller says over the agent's speech is judged before the session hears it.

livekit-agents pauses the agent's speech at a sound and stops it for good at the first words, whatever they are. Here
words that only show that somebody listens ("mm hmm"), speech to somebody else, coughs and noise never reach the
session, and the agent goes on from where it stopped.
"""

from __future__ import annotations

import asyncio
import time

from livekit.agents import AgentSession, stt
from livekit.agents.voice.events import UserStateChangedEvent

from callcenter.calls.beside.heard_speech import HeardSpeech
from callcenter.calls.context import CallContext
from callcenter.log import logger
from callcenter.models.audio.call_vad import CallVad
from callcenter.models.phone_tuning import PHONE
from callcenter.spoken.act.interruption import Interruption, judge_interruption
from callcenter.spoken.answer_shape import Completeness
from callcenter.spoken.sentence import judge_sentence

log = logger(__name__)

#: A sound no longer than this is a hum or a single word: "mm hmm" has up to 0.61 s, "no, wait" more than 0.7.
HUM_S = 0.65
#: Wait for a sound's words after its end, before the agent goes on without them: the recogniser on the device needs
#: 0.05 to 0.2 s, hosted ones up to 0.4 s.
WORDS_S = 0.4
#: The same, at most, while the recogniser is known to be at work.
LATE_WORDS_S = 1.0
_LOOK_S = 0.1
#: An agent that is silent for no longer has only hesitated (at 0.4 s it has stopped, says τ-voice). So long the words
#: of a short sound are waited for; then the agent goes on, and they may still stop it.
HESITATES_S = 0.36
#: Who pauses for no longer within what they say has only breathed: callers' breaths have up to 0.5 s.
BREATH_S = 0.6
#: A sound that begins so soon after the agent is no comment on what the agent says: the caller wasn't done.
JUST_BEGUN_S = 0.4
#: Who begins so much before the agent's end doesn't wait for it.
OVERLAP_S = 0.05
#: Speech so much below the caller's own level comes from further away: another person, the television.
FAINT_DB = 8.0
#: At less the agent doesn't fall silent before the words are known, but for so long only: callers turn their heads.
TURNED_AWAY_DB = 5.0
TURNED_AWAY_S = 1.3
#: While the agent is silent more is needed: callers hold the phone away, too.
FAINT_IN_SILENCE_DB = 14.0
#: What a caller's level is taken for before they have spoken: the nominal one of a line (ITU-T G.100.1, -26 dBov).
#: A full room behind somebody who listens to the greeting is fainter.
NOMINAL_DBFS = -26.0
#: How much the latest turn counts for the caller's level.
_LEVEL_SHARE = 0.3


class BargeIn:
    """Watches one session. Make it before the session starts; used on the loop's thread only.

    Args:
        session: The call's session.
        context: The call, with its speech.
        heard: The session's audio output.
    """

    def __init__(self, session: AgentSession[CallContext], context: CallContext, heard: HeardSpeech) -> None:
        self._context = context
        self._heard = heard
        self._vad = context.leg.vad
        #: Whether the latest sound of the caller began over the agent's speech, and isn't known to want the word.
        self._overlaps = False
        #: Whether it goes on with what they were saying, a breath later.
        self._goes_on = False
        #: Whether it began over the end of what the agent said, which asked nothing.
        self._overlapped_the_end = False
        #: Whether the agent went on though its words weren't known.
        self._is_let_go = False
        self._hesitation: asyncio.TimerHandle | None = None
        self._is_sounding = False
        self._is_asked = False
        #: When the latest sound began and ended (`time.time()`), and when the end was known (loop time).
        self._began_at_s = self._ended_at_s = self._quiet_since_s = 0.0
        self._usual_dbfs: float | None = None
        self._deadline: asyncio.TimerHandle | None = None
        heard.may_pause = self._may_pause
        if context.speech is not None:
            context.speech.passes = self.passes
        session.on("user_state_changed", self._on_user_state)

    def passes(self, event: stt.SpeechEvent) -> bool:
        """Tell whether the session is to see a recogniser's event."""
        if event.type is stt.SpeechEventType.RECOGNITION_USAGE and self._overlaps and not self._is_sounding:
            # A segment was looked at. Words would have come before this.
            self._go_on()
        text = event.alternatives[0].text.strip() if event.alternatives else ""
        if event.type is not stt.SpeechEventType.FINAL_TRANSCRIPT or not text:
            return True
        verdict = self._judge(text)
        if verdict is Interruption.REAL:
            self._overlaps = False
            self._forget_deadline()
            self._learn_level()
            return True
        if verdict is not Interruption.NOISE and not self._is_faint(FAINT_IN_SILENCE_DB):
            self._context.heard()
        log.info("caller_speech_ignored", kind=str(verdict), is_over_agent=self._overlaps)
        if not self._is_sounding:
            self._go_on()
        return False

    def _judge(self, text: str) -> Interruption:
        language = self._context.language
        verdict = judge_interruption(
            text,
            language=language,
            is_asked=self._is_asked,
            is_hum=self._overlaps and not self._goes_on and self._is_hum(),
        )
        if self._context.is_asked_if_there:
            # "Yes", "mm hmm", one word held far from the phone: each says that they are there.
            verdict = Interruption.REAL if verdict is Interruption.BACK_CHANNEL else verdict
            return Interruption.ASIDE if self._is_far_off() else verdict
        if not self._overlaps and self._context.holds_on_until_s > asyncio.get_running_loop().time():
            # Somebody who looks something up talks to themselves.
            is_muttering = judge_sentence(text, language=language) is Completeness.INCOMPLETE
            return Interruption.ASIDE if is_muttering else verdict
        if not self._overlaps:
            # In the agent's silence even "mm hmm" is an answer, and a hum may be a name.
            if verdict is Interruption.BACK_CHANNEL and self._overlapped_the_end:
                return verdict
            is_elsewhere = verdict is Interruption.ASIDE or self._is_far_off()
            return Interruption.ASIDE if is_elsewhere else Interruption.REAL
        return Interruption.ASIDE if self._is_faint(FAINT_DB) else verdict

    def _is_hum(self) -> bool:
        speech, choice = self._context.speech, self._context.choice
        if speech is None or choice is None or speech.recogniser(choice).provider != "local":
            return False
        return self._is_short()

    def _is_faint(self, below_db: float) -> bool:
        if not isinstance(self._vad, CallVad):
            return False
        usual_dbfs = NOMINAL_DBFS if self._usual_dbfs is None else self._usual_dbfs
        return self._vad.level_dbfs < usual_dbfs - below_db

    def _is_far_off(self) -> bool:
        """Tell whether a sound in the agent's silence isn't the caller's: only of one who was heard before.

        A quiet caller's first words are never left out.
        """
        return self._usual_dbfs is not None and self._is_faint(FAINT_IN_SILENCE_DB)

    def _may_pause(self) -> bool:
        """Tell whether a sound is a reason to fall silent before its words are known; at first only to hesitate.

        Speech from somewhere else in the room is none.
        """
        if not self._overlaps:
            return True
        is_young = time.time() - self._began_at_s < TURNED_AWAY_S
        if self._is_faint(TURNED_AWAY_DB if is_young else FAINT_DB) or (self._is_let_go and self._seems_over()):
            return False
        if not self._heard.is_paused:
            self._forget_hesitation()
            self._hesitation = asyncio.get_running_loop().call_later(HESITATES_S, self._on_hesitated)
        return True

    def _on_hesitated(self) -> None:
        self._hesitation = None
        if self._overlaps and self._heard.is_paused and self._seems_over() and self._is_short() and not self._goes_on:
            self._is_let_go = True
            self._heard.resume()

    def _seems_over(self) -> bool:
        """Tell whether the caller's sound has ended, or may have."""
        return not self._is_sounding or self._silence_s() > 0

    def _is_short(self) -> bool:
        # By the sound itself if it is known: on a busy machine the news of its beginning come late.
        if isinstance(self._vad, CallVad):
            return self._vad.speech_s <= HUM_S
        ended_at_s = time.time() if self._is_sounding else self._ended_at_s
        return ended_at_s - self._began_at_s <= HUM_S

    def _silence_s(self) -> float:
        """Return how long the caller has been silent within a sound."""
        return self._vad.silence_s if isinstance(self._vad, CallVad) else 0.0

    def _learn_level(self) -> None:
        if isinstance(self._vad, CallVad):
            level_dbfs = self._vad.level_dbfs
            before = level_dbfs if self._usual_dbfs is None else self._usual_dbfs
            self._usual_dbfs = before + _LEVEL_SHARE * (level_dbfs - before)

    def _on_user_state(self, event: UserStateChangedEvent) -> None:
        if event.new_state == "speaking":
            self._forget_deadline()
            self._forget_hesitation()
            self._is_let_go = False
            had_breath = self._overlaps and event.created_at - self._ended_at_s < BREATH_S
            self._is_sounding, self._began_at_s = True, event.created_at
            self._overlaps = self._heard.is_playing
            is_over_end = event.created_at < self._heard.silent_since_s - OVERLAP_S
            self._overlapped_the_end = is_over_end and not self._heard.last_words.rstrip().endswith("?")
            self._goes_on = self._overlaps and (had_breath or self._heard.playing_s < JUST_BEGUN_S)
            if self._goes_on and self._may_pause():
                self._heard.fall_silent()
            self._is_asked = self._heard.heard_so_far().rstrip().endswith("?")
        elif event.old_state == "speaking":
            self._is_sounding, self._ended_at_s = False, event.created_at
            self._quiet_since_s = asyncio.get_running_loop().time()
            if self._overlaps:
                self._wait(WORDS_S)

    def _wait(self, seconds: float) -> None:
        self._deadline = asyncio.get_running_loop().call_later(seconds, self._on_deadline)

    def _on_deadline(self) -> None:
        self._deadline = None
        speech = self._context.speech
        is_late = speech is not None and speech.is_behind(since_s=self._began_at_s)
        if is_late and asyncio.get_running_loop().time() - self._quiet_since_s < LATE_WORDS_S:
            self._wait(_LOOK_S)
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Speak on; after more than a hum only once a breath's time has passed, or the agent speaks into theirs."""
        self._forget_deadline()
        if not self._overlaps and self._heard.is_withheld:
            self._heard.resume()
        if not self._overlaps or not self._heard.is_paused:
            return
        is_short = self._is_short() and not self._goes_on
        quiet_s = asyncio.get_running_loop().time() - self._quiet_since_s + PHONE.voice_activity.min_silence_s
        if is_short or quiet_s >= BREATH_S:
            log.info("agent_goes_on")
            self._heard.resume()
        else:
            self._deadline = asyncio.get_running_loop().call_later(BREATH_S - quiet_s, self._go_on)

    def _forget_hesitation(self) -> None:
        if self._hesitation is not None:
            self._hesitation.cancel()
            self._hesitation = None

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
