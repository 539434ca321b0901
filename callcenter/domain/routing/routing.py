"""What decides about calls, as one: read from the files or from Postgres, judged by `matching`."""

from __future__ import annotations

from dataclasses import dataclass

from callcenter.domain.routing.dispatch_rule import DispatchRule
from callcenter.domain.routing.opening_hours import Calendar
from callcenter.domain.routing.trunk import InboundTrunk, OutboundTrunk, Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Trunks, registrations, dispatch rules and calendars, each in the order of its file."""

    inbound_trunks: tuple[InboundTrunk, ...] = ()
    outbound_trunks: tuple[OutboundTrunk, ...] = ()
    registrations: tuple[Registration, ...] = ()
    dispatch_rules: tuple[DispatchRule, ...] = ()
    calendars: tuple[Calendar, ...] = ()
