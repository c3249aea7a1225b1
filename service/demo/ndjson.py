"""Lines to a raw topic: one JSON event a line, sent as it stands; judging events is the service's work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.demo.feed import LARGEST, Feed


@dataclass
class Sent:
    """What became of the lines: how many were sent, and why others could not be (line number, reason)."""

    sent: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def numbered(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each line that is not blank, with its number.

    >>> list(numbered([b'{"a":1}\\r\\n', b'\\n', b'{"b":2}']))
    [(1, b'{"a":1}'), (3, b'{"b":2}')]
    """
    for number, line in enumerate(lines, start=1):
        if text := line.strip(b" \t\r\n"):
            yield number, text


async def send_lines(to: Feed, lines: Iterable[bytes]) -> Sent:
    """Send every line that can be sent, round the partitions in turn."""
    outcome = Sent()
    for number, text in numbered(lines):
        if len(text) > LARGEST:
            outcome.refused.append((number, f"{len(text):,} bytes; a record holds at most {LARGEST:,}"))
            continue
        await to.put(outcome.sent, text)
        outcome.sent += 1
    return outcome
