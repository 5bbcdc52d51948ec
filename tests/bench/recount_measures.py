"""Recount figures of measures in plain Cypher: ``NEO4J_URI=... NEO4J_PASSWORD=... python -m tests.bench.recount_measures [--figures 20]``.

Takes random figures of each measure, with random entities and choices, on the data of the server. For each figure and role, it counts in
the database how many of the entities and relationships of the audit exist, with queries that are independent of the measures. If all rows
of a role have the amount 1, their count must equal the sum of the audit, and a share must equal numerator / denominator. For the shares of
``alignment`` by declared service, numerator and denominator are also counted by a query that does not use the audit. Prints a table; exits
with 1 if a number differs.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from typing import Any

import neo4j

from graph.measures.definition import Evidence, Figure, Measure
from graph.measures.registry import load_measures
from graph.settings import DatabaseSettings
from graph.snapshot.columns import Snapshot
from graph.snapshot.view import View
from seed.model import EDGES
from tests.bench.snapshots import served

CALLS, EACH = 60, 5
"""Maximum number of calls per measure, and of figures recounted per call."""
ASKERS = ("School", "Enterprise", "Alliance")
"""Types used for parameters that accept any entity."""
THINGS = "UNWIND $ids AS id MATCH (n:Thing {id: id}) RETURN count(DISTINCT n) AS found"
LINKS = """
UNWIND $rows AS row
MATCH (a:Thing {id: row.start})-[r]->(b:Thing {id: row.end})
WHERE type(r) = row.type AND all(name IN keys(row.parts) WHERE coalesce(toString(r[name]), '') = row.parts[name])
RETURN count(DISTINCT r) AS found
"""
DECLARED = """
MATCH (c:County {id: $county})<-[:LOCATED_IN]-()<-[:PART_OF*0..2]-(s:School)-[:OFFERS]->(p:Program)
WHERE p.status IN ['active', 'downsized']
  AND EXISTS { MATCH (o:School)-[:OFFERS]->(p) WHERE o.kind <> 'unnamed group' }
WITH DISTINCT p
WITH p, EXISTS { (p)-[v:SERVES]->() WHERE v.origin <> 'simulated' OR p.origin = 'simulated' } AS known,
     EXISTS {
       MATCH path = (p)-[:SERVES]->()-[:PART_OF|MAPS_TO*0..4]->(t:Sector)<-[:PRIORITISES]-()
       WHERE p.origin = 'simulated' OR none(r IN relationships(path) WHERE r.origin = 'simulated')
     } AS aligned
WHERE known
RETURN count(p) AS denominator, sum(CASE WHEN aligned THEN 1 ELSE 0 END) AS numerator
"""


class Recounter:
    """Counts rows in the database."""

    def __init__(self, session: neo4j.Session, snapshot: Snapshot) -> None:
        self.session, self.snapshot = session, snapshot

    def count(self, rows: list[Evidence]) -> int:
        """Count the entities and relationships of these rows that exist."""
        things = sorted({row.id for row in rows if "~" not in row.id})
        links = [_parts(known) for known in sorted({row.id for row in rows if "~" in row.id})]
        return self._one(THINGS, ids=things)["found"] + self._one(LINKS, rows=links)["found"]

    def declared(self, county: str) -> tuple[int, int]:
        """Return numerator and denominator of the share of a county, from a separate query."""
        row = self._one(DECLARED, county=county)
        return row["numerator"], row["denominator"]

    def _one(self, text: str, **values: Any) -> Any:
        return self.session.run(f"CYPHER 5 {text}", values).single(strict=True)

    def wrong(self, figure: Figure) -> list[str]:
        """Return the differences between a figure and the database."""
        by_role: dict[str, list[Evidence]] = defaultdict(list)
        for row in figure.evidence():
            by_role[row.role].append(row)
        found = {role: self.count(rows) for role, rows in by_role.items()}
        told = [
            f"{role}: {len({row.id for row in rows})} rows, {found[role]} found"
            for role, rows in by_role.items()
            if found[role] != len({row.id for row in rows})
        ]
        for role in ("numerator", "denominator"):
            ones = all(row.amount == 1 for row in by_role.get(role, ()))
            if role in figure.cells and ones and isinstance(figure.cells[role], int) and found.get(role, 0) != figure.cells[role]:
                told.append(f"{role}: {figure.cells[role]} said, {found.get(role, 0)} counted")
        return told


def _parts(known: str) -> dict[str, Any]:
    kind, start, end, *parts = known.split("~")
    return {"type": kind, "start": start, "end": end, "parts": dict(zip(EDGES[kind].discriminators, parts, strict=True))}


def _figures(measure: Measure, view: View, draw: random.Random, most: int) -> list[Figure]:
    """Return figures with a value, a few per call, for random entities and choices."""
    found: list[Figure] = []
    for _ in range(CALLS):
        known = [figure for figure in measure.compute(view, _given(measure, view, draw)).figures if figure.value is not None]
        found += draw.sample(known, min(EACH, len(known), most - len(found)))
        if len(found) == most:
            break
    return found


def _given(measure: Measure, view: View, draw: random.Random) -> dict[str, Any]:
    params = {name: param.default for name, param in measure.params.items()} | dict(measure.example)
    for name, param in measure.params.items():
        if param.choices:
            params[name] = draw.choice(list(param.choices))
        elif param.type.is_node and not param.optional:
            label = draw.choice(ASKERS) if param.type.name == "Thing" else param.type.name
            params[name] = view.nodes.ids[draw.choice(view.named(label).tolist())]
    return params


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--figures", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    database, draw = DatabaseSettings(), random.Random(options.seed)
    snapshot = served()
    view, bad = View(snapshot), 0
    assert database.uri is not None
    with neo4j.GraphDatabase.driver(database.uri, auth=(database.username, database.secret())) as driver, driver.session() as session:
        counter = Recounter(session, snapshot)
        print("| measure | figures | rows recounted | differ |\n|-|-|-|-|")
        for measure in load_measures().values():
            figures = _figures(measure, view, draw, options.figures)
            told = [line for figure in figures for line in counter.wrong(figure)]
            rows = sum(1 for figure in figures for _ in figure.evidence())
            print(f"| {measure.name} | {len(figures)} | {rows:,} | {len(told)} |" + "".join(f" {line}" for line in told[:3]))
            bad += len(told)
        bad += _declared(counter, view, draw, options.figures)
    raise SystemExit(1 if bad else 0)


def _declared(counter: Recounter, view: View, draw: random.Random, most: int) -> int:
    params = {"by": "county", "crosswalk": "declared", "limit": 1000}
    figures = list(load_measures()["alignment"].compute(view, params).figures)
    bad = 0
    for figure in draw.sample(figures, min(most, len(figures))):
        said = (figure.cells["numerator"], figure.cells["denominator"])
        counted = counter.declared(str(figure.cells["thing"]))
        bad += said != counted
        if said != counted:
            print(f"{figure.key}: {said} said, {counted} counted")
    print(f"alignment of {min(most, len(figures))} counties by a separate query: {bad} differ")
    return bad


if __name__ == "__main__":
    main()
