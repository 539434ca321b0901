"""What `validate` finds, collected with the line of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from callcenter.errors import Fault
from callcenter.provisioning.files.load import Declared


@dataclass(slots=True)
class Findings:
    """Collects faults, each with the position of the declaration it is in."""

    declared: Declared
    faults: list[Fault] = field(default_factory=list)

    def add(
        self, section: str, name: str, path: tuple[str | int, ...], what: str, remedy: str, *, is_warning: bool = False
    ) -> None:
        """Add a fault at a field of a declaration; `path` leads from the declaration to the field."""
        position = self.declared.positions.get((section, name))
        # A reason that asks what was meant ("did you mean ...?") is no sentence that ends in a full stop.
        what = what[:-1] if what.endswith("?.") else what
        self.faults.append(
            Fault(
                file=position.file if position is not None else "",
                line=position.line_of(*path) if position is not None else 0,
                what=f"{section[:-1].replace('_', ' ')} {name}: {what}",
                remedy=remedy,
                field=".".join(str(part) for part in path),
                is_warning=is_warning,
            )
        )
