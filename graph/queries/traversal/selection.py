"""Compiles the files of ``cypher/browse`` that know origins, dates and optional lines; and what every one of their reads is given.

A file may use the macro ``visible(r)`` (:mod:`graph.queries.questions.cypher_macros`) and lines that end in ``//?
name`` (kept when the name is given) or
``//? !name`` (kept when it is not), as the questions do. What is not asked is then not in the text, and the planner need not weigh it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from graph.database.cypher_files import select_lines, text_of
from graph.database.reader import Store
from graph.queries.questions import cypher_macros
from seed.model import bounds, with_reference


@dataclass(frozen=True)
class Chosen:
    """Which relationships count: their origins (None: all) and a date as stated (None: any time)."""

    origin: tuple[str, ...] | None = None
    as_of: str | None = None

    @classmethod
    def of(cls, origin: Iterable[str] | None, as_of: str | None, *, whole: bool = False) -> Chosen:
        """``whole``: what is asked for is made of several parts, so what stands in public tables may be among them."""
        if origin is None:
            return cls(None, as_of)
        return cls(tuple(sorted(with_reference(origin) if whole else set(origin))), as_of)

    def values(self) -> dict[str, Any]:
        """Parameters that the macro ``visible`` refers to."""
        found: dict[str, Any] = {} if self.origin is None else {"origin": list(self.origin)}
        if self.as_of is not None:
            found |= {"as_of": bounds(self.as_of)[1], "as_of_year": int(self.as_of[:4])}
        return found


@cache
def compiled(name: str, given: frozenset[str], *, origin: bool, as_of: bool) -> str:
    """The text of a file, for what is given; one text per combination, so that the server plans each but once."""
    text = cypher_macros.expand(select_lines(text_of("browse", name), given), origin=origin, as_of=as_of)
    return f"CYPHER 5\n{text}"


async def look(store: Store, name: str, chosen: Chosen, given: Iterable[str] = (), **values: Any) -> Any:
    """The one value of the one record that a file returns; use inside :meth:`graph.database.reader.Store.reading`."""
    text = compiled(name, frozenset(given), origin=chosen.origin is not None, as_of=chosen.as_of is not None)
    records = await store.run(text, {**values, **chosen.values()})
    return next(iter(records[0].values()))
