"""What the planner says a query will do, held against the lists; and the plan as an answer shows it.

A subquery inside an expression (``[x IN xs | COLLECT { ... }]``) does not appear among the operators, only in the ``Details`` of one,
written out again by the planner. So those are read like a query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph.console.validation.allowlist import OF_SERVER, OPERATORS, PROCEDURES, plain
from graph.console.validation.lexer import tokens
from graph.console.validation.validator import check_clauses
from graph.errors import ConsoleRefusedError

_DEPTH = 60
_DETAILS = 1_000


def check(kind: str, plan: Mapping[str, Any]) -> None:
    """Check a query's type and plan, as ``EXPLAIN`` gives them.

    :raises ConsoleRefusedError: names the operator or the procedure that is not on its list.
    """
    procedures = set()
    for operator, details in _steps(plan):
        if operator == "ProcedureCall":
            name = details.partition("(")[0].strip().replace("`", "")
            procedures.add(name)
            if name not in PROCEDURES:
                raise ConsoleRefusedError(f"The procedure {name[:80]} is not on the list of those that only read data.")
        elif operator not in OPERATORS:
            raise ConsoleRefusedError(f"The query needs the operator {operator[:80]}, which does more than read data.")
        _check_details(details)
    if kind != "r" and not (kind == "s" and procedures & OF_SERVER):
        raise ConsoleRefusedError("The query writes or administers; the console only reads.")


def _check_details(details: str) -> None:
    try:
        found = tokens(details)
    except ConsoleRefusedError:
        return  # the planner's own spelling, which need not be Cypher; the query itself was read by the same eyes
    check_clauses(found)


def _steps(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Operators and their details, without recursion: a plan may be a thousand operators deep."""
    waiting = [plan]
    while waiting:
        step = waiting.pop()
        yield plain(str(step["operatorType"])), str((step.get("args") or {}).get("Details") or "")
        waiting.extend(step.get("children") or ())


def shown(plan: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """A plan for an answer.

    ``operator``, ``details``, ``estimated_rows`` and ``children``; after ``PROFILE`` also ``rows`` and ``db_hits``.
    """
    args: Mapping[str, Any] = plan.get("args") or {}
    details = args.get("Details")
    made: dict[str, Any] = {
        "operator": str(plan["operatorType"]).partition("@")[0],
        "details": None if details is None else str(details)[:_DETAILS],
        "estimated_rows": args.get("EstimatedRows"),
    }
    if "rows" in plan or "Rows" in args:
        made |= {"rows": plan.get("rows", args.get("Rows")), "db_hits": plan.get("dbHits", args.get("DbHits"))}
    children = plan.get("children") or ()
    if depth < _DEPTH:
        return made | {"children": [shown(child, depth + 1) for child in children]}
    return made | {"children": [], "cut": bool(children)}
