"""Compile files, a mapping and decisions to the rows of a package. The same input gives the same rows in the same order."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from seed.importing.decisions import Decision, Key
from seed.importing.existing import find_packages, read_existing
from seed.importing.files import SourceFile, open_source, rows_of
from seed.importing.findings import Findings
from seed.importing.fixed_values import check_fixed_values
from seed.importing.grid import read_sheet
from seed.importing.mapping import Mapping, MappingError, Table
from seed.importing.mentions import Facts, TableReader
from seed.importing.rows import Compiled, RowBuilder, counts, nothing_to_write, source_id
from seed.sheets import SHEETS, Budgets
from seed.suggestions import did_you_mean, nearest

UNDECIDED = ("stop", "new", "none", "best")
"""What can happen to names without a decision."""


def compile_files(
    paths: Sequence[Path],
    mapping: Mapping,
    decisions: dict[Key, Decision],
    *,
    folder: Path,
    undecided: str = "stop",
    budgets: Budgets = SHEETS,
    known: Map[str, Path] | None = None,
) -> Compiled:
    """Compile files to rows.

    :param folder: folder in which required packages are searched, before the bundled ones.
    :param known: required packages by name; they are used before those in ``folder``.
    :raises SheetError: a file is unreadable or exceeds a limit.
    :raises MappingError: the mapping does not fit the files.
    :raises DecisionsError: a decision is the id of no entity.
    """
    check_fixed_values(mapping)
    sources = [open_source(path, budgets) for path in paths]
    facts, findings = Facts(), Findings()
    compiled = Compiled({}, [], findings, sources, notes=[f"{source.path.name}: {note}" for source in sources for note in source.notes])
    _read_tables(mapping, compiled, facts, budgets)
    packages, missing = find_packages(mapping.requires, folder, known)
    if missing:
        hint = f"Put it into {folder}, or remove it from requires."
        raise MappingError(f"The required package '{missing[0]}' was not found.", hint)
    existing = read_existing(packages, {mention.kind for mention in facts.mentions}, {link.kind for link in facts.links})
    RowBuilder(mapping, compiled, facts, existing).run(decisions, undecided)
    return compiled


def _read_tables(mapping: Mapping, compiled: Compiled, facts: Facts, budgets: Budgets) -> None:
    used: set[tuple[Path, str]] = set()
    for table in mapping.tables:
        places = [(source, sheet) for source in compiled.sources for sheet in _sheets(table, source)]
        if not places and not table.optional:
            raise MappingError(*_no_sheet(table, compiled.sources))
        for source, name in places:
            used.add((source.path, name))
            with rows_of(source, name, budgets) as rows:
                sheet = read_sheet(rows, table, source.label(name))
            if sheet.moved:
                cell = f"{sheet.label}!A{sheet.header.rows[0]}"
                compiled.findings.add("header-moved", cell, "", f"The header was found in row {sheet.header.rows[0]}.", "")
            for reason, count in sheet.skipped.items():
                compiled.skipped[f"{sheet.label}: {reason}"] += count
            TableReader(table, sheet, facts, compiled.findings, mapping.choices).run()
            wanted = {sheet.header.find(column) for column in table.columns_used()}
            columns = [text for at, text in sheet.header.names.items() if at not in wanted]
            compiled.unused += [f"{sheet.label}: column {text}" for text in columns]
    for source in compiled.sources:
        compiled.unused += [f"sheet {name}" for name in source.sheets if (source.path, name) not in used]


def _sheets(table: Table, source: SourceFile) -> list[str]:
    if table.file is not None and not fnmatchcase(source.path.name, table.file):
        return []
    if table.sheet is None or source.sheets == ("",):
        return list(source.sheets[:1])
    exact = [name for name in source.sheets if name.strip() == table.sheet]
    return exact or [name for name in source.sheets if fnmatchcase(name, table.sheet)]


def _no_sheet(table: Table, sources: Sequence[SourceFile]) -> tuple[str, str]:
    names = [name for source in sources for name in source.sheets if name]
    if table.file is not None and not any(fnmatchcase(source.path.name, table.file) for source in sources):
        return f"The mapping reads '{table.file}', which is not among the files.", "Give this file as well, or change file: in the mapping."
    hint = did_you_mean(nearest(table.sheet or "", names)) or f"Sheets: {', '.join(names)}."
    return f"No sheet is named '{table.sheet}'.", f"{hint} Change sheet: in the mapping, or set optional: true."


__all__ = ["UNDECIDED", "Compiled", "compile_files", "counts", "nothing_to_write", "source_id"]
