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
    "`none`: no evidence. `/v1/relationships/{id}` returns the full evidence of one relationship. Files have at least `ids`."
)
BriefEvidenceParam = Annotated[
    Detail | None, Query(description=f"{_ABOUT} Default: `ids`. `full` adds quotes and source titles to a file.", examples=["full"])
]
FullEvidenceParam = Annotated[Detail | None, Query(description=f"{_ABOUT} Default: `full`.", examples=["ids"])]


def quoted_in_file(evidence: Detail | None) -> bool:
    """Return whether a file of a question has the quotes and source titles of its evidence. It always has the ids and the sources.

    :raises BadValueError: less was requested.
    """
    if evidence is not None and evidence != "full":
        raise BadValueError(
            Bilingual("A file has at least the ids and sources of the evidence.", "文件至少包含依据的 ID 和来源。"),
            pointer="/query/evidence",
            hint=Bilingual(
                "Omit evidence, or use evidence=full for quotes and source titles.",
                "请去掉 evidence，或用 evidence=full 附上引文和来源标题。",
            ),
        )
    return evidence == "full"


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
