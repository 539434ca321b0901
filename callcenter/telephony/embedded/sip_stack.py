"""The SIP and RTP stack. The only file that imports baresip; what is known about its traps stands here.

One stack a process. It must never be closed: after a broken INVITE its heap may be corrupt and closing it
aborts the process. `leave` forgets it, and the process then ends with `os._exit`.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import shutil
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from functools import partial

import baresip
from baresip._native import lib  # type: ignore[import-not-found]

from callcenter.domain.leg import LegQuality
from callcenter.errors import LegGone, PortInUse, TelephonyError, TransferFailed
from callcenter.telephony.embedded import stack_config, stack_log
from callcenter.telephony.embedded.invite_watch import InviteWatch
from callcenter.telephony.embedded.port_check import check_port_free, holds_port
from callcenter.telephony.embedded.sip_message import SipMessage
from callcenter.telephony.embedded.sip_status import transfer_failure
from callcenter.telephony.embedded.sip_trace import SipTrace
from callcenter.telephony.embedded.stack_port import (
    CallListener,
    ProviderAccount,
    StackOptions,
    StackRefusal,
    number_forms,
)

#: User agents beyond which one for any number replaces one a number: the stack has 1023 handles for all its objects.
MAX_USER_AGENTS = 600
#: Calls the stack can hold; the next gets 500 from it. We refuse earlier, with 486.
MAX_SLOTS = 250


class SipCall:
    """One call of the stack, in or out. Its audio is mono int16: 16 kHz to send, the codec's rate received."""

    def __init__(self, call: baresip.Call, trace: SipTrace) -> None:
        self._call = call
        self._trace = trace
        self.listener: CallListener | None = None
        self.closed_reason: str | None = None
        self.is_established = False
        self._quality: baresip.CallStats | None = None
        self.headers = {name.lower(): value for name, value in call.headers.items()}
        call.on(self.take)

    @property
    def call_id(self) -> str:
        """The Call-ID header, whole where it was exposed."""
        return self.headers.get("call-id") or self._call.call_id or ""

    @property
    def peer_uri(self) -> str:
        """The other side's SIP URI."""
        return self._call.peer or ""

    async def invite(self) -> SipMessage | None:
        """Return the INVITE as it came in, with its sender's address; None where the trace missed it."""
        return await self._trace.invite(self.call_id)

    async def codec(self) -> str:
        """Return the codec agreed on ('PCMU', 'PCMA', 'G722', 'OPUS'), or '' before the answer."""
        return await self._trace.codec(self.call_id)

    async def answer(self) -> None:
        """Send 200 OK. Raises LegGone where the caller has left."""
        try:
            await self._call.answer()
        except baresip.BaresipError as error:
            raise LegGone("The caller left before the call was answered.") from error

    async def reject(self) -> None:
        """Refuse with 486, the only status an application can choose in this stack."""
        with suppress(baresip.BaresipError):
            await self._call.reject()

    async def hang_up(self) -> None:
        """Send BYE (or refuse an unanswered call). Does nothing where the call is gone."""
        with suppress(baresip.BaresipError):
            await self._call.hangup()

    async def transfer(self, uri: str, *, timeout_s: float) -> None:
        """Send REFER and wait for what becomes of it; on success the call is closed.

        Raises:
            TransferFailed: refused, busy, unanswered or unsupported; the call goes on.
            LegGone: the caller left meanwhile.
        """
        try:
            await self._call.transfer(uri, timeout=timeout_s)
        except baresip.TransferFailed as error:
            if self.closed_reason is not None:
                raise LegGone("The caller left during the transfer.") from error
            reason = transfer_failure(error.status)
            raise TransferFailed(f"The transfer failed: {reason}.", reason=reason) from error
        except baresip.StaleHandleError as error:
            raise LegGone("The caller left before the transfer.") from error
        except (baresip.BaresipError, ValueError) as error:
            raise TransferFailed("The transfer couldn't be asked for.", reason="error") from error

    async def send_digits(self, digits: str) -> None:
        """Send DTMF, by RFC 4733 where agreed, else by INFO. Raises LegGone."""
        try:
            await self._call.send_dtmf(digits)
        except baresip.BaresipError as error:
            raise LegGone("The other side left while digits were sent.") from error

    async def hold(self, is_held: bool) -> None:
        """Hold the other side, or resume. Raises TelephonyError where a re-INVITE is under way."""
        try:
            await (self._call.hold() if is_held else self._call.resume())
        except baresip.BaresipError as error:
            raise TelephonyError("The call can't be held or resumed now.", remedy="Try again.") from error

    def receive_hz(self) -> int:
        """Return the rate of received PCM, or 0 while there is no media."""
        try:
            return int(self._call.audio.info().rx_sample_rate)
        except baresip.BaresipError:
            return 0

    def read(self) -> bytes:
        """Return the PCM received since the last read; empty while there is no media."""
        try:
            return bytes(self._call.audio.read(65_536))
        except baresip.BaresipError:
            return b""

    def write(self, pcm: bytes) -> int:
        """Queue PCM to send and return how many bytes were taken; 0 while there is no media."""
        try:
            return int(self._call.audio.write(pcm))
        except baresip.BaresipError:
            return 0

    def unsent(self) -> int | None:
        """Return how many queued bytes are not yet on the wire, or None while there is no media."""
        try:
            info = self._call.audio.info()
        except baresip.BaresipError:
            return None
        return info.tx_buffered if info.tx_ready else None

    def drop_unsent(self) -> None:
        """Discard what is queued; at most one packet still goes out."""
        with suppress(baresip.BaresipError):
            self._call.audio.flush_tx()

    def quality(self, codec: str) -> LegQuality | None:
        """Return the media quality as of the last RTCP report, or None before the first."""
        stats = self._call.final_stats or self._quality
        if stats is None:
            return None
        expected = stats.rx_packets + stats.rx_lost
        return LegQuality(
            mos=stats.mos_estimate,
            loss_pct=round(100 * stats.rx_lost / expected, 2) if expected else 0.0,
            jitter_ms=stats.rx_jitter_ms,
            rtt_ms=stats.rtt_ms,
            rx_packets=stats.rx_packets,
            tx_packets=stats.tx_packets,
            codec=codec,
        )

    def take(self, event: baresip.StackEvent) -> None:
        """Take one event of the stack about this call."""
        kind = event.event
        if kind is baresip.Event.CALL_RTCP and event.stats:
            self._quality = baresip.CallStats._from_payload(event.stats)
        elif kind is baresip.Event.CALL_ESTABLISHED:
            self.is_established = True
            if self.listener is not None:
                self.listener.on_established()
        elif kind is baresip.Event.CALL_CLOSED:
            self.closed_reason = event.text or ""
            if self.listener is not None:
                self.listener.on_closed(self.closed_reason)
        elif self.listener is not None:
            # on_dtmf would lose all but the last of a burst of INFO digits.
            if kind is baresip.Event.CALL_DTMF_START and event.text:
                self.listener.on_digit_pressed(event.text)
            elif kind in (baresip.Event.CALL_HOLD, baresip.Event.CALL_RESUME):
                self.listener.on_held(kind is baresip.Event.CALL_HOLD)


class SipStack:
    """The process's SIP side: listens, announces calls, registers, dials.

    `on_registration` gets each outcome, 200 or the failure's status (0 without an answer).
    `on_invite` gets each call, unanswered; `on_refused` each INVITE the stack refused by itself;
    `on_dead` is called where the stack's thread died: end the process then.
    """

    def __init__(
        self,
        options: StackOptions,
        *,
        on_invite: Callable[[SipCall], None],
        on_refused: Callable[[StackRefusal], None],
        on_dead: Callable[[], None],
        on_registration: Callable[[str, int], None] = lambda _registrar, _status: None,
    ) -> None:
        self._on_registration = on_registration
        self._options = options
        self._on_invite = on_invite
        self._on_dead = on_dead
        self._agents: dict[str, list[baresip.UserAgent]] = {}
        self._invites = InviteWatch(on_refused)
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers: set[str] = set()
        self._dialling = 0
        self._early: list[baresip.StackEvent] = []
        #: Whether numbers taken away by `serve_numbers` are still answered with 486 in place of 404.
        self.has_stale_numbers = False

    async def start(self) -> None:
        """Bind the port and start listening; calls come once `serve_numbers` has said which.

        Raises:
            PortInUse: before the stack starts, so nothing is left behind.
            TelephonyError: the stack refused its configuration.
        """
        options = self._options
        if options.port:
            check_port_free(options.host, options.port)
        self.trace = SipTrace()
        stack_log.capture(self.trace)
        self._runtime = baresip.Runtime(watchdog_interval=5.0)
        self._runtime.on_dead = self._on_dead
        self._runtime.subscribe(self._on_event)
        try:
            await self._runtime.start(_config(options))
        except baresip.BaresipError as error:
            raise TelephonyError(f"The SIP stack didn't start: {error}.") from error
        if options.port and not holds_port(options.port):
            raise PortInUse(
                f"SIP port {options.port} on {options.host} was taken while the stack started.",
                remedy="Stop the other program or choose another port with --bind HOST:PORT.",
            )

    async def serve_numbers(self, numbers: Iterable[str] | None) -> None:
        """Take calls for these numbers; others get 404. None is any number (admission then refuses with 486).

        May be called again at any time; running calls go on. The stack can't forget a number: calls to one
        taken away still come to `on_invite`, until the process is replaced.
        """
        wanted = None if numbers is None else sorted({form for number in numbers for form in number_forms(number)})
        if wanted is None or len(wanted) * 2 > MAX_USER_AGENTS:
            await self._open("callcenter", "catchall=yes")
            return
        for form in wanted:
            await self._open(form)
        self.has_stale_numbers = any(key not in wanted for key in self._numbers)

    async def register(self, provider: ProviderAccount) -> None:
        """Register with a provider, once, and keep registered. Failures are logged and tried again by the stack."""
        key = f"registration {provider.user}@{provider.registrar}"
        if key in self._agents:
            return
        agent = await self._agent(
            baresip.Account(
                provider.user,
                provider.registrar,
                provider.password,
                reg_interval=provider.interval_s,
                transport="tcp" if provider.transport == "tcp" else "udp",
                audio_codecs=stack_config.codec_names(self._options),
                dtmf_mode="auto",
                extra_params=(stack_config.NO_VIDEO, stack_config.NO_TRANSFERS),
            )
        )
        self._agents[key] = [agent]
        agent.on(partial(self._registration_changed, provider.registrar))
        self._start_task(self._first_registration(agent))

    async def dial(
        self,
        uri: str,
        *,
        caller: str,
        listener: CallListener,
        transport: str = "udp",
        headers: Mapping[str, str] | None = None,
    ) -> SipCall:
        """Call a SIP URI. The listener hears what becomes of it, perhaps before this returns.

        Raises:
            TelephonyError: no route, or the stack refused.
        """
        key = f"{caller}/{transport}"
        if key not in self._agents:
            self._agents[key] = [await self._agent(self._account(caller, transport))]
        self._dialling += 1
        try:
            call = await self._agents[key][0].dial(uri, dict(headers or {}))
        except (baresip.BaresipError, ValueError) as error:
            raise TelephonyError(f"The call couldn't be made: {type(error).__name__}.") from error
        finally:
            self._dialling -= 1
            early, self._early = self._early, self._early if self._dialling else []
        sip_call = SipCall(call, self.trace)
        sip_call.listener = listener
        for event in early:
            if event.call == call.handle:
                sip_call.take(event)
        return sip_call

    async def call_count(self) -> int:
        """Return how many call slots the stack has in use, leaked ones included."""
        _, payload = await self._runtime.cmd(lib.BP_CMD_CALL_COUNT)
        return int(json.loads(payload)["calls"])

    def leave(self) -> None:
        """Forget the stack without closing it. End the process with `os._exit` afterwards."""
        atexit.unregister(self._runtime._forced_teardown)
        if self._runtime._conf_dir is not None:
            shutil.rmtree(self._runtime._conf_dir, ignore_errors=True)

    # -- inside ---------------------------------------------------------------

    def _account(self, user: str, transport: str, *params: str) -> baresip.Account:
        options = self._options
        return baresip.Account(
            user,
            f"{options.host}:{options.port}" if options.port else options.host,
            "",
            reg_interval=0,
            transport="tcp" if transport == "tcp" else "udp",
            audio_codecs=stack_config.codec_names(self._options),
            dtmf_mode="auto",
            extra_params=(
                stack_config.NO_VIDEO,
                *(() if options.follows_transfers else (stack_config.NO_TRANSFERS,)),
                *params,
            ),
        )

    async def _agent(self, account: baresip.Account) -> baresip.UserAgent:
        try:
            policy = "auto" if self._options.follows_transfers else "manual"
            agent = await baresip.UserAgent.create(self._runtime, account, transfer_policy=policy)
        except baresip.BaresipError as error:
            raise TelephonyError("The SIP stack refused an account.") from error
        agent.on_incoming(self._take_call)
        return agent

    async def _open(self, user: str, *params: str) -> None:
        key = " ".join((user, *params))
        self._numbers.add(key)
        if key not in self._agents:
            # One user agent for each transport: else its Contact names the wrong one.
            self._agents[key] = [
                await self._agent(self._account(user, transport, *params)) for transport in ("udp", "tcp")
            ]

    def _take_call(self, call: baresip.Call) -> None:
        self._on_invite(SipCall(call, self.trace))

    def _on_event(self, event: baresip.StackEvent) -> None:
        if self._dialling:
            # A quick answer or refusal comes before `dial` has the call to deliver it to.
            self._early.append(event)
        self._invites.take(event)

    async def _first_registration(self, agent: baresip.UserAgent) -> None:
        with suppress(baresip.BaresipError):
            await agent.register(timeout=30)

    def _registration_changed(self, registrar: str, event: baresip.StackEvent) -> None:
        if event.event is baresip.Event.REGISTER_OK:
            self._on_registration(registrar, 200)
        elif event.event is baresip.Event.REGISTER_FAIL:
            status, _ = baresip.errors.split_status(event.text or "")
            self._on_registration(registrar, status or 0)

    def _start_task(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _config(options: StackOptions) -> baresip.Config:
    return baresip.Config(
        # Its interface discovery skips loopback, so a loopback address must be pinned.
        net_interface=None if options.host == "0.0.0.0" else options.host,  # noqa: S104 - compared, not bound
        expose_headers=stack_config.exposed_headers(options),
        sip_trace=True,
        max_concurrent_calls=MAX_SLOTS,
        rtp_timeout=options.rtp_timeout_s,
        extra_config_text=stack_config.config_lines(options),
    )
