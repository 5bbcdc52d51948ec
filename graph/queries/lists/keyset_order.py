"""The order of a list, and where a page goes on in it.

A page is sought by the key of the last row of the page before it, so depth costs nothing. Rows that do not have a property come last in
either direction; the id decides between equals, so the order is complete and no row can be seen twice or missed. Texts are in the order
of their characters' numbers, which is neither an alphabet's nor that of pinyin; a date is as early as it can be.

Neo4j orders stored texts by code points but compares them with a parameter by UTF-16 units, which differ for the rarer half of Chinese
characters: rows would be seen twice. ``+ ''`` makes a text of one kind for both; a test walks over such characters.
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
    """One expression to sort by, and how its value is found in a row of the database."""

    text: str
    name: str
    kind: str
    descending: bool = False
    nullable: bool = True

    def value(self, row: Mapping[str, Any]) -> Key:
        """The value that a row is sorted by."""
        value: Key = row.get(self.name)
        return bounds(value)[0] if self.kind == "date" and isinstance(value, str) else value

    def fits(self, value: object) -> bool:
        """Whether a key of a cursor can be a value of this."""
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
    """What a list is sorted by: the asked keys, or the rank of a search, and at last the id."""
    known = fields(request.label)
    keys = []
    for key in request.sort:
        column = known[key.name]
        text = f"n.{column.name}_lo" if column.kind == "date" else f"n.{column.name}"
        if column.kind == "str" and not column.choices and column.name != "id":
            text += " + ''"
        keys.append(Order(text, column.name, column.kind, key.descending, nullable=not column.required))
    if request.q is not None and not request.sort:
        keys.append(Order(RANK, RANK, "int", nullable=False))
    return (*keys, Order("n.id", "id", "str", nullable=False))


def order_by(orders: Sequence[Order]) -> str:
    """The items of ORDER BY. Neo4j puts null last when rising and first when falling; here it is last in both."""
    items = []
    for order in orders:
        if order.descending and order.nullable:
            items.append(f"({order.text}) IS NULL")
        items.append(f"{order.text} DESC" if order.descending else order.text)
    return ", ".join(items)


def behind(orders: Sequence[Order], keys: Sequence[Key], compiler: Compiler) -> str:
    """The condition that a row comes after the one with these keys."""
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
