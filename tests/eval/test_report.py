"""What an evaluation reports: JSON and JUnit XML."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

from callcenter.eval.report import failures, intervals, share_passed, to_json, to_junit
from callcenter.eval.story.story import Mode
from tests.eval.stories import story, verdict

TOLD = story(tags={"agent": "billing"})
VERDICTS = [
    verdict(TOLD),
    verdict(TOLD, trial=2, faults=["asked 3 times", "a <bad> thing"]),
    verdict(TOLD, trial=3, left_out=["no sound"]),
    verdict(replace(TOLD, label="kept", part="held-out")),
]


def test_to_junit__verdicts__a_suite_for_each_part_and_a_case_for_each_run() -> None:
    root = ET.fromstring(to_junit(VERDICTS, mode=Mode.TEXT))

    suites = {suite.attrib["name"]: suite for suite in root}
    dev = suites["dev"]
    assert root.tag == "testsuites"
    assert set(suites) == {"dev", "held-out"}
    assert [dev.attrib[name] for name in ("tests", "failures", "skipped", "errors")] == ["3", "1", "1", "0"]
    assert [case.attrib["name"] for case in dev] == ["owes[1]", "owes[2]", "owes[3]"]
    assert [[child.tag for child in case] for case in dev] == [[], ["failure"], ["skipped"]]
    assert dev[1][0].attrib["message"] == "asked 3 times; a <bad> thing"
    assert "You owe  110 dollars." in str(dev[1][0].text)


def test_to_json__verdicts__is_json_with_both_parts_apart() -> None:
    found = json.loads(json.dumps(to_json(VERDICTS, mode=Mode.TEXT, trials=1)))

    dev = found["parts"]["dev"]
    assert (dev["stories"], dev["runs"], dev["passed"], dev["left_out"]) == (1, 2, 1, 1)
    assert dev["pass_hat"]["1"]["share"] == 0.5
    assert found["parts"]["held-out"]["pass_hat"]["1"]["share"] == 1
    assert found["runs"][1]["faults"] == ["asked 3 times", "a <bad> thing"]


def test_failures__shown__has_the_transcript_only_if_wanted() -> None:
    quiet, shown = list(failures(VERDICTS, show=False)), list(failures(VERDICTS, show=True))

    assert len(quiet) == len(shown) == 2
    assert "110 dollars" in shown[0] and "110 dollars" not in quiet[0]


def test_intervals__part_without_a_run_that_counts__says_so() -> None:
    (line,) = intervals([verdict(TOLD, left_out=["no sound"])], trials=1)

    assert line == "dev: nothing counted"
    assert share_passed([verdict(TOLD, left_out=["no sound"])]) == 0
