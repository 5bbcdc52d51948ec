"""Checks that need no database."""

from __future__ import annotations

import pytest

from graph.console.validation import parameters, validator
from graph.console.validation.limits import Limits
from graph.errors import ConsoleRefusedError
from tests.each import each
from tests.graph.console import harmless, hostile


@each("query", harmless.ALL)
def test_harmless_queries_are_accepted(query: str) -> None:
    validator.check(query)
    parameters.check(harmless.PARAMETERS)


@each("case", [case for case in hostile.ALL if case.kind in {"procedures", "administration", "other databases", "LOAD CSV"}])
def test_queries_that_plans_may_not_reveal_are_refused(case: hostile.Hostile) -> None:
    with pytest.raises(ConsoleRefusedError):
        validator.check(case.query)


@each(
    ("query", "version", "mode", "body"),
    [
        ("RETURN 1", "5", "run", "RETURN 1"),
        ("  RETURN 1 ; // end", "5", "run", "RETURN 1"),
        ("cypher 25 profile RETURN 1", "25", "profile", "RETURN 1"),
        ("EXPLAIN CYPHER 5 /* x */ RETURN 'a;b'", "5", "explain", "RETURN 'a;b'"),
    ],
)
def test_prefixes_are_parsed(query: str, version: str, mode: str, body: str) -> None:
    statement = validator.check(query)
    assert (statement.version, statement.mode, statement.body) == (version, mode, body)
    assert query[statement.start :].startswith(body)


def test_sent_text_starts_with_the_normalised_prefix() -> None:
    assert validator.check("EXPLAIN RETURN 1").text("explain") == "CYPHER 5 EXPLAIN RETURN 1"
    assert validator.check("CYPHER 25 RETURN 1").text("run") == "CYPHER 25 RETURN 1"


def test_escapes_are_sent_unchanged() -> None:
    text = "RETURN '\\u005Cu0027' AS x"
    assert validator.check(text).body == text


@each(
    ("query", "part"),
    [
        ("CALL dbms.listConfig()", "dbms.listConfig"),
        ("RETURN apoc.x(1)", "apoc.x"),
        ("USE system RETURN 1", "USE"),
        ("LOAD CSV FROM 'x' AS y RETURN y", "LOAD CSV"),
        ("SHOW USERS", "SHOW"),
        ("CREATE (n)", "CREATE"),
        ("RETURN 1; RETURN 2", "statement"),
        ("CYPHER 4.4 RETURN 1", "CYPHER 25"),
        ("RETURN " + "[" * 60, "50"),
        ("RETURN 1 \u200b", "U+200B"),
        ("`" + "x" * 10_000 + "`", "x"),
    ],
)
def test_refusal_names_the_offending_part(query: str, part: str) -> None:
    with pytest.raises(ConsoleRefusedError) as caught:
        validator.check(query)
    assert part in str(caught.value)
    assert len(str(caught.value)) <= 500
    assert caught.value.pointer == "/body/query"


def test_unpaired_surrogate_is_refused() -> None:
    with pytest.raises(ConsoleRefusedError, match="surrogate"):
        validator.check("RETURN '\ud800'")


def test_limits_are_enforced() -> None:
    with pytest.raises(ConsoleRefusedError, match="9 bytes; the limit is 8 bytes"):
        validator.check("RETURN 11", Limits(query_bytes=8))
    with pytest.raises(ConsoleRefusedError, match="2; the limit is 1"):
        parameters.check({"a": 1, "b": 2}, Limits(parameters=1))
    with pytest.raises(ConsoleRefusedError, match="nested too deeply"):
        parameters.check({"a": {"b": {"c": 1}}}, Limits(parameter_depth=1))
    parameters.check({"a": [1, {"b": None}], "n": -(2**63)})
