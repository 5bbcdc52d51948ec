"""The child process as its caller sees it: messages, or one clear error however it ended."""

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
_SMALLER = "Split it, or save only the values of the sheet that is needed as a new .xlsx."


class Child:
    """One workbook being read in a child process. Use it as a context manager: leaving ends the process."""

    def __init__(self, path: Path, sheet: str | None, budgets: Budgets) -> None:
        self._budgets, self._waited, self._late = budgets, 0.0, False
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
        """Its process id."""
        return self._process.pid

    def close(self) -> None:
        """End it, and free what it held."""
        self._process.kill()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait()
        self._errors.close()

    def messages(self) -> Iterator[dict[str, Any]]:
        """The head and the rows.

        :raises SheetError: the file is refused, a limit is exceeded, or the reader failed.
        """
        while True:
            message = self._next()
            if message is None:
                raise self._ended()
            if "fault" in message:
                raise self._error(**message["fault"])
            if "end" in message:
                return
            yield message

    def _next(self) -> dict[str, Any] | None:
        """The next message. Only the time spent waiting counts, so a slow caller does not use up the limit."""
        began = time.monotonic()
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
            self._waited += time.monotonic() - began
        if len(content) < size:
            return None
        message: dict[str, Any] = json.loads(content)
        return message

    def _read(self, size: int) -> bytes:
        assert self._process.stdout is not None
        return self._process.stdout.read(size)

    def _stop(self) -> None:
        self._late = True
        self._process.kill()

    def _error(self, code: str, detail: str = "", hint: str = "", where: str = "", names: list[str] | None = None) -> SheetError:
        if code == "limit-memory":
            return self._memory()
        if code == "reader-failed":
            return SheetError(code, f"The reader failed on this file ({detail}).", "Save it again as .xlsx.")
        return SheetError(code, detail, hint, where, tuple(names or ()))

    def _memory(self) -> SheetError:
        detail = f"Reading it needs more than {self._budgets.memory_bytes // MIB:,} MiB of memory, the limit."
        return SheetError("limit-memory", detail, _SMALLER)

    def _ended(self) -> SheetError:
        """Why it ended without saying so."""
        if self._process.stdout is not None:
            self._process.stdout.close()  # whatever it still wants to write, it ends
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        code = self._process.poll()
        self._errors.seek(0)
        said = self._errors.read(4096).decode("utf-8", "replace")
        if self._late or (code is not None and code == -getattr(signal, "SIGXCPU", 0)):
            return SheetError("limit-seconds", f"Reading it takes longer than {self._budgets.seconds} seconds, the limit.", _SMALLER)
        if "memory allocation of" in said or "MemoryError" in said:
            return self._memory()
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return SheetError("reader-failed", f"The reader stopped on this file ({how}).", "Save it again as .xlsx.")
