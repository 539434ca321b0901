"""Settings of the web console, checked with all the others at the start."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from callcenter.domain.host_port import is_loopback, read_host_port
from callcenter.settings.setting_values import Bind, CommaList, Days, HttpUrl, SettingsGroup

#: A host as addresses have it: name, IPv4 or [IPv6], with a port or without.
_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?")

#: What the database keeps whoever asks (migrations/0081_retention.sql).
LEAST_AUDIT_DAYS = 30
#: The roles of the console (console/roles.py).
ROLES = ("supervisor", "operator", "auditor", "admin")


class ConsoleSettings(SettingsGroup):
    """The web console (`callcenter console`, and beside `serve`)."""

    #: Where it listens unless `--bind` says otherwise.
    bind: Bind = "127.0.0.1:8090"
    #: Its address for browsers if a proxy with TLS stands in front, such as https://calls.example.com. Without one
    #: it listens on this machine only.
    public_url: HttpUrl = ""
    #: Hours after which a session ends, and minutes without use after which it does.
    session_hours: int = Field(default=12, ge=1, le=168)
    session_idle_minutes: int = Field(default=60, ge=1, le=525_600)
    #: OpenID provider by which people sign in (its issuer; https, but on this machine), and what it knows us by.
    #: Without a secret the console is a public client.
    oidc_issuer: HttpUrl = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    #: What it is asked for, and the claims that are the name here and that roles depend on.
    oidc_scopes: CommaList = ("openid", "profile", "email")
    oidc_name_claim: str = "preferred_username"
    oidc_roles_claim: str = "groups"
    #: Which value of that claim is which role, such as `admin=cc-admins,supervisor=cc-floor`; who has none of them is
    #: let in by none.
    oidc_roles: CommaList = ()
    #: Days after which entries of the audit log are erased, 30 at least; 0 keeps them.
    audit_days: Days = 0
    #: A hosted language model (a model string) that judges the calls which wait for reviewers, beside them. It is sent
    #: what was said; empty: none is.
    judge: str = ""
    #: Hosts (HOST or HOST:PORT, as addresses have them) that monitors may tell of an issue by webhook, and the secret
    #: by which they know that it is us (HMAC-SHA256 of the body).
    webhook_hosts: CommaList = ()
    webhook_secret: SecretStr = SecretStr("")
    #: Mail server (HOST:PORT; STARTTLS but on loopback) by which monitors tell of an issue, what they write as from,
    #: and name and password if it asks for them.
    smtp: str = ""
    mail_from: str = ""
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")

    @field_validator("webhook_hosts")
    @classmethod
    def _are_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        if bad := [host for host in hosts if not _HOST.fullmatch(host)]:
            raise ValueError(f"{', '.join(map(repr, bad))} can be no host; write it as in an address, without https://")
        return tuple(host.lower() for host in hosts)

    @field_validator("judge")
    @classmethod
    def _is_model(cls, text: str) -> str:
        if text and not re.fullmatch(r"[\w-]+/\S+", text):
            raise ValueError(f"{text!r} is no model string, such as groq/openai/gpt-oss-120b (docs/models.md)")
        return text

    @field_validator("smtp")
    @classmethod
    def _is_server(cls, text: str) -> str:
        if text:
            read_host_port(text)
        return text

    @field_validator("mail_from")
    @classmethod
    def _is_address(cls, text: str) -> str:
        if text and not re.fullmatch(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+", text):
            raise ValueError(f"{text!r} is no e-mail address, such as callcenter@example.com")
        return text

    @field_validator("audit_days")
    @classmethod
    def _long_enough(cls, days: int) -> int:
        if 0 < days < LEAST_AUDIT_DAYS:
            raise ValueError(f"Postgres keeps the audit log for {LEAST_AUDIT_DAYS} days at least")
        return days

    @field_validator("oidc_roles")
    @classmethod
    def _pairs(cls, pairs: tuple[str, ...]) -> tuple[str, ...]:
        for pair in pairs:
            role, _, value = pair.partition("=")
            if role not in ROLES or not value:
                raise ValueError(f"{pair!r} isn't ROLE=VALUE with one of the roles {', '.join(ROLES)}")
        return pairs

    @model_validator(mode="after")
    def _provider_is_whole(self) -> ConsoleSettings:
        if not self.oidc_issuer:
            return self
        parts = urlsplit(self.oidc_issuer)
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise ValueError("CALLCENTER_CONSOLE__OIDC_ISSUER must be https://")
        if not self.oidc_client_id or not self.oidc_roles:
            raise ValueError("CALLCENTER_CONSOLE__OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_ROLES beside it")
        return self
