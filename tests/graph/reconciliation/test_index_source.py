"""The index read from the database equals the one from the files and is built once per data version."""

from __future__ import annotations

import asyncio

import pytest

from graph.database.cypher_files import text_of
from graph.database.reader import Store
from graph.errors import DatabaseUnavailableError
from graph.reconciliation.extension import every_property, extend, properties_of
from graph.reconciliation.index import Index
from graph.reconciliation.index_source import TYPES, Matcher
from seed.model import NODES
from tests.conftest import GraphDB, Loop
from tests.graph.reconciliation import golden


def plain(index: Index) -> set[tuple[object, ...]]:
    return {
        (one.id, one.names, one.aliases, one.code, one.kind, one.level, one.origin, tuple(sorted(one.within)))
        for one in index.things
        if one.origin != "simulated"
    }


def test_index_from_database_equals_index_from_files(store: Store, run: Loop) -> None:
    found = run(Matcher().index(store))
    wanted = {(*row[:4], row[4] or _default(str(row[0])), *row[5:]) for row in plain(golden.index())}
    assert {(*row[:4], row[4] or _default(str(row[0])), *row[5:]) for row in plain(found)} == wanted


def _default(node_id: str) -> str | None:
    return "named" if node_id.startswith(("school:", "enterprise:")) else None


def test_the_index_has_no_working_translation_no_search_word_and_no_weak_name(store: Store, run: Loop) -> None:
    text = "MATCH (n:Thing) RETURN n.id AS id, n.gloss_zh AS gloss, n.search_words AS words, n.name_zh AS name, n.name_zh_certainty AS weak"
    found = run(Matcher().index(store))
    excluded = {
        row["id"]: {row["gloss"], *(row["words"] or ()), row["name"] if row["weak"] else None} - {None} for row in run(store.run(text, {}))
    }
    assert sum(map(bool, excluded.values())) > 80
    assert [one.id for one in found.things if excluded[one.id].intersection(one.names + one.aliases)] == []


def test_queries_are_read_only(store: Store, run: Loop) -> None:
    for name in ("names_to_match", "extension"):
        kind, _ = run(store.explain(text_of("browse", name)))
        assert kind == "r"


def test_concurrent_requests_build_one_index(store: Store, run: Loop) -> None:
    matcher = Matcher()

    async def together() -> list[Index]:
        return await asyncio.gather(*(matcher.index(store) for _ in range(5)))

    found = run(together())
    assert all(one is found[0] for one in found)
    assert run(matcher.index(store)) is found[0]


def test_cancelled_request_does_not_cancel_the_build(store: Store, run: Loop) -> None:
    matcher = Matcher()

    async def cancel_first() -> Index:
        first = asyncio.create_task(matcher.index(store))
        await asyncio.sleep(0)
        first.cancel()
        return await matcher.index(store)

    assert len(run(cancel_first())) > 100


def test_new_data_version_builds_a_new_index(documented: GraphDB, store: Store, run: Loop) -> None:
    matcher = Matcher()
    before = run(matcher.index(store))
    kept = documented.run("MATCH (m:Meta {id: 'meta'}) RETURN m.data_version AS version")[0]["version"]
    try:
        documented.run("MATCH (m:Meta {id: 'meta'}) SET m.data_version = $version", version="beef" * 16)
        run(store.poll())
        after = run(matcher.index(store))
        assert after is not before
        assert len(after) == len(before)
    finally:
        documented.run("MATCH (m:Meta {id: 'meta'}) SET m.data_version = $version", version=kept)
        run(store.poll())


def test_unavailable_database_is_reported_and_not_cached(documented: GraphDB, store: Store, run: Loop) -> None:
    matcher = Matcher()
    away = run(Store.open("bolt://127.0.0.1:1", *documented.auth))
    try:
        with pytest.raises(DatabaseUnavailableError):
            run(matcher.index(away))
    finally:
        run(away.close())
    assert len(run(matcher.index(store))) > 100


def test_every_type_has_properties_and_people_are_excluded() -> None:
    assert set(TYPES) <= set(NODES)
    assert not {"Person", "Source", "Claim"} & set(TYPES)
    for label in TYPES:
        ids = [one.id for one in properties_of(label)]
        assert len(ids) == len(set(ids)) > 3
        assert {"name", "name_zh", "origin"} <= set(ids)
    assert len(every_property()) > 50


def test_properties_of_unknown_entities_are_empty(store: Store, run: Loop) -> None:
    index = run(Matcher().index(store))
    found = run(extend(store, index, ["county:431021", "county:999999", "county:431021"], ["code", "employees"], 5))
    assert found == {"county:431021": {"code": [{"str": "431021"}], "employees": []}, "county:999999": {"code": [], "employees": []}}
