"""What all pages share: the head with the way to the others, light and dark, and the tie to the session.

An open page lives on its socket, so every act asks for the session anew, and a timer does for what a page shows by
itself: whoever was shut out neither goes on nor hears on, whatever their browser does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from fastapi import Request
from nicegui import Client, ui
from nicegui.elements.mixins.text_element import TextElement

from callcenter.console.access.sign_in import by_session
from callcenter.console.access.viewer import Viewer
from callcenter.console.desk import Desk
from callcenter.console.preferences import N_, _, plain, speak, spoken
from callcenter.console.roles import Right, asked_for
from callcenter.errors import CallcenterError

Labelled = TypeVar("Labelled", bound=ui.element)
#: Path and name of the pages in the head, the first being where one lands; shown to those who may open them.
NAVIGATION = (
    ("/floor", N_("Live floor")),
    ("/calls", N_("Calls")),
    ("/dashboard", N_("Dashboard")),
    ("/review", N_("Review")),
    ("/monitors", N_("Monitors")),
    ("/people", N_("People")),
    ("/retention", N_("Retention")),
    ("/audit", N_("Audit log")),
)
#: Seconds between looks at whether session and Postgres are still there.
_LOOK_S = 5.0
#: Seconds in which the browser of somebody shut out is led away, before the page is taken from it.
_LEAVE_S = 1.0
#: Seconds for which a page waits for its browser's socket with all that was typed in it: a network may be cut for a
#: minute. Pages of running calls don't: whoever closes one gives the call back at once.
PATIENCE_S = 120.0
_THEME_COOKIE = "callcenter-theme"
#: Choices of the theme's button, in order, with Quasar's value for each.
_THEMES = {N_("auto"): None, N_("light"): False, N_("dark"): True}
_SIGN_OUT = """
const form = Object.assign(document.createElement('form'), {method: 'post', action: '/sign-out'});
document.body.append(form); form.submit();
"""


class OpenPage:
    """An open page's tie to its session."""

    def __init__(self, desk: Desk, viewer: Viewer, path: str) -> None:
        self._desk = desk
        #: Who the page was built for.
        self.viewer = viewer
        self._asked = asked_for("GET", path)
        self._client = ui.context.client

    async def viewer_now(self, *, is_in_use: bool = True) -> Viewer | None:
        """Return who sits here with the rights they have now.

        None if the session has ended or may not open the page any more: then it is taken from the browser.
        """
        viewer = await by_session(
            self._desk,
            self.viewer.session_sha256,
            address=self.viewer.address,
            browser=self.viewer.browser,
            is_in_use=is_in_use,
        )
        if viewer is None or (isinstance(self._asked, Right) and not viewer.may(self._asked)):
            ui.navigate.to("/sign-in" if viewer is None else "/")
            asyncio.get_running_loop().call_later(_LEAVE_S, _take_away, self._client)
            return None
        return viewer

    def acts(self, act: Callable[[Viewer], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Return an event's handler that does something as the viewer, and says in plain words why it can't."""

        async def handle() -> None:
            speak(self.viewer.language)
            try:
                viewer = await self.viewer_now()
                if viewer is not None:
                    await act(viewer)
            except CallcenterError as error:
                warn(str(error))

        return handle


def warn(text: str) -> None:
    """Say for some seconds that something went wrong."""
    ui.notify(text, type="negative", timeout=8000, close_button=_("Close"), position="top")


def tell(text: str) -> None:
    """Say for some seconds that something was done; at the top, for below it words come in and forms are filled in."""
    ui.notify(text, position="top")


def _take_away(client: Client) -> None:
    """End a page on our side, with all that it follows."""
    if client.id in Client.instances:
        client.delete()


@contextmanager
def frame(desk: Desk, request: Request, title: str) -> Iterator[OpenPage]:
    """Build a page's head, and yield its seat with the main part open."""
    seat = OpenPage(desk, request.state.viewer, request.url.path)
    speak(seat.viewer.language)
    # NiceGUI has one language for all: screen readers have to know whose sounds to make.
    ui.query("html").props(f"lang={spoken()}")
    title = _(title)
    ui.page_title(f"{title} · callcenter")
    # Before anything that takes long: a script that a browser is given after its page isn't run.
    ui.add_head_html('<script src="/assets/zone.js"></script><script defer src="/assets/keys.js"></script>')
    ui.add_head_html('<link rel="stylesheet" href="/assets/console.css">')
    with ui.element("header").classes("head"):
        ui.link(_("Skip to content"), "#main").classes("skip")
        ui.label("callcenter").classes("brand")
        with labelled(ui.element("nav"), _("Pages")):
            for path, name in NAVIGATION:
                if asked_for("GET", path) in seat.viewer.rights:
                    is_here = request.url.path == path or request.url.path.startswith(f"{path}/")
                    ui.link(_(name), path).props('aria-current="page"' if is_here else "")
        ui.element("span").classes("space")
        _theme_button(request.cookies.get(_THEME_COOKIE, "auto"))
        ui.link(f"{seat.viewer.name} ({plain(seat.viewer.role)})", "/account")
        quiet_button(_("Sign out"), lambda: ui.run_javascript(_SIGN_OUT))
    away = ui.label(_("Postgres doesn't answer. Nothing was lost; this page goes on by itself as soon as it does."))
    away.classes("banner").props("role=status")
    away.visible = False

    async def look() -> None:
        try:
            await seat.viewer_now(is_in_use=False)
            away.visible = False
        except CallcenterError:
            away.visible = True

    ui.timer(_LOOK_S, look)
    # Quasar's page is the landmark `main` already.
    with ui.element("div").classes("page").props("id=main tabindex=-1"):
        words("h1", title)
        yield seat


def _theme_button(chosen: str) -> None:
    dark = ui.dark_mode(_THEMES.get(chosen))
    names = list(_THEMES)
    shown = [chosen if chosen in _THEMES else names[0]]

    def label() -> str:
        return _("Theme: {}").format(_(shown[0]))

    def change() -> None:
        shown[0] = names[(names.index(shown[0]) + 1) % len(names)]
        dark.value = _THEMES[shown[0]]
        button.text = label()
        ui.run_javascript(f"document.cookie = '{_THEME_COOKIE}={shown[0]}; path=/; max-age=31536000; samesite=lax'")

    button = quiet_button(label(), change)


def quiet_button(text: str, act: Callable[[], Any]) -> ui.button:
    """Add a button for what isn't the page's first purpose, in the colour of the text around."""
    return ui.button(text, on_click=lambda: act(), color=None).props("flat dense no-caps").classes("quiet")


def labelled(element: Labelled, label: str) -> Labelled:
    """Name an element to those who can't see it, and return it. As a prop by itself: a text may hold quotes."""
    element.props["aria-label"] = label
    return element


def words(tag: str, text: str) -> TextElement:
    """Add an element with a text; nothing in it is ever read as HTML."""
    return TextElement(tag=tag, text=text)


def table_head(*names: str) -> None:
    """Add a table's head row; an empty name is a column of buttons."""
    with ui.element("thead"), ui.element("tr"):
        for name in names:
            words("th" if name else "td", name).props("scope=col" if name else "")


def cell(text: str, *, classes: str = "") -> None:
    """Add a cell with a text."""
    words("td", text).classes(classes)
