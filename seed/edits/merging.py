"""Merge two rows of the same type: the evidence of both, the values of the kept row, and values of the other where it has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from seed.columns import SEPARATOR, Column, columns, keys
from seed.edits.file_rows import Cells
from seed.model import PROVENANCE, Certainty, Edge, Origin, Row

_JOINED = "note"
_NAMES = ("name", "name_zh")


def contradictions(cls: type[Row], kept: Mapping[str, str], other: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return the properties of which both rows have a value, but not the same: the value of the kept row and that of the other.

    Lists and notes never contradict each other, because the merged row has both.
    """
    found: dict[str, tuple[str, str]] = {}
    for column in _own(cls):
        one, two = _value(column, kept), _value(column, other)
        if column.kind != "words" and column.name != _JOINED and one and two and one != two:
            found[column.name] = one, two
    return found


def is_mixed(kept: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether one of the rows is simulated and the other is not."""
    return (kept.get("origin") == "simulated") != (other.get("origin") == "simulated")


def merged(cls: type[Row], kept: Cells, other: Cells, dropped: Mapping[str, str]) -> Cells:
    """Return the merged row, with the id of the kept one. ``dropped`` are the values that contradictions lose, by property.

    A name that is dropped becomes one of the aliases. The row is as weak as the weaker row, if it has a value of both.
    """
    cells, contributes = dict(kept), False
    for column in _own(cls):
        one, two = _value(column, kept), _value(column, other)
        if not two or one == two:
            continue
        if column.kind == "words":
            value = _joined(one, two, SEPARATOR)
        elif column.name == _JOINED:
            value = _joined(one, two, "; ")
        else:
            value = two if not one or dropped.get(column.name) == one else one
        contributes |= value != one
        cells[column.name] = value
    lost = [dropped[name] for name in _NAMES if name in dropped] if not issubclass(cls, Edge) else []
    if lost:
        cells["aliases"] = _joined(cells.get("aliases", ""), SEPARATOR.join(dict.fromkeys(lost)), SEPARATOR)
    return {**cells, **_evidence(kept, other, contributes=contributes)}


def _evidence(kept: Cells, other: Cells, *, contributes: bool) -> Cells:
    evidence = {name: _joined(kept.get(name, ""), other.get(name, ""), SEPARATOR) for name in ("sources", "quotes")}
    evidence["locator"] = _joined(kept.get("locator", ""), other.get("locator", ""), "; ")
    if contributes:
        evidence["rule"] = _joined(kept.get("rule", ""), other.get("rule", ""), "; ")
        evidence["origin"] = _weaker(get_args(Origin), kept.get("origin", ""), other.get("origin", ""))
        evidence["certainty"] = _weaker(get_args(Certainty), kept.get("certainty", ""), other.get("certainty", ""))
    return evidence


def _own(cls: type[Row]) -> list[Column]:
    return [column for column in columns(cls) if column.name not in PROVENANCE and column.name not in keys(cls)]


def _value(column: Column, cells: Mapping[str, str]) -> str:
    return cells.get(column.name, "") or column.default


def _weaker(order: tuple[str, ...], one: str, two: str) -> str:
    return max(one or order[0], two or order[0], key=order.index)


def _joined(one: str, two: str, separator: str) -> str:
    return separator.join(dict.fromkeys(filter(None, [*one.split(separator), *two.split(separator)])))
