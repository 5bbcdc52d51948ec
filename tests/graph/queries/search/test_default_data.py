"""The queries of docs/search-queries.md on the default data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.database.reader import Store
from graph.errors import AmbiguousNameError
from graph.queries.search.name_lookup import resolve, search
from seed.model import label_of
from tests.conftest import GraphDB, Loop
from tests.each import each

PAGE = Path(__file__).resolve().parents[4] / "docs" / "search-queries.md"


def documented_hits() -> list[tuple[str, str]]:
    """Return each query of the page and the id of its first hit; empty if there is none."""
    rows = [line.strip("|\n").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.count("|") == 6]
    queries = [(cells[0].strip(), cells[3].split()[0]) for cells in rows[1:] if not set(cells[0].strip()) <= {"-"}]
    return [(query, "" if first == "none" else first) for query, first in queries]


@pytest.fixture(scope="module")
def default_store(default_data: GraphDB, open_store: Callable[[GraphDB], Store]) -> Store:
    return open_store(default_data)


def test_the_page_has_more_than_300_queries() -> None:
    assert len({query for query, _ in documented_hits()}) > 300


@each(("query", "first"), documented_hits())
def test_the_first_hit_is_the_documented_one(run: Loop, default_store: Store, query: str, first: str) -> None:
    hits = run(search(default_store, query, limit=1))
    assert (hits[0]["id"] if hits else "") == first


@each("character", list("长沙湘衡岳潭永兴郴"))
def test_a_single_character_finds_names_before_translations(run: Loop, default_store: Store, character: str) -> None:
    hits = run(search(default_store, character, limit=3))
    assert [hit["id"] for hit in hits if label_of(hit["id"]) in {"Observation", "Claim", "Source"}] == []


def test_programs_of_one_name_are_told_apart_by_their_schools(run: Loop, default_store: Store) -> None:
    with pytest.raises(AmbiguousNameError) as raised:
        run(resolve(default_store, "Program", "集成电路技术"))
    schools = [candidate.school_zh for candidate in raised.value.candidates]
    assert len(set(filter(None, schools))) == len(schools) > 1
