"""One log, by structlog: readable on a terminal, JSON elsewhere. The libraries' records go through it too."""

import logging
import sys
from typing import Literal

import structlog
from structlog.typing import Processor

LogFormat = Literal["auto", "json", "console"]

_CHATTER = ("aiokafka", "faust", "mode", "asyncio", "aiohttp", "service")
"""Libraries whose INFO is a hundred lines for a start, and what mode logs in our services' names: only their warnings
are kept. Our own messages come from loggers named `vigie`."""


def set_up_logs(form: LogFormat, level: str) -> None:
    """Send every log record of the process to stderr in one form."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=_renderer(form), foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.getLevelName(level)
    for name in _CHATTER:
        logging.getLogger(name).setLevel(logging.WARNING)


def _renderer(form: LogFormat) -> Processor:
    on_terminal = form == "console" or (form == "auto" and sys.stderr.isatty())
    if on_terminal:
        return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.processors.JSONRenderer()
