"""The wheel holds what the application needs, and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import httpx
import pytest

from graph.server.jars import VERSION
from graph.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_query_every_datum_and_the_servers_lock_are_in_it(names: set[str]) -> None:
    wanted = {path.relative_to(ROOT).as_posix() for folder in ("cypher", "seed/data") for path in (ROOT / folder).rglob("*.*")}
    assert {*wanted, f"graph/server/neo4j-{VERSION}.lock", "api/app.py"} <= names


def test_no_test_is_in_it(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"alliance", "api", "graph", "seed", "cypher"}


def test_of_the_web_only_what_is_built_is_in_it(names: set[str]) -> None:
    """Sources serve who builds a page of their own, from a checkout; the application never reads them."""
    web = {name for name in names if name.startswith("api/web/")}
    assert {"api/web/dist/index.html", "api/web/dist/docs.html"} <= web
    assert any(name.endswith(".js.br") for name in web)
    assert [name for name in web if not name.startswith("api/web/dist/")] == []


def test_the_licences_of_what_is_built_are_in_it(names: set[str]) -> None:
    licences = {name.removeprefix("api/web/dist/licenses/") for name in names if name.startswith("api/web/dist/licenses/")}
    assert licences == {
        "python.md",
        "java.md",
        "explorer.md",
        "docs.md",
        "swagger-ui/NOTICE",
        "swagger-ui/swagger-ui-es-bundle.js.LICENSE.txt",
    }


def test_the_examples_of_the_document_are_in_it(names: set[str]) -> None:
    examples = {path.relative_to(ROOT).as_posix() for path in (ROOT / "api" / "openapi" / "answers").glob("*.json")}
    assert examples
    assert examples <= names


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_wheel_alone_runs_the_explorer(request: pytest.FixtureRequest, wheel: Path, tmp_path: Path) -> None:
    if request.config.getoption("--neo4j") != "local":
        pytest.skip("alliance up on its own server: only with --neo4j local")
    uv = os.environ.get("UV", "uv")  # uv run says where uv is
    env = {name: value for name, value in os.environ.items() if name not in {"NEO4J_URI", "PYTHONPATH", "VIRTUAL_ENV"}}
    env |= {
        "ALLIANCE_DATA": str(tmp_path / "data"),
        "ALLIANCE_CACHE": str(Settings().cache),
        "ALLIANCE_HEAP": "512m",
        "ALLIANCE_READ_TIMEOUT": "60",
    }
    alliance = [uv, "tool", "run", "--python", sys.executable, "--from", str(wheel), "alliance"]
    log = tmp_path / "up.log"
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen([*alliance, "up", "--port", "0"], cwd=tmp_path, env=env, stdout=file, stderr=file)
    try:
        url = ready(process, tmp_path / "data" / "owner.json", log)
        assert "<html" in httpx.get(f"{url}/", trust_env=False, headers={"Accept": "text/html"}).text
        words = [*alliance, "ask", "alliance-members", "--format", "json"]
        asked = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False)
        assert asked.returncode == 0, asked.stderr
        assert json.loads(asked.stdout)["results"][0]["alliance"]["type"] == "Alliance"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def ready(process: subprocess.Popen[bytes], owner: Path, log: Path) -> str:
    """Wait until it answers; where."""
    while process.poll() is None:
        try:
            url = f"http://127.0.0.1:{json.loads(owner.read_text(encoding='utf-8'))['port']}"
            if httpx.get(f"{url}/readyz", timeout=10, trust_env=False).status_code == 200:
                return url
        except (OSError, KeyError, ValueError, httpx.HTTPError):
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))
