"""A provider's registrar over UDP: challenges (RFC 8760 digest), checks the answer, and calls back."""

from __future__ import annotations

import asyncio
import hashlib
import re

REALM, NONCE = "provider.test", "abcdef0123456789"


class Registrar(asyncio.DatagramProtocol):
    """Takes REGISTER for one user. `accepts` False answers 403 to a right password, too."""

    def __init__(self, user: str, password: str, *, accepts: bool = True) -> None:
        self._user = user
        self._password = password
        self.accepts = accepts
        self.contacts: list[str] = []
        self.answers: list[int] = []
        self.port = 0

    @staticmethod
    async def open(user: str, password: str, *, accepts: bool = True) -> Registrar:
        loop = asyncio.get_running_loop()
        _, registrar = await loop.create_datagram_endpoint(
            lambda: Registrar(user, password, accepts=accepts), local_addr=("127.0.0.1", 0)
        )
        return registrar

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        text = data.decode()
        if not text.startswith("REGISTER"):
            return
        authorization = _header(text, "Authorization")
        if not authorization:
            return self._answer(text, addr, 401, f'WWW-Authenticate: Digest realm="{REALM}", nonce="{NONCE}"\r\n')
        if not self.accepts or not self._is_right(text, authorization):
            return self._answer(text, addr, 403, "")
        self.contacts.append(_header(text, "Contact"))
        self._answer(text, addr, 200, f"Contact: {_header(text, 'Contact')}\r\nExpires: 300\r\n")

    def close(self) -> None:
        self._transport.close()

    def _is_right(self, text: str, authorization: str) -> bool:
        fields = dict(re.findall(r'(\w+)="?([^",]+)"?', authorization))
        secret = _md5(f"{self._user}:{REALM}:{self._password}")
        wanted = _md5(f"{secret}:{NONCE}:{_md5('REGISTER:' + fields['uri'])}")
        return fields["username"] == self._user and fields["response"] == wanted

    def _answer(self, text: str, addr: tuple[str, int], status: int, extra: str) -> None:
        self.answers.append(status)
        kept = "".join(f"{name}: {_header(text, name)}\r\n" for name in ("Via", "From", "Call-ID", "CSeq"))
        reply = f"SIP/2.0 {status} x\r\n{kept}To: {_header(text, 'To')};tag=r\r\n{extra}Content-Length: 0\r\n\r\n"
        self._transport.sendto(reply.encode(), addr)  # type: ignore[attr-defined]


def _header(text: str, name: str) -> str:
    found = re.search(rf"^{name}: (.*?)\r?$", text, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else ""


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()
