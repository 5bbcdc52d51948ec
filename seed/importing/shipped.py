"""The mappings that come with the program, found by name or by the header of a file."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

from seed.importing.files import SourceFile, rows_of
from seed.importing.grid import SEARCHED, Header, candidates
from seed.importing.mapping import Mapping, Table
from seed.importing.mapping_file import load_mapping
from seed.sheets import SHEETS, Budgets

FOLDER = Path(__file__).parent / "mappings"


def shipped_names() -> list[str]:
    """Return the names of the mappings."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def shipped_path(name: str) -> Path | None:
    """Return the path of a mapping, or None if there is none of this name."""
    path = FOLDER / f"{name}.yaml"
    return path if name in shipped_names() else None


def recognise(sources: Sequence[SourceFile], budgets: Budgets = SHEETS) -> str | None:
    """Return the name of the first mapping whose tables all find their columns in the files.

    :raises SheetError: a file is unreadable.
    """
    headers: list[list[Header]] = []
    for source in sources:
        for sheet in source.sheets:
            with rows_of(source, sheet, budgets) as rows:
                headers.append(list(candidates(list(itertools.islice(rows, SEARCHED)))))
    for name in shipped_names():
        mapping: Mapping = load_mapping(FOLDER / f"{name}.yaml")
        if all(any(_fits(table, found) for found in headers) for table in mapping.tables if not table.optional):
            return name
    return None


def _fits(table: Table, headers: Sequence[Header]) -> bool:
    wanted = table.columns_used()
    return any(all(header.find(name) is not None for name in wanted) for header in headers)
