"""Response models of scenarios."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.schemas.base import Meta, Shape
from api.schemas.measures import AuditRow
from seed.model import Origin


class ScenarioRow(Shape):
    """A figure before and after the scenario."""

    measure: str
    key: str
    before: float | None
    after: float | None
    difference: float | None
    steps: list[float] | None = Field(description="Effect of each change, in order. The sum is the difference.")
    entered: list[AuditRow] = Field(description="Some of the rows added behind the figure.")
    left: list[AuditRow] = Field(description="Some of the rows removed behind the figure.")
    rows: int = Field(description="Number of rows added or removed.")
    origin_before: Origin | None = Field(description="Weakest origin of the figure before; null if nothing is behind it.")
    origin_after: Origin | None = Field(description="Weakest origin of the figure after. What a change adds is simulated.")
    behind_before_real: int = Field(description="Number of real rows behind the figure before.")
    behind_before_simulated: int = Field(description="Number of simulated rows behind the figure before; never add it to the real ones.")
    behind_after_real: int = Field(description="Number of real rows behind the figure after.")
    behind_after_simulated: int = Field(description="Number of simulated rows behind the figure after, with those that the scenario adds.")
    refused: str | None
    refused_zh: str | None


class ScenarioMeta(Meta):
    """Metadata of a scenario, with its changes resolved to entity ids."""

    title: str | None
    changes: list[dict[str, Any]]


class ScenarioAnswer(Shape):
    """The figures that a scenario changes."""

    meta: ScenarioMeta
    results: list[ScenarioRow]
