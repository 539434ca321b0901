"""Tries the storage of recordings as the worker will use it: store, list, read, delete, with an object of our own."""

from __future__ import annotations

import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from obstore.exceptions import NotFoundError, PermissionDeniedError, UnauthenticatedError

from callcenter.errors import StorageError
from callcenter.settings.storage_settings import StorageSettings
from callcenter.store.objects.objects import ObjectStore

#: Folder of the objects that are tried with; below our prefix, beside recordings and journals.
FOLDER = "probes"
_BYTES = 1024


async def probe_storage(settings: StorageSettings) -> None:
    """Store, list, read and delete one small object.

    Raises:
        StorageError: one of them failed, named with what to do about it; what was stored is deleted again.
    """
    store = ObjectStore(settings)
    name = f"{FOLDER}/{secrets.token_hex(8)}"
    sent = secrets.token_bytes(_BYTES)
    try:
        with tempfile.TemporaryDirectory(prefix="callcenter-probe-") as folder:
            mine, theirs = Path(folder) / "sent", Path(folder) / "got"
            mine.write_bytes(sent)
            await store.put(name, mine)
            is_listed = name in [one.name async for one in store.list(FOLDER)]
            is_whole = await store.fetch(name, theirs) and theirs.read_bytes() == sent
            await store.delete([name])
            is_left = await store.has(name)
    except StorageError as error:
        with suppress(StorageError):
            await store.delete([name])
        raise StorageError(error.what, remedy=_remedy(error.__cause__, settings)) from error
    faults = {
        "doesn't list an object that it has taken": not is_listed,
        "doesn't give an object back as it was stored": not is_whole,
        "still has an object that was deleted": is_left,
    }
    if found := [fault for fault, is_there in faults.items() if is_there]:
        raise StorageError(
            f"The storage {'; it '.join(found)}.",
            remedy="It must read what was just written (as Amazon's does), without a cache or a lock in between.",
        )


def _remedy(cause: BaseException | None, settings: StorageSettings) -> str:
    where = f"{settings.bucket}/{settings.prefix}"
    if isinstance(cause, PermissionDeniedError | UnauthenticatedError):
        kms = ", and kms:GenerateDataKey and kms:Decrypt on its key" if settings.encryption == "kms" else ""
        return (
            "Let the key pair, or the pod's identity, do s3:PutObject, s3:GetObject, s3:DeleteObject and s3:ListBucket "
            f"on {where}{kms}; check the keys and this machine's clock."
        )
    if isinstance(cause, NotFoundError | FileNotFoundError):
        return f"Make the bucket {settings.bucket}, or correct CALLCENTER_STORAGE__BUCKET and __REGION."
    return (
        f"Check that {settings.endpoint or 'Amazon S3'} is reached from here and its certificate is known "
        "(CALLCENTER_STORAGE__ENDPOINT, __REGION), and that it takes the encryption of CALLCENTER_STORAGE__ENCRYPTION."
    )
