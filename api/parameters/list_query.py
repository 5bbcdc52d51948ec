"""Parse the parameters of lists into a :class:`graph.queries.lists.entities.ListRequest` and check their combinations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query

from api.parameters.cursors import CURSOR_HINT, LONGEST, MAX_PER_PAGE, START, Resume, fingerprint, refused, unseal
from api.parameters.selection import SelectionDep
from graph.errors import BadValueError, UnknownNameError
from graph.queries.filters import parser
from graph.queries.filters.literals import SORTABLE
from graph.queries.filters.name_resolution import fields
from graph.queries.filters.parser import LONGEST as LONGEST_FILTER
from graph.queries.lists.columns import SELECTABLE_BESIDES
from graph.queries.lists.entities import ListRequest, Sample, SortKey
from graph.queries.lists.groups import GroupKey, group_keys
from graph.queries.lists.keyset_order import order_of
from graph.queries.lists.request import MOST_KEYS
from graph.queries.lists.sampling import LARGEST_SAMPLE, MOST_IDS, check_ids
from seed.suggestions import nearest


@dataclass(frozen=True)
class ListQuery:
    """What is asked of a list, checked: the request, or groups of it, and which page."""

    request: ListRequest
    groups: tuple[GroupKey, ...]
    per_page: int
    total: bool
    resume: Resume | None
    fingerprint: str


def list_query(label: str) -> Callable[..., Awaitable[ListQuery]]:
    """The reader of the parameters of a type's list."""

    async def read(
        *,
        chosen: SelectionDep,
        filter: FilterParam = None,
        q: QParam = None,
        ids: IdsParam = None,
        sort: SortParam = None,
        select: SelectParam = None,
        group_by: GroupParam = None,
        total: TotalParam = False,
        sample: SampleParam = None,
        seed: SeedParam = None,
        per_page: PerPageParam = 50,
        cursor: CursorParam = START,
    ) -> ListQuery:
        given = {"ids": ids, "q": q, "sort": sort, "select": select, "group_by": group_by, "sample": sample, "seed": seed}
        _refuse_together({name for name, value in given.items() if value is not None} | ({"cursor"} if cursor != START else set()))
        request = ListRequest(
            label=label,
            filter=parser.parse(filter, label) if filter is not None else (),
            q=q,
            ids=check_ids(ids, label) if ids is not None else (),
            origin=chosen.origin,
            as_of=chosen.as_of,
            sort=check_sort(sort, label) if sort is not None else (),
            select=check_select(select, label) if select is not None else None,
            sample=Sample(sample, seed or 0) if sample is not None else None,
        )
        groups = group_keys(group_by, label) if group_by is not None else ()
        mark = fingerprint(label, filter, q, chosen, request.sort, request.sample, group_by)
        resume = unseal(cursor, mark)
        _check_resume(resume, request, groups)
        return ListQuery(request, groups, per_page, total, resume, mark)

    return read


_APART: dict[str, tuple[str, ...]] = {"ids": ("q", "sort", "group_by", "sample", "cursor"), "group_by": ("sort", "select", "sample")}
_WHY = {"ids": "with ids the order is theirs and the answer is whole", "group_by": "groups are counted over all rows, largest first"}


def _refuse_together(given: set[str]) -> None:
    """Refuse what contradicts itself.

    :raises BadValueError: names both parameters.
    """
    for first, others in _APART.items():
        for other in others:
            if first in given and other in given:
                raise BadValueError(
                    f"'{first}' and '{other}' do not go together.", pointer=f"/query/{other}", hint=f"Leave one out: {_WHY[first]}."
                )
    if "seed" in given and "sample" not in given:
        raise BadValueError("'seed' means nothing without 'sample'.", pointer="/query/seed", hint="Give sample=100 besides.")


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
    """The keys that ``-opened,name`` names.

    :raises UnknownNameError: no such property; carries the nearest.
    :raises BadValueError: a property that has no order, one given twice, or too many.
    """
    known = fields(label)
    keys = [SortKey(part.strip().removeprefix("-"), part.strip().startswith("-")) for part in text.split(",")]
    for key in keys:
        if key.name not in known:
            raise unknown(key.name, label, tuple(known), "/query/sort")
        if known[key.name].kind not in SORTABLE:
            raise BadValueError(f"'{key.name}' holds lists, which have no order.", pointer="/query/sort", hint="Sort by another property.")
    if len(keys) > MOST_KEYS or len({key.name for key in keys}) < len(keys):
        raise BadValueError("There are too many keys, or one twice.", pointer="/query/sort", hint=f"At most {MOST_KEYS}, each once.")
    return tuple(keys)


def check_select(text: str, label: str) -> tuple[str, ...]:
    """The properties that a list with commas names, each once.

    :raises UnknownNameError: no such property; carries the nearest.
    """
    names = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    known = (*fields(label), *SELECTABLE_BESIDES)
    for name in names:
        if name not in known:
            raise unknown(name, label, known, "/query/select")
    return tuple(name for name in names if name not in SELECTABLE_BESIDES)


def unknown(name: str, label: str, known: tuple[str, ...], pointer: str) -> UnknownNameError:
    """The error for a property that a type does not have."""
    near = nearest(name, known)
    return UnknownNameError(
        f"{label} has no property '{name}'." + ("" if near else f" It has {', '.join(known)}."), nearest=near, pointer=pointer
    )


def query_dep(label: str) -> Any:
    """The dependency that a list's endpoint is annotated with."""
    return Annotated[ListQuery, Depends(list_query(label))]


_FILTER = (
    "Conditions: `,` and, `|` or, `!` not, `>` `>=` `<` `<=`; paths along relationships (`offers.major.code:660108`), ids or codes "
    '(`member_of:alliance:x`), `has:feeds`. Quote texts that hold `,` `|` `(` `)` or `"`. `/filters` of each type says what can be named.'
)


_IDS = f"Only these ids or codes, by commas, {MOST_IDS} at most, in this order. `meta.missing` names those that there are not."


_SORT = "Properties by commas, `-` before one that falls. What is not known comes last. Without it, rows are in the order of ids."


_SELECT = "Only these properties, by commas; `id`, `type`, `origin` and `href` are always there."


_GROUP = "Count rows instead of listing them: one or two properties or paths, by a comma, such as `level,county`."


_TOTAL = "Count the whole list for `meta.total`. Where that costs nothing (no condition, or all on this page) it is there unasked."


_SEED = "Of the sample, 0 when not given: the same seed draws the same rows from the same rows."


FilterParam = Annotated[str | None, Query(min_length=1, max_length=LONGEST_FILTER, description=_FILTER, examples=["has:about"])]


QParam = Annotated[
    str | None, Query(min_length=1, max_length=200, description="Only what a search finds; without `sort`, best first.", examples=["jiahe"])
]


IdsParam = Annotated[str | None, Query(min_length=1, max_length=LONGEST, description=_IDS)]


SortParam = Annotated[str | None, Query(min_length=1, max_length=200, description=_SORT, examples=["-name"])]


SelectParam = Annotated[str | None, Query(min_length=1, max_length=500, description=_SELECT, examples=["name,name_zh"])]


GroupParam = Annotated[str | None, Query(min_length=1, max_length=200, description=_GROUP, examples=["origin"])]


TotalParam = Annotated[bool, Query(description=_TOTAL)]


SampleParam = Annotated[int | None, Query(ge=1, le=LARGEST_SAMPLE, description="So many rows, drawn by `seed`.", examples=[10])]


SeedParam = Annotated[int | None, Query(ge=-(2**63), le=2**63 - 1, description=_SEED)]


PerPageParam = Annotated[int, Query(ge=1, le=MAX_PER_PAGE, description="Rows on a page.")]


CursorParam = Annotated[str, Query(min_length=1, max_length=LONGEST, description=CURSOR_HINT, examples=[START])]
