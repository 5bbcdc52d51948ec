"""Problem responses (RFC 9457): what is wrong, where, and what is valid. Responses never contain stack traces.

Every error of :mod:`graph.errors` and of the framework becomes ``application/problem+json`` with ``type`` (a page under
``/problems/`` that explains it), ``title``, ``title_zh``, ``status``, ``detail``, ``instance``, ``request_id`` and, for input,
``errors: [{pointer, detail}]``. 503 and 429 carry ``Retry-After``. ``detail`` and ``hint`` are in the language that the request prefers
(``Accept-Language``: English or Chinese).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.logs import request_id
from api.responses.language import language, translated
from api.responses.validation_texts import validation_text
from graph.errors import AllianceError, AmbiguousNameError, UnknownNameError, UserError
from seed.bilingual import Bilingual, chinese, sentences
from seed.suggestions import did_you_mean, nearest

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger("api.responses.problems")


class BadRequestError(UserError):
    """Query parameters are unknown or repeated; ``errors`` lists all of them. ``hint``: what to write instead of the first one."""

    code, title, title_zh = "bad-parameters", "Bad parameters", "参数有误"

    def __init__(self, errors: Sequence[dict[str, str]], hint: Bilingual | None = None) -> None:
        super().__init__(sentences(*(error["detail"] for error in errors)), hint=hint)
        self.errors = list(errors)


HTTP_PROBLEMS = {
    400: ("bad-request", "Bad request", "请求有误"),
    401: ("key-needed", "Key needed", "需要密钥"),
    403: ("scope-needed", "Missing scope", "密钥权限不足"),
    404: ("not-found", "Not found", "未找到"),
    405: ("method-not-allowed", "Method not allowed", "不支持该方法"),
    408: ("request-timeout", "Request too slow", "请求传输过慢"),
    412: ("precondition-failed", "Precondition failed", "前提条件不满足"),
    413: ("body-too-large", "Body too large", "请求正文过大"),
    414: ("address-too-long", "Address too long", "地址过长"),
    416: ("range-not-satisfiable", "Range not satisfiable", "请求的字节范围无效"),
    421: ("unknown-host", "Unknown host", "未知主机"),
    431: ("headers-too-large", "Headers too large", "请求头过大"),
}


def problem(
    code: str,
    title: str,
    title_zh: str,
    status: int,
    detail: str,
    *,
    instance: str | None = None,
    retry_after: int | None = None,
    **more: Any,
) -> Response:
    """Return a problem response; ``more`` are extension members, such as ``errors`` or ``nearest``."""
    body = {
        "type": f"/problems/{code}",
        "title": title,
        "title_zh": title_zh,
        "status": status,
        "detail": translated(detail),
        "instance": instance,
        "request_id": request_id(),
        **_in_language(more),
    }
    headers = {"Cache-Control": "no-store", "Content-Language": language(), "Vary": "Accept-Language"}
    if status in {429, 503}:
        headers["Retry-After"] = str(retry_after or 1)
    content = {key: value for key, value in body.items() if value is not None}
    return Response(orjson.dumps(content), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _in_language(members: dict[str, Any]) -> dict[str, Any]:
    if hint := members.get("hint"):
        members["hint"] = translated(hint)
    if errors := members.get("errors"):
        members["errors"] = [{**error, "detail": translated(error["detail"])} for error in errors]
    return members


def http_problem(status: int, detail: str, instance: str | None = None, *, hint: str | None = None, scope: str | None = None) -> Response:
    """Return the problem response for a status of :data:`HTTP_PROBLEMS`, before routing.

    :param scope: the scope that a key must have, if a key would allow the request.
    """
    code, title, title_zh = HTTP_PROBLEMS[status]
    return problem(code, title, title_zh, status, sentences(detail, hint), instance=instance, hint=hint, scope=scope)


def _input_errors(error: AllianceError) -> list[dict[str, str]] | None:
    if isinstance(error, BadRequestError):
        return error.errors
    pointer = getattr(error, "pointer", None)
    return [{"pointer": pointer, "detail": str(error)}] if pointer else None


def from_error(error: AllianceError, instance: str | None = None) -> Response:
    """Return the problem response for an :class:`~graph.errors.AllianceError`."""
    more: dict[str, Any] = {"hint": error.hint, "errors": _input_errors(error)}
    if isinstance(error, UnknownNameError) and error.nearest:
        more["nearest"] = list(error.nearest)
    if isinstance(error, AmbiguousNameError):
        more["candidates"] = [asdict(candidate) for candidate in error.candidates]
    retry = getattr(error, "retry_after", None)
    return problem(error.code, error.title, error.title_zh, error.status, error.detail, instance=instance, retry_after=retry, **more)


def internal(instance: str | None = None) -> Response:
    """Return the response for an unexpected error. The log has the details under the same request id."""
    detail = Bilingual(
        "An unexpected error occurred. The server log has the details under this request id.",
        "发生意外错误。服务器日志中有此请求 ID 的详情。",
    )
    return problem("internal", AllianceError.title, AllianceError.title_zh, 500, detail, instance=instance)


def _validation_errors(failures: Sequence[Any]) -> list[dict[str, str]]:
    return [{"pointer": "/" + "/".join(str(part) for part in failure["loc"]), "detail": validation_text(failure)} for failure in failures]


async def _on_alliance_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AllianceError)
    if error.status >= 500:
        write = log.info if error.status == 503 else log.error  # a temporary outage is not a failure of the server
        write("failed", code=error.code, detail=error.detail, cause=repr(error.__cause__) if error.__cause__ else None)
    return from_error(error, request.url.path)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = _validation_errors(error.errors())
    detail = Bilingual(
        "; ".join(f"{item['pointer']}: {item['detail']}" for item in errors),
        "；".join(f"{item['pointer']}：{chinese(item['detail'])}" for item in errors),
    )
    return problem("bad-value", "Invalid value", "取值有误", 422, detail, instance=request.url.path, errors=errors)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, title, title_zh = HTTP_PROBLEMS.get(error.status_code, ("http", HTTPStatus(error.status_code).phrase, "请求失败"))
    detail = _http_detail(request, error, title, title_zh)
    near = _near_paths(request) if error.status_code == 404 else ()
    more: dict[str, Any] = {"hint": did_you_mean(near), "nearest": list(near)} if near else {}
    response = problem(code, title, title_zh, error.status_code, detail, instance=request.url.path, **more)
    for key, value in (error.headers or {}).items():
        response.headers[key] = value
    return response


def _http_detail(request: Request, error: HTTPException, title: str, title_zh: str) -> str:
    """Return the detail of the exception; if it has none but the standard phrase, the path with the title of the problem."""
    if error.detail != HTTPStatus(error.status_code).phrase:
        return error.detail
    where = f"{request.method} {request.url.path}"
    return Bilingual(f"{where}: {title.lower()}.", f"{where}：{title_zh}。")


def _near_paths(request: Request) -> tuple[str, ...]:
    """Return the paths of routes that are similar to the path of a request, or to its beginning."""
    known = [path for path in getattr(request.app.state, "parameters", ()) if "{" not in path]
    path = request.url.path
    return nearest(path, known) or nearest("/".join(path.split("/")[:3]), known)


def install(app: FastAPI) -> None:
    """Register the error handlers that return problem responses."""
    app.add_exception_handler(AllianceError, _on_alliance_error)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
