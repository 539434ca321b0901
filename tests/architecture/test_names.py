"""The house rules that a linter doesn't know."""

import ast
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "callcenter"
TESTS = ROOT / "tests"
BANNED = ("manager", "helper", "util", "common", "misc")
#: What git writes around each side of a conflict; seven "=" alone may underline a title.
MERGE_MARK = re.compile(rb"^(<{7}|>{7}|\|{7}) ", re.MULTILINE)
LONGEST_LINES = 400
LONGEST_CLASS_LINES = 400
#: Rooms of about nine: one of more is two rooms. `__init__.py` counts for none.
MOST_FILES = 14


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_file__of_the_package__is_short_and_named_for_a_thing(path: Path) -> None:
    assert not any(word in path.stem for word in BANNED), f"{path.stem} says nothing about what is inside"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_LINES, f"{len(lines)} lines: two nouns or two stories in one file"
    if path.name != "__init__.py" or lines:
        assert lines and lines[0].startswith('"""'), "a module opens with what it is for"


@pytest.mark.parametrize("house", [PACKAGE, TESTS], ids=["package", "tests"])
def test_folder__of_the_house__holds_about_nine_files(house: Path) -> None:
    counts = Counter(str(path.parent.relative_to(ROOT)) for path in house.rglob("*.py") if path.name != "__init__.py")

    assert len(counts) > 50
    assert {folder: count for folder, count in counts.items() if count > MOST_FILES} == {}


@pytest.mark.parametrize("house", [PACKAGE, TESTS], ids=["package", "tests"])
def test_folder__of_the_house__says_what_it_is_for(house: Path) -> None:
    rooms = {path.parent for path in house.rglob("*.py")} - {PACKAGE / "agents" / "skeleton"}
    opened = {room: room / "__init__.py" for room in rooms}

    assert len(rooms) > 50
    assert [str(room) for room, file in opened.items() if not (file.is_file() and ast.get_docstring(_tree(file)))] == []


def test_class__of_the_package__is_short_with_all_its_bases() -> None:
    """A class cut up by inheritance to keep to the rule above is worse than a long file."""
    classes: dict[str, tuple[int, list[str]]] = {}
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        tree = _tree(path)
        imported = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        for node in (one for one in tree.body if isinstance(one, ast.ClassDef)):
            names = [base.id for base in node.bases if isinstance(base, ast.Name)]
            bases = [imported.get(name, f"{module}.{name}") for name in names]
            classes[f"{module}.{node.name}"] = ((node.end_lineno or 0) - node.lineno + 1, bases)

    def lines(name: str) -> int:
        own, bases = classes.get(name, (0, []))
        return own + sum(lines(base) for base in bases)

    assert len(classes) > 200
    assert {name: lines(name) for name in classes if lines(name) > LONGEST_CLASS_LINES} == {}


def test_file__of_the_repository__holds_no_mark_of_a_merge_that_was_not_finished() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    paths = [ROOT / name for name in listed.split("\0") if name] or [
        path for path in ROOT.rglob("*") if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    ]
    texts = {path: path.read_bytes() for path in paths if path.is_file()}

    assert len(texts) > 500
    assert [str(path.relative_to(ROOT)) for path, text in texts.items() if MERGE_MARK.search(text)] == []


def test_operators_folders__hold_no_python() -> None:
    for folder in ("sip", "dispatch_rules"):
        assert not list((ROOT / folder).rglob("*.py")), f"{folder}/ is for declarations"


def test_classes__of_the_package__share_no_name() -> None:
    """Two classes of one name are two meanings of one word."""
    where: dict[str, list[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in _tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where.setdefault(node.name, []).append(str(path.relative_to(ROOT)))

    assert len(where) > 200
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


#: Private names of libraries that tell what no public one does.
LIBRARIES_OWN = {
    "_agent_name", "_drain_timeout", "_func", "_load_threshold", "_shutdown_callbacks", "_update_session_keyterms",
    "_EOT", "_EUORunnerMultilingual", "_exit", "_buf", "_client", "_native", "_process_response_data", "_transport",
}  # fmt: skip


def _named(node: ast.AST) -> list[str]:
    """Return what a piece of code takes out of elsewhere by its name: an attribute, an import, what is patched."""
    match node:
        case ast.Attribute(value=ast.Name(id="self" | "cls")):
            return []
        case ast.Attribute(attr=name):
            return [name]
        case ast.ImportFrom(names=names):
            return [alias.name for alias in names]
        case ast.Call(func=ast.Attribute(attr="setattr"), args=args):
            return [str(arg.value).rpartition(".")[2] for arg in args if isinstance(arg, ast.Constant)]
    return []


def test_tests__of_the_package__reach_into_nothing_private() -> None:
    """What a test has to look at, others may: it is public, or seen by what it does."""
    reached = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)} {name}"
        for path in TESTS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _named(node)
        if re.match("_[^_]", name) and name not in LIBRARIES_OWN
    ]

    assert reached == []


#: Where real time goes by, and why: all else waits by `until`, lets `others` run, or plays in virtual time.
TIME_ITSELF = {
    "fakes/speech/playout.py": "sound is heard as fast as it is spoken",
    "fakes/worker/watching.py": "a microphone's packets",
    "fakes/worker/supervised_worker.py": "a caller who hums",
    "models/audio/test_audio_path.py": "a caller's packets",
    "models/test_session.py": "a caller's packets",
    "models/failover/test_stt_chain.py": "a caller's packets, and a deadline that must pass without a word",
    "models/failover/test_tts_chain.py": "a language model that thinks for longer than the voice's deadline",
    "fakes/servers/model_servers.py": "a server that answers late, and one that drips",
    "telephony/embedded/process/test_first_moment.py": "a caller who tries again and again",
    "telephony/embedded/test_whose_audio.py": "a stranger's packets",
    "telephony/embedded/stack/test_leaked_calls.py": "a flood of so many a second",
    "contract/real_pair.py": "programs that aren't ours and say nothing of when they are ready",
    "contract/measure.py": "a measurement, no test",
}


def test_tests__wait_for_what_happens__and_sleep_only_where_time_is_what_they_are_about() -> None:
    sleep = re.compile(r"\b(?:asyncio|time)\.sleep\(")
    texts = {str(path.relative_to(TESTS)): path.read_text() for path in TESTS.rglob("*.py")}

    assert {name for name, text in texts.items() if sleep.search(text)} == {
        "fakes/waiting.py", "fakes/virtual_time.py", "fakes/pace.py"
    }  # fmt: skip
    assert {
        name for name, text in texts.items() if re.search(r"^from tests\.fakes\.pace import", text, re.MULTILINE)
    } == set(TIME_ITSELF)


def test_slow_files__are_there() -> None:
    from tests.conftest import SLOW

    assert [name for name in SLOW if not (TESTS / name).is_file()] == []
