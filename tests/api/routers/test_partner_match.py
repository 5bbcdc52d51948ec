"""Partners over HTTP and on the command line: for entities in the graph, and for descriptions of others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from api import cli
from api.schemas.measures import matched_answer
from graph.measures.catalogue.partners import MEASURE
from graph.measures.components.described_partner import EXAMPLE
from graph.settings import Settings
from tests.conftest import GraphDB
from tests.each import each

FILE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "match.json"
ASKED = {"for": "school:4143012847", "limit": "5"}


@pytest.fixture(scope="module")
def url(documented: GraphDB, serve: Callable[..., str]) -> str:
    return serve(documented, Settings(poll_interval=1.0, read_timeout=60))


@pytest.fixture(scope="module")
def chenzhou(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=90, trust_env=False) as connected:
        yield connected


def matched(client: httpx.Client, **fields: Any) -> dict[str, Any]:
    response = client.post("/v1/match", json=fields)
    assert response.status_code == 200, response.text
    matched_answer(MEASURE).model_validate(response.json())
    body: dict[str, Any] = response.json()
    return body


def test_short_path_returns_the_same_as_the_measure(chenzhou: httpx.Client) -> None:
    short, long = (chenzhou.get(path, params=ASKED).json() for path in ("/v1/partners", "/v1/measures/partners"))
    assert short["results"] == long["results"]
    assert short["results"]
    cite = short["meta"].pop("cite")
    assert cite.startswith("/v1/cite?of=/v1/partners")
    assert chenzhou.get(cite).json()["results"][0]["query"].startswith("/v1/partners?for=")
    assert long["meta"].pop("cite") != cite
    assert short["meta"] == long["meta"]
    assert chenzhou.get("/v1/partners", params={"fro": "x", **ASKED}).status_code == 422


def test_description_is_resolved_to_ids(chenzhou: httpx.Client) -> None:
    body = matched(chenzhou, type="enterprise", county="431025", sectors=["锂电", "industry:C3841"], majors=["660108"])
    told = body["meta"]["described"]
    assert told["county"] == "county:431025"
    assert told["sectors"] == ["sector:lithium-battery", "industry:C3841"]
    assert told["majors"] == ["major:660108"]
    assert told["weights"]["industry"] == 1


def test_every_reason_lists_existing_rows(chenzhou: httpx.Client) -> None:
    body = matched(chenzhou, **EXAMPLE)
    reasons = [row for row in body["results"] if row["what"] == "reason"]
    assert {row["reason"] for row in reasons} >= {"industry", "region"}
    for row in reasons:
        assert row["rows"] >= len(row["evidence"]) > 0
        assert sum(one["amount"] for one in row["evidence"]) <= row["value"] + 1e-9
        for one in row["evidence"]:
            assert chenzhou.get(one["href"]).status_code == 200, one["id"]


def test_match_by_url_can_be_cited(chenzhou: httpx.Client) -> None:
    response = chenzhou.get("/v1/match", params={"described": json.dumps(EXAMPLE)})
    assert response.status_code == 200, response.text
    assert response.json()["results"] == matched(chenzhou, **EXAMPLE)["results"]
    assert chenzhou.get(response.json()["meta"]["cite"]).status_code == 200
    odd = chenzhou.get("/v1/match", params={"described": '{"type": "college"}'})
    assert odd.json()["errors"][0]["pointer"] == "/query/described"


def test_match_by_url_can_be_exported(chenzhou: httpx.Client) -> None:
    asked = {"described": json.dumps({**EXAMPLE, "limit": 7})}
    wanted = chenzhou.get("/v1/match", params=asked).json()["results"]
    response = chenzhou.get("/v1/match", params={**asked, "format": "csv", "bom": "true"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["candidate_id"] for row in rows] == [(row["candidate"] or {"id": ""})["id"] for row in wanted]
    assert [row["reason"] for row in rows] == [row["reason"] or "" for row in wanted]
    assert [int(row["rows"]) for row in rows] == [row["rows"] for row in wanted]
    assert all(one["id"] in row["evidence"] for row, found in zip(rows, wanted, strict=True) for one in found["evidence"])
    book = chenzhou.get("/v1/match", params={**asked, "format": "xlsx"})
    assert "match_" in book.headers["content-disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == len(wanted) + 1
    cite = chenzhou.get(book.links["cite-as"]["url"])
    assert cite.status_code == 200, cite.text
    assert cite.json()["results"][0]["query"].startswith("/v1/match?described=")


@each(
    ("given", "pointer"),
    [
        ({"conty": "431025"}, "/body/conty"),
        ({"county": "Atlantis"}, "/body/county"),
        ({"sectors": ["lithium"]}, "/body/sectors"),
        ({"weights": {"indutry": 1}}, "/body/weights/indutry"),
        ({"weights": {"industry": "much"}}, "/body/weights/industry"),
        ({"places": 0}, "/body/places"),
        ({"members": ["school:jiahe-vocational"]}, "/body/members"),
        ({"origin": "documentd"}, "/body/origin"),
        ({"as_of": "2024-13"}, "/body/as_of"),
        ({"type": "college"}, "/body/type"),
    ],
)
def test_invalid_fields_are_rejected_with_a_pointer(chenzhou: httpx.Client, given: dict[str, Any], pointer: str) -> None:
    response = chenzhou.post("/v1/match", json={"type": "enterprise", **given})
    assert response.status_code == 422, response.text
    assert pointer in [item["pointer"] for item in response.json()["errors"]]


def test_misspelt_field_suggests_similar_names(chenzhou: httpx.Client) -> None:
    assert chenzhou.post("/v1/match", json={"type": "enterprise", "conty": "431025"}).json()["nearest"][0] == "county"


def test_command_reads_a_description_file(
    url: str, chenzhou: httpx.Client, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ALLIANCE_URL", url)
    assert cli.run(["partners", str(FILE), "--format", "csv"]) == 0
    out, told = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    wanted = chenzhou.post("/v1/match", content=FILE.read_bytes(), headers={"Content-Type": "application/json"}).json()["results"]
    assert [row["reason"] for row in rows] == [row["reason"] or "" for row in wanted]
    assert "industry=2" in told
    assert cli.run(["partners", str(tmp_path / "none.json")]) == 2
