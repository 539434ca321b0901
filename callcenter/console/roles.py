"""The one table of who may do what: rights of each role, and the right each route asks for.

A route that isn't in the table is refused to everybody, so that a new page can't be open by oversight. Least
privilege: operators see numbers (they look for faults of trunks) and no words; supervisors hear and read, and see a
number only when they ask for it, which is put on record; auditors see what was done, and of calls no words.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from starlette.routing import compile_path


class Role(StrEnum):
    """What somebody is in the console."""

    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Right(StrEnum):
    """What one may do. Those in `SCOPES` can be given to a token, too."""

    SEE_CALLS = "calls:read"
    #: What was said: transcripts, summaries, what tools were given and found.
    READ_WORDS = "words:read"
    HEAR = "recordings:read"
    #: Numbers as they are, always.
    SEE_NUMBERS = "numbers:read"
    #: The numbers of one call, each time on record; and to search by a number.
    SHOW_NUMBERS = "numbers:show"
    EXPORT = "calls:export"
    #: Write a call's note and tags.
    ANNOTATE = "calls:annotate"
    MANAGE_PEOPLE = "people:manage"
    READ_AUDIT = "audit:read"
    MAKE_TOKENS = "tokens:make"
    #: Put calls on legal hold, and see what is kept how long.
    HOLD = "calls:hold"
    #: Erase a caller, for good.
    ERASE = "calls:erase"
    #: See the calls that run, with what is said, and step into them.
    STEP_IN = "live:step-in"
    #: Score calls, with what was said.
    REVIEW = "calls:review"
    #: Acknowledge and resolve what monitors found.
    HANDLE_ISSUES = "issues:handle"
    #: Say which calls are reviewed and by which questions, and what is watched for.
    SET_RULES = "rules:manage"


class RouteAccess(StrEnum):
    """Routes that ask for no right: open to all, or to whoever is signed in."""

    OPEN = "open"
    SIGNED_IN = "signed-in"


_ALL = frozenset({Right.MAKE_TOKENS, Right.SEE_CALLS})
_LISTENS = frozenset(
    {
        Right.READ_WORDS,
        Right.HEAR,
        Right.SHOW_NUMBERS,
        Right.EXPORT,
        Right.STEP_IN,
        Right.ANNOTATE,
        Right.REVIEW,
        Right.HANDLE_ISSUES,
    }
)
RIGHTS_OF: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.SUPERVISOR: _ALL | _LISTENS,
        Role.OPERATOR: _ALL | {Right.SEE_NUMBERS, Right.SHOW_NUMBERS, Right.EXPORT, Right.HANDLE_ISSUES},
        Role.AUDITOR: _ALL | {Right.READ_AUDIT, Right.HOLD},
        Role.ADMIN: _ALL | _LISTENS | {Right.MANAGE_PEOPLE, Right.READ_AUDIT, Right.HOLD, Right.ERASE, Right.SET_RULES},
    }
)

#: Rights a token may be given; people and tokens are managed by people, and callers erased by them.
SCOPES = frozenset(Right) - {Right.MANAGE_PEOPLE, Right.MAKE_TOKENS, Right.ERASE}

#: Method and path template of every route, and what it asks for. HEAD is GET.
ROUTES: Mapping[tuple[str, str], RouteAccess | Right] = MappingProxyType(
    {
        ("GET", "/health"): RouteAccess.OPEN,
        ("GET", "/assets/{path:path}"): RouteAccess.OPEN,
        ("GET", "/favicon.ico"): RouteAccess.OPEN,
        ("GET", "/sign-in"): RouteAccess.OPEN,
        ("POST", "/sign-in"): RouteAccess.OPEN,
        ("GET", "/oidc"): RouteAccess.OPEN,
        ("GET", "/oidc/callback"): RouteAccess.OPEN,
        ("GET", "/welcome/{token}"): RouteAccess.OPEN,
        ("POST", "/welcome/{token}"): RouteAccess.OPEN,
        ("POST", "/sign-out"): RouteAccess.SIGNED_IN,
        ("GET", "/"): RouteAccess.SIGNED_IN,
        ("GET", "/account"): RouteAccess.SIGNED_IN,
        ("GET", "/calls"): Right.SEE_CALLS,
        ("GET", "/calls/{call_id}"): Right.SEE_CALLS,
        ("GET", "/floor"): Right.STEP_IN,
        ("GET", "/floor/{call_id}"): Right.STEP_IN,
        # A socket: both voices to the browser, and the supervisor's to the caller.
        ("GET", "/floor/{call_id}/audio"): Right.STEP_IN,
        ("GET", "/dashboard"): Right.SEE_CALLS,
        ("GET", "/review"): Right.REVIEW,
        ("GET", "/monitors"): Right.SEE_CALLS,
        ("GET", "/review/{call_id}"): Right.REVIEW,
        ("GET", "/people"): Right.MANAGE_PEOPLE,
        ("GET", "/audit"): Right.READ_AUDIT,
        ("GET", "/retention"): Right.HOLD,
        # NiceGUI's own: its scripts, and the socket of an open page, whose id nobody guesses.
        ("GET", "/_nicegui/{path:path}"): RouteAccess.SIGNED_IN,
        ("GET", "/_nicegui_ws/{path:path}"): RouteAccess.SIGNED_IN,
        ("POST", "/_nicegui_ws/{path:path}"): RouteAccess.SIGNED_IN,
        ("GET", "/openapi.json"): RouteAccess.SIGNED_IN,
        ("GET", "/api/me"): RouteAccess.SIGNED_IN,
        ("PATCH", "/api/me"): RouteAccess.SIGNED_IN,
        ("GET", "/api/calls"): Right.SEE_CALLS,
        ("GET", "/api/calls/export"): Right.EXPORT,
        ("GET", "/api/calls/{call_id}"): Right.SEE_CALLS,
        ("GET", "/api/calls/{call_id}/recording"): Right.HEAR,
        ("GET", "/api/calls/{call_id}/waveform"): Right.HEAR,
        ("POST", "/api/calls/{call_id}/numbers"): Right.SHOW_NUMBERS,
        ("GET", "/api/calls/{call_id}/sip"): Right.SEE_CALLS,
        # A capture has the numbers in it.
        ("GET", "/api/calls/{call_id}/sip.pcap"): Right.SHOW_NUMBERS,
        ("GET", "/api/calls/{call_id}/note"): Right.READ_WORDS,
        ("PUT", "/api/calls/{call_id}/note"): Right.ANNOTATE,
        ("PATCH", "/api/calls/{call_id}/tags"): Right.ANNOTATE,
        ("POST", "/api/exports"): Right.EXPORT,
        ("GET", "/api/exports"): Right.EXPORT,
        ("GET", "/api/exports/{export_id}"): Right.EXPORT,
        ("DELETE", "/api/exports/{export_id}"): Right.EXPORT,
        ("GET", "/api/exports/{export_id}/file"): Right.EXPORT,
        ("GET", "/api/views"): Right.SEE_CALLS,
        ("PUT", "/api/views/{name}"): Right.SEE_CALLS,
        ("DELETE", "/api/views/{name}"): Right.SEE_CALLS,
        ("GET", "/api/live"): Right.STEP_IN,
        ("GET", "/api/dashboard"): Right.SEE_CALLS,
        ("GET", "/api/monitors"): Right.SEE_CALLS,
        ("POST", "/api/monitors"): Right.SET_RULES,
        ("DELETE", "/api/monitors/{monitor_id}"): Right.SET_RULES,
        ("GET", "/api/issues"): Right.SEE_CALLS,
        ("POST", "/api/issues/{issue_id}/acknowledge"): Right.HANDLE_ISSUES,
        ("POST", "/api/issues/{issue_id}/resolve"): Right.HANDLE_ISSUES,
        ("GET", "/api/review/queue"): Right.REVIEW,
        ("POST", "/api/review/next"): Right.REVIEW,
        ("GET", "/api/review/latest"): Right.REVIEW,
        ("GET", "/api/review/calls/{call_id}"): Right.REVIEW,
        ("POST", "/api/review/calls/{call_id}"): Right.REVIEW,
        ("GET", "/api/review/questions"): Right.REVIEW,
        ("POST", "/api/review/questions"): Right.SET_RULES,
        ("DELETE", "/api/review/questions/{question_id}"): Right.SET_RULES,
        ("GET", "/api/review/rules"): Right.REVIEW,
        ("POST", "/api/review/rules"): Right.SET_RULES,
        ("DELETE", "/api/review/rules/{rule_id}"): Right.SET_RULES,
        ("GET", "/api/audit"): Right.READ_AUDIT,
        ("GET", "/api/retention"): Right.HOLD,
        ("PUT", "/api/calls/{call_id}/hold"): Right.HOLD,
        ("DELETE", "/api/calls/{call_id}/hold"): Right.HOLD,
        ("POST", "/api/erasures/count"): Right.ERASE,
        ("POST", "/api/erasures"): Right.ERASE,
        ("GET", "/api/people"): Right.MANAGE_PEOPLE,
        ("POST", "/api/people"): Right.MANAGE_PEOPLE,
        ("PATCH", "/api/people/{name}"): Right.MANAGE_PEOPLE,
        ("POST", "/api/people/{name}/link"): Right.MANAGE_PEOPLE,
        ("GET", "/api/tokens"): Right.MAKE_TOKENS,
        ("POST", "/api/tokens"): Right.MAKE_TOKENS,
        ("DELETE", "/api/tokens/{token_id}"): Right.MAKE_TOKENS,
    }
)

_PATTERNS = tuple((method, compile_path(path)[0], asked) for (method, path), asked in ROUTES.items())


def asked_for(method: str, path: str) -> RouteAccess | Right | None:
    """Return what a request must have, None if the table has no such route; the first that fits counts."""
    method = "GET" if method == "HEAD" else method
    return next((asked for m, pattern, asked in _PATTERNS if m == method and pattern.match(path)), None)
