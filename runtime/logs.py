"""Logs one event a line on standard error, with secrets masked."""

import logging
import sys
import warnings
from collections.abc import Iterable
from typing import TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from runtime.secrets import set_secrets, struck

# httpx prints full addresses, the bot token among them, at INFO.
_MIN_LEVELS = {
    "scrapy": logging.ERROR,
    # It logs a failed certificate check as a critical error of its own, with a traceback;
    # the result of the request is in the source's outcome.
    "twisted": logging.CRITICAL + 1,
    # It logs tracebacks for an unreachable server; the handler of a job logs the job's result.
    "procrastinate": logging.CRITICAL + 1,
    **dict.fromkeys(
        ("httpx", "httpcore", "apscheduler", "telegram", "alembic", "asyncio"), logging.WARNING
    ),
}


def configure(log_format: str, secrets: Iterable[str], level: str = "WARNING") -> None:
    """Set up logging for the process, from `level` on."""
    set_secrets(secrets)
    warnings.showwarning = _log_warning
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask_secrets,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        # Skip all processing of an event below the level.
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
                _mask_secrets,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    handler.setLevel(level)
    handler.addFilter(_is_kept)


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Log a warning that Python would print with paths of this machine."""
    del filename, lineno, file, line
    logging.getLogger("py.warnings").warning("%s: %s", category.__name__, message)


def _is_kept(record: logging.LogRecord) -> bool:
    """Keep library records from WARNING on; of Scrapy, which sets its own level, from ERROR."""
    name = record.name.partition(".")[0]
    return record.levelno >= _MIN_LEVELS.get(name, logging.NOTSET)


def _mask_secrets(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    del logger, method
    return {key: struck(value) if isinstance(value, str) else value for key, value in event.items()}
