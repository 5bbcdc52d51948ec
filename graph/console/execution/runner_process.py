"""The API's handle on a runner process: one request, then one answer, or None if the process exited."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import orjson

from graph.console.execution.runner import read, write
from graph.console.validation.limits import Limits

_PROGRAM = """
import sys
sys.modules.update(dict.fromkeys(("numpy", "pandas", "pyarrow")))
from graph.console.execution.runner import main
main()
"""
"""The driver imports these packages if installed. A runner does not need them, and blocking them halves its memory."""


class RunnerProcess:
    """One process of :mod:`graph.console.execution.runner`. It exits when its input is closed, so it does not outlive this process."""

    def __init__(self, address: Mapping[str, str], limits: Limits) -> None:
        self._address = address
        self._limits = {"seconds": limits.seconds, "rows": limits.rows, "bytes": limits.answer_bytes, "depth": limits.answer_depth}
        self._process = self._start()

    def ask(self, message: Mapping[str, Any]) -> tuple[dict[str, Any], bytes] | None:
        """Send a request and wait for its header and result; return None if the process exited."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            write(self._process.stdin, message)
            head, content = read(self._process.stdout), read(self._process.stdout)
        except (OSError, ValueError):
            return None
        return None if head is None or content is None else (orjson.loads(head), content)

    def alive(self) -> bool:
        """Return whether the process is running."""
        return self._process.poll() is None

    def renew(self) -> None:
        """Restart the process."""
        self.kill()
        self._process = self._start()

    def kill(self) -> None:
        """Kill the process."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()

    def interrupt(self) -> None:
        """Kill the process from another thread. The thread that waits for the answer then gets None."""
        self._process.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            write(process.stdin, {"address": dict(self._address), "limits": self._limits})
        return process

    def wait_ready(self) -> bool:
        """Wait until the process has read its connection."""
        assert self._process.stdout is not None
        return read(self._process.stdout) is not None
