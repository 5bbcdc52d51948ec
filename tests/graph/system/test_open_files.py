"""The limit on open files, in processes with limits of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[2])))
from graph.errors import LocalServerError
from graph.system import open_files
try:
    open_files.ensure(512)
    print("ok", *resource.getrlimit(resource.RLIMIT_NOFILE))
except LocalServerError as problem:
    print(problem)
"""
COMMAND = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
from api.cli import run
sys.exit(run(["up", "--port", "0"]))
"""


def said(soft: int, hard: int) -> str:
    words = [sys.executable, "-c", PROGRAM, str(soft), str(hard)]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(
    ("soft", "hard", "expected"),
    [(256, 600, "ok 600 600"), (600, 600, "ok 600 600"), (256, 5000, "ok 4096 5000"), (4500, 5000, "ok 4500 5000")],
)
def test_limit_is_raised_as_far_as_the_system_allows(soft: int, hard: int, expected: str) -> None:
    assert said(soft, hard) == expected


def test_too_low_limit_is_reported_in_a_sentence() -> None:
    assert said(256, 256) == (
        "The limit on open files is 256; the server needs at least 512. "
        "Raise it before the start: ulimit -n 4096. In a systemd unit: LimitNOFILE=4096."
    )


def test_up_with_256_open_files_starts_nothing(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name != "NEO4J_URI"} | {"ALLIANCE_DATA": str(tmp_path / "data")}
    ended = subprocess.run([sys.executable, "-c", COMMAND], env=env, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 1
    assert "The limit on open files is 256" in ended.stderr
    assert not (tmp_path / "data").exists()
