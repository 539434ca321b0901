"""Watches a session and writes down what happens in it: turns with their latencies, model errors, usage.

An observer: nothing here changes the call. Handoffs and tool calls are journaled by the agents' own
wrappers, which know what livekit-agents turns into text.
"""

from __future__ import annotations

import time
from typing import Any

from livekit.agents import AgentSession, llm, stt, tts
from livekit.agents.metrics.usage import LLMModelUsage, STTModelUsage, TTSModelUsage
from livekit.agents.voice.events import ConversationItemAddedEvent, ErrorEvent

from callcenter import metrics
from callcenter.calls.beside.claims import Claims
from callcenter.calls.context import CallContext
from callcenter.domain.calls.turn import Speaker, Turn, TurnLatency
from callcenter.domain.record.call_event import TurnTaken, UsageMeasured
from callcenter.log import logger

log = logger(__name__)

_PARTS: dict[str, type[Any]] = {"stt": stt.STT, "llm": llm.LLM, "tts": tts.TTS}


class SessionEvents:
    """Journals the facts of one session. Make it before the session starts; `close` takes the usage down."""

    def __init__(self, session: AgentSession[CallContext], context: CallContext) -> None:
        self._session = session
        self._context = context
        self._began_at_s = time.time() - context.elapsed_ms() / 1000
        self._heard: llm.MetricsReport = {}
        self._heard_at_ms = 0
        self._claims = Claims(context)
        session.on("conversation_item_added", self._on_item)
        session.on("error", self._on_error)

    def close(self) -> None:
        """Journal what the models consumed, and judge what was last claimed."""
        self._claims.judge()
        for usage in self._session.usage.model_usage:
            if (fact := _usage_fact(usage)) is not None:
                self._context.record(fact)

    def _on_item(self, event: ConversationItemAddedEvent) -> None:
        item = event.item
        if not isinstance(item, llm.ChatMessage) or item.role not in ("user", "assistant"):
            return
        text = (item.text_content or "").strip()
        if not text:
            return
        if item.role == "user":
            self._heard, self._heard_at_ms = item.metrics, self._context.elapsed_ms()
            self._claims.judge()
            self._record_turn(Speaker.CALLER, text, item, None)
        else:
            latency = self._latency(item)
            self._heard = {}
            self._record_turn(Speaker.AGENT, text, item, latency)
            self._claims.said(text)

    def _record_turn(self, speaker: Speaker, text: str, item: llm.ChatMessage, latency: TurnLatency | None) -> None:
        now_ms = self._context.elapsed_ms()
        started = item.metrics.get("started_speaking_at")
        stopped = item.metrics.get("stopped_speaking_at")
        started_ms = self._ms(started) if started else now_ms
        ended_ms = max(started_ms, self._ms(stopped) if stopped else now_ms)
        agent = self._context.agent if speaker is Speaker.AGENT else ""
        self._context.record(
            TurnTaken(
                turn=Turn(
                    speaker=speaker,
                    text=text,
                    started_ms=started_ms,
                    ended_ms=ended_ms,
                    is_interrupted=item.interrupted,
                    agent=agent,
                    latency=latency,
                )
            )
        )
        if latency is not None:
            metrics.turn_taken(latency)

    def _latency(self, item: llm.ChatMessage) -> TurnLatency | None:
        """Take the answer's delay apart; None for speech that answers nothing (a greeting, a second sentence)."""
        if not self._heard and not self._heard_at_ms:
            return None
        said = item.metrics
        if self._context.leg.audio_input is None:
            response_ms = self._context.elapsed_ms() - self._heard_at_ms
            self._heard_at_ms = 0
            return TurnLatency(first_token_ms=_ms(said.get("llm_node_ttft")), response_ms=response_ms)
        self._heard_at_ms = 0
        waited_s = self._waited_s(said)
        if waited_s is None:
            return None
        turn_end_s = self._heard.get("end_of_turn_delay", 0.0) + self._heard.get("on_user_turn_completed_delay", 0.0)
        first_token_s = turn_end_s + said["llm_node_ttft"] if "llm_node_ttft" in said else None
        first_audio_s = (
            first_token_s + said["tts_node_ttfb"] if first_token_s is not None and "tts_node_ttfb" in said else None
        )
        return TurnLatency(
            transcript_ms=_ms(self._heard.get("transcription_delay")),
            end_of_turn_ms=_ms(self._heard.get("end_of_turn_delay")),
            first_token_ms=_ms(first_token_s),
            first_audio_ms=_ms(first_audio_s),
            response_ms=_ms(waited_s),
        )

    def _waited_s(self, said: llm.MetricsReport) -> float | None:
        """Return the seconds from the caller's last word to the agent's first.

        livekit-agents leaves it out if the first words are said by a tool (a handoff), so it is reckoned here then.
        """
        if "e2e_latency" in said:
            return said["e2e_latency"]
        if "started_speaking_at" in said and "stopped_speaking_at" in self._heard:
            return max(0.0, said["started_speaking_at"] - self._heard["stopped_speaking_at"])
        return None

    def _on_error(self, event: ErrorEvent) -> None:
        cause: Any = getattr(event.error, "error", event.error)
        source: Any = event.source
        part = next((name for name, kind in _PARTS.items() if isinstance(source, kind)), "session")
        model = f"{source.provider}/{source.model}" if part != "session" else part
        log.warning("model_error", part=part, error=type(cause).__name__)
        metrics.model_failed(part, model, type(cause).__name__)

    def _ms(self, unix_s: float) -> int:
        return max(0, round((unix_s - self._began_at_s) * 1000))


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _usage_fact(usage: object) -> UsageMeasured | None:
    if isinstance(usage, LLMModelUsage):
        return UsageMeasured(
            part="llm",
            model=f"{usage.provider}/{usage.model}",
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
        )
    if isinstance(usage, TTSModelUsage):
        return UsageMeasured(
            part="tts",
            model=f"{usage.provider}/{usage.model}",
            characters=usage.characters_count,
            audio_ms=round(usage.audio_duration * 1000),
        )
    if isinstance(usage, STTModelUsage):
        return UsageMeasured(
            part="stt", model=f"{usage.provider}/{usage.model}", audio_ms=round(usage.audio_duration * 1000)
        )
    return None
