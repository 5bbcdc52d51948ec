"""Response models of the columns of questions and measures, and of the rows of a question."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from api.schemas.base import INCLUDED, AnswerMeta, Entity, IncludedItems, RelationshipRef, Thing, answer, pascal
from api.schemas.relationships import Relationship, edge
from graph.queries.questions.cypher_macros import EVIDENCE
from graph.queries.questions.question_file import Question
from graph.value_types import ReturnType
from seed.model import EDGES, Origin

_SCALARS: dict[str, Any] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "date": str,
    "year": int,
    "percent": float,
    "Origin": Origin,
}


def column(kind: ReturnType, *, entity: type[Thing] = Thing) -> Any:
    """Return the type of the values of a column; ``entity`` is the model of an entity."""
    if kind.is_node:
        value: Any = entity
    elif kind.name in EDGES:
        value = edge(kind.name)
    elif kind.is_edge:
        value = Relationship
    else:
        value = _SCALARS[kind.name]
    if kind.many:
        value = list[value]
    return value | None if kind.optional else value


def _evidence(kind: ReturnType) -> Any:
    """Return the type of the column ``evidence``, which the parameter ``evidence`` shortens or omits."""
    whole = edge(kind.name) if kind.name in EDGES else Relationship
    shown: Any = whole | RelationshipRef
    return list[shown] | None if kind.many else shown | None


def answer_of(question: Question) -> type[BaseModel]:
    """Return the response model of a question, with the columns that its file declares."""
    columns: dict[str, Any] = {
        name: (column(kind, entity=Entity), ... if not kind.optional else None) for name, kind in question.returns.items()
    }
    if (kind := question.returns.get(EVIDENCE)) is not None:
        columns[EVIDENCE] = (_evidence(kind), Field(default=None, description="Relationships that the row rests on; see `evidence`."))
    columns["included"] = (dict[str, IncludedItems] | None, Field(default=None, description=INCLUDED))
    columns["undated"] = (bool, Field(default=False, description="With `as_of`: whether this row rests on an undated relationship."))
    row = create_model(f"{pascal(question.name)}Row", __config__=ConfigDict(extra="forbid"), **columns)
    return answer(pascal(question.name), row, AnswerMeta)
