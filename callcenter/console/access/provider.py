"""The OpenID provider: where it sends people to sign in, and what its ID token says of who did.

Authorisation code with PKCE (RFC 7636), by authlib; the token is checked as OpenID Connect Core 1.0 §3.1.3.7 says.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet

from callcenter.domain.host_port import is_loopback
from callcenter.errors import ConsoleRefused
from callcenter.foreign_errors import ErrorTable, told_by
from callcenter.settings.console_settings import ConsoleSettings

#: Seconds by which the provider's clock and ours may differ.
LEEWAY_S = 60
_TIMEOUT_S = 10.0
#: Signatures by the provider's own key; never one by a shared secret, and never none.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What the provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


async def find_provider(settings: ConsoleSettings) -> Provider:
    """Ask the provider for its addresses (OpenID Connect Discovery 1.0).

    Raises:
        ConsoleRefused: it can't be reached, or isn't the one of the settings.
    """
    issuer = settings.oidc_issuer.rstrip("/")
    told = await _get(f"{issuer}/.well-known/openid-configuration")
    try:
        found = Provider(**{name: str(told[name]) for name in Provider.__dataclass_fields__})
    except KeyError as error:
        raise ConsoleRefused(f"The sign-in provider doesn't say its {error.args[0]}.", remedy=_ADMIN) from error
    if found.issuer.rstrip("/") != issuer:
        raise ConsoleRefused("The sign-in provider isn't the one of the settings: another issuer.", remedy=_ADMIN)
    for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        parts = urlsplit(address)
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise ConsoleRefused("The sign-in provider has an address without TLS.", remedy=_ADMIN)
    return found


def asked_at(provider: Provider, settings: ConsoleSettings, *, back: str, state: str, nonce: str, verifier: str) -> str:
    """Return the address at which somebody signs in at the provider."""
    client = AsyncOAuth2Client(
        settings.oidc_client_id,
        redirect_uri=back,
        scope=" ".join(settings.oidc_scopes),
        code_challenge_method="S256",
    )
    address, _ = client.create_authorization_url(
        provider.authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier
    )
    return str(address)


def new_verifier() -> str:
    """Return a PKCE verifier."""
    return secrets.token_urlsafe(48)


async def claims_of(
    provider: Provider, settings: ConsoleSettings, *, code: str, back: str, nonce: str, verifier: str
) -> Mapping[str, Any]:
    """Return what the provider's ID token says of who signed in, once it is proven to be theirs and for us.

    Raises:
        ConsoleRefused: the code doesn't work, or the token is somebody else's, for somebody else, too old, or forged.
    """
    secret = settings.oidc_client_secret.get_secret_value()
    method = "client_secret_basic" if secret else "none"
    with told_by(_SIGNING_IN):
        async with AsyncOAuth2Client(
            settings.oidc_client_id,
            secret or None,
            redirect_uri=back,
            token_endpoint_auth_method=method,
            timeout=_TIMEOUT_S,
        ) as client:
            token = await client.fetch_token(provider.token_endpoint, code=code, code_verifier=verifier)
        keys = KeySet.import_key_set(await _get(provider.jwks_uri))
        read = jwt.decode(str(token.get("id_token", "")), keys, algorithms=_ALGORITHMS)
        wanted = {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": settings.oidc_client_id},
        }
        known = {"nonce": nonce, "client_id": settings.oidc_client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(read.claims, read.header, wanted, known)
        claims.validate(leeway=LEEWAY_S)
    return dict(read.claims)


_ADMIN = "An admin looks at CALLCENTER_CONSOLE__OIDC_ISSUER."
_AGAIN = "Sign in once more; if it happens again, tell an admin."
_CLOCKS = f"Its clock and this machine's may be more than {LEEWAY_S} s apart."


def _away(_: object) -> ConsoleRefused:
    return ConsoleRefused("The sign-in provider doesn't answer.", remedy=_AGAIN)


def _too_old(_: object) -> ConsoleRefused:
    return ConsoleRefused(f"The sign-in provider's answer is too old. {_CLOCKS}", remedy=_AGAIN)


def _not_trusted(error: Exception) -> ConsoleRefused:
    # The kind of the fault and the claim it is about, never a value.
    claim = getattr(error, "claim", "") or getattr(error, "claim_name", "")
    what = f"{type(error).__name__}{f': {claim}' if claim else ''}"
    return ConsoleRefused(f"The sign-in provider's answer can't be trusted ({what}). {_CLOCKS}", remedy=_AGAIN)


#: What failures are to us: of a question to the provider, and of signing somebody in with its answer.
_ASKING: ErrorTable = {httpx.HTTPError: _away, ValueError: _away}
_SIGNING_IN: ErrorTable = {
    ExpiredTokenError: _too_old,
    httpx.HTTPError: _away,
    JoseError: _not_trusted,
    AuthlibBaseError: _not_trusted,
    ValueError: _not_trusted,
}


async def _get(address: str) -> Any:
    with told_by(_ASKING):
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, follow_redirects=False) as client:
            answer = await client.get(address)
            answer.raise_for_status()
            found = answer.json()
    if not isinstance(found, dict):
        raise _away(found)
    return found
