"""What every pod of the manifests may do, and who may reach the bus that holds the carriers' passwords."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from ruamel.yaml import YAML

from callcenter.cli import main
from tests.infra.chart import INFRA, INSTALLATIONS, WITH_MEDIA, find, load, load_all, rendered
from tests.infra.test_files import settings_names


def pods(documents: list[Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each workload with its pod."""
    for item in documents:
        if item["kind"] in ("Deployment", "Job"):
            yield item, item["spec"]["template"]["spec"]
        elif item["kind"] == "CronJob":
            yield item, item["spec"]["jobTemplate"]["spec"]["template"]["spec"]


@pytest.mark.parametrize("installation", INSTALLATIONS)
def test_pods__each_of_them__are_no_root_and_have_no_capabilities(installation: str) -> None:
    seen = 0
    for item, pod in pods(rendered(installation)):
        name = item["metadata"]["name"]
        assert pod["securityContext"]["runAsNonRoot"], name
        assert pod["securityContext"]["runAsUser"] > 0, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        for container in (*pod["containers"], *pod.get("initContainers", [])):
            seen += 1
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
                "readOnlyRootFilesystem": True,
            }, name
    assert seen >= 3


@pytest.mark.parametrize("installation", INSTALLATIONS)
def test_namespaces__pods_on_the_nodes_network__stand_apart_from_the_restricted_ones(installation: str) -> None:
    documents = rendered(installation)
    levels = {
        item["metadata"]["name"]: item["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        for item in load_all((INFRA / "helm/namespaces.yaml").read_text())
    }

    for item, pod in pods(documents):
        is_on_node = pod.get("hostNetwork", False)
        assert levels[item["metadata"]["namespace"]] == ("privileged" if is_on_node else "restricted")


@pytest.mark.parametrize("installation", WITH_MEDIA)
def test_redis__holds_carriers_passwords__wants_tls_and_a_password_and_admits_named_sources(installation: str) -> None:
    documents = rendered(installation)
    (container,) = find(documents, "Deployment", "redis")["spec"]["template"]["spec"]["containers"]
    assert "requirepass $REDIS_PASSWORD" in "".join(container["command"])
    arguments = dict(zip(container["args"][::2], container["args"][1::2], strict=True))
    assert (arguments["--port"], arguments["--tls-port"]) == ("0", "6379")

    (rule,) = find(documents, "NetworkPolicy", "redis")["spec"]["ingress"]
    for source in rule["from"]:
        assert ipaddress.ip_network(source["ipBlock"]["cidr"]).num_addresses <= 2**16

    config = find(documents, "ConfigMap", "livekit-config")["data"]
    for name in ("livekit.yaml", "sip.yaml"):
        redis = YAML(typ="safe").load(config[name])["redis"]
        assert redis == {"address": "redis.callcenter:6379", "password": "${REDIS_PASSWORD}", "use_tls": True}
    for name in ("livekit", "livekit-sip"):
        pod = find(documents, "Deployment", name)["spec"]["template"]["spec"]
        assert "REDIS_PASSWORD" in pod["initContainers"][0]["command"][-1]


@pytest.mark.parametrize("installation", WITH_MEDIA)
def test_media__of_webrtc__has_addresses_that_the_workers_policy_lets_out(installation: str) -> None:
    documents = rendered(installation)
    config = YAML(typ="safe").load(find(documents, "ConfigMap", "livekit-config")["data"]["livekit.yaml"])

    assert config["rtc"]["use_external_ip"] is False
    out = find(documents, "NetworkPolicy", "callcenter-worker")["spec"]["egress"]
    ranges = [(port["port"], port["endPort"]) for rule in out for port in rule["ports"] if "endPort" in port]
    assert (config["rtc"]["port_range_start"], config["rtc"]["port_range_end"]) in ranges


@pytest.mark.parametrize("name", ["livekit", "livekit-sip"])
def test_media_servers__busy_or_without_redis__are_not_restarted(name: str) -> None:
    """Their health says 429 above 90 % CPU (livekit-sip) and 406 while Redis is away (livekit-server): calls go on."""
    (container,) = find(rendered("example"), "Deployment", name)["spec"]["template"]["spec"]["containers"]

    assert set(container["livenessProbe"]) & {"httpGet", "tcpSocket", "exec"} == {"tcpSocket"}
    assert "httpGet" in container["readinessProbe"]


def test_livekit__server_and_sip__are_one_exact_pair_everywhere() -> None:
    """A tag such as v1.9 moves, and code, fakes and tables of keys are made from one version."""
    services = load(INFRA / "compose.yaml")["services"]
    pair = {services["livekit"]["image"], services["livekit-sip"]["image"]}
    assert all(re.search(r":v\d+\.\d+\.\d+$", image) for image in pair)

    for installation in WITH_MEDIA:
        found = {
            container["image"].removeprefix("registry.internal/")
            for item, pod in pods(rendered(installation))
            if item["metadata"]["name"] in ("livekit", "livekit-sip")
            for container in pod["containers"]
        }
        assert found == pair


def test_retention_and_erasure__jobs_of_the_clock__reach_all_that_workers_keep() -> None:
    documents = rendered("example")
    worker = find(documents, "Deployment", "callcenter-worker")
    workers = worker["spec"]["template"]["spec"]
    storage = [one for one in workers["containers"][0]["env"] if "STORAGE" in one["name"]]
    jobs = [find(documents, "CronJob", f"callcenter-{name}") for name in ("retention", "erasure")]
    main.load_verbs()
    verbs = typer.main.get_command(main.app).commands["calls"].commands  # type: ignore[attr-defined]

    assert [(job["metadata"]["name"], job["spec"].get("suspend", False)) for job in jobs] == [
        ("callcenter-retention", False),
        ("callcenter-erasure", True),
    ]
    for job, (_, pod) in zip(jobs, pods(jobs), strict=True):
        container = pod["containers"][0]
        names = [one["name"] for one in container["env"]]
        assert container["args"][0] == "calls" and container["args"][1] in verbs
        # What the worker needs to put things away is what it takes to erase them.
        assert len(storage) == 2 and all(one in container["env"] for one in storage)
        assert pod["serviceAccountName"] == workers["serviceAccountName"]
        assert container["envFrom"] == workers["containers"][0]["envFrom"]
        assert {"name": "journal", "mountPath": "/data/journal"} in container["volumeMounts"]
        assert {name for name in names if name != "NUMBER"} <= settings_names(), job["metadata"]["name"]
    assert "--number=$(NUMBER)" in jobs[1]["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["args"]
