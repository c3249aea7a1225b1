"""Quix Streams as its manual shows it: filter, `group_by`, a tumbling window, changelog on, the rest stock.

It runs in a virtual environment of its own, with the repository as its working directory.
"""

from pathlib import Path
from typing import Any

from quixstreams import Application  # type: ignore[import-not-found]  # lives in the other environment

from bench.job import KEPT, WINDOW_S, Counts, instant, write
from bench.programs.task import Task, from_arguments

DAY_MS = 86_400_000


def event_time(value: Any, headers: Any, timestamp: float, kind: Any) -> int:
    """When the event happened, in milliseconds since the epoch."""
    return int(instant(value["time"]) * 1000)


def create_app(task: Task) -> Any:
    """The application that does the task."""
    state = Path(task.result.parent) / task.app
    app = Application(
        task.broker,
        consumer_group=task.app,
        auto_offset_reset="earliest",
        state_dir=state,
        loglevel="WARNING",
    )
    counts: Counts = {}
    left = task.kept

    def keep(window: Any, key: Any, *_: Any) -> None:
        nonlocal left
        counts[key, window["start"] // 1000] = window["value"]
        left -= 1
        if left == 0:
            write(counts, task.result)

    rows = app.dataframe(app.topic(task.topic, value_deserializer="json", timestamp_extractor=event_time))
    rows = rows[rows["type"].isin(KEPT)].group_by("campaign")
    # The grace is a day: after re-keying, a partition's events come from eight others, far apart in
    # event time, and a closed window drops what comes later.
    windows = rows.tumbling_window(WINDOW_S * 1000, grace_ms=DAY_MS).count().current()
    windows.update(keep, metadata=True)
    return app


def main() -> None:
    """Run the task of this process."""
    create_app(from_arguments()).run()


if __name__ == "__main__":
    main()
