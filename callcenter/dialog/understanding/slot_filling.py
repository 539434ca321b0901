"""Filling a tool's parameters from what a caller says, by the parameter's JSON schema.

Formats: `digits`, `postcode`, `money` (integer cents), `date` (ISO 8601), `time` (HH:MM), `month` (YYYY-MM), `phone`
(E.164), `email`, `name`; besides enum, boolean, integer, and free text for everything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent import consent
from callcenter.spoken.correction import Correction, read_correction
from callcenter.spoken.numbers.numbers import numbers_in
from callcenter.spoken.reading import Ambiguous, Filled, Partial, Read, TooLong
from callcenter.spoken.values import Schema, kind_of, read_together, read_value, without_told_beside

__all__ = [
    "Ambiguous", "Filled", "Partial", "Read", "Schema", "SlotReader", "TooLong", "flatten", "is_number", "kind_of",
    "named_today", "no_call_names", "numbers_together",
]  # fmt: skip

_BEFORE_NAME = re.compile(
    r"(?i)^(um+ |uh+ |well |yes |it'?s |this is |i'?m |i am |the name is |my name is |my name'?s )+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotReader:
    """Reads answers. `today` is the business's day; `country` the one whose phone numbers need no country code."""

    today: date
    country: str = "US"
    language: str = "en"

    def read(
        self, schema: Schema, text: str, *, so_far: str = "", known: Sequence[str] = (), is_answer: bool = True
    ) -> Read:
        """Return what the text says of a parameter, or None.

        Args:
            schema: The parameter's JSON schema.
            text: What the caller said.
            so_far: Digits of this number said before.
            known: Values known of the customer, which decide between readings that sound alike.
            is_answer: The caller was asked for this parameter. Else only what can't mean anything else is taken.
        """
        kind = kind_of(schema)
        if kind == "email":
            return _read_email(text)
        if kind in ("boolean", "integer", "name", "text") and not (schema.get("soonest") or schema.get("noCallBack")):
            return _read_asked(kind, text) if is_answer else None
        return read_value(
            schema,
            text,
            today=self.today,
            country=self.country,
            so_far=so_far,
            known=known,
            is_answer=is_answer,
            language=self.language,
        )

    def answering(self, schema: Schema, text: str) -> str:
        """Return what the text says of a parameter asked for, without what it tells beside ("I work Mondays, so …")."""
        return without_told_beside(schema, text, today=self.today)

    def correct(self, schema: Schema, text: str, value: Any) -> Correction:
        """Return what the text corrects in a value understood before ("a week later than that"), or None."""
        return read_correction(schema, text, value, today=self.today, country=self.country, language=self.language)


def no_call_names(parameters: Mapping[str, Schema]) -> list[str]:
    """Return the parameters by which a tool takes that nobody need call back."""
    return [name for name, schema in parameters.items() if schema.get("noCallBack")]


def is_number(schema: Schema) -> bool:
    """Tell whether a parameter is a number that is read back digit by digit."""
    return kind_of(schema) in ("digits", "postcode", "phone")


def named_today(reader: SlotReader, schemas: Mapping[str, Schema], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the days among arguments that are today: of those there is little to choose, and it is told at once."""
    today = reader.today.isoformat()
    return {name: one for name, one in arguments.items() if one == today and kind_of(schemas.get(name, {})) == "date"}


def numbers_together(
    reader: SlotReader, schemas: Mapping[str, Schema], texts: Sequence[str], known: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is known with the numbers that one of the texts says in a breath ("account 4071 8823, 02139").

    They must go with those known already; `schemas` are those of numbers.
    """
    if len(schemas) < 2 or schemas.keys() <= known.keys():
        return dict(known)
    for text in reversed(texts):
        found = read_together(schemas, text, today=reader.today, country=reader.country)
        values = {name: one.value for name, one in found.items() if isinstance(one, Filled)}
        if values.keys() == schemas.keys() and all(known.get(name, one) == one for name, one in values.items()):
            return {**known, **values}
    return dict(known)


def flatten(schema: Schema, definitions: Schema | None = None) -> dict[str, Any]:
    """Return a parameter's schema with `$ref` put in place and `anyOf [X, null]` resolved to X."""
    flat = dict(schema)
    if "$ref" in flat:
        flat = {**dict((definitions or {}).get(str(flat["$ref"]).rsplit("/", 1)[-1], {})), **flat}
    options = [flatten(option, definitions) for option in flat.get("anyOf", ()) if option.get("type") != "null"]
    return {**flat, **options[0]} if options else flat


def _read_email(text: str) -> Read:
    plain = text.lower().strip()
    if found := re.search(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", plain):
        return Filled(value=found.group(0))
    said = re.sub(r"\b(at sign|at)\b", "@", re.sub(r"\b(dot|point|period)\b", ".", plain))
    said = re.sub(r"\b(under ?score)\b", "_", re.sub(r"\b(dash|hyphen|minus)\b", "-", said))
    said = re.sub(r"^.*?\b(it'?s|is|email|address)\b", "", said)
    found = re.search(r"([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)", said.replace(" ", ""))
    return Filled(value=found.group(0)) if found else None


def _read_asked(kind: str, text: str) -> Read:
    """Read what only an answer can be: yes or no, a plain number, a name, free text."""
    if kind == "boolean":
        answer = consent(text)
        return Filled(value=answer is Consent.YES) if answer in (Consent.YES, Consent.NO) else None
    if kind == "integer":
        found = numbers_in(text)
        return Filled(value=found[0]) if found else None
    said = text.strip()
    if kind == "name":
        said = _BEFORE_NAME.sub("", said)
        said = " ".join(word if word[:1].isupper() else word.capitalize() for word in said.strip(" .,!").split())
    return Filled(value=said) if said else None
