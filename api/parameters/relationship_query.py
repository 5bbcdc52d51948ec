"""Parse the parameters of a list of relationships into a :class:`graph.queries.lists.relationship_request.EdgeRequest`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Query

from api.dependencies import StoresDep
from api.parameters.cursors import START, Resume, fingerprint, refused, unseal
from api.parameters.include import BOUNDS
from api.parameters.list_query import (
    CursorParam,
    PerPageParam,
    TotalParam,
    check_group_combination,
    sort_keys,
)
from api.parameters.names import EDGE_TYPES, joined, listed, types_query
from api.parameters.selection import PlacedDep
from api.parameters.values import placed
from graph.database.reader import Store
from graph.errors import UnknownNameError
from graph.queries.filters import parser
from graph.queries.filters.name_resolution import END, common_fields, end_labels
from graph.queries.filters.name_resolution import START as START_NAME
from graph.queries.includes.parser import Root, parse
from graph.queries.lists.groups import GroupKey, edge_group_keys
from graph.queries.lists.relationship_request import ALWAYS, SENTENCES, EdgeRequest, all_fields, orders_of
from seed.bilingual import Bilingual, sentences
from seed.model import EDGES
from seed.suggestions import nearest

TypesParam = Annotated[list[str], types_query(listed(EDGE_TYPES), "Types of relationships", example="FEEDS")]
FilterParam = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=parser.LONGEST,
        description="Filter, in the syntax of entity lists, on properties that all requested types have and on paths from `start` and "
        "`end`: `year:>2022,start.level:secondary,end.county:431024`. `/v1/relationships/filters` lists the valid names.",
        examples=["start.origin:documented"],
    ),
]
QParam = Annotated[
    str | None,
    Query(min_length=1, max_length=200, description="Only relationships of which one end matches this search text.", examples=["jiahe"]),
]
SortParam = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=200,
        description="Comma-separated properties to sort by, also `start` and `end` (by id); prefix `-` for descending. Missing values come "
        "last. Default: by start, end and type.",
        examples=["-start"],
    ),
]
SelectParam = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=500,
        description="Comma-separated properties to return; `id`, `type`, `start`, `end`, `origin`, `href` and what identifies a "
        "relationship (`year`, `form`, `crosswalk`) are always included. A path selects properties of the start, of the end or of an "
        "included entity (`year,start.name,end.level`).",
        examples=["sources,start.name"],
    ),
]
IncludeParam = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=300,
        description="Comma-separated entities to add: `start` or `end` with all properties, paths from them such as `start.school`, which "
        f"are added to the entity as `included`, or `sources` of the relationship. {BOUNDS}",
        examples=["sources"],
    ),
]
GroupParam = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=200,
        description="Count relationships by group instead of listing them: one or two of `type`, `start`, `end`, properties and paths, "
        "such as `start.level,end.county`.",
        examples=["type"],
    ),
]


@dataclass(frozen=True)
class RelationshipQuery:
    """A validated query: the request, its groups, and the page. ``place`` is resolved by :func:`located`."""

    request: EdgeRequest
    groups: tuple[GroupKey, ...]
    per_page: int
    total: bool
    resume: Resume | None
    fingerprint: str
    place: str | None = None


async def located(store: Store, query: RelationshipQuery) -> RelationshipQuery:
    """Return the query with its place resolved.

    :raises UnknownNameError: no county or region has the name.
    """
    return replace(query, request=replace(query.request, place=await placed(store, query.place)))


async def relationship_query(
    *,
    stores: StoresDep,
    chosen: PlacedDep,
    types: TypesParam,
    filter: FilterParam = None,
    q: QParam = None,
    sort: SortParam = None,
    select: SelectParam = None,
    include: IncludeParam = None,
    group_by: GroupParam = None,
    total: TotalParam = False,
    per_page: PerPageParam = 50,
    cursor: CursorParam = START,
) -> RelationshipQuery:
    """Read the parameters of a list of relationships."""
    kinds = check_types(joined(types) or "")
    check_group_combination({"group_by": group_by, "sort": sort, "select": select, "include": include})
    choices = stores.current.choices if stores.current is not None else None
    request = replace(
        shown_of(kinds, include, select),
        filter=parser.parse_edge(filter, kinds, choices) if filter is not None else (),
        origin=chosen.origin,
        as_of=chosen.as_of,
        q=q,
        sort=sort_keys(sort, ", ".join(kinds), _sortable(kinds)) if sort is not None else (),
    )
    groups = edge_group_keys(group_by, kinds) if group_by is not None else ()
    mark = fingerprint("relationships", kinds, filter, q, chosen, request.sort, group_by)
    resume = unseal(cursor, mark)
    _check_resume(resume, request, groups)
    return RelationshipQuery(request, groups, per_page, total, resume, mark, chosen.place)


def shown_of(kinds: tuple[str, ...], include: str | None, select: str | None) -> EdgeRequest:
    """Return the request for relationships of some types that shows what ``include`` and ``select`` name.

    :raises UnknownNameError: a name does not exist; carries the nearest names.
    :raises BadValueError: too many names, too long a path, or a selected entity that is not included.
    """
    selected = parse(include, select, root_of(kinds))
    return EdgeRequest(
        kinds,
        select=None if selected.select is None else tuple(name for name in selected.select if name not in ALWAYS),
        start=selected.members[START_NAME],
        end=selected.members[END],
        includes=selected.includes,
    )


def check_types(text: str) -> tuple[str, ...]:
    """Parse a comma-separated list of relationship types, without duplicates, in alphabetical order.

    :raises UnknownNameError: a type does not exist; carries similar names.
    """
    names = sorted({part.strip() for part in text.split(",")})
    for name in names:
        if name not in EDGES:
            near = nearest(name, EDGES)
            valid = None if near else Bilingual(f"Valid types: {', '.join(EDGES)}.", f"可用类型：{'、'.join(EDGES)}。")
            detail = Bilingual(f"Unknown relationship type '{name}'.", f"未知的关系类型“{name}”。")
            raise UnknownNameError(sentences(detail, valid), nearest=near, pointer="/query/type")
    return tuple(names)


def _sortable(kinds: tuple[str, ...]) -> Mapping[str, str]:
    return {"start": "str", "end": "str", **{name: column.kind for name, column in common_fields(kinds).items()}}


def root_of(kinds: tuple[str, ...]) -> Root:
    """Return the kind of row that relationships of some types are."""
    members = {name: end_labels(kinds, forward=name == END) for name in (START_NAME, END)}
    return Root(", ".join(kinds), tuple(dict.fromkeys((*ALWAYS, *SENTENCES, *all_fields(kinds)))), members=members)


def _check_resume(resume: Resume | None, request: EdgeRequest, groups: tuple[GroupKey, ...]) -> None:
    if resume is None:
        return
    if groups:
        fits = len(resume.keys) == 1 and isinstance(resume.keys[0], int) and 0 <= resume.keys[0] < 2**31
    else:
        orders = orders_of(request)
        fits = len(resume.keys) == len(orders) and all(order.fits(key) for order, key in zip(orders, resume.keys, strict=True))
    if not fits:
        raise refused()


QueryDep = Annotated[RelationshipQuery, Depends(relationship_query)]
