"""Events whose way through the service is timed: each has a campaign of its own."""

from collections.abc import Iterable, Sequence

from bench.events import encode
from bench.updates import Published


class Probes:
    """The first update of a probe's campaign ends it."""

    MARK = b'"scope":{"campaign":"probe-'
    DIGITS = 6

    def __init__(self) -> None:
        self._sent: dict[bytes, float] = {}
        self._took: dict[bytes, float] = {}

    @property
    def waiting(self) -> int:
        """Probes sent and not yet seen."""
        return len(self._sent) - len(self._took)

    def send(self, now: float) -> bytes:
        """The next probe's event, sent now (seconds since the epoch)."""
        number = f"{len(self._sent):0{self.DIGITS}}"
        self._sent[number.encode()] = now
        return encode(f"probe-{number}", "mail_opened", f"probe-{number}", "probe@mail.example", int(now * 1000))

    def see(self, records: Iterable[Published], now: float) -> None:
        """These updates became readable now."""
        for record in records:
            _, found, rest = record.key.partition(self.MARK)
            if found and (number := rest[: self.DIGITS]) in self._sent:
                self._took.setdefault(number, now - self._sent[number])

    def seconds(self) -> Sequence[float]:
        """How long each took; one that was not seen took infinitely long."""
        return [self._took.get(number, float("inf")) for number in self._sent]
