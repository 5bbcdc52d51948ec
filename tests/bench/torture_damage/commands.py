"""Run commands as processes and capture their output. As root, drop the capability that overrides file modes, so that modes apply."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from graph.settings import Settings

LIMIT = 300.0
HINT = re.compile(
    r"alliance (db |load|up|stop|status|doctor|match|\w+)"
    r"|\b(Add|Change|Check|Choose|Create|Delete|End|Fix|Free|Give|Install|Load|Look|Make|Mend|Move|Name|Pass|Provide|Put|Rebuild|Reduce"
    r"|Remove|Rename|Restore|Retry|Run|See|Set|Specify|Start|Stop|The second load keeps|Try|Update|Upgrade|Use|Wait)\b"
)


@dataclass(frozen=True)
class Result:
    """Result of a command. ``code`` is None when it was killed."""

    words: tuple[str, ...]
    code: int | None
    text: str

    def faults(self) -> list[str]:
        """Return the faults in the exit code and the output."""
        if self.code is None:
            return []
        faults = [] if self.code in (0, 1, 2) else [f"exit code {self.code}"]
        if "Traceback" in self.text:
            faults.append("stack trace")
        if self.code and not HINT.search(self.text):
            faults.append("no hint")
        return [f"{' '.join(self.words)}: {fault}: {self.text[-1500:]}" for fault in faults]


class Alliance:
    """The command line program with one data folder."""

    def __init__(self, data: Path, more: Mapping[str, str]) -> None:
        self.data = data
        self.env = {**os.environ, "ALLIANCE_DATA": str(data), "ALLIANCE_CACHE": str(Settings().cache), "ALLIANCE_HEAP": "512m", **more}
        self.env.update(ALLIANCE_POLL_INTERVAL="0.2", ALLIANCE_READ_TIMEOUT="1.0")
        if not more:
            self.env.pop("NEO4J_URI", None)

    def run(self, *words: str) -> Result:
        """Run a command to its end. Stop ``up`` when it is ready."""
        return self._up(words) if words[0] == "up" else self._killed_after(words, LIMIT)

    def kill(self, dice: random.Random, *words: str) -> Result:
        """Start a command and kill it, or one of its child processes, at a random moment. Then kill its remaining processes."""
        with tempfile.TemporaryFile() as log:
            process = self._start(words, log)
            seconds = dice.uniform(0.3, 12.0)
            _wait(process, seconds)
            children = _children(process)
            victim = dice.choice([psutil.Process(process.pid), *children]) if process.poll() is None else None
            if victim is not None:
                _end([victim])
                _wait(process, dice.uniform(0.0, 3.0))
            _end([*_children(process), *children, *([psutil.Process(process.pid)] if process.poll() is None else [])])
            process.wait(LIMIT)
            return Result(words, None, f"killed {'nothing' if victim is None else victim.pid} after {seconds:.1f} s")

    def _start(self, words: tuple[str, ...], log: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "api.cli", *words]
        if os.geteuid() == 0 and shutil.which("setpriv"):
            command = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", *command]
        return subprocess.Popen(command, env=self.env, stdout=log, stderr=subprocess.STDOUT)  # type: ignore[call-overload,no-any-return]

    def _killed_after(self, words: tuple[str, ...], limit: float) -> Result:
        with tempfile.TemporaryFile() as log:
            process = self._start(words, log)
            if not _wait(process, limit):
                _end([*_children(process), psutil.Process(process.pid)])
                raise AssertionError(f"{' '.join(words)} did not end within {limit} s: {_read(log)[-2000:]}")
            return Result(words, process.returncode, _read(log))

    def _up(self, words: tuple[str, ...]) -> Result:
        with tempfile.TemporaryFile() as log:
            process, end = self._start((*words, "--port", "0"), log), time.monotonic() + LIMIT
            while process.poll() is None and "Ready: http" not in _read(log) and time.monotonic() < end:
                time.sleep(0.1)
            if process.poll() is not None:
                return Result(words, process.returncode, _read(log))
            ready = "Ready: http" in _read(log)
            process.send_signal(signal.SIGTERM)
            if not _wait(process, 60.0) or not ready:
                _end([*_children(process), psutil.Process(process.pid)])
                raise AssertionError(f"up {'did not end' if ready else 'was not ready'}: {_read(log)[-2000:]}")
            return Result(words, 0, _read(log))


def _read(log: object) -> str:
    file = log.fileno()  # type: ignore[attr-defined]
    return os.pread(file, os.fstat(file).st_size, 0).decode("utf-8", "replace")


def _wait(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _children(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        return []


def _end(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs([process for process in processes if process.pid != os.getpid()], timeout=30)
