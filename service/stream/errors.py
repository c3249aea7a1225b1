"""What stops a worker. All of these are fatal for the process: its successor starts from the journal."""


class StreamError(Exception):
    """The worker cannot go on without guessing. Restart it; if it stops again, read the message."""


class BrokenChain(StreamError):
    """A journal step or a delivered batch does not start where the one before it ended."""


class LostInput(StreamError):
    """The input no longer holds the records at the lane's position: they were deleted before they were read."""


class OtherDefinitions(StreamError):
    """The journal was written under other definitions than this worker's: rebuild in a new generation."""
