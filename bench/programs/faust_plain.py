"""Plain Faust as its manual shows it: filter, `group_by`, a tumbling table in memory, everything else stock.

Values are plain dicts and not `faust.Record`s, because that is the faster of the two.
"""

import sys
from typing import Any

import faust

from bench.job import KEPT, WINDOW_S, instant, write
from bench.programs.task import Task, from_arguments

PARTITIONS = 8
KEPT_FOR_S = 86_400.0


def event_time(event: Any) -> float:
    """When the event happened, in seconds since the epoch."""
    return instant(event.value["time"])


def create_app(task: Task) -> Any:
    """The app that does the task."""
    app = faust.App(
        task.app,
        broker=f"kafka://{task.broker}",
        topic_partitions=PARTITIONS,
        web_enabled=False,
        datadir=str(task.result.parent / task.app),
    )
    topic = app.topic(task.topic, value_serializer="json")
    table = app.Table("opened", default=int, partitions=PARTITIONS)
    counts = table.tumbling(WINDOW_S, expires=KEPT_FOR_S).relative_to(event_time)

    async def count(events: Any) -> None:
        left = task.kept
        # This Faust moves the filter behind the repartition, so every event is forwarded, kept or not.
        kept = events.filter(lambda event: event["type"] in KEPT)
        async for event in kept.group_by(lambda event: event["campaign"], name="campaign"):
            counts[event["campaign"]] += 1
            left -= 1
            if left == 0:
                write({(key, int(start)): n for (key, (start, _)), n in table.items()}, task.result)

    # Faust names the repartition topic after the agent and not after the app: without a name of its own, a run
    # would count what earlier runs left there.
    app.agent(topic, name=f"{task.app}.count")(count)
    return app


def main() -> None:
    """Run the task of this process."""
    app = create_app(from_arguments())
    sys.argv = ["faust", "worker", "--loglevel", "warn"]
    app.main()


if __name__ == "__main__":
    main()
