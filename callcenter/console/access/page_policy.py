"""Headers of every answer, and the content-security policy.

NiceGUI's pages compile Vue templates in the browser, which takes 'unsafe-eval', and Quasar writes style attributes,
which takes 'unsafe-inline' for styles. Scripts otherwise: ours and NiceGUI's files, and the inline ones of NiceGUI's
own template, by a nonce of this one answer. Pages before signing in need none of it and get none.
"""

from __future__ import annotations

import secrets

_COMMON = (
    "default-src 'none'; img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Where NiceGUI's template begins to hold what people and callers wrote, as JSON in a script: nothing after it gets a
#: nonce, whatever it looks like.
_DATA_BEGINS = b"String.raw`"

#: Of every answer.
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(self), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
#: What a browser or a proxy may keep of an answer: nothing, but for files that hold nobody's data.
NOT_KEPT = (b"cache-control", b"no-store")


def new_nonce() -> str:
    """Return a random nonce for one answer."""
    return secrets.token_urlsafe(18)


def plain_policy() -> bytes:
    """Return the policy of pages before signing in, and of all that isn't a page: no script at all."""
    return f"{_COMMON}; script-src 'none'; style-src 'self'".encode()


def page_policy(nonce: str) -> bytes:
    """Return the policy of NiceGUI's pages."""
    script = f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'"
    return f"{_COMMON}; {script}; style-src 'self' 'unsafe-inline'".encode()


def with_nonce(page: bytes, nonce: str) -> bytes:
    """Return NiceGUI's page with the nonce at the template's own scripts."""
    template, mark, data = page.partition(_DATA_BEGINS)
    return template.replace(b"<script", f'<script nonce="{nonce}"'.encode()) + mark + data
