"""A raw record that cannot be counted."""

from schemas.rejects import ReasonCode


class Refused(Exception):
    """Reject the record and go on. `detail` says what is wrong and in which field, and shows no value of it."""

    def __init__(self, reason: ReasonCode, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


Refusals = dict[int, Refused]
"""By the offset of the record."""
