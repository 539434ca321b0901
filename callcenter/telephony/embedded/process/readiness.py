"""What `serve` needs before it takes calls, looked at by the code that serve itself runs: both say the same.

Nothing is started, set up or changed.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from callcenter.agents.declaration import ModelsDeclaration
from callcenter.agents.roster import load_roster
from callcenter.cost import use_prices
from callcenter.domain.finding import Finding
from callcenter.domain.host_port import is_loopback
from callcenter.errors import CallcenterError, DeclarationError, SettingsError
from callcenter.metrics import check_metrics_port
from callcenter.models.audio.noise import resolve_noise
from callcenter.models.choice import every_chain
from callcenter.models.model_string import parse_chain
from callcenter.models.providers import missing_for
from callcenter.models.turns.turn_detection import preload_turn_detection
from callcenter.models.usable import usable
from callcenter.provisioning.files.load import load
from callcenter.settings import ModelSettings, Settings, SipSettings
from callcenter.telephony.embedded.entry.place import places
from callcenter.telephony.embedded.port_check import split_bind

Sources = Sequence[ModelSettings | ModelsDeclaration]


def look(settings: Settings, *, has_applied: bool) -> Iterator[Finding]:
    """Yield what is found; takes seconds, since agents' tools are livekit-agents' function tools.

    If the settings name a LiveKit server it is a worker's machine, which listens for no calls itself.

    Args:
        settings: What serve would be started with.
        has_applied: Trunks and rules were put in force by `apply`: serve doesn't read the files then.
    """
    reads_applied = has_applied and settings.sip.routing == "applied"
    yield _look_at("data folder", lambda: _check_folders(settings))
    if not settings.livekit_url:
        yield _exposure(settings)
        yield _routing(settings, has_applied=reads_applied)
        yield _person(settings)
    yield _look_at("prices", lambda: _check_prices(settings))
    if not settings.livekit_url:
        yield _look_at("metrics port", lambda: _check_metrics(settings))
    yield _look_at("noise suppression", lambda: resolve_noise(settings))
    yield _look_at("turn detection", lambda: _check_turns(settings))
    yield from _agents_and_models(settings)


def _person(settings: Settings) -> Finding:
    person = settings.sip.person
    if person != SipSettings.model_fields["person"].default:
        return Finding(name="person", state="ok", found=f"Transfers go to {person}.")
    return Finding(
        name="person",
        state="warning",
        found=f"Transfers go to the sample's address, {person}, where nobody answers.",
        remedy="Set CALLCENTER_SIP__PERSON to a SIP URI or a number of yours.",
    )


def _look_at(name: str, look_closer: Callable[[], str]) -> Finding:
    try:
        return Finding(name=name, state="ok", found=look_closer())
    except DeclarationError as error:
        return Finding(name=name, state="fault", found=str(error))
    except CallcenterError as error:
        return Finding(name=name, state="fault", found=error.what, remedy=error.remedy)


def _check_folders(settings: Settings) -> str:
    """Tell whether the folders serve writes to can be made and written."""
    for folder in (settings.data_dir, settings.journal_dir, settings.recordings_dir):
        place = _nearest(folder)
        if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
            raise SettingsError(
                f"The data folder {folder} can't be used: {place} can't be written.",
                remedy="Give this user the folder, or set CALLCENTER_DATA_DIR to another.",
            )
    return f"{settings.data_dir} can be written."


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there."""
    return next(path for path in (folder, *folder.parents) if os.path.lexists(path))


def _exposure(settings: Settings) -> Finding:
    """Tell what serve asks for beyond this machine."""
    try:
        host, _ = split_bind(settings.sip.bind)
    except SettingsError as error:
        return Finding(name="exposure", state="fault", found=error.what, remedy=error.remedy)
    if settings.sip.edge:
        return Finding(name="exposure", state="ok", found=f"Calls come through the edge at {settings.sip.edge}.")
    if is_loopback(host):
        return Finding(
            name="exposure",
            state="ok",
            found="Only this machine can call: softphones and carriers elsewhere don't reach it.",
            remedy="Set CALLCENTER_SIP__BIND to an address of this machine, with an edge in front.",
        )
    return Finding(
        name="exposure",
        state="warning",
        found=f"{host} can be reached from other machines, without an edge in front: serve asks for --trust-network.",
        remedy="Put the edge in front (`callcenter edge render`, CALLCENTER_SIP__EDGE).",
    )


def _routing(settings: Settings, *, has_applied: bool) -> Finding:
    name = "trunks and dispatch rules"
    if has_applied:
        found = "In force is what was applied last, not the files: `callcenter plan` shows the difference."
        return Finding(name=name, state="ok", found=found)
    try:
        declared = load(settings.sip_dir, settings.rules_dir)
    except DeclarationError as error:
        return Finding(name=name, state="fault", found=str(error))
    trunks, rules = len(declared.inbound_trunks), len(declared.dispatch_rules)
    counted = f"{trunks} inbound trunk{'s' if trunks != 1 else ''} and {rules} rule{'s' if rules != 1 else ''}"
    found = f"{counted}, from the files in {settings.sip_dir} and {settings.rules_dir}."
    if trunks and rules:
        return Finding(name=name, state="ok", found=found)
    remedy = "Every call is refused: `callcenter validate` says what is missing."
    return Finding(name=name, state="warning", found=found, remedy=remedy)


def _check_prices(settings: Settings) -> str:
    use_prices(settings.prices_file)
    return str(settings.prices_file or "The shipped table.")


def _check_metrics(settings: Settings) -> str:
    if not settings.metrics_port:
        return "Off."
    ports = [place.metrics_port for place in places(settings.sip, settings.metrics_port)]
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            check_metrics_port(port, partial(probe.bind, ("127.0.0.1", port)))
    return f"127.0.0.1:{', '.join(map(str, ports))} {'is' if len(ports) == 1 else 'are'} free."


def _check_turns(settings: Settings) -> str:
    preload_turn_detection(settings.models.turn_detection)
    return settings.models.turn_detection


def _agents_and_models(settings: Settings) -> Iterator[Finding]:
    """Look at the agents' files, and at what their models and the settings' lack."""
    sources: list[ModelSettings | ModelsDeclaration] = [settings.models]
    try:
        roster = load_roster(settings.agents_dir)
        sources += roster.models.values()
        odd = "; ".join(str(fault) for fault in roster.warnings)
        yield Finding(
            name="agents",
            state="warning" if odd else "ok",
            found=odd or f"{', '.join(roster.names)} ({settings.agents_dir}).",
            remedy="`callcenter agents validate --database` has Postgres read their SQL too.",
        )
    except DeclarationError as error:
        yield Finding(name="agents", state="fault", found=str(error))
    yield _look_at("models", lambda: _check_models(settings, sources))
    for model, lacking in _left_out(settings, sources).items():
        yield Finding(
            name=model, state="warning", found=f"Left out of its chain: {lacking}", remedy="The next link serves."
        )


def _check_models(settings: Settings, sources: Sources) -> str:
    kept: Sources = usable(sources, settings)
    names = dict.fromkeys(text for source in kept for _, chain in every_chain(source) for text in chain)
    return ", ".join(names) + "."


def _left_out(settings: Settings, sources: Sources) -> dict[str, str]:
    """Return the models that chains go on without, by name, and what each lacks."""
    found: dict[str, str] = {}
    for source in sources:
        for part, chain in every_chain(source):
            try:
                models = parse_chain(chain, part)
            except SettingsError:
                # A fault of its own: the chain can't be read.
                continue
            lacks = {model.name: missing_for(model, settings) for model in models}
            if not all(lacks.values()):
                found |= {name: lacking for name, lacking in lacks.items() if lacking}
    return found
