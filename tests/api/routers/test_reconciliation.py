"""The Reconciliation Service API 0.2 on the documented data, with requests as OpenRefine sends them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.routers.reconciliation import requests
from api.routers.reconciliation.requests import MOST_CANDIDATES, MOST_QUERIES, MOST_TEXT
from api.schemas import reconciliation as shapes
from graph.reconciliation.extension import every_property
from graph.reconciliation.index_source import TYPES
from graph.reconciliation.similarity import REASONS
from seed.model import ORIGINS
from tests.conftest import GraphDB
from tests.each import each

GUIYANG = "county:431021"


@pytest.fixture(scope="module")
def refine(documented: GraphDB, serve: Callable[[GraphDB | None], str]) -> Iterator[httpx.Client]:
    """A client of an API on the documented data."""
    with httpx.Client(base_url=serve(documented), timeout=60, trust_env=False) as connected:
        yield connected


def ask(client: httpx.Client, **queries: Any) -> dict[str, list[dict[str, Any]]]:
    """Send a batch as OpenRefine does: a form with a JSON field."""
    response = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert response.status_code == 200, response.text
    shapes.Batch.model_validate(response.json())
    return {key: found["result"] for key, found in response.json().items()}


def first(client: httpx.Client, text: str, kind: str | None = None, **more: Any) -> tuple[str | None, bool]:
    found = ask(client, q={"query": text, **({"type": kind} if kind else {}), **more})["q"]
    return (found[0]["id"], found[0]["match"]) if found else (None, False)


def extend(client: httpx.Client, ids: list[str], *properties: Any) -> dict[str, Any]:
    wanted = [one if isinstance(one, dict) else {"id": one} for one in properties]
    response = client.post("/reconcile", data={"extend": json.dumps({"ids": ids, "properties": wanted})})
    assert response.status_code == 200, response.text
    shapes.Extended.model_validate(response.json())
    return response.json()


def test_manifest_describes_the_service(refine: httpx.Client) -> None:
    found = refine.get("/reconcile").json()
    shapes.Manifest.model_validate(found)
    assert found["versions"] == ["0.2"]
    assert [one["id"] for one in found["defaultTypes"]] == list(TYPES)
    assert "Person" not in TYPES
    assert found["preview"]["url"].startswith(str(refine.base_url))
    for part in ("view", "preview"):
        assert "{{id}}" in found[part]["url"]
    assert "${id}" in found["suggest"]["entity"]["flyout_service_path"]


def test_manifest_urls_exist(refine: httpx.Client) -> None:
    found = refine.get("/reconcile").json()
    for part in (*found["suggest"].values(), found["extend"]["propose_properties"]):
        assert refine.get(part["service_url"] + part["service_path"]).status_code == 200
    flyout = found["suggest"]["entity"]
    assert refine.get(flyout["flyout_service_url"] + flyout["flyout_service_path"].replace("${id}", GUIYANG)).json()["id"] == GUIYANG
    assert refine.get(found["preview"]["url"].replace("{{id}}", GUIYANG.replace(":", "%3A"))).status_code == 200


def test_the_service_answers_with_a_trailing_slash(refine: httpx.Client) -> None:
    assert refine.get("/reconcile/").json() == refine.get("/reconcile").json()
    data = {"queries": '{"q": {"query": "桂阳县"}}'}
    assert refine.post("/reconcile/", data=data).json() == refine.post("/reconcile", data=data).json()


def test_links_of_a_flyout_are_absolute(refine: httpx.Client) -> None:
    html = refine.get("/reconcile/flyout/entity", params={"id": GUIYANG}).json()["html"]
    assert f'href="{str(refine.base_url).rstrip("/")}/v1/counties/{GUIYANG}"' in html


def test_the_manifest_needs_no_database(bare: httpx.Client) -> None:
    assert bare.get("/reconcile").status_code == 200
    refused = bare.post("/reconcile", data={"queries": '{"q": {"query": "x"}}'})
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) >= 1


def test_batch_is_keyed_with_reasons_and_origin(refine: httpx.Client) -> None:
    found = ask(refine, a={"query": "桂阳县"}, b={"query": "郴州职院", "type": "School"}, c={"query": "没有这个名字"})
    assert list(found) == ["a", "b", "c"]
    assert [found["a"][0][key] for key in ("id", "name", "score", "match")] == [GUIYANG, "桂阳县", 100, True]
    assert found["b"][0]["id"] == "school:4143012847"
    assert {"alias", "origin-documented"} <= {feature["id"] for feature in found["b"][0]["features"]}
    assert found["c"] == []
    for one in found["a"] + found["b"]:
        assert {feature["id"] for feature in one["features"]} <= {*REASONS, *(f"origin-{name}" for name in ORIGINS)}
        assert any(name in one["description"] for name in ORIGINS)


@each("text", ["贵阳", "贵阳市", "貴陽", "Guiyang", "guiyang", "Guiyang City", "贵阳县"])
def test_guiyang_in_guizhou_never_matches_the_county(refine: httpx.Client, text: str) -> None:
    for kind in (None, "County"):
        assert first(refine, text, kind)[1] is False
    if not text.isascii():
        assert all(one["id"] != GUIYANG for one in ask(refine, q={"query": text})["q"])


@each(
    ("text", "kind", "wanted"),
    [
        ("郴州市汝城县职业中专", "School", "school:rucheng-vocational"),
        ("桂陽縣職業技術教育學校", "School", "school:guiyang-vocational"),
        ("ＪＤ．ｃｏｍ", "Enterprise", "enterprise:jd"),
        ("660108", None, "major:660108"),
        ("鋰離子電池製造", "Industry", "industry:C3841"),
        ("Guiyang County", "County", GUIYANG),
        ("school:4143012847", None, "school:4143012847"),
    ],
)
def test_name_variants_are_matched(refine: httpx.Client, text: str, kind: str | None, wanted: str) -> None:
    assert first(refine, text, kind) == (wanted, True)


def test_tie_is_not_matched_until_a_property_decides(refine: httpx.Client) -> None:
    assert first(refine, "电子商务", "Major")[1] is False
    told = [{"pid": "level", "v": "中职"}]
    assert first(refine, "电子商务", "Major", properties=told) == ("major:e-commerce.secondary", True)
    assert first(refine, "电子商务", "Major", properties=[{"pid": "code", "v": 530701}]) == ("major:530701", True)


def test_conflicting_property_prevents_a_match(refine: httpx.Client) -> None:
    for value, sure in (("汝城县", True), ({"id": "county:431026"}, True), ("嘉禾县", False), (["嘉禾县", "汝城县"], True)):
        given = [{"pid": "county", "v": value}]
        assert first(refine, "汝城县职业中等专业学校", "School", properties=given) == ("school:rucheng-vocational", sure)


def test_query_with_properties_only(refine: httpx.Client) -> None:
    found = ask(refine, q={"properties": [{"pid": "code", "v": "431021"}]})["q"]
    assert found[0]["id"] == GUIYANG


def test_type_strict_modes(refine: httpx.Client) -> None:
    both = ["School", "County"]
    assert first(refine, "桂阳县", "School")[0] != GUIYANG
    assert first(refine, "桂阳县", both) == (GUIYANG, True)  # type: ignore[arg-type]
    assert first(refine, "桂阳县", both, type_strict="all") == (None, False)  # type: ignore[arg-type]
    preferred = ask(refine, q={"query": "桂阳县", "type": "School", "type_strict": "should"})["q"]
    assert {"id": "type", "value": True} in next(one for one in preferred if one["id"] == GUIYANG)["features"]


def test_limit_is_applied_and_capped(refine: httpx.Client) -> None:
    assert len(ask(refine, q={"query": "制造", "limit": 2})["q"]) == 2
    assert len(ask(refine, q={"query": "制造", "limit": 1e6})["q"]) <= MOST_CANDIDATES


def test_url_form_and_json_give_the_same_result(refine: httpx.Client) -> None:
    queries = {"q0": {"query": "嘉禾", "type": "County"}}
    by_address = refine.get("/reconcile", params={"queries": json.dumps(queries), "callback": "ignored", "_": "1"})
    as_json = refine.post("/reconcile", json={"queries": queries})
    assert by_address.json() == as_json.json() == refine.post("/reconcile", data={"queries": json.dumps(queries)}).json()
    assert by_address.json()["q0"]["result"][0]["match"] is True
    assert by_address.headers["content-type"] == "application/json"


@each(
    ("queries", "pointer"),
    [
        ("{", "/body/queries"),
        ("[]", "/queries"),
        ('{"q": "x"}', "/queries/q"),
        ('{"q": {}}', "/queries/q"),
        ('{"q": {"query": ["x"]}}', "/queries/q/query"),
        ('{"q": {"query": {"id": "x"}}}', "/queries/q/query"),
        ('{"q": {"query": "x", "type": "Schol"}}', "/queries/q/type"),
        ('{"q": {"query": "x", "type": [["School"]]}}', "/queries/q/type"),
        ('{"q": {"query": "x", "limit": 0}}', "/queries/q/limit"),
        ('{"q": {"query": "x", "limit": true}}', "/queries/q/limit"),
        ('{"q": {"query": "x", "type_strict": "some"}}', "/queries/q/type_strict"),
        ('{"q": {"query": "x", "colour": 1}}', "/queries/q/colour"),
        ('{"q": {"query": "x", "properties": {}}}', "/queries/q/properties"),
        ('{"q": {"query": "x", "properties": [{"v": 1}]}}', "/queries/q/properties/0"),
        ('{"q": {"query": "x", "properties": [{"pid": "conty", "v": "x"}]}}', "/queries/q/properties/0/pid"),
        ('{"q": {"query": "x", "properties": [{"pid": "county", "v": {"name": "x"}}]}}', "/queries/q/properties/0/v"),
        (json.dumps({f"q{n}": {"query": "x"} for n in range(MOST_QUERIES + 1)}), "/queries"),
        ("[" * 5000, "/body/queries"),
    ],
)
def test_invalid_queries_are_rejected_with_a_pointer(refine: httpx.Client, queries: str, pointer: str) -> None:
    refused = refine.post("/reconcile", data={"queries": queries})
    assert refused.status_code == 422, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


@each(
    "cell",
    [
        {"query": "x" * (MOST_TEXT + 1)},
        {"query": None},
        {"query": None, "properties": [{"pid": "code", "v": None}]},
        {"query": "桂阳县", "properties": [{"pid": "county", "v": "x" * (MOST_TEXT + 1)}]},
        {"query": "桂阳县", "properties": [{"pid": "county", "v": {"id": "x" * (MOST_TEXT + 1)}}]},
    ],
)
def test_invalid_cell_leaves_the_other_rows_of_the_batch(refine: httpx.Client, cell: dict[str, Any]) -> None:
    found = ask(refine, bad=cell, good={"query": "桂阳县", "type": "County"})
    assert found["bad"] == []
    assert (found["good"][0]["id"], found["good"][0]["match"]) == (GUIYANG, True)


def test_gap_of_a_pandas_column_has_no_candidates(refine: httpx.Client) -> None:
    queries = json.dumps({"0": {"query": math.nan}, "1": {"query": "桂阳县"}})
    as_json = {"content": f'{{"queries": {queries}}}', "headers": {"content-type": "application/json"}}
    for body in ({"data": {"queries": queries}}, as_json):
        found = refine.post("/reconcile", **body).json()  # type: ignore[arg-type]
        assert [found["0"]["result"], found["1"]["result"][0]["match"]] == [[], True]


@each("text", ['{"q": {"query": Infinity}}', '{"q": {"query": "\\ud800", "limit": NaN}}', '{"q": NaN'])
def test_other_invalid_json_is_rejected_with_its_position(refine: httpx.Client, text: str) -> None:
    refused = refine.post("/reconcile", data={"queries": text})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/body/queries")


@each("value", [None, [None], {"id": None}, "", math.nan, "NaN"])
def test_empty_property_has_no_effect(refine: httpx.Client, value: Any) -> None:
    assert first(refine, "桂阳县", "County", properties=[{"pid": "region", "v": value}]) == (GUIYANG, True)


@each("code", [431021, 431021.0, "431021.0", "４３１０２１"])
def test_number_in_a_cell_is_read_as_text(refine: httpx.Client, code: Any) -> None:
    assert first(refine, code, "County") == (GUIYANG, True)
    assert first(refine, "桂阳县", "County", properties=[{"pid": "code", "v": code}]) == (GUIYANG, True)


@each("code", ["431021", "431021.0", "４３１０２１", "４３１０２１．０"])
def test_codes_of_a_spreadsheet_are_accepted_everywhere(refine: httpx.Client, code: str) -> None:
    assert refine.get(f"/v1/counties/{code}").json()["results"][0]["id"] == GUIYANG
    for query in ({"filter": f"code:{code}"}, {"ids": code}):
        assert [row["id"] for row in refine.get("/v1/counties", params=query).json()["results"]] == [GUIYANG]
    schools = [refine.get("/v1/schools", params={"filter": f"located_in:{each_code}"}).json()["results"] for each_code in (code, "431021")]
    assert schools[0] == schools[1] != []


def test_overlong_id_has_no_values(refine: httpx.Client) -> None:
    long_id = "x" * (MOST_TEXT + 1)
    rows = extend(refine, [long_id, GUIYANG], "code")["rows"]
    assert (rows[long_id]["code"], rows[GUIYANG]["code"]) == ([], [{"str": "431021"}])


def test_unknown_type_suggests_similar_types(refine: httpx.Client) -> None:
    refused = refine.get("/reconcile", params={"queries": '{"q": {"query": "x", "type": "Schol"}}'})
    assert "School" in refused.json()["nearest"]


@each(
    "body",
    [
        {"content": b"queries=%ff%fe", "headers": {"content-type": "application/x-www-form-urlencoded"}},
        {"content": b"hello", "headers": {"content-type": "text/plain"}},
        {"data": {"other": "{}"}},
        {"data": {"queries": "{}", "extend": "{}"}},
        {"json": [1]},
        {"content": b""},
    ],
)
def test_invalid_body_is_rejected(refine: httpx.Client, body: dict[str, Any]) -> None:
    assert refine.post("/reconcile", **body).status_code == 422


def test_empty_batch_returns_an_empty_object(refine: httpx.Client) -> None:
    assert refine.post("/reconcile", data={"queries": "{}"}).json() == {}


def test_columns_are_fetched_with_their_types(refine: httpx.Client) -> None:
    found = extend(
        refine, ["school:guiyang-vocational", "program:czvtc.new-energy-materials", "school:none"], "county", "name_zh", "offers"
    )
    assert [one["id"] for one in found["meta"]] == ["county", "name_zh", "offers"]
    assert found["meta"][2]["type"] == {"id": "Program", "name": "Program"}
    rows = found["rows"]
    assert rows["school:guiyang-vocational"]["county"] == [{"id": GUIYANG, "name": "桂阳县"}]
    assert rows["school:guiyang-vocational"]["name_zh"] == [{"str": "桂阳县职业技术教育学校"}]
    assert rows["school:none"] == {"county": [], "name_zh": [], "offers": []}
    back = extend(refine, ["program:czvtc.new-energy-materials"], "inverse.offers", "school")["rows"]["program:czvtc.new-energy-materials"]
    assert [one["id"] for one in back["inverse.offers"]] == [one["id"] for one in back["school"]] == ["school:4143012847"]


def test_the_number_of_values_can_be_set(refine: httpx.Client) -> None:
    few = extend(refine, ["region:431000"], {"id": "inverse.part_of", "settings": {"limit": "2"}})
    more = extend(refine, ["region:431000"], {"id": "inverse.part_of", "settings": {"limit": 100}})
    few_ids, ids = ([one["id"] for one in found["rows"]["region:431000"]["inverse.part_of"]] for found in (few, more))
    assert few_ids == ids[:2]
    assert len([one for one in ids if one.startswith("county:4310")]) == 11


def test_every_property_can_be_fetched(refine: httpx.Client) -> None:
    names = list(every_property())
    for at in range(0, len(names), 20):
        assert extend(refine, ["school:4143012847", GUIYANG], *names[at : at + 20])["rows"].keys() == {"school:4143012847", GUIYANG}


@each(
    ("wanted", "pointer"),
    [
        ({"ids": "x", "properties": []}, "/extend/ids"),
        ({"ids": [], "properties": [{"id": "cunty"}]}, "/extend/properties/0/id"),
        ({"ids": [5], "properties": []}, "/extend/ids/0"),
        ({"ids": ["x"] * 200, "properties": [{"id": "county", "settings": {"limit": 100}}] * 20}, "/extend"),
        ([], "/extend"),
    ],
)
def test_invalid_extension_requests_are_rejected(refine: httpx.Client, wanted: Any, pointer: str) -> None:
    refused = refine.post("/reconcile", data={"extend": json.dumps(wanted)})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer


def test_columns_are_proposed_for_a_type(refine: httpx.Client) -> None:
    found = refine.get("/reconcile/properties", params={"type": "School", "limit": 100}).json()
    shapes.Proposed.model_validate(found)
    assert {"county", "level", "offers", "inverse.lectures_at"} <= {one["id"] for one in found["properties"]}
    assert refine.get("/reconcile/properties", params={"type": "Shool"}).status_code == 422


def test_names_are_completed(refine: httpx.Client) -> None:
    asked = {"prefix": "桂阳", "type": "County", "spell": "always", "exact": "false", "callback": "x"}
    found = refine.get("/reconcile/suggest/entity", params=asked).json()
    shapes.Entities.model_validate(found)
    assert [one["id"] for one in found["result"]] == [GUIYANG]
    assert refine.get("/reconcile/suggest/entity").json() == {"result": []}
    for prefix in ("学校", "學校", "ＳＣＨＯＯＬ"):
        kinds = refine.get("/reconcile/suggest/type", params={"prefix": prefix}).json()
        shapes.Kinds.model_validate(kinds)
        assert [one["id"] for one in kinds["result"]] == ["School"]
    properties = refine.get("/reconcile/suggest/property", params={"prefix": "count"}).json()
    shapes.Properties.model_validate(properties)
    assert properties["result"][0]["id"] == "county"


def test_unnamed_groups_are_not_candidates(refine: httpx.Client) -> None:
    name = "Vocational schools of Jiahe County (not named)"
    assert all(one["id"] != "school:jiahe-schools" for one in ask(refine, q={"query": name})["q"])
    completed = refine.get("/reconcile/suggest/entity", params={"prefix": "Vocational schools of Jiahe", "type": "School"}).json()["result"]
    assert "school:jiahe-schools" not in {one["id"] for one in completed}


def test_preview_can_be_framed_and_has_no_scripts(refine: httpx.Client) -> None:
    shown = refine.get("/reconcile/preview", params={"id": "school:guiyang-vocational"})
    assert shown.headers["content-type"].startswith("text/html")
    assert "frame-ancestors *" in shown.headers["content-security-policy"]
    assert "桂阳县职业技术教育学校" in shown.text
    assert "documented" in shown.text
    assert "<script" not in shown.text
    assert refine.get("/reconcile/preview", params={"id": "school:<b>"}).status_code == 404


def test_the_documentation_states_the_limits() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "matching.md").read_text(encoding="utf-8")
    stated = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", page.partition("Limits:")[2].partition("\n\n")[0])}
    assert {value for name, value in vars(requests).items() if name.startswith("MOST_")} <= stated
