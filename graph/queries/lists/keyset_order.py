"""The sort order of a list, and keyset pagination in it.

A page is found by the sort keys of the last row of the previous page, so the depth of a page does not affect its cost. Rows without a
value come last in both directions. The id breaks ties, so the order is total and no row is repeated or skipped. Text is sorted by
character code, which is neither alphabetical nor pinyin order; a date is sorted by its earliest day.

Neo4j orders stored text by code point but compares it with a parameter by UTF-16 code unit. The two differ for the rarer half of the
Chinese characters, and rows would be repeated. ``+ ''`` makes both use the same comparison; a test covers such characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.queries.filters.compiler import Compiler
from graph.queries.filters.name_resolution import fields
from graph.queries.lists.request import ListRequest
from seed.model import bounds

Key = str | int | float | bool | None
RANK = "rank"
_BIG = 2**63


@dataclass(frozen=True)
class Order:
    """An expression to sort by, and the name of its value in a row."""

    text: str
    name: str
    kind: str
    descending: bool = False
    nullable: bool = True

    def value(self, row: Mapping[str, Any]) -> Key:
        """Return the sort value of a row."""
        value: Key = row.get(self.name)
        return bounds(value)[0] if self.kind == "date" and isinstance(value, str) else value

    def fits(self, value: object) -> bool:
        """Whether ``value``, from a cursor, has a valid type and range."""
        if value is None:
            return self.nullable
        if self.kind in {"str", "date"}:
            return isinstance(value, str) and _encodes(value)
        if self.kind == "bool" or isinstance(value, bool):
            return self.kind == "bool" and isinstance(value, bool)
        return isinstance(value, int | float) and (isinstance(value, float) or abs(value) < _BIG)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def order_of(request: ListRequest) -> tuple[Order, ...]:
    """Return the sort order of a list: the requested keys, or the rank of a search, then the id."""
    properties = fields(request.label)
    keys = []
    for key in request.sort:
        column = properties[key.name]
        text = f"n.{column.name}_lo" if column.kind == "date" else f"n.{column.name}"
        if column.kind == "str" and not column.choices and column.name != "id":
            text += " + ''"
        keys.append(Order(text, column.name, column.kind, key.descending, nullable=not column.required))
    if request.q is not None and not request.sort:
        keys.append(Order(RANK, RANK, "int", nullable=False))
    return (*keys, Order("n.id", "id", "str", nullable=False))


def order_by(orders: Sequence[Order]) -> str:
    """Return the items of ORDER BY. Neo4j puts null last when ascending and first when descending; here it is last in both."""
    items = []
    for order in orders:
        if order.descending and order.nullable:
            items.append(f"({order.text}) IS NULL")
        items.append(f"{order.text} DESC" if order.descending else order.text)
    return ", ".join(items)


def after_condition(orders: Sequence[Order], keys: Sequence[Key], compiler: Compiler) -> str:
    """Return the condition that a row comes after the row with these keys."""
    ways: list[str] = []
    equal: list[str] = []
    for order, key in zip(orders, keys, strict=True):
        if key is not None:
            value = compiler.value(key)
            beyond = f"{order.text} {'<' if order.descending else '>'} {value}"
            if order.nullable:
                beyond = f"({beyond} OR ({order.text}) IS NULL)"
            ways.append(" AND ".join([*equal, beyond]))
            equal.append(f"{order.text} = {value}")
        else:
            equal.append(f"({order.text}) IS NULL")
    return ways[0] if len(ways) == 1 else "(" + " OR ".join(ways) + ")"
