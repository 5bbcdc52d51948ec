"""``alliance up --demo`` as a process: simulated data in a folder of its own, found by the other commands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.storage.data_directory import Stores
from tests.api.server.test_up import Up, only_local, ready, run, start
from tests.graph.worlds import suburb, world

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    only_local(request)
    running = start(tmp_path_factory.mktemp("demo") / "data", "--demo")
    running.data = running.data / "demo"
    with ready(running):
        yield running


def test_the_demo_adds_simulated_rows_to_the_default_data(demo: Up) -> None:
    demo.wait()
    row = httpx.get(f"{demo.url}/v1/meta", trust_env=False).json()["results"][0]
    assert {"reference", "chenzhou", "chenzhou-simulated"} <= {package["name"] for package in row["packages"]}
    assert (row["counts"]["School"]["documented"] > 0, row["counts"]["School"]["simulated"]) == (True, 24)


def test_the_data_folder_itself_stays_empty(demo: Up) -> None:
    assert [path.name for path in demo.data.parent.iterdir()] == ["demo"]


def test_status_shows_the_demo(demo: Up) -> None:
    output = demo.run("status")
    assert demo.url in output
    assert "demo          yes: also holds simulated data" in output


def test_ask_uses_the_demo_and_says_so(demo: Up) -> None:
    done = run(demo.env, "ask", "enterprises-fed-by-programs", "--limit", "1")
    assert (done.returncode, done.stdout.splitlines()[0].split(",")[0]) == (0, "enterprise")
    assert f"Using the demo server at {demo.url}: it also holds simulated data" in done.stderr


def test_a_load_does_not_touch_the_demo(demo: Up, tmp_path: Path) -> None:
    before = demo.wait()
    output = demo.run("load", str(world(tmp_path / "world", 1)))
    assert "The demo server that is running keeps its own data." in output
    assert demo.wait() == before
    record = Stores(demo.data.parent).record(Stores(demo.data.parent).current().store)
    assert "chenzhou-simulated" not in {package.name for package in record.packages}


def test_stop_stops_the_demo(demo: Up) -> None:
    assert "Stopped the demo server" in demo.run("stop")
    assert demo.process.wait(30) == 0


def test_a_package_of_the_user_is_refused_in_the_demo(tmp_path: Path) -> None:
    done = run({**os.environ, "ALLIANCE_DATA": str(tmp_path / "data")}, "up", "--demo", "--package", str(suburb(tmp_path / "suburb")))
    assert (done.returncode, (tmp_path / "data").exists()) == (2, False)
    assert "--demo cannot be combined with --package." in done.stderr
