"""Run the child process. The caller gets its messages, or one error if it fails in any way."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seed.sheets.budgets import MIB, Budgets
from seed.sheets.child import SIZE
from seed.sheets.errors import SheetError

_PROGRAM = ("-m", "seed.sheets.child")
_MESSAGE_BYTES = 128 * MIB
_REDUCE_HINT = "Split the file, or save only the values of the required sheet as a new .xlsx."


class Child:
    """Reads one workbook in a child process. Use it as a context manager: on exit the process is ended."""

    def __init__(self, path: Path, sheet: str | None, budgets: Budgets) -> None:
        self._budgets, self._waited, self._timed_out = budgets, 0.0, False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", *_PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            start_new_session=True,
        )
        request = {"path": str(path.absolute()), "sheet": sheet, "budgets": budgets.as_dict()}
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.close()

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def close(self) -> None:
        """End the process, and free its resources."""
        self._process.kill()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait()
        self._errors.close()

    def messages(self) -> Iterator[dict[str, Any]]:
        """Yield the head and the rows.

        :raises SheetError: the file is refused, a limit is exceeded, or the reader failed.
        """
        while True:
            message = self._next()
            if message is None:
                raise self._exit_error()
            if "fault" in message:
                raise self._error(**message["fault"])
            if "end" in message:
                return
            yield message

    def _next(self) -> dict[str, Any] | None:
        """Return the next message. Only the waiting time counts towards the limit, so a slow caller does not use it up."""
        started = time.monotonic()
        timer = threading.Timer(max(0.0, self._budgets.seconds - self._waited), self._stop)
        timer.daemon = True
        timer.start()
        try:
            head = self._read(SIZE.size)
            size = SIZE.unpack(head)[0] if len(head) == SIZE.size else 0
            if not 0 < size <= _MESSAGE_BYTES:
                return None
            content = self._read(size)
        finally:
            timer.cancel()
            self._waited += time.monotonic() - started
        if len(content) < size:
            return None
        message: dict[str, Any] = json.loads(content)
        return message

    def _read(self, size: int) -> bytes:
        assert self._process.stdout is not None
        return self._process.stdout.read(size)

    def _stop(self) -> None:
        self._timed_out = True
        self._process.kill()

    def _error(self, code: str, detail: str = "", hint: str = "", where: str = "", names: list[str] | None = None) -> SheetError:
        if code == "limit-memory":
            return self._memory_error()
        if code == "reader-failed":
            return SheetError(code, f"The reader failed on this file ({detail}).", "Save it again as .xlsx.")
        return SheetError(code, detail, hint, where, tuple(names or ()))

    def _memory_error(self) -> SheetError:
        detail = f"Reading the file exceeds the memory limit of {self._budgets.memory_bytes // MIB:,} MiB."
        return SheetError("limit-memory", detail, _REDUCE_HINT)

    def _exit_error(self) -> SheetError:
        """Return the error of a process that ended without a final message."""
        if self._process.stdout is not None:
            self._process.stdout.close()  # so that it ends even if it is blocked on writing
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        code = self._process.poll()
        self._errors.seek(0)
        stderr = self._errors.read(4096).decode("utf-8", "replace")
        if self._timed_out or (code is not None and code == -getattr(signal, "SIGXCPU", 0)):
            return SheetError("limit-seconds", f"Reading the file exceeds the time limit of {self._budgets.seconds} seconds.", _REDUCE_HINT)
        if "memory allocation of" in stderr or "MemoryError" in stderr:
            return self._memory_error()
        status = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return SheetError("reader-failed", f"The reader stopped on this file ({status}).", "Save it again as .xlsx.")
