"""Walks over the pages of every route that has rows, on the small graph: each row once, in order, with what the request shows of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx

from seed.model import NODES as TYPES
from seed.model import edge_id
from tests.api.conftest import EDGES, NODES, VERSION
from tests.conftest import GraphDB
from tests.each import each

PROGRAM = "/v1/programs/program:a.mold"
ROUTES: dict[str, dict[str, str]] = {
    **{f"/v1/{TYPES[label].path}": {"sort": "-name", "include": "sources", "select": "name"} for label in {label for label, _ in NODES}},
    "/v1/relationships": {"type": "FEEDS,LOCATED_IN,OFFERS", "sort": "-end", "include": "start,sources", "select": "sources,end.name"},
    PROGRAM: {"include": "sources", "select": "name"},
    f"{PROGRAM}/neighbours": {"include": "other,sources", "select": "sources,other.note"},
    "/v1/questions/evidence-for": {"thing": "program:a.mold", "include": "other,sources", "select": "other.note"},
    "/v1/questions/enterprises-fed-by-programs": {"include": "enterprise.county", "select": "enterprise.note"},
    "/v1/measures/consortium/audit": {"key": "has|school:a|counties"},
}
"""The routes that have rows on the small graph, with parameters of each kind that they accept."""


def part(body: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a response that is paged: of an entity, its relationships."""
    paged: dict[str, Any] = body.get("relationships") or body
    return paged


def walk(client: httpx.Client, path: str, params: dict[str, str], per_page: int) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of each page."""
    cursor: str | None = "*"
    while cursor is not None:
        response = client.get(path, params={**params, "per_page": per_page, "cursor": cursor})
        assert response.status_code == 200, response.text
        body = part(response.json())
        assert len(body["results"]) == body["meta"]["count"] <= per_page
        yield body["results"]
        cursor = body["meta"]["next_cursor"]


def key(row: dict[str, Any]) -> str:
    """Return what identifies a row."""
    return str(row.get("id") or sorted((name, one["id"]) for name, one in row.items() if isinstance(one, dict) and "id" in one))


@each("path", list(ROUTES))
def test_a_walk_has_each_row_once(client: httpx.Client, path: str) -> None:
    rows = [key(row) for page in walk(client, path, ROUTES[path], 1) for row in page]
    assert len(rows) == len(set(rows)) > 0


@each("path", list(ROUTES))
def test_a_walk_has_the_rows_of_a_single_page(client: httpx.Client, path: str) -> None:
    [whole] = walk(client, path, ROUTES[path], 200)
    assert [row for page in walk(client, path, ROUTES[path], 2) for row in page] == whole


@each("label", sorted({label for label, _ in NODES}))
def test_a_sorted_list_has_all_entities_in_order(client: httpx.Client, label: str) -> None:
    path = f"/v1/{TYPES[label].path}"
    rows = [row["id"] for page in walk(client, path, ROUTES[path], 1) for row in page]
    listed = sorted(row["id"] for name, row in NODES if name == label)
    names = {row["id"]: row["name"] for _, row in NODES}
    assert rows == sorted(listed, key=names.__getitem__, reverse=True)


def ids_of(*kinds: str, at: str | None = None) -> list[str]:
    """Return the ids of the relationships of the small graph, of some types or of an entity."""
    return [edge_id(kind, start, end, row) for start, kind, end, row in EDGES if (kind in kinds if at is None else at in {start, end})]


def test_a_list_of_relationships_has_all_of_its_types(client: httpx.Client) -> None:
    rows = [row["id"] for page in walk(client, "/v1/relationships", ROUTES["/v1/relationships"], 1) for row in page]
    assert sorted(rows) == sorted(ids_of("FEEDS", "LOCATED_IN", "OFFERS"))


@each("entity", [row["id"] for _, row in NODES])
def test_an_entity_has_each_of_its_relationships_once(client: httpx.Client, entity: str) -> None:
    label = next(name for name, row in NODES if row["id"] == entity)
    path = f"/v1/{TYPES[label].path}/{entity}/neighbours"
    rows = [row["id"] for page in walk(client, path, {"include": "other"}, 1) for row in page]
    assert sorted(rows) == sorted(ids_of(at=entity))


def test_every_row_names_both_ends_in_the_same_way(client: httpx.Client) -> None:
    paths = {path: ROUTES[path] for path in ("/v1/relationships", PROGRAM, f"{PROGRAM}/neighbours")}
    rows = [row for path, params in paths.items() for row in part(client.get(path, params=params).json())["results"]]
    rows += client.get("/v1/graph", params={"start": "program:a.mold"}).json()["edges"]["results"]
    rows += [row["relationship"] for row in client.get("/v1/questions/evidence-for", params={"thing": "program:a.mold"}).json()["results"]]
    fed = [row for row in rows if row["id"] == "FEEDS~program:a.mold~enterprise:x~2024"]
    short = ("id", "type", "name", "name_zh", "origin", "href")
    ends = {tuple(row[end].get(name) for end in ("start", "end") for name in short) for row in fed}
    assert (len(fed), len(ends)) == (5, 1)


# The last test: the servers of the module see the change and its reversal only after a while.
def test_a_walk_across_a_data_change_is_a_conflict_on_every_route(moving: httpx.Client, graph_server: GraphDB) -> None:
    def page(path: str, cursor: str) -> httpx.Response:
        while True:
            response = moving.get(path, params={**ROUTES[path], "per_page": 1, "cursor": cursor})
            if response.status_code != 503:
                return response

    cursors = {path: part(page(path, "*").json())["meta"]["next_cursor"] for path in ROUTES}
    walked = {path: cursor for path, cursor in cursors.items() if cursor is not None}
    assert len(walked) >= len(ROUTES) - 1, "only a type with one entity has no second page"
    graph_server.run("MATCH (m:Meta) SET m.state = 'loading'")
    graph_server.run("MATCH (m:Meta) SET m.state = 'ready', m.data_version = $v", v="beef" * 16)
    try:
        first = next(iter(walked))
        while (response := page(first, walked[first])).status_code == 200:
            assert part(response.json())["meta"]["data_version"] == VERSION  # change not noticed yet
        found = {path: page(path, cursor).status_code for path, cursor in walked.items()}
        assert found == dict.fromkeys(walked, 409)
    finally:
        graph_server.run("MATCH (m:Meta) SET m.state = 'ready', m.data_version = $v", v=VERSION)
