"""Scenarios: a list of changes, and the measures to compute before and after. A scenario is a JSON file or a request body."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from seed.model import Form, VocationalLevel

MOST_CHANGES, MOST_MEASURES = 50, 10
Name = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Open(_Part):
    """A school opens a program that serves sectors or industries and may belong to a major."""

    do: Literal["open"]
    school: Name = Field(description="A school, by id, code or name.", json_schema_extra={"names": "School"})
    level: VocationalLevel
    serves: list[Name] = Field(default_factory=list, max_length=20, description="Sectors or industries, by id, code or name.")
    major: Name | None = Field(default=None, description="A major, by id, code or name.")
    enrolment: int | None = Field(default=None, ge=0, le=1_000_000)


class Close(_Part):
    """A program closes."""

    do: Literal["close"]
    program: Name = Field(description="A program, by id or name.")


class Move(_Part):
    """A program moves to another school; the schools that offered it no longer do."""

    do: Literal["move"]
    program: Name = Field(description="A program, by id or name.")
    to: Name = Field(description="A school, by id, code or name.")


class Resize(_Part):
    """The enrolment of a program changes."""

    do: Literal["resize"]
    program: Name = Field(description="A program, by id or name.")
    enrolment: int = Field(ge=0, le=1_000_000)


class Partner(_Part):
    """A school and an enterprise start a partnership."""

    do: Literal["partner"]
    school: Name = Field(description="A school, by id, code or name.")
    enterprise: Name = Field(description="An enterprise, by id, code or name.")
    form: Form


class Join(_Part):
    """A school or an enterprise becomes a member of an alliance."""

    do: Literal["join"]
    member: Name = Field(description="A school or an enterprise, by id, code or name.")
    alliance: Name = Field(description="An alliance, by id or name.")


Change = Annotated[Open | Close | Move | Resize | Partner | Join, Field(discriminator="do")]
NAMING: dict[str, dict[str, tuple[str, ...]]] = {
    "open": {"school": ("School",), "serves": ("Sector", "Industry"), "major": ("Major",)},
    "close": {"program": ("Program",)},
    "move": {"program": ("Program",), "to": ("School",)},
    "resize": {"program": ("Program",)},
    "partner": {"school": ("School",), "enterprise": ("Enterprise",)},
    "join": {"member": ("School", "Enterprise"), "alliance": ("Alliance",)},
}
"""Fields of a change that name an entity, with the allowed types."""


class Wanted(_Part):
    """A measure to compute before and after, with its parameters."""

    name: Name
    params: dict[str, Any] = Field(default_factory=dict, description="Parameters, as in the URL of the measure.")


class Scenario(_Part):
    """Changes in order, and the measures to compute."""

    title: str | None = Field(default=None, max_length=200)
    changes: list[Change] = Field(min_length=1, max_length=MOST_CHANGES)
    measures: list[Wanted] = Field(default_factory=lambda: [Wanted(name="alignment")], min_length=1, max_length=MOST_MEASURES)
    origin: str | None = Field(
        default=None, description="Origins to count, comma-separated, as in the URL of a measure: documented,reference."
    )
    as_of: str | None = Field(default=None, description="Date of the data: a year, a month or a day.")


EXAMPLE: dict[str, Any] = {
    "title": "Jiahe opens a program for the silver industry",
    "changes": [
        {"do": "open", "school": "school:jiahe-vocational", "level": "secondary", "serves": ["sector:silver"]},
        {"do": "partner", "school": "school:jiahe-vocational", "enterprise": "enterprise:jd", "form": "order class"},
    ],
    "measures": [{"name": "alignment", "params": {"by": "level", "crosswalk": "declared"}}],
}
"""An example scenario for the documented data."""
