"""The Kubernetes manifests are valid, refer to each other rightly, and keep to the settings."""

from typing import Any

import kubernetes_validate
import pytest

from service.settings import Settings
from tests.deploy.files import DEPLOY, VARIABLES, WEB_PORT, document, pairs

FOLDER = DEPLOY / "kubernetes"
KUSTOMIZATION = document(FOLDER / "kustomization.yaml")
STATEFUL_SET, SERVICE, BUDGET = (
    document(FOLDER / name) for name in ("statefulset.yaml", "service.yaml", "disruption.yaml")
)
SETTINGS = pairs(FOLDER / "settings.env")
POD: dict[str, Any] = STATEFUL_SET["spec"]["template"]["spec"]
(WORKER,), (TOPICS,) = POD["containers"], POD["initContainers"]
ENVIRONMENT: dict[str, dict[str, Any]] = {entry.pop("name"): entry for entry in [dict(e) for e in WORKER["env"]]}
VERSIONS = ["1.33.0", "1.35.0", "1.37.0"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("resource", KUSTOMIZATION["resources"])
def test_kubernetes_accepts_it(resource: str, version: str) -> None:
    kubernetes_validate.validate(document(FOLDER / resource), version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_refuses_a_misspelt_field(version: str) -> None:
    content = document(FOLDER / "statefulset.yaml")
    content["spec"]["template"]["spec"]["containers"][0]["livenesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError, match="livenesProbe"):
        kubernetes_validate.validate(content, version, strict=True)


def test_every_manifest_is_listed() -> None:
    present = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert present == set(KUSTOMIZATION["resources"])


def test_every_variable_is_a_setting() -> None:
    assert SETTINGS.keys() | ENVIRONMENT.keys() <= VARIABLES.keys()


def test_no_variable_is_given_twice() -> None:
    assert not SETTINGS.keys() & ENVIRONMENT.keys()


def test_the_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in SETTINGS.items():
        monkeypatch.setenv(variable, value)
    assert (Settings().replication, Settings().log_format) == (3, "json")


@pytest.mark.parametrize(
    ("variable", "key"), [("VIGIE_PSEUDONYM_KEY", "pseudonym-key"), ("VIGIE_WEB_TOKEN", "web-token")]
)
def test_a_secret_stands_in_no_file(variable: str, key: str) -> None:
    assert ENVIRONMENT[variable] == {"valueFrom": {"secretKeyRef": {"name": "vigie", "key": key}}}
    assert variable not in SETTINGS
    assert "secretGenerator" not in KUSTOMIZATION and not [p for p in FOLDER.glob("*") if "secret" in p.name]


def test_a_worker_is_known_to_the_group_by_its_pods_name() -> None:
    assert ENVIRONMENT["VIGIE_INSTANCE"] == {"valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}


def test_there_are_not_more_workers_than_partitions() -> None:
    assert 1 < STATEFUL_SET["spec"]["replicas"] <= int(SETTINGS["VIGIE_PARTITIONS"])


def test_both_containers_read_the_generated_settings() -> None:
    (generator,) = KUSTOMIZATION["configMapGenerator"]
    assert generator["envs"] == ["settings.env"]
    for container in (WORKER, TOPICS):
        assert container["envFrom"] == [{"configMapRef": {"name": generator["name"]}}]


def test_the_topics_are_made_before_the_worker_runs() -> None:
    assert (TOPICS["args"], WORKER["args"]) == (["topics"], ["worker"])
    assert STATEFUL_SET["spec"]["podManagementPolicy"] == "OrderedReady"


def test_ports_agree_from_the_setting_to_the_scraper() -> None:
    annotations = STATEFUL_SET["spec"]["template"]["metadata"]["annotations"]
    assert ENVIRONMENT["VIGIE_WEB_PORT"]["value"] == annotations["prometheus.io/port"] == str(WEB_PORT)
    assert WORKER["ports"] == [{"name": "web", "containerPort": WEB_PORT}]
    assert SERVICE["spec"]["ports"] == [{"name": "web", "port": WEB_PORT, "targetPort": "web"}]


@pytest.mark.parametrize(
    ("probe", "path"),
    [("startupProbe", "live"), ("livenessProbe", "live"), ("readinessProbe", "ready")],
)
def test_a_probe_asks_the_page_made_for_it(probe: str, path: str) -> None:
    assert WORKER[probe]["httpGet"] == {"path": f"/health/{path}", "port": "web"}


def test_all_select_the_same_pods() -> None:
    labels = STATEFUL_SET["spec"]["template"]["metadata"]["labels"]
    assert STATEFUL_SET["spec"]["selector"] == BUDGET["spec"]["selector"] == {"matchLabels": labels}
    assert SERVICE["spec"]["selector"] == labels
    assert POD["topologySpreadConstraints"][0]["labelSelector"] == {"matchLabels": labels}
    assert STATEFUL_SET["spec"]["serviceName"] == SERVICE["metadata"]["name"]


def test_no_container_can_gain_rights_or_write_but_to_its_scratch_folder() -> None:
    assert POD["securityContext"]["runAsNonRoot"] and not POD["automountServiceAccountToken"]
    for container in (WORKER, TOPICS):
        confined = container["securityContext"]
        assert confined["readOnlyRootFilesystem"] and not confined["allowPrivilegeEscalation"]
        assert confined["capabilities"] == {"drop": ["ALL"]}
        assert [mount["name"] for mount in container["volumeMounts"]] == [v["name"] for v in POD["volumes"]]
