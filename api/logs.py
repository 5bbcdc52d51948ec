"""Logging: one JSON object per line on standard error, each with the id of its request."""

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
_json_handler: logging.StreamHandler[Any] | None = None
"""The log handler if the format is JSON."""
_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


def request_id() -> str | None:
    """Return the id of the current request; None outside a request."""
    return REQUEST_ID.get()


def bind_request(client_id: str | None) -> str:
    """Bind a request id to every log line of this task and return it: the client's id if it is well-formed, else a new one."""
    bound = client_id if client_id and _ID.match(client_id) else os.urandom(16).hex()
    REQUEST_ID.set(bound)
    return bound


def _add_request_id(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    bound = REQUEST_ID.get()
    if bound is not None:
        event.setdefault("request_id", bound)
    return event


def log_response(method: str, path: str, status: int, ms: float, key: str | None = None) -> None:
    """Log one request.

    This runs for every request, and the full logging pipeline takes longer than a cached response. If the JSON handler is the only one, the
    line is written directly to its stream; its content is the same.

    :param ms: duration in milliseconds.
    :param key: name of the API key.
    """
    if not _requests.isEnabledFor(logging.INFO):
        return
    line = {"method": method, "path": path, "status": status, "ms": ms, **({} if key is None else {"key": key}), "event": "answered"}
    handler = _json_handler
    if handler is None or logging.root.handlers != [handler] or _requests.handlers:
        structlog.get_logger(_requests.name).info(line.pop("event"), **line)
        return
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    text = orjson.dumps({**line, "request_id": REQUEST_ID.get(), "logger": _requests.name, "level": "info", "timestamp": now}).decode()
    with contextlib.suppress(OSError, ValueError), handler.lock or contextlib.nullcontext():  # a closed log must not fail the request
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
    """Route structlog events to the standard library's loggers."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def configure(form: str = "json", level: str = "INFO") -> None:
    """Send the logs of structlog and of the standard library (uvicorn, the driver) to one handler.

    :param form: ``json`` or ``console``.
    """
    renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer()
    if form == "json":
        renderer = structlog.processors.JSONRenderer(serializer=_dumps)
    global _json_handler  # noqa: PLW0603  # one log per process, like the root logger
    route()
    last: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if form == "json":
        last.append(structlog.processors.format_exc_info)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_processors(), processors=[*last, renderer]))
    _json_handler = handler if form == "json" else None
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("neo4j", "httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(name).setLevel("WARNING")
