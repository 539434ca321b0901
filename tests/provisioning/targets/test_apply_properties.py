"""Whatever the files say, applying them is idempotent, on both targets; and from any state to any other."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from callcenter.provisioning.apply import apply, plan_for
from callcenter.provisioning.resource import Kind, Resource
from callcenter.provisioning.targets import open_target
from callcenter.settings import Settings
from tests.fakes.livekit.livekit_sip_server import API_KEY, API_SECRET, LiveKitSipServer, serve_livekit_sip
from tests.provisioning.resources import calendar, inbound, outbound, rule

EXAMPLES = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])

_names = st.sampled_from(["a", "b", "c", "d"])
_numbers = st.sampled_from([f"+1800555010{digit}" for digit in range(4)])
_number_sets = st.lists(_numbers, unique=True, max_size=2)
_metadata = st.sampled_from(["", "free text", '{"b": 1, "a": [2]}', "{}", "[1]", '{"callcenter": 5}', "ü"])
_seconds = st.sampled_from([None, 0, 30, 1.5])
_media = st.fixed_dictionaries(
    {
        "only_listed_codecs": st.booleans(),
        "codecs": st.lists(
            st.sampled_from([{"name": "PCMU", "rate": 8000}, {"name": "opus", "rate": 48000}]), max_size=2
        ),
        "encryption": st.sampled_from([None, "disable", "allow", "require"]),
        "media_timeout_s": _seconds,
    }
)
_headers = st.dictionaries(st.sampled_from(["X-One", "X-Two"]), st.sampled_from(["", "v"]), max_size=2)
_spans = st.sampled_from(
    [
        [],
        [{"day": "mon", "opens": "09:00", "closes": "12:00"}, {"day": "mon", "opens": "13:00", "closes": "24:00"}],
        [{"day": "tue", "opens": "00:00", "closes": "24:00"}, {"day": "mon", "opens": "08:30", "closes": "17:00"}],
    ]
)
_secret = st.sampled_from(["", "open-sesame", "ünïcode"])


@st.composite
def _inbounds(draw: st.DrawFn) -> list[Resource]:
    """Trunks that don't get in each other's way: each number at most once."""
    free = draw(st.permutations([f"+1800555010{digit}" for digit in range(4)]))
    made = []
    for index, name in enumerate(draw(st.lists(_names, unique=True, max_size=4))):
        password = draw(_secret)
        made.append(
            inbound(
                name,
                numbers=[free[index]],
                username="u" if password else "",
                secrets={"auth.password": password} if password else {},
                allowed_addresses=draw(st.sampled_from([[], ["203.0.113.0/24"], ["b.example", "a.example"]])),
                allowed_numbers=draw(_number_sets),
                headers=draw(_headers),
                include_headers=draw(st.sampled_from(["none", "x", "all"])),
                ringing_timeout_s=draw(_seconds),
                max_call_duration_s=draw(_seconds),
                krisp_enabled=draw(st.booleans()),
                media=draw(_media),
                metadata=draw(_metadata),
            )
        )
    return made


@st.composite
def _outbounds(draw: st.DrawFn) -> list[Resource]:
    return [
        outbound(
            name,
            numbers=draw(st.lists(_numbers, unique=True, min_size=1, max_size=2)),
            transport=draw(st.sampled_from(["auto", "udp", "tcp", "tls"])),
            media=draw(_media),
            metadata=draw(_metadata),
        )
        for name in draw(st.lists(_names, unique=True, max_size=2))
    ]


@st.composite
def _calendars(draw: st.DrawFn) -> list[Resource]:
    return [
        calendar(
            name,
            timezone=draw(st.sampled_from(["UTC", "America/New_York"])),
            spans=draw(_spans),
            closed_on=draw(st.sampled_from([[], ["2026-12-25", "2026-01-01"]])),
        )
        for name in draw(st.lists(_names, unique=True, max_size=2))
    ]


@st.composite
def _rules(draw: st.DrawFn, trunks: Sequence[str], calendars: Sequence[str]) -> list[Resource]:
    """Rules that don't conflict: each has a dialled number of its own."""
    free = draw(st.permutations([f"+1800555010{digit}" for digit in range(4)]))
    rooms = st.sampled_from(
        [
            {"kind": "individual", "name": "", "prefix": "call-", "randomize": True},
            {"kind": "individual", "name": "", "prefix": "", "randomize": False},
            {"kind": "direct", "name": "lobby", "prefix": "", "randomize": False},
            {"kind": "callee", "name": "", "prefix": "x", "randomize": True},
        ]
    )
    return [
        rule(
            name,
            trunks=draw(st.lists(st.sampled_from(trunks), unique=True, max_size=2)) if trunks else [],
            called_numbers=[free[index]],
            calling_numbers=draw(_number_sets),
            room=draw(rooms),
            pin=draw(st.sampled_from(["", "1234", "0000"])),
            agent=draw(st.sampled_from(["", "triage"])),
            opening_hours=draw(st.sampled_from(["", *calendars])),
            outside_hours=draw(st.sampled_from(["reject", "agent", "message"])),
            outside_agent=draw(st.sampled_from(["", "billing"])),
            attributes=draw(st.dictionaries(st.sampled_from(["k", "l"]), st.sampled_from(["", "v"]), max_size=2)),
            room_config=draw(st.sampled_from([{}, {"max_participants": 3}, {"agents": [{"agent_name": "own"}]}])),
            media=draw(_media),
            metadata=draw(_metadata),
        )
        for index, name in enumerate(draw(st.lists(_names, unique=True, max_size=4)))
    ]


@st.composite
def routings(draw: st.DrawFn) -> list[Resource]:
    trunks, calendars = draw(_inbounds()), draw(_calendars())
    rules = draw(_rules([one.name for one in trunks], [one.name for one in calendars]))
    return [*calendars, *trunks, *draw(_outbounds()), *rules]


async def _is_settled(target_name: str, chosen: Settings, first: list[Resource], second: list[Resource]) -> None:
    async with open_target(target_name, chosen) as target:
        for desired in (first, second):
            await apply(target, desired, force=True)
            made = await plan_for(target, desired)
            assert made.is_empty, made.changes


def _livekit(server: LiveKitSipServer, folder: str) -> Settings:
    return Settings(
        data_dir=Path(folder),
        livekit_url=server.url,
        livekit_api_key=API_KEY,
        livekit_api_secret=SecretStr(API_SECRET),
    )


@EXAMPLES
@given(routings(), routings(), st.booleans())
def test_livekit__any_routing_after_any_other__is_applied_once_and_for_all(
    first: list[Resource], second: list[Resource], hides_secrets: bool
) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with serve_livekit_sip(hides_secrets=hides_secrets) as server:
                await _is_settled("livekit", _livekit(server, folder), first, second)
                before, writes = server.snapshot(), len(server.writes)
                async with open_target("livekit", _livekit(server, folder)) as target:
                    await apply(target, second, force=True)
                assert server.snapshot() == before and len(server.writes) == writes

    asyncio.run(run())


@EXAMPLES
@given(first=routings(), second=routings())
def test_embedded__any_routing_after_any_other__is_applied_once_and_for_all(
    fresh_url_sync: str, first: list[Resource], second: list[Resource]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        chosen = Settings(data_dir=Path(folder), database_url=SecretStr(fresh_url_sync))
        asyncio.run(_is_settled("embedded", chosen, first, second))


@EXAMPLES
@given(routings(), st.lists(st.sampled_from(["error", "drop"]), min_size=1, max_size=4), st.data())
def test_livekit__whatever_fails_on_the_way__running_again_finishes(
    desired: list[Resource], faults: list[str], data: st.DataObject
) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with serve_livekit_sip() as server:
                chosen = _livekit(server, folder)
                for fault in faults:
                    method = data.draw(
                        st.sampled_from(["CreateSIPInboundTrunk", "CreateSIPOutboundTrunk", "CreateSIPDispatchRule"])
                    )
                    server.faults.clear()
                    server.fail(fault, method, when=data.draw(st.sampled_from(["before", "after"])))  # type: ignore[arg-type]
                    try:
                        async with open_target("livekit", chosen) as target:
                            await apply(target, desired, force=True)
                    except Exception as error:
                        assert "Run again" in str(error)
                server.faults.clear()
                await _is_settled("livekit", chosen, desired, desired)
                assert len(server.snapshot()) == sum(one.kind is not Kind.CALENDAR for one in desired)

    asyncio.run(run())
