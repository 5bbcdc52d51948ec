"""One console for all processes on a data folder: the first process that receives a query hosts it, the others forward to it.

With one console per worker there would be as many copies and servers as workers. A file lock, which the kernel releases however its holder
exits, determines the host. The path of the host's Unix socket, which only this user can open, is stored next to the lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from graph.console.execution.data_sources import backend_for
from graph.console.execution.engine import Backend
from graph.console.service import Answer, Console
from graph.console.validation import validator
from graph.console.validation.parameters import check as check_parameters
from graph.errors import (
    AllianceError,
    ConsoleBusyError,
    ConsoleLimitError,
    ConsoleOffError,
    ConsoleRefusedError,
    LocalServerError,
    QueryTimeoutError,
)
from graph.settings import DatabaseSettings, Settings
from graph.system.data_paths import DataDirectory
from graph.system.folder_lock import FolderLock, owner
from seed.bilingual import Bilingual, chinese

Packages = Sequence[dict[str, Any]]
_MAX_LINE = 1 << 24
_MARGIN = 15.0
_KINDS: dict[str, type[AllianceError]] = {
    kind.code: kind for kind in (ConsoleBusyError, ConsoleLimitError, ConsoleOffError, ConsoleRefusedError, QueryTimeoutError)
}


class SharedConsole:
    """Runs queries on the console of this process or of the process that hosts it."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self.console, self._settings = console, settings
        self._folder = DataDirectory(settings.data.absolute()).console_host
        self._lock = FolderLock(self._folder, what="query console")
        self._host_lock = asyncio.Lock()
        self._server: asyncio.Server | None = None
        self._socket_folder: Path | None = None
        self._handlers: set[asyncio.Task[None]] = set()

    async def ask(self, query: str, parameters: dict[str, Any], version: str, packages: Packages) -> Answer:
        """Run one query on the data of ``version``, which was built from ``packages``.

        :raises ConsoleRefusedError, ConsoleOffError, QueryTimeoutError: see :meth:`Console.ask`.
        :raises ConsoleBusyError: see :meth:`Console.ask`; also without an answer within ``limits.deadline``, whatever the query waits for.
        """
        validator.check(query, self.console.limits)
        check_parameters(parameters, self.console.limits)
        self._backend_for(version, packages)  # fails before a host is chosen if the console is unavailable
        message = {"query": query, "parameters": parameters, "version": version, "packages": list(packages)}
        deadline = self.console.limits.deadline
        try:
            async with asyncio.timeout(deadline) as limit:
                return await self._answer_or_forward(message)
        except TimeoutError:
            if not limit.expired():
                raise
            raise ConsoleBusyError(
                Bilingual(f"The query console did not answer within {deadline:g} s.", f"查询控制台未在 {deadline:g} 秒内响应。"),
                retry_after=10,
            ) from None

    async def _answer_or_forward(self, message: dict[str, Any]) -> Answer:
        for _ in range(2):
            if await self._is_host():
                return await self._answer(message)
            with contextlib.suppress(OSError, EOFError, ValueError):
                return await self._forward(message)
        raise ConsoleBusyError(Bilingual("The process that hosts the query console exited.", "承载查询控制台的进程已退出。"), retry_after=1)

    def offered(self, version: str, packages: Packages) -> None:
        """Check that queries on this data would be accepted. Starts nothing.

        :raises ConsoleOffError: The console is not available; the message gives the reason.
        """
        self._backend_for(version, packages)

    async def close(self) -> None:
        """Stop the console if this process hosts it, so that another process can become the host."""
        if self._server is not None:
            self._server.close()
        for task in self._handlers:
            task.cancel()
        await self.console.close()
        if self._socket_folder is not None:
            shutil.rmtree(self._socket_folder, ignore_errors=True)
        self._lock.release()

    async def _is_host(self) -> bool:
        """Return whether this process hosts the console. Become the host if there is none."""
        async with self._host_lock:
            if self._server is None:
                with contextlib.suppress(LocalServerError):
                    await asyncio.to_thread(self._lock.acquire)
                    self._socket_folder = Path(tempfile.mkdtemp(prefix="alliance-"))
                    path = self._socket_folder / "s"  # short: a socket path is limited to about 100 bytes
                    self._server = await asyncio.start_unix_server(self._serve, str(path), limit=_MAX_LINE)
                    self._lock.update(socket=str(path))
        return self._server is not None

    async def _answer(self, message: dict[str, Any]) -> Answer:
        packages = message["packages"]
        return await self.console.ask(
            message["query"], message["parameters"], message["version"], lambda version: self._backend_for(version, packages)
        )

    def _backend_for(self, version: str, packages: Packages) -> Backend:
        return backend_for(self._settings, DatabaseSettings(), version, packages, self.console.limits)

    async def _forward(self, message: dict[str, Any]) -> Answer:
        """Forward the query to the host process. Raises ``OSError`` if there is none."""
        holder = owner(self._folder) or {}
        if "socket" not in holder:
            raise FileNotFoundError("no process hosts the console")
        reader, writer = await asyncio.open_unix_connection(holder["socket"], limit=_MAX_LINE)
        try:
            writer.write(orjson.dumps(message) + b"\n")
            await writer.drain()
            limits = self.console.limits
            async with asyncio.timeout(limits.patience + limits.seconds + limits.overrun + _MARGIN):
                head = orjson.loads(await reader.readline())
                if "rows" in head:
                    return Answer(head["rows"], await reader.readexactly(head["size"]))
        finally:
            writer.close()
        raise _error_from_message(head)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Handle one query from another process."""
        task = asyncio.current_task()
        assert task is not None
        self._handlers.add(task)
        try:
            message = orjson.loads(await reader.readline())
            try:
                answer = await self._answer(message)
                head, content = {"rows": answer.rows, "size": len(answer.content)}, answer.content
            except AllianceError as problem:
                head, content = _error_to_message(problem), b""
            writer.write(orjson.dumps(head) + b"\n" + content)
            await writer.drain()
        except (OSError, ValueError):
            return  # the other process disconnected
        finally:
            self._handlers.discard(task)
            writer.close()


def _error_to_message(problem: AllianceError) -> dict[str, Any]:
    return {
        "code": problem.code,
        "detail": problem.detail,
        "hint": problem.hint,
        "detail_zh": chinese(problem.detail),
        "hint_zh": None if problem.hint is None else chinese(problem.hint),
        "retry_after": getattr(problem, "retry_after", None),
        "pointer": getattr(problem, "pointer", None),
    }


def _error_from_message(reply: dict[str, Any]) -> AllianceError:
    kind, detail = _KINDS.get(reply["code"], ConsoleBusyError), Bilingual(reply["detail"], reply["detail_zh"])
    hint = None if reply["hint"] is None else Bilingual(reply["hint"], reply["hint_zh"])
    if issubclass(kind, ConsoleBusyError):
        return ConsoleBusyError(detail, retry_after=reply["retry_after"] or 5, hint=hint)
    if issubclass(kind, ConsoleRefusedError):
        return kind(detail, pointer=reply["pointer"] or "/body/query", hint=hint)
    return kind(detail, hint=hint)
