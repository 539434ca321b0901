"""Passwords by argon2id, and random tokens by their SHA-256."""

from __future__ import annotations

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from callcenter.errors import ConsoleRefused

#: Fewer characters are refused, as NIST SP 800-63B-4 has it for a password alone; more than these aren't hashed.
LEAST_CHARACTERS, MOST_CHARACTERS = 15, 200

# argon2-cffi's defaults: RFC 9106's low-memory profile (64 MiB, 3 passes, 4 lanes).
_HASHER = PasswordHasher()
#: What a stranger's password is compared with, so that an unknown name takes as long as a known one.
_NOBODYS = _HASHER.hash(secrets.token_urlsafe())


def hash_password(password: str) -> str:
    """Return a password's hash; takes some 50 ms of a core.

    Raises:
        ConsoleRefused: it is too short or too long.
    """
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise ConsoleRefused(
            f"A password has {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters.", remedy="Four random words will do."
        )
    return _HASHER.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Tell whether it is the password; as slow if there is none to compare it with."""
    try:
        is_right = _HASHER.verify(password_hash or _NOBODYS, password[: MOST_CHARACTERS + 1])
    except (VerificationError, InvalidHashError):
        return False
    return is_right and password_hash is not None


def new_token() -> tuple[str, bytes]:
    """Return a random token of 256 bits, and what is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, kept_of(token)


def kept_of(token: str) -> bytes:
    """Return what is kept of a token: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", errors="replace")).digest()
