"""What baresip can do and its Python package doesn't offer, called in the library the package itself has loaded.

The package (pinned in pyproject.toml) exports baresip's own functions: signatures are those of baresip 4.10's
`include/baresip.h` and libre's `re_mem.h`, `re_list.h`. They may be called on the SIP thread only, and that is where
the package delivers the answer to each command: what is to run there waits for the answer to a ping.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from ctypes import POINTER, Structure, c_bool, c_char_p, c_int, c_uint16, c_uint32, c_void_p

from callcenter.log import logger

log = logger(__name__)

#: `enum sip_transp` of libre's re_sip.h.
TRANSPORTS = {"udp": 0, "tcp": 1, "tls": 2}
#: More than libre's `struct sa` (re_sa.h), an address of any family, takes.
_ADDRESS_BYTES = 256
#: `BEVENT_CALL_CLOSED` of baresip.h.
_CALL_CLOSED = 16


class _Element(Structure):
    """`struct le` of re_list.h."""


_Element._fields_ = [
    ("prev", POINTER(_Element)),
    ("next", POINTER(_Element)),
    ("list", c_void_p),
    ("data", c_void_p),
]

_SIGNATURES: dict[str, tuple[object, list[object]]] = {
    "uag_list": (c_void_p, []),
    "ua_calls": (c_void_p, [c_void_p]),
    "list_head": (POINTER(_Element), [c_void_p]),
    "bp_call_handle_find": (c_uint32, [c_void_p]),
    "call_get_ua": (c_void_p, [c_void_p]),
    "ua_hangupf": (None, [c_void_p, c_void_p, c_uint16, c_char_p, c_char_p]),
    "uag_enable_transport": (c_int, [c_int, c_bool]),
    "bevent_call_emit": (c_int, [c_int, c_void_p, c_char_p]),
    "baresip_network": (c_void_p, []),
    "sa_set_str": (c_int, [c_void_p, c_char_p, c_uint16]),
    "net_add_address": (c_int, [c_void_p, c_void_p]),
    "mem_nrefs": (c_uint32, [c_void_p]),
    "mem_ref": (c_void_p, [c_void_p]),
    "mem_deref": (c_void_p, [c_void_p]),
}


class NativeStack:
    """The stack's own functions. `run_due` must be called on the SIP thread, `ping` has it called soon.

    `library` is the path of the loaded extension.
    """

    def __init__(self, library: str, ping: Callable[[], Awaitable[object]]) -> None:
        self._lib = ctypes.CDLL(library)
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(self._lib, name)
            function.restype, function.argtypes = result, arguments
        self._ping = ping
        self._due: deque[Callable[[], None]] = deque()

    def run_due(self) -> None:
        """Do what waits to be done on the SIP thread."""
        while self._due:
            self._due.popleft()()

    async def listen(self, *transports: str) -> bool:
        """Open the transports `sip_listen` names the address of; tell whether all of them listen."""
        errors: list[int] = []

        def work() -> None:
            # Each opens those before it anew: UDP comes last, so that its socket is bound once and loses nothing.
            for name in sorted(transports, key=lambda name: name == "udp"):
                errors.append(self._lib.uag_enable_transport(TRANSPORTS[name], True))

        await self._run(work)
        return errors == [0] * len(transports)

    async def add_addresses(self, addresses: Iterable[str]) -> None:
        """Let audio be sent from further addresses of this machine: a call's is chosen by where it goes."""

        def work() -> None:
            for text in addresses:
                address = ctypes.create_string_buffer(_ADDRESS_BYTES)
                if error := self._lib.sa_set_str(address, text.encode(), 0):
                    raise OSError(error, "no address")
                self._lib.net_add_address(self._lib.baresip_network(), address)

        await self._run(work)

    async def refuse(self, handle: int, status: int, reason: str, *, headers: str = "") -> bool:
        """Answer an unanswered call with a final status; tell whether there was such a call. Header lines end in CRLF.

        The package's own `reject` is this with 486.
        """
        return await self._with_call(
            handle,
            lambda call: self._lib.ua_hangupf(
                self._lib.call_get_ua(call),
                call,
                status,
                reason.encode(),
                # Given headers, the stack leaves the rest of the message to us, its end too.
                f"{headers}Content-Length: 0\r\n\r\n".replace("%", "%%").encode(),
            ),
        )

    async def release(self, handle: int) -> bool:
        """Free a call the stack has given up, 500 and all, but the package still holds; tell whether it was one.

        If the stack can't accept an INVITE it drops its reference and says nothing of it, so the package keeps
        its own for good, and with it one of the call slots. Hanging that call up would drop the stack's once more (the
        heap is corrupt from then on); saying that it closed has the package drop its own, the last, once.
        """
        released: list[bool] = []

        def free(call: int) -> None:
            released.append(self._lib.mem_nrefs(call) == 1)
            if released[0]:
                self._lib.mem_ref(call)
                self._lib.bevent_call_emit(_CALL_CLOSED, call, b"given up")
                self._lib.mem_deref(call)

        return await self._with_call(handle, free) and released == [True]

    async def _with_call(self, handle: int, work: Callable[[int], None]) -> bool:
        found: list[int] = []

        def on_sip_thread() -> None:
            for call in self._calls():
                if self._lib.bp_call_handle_find(call) == handle:
                    found.append(call)
                    work(call)
                    return

        await self._run(on_sip_thread)
        return bool(found)

    def _calls(self) -> Iterator[int]:
        for agent in self._items(self._lib.uag_list()):
            yield from self._items(self._lib.ua_calls(agent))

    def _items(self, of: int) -> Iterator[int]:
        element = self._lib.list_head(of)
        while element:
            yield element.contents.data
            element = element.contents.next

    async def _run(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except Exception as error:
                # An exception must not get into the stack's own frames.
                log.error("sip_thread_failed", error=type(error).__name__)

        self._due.append(guarded)
        await self._ping()
