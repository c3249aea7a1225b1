"""A file as streams of bytes: as it is, unpacked (gzip, xz, bzip2), or the members of a tar archive."""

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, Any

from service.imports.faults import ImportFailed

_BUFFER = 1 << 16
_TAR = slice(257, 262)

_PACKED: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream),
    b"\xfd7zXZ": lzma.LZMAFile,
    b"BZh": bz2.BZ2File,
}

Told = Callable[[int], None]
"""Is told the bytes of the file that have been read."""


@dataclass(frozen=True)
class Part:
    """What is read as one file: its name, and its bytes."""

    name: str
    stream: IO[bytes]


def parts(file: Path, members: str, told: Told) -> Iterator[Part]:
    """The file, or those members of an archive whose path or name fits; to be read inside `readable`."""
    with file.open("rb") as raw:
        yield from _parts(file, _unpacked(_Watched(raw, told)), members)


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """Raises ImportFailed where the file, or what is packed in it, cannot be read to its end in the block."""
    try:
        yield
    except OSError as error:
        raise ImportFailed("unreadable", file=file, error=error.strerror or error) from None
    except (EOFError, zlib.error, lzma.LZMAError, tarfile.TarError) as error:
        raise ImportFailed("damaged", file=file, error=error) from None


class _Watched(io.RawIOBase):
    """A file that tells how much of it was read."""

    def __init__(self, raw: IO[bytes], told: Told) -> None:
        self._raw, self._told = raw, told

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count: int = self._raw.readinto(buffer)  # type: ignore[attr-defined]
        self._told(self._raw.tell())
        return count


class _Member(io.RawIOBase):
    """A file of an archive that is a stream: it can be read and nothing else, which tarfile's own does not say."""

    def __init__(self, held: IO[bytes]) -> None:
        self._held = held

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._held.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


def _unpacked(raw: io.RawIOBase) -> IO[bytes]:
    stream = io.BufferedReader(raw, _BUFFER)
    for magic, unpack in _PACKED.items():
        if stream.peek(len(magic)).startswith(magic):
            return io.BufferedReader(unpack(stream), _BUFFER)
    return stream


def _parts(file: Path, stream: Any, members: str) -> Iterator[Part]:
    if stream.peek(_TAR.stop)[_TAR] != b"ustar":
        yield Part(file.name, stream)
        return
    found = False
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            name = member.name.removeprefix("./")
            if member.isfile() and (fnmatch(name, members) or fnmatch(Path(name).name, members)):
                found = True
                yield Part(name, io.BufferedReader(_Member(archive.extractfile(member) or io.BytesIO()), _BUFFER))
    if not found:
        raise ImportFailed("no_member", file=file, members=members)
