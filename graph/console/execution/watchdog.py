"""A thread that monitors running queries and stops the server when a query exceeds its time limit or the server uses too much memory.

The server's own time limit stops nearly every query. But expressions over a single list, regular expressions and the planner cannot be
interrupted; they run until their process is stopped.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import psutil

Reason = Literal["time", "memory"]
TICK = 0.1


@dataclass(eq=False)
class Job:
    """A running query. ``ended`` is the reason why the watchdog stopped it; ``other``: it was stopped because of another query."""

    deadline: float
    interrupt: Callable[[], None]
    ended: Reason | Literal["other"] | None = None
    since: float = field(default_factory=time.monotonic)


class Watchdog:
    """Watches the jobs of one engine.

    :param end: Called to stop the server.
    :param resident: Maximum resident memory of the server, in bytes.
    """

    def __init__(self, end: Callable[[], None], pid: Callable[[], int | None], resident: int) -> None:
        self._end, self._pid, self._resident = end, pid, resident
        self._jobs: set[Job] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="console-watchdog", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread."""
        self._stop.set()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join()

    @contextlib.contextmanager
    def watching(self, seconds: float, interrupt: Callable[[], None]) -> Iterator[Job]:
        """Watch a job with a time limit of ``seconds``; ``interrupt`` stops the runner that waits for its answer."""
        job = Job(time.monotonic() + seconds, interrupt)
        with self._lock:
            self._jobs.add(job)
        try:
            yield job
        finally:
            with self._lock:
                self._jobs.discard(job)

    def busy(self) -> int:
        """Return the number of running jobs."""
        with self._lock:
            return len(self._jobs)

    def _watch(self) -> None:
        while not self._stop.wait(TICK):
            with self._lock:
                overdue = [job for job in self._jobs if job.ended is None and time.monotonic() > job.deadline]
            if overdue:
                self._stop_server(overdue, "time")
            elif self._too_large():
                self._stop_server(self._oldest(), "memory")

    def _oldest(self) -> list[Job]:
        with self._lock:
            return sorted((job for job in self._jobs if job.ended is None), key=lambda job: job.since)[:1]

    def _stop_server(self, causes: list[Job], reason: Reason) -> None:
        """Stop the server. Jobs that did not cause this can be retried."""
        with self._lock:
            for job in self._jobs:
                if job.ended is None:
                    job.ended = reason if job in causes else "other"
            stopped = list(self._jobs)
        self._end()
        for job in stopped:
            job.interrupt()

    def _too_large(self) -> bool:
        pid = self._pid()
        if pid is None or not self.busy():
            return False
        try:
            return int(psutil.Process(pid).memory_info().rss) > self._resident
        except psutil.Error:
            return False
