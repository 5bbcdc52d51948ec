"""Check data packages as a stream, and pass each row on to a sink in the same pass.

All nodes are read before all relationships, so that both ends can be looked up. Besides a batch of rows, the check keeps nine bytes per
node and eight bytes per relationship of the type being read. It does not stop at the first problem.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from seed.columns import SEPARATOR, columns, keys, names, path_of, type_name
from seed.model import EDGES, NODES, Coverage, Edge, Row, Source, label_of
from seed.packages.choices import united
from seed.packages.column_checks import Columns, Layout, Plan
from seed.packages.csv_reader import Table
from seed.packages.data_version import Version
from seed.packages.endpoint_checks import EdgeBatch, EndpointChecker, missing_node
from seed.packages.key_index import Hashes, Keys, hashes, mixed, where
from seed.packages.package_files import DESCRIPTOR
from seed.packages.row_rules import missing_source
from seed.packages.warnings import SameValues, report_same
from seed.problems import BOUND, Fault, Place, Problem, Problems, Report, TooManyProblems
from seed.progress import Progress

if TYPE_CHECKING:
    from seed.packages.package import Package

"""Called after each batch with the file that is being read, the bytes read so far and the bytes of all files."""


class Sink(Protocol):
    """Receives the rows while they are checked. Its owner must discard all rows if the report is not ok."""

    def begin(self, cls: type[Row], package: str, columns: tuple[str, ...]) -> None:
        """Begin a file of one type. ``columns`` are all columns of the type, in the declared order."""

    def rows(self, batch: list[list[str]]) -> None:
        """Receive rows as texts in the order of ``columns``. "" is null; declared defaults are filled in."""

    def end(self) -> None:
        """End the file."""


def check(
    packages: Sequence[Package], sink: Sink | None = None, progress: Progress | None = None, limit: int = 1000, bound: int = BOUND
) -> Report:
    """Check packages together, in the order of :func:`seed.packages.package.resolve`, and report all problems.

    Problems beyond ``limit`` are only counted. At ``bound`` problems the check stops. Rows go to ``sink`` until the first problem is
    found. Raises only what ``sink`` or ``progress`` raise.
    """
    return _Check(packages, sink, progress, Problems(limit, bound)).run()


class _Check:
    def __init__(self, packages: Sequence[Package], sink: Sink | None, progress: Progress | None, problems: Problems) -> None:
        self._packages, self._sink, self._progress = packages, sink, progress
        self._problems = problems
        self._same = SameValues()
        self._choices = united(package.choices for package in packages)
        self._sources: dict[str, str] = {}
        self._cited: dict[type[Row], dict[str, None]] = {}
        self._ends = EndpointChecker()
        self._keys = Keys()
        self._version = Version()
        self._rows: dict[str, int] = {}
        self._done = 0
        self._total = sum(_size(package, path) for package in packages for path in package.paths)

    def run(self) -> Report:
        """Run the check."""
        started, stopped = time.perf_counter(), False
        try:
            self._check_all()
        except TooManyProblems:
            stopped = True
        problems = self._problems
        report = Report(problems.kept, problems.count, self._rows, self._version.text(), time.perf_counter() - started)
        report.warnings, report.warning_count = problems.warnings, problems.warning_count
        report.counts, report.warning_counts = dict(problems.counts.most_common()), dict(problems.warning_counts.most_common())
        report.stopped = stopped
        return report

    def _check_all(self) -> None:
        for package in self._packages:
            self._problems.extend(package.problems)
        for node in NODES.values():
            self._check_type(node)
            if node is Source:
                self._check_citations()
        report_duplicates(self._packages, list(NODES.values()), self._ends.freeze(), self._problems)
        self._check_references(Coverage, "scope")
        for node in NODES.values():
            self._check_declared_references(node)
        self._check_focus()
        for cls, suspects in self._same.suspects():
            report_same(cls, suspects, _reread(self._packages, cls, self._problems))
        for edge in EDGES.values():
            self._check_type(edge)
            report_duplicates(self._packages, [edge], self._keys.duplicates(), self._problems)
            self._check_declared_references(edge)

    def _check_citations(self) -> None:
        missing = [source for source in self._cited.get(Source, ()) if source not in self._sources]
        report_references(self._packages, (Source, "sources"), missing, lambda text: missing_source(text, self._sources), self._problems)

    def _check_declared_references(self, cls: type[Row]) -> None:
        for column in columns(cls):
            if column.refers:
                self._check_references(cls, column.name)

    def _check_references(self, cls: type[Row], column: str) -> None:
        """Report the rows with an id of no node. Ids of no type are reported with the rules of the row."""
        cited = [text for text in self._cited.get(cls, ()) if label_of(text)]
        report_references(self._packages, (cls, column), self._ends.unknown(cited), missing_node, self._problems)

    def _check_focus(self) -> None:
        """Report each package whose focus is not in the data."""
        missing = self._ends.unknown([package.focus for package in self._packages if package.focus])
        for package in self._packages:
            if package.focus in missing:
                detail = f"The focus '{package.focus}' does not exist in these packages."
                expected = "Use the id of a county or region in the packages, or remove the key."
                problem = Problem("missing-node", DESCRIPTOR, None, "focus", package.focus, detail, expected, package.name)
                self._problems.extend([problem])

    def _check_type(self, cls: type[Row]) -> None:
        plan = Plan(cls, self._sources, self._cited.setdefault(cls, {}), self._choices)
        for package in self._packages:
            if path_of(cls) in package.paths:
                self._check_file(package, plan)

    def _check_file(self, package: Package, plan: Plan) -> None:
        path = path_of(plan.cls)
        place = self._problems.at(package.name, path)
        table = table_of(package, plan.cls, place)
        layout: Layout | None = None
        if self._sink is not None:
            self._sink.begin(plan.cls, package.name, plan.names)
        for batch in table.batches():
            if layout is None:
                layout = Layout(plan.cls, table.header, place)
            if batch.rows:
                self._check_batch(plan, layout, batch.rows, batch.numbers, place)
            if self._progress is not None:
                self._progress(f"{package.name}/{path}", self._done + batch.read, self._total)
        self._done += _size(package, path)
        if self._sink is not None:
            self._sink.end()
        self._ends.after(plan.cls, table, fatal=place.fatal)

    def _check_batch(self, plan: Plan, layout: Layout, raw_rows: list[list[str]], numbers: Sequence[int], place: Place) -> None:
        cells, rows = layout.columns(raw_rows)
        plan.check(cells, numbers, place, layout.absent)
        origins = cells[plan.at["origin"]]
        parts = [hashes(cells[index]) for index in plan.keys]
        if issubclass(plan.cls, Edge):
            if not place.fatal:
                self._keys.add(mixed(parts))
                self._ends.check(EdgeBatch(plan.cls, cells[0], cells[1], (parts[0], parts[1]), origins, numbers, place))
        else:
            self._ends.add(type_name(plan.cls), parts[0], origins)
            self._same.add(plan.cls, cells)
            if plan.cls is Source:
                self._sources.update(zip(cells[plan.keys[0]], origins, strict=True))
        name = type_name(plan.cls)
        self._rows[name] = self._rows.get(name, 0) + len(rows)
        if not self._problems.count:
            self._version.add(name, rows)
            if self._sink is not None:
                self._sink.rows(rows)


def _size(package: Package, path: str) -> int:
    try:
        return package.files.size(path)
    except OSError:
        return 0


MAX_DUPLICATES = 100_000
"""Maximum number of duplicate keys that are located. Further duplicates are not counted."""


Batches = Iterator[tuple[Place, Columns, Sequence[int]]]


def table_of(package: Package, cls: type[Row], place: Place) -> Table:
    """Return the file of a type in a package."""
    path = path_of(cls)
    return Table(lambda: package.files.open(path), cls, place)


def _reread(packages: Sequence[Package], cls: type[Row], problems: Problems) -> Batches:
    """Read the cells of a type again without reporting file problems. Yield each batch with the place for problems found in this pass."""
    silent = Problems(0)
    for package in packages:
        path = path_of(cls)
        if path not in package.paths:
            continue
        silent_place = silent.at(package.name, path)
        table = table_of(package, cls, silent_place)
        layout: Layout | None = None
        for batch in table.batches():
            layout = layout or Layout(cls, table.header, silent_place)
            if batch.rows:
                yield problems.at(package.name, path), layout.columns(batch.rows)[0], batch.numbers


def report_duplicates(packages: Sequence[Package], classes: Sequence[type[Row]], suspects: Hashes, problems: Problems) -> None:
    """Report each row whose key occurs in an earlier row. ``suspects`` are the hashes to compare."""
    first: dict[tuple[str, ...], str] = {}
    for cls in classes if len(suspects) else ():
        at_keys = [names(cls).index(name) for name in keys(cls)]
        for place, cells, numbers in _reread(packages, cls, problems):
            parts = [cells[index] for index in at_keys]
            for at in where(np.isin(mixed([hashes(part) for part in parts]), suspects[:MAX_DUPLICATES])):
                key = tuple(part[at] for part in parts)
                here = f"{place.package}/{place.file}, row {numbers[at]}"
                earlier = first.setdefault(key, here)
                if earlier != here and key[0]:
                    expected = f"{' + '.join(keys(cls))} must be unique across all packages."
                    place.add(
                        Fault("duplicate", f"Duplicate key; first used in {earlier}.", expected), numbers[at], keys(cls)[0], "~".join(key)
                    )


def report_references(
    packages: Sequence[Package],
    cited_in: tuple[type[Row], str],
    missing: Collection[str],
    fault_of: Callable[[str], Fault],
    problems: Problems,
) -> None:
    """Report each row that refers to one of the ``missing`` ids. ``cited_in`` is a type and its column with the references."""
    cls, column = cited_in
    at = names(cls).index(column)
    for place, cells, numbers in _reread(packages, cls, problems) if missing else ():
        for number, text in zip(numbers, cells[at], strict=True):
            for cited in text.split(SEPARATOR):
                if cited in missing:
                    place.add(fault_of(cited), number, column, cited)
