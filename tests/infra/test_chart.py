"""The chart: what Helm and Kubernetes' schemas say of it, what its values refuse, what a worker's pod is made of."""

from __future__ import annotations

import json
from typing import Any

import pytest

from callcenter.settings import Settings
from tests.infra.chart import CHART, INSTALLATIONS, NO_GROUP, find, helm, load, merged, render, rendered, values_of
from tests.infra.test_files import settings_names

KUBERNETES = "1.34"
#: Severities of Helm's lint from which on something is wrong.
WARNING = 2


def refusal(change: dict[str, Any], installation: str = "example") -> str:
    with pytest.raises(helm().HelmError) as caught:
        render(merged(values_of(installation), change))
    return str(caught.value)


@pytest.mark.parametrize("installation", INSTALLATIONS)
def test_lint__each_installation__says_nothing(installation: str) -> None:
    report = helm().lint(str(CHART), values_of(installation), strict=True)

    assert report["errors"] == []
    assert [said for said in report["messages"] if said["severity"] >= WARNING] == []


@pytest.mark.parametrize("installation", INSTALLATIONS)
def test_chart__each_installation__is_valid_for_kubernetes(installation: str) -> None:
    kubernetes_validate = pytest.importorskip("kubernetes_validate", reason=NO_GROUP)
    documents = rendered(installation)

    assert len(documents) > 8
    for document in documents:
        kubernetes_validate.validate(document, KUBERNETES, strict=True)


def test_chart__broken_manifest__is_found() -> None:
    kubernetes_validate = pytest.importorskip("kubernetes_validate", reason=NO_GROUP)
    broken = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}, "spec": {"replica": 2}}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, KUBERNETES, strict=True)


def test_values__nothing_given__names_all_that_is_missing() -> None:
    with pytest.raises(helm().HelmError) as caught:
        render({})

    assert "/image/repository" in str(caught.value)
    assert "/networks/nodes" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"networks": {"nodes": ["10.0.0.0"]}}, "/networks/nodes/0"),
        ({"networks": {"node": ["10.0.0.0/24"]}}, "node"),
        ({"replicas": {"worker": {"min": 0}}}, "/replicas/worker/min"),
        ({"images": {"sip": "livekit/sip"}}, "/images/sip"),
        ({"media": {"here": False}}, "/hosts/livekit"),
        ({"settings": {"DEEPGRAM_API_KEY": "x"}}, "DEEPGRAM_API_KEY"),
        ({"settings": {"CALLCENTER_STORAGE__SECRET_KEY": "x"}}, "CALLCENTER_STORAGE__SECRET_KEY"),
        ({"settings": {"CALLCENTER_WORKER__MIGRATE": True}}, "CALLCENTER_WORKER__MIGRATE"),
        ({"settings": {"CALLCENTER_WORKER__DRAIN_TIMEOUT_S": "an hour"}}, "DRAIN_TIMEOUT_S"),
        ({"journal": {"size": "big"}}, "/journal/size"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_values__that_cannot_work__are_refused_by_name(change: dict[str, Any], named: str) -> None:
    assert named in refusal(change)


def test_values__every_key__is_described_by_the_schema() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text())

    def undescribed(values: dict[str, Any], known: dict[str, Any], at: str = "") -> list[str]:
        names = known.get("properties", {})
        if not names or known.get("additionalProperties", True) is not False:
            return []
        missing = [f"{at}{name}" for name in values if name not in names]
        for name, value in values.items():
            if isinstance(value, dict) and name in names:
                missing += undescribed(value, names[name], f"{at}{name}.")
        return missing

    assert undescribed(load(CHART / "values.yaml"), schema) == []
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("installation", INSTALLATIONS)
def test_worker__in_the_chart__drains_probes_and_is_told_settings_that_exist(installation: str) -> None:
    documents = rendered(installation)
    worker = find(documents, "Deployment", "callcenter-worker")
    pod = worker["spec"]["template"]["spec"]
    container = pod["containers"][0]
    settings = find(documents, "ConfigMap", "callcenter-settings")["data"]

    assert pod["terminationGracePeriodSeconds"] > int(settings["CALLCENTER_WORKER__DRAIN_TIMEOUT_S"])
    assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)
    assert container["readinessProbe"]["httpGet"] == {"path": "/ready", "port": "metrics"}
    assert {entry["name"] for entry in container["env"]} | set(settings) <= settings_names()
    assert all("secretKeyRef" in entry["valueFrom"] for entry in container["env"])
    # The autoscaler's: an upgrade would set them back while calls run.
    assert "replicas" not in worker["spec"]
    scaler = find(documents, "HorizontalPodAutoscaler", "callcenter-worker")
    pods = [metric["pods"]["metric"]["name"] for metric in scaler["spec"]["metrics"] if metric["type"] == "Pods"]
    assert pods == ["callcenter_calls_ratio"]


def test_drain__made_longer__is_waited_for() -> None:
    documents = render(merged(values_of("example"), {"settings": {"CALLCENTER_WORKER__DRAIN_TIMEOUT_S": 7200}}))

    pod = find(documents, "Deployment", "callcenter-worker")["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] == 7260


def test_settings__numbers_and_truths__are_written_as_the_settings_read_them() -> None:
    given = {
        "CALLCENTER_CALLS__REFUND_LIMIT_CENTS": 5_000_000,
        "CALLCENTER_CALLS__RECORD": True,
        "CALLCENTER_WORKER__LOAD_THRESHOLD": 0.75,
    }
    data = find(render(merged(values_of("example"), {"settings": given})), "ConfigMap", "callcenter-settings")["data"]

    calls = {
        "refund_limit_cents": data["CALLCENTER_CALLS__REFUND_LIMIT_CENTS"],
        "record": data["CALLCENTER_CALLS__RECORD"],
    }
    read = Settings(calls=calls, worker={"load_threshold": data["CALLCENTER_WORKER__LOAD_THRESHOLD"]})
    assert (read.calls.refund_limit_cents, read.calls.record, read.worker.load_threshold) == (5_000_000, True, 0.75)


def test_settings__changed__roll_the_workers() -> None:
    def mark(values: dict[str, Any]) -> str:
        worker = find(render(values), "Deployment", "callcenter-worker")
        return str(worker["spec"]["template"]["metadata"]["annotations"]["callcenter/settings"])

    values = values_of("example")
    assert mark(values) == mark(merged(values, {"replicas": {"worker": {"max": 9}}}))
    assert mark(values) != mark(merged(values, {"settings": {"CALLCENTER_CALLS__RECORD": True}}))


def test_migration__of_each_version__runs_before_its_workers() -> None:
    job = find(rendered("example"), "Job", "callcenter-migrate")

    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    # What it needs is there before the release: secrets, and no account, claim or settings of the chart's.
    pod = job["spec"]["template"]["spec"]
    assert "serviceAccountName" not in pod and "envFrom" not in pod["containers"][0]
    assert all("emptyDir" in volume for volume in pod["volumes"])


def test_journal__of_a_removed_release__is_kept() -> None:
    claim = find(rendered("example"), "PersistentVolumeClaim", "callcenter-journal")

    assert claim["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"


def test_journal__without_a_claim__is_a_folder_of_the_pod_everywhere() -> None:
    documents = render(merged(values_of("example"), {"journal": {"claim": False}}))

    assert not [item for item in documents if item["kind"] == "PersistentVolumeClaim"]
    assert "callcenter-journal" not in json.dumps(documents)


@pytest.mark.parametrize("installation", INSTALLATIONS)
def test_secrets__of_each_installation__are_referred_to_and_never_there(installation: str) -> None:
    assert not [item for item in rendered(installation) if item["kind"] == "Secret"]


def secrets_of(part: Any) -> set[str]:
    """Return the names of all secrets that a piece of a manifest refers to."""
    if isinstance(part, list):
        return set().union(*(secrets_of(one) for one in part))
    if not isinstance(part, dict):
        return set()
    named = {part["secretKeyRef"]["name"]} if "secretKeyRef" in part else set()
    named |= {part["secretName"]} if "secretName" in part else set()
    return named | secrets_of(list(part.values()))


def test_secrets__named_otherwise__are_so_in_every_pod() -> None:
    named = {name: f"my-{name}" for name in load(CHART / "values.yaml")["secrets"]}

    assert secrets_of(render(merged(values_of("example"), {"secrets": named}))) == set(named.values())


def test_networks__of_the_nodes__are_where_redis_and_workers_look() -> None:
    change = {"networks": {"nodes": ["10.1.0.0/24", "2001:db8::/64"], "services": {"cidrs": ["10.2.0.0/16"]}}}
    documents = render(merged(values_of("air-gapped"), change))

    nodes = [{"ipBlock": {"cidr": cidr}} for cidr in change["networks"]["nodes"]]
    (redis,) = find(documents, "NetworkPolicy", "redis")["spec"]["ingress"]
    assert redis["from"] == nodes
    out = find(documents, "NetworkPolicy", "callcenter-worker")["spec"]["egress"]
    reached = {json.dumps(rule["to"]): [port["port"] for port in rule["ports"]] for rule in out}
    assert reached[json.dumps(nodes)] == [7880, 7881, 50000]
    assert reached[json.dumps([{"ipBlock": {"cidr": "10.2.0.0/16"}}])] == [443, 4318]


def test_air_gapped__models_and_network__stay_inside() -> None:
    documents = rendered("air-gapped")
    settings = find(documents, "ConfigMap", "callcenter-settings")["data"]
    images = [
        container["image"]
        for item in documents
        if item["kind"] in ("Deployment", "Job", "CronJob")
        for pod in [item["spec"].get("jobTemplate", item)["spec"]["template"]["spec"]]
        for container in (*pod["containers"], *pod.get("initContainers", []))
    ]

    for part in ("STT", "LLM", "TTS"):
        assert settings[f"CALLCENTER_MODELS__{part}"].startswith("local/")
        assert "," not in settings[f"CALLCENTER_MODELS__{part}"]
    assert "0.0.0.0/0" not in json.dumps(find(documents, "NetworkPolicy", "callcenter-worker"))
    assert all(image.startswith("registry.internal/") for image in images), images


def test_hybrid__media__is_not_in_the_cluster() -> None:
    documents = rendered("hybrid")
    names = {item["metadata"]["name"] for item in documents}

    assert not names & {"livekit", "livekit-sip", "redis", "livekit-config"}
    assert {item["metadata"]["namespace"] for item in documents} == {"callcenter"}
    settings = find(documents, "ConfigMap", "callcenter-settings")["data"]
    assert settings["LIVEKIT_URL"] == "wss://your-project.livekit.cloud"
