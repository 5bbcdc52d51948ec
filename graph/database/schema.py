"""Constraints and indexes, derived from the declared model. They are the same on every server.

The schema has a unique constraint on the ids of all nodes and of ``Meta``, per label a range index on ``id`` and on each property that is
declared with ``index``, and one full-text index ``names`` over the names in both languages, the aliases, the working translations, the
search words, and the terms of :func:`graph.queries.search.full_text.search_text`. The bulk importer of the Community edition cannot create
constraints or indexes, so both loaders call :func:`ensure`.

:func:`ensure` may be called on a database in any state: it keeps what matches, replaces an object that has the same name and another
definition, and returns when every index is online.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import neo4j

from graph.errors import DatabaseError
from seed.columns import columns
from seed.model import NODES
from seed.progress import Progress

FULLTEXT = "names"
NAME_PROPERTIES = ("name", "name_zh", "aliases", "search")
"""The indexed properties of the names of an entity. The others hold its working translation and its search words."""
FULLTEXT_PROPERTIES = (*NAME_PROPERTIES, "gloss_zh", "search_words", "search_gloss")
_ANALYZER = "cjk"
_PATIENCE = 3600.0
_PAUSE = 0.1


@dataclass(frozen=True)
class Item:
    """A constraint or index: name, kind (as in ``SHOW INDEXES``), labels, properties and the statement that creates it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    properties: tuple[str, ...]
    unique: bool
    statement: str


@cache
def items() -> tuple[Item, ...]:
    """Return every constraint and index of the declared model, constraints first."""
    return (_unique("Thing", "id"), _unique("Meta", "id"), *_ranges(), _fulltext())


def statements() -> tuple[str, ...]:
    """Return the statements that create the schema, in order. Each is idempotent."""
    return tuple(item.statement for item in items())


def ensure(driver: neo4j.Driver, database: str = "neo4j", *, progress: Progress | None = None) -> None:
    """Create what is missing, replace what differs and wait until every index is online.

    :raises DatabaseError: an index failed to build, or was not built within an hour.
    """
    with driver.session(database=database) as session:
        existing = _drop_different(session)
        missing = [item for item in items() if item.name not in existing]
        if missing:
            _create(session, missing)
        _await(session, progress)


def _create(session: neo4j.Session, missing: list[Item]) -> None:
    """Create all in one transaction, which is several times as fast as one transaction each."""
    with session.begin_transaction(timeout=_PATIENCE) as transaction:
        for item in missing:
            transaction.run(item.statement).consume()
        transaction.commit()


def _unique(label: str, key: str) -> Item:
    name = f"{label.lower()}_{key}"
    text = f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"
    return Item(name, "RANGE", (label,), (key,), True, text)


def _ranges() -> Iterator[Item]:
    for label, cls in NODES.items():
        for key in ("id", *(column.name for column in columns(cls) if column.index)):
            name = f"{label.lower()}_{key}"
            yield Item(name, "RANGE", (label,), (key,), False, f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.`{key}`)")


def _fulltext() -> Item:
    fields = ", ".join(f"n.{name}" for name in FULLTEXT_PROPERTIES)
    text = (
        f"CREATE FULLTEXT INDEX {FULLTEXT} IF NOT EXISTS FOR (n:Thing) ON EACH [{fields}] "
        f"OPTIONS {{indexConfig: {{`fulltext.analyzer`: '{_ANALYZER}'}}}}"
    )
    return Item(FULLTEXT, "FULLTEXT", ("Thing",), FULLTEXT_PROPERTIES, False, text)


def _drop_different(session: neo4j.Session) -> set[str]:
    """Drop each object that has a declared name and another definition. Return the names of those that match the declaration."""
    rows = {
        row["name"]: row for row in _run(session, "SHOW INDEXES YIELD name, type, labelsOrTypes, properties, owningConstraint, options")
    }
    matching = set()
    for item in items():
        row = rows.get(item.name)
        if row is not None and _same(item, row):
            matching.add(item.name)
        elif row is not None:
            kind = "INDEX" if row["owningConstraint"] is None else "CONSTRAINT"
            _run(session, f"DROP {kind} {item.name} IF EXISTS")
    return matching


def _same(item: Item, row: dict[str, Any]) -> bool:
    analyzer = row["options"].get("indexConfig", {}).get("fulltext.analyzer")
    return (
        row["type"] == item.kind
        and tuple(row["labelsOrTypes"] or ()) == item.labels
        and tuple(row["properties"] or ()) == item.properties
        and (row["owningConstraint"] is not None) is item.unique
        and (item.kind != "FULLTEXT" or analyzer == _ANALYZER)
    )


def _await(session: neo4j.Session, progress: Progress | None) -> None:
    """Poll until every index is online. Each poll is short, so the transaction timeout of the server does not end the wait."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        rows = _run(session, "SHOW INDEXES YIELD name, state, populationPercent")
        failed = [row["name"] for row in rows if row["state"] == "FAILED"]
        if failed:
            raise DatabaseError(
                f"The database failed to build these indexes: {', '.join(failed)}.", hint="Check the database log, then load again."
            )
        if all(row["state"] == "ONLINE" for row in rows):
            break
        if time.monotonic() > deadline:
            raise DatabaseError("The indexes were not built within an hour.", hint="Load again.")
        if progress is not None:
            progress("indexes online", int(sum(row["populationPercent"] for row in rows)), 100 * len(rows))
        time.sleep(_PAUSE)
    if progress is not None:
        progress("indexes online", 100 * len(rows), 100 * len(rows))


def _run(session: neo4j.Session, text: str) -> list[dict[str, Any]]:
    return session.run(neo4j.Query(text, timeout=_PATIENCE)).data()
