"""Settings of the call flow: silence, how long calls are kept, what agents may do and how places are read."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr, model_validator

from callcenter.settings.setting_faults import PREFIX as _PREFIX
from callcenter.settings.setting_values import (
    CommaList,
    Countries,
    Country,
    Days,
    HttpUrl,
    SettingsGroup,
    SpokenNumber,
    TimeZone,
)


class CallSettings(SettingsGroup):
    """The call flow."""

    #: Keep a stereo recording of each call (a dispatch rule can also ask for it).
    record: bool = False
    #: Seconds of silence from the caller before the agent asks, and then hangs up.
    silence_ask_s: float = Field(default=12, gt=0)
    silence_end_s: float = Field(default=30, gt=0)
    #: Seconds that a caller who says "hold on" is waited for before silence counts.
    hold_on_s: float = Field(default=60, ge=0)
    #: Days after which calls, journals and recordings are erased; 0 keeps them.
    retention_days: Days = 0
    #: Days after which recordings, and words said or given to tools, go while the call stays in the log; 0 keeps them.
    recording_days: Days = 0
    transcript_days: Days = 0
    #: Gigabytes (10^9 bytes) that recordings may take on the disk; above it the oldest go, once an hour. 0 is any.
    recordings_quota_gb: float = Field(default=0, ge=0)
    #: Days for which recordings stay whatever the quota, if a law or a contract wants them.
    recordings_min_days: Days = 0
    #: What callers are told to dial if somebody is in danger; a dispatch rule can say another.
    emergency_number: SpokenNumber = "911"
    #: Handoffs in one call by agents that did nothing for the caller before; one more, and the agent has to go on by
    #: itself or get a person.
    max_handoffs: int = Field(default=6, ge=0)
    #: What agents may refund a customer in 30 days, in cents, all refunds together; above it a person decides.
    refund_limit_cents: int = Field(default=5000, ge=0, le=100_000_000)
    #: Let a caller whose number is a customer's hear that account's facts and change it, without account number and
    #: ZIP code. Caller ID can be forged by anybody with a PBX: off, unless your carrier vouches for it.
    recognised_is_enough: bool = False
    #: Minutes for which an account and a calling number are locked after three wrong guesses, in whatever calls.
    identification_lock_minutes: int = Field(default=60, ge=1, le=525_600)
    #: Where codes for callers are sent from: an HTTP address that takes `{"to": "+1...", "text": "..."}`, and its
    #: bearer token. Empty: no codes.
    messenger_url: HttpUrl = ""
    messenger_token: SecretStr = SecretStr("")
    #: Regions (ISO 3166-1 alpha-2) whose numbers we call back; the country alone if empty. Never premium numbers.
    callback_regions: Annotated[CommaList, Countries] = ()
    #: Country whose numbers are read without a country code (ISO 3166-1 alpha-2).
    country: Country = "US"
    #: Time zone of opening hours and appointments (IANA name).
    timezone: TimeZone = "America/New_York"

    @model_validator(mode="after")
    def _fits_together(self) -> CallSettings:
        if self.silence_end_s <= self.silence_ask_s:
            raise ValueError(f"{_PREFIX}CALLS__SILENCE_END_S must be longer than {_PREFIX}CALLS__SILENCE_ASK_S")
        if any(0 < days < self.recordings_min_days for days in (self.retention_days, self.recording_days)):
            raise ValueError(f"{_PREFIX}CALLS__RECORDINGS_MIN_DAYS is more than RETENTION_DAYS or RECORDING_DAYS")
        return self
