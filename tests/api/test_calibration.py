"""Every door says that simulated rows were generated to match the claim beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from api import cli
from api.client import Client
from api.mcp.answers import AnswerBuilder
from api.mcp.tools import Call, query, tool
from graph.loading.local_loader import load_remote
from graph.settings import Settings
from seed.packages.package import bundled
from seed.simulate import simulate
from seed.simulation.calibration import CLAIMS, SENTENCE, SENTENCE_ZH
from tests.conftest import IMPATIENT, GraphDB

ALLIANCE = "alliance:chenzhou-ftz-new-materials-it"
AGAINST = "/v1/questions/claims-against-graph"
MARK = {"calibrated": True, "calibration": SENTENCE, "calibration_zh": SENTENCE_ZH}
EVERY = "documented,reference,inferred,simulated"


@pytest.fixture(scope="module")
def url(graph_server: GraphDB, serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    overlay = tmp_path_factory.mktemp("calibrated") / "overlay"
    simulate(overlay, scale="chenzhou")
    packages = [bundled("chenzhou") or "", str(overlay)]
    db = graph_server.hold("calibrated", lambda db: load_remote(db.settings(), IMPATIENT, packages, merge=False, progress=None))
    return serve(db, Settings(poll_interval=1.0, read_timeout=60))


@pytest.fixture(scope="module")
def demo(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=90, trust_env=False) as connected:
        yield connected


def rows(client: httpx.Client, path: str, **params: Any) -> list[dict[str, Any]]:
    response = client.get(path, params={"origin": EVERY, **params})
    assert response.status_code == 200, response.text
    return list(response.json()["results"])


def marks(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in MARK}


def test_the_metadata_names_the_claims_of_the_package(demo: httpx.Client) -> None:
    packages = demo.get("/v1/meta").json()["results"][0]["packages"]
    stated = {package["name"]: tuple(package["calibrated_to"]) for package in packages if package["calibrated_to"]}
    assert stated == {"chenzhou-simulated": CLAIMS["chenzhou"]}


def test_the_question_shows_the_real_count_then_the_marked_one(demo: httpx.Client) -> None:
    real, simulated = rows(demo, AGAINST, metric="alliance_members")
    assert (real["counted"], real["origin"], real["calibrated"]) == (0, "documented", False)
    assert (simulated["counted"], simulated["origin"], marks(simulated)) == (107, "simulated", MARK)


def test_the_members_of_an_alliance_are_marked(demo: httpx.Client) -> None:
    real, simulated = rows(demo, "/v1/questions/alliance-members", alliance=ALLIANCE)
    assert (real["known"], real["origin"], real["calibrated"]) == (0, "documented", False)
    assert (simulated["known"], marks(simulated)) == (107, MARK)


def test_an_export_has_the_sentence(demo: httpx.Client) -> None:
    text = demo.get(AGAINST, params={"format": "csv", "metric": "partnerships", "origin": EVERY}).text
    listed = list(csv.DictReader(io.StringIO(text)))
    assert {row["calibration"] for row in listed if row["origin"] == "simulated"} == {SENTENCE}
    assert {row["calibration"] for row in listed if row["origin"] != "simulated"} == {""}


def claims(client: httpx.Client, name: str, **params: Any) -> dict[str, dict[str, Any]]:
    body = client.get(f"/v1/measures/{name}", params=params).json()
    return {claim["id"]: marks(claim) for claim in body["meta"]["claims"]}


@pytest.mark.parametrize(("name", "params"), [("alignment", {"by": "level"}), ("alliance-liveness", {"alliance": ALLIANCE})])
def test_a_measure_marks_its_claims_only_with_simulated_rows(demo: httpx.Client, name: str, params: dict[str, str]) -> None:
    assert all(mark == MARK for mark in claims(demo, name, origin=EVERY, **params).values())
    assert not any(mark["calibrated"] for mark in claims(demo, name, origin="documented", **params).values())
    assert claims(demo, name, origin=EVERY, **params)


def test_the_command_line_says_so(url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_URL", url)
    assert cli.run(["measure", "alignment", "--by", "level", "--origin", EVERY, "--format", "csv"]) == 0
    assert f"Simulated rows: {SENTENCE} {SENTENCE_ZH}" in capsys.readouterr().err
    assert cli.run(["ask", "claims-against-graph", "--metric", "partnerships", "--origin", EVERY, "--format", "table"]) == 0
    assert "not a check" in capsys.readouterr().out


def test_an_assistant_is_warned(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_URL", url)
    call = Call(tool("against", "Claims", "Claims against the graph", {}, {}), lambda given: (AGAINST, query(given)))
    answer = AnswerBuilder().fetch(Client(), call, {"metric": "alliance_members", "origin": EVERY})
    assert "1 row was generated to match the reported figure beside it: not a check." in answer["says"]
