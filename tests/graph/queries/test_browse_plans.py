"""The plans of the queries for neighbours, relations, subgraphs and citations: they only read and start with an index seek."""

from __future__ import annotations

from graph.database.reader import Store
from graph.queries.includes.cypher import neighbour_columns
from graph.queries.includes.request import PLAIN
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
def test_every_query_starts_with_an_index_seek(store: Store, run: Loop, name: str, given: frozenset[str], asked: bool) -> None:
    text = compiled(name, given, origin=asked, as_of=asked).replace("shown(other)", neighbour_columns(PLAIN, origin=asked, as_of=asked))
    kind, plan = run(store.explain(text))
    used = set(operators(plan))
    assert kind == "r"
    assert not SCANS & used
    assert "NodeIndexScan" not in used, "the choice of a planner without statistics and without an index hint"
    assert SEEKS & used, sorted(used)
    assert not {operator for operator in used if "AllRelationships" in operator}
    assert ("CartesianProduct" in used) <= (name == "between"), "a product of two single-node seeks is cheap"
