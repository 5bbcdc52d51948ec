"""Create an empty data package: one CSV file per type with its header row, ``datapackage.json`` and a README."""

from __future__ import annotations

import re
from pathlib import Path

from seed.columns import CLASS_BY_FILE, TYPES, columns
from seed.model import EDGES, NODES, PROVENANCE, Row
from seed.model_page import kind_of
from seed.packages.choices import extendable
from seed.packages.writer import write_package

_README = """# {title}

A data package of the alliance explorer. Each CSV file contains the rows of one type. The columns are explained below.
Add your data, and remove the files that you do not need together with their entries in `datapackage.json`.

- UTF-8, cells separated by commas, one row per line, `"` around a cell that contains a comma.
- An empty cell means "not stated". Separate several values in one cell with `|`.
- Dates have the precision of the source: 2024, 2024-10 or 2024-10-27.
- An id is `<prefix>:<code or slug>`; the `start` and `end` of a relationship are ids of nodes.
- List the packages that this package requires in `requires` in `datapackage.json`.
- `choices` in `datapackage.json` adds values to lists: `{{"School.level": ["primary"]}}`. These lists can be extended: {extendable}.

`alliance check .` checks the package; `alliance load .` loads it.

## Columns of all files

{provenance}
- The `origin` *documented* requires `quotes` (at most 12 words each) or a `locator`; *inferred* requires a `rule`.
- A relationship must not be stronger than its ends. A *simulated* relationship must not refer to a real school, enterprise or person.

## Files
"""


def new_package(root: Path | str, *, name: str | None = None, title: str | None = None) -> Path:
    """Write an empty package into ``root``, a new or empty folder, and return the folder.

    :raises FileExistsError: ``root`` is a file, or is not empty.
    """
    root = Path(root)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise FileExistsError(f"{root} is not empty. Choose a new folder.")
    slug = name or re.sub(r"[^a-z0-9._-]+", "-", root.resolve().name.lower()).strip("-._") or "package"
    heading = title or root.resolve().name
    write_package(root, name=slug, title=heading, requires=["reference"], rows=[(cls, ()) for cls in TYPES.values()], version="0.1.0")
    (root / "README.md").write_text(_readme(heading), encoding="utf-8", newline="\n")
    return root


def _readme(title: str) -> str:
    parts = [
        _README.format(
            title=title, extendable=", ".join(extendable()), provenance=_column_list(next(iter(TYPES.values())), provenance=True)
        )
    ]
    for path, cls in CLASS_BY_FILE.items():
        parts.append(f"\n### {path}\n\n{cls.__doc__} {_id_rule(cls)}\n\n{_column_list(cls, provenance=False)}")
    return "".join(parts)


def _id_rule(cls: type[Row]) -> str:
    for node in NODES.values():
        if node is cls:
            return f"Ids start with `{node.prefix}:`."
    edge = next(edge for edge in EDGES.values() if edge is cls)
    return "From " + ", ".join(f"{first} to {second}" for first, second in edge.pairs) + "."


def _column_list(cls: type[Row], *, provenance: bool) -> str:
    lines = []
    for column in columns(cls):
        if (column.name in PROVENANCE) == provenance:
            required = ", required" if column.required else ""
            example = f" Example: `{column.example}`." if column.example else ""
            lines.append(f"- `{column.name}` ({kind_of(column)}{required}): {column.about} {column.about_zh}。{example}\n")
    return "".join(lines)
