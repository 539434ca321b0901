"""What a link of a chain is called: as its model string says, whatever its plugin calls itself."""

from __future__ import annotations


class NamedByString:
    """A link whose `_label` is `provider/model`. Plugins name a company, or the address they talk to."""

    _label: str

    @property
    def model(self) -> str:
        """Name of the model."""
        return self._label.partition("/")[2]

    @property
    def provider(self) -> str:
        """Who runs the model."""
        return self._label.partition("/")[0]
