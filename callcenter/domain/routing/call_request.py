"""A call as it arrives, and one trunk or rule judged by it: what matching is given and what it writes down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequest:
    """A call as it arrives. Numbers are user parts as sent, any text, also empty; `source_ip` '' is unknown.

    `trunk` forces a trunk by name (`explain --trunk`). `pin` is what the caller entered.
    """

    from_number: str
    to_number: str
    source_ip: str = ""
    from_host: str = ""
    trunk: str = ""
    pin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One trunk or rule judged: which field refused it, or that it matched. `field` '' means matched."""

    kind: str
    name: str
    is_match: bool
    field: str = ""
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {"kind": self.kind, "name": self.name, "match": self.is_match, "field": self.field, "why": self.why}
