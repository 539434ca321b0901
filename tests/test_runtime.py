"""What a process is told that can't be built."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from callcenter.errors import DatabaseUnavailable
from callcenter.runtime import prepare_database
from callcenter.settings import Settings


async def test_prepare_database__postgres_away__says_where_it_was_sought_without_the_password() -> None:
    url = "postgresql://me:geheim@127.0.0.1:1/calls"

    with pytest.raises(DatabaseUnavailable, match=r"127\.0\.0\.1:1/calls") as refused:
        await prepare_database(url, Settings(database_url=SecretStr(url)))

    assert "geheim" not in str(refused.value)
