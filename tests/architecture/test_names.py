"""The house rules that a linter doesn't know."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "callcenter"
BANNED = ("manager", "helper", "util", "common", "misc")
LONGEST_LINES = 400


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_file__of_the_package__is_short_and_named_for_a_thing(path: Path) -> None:
    assert not any(word in path.stem for word in BANNED), f"{path.stem} says nothing about what is inside"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_LINES, f"{len(lines)} lines: two nouns or two stories in one file"
    if path.name != "__init__.py" or lines:
        assert lines and lines[0].startswith('"""'), "a module opens with what it is for"


def test_operators_folders__hold_no_python() -> None:
    for folder in ("sip", "dispatch_rules"):
        assert not list((ROOT / folder).rglob("*.py")), f"{folder}/ is for declarations"


def test_sip_stack__is_imported__in_one_file_only() -> None:
    importers = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if any(line.strip().startswith(("import baresip", "from baresip")) for line in path.read_text().splitlines())
    ]

    assert set(importers) <= {"telephony/embedded/sip_stack.py"}


def test_piper__is_imported__in_one_file_only() -> None:
    importers = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if any(
            line.strip().startswith(("import piper", "from piper", "import joe_us", "from joe_us"))
            for line in path.read_text().splitlines()
        )
    ]

    assert set(importers) <= {"models/local/piper.py"}
