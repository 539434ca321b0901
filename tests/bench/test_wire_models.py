"""The servers that `bench calls --models hosted` talks to."""

from __future__ import annotations

import psutil

from callcenter.bench.wire.wire_models import wire_models
from callcenter.models.check import check_models
from callcenter.settings import load_settings


async def test_wire_models__the_real_plugins__find_all_three_working_in_a_process_of_its_own() -> None:
    before = {child.pid for child in psutil.Process().children()}
    async with wire_models() as settings:
        children = [child for child in psutil.Process().children() if child.pid not in before]
        servers = [child for child in children if "callcenter.bench.wire" in child.cmdline()]
        checks = await check_models(load_settings(**settings))

    assert [check.found for check in checks if not check.is_ok] == []
    assert sorted(check.model for check in checks) == ["deepgram/nova-3", "groq/openai/gpt-oss-120b", "rime/coda"]
    assert len(servers) == 1
    assert not servers[0].is_running()
