"""Objects in S3-compatible storage, by obstore: put, read, list, delete. Encryption as the settings say.

On the way they are encrypted by TLS (the settings refuse http:// but on loopback), at rest by the server, which is
asked with every object (`x-amz-server-side-encryption`). The server's operator could read them: it has the keys.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from callcenter.errors import StorageError
from callcenter.settings.storage_settings import StorageSettings

if TYPE_CHECKING:
    from obstore.store import S3Config

#: Seconds for a connection, and for one request; a recording's hour is some 115 MB, sent in parts.
_CONNECT_TIMEOUT_S, _REQUEST_TIMEOUT_S = 5, 60
#: Tries of one request after the first, and seconds they may take together.
_RETRIES, _RETRY_S = 2, 20
#: Keys of one delete request (S3's own limit is 1000).
_DELETE_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """An object's name below our prefix, and when it was put."""

    name: str
    put_at: datetime


class ObjectStore:
    """The bucket of the settings, below their prefix. Every method raises `StorageError` if the server fails."""

    def __init__(self, settings: StorageSettings) -> None:
        config: S3Config = {"region": settings.region}
        if settings.endpoint:
            config |= {"endpoint": settings.endpoint, "virtual_hosted_style_request": False}
        if settings.access_key.get_secret_value():
            config["access_key_id"] = settings.access_key.get_secret_value()
            config["secret_access_key"] = settings.secret_key.get_secret_value()
        if settings.encryption == "aes256":
            config["server_side_encryption"] = "AES256"
        elif settings.encryption == "kms":
            config |= {"server_side_encryption": "aws:kms", "sse_kms_key_id": settings.kms_key}
        self._store = S3Store(
            settings.bucket,
            prefix=settings.prefix,
            config=config,
            client_options={
                "connect_timeout": timedelta(seconds=_CONNECT_TIMEOUT_S),
                "timeout": timedelta(seconds=_REQUEST_TIMEOUT_S),
                "allow_http": settings.endpoint.startswith("http://"),
            },
            retry_config={"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=_RETRY_S)},
        )

    async def put(self, name: str, path: Path) -> None:
        """Store a file's content, whatever was there before."""
        with _told("stored"):
            await obstore.put_async(self._store, name, path)

    async def has(self, name: str) -> bool:
        """Tell whether there is an object of this name."""
        with _told("looked for"):
            try:
                await obstore.head_async(self._store, name)
            except FileNotFoundError:
                return False
        return True

    async def fetch(self, name: str, path: Path) -> bool:
        """Write an object's content into a file, piece by piece; False if there is no such object."""
        with _told("read"):
            try:
                found = await obstore.get_async(self._store, name)
            except FileNotFoundError:
                return False
            with path.open("wb") as file:
                async for piece in found.stream():
                    file.write(piece)
        return True

    async def list(self, prefix: str) -> AsyncIterator[StoredObject]:
        """Yield every object whose name begins with the prefix, a folder."""
        with _told("listed"):
            async for page in obstore.list(self._store, prefix):
                for one in page:
                    yield StoredObject(name=str(one["path"]), put_at=one["last_modified"])

    async def delete(self, names: Iterable[str]) -> None:
        """Delete objects; one that isn't there is no fault."""
        for batch in _batches(sorted(set(names))):
            with _told("deleted"):
                try:
                    await obstore.delete_async(self._store, batch)
                except FileNotFoundError:
                    continue


def object_store(settings: StorageSettings) -> ObjectStore | None:
    """Return the storage of the settings, None if recordings and journals stay in the data folder."""
    return ObjectStore(settings) if settings.bucket else None


def _batches(names: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(names), _DELETE_BATCH):
        yield list(names[first : first + _DELETE_BATCH])


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        remedy = "Check CALLCENTER_STORAGE__BUCKET, __ENDPOINT, the keys and what they may do; it is tried again later."
        raise StorageError(
            f"An object couldn't be {what} in the storage ({type(error).__name__}).", remedy=remedy
        ) from error
