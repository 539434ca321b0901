"""Each key of trunks, rules and calendars: described in the schema, told in the guide, shown in a sample."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter
from ruamel.yaml import YAML

from callcenter.domain.routing.matching import TargetName
from callcenter.provisioning.checks.validate import validate
from callcenter.provisioning.files.declarations import RulesFile, SipFile
from callcenter.provisioning.files.load import load_leniently
from callcenter.provisioning.files.schema import entries, schema_texts
from callcenter.settings import REPOSITORY
from callcenter.value_words import model_at

EXAMPLES = REPOSITORY / "docs" / "examples"
KEYS = [(entry, model, key) for entry, model in entries().items() for key in model.model_fields]


def used(model: type[BaseModel], data: Any, found: set[tuple[str, str]]) -> None:
    """Collect the keys that data has, by the model they are keys of."""
    for one in data if isinstance(data, list) else [data]:
        if not isinstance(one, dict):
            continue
        for key, value in one.items():
            found.add((model.__name__, key))
            if (part := model_at(model, (key,))) is not None:
                used(part, value, found)


@pytest.fixture(scope="module")
def in_samples() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for file in [*REPOSITORY.glob("sip/*.yaml"), *EXAMPLES.glob("*/sip/*.yaml")]:
        used(SipFile, YAML(typ="safe").load(file), found)
    for file in [*REPOSITORY.glob("dispatch_rules/*.yaml"), *EXAMPLES.glob("*/dispatch_rules/*.yaml")]:
        used(RulesFile, YAML(typ="safe").load(file), found)
    return found


@pytest.mark.parametrize(("entry", "model", "key"), KEYS, ids=[f"{entry}.{key}" for entry, _, key in KEYS])
def test_key__is_described_in_the_schema_told_in_the_guide_and_shown_in_a_sample(
    entry: str, model: type[BaseModel], key: str, in_samples: set[tuple[str, str]]
) -> None:
    guide = (REPOSITORY / "docs" / "operator-guide.md").read_text(encoding="utf-8")
    table = guide.partition(f"**`{entry}`**")[2].partition("\n**`")[0]

    assert model.model_fields[key].description
    assert f"| `{key}` |" in table
    assert (model.__name__, key) in in_samples


def test_schemas__have_no_key_that_the_guide_leaves_out() -> None:
    told = {model.__name__ for model in entries().values()}
    for text in schema_texts().values():
        parts = {name for name, part in json.loads(text)["$defs"].items() if "properties" in part}
        assert parts <= told


@pytest.mark.parametrize(("entry", "model", "key"), KEYS, ids=[f"{entry}.{key}" for entry, _, key in KEYS])
def test_example_of_a_key__as_validate_proposes_it__is_right(entry: str, model: type[BaseModel], key: str) -> None:
    field = model.model_fields[key]
    examples = field.examples
    assert examples
    if model_at(model, (key,)) is None:
        TypeAdapter(field.rebuild_annotation()).validate_python(examples[0])


def test_sample_of_every_key__has_no_fault_on_livekit() -> None:
    folder = EXAMPLES / "every-key"
    declared, faults = load_leniently(folder / "sip", folder / "dispatch_rules", secret=lambda name: "secret")
    faults += validate(
        declared,
        target=TargetName.LIVEKIT,
        agents=["triage", "support"],
        settings_bind_is_loopback=False,
        has_edge=True,
    )

    assert not [str(one) for one in faults if not one.is_warning]
    assert all(Path(one.file).is_file() for one in faults)
