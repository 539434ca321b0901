"""A caller on the SIP stack, as the call flow's leg."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

import numpy as np

from callcenter.calls.record.recording import Recording
from callcenter.domain.calls.leg import STRETCH_S, LegEnd, LegKind, LegQuality
from callcenter.domain.calls.termination import EndReason
from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.domain.host_port import write_host_port
from callcenter.domain.routing.sip_address import read_address
from callcenter.errors import LegGone, TransferFailed
from callcenter.log import logger
from callcenter.models.audio.audio_path import CallAudioPath
from callcenter.models.audio.resampler import Resampler
from callcenter.telephony.caller_leg import CallerLeg
from callcenter.telephony.embedded.calls.audio_io import SipAudioOutput
from callcenter.telephony.embedded.calls.pacer import TICK_S, Pacer
from callcenter.telephony.embedded.stack.sip_call import SipCall

log = logger(__name__)

#: Rate of the PCM the stack hands up for each codec, mono.
RECEIVE_HZ = {"PCMU": 8000, "PCMA": 8000, "G722": 16_000, "OPUS": 48_000}
#: Polls between two looks at the line's quality, about one a second.
POLLS_A_MEASUREMENT = round(1 / TICK_S)
#: Polls between two looks, in a call's first second, at where its audio comes from.
POLLS_AN_EARLY_LOOK = 2
#: Longest wait for the stack to say that a call it was told to end is closed, with its last statistics.
CLOSE_TIMEOUT_S = 1.0
#: Seconds between a transfer's success and the leg's end.
TRANSFER_GRACE_S = 0.25
#: A host name, or an IP address of either kind.
_HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:.]+")
#: The stack's texts for how a call was closed (its spelling).
_TRANSFERRED = "Call transfered"
_RTP_LOST = "rtp stream error"


class SipLeg(CallerLeg):
    """One caller on the SIP stack.

    Args:
        call: The stack's call, not yet answered.
        open_audio: Opens the call's audio path at a rate in Hz.
        pacer: The process's audio clock.
        establish_timeout_s: Seconds from the answer to the caller's ACK.
        hold_limit_s: Seconds for which the caller may hold us; 0 is no limit.
        open_recording: Opens the file that keeps both sides, at a rate in Hz; None keeps nothing.
    """

    kind = LegKind.SIP

    def __init__(
        self,
        call: SipCall,
        *,
        open_audio: Callable[[int], CallAudioPath],
        pacer: Pacer,
        establish_timeout_s: float,
        hold_limit_s: float = 0,
        open_recording: Callable[[int], Recording] | None = None,
    ) -> None:
        super().__init__(codec="", open_audio=open_audio, open_recording=open_recording)
        self._call = call
        self._pacer = pacer
        self._establish_timeout_s = establish_timeout_s
        self._hold_limit_s = hold_limit_s
        self._hold_timer: asyncio.TimerHandle | None = None
        self._voice: SipAudioOutput = SipAudioOutput(call, tap=self._tap)
        self._audio_hz = 0
        self._convert: Resampler | None = None
        self._converted_hz = 0
        self._poll_key = 0
        self._polls = 0
        self._why_hung_up: EndReason | None = None
        self._is_transferring = False
        self._closed = asyncio.Event()
        self._establish_timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        call.listener = self
        if call.closed_reason is not None:
            self.on_closed(call.closed_reason)

    # -- the leg port ---------------------------------------------------------

    async def answer(self) -> None:
        """Send 200 OK and open the audio. Media flows once the caller's ACK is here.

        Raises:
            LegGone: the caller has left.
        """
        if self.ended.done():
            raise LegGone("The caller left before the call was answered.")
        loop = asyncio.get_running_loop()
        self._establish_timer = loop.call_later(self._establish_timeout_s, self._not_established)
        await self._call.answer()
        self.codec = await self._call.codec()
        self._audio_hz = RECEIVE_HZ.get(self.codec) or self._call.receive_hz() or 8000
        self._open_audio(self._audio_hz, recording_hz=8000 if self._audio_hz == 8000 else 16_000)
        self.audio_output = self._voice
        if self.ended.done():
            self._close_audio()
        else:
            if self._audio is not None:
                self._audio.push(b"")  # we look, and nothing has come yet
            self._poll_key = self._pacer.add(self._poll)

    async def transfer(self, destination: str, *, timeout_s: float, headers: Mapping[str, str] | None = None) -> None:
        """Ask the caller's side to call the destination instead of us (REFER), and wait for the outcome.

        A number goes to where the call came from: the caller's carrier or PBX. Headers travel in the URI (RFC 3261
        §19.1.1): the stack can't put its own into a REFER.

        Raises:
            TransferFailed: refused, busy, unanswered or unsupported; the caller is still with us.
            LegGone: the caller left meanwhile.
        """
        is_uri = destination.startswith(("sip:", "sips:", "tel:"))
        uri = destination if is_uri else f"sip:{destination}@{_where_from(self._call.peer_uri)}"
        uri = _with_headers(uri, headers or {})
        self._is_transferring = True
        try:
            await self._call.transfer(uri, timeout_s=timeout_s)
            self._why_hung_up = EndReason.TRANSFERRED
        finally:
            self._is_transferring = False
            if self._call.closed_reason is not None and not self._why_hung_up:
                self._end(LegEnd(reason=self._reason(self._call.closed_reason)))
        # Who asked for the transfer gets to put its success on record before everybody learns that the leg has ended.
        asyncio.get_running_loop().call_later(TRANSFER_GRACE_S, self._end, LegEnd(reason=EndReason.TRANSFERRED))

    async def hang_up(self, reason: EndReason) -> None:
        """End the leg with a reason, waiting a moment for the stack's last statistics."""
        if not self.ended.done():
            self._why_hung_up = self._why_hung_up or reason
            await self._call.hang_up()
        elif self._call.closed_reason is None:
            await self._call.hang_up()
        try:
            await asyncio.wait_for(self._closed.wait(), CLOSE_TIMEOUT_S)
        except TimeoutError:
            log.warning("sip_call_not_closed")
        self._end(LegEnd(reason=self._why_hung_up or reason))

    def quality(self) -> LegQuality | None:
        """Return the media quality; final once the leg has ended."""
        return self._call.quality(self.codec)

    @property
    def half_open_s(self) -> float:
        """Seconds since 200 OK without the caller's ACK; 0 if it has come or nothing was answered yet."""
        if self._establish_timer is None:
            return 0.0
        return asyncio.get_running_loop().time() - (self._establish_timer.when() - self._establish_timeout_s)

    # -- what the stack says --------------------------------------------------

    def on_established(self) -> None:
        """The caller's ACK is here."""
        self._stop_timer()

    def on_closed(self, reason: str) -> None:
        """The call is over."""
        self._closed.set()
        if not self._is_transferring:
            self._end(LegEnd(reason=self._why_hung_up or self._reason(reason)))

    def on_held(self, is_held: bool) -> None:
        """The caller holds us or is back: the agent's speech waits meanwhile."""
        self._voice.hold(is_held)
        self._stop_hold_timer()
        if is_held and self._hold_limit_s and not self.ended.done():
            loop = asyncio.get_running_loop()
            self._hold_timer = loop.call_later(self._hold_limit_s, self._end_alone, EndReason.RTP_TIMEOUT)
        super().on_held(is_held)

    # -- inside ---------------------------------------------------------------

    def _poll(self) -> None:
        """Move audio both ways; the pacer calls it at each tick."""
        self._polls += 1
        if self._polls % POLLS_A_MEASUREMENT == 0:
            self._call.measure()
            if self._polls % (POLLS_A_MEASUREMENT * STRETCH_S) == 0 and (stretch := self._call.stretch(STRETCH_S)):
                self.on_line_measured(stretch)
        elif self._polls < POLLS_A_MEASUREMENT and self._polls % POLLS_AN_EARLY_LOOK == 0:
            self._call.find_audio()
        # This looks at the media, which takes longer than all else here; the rate is known of it.
        self._voice.top_up()
        pcm = self._call.read()
        if self._audio is None:
            return
        rate_hz = self._call.last_receive_hz or self._audio_hz
        if pcm and rate_hz != self._audio_hz:
            pcm, rate_hz = self._at_our_rate(pcm, rate_hz), self._audio_hz
        self._audio.push(pcm)
        if pcm:
            self._keep_caller(pcm, rate_hz=rate_hz)

    def _at_our_rate(self, pcm: bytes, rate_hz: int) -> bytes:
        """A re-INVITE has changed the codec, but the audio path keeps the rate it was opened with."""
        if self._convert is None or self._converted_hz != rate_hz:
            self._convert, self._converted_hz = Resampler(rate_hz, self._audio_hz), rate_hz
        return self._convert.push(np.frombuffer(pcm, dtype=np.int16)).tobytes()

    def _reason(self, text: str) -> EndReason:
        if text == _TRANSFERRED:
            return EndReason.TRANSFERRED
        if text == _RTP_LOST:
            return EndReason.RTP_TIMEOUT
        return EndReason.CALLER_HUNG_UP if self._call.is_established else EndReason.CALLER_CANCELLED

    def _not_established(self) -> None:
        self._establish_timer = None
        self._end_alone(EndReason.ESTABLISH_TIMEOUT)

    def _end_alone(self, reason: EndReason) -> None:
        """Hang up on somebody who is gone without a word."""
        task = asyncio.get_running_loop().create_task(self.hang_up(reason))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _close_audio(self) -> None:
        self._stop_timer()
        self._stop_hold_timer()
        self._pacer.remove(self._poll_key)
        super()._close_audio()

    def _stop_hold_timer(self) -> None:
        if self._hold_timer is not None:
            self._hold_timer.cancel()
            self._hold_timer = None

    def _stop_timer(self) -> None:
        if self._establish_timer is not None:
            self._establish_timer.cancel()
            self._establish_timer = None


def _where_from(uri: str) -> str:
    """Return where a caller's SIP URI leads: host[:port] and nothing else of it, which the caller has written.

    Raises:
        TransferFailed: it names no host.
    """
    address = read_address(uri)
    if not _HOST.fullmatch(address.host):
        raise TransferFailed(
            "The transfer has nowhere to go: the caller's address names no host.", reason=TransferOutcome.ERROR
        )
    return write_host_port(address.host, address.port)


def _with_headers(uri: str, headers: Mapping[str, str]) -> str:
    """Return a SIP URI that asks for headers in the request made from it; tel: URIs can't have any."""
    if not headers or uri.startswith("tel:"):
        return uri
    fields = "&".join(f"{name}={quote(value, safe='')}" for name, value in headers.items() if value)
    return f"{uri}{'&' if '?' in uri else '?'}{fields}"
