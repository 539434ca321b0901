"""Tells of an issue: by webhook, to addresses that the settings allow, and by e-mail. No caller's data goes out."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import urlsplit

import aiohttp

from callcenter.domain.host_port import is_loopback, read_host_port
from callcenter.errors import SettingsError
from callcenter.log import logger
from callcenter.settings.console_settings import ConsoleSettings
from callcenter.store.monitors.issues import Issue, Notice
from callcenter.store.monitors.measures import MEASURES

log = logger(__name__)

#: Seconds for whoever is told to answer.
_TIMEOUT_S = 10.0
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
SIGNATURE = "X-Callcenter-Signature-256"


def check_webhook(settings: ConsoleSettings, url: str) -> None:
    """Refuse an address that the settings don't allow, or by which what is told would cross the network in the clear.

    Raises:
        SettingsError: it is none, its host isn't named in the settings, or it isn't https:// beyond this machine.
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.lower()
        is_fit = parts.scheme in ("http", "https") and not parts.username and url.isprintable() and " " not in url
        is_open = parts.scheme == "http" and not is_loopback(parts.hostname or "")
    except ValueError:
        is_fit, is_open, host = False, False, ""
    if not is_fit or is_open:
        raise SettingsError("A webhook's address is https://….", remedy="http:// is for this machine only.")
    if host not in settings.webhook_hosts:
        raise SettingsError(
            f"Webhooks may not go to {host[:80]}.", remedy="Name it in CALLCENTER_CONSOLE__WEBHOOK_HOSTS."
        )


def check_email(settings: ConsoleSettings, address: str) -> None:
    """Refuse what is no e-mail address, and any if no mail server is set.

    Raises:
        SettingsError: which of the two.
    """
    if not settings.smtp or not settings.mail_from:
        raise SettingsError(
            "No mail server is set.", remedy="Set CALLCENTER_CONSOLE__SMTP and CALLCENTER_CONSOLE__MAIL_FROM."
        )
    if not _EMAIL.fullmatch(address):
        raise SettingsError("That is no e-mail address.", remedy="One address, such as floor@example.com.")


def told_of(issue: Issue, address: str) -> dict[str, object]:
    """Return what is told: the issue, what was measured, and where its calls are. No number, no name, no words."""
    measure = MEASURES[issue.measure]
    return {
        "issue_id": issue.issue_id,
        "monitor": issue.name,
        "measure": issue.measure,
        "value": round(issue.value, 2),
        "threshold": issue.threshold,
        "unit": measure.unit.value,
        "window_minutes": issue.window_minutes,
        "opened_at": issue.opened_at.isoformat(),
        "calls": issue.calls,
        "issues": f"{address}/monitors",
        "calls_of_it": f"{address}/calls?issue={issue.issue_id}",
    }


def sentence(issue: Issue) -> str:
    """Return the issue in a sentence.

    Such as: Misses: calls with a miss 12.5 % in 60 minutes, above 10 %.
    """
    measure = MEASURES[issue.measure]
    beyond = "above" if issue.is_above else "below"
    value, threshold = (f"{round(number, 1):,.10g}" for number in (issue.value, issue.threshold))
    unit = measure.unit.value
    told = f"{measure.label} {value} {unit} in {issue.window_minutes} minutes, {beyond} {threshold} {unit}"
    return f"{issue.name}: {told}."


async def tell(settings: ConsoleSettings, notice: Notice, issue: Issue, *, address: str) -> str:
    """Tell somebody of an issue; return why that failed, empty if they were told.

    Args:
        settings: Which hosts may be told, and the mail server.
        notice: Whom, and how.
        issue: Of what.
        address: The console's, for links.
    """
    try:
        # Settings may have changed since the monitor was made.
        if notice.way == "webhook":
            check_webhook(settings, notice.address)
            return await _call(settings, notice.address, told_of(issue, address))
        check_email(settings, notice.address)
        return await asyncio.to_thread(_mail, settings, notice.address, issue, address)
    except SettingsError as error:
        return error.what


async def _call(settings: ConsoleSettings, url: str, told: dict[str, object]) -> str:
    body = json.dumps(told).encode()
    headers = {"content-type": "application/json"}
    if secret := settings.webhook_secret.get_secret_value():
        headers[SIGNATURE] = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    timeout = aiohttp.ClientTimeout(total=_TIMEOUT_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            # A redirect could lead to a host that isn't allowed.
            session.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return "" if 200 <= answer.status < 300 else f"It answered {answer.status}."
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("webhook_not_reached", error=type(error).__name__)
        return "It can't be reached."


def _mail(settings: ConsoleSettings, to: str, issue: Issue, address: str) -> str:
    message = EmailMessage()
    message["Subject"] = f"callcenter: {issue.name}"
    message["From"] = settings.mail_from
    message["To"] = to
    # RFC 3834 §5: nobody's holiday answers to it.
    message["Auto-Submitted"] = "auto-generated"
    told = told_of(issue, address)
    message.set_content(f"{sentence(issue)}\n\nIts calls: {told['calls_of_it']}\nAll issues: {told['issues']}\n")
    host, port = read_host_port(settings.smtp)
    try:
        with smtplib.SMTP(host, port, timeout=_TIMEOUT_S) as server:
            if not is_loopback(host):
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        log.warning("mail_not_sent", error=type(error).__name__)
        return "The mail server refused or is away."
    return ""
