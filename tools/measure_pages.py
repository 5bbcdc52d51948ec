"""Generate the pages in ``docs/reference/measures`` from the measures and their results on the documented data.

``python -m tools.measure_pages`` starts its own server with the documented data and writes the pages.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from graph.database.reader import Store
from graph.loading.local_loader import load_remote
from graph.measures.definition import SECTIONS, Measure
from graph.measures.registry import load_measures
from graph.measures.service import Measured, Measures
from graph.queries.search.name_lookup import resolve
from graph.server.jars import ensure_jars
from graph.server.local_server import LocalServer
from graph.settings import DatabaseSettings, Settings
from seed.packages.package import bundled

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference" / "measures"
ROWS, CELLS = 5, 60
"""Maximum number of rows in an example, and of characters in a cell."""
_OF_ALL = ("key", "value", "origin", "refused")


def page(measure: Measure, found: Measured) -> str:
    """Return the page of a measure in Markdown.

    :raises ValueError: the definition lacks a required section.
    """
    missing = [name for name in SECTIONS if f"## {name}\n" not in measure.definition]
    if missing:
        raise ValueError(f"The definition of the measure {measure.name} lacks: {', '.join(missing)}.")
    first, _, rest = measure.definition.strip().partition("\n\n")
    lines = [f"# {measure.title}", "", measure.title_zh, "", first, "", " ".join(measure.about.split()), "", measure.about_zh, ""]
    lines += [rest.strip(), "", "## Parameters and columns", "", *_params(measure), "", *_columns(measure), ""]
    lines += ["## Example", "", *_example(measure, found)]
    return "\n".join(lines) + "\n"


def _params(measure: Measure) -> Iterable[str]:
    yield "| parameter | type | meaning |"
    yield "|-|-|-|"
    for param in measure.params.values():
        kind = param.type.name if not param.optional else f"{param.type.name}, optional"
        choices = f" One of {', '.join(f'`{word}`' for word in param.choices)}." if param.choices else ""
        yield f"| `{param.name}` | {kind} | {param.help}{choices} |"


def _columns(measure: Measure) -> Iterable[str]:
    value = "`unit` says what `value` is in" if "unit" in measure.returns else f"`value` is in {measure.unit}"
    yield f"Columns: {', '.join(f'`{name}`' for name in (*_OF_ALL, *measure.returns))}. {value}."


def _example(measure: Measure, found: Measured) -> Iterable[str]:
    words = " ".join(f"--{name} {value}" for name, value in measure.example.items())
    yield "On the documented data of Chenzhou:"
    yield ""
    yield "```"
    yield f"alliance measure {measure.name} {words}".rstrip()
    yield "```"
    yield ""
    shown = [name for name in (*_OF_ALL, *measure.returns) if any(row[name] is not None for row in found.rows)]
    if not found.rows:
        yield "No figures."
    else:
        yield f"| {' | '.join(shown)} |"
        yield "|" + "-|" * len(shown)
        yield from (f"| {' | '.join(_cell(row[name]) for name in shown)} |" for row in found.rows[:ROWS])
    left = ", ".join(f"{reason} {count}" for reason, count in found.excluded.items() if count)
    yield ""
    yield " ".join([f"Left out: {left or 'nothing'}.", *(note.text for note in found.notes)])


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        text = str(value["name_zh"] or value["name"])
    elif isinstance(value, list):
        text = ", ".join(map(_cell, value[:3])) + (" ..." if len(value) > 3 else "")
    elif isinstance(value, float):
        text = f"{value:.4g}"
    else:
        text = "" if value is None else str(value)
    text = re.sub(r"\s+", " ", text).replace("|", "\\|")
    return text if len(text) <= CELLS else text[: CELLS - 3] + "..."


def index(measures: Iterable[Measure]) -> str:
    """Return the index of all measures in Markdown."""
    lines = ["# The measures", "", "Each is a route `/v1/measures/NAME` (and `/audit`, the rows behind a figure) and a command"]
    lines += ["`alliance measure NAME`. How to add one: a file in `graph/measures` with a `MEASURE`; this folder is derived from them.", ""]
    lines += ["| measure | question | group |", "|-|-|-|"]
    lines += [f"| [{one.name}]({one.name}.md) | {one.title} {one.title_zh} | {one.group} |" for one in measures]
    return "\n".join(lines) + "\n"


async def pages(store: Store) -> dict[str, str]:
    """Return all pages by file name, computed on a store with the documented data."""
    measures, page_by_name = Measures(), {"README.md": index(load_measures().values())}
    for measure in load_measures().values():
        values = {name: param.default for name, param in measure.params.items()} | dict(measure.example)
        for name, value in measure.example.items():
            if measure.params[name].type.is_node:
                values[name] = await resolve(store, measure.params[name].type.name, str(value))
        page_by_name[f"{measure.name}.md"] = page(measure, await measures.measure(store, measure, values))
    return page_by_name


async def _write(uri: str, auth: tuple[str, str]) -> None:
    store = await Store.open(uri, *auth, settings=Settings(read_timeout=60), fixed=True)
    while store.state != "ready":  # on a busy machine the first check can time out
        await asyncio.sleep(0.1)
    texts = await pages(store)
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.md"):
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    await store.close()


def main() -> None:
    """Start a server with the documented data and write the pages."""
    with tempfile.TemporaryDirectory() as folder, LocalServer(Path(folder) / "home", ensure_jars(Settings().cache), heap="512m") as server:
        database = DatabaseSettings.model_validate({"uri": server.uri, "username": server.auth[0], "password": server.auth[1]})
        load_remote(database, Settings(poll_interval=0.05, read_timeout=0.1), [bundled("chenzhou") or ""], merge=False, progress=None)
        asyncio.run(_write(server.uri, server.auth))
    sys.stdout.write(f"{len(load_measures())} measures\n")


if __name__ == "__main__":
    main()
