"""``check``, ``new`` and ``simulate``: work with data packages. No database is needed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from api.cli.terminal import Steps, err, out
from graph.errors import BadValueError
from seed.plurals import counted
from seed.suggestions import suggestion

if TYPE_CHECKING:
    from seed.problems import Problem, Report

Paths = Annotated[list[Path], typer.Argument(help="Folders or zip files of data packages.")]


EXAMPLES = 5
"""Number of examples that are shown of each kind."""


def show_report(report: Report) -> None:
    """Print the number of problems of each kind, then examples of each: location, value, description and expected value."""
    _show_kinds(report.problems, report.counts, "")


def show_warnings(report: Report) -> None:
    """Print the number of warnings of each kind, then examples of each."""
    _show_kinds(report.warnings, report.warning_counts, "Warning: ")


def _show_kinds(problems: list[Problem], counts: dict[str, int], prefix: str) -> None:
    from seed.problems import by_kind  # noqa: PLC0415  # see run_check

    kinds = by_kind(problems, counts, EXAMPLES)
    if len(kinds) > 1 or sum(counts.values()) > EXAMPLES:
        err.print(f"{prefix}{', '.join(f'{count:,} {code}' for code, count, _ in kinds)}", markup=False)
    for code, count, examples in kinds:
        for problem in examples:
            value = f" [{problem.value}]" if problem.value is not None else ""
            shown = f" [{problem.value!r}]" if prefix and problem.value is not None else value
            err.print(f"{prefix}{problem.where}{shown}: {problem.detail} {problem.expected}", markup=False)
        if count > len(examples):
            err.print(f"{prefix}... and {count - len(examples):,} more of the kind {code}", markup=False)


def _json(report: Report) -> str:
    keys = ("code", "package", "file", "row", "column", "value", "detail", "expected")
    problems, warnings = (
        [{key: getattr(problem, key) for key in keys} for problem in listed] for listed in (report.problems, report.warnings)
    )
    body = {
        "ok": report.ok,
        "problem_count": report.problem_count,
        "kinds": report.counts,
        "stopped": report.stopped,
        "data_version": report.data_version,
        "rows": report.rows,
        "problems": problems,
        "warning_count": report.warning_count,
        "warning_kinds": report.warning_counts,
        "warnings": warnings,
    }
    return orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def run_check(paths: list[Path], steps: Steps) -> Report:
    """Check packages together with their dependencies."""
    from seed.packages.checker import check  # noqa: PLC0415  # imports numpy, which other commands do not need
    from seed.packages.package import resolve  # noqa: PLC0415  # imports numpy, which other commands do not need

    with steps.step("Checking", "bytes") as progress:
        return check(resolve(paths), progress=progress)


def check_packages(paths: Paths, form: Annotated[str, typer.Option("--format", help="Output format: text or json.")] = "text") -> int:
    """Check data packages and list all problems and warnings. Nothing is loaded. Exits with 2 if there are problems.

    Example: alliance check my-package
    """
    if form not in {"text", "json"}:
        raise BadValueError(f"Invalid --format '{form}'.", hint="Use text or json.")
    with Steps() as steps:
        report = run_check(paths, steps)
    if form == "json":
        sys.stdout.write(_json(report))
        return 0 if report.ok else 2
    show_report(report)
    show_warnings(report)
    total = f"{counted(sum(report.rows.values()), 'row')} of {counted(len(report.rows), 'type')}"
    if report.ok:
        out.print(f"No problems found. {total}; data version {report.data_version[:12]}; {report.seconds:.1f} s.", markup=False)
        return 0
    rest = " The check stopped there; the rest is not checked." if report.stopped else ""
    more = " Use --format json to list up to 1,000." if report.problem_count > EXAMPLES else ""
    out.print(f"{report.total} in {total}. Fix them before loading.{rest}{more}", markup=False)
    return 2


def new(root: Annotated[Path, typer.Argument(help="New or empty folder.")]) -> None:
    """Create an empty data package.

    It contains a file with a header row for each type, and a README that explains every column.

    Example: alliance new my-package
    """
    from seed.packages.scaffold import new_package  # noqa: PLC0415  # see run_check

    try:
        folder = new_package(root)
    except FileExistsError as problem:
        raise BadValueError(str(problem)) from problem
    out.print(f"Created an empty package in {folder}. Fill in the files, then run: alliance check {folder}", markup=False)


def simulate(
    root: Annotated[Path, typer.Argument(help="New or empty folder, or an existing overlay.")],
    scale: Annotated[str, typer.Option(help="Size of the overlay: chenzhou, province or nation.")] = "chenzhou",
    seed: Annotated[int, typer.Option(help="Seed of the random generator. The same seed gives identical files.")] = 1,
) -> None:
    """Generate a simulated overlay as a data package. Every row is marked as simulated.

    Example: alliance simulate overlay --scale chenzhou --seed 7
    """
    from seed.simulate import simulate as write_overlay  # noqa: PLC0415  # see run_check
    from seed.simulation.sizes import SCALES  # noqa: PLC0415  # see run_check

    if scale not in SCALES:
        raise BadValueError(f"'{scale}' is not a valid scale.", hint=suggestion(scale, SCALES))
    with Steps() as steps, steps.step("Simulating", "rows") as progress:
        try:
            rows = write_overlay(root, scale=scale, seed=seed, progress=progress)
        except (ValueError, FileExistsError) as problem:
            raise BadValueError(str(problem)) from problem
    out.print(f"Wrote {sum(rows.values()):,} simulated rows to {root}. Load them with: alliance load {root}", markup=False)


def register(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("check")(check_packages)
    app.command()(new)
    app.command()(simulate)
