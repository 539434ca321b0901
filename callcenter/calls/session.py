"""The AgentSession of one call, set up for the phone.

livekit-agents does turn taking, interruption, tools and handoffs; here stand only the choices a phone line
needs, each with its reason.
"""

from __future__ import annotations

from typing import Any

from livekit.agents import AgentSession
from livekit.agents.types import NOT_GIVEN
from livekit.agents.voice.agent_session import SessionConnectOptions
from livekit.agents.voice.turn import TurnHandlingOptions

from callcenter.calls.answers_heard import AnswersHeard
from callcenter.calls.beside.barge_in import BargeIn
from callcenter.calls.beside.caller_pace import CallerPace
from callcenter.calls.beside.heard_speech import HeardSpeech
from callcenter.calls.beside.spoken_language import SpokenLanguage
from callcenter.calls.context import CallContext
from callcenter.calls.services import Services
from callcenter.domain.record.call_event import ModelSwitched
from callcenter.errors import ModelUnavailable
from callcenter.log import logger
from callcenter.models.choice import ModelChoice
from callcenter.models.failover.switches import OnSwitch, Switch
from callcenter.models.phone_tuning import PHONE
from callcenter.models.turns.slot_endpointing import SlotEndpointing

log = logger(__name__)

#: Tool calls in a row for one answer: identify, do the work, hand off, and one to spare.
MAX_TOOL_STEPS = 6


def build_session(context: CallContext, services: Services) -> AgentSession[CallContext]:
    """Return the call's session, not yet started, with the leg's audio attached.

    Raises:
        ModelUnavailable: the leg carries audio and the process has no speech models.
    """
    leg = context.leg
    ordinary = PHONE.turn.delays(services.settings.models)
    if leg.audio_input is None:
        return AgentSession(
            userdata=context,
            vad=None,
            turn_handling=TurnHandlingOptions(turn_detection="manual"),
            max_tool_steps=MAX_TOOL_STEPS,
            user_away_timeout=None,
        )
    if services.speech is None:
        raise ModelUnavailable(
            "The call has audio and no speech models are loaded.",
            remedy="Start with `callcenter serve` or `callcenter worker`.",
        )
    speech = context.speech = services.speech.open_call(leg, on_switch=switches_recorded(context))
    choice = _language_served(context, services)
    detection: Any = services.speech.turn_detection(is_open=lambda: endpointing.is_open)
    session: AgentSession[CallContext] = AgentSession(
        userdata=context,
        # Agents bring their own if their agent.yaml or their language asks for others.
        stt=speech.recogniser(choice),
        tts=speech.voice(choice),
        vad=leg.vad if leg.vad is not None else NOT_GIVEN,
        turn_handling=TurnHandlingOptions(
            turn_detection=detection,
            endpointing={
                "mode": "fixed",
                "min_delay": ordinary.min_s,
                "max_delay": ordinary.max_s,
            },
            interruption={
                # The adaptive detector needs LiveKit Cloud.
                "mode": "vad",
                "min_duration": PHONE.turn.min_interruption_s,
                "resume_false_interruption": True,
                "false_interruption_timeout": PHONE.turn.false_interruption_s,
            },
            # The dialog engine answers in milliseconds, so guessing ahead buys nothing and could ask a tool twice.
            preemptive_generation={"enabled": False},
        ),
        max_tool_steps=MAX_TOOL_STEPS,
        user_away_timeout=services.settings.calls.silence_ask_s,
        # A caller who has hung up waits for nothing; the last words may still come in.
        session_close_transcript_timeout=0.3,
        # Phones cancel their own echo; the default would keep callers from interrupting for three seconds.
        aec_warmup_duration=None,
        conn_options=SessionConnectOptions(max_unrecoverable_errors=3),
    )
    # What was understood ends a turn, or keeps it open: numbers are said with pauses, and whole sentences are answered.
    endpointing = SlotEndpointing(session, ordinary=ordinary, language=lambda: context.language)
    speech.asks_number = lambda: endpointing.asks_number
    SpokenLanguage(session, context)
    CallerPace(session, context)
    context.listen_for = lambda terms: session.update_options(keyterms=list(terms))
    session.input.audio = leg.audio_input
    if leg.audio_output is not None:
        heard = HeardSpeech(leg.audio_output)
        session.output.audio, session.output.transcription = heard, heard.text
        BargeIn(session, context, heard)
        AnswersHeard(session, context, heard)
    return session


def _language_served(context: CallContext, services: Services) -> ModelChoice:
    """Return the first agent's models in the call's language; if they don't know it, the call is held in English."""
    choice = services.choose(context.call.agent, context.language)
    if unable := choice.unable():
        log.warning("language_not_served", language=context.language, parts=[part.value for part in unable])
        context.language = "en"
        choice = services.choose(context.call.agent, context.language)
    return choice


def switches_recorded(context: CallContext) -> OnSwitch:
    """Return what puts the call's failovers on record."""

    def on_switch(switch: Switch) -> None:
        context.record(
            ModelSwitched(
                part=str(switch.part),
                from_model=switch.from_model,
                to_model=switch.to_model,
                at_ms=context.elapsed_ms(),
            )
        )

    return on_switch
