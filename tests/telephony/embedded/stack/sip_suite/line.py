"""One caller's line to what is tried, bare or behind the edge: messages in, what came of them out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.fakes.sip.raw_sip import SDP, RawCaller, new_call_id
from tests.fakes.worker.sip_serving import NUMBER

#: What `Line.said` returns where no final answer comes.
SILENCE = "silence"
#: Seconds for an answer that isn't there once what was sent later has been answered.
GRACE_S = 0.1
FINAL_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row of the table.

    `play` returns what came of it: a status, SILENCE, or several with spaces between. `right` is the pattern of what
    the standard wants. `bare` and `edge` are patterns of what is there instead, where it is something else, because
    of `limit`: a limit of the SIP stack that docs/single-machine.md states.
    """

    name: str
    play: Callable[[Line], Awaitable[str]]
    right: str
    bare: str = ""
    edge: str = ""
    limit: str = ""


class Line:
    """A caller, and the way back to silence: every call is hung up by `end`. `transport` is UDP, TCP or TLS."""

    def __init__(
        self,
        caller: RawCaller,
        *,
        may_be_silent: bool,
        open_another: Callable[[str], Awaitable[RawCaller]],
    ) -> None:
        self.caller = caller
        #: Whether no answer may be what the case wants: then little time is spent on waiting for one.
        self._may_be_silent = may_be_silent
        self._open_another = open_another
        self._others: list[RawCaller] = []
        self.dialogs: list[Dialog] = []

    async def over(self, transport: str) -> Line:
        """Return a line of this caller over another transport."""
        caller = await self._open_another(transport)
        self._others.append(caller)
        line = Line(caller, may_be_silent=self._may_be_silent, open_another=self._open_another)
        line.dialogs = self.dialogs
        return line

    def request(self, method: str, *edits: tuple[str, str], call_id: str = "", **how: object) -> str:
        """Return a good request with some texts of it replaced, each of which must be there."""
        text = self.caller.request(method, NUMBER, call_id=call_id or new_call_id(), **how)  # type: ignore[arg-type]
        return edited(text, *edits)

    def invite(self, *edits: tuple[str, str], body: str = SDP, **how: object) -> str:
        """Return an INVITE."""
        return self.request("INVITE", *edits, body=body, **how)

    async def said(self, text: str | bytes) -> str:
        """Send a message and return the final status that comes back, or SILENCE; a call is hung up again."""
        return status_of(await self.answer(text))

    async def answer(self, text: str | bytes) -> str:
        """Send a message and return its final answer, '' for none. A call that is taken is acknowledged."""
        seen = len(self.caller.received)
        self.caller.send(text)
        answer = await self.final(seen)
        if answer.startswith("SIP/2.0 2") and re.search(r"(?im)^CSeq: *\d+\s+INVITE", answer):
            dialog = Dialog(self, answer)
            self.dialogs.append(dialog)
            dialog.acknowledge()
        return answer

    async def final(self, seen: int, *, may_be_silent: bool | None = None) -> str:
        """Return the first final answer after so many messages, or '' where what is sent now is answered before."""
        may_be_silent = self._may_be_silent if may_be_silent is None else may_be_silent
        ping = new_call_id()
        self.caller.send(self.caller.request("OPTIONS", NUMBER, call_id=f"ping-{ping}"))
        await self.caller.answer(rf"^SIP/2.0 [2-6](?s:.*)ping-{ping}", after=seen, timeout_s=FINAL_S)
        others = [text for text in self.caller.received[seen:] if "ping-" not in text and text.startswith("SIP/2.0")]
        try:
            return await self.caller.answer(
                r"^SIP/2.0 [2-6](?!(?s:.*)ping-)",
                after=seen,
                timeout_s=FINAL_S if others or not may_be_silent else GRACE_S,
            )
        except TimeoutError:
            return ""

    async def call(self, **how: object) -> Dialog:
        """Have a call taken and acknowledge it."""
        answer = await self.answer(self.invite(**how))  # type: ignore[arg-type]
        assert answer.startswith("SIP/2.0 200"), answer or "no answer"
        return self.dialogs[-1]

    async def end(self) -> None:
        """Hang up what is up, and close."""
        for dialog in self.dialogs:
            if not dialog.is_over:
                await dialog.said("BYE")
        for caller in (self.caller, *self._others):
            caller.close()


class Dialog:
    """A call as its caller knows it: tags, target and route set (RFC 3261 §12.1.2)."""

    def __init__(self, line: Line, answer: str) -> None:
        self.line = line
        self.answer = answer
        self.call_id = header(answer, "Call-ID")
        self.to_tag = _found(r"(?im)^To:.*;tag=([^\s;]+)", answer)
        self.invite_cseq = int(_found(r"(?im)^CSeq: *(\d+)", answer))
        self.cseq = self.invite_cseq
        self._from = header(answer, "From")
        self._target = _found(r"(?im)^Contact:[^<\r\n]*<([^>]+)>", answer)
        # All in one line or each in its own.
        self._routes = re.findall(r"(?im)^Record-Route: *(.*?)\r?$", answer)[::-1]
        self.is_over = False

    def request(self, method: str, *edits: tuple[str, str], cseq: int | None = None, **how: object) -> str:
        """Return a request within the call, with some texts of it replaced."""
        if cseq is None:
            if method not in ("ACK", "CANCEL"):
                self.cseq += 1
            cseq = self.cseq
        text = self.line.caller.request(
            method,
            NUMBER,
            call_id=self.call_id,
            cseq=cseq,
            to_tag=self.to_tag,
            **how,  # type: ignore[arg-type]
        )
        text = re.sub(r"^(\S+) \S+", lambda found: f"{found[1]} {self._target}", text)
        text = re.sub(r"(?m)^From: .*?\r$", lambda _: f"From: {self._from}\r", text)
        for route in self._routes:
            text = text.replace("Max-Forwards:", f"Route: {route}\r\nMax-Forwards:", 1)
        return edited(text, *edits)

    def acknowledge(self, body: str = "") -> None:
        """Send the ACK of the last INVITE."""
        self.line.caller.send(self.request("ACK", body=body))

    async def said(self, method: str, *edits: tuple[str, str], **how: object) -> str:
        """Send a request within the call and return the status."""
        return status_of(await self.ask(method, *edits, **how))

    async def ask(self, method: str, *edits: tuple[str, str], **how: object) -> str:
        """Send a request within the call and return its final answer; a re-INVITE is acknowledged."""
        seen = len(self.line.caller.received)
        self.line.caller.send(self.request(method, *edits, **how))
        answer = await self.line.final(seen, may_be_silent=False)
        if method == "INVITE" and answer:
            self.line.caller.send(self.request("ACK", cseq=int(_found(r"(?im)^CSeq: *(\d+)", answer))))
        if method == "BYE" and answer.startswith("SIP/2.0 2"):
            self.is_over = True
        return answer


def edited(text: str, *edits: tuple[str, str]) -> str:
    """Return a message with texts replaced, each of which must be there."""
    for old, new in edits:
        assert old in text, f"{old!r} isn't in {text!r}"
        text = text.replace(old, new, 1)
    return text


def header(message: str, name: str) -> str:
    """Return a header's first value."""
    return _found(rf"(?im)^{re.escape(name)} *: *(.*?)\r?$", message)


def status_of(answer: str) -> str:
    """Return the status of an answer, SILENCE for none."""
    return answer.split(" ", 2)[1] if answer else SILENCE


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""


def once(
    name: str, right: str, *edits: tuple[str, str], method: str = "INVITE", bare: str = "", edge: str = "",
    limit: str = "", **how: object,
) -> Case:  # fmt: skip
    """Return the case of one request outside a dialog: a good one with some texts of it replaced."""

    async def play(line: Line) -> str:
        body = {} if method != "INVITE" or "body" in how else {"body": SDP}
        return await line.said(line.request(method, *edits, **{**how, **body}))

    return Case(name=name, play=play, right=right, bare=bare, edge=edge, limit=limit)


def raw(name: str, right: str, text: str | bytes, *, bare: str = "", edge: str = "", limit: str = "") -> Case:
    """Return the case of one message as it stands; {port} and {id} are filled in."""

    async def play(line: Line) -> str:
        if isinstance(text, bytes):
            return await line.said(text)
        filled = text.replace("\n", "\r\n").replace("{port}", str(line.caller.port)).replace("{id}", new_call_id())
        return await line.said(filled)

    return Case(name=name, play=play, right=right, bare=bare, edge=edge, limit=limit)
