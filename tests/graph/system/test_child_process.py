"""A child ends with its parent. The child is `sleep`, so that this costs nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from graph.system.child_process import Child

ROOT = Path(__file__).parents[3]
STUBBORN = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(300)"
PARENT = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it, and so would its children
from pathlib import Path
from graph.system.child_process import Child
child = Child(sys.argv[2:], Path(sys.argv[1]), stop_limit=1)
print(child.pid, child.keeper, flush=True)
time.sleep(300)
"""


def gone(*pids: int, within: float = 15) -> bool:
    running = []
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            running.append(psutil.Process(pid))
    _, alive = psutil.wait_procs(running, timeout=within)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


STOPPING = """
import sys, threading, time
from pathlib import Path
from graph.system.child_process import Child
child = Child(sys.argv[2:], Path(sys.argv[1]), stop_limit=200, abandoned_limit=0)
while "ready" not in Path(sys.argv[1]).read_text():
    time.sleep(0.01)
threading.Thread(target=child.stop, daemon=True).start()
print(child.pid, child.keeper, flush=True)
time.sleep(300)
"""


def parent_of(tmp_path: Path, *command: str, script: str = PARENT) -> tuple[subprocess.Popen[str], int, int]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, "-c", script, str(tmp_path / "log"), *command]
    parent = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    child, keeper = map(int, parent.stdout.readline().split())
    parent.stdout.close()
    return parent, child, keeper


def eventually_a_number(file: Path) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if file.exists() and (text := file.read_text().strip()):
            return int(text)
    raise AssertionError(f"{file} was not written")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_child_ends_with_its_parent(tmp_path: Path, how: signal.Signals) -> None:
    parent, child, keeper = parent_of(tmp_path, "sleep", "300")
    parent.send_signal(how)
    parent.wait()
    assert gone(child, keeper)


def test_a_child_that_ignores_the_polite_signal_is_killed(tmp_path: Path) -> None:
    parent, child, keeper = parent_of(tmp_path, sys.executable, "-c", STUBBORN)
    parent.kill()
    parent.wait()
    assert gone(child, keeper)


def test_patience_with_a_child_that_is_ending_ends_with_the_parent(tmp_path: Path) -> None:
    parent, child, keeper = parent_of(tmp_path, sys.executable, "-c", STUBBORN, script=STOPPING)
    assert not gone(child, within=1)
    parent.kill()
    parent.wait()
    assert gone(child, keeper)


@pytest.mark.parametrize("how", ["the parent is killed", "the child ends", "stop"])
def test_what_the_child_started_ends_with_it(tmp_path: Path, how: str) -> None:
    script = "sleep 300 & echo $! > grandchild; " + ("exit 0" if how == "the child ends" else "wait")
    command = ["sh", "-c", f"cd {tmp_path}; {script}"]
    note = tmp_path / "grandchild"
    if how == "the parent is killed":
        parent, child, _ = parent_of(tmp_path, *command)
        grandchild = eventually_a_number(note)
        parent.kill()
        parent.wait()
        assert gone(child, grandchild)
    else:
        ours = Child(command, tmp_path / "log", stop_limit=1)
        grandchild = eventually_a_number(note)
        if how == "stop":
            ours.stop()
        assert gone(grandchild)
        ours.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel does this on Linux only")
def test_a_child_ends_when_its_keeper_is_killed(tmp_path: Path) -> None:
    child = Child(["sleep", "300"], tmp_path / "log", stop_limit=1)
    os.kill(child.keeper, signal.SIGKILL)
    assert gone(child.pid)
    child.stop()


def test_a_child_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    started: list[Child] = []
    thread = threading.Thread(target=lambda: started.append(Child(["sleep", "300"], tmp_path / "log", stop_limit=1)))
    thread.start()
    thread.join()
    assert not gone(started[0].pid, within=1)
    started[0].stop()
    assert gone(started[0].pid, within=0)


def test_the_exit_code_and_the_output_are_kept(tmp_path: Path) -> None:
    child = Child(["sh", "-c", "echo out; echo err >&2; exit 7"], tmp_path / "log", stop_limit=1)
    assert gone(child.pid)
    child.stop()
    assert child.returncode == 7
    assert (tmp_path / "log").read_text() == "out\nerr\n"


def test_a_signal_shows_in_the_exit_code(tmp_path: Path) -> None:
    child = Child(["sleep", "300"], tmp_path / "log", stop_limit=1)
    os.kill(child.pid, signal.SIGKILL)
    assert gone(child.pid)
    child.stop()
    assert child.returncode == -signal.SIGKILL


def test_stop_is_polite_then_firm_and_can_be_repeated(tmp_path: Path) -> None:
    child = Child([sys.executable, "-c", STUBBORN], tmp_path / "log", stop_limit=0.2)
    while "ready" not in (tmp_path / "log").read_text():
        assert child.alive()
    child.stop()
    assert not child.alive()
    assert child.returncode == -signal.SIGKILL
    child.stop()


def test_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no-such-program"):
        Child([str(tmp_path / "no-such-program")], tmp_path / "log", stop_limit=1)
