"""How untidy what arrives is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Untidy:
    """Shares of all events, but for `late`: of all stories."""

    late: float = 0.01
    """Of these stories everything arrives 2 to 26 hours late."""
    duplicates: float = 0.05
    conflicts: float = 0.001
    invalid: float = 0.01
    corrected: float = 0.0
    """Followed by a control event, which takes back or corrects them."""
