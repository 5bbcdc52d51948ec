"""A second, exact look at a few files, to find where what seems to be wrong stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from seed.columns import SEPARATOR, keys, names, path_of
from seed.model import Row
from seed.plan import Columns, Layout
from seed.problems import Fault, Place, Problems
from seed.reader import Table
from seed.registry import Hashes, hashes, mixed, where

if TYPE_CHECKING:
    from seed.package import Package

LOOKED_AT = 100_000
"""Keys that are looked at, at most, to say where they stand twice; when more stand twice, those beyond are not counted."""
Batches = Iterator[tuple[Place, Columns, Sequence[int]]]


def table_of(package: Package, cls: type[Row], place: Place) -> Table:
    """The file of a type's rows in a package."""
    path = path_of(cls)
    return Table(lambda: package.files.open(path), cls, place)


def _again(packages: Sequence[Package], cls: type[Row], problems: Problems) -> Batches:
    """The cells of a type once more, silently; each batch with the place for problems that the second look finds."""
    silent = Problems(0)
    for package in packages:
        path = path_of(cls)
        if path not in package.paths:
            continue
        quiet = silent.at(package.name, path)
        table = table_of(package, cls, quiet)
        layout: Layout | None = None
        for batch in table.batches():
            layout = layout or Layout(cls, table.header, quiet)
            if batch.rows:
                yield problems.at(package.name, path), layout.columns(batch.rows)[0], batch.numbers


def find_twice(packages: Sequence[Package], classes: Sequence[type[Row]], suspects: Hashes, problems: Problems) -> None:
    """Add a problem for each row whose key stands in an earlier one; ``suspects`` are the hashes to look at."""
    first: dict[tuple[str, ...], str] = {}
    for cls in classes if len(suspects) else ():
        at_keys = [names(cls).index(name) for name in keys(cls)]
        for place, cells, numbers in _again(packages, cls, problems):
            parts = [cells[index] for index in at_keys]
            for at in where(np.isin(mixed([hashes(part) for part in parts]), suspects[:LOOKED_AT])):
                key = tuple(part[at] for part in parts)
                before = first.setdefault(key, f"{place.package}/{place.file}, row {numbers[at]}")
                if before != f"{place.package}/{place.file}, row {numbers[at]}" and key[0]:
                    expected = f"{' + '.join(keys(cls))} must differ between all rows of all packages."
                    place.add(Fault("duplicate", f"The same key stands in {before}.", expected), numbers[at], keys(cls)[0], "~".join(key))


def find_naming(
    packages: Sequence[Package],
    where_named: tuple[type[Row], str],
    wrong: Collection[str],
    fault_of: Callable[[str], Fault],
    problems: Problems,
) -> None:
    """Add a problem for each row that names one of the ``wrong`` ids in a column of a type."""
    cls, column = where_named
    at = names(cls).index(column)
    for place, cells, numbers in _again(packages, cls, problems) if wrong else ():
        for number, text in zip(numbers, cells[at], strict=True):
            for word in text.split(SEPARATOR):
                if word in wrong:
                    place.add(fault_of(word), number, column, word)
