"""Groups of a list: the number of rows for each value of one or two keys.

A key is a property, or a path to an entity or to a property of an entity (``county``, ``offers.major.group``). Every row is in exactly one
group, so the counts add up to the list: a row without a value is in the group ``unknown``, a row with more than one value (a school in two
counties, two sources) in the group ``several``. Dates are grouped by year.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from graph.database.reader import Store
from graph.database.records import node_item
from graph.errors import BadValueError
from graph.export.columns import ExportColumn, Kind
from graph.queries.filters.compiler import Compiler, property_of
from graph.queries.filters.name_resolution import END, START, Scope
from graph.queries.filters.parser import path_of
from graph.queries.filters.syntax_tree import Step
from graph.queries.lists.cypher import Rows, check_unchanged, rows_of
from graph.queries.lists.entities import without_location
from graph.queries.lists.request import ListRequest
from graph.queries.lists.undated import depends_on_undated
from seed.bilingual import Bilingual
from seed.columns import Column
from seed.model import ORIGINS, weakest

POINTER = "/query/group_by"
MOST = 2
MOST_GROUPS = 1_000_000
"""Maximum number of groups in a file, equal to the row limit of a database result."""
STATES = ("known", "several", "unknown")


@dataclass(frozen=True)
class GroupKey:
    """A key: a path and the property at its end; ``column`` None: the path ends at an entity, or is the type of a relationship.

    ``root``: the variable from which the path starts: ``n``, or for relationships ``r``, ``a`` (the start) or ``b`` (the end).
    """

    name: str
    way: tuple[Step, ...]
    column: Column | None
    on_edge: bool = False
    root: str = "n"

    @property
    def is_entity(self) -> bool:
        """Whether the values are ids of entities."""
        return self.column is None and self.name != TYPE


@dataclass(frozen=True)
class Source:
    """The rows to be grouped: Cypher that binds them, their origin, and whether they are here because of an undated relationship."""

    text: str
    compiler: Compiler
    origin: str
    undated: str
    dated: bool


TYPE = "type"
"""The key for the types of relationships."""


@dataclass(frozen=True)
class Groups:
    """A page of groups, largest first, and their total number; ``rows`` is the number of rows of all groups, the total of the list."""

    groups: list[dict[str, Any]]
    groups_total: int
    rows: int
    origins: dict[str, int]
    data_version: str
    without_location: int | None = None
    undated: int | None = None
    """With a date: number of rows that are in the list or in their group because of a relationship without a date."""


def group_keys(text: str, label_name: str) -> tuple[GroupKey, ...]:
    """Parse keys such as ``level,county``.

    :raises BadValueError: more than two keys, or the same key twice.
    :raises UnknownNameError: an unknown name.
    """
    keys = []
    for name in _names(text):
        way, end = path_of(name, Scope((label_name,)), pointer=POINTER)
        step = (end.step,) if end.step is not None else ()
        keys.append(GroupKey(name, (*way, *step), end.column, end.on_edge))
    return tuple(keys)


def edge_group_keys(text: str, kinds: tuple[str, ...]) -> tuple[GroupKey, ...]:
    """Parse keys of relationships such as ``year,start.level``, ``end`` or ``type``; errors as in :func:`group_keys`."""
    keys = []
    for name in _names(text):
        if name == TYPE:
            keys.append(GroupKey(name, (), None, root="r"))
            continue
        way, end = path_of(name, Scope((), kinds=kinds), pointer=POINTER)
        steps = (*way, *((end.step,) if end.step is not None else ()))
        if steps and steps[0].name in {START, END}:
            root = "b" if steps[0].forward else "a"
            keys.append(GroupKey(name, steps[1:], end.column, end.on_edge and len(steps) > 1, root))
        else:
            keys.append(GroupKey(name, (), end.column, end.on_edge, "r"))
    return tuple(keys)


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if len(names) > MOST or len(set(names)) < len(names):
        raise BadValueError(
            Bilingual(f"'{text}' is not one or two different keys.", f"“{text}”不是一个或两个不同的键。"),
            pointer=POINTER,
            hint=Bilingual("Separate two keys with a comma: level,county.", "两个键之间用逗号分隔：level,county。"),
        )
    return names


async def groups(
    store: Store, request: ListRequest, keys: tuple[GroupKey, ...], *, skip: int, limit: int, version: str | None = None
) -> Groups:
    """Count the rows of a list by keys.

    :param version: the data version of the previous page of groups.
    :raises DataChangedError: the data version has changed since.
    """
    return await groups_of(
        store, source_of(request), keys, lambda: without_location(store, request), skip=skip, limit=limit, version=version
    )


async def groups_of(
    store: Store,
    source: Source,
    keys: tuple[GroupKey, ...],
    nowhere_of: Callable[[], Awaitable[int | None]],
    *,
    skip: int,
    limit: int,
    version: str | None = None,
) -> Groups:
    """Count rows by keys, as :func:`groups` does.

    :param nowhere_of: returns the number of rows that the place leaves out because they have no location.
    """
    text, parameters = groups_text(source, keys)
    async with store.reading() as served:
        check_unchanged(version, served)
        result = (await store.run(text, {**parameters, "skip": skip, "limit": limit}))[0]
        things = await _things(store, [row["keys"] for row in result["groups"]], keys)
        nowhere = await nowhere_of() if skip == 0 else None
    dated = source.dated
    page = [_group(row, keys, things, dated=dated) for row in result["groups"]]
    counts: dict[str, int] = {name: result["origins"][place] for place, name in enumerate(ORIGINS)}
    return Groups(page, result["groups_total"], result["total"], counts, served, nowhere, result["undated"] if dated else None)


def columns_of(keys: tuple[GroupKey, ...], *, dated: bool = False) -> tuple[ExportColumn, ...]:
    """Return the columns of an export of groups: each key with its state, then the counts; ``dated``: with the count of undated rows."""
    columns = []
    for key in keys:
        kind: Kind = "node" if key.is_entity else "str" if key.column is None or key.column.kind in {"date", "words"} else key.column.kind
        columns += [ExportColumn(key.name, kind), ExportColumn(f"{key.name}_state", "str")]
    return (
        *columns,
        *(ExportColumn(name, "int") for name in ("count", *(("undated",) if dated else ()), *ORIGINS)),
        ExportColumn("origin", "str"),
    )


def row_of(group: dict[str, Any]) -> dict[str, Any]:
    """Return a group as a row of an export."""
    row: dict[str, Any] = {}
    for key in group["keys"]:
        row |= {key["name"]: key["thing"] or key["value"], f"{key['name']}_state": key["state"]}
    present = [origin for origin in ORIGINS if group["origins"][origin]]
    undated = {"undated": group["undated"]} if "undated" in group else {}
    return {**row, "count": group["count"], **undated, **group["origins"], "origin": weakest(present)}


def source_of(request: ListRequest) -> Source:
    """Return the rows of a list of entities."""
    rows: Rows = rows_of(request)
    dated = request.as_of is not None
    return Source(rows.text, rows.compiler, "n.origin", depends_on_undated(request, rows) if dated else "false", dated)


def groups_text(source: Source, keys: tuple[GroupKey, ...]) -> tuple[str, dict[str, Any]]:
    """Return the Cypher that counts, and its parameters without ``skip`` and ``limit``."""
    names = [f"k{place}" for place in range(len(keys))]
    values = ", ".join(f"{_values(key, source.compiler)} AS {name}" for key, name in zip(keys, names, strict=True))
    undated = _undated(source, keys) if source.dated else "false"
    state = "CASE size({0}) WHEN 1 THEN 0 WHEN 0 THEN 2 ELSE 1 END AS s{0}, CASE size({0}) WHEN 1 THEN {0}[0] END AS v{0}"
    parts = ", ".join(state.format(name) for name in names)
    flat = ", ".join(f"s{name}, v{name}" for name in names)
    pairs = ", ".join(f"[s{name}, v{name}]" for name in names)
    origins = ", ".join(f"sum(CASE origin WHEN '{origin}' THEN 1 ELSE 0 END) AS {origin}" for origin in ORIGINS)
    listed = "[" + ", ".join(ORIGINS) + "]"
    totals = ", ".join(f"sum({origin})" for origin in ORIGINS)
    return (
        f"CYPHER 5 {source.text} WITH {source.origin} AS origin, {values}, {undated} AS undated WITH origin, undated, {parts} "
        f"WITH {flat}, count(*) AS rows, sum(CASE WHEN undated THEN 1 ELSE 0 END) AS undated, {origins} ORDER BY rows DESC, {flat} "
        f"WITH collect({{keys: [{pairs}], count: rows, undated: undated, origins: {listed}}}) AS every, sum(rows) AS total, "
        f"sum(undated) AS undated, [{totals}] AS origins "
        "RETURN every[$skip..$skip + $limit] AS groups, size(every) AS groups_total, coalesce(total, 0) AS total, "
        "coalesce(undated, 0) AS undated, origins"
    ), source.compiler.parameters


def _undated(source: Source, keys: tuple[GroupKey, ...]) -> str:
    """Return the expression that is true for a row that is in the list, or in its group, because of a relationship without a date."""
    ways, compiler = [f"({source.undated})"], source.compiler
    for key in keys:
        loose = _values(key, compiler)
        compiler.dated_only = True
        strict = _values(key, compiler)
        compiler.dated_only = False
        ways += [f"size({strict}) < size({loose})"] if key.way else []
    return " OR ".join(ways)


def _values(key: GroupKey, compiler: Compiler) -> str:
    """Return an expression for the list of the values of a row, cut to two: more values do not change the state."""
    if not key.way and key.column is None:
        return f"[type({key.root})]" if key.name == TYPE else f"[{key.root}.id]"
    if not key.way:
        assert key.column is not None
        name = property_of(key.root, key.column)
        if key.column.kind == "words":
            return f"coalesce({name}, [])"
        value = f"left({name}, 4)" if key.column.kind == "date" else name
        return f"CASE WHEN {name} IS NULL THEN [] ELSE [{value}] END"
    node, parts, edge = key.root, [], ""
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
    places = [place for place, key in enumerate(keys) if key.is_entity]
    ids = sorted({row[place][1] for row in rows for place in places if row[place][1] is not None})
    if not ids:
        return {}
    text = "CYPHER 5 MATCH (n:Thing) WHERE n.id IN $ids RETURN collect(n {.id, .name, .name_zh, .gloss_zh, .kind, .origin}) AS rows"
    nodes = (await store.run(text, {"ids": ids}))[0]["rows"]
    return {node["id"]: node_item(node) for node in nodes}


def _group(row: dict[str, Any], keys: tuple[GroupKey, ...], things: dict[str, dict[str, Any]], *, dated: bool) -> dict[str, Any]:
    items = []
    for key, (state, value) in zip(keys, row["keys"], strict=True):
        thing = things.get(value) if key.is_entity else None
        items.append({"name": key.name, "state": STATES[state], "value": value, "thing": thing})
    undated = {"undated": row["undated"]} if dated else {}
    return {"keys": items, "count": row["count"], **undated, "origins": dict(zip(ORIGINS, row["origins"], strict=True))}
