"""Events whose way through the service is timed: each has a campaign of its own."""

from collections.abc import Iterable, Iterator, Sequence

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
        number = len(self._sent)
        self._sent[self._named(number).encode()] = now
        return self._opened(number, 0, now)

    def see(self, records: Iterable[Published], now: float) -> None:
        """These updates became readable now."""
        for record in records:
            _, found, rest = record.key.partition(self.MARK)
            if found and (number := rest[: self.DIGITS]) in self._sent:
                self._took.setdefault(number, now - self._sent[number])

    def seconds(self) -> Sequence[float]:
        """How long each took; one that was not seen took infinitely long."""
        return [self._took.get(number, float("inf")) for number in self._sent]

    def _named(self, number: int) -> str:
        return f"{number:0{self.DIGITS}}"

    def _opened(self, number: int, person: int, now: float) -> bytes:
        name = f"probe-{self._named(number)}"
        return encode(f"{name}-{person}", "mail_opened", name, f"reader{person}@mail.example", int(now * 1000))


class Breaking(Probes):
    """Each breaks an objective: nobody clicked, and with it as many opened as the click-to-open rate is judged on."""

    MINIMUM_SAMPLE = 50
    """Of `click_to_open_rate` in the shipped catalog."""

    def prelude(self, probes: int, now: float) -> Iterator[bytes]:
        """What must be counted before the probes are sent: all that opened but one, of each campaign."""
        for number in range(probes):
            for person in range(1, self.MINIMUM_SAMPLE):
                yield self._opened(number, person, now)
