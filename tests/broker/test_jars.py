"""Claims about the cache of Kafka's jars."""

import hashlib
from pathlib import Path
from typing import NoReturn

import pytest
from jgo.maven import PythonResolver

from service.broker import jars as module
from service.broker.jars import Jar, JarsUnavailable, jars, locked
from service.settings import Settings

CONTENT = b"as it should be"
JAR = Jar("org.example", "example", "1.0", hashlib.sha256(CONTENT).hexdigest())


def no_network(*_: object) -> NoReturn:
    """Stands in for every way in which jgo reaches the network."""
    raise OSError("there is no network")


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network for jgo."""
    monkeypatch.setattr(PythonResolver, "download", no_network)
    monkeypatch.setattr(PythonResolver, "resolve", no_network)


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[Jar]:
    """A lock of one jar, fetched without a network; the list of what was."""
    asked: list[Jar] = []

    def download(jar: Jar, scratch: Path) -> Path:
        asked.append(jar)
        path = scratch / jar.file
        path.write_bytes(CONTENT)
        return path

    monkeypatch.setattr(module, "locked", lambda: (JAR,))
    monkeypatch.setattr(module, "download", download)
    return asked


def test_the_lock_names_each_jar_once_by_coordinate_and_hash() -> None:
    listed = locked()
    assert len({jar.file for jar in listed}) == len(listed) > 40
    assert all(len(bytes.fromhex(jar.sha256)) == 32 for jar in listed)


def test_all_of_kafkas_own_jars_are_of_one_version() -> None:
    assert len({jar.version for jar in locked() if jar.group == "org.apache.kafka"}) == 1


@pytest.mark.usefixtures("broker", "offline")
def test_a_second_start_needs_no_network() -> None:
    paths = jars(Settings().cache)
    assert [path.name for path in paths] == [jar.file for jar in locked()]


@pytest.mark.usefixtures("offline")
def test_an_empty_cache_without_network_says_which_jar_is_missing_and_why(tmp_path: Path) -> None:
    with pytest.raises(JarsUnavailable, match=r"kafka_2\.13-.*\.jar: there is no network"):
        jars(tmp_path)


def test_what_is_in_the_cache_is_not_fetched_again(tmp_path: Path, fetched: list[Jar]) -> None:
    first, second = jars(tmp_path), jars(tmp_path)
    assert first == second and fetched == [JAR]


def test_a_damaged_jar_is_fetched_again(tmp_path: Path, fetched: list[Jar]) -> None:
    (path,) = jars(tmp_path)
    path.write_bytes(CONTENT[:-1])
    assert jars(tmp_path) == (path,)
    assert path.read_bytes() == CONTENT and fetched == [JAR, JAR]


@pytest.mark.usefixtures("fetched")
def test_a_fetch_leaves_nothing_but_the_jars(tmp_path: Path) -> None:
    (path,) = jars(tmp_path)
    assert list(path.parent.iterdir()) == [path]


def test_a_jar_that_is_not_the_locked_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forged(*_: object) -> Path:
        path = tmp_path / JAR.file
        path.write_bytes(b"something else")
        return path

    monkeypatch.setattr(PythonResolver, "download", forged)
    with pytest.raises(JarsUnavailable, match="is not the file that"):
        module.download(JAR, tmp_path)
