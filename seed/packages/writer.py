"""Write data packages. The same rows always give the same bytes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from seed.columns import CLASS_BY_FILE, SEPARATOR, columns, names, path_of, type_name
from seed.derived_schemas import datapackage_schema
from seed.model import Row
from seed.packages.choices import Choices
from seed.packages.descriptor import NAME
from seed.packages.package_files import DESCRIPTOR
from seed.suggestions import did_you_mean, nearest

LICENSES = ({"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"},)
Rows = Iterable[tuple[type[Row], Iterable[Mapping[str, Any]]]]


def write_package(
    root: Path | str,
    *,
    name: str,
    title: str,
    rows: Rows,
    requires: Iterable[str] = (),
    version: str = "1.0.0",
    licenses: Iterable[Mapping[str, str]] = LICENSES,
    choices: Choices | None = None,
    focus: str | None = None,
) -> Path:
    """Write a package into the folder ``root`` and return the folder. If a type occurs several times in ``rows``, its rows are appended.

    A row maps column names to Python values. None or a missing key gives an empty cell; a list is a sequence or one text with ``|``.
    ``choices`` are values that the package adds to lists. ``focus`` is the id of the county or region that the package is about.
    Only the types in ``rows`` are written. An existing package of the same name is replaced; CSV files of other types are removed.

    :raises ValueError: a column is unknown, or the package name is invalid.
    :raises FileExistsError: the folder contains another package.
    """
    root = Path(root)
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a valid package name. Use lower-case letters, digits, '.', '_' and '-'.")
    replaced = _prepare_folder(root, name)
    written: dict[type[Row], _Writer] = {}
    with ExitStack() as stack:
        for cls, items in rows:
            writer = written.get(cls)
            if writer is None:
                writer = written[cls] = _Writer(root, cls, stack)
            writer.write(items)
    files = [path for path, cls in CLASS_BY_FILE.items() if cls in written]
    for path in set(CLASS_BY_FILE).difference(files) if replaced else ():
        (root / path).unlink(missing_ok=True)
    head = {"name": name, "title": title, "version": version, "licenses": [dict(item) for item in licenses], "requires": list(requires)}
    added: dict[str, Any] = {"choices": {name: list(values) for name, values in choices.items()}} if choices else {}
    if focus is not None:
        added["focus"] = focus
    descriptor = {
        "profile": "tabular-data-package",
        **head,
        **added,
        "resources": [_resource(CLASS_BY_FILE[path], choices) for path in files],
    }
    (root / DESCRIPTOR).write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
    return root


def _resource(cls: type[Row], choices: Choices | None) -> dict[str, Any]:
    path = path_of(cls)
    return {
        "name": path.removesuffix(".csv").replace("/", "-").replace("_", "-"),
        "title": cls.__doc__ or type_name(cls),
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": datapackage_schema(cls, choices),
    }


def _prepare_folder(root: Path, name: str) -> bool:
    """Create the folder. Return whether it already contains a package of this name."""
    descriptor = root / DESCRIPTOR
    replaced = descriptor.exists()
    if replaced:
        try:
            other = json.loads(descriptor.read_text(encoding="utf-8")).get("name")
        except (ValueError, AttributeError):
            other = None
        if other != name:
            raise FileExistsError(f"{root} contains another package ({other!r}). Choose another folder.")
    root.mkdir(parents=True, exist_ok=True)
    return replaced


class _Writer:
    """Writes the rows of one type."""

    def __init__(self, root: Path, cls: type[Row], stack: ExitStack) -> None:
        self._cls, self._names = cls, names(cls)
        self._name_set = frozenset(self._names)
        self._list_columns = [index for index, column in enumerate(columns(cls)) if column.kind == "words"]
        self._bool_columns = [index for index, column in enumerate(columns(cls)) if column.kind == "bool"]
        path = root / path_of(cls)
        path.parent.mkdir(exist_ok=True)
        self._csv = csv.writer(stack.enter_context(path.open("w", encoding="utf-8", newline="")), lineterminator="\n")
        self._csv.writerow(self._names)

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Append rows."""
        self._csv.writerows(map(self._cells, rows))

    def _cells(self, row: Mapping[str, Any]) -> list[Any]:
        if not self._name_set.issuperset(row):
            unknown = next(key for key in row if key not in self._name_set)
            hint = did_you_mean(nearest(unknown, self._names)) or f"Columns: {', '.join(self._names)}."
            raise ValueError(f"{type_name(self._cls)} has no column {unknown!r}. {hint}")
        cells = [row.get(name) for name in self._names]
        for index in self._list_columns:
            value = cells[index]
            if value is not None and not isinstance(value, str):
                cells[index] = SEPARATOR.join(value)
        for index in self._bool_columns:
            if isinstance(cells[index], bool):
                cells[index] = str(cells[index]).lower()
        return cells
