"""Checks with the database's own planner what a question will do: reads only, and no scan of a whole label where a key was given.

It runs in the tests and not at start-up: 308 EXPLAINs took 216 s on a cold server (2 cores, shared, 24 November 2026), and that a question
cannot write is ensured anyway by the READ access mode of every session.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.database.reader import Store
from graph.queries.questions.claim_metrics import compiled
from graph.queries.questions.question_file import Question

SCANS = frozenset(
    {
        "AllNodesScan",
        "NodeByLabelScan",
        "NodeIndexScan",
        "PartitionedAllNodesScan",
        "PartitionedNodeByLabelScan",
        "PartitionedNodeIndexScan",
        "UnionNodeByLabelsScan",
    }
)


@dataclass(frozen=True)
class Complaint:
    """What is wrong with one variant of a question."""

    question: str
    given: tuple[str, ...]
    detail: str


def operators(plan: dict[str, Any]) -> Iterator[str]:
    """Names of the operators of a plan, without the ``@neo4j`` behind them."""
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from operators(child)


def keys(question: Question, given: frozenset[str]) -> list[str]:
    """The given parameters that name a node: with one of them no label may be scanned."""
    return sorted(name for name in given if name in question.params and question.params[name].type.is_node)


async def complaints(store: Store, question: Question) -> list[Complaint]:
    """What the planner says against a question, over all its variants."""
    found = []
    for given, origin, as_of in question.variants():
        kind, plan = await store.explain(question.compile(given, origin=origin, as_of=as_of))
        label = (*sorted(given), *(["origin"] if origin else []), *(["as_of"] if as_of else []))
        if kind != "r":
            found.append(Complaint(question.name, label, f"it does not only read (type {kind})"))
        scans = SCANS.intersection(operators(plan))
        if scans and keys(question, given):
            found.append(
                Complaint(question.name, label, f"{', '.join(sorted(scans))} although {', '.join(keys(question, given))} is given")
            )
    return found + await _of_parts(store, question)


async def _of_parts(store: Store, question: Question) -> list[Complaint]:
    """The same for its parts, which are always given ids: none of them may scan a label."""
    found = []
    for name, text in (question.parts.texts() if question.parts is not None else {}).items():
        for chosen in (False, True):
            kind, plan = await store.explain(compiled(text, origin=chosen, as_of=chosen))
            scans = sorted(SCANS.intersection(operators(plan)))
            if kind != "r" or scans:
                found.append(Complaint(question.name, (name, *(("origin", "as_of") if chosen else ())), f"type {kind}; {', '.join(scans)}"))
    return found
