"""Signing in by an OpenID provider: a real one on loopback, and one that answers wrongly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from callcenter.console.access.provided import MOST_UNDER_WAY
from callcenter.console.roles import Role
from callcenter.errors import SettingsError
from callcenter.settings import load_settings
from callcenter.settings.console_settings import ROLES
from tests.console.conftest import RunningConsole
from tests.fakes.servers.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider, openid_provider

PERSON = {"sub": "1", "preferred_username": "Ann@example.com", "groups": ["staff", "cc-floor"]}
DAY_S = 86_400


@pytest.fixture(scope="module")
def running_provider() -> Iterator[OpenIdProvider]:
    with openid_provider() as running:
        yield running


@pytest.fixture(scope="module")
def console_settings(running_provider: OpenIdProvider) -> dict[str, str]:
    return {
        "CALLCENTER_CONSOLE__OIDC_ISSUER": running_provider.issuer,
        "CALLCENTER_CONSOLE__OIDC_CLIENT_ID": CLIENT_ID,
        "CALLCENTER_CONSOLE__OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "CALLCENTER_CONSOLE__OIDC_ROLES": "admin=cc-admins,supervisor=cc-floor",
    }


@pytest.fixture
def provider(running_provider: OpenIdProvider) -> OpenIdProvider:
    running_provider.person, running_provider.wrong = dict(PERSON), {}
    running_provider.forges = running_provider.denies = False
    running_provider.signed_by = None
    return running_provider


def sign_in(client: httpx.Client, there: str = "/audit") -> httpx.Response:
    """Go the whole way, and return the console's answer at its end."""
    to_provider = client.get("/oidc", params={"next": there})
    assert to_provider.status_code == 303, to_provider.text
    back = httpx.get(to_provider.headers["location"])
    parts = urlsplit(back.headers["location"])
    assert parts.path == "/oidc/callback"
    return client.get(f"{parts.path}?{parts.query}")


def test_sign_in__by_the_provider__leads_on_as_who_they_are_there(
    console: RunningConsole, provider: OpenIdProvider
) -> None:
    with console.client() as client:
        assert "Sign in with your organisation" in client.get("/sign-in").text
        done = sign_in(client, "/calls?trunk=main")
        me = client.get("/api/me").json()
        again = client.get(str(done.request.url))

    assert (done.status_code, done.headers["location"]) == (303, "/calls?trunk=main")
    assert (me["name"], me["role"]) == ("ann@example.com", "supervisor")
    assert again.status_code == 401


def test_sign_in__with_another_group_later__is_another_role_and_on_record(
    console: RunningConsole, provider: OpenIdProvider
) -> None:
    with console.client() as client:
        sign_in(client)
        provider.person |= {"groups": ["cc-floor", "cc-admins"], "preferred_username": "ann.renamed"}
        sign_in(client)
        me = client.get("/api/me").json()
        link = client.post("/api/people/ann@example.com/link")
        client.patch("/api/people/ann@example.com", json={"enabled": False})
        shut_out = sign_in(client)
        console.sql("UPDATE console_user SET disabled_at = NULL")

    # Known by the subject: a new name at the provider is no new person here.
    assert (me["name"], me["role"]) == ("ann@example.com", "admin")
    assert link.status_code == 403
    assert (shut_out.status_code, "You are shut out." in shut_out.text) == (401, True)
    assert console.sql("SELECT FROM audit_log WHERE action = 'user-changed' AND facts->>'by' = 'oidc'")


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"sub": "2", "groups": ["staff"]}, "You have no role"),
        ({"sub": "2", "groups": None}, "You have no role"),
        ({"sub": "2", "preferred_username": "<b>"}, "be a name here"),
        # A local user of that name: whoever has it at the provider isn't them.
        ({"sub": "2", "preferred_username": "admin"}, "Somebody else here has that name"),
    ],
)
def test_sign_in__of_somebody_the_console_has_no_place_for__is_refused(
    console: RunningConsole, provider: OpenIdProvider, claims: dict[str, Any], said: str
) -> None:
    provider.person |= claims
    with console.client() as client:
        answer = sign_in(client)

    assert answer.status_code == 401
    assert said in answer.text
    assert "callcenter=" not in answer.headers.get("set-cookie", "")
    noted = console.sql("SELECT facts FROM audit_log WHERE action = 'sign-in-failed' ORDER BY entry_id DESC LIMIT 1")
    assert noted[0]["facts"]["by"] == "oidc"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"iss": "http://127.0.0.1:1"}, "trusted"),
        ({"aud": "another console"}, "trusted"),
        ({"aud": [CLIENT_ID, "another"], "azp": "another"}, "trusted"),
        ({"nonce": "of another sign-in"}, "trusted"),
        ({"nonce": ""}, "trusted"),
        ({"exp": int(time.time()) - DAY_S}, "too old"),
        ({"iat": int(time.time()) + DAY_S}, "60 s apart"),
        ({"at_hash": "of another token"}, "trusted"),
    ],
)
def test_token__that_is_not_for_this_sign_in__is_refused(
    console: RunningConsole, provider: OpenIdProvider, wrong: dict[str, Any], said: str
) -> None:
    provider.wrong = wrong
    with console.client() as client:
        answer = sign_in(client)
        assert client.get("/api/me").status_code == 401

    assert answer.status_code == 401
    assert said in answer.text


def test_token__of_a_clock_half_a_minute_off__will_do(console: RunningConsole, provider: OpenIdProvider) -> None:
    now = int(time.time())
    provider.wrong = {"iat": now + 30, "exp": now + 330}
    with console.client() as client:
        assert sign_in(client).status_code == 303


def test_token__forged_or_denied__lets_nobody_in(console: RunningConsole, provider: OpenIdProvider) -> None:
    with console.client() as client:
        provider.forges = True
        forged = sign_in(client)
        provider.forges, provider.denies = False, True
        denied = sign_in(client)

    assert (forged.status_code, denied.status_code) == (401, 401)
    assert "let nobody in" in denied.text


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS256 by the public key"])
def test_token__not_signed_by_the_providers_own_key__lets_nobody_in(
    console: RunningConsole, provider: OpenIdProvider, algorithm: str
) -> None:
    """RFC 8725 §2.1: no signature at all, and what everybody knows taken for a shared secret."""
    secret = {"none": b"", "HS256": CLIENT_SECRET.encode()}.get(algorithm, provider.key.as_pem(private=False))
    provider.signed_by = (algorithm.partition(" ")[0], secret)
    with console.client() as client:
        assert sign_in(client).status_code == 401


def test_sign_ins__begun_beyond_measure__are_refused_from_that_network_and_cost_nothing(
    console: RunningConsole, provider: OpenIdProvider
) -> None:
    begun = """INSERT INTO console_oidc_flow (state, nonce, verifier, there, expires_at, network)
               SELECT i::text, '', '', '', now() + interval '1 minute', $1 FROM generate_series(1, $2::integer) i"""
    console.sql(begun, "127.0.0.1", MOST_UNDER_WAY)
    with console.client() as client:
        refused = client.get("/oidc")
        console.sql("UPDATE console_oidc_flow SET network = '192.0.2.1'")
        done = sign_in(client)
    left = console.sql("SELECT count(*) AS n FROM console_oidc_flow")[0]["n"]
    console.sql("DELETE FROM console_oidc_flow")

    assert (refused.status_code, done.status_code, left) == (429, 303, MOST_UNDER_WAY)
    assert "under way" in refused.text


def test_callback__of_a_sign_in_that_began_in_another_browser__is_refused(
    console: RunningConsole, provider: OpenIdProvider
) -> None:
    with console.client() as theirs, console.client() as victim:
        back = httpx.get(theirs.get("/oidc").headers["location"]).headers["location"]
        parts = urlsplit(back)
        answer = victim.get(f"{parts.path}?{parts.query}")
        empty = victim.get("/oidc/callback")

    assert (answer.status_code, empty.status_code) == (401, 401)
    assert "begin in this browser" in answer.text


@pytest.mark.parametrize(
    "settings",
    [
        {"oidc_issuer": "http://login.example.com", "oidc_client_id": "x", "oidc_roles": "admin=a"},
        {"oidc_issuer": "https://login.example.com", "oidc_roles": "admin=a"},
        {"oidc_issuer": "https://login.example.com", "oidc_client_id": "x"},
        {"oidc_roles": "king=a"},
        {"oidc_roles": "admin="},
    ],
)
def test_settings__that_let_in_nobody_or_anybody__are_refused_at_the_start(settings: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        load_settings(console=settings)


def test_settings__roles__are_those_of_the_table() -> None:
    assert list(ROLES) == list(Role)
