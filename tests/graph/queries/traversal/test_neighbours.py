"""Neighbours, counts and direct evidence on the hand-written graph; the expected rows were derived by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graph.database.reader import Store
from graph.errors import BadValueError, DataChangedError
from graph.queries.traversal import neighbours
from graph.queries.traversal.neighbours import Wanted
from graph.queries.traversal.selection import Chosen
from graph.settings import Settings
from tests.conftest import GraphDB, Loop
from tests.each import each
from tests.graph.small_graph import write

PATIENT = Settings(read_timeout=30)
Near = Callable[..., list[dict[str, Any]]]
SMELTER = [
    ("CONSULTS_FOR", "in", "person:q"),
    ("FEEDS", "in", "program:metal"),
    ("FEEDS", "in", "program:metal"),
    ("FEEDS", "in", "program:metal"),
    ("FEEDS", "in", "program:shop"),
    ("LOCATED_IN", "out", "county:a"),
    ("MEMBER_OF", "out", "alliance:x"),
    ("OPERATES_IN", "out", "industry:c322"),
    ("PARTNERS_WITH", "in", "school:one"),
    ("SUPPORTS", "in", "facility:lab"),
    ("TOOK_PART_IN", "out", "activity:course"),
    ("WORKS_FOR", "in", "person:guest"),
]


@pytest.fixture(scope="module")
def store(graph_db: GraphDB, open_store: Callable[..., Store]) -> Store:
    write(graph_db)
    return open_store(graph_db, PATIENT)


@pytest.fixture(scope="module")
def near(store: Store, run: Loop) -> Near:
    def ask(node: str, **given: Any) -> list[dict[str, Any]]:
        chosen = Chosen.of(given.pop("origin", None), given.pop("as_of", None))
        return run(neighbours.neighbours(store, node, Wanted(chosen=chosen, **given), after=None, limit=200)).rows

    return ask


def brief(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(row["type"], row["direction"], row["other"]["id"]) for row in rows]


def test_neighbours_are_sorted_by_type_and_other_end(near: Near) -> None:
    assert brief(near("enterprise:smelter")) == SMELTER


def test_a_neighbour_has_its_evidence(near: Near) -> None:
    rows = near("enterprise:smelter", types=("FEEDS",))
    assert [(row["id"], row["origin"], row.get("graduates")) for row in rows] == [
        ("FEEDS~program:metal~enterprise:smelter~2022", "documented", 10),
        ("FEEDS~program:metal~enterprise:smelter~2023", "documented", None),
        ("FEEDS~program:metal~enterprise:smelter~2024", "inferred", 5),
        ("FEEDS~program:shop~enterprise:smelter~2021", "documented", 3),
    ]


def test_neighbours_by_direction_and_by_type_of_the_other_end(near: Near) -> None:
    assert brief(near("enterprise:smelter", direction="out")) == [row for row in SMELTER if row[1] == "out"]
    assert brief(near("enterprise:smelter", direction="in", labels=("Person", "School"))) == [SMELTER[0], SMELTER[8], SMELTER[11]]
    assert near("enterprise:smelter", types=("FEEDS",), direction="out") == []


def test_relationships_within_a_type_have_two_directions(near: Near) -> None:
    assert brief(near("school:one", types=("PART_OF",))) == [("PART_OF", "in", "school:one.unit")]
    assert brief(near("industry:c32", types=("PART_OF",))) == [("PART_OF", "in", "industry:c322")]
    assert brief(near("school:one.unit", types=("PART_OF",))) == [("PART_OF", "out", "school:one")]


def test_an_origin_does_not_include_other_origins(near: Near) -> None:
    assert brief(near("enterprise:smelter", origin=["inferred"])) == [("CONSULTS_FOR", "in", "person:q"), ("FEEDS", "in", "program:metal")]
    assert brief(near("county:a", origin=["reference"])) == [("PART_OF", "out", "region:z")]


def test_a_date_excludes_later_and_ended_relationships_and_marks_undated_ones(near: Near) -> None:
    rows = near("enterprise:smelter", as_of="2022-06")
    # excluded: FEEDS 2023 and 2024; included: the partnership of 2020 to 2023 and the advice since 2021
    assert [row["id"] for row in rows if not row.get("undated")] == [
        "CONSULTS_FOR~person:q~enterprise:smelter",
        "FEEDS~program:metal~enterprise:smelter~2022",
        "FEEDS~program:shop~enterprise:smelter~2021",
        "OPERATES_IN~enterprise:smelter~industry:c322",  # cannot have a date
        "PARTNERS_WITH~school:one~enterprise:smelter~co-cultivation",
        "TOOK_PART_IN~enterprise:smelter~activity:course",  # cannot have a date
    ]
    assert [row["type"] for row in rows if row.get("undated")] == ["LOCATED_IN", "MEMBER_OF", "SUPPORTS", "WORKS_FOR"]
    gone = {row["id"] for row in near("enterprise:smelter", as_of="2024")}
    assert "PARTNERS_WITH~school:one~enterprise:smelter~co-cultivation" not in gone
    assert not any(row.get("undated") for row in near("enterprise:smelter"))


@each("per_page", [1, 2, 3, 5, 12, 50])
@each("node", ["enterprise:smelter", "county:a", "school:one", "industry:c32"])
def test_paging_returns_each_relationship_once(store: Store, run: Loop, near: Near, node: str, per_page: int) -> None:
    seen, after = [], None
    while True:
        page = run(neighbours.neighbours(store, node, Wanted(), after=after, limit=per_page))
        assert len(page.rows) <= per_page
        seen += page.rows
        if page.after is None:
            break
        after = neighbours.key_of(list(page.after))
    assert seen == near(node)


def test_counts_match_the_pages(store: Store, run: Loop) -> None:
    rows, version = run(neighbours.neighbour_counts(store, "enterprise:smelter", Wanted()))
    assert version == "by hand"
    assert [tuple(row.values())[:5] for row in rows if row["type"] in {"FEEDS", "LOCATED_IN"}] == [
        ("FEEDS", "in", "Program", 4, 2),
        ("LOCATED_IN", "out", "County", 1, 1),
    ]
    assert rows[1]["origins"] == {"documented": 3, "reference": 0, "inferred": 1, "simulated": 0}
    assert sum(row["relationships"] for row in rows) == len(SMELTER)
    # CONSULTS_FOR and PARTNERS_WITH have dates, FEEDS has years, OPERATES_IN and TOOK_PART_IN cannot have any
    undated = {row["type"]: row["undated"] for row in rows if row["undated"]}
    assert undated == {
        "LOCATED_IN": 1,
        "MEMBER_OF": 1,
        "SUPPORTS": 1,
        "WORKS_FOR": 1,
    }


@each("node", ["enterprise:smelter", "county:a", "alliance:x", "region:z"])
@each(
    "given",
    [{}, {"direction": "in"}, {"types": ("MEMBER_OF", "LOCATED_IN")}, {"labels": ("Enterprise",)}, {"chosen": Chosen(None, "2022")}],
)
def test_counts_add_up_to_the_neighbours(store: Store, run: Loop, node: str, given: dict[str, Any]) -> None:
    wanted = Wanted(**given)
    rows, _ = run(neighbours.neighbour_counts(store, node, wanted))
    page = run(neighbours.neighbours(store, node, wanted, after=None, limit=200))
    counted = {(row["type"], row["direction"], row["node_type"]): (row["relationships"], row["things"]) for row in rows}
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in page.rows:
        found.setdefault((row["type"], row["direction"], row["other"]["type"]), []).append(row["other"]["id"])
    assert counted == {key: (len(ids), len(set(ids))) for key, ids in found.items()}


def test_direct_evidence_covers_both_directions(store: Store, run: Loop) -> None:
    rows, more = run(neighbours.direct(store, "program:metal", "enterprise:smelter", Chosen()))
    assert [(row["year"], row["direction"]) for row in rows] == [(2022, "out"), (2023, "out"), (2024, "out")]
    assert more is False
    rows, _ = run(neighbours.direct(store, "enterprise:smelter", "program:metal", Chosen(None, "2022")))
    assert [(row["year"], row["direction"]) for row in rows] == [(2022, "in")]
    assert run(neighbours.direct(store, "school:two", "enterprise:smelter", Chosen())) == ([], False)


@each("keys", [[], ["FEEDS"], ["FEEDS", "a", "in"], ["NOPE", "a", "in", "x"], ["FEEDS", "a", "up", "x"], ["FEEDS", "a", "in", 1]], ids=str)
def test_an_invented_cursor_is_refused(keys: list[Any]) -> None:
    with pytest.raises(BadValueError):
        neighbours.key_of(keys)


def test_a_page_of_other_data_is_refused(store: Store, run: Loop) -> None:
    with pytest.raises(DataChangedError, match=r"Start again with cursor=\*"):
        run(neighbours.neighbours(store, "enterprise:smelter", Wanted(), after=None, limit=1, version="another"))
