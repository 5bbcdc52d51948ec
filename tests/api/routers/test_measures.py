"""Measures over HTTP and on the command line: every example matches its model, and audit rows add up to the figure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx
import networkx as nx
import pytest

from api import cli
from api.schemas.measures import AuditAnswer, MeasuresAnswer, measured_answer
from graph.measures.registry import load_measures
from graph.settings import Settings
from tests.conftest import GraphDB
from tests.each import each

MEASURES = load_measures()


@pytest.fixture(scope="module")
def url(documented: GraphDB, serve: Callable[..., str]) -> str:
    return serve(documented, Settings(poll_interval=1.0, read_timeout=60))


@pytest.fixture(scope="module")
def chenzhou(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=90, trust_env=False) as connected:
        yield connected


def described(client: httpx.Client, name: str) -> dict[str, Any]:
    return next(row for row in client.get("/v1/measures").json()["results"] if row["name"] == name)


def test_the_list_describes_every_measure(chenzhou: httpx.Client) -> None:
    body = chenzhou.get("/v1/measures").json()
    MeasuresAnswer.model_validate(body)
    assert [row["name"] for row in body["results"]] == list(MEASURES)


@each("name", list(MEASURES))
def test_every_example_matches_its_model_and_has_an_audit(chenzhou: httpx.Client, name: str) -> None:
    response = chenzhou.get(described(chenzhou, name)["example"])
    assert response.status_code == 200, response.text
    body = response.json()
    measured_answer(MEASURES[name]).model_validate(body)
    assert body["results"], "an example has at least one figure, even if its value is refused"
    for row in body["results"][:3]:
        stated = bool(row.get("text"))  # a statement of a verdict need not have a number
        assert (row["value"] is None) == (row["refused"] is not None) or stated
        audit = chenzhou.get(row["audit"])
        assert audit.status_code == 200, audit.text
        AuditAnswer.model_validate(audit.json())
        assert audit.json()["meta"]["figure"]["key"] == row["key"]


def test_share_matches_its_audit_sums(chenzhou: httpx.Client) -> None:
    for row in chenzhou.get("/v1/measures/alignment", params={"by": "level"}).json()["results"]:
        sums = chenzhou.get(row["audit"]).json()["meta"]["sums"]
        assert sums.get("numerator", 0) == row["numerator"]
        assert sums.get("denominator", 0) == row["denominator"]


def test_claims_are_listed_with_the_figures(chenzhou: httpx.Client) -> None:
    meta = chenzhou.get("/v1/measures/alignment").json()["meta"]
    assert {claim["value"] for claim in meta["claims"]} == {83.6, 75.0}
    assert set(meta["excluded"]) == {"unknown", "not collected", "checked, none"}


def test_measure_and_audit_as_csv(chenzhou: httpx.Client) -> None:
    body = chenzhou.get("/v1/measures/alignment", params={"by": "level"}).json()
    rows = list(csv.DictReader(io.StringIO(chenzhou.get("/v1/measures/alignment", params={"by": "level", "format": "csv"}).text)))
    assert [row["key"] for row in rows] == [row["key"] for row in body["results"]]
    found = next(row for row in body["results"] if row["denominator"])
    lines = list(csv.DictReader(io.StringIO(chenzhou.get(f"{found['audit']}&format=csv").text)))
    assert sum(line["role"] == "denominator" for line in lines) == found["denominator"]


def test_misspelt_key_suggests_similar_keys(chenzhou: httpx.Client) -> None:
    response = chenzhou.get("/v1/measures/alignment/audit", params={"key": "declared|higher vocationl"})
    assert response.status_code == 404
    assert "declared|higher vocational" in response.json()["nearest"]


def test_misspelt_measure_suggests_similar_names(chenzhou: httpx.Client) -> None:
    response = chenzhou.get("/v1/measures/algnment")
    assert response.status_code == 404
    assert "alignment" in response.json()["nearest"]


@each(
    ("params", "pointer"),
    [
        ({"by": "levl"}, "/query/by"),
        ({"county": "Atlantis"}, "/query/county"),
        ({"flow_share": 101}, "/query/flow_share"),
        ({"bye": 1}, "/query/bye"),
    ],
)
def test_invalid_values_are_rejected_with_a_pointer(chenzhou: httpx.Client, params: dict[str, Any], pointer: str) -> None:
    response = chenzhou.get("/v1/measures/alignment", params=params)
    assert response.status_code == 422
    assert pointer in [item["pointer"] for item in response.json()["errors"]]


def test_audit_rows_are_sentences_in_both_languages(chenzhou: httpx.Client) -> None:
    found = chenzhou.get("/v1/measures/bridges").json()["results"]
    rows = [row for figure in found for row in chenzhou.get(figure["audit"]).json()["results"]]
    advises = [row for row in rows if row["type"] == "CONSULTS_FOR"]
    assert advises
    for row in advises:
        paths = {"start": "people", "end": "enterprises"}
        names = [chenzhou.get(f"/v1/{path}/{row[end]['id']}").json()["results"][0]["name"] for end, path in paths.items()]
        assert row["sentence"].startswith(" advises ".join(names))
        assert "的顾问" in row["sentence_zh"]
        assert row["id"].startswith("CONSULTS_FOR~")


@each("name", list(MEASURES))
def test_no_zero_is_marked_as_reference(chenzhou: httpx.Client, name: str) -> None:
    rows = chenzhou.get(described(chenzhou, name)["example"]).json()["results"]
    assert [row["key"] for row in rows if row["origin"] == "reference" and not row["value"]] == []


def test_measure_can_be_cited(chenzhou: httpx.Client) -> None:
    cite = chenzhou.get("/v1/measures/alignment", params={"by": "framework"}).json()["meta"]["cite"]
    assert chenzhou.get(cite).status_code == 200


def test_figures_require_a_database(bare: httpx.Client) -> None:
    assert bare.get("/v1/measures").status_code == 200
    assert bare.get("/v1/measures/alignment").status_code == 503


def test_command_and_url_return_the_same(
    chenzhou: httpx.Client, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLIANCE_URL", url)
    assert cli.run(["measure", "alignment", "--by", "level", "--format", "csv"]) == 0
    out, told = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    wanted = chenzhou.get("/v1/measures/alignment", params={"by": "level"}).json()["results"]
    assert [row["key"] for row in rows] == [row["key"] for row in wanted]
    assert "Reported by a source, not included in the figures: 83.6 %" in told
    counted = next(row for row in wanted if row["denominator"])
    assert cli.run(["measure", "alignment", "--audit", counted["key"], "--format", "csv"]) == 0
    out, told = capsys.readouterr()
    assert "Sums of all rows" in told
    said = {row["sentence"] for row in csv.DictReader(io.StringIO(out)) if "~" in row["id"]}
    rows = pages(chenzhou, counted["audit"])
    assert said == {row["sentence"] for row in rows if row["start"]}
    assert said
    assert cli.run(["measures", "alignment"]) == 0
    assert "Wilson" in capsys.readouterr().out
    assert cli.run(["measure", "algnment"]) == 2
    assert cli.run(["measure", "alignment", "--bye", "level"]) == 2


def pages(client: httpx.Client, url: str) -> list[dict[str, Any]]:
    """Return the rows of all pages."""
    rows, cursor = [], "*"
    while cursor is not None:
        body = client.get(url, params={**httpx.URL(url).params, "cursor": cursor}).json()
        rows += body["results"]
        cursor = body["meta"]["next_cursor"]
    return rows


def test_audit_rows_name_the_entities_at_the_ends_of_a_relationship(chenzhou: httpx.Client) -> None:
    found = chenzhou.get("/v1/measures/alignment", params={"by": "level"}).json()["results"]
    rows = [row for figure in found for row in pages(chenzhou, figure["audit"]) if row["start"] is not None]
    assert rows
    assert all([row["start"]["id"], row["end"]["id"]] == row["id"].split("~")[1:3] and row["end"]["name"] for row in rows)


def test_audit_rows_have_their_role_in_words(chenzhou: httpx.Client) -> None:
    figures = chenzhou.get("/v1/measures/alignment", params={"by": "level"}).json()["results"]
    found = next(figure for figure in figures if figure["denominator"])
    row = next(row for row in pages(chenzhou, found["audit"]) if row["role"] == "denominator")
    assert (row["role_label"], row["role_label_zh"]) == ("counted in the denominator", "计入分母")


def test_audit_names_a_program_with_its_school(chenzhou: httpx.Client) -> None:
    figures = chenzhou.get("/v1/measures/alignment", params={"by": "level"}).json()["results"]
    found = next(figure for figure in figures if figure["denominator"])
    row = next(row for row in pages(chenzhou, found["audit"]) if row["role"] == "denominator")
    (program,) = chenzhou.get("/v1/programs", params={"ids": row["id"], "include": "school"}).json()["results"]
    assert row["sentence"] == f"{row['name']} ({program['included']['school']['items'][0]['name']})"


def test_the_rows_of_all_pages_add_up_to_the_total(chenzhou: httpx.Client) -> None:
    found = chenzhou.get("/v1/measures/alignment").json()["results"][0]
    meta = chenzhou.get(found["audit"]).json()["meta"]
    assert meta["total"] == sum(meta["behind"].values()) == len(pages(chenzhou, found["audit"]))


@pytest.mark.parametrize(("format", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_audit_as_graph_has_entities_as_nodes_and_relationships_as_edges(chenzhou: httpx.Client, format: str, read: Any) -> None:
    found = next(row for row in chenzhou.get("/v1/measures/alignment", params={"by": "level"}).json()["results"] if row["denominator"])
    rows = [json.loads(line) for line in chenzhou.get(f"{found['audit']}&format=jsonl").text.splitlines()]
    graph = read(io.BytesIO(chenzhou.get(f"{found['audit']}&format={format}").content))
    things = {row["id"] for row in rows if row["start"] is None}
    ends = {(row["start"]["id"], row["end"]["id"]) for row in rows if row["start"]}
    assert things
    assert ends
    assert set(graph.nodes) == things | {one for pair in ends for one in pair}
    assert set(graph.edges()) == ends
    assert {graph.nodes[one]["label"] for one in things} == {row["name_zh"] or row["name"] for row in rows if row["start"] is None}


def test_audit_url_contains_key_and_parameters(chenzhou: httpx.Client) -> None:
    row = chenzhou.get("/v1/measures/alignment", params={"by": "all", "crosswalk": "declared"}).json()["results"][0]
    assert quote(row["key"], safe=":") in row["audit"] or row["key"] in row["audit"]
    assert "crosswalk=declared" in row["audit"]
