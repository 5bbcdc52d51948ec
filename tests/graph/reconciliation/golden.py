"""The gold set: queries, expected entities, and the matching quality.

``gold.csv`` contains pairs derived from the names of the bundled packages and from clearly artificial names (``artificial.csv``):
unchanged, and changed mechanically (prefix, script, width, pinyin, random spelling errors). One third has no counterpart in the graph;
real places and words in these queries imply nothing about their existence. The rows of the part ``held-out`` (selected by a hash) were not
inspected during development, only its totals.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graph.reconciliation.index import Index, Thing
from graph.reconciliation.index_source import TYPES
from graph.reconciliation.matcher import Query, answer, best_of
from graph.reconciliation.properties import Given
from seed.model import NODES
from seed.packages.package import bundled

HERE = Path(__file__).parent
PARTS = ("tuning", "held-out")
SHOWN = 5


@dataclass(frozen=True)
class Pair:
    """A row of the gold set; ``expected`` is empty if no entity is expected."""

    query: str
    type: str
    county: str
    expected: str
    variant: str
    part: str


@dataclass(frozen=True)
class Result:
    """Counts. A pair is right if its match is the expected entity; ``shown``: the entity is among the first candidates."""

    pairs: int
    meant: int
    right: int
    wrong: int
    shown: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / self.meant

    @property
    def reach(self) -> float:
        return self.shown / self.meant


def pairs() -> list[Pair]:
    with (HERE / "gold.csv").open(encoding="utf-8", newline="") as file:
        return [Pair(**row) for row in csv.DictReader(file)]


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def thing(row: dict[str, str], within: list[str]) -> Thing:
    registered = row["name_zh"] and not row.get("name_zh_certainty")  # as in names_to_match.cypher
    name = row["name"] or row["name_zh"]  # as the load fills it
    names = (name, row["name_zh"]) if registered else (name,)
    aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
    return Thing(
        row["id"], names, aliases, row.get("code") or None, row.get("kind") or None, row.get("level") or None, row["origin"], tuple(within)
    )


@cache
def index() -> Index:
    """Return an index of the names of the bundled packages and the artificial names, as read from the database."""
    folders = [Path(bundled(name) or "") for name in ("reference", "chenzhou")]
    within: dict[str, list[str]] = {}
    for folder in folders:
        for kind, start, end in (("located_in", "start", "end"), ("part_of", "start", "end"), ("offers", "end", "start")):
            for row in _rows(folder / "relationships" / f"{kind}.csv"):
                if not row[end].startswith("industry:"):
                    within.setdefault(row[start], []).append(row[end])
    rows = [row for folder in folders for label in TYPES for row in _rows(folder / "nodes" / f"{NODES[label].prefix}.csv")]
    things = [thing(row, within.get(row["id"], [])) for row in rows if row.get("kind") != "unnamed group"]
    return Index(things + [thing(row, row["within"].split("|")) for row in _rows(HERE / "artificial.csv")])


def query(pair: Pair) -> Query:
    given = (Given("county", (pair.county,)),) if pair.county else ()
    return Query(pair.query, (pair.type,) if pair.type else (), properties=given)


def decided(pair: Pair) -> tuple[str, list[str]]:
    """Return the matched id, or an empty string, and the ids of the first candidates."""
    candidates = answer(index(), query(pair))
    best = best_of(candidates)
    return (best.thing.id if best else ""), [one.thing.id for one in candidates[:SHOWN]]


@cache
def result(part: str) -> Result:
    chosen = [pair for pair in pairs() if pair.part == part]
    outcomes = [(pair, *decided(pair)) for pair in chosen]
    return Result(
        pairs=len(chosen),
        meant=sum(bool(pair.expected) for pair in chosen),
        right=sum(bool(got) and got == pair.expected for pair, got, _ in outcomes),
        wrong=sum(bool(got) and got != pair.expected for pair, got, _ in outcomes),
        shown=sum(bool(pair.expected) and pair.expected in ids for pair, _, ids in outcomes),
    )


def table() -> str:
    """Return the figures in the format of ``docs/matching.md``."""
    lines = [
        "| part | pairs | mean something | matched rightly | matched wrongly | precision | recall | among the first 5 |",
        "|-|-|-|-|-|-|-|-|",
    ]
    for part in PARTS:
        found = result(part)
        shares = " | ".join(f"{share:.1%}" for share in (found.precision, found.recall, found.reach))
        lines.append(f"| {part} | {found.pairs} | {found.meant} | {found.right} | {found.wrong} | {shares} |")
    return "\n".join(lines)
