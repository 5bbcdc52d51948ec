"""Response models of scenarios."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.schemas.base import Meta, Shape
from api.schemas.measures import AuditRow


class ScenarioRow(Shape):
    """A figure before and after."""

    measure: str
    key: str
    before: float | None
    after: float | None
    difference: float | None
    steps: list[float] | None = Field(description="What each change did, in order; their sum is the difference.")
    entered: list[AuditRow] = Field(description="Rows behind the figure that came, some of them.")
    left: list[AuditRow] = Field(description="Rows behind the figure that went, some of them.")
    rows: int = Field(description="How many rows came or went.")
    refused: str | None
    refused_zh: str | None


class ScenarioMeta(Meta):
    """What was changed, with the things by their ids."""

    title: str | None
    changes: list[dict[str, Any]]


class ScenarioAnswer(Shape):
    """Figures that a scenario touches."""

    meta: ScenarioMeta
    results: list[ScenarioRow]
