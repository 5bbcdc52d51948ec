"""The key of a row as one text: the id of an entity, or the id of a relationship."""

from __future__ import annotations

from collections.abc import Mapping

from seed.columns import columns, keys, type_name
from seed.model import EDGES, ID_PATTERN, Edge, Row
from seed.packages.cell_checks import check_id
from seed.problems import Fault

SEPARATOR = "~"


def key_of(cls: type[Row], cells: Mapping[str, str]) -> str:
    """Return the key of a row. ``cells`` may lack empty cells."""
    parts = [cells.get(name, "") or default for name, default in _key_columns(cls)]
    return SEPARATOR.join([type_name(cls), *parts]) if issubclass(cls, Edge) else parts[0]


def _key_columns(cls: type[Row]) -> list[tuple[str, str]]:
    defaults = {column.name: column.default for column in columns(cls)}
    return [(name, defaults[name]) for name in keys(cls)]


def type_of_key(key: str) -> str | None:
    """Return the relationship type that a key names; None for the key of an entity, or of an unknown type."""
    kind, separator, _ = key.partition(SEPARATOR)
    return kind if separator and kind in EDGES else None


def key_now(key: str, redirects: Mapping[str, str]) -> str:
    """Return the present key of a row, after ids were replaced."""
    if type_of_key(key) is None or key.count(SEPARATOR) < 2:
        return redirects.get(key, key)
    kind, start, end, *more = key.split(SEPARATOR)
    return SEPARATOR.join([kind, redirects.get(start, start), redirects.get(end, end), *more])


def key_fault(cls: type[Row], key: str) -> Fault | None:
    """Return the fault of the key of a type; None if it is well-formed."""
    if not issubclass(cls, Edge):
        return check_id(key, type_name(cls))
    parts = key.split(SEPARATOR)
    form = SEPARATOR.join([type_name(cls), *keys(cls)])
    if parts[0] != type_name(cls) or len(parts) != 1 + len(keys(cls)) or not all(map(ID_PATTERN.match, parts[1:3])):
        return Fault("id", "The id of the relationship is malformed.", f"Use {form}, for example as `alliance ask` and exports show it.")
    return None
