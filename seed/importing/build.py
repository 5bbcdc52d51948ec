"""Build the package of an upload without questions: recognise or guess the mapping, compile, write, check, and report what was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from seed.bilingual import chinese
from seed.importing.compiler import UNDECIDED, Compiled, compile_files, counts, nothing_to_write
from seed.importing.concepts import CONCEPT_BY_KEY
from seed.importing.decisions import Decision, DecisionsError, Key, read_decisions
from seed.importing.files import SourceFile, open_source
from seed.importing.guess import ColumnGuess, Guessed, guess_mapping
from seed.importing.mapping import MappingError
from seed.importing.mapping_file import GUESSED, MAPPING_BYTES, dump_mapping, parse_mapping, with_heading
from seed.importing.output import DECISIONS, MAPPING, import_folder, keep_input, write_import
from seed.importing.shipped import recognise, shipped_path
from seed.packages.checker import check
from seed.packages.descriptor import NAME
from seed.packages.package import Package, resolve
from seed.problems import Problem, Report, by_kind
from seed.sheets import SheetError
from seed.suggestions import suggestion

EXAMPLES = 20
"""Number of examples of each kind of finding and problem in a report."""
LISTED = 1_000
"""Maximum number of open decisions in a report."""
READY, UNDECIDED_STATE, INVALID = "ready", "undecided", "invalid"


class BuildError(ValueError):
    """An upload that gives no package. ``part``: file, mapping, columns, decisions, name or undecided."""

    def __init__(self, part: str, detail: str, hint: str) -> None:
        super().__init__(f"{detail} {hint}")
        self.part, self.detail, self.hint = part, detail, hint


@dataclass(frozen=True)
class Order:
    """What to build: the files, the folder of the package, and the packages with whose names those of the files are compared.

    ``mapping`` is the text of a mapping or the name of one that comes with the program. Without one, the mapping of the package ``name`` in
    ``known`` is used, else a guess. ``columns`` are meanings of columns, by sheet and letters, with which the mapping is guessed.
    ``decisions`` is a file; without one, those of the package in ``known`` are used. ``earlier`` is the file of decisions of an earlier
    import of the same files: the decisions of persons in it are kept.
    """

    files: tuple[Path, ...]
    package: Path
    known: Mapping[str, Path] = field(default_factory=dict)
    mapping: str | None = None
    decisions: Path | None = None
    name: str | None = None
    requires: tuple[str, ...] = ()
    undecided: str = "stop"
    columns: Mapping[str, Mapping[str, str]] | None = None
    earlier: Path | None = None


def build(order: Order) -> dict[str, Any]:
    """Write the package, and return a report as plain values.

    The package is written only if all names are decided; else its folder has the mapping and the decisions.

    :raises BuildError: the files, the mapping or the decisions cannot be used.
    """
    if order.name is not None and not NAME.fullmatch(order.name):
        hint = "Use lower-case letters, digits, '.', '_' and '-', such as my-county."
        raise BuildError("name", f"'{order.name[:100]}' is not a valid package name.", hint)
    if order.undecided not in UNDECIDED:
        raise BuildError("undecided", f"Invalid undecided '{order.undecided[:100]}'.", suggestion(order.undecided, UNDECIDED) or "")
    _check_columns(order)
    try:
        return _built(order)
    except SheetError as error:
        raise BuildError("file", f"{error.place}{error.fault.detail}", error.fault.expected) from error
    except MappingError as error:
        raise BuildError("mapping", error.detail, error.hint) from error
    except DecisionsError as error:
        raise BuildError("decisions", error.detail, error.hint) from error


def _check_columns(order: Order) -> None:
    keys = [key for columns in (order.columns or {}).values() for key in columns.values() if key]
    wrong = next((key for key in keys if key not in CONCEPT_BY_KEY), None)
    if wrong is not None:
        hint = suggestion(wrong, CONCEPT_BY_KEY) or f"Use one of: {', '.join(CONCEPT_BY_KEY)}."
        raise BuildError("columns", f"'{wrong[:100]}' is not a meaning of a column.", hint)
    if order.columns is not None and order.mapping is not None:
        raise BuildError("columns", "An import takes a mapping or meanings of columns, not both.", "Leave one of them out.")


def _built(order: Order) -> dict[str, Any]:
    sources = [open_source(path) for path in order.files]
    text, origin, guessed = _mapping(order, sources)
    mapping = parse_mapping(text)
    known = {name: path for name, path in order.known.items() if name != mapping.name}
    given = _decisions(order, mapping.name)
    compiled = compile_files(order.files, mapping, given, folder=order.package.parent, undecided=order.undecided, known=known)
    rows = counts(compiled.rows)
    report = {
        "package": mapping.name,
        "title": mapping.title or mapping.name,
        "mapping": text,
        "mapping_from": origin,
        "guesses": [asdict(guess) for guess in guessed.guesses] if guessed else [],
        "remarks": guessed.remarks if guessed else [],
        "remarks_zh": [chinese(text) for text in guessed.remarks] if guessed else [],
        "columns": [_column(guess) for guess in guessed.columns] if guessed else [],
        "meanings": list(CONCEPT_BY_KEY),
        "files": [{"name": source.path.name, "bytes": source.size, "sha256": source.sha256} for source in sources],
        "rows": rows,
        **_read(compiled),
    }
    if compiled.open:
        keep_input(order.package, text, compiled, given)
        return {**report, "state": UNDECIDED_STATE, "check": None}
    if (nothing := nothing_to_write(compiled)) is not None:
        raise BuildError("file", *nothing)
    write_import(order.package, mapping, text, compiled, given)
    checked = check(resolve([order.package, *_required(mapping.requires, known)]))
    return {**report, "state": READY if checked.ok else INVALID, "check": _check(checked)}


def _mapping(order: Order, sources: Sequence[SourceFile]) -> tuple[str, str, Guessed | None]:
    """Return the text of the mapping, where it comes from (given, shipped, package, guessed), and the guess."""
    if order.mapping is not None:
        shipped = shipped_path(order.mapping.strip())
        text = order.mapping if shipped is None else shipped.read_text(encoding="utf-8")
        return with_heading(text, order.name, order.requires), "given" if shipped is None else "shipped", None
    own = order.known.get(order.name or "") if order.columns is None else None
    kept = None if own is None else import_folder(own) / MAPPING
    if kept is not None and kept.is_file():
        with kept.open("rb") as stream:
            return with_heading(stream.read(MAPPING_BYTES + 1).decode("utf-8-sig", "replace"), order.name, order.requires), "package", None
    name = recognise(sources) if order.columns is None else None
    if name is not None and (found := shipped_path(name)) is not None:
        return with_heading(found.read_text(encoding="utf-8"), order.name, order.requires), "shipped", None
    others = {known: path for known, path in order.known.items() if known != order.name}
    guessed = guess_mapping(sources, order.name, order.package.parent, known=others, chosen=order.columns)
    return with_heading(dump_mapping(guessed.mapping, {"name": GUESSED}), None, order.requires), "guessed", guessed


def _decisions(order: Order, name: str) -> dict[Key, Decision]:
    if order.earlier is not None:
        earlier = {key: one for key, one in read_decisions(order.earlier).items() if one.by_person}
        return earlier | (read_decisions(order.decisions) if order.decisions is not None else {})
    if order.decisions is not None:
        return read_decisions(order.decisions)
    kept = import_folder(order.known[name]) / DECISIONS if name in order.known else None
    return read_decisions(kept) if kept is not None and kept.is_file() else {}


def _column(guess: ColumnGuess) -> dict[str, Any]:
    return {**asdict(guess), "reason_zh": chinese(guess.reason)}


def _required(names: Iterable[str], known: Mapping[str, Path]) -> list[Path]:
    """Return the known packages among the required ones and among those that they require."""
    found: dict[str, Path] = {}
    wanted = list(names)
    while wanted:
        name = wanted.pop()
        if name in known and name not in found:
            found[name] = known[name]
            wanted += Package.open(known[name]).requires
    return list(found.values())


def _read(compiled: Compiled) -> dict[str, Any]:
    """Return what was read, left out and not decided."""
    findings = [
        {"kind": kind, "title": title, "count": count, "examples": [asdict(one) for one in compiled.findings.kept[kind][:EXAMPLES]]}
        for kind, title, count in compiled.findings.summary()
    ]
    return {
        "left_out": compiled.findings.left_out,
        "findings": findings,
        "skipped": dict(compiled.skipped),
        "unused": compiled.unused[:LISTED],
        "notes": compiled.notes,
        "decisions_count": len(compiled.decisions),
        "open_count": len(compiled.open),
        "open": [_decision(decision, compiled) for decision in compiled.open[:LISTED]],
        "decided": [_decision(decision, compiled) for decision in compiled.decisions if decision.by_person][:LISTED],
    }


def _decision(decision: Decision, compiled: Compiled) -> dict[str, Any]:
    return {**asdict(decision), "options": [asdict(option) for option in compiled.options.get(decision.key, ())]}


def _check(report: Report) -> dict[str, Any]:
    return {
        "problem_count": report.problem_count,
        "problems": _kinds(report.problems, report.counts),
        "warning_count": report.warning_count,
        "warnings": _kinds(report.warnings, report.warning_counts),
    }


def _kinds(problems: list[Problem], counted: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"kind": code, "count": count, "examples": [_problem(problem) for problem in examples]}
        for code, count, examples in by_kind(problems, counted, EXAMPLES)
    ]


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "where": problem.where,
        "value": problem.value,
        "detail": problem.detail,
        "detail_zh": chinese(problem.detail),
        "hint": problem.expected,
        "hint_zh": chinese(problem.expected),
    }
