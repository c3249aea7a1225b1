"""How a worker dies when it must: at once, saying why, with nothing flushed that might still be committed."""

import logging
import os
from collections.abc import Callable
from typing import Protocol

import structlog
from aiokafka.errors import ProducerFenced

EXIT_FENCED = 75
EXIT_FAILED = 70

FailStop = Callable[[str, BaseException], None]
"""Called with what failed and why. In a worker it does not return."""


class _Exit(Protocol):
    def __call__(self, status: int, /) -> object: ...


def fail_stop(where: str, error: BaseException, exit_process: _Exit = os._exit) -> None:
    """End the process: exit code 75 when another worker has taken the partition over, 70 otherwise.

    `os._exit`, because an orderly shutdown would run Faust's own commit and flush paths.
    """
    log = structlog.get_logger("vigie.stream")
    if isinstance(error, ProducerFenced):
        log.error("fenced: another worker owns the partition now, this one ends", lane=where)
    else:
        log.error("the worker stops", lane=where, error=f"{type(error).__name__}: {error}", exc_info=error)
    logging.shutdown()
    exit_process(EXIT_FENCED if isinstance(error, ProducerFenced) else EXIT_FAILED)
