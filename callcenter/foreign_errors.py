"""Foreign errors as ours, after httpx's `map_exceptions`: a library's errors are told in one table, which is total."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from callcenter.errors import CallcenterError

#: What each kind of foreign error is to us; the first kind that fits counts.
ErrorTable = Mapping[type[Exception], Callable[[Any], CallcenterError]]


@contextmanager
def told_by(table: ErrorTable) -> Iterator[None]:
    """Raise ours in place of the table's; cancellation and what isn't in it pass."""
    try:
        yield
    except tuple(table) as error:
        raise next(ours for kind, ours in table.items() if isinstance(error, kind))(error) from error
