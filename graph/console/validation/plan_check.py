"""Check query plans against the allowlists, and convert plans for the response.

A subquery inside an expression (``[x IN xs | COLLECT { ... }]``) does not appear as an operator, only as text in the ``Details`` of an
operator. Those details are therefore checked like a query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph.console.validation.allowlist import OPERATORS, PROCEDURES, SERVER_PROCEDURES, plain
from graph.console.validation.lexer import tokenize
from graph.console.validation.validator import check_clauses
from graph.errors import ConsoleRefusedError
from seed.bilingual import Bilingual

_DEPTH = 60
_DETAILS = 1_000


def check(kind: str, plan: Mapping[str, Any]) -> None:
    """Check a query's type and plan, as returned by ``EXPLAIN``.

    :raises ConsoleRefusedError: An operator or procedure is not on its allowlist; the message names it.
    """
    procedures = set()
    for operator, details in _steps(plan):
        if operator == "ProcedureCall":
            name = details.partition("(")[0].strip().replace("`", "")
            procedures.add(name)
            if name not in PROCEDURES:
                raise ConsoleRefusedError(Bilingual(f"The procedure {name[:80]} is not allowed.", f"不允许调用过程 {name[:80]}。"))
        elif operator not in OPERATORS:
            raise ConsoleRefusedError(
                Bilingual(
                    f"The query requires the operator {operator[:80]}, which is not on the list of read-only operators.",
                    f"该查询需要运算符 {operator[:80]}，它不在只读运算符之列。",
                )
            )
        _check_details(details)
    if kind != "r" and not (kind == "s" and procedures & SERVER_PROCEDURES):
        raise ConsoleRefusedError(
            Bilingual(
                "The query writes data or administers the server; the console is read-only.", "该查询会写入数据或管理服务器，而控制台只读。"
            )
        )


def _check_details(details: str) -> None:
    try:
        tokens = tokenize(details)
    except ConsoleRefusedError:
        return  # details are not always valid Cypher; the query itself has already been checked
    check_clauses(tokens)


def _steps(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield operators and their details without recursion, because plans can be a thousand operators deep."""
    pending = [plan]
    while pending:
        step = pending.pop()
        yield plain(str(step["operatorType"])), str((step.get("args") or {}).get("Details") or "")
        pending.extend(step.get("children") or ())


def shown(plan: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return a plan in the form used in responses.

    ``operator``, ``details``, ``estimated_rows`` and ``children``; after ``PROFILE`` also ``rows`` and ``db_hits``.
    """
    args: Mapping[str, Any] = plan.get("args") or {}
    details = args.get("Details")
    node: dict[str, Any] = {
        "operator": str(plan["operatorType"]).partition("@")[0],
        "details": None if details is None else str(details)[:_DETAILS],
        "estimated_rows": args.get("EstimatedRows"),
    }
    if "rows" in plan or "Rows" in args:
        node |= {"rows": plan.get("rows", args.get("Rows")), "db_hits": plan.get("dbHits", args.get("DbHits"))}
    children = plan.get("children") or ()
    if depth < _DEPTH:
        return node | {"children": [shown(child, depth + 1) for child in children]}
    return node | {"children": [], "cut": bool(children)}
