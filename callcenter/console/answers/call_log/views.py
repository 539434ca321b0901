"""Views of the call list that somebody saved for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.call_log.calls import read_search
from callcenter.console.desk import Desk
from callcenter.console.roles import Right
from callcenter.errors import ConsoleMissing, SettingsError
from callcenter.store.console import views

#: Longest name of a view, and longest address that one keeps, in characters; views that somebody may have.
MOST_NAME, MOST_ADDRESS, MOST_VIEWS = 60, 4000, 50
#: What of the list's address is no filter.
COLUMNS = "columns"


async def own_views(desk: Desk, viewer: Viewer) -> dict[str, dict[str, str]]:
    """Return the viewer's views: for each name what the list's address has."""
    viewer.require(Right.SEE_CALLS)
    async with desk.connection() as connection:
        return await views.list_views(connection, viewer.name)


async def keep_view(desk: Desk, viewer: Viewer, name: str, query: Mapping[str, str]) -> None:
    """Save a view, in place of one of that name.

    Raises:
        SettingsError: the name or a filter can't be, or they have as many as one may.
    """
    viewer.require(Right.SEE_CALLS)
    name = name.strip()
    if not name or len(name) > MOST_NAME or not name.isprintable():
        raise SettingsError(f"A view's name has 1 to {MOST_NAME} characters on one line.")
    if len(urlencode(query)) > MOST_ADDRESS:
        raise SettingsError(
            f"A view keeps an address of {MOST_ADDRESS} characters at most.", remedy="Use fewer filters."
        )
    read_search(desk, {key: value for key, value in query.items() if key != COLUMNS}, zone=viewer.zone)
    async with desk.connection() as connection:
        if not await views.keep_view(connection, viewer.name, name, query, most=MOST_VIEWS):
            raise SettingsError(
                f"You have {MOST_VIEWS} saved views, which is as many as one may have.",
                remedy="Remove one, or save this under the name of one.",
            )


async def drop_view(desk: Desk, viewer: Viewer, name: str) -> None:
    """Remove a view.

    Raises:
        ConsoleMissing: there is none of that name.
    """
    viewer.require(Right.SEE_CALLS)
    async with desk.connection() as connection:
        if not await views.drop_view(connection, viewer.name, name):
            raise ConsoleMissing("You have no view of that name.")
