"""``match``: match names in a spreadsheet to entities in the graph, and write a sheet for review of uncertain cases."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from api.cli.options import connect
from api.cli.spreadsheets import Sheet, Table, read, write
from api.cli.terminal import Bar, Steps, err, out
from api.client import Client
from graph.errors import BadValueError, UnknownNameError
from graph.reconciliation.index_source import TYPES
from graph.reconciliation.properties import COMPARED
from graph.reconciliation.similarity import REASONS
from seed.plurals import counted
from seed.suggestions import nearest

BATCH = 50
CANDIDATES = 4
DECISIONS = ("match", "none", "new")
"""Decisions offered to the reviewer: this entity, not in the graph, to be added. The id of another candidate is also valid."""
REVIEW = ("row", "input", "decision", "id", "name", "description", "score", "why", "origin", "others")
_LONGEST = 500
Lookup = tuple[str, tuple[tuple[str, str], ...]]
"""A name and its properties."""
Candidates = dict[Lookup, list[dict[str, Any]]]


def match(
    file: Annotated[Path, typer.Argument(help="Spreadsheet (.xlsx, .xls, .ods or .csv) whose first row contains the column names.")],
    *,
    column: Annotated[str, typer.Option(help="Column that contains the names.")],
    type: Annotated[
        str | None, typer.Option(help="Entity type of the names: School, Enterprise, Program, County, Major, Industry ...")
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option(help="Additional column to compare, such as county=COLUMN; also region, code, level, school. Can be repeated."),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of the workbook. Default: the first sheet.")] = None,
    output: Annotated[Path | None, typer.Option("--out", help="File to write (.xlsx or .csv). Default: FILE.matched.xlsx.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file, including the decisions in it.")] = False,
) -> None:
    """Match the names in a spreadsheet to entities in the graph.

    Writes a sheet for review. Only certain matches are marked as matches. All other rows list candidates, scores and
    reasons for manual review.

    Example: alliance match 学校名单.xlsx --column 学校 --type School --given county=区县
    """
    if type is not None and type not in TYPES:
        raise UnknownNameError(f"'{type}' is not a type that can be matched.", nearest=nearest(type, TYPES) or TYPES)
    target = output or file.with_suffix(".matched.xlsx")
    _check_target(file, target, force)
    table = read(file, sheet)
    for note in table.notes:
        err.print(note, markup=False)
    property_columns = {name: table.need(text) for name, text in map(_given, given or ())}
    lookups = {number: _lookup(row, table.need(column), property_columns) for number, row in table.rows}
    client = connect()
    with Steps() as steps, steps.step("Matching", "rows") as bar:
        candidates = _candidates(client, list(dict.fromkeys(key for key in lookups.values() if key[0])), type, bar)
    lines = [_line(number, key, candidates.get(key, [])) for number, key in lookups.items()]
    about = {"file": file.name, "column": column, "type": type or "any", **_version(client)}
    write(target, _sheets(table, lines, about))
    counts = Counter(line["decision"] or "to review" for line in lines)
    decisions = ", ".join(f"{counts[name]} {name}" for name in ("match", "to review", "none"))
    out.print(
        f"{target}: {counted(len(lines), 'row')}, {decisions}",
        markup=False,
    )


def _check_target(file: Path, target: Path, force: bool) -> None:
    if target.suffix.lower() not in {".xlsx", ".csv"}:
        raise BadValueError(f"Unsupported file type '{target.suffix or target.name}'.", hint="Use .xlsx or .csv.")
    if target.exists() and (not force or target.samefile(file)):
        raise BadValueError(
            f"{target} already exists and may contain decisions.", hint="Choose another --out, or use --force to overwrite it."
        )
    if not target.parent.is_dir():
        raise BadValueError(f"The folder {target.parent} does not exist.", hint="Create it first.")


def _given(text: str) -> tuple[str, str]:
    name, equals, column = text.partition("=")
    if name not in COMPARED:
        raise UnknownNameError(f"--given does not support the property '{name}'.", nearest=nearest(name, COMPARED) or COMPARED)
    if not equals or not column:
        raise BadValueError(f"--given {text} does not name a column.", hint=f"Write --given {name}=COLUMN.")
    return name, column


def _lookup(row: Mapping[str, str], column: str, property_columns: Mapping[str, str]) -> Lookup:
    values = ((name, row.get(source, "")[:_LONGEST]) for name, source in property_columns.items())
    return row.get(column, "")[:_LONGEST], tuple((name, value) for name, value in values if value)


def _candidates(client: Client, lookups: list[Lookup], kind: str | None, bar: Bar) -> Candidates:
    """Return the candidates for each distinct lookup."""
    candidates: Candidates = {}
    for batch in _batches(lookups):
        queries = {str(number): _query(key, kind) for number, key in enumerate(batch)}
        answer = client.post("/reconcile", queries=orjson.dumps(queries).decode())
        candidates |= {key: answer[str(number)]["result"] for number, key in enumerate(batch)}
        bar("", len(candidates), len(lookups))
    return candidates


def _batches(lookups: list[Lookup]) -> Iterator[list[Lookup]]:
    for at in range(0, len(lookups), BATCH):
        yield lookups[at : at + BATCH]


def _query(key: Lookup, kind: str | None) -> dict[str, Any]:
    text, properties = key
    query: dict[str, Any] = {"query": text, "limit": CANDIDATES, "properties": [{"pid": name, "v": value} for name, value in properties]}
    return query if kind is None else {**query, "type": kind}


def _line(number: int, key: Lookup, candidates: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a line of the review sheet. The decision is "none" without candidates and empty if the best one is uncertain."""
    line: dict[str, Any] = {"row": number, "input": key[0], "decision": "" if key[0] else "none"}
    if not candidates:
        return {**line, "decision": "none", "why": "no similar name" if key[0] else "empty cell"}
    best = candidates[0]
    return {
        **line,
        "decision": "match" if best["match"] else "",
        **{name: best[name] for name in ("id", "name", "description", "score")},
        "why": _why(best),
        "origin": _origin(best),
        "others": "; ".join(f"{one['name']} [{one['id']}] {one['score']:g}: {_why(one)}" for one in candidates[1:]),
    }


def _why(candidate: Mapping[str, Any]) -> str:
    return ", ".join(REASONS[feature["id"]] for feature in candidate["features"] if feature["id"] in REASONS)


def _origin(candidate: Mapping[str, Any]) -> str:
    names = (feature["id"] for feature in candidate["features"])
    return next((name.removeprefix("origin-") for name in names if name.startswith("origin-")), "")


def _version(client: Client) -> dict[str, str]:
    return {"data version": str(client.get("/v1/meta")["meta"]["data_version"])}


def _sheets(table: Table, lines: list[dict[str, Any]], about: Mapping[str, str]) -> list[Sheet]:
    """Return the review sheet, the table with the certain matches added, and a sheet about the run."""
    certain = {line["row"]: line for line in lines if line["decision"] == "match"}
    added = {_unused(f"matched {key}", table.columns): key for key in ("id", "name", "origin")}
    numbers = [number for number, _ in table.rows]
    rows = (
        {**row, **{name: certain.get(number, {}).get(key, "") for name, key in added.items()}}
        for number, row in zip(numbers, table.values, strict=True)
    )
    counts = Counter(line["decision"] or "to review" for line in lines)
    facts = [{"what": name, "value": value} for name, value in {**about, **counts}.items()]
    return [
        Sheet("review", REVIEW, lines, {"decision": DECISIONS}),
        Sheet("matched", (*table.columns, *added), rows, {}),
        Sheet("about", ("what", "value"), facts, {}),
    ]


def _unused(name: str, columns: Collection[str]) -> str:
    """Return the name of a new column; a sheet that was matched before has columns of these names already."""
    return next(text for text in itertools.chain([name], (f"{name} {number}" for number in itertools.count(2))) if text not in columns)


def register(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(match)
