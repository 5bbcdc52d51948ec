"""Problems found by a check, each with its location and a hint, and the report that lists them.

Codes are stable: ``missing-package``, ``missing-descriptor``, ``bad-json``, ``bad-descriptor``, ``missing-requirement``,
``cyclic-requires``, ``duplicate-package``, ``unknown-file``, ``unlisted-file``, ``missing-file``, ``unsafe-path``, ``bad-zip``,
``zip-bomb``, ``unreadable``, ``empty-file``, ``encoding``, ``separator``, ``unknown-column``, ``missing-column``, ``duplicate-column``,
``cells``, ``blank-row``, ``quotes``, ``line-break``, ``too-long``, ``control-character``, ``white-space``, ``required``, ``type``,
``range``, ``choice``, ``pattern``, ``date``, ``date-order``, ``percentage``, ``words``, ``id``, ``duplicate``, ``dangling``,
``endpoints``, ``self-reference``, ``sources``, ``quote-length``, ``evidence``, ``rule``, ``strength``, ``simulated-touches-real``,
``unknown-type``, ``value``, ``reference``, ``wrong-file``, ``edit-conflict``, ``unknown-edit``, ``key``. Warnings:
``unusual-character``, ``gloss``, ``same-name``, ``same-code``, ``total-as-name``, ``serial``, ``year``, ``personal-data``, ``suppressed``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

SHOWN = 200
"""Maximum number of characters of a value that a problem shows."""
BOUND = 100_000
"""Number of problems at which a check stops. Warnings beyond it are counted no longer."""
EACH_KIND = 5
"""Number of problems of a kind that are kept even if those of other kinds have reached the limit."""


@dataclass(frozen=True)
class Problem:
    """One problem: its location, the value found and what is valid.

    ``file`` is relative to the package. ``row`` is numbered as in a spreadsheet: the header is row 1. It is None if the problem concerns
    the whole file. ``column`` is a name, or None if the problem concerns the whole row. ``package`` is the name of the package.
    ``detail`` says what is wrong, ``expected`` what is valid.
    """

    code: str
    file: str
    row: int | None
    column: str | None
    value: str | None
    detail: str
    expected: str
    package: str = ""

    @property
    def where(self) -> str:
        """The location as text: ``chenzhou/nodes/school.csv, row 5, column level``."""
        parts = [f"{self.package}/{self.file}" if self.package else self.file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.where}: {self.detail} {self.expected}".rstrip()


@dataclass(frozen=True)
class Fault:
    """A problem without its location: a code, what is wrong, what is valid."""

    code: str
    detail: str
    expected: str


class TooManyProblems(Exception):
    """The number of problems has reached the bound of a check."""


class Problems:
    """Collects problems. Beyond ``limit``, problems are counted but not kept, except the first of each kind.

    ``counts`` and ``warning_counts`` are the numbers by code. At ``bound`` problems, :class:`TooManyProblems` is raised.
    """

    def __init__(self, limit: int = 1000, bound: int | None = None) -> None:
        self.limit, self.bound = limit, bound
        self.counts: Counter[str] = Counter()
        self.warning_counts: Counter[str] = Counter()
        self.kept: list[Problem] = []
        self.warnings: list[Problem] = []
        self.count = self.warning_count = 0

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it if the limit is not reached.

        :raises TooManyProblems: the bound is reached.
        """
        self.count += 1
        self._keep(problem, self.kept, self.counts)
        if self.bound is not None and self.count >= self.bound:
            raise TooManyProblems

    def warn(self, problem: Problem) -> None:
        """Count a warning, and keep it if the limit is not reached. A warning does not prevent loading."""
        if self.bound is None or self.warning_count < self.bound:
            self.warning_count += 1
            self._keep(problem, self.warnings, self.warning_counts)

    def _keep(self, problem: Problem, kept: list[Problem], counts: Counter[str]) -> None:
        counts[problem.code] += 1
        if len(kept) < self.limit or (self.limit and counts[problem.code] <= EACH_KIND):
            kept.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add several problems."""
        for problem in problems:
            self.add(problem)

    def at(self, package: str, file: str) -> Place:
        """Return a collector for the problems of one file."""
        return Place(self, package, file)


@dataclass
class Place:
    """Collects the problems of one file of one package. ``fatal`` is set if the rows of the file are unusable as a whole."""

    problems: Problems
    package: str
    file: str
    fatal: bool = field(default=False)

    def add(self, fault: Fault, row: int | None = None, column: str | None = None, value: str | None = None) -> None:
        """Add a problem at a row and column of this file."""
        self.problems.add(self._problem(fault, row, column, value))

    def warn(self, fault: Fault, row: int, column: str, value: str) -> None:
        """Add a warning at a row and column of this file."""
        self.problems.warn(self._problem(fault, row, column, value))

    def _problem(self, fault: Fault, row: int | None, column: str | None, value: str | None) -> Problem:
        shown = value if value is None or len(value) <= SHOWN else value[: SHOWN - 1] + "…"
        return Problem(fault.code, self.file, row, column, shown, fault.detail, fault.expected, self.package)


@dataclass
class Report:
    """The result of a check. ``warnings`` do not prevent loading.

    ``rows`` counts the rows by type; ``data_version`` is the hash of the content (hexadecimal).
    """

    problems: list[Problem]
    problem_count: int
    rows: dict[str, int]
    data_version: str
    seconds: float = 0.0
    warnings: list[Problem] = field(default_factory=list)
    warning_count: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    """Number of problems by code, the most frequent first."""
    warning_counts: dict[str, int] = field(default_factory=dict)
    stopped: bool = False
    """Whether the check stopped at :data:`BOUND` problems, so that the rest is not checked."""

    @property
    def total(self) -> str:
        """The number of problems in words: ``1 problem``, ``1,204 problems``."""
        return f"{'At least ' if self.stopped else ''}{self.problem_count:,} problem{'' if self.problem_count == 1 else 's'}"

    @property
    def ok(self) -> bool:
        """Whether the packages may be loaded."""
        return self.problem_count == 0


def by_kind(problems: Sequence[Problem], counts: dict[str, int], examples: int) -> list[tuple[str, int, list[Problem]]]:
    """Return each kind with its count and its first examples, the most frequent kind first."""
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(problem.code, []).append(problem)
    return [(code, count, kinds.get(code, [])[:examples]) for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
