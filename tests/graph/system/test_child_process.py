"""A child process ends with its parent. The child is `sleep`, which uses no resources."""

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
signal.signal(signal.SIGINT, signal.default_int_handler)  # background processes ignore SIGINT, and their children inherit that
from pathlib import Path
from graph.system.child_process import Child
child = Child(sys.argv[2:], Path(sys.argv[1]), stop_limit=1)
print(child.pid, child.supervisor_pid, flush=True)
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
print(child.pid, child.supervisor_pid, flush=True)
time.sleep(300)
"""


def parent_of(tmp_path: Path, *command: str, script: str = PARENT) -> tuple[subprocess.Popen[str], int, int]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, "-c", script, str(tmp_path / "log"), *command]
    parent = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    child, supervisor = map(int, parent.stdout.readline().split())
    parent.stdout.close()
    return parent, child, supervisor


def wait_for_number(file: Path) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if file.exists() and (text := file.read_text().strip()):
            return int(text)
    raise AssertionError(f"{file} was not written")


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_child_ends_with_its_parent(tmp_path: Path, sent: signal.Signals) -> None:
    parent, child, supervisor = parent_of(tmp_path, "sleep", "300")
    parent.send_signal(sent)
    parent.wait()
    assert gone(child, supervisor)


def test_a_child_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    parent, child, supervisor = parent_of(tmp_path, sys.executable, "-c", STUBBORN)
    parent.kill()
    parent.wait()
    assert gone(child, supervisor)


def test_a_child_that_is_being_stopped_is_killed_when_the_parent_ends(tmp_path: Path) -> None:
    parent, child, supervisor = parent_of(tmp_path, sys.executable, "-c", STUBBORN, script=STOPPING)
    assert not gone(child, within=1)
    parent.kill()
    parent.wait()
    assert gone(child, supervisor)


@pytest.mark.parametrize("event", ["the parent is killed", "the child ends", "stop"])
def test_grandchildren_end_with_the_child(tmp_path: Path, event: str) -> None:
    script = "sleep 300 & echo $! > grandchild; " + ("exit 0" if event == "the child ends" else "wait")
    command = ["sh", "-c", f"cd {tmp_path}; {script}"]
    pid_file = tmp_path / "grandchild"
    if event == "the parent is killed":
        parent, child, _ = parent_of(tmp_path, *command)
        grandchild = wait_for_number(pid_file)
        parent.kill()
        parent.wait()
        assert gone(child, grandchild)
    else:
        owned = Child(command, tmp_path / "log", stop_limit=1)
        grandchild = wait_for_number(pid_file)
        if event == "stop":
            owned.stop()
        assert gone(grandchild)
        owned.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has PR_SET_PDEATHSIG")
def test_a_child_ends_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    child = Child(["sleep", "300"], tmp_path / "log", stop_limit=1)
    os.kill(child.supervisor_pid, signal.SIGKILL)
    assert gone(child.pid)
    child.stop()


def test_a_child_survives_the_end_of_the_thread_that_started_it(tmp_path: Path) -> None:
    started: list[Child] = []
    thread = threading.Thread(target=lambda: started.append(Child(["sleep", "300"], tmp_path / "log", stop_limit=1)))
    thread.start()
    thread.join()
    assert not gone(started[0].pid, within=1)
    started[0].stop()
    assert gone(started[0].pid, within=0)


def test_exit_code_and_output_are_recorded(tmp_path: Path) -> None:
    child = Child(["sh", "-c", "echo out; echo err >&2; exit 7"], tmp_path / "log", stop_limit=1)
    assert gone(child.pid)
    child.stop()
    assert child.returncode == 7
    assert (tmp_path / "log").read_text() == "out\nerr\n"


def test_the_exit_code_of_a_killed_child_is_the_negative_signal(tmp_path: Path) -> None:
    child = Child(["sleep", "300"], tmp_path / "log", stop_limit=1)
    os.kill(child.pid, signal.SIGKILL)
    assert gone(child.pid)
    child.stop()
    assert child.returncode == -signal.SIGKILL


def test_stop_sends_sigterm_then_sigkill_and_is_idempotent(tmp_path: Path) -> None:
    child = Child([sys.executable, "-c", STUBBORN], tmp_path / "log", stop_limit=0.2)
    while "ready" not in (tmp_path / "log").read_text():
        assert child.alive()
    child.stop()
    assert not child.alive()
    assert child.returncode == -signal.SIGKILL
    child.stop()


def test_a_missing_command_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no-such-program"):
        Child([str(tmp_path / "no-such-program")], tmp_path / "log", stop_limit=1)
