"""The SIP and RTP stack. What is known of its traps stands here; `sip_call` and `call_sound` import baresip, too.

One stack a process. It must never be closed: after a broken INVITE its heap may be corrupt and closing it
aborts the process. `leave` forgets it, and the process then ends with `os._exit`.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import shutil
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial

import baresip
from baresip import _native

from callcenter.domain.host_port import write_host_port
from callcenter.domain.routing.reason import VerdictReason
from callcenter.errors import PortInUse, TelephonyError
from callcenter.telephony.embedded.certificate import check_certificate
from callcenter.telephony.embedded.port_check import check_port_free, holds_port
from callcenter.telephony.embedded.sip_status import refusal_reason
from callcenter.telephony.embedded.stack import stack_config, stack_log
from callcenter.telephony.embedded.stack.invite_watch import InviteWatch
from callcenter.telephony.embedded.stack.native_media import NativeMedia
from callcenter.telephony.embedded.stack.native_stack import NativeStack
from callcenter.telephony.embedded.stack.sip_call import SipCall
from callcenter.telephony.embedded.stack.sip_trace import SipTrace
from callcenter.telephony.embedded.stack.stack_port import (
    CallListener,
    ProviderAccount,
    StackOptions,
    StackRefusal,
    number_forms,
)
from callcenter.telephony.embedded.stack.stack_stderr import StackStderr
from callcenter.telephony.embedded.stack.thread_slack import waking_within

#: User agents beyond which one for any number replaces one a number: the stack has 1023 handles for all its objects.
MAX_USER_AGENTS = 600
#: Calls the stack can hold; the next gets 486 from it. We refuse earlier, with 503.
MAX_SLOTS = 250
#: Seconds after which the stack has told of a failed INVITE, or won't.
SILENT_S = 0.5
#: How much later than it meant to a thread of the stack may wake up. Each call has one that sends, and looks every 4 ms
#: whether 20 ms are over: so it looks half as often.
WAKE_WITHIN_S = 0.004
_PLAIN: Mapping[str, str] = {"": "disable"}


class SipStack:
    """The process's SIP side: listens, announces calls, registers, dials.

    `on_registration` gets each outcome, 200 or the failure's status (0 without an answer).
    `on_invite` gets each call, unanswered; `on_refused` each INVITE the stack refused by itself;
    `on_dead` is called when the stack's thread died: end the process then. `on_message` gets each SIP message in and
    out as the trace has it, with its time in seconds since 1970, on the stack's log thread.
    """

    def __init__(
        self,
        options: StackOptions,
        *,
        on_invite: Callable[[SipCall], None],
        on_refused: Callable[[StackRefusal], None],
        on_dead: Callable[[], None],
        on_registration: Callable[[str, int], None] = lambda _registrar, _status: None,
        on_message: Callable[[float, str], None] | None = None,
        on_unreadable: Callable[[int], None] = lambda _packets: None,
    ) -> None:
        self._on_registration = on_registration
        self._options = options
        self._on_invite = on_invite
        self._on_dead = on_dead
        self._on_message = on_message
        self._on_unreadable = on_unreadable
        self._agents: dict[str, list[baresip.UserAgent]] = {}
        self._on_refused = on_refused
        self._invites = InviteWatch(
            lambda refusal: self._start_task(self._refused(refusal)),
            on_leak=lambda handle: self._start_task(self._release(handle)),
        )
        self._tasks: set[asyncio.Task[None]] = set()
        #: Call-IDs of the latest refusals told.
        self._told: deque[str] = deque(maxlen=1024)
        self._dialling = 0
        self._early: list[baresip.StackEvent] = []

    async def start(self) -> None:
        """Start, without a port: `serve_numbers` says which calls are taken, then `listen` takes them.

        Raises:
            PortInUse, SettingsError: before the stack starts, so nothing is left behind.
            TelephonyError: the stack refused its configuration.
        """
        options = self._options
        if options.port:
            check_port_free(options.host, options.port)
        if options.tls is not None:
            check_certificate(*options.tls)
            check_port_free(options.host, options.port + 1)
        self.trace = SipTrace()
        self.trace.on_entry = self._on_message
        self.trace.on_failed = lambda call_id: self._start_task(self._failed(call_id))
        stack_log.capture(self.trace)
        self._stderr = StackStderr(self._on_unreadable)
        self._runtime = baresip.Runtime(watchdog_interval=5.0)
        self._native, self._media = (
            _reach(self._runtime),
            NativeMedia(_native.__file__, rtp_timeout_s=options.rtp_timeout_s),
        )
        self._runtime.on_dead = self._on_dead
        self._runtime.subscribe(self._on_event)
        try:
            with waking_within(WAKE_WITHIN_S):
                await self._runtime.start(_config(options))
        except baresip.BaresipError as error:
            raise TelephonyError(f"The SIP stack didn't start: {error}.") from error
        await self._native.add_addresses(options.audio_from)

    async def listen(self) -> None:
        """Take the port. Whoever calls before `serve_numbers` was done would get 404, which carriers take for good.

        Raises:
            PortInUse: another program was faster.
        """
        options = self._options
        is_listening = await self._native.listen(*options.transports)
        ports = (options.port, options.port + 1) if options.tls is not None else (options.port,)
        if not is_listening or (options.port and not all(map(holds_port, ports))):
            raise PortInUse(
                f"SIP port {options.port} on {options.host} was taken while the stack started.",
                remedy="Stop the other program or choose another port with --bind HOST:PORT.",
            )

    async def serve_numbers(self, numbers: Iterable[str] | None, *, encryption: Mapping[str, str] = _PLAIN) -> None:
        """Take calls for these numbers, and let admission judge all others. None is any number.

        May be called again at any time; running calls go on. The stack can't forget a number: calls to one
        taken away still come to `on_invite`, for admission to refuse. `encryption` is `disable`, `allow` or `require`
        by number, and under '' for the others.
        """
        wanted = None if numbers is None else sorted({form for number in numbers for form in number_forms(number)})
        if wanted is None or len(wanted) * len(self._options.transports) > MAX_USER_AGENTS:
            wanted = []
        for form in wanted:
            await self._open(form)
        # Carriers write numbers in many ways (`;npdi;rn=+1...`, `%2B1...`), and the stack compares the bare text: what
        # no user agent has comes here, and admission refuses what isn't ours.
        await self._open("callcenter", "catchall=yes")
        self._media.set_encryption({form: how for number, how in encryption.items() for form in number_forms(number)})

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
        sip_call = SipCall(call, self.trace, self._native, self._media)
        sip_call.listener = listener
        for event in early:
            if event.call == call.handle:
                sip_call.on_event(event)
        return sip_call

    async def call_count(self) -> int:
        """Return how many call slots the stack has in use, leaked ones included.

        Raises:
            TelephonyError: it doesn't answer within two seconds, as under a flood.
        """
        try:
            _, payload = await self._runtime.cmd(_native.lib.BP_CMD_CALL_COUNT)
        except baresip.BaresipError as error:
            raise TelephonyError("The SIP stack doesn't answer.") from error
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
            write_host_port(options.host, options.port),
            "",
            reg_interval=0,
            transport=transport,  # type: ignore[arg-type]
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
        if key not in self._agents:
            # One user agent for each transport: else its Contact names the wrong one.
            self._agents[key] = [
                await self._agent(self._account(user, transport, *params)) for transport in self._options.transports
            ]

    def _take_call(self, call: baresip.Call) -> None:
        self._on_invite(SipCall(call, self.trace, self._native, self._media))

    def _on_event(self, event: baresip.StackEvent) -> None:
        if self._dialling:
            # A quick answer or refusal comes before `dial` has the call to deliver it to.
            self._early.append(event)
        self._invites.on_event(event)

    async def _release(self, handle: int) -> None:
        with suppress(baresip.BaresipError):
            if not await self._native.release(handle):
                self._invites.leaks += 1

    async def _refused(self, refusal: StackRefusal) -> None:
        self._told.append(refusal.call_id)
        refusal = replace(refusal, invite=await self.trace.take_invite(refusal.call_id))
        if refusal.status == 488:
            # What the stack's events can't tell apart: no codec, no address for audio, or another status altogether.
            status = await self.trace.refused_with(refusal.call_id) or refusal.status
            refusal = replace(refusal, status=status, reason=refusal_reason(status))
            if status == 488 and refusal.invite is not None and not refusal.invite.has_media_address:
                refusal = replace(refusal, reason=VerdictReason.MEDIA_UNREACHABLE)
        self._on_refused(refusal)

    async def _failed(self, call_id: str) -> None:
        """Tell of an INVITE that the stack gave up without a word: its SDP has an address we have no route to."""
        await asyncio.sleep(SILENT_S)
        invite = await self.trace.invite(call_id)
        if call_id in self._told or invite is None:
            return
        await self._refused(
            StackRefusal(
                status=500,
                reason=VerdictReason.MEDIA_UNREACHABLE,
                call_id=call_id,
                from_header=invite.from_header,
                to_header=invite.to_header,
                headers={"call-id": call_id},
            )
        )

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


def _reach(runtime: baresip.Runtime) -> NativeStack:
    """Return the runtime's stack itself; the answer to a ping, on the SIP thread, does what waits to be done there."""
    native = NativeStack(_native.__file__, lambda: runtime.cmd(_native.lib.BP_CMD_PING))
    deliver = runtime._on_native_event

    def on_event(event: int, handle: int, payload: bytes | None) -> None:
        if event == _native.lib.BP_EV_PONG:
            native.run_due()
        deliver(event, handle, payload)

    runtime._on_native_event = on_event
    return native


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
