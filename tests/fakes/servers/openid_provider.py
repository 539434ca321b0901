"""An OpenID provider on loopback: discovery, authorisation code with PKCE, signed ID tokens, JWKS.

It signs everybody in who asks, as the person it was last told of, and can be told to answer wrongly.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "console", "a secret of the test"


@dataclass
class OpenIdProvider:
    """The provider. `person` are claims of who signs in; `wrong` replaces claims of the next tokens."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    #: Sign with a key that isn't in the JWKS, or deny whoever asks.
    forges: bool = False
    denies: bool = False
    #: Another algorithm than its key's, and the secret to sign with (none: unsigned).
    signed_by: tuple[str, bytes] | None = None
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        """Return what it says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Return the address to lead the browser back to."""
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        back = {"state": asked["state"]}
        if self.denies:
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe()
            self.codes[back["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return the tokens for a code, once; None where anything is wrong."""
        asked = self.codes.pop(form.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or authorization != f"Basic {expected}" or asked["code_challenge"] != challenge:
            return None
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.wrong,
        }
        key = RSAKey.generate_key(2048, {"kid": "one"}) if self.forges else self.key
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
        token = _signed_by_hand(claims, *self.signed_by) if self.signed_by else signed
        return {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "id_token": token}


def _signed_by_hand(claims: dict[str, Any], algorithm: str, secret: bytes) -> str:
    """Return a token as somebody without the provider's key makes it: unsigned, or with a secret that is none."""
    parts = ({"alg": algorithm, "kid": "one"}, claims)
    text = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    mark = hmac.new(secret, text.encode(), hashlib.sha256).digest() if secret else b""
    return f"{text}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


@contextmanager
def openid_provider() -> Iterator[OpenIdProvider]:
    """Run one until the block ends."""
    provider = OpenIdProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            match parts.path:
                case "/.well-known/openid-configuration":
                    self._answer(provider.discovery())
                case "/jwks":
                    self._answer({"keys": [provider.key.as_dict(private=False)]})
                case "/authorize":
                    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                    self.send_response(303)
                    self.send_header("location", provider.authorize(asked))
                    self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            found = provider.token(form, self.headers.get("authorization", ""))
            self._answer(found or {"error": "invalid_grant"}, status=200 if found else 400)

        def _answer(self, data: dict[str, Any], *, status: int = 200) -> None:
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
