"""Logs: one event a line on standard error, with secrets struck out."""

import logging
import sys
import warnings
from collections.abc import Iterable
from typing import TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from runtime.secrets import keep_secret, struck

# httpx prints full addresses, the bot token among them, at INFO.
_LEAST = {
    "scrapy": logging.ERROR,
    # It calls a certificate that fails a critical error of its own, traceback and all;
    # what became of the request stands in the source's outcome.
    "twisted": logging.CRITICAL + 1,
    # Tracebacks for a server that is away; what became of a job is told by whoever ran it.
    "procrastinate": logging.CRITICAL + 1,
    **dict.fromkeys(
        ("httpx", "httpcore", "apscheduler", "telegram", "alembic", "asyncio"), logging.WARNING
    ),
}


def configure(log_format: str, secrets: Iterable[str], level: str = "WARNING") -> None:
    """Set up logging for the process, from `level` on."""
    keep_secret(secrets)
    warnings.showwarning = _log_warning
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _strike,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        # What is not told is not made either.
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _strike,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    handler.setLevel(level)
    handler.addFilter(_is_worth_telling)


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Log what Python would print with paths of this machine."""
    del filename, lineno, file, line
    logging.getLogger("py.warnings").warning("%s: %s", category.__name__, message)


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """Libraries speak from WARNING on; Scrapy, which sets its own level, from ERROR on."""
    name = record.name.partition(".")[0]
    return record.levelno >= _LEAST.get(name, logging.NOTSET)


def _strike(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    del logger, method
    return {key: struck(value) if isinstance(value, str) else value for key, value in event.items()}
