"""What every request to the API comes with: who asks, and a body in which no key is unknown."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict

from callcenter.console.access.viewer import Viewer


class Body(BaseModel):
    """A request's JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def current_viewer(request: Request) -> Viewer:
    """Return who asks, as the middleware found them."""
    viewer: Viewer = request.state.viewer
    return viewer


Asking = Annotated[Viewer, Depends(current_viewer)]
