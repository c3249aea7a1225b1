"""Records that must be rejected, one function for each kind of bad input that the world sends."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from schemas.rejects import ReasonCode

_EVERYBODY = '"recipient":?,"visitor":?,"customer":?'
"""Whom events of each family are about: a text."""
_FAR = 20
"""Years: later than any tolerance, earlier than any retention."""


@dataclass(frozen=True, slots=True)
class BadInput:
    """A kind of bad input, how often it is drawn, what makes it from a good event, and why it is rejected."""

    name: str
    reason: ReasonCode
    make: Callable[[str], bytes | None]
    weight: float = 1.0


def _with(field: str) -> Callable[[str], bytes]:
    """Put a field behind the last one; where the name stands twice, the later one is taken."""
    return lambda good: f"{good[:-1]},{field}}}".encode()


def _year(shift: int) -> Callable[[str], bytes]:
    def make(good: str) -> bytes:
        before, year, after = _around_year(good)
        return f"{before}{year + shift}{after}".encode()

    return make


def _around_year(good: str) -> tuple[str, int, str]:
    at = good.index('"time":"') + len('"time":"')
    return good[:at], int(good[at : at + 4]), good[at + 4 :]


def _without_id(good: str) -> bytes:
    return ("{" + good[good.index(",") + 1 :]).encode()


def _renamed(good: str) -> bytes:
    return good.replace('"type":"', '"type":"x_', 1).encode()


BAD_INPUTS: tuple[BadInput, ...] = (
    BadInput("tombstone", "empty", lambda _: None),
    BadInput("empty", "empty", lambda _: b""),
    BadInput("a string of 1 MiB", "too_large", _with(f'"note":"{"x" * (1 << 20)}"'), weight=0.1),
    BadInput("a little too long", "too_large", _with(f'"note":"{"x" * (1 << 16)}"')),
    BadInput("bad UTF-8", "invalid_utf8", lambda good: good.encode()[:-1] + b',"note":"\xff\xfe"}'),
    BadInput("broken JSON", "invalid_json", lambda good: good[: len(good) // 2].encode()),
    BadInput("JSON null", "invalid_json", lambda _: b"null"),
    BadInput("depth bomb", "invalid_json", _with(f'"note":{"[" * 20_000}')),
    BadInput("unknown type", "unknown_type", _renamed),
    BadInput("missing id", "missing_id", _without_id),
    BadInput("wrong type", "invalid_field", _with(_EVERYBODY.replace("?", "5"))),
    BadInput("1e400", "invalid_field", _with(_EVERYBODY.replace("?", "1e400"))),
    BadInput("far in the future", "time_in_future", _year(_FAR)),
    BadInput("before the horizon", "before_horizon", _year(-_FAR)),
)
_WEIGHTS = [kind.weight for kind in BAD_INPUTS]


def spoil(draw: Random, good: str) -> bytes | None:
    """A record made from a good event (JSON text) that must be rejected."""
    return draw.choices(BAD_INPUTS, _WEIGHTS)[0].make(good)
