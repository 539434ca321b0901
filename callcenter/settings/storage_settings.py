"""Settings of the S3-compatible storage for recordings and journals, checked with all the others at the start."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from callcenter.domain.host_port import is_loopback
from callcenter.settings.setting_values import HttpUrl, SettingsGroup

_NAME = "CALLCENTER_STORAGE__"


class StorageSettings(SettingsGroup):
    """S3-compatible storage for recordings and journals."""

    #: Bucket to which they go once a call is over and in Postgres; empty keeps them in the data folder.
    bucket: str = Field(default="", pattern=r"^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$")
    #: What our objects' names begin with, so that a bucket can serve several.
    prefix: str = Field(default="callcenter", pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$")
    #: Address of a server that isn't Amazon's; https:// only, but on loopback.
    endpoint: HttpUrl = ""
    #: The bucket's region.
    region: str = Field(default="us-east-1", min_length=1)
    #: Key pair; empty if the machine or the pod has an identity of its own there.
    access_key: SecretStr = SecretStr("")
    secret_key: SecretStr = SecretStr("")
    #: Encryption on the server, asked for with every object: its own key (SSE-S3), one of KMS, or what the bucket does.
    encryption: Literal["aes256", "kms", "bucket"] = "aes256"
    #: The key's id for `kms`.
    kms_key: str = ""

    @model_validator(mode="after")
    def _fits_together(self) -> StorageSettings:
        parts = urlsplit(self.endpoint)
        if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            raise ValueError(f"{_NAME}ENDPOINT must be https://: what callers said would cross the network in clear")
        if bool(self.access_key.get_secret_value()) != bool(self.secret_key.get_secret_value()):
            raise ValueError(f"{_NAME}ACCESS_KEY and {_NAME}SECRET_KEY go together; set both or none")
        if bool(self.kms_key) != (self.encryption == "kms"):
            raise ValueError(f"{_NAME}KMS_KEY goes with {_NAME}ENCRYPTION=kms, and only with it")
        if self.endpoint and not self.bucket:
            raise ValueError(f"{_NAME}BUCKET is missing: {_NAME}ENDPOINT alone stores nothing")
        if re.search(r"\.\.", self.bucket):
            raise ValueError(f"{_NAME}BUCKET has two dots in a row; no bucket's name may")
        return self
