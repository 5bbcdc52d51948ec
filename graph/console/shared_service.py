"""One console for all processes on a data folder: the first that is asked keeps it, the others hand their queries to it.

Several workers answer on one address; with a console each, there would be as many copies and servers. Who keeps it is settled by a lock
that the kernel releases however its holder ends; where it listens (a socket of the file system that only we may open) stands beside it.
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

from graph.console.execution.data_sources import place_for
from graph.console.execution.engine import Place
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
from graph.system.folder_lock import FolderLock, owner

Packages = Sequence[dict[str, Any]]
_LINE = 1 << 24
_MARGIN = 15.0
_KINDS: dict[str, type[AllianceError]] = {
    kind.code: kind for kind in (ConsoleBusyError, ConsoleLimitError, ConsoleOffError, ConsoleRefusedError, QueryTimeoutError)
}


class SharedConsole:
    """What the API asks; a console of this process or of another."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self.console, self._settings = console, settings
        self._folder = settings.data.absolute() / "console" / "keeper"
        self._lock = FolderLock(self._folder, what="query console")
        self._taking = asyncio.Lock()
        self._server: asyncio.Server | None = None
        self._place: Path | None = None
        self._answering: set[asyncio.Task[None]] = set()

    async def ask(self, query: str, parameters: dict[str, Any], version: str, packages: Packages) -> Answer:
        """Answer one query about the data of ``version``, which was made of ``packages``.

        :raises ConsoleRefusedError, ConsoleOffError, ConsoleBusyError, QueryTimeoutError: see :meth:`Console.ask`.
        """
        validator.check(query, self.console.limits)
        check_parameters(parameters, self.console.limits)
        self._place_for(version, packages)  # where there is no console, nobody need keep it
        message = {"query": query, "parameters": parameters, "version": version, "packages": list(packages)}
        for _ in range(2):
            if await self._keeps():
                return await self._answer(message)
            with contextlib.suppress(OSError, EOFError, ValueError):
                return await self._hand_over(message)
        raise ConsoleBusyError("The process that keeps the query console ended.", retry_after=1)

    def offered(self, version: str, packages: Packages) -> None:
        """Nothing when a query about these data would be taken; starts nothing.

        :raises ConsoleOffError: there is no console here; says why.
        """
        self._place_for(version, packages)

    async def close(self) -> None:
        """End the console if it is ours, and let another process keep one."""
        if self._server is not None:
            self._server.close()
        for task in self._answering:
            task.cancel()
        await self.console.close()
        if self._place is not None:
            shutil.rmtree(self._place, ignore_errors=True)
        self._lock.release()

    async def _keeps(self) -> bool:
        """Whether this process keeps the console, which it does from now on when nobody else does."""
        async with self._taking:
            if self._server is None:
                with contextlib.suppress(LocalServerError):
                    await asyncio.to_thread(self._lock.acquire)
                    self._place = Path(tempfile.mkdtemp(prefix="alliance-"))
                    path = self._place / "s"  # short: the address of a socket has room for a hundred bytes
                    self._server = await asyncio.start_unix_server(self._serve, str(path), limit=_LINE)
                    self._lock.update(socket=str(path))
        return self._server is not None

    async def _answer(self, message: dict[str, Any]) -> Answer:
        packages = message["packages"]
        return await self.console.ask(
            message["query"], message["parameters"], message["version"], lambda version: self._place_for(version, packages)
        )

    def _place_for(self, version: str, packages: Packages) -> Place:
        return place_for(self._settings, DatabaseSettings(), version, packages, self.console.limits)

    async def _hand_over(self, message: dict[str, Any]) -> Answer:
        """Ask the process that keeps it; ``OSError`` when there is none."""
        holder = owner(self._folder) or {}
        if "socket" not in holder:
            raise FileNotFoundError("nobody keeps the console")
        reader, writer = await asyncio.open_unix_connection(holder["socket"], limit=_LINE)
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
        raise _opened(head)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one query of another process."""
        task = asyncio.current_task()
        assert task is not None
        self._answering.add(task)
        try:
            message = orjson.loads(await reader.readline())
            try:
                answer = await self._answer(message)
                head, content = {"rows": answer.rows, "size": len(answer.content)}, answer.content
            except AllianceError as problem:
                head, content = _closed(problem), b""
            writer.write(orjson.dumps(head) + b"\n" + content)
            await writer.drain()
        except (OSError, ValueError):
            return  # who asked went away
        finally:
            self._answering.discard(task)
            writer.close()


def _closed(problem: AllianceError) -> dict[str, Any]:
    return {
        "code": problem.code,
        "detail": problem.detail,
        "hint": problem.hint,
        "retry_after": getattr(problem, "retry_after", None),
        "pointer": getattr(problem, "pointer", None),
    }


def _opened(reply: dict[str, Any]) -> AllianceError:
    kind, detail, hint = _KINDS.get(reply["code"], ConsoleBusyError), reply["detail"], reply["hint"]
    if issubclass(kind, ConsoleBusyError):
        return ConsoleBusyError(detail, retry_after=reply["retry_after"] or 5, hint=hint)
    if issubclass(kind, ConsoleRefusedError):
        return kind(detail, pointer=reply["pointer"] or "/body/query", hint=hint)
    return kind(detail, hint=hint)
