"""Files of JSON lines that people write: read as text, with what can't be read told by its line."""

from __future__ import annotations

from pathlib import Path

from callcenter.errors import DeclarationError, Fault


def read_lines(path: Path) -> list[tuple[int, str]]:
    """Return the lines that aren't empty, each with its number from 1.

    Raises:
        DeclarationError: the file can't be read, or isn't UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fault = Fault(file=str(path), line=line, what="It is no UTF-8 text.", remedy="Save it as UTF-8.")
        raise DeclarationError([fault]) from error
    except OSError as error:
        what = f"It can't be read: {error.strerror}."
        raise DeclarationError([Fault(file=str(path), line=0, what=what, remedy="Name another file.")]) from error
    return [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
