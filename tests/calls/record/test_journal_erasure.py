"""Journals of calls that never reached Postgres: erased by any spelling of a number, redacted if they mention it."""

import json
from datetime import UTC, datetime
from pathlib import Path

from callcenter.calls.record.journal_erasure import erase_files
from callcenter.calls.record.journal_file import encode_event, read_journal
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.record.call_event import CallEvent, Fact, Tagged, TurnTaken
from callcenter.store.erasure.spellings import spellings
from tests.calls.record.test_journal import STARTED

AUNT = spellings("+12025550188", "US")


def write(folder: Path, call_id: str, *facts: Fact, torn: bytes = b"") -> Path:
    path = folder / f"{call_id}.jsonl"
    now = datetime.now(UTC)
    events = [CallEvent(call_id=call_id, seq=seq, at=now, fact=fact) for seq, fact in enumerate(facts, 1)]
    path.write_bytes(b"".join(map(encode_event, events)) + torn)
    return path


def test_erase_files__caller_spelt_as_carriers_do__is_found(tmp_path: Path) -> None:
    number = STARTED.caller_number.removeprefix("+")
    write(tmp_path, "call_1", STARTED)

    assert erase_files(tmp_path, set(), number=spellings(number, "US"), before=None) == {"call_1"}


def test_erase_files__mentioned_in_anothers_journal__is_redacted_and_the_file_stays_whole(tmp_path: Path) -> None:
    said = TurnTaken(turn=Turn(speaker=Speaker.CALLER, text="my aunt: (202) 555-0188", started_ms=1, ended_ms=2))
    path = write(
        tmp_path, "call_1", STARTED, said, Tagged(tag="vip"), torn=b'{"call_id": "call_1", "text": "+1202555018'
    )
    before, _ = read_journal(path)

    assert erase_files(tmp_path, set(), number=AUNT, before=None, mentions=[AUNT]) == set()

    after, _ = read_journal(path)
    assert [event.seq for event in after] == [1, 2, 3] and (after[0], after[2]) == (before[0], before[2])
    assert isinstance(after[1].fact, TurnTaken) and after[1].fact.turn.text == "my aunt: #"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["call_1.jsonl"]


def test_erase_files__nothing_mentioned__leaves_the_bytes_alone(tmp_path: Path) -> None:
    path = write(tmp_path, "call_1", STARTED, torn=b"\xff\n" + json.dumps({"odd": 1}).encode())
    before = path.read_bytes()

    erase_files(tmp_path, set(), number=AUNT, before=None, mentions=[AUNT])

    assert path.read_bytes() == before
