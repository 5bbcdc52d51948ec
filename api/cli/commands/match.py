"""``match``: names of a spreadsheet to things of the graph, with a sheet for the person who decides what is left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from api.cli.spreadsheets import Sheet, Table, read, write
from api.cli.terminal import Bar, Steps, err, out
from api.client import Client
from graph.errors import BadValueError, UnknownNameError
from graph.reconciliation.index_source import TYPES
from graph.reconciliation.properties import COMPARED
from graph.reconciliation.similarity import REASONS
from seed.suggestions import nearest

BATCH = 50
CANDIDATES = 4
DECISIONS = ("match", "none", "new")
"""What a person may decide: it is this one, it is none of the graph, it should be added. Another candidate's id may stand there too."""
REVIEW = ("row", "input", "decision", "id", "name", "description", "score", "why", "origin", "others")
_LONGEST = 500
Asked = tuple[str, tuple[tuple[str, str], ...]]
Found = dict[Asked, list[dict[str, Any]]]


def match(
    file: Annotated[Path, typer.Argument(help=".xlsx, .xls, .ods or .csv; its first row names the columns.")],
    *,
    column: Annotated[str, typer.Option(help="The column with the names.")],
    type: Annotated[str | None, typer.Option(help="What is named: School, Enterprise, Program, County, Major, Industry ...")] = None,
    given: Annotated[
        list[str] | None, typer.Option(help="What else is known: county=COLUMN; also region, code, level, school. May be repeated.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of the workbook; the first one when left out.")] = None,
    output: Annotated[Path | None, typer.Option("--out", help=".xlsx or .csv to write; FILE.matched.xlsx when left out.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there, and the decisions in it.")] = False,
) -> None:
    """Match the names of a spreadsheet to the graph, and write a sheet to review.

    Only what is certain is marked as a match; the rest waits for a decision, with candidates, scores and reasons.

    Example: alliance match 学校名单.xlsx --column 学校 --type School --given county=区县
    """
    if type is not None and type not in TYPES:
        raise UnknownNameError(f"'{type}' is no type that is matched.", nearest=nearest(type, TYPES) or TYPES)
    target = output or file.with_suffix(".matched.xlsx")
    _check_target(file, target, force)
    table = read(file, sheet)
    for note in table.notes:
        err.print(note, markup=False)
    known = {name: table.need(text) for name, text in map(_given, given or ())}
    asked = {number: _asked(row, table.need(column), known) for number, row in table.rows}
    client = Client()
    with Steps() as steps, steps.step("Matching", "rows") as bar:
        found = _ask(client, list(dict.fromkeys(key for key in asked.values() if key[0])), type, bar)
    lines = [_line(number, key, found.get(key, [])) for number, key in asked.items()]
    about = {"file": file.name, "column": column, "type": type or "any", **_version(client)}
    write(target, _sheets(table, lines, about))
    counts = Counter(line["decision"] or "to review" for line in lines)
    out.print(
        f"{target}: {len(lines)} rows, {', '.join(f'{counts[name]} {name}' for name in ('match', 'to review', 'none'))}", markup=False
    )


def _check_target(file: Path, target: Path, force: bool) -> None:
    if target.suffix.lower() not in {".xlsx", ".csv"}:
        raise BadValueError(f"{target.name} is of no kind that is written.", hint="Give a name that ends in .xlsx or .csv.")
    if target.exists() and (not force or target.samefile(file)):
        raise BadValueError(f"{target} is there already; it may hold decisions.", hint="Give another --out, or --force.")
    if not target.parent.is_dir():
        raise BadValueError(f"There is no folder {target.parent}.", hint="Create it first.")


def _given(text: str) -> tuple[str, str]:
    name, equals, column = text.partition("=")
    if name not in COMPARED:
        raise UnknownNameError(f"--given knows no '{name}'.", nearest=nearest(name, COMPARED) or COMPARED)
    if not equals or not column:
        raise BadValueError(f"--given {text} names no column.", hint=f"Give --given {name}=COLUMN.")
    return name, column


def _asked(row: Mapping[str, str], column: str, known: Mapping[str, str]) -> Asked:
    values = ((name, row.get(place, "")[:_LONGEST]) for name, place in known.items())
    return row.get(column, "")[:_LONGEST], tuple((name, value) for name, value in values if value)


def _ask(client: Client, wanted: list[Asked], kind: str | None, bar: Bar) -> Found:
    """The candidates for each thing that is asked for; equal ones are asked once."""
    found: Found = {}
    for batch in _batches(wanted):
        queries = {str(number): _query(key, kind) for number, key in enumerate(batch)}
        answer = client.post("/reconcile", queries=orjson.dumps(queries).decode())
        found |= {key: answer[str(number)]["result"] for number, key in enumerate(batch)}
        bar(len(found), len(wanted))
    return found


def _batches(wanted: list[Asked]) -> Iterator[list[Asked]]:
    for at in range(0, len(wanted), BATCH):
        yield wanted[at : at + BATCH]


def _query(key: Asked, kind: str | None) -> dict[str, Any]:
    text, known = key
    query: dict[str, Any] = {"query": text, "limit": CANDIDATES, "properties": [{"pid": name, "v": value} for name, value in known]}
    return query if kind is None else {**query, "type": kind}


def _line(number: int, key: Asked, candidates: list[dict[str, Any]]) -> dict[str, Any]:
    """A line of the review sheet. Without any candidate the decision is made; with one that is not certain it is left open."""
    line: dict[str, Any] = {"row": number, "input": key[0], "decision": "" if key[0] else "none"}
    if not candidates:
        return {**line, "decision": "none", "why": "nothing like it" if key[0] else "the cell is empty"}
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
    """The review, the table with what is certain beside it, and what was asked of which data."""
    sure = {line["row"]: line for line in lines if line["decision"] == "match"}
    added = {"matched id": "id", "matched name": "name", "matched origin": "origin"}
    rows = ({**row, **{name: sure.get(number, {}).get(key, "") for name, key in added.items()}} for number, row in table.rows)
    counts = Counter(line["decision"] or "to review" for line in lines)
    facts = [{"what": name, "value": value} for name, value in {**about, **counts}.items()]
    return [
        Sheet("review", REVIEW, lines, {"decision": DECISIONS}),
        Sheet("matched", (*table.columns, *added), rows, {}),
        Sheet("about", ("what", "value"), facts, {}),
    ]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(match)
