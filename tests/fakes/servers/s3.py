"""An S3 server of somebody else (moto's), on loopback, and a client of somebody else (boto3) to look into it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

BUCKET = "calls"
NO_S3 = "the cluster group is not installed: uv sync --extra piper --group cluster"


@dataclass(frozen=True)
class S3:
    """The server's address and a client of it."""

    url: str
    client: Any

    @property
    def storage(self) -> dict[str, str]:
        """The settings of a program that uses it."""
        return {"bucket": BUCKET, "endpoint": self.url, "access_key": "ours", "secret_key": "hidden"}

    def names(self) -> set[str]:
        """Every object, without our prefix."""
        found = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {one["Key"].removeprefix("callcenter/") for one in found}

    def put(self, name: str, content: bytes) -> None:
        """Put an object as it would be there."""
        self.client.put_object(Bucket=BUCKET, Key=f"callcenter/{name}", Body=content)

    def read(self, name: str) -> bytes:
        """Return an object's content."""
        return bytes(self.client.get_object(Bucket=BUCKET, Key=f"callcenter/{name}")["Body"].read())

    def head(self, name: str) -> dict[str, Any]:
        """Return what is known of an object."""
        return dict(self.client.head_object(Bucket=BUCKET, Key=f"callcenter/{name}"))


@contextmanager
def s3_server() -> Iterator[S3]:
    """Run the server with an empty bucket; skips where moto isn't installed."""
    pytest.importorskip("moto", reason=NO_S3)
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        client = boto3.client(
            "s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        # moto's state belongs to the process, not to one server.
        for bucket in client.list_buckets()["Buckets"]:
            for one in client.list_objects_v2(Bucket=bucket["Name"]).get("Contents", []):
                client.delete_object(Bucket=bucket["Name"], Key=one["Key"])
            client.delete_bucket(Bucket=bucket["Name"])
        client.create_bucket(Bucket=BUCKET)
        yield S3(url=url, client=client)
    finally:
        server.stop()
