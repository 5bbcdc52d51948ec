"""``/v1/exports``: ask for a file that takes long, follow its state, cancel it, and download it when it is complete."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

import structlog
from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import Field

from api.dependencies import StoreDep
from api.parameters.data_version import PARAMETER
from api.parameters.selection import refuse_unknown
from api.responses import envelope
from api.responses.exports import FILES
from api.responses.language import translated
from api.routers.exports.production import Produced, produce
from api.routers.exports.records import Operation, Records, State
from api.schemas.base import Shape
from graph.errors import BadValueError, LocalServerError, NotFoundError, StateError, TooManyClientsError
from graph.settings import Settings
from graph.system.data_paths import DataDirectory
from seed.bilingual import Bilingual

PATH = "/v1/exports"
MOST_RUNNING = 8
"""Maximum number of exports that a process produces or that wait for their turn."""
AT_ONCE = 0.5
"""Seconds that a request waits, so that a mistake in it is answered at once and a small file is done."""
EVERY = 0.25
"""Seconds between two looks at whether an operation was cancelled, perhaps in another process."""
log = structlog.get_logger("api.routers.exports")
IdParam = Annotated[str, Path(max_length=64)]


class ExportRequest(Shape):
    """The file that is asked for: path and query of a request of this API with a file format."""

    url: str = Field(max_length=16_000)


class Exports:
    """The endpoints."""

    def __init__(self, settings: Settings) -> None:
        self._records = records_of(settings)
        self._enabled = settings.export_cache_bytes > 0
        self._running: dict[str, asyncio.Task[Produced]] = {}

    async def ask(self, request: Request, store: StoreDep, wanted: ExportRequest) -> Response:
        """Ask for a file that takes long. The response names the operation to follow.

        The file is of the data version that is served now. It is kept until the data changes or the space is needed. A request that is
        refused at once, for example for a wrong parameter, gets the response of the export itself.
        """
        if not self._enabled:
            raise _no_files()
        if len(self._running) >= MOST_RUNNING:
            raise TooManyClientsError(Bilingual("Too many exports are being produced.", "正在生成的导出过多。"))
        version = store.serving()
        url = _pinned(wanted.url, version)
        try:
            operation = await asyncio.to_thread(self._records.begin, url, PATH, version)
        except (OSError, LocalServerError) as problem:  # the path of the folder must not leave the server
            log.warning("cannot keep exports", detail=str(problem))
            raise _no_files() from problem
        task = asyncio.create_task(self._run(request, operation))
        self._running[operation.id] = task
        task.add_done_callback(lambda _: self._running.pop(operation.id, None))
        await asyncio.wait({task}, timeout=AT_ONCE)
        produced = task.result() if task.done() else None
        if produced is not None and produced.refusal is not None:
            await asyncio.to_thread(self._records.forget, operation.id)
            return produced.refusal
        return _answer(await asyncio.to_thread(self._records.get, operation.id), 202)

    async def state(self, id: IdParam) -> Response:
        """Return the state of an export."""
        return _answer(await asyncio.to_thread(self._records.get, id))

    async def cancel(self, id: IdParam) -> Response:
        """Cancel an export. One that has ended keeps its state."""
        return _answer(await asyncio.to_thread(self._records.end, id, "cancelled"))

    async def file(self, id: IdParam) -> Response:
        """Download the file of an export that is done; with `Range`, a part of it."""
        operation = await asyncio.to_thread(self._records.get, id)  # of one that is done, ExportFilesMiddleware sends the file
        raise StateError(
            Bilingual(f"There is no file: the state of the export is '{operation.state}'.", f"没有文件：导出状态为“{operation.state}”。"),
            hint=Bilingual(f"See {operation.href}.", f"见 {operation.href}。"),
        )

    async def _run(self, request: Request, operation: Operation) -> Produced:
        """Produce the file and record how that ended. Deleting the record stops the production."""
        cancelled = asyncio.Event()
        watching = asyncio.create_task(self._watch(operation.id, cancelled))
        try:
            produced = await produce(request.app, request.scope, operation.url, cancelled)
        except Exception:
            log.exception("export failed", export=operation.id)
            produced = Produced(problem=translated(Bilingual("An unexpected error occurred.", "发生意外错误。")))
        finally:
            watching.cancel()
        state: State = "done" if produced.problem is None else "failed"
        with contextlib.suppress(NotFoundError):
            await asyncio.to_thread(
                self._records.end, operation.id, state, bytes=produced.size, etag=produced.etag, detail=produced.problem
            )
        return produced

    async def _watch(self, name: str, cancelled: asyncio.Event) -> None:
        with contextlib.suppress(NotFoundError):
            while (await asyncio.to_thread(self._records.get, name)).state == "running":
                await asyncio.sleep(EVERY)
        cancelled.set()


def records_of(settings: Settings) -> Records:
    """Return the operations of a data folder."""
    return Records(DataDirectory(settings.data).export_operations)


def _no_files() -> StateError:
    return StateError(
        Bilingual("This server keeps no files.", "本服务器不保留文件。"), hint=Bilingual("Download the file directly.", "请直接下载文件。")
    )


def _answer(operation: Operation, status: int = 200) -> Response:
    body = {"meta": {"count": 1, "data_version": operation.data_version}, "results": [operation.model_dump()]}
    response = envelope.send(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if status == 202:
        response.headers["Location"] = operation.href
    if operation.state == "running":
        response.headers["Retry-After"] = "1"
    return response


def _pinned(url: str, version: str) -> str:
    """Return the path and query of an export with its data version.

    :raises BadValueError: it is no export of this API.
    """
    path, _, query = url.partition("#")[0].partition("?")
    given = parse_qsl(query, keep_blank_values=True)
    formats = {value for name, value in given if name == "format"}
    if not path.startswith("/v1/") or path.startswith(PATH) or not FILES & formats:
        raise BadValueError(
            Bilingual("'url' is not an export of this API.", "url 不是本 API 的导出地址。"),
            pointer="/body/url",
            hint=Bilingual(
                f"Give a path and query with format={'|'.join(sorted(FILES))}, as /v1/programs?format=xlsx.",
                f"请给出带 format 参数的路径（{'、'.join(sorted(FILES))}），如 /v1/programs?format=xlsx。",
            ),
        )
    pin = [] if any(name == PARAMETER for name, _ in given) else [(PARAMETER, version)]
    return f"{path}?{urlencode([*given, *pin], safe=':,/*~|')}"


def router(settings: Settings) -> APIRouter:
    """Return the router of ``/v1/exports``. The document leaves these routes out; docs/exports.md describes them."""
    routes = Exports(settings)
    api_router = APIRouter(prefix=PATH, dependencies=[Depends(refuse_unknown)])
    for path, method, endpoint in (
        ("", "POST", routes.ask),
        ("/{id}", "GET", routes.state),
        ("/{id}", "DELETE", routes.cancel),
        ("/{id}/file", "GET", routes.file),
    ):
        api_router.add_api_route(path, endpoint, methods=[method], include_in_schema=False)
    return api_router
