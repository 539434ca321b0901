"""Settings of the web console, checked with all the others at the start."""

from __future__ import annotations

from pydantic import Field, field_validator

from callcenter.setting_values import Bind, HttpUrl, SettingsGroup

#: What the database keeps whoever asks (migrations/0081_retention.sql).
LEAST_AUDIT_DAYS = 30


class ConsoleSettings(SettingsGroup):
    """The web console (`callcenter console`, and beside `serve`)."""

    #: Where it listens unless `--bind` says otherwise.
    bind: Bind = "127.0.0.1:8090"
    #: Its address for browsers where a proxy with TLS stands in front, such as https://calls.example.com. Without one
    #: it listens on this machine only.
    public_url: HttpUrl = ""
    #: Hours after which a session ends, and minutes without use after which it does.
    session_hours: int = Field(default=12, ge=1, le=168)
    session_idle_minutes: int = Field(default=60, ge=1)
    #: Days after which entries of the audit log are erased, 30 at least; 0 keeps them.
    audit_days: int = Field(default=0, ge=0)

    @field_validator("audit_days")
    @classmethod
    def _long_enough(cls, days: int) -> int:
        if 0 < days < LEAST_AUDIT_DAYS:
            raise ValueError(f"Postgres keeps the audit log for {LEAST_AUDIT_DAYS} days at least")
        return days
