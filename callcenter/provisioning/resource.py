"""What plans are made of: resources as plain documents, whichever side they come from.

A document is a declaration's fields as JSON has them, without its name and its secrets. Both sides are brought to
the same document, so that comparing is comparing values; lists whose order means nothing are sorted by then.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets as random_bytes
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

#: Cost of hashing a secret: some milliseconds, so that a short PIN can't be found by trying all of them at leisure.
_ROUNDS = {"n": 2**12, "r": 8, "p": 1}


class Kind(Enum):
    """What a resource is."""

    CALENDAR = "calendar"
    INBOUND_TRUNK = "inbound_trunk"
    OUTBOUND_TRUNK = "outbound_trunk"
    REGISTRATION = "registration"
    DISPATCH_RULE = "dispatch_rule"

    @property
    def label(self) -> str:
        """The kind in words."""
        return self.value.replace("_", " ")


class Ownership(Enum):
    """Whose marker a resource of a target carries."""

    OURS = "ours"
    NOBODY = "nobody"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource as the files want it.

    `secrets` holds values by field; `missing_secrets` the environment variables by field that aren't there.
    """

    kind: Kind
    name: str
    fields: Mapping[str, Any]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    missing_secrets: Mapping[str, str] = field(default_factory=dict)

    def flat(self) -> dict[str, Any]:
        """Return the fields with dotted names."""
        return flatten(self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """One resource as a target has it.

    `secrets` are those the target gives out; `seals` the hashes we left there for those it keeps to itself.
    """

    kind: Kind
    name: str
    id: str
    ownership: Ownership
    owner: str = ""
    fields: Mapping[str, Any]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    seals: Mapping[str, str] = field(default_factory=dict, repr=False)
    key: bytes = field(default=b"", repr=False)

    def flat(self) -> dict[str, Any]:
        """Return the fields with dotted names."""
        return flatten(self.fields)

    @property
    def secret_paths(self) -> frozenset[str]:
        """The fields that have a secret."""
        return frozenset({*self.secrets, *self.seals})

    def has_secret(self, path: str, value: str) -> bool:
        """Tell whether the target has this secret; '' asks whether it has none."""
        if path in self.secrets:
            return hmac.compare_digest(self.secrets[path].encode(), value.encode())
        if path in self.seals:
            return bool(value) and is_sealed(value, self.seals[path], key=self.key)
        return not value


def flatten(fields: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested mappings as one, names joined by dots; an empty mapping stays as it is.

    >>> flatten({"a": {"b": 1}, "c": {}})
    {'a.b': 1, 'c': {}}
    """
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Mapping) and value:
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat


def seal(value: str, *, key: bytes = b"") -> str:
    """Return a salted, keyed hash of a secret, by which a later run sees whether it changed."""
    salt = random_bytes.token_bytes(8)
    return f"{salt.hex()}:{_hash(value, salt, key)}"


def is_sealed(value: str, sealed: str, *, key: bytes = b"") -> bool:
    """Tell whether `sealed` was made of this value with this key."""
    salt, _, digest = sealed.partition(":")
    try:
        return hmac.compare_digest(_hash(value, bytes.fromhex(salt), key), digest)
    except ValueError:
        return False


def _hash(value: str, salt: bytes, key: bytes) -> str:
    return hashlib.scrypt(value.encode(), salt=salt + key, dklen=16, **_ROUNDS).hex()
