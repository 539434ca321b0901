"""What a look at the machine or the settings finds: by `callcenter doctor`, and by `serve` before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at: what was found, and what to do about it."""

    name: str
    state: State
    found: str
    remedy: str = ""
