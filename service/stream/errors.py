"""What stops a worker. All of these are fatal for the process: its successor starts from the journal.

The text of each says what was found and what to do about it.
"""

from typing import ClassVar

_REBUILD = (
    "rebuild beside the running state: set VIGIE_GENERATION one higher, let it replay the raw topics, compare with "
    "`vigie verify`, then switch readers to its topics"
)


class StreamError(Exception):
    """The worker cannot go on without guessing."""

    remedy: ClassVar[str] = "Restart the worker; if it stops again with the same words, report them"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}. {self.remedy}.")


class BrokenChain(StreamError):
    """The journal's steps do not follow each other: this state cannot be trusted, and restarting changes nothing."""

    remedy = (
        "Restarting repeats this. Report this line, with the journal's records around that position and the logs of "
        f"every worker that had the partition; then {_REBUILD}"
    )


class BrokenDelivery(StreamError):
    """Records reached a lane out of order or not at all. They were neither folded nor sent: a restart reads them."""

    remedy = (
        "Nothing was folded: a restart reads on from the journal's position. If it comes back, report this line with "
        "the worker's log of the minute before it"
    )


class LostInput(StreamError):
    """The input no longer holds the records at the lane's position: they were deleted before they were read."""

    remedy = (
        "The records were deleted before they were read (retention, a deletion, a topic made anew), and restarting "
        f"repeats this. Restore the topic with its offsets; where that cannot be done, {_REBUILD}. Events that the raw "
        "topics no longer hold are not in what is rebuilt"
    )


class OtherDefinitions(StreamError):
    """The journal was written under other definitions than this worker's."""

    remedy = f"Start it with the definitions of before, or {_REBUILD}"


class RecoveryTooLong(StreamError):
    """The lanes' journals were not read within the time that recovery may take."""

    remedy = (
        "Look whether the broker is slow or the journals are long (VIGIE_SNAPSHOT_BYTES cuts them); more workers have "
        "fewer lanes each. A restart begins again"
    )


class OutputTooLarge(StreamError):
    """A machine made a record that its topic would refuse."""

    remedy = (
        "Restarting repeats this. Raise max.message.bytes of the topic and `LanePolicy.message_bytes` together, and "
        "report which input made it"
    )


class LeftTheGroup(StreamError):
    """The group has no place for this worker any more."""

    remedy = (
        "A supervisor starts it anew. If this repeats, two workers run under one VIGIE_INSTANCE, or the session is "
        "shorter than their pauses (VIGIE_SESSION_TIMEOUT)"
    )


class TransactionStuck(StreamError):
    """A step was neither committed nor refused in time: whether it is visible is known from the journal alone."""

    remedy = (
        "The broker did not answer, or not in time. A restart reads the journal, where the step is or is not, and goes "
        "on; see why the broker is slow or away if it comes back"
    )
