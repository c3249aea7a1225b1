"""Where it is noon: no day, month or year ends there while a test counts what happens now."""

from datetime import UTC, datetime


def zone_at_noon(now: datetime) -> str:
    """A time zone in which it is between twelve and one. The names count westwards.

    >>> zone_at_noon(datetime(2026, 12, 31, 22, 58, tzinfo=UTC))
    'Etc/GMT+10'
    >>> zone_at_noon(datetime(2026, 12, 31, 0, 0, tzinfo=UTC))
    'Etc/GMT-12'
    """
    return f"Etc/GMT{now.astimezone(UTC).hour - 12:+d}"
