"""Response models of measures, derived from :mod:`graph.measures.definition`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, create_model

from api.schemas.base import Meta, Shape, Thing, pascal
from api.schemas.columns import column
from api.schemas.declarations import ColumnItem, ParamItem, column_items, param_items
from graph.measures.definition import COMMON, Measure, Role
from graph.value_types import ReturnType
from seed.model import Origin


class NoteItem(Shape):
    """A note that is needed to interpret the figures."""

    text: str
    text_zh: str


class ClaimItem(Shape):
    """A reported figure, shown next to the measured ones and never combined with them."""

    id: str
    metric: str
    value: float
    qualifier: str
    unit: str
    scope: str
    period: str
    calibrated: bool = Field(description="Whether the figures rest on simulated rows that were generated to match this claim.")
    calibration: str | None = Field(description="If so: a sentence that says that the figures do not check the claim.")
    calibration_zh: str | None
    href: str


_UNDATED: Any = Field(
    default=None, description="With `as_of`: number of undated relationships in the input, which are included at every date."
)


class MeasuredMeta(Meta):
    """Metadata of the response of a measure."""

    undated: int | None = _UNDATED
    excluded: dict[str, int] = Field(description="Excluded rows by reason: unknown; not collected; checked, none.")
    notes: list[NoteItem]
    claims: list[ClaimItem]


class AuditRow(Shape):
    """A row behind a figure: an entity, or a relationship with its ends."""

    role: Role = Field(description="Role of the row in the figure.")
    role_label: str = Field(description="The role in words.")
    role_label_zh: str
    amount: float = Field(description="Amount that the row contributes.")
    of: str | None = Field(description="Id of the row that this row represents, if any.")
    id: str
    type: str
    name: str | None
    name_zh: str | None
    gloss_zh: str | None = Field(
        default=None, description="Working translation into Chinese that no source states. Set only if there is no Chinese name."
    )
    kind: str | None = None
    sentence: str = Field(description="The row in words: the name of an entity, or a relationship as a sentence.")
    sentence_zh: str
    undated: bool = Field(default=False, description="With `as_of`: whether the row has no date, so it is counted at every date.")
    start: Thing | None = Field(description="The entity at the start of a relationship; null for an entity.")
    end: Thing | None
    origin: Origin
    href: str


class AuditMeta(Meta):
    """The figure and the sums of all rows behind it."""

    total: int = Field(ge=0, description="Number of rows behind the figure.")
    figure: dict[str, Any]
    sums: dict[str, float] = Field(description="Sum of the amounts of all rows by role, on all pages.")
    behind: dict[str, int] = Field(description="Number of rows by role, on all pages.")


class AuditAnswer(Shape):
    """The rows behind a figure."""

    meta: AuditMeta
    results: list[AuditRow]


class MeasureItem(Shape):
    """A measure with its definition, parameters and columns."""

    name: str
    title: str
    title_zh: str
    about: str
    about_zh: str
    group: str
    unit: str = Field(description="Unit of `value`.")
    place: list[str] = Field(description="Types of the entities that `place` restricts. Empty: it has no effect.")
    definition: str = Field(description="Formula, source, assumptions and limits, in Markdown.")
    params: list[ParamItem]
    returns: list[ColumnItem]
    href: str
    audit: str
    example: str


class MeasuresMeta(Shape):
    """Metadata of the list of measures."""

    count: int
    data_version: str | None
    cite: str | None = None


class MeasuresAnswer(Shape):
    """All measures."""

    meta: MeasuresMeta
    results: list[MeasureItem]


class MatchMeta(MeasuredMeta):
    """Metadata of a match, with the description resolved to entity ids."""

    described: dict[str, Any]


def measured_answer(measure: Measure) -> type[BaseModel]:
    """Return the response model of a measure; each figure has the URL of the rows behind it."""
    audit = (str, Field(description="URL of the rows behind the figure."))
    return _answer(f"Measured{pascal(measure.name)}", measure, MeasuredMeta, audit=audit)


def matched_answer(measure: Measure) -> type[BaseModel]:
    """Return the response model of a match; each figure contains rows behind it."""
    evidence = (
        list[AuditRow],
        Field(description="Some of the data rows behind the figure. The rest of the sum comes from the description."),
    )
    return _answer("Match", measure, MatchMeta, evidence=evidence, rows=(int, Field(description="Number of all rows behind the figure.")))


def _answer(name: str, measure: Measure, meta: type[MeasuredMeta], **more: Any) -> type[BaseModel]:
    """Return the model with the common columns and those of the measure, which are null if a figure is refused."""
    fields: dict[str, Any] = {name: (column(kind), ... if not kind.optional else None) for name, kind in COMMON.items()}
    fields |= {name: (column(kind) | None, None) for name, kind in measure.returns.items()}
    row = create_model(f"{name}Row", __config__=ConfigDict(extra="forbid"), **fields, **more)
    results: Any = (list[row], ...)  # type: ignore[valid-type]
    return create_model(f"{name}Answer", __config__=ConfigDict(extra="forbid"), meta=(meta, ...), results=results)


def example_href(measure: Measure, path: str | None = None) -> str:
    """Return the URL of the measure's example, at its own path or at an additional one."""
    given = urlencode({name: str(value) for name, value in measure.example.items()})
    return f"/v1{path or f'/measures/{measure.name}'}" + (f"?{given}" if given else "")


def describe(measure: Measure) -> dict[str, Any]:
    """Return a measure as an item of ``/v1/measures``."""
    return {
        "name": measure.name,
        "title": measure.title,
        "title_zh": measure.title_zh,
        "about": measure.about,
        "about_zh": measure.about_zh,
        "group": measure.group,
        "unit": measure.unit,
        "place": list(measure.place),
        "definition": measure.definition.strip(),
        "params": param_items(measure.params, measure.labels),
        "returns": column_items(all_columns(measure), measure.labels),
        "href": f"/v1/measures/{measure.name}",
        "audit": f"/v1/measures/{measure.name}/audit",
        "example": example_href(measure),
    }


def all_columns(measure: Measure) -> dict[str, ReturnType]:
    """Return the columns of a measure, with those that all measures have."""
    return {**COMMON, **measure.returns, "audit": ReturnType("str")}
