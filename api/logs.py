"""Logs: one JSON object a line on standard error, each with the id of the request it belongs to."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any
from uuid import uuid4

import orjson
import structlog

from graph.tracing import REQUEST_ID

_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


def request_id() -> str | None:
    """Id of the request that is being answered; None outside of one."""
    found = structlog.contextvars.get_contextvars().get("request_id")
    return found if isinstance(found, str) else None


def bind_request(given: str | None) -> str:
    """Begin a request: take the caller's id when it is well-formed, else make one, and bind it to every log line of this task."""
    known = given if given and _ID.match(given) else uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=known)
    REQUEST_ID.set(known)
    return known


def _dumps(value: Any, default: Any = str, **_: Any) -> str:
    return orjson.dumps(value, default=default).decode()


def _processors() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
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
    route()
    last: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if form == "json":
        last.append(structlog.processors.format_exc_info)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_processors(), processors=[*last, renderer]))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("neo4j", "httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(name).setLevel("WARNING")
