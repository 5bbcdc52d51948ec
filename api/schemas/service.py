"""Response models of metadata and health."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas.base import Shape
from seed.model import Origin


class Versions(Shape):
    """Versions of the parts."""

    application: str
    api: str
    model: str = Field(description="Version of the model that this process knows.")


class PackageItem(Shape):
    """A data package."""

    name: str
    title: str | None
    version: str | None


class Served(Shape):
    """The data that is served."""

    data_version: str = Field(description="Hash of the content of all rows and of the model's version.")
    model_version: str | None
    loaded_at: str | None
    packages: list[PackageItem]
    counts: dict[str, dict[Origin, int]] = Field(description="Rows by type and by origin; what is not there is 0.")
    versions: Versions


class ServedMeta(Shape):
    """About the answer itself."""

    count: int
    data_version: str
    cite: str | None = Field(default=None, description="Address of the citation of this answer.")


class MetaAnswer(Shape):
    """What is served."""

    meta: ServedMeta
    results: list[Served]


class Alive(Shape):
    """The process lives."""

    status: Literal["ok"] = "ok"


class Ready(Shape):
    """The process answers from this data version."""

    status: Literal["ready"] = "ready"
    data_version: str
