"""What is wrong with dispatch rules: names that nobody has, rules that never match, shadow or conflict."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from callcenter.domain.language import LANGUAGES, base_language
from callcenter.domain.routing.dispatch_rule import DispatchRule
from callcenter.domain.routing.matching import TargetName
from callcenter.domain.routing.rule_matching import find_own_conflict, find_rule_conflict, priority
from callcenter.domain.routing.trunk_matching import normalise_number
from callcenter.provisioning.checks.trunks import SHORT_CALL_S, check_numbers
from callcenter.provisioning.checks.unusable import unusable
from callcenter.settings.setting_values import Destination, SpokenNumber

if TYPE_CHECKING:
    from callcenter.provisioning.checks.findings import Findings

_RULES = "dispatch_rules"
#: What `recording_consent` means itself; anything else is said.
_KINDS_OF_CONSENT = ("announce", "ask")


def check_rules(findings: Findings, *, agents: Collection[str], target: TargetName) -> None:
    """Add the faults of dispatch rules."""
    rules = [_with_pin(findings, rule) for rule in findings.declared.dispatch_rules]
    for rule in rules:
        check_numbers(findings, _RULES, rule.name, "called_numbers", rule.called_numbers)
        check_numbers(findings, _RULES, rule.name, "calling_numbers", rule.calling_numbers)
        _check_names(findings, rule, agents)
        _check_hours(findings, rule)
        _check_reach(findings, rule)
        _check_itself(findings, rule, target)
        _check_duties(findings, rule, target)
        if not rule.trunks:
            what = "trunks: on LiveKit a rule without trunks also takes calls that no trunk took, past every"
            what += " allowed_addresses and password."
            findings.add(_RULES, rule.name, ("trunks",), what, "Name its trunks.", is_warning=True)
        room = rule.room
        if target == TargetName.LIVEKIT and room is not None and room.prefix.endswith(("-", "_")):
            what = f"room: the prefix {room.prefix!r} gives {room.prefix}_+44…: LiveKit adds an underscore."
            path = ("room", room.kind, "prefix")
            findings.add(_RULES, rule.name, path, what, f"Write {room.prefix.rstrip('-_')!r}.", is_warning=True)
    _check_unserved(findings, rules)
    for index, rule in enumerate(rules):
        for other in rules[:index]:
            if not all(findings.declared.is_whole(_RULES, one.name) for one in (rule, other)):
                continue
            _check_pair(findings, other, rule, target)


def _with_pin(findings: Findings, rule: DispatchRule) -> DispatchRule:
    """Give a rule whose PIN's variable isn't set a PIN of its own, so that it isn't taken for one without."""
    variable = findings.declared.missing_secrets.get((_RULES, rule.name), {}).get("pin")
    return replace(rule, pin=f"env:{variable}") if variable else rule


def _check_names(findings: Findings, rule: DispatchRule, agents: Collection[str]) -> None:
    names = {trunk.name for trunk in findings.declared.usable().inbound_trunks}
    for index, trunk in enumerate(rule.trunks):
        if trunk not in names and not findings.declared.may_have("inbound_trunks", trunk):
            what = f"trunks: there is no inbound trunk {trunk!r}."
            known = ", ".join(sorted(names)) or "none"
            findings.add(_RULES, rule.name, ("trunks", index), what, f"Name one of: {known}.")
    for key, agent in (("agent", rule.agent), ("outside_agent", rule.outside_agent)):
        if agent and agent not in agents:
            what = f"{key}: there is no agent {agent!r}."
            findings.add(_RULES, rule.name, (key,), what, f"Name one of: {', '.join(sorted(agents)) or 'none'}.")
    if rule.language and base_language(rule.language) not in LANGUAGES:
        what = f"language: no agent speaks {rule.language!r}."
        findings.add(_RULES, rule.name, ("language",), what, f"Name one of: {', '.join(LANGUAGES)}.")
    calendars = {calendar.name for calendar in findings.declared.calendars}
    is_unknown = rule.opening_hours and rule.opening_hours not in calendars
    if is_unknown and not findings.declared.may_have("calendars", rule.opening_hours):
        what = f"opening_hours: there is no calendar {rule.opening_hours!r}."
        known = ", ".join(sorted(calendars)) or "none yet; add it under calendars"
        findings.add(_RULES, rule.name, ("opening_hours",), what, f"Name one of: {known}.")


def _check_hours(findings: Findings, rule: DispatchRule) -> None:
    """Find what is said about times outside the hours and never comes to pass."""
    if not findings.declared.is_whole(_RULES, rule.name, "opening_hours", "outside_hours", "outside_agent"):
        return
    if not rule.opening_hours:
        said = {
            "outside_hours": rule.outside_hours != "reject",
            "outside_agent": bool(rule.outside_agent),
            "outside_message": bool(rule.outside_message),
        }
        for key, is_said in said.items():
            if is_said:
                what = f"{key}: it never comes to pass: without opening_hours the rule is always open."
                findings.add(_RULES, rule.name, (key,), what, "Name a calendar in opening_hours, or remove it.")
        return
    if rule.outside_agent and rule.outside_hours != "agent":
        what = f"outside_agent: it never answers: outside_hours is {rule.outside_hours}."
        findings.add(_RULES, rule.name, ("outside_agent",), what, "Write outside_hours: agent.")
    if rule.outside_message and rule.outside_hours != "message":
        what = f"outside_message: it is never said: outside_hours is {rule.outside_hours}."
        findings.add(_RULES, rule.name, ("outside_message",), what, "Write outside_hours: message.")
    if rule.outside_hours == "message" and not rule.outside_message:
        what = "outside_hours: there is no message to say."
        remedy = "Write outside_message: {en: We are closed. Please call again on Monday.}"
        findings.add(_RULES, rule.name, ("outside_hours",), what, remedy)
    if rule.outside_hours == "agent" and not rule.outside_agent:
        what = "outside_hours: the same agent answers within and outside the hours."
        remedy = "Name another in outside_agent, or the same to say that it is meant."
        findings.add(_RULES, rule.name, ("outside_hours",), what, remedy, is_warning=True)


def _check_duties(findings: Findings, rule: DispatchRule, target: str) -> None:
    """Find duties and words that are declared and won't be done or said."""
    if rule.person and (reason := unusable(Destination, rule.person)):
        findings.add(_RULES, rule.name, ("person",), f"person: {reason}.", "Write a number, or a SIP address.")
    for key, number in (("number", rule.emergency.number), ("crisis_line", rule.emergency.crisis_line)):
        if number and (reason := unusable(SpokenNumber, number)):
            what = f"emergency.{key}: {reason}."
            findings.add(_RULES, rule.name, ("emergency", key), what, "Write it in digits, such as 911.")
    if rule.emergency.transfer and (reason := unusable(Destination, rule.emergency.transfer)):
        what = f"emergency.transfer: {reason}."
        findings.add(_RULES, rule.name, ("emergency", "transfer"), what, "Write a number, or a SIP address.")
    for key, is_said in (("recording_consent", rule.recording_consent), ("recording_words", rule.recording_words)):
        if is_said and not rule.record:
            what = f"{key}: the rule doesn't record; it is said only if the settings have every call recorded."
            findings.add(_RULES, rule.name, (key,), what, "Add record: true, or remove it.", is_warning=True)
    if 0 < rule.max_duration_s < SHORT_CALL_S:
        what = f"max_duration: calls end after {rule.max_duration_s} s, before anything can be done."
        findings.add(_RULES, rule.name, ("max_duration",), what, "A number is seconds: write 30m.", is_warning=True)
    language = base_language(rule.language)
    for key, words in (("greeting", rule.greeting), ("outside_message", rule.outside_message)):
        if words and language not in words:
            what = f"{key}: it has no words in {language!r}, the language of the rule's calls."
            findings.add(_RULES, rule.name, (key,), what, f"Add {language}: …", is_warning=True)
    for code, text in rule.emergency.say.items():
        if "{number}" not in text and not rule.emergency.number:
            what = f"emergency.say: the words in {code!r} don't say whom to call."
            findings.add(_RULES, rule.name, ("emergency", "say"), what, "Write {number} in them.", is_warning=True)
    _check_words(findings, rule)
    told = (rule.recording_consent, *rule.emergency.say.values(), rule.emergency.number, rule.emergency.transfer)
    told += (rule.emergency.crisis_line, rule.person, *rule.greeting.values())
    if target == TargetName.LIVEKIT and any(told) and not rule.is_told_to_worker:
        what = "emergency, recording_consent, person, greeting: LiveKit doesn't tell the worker of a rule without"
        what += " agent, or with agents of its own in room_config."
        findings.add(_RULES, rule.name, ("emergency",), what, "Name the rule's agent.", is_warning=True)


def _check_words(findings: Findings, rule: DispatchRule) -> None:
    """Find what would be said to callers and was hardly meant for them, and phrases nobody can say."""
    consent = rule.recording_consent
    if consent and consent not in _KINDS_OF_CONSENT and not re.search(r"\w\s+\w", consent):
        what = f"recording_consent: {consent!r} is said to callers, word for word."
        remedy = "Write announce, ask, or a whole sentence; leave it out to say nothing."
        findings.add(_RULES, rule.name, ("recording_consent",), what, remedy, is_warning=True)
    said = {"greeting": rule.greeting, "outside_message": rule.outside_message, "recording_words": rule.recording_words}
    for key, words in said.items():
        for language, text in words.items():
            if found := re.search(r"\{[^}]*\}*", text):
                what = f"{key}: {found[0]} in {language!r} is said as it stands: nothing is filled in here."
                findings.add(_RULES, rule.name, (key, language), what, "Write the words themselves.", is_warning=True)
    for index, phrase in enumerate(rule.emergency.phrases):
        if not re.search(r"\w", phrase):
            what = f"emergency.phrases: {phrase!r} has no words that a caller could say."
            findings.add(_RULES, rule.name, ("emergency", "phrases", index), what, "Write some, or remove it.")


def _check_reach(findings: Findings, rule: DispatchRule) -> None:
    """Find a rule that never matches, since its trunks take none of its numbers or callers."""
    every = findings.declared.inbound_trunks
    if findings.declared.unread and "inbound_trunks" in findings.declared.unread:
        return
    if not all(findings.declared.is_whole("inbound_trunks", name) for name in rule.trunks):
        return
    trunks = [trunk for trunk in every if not rule.trunks or trunk.name in rule.trunks]
    if not trunks or (not rule.trunks and any(not trunk.numbers for trunk in trunks)):
        return
    pairs = (
        ("called_numbers", rule.called_numbers, [trunk.numbers for trunk in trunks], "numbers"),
        ("calling_numbers", rule.calling_numbers, [trunk.allowed_numbers for trunk in trunks], "allowed_numbers"),
    )
    for key, wanted, lists, theirs in pairs:
        if not wanted or any(not numbers for numbers in lists):
            continue
        taken = {normalise_number(number) for numbers in lists for number in numbers}
        strays = [index for index, number in enumerate(wanted) if normalise_number(number) not in taken]
        if len(strays) == len(wanted):
            what = f"{key}: it can never match: none of them is in the {theirs} of its trunks."
            findings.add(_RULES, rule.name, (key,), what, "Correct the numbers, or name another trunk.")
        else:
            for index in strays:
                what = f"{key}: {wanted[index]} is not in the {theirs} of its trunks and never matches."
                findings.add(_RULES, rule.name, (key, index), what, "Correct or remove it.", is_warning=True)


def _check_unserved(findings: Findings, rules: Sequence[DispatchRule]) -> None:
    """Warn of trunks, and numbers of theirs, whose calls no rule takes: they are all refused."""
    keys = ("trunks", "called_numbers")
    if "dispatch_rules" in findings.declared.unread or not all(
        findings.declared.is_whole(_RULES, rule.name, *keys) for rule in rules
    ):
        return
    for trunk in findings.declared.usable().inbound_trunks:
        its = [rule for rule in rules if not rule.trunks or trunk.name in rule.trunks]
        if not its:
            what = "no rule takes its calls: all are refused."
            remedy = "Name it in the trunks of a dispatch rule."
            findings.add("inbound_trunks", trunk.name, (), what, remedy, is_warning=True)
        if not its or any(not rule.called_numbers for rule in its):
            continue
        taken = {normalise_number(number) for rule in its for number in rule.called_numbers}
        for index, number in enumerate(trunk.numbers):
            if normalise_number(number) not in taken:
                what = f"numbers: no rule takes {number}: calls to it are refused."
                remedy = "Name it in the called_numbers of a dispatch rule."
                findings.add("inbound_trunks", trunk.name, ("numbers", index), what, remedy, is_warning=True)


def _check_itself(findings: Findings, rule: DispatchRule, target: str) -> None:
    if not find_own_conflict(rule):
        return
    for key, values in (
        ("trunks", rule.trunks),
        ("calling_numbers", tuple(map(normalise_number, rule.calling_numbers))),
        ("called_numbers", tuple(map(normalise_number, rule.called_numbers))),
    ):
        for index, value in enumerate(values):
            if value in values[:index]:
                what = f"{key}: {getattr(rule, key)[index]} is there twice. To LiveKit the rule conflicts with itself:"
                what += " every call of its trunks fails with 503."
                findings.add(
                    _RULES, rule.name, (key, index), what, "Remove one.", is_warning=target == TargetName.EMBEDDED
                )


def _check_pair(findings: Findings, first: DispatchRule, second: DispatchRule, target: str) -> None:
    if find_rule_conflict([first, second]):
        for rule, other in ((first, second), (second, first)):
            position = findings.declared.positions.get((_RULES, other.name))
            where = f" ({position.file}:{position.line})" if position is not None else ""
            what = f"it has the same trunk, numbers and PIN as {other.name}{where}; every call of that trunk fails"
            what += " with 503, calls to other numbers too."
            findings.add(_RULES, rule.name, (), what, "Remove one, or divide the numbers.")
        return
    names = [trunk.name for trunk in findings.declared.inbound_trunks]
    for winner, loser in ((first, second), (second, first)):
        if _shadows(winner, loser, names, target):
            position = findings.declared.positions.get((_RULES, winner.name))
            where = f" ({position.file}:{position.line})" if position is not None else ""
            what = f"it can never match: {winner.name}{where} shadows it, taking all of its calls first."
            findings.add(_RULES, loser.name, (), what, "Narrow the other, or remove this one.")


def _shadows(winner: DispatchRule, loser: DispatchRule, trunks: Sequence[str], target: str) -> bool:
    if winner.pin and loser.pin and winner.pin != loser.pin:
        return False
    if loser.trunks:
        covers_trunks = bool(winner.trunks) and set(loser.trunks) <= set(winner.trunks)
        is_before = priority(winner) < priority(loser)
    elif winner.trunks:
        # LiveKit gives the rule without trunks the calls that no trunk took.
        covers_trunks = target == TargetName.EMBEDDED and set(trunks) <= set(winner.trunks)
        is_before = True
    else:
        covers_trunks = True
        is_before = priority(winner) < priority(loser)
    return (
        covers_trunks
        and is_before
        and _covers(winner.called_numbers, loser.called_numbers)
        and _covers(winner.calling_numbers, loser.calling_numbers)
    )


def _covers(wide: Sequence[str], narrow: Sequence[str]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))
