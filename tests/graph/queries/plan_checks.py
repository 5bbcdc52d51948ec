"""Check the plans of a question: it only reads, and it scans no label when a key is given.

The checks run in the tests, not at startup: 308 EXPLAINs took 216 s on a cold server (2 cores, shared, 24 November 2026). The READ access
mode of every session already prevents a question from writing.
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
    """A failed check of a variant of a question."""

    question: str
    given: tuple[str, ...]
    detail: str


def operators(plan: dict[str, Any]) -> Iterator[str]:
    """Yield the operators of a plan, without the suffix ``@neo4j``."""
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from operators(child)


def keys(question: Question, given: frozenset[str]) -> list[str]:
    """Return the given parameters that identify a node: with one of them, no label may be scanned."""
    return sorted(name for name in given if name in question.params and question.params[name].type.is_node)


async def complaints(store: Store, question: Question) -> list[Complaint]:
    """Check all variants of a question."""
    failures = []
    for given, origin, as_of in question.variants():
        kind, plan = await store.explain(question.compile(given, origin=origin, as_of=as_of, place="inside" if origin else None))
        label = (*sorted(given), *(["origin"] if origin else []), *(["as_of"] if as_of else []))
        if kind != "r":
            failures.append(Complaint(question.name, label, f"not read-only (type {kind})"))
        scans = SCANS.intersection(operators(plan))
        if scans and keys(question, given):
            failures.append(
                Complaint(question.name, label, f"{', '.join(sorted(scans))} although {', '.join(keys(question, given))} is given")
            )
    return failures + await _of_parts(store, question)


async def _of_parts(store: Store, question: Question) -> list[Complaint]:
    """Check the parts of a question. Their input is always ids, so none may scan a label."""
    failures = []
    for name, text in (question.parts.texts() if question.parts is not None else {}).items():
        for chosen in (False, True):
            kind, plan = await store.explain(compiled(text, origin=chosen, as_of=chosen))
            scans = sorted(SCANS.intersection(operators(plan)))
            if kind != "r" or scans:
                failures.append(
                    Complaint(question.name, (name, *(("origin", "as_of") if chosen else ())), f"type {kind}; {', '.join(scans)}")
                )
    return failures
