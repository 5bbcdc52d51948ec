"""The shapes of what measures answer, derived from :mod:`graph.measures.definition`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from api.schemas.base import Meta, Shape, column, pascal
from api.schemas.declarations import ColumnItem, ParamItem
from graph.measures.definition import COMMON, Measure, Role
from seed.model import Origin


class NoteItem(Shape):
    """A sentence that a reader of the figures must know."""

    text: str
    text_zh: str


class ClaimItem(Shape):
    """A reported figure that stands beside the measured ones and is never mixed with them."""

    id: str
    metric: str
    value: float
    qualifier: str
    unit: str
    scope: str
    period: str
    href: str


_UNDATED: Any = Field(
    default=None, description="With `as_of`: relationships without a date, which stay in at every date, in what was computed on."
)


class MeasuredMeta(Meta):
    """What a measure's answer says about itself."""

    undated: int | None = _UNDATED
    left_out: dict[str, int] = Field(description="Rows that were left out, by why: unknown; not collected; checked, none.")
    notes: list[NoteItem]
    claims: list[ClaimItem]


class AuditRow(Shape):
    """One row behind a figure: a thing, or a relationship with its ends."""

    role: Role = Field(description="What it counts as.")
    amount: float = Field(description="How much.")
    of: str | None = Field(description="The row that it stands for, where it stands for one.")
    id: str
    type: str
    name: str | None
    name_zh: str | None
    kind: str | None = None
    start: str | None
    end: str | None
    origin: Origin
    href: str


class AuditMeta(Meta):
    """The figure, and the sums of all rows behind it."""

    undated: int | None = _UNDATED
    figure: dict[str, Any]
    sums: dict[str, float] = Field(description="Amounts by role, of all rows, also those beyond the limit.")
    behind: dict[str, int] = Field(description="Rows by role, also those beyond the limit.")


class AuditAnswer(Shape):
    """The rows behind a figure."""

    meta: AuditMeta
    results: list[AuditRow]


class MeasureItem(Shape):
    """A measure: what it says, how it is defined, what it takes and returns."""

    name: str
    title: str
    title_zh: str
    about: str
    about_zh: str
    group: str
    unit: str = Field(description="Unit of `value`.")
    definition: str = Field(description="Formula, source, assumptions and limits, in Markdown.")
    params: list[ParamItem]
    returns: list[ColumnItem]
    href: str
    audit: str
    example: str


class MeasuresMeta(Shape):
    """How many there are."""

    count: int
    data_version: str | None
    cite: str | None = None


class MeasuresAnswer(Shape):
    """All measures."""

    meta: MeasuresMeta
    results: list[MeasureItem]


class MatchMeta(MeasuredMeta):
    """What was described, with the things by their ids."""

    described: dict[str, Any]


def measured_answer(measure: Measure) -> type[BaseModel]:
    """The answer of a measure, each figure with the address of the rows behind it."""
    audit = (str, Field(description="Address of the rows that it was counted from."))
    return _answer(f"Measured{pascal(measure.name)}", measure, MeasuredMeta, audit=audit)


def matched_answer(measure: Measure) -> type[BaseModel]:
    """The answer to a description, each figure with the rows behind it."""
    evidence = (list[AuditRow], Field(description="Rows of the data behind it, some of them; what is missing of the sum is as described."))
    return _answer("Match", measure, MatchMeta, evidence=evidence, rows=(int, Field(description="How many rows there are.")))


def _answer(name: str, measure: Measure, meta: type[MeasuredMeta], **more: Any) -> type[BaseModel]:
    """The columns that all measures have, and its own, which are null where a figure is refused."""
    fields: dict[str, Any] = {name: (column(kind), ... if not kind.optional else None) for name, kind in COMMON.items()}
    fields |= {name: (column(kind) | None, None) for name, kind in measure.returns.items()}
    row = create_model(f"{name}Row", __config__=ConfigDict(extra="forbid"), **fields, **more)
    results: Any = (list[row], ...)  # type: ignore[valid-type]
    return create_model(f"{name}Answer", __config__=ConfigDict(extra="forbid"), meta=(meta, ...), results=results)
