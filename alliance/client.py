"""The client: typed rows, all pages, files and data frames."""

from __future__ import annotations

import contextlib
import time
from collections import OrderedDict
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import httpx

from alliance import frames
from alliance.errors import DataChangedError, NoResponseError, PagingError, ProblemError, problem_of, retry_after
from alliance.rows import Answer, Row

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Value = str | int | float | bool | None
KEPT = 200
"""Maximum number of responses cached by their ETag."""
LARGEST_KEPT = 1_000_000
"""Maximum bytes of a cached response: files are not cached."""
_BLOCK = 262_144
_WITHOUT_CURSOR = "The response of {path} has no next_cursor, so it has no pages. Read it with page() or get()."


class Explorer:
    """Client of one server. Close it after use, or use it in a ``with`` statement.

    :param url: URL of the API, such as ``http://127.0.0.1:8000``.
    :param key: a key of ``alliance keys create``.
    :param patience: maximum seconds to wait in all after 429 and 503 of one request.
    :param timeout: time limit of one response, in seconds.
    :param transport: another transport of httpx.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        patience: float = 30.0,
        timeout: float = 60.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        self._patience = patience
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        # A server may close a connection that is idle; give it up before the next request fails on it.
        limits = httpx.Limits(keepalive_expiry=2)
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout, limits=limits, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, **params: Value) -> bytes:
        """Return the body of a response, from the cache if the server says that it has not changed. Parameters that are None are left out.

        :raises ProblemError: the server rejected the request or did not respond.
        """
        request = self._request(path, params)
        url = str(request.url)
        etag, body = self._kept.get(url, ("", b""))
        if etag:
            request.headers["If-None-Match"] = etag
        response = self._send(request)
        if response.status_code == 304:
            self._kept.move_to_end(url)
            return body
        if response.status_code != 200:
            raise problem_of(response)
        if "ETag" in response.headers and len(response.content) <= LARGEST_KEPT:
            self._kept[url] = (response.headers["ETag"], response.content)
            self._kept.move_to_end(url)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return response.content

    def page(self, row: type[Row], path: str, **params: Value) -> Answer[Row]:
        """Return one page, with rows of the type ``row``. Raises the errors of :meth:`get`."""
        return Answer[row].model_validate_json(self.get(path, **params))  # type: ignore[valid-type]  # the type is known only at run time

    def pages(self, row: type[Row], path: str, **params: Value) -> Iterator[Answer[Row]]:
        """Yield the pages from the first to the last. Only ``next_cursor: null`` ends the iteration.

        :raises DataChangedError: the data changed between two pages.
        :raises PagingError: a page has no ``next_cursor``, or repeats the previous one.
        """
        cursor: str | None = "*"
        while cursor is not None:
            answer = self.page(row, path, **{**params, "cursor": cursor})
            following = answer.meta.next_cursor
            yield answer
            if "next_cursor" not in answer.meta.model_fields_set or following in {"", cursor}:
                raise PagingError(_WITHOUT_CURSOR.format(path=path))
            cursor = following

    def rows(self, row: type[Row], path: str, **params: Value) -> Iterator[Row]:
        """Yield the rows of all pages. Raises the errors of :meth:`pages`."""
        for answer in self.pages(row, path, **params):
            yield from answer.results

    def collect(self, row: type[Row], path: str, *, restarts: int = 2, **params: Value) -> list[Row]:
        """Return the rows of all pages, all of one data version. Start again if the data changes meanwhile, at most ``restarts`` times."""
        for left in range(restarts, -1, -1):
            try:
                return list(self.rows(row, path, **params))
            except DataChangedError:
                if left == 0:
                    raise
        raise AssertionError("unreachable")

    def download(self, path: str, file: str | PathLike[str], *, format: str | None = None, **params: Value) -> Path:
        """Write an export to ``file`` and return its path. The format is that of the file's extension, unless ``format`` is given.

        The content is written to ``FILE.part`` and renamed once it is complete. Raises the errors of :meth:`get`.
        """
        target = Path(file)
        return self._save(self._request(path, _of_format(target, format, params)), target)

    def export(self, path: str, file: str | PathLike[str], *, format: str | None = None, every: float = 1.0, **params: Value) -> Path:
        """Like :meth:`download`, for files that take long: the server produces the file in the background, without an open connection.

        If this call is interrupted, as by Ctrl-C, the export is cancelled.

        :param every: seconds between two looks at its state.
        :raises ProblemError: the server rejected the request, or could not produce the file.
        """
        target = Path(file)
        url = self._request(path, _of_format(target, format, params)).url
        operation = self._operation("POST", "/v1/exports", json={"url": url.raw_path.decode()})
        try:
            while operation["state"] == "running":
                time.sleep(every)
                operation = self._operation("GET", operation["href"])
        except BaseException:
            with contextlib.suppress(ProblemError):
                self._operation("DELETE", operation["href"])
            raise
        if operation["state"] != "done":
            detail = operation["detail"] or f"The export was {operation['state']}."
            raise ProblemError(0, {"type": f"/problems/export-{operation['state']}", "detail": detail})
        return self._save(self._request(operation["file"], {}), target)

    def _operation(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        response = self._send(self._http.build_request(method, path, **body))
        if response.is_error:
            raise problem_of(response)
        operation: dict[str, Any] = response.json()["results"][0]
        return operation

    def _save(self, request: httpx.Request, target: Path) -> Path:
        part = target.with_name(f"{target.name}.part")
        response = self._send(request, stream=True)
        try:
            if response.status_code != 200:
                response.read()
                raise problem_of(response)
            with part.open("wb") as out:
                for block in response.iter_bytes(_BLOCK):
                    out.write(block)
            part.replace(target)
        except httpx.TransportError as problem:
            raise NoResponseError(str(request.url), problem) from problem
        finally:
            response.close()
            part.unlink(missing_ok=True)
        return target

    def to_pandas(self, path: str, **params: Value) -> pd.DataFrame:
        """Return all rows of a list, a question or a measure as a pandas frame.

        Codes stay text (``000123``), years are integers (``Int64``), missing values are ``NA``. ``attrs`` has the metadata of the file,
        such as ``data_version`` and ``cite``. The columns are those of the exported file (docs/exports.md).

        :raises ProblemError: see :meth:`get`; 406 if the server cannot write Parquet.
        :raises ImportError: pandas or pyarrow is not installed.
        """
        return frames.pandas_frame(self.get(path, **{**params, "format": "parquet"}))

    def to_polars(self, path: str, **params: Value) -> pl.DataFrame:
        """Return all rows as a polars frame: codes are ``String``, years ``Int64``, missing values null. Raises like :meth:`to_pandas`."""
        return frames.polars_frame(self.get(path, **{**params, "format": "parquet"}))

    def _request(self, path: str, params: dict[str, Value]) -> httpx.Request:
        return self._http.build_request("GET", path, params={name: value for name, value in params.items() if value is not None})

    def _send(self, request: httpx.Request, *, stream: bool = False) -> httpx.Response:
        """Send a request; send it again after 429 and 503, as long as the waits fit into the patience."""
        end = time.monotonic() + self._patience
        while True:
            try:
                response = self._http.send(request, stream=stream)
            except httpx.TransportError as problem:
                raise NoResponseError(str(request.url), problem) from problem
            wait = retry_after(response)
            if response.status_code not in {429, 503} or wait is None or time.monotonic() + wait > end:
                return response
            response.close()
            time.sleep(wait)


def _of_format(target: Path, format: str | None, params: dict[str, Value]) -> dict[str, Value]:
    """Return the parameters of an export, with the format of the file's extension unless one is given."""
    return {**params, "format": format or target.suffix.removeprefix(".")}
