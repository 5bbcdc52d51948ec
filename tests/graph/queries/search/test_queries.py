"""What comes first for a table of queries on the documented data: names and parts of names in both languages, pinyin, other scripts."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from graph.database.reader import Store
from graph.errors import UnknownNameError
from graph.queries.lists.entities import page
from graph.queries.lists.request import ListRequest
from graph.queries.search.name_lookup import resolve, search
from tests.conftest import Loop
from tests.each import each

TABLE = Path(__file__).with_name("queries.csv")


def table() -> list[tuple[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [(row["query"], row["first"]) for row in csv.DictReader(file)]


@each(("query", "first"), table())
def test_the_first_hit_of_a_query(run: Loop, store: Store, query: str, first: str) -> None:
    hits = run(search(store, query))
    assert (hits[0]["id"] if hits else "") == first, [(hit["id"], hit["score"]) for hit in hits[:4]]


def test_the_table_has_sixty_queries() -> None:
    queries = [query for query, _ in table()]
    assert len(set(queries)) == len(queries) >= 60


@each("query", ["联合体", "lianheti", "格瑞普", "geruipu", "嘉禾职中"])
def test_a_search_of_names_only_reads_no_translation(run: Loop, store: Store, query: str) -> None:
    assert [hit["id"] for hit in run(search(store, query, names_only=True)) if not hit["near"]] == []


@each(
    ("query", "first"),
    [("桂阳", "county:431021"), ("guiyangxian", "county:431021"), ("jd.com", "enterprise:jd"), ("思科", "school:4143014819")],
)
def test_a_search_of_names_only_reads_every_form_of_a_name(run: Loop, store: Store, query: str, first: str) -> None:
    assert run(search(store, query, names_only=True))[0]["id"] == first


@each(
    ("text", "node"),
    [
        ("郴州自贸区新材料与信息技术产教联合体", "alliance:chenzhou-ftz-new-materials-it"),
        ("湖南格瑞普新能源", "enterprise:hunan-greep-new-energy"),
    ],
)
def test_a_working_translation_is_suggested_and_resolves_nothing(run: Loop, store: Store, text: str, node: str) -> None:
    with pytest.raises(UnknownNameError) as raised:
        run(resolve(store, "Thing", text))
    assert node in raised.value.nearest[0]


def test_a_hit_has_the_working_translation_apart_from_the_names(run: Loop, store: Store) -> None:
    hit = run(search(store, "联合体"))[0]
    assert (hit["name_zh"], hit["gloss_zh"]) == (None, "郴州自贸区新材料与信息技术产教联合体")
    assert "gloss_zh" not in run(search(store, "桂阳县"))[0]


@each(
    ("label", "q", "first"),
    [
        ("Alliance", "联合体", "alliance:chenzhou-ftz-new-materials-it"),
        ("Sector", "新材料", "sector:new-materials"),
        ("Enterprise", "格瑞普", "enterprise:hunan-greep-new-energy"),
    ],
)
def test_a_list_is_searched_by_working_translations_too(run: Loop, store: Store, label: str, q: str, first: str) -> None:
    assert run(page(store, ListRequest(label, q=q), limit=5)).rows[0]["id"] == first
