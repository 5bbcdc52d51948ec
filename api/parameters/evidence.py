"""How much evidence the rows of a response have: ``evidence=none|ids|full``."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api.responses.exports import wanted
from graph.database.records import Detail
from graph.errors import BadValueError
from graph.export.formats import ExportFormat
from seed.bilingual import Bilingual

_ABOUT = (
    "How much evidence the rows have. `full`: relationships with quotes, locators and rules; `ids`: relationships with their sources only; "
    "`none`: no evidence. `/v1/relationships/{id}` returns the full evidence of one relationship. Files always have all of it."
)
BriefEvidenceParam = Annotated[Detail | None, Query(description=f"{_ABOUT} Default: `ids`.", examples=["full"])]
FullEvidenceParam = Annotated[Detail | None, Query(description=f"{_ABOUT} Default: `full`.", examples=["ids"])]


def refuse_in_file(evidence: Detail | None, form: ExportFormat) -> None:
    """Reject the parameter for a file.

    :raises BadValueError: it was given.
    """
    if evidence is not None and wanted(form):
        raise BadValueError(
            Bilingual("'evidence' does not apply to files, which contain all evidence.", "“evidence”不适用于文件：文件包含所有依据。"),
            pointer="/query/evidence",
            hint=Bilingual("Omit evidence.", "请去掉 evidence。"),
        )
