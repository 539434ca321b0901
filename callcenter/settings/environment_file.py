"""Files of settings, `NAME=value` a line: systemd's EnvironmentFile, and a `.env` that nobody reads.

A line has to mean the same to systemd.exec(5), which leaves out what it can't read with no more than a line in the
journal, and to a shell that reads the file (`. FILE`), as docs/production.md does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from callcenter.domain.finding import Finding
from callcenter.settings import unknown_variables

#: Settings and keys for the units, `NAME=value` a line; root's alone, systemd reads it.
ENVIRONMENT_FILE = Path("/etc/callcenter/environment")
#: What systemd and shells take for a variable's name.
_NAME = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
#: What a shell acts on in a value without quotation marks.
_ACTS = re.compile(r"^~|[\s$`&|;<>()#\\\"']")
#: A value in one pair of quotation marks.
_QUOTED = re.compile(r"""'[^']*'\Z|"(?:[^"\\$`]|\\.)*"\Z""")


def look_at_environment_file(path: Path, *, must_exist: bool = False) -> Finding:
    """Return what is wrong with the file of settings that the units read, every line at once.

    It may be missing, unless somebody has named it (`must_exist`).
    """
    name = "environment file"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if must_exist:
            return Finding(name=name, state="fault", found=f"There is no {path}.", remedy="Name another file.")
        return Finding(name=name, state="ok", found=f"There is no {path}; the environment alone has the settings.")
    except PermissionError:
        found = f"{path} is closed to this user, so its lines aren't checked."
        return Finding(name=name, state="ok", found=found, remedy="Run `callcenter doctor` as root, too.")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it isn't UTF-8"
        return Finding(name=name, state="fault", found=f"{path} can't be read: {why}.", remedy="Write it anew.")
    faults = [f"{path}:{line}: {fault}" for line, fault in faulty_lines(text)]
    if not faults:
        return Finding(name=name, state="ok", found=f"{path} can be read by systemd and by a shell.")
    remedy = "systemd leaves out what it can't read. Write NAME=value, a setting a line; then start the service again."
    return Finding(name=name, state="fault", found="\n".join(faults), remedy=remedy)


def look_for_unread(folder: Path) -> Finding | None:
    """Return a warning if a folder has a `.env` with settings of ours: nobody reads it."""
    path = folder / ".env"
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    names = [line.partition("=")[0].strip().removeprefix("export ") for line in text.splitlines()]
    if not any(name.startswith("CALLCENTER_") for name in names):
        return None
    found = f"{path} isn't read: settings come from the environment alone."
    return Finding(name=".env", state="warning", found=found, remedy="For this shell: set -a; . ./.env; set +a")


def faulty_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number of each line that can't be used, from 1, and what is wrong with it; values aren't repeated."""
    said: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if line.endswith("\r"):
            yield number, "it ends as Windows writes lines, and a shell takes that for part of the value."
        elif line.lstrip().startswith(";"):
            yield number, "a shell takes that for no comment. Begin it with #."
        elif not equals:
            yield number, "there is no = in it."
        elif name.strip().startswith("export "):
            yield number, "systemd knows no `export`. Leave the word out."
        elif name != name.strip() or value != value.lstrip():
            yield number, "there is a space beside the name or the =. Leave it out."
        elif not _NAME.match(name):
            yield number, "what stands before the = is no variable's name: letters, digits and _."
        elif _ACTS.search(value.rstrip()) and not _QUOTED.match(value.rstrip()):
            yield number, f"the value of {name} has a sign that a shell acts on. Put it into '...'."
        else:
            if name in said:
                yield number, f"{name} stands in line {said[name]} already; the last one counts."
            said[name] = number
            yield from ((number, fault) for fault in unknown_variables({name: value}))
