"""Who asks: somebody signed in, or a program with a token; what they may do, and where they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from callcenter.console.preferences import NO_PREFERENCES, Preferences, language_of, zone_of
from callcenter.console.roles import RIGHTS_OF, Right, Role
from callcenter.errors import ConsoleRefused
from callcenter.store.console.credentials import Bearer


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks. `session_sha256` is empty for a token; `address` is where the request came from."""

    name: str
    role: Role
    rights: frozenset[Right]
    address: str
    session_sha256: bytes = b""
    token_name: str = ""
    #: What the browser said of itself, which counts if they chose nothing.
    browser: Preferences = NO_PREFERENCES
    #: What they chose.
    chosen: Preferences = NO_PREFERENCES

    @property
    def zone(self) -> tzinfo:
        """The time zone in which they are shown times, and in which theirs are read."""
        return zone_of(self.chosen.time_zone or self.browser.time_zone)

    @property
    def language(self) -> str:
        """The language of their pages."""
        return language_of(self.chosen.language or self.browser.language)

    def may(self, right: Right) -> bool:
        """Tell whether they have a right."""
        return right in self.rights

    def require(self, right: Right) -> None:
        """Refuse if they don't have a right.

        Raises:
            ConsoleRefused: they don't.
        """
        if not self.may(right):
            raise ConsoleRefused(
                f"That needs the right {right.value}, which the role {self.role.value}"
                f"{' or the token' if self.token_name else ''} doesn't have.",
                remedy="Ask an admin.",
            )


def viewer_of(
    bearer: Bearer, *, address: str, session_sha256: bytes = b"", browser: Preferences = NO_PREFERENCES
) -> Viewer:
    """Return the viewer behind a session or a token; a token may do what both its owner and its scopes may."""
    role = Role(bearer.role)
    rights = RIGHTS_OF[role]
    if bearer.scopes is not None:
        rights &= frozenset(right for right in Right if right.value in bearer.scopes)
    return Viewer(
        name=bearer.name,
        role=role,
        rights=rights,
        address=address,
        session_sha256=session_sha256,
        token_name=bearer.token_name,
        browser=browser,
        chosen=Preferences(time_zone=bearer.time_zone, language=bearer.language),
    )
