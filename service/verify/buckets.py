"""The ticks of the events → the buckets that they belong to.

slot    (tick, window, bucket)             which buckets a tick belongs to
bucket  (window, bucket, start, stop)      epoch seconds, NULL for `all`
"""

from collections.abc import Sequence
from typing import Any

from service.verify import sql
from service.verify.calendar import ReportingCalendar
from service.verify.windows import All, Calendar, Fixed, Rolling, Window


def cut(db: Any, windows: Sequence[Window], resolution: int, calendar: ReportingCalendar) -> int | None:
    """Make the tables above, and `tick_day` (tick, day), of `event` and `newest`; the head in ticks, if any."""
    head: int | None = db.execute("SELECT tick FROM newest").fetchone()[0]
    _days(db, resolution, calendar)
    _slots(db, windows, resolution, calendar, head)
    return head


def _days(db: Any, resolution: int, calendar: ReportingCalendar) -> None:
    db.execute("CREATE OR REPLACE TABLE zone_day (day DATE, start BIGINT, stop BIGINT)")
    # The head is the tick of something told that need not stand: it is in a day, and in buckets, all the same.
    ticks = "(SELECT _tick AS tick FROM event UNION SELECT tick FROM newest WHERE tick IS NOT NULL)"
    first, last = db.execute(f"SELECT min(tick), max(tick) FROM {ticks}").fetchone()
    if first is not None:
        columns = zip(*calendar.days(first * resolution, last * resolution), strict=True)
        db.execute("INSERT INTO zone_day SELECT unnest(?), unnest(?), unnest(?)", [list(column) for column in columns])
    # A day that the zone left out has no instant.
    db.execute(
        "CREATE OR REPLACE TABLE tick_day AS SELECT tick, day "
        f"FROM {ticks} AS told "
        f"ASOF JOIN (FROM zone_day WHERE stop > start) AS open ON tick * {resolution} >= open.start"
    )


def _slots(db: Any, windows: Sequence[Window], resolution: int, calendar: ReportingCalendar, head: int | None) -> None:
    db.execute('CREATE OR REPLACE TABLE slot (tick BIGINT, "window" VARCHAR, bucket VARCHAR)')
    db.execute('CREATE OR REPLACE TABLE bucket ("window" VARCHAR, bucket VARCHAR, start BIGINT, stop BIGINT)')
    if head is None:
        return
    for window in windows:
        slots, buckets = _cut(window, resolution, calendar, head)
        name = sql.text(window.name)
        db.execute(f"INSERT INTO slot SELECT tick, {name}, bucket FROM ({slots})")
        db.execute(f"INSERT INTO bucket SELECT {name}, bucket, start, stop FROM ({buckets})")


def _cut(window: Window, resolution: int, calendar: ReportingCalendar, head: int) -> tuple[str, str]:
    """SQL of a window's (tick, bucket) and (bucket, start, stop)."""
    match window:
        case Rolling(seconds=seconds):
            after = head - seconds // resolution
            slots = f"SELECT tick, '' AS bucket FROM tick_day WHERE tick > {after}"
            start, stop = (after + 1) * resolution, (head + 1) * resolution
            return slots, f"SELECT '' AS bucket, {start} AS start, {stop} AS stop"
        case Fixed(seconds=seconds):
            start_of = f"((tick * {resolution}) // {seconds}) * {seconds}"
            label = "strftime(make_timestamp(start * 1000000), '%Y-%m-%dT%H:%M:%SZ')"
            starts = f"SELECT tick, {start_of} AS start, {label} AS bucket FROM tick_day"
            return starts, f"SELECT DISTINCT bucket, start, start + {seconds} AS stop FROM ({starts})"
        case Calendar(name=grain):
            label, first, end = calendar.buckets(grain)
            spans = f"SELECT DISTINCT {label} AS bucket, {first} AS first, {end} AS after FROM tick_day"
            return f"SELECT tick, {label} AS bucket FROM tick_day", (
                f"SELECT bucket, opening.start, closing.start AS stop FROM ({spans}) "
                "JOIN zone_day AS opening ON opening.day = first JOIN zone_day AS closing ON closing.day = after"
            )
        case All():
            return "SELECT tick, '' AS bucket FROM tick_day", "SELECT '' AS bucket, NULL AS start, NULL AS stop"
