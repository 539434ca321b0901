"""How a caller's answer reached us: what came broken, or late, or isn't over, is no clear yes to what was just asked.

The words alone don't tell. Of "please don't" whose end was lost there is left "please", of "don't do that" without its
beginning "do that"; and words that a busy recogniser gives seconds later answer something that was asked before.
"""

from __future__ import annotations

from livekit.agents import AgentSession, stt
from livekit.agents.llm import ChatMessage
from livekit.agents.voice.events import ConversationItemAddedEvent

from callcenter.calls.beside.heard_speech import HeardSpeech
from callcenter.calls.context import CallContext
from callcenter.log import logger
from callcenter.models.audio.call_vad import CallVad

log = logger(__name__)

#: So much of an answer may be missing: a packet here and there is no syllable, and never made a no a yes.
LOST_S = 0.08
#: Words may end so long before the agent does: people answer over the last word of a question.
EARLY_S = 0.5
#: Longest wait for what the caller has said by now to be listened to.
LISTEN_S = 0.3


class AnswersHeard:
    """Watches one session, and puts in doubt what can't be trusted. Make it after what decides `speech.passes`."""

    def __init__(self, session: AgentSession[CallContext], context: CallContext, heard: HeardSpeech) -> None:
        self._context = context
        self._heard = heard
        #: When the words of the turn that is under way ended (`time.time()`), as far as the recogniser says so.
        self._ends_s: list[float] = []
        if context.speech is not None:
            self._judge = context.speech.passes
            context.speech.passes = self._passes
        session.on("conversation_item_added", self._on_item)

    def _passes(self, event: stt.SpeechEvent) -> bool:
        is_seen = self._judge(event)
        is_final = event.type is stt.SpeechEventType.FINAL_TRANSCRIPT
        if is_seen and is_final and event.speech_end_time is not None:
            self._ends_s.append(event.speech_end_time)
        return is_seen

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if not isinstance(item, ChatMessage) or item.role != "user" or (item.text_content or "").isdigit():
            return  # keys are heard as they are pressed
        vad = self._context.leg.vad
        is_broken = isinstance(vad, CallVad) and vad.lost_s >= LOST_S
        is_late = bool(self._ends_s) and self._ends_s[0] < self._heard.quiet_since_s - EARLY_S
        if is_broken or is_late:
            log.info("answer_ill_heard", is_broken=is_broken, is_late=is_late)
            self._context.agreement.mistrust(item.id)
        self._ends_s.clear()
        if isinstance(vad, CallVad):
            vad.lost_s = 0.0


async def has_finished(context: CallContext) -> bool:
    """Tell whether the caller has nothing more to say just now, as far as it has come by now; waits for that a moment.

    A busy machine may take "yes" for all that was said while "no, wait" is already there, and not listened to.
    """
    vad = context.leg.vad
    if isinstance(vad, CallVad):
        await vad.catch_up(within_s=LISTEN_S)
        if vad.is_speaking:
            return False
    return context.speech is None or not context.speech.is_behind(since_s=0.0)
