"""Parse list parameters into a :class:`graph.queries.lists.entities.ListRequest` and validate their combinations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Query

from api.dependencies import StoresDep
from api.parameters.cursors import CURSOR_HINT, LONGEST, MAX_PER_PAGE, START, Resume, fingerprint, refused, unseal
from api.parameters.include import IncludeParam, SelectParam, of_entity
from api.parameters.selection import PlacedDep
from api.parameters.values import placed
from graph.database.reader import Store
from graph.errors import BadValueError, UnknownNameError
from graph.queries.filters import parser
from graph.queries.filters.literals import SORTABLE
from graph.queries.filters.name_resolution import fields
from graph.queries.filters.parser import LONGEST as LONGEST_FILTER
from graph.queries.lists.entities import ListRequest, Sample, SortKey
from graph.queries.lists.groups import GroupKey, group_keys
from graph.queries.lists.keyset_order import order_of
from graph.queries.lists.request import MOST_KEYS
from graph.queries.lists.sampling import LARGEST_SAMPLE, MOST_IDS, check_ids
from seed.bilingual import Bilingual, sentences
from seed.model import NODES
from seed.suggestions import nearest


@dataclass(frozen=True)
class ListQuery:
    """A validated list query: the request, its groups, and the page.

    The request has no place yet: ``place`` is the one of the request as text, and :func:`located` resolves it.
    """

    request: ListRequest
    groups: tuple[GroupKey, ...]
    per_page: int
    total: bool
    resume: Resume | None
    fingerprint: str
    place: str | None = None


async def located(store: Store, query: ListQuery) -> ListQuery:
    """Return the query with its place resolved.

    :raises UnknownNameError: no county or region has the name.
    """
    if query.place is None:
        return query
    return replace(query, request=replace(query.request, place=await placed(store, query.place)))


def list_query(label: str) -> Callable[..., Awaitable[ListQuery]]:
    """Return the dependency that reads the list parameters of a type."""

    async def read(
        *,
        stores: StoresDep,
        chosen: PlacedDep,
        filter: FilterParam = None,
        q: QParam = None,
        ids: IdsParam = None,
        sort: SortParam = None,
        select: SelectParam = None,
        include: IncludeParam = None,
        group_by: GroupParam = None,
        total: TotalParam = False,
        sample: SampleParam = None,
        random_seed: RandomSeedParam = None,
        per_page: PerPageParam = 50,
        cursor: CursorParam = START,
    ) -> ListQuery:
        combined = {"ids": ids, "q": q, "sort": sort, "select": select, "include": include, "group_by": group_by, "sample": sample}
        combined["random_seed"] = random_seed
        _check_combination({name for name, value in combined.items() if value is not None} | ({"cursor"} if cursor != START else set()))
        selected = of_entity(include, select, label)
        request = ListRequest(
            label=label,
            filter=parser.parse(filter, label, stores.current.choices if stores.current is not None else None)
            if filter is not None
            else (),
            q=q,
            ids=check_ids(ids, label) if ids is not None else (),
            origin=chosen.origin,
            as_of=chosen.as_of,
            sort=check_sort(sort, label) if sort is not None else (),
            select=selected.select,
            includes=selected.includes,
            sample=Sample(sample, random_seed or 0) if sample is not None else None,
        )
        groups = group_keys(group_by, label) if group_by is not None else ()
        request_hash = fingerprint(label, filter, q, chosen, request.sort, request.sample, group_by)
        resume = unseal(cursor, request_hash)
        _check_resume(resume, request, groups)
        return ListQuery(request, groups, per_page, total, resume, request_hash, chosen.place)

    return read


_EXCLUSIVE: dict[str, tuple[str, ...]] = {
    "ids": ("q", "sort", "group_by", "sample", "cursor"),
    "group_by": ("sort", "select", "include", "sample"),
}
_REASONS = {
    "ids": Bilingual("with ids, rows are in the given order and on one page", "给出 ids 时，各行按给定顺序排在同一页"),
    "group_by": Bilingual("groups cover all rows and are sorted by size", "分组涵盖所有行，并按数量排序"),
}


def _check_combination(names: set[str]) -> None:
    """Reject contradictory parameters.

    :raises BadValueError: names both parameters.
    """
    for first, others in _EXCLUSIVE.items():
        for other in others:
            if first in names and other in names:
                raise BadValueError(
                    Bilingual(f"'{first}' and '{other}' cannot be combined.", f"“{first}”与“{other}”不能同时使用。"),
                    pointer=f"/query/{other}",
                    hint=Bilingual(f"Omit one of them: {_REASONS[first]}.", f"请去掉其中一个：{_REASONS[first].zh}。"),
                )
    if "random_seed" in names and "sample" not in names:
        raise BadValueError(
            Bilingual("'random_seed' requires 'sample'.", "“random_seed”须与“sample”一起使用。"),
            pointer="/query/random_seed",
            hint=Bilingual("Add for example sample=100.", "例如加上 sample=100。"),
        )


def check_group_combination(given: Mapping[str, object | None]) -> None:
    """Reject parameters that contradict ``group_by``.

    :raises BadValueError: names both parameters.
    """
    _check_combination({name for name, value in given.items() if value is not None})


def _check_resume(resume: Resume | None, request: ListRequest, groups: tuple[GroupKey, ...]) -> None:
    if resume is None:
        return
    if groups:
        fits = len(resume.keys) == 1 and isinstance(resume.keys[0], int) and 0 <= resume.keys[0] < 2**31
    else:
        orders = order_of(request)
        fits = len(resume.keys) == len(orders) and all(order.fits(key) for order, key in zip(orders, resume.keys, strict=True))
    if not fits:
        raise refused()


def check_sort(text: str, label: str) -> tuple[SortKey, ...]:
    """Parse sort keys such as ``-opened,name``.

    :raises UnknownNameError: a property does not exist; carries the nearest names.
    :raises BadValueError: a property cannot be sorted by, is repeated, or there are too many.
    """
    return sort_keys(text, label, {name: column.kind for name, column in fields(label).items()})


def sort_keys(text: str, label: str, kinds: Mapping[str, str]) -> tuple[SortKey, ...]:
    """Parse sort keys; ``kinds`` are the kinds of the properties, by name. Errors as in :func:`check_sort`."""
    keys = [SortKey(part.strip().removeprefix("-"), part.strip().startswith("-")) for part in text.split(",")]
    for key in keys:
        if key.name not in kinds:
            raise unknown(key.name, label, tuple(kinds), "/query/sort")
        if kinds[key.name] not in SORTABLE:
            raise BadValueError(
                Bilingual(f"'{key.name}' is a list and cannot be sorted by.", f"“{key.name}”是列表，不能用于排序。"),
                pointer="/query/sort",
                hint=Bilingual("Sort by another property.", "请改用其他属性排序。"),
            )
    if len(keys) > MOST_KEYS or len({key.name for key in keys}) < len(keys):
        raise BadValueError(
            Bilingual("Too many or repeated sort keys.", "排序键过多或重复。"),
            pointer="/query/sort",
            hint=Bilingual(f"Give at most {MOST_KEYS} properties, each once.", f"最多 {MOST_KEYS} 个属性，每个只写一次。"),
        )
    return tuple(keys)


def unknown(name: str, label: str, properties: tuple[str, ...], pointer: str) -> UnknownNameError:
    """Return the error for a property that a type does not have."""
    near = nearest(name, properties)
    title_zh = NODES[label].title_zh if label in NODES else label
    detail = Bilingual(f"{label} has no property '{name}'.", f"{title_zh}没有属性“{name}”。")
    listed = None if near else Bilingual(f"Properties: {', '.join(properties)}.", f"可用属性：{'、'.join(properties)}。")
    return UnknownNameError(sentences(detail, listed), nearest=near, pointer=pointer)


def query_dep(label: str) -> Any:
    """Return the annotated dependency for the list endpoint of a type."""
    return Annotated[ListQuery, Depends(list_query(label))]


_FILTER = (
    "Filter conditions: `,` and, `|` or, `!` not, `>` `>=` `<` `<=`; paths along relationships (`offers.major.code:660108`), ids or codes "
    '(`member_of:alliance:x`), `has:feeds`. Quote texts that contain `,` `|` `(` `)` or `"`. `/filters` of each type lists the valid names.'
)


_IDS = f"Comma-separated ids or codes, at most {MOST_IDS}. Rows are returned in this order. `meta.missing` lists the ids that do not exist."


_SORT = "Comma-separated properties to sort by; prefix `-` for descending. Missing values come last. Default: by id."


_GROUP = "Count rows by group instead of listing them: one or two comma-separated properties or paths, such as `level,county`."


_TOTAL = (
    "Return the number of all rows in `meta.total`. It is included by default when no counting is needed (no filter, or a single page)."
)


_SEED = "Seed of the sample, default 0. The same seed and the same rows give the same sample."


FilterParam = Annotated[str | None, Query(min_length=1, max_length=LONGEST_FILTER, description=_FILTER, examples=["has:about"])]


QParam = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=200,
        description="Only rows that match this search text. Without `sort`, the best match comes first.",
        examples=["jiahe"],
    ),
]


IdsParam = Annotated[str | None, Query(min_length=1, max_length=LONGEST, description=_IDS)]


SortParam = Annotated[str | None, Query(min_length=1, max_length=200, description=_SORT, examples=["-name"])]


GroupParam = Annotated[str | None, Query(min_length=1, max_length=200, description=_GROUP, examples=["origin"])]


TotalParam = Annotated[bool, Query(description=_TOTAL)]


SampleParam = Annotated[
    int | None, Query(ge=1, le=LARGEST_SAMPLE, description="Size of a random sample, drawn with `random_seed`.", examples=[10])
]


RandomSeedParam = Annotated[int | None, Query(ge=-(2**63), le=2**63 - 1, description=_SEED)]


PerPageParam = Annotated[int, Query(ge=1, le=MAX_PER_PAGE, description="Maximum number of rows per page.")]


CursorParam = Annotated[str, Query(min_length=1, max_length=LONGEST, description=CURSOR_HINT, examples=[START])]
