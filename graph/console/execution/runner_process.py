"""A runner as the process of the API sees it: one request, one answer, or nothing when it died."""

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
"""The driver loads these when they are there; a runner has no use for them, and without them it takes half the memory."""


class RunnerProcess:
    """One process of :mod:`graph.console.execution.runner`. It ends when its input does, so it does not outlive us."""

    def __init__(self, address: Mapping[str, str], limits: Limits) -> None:
        self._address = address
        self._limits = {"seconds": limits.seconds, "rows": limits.rows, "bytes": limits.answer_bytes, "depth": limits.answer_depth}
        self._process = self._start()

    def ask(self, message: Mapping[str, Any]) -> tuple[dict[str, Any], bytes] | None:
        """Ask and wait for the answer, its head and its JSON; None when the process ended instead."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            write(self._process.stdin, message)
            head, content = read(self._process.stdout), read(self._process.stdout)
        except (OSError, ValueError):
            return None
        return None if head is None or content is None else (orjson.loads(head), content)

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def renew(self) -> None:
        """Start again after it died."""
        self.kill()
        self._process = self._start()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()

    def interrupt(self) -> None:
        """End it from another thread than the one that waits for its answer, which then gets None."""
        self._process.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        made = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert made.stdin is not None
        with contextlib.suppress(OSError):
            write(made.stdin, {"address": dict(self._address), "limits": self._limits})
        return made

    def wait_ready(self) -> bool:
        """Wait until it has read its address."""
        assert self._process.stdout is not None
        return read(self._process.stdout) is not None
