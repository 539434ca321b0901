"""Every setting: read once at the start, checked all at once, passed down; and the files that settings stand in."""

from callcenter.settings.call_settings import CallSettings
from callcenter.settings.log_settings import LogSettings
from callcenter.settings.model_settings import ModelSettings
from callcenter.settings.settings import (
    REPOSITORY,
    Settings,
    load_settings,
    load_settings_without_agents,
    secret_from_environment,
    shipped,
    unknown_variables,
)
from callcenter.settings.sip_settings import SipSettings

__all__ = [
    "REPOSITORY",
    "CallSettings",
    "LogSettings",
    "ModelSettings",
    "Settings",
    "SipSettings",
    "load_settings",
    "load_settings_without_agents",
    "secret_from_environment",
    "shipped",
    "unknown_variables",
]
