"""Structured logs without what citizens wrote and without their ids."""

from __future__ import annotations

import hashlib
import logging
import sys
from types import TracebackType

import structlog
from structlog.types import EventDict, WrappedLogger

from bot.errors import where

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class Who:
    """Turns a user's key into a short mark that is the same in every line but leads back to nobody."""

    def __init__(self, salt: str) -> None:
        self._key = hashlib.blake2b(salt.encode(), digest_size=32).digest()

    def __call__(self, user_key: str) -> str:
        return hashlib.blake2b(user_key.encode("utf-8", "replace"), key=self._key, digest_size=5).hexdigest()


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; pass facts as keywords, never texts or ids."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def configure(level: str) -> None:
    """Every log line of the process, also those of libraries, becomes one JSON object on standard error."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _errors_without_texts,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            keep_exc_info=False,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for chatty in ("alembic", "apscheduler", "httpx", "urllib3", "linebot"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))


def _errors_without_texts(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A traceback's message quotes data (a statement's values, a KeyError's key): keep type and place only."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = where(error)
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        record.exc_info, record.exc_text = None, None
    return event
