"""Kafka's jars: fetched once into the cache, each checked against the hash that `jars.lock` holds."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

LOCK = Path(__file__).with_name("jars.lock")
FETCHERS = 4


class JarsUnavailable(RuntimeError):
    """Kafka's jars are neither in the cache nor to be had. Connect to the network once, or bring a filled cache."""


@dataclass(frozen=True)
class Jar:
    """A line of the lock, `group:artifact:version sha256` (of the file, lower-case hex)."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file(self) -> str:
        """The jar's file name."""
        return f"{self.artifact}-{self.version}.jar"

    def is_in(self, folder: Path) -> bool:
        """Whether the folder holds exactly this jar."""
        path = folder / self.file
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256


def locked(lock: Path = LOCK) -> tuple[Jar, ...]:
    """What the lock lists, in class path order."""
    lines = lock.read_text().splitlines()
    return tuple(Jar(*line.replace(" ", ":").split(":")) for line in lines)


def jars(cache: Path) -> tuple[Path, ...]:
    """The class path. What the cache lacks is fetched; a full cache needs no network. Raises JarsUnavailable."""
    folder = cache.resolve() / "jars"
    wanted = locked()
    missing = [jar for jar in wanted if not jar.is_in(folder)]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        _fetch(missing, folder)
    return tuple(folder / jar.file for jar in wanted)


def _fetch(missing: list[Jar], folder: Path) -> None:
    console = Console(stderr=True)
    title = f"Fetching Apache Kafka ({len(missing)} jars, once)"
    if not console.is_terminal:
        console.print(title)
    # jgo writes in place: a file cut short by Ctrl-C would be taken for whole. So it fills a folder of its own.
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as scratch:
        arriving = _arriving(missing, Path(scratch))
        shown = track(arriving, title, len(missing), console=console, disable=not console.is_terminal)
        for path in shown:
            shutil.move(path, folder / path.name)


def _arriving(missing: list[Jar], scratch: Path) -> Iterator[Path]:
    with ThreadPoolExecutor(FETCHERS) as pool:
        try:
            yield from pool.map(lambda jar: download(jar, scratch), missing)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def download(jar: Jar, scratch: Path) -> Path:
    """Fetch one jar below `scratch`. Raises JarsUnavailable with the jar's name and the reason."""
    from jgo.maven import MavenContext, PythonResolver  # slow to import, and of no use once the cache is full

    context = MavenContext(resolver=PythonResolver(), repo_cache=scratch, local_repos=[])
    try:
        path = Path(context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve())
    except (OSError, RuntimeError) as error:
        raise JarsUnavailable(f"cannot fetch Kafka's {jar.file}: {error}") from error
    if not jar.is_in(path.parent):
        raise JarsUnavailable(f"what was fetched as Kafka's {jar.file} is not the file that {LOCK.name} names")
    return path
