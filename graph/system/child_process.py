"""A child process that ends with its parent, however the parent ends, on any Unix.

A supervisor process runs between the parent and the child. It is this file, run as a script by a bare Python (13 MB). It is the direct
parent of the child, starts it and waits for it in one thread, and holds the read end of a pipe. Only the parent holds the write end.

- The parent ends in any way, including kill -9: the pipe closes. The supervisor sends SIGTERM to the child, then SIGKILL to its process
  group.
- The supervisor is killed: on Linux the kernel kills the child (``PR_SET_PDEATHSIG``). Without a supervisor, that signal would be sent when
  the *thread* that started the child ends, which would stop a server that a worker thread started.
- Ctrl-C in a terminal reaches the parent only, because the supervisor has its own session. The parent stops the child when it is ready.

As a script it imports only the standard library.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
POLL = 0.5
ABANDONED = 5.0
STOP = b"s"
KILL_LIMIT = 10.0
"""Time limit for a killed process to end, in seconds."""


class Child:
    """A child process. ``pid`` is its process id."""

    def __init__(
        self, command: Sequence[str], log: Path, *, stop_limit: float, abandoned_limit: float = ABANDONED, inherited: Sequence[int] = ()
    ) -> None:
        """Start ``command`` with its output appended to ``log``.

        ``stop_limit`` is the time in seconds between SIGTERM and SIGKILL; ``abandoned_limit`` is the same after the parent has ended.
        ``inherited`` are file descriptors that the supervisor keeps open until the child ends. Raises ``OSError`` when the child
        cannot be started.
        """
        supervisor = [sys.executable, "-I", "-S", str(Path(__file__).resolve()), str(os.getpid()), str(log)]
        supervisor += [str(stop_limit), str(min(stop_limit, abandoned_limit))]
        self._supervisor = subprocess.Popen(  # noqa: S603 - this file and the caller's command
            [*supervisor, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=tuple(inherited), start_new_session=True
        )
        self._limit = stop_limit
        reply = _line(self._supervisor.stdout)
        if not reply.isdigit():
            self._supervisor.wait()
            self._close()
            raise OSError(reply or "the process could not be started")
        self.pid = int(reply)

    @property
    def supervisor_pid(self) -> int:
        """The supervisor's process id."""
        return self._supervisor.pid

    @property
    def returncode(self) -> int | None:
        """The child's exit code (negative: the signal that ended it); None while it runs."""
        code = self._supervisor.poll()
        return code if code is None or code < 128 else 128 - code

    def alive(self) -> bool:
        """Return whether the child is running."""
        return self._supervisor.poll() is None

    def stop(self) -> None:
        """Send SIGTERM, wait, and kill the child after ``stop_limit``. Do nothing if it has ended."""
        if self._supervisor.stdin is not None:
            with contextlib.suppress(OSError, ValueError):  # it has ended or was stopped already
                self._supervisor.stdin.write(STOP)
                self._supervisor.stdin.flush()
        try:
            self._supervisor.wait(self._limit + 10)
        except subprocess.TimeoutExpired:  # the supervisor hangs, for example after SIGSTOP
            self._supervisor.kill()
            self._supervisor.wait()
            _kill_group(self.pid)
        self._close()

    def kill(self) -> None:
        """Kill the child at once. A process that hangs or is stopped (SIGSTOP) does not react to SIGTERM."""
        if self._supervisor.poll() is None:
            _kill_group(self.pid)
        try:
            self._supervisor.wait(KILL_LIMIT)
        except subprocess.TimeoutExpired:
            self._supervisor.kill()
            self._supervisor.wait()
        self._close()

    def _close(self) -> None:
        for stream in (self._supervisor.stdin, self._supervisor.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def _line(stream: IO[bytes] | None) -> str:
    return "" if stream is None else stream.readline().decode(errors="replace").strip()


def _end_with_parent(parent: int) -> None:
    """Run in the child before exec: have the kernel kill it when its parent ends. The check covers a parent that ended before the call."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def _watch(child: subprocess.Popen[bytes], parent: int, limit: float, abandoned: float) -> None:
    """End the child on request, when the pipe closes, or when the parent process has changed (a fork may have inherited the pipe).

    The parent is watched until the child has ended. If the parent ends first, ``abandoned`` limits the remaining time.
    """
    deadline = math.inf
    while child.poll() is None:
        ready, _, _ = select.select([0], [], [], max(0.0, min(POLL, deadline - time.monotonic())))
        command, left = os.read(0, 1) if ready else None, deadline - time.monotonic()
        if command == b"" or os.getppid() != parent:
            return _end(child, max(0.0, min(abandoned, left)))
        if command == STOP:
            child.terminate()
            deadline = time.monotonic() + limit
        elif left <= 0:
            return _kill_group(child.pid)
    return None


def _end(child: subprocess.Popen[bytes], limit: float) -> None:
    child.terminate()
    try:
        child.wait(limit)
    except subprocess.TimeoutExpired:
        _kill_group(child.pid)


def _kill_group(leader: int) -> None:
    """Kill the child and all processes of its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _supervise(parent: int, log: str, limit: float, abandoned: float, command: list[str]) -> int:
    """Run as the supervisor: start the child, print its pid, watch, wait. Return the child's exit code."""
    me = os.getpid()
    try:
        with Path(log).open("ab") as output:
            child = subprocess.Popen(  # noqa: S603 - the caller's own command
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=0,
                preexec_fn=lambda: _end_with_parent(me),  # noqa: PLW1509 - no other thread is running yet
            )
    except OSError as error:
        os.write(1, f"{error}\n".encode())
        return 1
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=_end, args=(child, limit)).start())
    with contextlib.suppress(OSError):
        os.write(1, f"{child.pid}\n".encode())
    threading.Thread(target=_watch, args=(child, parent, limit, abandoned), daemon=True).start()
    code = child.wait()
    _kill_group(child.pid)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(_supervise(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), float(sys.argv[4]), sys.argv[5:]))
