"""Parts of the requests that propose, review and publish: bodies, preconditions, keys, and responses that no cache keeps.

Bodies are read by hand: their size is limited, and only ``application/json`` is accepted, which a page of another origin cannot send
without a CORS preflight. The work is done in threads, because it reads packages.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Path, Query, Request, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.parameters.values import from_text
from api.responses.problems import HTTP_PROBLEMS, BadRequestError
from graph.errors import BadValueError, PreconditionError
from graph.loading.editing import Editing
from graph.settings import DatabaseSettings, Settings
from seed.bilingual import Bilingual

BODY_BYTES = 256_000
"""Maximum size of a JSON body, in bytes."""
_KEY = re.compile(r"[\x21-\x7e]{8,200}")
_TAG = re.compile(r'"([^"]{1,200})"')
_HINT = "See docs/editing.md for examples."
Body = TypeVar("Body", bound=BaseModel)
NamePath = Annotated[str, Path(min_length=1, max_length=100)]
AfterParam = Annotated[int, Query(ge=0, description="Number of rows to skip.")]
PerPageParam = Annotated[int, Query(ge=1, le=1_000, description="Maximum number of rows.")]


class BodyTooLargeError(BadValueError):
    """The body exceeds the limit."""

    (code, title, title_zh), status = HTTP_PROBLEMS[413], 413


def who_of(request: Request, settings: Settings) -> str:
    """Return the name of the editor: the label of the key, else the setting."""
    return getattr(request.state, "key_name", None) or settings.editor_name()


def editing_by(settings: Settings, who: str) -> Editing:
    """Return the edits and the history of the data, with the name of an editor."""
    return Editing(settings.model_copy(update={"editor": who}), DatabaseSettings())


async def sent(work: Callable[[], dict[str, Any]], status: int = 200) -> Response:
    """Do the work in a thread, and return its result as JSON."""
    content = await asyncio.to_thread(work)
    return Response(orjson.dumps(content), status, {"Cache-Control": "no-store"}, "application/json")


def answer(editing: Editing, rows: Sequence[dict[str, Any]], *, truncated: bool = False) -> dict[str, Any]:
    """Return the envelope of rows."""
    return {"meta": {"count": len(rows), "truncated": truncated, "data_version": editing.version}, "results": rows}


def page(editing: Editing, rows: Sequence[dict[str, Any]], after: int, per_page: int) -> dict[str, Any]:
    """Return the envelope of a part of rows."""
    return answer(editing, rows[after : after + per_page], truncated=len(rows) > after + per_page)


async def body(request: Request, model: type[Body]) -> tuple[Body, bytes]:
    """Return the body, parsed and as sent.

    :raises BadValueError: it is too large, or does not match the model.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "The content type must be application/json.")
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > BODY_BYTES:
            raise BodyTooLargeError(f"The body exceeds {BODY_BYTES:,} bytes.", pointer="/body", hint="Send fewer changes.")
    return from_text(model, content.decode("utf-8", "replace"), "/body", hint=_HINT), bytes(content)


def if_match(request: Request, what: Bilingual) -> str:
    """Return the value of ``If-Match``.

    :raises PreconditionError: it is missing or not quoted.
    """
    match = _TAG.fullmatch(request.headers.get("if-match", "").strip())
    if match is None:
        raise PreconditionError(
            Bilingual(f"If-Match must state the {what}.", f"If-Match 须给出{what.zh}。"),
            hint=Bilingual(
                f'Send it in quotes: If-Match: "{what.upper().replace(" ", "_")}".',
                f'请加引号发送：If-Match: "{what.upper().replace(" ", "_")}"。',
            ),
        )
    return match[1]


def idempotency_key(request: Request) -> str:
    """Return the ``Idempotency-Key``.

    :raises BadValueError: it is missing or malformed.
    """
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        raise BadValueError(
            Bilingual("Idempotency-Key is missing or not valid.", "缺少 Idempotency-Key，或其格式有误。"),
            pointer="/header/Idempotency-Key",
            hint=Bilingual("Send 8 to 200 ASCII characters.", "请发送 8 至 200 个 ASCII 字符。"),
        )
    return key


DATA_VERSION = Bilingual("data version", "数据版本")


def same_version(editing: Editing, version: str) -> None:
    """Raise ``PreconditionError`` when the data version is not ``version``."""
    if version != editing.version:
        detail = Bilingual(
            f"The data version is {editing.version}, not '{version[:80]}'.", f"数据版本是 {editing.version}，不是“{version[:80]}”。"
        )
        raise PreconditionError(
            detail,
            hint=Bilingual(
                "Read the data again, and send its data_version in If-Match.", "请重新读取数据，并在 If-Match 中发送其 data_version。"
            ),
        )


async def refuse_unknown(request: Request) -> None:
    """Reject unknown query parameters. :func:`api.parameters.selection.refuse_unknown` knows documented routes only.

    :raises BadRequestError: lists each parameter.
    """
    known = [field.alias for field in request.scope["route"].dependant.query_params]
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        valid = f"Parameters: {', '.join(known)}." if known else "This request has no parameters."
        raise BadRequestError([{"pointer": f"/query/{name}", "detail": f"There is no parameter '{name}'. {valid}"} for name in unknown])
