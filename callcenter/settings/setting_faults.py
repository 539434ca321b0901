"""What is wrong with the settings, each told by the variable that the operator wrote, and in our words."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import AliasChoices, BaseModel
from pydantic.fields import FieldInfo
from pydantic_settings import EnvSettingsSource

from callcenter.domain.host_port import is_every_address, is_same_address, read_host_port, write_host_port
from callcenter.value_words import value_words

PREFIX = "CALLCENTER_"
#: Steps of pydantic's location that are no part of a variable's name.
_NO_NAME = ("[key]",)


class Environment(EnvSettingsSource):
    """The environment; a value for a whole group that is no JSON is a fault like others, not the end of reading."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """Return the value of a group as it is if it can't be read: the group then says that it is none."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


def fault_of(error: Mapping[str, Any], model: type[BaseModel]) -> str:
    """Return pydantic's fault in our words, by the variable's name; one of several settings names them itself."""
    path = tuple(str(part) for part in error["loc"] if part not in _NO_NAME)
    variable, kind = _variable(path, model), error["type"]
    if kind == "extra_forbidden":
        close = get_close_matches(path[-1], _names_at(model, path[:-1]), n=1)
        meant = _variable((*path[:-1], close[0]), model) if close else ""
        return f"{variable}: there is no such setting{f'; did you mean {meant}?' if meant else '.'}"
    if kind in ("model_type", "dict_type"):
        return (
            f"{variable}: it is no setting but the beginning of several, such as {_one_below(variable, path, model)}."
        )
    text = value_words(error)
    said = text if text.endswith("?") else f"{text}."
    return said if said.startswith(PREFIX) else f"{variable}: {said}"


def unknown_variables(model: type[BaseModel], environ: Mapping[str, str]) -> list[str]:
    """Return a fault for each CALLCENTER_ variable that begins with no setting's name."""
    aliases = [field.validation_alias for field in model.model_fields.values()]
    known = {name.upper() for name in model.model_fields}
    known |= {str(name).upper() for alias in aliases if isinstance(alias, AliasChoices) for name in alias.choices}
    faults = []
    for name in sorted(environ):
        first = name.upper().removeprefix(PREFIX).partition("__")[0]
        if name.upper().startswith(PREFIX) and first not in known and name.upper() not in known:
            meant = _with_two_underscores(first, model) or next(iter(get_close_matches(first, sorted(known), n=1)), "")
            faults.append(f"{name}: there is no such setting{f'; did you mean {PREFIX}{meant}?' if meant else '.'}")
    return faults


def shared_ports(*, sip_bind: str, has_tls: bool, console_bind: str, metrics_ports: range) -> list[str]:
    """Return a fault for each TCP port that two settings want: one of them would fail, or go without."""
    sip_host, sip_port = read_host_port(sip_bind)
    wanted = [("SIP__BIND", sip_host, sip_port), ("CONSOLE__BIND", *read_host_port(console_bind))]
    wanted += [("SIP__TLS_CERTIFICATE", sip_host, sip_port + 1)] if has_tls else []
    wanted += [("METRICS_PORT", "127.0.0.1", port) for port in metrics_ports]
    faults, taken = [], dict[int, list[tuple[str, str]]]()
    for name, host, port in wanted:
        for other, its in taken.get(port, []):
            if other != name and (is_same_address(host, its) or is_every_address(host) or is_every_address(its)):
                faults.append(f"{PREFIX}{name} and {PREFIX}{other} both want {write_host_port(host, port)}.")
        taken.setdefault(port, []).append((name, host))
    return faults


def _variable(path: tuple[str, ...], model: type[BaseModel]) -> str:
    field = model.model_fields.get(path[0]) if path else None
    alias = field.validation_alias if field is not None else None
    if isinstance(alias, AliasChoices):
        # The last is the name that other programs share.
        return str(alias.choices[-1])
    joined = "__".join(path)
    return joined if joined.isupper() and joined.startswith(PREFIX) else f"{PREFIX}{joined.upper()}"


def _field_at(model: type[BaseModel], path: tuple[str, ...]) -> Any:
    """Return the annotation at a path of settings, through groups and what dictionaries hold; None if there is none."""
    found: Any = model
    for step in path:
        if isinstance(found, type) and issubclass(found, BaseModel):
            field = found.model_fields.get(step)
            found = field.annotation if field is not None else None
        elif get_origin(found) is dict:
            found = get_args(found)[1]
        else:
            return None
    return found


def _names_at(model: type[BaseModel], path: tuple[str, ...]) -> list[str]:
    found = _field_at(model, path)
    return list(found.model_fields) if isinstance(found, type) and issubclass(found, BaseModel) else []


def _one_below(variable: str, path: tuple[str, ...], model: type[BaseModel]) -> str:
    if names := _names_at(model, path):
        return f"{variable}__{names[0].upper()}"
    # A dictionary, and those are by language.
    below = _names_at(model, (*path, "es"))
    return f"{variable}__ES" + (f"__{below[0].upper()}" if below else "")


def _with_two_underscores(first: str, model: type[BaseModel]) -> str:
    """Return `SIP__BIND` for `SIP_BIND`; '' for what can't be read so."""
    for name in model.model_fields:
        group, rest = name.upper(), first.removeprefix(f"{name.upper()}_")
        known = [one.upper() for one in _names_at(model, (name,))]
        if rest != first and known and (close := get_close_matches(rest, known, n=1)):
            return f"{group}__{close[0]}"
    return ""
