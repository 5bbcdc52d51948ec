"""A small package of two sources, schools, an enterprise and their partnerships, and what its rows are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from seed.columns import path_of
from seed.edits.drafting import Author, Draft
from seed.edits.edit import EDITS_FILE, Edit, edits_text
from seed.edits.file_rows import Cells, effective, stored_rows
from seed.edits.row_keys import key_of
from seed.model import Row
from seed.packages.package import Package, unedited
from tests.seed.packages.sample_packages import descriptor, files, lay

P = "sources,quotes,locator,certainty,origin,rule"
D = "source:s,,p. 1,seen,documented,"
TEXTS = {
    "nodes/source.csv": "id,name,kind,origin\nsource:s,An article,article,documented\nsource:t,A list,list,documented\n",
    "nodes/school.csv": f"id,name,name_zh,level,address,{P}\nschool:a,School A,甲校,secondary,,{D}\nschool:b,,乙校,,,{D}\n",
    "nodes/enterprise.csv": f"id,name,employees,{P}\nenterprise:e,E,12,{D}\n",
    "relationships/partners_with.csv": f"start,end,form,{P}\nschool:a,enterprise:e,internship,{D}\nschool:b,enterprise:e,curriculum,{D}\n",
}
TIE = "PARTNERS_WITH~school:a~enterprise:e~internship"


def small(root: Path) -> Path:
    """Write the package."""
    return lay(root, files(TEXTS, "small"))


def edits_package(root: Path, edits: Sequence[Edit]) -> Path:
    """Write a package of edits that requires the small one."""
    return lay(root, {"datapackage.json": descriptor([EDITS_FILE], "edits", requires=["small"]), EDITS_FILE: edits_text(edits).encode()})


def draft_of(root: Path, edits: Sequence[Edit] = ()) -> Draft:
    """Return a draft on the small package."""
    return Draft(unedited([root]), edits)


def author(edit: str = "e1", source: str = "", reason: str = "", **more: str) -> Author:
    """Return an author with evidence; without any, the reason is a typing error."""
    return Author(edit, "Example office", "2026-11-29T10:00:00+00:00", source, reason=reason or ("" if source else "typing error"), **more)


def rows(packages: Sequence[Package], cls: type[Row]) -> dict[str, Cells]:
    """Return the rows of a type by their keys."""
    found: dict[str, Cells] = {}
    for package in packages:
        if path_of(cls) in package.paths:
            with package.files.open(path_of(cls)) as stream:
                found.update((key_of(cls, cells), effective(cls, cells)) for cells in stored_rows(stream, cls))
    return found
