"""Values that a package adds to the lists of some columns, with ``choices`` in ``datapackage.json``.

    "choices": {"School.level": ["primary"], "Activity.kind": ["study visit"]}

The added values are valid in all packages that are loaded together. Lists on which questions and measures rest cannot be extended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from seed.columns import TYPES, Column, columns
from seed.problems import Fault
from seed.suggestions import did_you_mean, nearest

Choices = Mapping[str, tuple[str, ...]]
"""Added values by type and column: ``School.level``."""
NAMES = ("level", "kind", "scheme", "delivery")
LONGEST, MOST = 60, 100


@cache
def extendable() -> dict[str, Column]:
    """Return the columns whose lists a package can extend, by type and column. Kinds of named and unnamed groups are fixed."""
    found = {f"{name}.{column.name}": column for name, cls in TYPES.items() for column in columns(cls) if column.name in NAMES}
    return {name: column for name, column in found.items() if column.choices and "unnamed group" not in column.choices}


def read_choices(value: Any) -> tuple[dict[str, tuple[str, ...]], list[Fault]]:
    """Check the key ``choices`` of a descriptor. Return the valid additions, and the faults."""
    example = 'Use an object such as {"School.level": ["primary"]}.'
    if not isinstance(value, dict):
        return {}, [Fault("bad-descriptor", "choices is not an object.", example)]
    added: dict[str, tuple[str, ...]] = {}
    faults: list[Fault] = []
    for name, values in value.items():
        column = extendable().get(name)
        if column is None:
            hint = did_you_mean(nearest(name, extendable())) or f"Lists that can be extended: {', '.join(extendable())}."
            faults.append(Fault("bad-descriptor", f"choices: the list of {name!r} cannot be extended.", hint))
        elif not isinstance(values, list) or not values or len(values) > MOST or not all(map(_is_value, values)):
            detail = f"choices: the values of {name} are not a list of 1 to {MOST} texts of at most {LONGEST} characters."
            faults.append(Fault("bad-descriptor", detail, f"{example} A value has no |, no line break and no white space around it."))
        else:
            added[name] = tuple(dict.fromkeys(item for item in values if item not in column.choices))
    return added, faults


def _is_value(item: Any) -> bool:
    return isinstance(item, str) and item.isprintable() and 0 < len(item) <= LONGEST and item == item.strip() and "|" not in item


def united(parts: Iterable[Choices]) -> dict[str, tuple[str, ...]]:
    """Return the additions of several packages together."""
    found: dict[str, dict[str, None]] = {}
    for part in parts:
        for name, values in part.items():
            found.setdefault(name, {}).update(dict.fromkeys(values))
    return {name: tuple(values) for name, values in found.items()}


def extended(column: Column, owner: str, added: Choices) -> Column:
    """Return the column of a type with the added values."""
    more = added.get(f"{owner}.{column.name}", ())
    return replace(column, choices=(*column.choices, *(item for item in more if item not in column.choices))) if more else column
