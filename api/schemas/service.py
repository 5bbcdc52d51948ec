"""Response models of metadata and health."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas.base import Shape, Thing
from seed.model import Origin


class Versions(Shape):
    """Versions of the software components."""

    application: str
    api: str
    model: str = Field(description="Version of the data model in this process.")


class PackageItem(Shape):
    """A data package."""

    name: str
    title: str | None
    version: str | None
    calibrated_to: list[str] = Field(description="Ids of the claims whose figures its simulated rows were generated to match.")


class Served(Shape):
    """The current data."""

    data_version: str = Field(description="Hash of all rows and of the model version.")
    model_version: str | None
    loaded_at: str | None
    packages: list[PackageItem]
    counts: dict[str, dict[Origin, int]] = Field(
        description="Number of rows by type and origin; missing entries are 0. With `place`: entities in the place or of no place, and "
        "relationships with an end in the place or both ends of no place."
    )
    without_location: dict[str, int] | None = Field(
        default=None, description="With `place`: number of entities without a location by type, which `counts` leaves out."
    )
    focus: str | None = Field(description="Id of the county or region that the loaded packages are about; null if they state none.")
    focus_places: list[Thing] = Field(description="The focus and the regions that contain it, the nearest first.")
    versions: Versions


class ServedMeta(Shape):
    """Metadata of the response."""

    count: int
    data_version: str
    place: str | None = Field(default=None, description="With `place`: id of the county or region.")
    cite: str | None = Field(default=None, description="URL of the citation of this response.")


class MetaAnswer(Shape):
    """Metadata of the current data."""

    meta: ServedMeta
    results: list[Served]


class Alive(Shape):
    """The process is running."""

    status: Literal["ok"] = "ok"


class Ready(Shape):
    """The server is ready with this data version."""

    status: Literal["ready"] = "ready"
    data_version: str
