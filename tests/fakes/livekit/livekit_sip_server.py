"""A LiveKit server's SIP service for tests: Twirp over HTTP with real protobuf messages, its state kept in memory.

It has the real server's token check, validation, conflict rules and quirks (an update looks for conflicts only
among the trunks that share the new numbers; a trunk's delete succeeds for an unknown id), learnt from
livekit/livekit pkg/service/sip.go and livekit/protocol livekit/sip.go, sip/sip.go. Faults can be injected.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import jwt
from aiohttp import web
from google.protobuf.message import DecodeError, Message
from livekit.protocol import agent, sip

API_KEY = "APItest"
API_SECRET = "a-secret-that-is-long-enough-for-hs256"

_STATUS = {
    "invalid_argument": 400,
    "malformed": 400,
    "unauthenticated": 401,
    "permission_denied": 403,
    "not_found": 404,
    "bad_route": 404,
    "already_exists": 409,
    "internal": 500,
    "unavailable": 503,
}
_TOKEN = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]{1,255}")
_PRINTABLE = re.compile(r"[\x20-\x7e\t]{0,1024}")
_NUMBER = re.compile(r"\+?[\d\- ()]+")
_FORBIDDEN_HEADERS = frozenset(
    "accept accept-encoding accept-language allow allow-events call-id contact content-encoding content-length "
    "content-type cseq event expires from max-forwards record-route refer-to reply-to k l m o r t u v".split()
)
_LONGEST_MEDIA_TIMEOUT_S = 600


class TwirpFault(Exception):
    """An answer that is an error: a Twirp code and the text the real server gives."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectedFault:
    """What the server does instead of, or after, serving one request.

    `before` answers without doing anything; `after` does the work and then fails, as a lost answer would.
    """

    kind: Literal["error", "hang", "garbage", "drop"]
    method: str = ""
    code: str = "internal"
    message: str = "injected"
    when: Literal["before", "after"] = "before"


@dataclass(slots=True)
class LiveKitSipServer:
    """The state and the handlers. `url` is set once it listens."""

    url: str = ""
    api_key: str = API_KEY
    api_secret: str = API_SECRET
    #: What the server tells workers that register. An older one keeps unknown fields and gives them back, too.
    version: str = "1.13.0"
    #: Whether lists come without passwords and PINs, as a hardened server would answer.
    hides_secrets: bool = False
    inbound: dict[str, sip.SIPInboundTrunkInfo] = field(default_factory=dict)
    outbound: dict[str, sip.SIPOutboundTrunkInfo] = field(default_factory=dict)
    rules: dict[str, sip.SIPDispatchRuleInfo] = field(default_factory=dict)
    #: Every request served or failed: method names, in order.
    requests: list[str] = field(default_factory=list)
    faults: list[InjectedFault] = field(default_factory=list)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    async def register(self, request: web.Request) -> web.WebSocketResponse:
        """Take a worker in, tell it the version, and let it go."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        assert agent.WorkerMessage.FromString(await socket.receive_bytes()).HasField("register")
        answer = agent.ServerMessage()
        answer.register.server_info.version = self.version
        await socket.send_bytes(answer.SerializeToString())
        await socket.close()
        return socket

    @property
    def writes(self) -> list[str]:
        """Names of the requests that change something, in order."""
        return [name for name in self.requests if not name.startswith(("List", "Get"))]

    def add_inbound(self, **fields: Any) -> sip.SIPInboundTrunkInfo:
        """Put an inbound trunk there as somebody else would have."""
        trunk = sip.SIPInboundTrunkInfo(sip_trunk_id=self._new_id("ST_"), **fields)
        self.inbound[trunk.sip_trunk_id] = trunk
        return trunk

    def add_outbound(self, **fields: Any) -> sip.SIPOutboundTrunkInfo:
        """Put an outbound trunk there as somebody else would have."""
        trunk = sip.SIPOutboundTrunkInfo(sip_trunk_id=self._new_id("ST_"), **fields)
        self.outbound[trunk.sip_trunk_id] = trunk
        return trunk

    def add_rule(self, **fields: Any) -> sip.SIPDispatchRuleInfo:
        """Put a dispatch rule there as somebody else would have."""
        rule = sip.SIPDispatchRuleInfo(sip_dispatch_rule_id=self._new_id("SDR_"), **fields)
        if rule.rule.WhichOneof("rule") is None:
            rule.rule.dispatch_rule_individual.room_prefix = "call-"
        self.rules[rule.sip_dispatch_rule_id] = rule
        return rule

    def fail(self, kind: Literal["error", "hang", "garbage", "drop"], method: str = "", **fields: Any) -> None:
        """Make the next request (of that method, where named) fail once."""
        self.faults.append(InjectedFault(kind=kind, method=method, **fields))

    def forget_everything(self) -> None:
        """Empty the project."""
        self.inbound.clear()
        self.outbound.clear()
        self.rules.clear()
        self.requests.clear()
        self.faults.clear()

    def snapshot(self) -> dict[str, bytes]:
        """Return every resource's bytes by id: equal snapshots mean that nothing changed."""
        everything: Iterable[tuple[str, Message]] = itertools.chain(
            self.inbound.items(), self.outbound.items(), self.rules.items()
        )
        return {key: message.SerializeToString(deterministic=True) for key, message in everything}

    # The HTTP side.

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one Twirp request."""
        method = request.match_info["method"]
        self.requests.append(method)
        refusal = self._refuse_token(request)
        if refusal is not None:
            return refusal
        fault = self._take_fault(method)
        if fault is not None and fault.when == "before":
            return await self._fail(request, fault)
        try:
            answer = self._serve(method, await request.read())
        except TwirpFault as error:
            return _error(error.code, error.message)
        if fault is not None:
            return await self._fail(request, fault)
        return web.Response(body=answer.SerializeToString(), content_type="application/protobuf")

    def release(self) -> None:
        """Let hanging requests go, at the end of a test."""
        self._released.set()

    def _take_fault(self, method: str) -> InjectedFault | None:
        for fault in self.faults:
            if fault.method in ("", method):
                self.faults.remove(fault)
                return fault
        return None

    async def _fail(self, request: web.Request, fault: InjectedFault) -> web.StreamResponse:
        match fault.kind:
            case "error":
                return _error(fault.code, fault.message)
            case "garbage":
                return web.Response(status=502, text="<html>bad gateway</html>", content_type="text/html")
            case "drop":
                if request.transport is not None:
                    request.transport.abort()
                return web.Response(status=500)
            case "hang":
                await self._released.wait()
                return web.Response(status=503)

    def _refuse_token(self, request: web.Request) -> web.Response | None:
        header = request.headers.get("Authorization", "")
        if not header.startswith("Bearer "):
            return _error("unauthenticated", "permissions denied")
        try:
            claims = jwt.decode(header.removeprefix("Bearer "), options={"verify_signature": False})
            if claims.get("iss") != self.api_key:
                return web.Response(status=401, text=f"invalid API key: {claims.get('iss')}")
            claims = jwt.decode(header.removeprefix("Bearer "), self.api_secret, algorithms=["HS256"])
        except jwt.PyJWTError as error:
            return web.Response(status=401, text=f"invalid authorization token: {error}")
        if not claims.get("sip", {}).get("admin"):
            return _error("unauthenticated", "permissions denied")
        return None

    def _serve(self, method: str, body: bytes) -> Message:
        handlers: dict[str, tuple[type[Message], Callable[[Any], Message]]] = {
            "CreateSIPInboundTrunk": (sip.CreateSIPInboundTrunkRequest, self._create_inbound),
            "UpdateSIPInboundTrunk": (sip.UpdateSIPInboundTrunkRequest, self._update_inbound),
            "ListSIPInboundTrunk": (sip.ListSIPInboundTrunkRequest, self._list_inbound),
            "CreateSIPOutboundTrunk": (sip.CreateSIPOutboundTrunkRequest, self._create_outbound),
            "UpdateSIPOutboundTrunk": (sip.UpdateSIPOutboundTrunkRequest, self._update_outbound),
            "ListSIPOutboundTrunk": (sip.ListSIPOutboundTrunkRequest, self._list_outbound),
            "DeleteSIPTrunk": (sip.DeleteSIPTrunkRequest, self._delete_trunk),
            "CreateSIPDispatchRule": (sip.CreateSIPDispatchRuleRequest, self._create_rule),
            "UpdateSIPDispatchRule": (sip.UpdateSIPDispatchRuleRequest, self._update_rule),
            "ListSIPDispatchRule": (sip.ListSIPDispatchRuleRequest, self._list_rules),
            "DeleteSIPDispatchRule": (sip.DeleteSIPDispatchRuleRequest, self._delete_rule),
        }
        if method not in handlers:
            raise TwirpFault("bad_route", f"no handler for path /twirp/livekit.SIP/{method}")
        message, handler = handlers[method]
        try:
            request = message.FromString(body)
        except DecodeError as error:
            raise TwirpFault("malformed", "the protobuf request could not be decoded") from error
        return handler(request)

    def _new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._ids):012d}"

    # Inbound trunks.

    def _create_inbound(self, request: sip.CreateSIPInboundTrunkRequest) -> Message:
        trunk = _required(request, "trunk", "missing trunk")
        if trunk.sip_trunk_id:
            raise TwirpFault("invalid_argument", "trunk id must not be set")
        _check_inbound(trunk)
        _refuse_conflicting_trunks([*(other for other in self._sharing(trunk)), trunk])
        trunk.sip_trunk_id = self._new_id("ST_")
        self.inbound[trunk.sip_trunk_id] = trunk
        return trunk

    def _update_inbound(self, request: sip.UpdateSIPInboundTrunkRequest) -> Message:
        if not request.sip_trunk_id:
            raise TwirpFault("invalid_argument", "trunk id must be set")
        trunk = _replacement(request, "sip_trunk_id", "trunk")
        _check_inbound(trunk)
        if request.sip_trunk_id not in self.inbound:
            raise TwirpFault("not_found", "requested sip trunk does not exist")
        trunk.sip_trunk_id = request.sip_trunk_id
        _refuse_conflicting_trunks(
            trunk if other.sip_trunk_id == trunk.sip_trunk_id else other for other in self._sharing(trunk)
        )
        self.inbound[trunk.sip_trunk_id] = trunk
        return trunk

    def _sharing(self, trunk: sip.SIPInboundTrunkInfo) -> list[sip.SIPInboundTrunkInfo]:
        wanted = {_normalise(number) for number in trunk.numbers}
        return [
            other
            for other in self.inbound.values()
            if not wanted or not other.numbers or wanted & {_normalise(number) for number in other.numbers}
        ]

    def _list_inbound(self, request: sip.ListSIPInboundTrunkRequest) -> Message:
        return sip.ListSIPInboundTrunkResponse(items=[self._shown(trunk) for trunk in self.inbound.values()])

    # Outbound trunks.

    def _create_outbound(self, request: sip.CreateSIPOutboundTrunkRequest) -> Message:
        trunk = _required(request, "trunk", "missing trunk")
        if trunk.sip_trunk_id:
            raise TwirpFault("invalid_argument", "trunk id must not be set")
        _check_outbound(trunk)
        trunk.sip_trunk_id = self._new_id("ST_")
        self.outbound[trunk.sip_trunk_id] = trunk
        return trunk

    def _update_outbound(self, request: sip.UpdateSIPOutboundTrunkRequest) -> Message:
        if not request.sip_trunk_id:
            raise TwirpFault("invalid_argument", "trunk id must be set")
        trunk = _replacement(request, "sip_trunk_id", "trunk")
        _check_outbound(trunk)
        if request.sip_trunk_id not in self.outbound:
            raise TwirpFault("not_found", "requested sip trunk does not exist")
        trunk.sip_trunk_id = request.sip_trunk_id
        self.outbound[trunk.sip_trunk_id] = trunk
        return trunk

    def _list_outbound(self, request: sip.ListSIPOutboundTrunkRequest) -> Message:
        return sip.ListSIPOutboundTrunkResponse(items=[self._shown(trunk) for trunk in self.outbound.values()])

    def _delete_trunk(self, request: sip.DeleteSIPTrunkRequest) -> Message:
        if not request.sip_trunk_id:
            raise TwirpFault("invalid_argument", "trunk ID is required")
        self.inbound.pop(request.sip_trunk_id, None)
        self.outbound.pop(request.sip_trunk_id, None)
        return sip.SIPTrunkInfo(sip_trunk_id=request.sip_trunk_id)

    # Dispatch rules.

    def _create_rule(self, request: sip.CreateSIPDispatchRuleRequest) -> Message:
        rule = _required(request, "dispatch_rule", "missing rule")
        if rule.sip_dispatch_rule_id:
            raise TwirpFault("invalid_argument", "rule id must not be set")
        _check_rule(rule)
        # The real server filters by the request's deprecated trunk_ids, which are empty: all rules are looked at.
        _refuse_conflicting_rules([*self.rules.values(), rule])
        rule.sip_dispatch_rule_id = self._new_id("SDR_")
        self.rules[rule.sip_dispatch_rule_id] = rule
        return rule

    def _update_rule(self, request: sip.UpdateSIPDispatchRuleRequest) -> Message:
        if not request.sip_dispatch_rule_id:
            raise TwirpFault("invalid_argument", "rule id must be set")
        rule = _replacement(request, "sip_dispatch_rule_id", "rule")
        _check_rule(rule)
        if request.sip_dispatch_rule_id not in self.rules:
            raise TwirpFault("not_found", "requested sip dispatch rule does not exist")
        rule.sip_dispatch_rule_id = request.sip_dispatch_rule_id
        wanted = set(rule.trunk_ids)
        _refuse_conflicting_rules(
            rule if other.sip_dispatch_rule_id == rule.sip_dispatch_rule_id else other
            for other in self.rules.values()
            if not wanted or not other.trunk_ids or wanted & set(other.trunk_ids)
        )
        self.rules[rule.sip_dispatch_rule_id] = rule
        return rule

    def _list_rules(self, request: sip.ListSIPDispatchRuleRequest) -> Message:
        return sip.ListSIPDispatchRuleResponse(items=[self._shown(rule) for rule in self.rules.values()])

    def _delete_rule(self, request: sip.DeleteSIPDispatchRuleRequest) -> Message:
        if not request.sip_dispatch_rule_id:
            raise TwirpFault("invalid_argument", "dispatch rule ID is required")
        rule = self.rules.pop(request.sip_dispatch_rule_id, None)
        if rule is None:
            raise TwirpFault("not_found", "requested sip dispatch rule does not exist")
        return rule

    def _shown(self, resource: Any) -> Any:
        if not self.hides_secrets:
            return resource
        shown = type(resource)()
        shown.CopyFrom(resource)
        if isinstance(shown, sip.SIPDispatchRuleInfo):
            getattr(shown.rule, shown.rule.WhichOneof("rule")).pin = ""
        else:
            shown.auth_password = ""
        return shown


@asynccontextmanager
async def serve_livekit_sip(**fields: Any) -> AsyncIterator[LiveKitSipServer]:
    """Run the service on a free port of 127.0.0.1 while the block runs."""
    server = LiveKitSipServer(**fields)
    app = web.Application()
    app.router.add_post("/twirp/livekit.SIP/{method}", server.handle)
    app.router.add_get("/agent", server.register)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}"
    try:
        yield server
    finally:
        server.release()
        await runner.cleanup()


def _error(code: str, message: str) -> web.Response:
    return web.Response(
        status=_STATUS[code], text=json.dumps({"code": code, "msg": message}), content_type="application/json"
    )


def _required(request: Any, name: str, missing: str) -> Any:
    if not request.HasField(name):
        raise TwirpFault("invalid_argument", missing)
    return getattr(request, name)


def _replacement(request: Any, id_field: str, noun: str) -> Any:
    if request.WhichOneof("action") is None:
        raise TwirpFault("invalid_argument", "missing or unsupported update action")
    if request.WhichOneof("action") != "replace":
        raise TwirpFault("internal", "this test server knows whole-object updates only")
    resource = request.replace
    own_id = getattr(resource, id_field)
    if own_id and own_id != getattr(request, id_field):
        raise TwirpFault("invalid_argument", f"{noun} id in the info must be empty or match the id in the update")
    return resource


def _check_inbound(trunk: sip.SIPInboundTrunkInfo) -> None:
    if not (trunk.auth_username or trunk.auth_password or trunk.allowed_addresses or trunk.numbers):
        raise TwirpFault(
            "invalid_argument",
            "for security, one of the fields must be set: AuthUsername+AuthPassword, AllowedAddresses or Numbers",
        )
    _check_media(trunk)
    _check_headers(trunk)


def _check_outbound(trunk: sip.SIPOutboundTrunkInfo) -> None:
    if not trunk.numbers:
        raise TwirpFault("invalid_argument", "no trunk numbers specified")
    if not trunk.address:
        raise TwirpFault("invalid_argument", "no outbound address specified")
    for value, name in ((trunk.address, "trunk address"), (trunk.from_host, "from_host")):
        if "transport=" in value:
            raise TwirpFault("invalid_argument", f"{name} should not contain transport parameter")
        if any(mark in value for mark in "@;") or value.startswith(("sip:", "sips:")):
            raise TwirpFault("invalid_argument", f"{name} should be a hostname or IP, not SIP URI")
    _check_headers(trunk)
    _check_media(trunk)


def _check_rule(rule: sip.SIPDispatchRuleInfo) -> None:
    if not rule.HasField("rule"):
        raise TwirpFault("invalid_argument", "missing rule")
    _check_media(rule)
    if rule.rule.WhichOneof("rule") is None:
        raise TwirpFault("invalid_argument", "unsupported SIP Dispatch Rule: <nil>")


def _check_media(resource: Any) -> None:
    for codec in resource.media.codecs:
        if not codec.name:
            raise TwirpFault("invalid_argument", "missing codec name")
        if re.search(r"[\s/]", codec.name):
            raise TwirpFault("invalid_argument", "invalid codec name")
    timeout_s = resource.media.media_timeout.ToTimedelta().total_seconds()
    if timeout_s < 0:
        raise TwirpFault("invalid_argument", "media_timeout must not be negative")
    if timeout_s > _LONGEST_MEDIA_TIMEOUT_S:
        raise TwirpFault("invalid_argument", "media_timeout must not exceed 10m0s")


def _check_headers(trunk: Any) -> None:
    for name, value in trunk.headers.items():
        _check_header_name(name)
        if name.lower() in _FORBIDDEN_HEADERS:
            raise TwirpFault("invalid_argument", f"invalid header name: header name {name} not supported")
        if not _PRINTABLE.fullmatch(value):
            raise TwirpFault("invalid_argument", f"invalid header value for {name}")
    for name in (*trunk.attributes_to_headers.values(), *trunk.headers_to_attributes.keys()):
        _check_header_name(name)


def _check_header_name(name: str) -> None:
    if not _TOKEN.fullmatch(name):
        raise TwirpFault("invalid_argument", f"invalid header name: header name {name} contains invalid characters")


def _normalise(number: str) -> str:
    if not _NUMBER.fullmatch(number):
        return number
    digits = re.sub(r"[ \-()]", "", number)
    return digits if digits.startswith("+") else f"+{digits}"


def _refuse_conflicting_trunks(trunks: Iterable[sip.SIPInboundTrunkInfo]) -> None:
    taken: dict[tuple[str, str], sip.SIPInboundTrunkInfo] = {}
    for trunk in trunks:
        numbers = {_normalise(number) for number in trunk.numbers} or {""}
        callers = {_normalise(number) for number in trunk.allowed_numbers} or {""}
        for key in itertools.product(sorted(numbers), sorted(callers)):
            other = taken.get(key)
            if other is not None and other.sip_trunk_id != trunk.sip_trunk_id:
                raise TwirpFault(
                    "invalid_argument",
                    f'Conflicting inbound SIP Trunks: "{trunk.sip_trunk_id or "<new>"}" and '
                    f'"{other.sip_trunk_id or "<new>"}", using the same number(s) {list(trunk.numbers)} '
                    "without AllowedNumbers set",
                )
            taken[key] = trunk


def _refuse_conflicting_rules(rules: Iterable[sip.SIPDispatchRuleInfo]) -> None:
    taken: dict[tuple[str, str, str, str], sip.SIPDispatchRuleInfo] = {}
    for rule in rules:
        pin = getattr(rule.rule, rule.rule.WhichOneof("rule")).pin
        # Not sets: the real server finds a rule that names a trunk or number twice in conflict with itself.
        for trunk, caller, number in itertools.product(
            list(rule.trunk_ids) or [""],
            [_normalise(number) for number in rule.inbound_numbers] or [""],
            [_normalise(number) for number in rule.numbers] or [""],
        ):
            other = taken.get((pin, trunk, caller, number))
            if other is not None:
                raise TwirpFault(
                    "invalid_argument",
                    "Dispatch rule for the same trunk, inbound number, number, and PIN combination already exists in "
                    f'dispatch rule "{other.sip_dispatch_rule_id or "<new>"}" "{other.name or "<blank name>"}"',
                )
            taken[pin, trunk, caller, number] = rule
