"""The page of one's own account: what the role may do, and tokens for programs."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request
from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.people import keep_preferences
from callcenter.console.answers.tokens import MOST_DAYS, end_token, make_token, own_tokens, scopes_of
from callcenter.console.desk import Desk
from callcenter.console.pages.frame import PATIENCE_S, OpenPage, cell, frame, quiet_button, table_head, words
from callcenter.console.pages.people.secret_shown import show_secret
from callcenter.console.preferences import N_, _, languages, plain, shown_time, time_zones
from callcenter.store.console.credentials import ApiToken


def account_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/account", reconnect_timeout=PATIENCE_S)
    async def _account(request: Request) -> None:
        with frame(desk, request, N_("Your account")) as seat:
            viewer = seat.viewer
            you = _("{name}, {role}. You may: {rights}.")
            rights = ", ".join(sorted(viewer.rights))
            ui.label(you.format(name=viewer.name, role=plain(viewer.role), rights=rights))
            _preferences(desk, seat)
            words("h2", _("Tokens for programs"))
            tokens = await own_tokens(desk, viewer)
            scopes = scopes_of(viewer)
            if not scopes:
                ui.label(_("Your role has no right that a token could be given."))
                return
            table = _Tokens(desk, seat)
            with ui.element("form").classes("filters").on("submit.prevent", seat.acts(table.make)):
                table.name = ui.input(_("What uses it")).props("autocomplete=off maxlength=60")
                table.scopes = ui.select(list(scopes), multiple=True, value=[], label=_("What it may do")).classes(
                    "wide"
                )
                table.days = ui.number(_("Days"), value=90, min=1, max=MOST_DAYS, precision=0)
                ui.button(_("Make a token")).props("type=submit no-caps unelevated")
            table.place = ui.element("div")
            table.draw(tokens)


def _preferences(desk: Desk, seat: OpenPage) -> None:
    viewer = seat.viewer
    words("h2", _("Time and language"))
    browsers = _("as the browser says ({})")
    zones = {"": browsers.format(viewer.browser.time_zone or "UTC")} | {name: name for name in time_zones()}
    tongues = {"": browsers.format(viewer.browser.language.split(",")[0] or "en")}
    tongues |= {name: name for name in languages()}

    async def keep(viewer: Viewer) -> None:
        await keep_preferences(desk, viewer, time_zone=str(zone.value or ""), language=str(language.value or ""))
        ui.navigate.reload()

    with ui.element("form").classes("filters").on("submit.prevent", seat.acts(keep)):
        zone = ui.select(zones, value=viewer.chosen.time_zone, label=_("Time zone"), with_input=True).classes("wide")
        language = ui.select(tongues, value=viewer.chosen.language, label=_("Language")).classes("wide")
        ui.button(_("Keep")).props("type=submit no-caps unelevated")


class _Tokens:
    """The tokens and what is done with them."""

    name: ui.input
    scopes: ui.select
    days: ui.number
    place: ui.element

    def __init__(self, desk: Desk, seat: OpenPage) -> None:
        self._desk = desk
        self._seat = seat

    async def make(self, viewer: Viewer) -> None:
        """Make a token and show its secret."""
        name, days = str(self.name.value or ""), int(self.days.value or 0)
        token = await make_token(self._desk, viewer, name=name, scopes=list(self.scopes.value or []), days=days)
        self.draw(await own_tokens(self._desk, viewer))
        hint = _("It isn't shown again. Send it as {}").format("Authorization: Bearer …")
        show_secret(_("Token for {}").format(name), hint, token)

    def draw(self, tokens: Sequence[ApiToken]) -> None:
        """Show these tokens."""
        self.place.clear()
        with self.place:
            if not tokens:
                ui.label(_("You have no tokens. Make one above for a program that reads the API (/openapi.json)."))
                return
            with ui.element("table").classes("list"):
                table_head(_("Name"), _("May"), _("Until"), "")
                with ui.element("tbody"):
                    for token in tokens:
                        self._row(token)

    def _row(self, token: ApiToken) -> None:
        async def end(viewer: Viewer) -> None:
            await end_token(self._desk, viewer, token.token_id)
            self.draw(await own_tokens(self._desk, viewer))

        with ui.element("tr"):
            cell(token.name)
            cell(", ".join(token.scopes))
            ends = shown_time(token.expires_at, self._seat.viewer.zone, to="day")
            cell(_("revoked") if token.revoked_at else ends)
            with ui.element("td").classes("acts"):
                if token.revoked_at is None:
                    quiet_button(_("Revoke"), self._seat.acts(end))
