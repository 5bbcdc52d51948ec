"""A child process that ends with its parent, however the parent ends, and on every Unix.

Between us and the child stands a keeper: this file, run as a script by a bare Python (13 MB). It is the child's parent,
has one thread that starts it and waits for it, and holds the reading end of a pipe whose writing end only we hold.

- We end in any way, kill -9 too: the pipe closes, the keeper ends the child politely, then by force, with whatever it started.
- The keeper is killed: on Linux the kernel kills the child (``PR_SET_PDEATHSIG``). Without the keeper that signal would fire
  when the *thread* that started the child ends, which makes it a trap for a server started from a worker thread.
- Ctrl-C in a terminal reaches us alone, because the keeper has a session of its own; we stop the child when we are ready to.

As a script it imports nothing but the standard library.
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
ORDERLY = b"s"
KILL_LIMIT = 10.0
"""Seconds that the kernel may take to end a process by force."""


class Child:
    """A running child. ``pid`` is its own, ``keeper`` the one of its keeper."""

    def __init__(
        self, command: Sequence[str], log: Path, *, stop_limit: float, abandoned_limit: float = ABANDONED, held: Sequence[int] = ()
    ) -> None:
        """Start ``command`` with its output appended to ``log``.

        ``stop_limit`` is how many seconds it may take to end when asked, ``abandoned_limit`` when we are gone. ``held`` are
        descriptors that stay open as long as the keeper lives, which is as long as the child does. Raises ``OSError`` when it
        cannot be started.
        """
        keeper = [sys.executable, "-I", "-S", str(Path(__file__).resolve()), str(os.getpid()), str(log)]
        keeper += [str(stop_limit), str(min(stop_limit, abandoned_limit))]
        self._keeper = subprocess.Popen(  # noqa: S603 - our own file, our own command
            [*keeper, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=tuple(held), start_new_session=True
        )
        self._limit = stop_limit
        said = _line(self._keeper.stdout)
        if not said.isdigit():
            self._keeper.wait()
            self._close()
            raise OSError(said or "the process could not be started")
        self.pid = int(said)

    @property
    def keeper(self) -> int:
        """The keeper's process id."""
        return self._keeper.pid

    @property
    def returncode(self) -> int | None:
        """The child's exit code (negative: the signal that ended it), nothing while it runs."""
        code = self._keeper.poll()
        return code if code is None or code < 128 else 128 - code

    def alive(self) -> bool:
        """Whether it runs."""
        return self._keeper.poll() is None

    def stop(self) -> None:
        """Ask it to end, wait, and kill it when it takes longer than the limit. Does nothing when it has ended."""
        if self._keeper.stdin is not None:
            with contextlib.suppress(OSError, ValueError):  # it has ended, or it was stopped before
                self._keeper.stdin.write(ORDERLY)
                self._keeper.stdin.flush()
        try:
            self._keeper.wait(self._limit + 10)
        except subprocess.TimeoutExpired:  # the keeper itself hangs, for example it was stopped by a signal
            self._keeper.kill()
            self._keeper.wait()
            _kill_group(self.pid)
        self._close()

    def kill(self) -> None:
        """End it at once, without asking: a process that is stopped by a signal, or hangs, does not end when asked."""
        if self._keeper.poll() is None:
            _kill_group(self.pid)
        try:
            self._keeper.wait(KILL_LIMIT)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        self._close()

    def _close(self) -> None:
        for stream in (self._keeper.stdin, self._keeper.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def _line(stream: IO[bytes] | None) -> str:
    return "" if stream is None else stream.readline().decode(errors="replace").strip()


def _end_with_parent(parent: int) -> None:
    """In the child, before exec: the kernel kills it when its parent ends. The check closes the gap before the call."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def _watch(child: subprocess.Popen[bytes], parent: int, limit: float, abandoned: float) -> None:
    """End the child when we are told to, when the pipe closes, or when the parent is another one (the pipe may have leaked into a fork).

    While a child that was asked takes its time, the parent is watched on: when it goes, so does the patience.
    """
    deadline = math.inf
    while child.poll() is None:
        ready, _, _ = select.select([0], [], [], max(0.0, min(POLL, deadline - time.monotonic())))
        word, left = os.read(0, 1) if ready else None, deadline - time.monotonic()
        if word == b"" or os.getppid() != parent:
            return _end(child, max(0.0, min(abandoned, left)))
        if word == ORDERLY:
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
    """Kill the child and whatever it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _keep(parent: int, log: str, limit: float, abandoned: float, command: list[str]) -> int:
    """The keeper: start, report the pid, watch, wait. Its exit code is the child's."""
    me = os.getpid()
    try:
        with Path(log).open("ab") as output:
            child = subprocess.Popen(  # noqa: S603 - the caller's own command
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=0,
                preexec_fn=lambda: _end_with_parent(me),  # noqa: PLW1509 - there is one thread so far
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
    sys.exit(_keep(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), float(sys.argv[4]), sys.argv[5:]))
