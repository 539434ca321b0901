"""One call of the SIP stack, in or out. With `call_sound` and `sip_stack` the only file that imports baresip."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import baresip

from callcenter.domain.calls.leg import LegQuality, LineMeter, LineStretch
from callcenter.domain.calls.transfer import TransferOutcome, outcome_of_status
from callcenter.domain.calls.voice_quality import mean_opinion
from callcenter.errors import LegGone, TelephonyError, TransferFailed
from callcenter.telephony.embedded.audio_source import AudioSource
from callcenter.telephony.embedded.sip_status import reason_phrase
from callcenter.telephony.embedded.stack.call_sound import CallSound
from callcenter.telephony.embedded.stack.native_media import LONGEST_BEHIND_S, NativeMedia, Traffic
from callcenter.telephony.embedded.stack.native_stack import NativeStack
from callcenter.telephony.embedded.stack.sip_message import SipMessage
from callcenter.telephony.embedded.stack.sip_trace import SipTrace
from callcenter.telephony.embedded.stack.stack_config import TRANSMIT_HZ
from callcenter.telephony.embedded.stack.stack_port import CallListener


class SipCall:
    """One call of the stack, in or out. Its audio is mono int16: 16 kHz to send, the codec's rate received."""

    def __init__(self, call: baresip.Call, trace: SipTrace, native: NativeStack, media: NativeMedia) -> None:
        self._call = call
        self._sound = CallSound(call.handle)
        self._media = media
        self._native = native
        self._trace = trace
        self.listener: CallListener | None = None
        self.closed_reason: str | None = None
        self.is_established = False
        self._settled = asyncio.Event()  # established or closed
        #: Monotonic time at which all that was written has been sent, if sending is not behind.
        self._sending_until_s = 0.0
        self._traffic: Traffic | None = None
        self._meter = LineMeter()
        #: Whose audio is heard, once the call was answered; whom we call ourselves, we trust.
        self._source: AudioSource | None = None
        #: The IP address its SIP came from, beyond an edge; set by whoever admits it.
        self.sender = ""
        self.headers = {name.lower(): value for name, value in call.headers.items()}
        call.on(self.on_event)

    @property
    def call_id(self) -> str:
        """The Call-ID header, whole if it was exposed."""
        return self.headers.get("call-id") or self._call.call_id or ""

    @property
    def peer_uri(self) -> str:
        """The other side's SIP URI."""
        return self._call.peer or ""

    async def invite(self) -> SipMessage | None:
        """Return the INVITE as it came in, with its sender's address, once; None if the trace missed it."""
        return await self._trace.take_invite(self.call_id)

    async def codec(self) -> str:
        """Return the codec agreed on ('PCMU', 'PCMA', 'G722', 'OPUS'), or '' before the answer."""
        return await self._trace.codec(self.call_id)

    async def answer(self) -> None:
        """Send 200 OK. Raises LegGone if the caller has left."""
        self._media.watch_key(self.call_id)
        self._source = AudioSource(self._media, self.call_id, sender=self.sender)
        self._source.described()
        try:
            await self._call.answer()
        except baresip.BaresipError as error:
            raise LegGone("The caller left before the call was answered.") from error

    async def refuse(self, status: int, *, retry_after_s: int = 0) -> None:
        """Refuse with a final status. Does nothing if the caller has left."""
        headers = f"Retry-After: {retry_after_s}\r\n" if retry_after_s else ""
        with suppress(baresip.BaresipError):
            await self._native.refuse(self._call.handle, status, reason_phrase(status), headers=headers)

    async def hang_up(self) -> None:
        """Send BYE (or refuse an unanswered call). Does nothing if the call is gone."""
        self.measure()
        with suppress(baresip.BaresipError):
            await self._call.hangup()

    async def transfer(self, uri: str, *, timeout_s: float) -> None:
        """Send REFER and wait for what becomes of it; on success the call is closed.

        A call just answered waits for its ACK: a REFER before it has no dialog to travel in.

        Raises:
            TransferFailed: refused, busy, unanswered or unsupported; the call goes on.
            LegGone: the caller left meanwhile.
        """
        try:
            await asyncio.wait_for(self._settled.wait(), timeout_s)
            await self._call.transfer(uri, timeout=timeout_s)
        except baresip.TransferFailed as error:
            if self.closed_reason is not None:
                raise LegGone("The caller left during the transfer.") from error
            reason = outcome_of_status(error.status)
            raise TransferFailed(f"The transfer failed: {reason}.", reason=reason) from error
        except TimeoutError as error:
            raise TransferFailed(
                "The transfer couldn't be asked for: the answer was never acknowledged.", reason=TransferOutcome.ERROR
            ) from error
        except baresip.StaleHandleError as error:
            raise LegGone("The caller left before the transfer.") from error
        except (baresip.BaresipError, ValueError) as error:
            if self.closed_reason is not None:
                raise LegGone("The caller left before the transfer.") from error
            raise TransferFailed("The transfer couldn't be asked for.", reason=TransferOutcome.ERROR) from error

    async def send_digits(self, digits: str) -> None:
        """Send DTMF, by RFC 4733 if agreed, else by INFO. Raises LegGone."""
        try:
            await self._call.send_dtmf(digits)
        except baresip.BaresipError as error:
            raise LegGone("The other side left while digits were sent.") from error

    async def hold(self, is_held: bool) -> None:
        """Hold the other side, or resume. Raises TelephonyError if a re-INVITE is under way."""
        try:
            await (self._call.hold() if is_held else self._call.resume())
        except baresip.BaresipError as error:
            raise TelephonyError("The call can't be held or resumed now.", remedy="Try again.") from error

    def receive_hz(self) -> int:
        """Return the rate of received PCM, or 0 while there is no media."""
        self._sound.unsent()
        return self._sound.receive_hz

    @property
    def last_receive_hz(self) -> int:
        """`receive_hz` as of the last look at the media, which `unsent` takes as well."""
        return self._sound.receive_hz

    def read(self) -> bytes:
        """Return the PCM received since the last read; empty while there is no media."""
        return self._sound.read()

    def write(self, pcm: bytes) -> int:
        """Queue PCM to send and return how many bytes were taken; 0 while there is no media."""
        now_s = time.monotonic()
        if now_s > self._sending_until_s + LONGEST_BEHIND_S:
            self._media.catch_up(self.call_id)
        taken = self._sound.write(pcm)
        self._sending_until_s = max(self._sending_until_s, now_s) + taken / 2 / TRANSMIT_HZ
        return taken

    def unsent(self) -> int | None:
        """Return how many queued bytes are not yet on the wire, or None while there is no media."""
        return self._sound.unsent()

    def drop_unsent(self) -> None:
        """Discard what is queued; at most one packet still goes out."""
        self._sound.drop_unsent()

    def measure(self) -> None:
        """Take stock of what went both ways; once the call is closed the stack has forgotten it."""
        self._traffic = self._media.traffic(self.call_id) or self._traffic
        if self._source is not None and self.is_established and self.closed_reason is None:
            self._source.look(self._traffic.received if self._traffic is not None else None)

    def find_audio(self) -> None:
        """See where the call's audio comes from, in between two measurements."""
        if self._source is not None and self.is_established and self.closed_reason is None:
            self._source.find()

    def stretch(self, seconds: int) -> LineStretch | None:
        """Return how the way to us was since the last call of this, as far as it was measured; None without packets."""
        if (now := self._traffic) is None:
            return None
        return self._meter.stretch(
            seconds, received=now.received, lost=now.received_lost, jitter_ms=now.received_jitter_ms
        )

    def quality(self, codec: str) -> LegQuality | None:
        """Return the media quality as last measured, or None if nothing ever came."""
        traffic = self._traffic
        if traffic is None:
            return None
        lost = max(0, traffic.received_lost)
        loss_pct = round(100 * lost / max(1, traffic.received + lost), 2)
        heard = mean_opinion(
            loss_pct=loss_pct, jitter_ms=traffic.received_jitter_ms, rtt_ms=traffic.rtt_ms, codec=codec
        )
        # A report tells the round trip; without one nothing is known of the way from us.
        is_reported = traffic.rtt_ms > 0 or traffic.sent_lost != 0 or traffic.sent_jitter_ms > 0
        sent_pct = round(100 * max(0, traffic.sent_lost) / max(1, traffic.sent), 2)
        sent = mean_opinion(loss_pct=sent_pct, jitter_ms=traffic.sent_jitter_ms, rtt_ms=traffic.rtt_ms, codec=codec)
        return LegQuality(
            mos=heard,
            loss_pct=loss_pct,
            jitter_ms=traffic.received_jitter_ms,
            rtt_ms=traffic.rtt_ms,
            rx_packets=traffic.received,
            tx_packets=traffic.sent,
            codec=codec,
            sent_mos=sent if is_reported else None,
            sent_loss_pct=sent_pct if is_reported else None,
            sent_jitter_ms=traffic.sent_jitter_ms if is_reported else None,
        )

    def on_event(self, event: baresip.StackEvent) -> None:
        """Follow one event of the stack about this call."""
        kind = event.event
        if self._source is not None and kind in (baresip.Event.CALL_REMOTE_SDP, baresip.Event.CALL_ESTABLISHED):
            self._source.described()
        if kind is baresip.Event.CALL_ESTABLISHED:
            self.is_established = True
            self._settled.set()
            if self.listener is not None:
                self.listener.on_established()
        elif kind is baresip.Event.CALL_CLOSED:
            self.closed_reason = event.text or ""
            self._settled.set()
            if self.listener is not None:
                self.listener.on_closed(self.closed_reason)
        elif kind in (baresip.Event.CALL_HOLD, baresip.Event.CALL_RESUME):
            self._media.set_held(self.call_id, kind is baresip.Event.CALL_HOLD)
            if self._source is not None:
                self._source.hold(kind is baresip.Event.CALL_HOLD)
            if self.listener is not None:
                self.listener.on_held(kind is baresip.Event.CALL_HOLD)
        elif self.listener is not None:
            # on_dtmf would lose all but the last of a burst of INFO digits.
            if kind is baresip.Event.CALL_DTMF_START and event.text:
                self.listener.on_digit_pressed(event.text)
