"""Plan checks and failure messages, without a database."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from neo4j import exceptions as driver

from graph.console.execution import failures
from graph.console.execution.json_values import Shaper
from graph.console.validation import plan_check
from graph.console.validation.allowlist import plain
from graph.errors import ConsoleLimitError, ConsoleRefusedError
from tests.each import each


def step(name: str, details: str | None = None, *children: dict[str, Any]) -> dict[str, Any]:
    return {"operatorType": f"{name}@neo4j", "args": {"Details": details} if details else {}, "children": list(children)}


@each(
    ("kind", "tree", "part"),
    [
        ("w", step("ProduceResults", None, step("Create", "(n)")), "Create"),
        ("r", step("ProduceResults", None, step("LoadCSV", "l")), "LoadCSV"),
        ("r", step("ShowSettings"), "ShowSettings"),
        ("s", step("AdministrationCommand"), "AdministrationCommand"),
        ("r", step("ProcedureCall", "db.stats.retrieve($x) :: (section :: STRING)"), "db.stats.retrieve"),
        ("s", step("ProduceResults"), "writes data or administers"),
        ("r", step("Projection", '[x IN $l | COLLECT {   LOAD CSV FROM "http://a" AS l   RETURN l AS l }] AS x'), "LOAD CSV"),
        (
            "r",
            step("Filter", "any(x IN $l WHERE EXISTS {   CALL db.stats.retrieve($a)     YIELD data   RETURN data AS data })"),
            "db.stats",
        ),
        ("r", step("Projection", "CASE WHEN a THEN COUNT { USE system   RETURN 1 } END"), "USE"),
        ("r", step("SomethingNew"), "SomethingNew"),
    ],
)
def test_plan_that_is_not_read_only_is_refused(kind: str, tree: dict[str, Any], part: str) -> None:
    with pytest.raises(ConsoleRefusedError, match=part):
        plan_check.check(kind, tree)


def test_read_only_plan_is_accepted() -> None:
    plan_check.check("r", step("ProduceResults", "n", step("VarLengthExpand(Pruning,BFS,All)", "(a)-[:OFFERS*..3]->(b)", step("Argument"))))
    plan_check.check("r", step("ProcedureCall", "db.labels() :: (label :: STRING)"))
    plan_check.check("s", step("ProcedureCall", "dbms.components() :: (name :: STRING)"))
    plan_check.check("r", step("Projection", "RuntimeConstant(date()) AS `LOAD CSV`, n.use AS `it's"))
    assert plain("StatefulShortestPath(Into, Trail)@neo4j") == "StatefulShortestPath"


def test_deep_plans_are_checked_and_shown() -> None:
    tree = step("Argument")
    for _ in range(5_000):
        tree = step("Filter", "x", tree)
    plan_check.check("r", tree)
    assert b'"cut":true' in orjson.dumps(plan_check.shown(tree))
    with pytest.raises(ConsoleRefusedError):
        plan_check.check("r", step("Filter", None, *[tree, step("LoadCSV")]))


def error(code: str, message: str = "m") -> driver.Neo4jError:
    return driver.Neo4jError._hydrate_neo4j(code=code, message=message)


@each(
    ("problem", "kind"),
    [
        (error("Neo.TransientError.General.MemoryPoolOutOfMemoryError"), "limit"),
        (error("Neo.TransientError.General.OutOfMemoryError"), "limit"),
        (error("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration"), "timeout"),
        (error("Neo.ClientError.Statement.SyntaxError"), "refused"),
        (error("Neo.DatabaseError.Statement.ExecutionFailed"), "refused"),
        (driver.ServiceUnavailable("x"), "unavailable"),
        (driver.SessionExpired("x"), "unavailable"),
        (ConnectionResetError(), "unavailable"),
        (RecursionError(), "limit"),
        (MemoryError(), "limit"),
        (OverflowError(), "refused"),
        (ConsoleLimitError("x"), "limit"),
        (ConsoleRefusedError("x"), "refused"),
        (KeyError("x"), "refused"),
    ],
)
def test_failures_are_classified(problem: Exception, kind: str) -> None:
    assert failures.failure_of(problem)["failure"] == kind


def test_server_messages_are_shortened_and_do_not_repeat_the_query() -> None:
    echoed = "Invalid input 'x': expected y (line 1, column 20 (offset: 19))\n\"CYPHER 5 RETURN secret\"\n   ^"
    failure = failures.failure_of(error("Neo.ClientError.Statement.SyntaxError", echoed))
    assert failure == {
        "failure": "refused",
        "detail": "The database refused the query: Invalid input 'x': expected y",
        "detail_zh": "数据库拒绝了该查询：Invalid input 'x': expected y",
        "offset": 19,
    }
    assert len(failures.failure_of(error("Neo.ClientError.Statement.SyntaxError", "a" * 1_700_000))["detail"]) < 500
    assert "bbbb" not in failures.brief(f"Variable `{'b' * 5_000}` not defined")


def test_value_size_and_depth_are_limited() -> None:
    assert Shaper(3, 10_000).value({"a": [1, {"b": None}]}) == {"a": [1, {"b": None}]}
    with pytest.raises(ConsoleLimitError, match="deeper than 2"):
        Shaper(2, 10_000).value([[[[1]]]])
    with pytest.raises(ConsoleLimitError, match="more than 100 bytes"):
        Shaper(9, 100).value(["x" * 200])
