"""Logs: one JSON object a line on standard error, each with the id of the request it belongs to."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog

from graph.database.tracing import REQUEST_ID

_requests = logging.getLogger("api.request")
_own: logging.StreamHandler[Any] | None = None
"""The handler, when each line is JSON."""
_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


def request_id() -> str | None:
    """Id of the request that is being answered; None outside of one."""
    return REQUEST_ID.get()


def bind_request(given: str | None) -> str:
    """Begin a request: take the caller's id when it is well-formed, else make one, and bind it to every log line of this task."""
    known = given if given and _ID.match(given) else os.urandom(16).hex()
    REQUEST_ID.set(known)
    return known


def _add_request_id(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    known = REQUEST_ID.get()
    if known is not None:
        event.setdefault("request_id", known)
    return event


def answered(method: str, path: str, status: int, ms: float, key: str | None = None) -> None:
    """The line of a request that was answered.

    It is written for every request, and through all that a log line passes it took longer than an answer from the cache. So where the log
    is ours alone it is written straight to where the handler writes; the line is the same.

    :param key: name of the key that was given.
    """
    if not _requests.isEnabledFor(logging.INFO):
        return
    line = {"method": method, "path": path, "status": status, "ms": ms, **({} if key is None else {"key": key}), "event": "answered"}
    handler = _own
    if handler is None or logging.root.handlers != [handler] or _requests.handlers:
        structlog.get_logger(_requests.name).info(line.pop("event"), **line)
        return
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    text = orjson.dumps({**line, "request_id": REQUEST_ID.get(), "logger": _requests.name, "level": "info", "timestamp": now}).decode()
    with contextlib.suppress(OSError, ValueError), handler.lock or contextlib.nullcontext():  # the log may be gone; requests go on
        handler.stream.write(text + "\n")
        handler.stream.flush()


def _dumps(value: Any, default: Any = str, **_: Any) -> str:
    return orjson.dumps(value, default=default).decode()


def _processors() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        _add_request_id,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def route() -> None:
    """Hand what structlog is told to the standard library's loggers; where it goes from there is their business."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def configure(form: str = "json", level: str = "INFO") -> None:
    """Send the logs of structlog and of the standard library (uvicorn, the driver) the same way.

    :param form: ``json`` or ``console``.
    """
    renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer()
    if form == "json":
        renderer = structlog.processors.JSONRenderer(serializer=_dumps)
    global _own  # noqa: PLW0603  # there is one log in a process, as there is one root logger
    route()
    last: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if form == "json":
        last.append(structlog.processors.format_exc_info)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_processors(), processors=[*last, renderer]))
    _own = handler if form == "json" else None
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("neo4j", "httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(name).setLevel("WARNING")
