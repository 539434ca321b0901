"""What is wrong with calendars: zones, dates and spans that can't be, hours that overlap or never come."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from callcenter.domain.routing.opening_hours import DAYS, Calendar
from callcenter.provisioning.checks.unusable import unusable
from callcenter.settings.setting_values import TimeZone

if TYPE_CHECKING:
    from callcenter.provisioning.checks.findings import Findings

_SECTION = "calendars"
#: Zones named after a winter time, which stay in it (IANA's northamerica and backward files), and whose it is.
_WITHOUT_SUMMER = {"EST": "America/New_York", "MST": "America/Denver", "HST": "Pacific/Honolulu"}


def check_calendars(findings: Findings) -> None:
    """Add the faults of calendars."""
    used = {rule.opening_hours for rule in findings.declared.dispatch_rules}
    for calendar in findings.declared.calendars:
        if reason := unusable(TimeZone, calendar.timezone):
            remedy = "Write an IANA name: America/New_York."
            findings.add(_SECTION, calendar.name, ("timezone",), f"timezone: {reason}.", remedy)
        elif calendar.timezone in _WITHOUT_SUMMER:
            meant = _WITHOUT_SUMMER[calendar.timezone]
            what = f"timezone: {calendar.timezone} has no summer time."
            remedy = f"Did you mean {meant}? Write a place's zone."
            findings.add(_SECTION, calendar.name, ("timezone",), what, remedy, is_warning=True)
        elif calendar.timezone.startswith("Etc/GMT") and calendar.timezone[-1] != "0":
            what = (
                f"timezone: {calendar.timezone} has no summer time, and its sign is the other way round: Etc/GMT+5 is"
            )
            what += " five hours behind Greenwich."
            remedy = "Write a place's zone, such as America/New_York."
            findings.add(_SECTION, calendar.name, ("timezone",), what, remedy, is_warning=True)
        elif not findings.declared.says("calendars", calendar.name, "timezone"):
            what = f"it names no timezone, so that its hours are {calendar.timezone}."
            remedy = "Add timezone: America/New_York, or whose hours they are."
            findings.add(_SECTION, calendar.name, (), what, remedy, is_warning=True)
        _check_days_off(findings, calendar)
        _check_spans(findings, calendar)
        if calendar.name not in used and "dispatch_rules" not in findings.declared.unread:
            remedy = "Name it in the opening_hours of a rule, or remove it."
            findings.add(_SECTION, calendar.name, (), "no rule uses it.", remedy, is_warning=True)


def _check_days_off(findings: Findings, calendar: Calendar) -> None:
    for index, day in enumerate(calendar.closed_on):
        path = ("closed_on", index)
        try:
            date.fromisoformat(day)
        except ValueError:
            findings.add(_SECTION, calendar.name, path, f"closed_on: there is no day {day}.", "Write YYYY-MM-DD.")
        if day in calendar.closed_on[:index]:
            what = f"closed_on: {day} stands there twice."
            findings.add(_SECTION, calendar.name, path, what, "Remove one.", is_warning=True)


def _check_spans(findings: Findings, calendar: Calendar) -> None:
    if not calendar.spans and findings.declared.is_whole(_SECTION, calendar.name, "open"):
        what = "open: it is never open: every call comes outside its hours."
        remedy = 'Write the days, such as mon: ["09:00-17:30"].'
        findings.add(_SECTION, calendar.name, ("open",), what, remedy, is_warning=True)
    for day in DAYS:
        spans = sorted((span for span in calendar.spans if span.day == day), key=lambda span: span.opens)
        for span in spans:
            if span.closes not in ("24:00", "00:00") and span.opens >= span.closes:
                what = f"open: {day} {span.opens}-{span.closes} ends before it begins."
                remedy = "Divide a span that crosses midnight between both days."
                findings.add(_SECTION, calendar.name, ("open", day), what, remedy)
        for first, second in pairwise(spans):
            ends_at_midnight = first.closes in ("24:00", "00:00")
            if first.opens < first.closes or ends_at_midnight:
                if ends_at_midnight or second.opens < first.closes:
                    texts = [f"{span.opens}-{span.closes}" for span in (first, second)]
                    what = f"open: {day} {texts[0]} and {texts[1]} overlap."
                    findings.add(_SECTION, calendar.name, ("open", day), what, "Make them one span.")
