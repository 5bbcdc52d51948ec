"""Write the rows of a response as a table, as CSV or as the original JSON."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeGuard

import orjson
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from api.cli.terminal import err, out
from seed.model import NODES

SHOWN = 3
"""Maximum number of list items shown in a table cell."""
TOO_WIDE = 1.6
"""Table width, as a multiple of the terminal width, above which rows are written as blocks."""
_NARROW = 8
"""Width that a column without ids keeps at least; its texts are folded."""
_ID = re.compile(r"(?<!\S)[a-z]+:[^\s,|]+|(?<!\S)[A-Z_]+~[^\s,]+")
"""An id of an entity or relationship. It is not broken across lines, so that it can be copied."""
_STYLES = {"simulated": "magenta", "inferred": "yellow", "reference": "cyan", "documented": "green"}


class Form(StrEnum):
    """Output format."""

    table = "table"
    csv = "csv"
    json = "json"


def chosen(form: Form | None) -> Form:
    """Return the requested form; by default a table on a terminal and CSV in a pipe."""
    if form is not None:
        return form
    return Form.table if out.is_terminal else Form.csv


def is_node(value: Any) -> TypeGuard[dict[str, Any]]:
    """Return whether a value is an entity with an id and a name."""
    return isinstance(value, dict) and "id" in value and "name" in value


def marked_gloss(node: Mapping[str, Any]) -> str | None:
    """Return the working translation of an entity, marked as such. Return None if it has a Chinese name or no translation."""
    gloss = None if node.get("name_zh") else node.get("gloss_zh")
    return f"{gloss}（暂译）" if gloss else None


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return _several(value)
    if is_node(value):
        chinese = value.get("name_zh") or marked_gloss(value)
        return " ".join(filter(None, (chinese, value.get("name") if value.get("name") != chinese else None)))
    if isinstance(value, dict):
        return _several([value]) if "sources" in value else str(value.get("id", orjson.dumps(value).decode()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _several(values: list[Any]) -> str:
    """Format the first items of a list, or the count and sources of evidence. CSV and JSON contain the full list."""
    if values and all(isinstance(value, dict) and "sources" in value for value in values):
        sources = dict.fromkeys(source.partition(":")[2] for value in values for source in value["sources"])
        return f"{len(values)} from {', '.join(sources)}"
    more = f" … {len(values) - SHOWN} more" if len(values) > SHOWN + 1 else ""
    return ", ".join(map(_short, values[:SHOWN] if more else values)) + more


def flat(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    """Return one CSV row. An entity becomes ``x``, ``x_name`` and ``x_name_zh``; a list of entities becomes ids separated by ``|``."""
    cells: dict[str, str] = {}
    for name in names:
        value = row.get(name)
        if is_node(value):
            cells |= {name: value["id"], f"{name}_name": value["name"] or "", f"{name}_name_zh": value.get("name_zh") or ""}
        elif isinstance(value, list):
            cells[name] = "|".join(str(item.get("id", item) if isinstance(item, dict) else item) for item in value)
        elif isinstance(value, dict):
            cells[name] = str(value.get("id", ""))
        else:
            cells[name] = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return cells


def header(columns: Mapping[str, bool]) -> list[str]:
    """Return the CSV header. ``columns`` maps each name to whether it holds an entity."""
    return [part for name, node in columns.items() for part in ((name, f"{name}_name", f"{name}_name_zh") if node else (name,))]


def write_csv(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, bool]) -> None:
    """Write CSV (RFC 4180, but with line feeds; UTF-8, no colour). The header is written even if there are no rows."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header(columns), lineterminator="\n", extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(flat(row, list(columns)) for row in rows)
    sys.stdout.write(text.getvalue())


def write_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, bool], title: str | None = None) -> None:
    """Write a table, or one block per row if the table would be much wider than the terminal. Origins are always written in words."""
    shown = [{**row, "name_zh": row.get("name_zh") or marked_gloss(row)} for row in rows]
    cells = [{name: _short(row.get(name)) for name in columns} for row in shown]
    ids = {name: max((cell_len(id) for row in cells for id in _ID.findall(row[name])), default=0) for name in columns}
    least = 1 + sum(3 + max(width, min(_NARROW, *_widths(cells, name))) for name, width in ids.items()) if cells else 0
    if cells and (_natural_width(cells, columns) > TOO_WIDE * out.width or least > out.width):
        return _write_blocks(cells, title)
    table = Table(title=title, title_justify="left", header_style="bold")
    for name in columns:
        table.add_column(name, overflow="fold", min_width=ids[name] or None, no_wrap=ids[name] == max(_widths(cells, name), default=-1))
    for row in cells:
        table.add_row(*(Text(text, style=_STYLES.get(text, "")) for text in row.values()))
    return out.print(table, soft_wrap=False)


def _widths(cells: Sequence[Mapping[str, str]], name: str) -> list[int]:
    return [cell_len(name), *(cell_len(row[name]) for row in cells)]


def _natural_width(cells: Sequence[Mapping[str, str]], columns: Iterable[str]) -> int:
    return sum(3 + max(_widths(cells, name)) for name in columns)


def _write_blocks(cells: Sequence[Mapping[str, str]], title: str | None) -> None:
    if title:
        out.print(Text(title, style="italic"))
    for number, row in enumerate(cells, 1):
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="bold", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, text in row.items():
            grid.add_row(Text(f"  {name}"), Text(text or "–", style=_STYLES.get(text, "")))
        out.print(Text(f"{number}"), grid, sep="\n", soft_wrap=False)


def write(body: Mapping[str, Any], columns: Mapping[str, bool], form: Form, title: str | None = None) -> None:
    """Write a response. A table ends with a summary of ``meta``; with CSV, truncation is reported on standard error."""
    rows, meta = body["results"], body["meta"]
    if form is Form.json:
        sys.stdout.write(orjson.dumps(body, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())
        return
    if form is Form.csv:
        write_csv(rows, columns)
        if _placed(meta):
            err.print(f"{_placed(meta).removeprefix('; ').capitalize()}.", markup=False)
        if meta.get("truncated"):
            err.print("Output truncated. Raise --limit to get more rows.", markup=False)
        if meta.get("as_of"):
            err.print(f"{_dated(meta).capitalize()}.", markup=False)
        return
    write_table(rows, columns, title)
    out.print(_footer(meta), markup=False)


def _footer(meta: Mapping[str, Any]) -> str:
    origins = ", ".join(f"{count} {name}" for name, count in meta.get("origins", {}).items() if count)
    more = "; there are more, raise --limit" if meta.get("truncated") else ""
    dated = f"; {_dated(meta)}" if meta.get("as_of") else ""
    rows = "1 row" if meta["count"] == 1 else f"{meta['count']} rows"
    return f"{rows}{f' ({origins})' if origins else ''}{more}{dated}{_placed(meta)}; data version {str(meta.get('data_version'))[:12]}"


def _placed(meta: Mapping[str, Any]) -> str:
    """Return the place of a response, and how many entities it leaves out because they have no location."""
    if not meta.get("place"):
        return ""
    nowhere = meta.get("without_location")
    return f"; in {meta['place']}" + (" (no effect here)" if nowhere is None else f", without a location: {nowhere}")


def _dated(meta: Mapping[str, Any]) -> str:
    """Describe the date of a response: the day, and the rows that are included although they have no date."""
    undated = meta.get("undated") or 0
    return f"as of {meta['as_of']}, including {undated} row{'' if undated == 1 else 's'} without a date"


def is_node_column(column: dict[str, Any]) -> bool:
    """Return whether a column holds a single entity, which is written as its id and names."""
    return not column["many"] and (column["type"] == "Thing" or column["type"] in NODES)


def say(meta: dict[str, Any]) -> None:
    """Print notes, omissions and reported figures to standard error."""
    for note in meta["notes"]:
        err.print(f"{note['text']} {note['text_zh']}", markup=False)
    omitted = ", ".join(f"{reason} {count}" for reason, count in meta["excluded"].items() if count)
    if omitted:
        err.print(f"Omitted: {omitted}.", markup=False)
    for claim in meta["claims"]:
        err.print(
            f"Reported by a source, not included in the figures: {claim['value']:g} {claim['unit']} ({claim['scope']}; {claim['id']}).",
            markup=False,
        )
        if claim["calibrated"]:
            err.print(f"  Simulated rows: {claim['calibration']} {claim['calibration_zh']}", markup=False)
