"""Differences between two data versions, row by row, from their packages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from seed.columns import TYPES, keys, path_of, type_name
from seed.edits.applied import EditedFiles
from seed.edits.file_rows import Cells, effective, stored_rows
from seed.edits.row_keys import key_of
from seed.model import Row
from seed.packages.package import Package


@dataclass(frozen=True)
class Difference:
    """One changed property, or one added or removed row. ``property``, ``old`` and ``new`` are empty for whole rows."""

    change: str
    """added, changed or removed."""
    type: str
    row: str
    property: str = ""
    old: str = ""
    new: str = ""


def differences(old: Sequence[Package], new: Sequence[Package]) -> Iterator[Difference]:
    """Yield the differences between two lists of packages with edits applied, by type, then by row.

    One type is in memory at a time, without files that both lists have in common.
    """
    for cls in TYPES.values():
        yield from _of_type(cls, old, new)


def _of_type(cls: type[Row], old: Sequence[Package], new: Sequence[Package]) -> Iterator[Difference]:
    common = _unchanged(cls, old) & _unchanged(cls, new)
    before, after = (_rows(cls, [package for package in packages if str(package.root) not in common]) for packages in (old, new))
    kind = type_name(cls)
    for row in sorted({*before, *after}):
        if row not in after:
            yield Difference("removed", kind, row)
        elif row not in before:
            yield Difference("added", kind, row)
        else:
            a, b = before[row], after[row]
            for name in dict.fromkeys([*a, *b]):
                if name not in keys(cls) and a.get(name, "") != b.get(name, ""):
                    yield Difference("changed", kind, row, name, a.get(name, ""), b.get(name, ""))


def _unchanged(cls: type[Row], packages: Sequence[Package]) -> set[str]:
    """Return the folders whose file of a type no edit changes. The files of two folders with the same path are the same."""
    path = path_of(cls)
    return {str(package.root) for package in packages if not (isinstance(package.files, EditedFiles) and path in package.files.changes)}


def _rows(cls: type[Row], packages: Sequence[Package]) -> dict[str, Cells]:
    rows: dict[str, Cells] = {}
    for package in packages:
        if path_of(cls) in package.paths:
            with package.files.open(path_of(cls)) as stream:
                rows.update((key_of(cls, cells), effective(cls, cells)) for cells in stored_rows(stream, cls))
    return rows


@dataclass(frozen=True)
class Group:
    """Differences of one kind: the same change of the same property of rows of one type, or whole rows of one type."""

    change: str
    type: str
    property: str
    differences: tuple[Difference, ...]

    def __str__(self) -> str:
        what = f"{self.type}.{self.property}" if self.property else self.type
        return f"{len(self.differences):,} x {what} {self.change}"


def grouped(found: Sequence[Difference]) -> list[Group]:
    """Return the differences in groups, the largest group first."""

    def kind(item: Difference) -> tuple[str, str, str]:
        return item.change, item.type, item.property

    groups = [Group(*key, tuple(items)) for key, items in groupby(sorted(found, key=kind), key=kind)]
    return sorted(groups, key=lambda group: (-len(group.differences), group.type, group.property, group.change))
