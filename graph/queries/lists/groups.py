"""Groups of a list: the number of rows for each value of one or two keys.

A key is a property, or a path to an entity or to a property of an entity (``county``, ``offers.major.group``). Every row is in exactly one
group, so the counts add up to the list: a row without a value is in the group ``unknown``, a row with more than one value (a school in two
counties, two sources) in the group ``several``. Dates are grouped by year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.database.reader import Store
from graph.database.records import node_item
from graph.errors import BadValueError
from graph.export.columns import ExportColumn, Kind
from graph.queries.filters.compiler import Compiler, property_of
from graph.queries.filters.parser import path_of
from graph.queries.filters.syntax_tree import Step
from graph.queries.lists.cypher import check_unchanged, rows_of
from graph.queries.lists.request import ListRequest
from seed.columns import Column
from seed.model import ORIGINS, weakest

POINTER = "/query/group_by"
MOST = 2
STATES = ("known", "several", "unknown")


@dataclass(frozen=True)
class GroupKey:
    """A key: a path and the property at its end; ``column`` None: the path ends at an entity."""

    name: str
    way: tuple[Step, ...]
    column: Column | None
    on_edge: bool = False


@dataclass(frozen=True)
class Groups:
    """A page of groups, largest first, and their total number; ``rows`` is the number of rows of all groups, the total of the list."""

    groups: list[dict[str, Any]]
    groups_total: int
    rows: int
    origins: dict[str, int]
    data_version: str


def group_keys(text: str, label_name: str) -> tuple[GroupKey, ...]:
    """Parse keys such as ``level,county``.

    :raises BadValueError: more than two keys, or the same key twice.
    :raises UnknownNameError: an unknown name.
    """
    names = [name.strip() for name in text.split(",")]
    if len(names) > MOST or len(set(names)) < len(names):
        raise BadValueError(
            f"'{text}' is not one or two different keys.", pointer=POINTER, hint="Separate two keys with a comma: level,county."
        )
    keys = []
    for name in names:
        way, end = path_of(name, label_name, pointer=POINTER)
        step = (end.step,) if end.step is not None else ()
        keys.append(GroupKey(name, (*way, *step), end.column, end.on_edge))
    return tuple(keys)


async def groups(
    store: Store, request: ListRequest, keys: tuple[GroupKey, ...], *, skip: int, limit: int, version: str | None = None
) -> Groups:
    """Count the rows of a list by keys.

    :param version: the data version of the previous page of groups.
    :raises DataChangedError: the data version has changed since.
    """
    text, parameters = groups_text(request, keys)
    async with store.reading() as served:
        check_unchanged(version, served)
        result = (await store.run(text, {**parameters, "skip": skip, "limit": limit}))[0]
        things = await _things(store, [row["keys"] for row in result["groups"]], keys)
    page = [_group(row, keys, things) for row in result["groups"]]
    counts: dict[str, int] = {name: result["origins"][place] for place, name in enumerate(ORIGINS)}
    return Groups(page, result["groups_total"], result["total"], counts, served)


def columns_of(keys: tuple[GroupKey, ...]) -> tuple[ExportColumn, ...]:
    """Return the columns of an export of groups: each key with its state, then the counts."""
    columns = []
    for key in keys:
        kind: Kind = "node" if key.column is None else "str" if key.column.kind in {"date", "words"} else key.column.kind
        columns += [ExportColumn(key.name, kind), ExportColumn(f"{key.name}_state", "str")]
    return (*columns, *(ExportColumn(name, "int") for name in ("count", *ORIGINS)), ExportColumn("origin", "str"))


def row_of(group: dict[str, Any]) -> dict[str, Any]:
    """Return a group as a row of an export."""
    row: dict[str, Any] = {}
    for key in group["keys"]:
        row |= {key["name"]: key["thing"] or key["value"], f"{key['name']}_state": key["state"]}
    present = [origin for origin in ORIGINS if group["origins"][origin]]
    return {**row, "count": group["count"], **group["origins"], "origin": weakest(present)}


def groups_text(request: ListRequest, keys: tuple[GroupKey, ...]) -> tuple[str, dict[str, Any]]:
    """Return the Cypher that counts, and its parameters without ``skip`` and ``limit``."""
    rows = rows_of(request)
    names = [f"k{place}" for place in range(len(keys))]
    values = ", ".join(f"{_values(key, rows.compiler)} AS {name}" for key, name in zip(keys, names, strict=True))
    state = "CASE size({0}) WHEN 1 THEN 0 WHEN 0 THEN 2 ELSE 1 END AS s{0}, CASE size({0}) WHEN 1 THEN {0}[0] END AS v{0}"
    parts = ", ".join(state.format(name) for name in names)
    flat = ", ".join(f"s{name}, v{name}" for name in names)
    pairs = ", ".join(f"[s{name}, v{name}]" for name in names)
    origins = ", ".join(f"sum(CASE origin WHEN '{origin}' THEN 1 ELSE 0 END) AS {origin}" for origin in ORIGINS)
    listed = "[" + ", ".join(ORIGINS) + "]"
    totals = ", ".join(f"sum({origin})" for origin in ORIGINS)
    return (
        f"CYPHER 5 {rows.text} WITH n.origin AS origin, {values} WITH origin, {parts} "
        f"WITH {flat}, count(*) AS rows, {origins} ORDER BY rows DESC, {flat} "
        f"WITH collect({{keys: [{pairs}], count: rows, origins: {listed}}}) AS every, sum(rows) AS total, [{totals}] AS origins "
        "RETURN every[$skip..$skip + $limit] AS groups, size(every) AS groups_total, coalesce(total, 0) AS total, origins"
    ), rows.compiler.parameters


def _values(key: GroupKey, compiler: Compiler) -> str:
    """Return an expression for the list of the values of a row, cut to two: more values do not change the state."""
    if not key.way:
        assert key.column is not None
        name = property_of("n", key.column)
        if key.column.kind == "words":
            return f"coalesce({name}, [])"
        value = f"left({name}, 4)" if key.column.kind == "date" else name
        return f"CASE WHEN {name} IS NULL THEN [] ELSE [{value}] END"
    node, parts, edge = "n", [], ""
    for step in key.way:
        edge, end = compiler.variable("r"), compiler.variable("x")
        conditions = compiler.visible(edge, step.edge)
        parts.append(f"MATCH {compiler.step(step, node, edge, end)}" + (f" WHERE {' AND '.join(conditions)}" if conditions else ""))
        node = end
    if key.column is None:
        return f"COLLECT {{ {' '.join(parts)} RETURN DISTINCT {node}.id AS value LIMIT 2 }}"
    name = property_of(edge if key.on_edge else node, key.column)
    if key.column.kind == "words":
        return f"COLLECT {{ {' '.join(parts)} UNWIND {name} AS value RETURN DISTINCT value LIMIT 2 }}"
    value = f"left({name}, 4)" if key.column.kind == "date" else name
    return f"COLLECT {{ {' '.join(parts)} WITH DISTINCT {value} AS value WHERE value IS NOT NULL RETURN value LIMIT 2 }}"


async def _things(store: Store, rows: list[list[list[Any]]], keys: tuple[GroupKey, ...]) -> dict[str, dict[str, Any]]:
    """Return the entities that are group values, by id."""
    places = [place for place, key in enumerate(keys) if key.column is None]
    ids = sorted({row[place][1] for row in rows for place in places if row[place][1] is not None})
    if not ids:
        return {}
    text = "CYPHER 5 MATCH (n:Thing) WHERE n.id IN $ids RETURN collect(n {.id, .name, .name_zh, .kind, .origin}) AS rows"
    nodes = (await store.run(text, {"ids": ids}))[0]["rows"]
    return {node["id"]: node_item(node) for node in nodes}


def _group(row: dict[str, Any], keys: tuple[GroupKey, ...], things: dict[str, dict[str, Any]]) -> dict[str, Any]:
    items = []
    for key, (state, value) in zip(keys, row["keys"], strict=True):
        thing = things.get(value) if key.column is None else None
        items.append({"name": key.name, "state": STATES[state], "value": value, "thing": thing})
    return {"keys": items, "count": row["count"], "origins": dict(zip(ORIGINS, row["origins"], strict=True))}
