"""Does what callers ask of the pace of a call: "slower" slows the voice, "hold on" has us wait in silence.

What is answered to it is the agent's; this is about what no agent can do by words.
"""

from __future__ import annotations

import asyncio

from livekit.agents import AgentSession
from livekit.agents.voice.events import UserInputTranscribedEvent

from callcenter.calls.beside.spoken_language import Multilingual
from callcenter.calls.context import CallContext
from callcenter.domain.dialog_act import Act
from callcenter.log import logger
from callcenter.spoken.act.acts import read_acts

log = logger(__name__)

#: Each "slower" takes off so much of the speed, down to the least at which a voice still sounds awake.
SLOWER = 0.85
SLOWEST = 0.6


class CallerPace:
    """Watches one session. Make it before the session starts; used on the loop's thread only."""

    def __init__(self, session: AgentSession[CallContext], context: CallContext) -> None:
        self._session = session
        self._context = context
        session.on("user_input_transcribed", self._on_transcript)

    def _on_transcript(self, event: UserInputTranscribedEvent) -> None:
        if not event.is_final or not event.transcript.strip():
            return
        acts = read_acts(event.transcript, language=self._context.language).acts
        self._hold_on(Act.HOLD_ON in acts)
        if Act.SLOWER in acts:
            self._slow_down()

    def _hold_on(self, is_asked: bool) -> None:
        """Any other words end the wait."""
        wait_s = self._context.settings.calls.hold_on_s if is_asked else 0.0
        self._context.holds_on_until_s = asyncio.get_running_loop().time() + wait_s if is_asked else 0.0

    def _slow_down(self) -> None:
        context, agent = self._context, self._session.current_agent
        rate = max(SLOWEST, context.speaking_rate * SLOWER)
        if context.speech is None or rate == context.speaking_rate or not isinstance(agent, Multilingual):
            return
        context.speaking_rate = context.speech.speed = rate
        log.info("voice_slowed", rate=round(rate, 2))
        # Has the agent fetch its voice anew; those who take over fetch theirs at this speed.
        agent.use_language()
