"""Whatever mistake a test makes, there are French words for it."""

from collections.abc import Iterator

import pytest

from service.catalog.french import MISTAKES
from service.catalog.mistakes import Mistake


@pytest.fixture(autouse=True)
def told_in_french(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails the test that made a mistake of which `service/catalog/french.py` has no words."""
    made: set[str] = set()
    keep = Mistake.__init__

    def kept(self: Mistake, file: str, line: int, field: str, message: str, nearest: str | None = None) -> None:
        keep(self, file, line, field, message, nearest)
        made.add(message)

    monkeypatch.setattr(Mistake, "__init__", kept)
    yield
    assert [message for message in sorted(made) if MISTAKES.french(message) is None] == []
