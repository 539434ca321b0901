"""What `doctor` tries of the storage of recordings, on moto's server."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from obstore.exceptions import GenericError, PermissionDeniedError

from callcenter.cli.machine.doctor import check_storage
from callcenter.errors import StorageError
from callcenter.settings import Settings
from callcenter.store.objects.objects import ObjectStore, StoredObject
from callcenter.store.objects.storage_probe import probe_storage
from tests.fakes.servers.s3 import BUCKET, S3, s3_server


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    with s3_server() as server:
        yield server


def settings_of(s3: S3, **changed: str) -> Settings:
    return Settings(storage={**s3.storage, **changed})


async def test_storage__that_works__is_tried_and_left_as_it_was(s3: S3) -> None:
    found = await check_storage(settings_of(s3))

    assert (found.state, found.found) == ("ok", f"{BUCKET} at {s3.url} stores, lists, gives back and deletes.")
    assert s3.names() == set()


async def test_storage__no_such_bucket__says_to_make_it(s3: S3) -> None:
    found = await check_storage(settings_of(s3, bucket="nowhere"))

    assert found.state == "fault"
    assert "couldn't be stored" in found.found
    assert "Make the bucket nowhere" in found.remedy


async def test_storage__nobody_there__says_where_nobody_is(s3: S3) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        found = await check_storage(settings_of(s3, endpoint=f"http://127.0.0.1:{taken.getsockname()[1]}"))

    assert found.state == "fault"
    assert "127.0.0.1" in found.remedy


@pytest.mark.parametrize(
    ("method", "told"), [("put_async", "stored"), ("get_async", "read"), ("delete_async", "deleted")]
)
async def test_storage__one_right_is_missing__says_which_step_and_which_rights(
    s3: S3, monkeypatch: pytest.MonkeyPatch, method: str, told: str
) -> None:
    """moto checks no rights: what obstore raises for a 403 is put in the server's place."""

    async def refused(*_: Any, **__: Any) -> None:
        raise PermissionDeniedError("AccessDenied")

    with monkeypatch.context() as patch:
        patch.setattr(f"callcenter.store.objects.objects.obstore.{method}", refused)
        found = await check_storage(settings_of(s3, encryption="kms", kms_key="key-1"))
    for name in s3.names():
        s3.client.delete_object(Bucket=BUCKET, Key=f"callcenter/{name}")

    assert found.state == "fault" and f"couldn't be {told}" in found.found
    assert "s3:DeleteObject" in found.remedy and "kms:Decrypt" in found.remedy


async def test_probe__fails_on_the_way__leaves_nothing_there(s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise GenericError("500")

    monkeypatch.setattr("callcenter.store.objects.objects.obstore.get_async", broken)
    with pytest.raises(StorageError, match="couldn't be read"):
        await probe_storage(settings_of(s3).storage)

    assert s3.names() == set()


async def test_probe__storage_forgets_and_keeps__names_all_that_is_wrong(
    s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(self: ObjectStore, prefix: str) -> AsyncIterator[StoredObject]:
        for one in ():
            yield one

    async def others(self: ObjectStore, name: str, path: Path) -> bool:
        path.write_bytes(b"something else")
        return True

    async def there(self: ObjectStore, name: str) -> bool:
        return True

    monkeypatch.setattr(ObjectStore, "list", nothing)
    monkeypatch.setattr(ObjectStore, "fetch", others)
    monkeypatch.setattr(ObjectStore, "has", there)
    with pytest.raises(StorageError) as caught:
        await probe_storage(settings_of(s3).storage)

    assert all(part in caught.value.what for part in ("doesn't list", "doesn't give an object back", "still has"))
