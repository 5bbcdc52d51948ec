"""A second, exact look at a few files, to find where what seems to be wrong stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from seed.columns import path_of
from seed.model import Row
from seed.plan import Columns, Layout, Plan
from seed.problems import Fault, Place, Problems
from seed.reader import Table
from seed.registry import Hashes, hashes, mixed
from seed.rules import missing_source

if TYPE_CHECKING:
    from seed.package import Package

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
        plan = Plan(cls, {}, {})
        names = [plan.names[index] for index in plan.keys]
        for place, cells, numbers in _again(packages, cls, problems):
            keys = [cells[index] for index in plan.keys]
            for at in np.flatnonzero(np.isin(mixed([hashes(key) for key in keys]), suspects)).tolist():
                key = tuple(column[at] for column in keys)
                before = first.setdefault(key, f"{place.package}/{place.file}, row {numbers[at]}")
                if before != f"{place.package}/{place.file}, row {numbers[at]}" and key[0]:
                    expected = f"{' + '.join(names)} must differ between all rows of all packages."
                    place.add(Fault("duplicate", f"The same key stands in {before}.", expected), numbers[at], names[0], "~".join(key))


def find_citing(packages: Sequence[Package], cls: type[Row], cited: Sequence[str], sources: dict[str, str], problems: Problems) -> None:
    """Add a problem for each Source row that cites a source which is not there."""
    missing = {source for source in cited if source not in sources}
    at = Plan(cls, {}, {}).at["sources"]
    for place, cells, numbers in _again(packages, cls, problems) if missing else ():
        for number, text in zip(numbers, cells[at], strict=True):
            for source in missing.intersection(text.split("|")):
                place.add(missing_source(source, sources), number, "sources", source)
