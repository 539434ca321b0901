"""What a process is told that can't be built, and that nothing of it is left open."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import SecretStr

from callcenter.agents.load_tools import open_package
from callcenter.errors import DatabaseUnavailable, ModelUnavailable
from callcenter.runtime import load, prepare_database
from callcenter.settings import Settings, load_settings


async def test_prepare_database__postgres_away__says_where_it_was_sought_without_the_password() -> None:
    url = "postgresql://me:geheim@127.0.0.1:1/calls"

    with pytest.raises(DatabaseUnavailable, match=r"127\.0\.0\.1:1/calls") as refused:
        await prepare_database(url, Settings(database_url=SecretStr(url)))

    assert "geheim" not in str(refused.value)


async def test_load__fails_half_way__leaves_no_connection_of_the_models_open() -> None:
    unclosed: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unclosed.append(context["message"]))

    def tell(text: str) -> None:
        if text.startswith("recogniser"):
            raise ModelUnavailable("No weights.")

    with pytest.raises(ModelUnavailable):
        await load(load_settings(models={"stt": "local/moonshine"}), speech=True, on_progress=tell)

    gc.collect()
    assert unclosed == []


def test_open_package__while_others_import__opens_it(tmp_path: Path) -> None:
    """The models are imported by other threads while the agents are read."""
    is_over = threading.Event()

    def import_others() -> None:
        while not is_over.is_set():
            for number in range(100):
                sys.modules[f"other_{number}"] = ModuleType("other")
            for number in range(100):
                del sys.modules[f"other_{number}"]

    others = threading.Thread(target=import_others)
    interval_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    others.start()
    try:
        opened = {open_package(tmp_path) for _ in range(50)}
    finally:
        is_over.set()
        others.join()
        sys.setswitchinterval(interval_s)

    assert len(opened) == 1
    del sys.modules[opened.pop()]
