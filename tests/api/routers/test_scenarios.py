"""Scenarios over HTTP and on the command line; the database does not change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import cli
from api.schemas.scenarios import ScenarioAnswer
from graph.scenarios.changes import EXAMPLE, Scenario
from graph.settings import Settings
from tests.conftest import GraphDB
from tests.each import each

FILE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "scenario.json"


@pytest.fixture(scope="module")
def url(documented: GraphDB, serve: Callable[..., str]) -> str:
    return serve(documented, Settings(poll_interval=1.0, read_timeout=60))


@pytest.fixture(scope="module")
def chenzhou(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=90, trust_env=False) as connected:
        yield connected


def everything(db: GraphDB) -> list[dict[str, Any]]:
    nodes = db.run("MATCH (n) RETURN labels(n) AS labels, properties(n) AS row ORDER BY n.id")
    return nodes + db.run(
        "MATCH (a)-[r]->(b) RETURN type(r) AS type, a.id AS a, b.id AS b, properties(r) AS row ORDER BY type, a, b, r.year"
    )


def test_scenario_writes_nothing(documented: GraphDB, chenzhou: httpx.Client) -> None:
    before = everything(documented)
    response = chenzhou.post("/v1/scenarios", json=EXAMPLE)
    assert response.status_code == 200, response.text
    ScenarioAnswer.model_validate(response.json())
    assert everything(documented) == before


def test_names_are_resolved_to_ids(chenzhou: httpx.Client) -> None:
    body = chenzhou.post("/v1/scenarios", content=FILE.read_bytes(), headers={"Content-Type": "application/json"}).json()
    assert body["meta"]["changes"][1]["enterprise"] == "enterprise:jd"
    [row] = [one for one in body["results"] if one["key"] == "declared|secondary"]
    assert row["rows"] > 0
    assert "program:scenario-001" in {one["id"] for one in row["entered"]}
    assert row["origin_after"] == "simulated"
    assert row["behind_after_simulated"] == row["behind_before_simulated"] + 1
    assert ("Scenario program 001", "方案专业点 001") in {(one["sentence"], one["sentence_zh"]) for one in row["entered"]}


def test_scenario_by_url(chenzhou: httpx.Client) -> None:
    response = chenzhou.get("/v1/scenarios", params={"scenario": json.dumps(EXAMPLE)})
    assert response.status_code == 200, response.text
    assert response.json()["results"] == chenzhou.post("/v1/scenarios", json=EXAMPLE).json()["results"]


@each(
    ("change", "pointer"),
    [
        ({"do": "clos", "program": "x"}, "/body/changes/0"),
        ({"do": "close", "program": "Nothing at all"}, "/body/changes/0/program"),
        ({"do": "move", "program": "program:czvtc.new-energy-materials"}, "/body/changes/0/move/to"),
        ({"do": "resize", "program": "program:czvtc.new-energy-materials", "enrolment": -1}, "/body/changes/0/resize/enrolment"),
    ],
)
def test_invalid_changes_are_rejected_with_a_pointer(chenzhou: httpx.Client, change: dict[str, Any], pointer: str) -> None:
    response = chenzhou.post("/v1/scenarios", json={"changes": [change]})
    assert response.status_code == 422, response.text
    assert pointer in [item["pointer"] for item in response.json()["errors"]]


def test_unknown_member_error_names_both_types(chenzhou: httpx.Client) -> None:
    change = {"do": "join", "member": "school:nobody", "alliance": "alliance:chenzhou-ftz-new-materials-it"}
    refused = chenzhou.post("/v1/scenarios", json={"changes": [change]}).json()
    assert refused["detail"] == "No school or enterprise is called 'school:nobody'."
    assert [item["pointer"] for item in refused["errors"]] == ["/body/changes/0/member"]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [({"name": "algnment"}, 422), ({"name": "alignment", "params": {"bye": 1}}, 422), ({"name": "alignment", "params": {"by": 1}}, 422)],
)
def test_invalid_measure_is_rejected(chenzhou: httpx.Client, wanted: dict[str, Any], status: int) -> None:
    assert chenzhou.post("/v1/scenarios", json={**EXAMPLE, "measures": [wanted]}).status_code == status


def test_command_reads_a_scenario_file(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ALLIANCE_URL", url)
    assert cli.run(["scenario", str(FILE), "--format", "csv"]) == 0
    out, told = capsys.readouterr()
    assert "declared|secondary" in out
    assert "behind_after_real,behind_after_simulated" in out.splitlines()[0]
    assert "rest on simulated rows: " in told
    assert "The data is unchanged" in told
    assert cli.run(["scenario", str(tmp_path / "none.json")]) == 2
    odd = tmp_path / "odd.json"
    odd.write_text("{")
    assert cli.run(["scenario", str(odd)]) == 2


def test_documented_example_matches_the_api_example() -> None:
    assert Scenario.model_validate_json(FILE.read_bytes()).title == Scenario.model_validate(EXAMPLE).title
