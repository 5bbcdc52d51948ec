"""Build the Cypher of lists: the source of the rows, their conditions and the returned properties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.database.schema import FULLTEXT
from graph.errors import DataChangedError
from graph.queries.filters.compiler import Compiler, label
from graph.queries.filters.index_anchor import anchor_of, matched
from graph.queries.filters.name_resolution import fields
from graph.queries.lists.keyset_order import RANK, Order
from graph.queries.lists.request import ListRequest
from graph.queries.location.conditions import condition
from graph.queries.search.full_text import FORM_MARK, query_text
from seed.bilingual import Bilingual
from seed.folding import fold, normalise
from seed.model import bounds, with_reference

ALWAYS = ("id", "origin")
"""Properties that every row has."""


@dataclass(frozen=True)
class Rows:
    """The start of a query that binds ``n`` to each row of a list, and the compiler that holds its parameters."""

    text: str
    compiler: Compiler


def rows_of(request: ListRequest, among: Sequence[str] | None = None) -> Rows:
    """Return the Cypher that binds ``n`` to the rows of a list; ``among``: only rows with these ids."""
    compiler = compiler_of(request)
    rest, begin = list(request.filter), f"MATCH (n:{label(request.label)})"
    if request.q is not None:
        begin = _search(request, compiler)
    elif among is None and (anchor := anchor_of(rest)) is not None:
        rest.remove(anchor)
        begin = matched(anchor, "n", (request.label,), compiler)
    conditions = [f"n.id IN {compiler.value(list(among))}"] if among is not None else []
    conditions += ["n.origin IN $origins"] if request.origin is not None else []
    if request.place is not None:
        compiler.parameters["place"] = list(request.place.ids)
        conditions.append(condition([("n", (request.label,))], request.place.mode, origin=request.origin is not None))
    conditions += compiler.every(rest, "n")
    return Rows(begin + (f" WHERE {' AND '.join(conditions)}" if conditions else ""), compiler)


def compiler_of(request: ListRequest) -> Compiler:
    """Return a compiler with the parameters of the origins and the date of a request."""
    compiler = Compiler(origin=request.origin is not None, as_of=request.as_of is not None)
    if request.origin is not None:
        compiler.parameters |= {"origins": list(request.origin), "origin": sorted(with_reference(request.origin))}
    if request.as_of is not None:
        compiler.parameters |= as_of_parameters(request.as_of)
    return compiler


def check_unchanged(requested: str | None, served: str) -> None:
    """Raise ``DataChangedError`` when the data version of a cursor is not the one that is served."""
    if requested is not None and not served.startswith(requested):
        raise DataChangedError(
            Bilingual("The data has changed since the first page.", "自第一页以来数据已更新。"),
            hint=Bilingual("Start again with cursor=*.", "请用 cursor=* 从头开始。"),
        )


def as_of_parameters(stated: str) -> dict[str, str | int]:
    """Return the date parameters of ``visible``."""
    return {"as_of": bounds(stated)[1], "as_of_year": int(stated[:4])}


def _search(request: ListRequest, compiler: Compiler) -> str:
    """Bind ``n`` to the hits of the full-text index, with a rank: 0 exact name, 1 prefix, 2 substring, 3 other.

    A working translation and a search word have rank 1 at best.

    The score of the index is not used: it changes when the server compacts the index, and the order of pages would change with it.
    """
    plain = normalise(request.q or "").strip()
    words = compiler.value(list(dict.fromkeys((plain, fold(plain)))))
    forms = f"split(n.search, '{FORM_MARK}')[1..]"  # the folded names; see search_text
    exact = f"toLower(n.name) = word OR n.name_zh = word OR any(alias IN n.aliases WHERE toLower(alias) = word) OR word IN {forms}"
    similar = (
        "toLower(n.name) {how} word OR n.name_zh {how} word OR any(form IN {forms} WHERE form {how} word) "
        "OR n.gloss_zh {how} word OR any(other IN n.search_words WHERE toLower(other) {how} word)"
    )
    cases = (exact, *(similar.format(how=how, forms=forms) for how in ("STARTS WITH", "CONTAINS")))
    when = " ".join(f"WHEN any(word IN {words} WHERE {case}) THEN {rank}" for rank, case in enumerate(cases))
    query = compiler.value(query_text(request.q or "") or "+id:x")
    return (
        f"CALL db.index.fulltext.queryNodes('{FULLTEXT}', {query}) YIELD node AS n WITH n WHERE n:{label(request.label)} "
        f"WITH n, CASE {when} ELSE 3 END AS {RANK}"
    )


def projected(request: ListRequest, orders: Sequence[Order]) -> str:
    """Return the projection of a row: all properties, or the selected ones and the sort keys."""
    if request.select is None:
        return "properties(n)"
    properties = fields(request.label)
    names = dict.fromkeys([*ALWAYS, *request.select, *(order.name for order in orders if order.name != RANK)])
    return "n {" + ", ".join(f".{properties[name].name}" for name in names if name not in {"type", "href"}) + "}"
