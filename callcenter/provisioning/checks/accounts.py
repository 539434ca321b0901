"""What is wrong with outbound trunks and registrations: addresses nobody can dial, times nobody can keep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from callcenter.domain.host_port import is_address
from callcenter.provisioning.checks.trunks import check_numbers, check_username
from callcenter.provisioning.checks.unusable import unusable
from callcenter.settings.setting_values import Country, Registrar

if TYPE_CHECKING:
    from callcenter.provisioning.checks.findings import Findings

#: A name of labels (RFC 1123 §2.1), which are not all numbers, or an address.
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = re.compile(rf"\[[0-9A-Fa-f:.]+\]|(?!.*\.[0-9]+\.?$){_LABEL}(\.{_LABEL})*\.?")
#: Shortest time between registrations that providers bear; RFC 3261 §10.2.8 lets a registrar refuse shorter ones.
_SHORTEST_S = 60


def check_accounts(findings: Findings) -> None:
    """Add the faults of outbound trunks and registrations."""
    for trunk in findings.declared.outbound_trunks:
        section = "outbound_trunks"
        numbers = [number for number in trunk.numbers if number != "*"]
        check_numbers(findings, section, trunk.name, "numbers", numbers)
        _check_host(findings, section, trunk.name, "address", trunk.address)
        if trunk.from_host:
            _check_host(findings, section, trunk.name, "from_host", trunk.from_host)
        country = trunk.destination_country
        if country and (
            reason := unusable(Country, country) or ("" if country.isupper() else "it is in small letters")
        ):
            what = f"destination_country: {reason}."
            findings.add(section, trunk.name, ("destination_country",), what, "Write two capital letters, such as US.")
        _check_account(findings, section, trunk.name, trunk.auth.username, trunk.auth.password)
    for one in findings.declared.registrations:
        section = "registrations"
        _check_host(findings, section, one.name, "registrar", one.registrar)
        if findings.declared.is_whole(section, one.name, "interval") and one.interval_s < _SHORTEST_S:
            what = f"interval: {one.interval_s} s; " + (
                "0 would take the registration back (RFC 3261 §10.2.2)."
                if one.interval_s == 0
                else f"registrars refuse less than {_SHORTEST_S} s (RFC 3261 §10.2.8)."
            )
            findings.add(section, one.name, ("interval",), what, "Write 5m.", is_warning=one.interval_s > 0)
        _check_account(findings, section, one.name, one.auth.username, one.auth.password)
        if re.search(r"[\s<>@\"]", one.auth.username):
            what = f"auth.username: {one.auth.username!r} can't stand in a SIP address."
            remedy = "Write the user alone, without the provider's host."
            findings.add(section, one.name, ("auth", "username"), what, remedy)


def _check_host(findings: Findings, section: str, name: str, key: str, text: str) -> None:
    """Find what is no host, or host and port."""
    if not text:
        if findings.declared.is_whole(section, name, key):
            findings.add(section, name, (key,), f"{key} is missing.", f"Add it, such as {key}: sip.example.com:5060.")
        return
    if re.match(r"[a-z]+:/|sips?:", text) or "@" in text:
        what = f"{key}: {text!r} is {'a web address' if '/' in text else 'a SIP URI'}."
        findings.add(section, name, (key,), what, "Write the host alone, or host:port, such as sip.example.com:5060.")
        return
    reason = unusable(Registrar, text)
    host = text if text.startswith("[") else text.partition(":")[0]
    host = host.partition("]")[0] + "]" if host.startswith("[") else host
    if not reason and not is_address(host) and not _HOST.fullmatch(host):
        reason = f"{text!r} is no host"
    if not reason and text.endswith(":"):
        reason = f"{text!r} has no port after its colon"
    if reason:
        findings.add(section, name, (key,), f"{key}: {reason}.", "Write it like sip.example.com:5060.")


def _check_account(findings: Findings, section: str, name: str, username: str, password: str) -> None:
    check_username(findings, section, name, username)
    missing = findings.declared.missing_secrets.get((section, name), {})
    has_password = bool(password) or "auth.password" in missing
    if has_password != bool(username) and findings.declared.is_whole(section, name, "auth"):
        what = "auth: a user name without a password." if username else "auth: a password without a user name."
        findings.add(section, name, ("auth",), what, "Give both.")
    elif section == "registrations" and not username and findings.declared.is_whole(section, name, "auth"):
        findings.add(section, name, ("auth",), "auth: it names no account.", "Give username and password.")
