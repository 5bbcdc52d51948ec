"""JSON Lines read back with orjson, Parquet with pyarrow, GraphML and GEXF with networkx and igraph."""

from __future__ import annotations

import io
import json
import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pyarrow as pa
import pytest
from pyarrow import parquet

from graph.errors import FormatUnavailableError
from graph.export import encoder, parquet_writer
from graph.export.columns import ExportColumn
from graph.export.formats import ExportFormat, Format
from tests.each import each
from tests.graph.export.samples import ABOUT, EMPTY, FEEDS, FORMULAS, FULL, PARTNERS, SCHOOL, WORKS, drawing, file_bytes, table

GRAPHS = [Format.graphml, Format.gexf]
TEXT = (ExportColumn("text", "str"),)


def graph(body: bytes, format: Format) -> Any:
    return (nx.read_graphml if format is Format.graphml else nx.read_gexf)(io.BytesIO(body))


TYPE = {Format.graphml: "entity_type", Format.gexf: "type"}
"""The attribute with the type of a node."""


def test_json_lines_are_the_unchanged_rows() -> None:
    odd = {"text": "=1+1", "none": None, "zh": "桂阳\u2028\n"}
    lines = file_bytes(table(FULL, EMPTY, odd), Format.jsonl).split(b"\n")
    assert [json.loads(line) for line in lines[:-1]] == [FULL, EMPTY, odd]
    assert lines[-1] == b""


def test_json_lines_of_a_graph_are_nodes_then_relationships() -> None:
    assert [json.loads(line) for line in file_bytes(drawing(), Format.jsonl).splitlines()] == [SCHOOL, WORKS, FEEDS, PARTNERS]


def test_parquet_has_types_lists_and_nulls() -> None:
    found = parquet.read_table(io.BytesIO(file_bytes(table(FULL, EMPTY), Format.parquet)))
    types = dict(zip(found.schema.names, found.schema.types, strict=True))
    assert types["number"] == types["year"] == pa.int64()
    assert types["words"] == types["enterprises_id"] == types["evidence_sources"] == pa.list_(pa.string())
    assert (types["share"], types["known"], types["since"]) == (pa.float64(), pa.bool_(), pa.string())
    full, empty = found.to_pylist()
    assert full["words"] == ["甲", "乙"]
    assert full["enterprises_name_zh"] == ["", "乙厂"]
    assert (full["number"], full["share"], full["known"], full["since"]) == (-5, 0.1 + 0.2, True, "2024-06-30")
    assert {name for name, value in empty.items() if value is not None} == {"origin", "known", "number"}
    assert json.loads(found.schema.metadata[b"alliance"])["data_version"] == ABOUT["data_version"]


@each("text", FORMULAS)
def test_parquet_text_is_unchanged(text: str) -> None:
    assert parquet.read_table(io.BytesIO(file_bytes(table({"text": text}, columns=TEXT), Format.parquet))).to_pylist() == [{"text": text}]


def test_parquet_is_written_in_row_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_writer, "GROUP", 1000)
    body = file_bytes(table(*({"text": str(number)} for number in range(2300)), columns=TEXT), Format.parquet)
    file = parquet.ParquetFile(io.BytesIO(body))
    assert [file.metadata.row_group(place).num_rows for place in range(file.num_row_groups)] == [1000, 1000, 300]
    assert file.read()["text"].to_pylist() == [str(number) for number in range(2300)]


def test_parquet_without_rows_has_its_columns() -> None:
    found = parquet.read_table(io.BytesIO(file_bytes(table(), Format.parquet)))
    assert found.num_rows == 0
    assert "school_name_zh" in found.schema.names


def test_parquet_without_pyarrow_is_refused_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(FormatUnavailableError, match=r"alliance-explorer\[parquet\]"):
        encoder.check(ExportFormat(Format.parquet))
    with pytest.raises(FormatUnavailableError):
        file_bytes(table(), Format.parquet)


@pytest.mark.parametrize("format", GRAPHS)
def test_a_graph_round_trips(format: Format) -> None:
    found = graph(file_bytes(drawing(), format), format)
    assert found.is_directed()
    school = found.nodes["school:a"]
    assert (school["label"], school[TYPE[format]], school["name"], school["name_zh"]) == ("甲校", "School", "School A", "甲校")
    assert found.nodes["enterprise:x"]["label"] == found.nodes["enterprise:x"]["name"] == 'Works <X> & "Y"'
    assert "name_zh" not in found.nodes["enterprise:x"]
    feeds = found.edges["program:p", "enterprise:x"]
    assert (feeds["label"], feeds["type"], feeds["id"]) == ("FEEDS", "FEEDS", FEEDS["id"])
    assert (feeds["year"], feeds["graduates"]) == (2024, 12)
    assert feeds.get("weight") == (12.0 if format is Format.gexf else None)
    assert (feeds["sources"], feeds["quotes"]) == ("source:news | source:list", "十二名毕业生 | =1+1")
    assert feeds["origin"] == "documented"
    partners = found.edges["school:a", "enterprise:x"]
    assert (partners["valid_from"], partners["valid_to"]) == ("2020", "2024-02")
    assert "weight" not in partners
    assert "quotes" not in partners


def test_igraph_computes_measures_of_a_graph_with_some_unknown_counts(tmp_path: Path) -> None:
    nodes = [{**WORKS, "id": f"enterprise:n{place}", "name": f"N {place}"} for place in range(60)]
    ends = [(nodes[place % 60]["id"], nodes[(place * 7 + 1) % 60]["id"]) for place in range(140)]
    edges = [
        {**FEEDS, "id": f"FEEDS~{start}~{end}~{place}", "start": start, "end": end, "graduates": 12 if place % 3 else None}
        for place, (start, end) in enumerate(ends)
    ]
    path = tmp_path / "graph.graphml"
    path.write_bytes(file_bytes(drawing(nodes=nodes, edges=edges), Format.graphml))
    read = igraph.Graph.Read_GraphML(str(path))
    assert (read.vcount(), read.ecount()) == (60, 140)
    weights = "weight" if "weight" in read.es.attributes() else None  # what R takes without being told
    assert all(map(math.isfinite, read.betweenness(weights=weights)))
    assert all(map(math.isfinite, read.pagerank(weights=weights)))


def test_graphml_has_no_attribute_that_igraph_takes_for_the_sides_of_a_bipartite_graph(tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    path.write_bytes(file_bytes(drawing(), Format.graphml))
    attributes = igraph.Graph.Read_GraphML(str(path)).vs.attributes()
    assert "entity_type" in attributes
    assert "type" not in attributes


def test_gexf_has_periods() -> None:
    found = nx.read_gexf(io.BytesIO(file_bytes(drawing(), Format.gexf)))
    assert found.graph["mode"] == "dynamic"
    assert {edge["type"]: (edge["start"], edge["end"]) for *_, edge in found.edges(data=True)} == {
        "FEEDS": ("2024-01-01", "2024-12-31"),
        "PARTNERS_WITH": ("2020-01-01", "2024-02-29"),
    }


def test_gexf_omits_unknown_dates() -> None:
    edges = [{**PARTNERS, "valid_from": None}, {**FEEDS, "year": None}]
    found = nx.read_gexf(io.BytesIO(file_bytes(drawing(edges=edges), Format.gexf)))
    assert found.edges["school:a", "enterprise:x"]["end"] == "2024-02-29"
    assert "start" not in found.edges["school:a", "enterprise:x"]
    assert not {"start", "end"} & set(found.edges["program:p", "enterprise:x"])


@pytest.mark.parametrize("format", GRAPHS)
def test_parallel_relationships_are_kept(format: Format) -> None:
    edges = [FEEDS, {**FEEDS, "id": FEEDS["id"].replace("2024", "2023"), "year": 2023}]
    found = graph(file_bytes(drawing(edges=edges), format), format)
    assert sorted(edge["year"] for *_, edge in found.edges(data=True)) == [2023, 2024]


@each("format", GRAPHS)
@each("text", ["a\x00b\x0b\x1f", "tab\tline\nend\r", "]]>&<'\"", "桂阳 \U00020000", "\ufffe"])
def test_any_text_gives_well_formed_xml(format: Format, text: str) -> None:
    found = graph(file_bytes(drawing(nodes=[{**SCHOOL, "name": text}], edges=[]), format), format)
    held = "".join("\ufffd" if letter in "\x00\x0b\x1f\ufffe" else letter for letter in text)
    assert found.nodes["school:a"]["name"] == held


@pytest.mark.parametrize("format", GRAPHS)
def test_rows_become_a_graph_without_duplicates(format: Format) -> None:
    found = graph(file_bytes(table(FULL, EMPTY, FULL), format), format)
    assert set(found.nodes) == {"school:a", "enterprise:x", "enterprise:y", "program:p"}
    assert {edge["id"] for *_, edge in found.edges(data=True)} == {FEEDS["id"], PARTNERS["id"]}
    assert found.nodes["program:p"]["label"] == "program:p"
    assert found.nodes["program:p"][TYPE[format]] == "Program"


@pytest.mark.parametrize("format", GRAPHS)
def test_ends_in_no_row_are_looked_up(format: Format) -> None:
    requested: list[str] = []

    async def things(ids: Any) -> dict[str, Any]:
        requested.extend(ids)
        return {node: {**SCHOOL, "id": node, "type": "Program", "name_zh": "模具"} for node in ids}

    found = graph(file_bytes(replace(table(FULL), things=things), format), format)
    assert requested == ["program:p"]
    assert found.nodes["program:p"]["label"] == "模具"


@pytest.mark.parametrize("format", GRAPHS)
def test_entity_rows_become_nodes_with_their_properties(format: Format) -> None:
    columns = tuple(ExportColumn(name, kind) for name, kind in (("id", "str"), ("type", "str"), ("name", "str"), ("seat_lon", "float")))  # type: ignore[arg-type]
    county = {"id": "county:1", "type": "County", "name": "桂阳", "seat_lon": 112.7}
    found = graph(file_bytes(table(county, columns=columns), format), format)
    assert dict(found.nodes(data=True))["county:1"]["seat_lon"] == 112.7
    assert found.number_of_edges() == 0


@pytest.mark.parametrize("format", GRAPHS)
def test_relationship_rows_become_edges(format: Format) -> None:
    columns = (*(ExportColumn(name, "str") for name in ("id", "type", "start", "end", "direction")), ExportColumn("other", "node"))
    row = {**FEEDS, "direction": "in", "other": WORKS, "end": {"id": "enterprise:x", "name": "X"}}
    found = graph(file_bytes(table(row, columns=columns), format), format)
    assert found.edges["program:p", "enterprise:x"]["direction"] == "in"
    assert found.nodes["enterprise:x"]["label"] == WORKS["name"]


@each("format", [*GRAPHS, Format.csv, Format.jsonl, Format.xlsx])
def test_an_empty_graph_gives_a_valid_file(format: Format) -> None:
    body = file_bytes(drawing(nodes=[], edges=[]), format)
    if format in GRAPHS:
        assert graph(body, format).number_of_nodes() == 0
    assert body or format is Format.jsonl
