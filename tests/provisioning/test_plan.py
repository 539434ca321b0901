"""Desired against existing: which changes, in which order, and which plans are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.errors import ForeignOwner, PlanStale, ProvisioningError, UnsafePlan
from callcenter.provisioning.diff import make_plan
from callcenter.provisioning.plan import Create, Delete, Plan, Update
from callcenter.provisioning.render import plan_document, plan_markdown, plan_text
from callcenter.provisioning.resource import Existing, Kind, Ownership, Resource, flatten, is_sealed, seal
from callcenter.provisioning.safety import raise_if_stale, raise_if_unsafe

TRUNK, RULE = Kind.INBOUND_TRUNK, Kind.DISPATCH_RULE


def wanted(name: str, kind: Kind = TRUNK, *, secrets: dict[str, str] | None = None, **fields: Any) -> Resource:
    return Resource(kind=kind, name=name, fields=fields, secrets=secrets or {})


def held(
    name: str, kind: Kind = TRUNK, *, ownership: Ownership = Ownership.OURS, owner: str = "us", **fields: Any
) -> Existing:
    seals = fields.pop("seals", {})
    secrets = fields.pop("secrets", {})
    return Existing(
        kind=kind,
        name=name,
        id=f"ID_{name}",
        ownership=ownership,
        owner=owner,
        fields=fields,
        seals=seals,
        secrets=secrets,
    )


def plan(desired: list[Resource], existing: list[Existing], **options: Any) -> Plan:
    return make_plan(desired, existing, target="livekit", where="here", owner="us", **options)


def test_plan__same_on_both_sides__is_empty() -> None:
    made = plan([wanted("a", numbers=["+1"])], [held("a", numbers=["+1"])])

    assert made.is_empty
    assert plan_document(made)["changes"] == []


def test_plan__field_differs__has_old_and_new_value() -> None:
    made = plan([wanted("a", media={"codecs": ["PCMU"]}, numbers=[])], [held("a", media={"codecs": []}, numbers=[])])

    assert plan_document(made)["changes"] == [
        {
            "action": "change",
            "kind": "inbound_trunk",
            "name": "a",
            "fields": [{"field": "media.codecs", "old": [], "new": ["PCMU"]}],
        }
    ]


def test_plan__order__creates_trunks_before_rules_and_deletes_rules_before_trunks() -> None:
    made = plan(
        [wanted("new", RULE), wanted("new"), wanted("kept", numbers=["+2"])],
        [held("old"), held("old", RULE), held("kept", numbers=["+1"])],
    )

    assert [(type(change), change.kind, change.name) for change in made.changes] == [
        (Update, TRUNK, "kept"),
        (Create, TRUNK, "new"),
        (Create, RULE, "new"),
        (Delete, RULE, "old"),
        (Delete, TRUNK, "old"),
    ]


def test_plan__resource_that_is_not_ours_and_not_named__is_left_alone() -> None:
    made = plan(
        [],
        [held("clicked", ownership=Ownership.NOBODY, owner=""), held("x", ownership=Ownership.FOREIGN, owner="them")],
    )

    assert made.is_empty
    assert [one.name for one in made.unmanaged] == ["clicked", "x"]


def test_plan__resource_of_another_owner_is_named__is_refused_with_all_of_them() -> None:
    with pytest.raises(ForeignOwner) as refused:
        plan(
            [wanted("a"), wanted("b")],
            [held("a", ownership=Ownership.FOREIGN, owner="them"), held("b", ownership=Ownership.FOREIGN, owner="x")],
        )

    assert "a (them)" in str(refused.value) and "b (x)" in str(refused.value)


def test_plan__unmarked_resource_is_named__is_taken_over_only_when_it_differs_or_asked_to() -> None:
    existing = [held("a", ownership=Ownership.NOBODY, owner="", numbers=["+1"])]

    assert plan([wanted("a", numbers=["+1"])], existing).is_empty
    assert plan_document(plan([wanted("a", numbers=["+2"])], existing))["changes"][0]["adopts"] is True
    adopted = plan([wanted("a", numbers=["+1"])], existing, adopts=True)
    assert plan_document(adopted)["changes"][0]["fields"] == [{"field": "owner", "old": None, "new": "ours"}]


@pytest.mark.parametrize("where", ["secrets", "seals"])
def test_secret__same_and_other__is_seen_and_never_shown(where: str) -> None:
    kept = {"auth.password": "open-sesame" if where == "secrets" else seal("open-sesame")}
    existing = [held("a", **{where: kept})]

    assert plan([wanted("a", secrets={"auth.password": "open-sesame"})], existing).is_empty
    made = plan([wanted("a", secrets={"auth.password": "hunter2"})], existing)

    document = json.dumps(plan_document(made)) + plan_markdown(made) + str(plan_text(made))
    assert "hunter2" not in document and "open-sesame" not in document and "hunter2" not in repr(made)
    assert plan_document(made)["changes"][0]["fields"] == [
        {"field": "auth.password", "old": "changed", "new": "changed"}
    ]


def test_secret__taken_away_and_added__is_a_change() -> None:
    assert not plan([wanted("a")], [held("a", secrets={"pin": "1234"})]).is_empty
    assert not plan([wanted("a", secrets={"pin": "1234"})], [held("a")]).is_empty


def test_secret__not_in_the_environment__is_taken_as_unchanged_and_said() -> None:
    resource = Resource(kind=TRUNK, name="a", fields={}, missing_secrets={"auth.password": "CARRIER_PASSWORD"})

    made = plan([resource], [held("a", secrets={"auth.password": "x"})])

    assert made.is_empty
    assert "CARRIER_PASSWORD" in made.notes[0]
    with pytest.raises(ProvisioningError, match="CARRIER_PASSWORD"):
        plan([resource], [])


def test_checksum__same_plan__is_equal_and_any_difference_changes_it() -> None:
    base = plan([wanted("a", numbers=["+1"])], [])
    others = [
        plan([wanted("a", numbers=["+2"])], []),
        plan([wanted("b", numbers=["+1"])], []),
        plan([wanted("a", numbers=["+1"])], [held("a", numbers=["+3"])]),
        plan([wanted("a", numbers=["+1"], secrets={"pin": "1"})], [], key=b"k"),
        plan([wanted("a", numbers=["+1"], secrets={"pin": "2"})], [], key=b"k"),
        make_plan([wanted("a", numbers=["+1"])], [], target="livekit", where="elsewhere", owner="us"),
    ]

    assert plan([wanted("a", numbers=["+1"])], []).checksum == base.checksum
    assert len({base.checksum, *(other.checksum for other in others)}) == len(others) + 1


def test_checksum__not_the_reviewed_one__is_stale() -> None:
    made = plan([wanted("a")], [])

    raise_if_stale(made, made.checksum)
    with pytest.raises(PlanStale, match="0000"):
        raise_if_stale(made, "0000")


@pytest.mark.parametrize(
    ("population", "removed", "is_refused"),
    [
        (1, 1, True),
        (2, 1, True),
        (3, 1, False),
        (3, 2, True),
        (6, 2, False),
        (6, 3, True),
        (10, 3, False),
        (4, 0, False),
    ],
)
def test_safety__more_than_a_third_of_the_trunks_removed__is_refused(
    population: int, removed: int, is_refused: bool
) -> None:
    existing = [held(f"t{index}", numbers=[f"+{index}"]) for index in range(population)]
    made = plan([wanted(f"t{index}", numbers=[f"+{index}"]) for index in range(removed, population)], existing)

    if is_refused:
        with pytest.raises(UnsafePlan, match=f"{removed} of {population}"):
            raise_if_unsafe(made)
    else:
        raise_if_unsafe(made)


def test_safety__rules_removed_and_trunk_renamed__are_not_counted() -> None:
    raise_if_unsafe(plan([], [held("r", RULE), held("s", RULE)]))
    raise_if_unsafe(plan([wanted("new", numbers=["+1", "+2"])], [held("old", numbers=["+1"])]))


def test_markdown__odd_characters__keep_the_table_whole() -> None:
    made = plan([wanted("a|b", metadata="x|`y`\nz")], [])

    rows = [line for line in plan_markdown(made).splitlines() if line.startswith("|")]
    assert all(row.replace("\\|", "").count("|") == 6 for row in rows[2:])


_plain = st.sampled_from([None, True, 0, 7, "", "x", [], ["x"], ["x", "y"]])
_values = _plain | st.dictionaries(st.sampled_from("abc"), _plain, max_size=3)
_states = st.dictionaries(st.sampled_from("pqrs"), st.dictionaries(st.sampled_from("xyz"), _values, max_size=3))


@given(_states, _states)
def test_plan__any_two_states__is_empty_exactly_when_they_agree(
    desired: dict[str, dict[str, Any]], existing: dict[str, dict[str, Any]]
) -> None:
    made = plan(
        [wanted(name, **fields) for name, fields in desired.items()],
        [held(name, **fields) for name, fields in existing.items()],
    )

    agree = {name: flatten(fields) for name, fields in desired.items()} == {
        name: flatten(fields) for name, fields in existing.items()
    }
    same = {change.name for change in made.changes} == {
        name
        for name in {*desired, *existing}
        if name not in desired or name not in existing or _differ(desired[name], existing[name])
    }
    assert same and made.is_empty >= agree


def _differ(first: dict[str, Any], second: dict[str, Any]) -> bool:
    one, two = flatten(first), flatten(second)
    return any(one.get(key) != two.get(key) for key in {*one, *two})


@given(st.text(), st.text(), st.binary(max_size=8))
def test_seal__of_a_value__fits_that_value_and_key_only(value: str, other: str, key: bytes) -> None:
    sealed = seal(value, key=key)

    assert is_sealed(value, sealed, key=key)
    assert is_sealed(other, sealed, key=key) == (value == other)
    assert not is_sealed(value, sealed, key=key + b"x")
    assert not is_sealed(value, "nonsense", key=key)


def test_plan__outbound_trunk_without_its_password__is_made_on_the_single_machine_only() -> None:
    trunk = Resource(
        kind=Kind.OUTBOUND_TRUNK, name="out", fields={}, secrets={}, missing_secrets={"auth.password": "OUT_PW"}
    )

    made = make_plan([trunk], [], target="embedded", where="here", owner="us")

    assert [type(change) for change in made.changes] == [Create]
    assert any("OUT_PW" in note for note in made.notes)
    with pytest.raises(ProvisioningError, match="OUT_PW"):
        plan([trunk], [])
