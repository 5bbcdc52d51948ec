"""A server stops with its shell, unless it was started to outlive it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

LIMIT = 120.0
SERVER = """
import os, sys, time
from pathlib import Path
from api.server import supervisor

folder, parent = Path(sys.argv[1]), os.getppid()
try:
    with supervisor.signals_as_interrupt():
        (folder / "ready").touch()
        while os.getppid() == parent:
            time.sleep(0.01)
        time.sleep(6 * supervisor._PARENT_POLL)
    (folder / "result").write_text("running")
except KeyboardInterrupt:
    (folder / "result").write_text("stopped")
"""
SHELL = """
import signal, subprocess, sys, time
from pathlib import Path

folder, how, server = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
signal.signal(signal.SIGHUP, signal.SIG_IGN if how == "nohup" else signal.SIG_DFL)
subprocess.Popen([sys.executable, "-c", server, str(folder)], start_new_session=how == "setsid")
while not (folder / "ready").exists():
    time.sleep(0.01)
"""


@pytest.mark.parametrize(("how", "state"), [("nohup", "running"), ("setsid", "running"), ("plain", "stopped")])
def test_after_the_end_of_the_shell(tmp_path: Path, how: str, state: str) -> None:
    subprocess.run([sys.executable, "-c", SHELL, str(tmp_path), how, SERVER], check=True, timeout=LIMIT)
    result, end = tmp_path / "result", time.monotonic() + LIMIT
    while not (result.exists() and result.read_text(encoding="utf-8")) and time.monotonic() < end:
        time.sleep(0.05)
    assert result.read_text(encoding="utf-8") == state
