"""How angry a call was: points by what the caller did and how the call ended, so that the worst can be heard first."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from callcenter.domain.dialog_act import Act
from callcenter.domain.record.disposition import Disposition

#: An insult weighs as much as three objections, and so does hanging up on one. `migrations/0090_anger.sql` counts the
#: calls from before it in the same way.
ANGER_OF_ACT: Mapping[Act, int] = MappingProxyType({Act.ABUSE: 3, Act.OBJECTION: 1})
ANGER_OF_END: Mapping[Disposition, int] = MappingProxyType({Disposition.HUNG_UP_ANGRY: 3})
