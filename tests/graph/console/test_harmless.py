"""A real console answers all harmless read queries."""

from __future__ import annotations

from typing import Any

import pytest

from graph.errors import ConsoleRefusedError
from tests.each import each
from tests.graph.console import harmless
from tests.graph.console.conftest import Asker


@each("query", harmless.ALL)
def test_harmless_query_is_answered(ask: Asker, query: str) -> None:
    answer = ask(query, harmless.PARAMETERS)
    assert answer["columns"]
    assert all(len(row) == len(answer["columns"]) for row in answer["rows"])
    explained = "explain" in query.lower().split()[:3]
    assert bool(answer["rows"]) or explained or "Use:Load" in query or "$element" in query


def one(ask: Asker, query: str) -> list[Any]:
    return list(ask(query)["rows"][0])


def test_value_types_are_preserved(ask: Asker) -> None:
    assert one(ask, "RETURN 0.0 / 0.0, 1.0 / 0.0, -1.0 / 0.0, 1.0, 9007199254740992, 9007199254740993") == [
        {"$type": "Float", "value": "NaN"},
        {"$type": "Float", "value": "Infinity"},
        {"$type": "Float", "value": "-Infinity"},
        1.0,
        9007199254740992,
        {"$type": "Integer", "value": "9007199254740993"},
    ]
    assert one(ask, "RETURN date('2024-06-30'), time('12:30+08:00'), localtime('12:30:00.5'), localdatetime('2024-06-30T01:02:03')") == [
        {"$type": "Date", "value": "2024-06-30"},
        {"$type": "Time", "value": "12:30:00+08:00"},
        {"$type": "LocalTime", "value": "12:30:00.5"},
        {"$type": "LocalDateTime", "value": "2024-06-30T01:02:03"},
    ]
    assert one(
        ask, "RETURN datetime('2024-06-30T12:00:00[Asia/Shanghai]'), duration('P1Y2M3DT4.5S'), point({x: 1, y: 2}), {`$type`: 1}"
    ) == [
        {"$type": "DateTime", "value": "2024-06-30T12:00:00+08:00", "zone": "Asia/Shanghai"},
        {"$type": "Duration", "value": "P1Y2M3DT4.5S", "months": 14, "days": 3, "seconds": 4, "nanoseconds": 500000000},
        {"$type": "Point", "srid": 7203, "coordinates": [1.0, 2.0]},
        {"$type": "Map", "value": {"$type": 1}},
    ]
    assert one(ask, "CYPHER 25 RETURN vector([1, 2], 2, INTEGER8)") == [{"$type": "Vector", "value": [1, 2]}]


@each(
    "value",
    [
        "date('0000-01-01')",
        "date('0000-12-31')",
        "date('-0044-03-15')",
        "date('+10000-01-01')",
        "date('-999999999-01-01')",
        "localdatetime('0000-12-31T12:00:00')",
        "localdatetime('+12024-06-01T00:00:00')",
        "datetime('0000-06-01T00:00:00Z')",
        "datetime('+12024-06-01T00:00:00[Asia/Shanghai]')",
        "datetime({epochSeconds: 99999999999999})",
        "datetime('9999-12-31T23:00:00-18:00')",
        "[1, date('0000-12-31')]",
        "{a: [date('+10000-01-01')]}",
        "[{a: {b: date('-0001-01-01')}}]",
    ],
)
def test_date_outside_the_years_1_to_9999_is_refused_with_the_reason(ask: Asker, value: str) -> None:
    with pytest.raises(ConsoleRefusedError, match="outside the years 1 to 9999"):
        ask(f"RETURN {value} AS v")
    pid = ask.console.pid
    assert ask("RETURN toString(date('-0044-03-15')) AS v")["rows"] == [["-0044-03-15"]]
    assert ask.console.pid == pid, "the refusal restarted the server"


def test_dates_of_the_years_1_to_9999_are_returned(ask: Asker) -> None:
    assert one(ask, "RETURN date('0001-01-01'), date('9999-12-31'), datetime('9999-12-31T23:59:59+08:00')") == [
        {"$type": "Date", "value": "0001-01-01"},
        {"$type": "Date", "value": "9999-12-31"},
        {"$type": "DateTime", "value": "9999-12-31T23:59:59+08:00"},
    ]


def test_graph_types_are_preserved(ask: Asker) -> None:
    path = one(ask, "MATCH p = (:School)-[:OFFERS]->(:Program) RETURN p LIMIT 1")[0]
    assert path["$type"] == "Path"
    assert [node["labels"] for node in path["nodes"]] == [["School", "Thing"], ["Program", "Thing"]]
    relationship = path["relationships"][0]
    assert relationship["$type"] == "Relationship"
    assert relationship["type"] == "OFFERS"
    assert (relationship["start"], relationship["end"]) == tuple(node["element_id"] for node in path["nodes"])
    assert path["nodes"][0]["properties"]["id"].startswith("school:")


def test_explain_returns_a_plan_and_profile_adds_counts(ask: Asker) -> None:
    explained = ask("EXPLAIN MATCH (n:County) RETURN n.name")
    assert (explained["rows"], explained["plan"]["operator"]) == ([], "ProduceResults")
    assert "db_hits" not in explained["plan"]
    profiled = ask("PROFILE MATCH (n:County) RETURN n.name")
    assert profiled["plan"]["rows"] == len(profiled["rows"]) == 11
    assert "plan" not in ask("MATCH (n:County) RETURN n.name")


def test_truncation_is_reported(ask: Asker) -> None:
    whole, cut = ask("UNWIND range(1, 1000) AS x RETURN x"), ask("UNWIND range(1, 1001) AS x RETURN x")
    assert (len(whole["rows"]), whole["truncated"]) == (1000, False)
    assert (len(cut["rows"]), cut["truncated"], cut["truncated_by"]) == (1000, True, "rows")
    wide = ask("UNWIND range(1, 900) AS x RETURN reduce(s = 'a', y IN range(1, 12) | s + s) AS wide")
    assert (wide["truncated"], wide["truncated_by"]) == (True, "bytes")
    assert 100 < len(wide["rows"]) < 900


def test_error_positions_refer_to_the_original_query(ask: Asker) -> None:
    with pytest.raises(Exception, match=r"line 2, column 1\b"):
        ask("MATCH (n)\nRETUR n")
    with pytest.raises(Exception, match=r"line 1, column 26\b"):
        ask("CYPHER 5 /* x */ RETURN (x)")
