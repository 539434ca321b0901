"""The page of people: add somebody, give a role, shut out and let in, make a one-time link."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request
from nicegui import ui

from callcenter.console.access.viewer import Viewer
from callcenter.console.answers.people import LINK_HOURS, add_person, change_person, new_link, people
from callcenter.console.desk import Desk
from callcenter.console.pages.frame import PATIENCE_S, OpenPage, cell, frame, labelled, quiet_button, table_head
from callcenter.console.pages.people.secret_shown import show_secret
from callcenter.console.preferences import N_, _, plain, shown_time, zone_name
from callcenter.console.roles import Role
from callcenter.store.console.users import ConsoleUser


def people_page(desk: Desk) -> None:
    """Tell NiceGUI of the page."""

    @ui.page("/people", reconnect_timeout=PATIENCE_S)
    async def _people(request: Request) -> None:
        with frame(desk, request, N_("People")) as seat:
            users = await people(desk, seat.viewer)
            shown = _PeopleTable(desk, seat)
            with ui.element("form").classes("filters").on("submit.prevent", seat.acts(shown.add)):
                shown.name = ui.input(_("Name")).props("autocomplete=off maxlength=64")
                shown.role = ui.select(_roles(), value=Role.SUPERVISOR.value, label=_("Role"))
                ui.button(_("Add")).props("type=submit no-caps unelevated")
            shown.table = ui.element("table").classes("list")
            shown.draw(users)


def _roles() -> dict[str, str]:
    return {role.value: plain(role) for role in Role}


class _PeopleTable:
    """The table and what is done in it."""

    name: ui.input
    role: ui.select
    table: ui.element

    def __init__(self, desk: Desk, seat: OpenPage) -> None:
        self._desk = desk
        self._seat = seat

    async def add(self, viewer: Viewer) -> None:
        """Add somebody and show their link."""
        name = str(self.name.value or "")
        link = await add_person(self._desk, viewer, name, str(self.role.value))
        self.name.value = ""
        await self.refresh(viewer)
        self._show_link(name, link)

    async def refresh(self, viewer: Viewer) -> None:
        """Show the people as they are now."""
        self.draw(await people(self._desk, viewer))

    def draw(self, users: Sequence[ConsoleUser]) -> None:
        """Show these people."""
        self.table.clear()
        with self.table:
            seen = _("Last seen ({})").format(zone_name(self._seat.viewer.zone))
            table_head(_("Name"), _("Role"), seen, _("State"), "")
            with ui.element("tbody"):
                for user in users:
                    self._row(user)

    def _row(self, user: ConsoleUser) -> None:
        is_enabled = user.disabled_at is None

        async def change_role(viewer: Viewer) -> None:
            await change_person(self._desk, viewer, user.name, role=str(role.value))
            await self.refresh(viewer)

        async def switch(viewer: Viewer) -> None:
            await change_person(self._desk, viewer, user.name, is_enabled=not is_enabled)
            await self.refresh(viewer)

        async def link(viewer: Viewer) -> None:
            self._show_link(user.name, await new_link(self._desk, viewer, user.name))

        with ui.element("tr"):
            cell(user.name)
            with ui.element("td"):
                role = ui.select(_roles(), value=user.role, on_change=self._seat.acts(change_role))
                labelled(role, _("Role of {}").format(user.name))
            zone = self._seat.viewer.zone
            cell(shown_time(user.seen_at, zone, to="minutes") if user.seen_at else _("never"))
            cell(
                _("shut out")
                if not is_enabled
                else _("can sign in")
                if user.password_hash
                else _("has no password yet")
            )
            with ui.element("td").classes("acts"):
                if is_enabled and not user.is_provided:
                    quiet_button(_("New link"), self._seat.acts(link))
                quiet_button(_("Shut out") if is_enabled else _("Let in"), self._seat.acts(switch))

    def _show_link(self, name: str, link: str) -> None:
        show_secret(
            _("One-time link for {}").format(name),
            _("It works once, within {hours} hours, and isn't shown again. Whoever has it becomes {name}.").format(
                hours=LINK_HOURS, name=name
            ),
            link,
            is_path=True,
        )
