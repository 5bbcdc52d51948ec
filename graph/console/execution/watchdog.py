"""Looks at what runs, from a thread of its own, and ends what outlives its time or grows too large.

The server's own time limit ends nearly every query, but an expression over one list cannot be interrupted, nor can a regular expression or
the planner: those go on until their process ends.
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
    """One query that runs. ``ended`` says why the watchdog ended it, or that it fell with another (``neighbour``)."""

    deadline: float
    interrupt: Callable[[], None]
    ended: Reason | Literal["neighbour"] | None = None
    since: float = field(default_factory=time.monotonic)


class Watchdog:
    """Watches the jobs of one engine.

    :param end: called, at most once until the next :meth:`reset`, to end the server.
    :param resident: bytes that the server may occupy.
    """

    def __init__(self, end: Callable[[], None], pid: Callable[[], int | None], resident: int) -> None:
        self._end, self._pid, self._resident = end, pid, resident
        self._jobs: set[Job] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="console-watchdog", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stop.set()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join()

    @contextlib.contextmanager
    def watching(self, seconds: float, interrupt: Callable[[], None]) -> Iterator[Job]:
        """Watch a job that may take ``seconds``; ``interrupt`` ends what waits for its answer."""
        job = Job(time.monotonic() + seconds, interrupt)
        with self._lock:
            self._jobs.add(job)
        try:
            yield job
        finally:
            with self._lock:
                self._jobs.discard(job)

    def busy(self) -> int:
        """How many jobs run."""
        with self._lock:
            return len(self._jobs)

    def _watch(self) -> None:
        while not self._stop.wait(TICK):
            with self._lock:
                late = [job for job in self._jobs if job.ended is None and time.monotonic() > job.deadline]
            if late:
                self._fell(late, "time")
            elif self._too_large():
                self._fell(self._oldest(), "memory")

    def _oldest(self) -> list[Job]:
        with self._lock:
            return sorted((job for job in self._jobs if job.ended is None), key=lambda job: job.since)[:1]

    def _fell(self, guilty: list[Job], reason: Reason) -> None:
        """End the server; those who are not guilty are told to ask again."""
        with self._lock:
            for job in self._jobs:
                if job.ended is None:
                    job.ended = reason if job in guilty else "neighbour"
            fallen = list(self._jobs)
        self._end()
        for job in fallen:
            job.interrupt()

    def _too_large(self) -> bool:
        pid = self._pid()
        if pid is None or not self.busy():
            return False
        try:
            return int(psutil.Process(pid).memory_info().rss) > self._resident
        except psutil.Error:
            return False
