"""Exports over HTTP: content, file name, version and links, read back with independent readers."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import networkx as nx
import pandas as pd
import pytest
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from api.responses.exports import accepted
from api.responses.file_stream import disposition
from graph.export.formats import Format
from tests.api.conftest import VERSION
from tests.each import each

QUESTION = "/v1/questions/enterprises-fed-by-programs"
FEEDS = [("enterprise:x", "program:a.mold", "documented"), ("enterprise:y", "program:a.mold", "simulated")]


def get(client: httpx.Client, url: str, **headers: str) -> httpx.Response:
    answered = client.get(url, headers=headers)
    assert answered.status_code == 200, answered.text
    return answered


def lines(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def keys(rows: list[dict[str, Any]]) -> list[tuple[Any, Any, Any]]:
    return [(row["enterprise_id"], row["program_id"], row["origin"]) for row in rows]


def test_csv(client: httpx.Client) -> None:
    answered = get(client, f"{QUESTION}?format=csv")
    assert answered.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    rows = lines(answered.content)
    assert keys(rows) == FEEDS
    assert rows[0]["enterprise_name_zh"] == "甲厂"
    assert rows[0]["evidence_sources"] == "source:news"
    assert rows[0]["graduates"] == "12"
    assert rows[1]["graduates"] == ""


def test_a_byte_order_mark(client: httpx.Client) -> None:
    assert get(client, f"{QUESTION}?format=csv&bom=true").content.startswith(b"\xef\xbb\xbfenterprise_id,")


def test_json_lines_equal_the_rows_of_the_response(client: httpx.Client) -> None:
    rows = [json.loads(line) for line in get(client, f"{QUESTION}?format=jsonl").content.splitlines()]
    assert rows == get(client, f"{QUESTION}?evidence=full").json()["results"]


def test_xlsx(client: httpx.Client) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(get(client, f"{QUESTION}?format=xlsx").content))
    head, *rows = book.get_sheet_by_name("rows").to_python()
    assert keys([dict(zip(head, row, strict=True)) for row in rows]) == FEEDS
    meta = {tuple(row) for row in book.get_sheet_by_name("meta").to_python()}
    assert meta >= {
        ("data_version", VERSION),
        ("origin documented", 1),
        ("origin simulated", 1),
        ("link", QUESTION),
        ("source", "source:news"),
        ("source", "source:sim"),
    }


def test_parquet(client: httpx.Client) -> None:
    table = parquet.read_table(io.BytesIO(get(client, f"{QUESTION}?format=parquet").content))
    assert keys(table.to_pylist()) == FEEDS
    assert table["graduates"].to_pylist() == [12, None]


def test_pandas_reads_csv_and_parquet_alike(client: httpx.Client) -> None:
    by_csv = pd.read_csv(io.BytesIO(get(client, f"{QUESTION}?format=csv&bom=true").content), dtype={"year": "Int64", "graduates": "Int64"})
    by_parquet = pd.read_parquet(io.BytesIO(get(client, f"{QUESTION}?format=parquet").content))
    assert keys(by_csv.to_dict("records")) == keys(by_parquet.to_dict("records")) == FEEDS
    assert list(by_csv.columns) == list(by_parquet.columns)
    assert by_csv["graduates"].sum() == by_parquet["graduates"].sum() == 12
    assert by_csv["graduates"].isna().tolist() == by_parquet["graduates"].isna().tolist() == [False, True]


@pytest.mark.parametrize(("format", "read", "attribute"), [("graphml", nx.read_graphml, "entity_type"), ("gexf", nx.read_gexf, "type")])
def test_relationship_lists_export_as_graphs(client: httpx.Client, format: str, read: Any, attribute: str) -> None:
    url = "/v1/relationships?type=FEEDS"
    graph = read(io.BytesIO(get(client, f"{url}&format={format}").content))
    assert sorted(graph.edges()) == sorted((row["start"]["id"], row["end"]["id"]) for row in get(client, url).json()["results"])
    assert graph.nodes["enterprise:x"][attribute] == "Enterprise"


@pytest.mark.parametrize(("format", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_graphs(client: httpx.Client, format: str, read: Any) -> None:
    found = read(io.BytesIO(get(client, f"{QUESTION}?format={format}").content))
    assert found.nodes["enterprise:x"]["label"] == "甲厂"
    edge = found.edges["program:a.mold", "enterprise:x"]
    assert edge["graduates"] == 12
    assert edge.get("weight") == (12 if format == "gexf" else None)
    assert {edge["type"] for *_, edge in found.edges(data=True)} == {"FEEDS", "OFFERS"}
    assert {node["origin"] for _, node in found.nodes(data=True)} == {"documented"}


def test_file_name_version_and_links(client: httpx.Client) -> None:
    answered = get(client, f"{QUESTION}?format=csv&county=桂阳县")
    assert answered.headers["content-disposition"] == f'attachment; filename="enterprises-fed-by-programs_{VERSION[:12]}.csv"'
    assert answered.headers["x-data-version"] == VERSION
    asked = f"{QUESTION}?county=%E6%A1%82%E9%98%B3%E5%8E%BF"
    assert answered.links["alternate"]["url"] == asked
    cited = get(client, answered.links["cite-as"]["url"]).json()["results"][0]
    assert cited["data_version"] == VERSION
    assert answered.headers["content-length"] == str(len(answered.content))


@each(
    ("header", "format"),
    [
        ("text/csv", "csv"),
        ("text/csv; q=0.5, application/json", "json"),
        ("application/json;q=0.1, application/x-ndjson", "jsonl"),
        ("application/jsonl", "jsonl"),
        ("*/*", "json"),
        ("", "json"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "json"),
        ("application/xml", "json"),
        ("text/csv;q=0, */*", "json"),
        ("text/csv;q=nonsense", "json"),
        ("Application/Vnd.Apache.Parquet", "parquet"),
        ("application/gexf+xml, application/graphml+xml", "gexf"),
    ],
)
def test_accept(header: str, format: str) -> None:
    assert accepted(header) == Format(format)


def test_accept_works_like_format(client: httpx.Client) -> None:
    assert get(client, QUESTION, Accept="text/csv").content == get(client, f"{QUESTION}?format=csv").content
    assert get(client, f"{QUESTION}?format=json", Accept="text/csv").json()["meta"]["count"] == 2


def test_an_explicit_limit_applies_to_files_but_the_default_does_not(client: httpx.Client) -> None:
    assert len(lines(get(client, f"{QUESTION}?format=csv&limit=1").content)) == 1
    assert len(lines(get(client, f"{QUESTION}?format=csv").content)) == 2


def test_origin_and_date(client: httpx.Client) -> None:
    assert keys(lines(get(client, f"{QUESTION}?format=csv&origin=simulated").content)) == FEEDS[1:]
    rows = lines(get(client, f"{QUESTION}?format=csv&as_of=2023").content)
    assert keys(rows) == FEEDS[1:]
    assert "undated" in rows[0]


def test_quotes_and_source_titles_on_request(client: httpx.Client) -> None:
    answer = get(client, f"{QUESTION}?evidence=full").json()["results"]
    titles = {source["id"]: source["name"] for source in get(client, "/v1/sources?per_page=100").json()["results"]}
    evidence = [row["evidence"] if isinstance(row["evidence"], list) else [row["evidence"]] for row in answer]
    rows = lines(get(client, f"{QUESTION}?format=csv&evidence=full").content)
    assert [(row["evidence_quotes"], row["evidence_source_titles"]) for row in rows] == [
        (
            " | ".join(" / ".join(edge["quotes"]) for edge in edges),
            " | ".join(titles[source] for source in dict.fromkeys(source for edge in edges for source in edge["sources"])),
        )
        for edges in evidence
    ]


def test_a_file_has_no_quotes_unless_requested(client: httpx.Client) -> None:
    assert "evidence_quotes" not in lines(get(client, f"{QUESTION}?format=csv").content)[0]


def test_every_question_exports_in_every_format(client: httpx.Client) -> None:
    for question in client.get("/v1/questions").json()["results"]:
        for format in ("csv", "jsonl", "xlsx", "parquet", "graphml", "gexf"):
            url = question["example"]
            answered = client.get(f"{url}{'&' if '?' in url else '?'}format={format}")
            plain = client.get(url)
            assert answered.status_code == plain.status_code, (url, format, answered.text)


@each(
    ("query", "pointer"),
    [
        ("format=xls", "/query/format"),
        ("format=json&bom=true", "/query/bom"),
        ("bom=true", "/query/bom"),
        ("format=csv&limit=0", "/query/limit"),
        ("format=csv&evidence=none", "/query/evidence"),
    ],
)
def test_invalid_combinations_are_rejected(client: httpx.Client, query: str, pointer: str) -> None:
    answered = client.get(f"{QUESTION}?{query}")
    assert answered.status_code == 422
    assert answered.headers["content-type"] == "application/problem+json"
    assert [error["pointer"] for error in answered.json()["errors"]] == [pointer]


def test_no_file_without_a_database(bare: httpx.Client) -> None:
    answered = bare.get(f"{QUESTION}?format=xlsx")
    assert answered.status_code == 503
    assert "content-disposition" not in answered.headers


def test_files_support_if_none_match(client: httpx.Client) -> None:
    tag = get(client, f"{QUESTION}?format=xlsx").headers["etag"]
    assert client.get(f"{QUESTION}?format=xlsx", headers={"If-None-Match": tag}).status_code == 304
    assert get(client, f"{QUESTION}?format=csv").headers["etag"] != tag


def test_head(client: httpx.Client) -> None:
    answered = client.head(f"{QUESTION}?format=csv")
    assert answered.status_code == 200
    assert answered.headers["content-length"] == str(len(get(client, f"{QUESTION}?format=csv").content))


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("schools_feed.csv", 'attachment; filename="schools_feed.csv"'),
        ("学校.csv", "attachment; filename=\"__.csv\"; filename*=UTF-8''%E5%AD%A6%E6%A0%A1.csv"),
        ('a"b\\c/d\r\n.csv', 'attachment; filename="a_b_c_d__.csv"'),
    ],
)
def test_file_names(name: str, header: str) -> None:
    assert disposition(name) == header
    header.encode("latin-1")


@each("format", ["csv", "jsonl", "xlsx", "parquet", "graphml", "gexf"])
@each(
    "url",
    [
        "/v1/enterprises?filter=has:fed_by",
        "/v1/enterprises",
        "/v1/programs?as_of=2024&select=name",
        "/v1/schools?group_by=origin",
        "/v1/schools/school:a/neighbours",
        "/v1/graph?start=school:a&depth=2",
    ],
)
def test_lists_neighbours_and_graphs(client: httpx.Client, url: str, format: str) -> None:
    expected = client.get(url)
    answered = client.get(f"{url}{'&' if '?' in url else '?'}format={format}")
    assert answered.status_code in {expected.status_code, 406}, answered.text
    if answered.status_code == 200:
        assert answered.content
        assert f".{format}" in answered.headers["content-disposition"]


def test_a_list_as_csv_has_the_properties_as_columns(client: httpx.Client) -> None:
    answered = get(client, "/v1/enterprises?format=csv&origin=documented&per_page=1")
    rows = lines(answered.content)
    assert [(row["id"], row["name"], row["name_zh"], row["origin"], row["sources"]) for row in rows] == [
        ("enterprise:x", "Works X", "甲厂", "documented", "source:news"),
        ("enterprise:y", "Works Y", "乙厂", "documented", "source:news"),
        ("enterprise:z", "Works Y", "丙厂", "documented", "source:news"),
    ]
    assert answered.headers["content-disposition"].startswith('attachment; filename="enterprises_')
    cited = get(client, answered.links["cite-as"]["url"]).json()["results"][0]
    assert cited["count"] == 3


def test_a_list_as_a_graph_has_its_entities_as_nodes(client: httpx.Client) -> None:
    found = nx.read_gexf(io.BytesIO(get(client, "/v1/enterprises?format=gexf").content))
    assert set(found.nodes) == {"enterprise:x", "enterprise:y", "enterprise:z"}
    assert found.nodes["enterprise:x"]["kind"] == "named"


def test_groups_cannot_be_exported_as_a_graph(client: httpx.Client) -> None:
    assert [row["count"] for row in lines(get(client, "/v1/schools?group_by=origin&format=csv").content)] == ["2", "1"]
    answered = client.get("/v1/schools?group_by=origin&format=gexf")
    assert answered.status_code == 406
    assert answered.json()["type"] == "/problems/format-unavailable"


def test_the_subgraph_as_graphml(client: httpx.Client) -> None:
    body = get(client, "/v1/graph?start=program:a.mold").json()
    found = nx.read_graphml(io.BytesIO(get(client, "/v1/graph?start=program:a.mold&format=graphml").content))
    assert set(found.nodes) == {node["id"] for node in body["results"]}
    assert {edge["id"] for *_, edge in found.edges(data=True)} == {edge["id"] for edge in body["edges"]["results"]}
