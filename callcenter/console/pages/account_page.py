"""The page of one's own account: what the role may do, and tokens for programs."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request
from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.tokens import MOST_DAYS, end_token, make_token, own_tokens, scopes_of
from callcenter.console.desk import Desk
from callcenter.console.pages.frame import OpenPage, cell, frame, quiet_button, table_head, words
from callcenter.console.pages.secret_shown import show_secret
from callcenter.store.console.credentials import ApiToken


def account_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/account")
    async def _account(request: Request) -> None:
        with frame(desk, request, "Your account") as seat:
            viewer = seat.viewer
            ui.label(f"{viewer.name}, {viewer.role.value}. You may: {', '.join(sorted(viewer.rights))}.")
            words("h2", "Tokens for programs")
            tokens = await own_tokens(desk, viewer)
            scopes = scopes_of(viewer)
            if not scopes:
                ui.label("Your role has no right that a token could be given.")
                return
            table = _Tokens(desk, seat)
            with ui.element("form").classes("filters").on("submit.prevent", seat.acts(table.make)):
                table.name = ui.input("What uses it").props("autocomplete=off maxlength=60")
                table.scopes = ui.select(list(scopes), multiple=True, value=[], label="What it may do")
                table.days = ui.number("Days", value=90, min=1, max=MOST_DAYS, precision=0)
                ui.button("Make a token").props("type=submit no-caps unelevated")
            table.place = ui.element("div")
            table.draw(tokens)


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
        show_secret(f"Token for {name}", "It isn't shown again. Send it as Authorization: Bearer …", token)

    def draw(self, tokens: Sequence[ApiToken]) -> None:
        """Show these tokens."""
        self.place.clear()
        with self.place:
            if not tokens:
                ui.label("You have no tokens. Make one above for a program that reads the API (/openapi.json).")
                return
            with ui.element("table").classes("list"):
                table_head("Name", "May", "Until", "")
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
            cell("revoked" if token.revoked_at else f"{token.expires_at:%Y-%m-%d}")
            with ui.element("td").classes("acts"):
                if token.revoked_at is None:
                    quiet_button("Revoke", self._seat.acts(end))
