"""Settings of the logs."""

from __future__ import annotations

from typing import Literal

from callcenter.settings.setting_values import SettingsGroup


class LogSettings(SettingsGroup):
    """Structured logs on standard error."""

    #: Least severe lines shown.
    level: Literal["debug", "info", "warning", "error"] = "info"
    #: `text` for people, `json` for machines.
    format: Literal["text", "json"] = "text"
    #: Show keys that start with `pii_`; off, they are dropped.
    show_personal_data: bool = False
