"""``import`` and ``template``: turn a spreadsheet into a data package. No database is needed."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.commands.packages import run_check, show_report
from api.cli.terminal import Steps, err, out
from graph.errors import BadValueError, PackageError
from seed.plurals import counted
from seed.suggestions import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seed.importing.compiler import Compiled
    from seed.importing.decisions import Decision, Key
    from seed.importing.mapping import Mapping

EXAMPLES = 3
"""Number of examples that are shown of each kind of finding."""


def import_files(
    files: Annotated[list[Path], typer.Argument(help="Spreadsheets: .xlsx, .xls, .xlsm, .ods, .csv or .parquet.")],
    *,
    mapping: Annotated[
        str | None, typer.Option(help="Mapping: a YAML file, or the name of a mapping that comes with the program. Default: guessed.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--out", help="Folder of the package. Default: the package name.")] = None,
    decisions: Annotated[Path | None, typer.Option(help="Decisions on names. Default: those in the folder of the package.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the package. Default: the name in the mapping.")] = None,
    requires: Annotated[
        list[str] | None, typer.Option(help="Package with whose names those of the file are compared. Can be repeated. Default: as mapped.")
    ] = None,
    undecided: Annotated[
        str, typer.Option(help="What happens to names without a decision: stop, new, none, or best (the first candidate).")
    ] = "stop",
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 2 if a value or a row is left out.")] = False,
) -> int:
    """Turn spreadsheets into a data package.

    Without --mapping, the meaning of the columns is guessed and shown with reasons. The mapping and the decisions on names
    are kept in the folder of the package, so that the next file needs no questions.

    Example: alliance import 校企合作.xlsx --mapping my-county/import/mapping.yaml --out my-county
    """
    from seed.importing.compiler import UNDECIDED  # noqa: PLC0415  # imports numpy, which other commands do not need
    from seed.importing.decisions import DecisionsError  # noqa: PLC0415  # see above
    from seed.importing.mapping import MappingError  # noqa: PLC0415  # see above
    from seed.packages.descriptor import NAME  # noqa: PLC0415  # see above
    from seed.sheets import SheetError  # noqa: PLC0415  # see above

    if name is not None and not NAME.fullmatch(name):
        raise BadValueError(
            f"'{name}' is not a valid package name.", hint="Use lower-case letters, digits, '.', '_' and '-': --name my-county."
        )
    if undecided not in UNDECIDED:
        raise BadValueError(f"Invalid --undecided '{undecided}'.", hint=suggestion(undecided, UNDECIDED))
    try:
        return _Import(files, mapping, output, decisions, name, tuple(requires or ()), undecided, strict).run()
    except SheetError as problem:
        raise BadValueError(f"{problem.place}{problem.fault.detail}", hint=problem.fault.expected) from problem
    except (MappingError, DecisionsError) as problem:
        raise BadValueError(problem.detail, hint=problem.hint) from problem
    except FileExistsError as problem:
        raise BadValueError(str(problem)) from problem


@dataclass(frozen=True)
class _Import:
    """One run of the command."""

    files: Sequence[Path]
    wanted: str | None
    """The mapping that the user names."""
    output: Path | None
    decisions: Path | None
    name: str | None
    requires: tuple[str, ...]
    undecided: str
    strict: bool

    def run(self) -> int:
        """Run the import and return the exit code."""
        from seed.importing.compiler import compile_files, nothing_to_write  # noqa: PLC0415  # imports numpy, which other commands do not need
        from seed.importing.output import keep_input, write_import  # noqa: PLC0415  # see above

        text = self._mapping_text()
        if text is None:
            return 2
        mapping = self._parsed(text)
        package = self.output or Path(mapping.name)
        given = self._given(package)
        with Steps() as steps, steps.step("Reading"):
            compiled = compile_files(self.files, mapping, given, folder=package.absolute().parent, undecided=self.undecided)
        _show(compiled)
        if compiled.open:
            keep_input(package, text, compiled, given)
            return self._ask_for_decisions(package, compiled.open)
        if (nothing := nothing_to_write(compiled)) is not None:
            raise BadValueError(nothing[0], hint=nothing[1])
        write_import(package, mapping, text, compiled, given)
        return self._check(package, compiled)

    # the mapping

    def _mapping_text(self) -> str | None:
        """Return the text of the mapping, or None if a guess has to be confirmed first."""
        from seed.importing.files import open_source  # noqa: PLC0415  # see run
        from seed.importing.mapping_file import MAPPING_BYTES  # noqa: PLC0415  # see run
        from seed.importing.shipped import recognise, shipped_names, shipped_path  # noqa: PLC0415  # see run

        if self.wanted is not None:
            given = Path(self.wanted)
            path = given if given.is_file() else shipped_path(self.wanted)
            if path is None:
                hint = f"Give a file, or a name of a mapping: {', '.join(shipped_names())}."
                raise BadValueError(f"There is no mapping {self.wanted}.", hint=hint)
            with path.open("rb") as stream:
                return self._named(stream.read(MAPPING_BYTES + 1).decode("utf-8-sig", "replace"))
        sources = [open_source(path) for path in self.files]
        shipped = recognise(sources)
        if shipped is not None:
            err.print(f"The header is that of the mapping '{shipped}', which comes with the program.", markup=False)
            found = shipped_path(shipped)
            assert found is not None
            return self._named(found.read_text(encoding="utf-8"))
        return self._guessed(sources)

    def _named(self, text: str) -> str:
        """Return a mapping with the name and the requirements of the command line."""
        from seed.importing.mapping_file import with_heading  # noqa: PLC0415  # see run

        return with_heading(text, self.name, self.requires)

    def _parsed(self, text: str) -> Mapping:
        from seed.importing.mapping_file import parse_mapping  # noqa: PLC0415  # see run

        return parse_mapping(text, Path(self.wanted).name if self.wanted else "mapping.yaml")

    def _guessed(self, sources: Sequence[object]) -> str | None:
        from seed.importing.guess import guess_mapping  # noqa: PLC0415  # see run
        from seed.importing.mapping_file import GUESSED, dump_mapping  # noqa: PLC0415  # see run
        from seed.importing.output import MAPPING, import_folder, keep_input  # noqa: PLC0415  # see run

        folder = (self.output or Path("x")).absolute().parent
        guessed = guess_mapping(sources, self.name, folder)  # type: ignore[arg-type]
        package = self.output or Path(guessed.mapping.name)
        target = import_folder(package) / MAPPING
        go_on = f"alliance import {' '.join(map(_quoted, self.files))} --mapping {_quoted(target)} --out {_quoted(package)}"
        if target.exists():
            raise BadValueError(f"{target} exists already.", hint=f"Use it: {go_on}. Or remove it to guess again.")
        for guess in guessed.guesses:
            place = f"{guess.sheet}: " if guess.sheet else ""
            out.print(f"{place}{guess.what} -> {guess.meaning} ({guess.reason})", markup=False)
        for remark in guessed.remarks:
            err.print(remark, markup=False)
        text = self._named(dump_mapping(guessed.mapping, {"name": GUESSED}))
        keep_input(package, text, None, {})
        out.print(f"Wrote the guessed mapping to {target}.", markup=False)
        if self.name is None:
            err.print(f"The package is called {guessed.mapping.name}. Choose another name with --name.", markup=False)
        if sys.stdin.isatty() and typer.confirm("Import with this mapping?"):
            return text
        err.print(f"Nothing was imported. Check {target}, then run: {go_on}", markup=False)
        return None

    # the decisions

    def _given(self, package: Path) -> dict[Key, Decision]:
        from seed.importing.decisions import read_decisions  # noqa: PLC0415  # see run
        from seed.importing.output import DECISIONS, import_folder  # noqa: PLC0415  # see run

        path = self.decisions or import_folder(package) / DECISIONS
        if self.decisions is None and not path.is_file():
            return {}
        given = read_decisions(path)
        err.print(f"Using {counted(len(given), 'decision')} of {path}.", markup=False)
        return given

    def _ask_for_decisions(self, package: Path, undecided: Sequence[Decision]) -> int:
        from seed.importing.output import DECISIONS, MAPPING, import_folder  # noqa: PLC0415  # see run

        for decision in undecided[:10]:
            err.print(f"{decision.cell} [{decision.name}]: {decision.type}, may be {decision.candidates}", markup=False)
        if len(undecided) > 10:
            err.print(f"... and {len(undecided) - 10} more.", markup=False)
        folder = import_folder(package)
        names = "1 name needs" if len(undecided) == 1 else f"{len(undecided)} names need"
        command = f"alliance import {' '.join(map(_quoted, self.files))} --mapping {_quoted(folder / MAPPING)} --out {_quoted(package)}"
        err.print(
            f"{names} a decision; nothing was imported. Write an id, new or none into the column 'decision' of {folder / DECISIONS}, "
            f"then run: {command}",
            markup=False,
        )
        return 2

    # the result

    def _check(self, package: Path, compiled: Compiled) -> int:
        from seed.importing.compiler import counts  # noqa: PLC0415  # see run
        from seed.importing.output import FINDINGS, import_folder  # noqa: PLC0415  # see run

        with Steps() as steps:
            report = run_check([package], steps)
        if not report.ok:
            show_report(report)
            raise PackageError(
                f"{report.total} in the imported package {package}.", hint="Correct the file or the mapping, then import again."
            )
        made = counts(compiled.rows)
        listed = ", ".join(f"{count:,} {kind}" for kind, count in made.items())
        out.print(f"Wrote {counted(sum(made.values()), 'row')} to {package}: {listed}.", markup=False)
        left = compiled.findings.left_out
        if compiled.findings.counts:
            out.print(
                f"{left:,} {'value or row was' if left == 1 else 'values or rows were'} left out; see {import_folder(package) / FINDINGS}.",
                markup=False,
            )
        out.print(f"The check found no problems. Load it with: alliance load {_quoted(package)}", markup=False)
        if self.strict and left:
            err.print("--strict: values or rows were left out.", markup=False)
            return 2
        return 0


def _show(compiled: Compiled) -> None:
    """Print what was not read: notes, rows that were left out, and findings by kind with examples."""
    for note in compiled.notes:
        err.print(note, markup=False)
    for place, count in compiled.skipped.items():
        err.print(f"{place}: {count} left out", markup=False)
    if compiled.unused:
        err.print(f"Not read: {'; '.join(compiled.unused[:20])}{' ...' if len(compiled.unused) > 20 else ''}", markup=False)
    for _, title, count in compiled.findings.summary():
        err.print(f"{title}: {count:,}", markup=False)
    for kind, title, count in compiled.findings.summary():
        err.print(f"Examples: {title}", markup=False)
        for finding in compiled.findings.kept[kind][:EXAMPLES]:
            err.print(f"  {finding}", markup=False)
        if count > EXAMPLES:
            err.print(f"  ... and {count - EXAMPLES:,} more", markup=False)


def _quoted(path: Path) -> str:
    """Return a path as it is typed in a shell."""
    text = str(path)
    return text if re.fullmatch(r"[\w./\\:-]+", text) else f"'{text}'"


def template(
    kind: Annotated[str, typer.Argument(help="Kind of template: alliance.")],
    file: Annotated[Path, typer.Argument(help="Workbook to write (.xlsx).")] = Path("alliance-template.xlsx"),
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
) -> None:
    """Write an empty workbook to fill in. `alliance import` reads it without a mapping.

    The template alliance has one row for each member, with drop-down lists and an example row.

    Example: alliance template alliance 联合体成员.xlsx
    """
    from api.cli.template_workbook import write_template  # noqa: PLC0415  # imports xlsxwriter

    if kind != "alliance":
        raise BadValueError(f"There is no template '{kind}'.", hint=suggestion(kind, ["alliance"]))
    if file.suffix.lower() != ".xlsx":
        raise BadValueError(f"Unsupported file type '{file.suffix or file.name}'.", hint="Use .xlsx.")
    if file.exists() and not force:
        raise BadValueError(f"{file} exists already.", hint="Choose another name, or use --force to overwrite it.")
    if not file.absolute().parent.is_dir():
        raise BadValueError(f"The folder {file.parent} does not exist.", hint="Create it first.")
    write_template(file)
    out.print(f"Wrote {file}. Fill it in, then run: alliance import {_quoted(file)} --name my-alliance", markup=False)


def register(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("import")(import_files)
    app.command()(template)
