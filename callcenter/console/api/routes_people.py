"""The API's routes of people, tokens and the audit log."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from callcenter.console.answers.audit_log import AuditFilter, audit_log
from callcenter.console.answers.people import add_person, change_person, keep_preferences, new_link, people, person_json
from callcenter.console.answers.tokens import end_token, make_token, own_tokens, scopes_of
from callcenter.console.api.asked import Asking, Body
from callcenter.console.desk import Desk
from callcenter.console.preferences import zone_name


class NewPerson(Body):
    """A person to add."""

    name: str
    role: str


class PersonChange(Body):
    """What to change of a person."""

    role: str | None = None
    enabled: bool | None = None


class NewPreferences(Body):
    """Time zone (IANA name) and language of one's account; empty is as the browser says."""

    time_zone: str = ""
    language: str = ""


class NewToken(Body):
    """A token to make."""

    name: str
    scopes: list[str]
    days: int = Field(default=90)


def people_routes(desk: Desk) -> APIRouter:
    """Return the routes of people, tokens and the audit log."""
    router = APIRouter(prefix="/api")

    @router.get("/me", tags=["access"], summary="Who asks, and what they may do")
    async def _me(viewer: Asking) -> dict[str, Any]:
        return {
            "name": viewer.name,
            "role": viewer.role.value,
            "rights": sorted(right.value for right in viewer.rights),
            "scopes": scopes_of(viewer),
            "time_zone": zone_name(viewer.zone),
            "language": viewer.language,
        }

    @router.patch("/me", tags=["access"], summary="Your own time zone and language")
    async def _preferences(viewer: Asking, preferences: NewPreferences) -> dict[str, str]:
        await keep_preferences(desk, viewer, time_zone=preferences.time_zone, language=preferences.language)
        return preferences.model_dump()

    @router.get("/people", tags=["access"], summary="Everybody who may use the console")
    async def _people(viewer: Asking) -> list[dict[str, Any]]:
        return [person_json(user) for user in await people(desk, viewer)]

    @router.post("/people", tags=["access"], status_code=201, summary="Add a person; the link works once, for a day")
    async def _add(viewer: Asking, person: NewPerson) -> dict[str, str]:
        return {"link": await add_person(desk, viewer, person.name, person.role)}

    @router.patch("/people/{name}", tags=["access"], summary="Change a role, shut out, let in; sessions end")
    async def _change(viewer: Asking, name: str, change: PersonChange) -> dict[str, str]:
        await change_person(desk, viewer, name, role=change.role, is_enabled=change.enabled)
        return {"name": name}

    @router.post("/people/{name}/link", tags=["access"], summary="A new one-time link to choose a password")
    async def _link(viewer: Asking, name: str) -> dict[str, str]:
        return {"link": await new_link(desk, viewer, name)}

    @router.get("/tokens", tags=["access"], summary="Your tokens, without their secrets")
    async def _tokens(viewer: Asking) -> list[dict[str, Any]]:
        return [token.to_json() for token in await own_tokens(desk, viewer)]

    @router.post("/tokens", tags=["access"], status_code=201, summary="Make a token; its secret is shown this once")
    async def _make(viewer: Asking, token: NewToken) -> dict[str, str]:
        return {"token": await make_token(desk, viewer, name=token.name, scopes=token.scopes, days=token.days)}

    @router.delete("/tokens/{token_id}", tags=["access"], summary="Make a token useless")
    async def _end(viewer: Asking, token_id: int) -> dict[str, int]:
        await end_token(desk, viewer, token_id)
        return {"token_id": token_id}

    @router.get("/audit", tags=["audit"], summary="What was done, the newest first; `before` is the last id seen")
    async def _audit(
        viewer: Asking,
        who: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        before: int | None = None,
    ) -> list[dict[str, Any]]:
        wanted = AuditFilter(who=who, action=action, subject=subject, before=before)
        return [entry.to_json() for entry in await audit_log(desk, viewer, wanted)]

    return router
