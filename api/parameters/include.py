"""The parameter ``include``, and ``select`` of a single entity."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from graph.errors import BadValueError
from graph.queries.filters.name_resolution import fields
from graph.queries.includes.parser import SELECT, Root, Selected, parse
from graph.queries.includes.request import MOST_INCLUDES, MOST_ITEMS, MOST_STEPS, PLAIN, SOURCES, RowShown, Shown
from graph.queries.lists.columns import SELECTABLE_BESIDES
from graph.queries.questions.cypher_macros import EVIDENCE
from graph.queries.questions.question_file import Question
from seed.bilingual import Bilingual
from seed.model import NODES

BOUNDS = (
    f"At most {MOST_INCLUDES} names, paths of at most {MOST_STEPS} steps, and {MOST_ITEMS} entities per name and entity; "
    "`total` counts all."
)
_INCLUDE = (
    "Comma-separated related entities to add to each row as `included`: relationships or types as in `filter`, paths of them "
    "(`school.county`), or `sources`. `/filters` of each type lists the names (`includable`). `origin`, `as_of` and `place` apply to them. "
    f"{BOUNDS}"
)
_SELECT = (
    "Comma-separated properties to return; `id`, `type`, `origin` and `href` are always included. A path selects properties of an included "
    "entity (`name,school.name`)."
)

IncludeParam = Annotated[str | None, Query(min_length=1, max_length=300, description=_INCLUDE, examples=["sources"])]
SelectParam = Annotated[str | None, Query(min_length=1, max_length=500, description=_SELECT, examples=["name,name_zh"])]


def question_params(question: Question) -> dict[str, Any]:
    """Return the annotations of the parameters ``include`` and ``select`` of a question."""
    column = next(iter(question.entity_types), None)
    include = Query(
        min_length=1,
        max_length=300,
        description="Comma-separated entities to add: columns with all properties (`program`), paths from them (`program.school`), which "
        f"are added to the entity as `included`, or the `sources` of the evidence of each row. {BOUNDS}",
        examples=[SOURCES if EVIDENCE in question.own_returns else column],
    )
    select = Query(
        min_length=1,
        max_length=500,
        description="Comma-separated properties of the entities of a row (`program.code`) and of included ones (`program.school.level`). "
        "All columns are always returned.",
        examples=[f"{column}.note"],
    )
    return {"include": Annotated[str | None, include], "select": Annotated[str | None, select]}


def of_question(include: str | None, select: str | None, question: Question) -> RowShown:
    """Parse ``include`` and ``select`` for the rows of a question.

    :raises UnknownNameError: a name does not exist; carries the nearest names.
    :raises BadValueError: as in :func:`of_entity`, or ``select`` names a column.
    """
    if include is None and select is None:
        return PLAIN
    columns = question.entity_types
    for name in (select or "").split(","):
        if name.strip() in question.returns:
            raise BadValueError(
                Bilingual(f"'{name.strip()}' is a column, and all columns are always returned.", f"“{name.strip()}”是列，所有列始终返回。"),
                pointer=SELECT,
                hint=Bilingual(
                    f"Select properties of entities: {next(iter(columns), 'program')}.name.",
                    f"请选择实体的属性，例如 {next(iter(columns), 'program')}.name。",
                ),
            )
    root = Root(question.name, (), members=columns, sources=EVIDENCE in question.own_returns)
    selected = parse(include, select, root)
    return RowShown(tuple(selected.members.items()), selected.includes)


def of_search(include: str | None, select: str | None, labels: tuple[str, ...] | None) -> Shown:
    """Parse ``include`` and ``select`` for search results of some types (None: any).

    :raises UnknownNameError: a name does not exist; carries the nearest names.
    :raises BadValueError: as in :func:`of_entity`, or a name has several meanings for the types.
    """
    types = labels or tuple(NODES)
    properties = tuple(dict.fromkeys((*(name for label in types for name in fields(label)), *SELECTABLE_BESIDES)))
    selected = parse(include, select, Root("search result", properties, types))
    return Shown(selected.select, includes=selected.includes)


def of_entity(include: str | None, select: str | None, label: str) -> Selected:
    """Parse ``include`` and ``select`` for rows that are entities of a type.

    :raises UnknownNameError: a name does not exist; carries the nearest names.
    :raises BadValueError: too many names, too long a path, or a selected entity that is not included.
    """
    selected = parse(include, select, Root(label, (*fields(label), *SELECTABLE_BESIDES), (label,)))
    own = None if selected.select is None else tuple(name for name in selected.select if name not in SELECTABLE_BESIDES)
    return Selected(own, selected.includes)
