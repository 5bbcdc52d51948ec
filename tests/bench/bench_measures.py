"""Measure the time of the snapshot and of every measure, and compare two measures with plain Cypher on the same data.

    uv run python -m tests.bench.bench_measures --data DIR                       # a data folder of `alliance up` that is not in use
    uv run python -m tests.bench.bench_measures --uri bolt://127.0.0.1:7687 --user neo4j --password PASSWORD       # a running server

``cold`` is the first call on a new view, ``warm`` the median of further calls on the same view. A view caches derived data; the cache of
the HTTP route is not used here. A measure that requires an entity gets the one with the most relationships. Each Cypher statement runs
once before it is timed, and its results must equal those of the measure. Prints Markdown.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import platform
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psutil
from neo4j import GraphDatabase

from graph.database.reader import Store
from graph.measures.catalogue import similar_schools, specialisation
from graph.measures.components.contingency_tables import rca, table
from graph.measures.definition import LEAST, LIMIT, Measure, Outcome
from graph.measures.registry import load_measures
from graph.settings import Settings
from graph.snapshot.columns import Snapshot
from graph.snapshot.reader import read_snapshot
from graph.snapshot.view import View
from tests.bench.bench_api import database

MB = 1024 * 1024
PATIENCE = 600

HONEST = "NOT ({0}.origin = 'simulated' AND {1}.origin <> 'simulated')"
RCA = f"""
MATCH (c:County)<-[at:LOCATED_IN]-(e:Enterprise)-[in:OPERATES_IN]->(i:Industry)
WHERE coalesce(e.kind, '') <> 'unnamed group' AND size(i.id) >= 12 AND {HONEST.format("at", "e")} AND {HONEST.format("in", "e")}
WITH c.id AS county, substring(i.id, 9, 3) AS class, count(*) AS n
WITH collect([county, class, n]) AS cells, sum(n) AS total
UNWIND cells AS cell
WITH total, cell[0] AS county, collect(cell) AS own, sum(cell[2]) AS of_county
UNWIND own AS cell
WITH total, cell[1] AS class, collect([county, of_county, cell[2]]) AS own, sum(cell[2]) AS of_class
UNWIND own AS cell
RETURN cell[0] + '|' + class AS key, toFloat(cell[2]) * total / (cell[1] * of_class) AS value
"""
OFFERED = "(s:School)<-[:PART_OF*0..2]-(:School)-[o:OFFERS]->(p:Program WHERE p.status IN ['active', 'downsized'])"
TIED = {
    "offers": f"-[r:OF_MAJOR|SERVES]->(t) WHERE {HONEST.format('r', 'p')} AND {HONEST.format('o', 'p')}",
    "feeds": (
        "-[r:FEEDS]->(t:Enterprise) WHERE coalesce(t.kind, '') <> 'unnamed group'"
        f" AND {HONEST.format('r', 'p')} AND {HONEST.format('o', 'p')}"
    ),
}
LENGTHS = "MATCH {0}{1} WITH s, t, count(DISTINCT p) AS n RETURN s.id AS school, sqrt(sum(n * n)) AS length, sum(n) AS ties"
SHARED = """
MATCH {2}{1} WITH t, count(DISTINCT p) AS mine
MATCH {0}{1} WITH s, t, mine, count(DISTINCT p) AS n
RETURN s.id AS school, sum(mine * n) AS dot
"""
Ask = Callable[..., list[dict[str, Any]]]


def resident() -> float:
    """Return the resident memory of this process in MB."""
    return psutil.Process().memory_info().rss / MB


def timed(work: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> tuple[float, Any]:
    """Return the seconds and the result of a call."""
    began = clock()
    result = work()
    return clock() - began, result


async def read(uri: str, user: str, password: str, readings: int) -> Snapshot:
    """Read the snapshot several times, print the times and its size, and return the last one."""
    store = await Store.open(uri, user, password, settings=Settings(read_timeout=PATIENCE), fixed=True)
    try:
        before, seconds = resident(), []
        for _ in range(readings):
            began = time.perf_counter()
            snapshot = await read_snapshot(store)
            seconds.append(time.perf_counter() - began)
    finally:
        await store.close()
    things, relationships = snapshot.size
    print(f"Snapshot: {things:,} things, {relationships:,} relationships; read in {' / '.join(f'{one:.1f}' for one in seconds)} s;")
    print(f"arrays {arrays(snapshot) / MB:.0f} MB; the process grew from {before:.0f} to {resident():.0f} MB\n")
    return snapshot


def arrays(snapshot: Snapshot) -> int:
    """Return the bytes of the arrays of a snapshot, without ids and names."""
    columns = [value for held in (snapshot.nodes, *snapshot.edges.values()) for value in vars(held).values()]
    columns += [value.codes for value in columns if hasattr(value, "codes")]
    return sum(value.nbytes for value in columns if isinstance(value, np.ndarray))


def busiest(view: View, label: str) -> str:
    """Return the entity of a type with the most relationships."""
    ends = [end for edges in view.snapshot.edges.values() for end in (edges.start, edges.end)]
    ties = np.bincount(np.concatenate(ends), minlength=len(view.nodes))
    places = view.named(label) if label != "Thing" else view.named("School")
    return view.nodes.ids[int(places[np.argmax(ties[places])])]


def parameters(measure: Measure, view: View) -> dict[str, Any]:
    """Return parameters for a measure: its example, and the busiest entity where one is required."""
    values = {name: one.default for name, one in measure.params.items()} | {"limit": LIMIT} | dict(measure.example)
    return values | {name: busiest(view, one.type.name) for name, one in measure.params.items() if one.type.is_node and not one.optional}


def measures(snapshot: Snapshot, repeats: int, only: set[str]) -> None:
    print("| measure | asked | figures | without a number | cold, ms | CPU ms | warm, ms | CPU ms | grew, MB |\n|-|-|-|-|-|-|-|-|-|")
    for name, measure in load_measures().items():
        if only and name not in only:
            continue
        view, before = View(snapshot), resident()
        values = parameters(measure, view)
        began = time.process_time()
        cold, found = timed(lambda measure=measure, view=view, values=values: measure.compute(view, values))
        used, often = time.process_time() - began, repeats if cold < 5 else 1
        warm = again(measure, view, values, often)
        warm_used = again(measure, view, values, often, time.process_time)
        shown = ", ".join(f"{key}={value}" for key, value in values.items() if value is not None and key != "limit")
        none = sum(figure.value is None for figure in found.figures)
        row = [
            name,
            shown,
            f"{len(found.figures):,}",
            f"{none:,}",
            f"{1000 * cold:.0f}",
            f"{1000 * used:.0f}",
            f"{1000 * warm:.1f}",
            f"{1000 * warm_used:.1f}",
            f"{resident() - before:.0f}",
        ]
        print(f"| {' | '.join(row)} |", flush=True)
    print(f"\nLargest resident size of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")


def again(measure: Measure, view: View, values: dict[str, Any], repeats: int, clock: Callable[[], float] = time.perf_counter) -> float:
    return median(timed(lambda: measure.compute(view, values), clock)[0] for _ in range(repeats))


def cypher(ask: Ask, texts: list[str], repeats: int, **params: Any) -> tuple[float, list[list[dict[str, Any]]]]:
    """Return the median seconds of all statements together, and their rows. Each statement runs once before."""
    rows = [ask(text, **params) for text in texts]
    return median(timed(lambda: [ask(text, **params) for text in texts])[0] for _ in range(repeats)), rows


def quotients(snapshot: Snapshot, ask: Ask, repeats: int) -> Iterator[tuple[str, float, float]]:
    view = View(snapshot)
    theirs, (rows,) = cypher(ask, [RCA], repeats)
    values = parameters(specialisation.MEASURE, view)
    found = specialisation.compute(view, values)
    check({row["key"].replace("industry:", ""): row["value"] for row in rows}, found, lambda figure: figure.cells["count"] > 0)
    bare = median(timed(lambda: rca(table(View(snapshot), "enterprises", "broad").sums))[0] for _ in range(repeats))
    yield "quotients alone, nothing kept", theirs, bare
    kept = table(view, "enterprises", "broad")
    yield "quotients alone, the table kept", theirs, median(timed(lambda: rca(kept.sums))[0] for _ in range(repeats))
    yield "the measure with all figures and intervals, warm", theirs, again(specialisation.MEASURE, view, values, repeats)


def similar(snapshot: Snapshot, ask: Ask, repeats: int) -> Iterator[tuple[str, float, float]]:
    view = View(snapshot)
    school = busiest(view, "School")
    mine = OFFERED.replace("(s:School)", "(s:School {id: $school})")
    texts = [text.format(OFFERED, tied, mine) for tied in TIED.values() for text in (LENGTHS, SHARED)]
    theirs, rows = cypher(ask, texts, repeats, school=school)
    values = parameters(similar_schools.MEASURE, view)
    cold, found = timed(lambda: similar_schools.compute(view, values))
    check(cosines(rows, school), found, lambda figure: figure.value > 0)
    yield f"similar schools of {school}, cold", theirs, cold
    yield f"similar schools of {school}, warm", theirs, again(similar_schools.MEASURE, view, values, repeats)


def cosines(rows: list[list[dict[str, Any]]], school: str) -> dict[str, float]:
    """Return the mean of the two cosines by school, for schools with enough data in both parts."""
    found: dict[str, list[float]] = {}
    for lengths, dots in (rows[:2], rows[2:]):
        length = {row["school"]: row["length"] for row in lengths if row["ties"] >= LEAST}
        dot = {row["school"]: row["dot"] for row in dots}
        for other, of_it in length.items():
            found.setdefault(other, []).append(dot.get(other, 0) / (of_it * length[school]))
    return {other: sum(parts) / 2 for other, parts in found.items() if len(parts) == 2 and other != school and sum(parts)}


def check(theirs: dict[str, float], found: Outcome, counts: Callable[[Any], bool]) -> None:
    """Exit if Cypher and the measure return different values."""
    ours = {figure.key: figure.value for figure in found.figures if figure.value is not None and counts(figure)}
    if not ours or not set(ours) <= set(theirs):
        raise SystemExit(
            f"the measure has {len(ours)} figures, Cypher {len(theirs)}: {sorted(set(ours) - set(theirs))[:5]} are missing there"
        )
    worst = max(abs(value - theirs[key]) for key, value in ours.items())
    print(f"{len(ours):,} figures match Cypher; largest difference {worst:.1e}", file=sys.stderr)
    if worst > 1e-9:
        raise SystemExit("the difference exceeds 1e-9")


def compare(uri: str, user: str, password: str, snapshot: Snapshot, repeats: int) -> None:
    with GraphDatabase.driver(uri, auth=(user, password)) as driver:

        def ask(text: str, **params: Any) -> list[dict[str, Any]]:
            records, _, _ = driver.execute_query("CYPHER 5 " + text, params, routing_="r")
            return [record.data() for record in records]

        print("| against plain Cypher | Cypher, ms | here, ms | ratio |\n|-|-|-|-|")
        for rows in (quotients, similar):
            for name, theirs, ours in rows(snapshot, ask, repeats):
                print(f"| {name} | {1000 * theirs:.0f} | {1000 * ours:.2f} | {theirs / ours:,.0f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--uri")
    parser.add_argument("--user", default="neo4j")
    parser.add_argument("--password", default="")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--readings", type=int, default=3, help="number of times to read the snapshot")
    parser.add_argument("--only", nargs="*", default=[], help="names of measures")
    options = parser.parse_args()
    if (options.data is None) == (options.uri is None):
        parser.error("pass either --data or --uri")
    print(f"{platform.platform()}, {psutil.cpu_count()} CPUs, load {psutil.getloadavg()[0]:.1f}\n")
    with contextlib.ExitStack() as stack:
        where = (options.uri, options.user, options.password)
        if options.data is not None:
            server, _ = stack.enter_context(database(options.data))
            where = (server.uri, *server.auth)
        snapshot = asyncio.run(read(*where, options.readings))
        compare(*where, snapshot, options.repeats)
        print()
        measures(snapshot, options.repeats, set(options.only))


if __name__ == "__main__":
    main()
