"""What the planner says of the files behind neighbours, relations, drawings and citations: they only read, and begin at an index."""

from __future__ import annotations

from graph.database.reader import Store
from graph.queries.traversal.selection import compiled
from tests.conftest import Loop
from tests.each import each
from tests.graph.queries.plan_checks import SCANS, operators

FILES = {
    "neighbours": [{way, *more} for way in ("out", "in", "both") for more in ((), ("after", "types", "labels"))],
    "neighbour_counts": [set(), {"types"}],
    "hop": [set(), {"places"}],
    "pairs": [set()],
    "between": [set()],
    "brief": [set()],
    "spread": [set(), {"typed"}],
    "among": [set(), {"typed"}],
    "degrees": [set()],
    "sources": [set()],
}
VARIANTS = [(name, frozenset(given)) for name, choices in FILES.items() for given in choices]
SEEKS = {"NodeUniqueIndexSeek", "NodeIndexSeek", "NodeUniqueIndexSeek(Locking)", "MultiNodeIndexSeek"}


@each("asked", [False, True], ids=["any", "origin and date"])
@each(("name", "given"), VARIANTS, ids=lambda value: value if isinstance(value, str) else "+".join(sorted(value)))
def test_every_read_begins_at_an_index(store: Store, run: Loop, name: str, given: frozenset[str], asked: bool) -> None:
    kind, plan = run(store.explain(compiled(name, given, origin=asked, as_of=asked)))
    found = set(operators(plan))
    assert kind == "r"
    assert not SCANS & found
    assert "NodeIndexScan" not in found, "what a planner without statistics takes when no index is named"
    assert SEEKS & found, sorted(found)
    assert not {operator for operator in found if "AllRelationships" in operator}
    assert ("CartesianProduct" in found) <= (name == "between"), "two seeks side by side are no product of many"
