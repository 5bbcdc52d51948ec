"""The wheel holds what the application needs, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graph.jars import VERSION

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_query_every_datum_and_the_servers_lock_are_in_it(names: set[str]) -> None:
    wanted = {path.relative_to(ROOT).as_posix() for folder in ("cypher", "seed/data") for path in (ROOT / folder).rglob("*.*")}
    assert {*wanted, f"graph/neo4j-{VERSION}.lock", "api/app.py"} <= names


def test_no_test_is_in_it(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"api", "graph", "seed", "cypher"}


def test_of_the_web_only_what_is_built_is_in_it(names: set[str]) -> None:
    """Sources serve who builds a page of their own, from a checkout; the application never reads them."""
    web = {name for name in names if name.startswith("api/web/")}
    assert {"api/web/dist/index.html", "api/web/dist/docs.html"} <= web
    assert any(name.endswith(".js.br") for name in web)
    assert [name for name in web if not name.startswith("api/web/dist/")] == []


def test_the_licences_of_what_is_built_are_in_it(names: set[str]) -> None:
    licences = {name.removeprefix("api/web/dist/licenses/") for name in names if name.startswith("api/web/dist/licenses/")}
    assert licences == {"explorer.md", "docs.md", "swagger-ui/NOTICE", "swagger-ui/swagger-ui-es-bundle.js.LICENSE.txt"}


def test_the_examples_of_the_document_are_in_it(names: set[str]) -> None:
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "api" / "examples" / "answers").glob("*.json")} <= names
