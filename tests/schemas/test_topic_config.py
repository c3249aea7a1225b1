"""What a topic is created with, and what else is accepted of those that others made."""

from collections.abc import Mapping

import pytest

from schemas.topics import Topic, topics_of
from service.topic_state import Found, complaints, judge

TOPICS = topics_of("vigie", 1)
JOURNAL, MAIL, REJECTS = TOPICS.journals[-1], TOPICS.raw[0], TOPICS.rejects
WEEK = "604800000"


def found(topic: Topic, replicas: int = 1, changes: Mapping[str, str] | None = None) -> Found:
    """The topic as we create it, but for some lines."""
    ours = {"message.timestamp.type": "CreateTime", **topic.config(replicas)}
    return Found(8, replicas, {**ours, **(changes or {})})


@pytest.mark.parametrize("topic", list(TOPICS), ids=lambda topic: topic.name)
@pytest.mark.parametrize("replicas", [1, 2, 3, 5])
def test_a_topic_as_we_create_it_is_accepted(topic: Topic, replicas: int) -> None:
    assert complaints([judge(topic, found(topic, replicas), 8)]) == []


@pytest.mark.parametrize(
    ("topic", "changes"),
    [
        (JOURNAL, {"retention.ms": WEEK}),
        (JOURNAL, {"retention.bytes": "1000000"}),
        (JOURNAL, {"max.message.bytes": "1048588"}),
        (JOURNAL, {"min.insync.replicas": "2"}),
        (TOPICS.changes, {"retention.ms": WEEK}),
        (TOPICS.updates, {"cleanup.policy": "delete"}),
        (MAIL, {"message.timestamp.after.max.ms": str((1 << 63) - 1)}),
    ],
)
def test_what_would_break_is_refused_with_what_to_do(topic: Topic, changes: dict[str, str]) -> None:
    ((line, value),) = changes.items()
    (fault,) = complaints([judge(topic, found(topic, changes=changes), 8)])
    assert fault.what == f"topics with {line}={value} and not {topic.config()[line]}: {topic.name}"
    assert fault.remedy.startswith(f"alter {line} to {topic.config()[line]}, or ")


@pytest.mark.parametrize(
    ("topic", "changes"),
    [
        (MAIL, {"retention.ms": WEEK}),
        (MAIL, {"max.message.bytes": "1000"}),
        (MAIL, {"message.timestamp.after.max.ms": str((1 << 63) - 1), "message.timestamp.type": "LogAppendTime"}),
        (REJECTS, {"retention.ms": WEEK}),
        (JOURNAL, {"max.message.bytes": str(16 << 20)}),
    ],
)
def test_what_others_may_choose_is_accepted(topic: Topic, changes: dict[str, str]) -> None:
    assert complaints([judge(topic, found(topic, changes=changes), 8)]) == []


def test_of_three_replicas_two_must_hold_a_step() -> None:
    assert JOURNAL.config(3)["min.insync.replicas"] == "2"
    (fault,) = complaints([judge(JOURNAL, found(JOURNAL, 3, {"min.insync.replicas": "1"}), 8)])
    assert "min.insync.replicas=1 and not 2" in fault.what
    assert complaints([judge(JOURNAL, found(JOURNAL, 3, {"min.insync.replicas": "4"}), 8)])
