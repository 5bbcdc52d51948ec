"""The columns of an export for included entities. One name leads to several entities, so their values are lists."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from graph.export.columns import ExportColumn
from graph.queries.filters.name_resolution import fields
from graph.queries.includes.request import Include, Shown

_SHORT = ("id", "name", "name_zh", "origin")
_IN_ROW = frozenset({"id", "name", "name_zh"})
"""What a row has of an entity in any case."""


def columns_of(includes: Sequence[Include], way: tuple[str, ...] = ()) -> Iterator[ExportColumn]:
    """Yield the columns of included entities: for each name the number of all, then the properties of the first of them.

    Included entities have the selected properties in a file, or their id, names and origin. ``school.county`` has the counties of all
    schools of a row.
    """
    for one in includes:
        path = (*way, one.name)
        yield ExportColumn("_".join((*path, "total")), "int", path=(*path, "total"))
        names = _SHORT if one.shown.select is None else dict.fromkeys(("id", *one.shown.select))
        for name in names:
            yield ExportColumn("_".join((*path, name)), "str", many=True, path=(*path, name))
        yield from columns_of(one.shown.includes, path)


def member_columns(
    members: Mapping[str, Shown], types: Mapping[str, tuple[str, ...]], several: Container[str] = ()
) -> Iterator[ExportColumn]:
    """Yield the columns of the entities that every row has: the requested properties, then what they include.

    :param types: the types of each of these entities.
    :param several: the names that stand for several entities.
    """
    for member, shown in members.items():
        kinds = {name: column.kind for label in types[member] for name, column in fields(label).items()}
        for name in (tuple(kinds) if shown.whole else ()) if shown.select is None else shown.select:
            if name in kinds and name not in _IN_ROW:
                yield ExportColumn(f"{member}_{name}", kinds[name], many=member in several, path=(member, name))
        yield from columns_of(shown.includes, (member,))
