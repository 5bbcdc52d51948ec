"""The sandbox script."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from graph.console.execution import sandbox

PROBE = """
import json, os, socket
def attempt(kind):
    try:
        socket.socket(socket.AF_INET, kind).connect(("127.0.0.1", 9))
    except PermissionError:
        return "refused"
    except OSError as problem:
        return type(problem).__name__
    return "connected"
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
print(json.dumps({"stream": attempt(socket.SOCK_STREAM), "datagram": attempt(socket.SOCK_DGRAM), "nice": os.nice(0), "cores": cores}))
"""


def run(*command: str) -> dict[str, object]:
    completed = subprocess.run([*command, "-c", PROBE], check=True, capture_output=True, text=True)
    return dict(json.loads(completed.stdout))


def test_confined_program_has_low_priority_and_can_listen() -> None:
    result = run(sys.executable, "-I", "-S", str(Path(sandbox.__file__)), sys.executable)
    assert int(str(result["nice"])) == min(19, os.nice(0) + sandbox.NICE)
    assert result["cores"] == 1


@pytest.mark.skipif(sys.platform != "linux" or platform.machine() not in sandbox._SYSTEMS, reason="no system call filter here")
def test_confined_program_cannot_connect() -> None:
    assert run(sys.executable)["stream"] == "ConnectionRefusedError"
    result = run(sys.executable, "-I", "-S", str(Path(sandbox.__file__)), sys.executable)
    assert (result["stream"], result["datagram"]) == ("refused", "refused")
