"""The image: from locked packages, without root, with nothing in it that should not be."""

import re
import tomllib

import pytest

from tests.deploy.files import DEPLOY, ROOT, WEB_PORT, compose, document

LINES = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
ADMITTED = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
POD = document(DEPLOY / "kubernetes" / "statefulset.yaml")["spec"]["template"]["spec"]


def instructions(name: str) -> list[str]:
    """What stands after an instruction, for each time that it is given."""
    return [line.removeprefix(f"{name} ") for line in LINES if line.startswith(f"{name} ")]


def sources() -> list[str]:
    """What is copied from the repository."""
    copies = [copy.split()[:-1] for copy in instructions("COPY") if not copy.startswith("--from")]
    return [source for copy in copies for source in copy]


@pytest.mark.parametrize("source", sources())
def test_what_is_copied_exists(source: str) -> None:
    assert (ROOT / source).exists()


def test_the_build_sees_what_it_copies_and_nothing_else() -> None:
    assert [line[1:] for line in ADMITTED if line.startswith("!")] == sources()
    assert ADMITTED.index("*") < min(i for i, line in enumerate(ADMITTED) if line.startswith("!"))


def test_only_packages_whose_hash_is_in_the_lock_are_installed() -> None:
    fetch, install = (line for line in instructions("RUN") if line.startswith("pip "))
    assert fetch == "pip download --require-hashes --only-binary :all: --dest /wheels -r requirements.lock"
    assert install == "pip install --no-index --find-links /wheels ."


def test_one_pinned_python_builds_and_runs() -> None:
    (image,) = {source.split()[0] for source in instructions("FROM")}
    version = re.fullmatch(r"python:(\d+\.\d+)\.\d+-slim-[a-z]+", image)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert version and project["requires-python"] == f">={version[1]}"


def test_it_does_not_run_as_root_and_kubernetes_uses_the_same_user() -> None:
    context = POD["securityContext"]
    assert instructions("USER") == [f"{context['runAsUser']}:{context['runAsGroup']}"]
    assert context["runAsUser"] > 0


def test_it_writes_to_one_folder_that_every_deployment_provides() -> None:
    *_, scratch = instructions("WORKDIR")
    mounts = [container["volumeMounts"] for container in POD["containers"] + POD["initContainers"]]
    assert all([mount["mountPath"] for mount in mount_list] == [scratch] for mount_list in mounts)
    assert all(compose()["services"][service]["tmpfs"] == [scratch] for service in ("vigie", "topics"))


def test_its_port_and_command_are_those_of_the_worker() -> None:
    assert instructions("EXPOSE") == [str(WEB_PORT)]
    assert (instructions("ENTRYPOINT"), instructions("CMD")) == (['["vigie"]'], ['["worker"]'])
