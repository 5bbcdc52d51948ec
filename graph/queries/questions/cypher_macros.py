"""Text processing of Cypher: macros, the wrapper that returns one record, and checks without a database.

The macros of a question file:

``visible(r)``
    the relationship matches the ``origin`` of the request (``documented`` includes ``reference``) and its ``as_of``. A relationship without
    a date matches every date; an event matches when its year is not later. Without ``origin`` and ``as_of``: ``true``. With ``documented``,
    inferred relationships of the types :data:`seed.model.PLACING` between documented entities match, too: the patterns of the text give the
    types of ``r``. A map (``{origin: ..., valid_from_lo: ...} AS r``) has no type and matches by its origin only.
``in_place(p: Program, ...)``
    with a ``place`` in the request: one of these entities lies there, or all are of no place (:mod:`graph.queries.location.conditions`).
    Without: ``true``.
``weakest(a, b, ...)``
    the weakest origin of nodes and relationships; null is ignored (see :func:`seed.model.weakest`).
``weakest_of(list)``
    the same for a list.

A page starts after ``$_skip`` rows and has at most ``$_limit``. The wrapper cuts the rows at the end of the text, unless the text does so
itself (``ORDER BY ... SKIP $_skip LIMIT $_limit``) before it reads the evidence of each row. Each row of such a cut must give one row of
the answer. Every ``ORDER BY`` of rows must be total, or a walk over the pages would repeat rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from graph.queries.location.conditions import Mode, condition, parsed
from graph.value_types import ReturnType
from seed.model import PLACING

EVIDENCE = "evidence"
"""The column with the relationships that a row rests on."""
_STRING_OR_COMMENT = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|//[^\n]*|/\*.*?\*/", re.DOTALL)
_RELATIONSHIP = re.compile(r"-\s*\[(?P<inside>[^\[\]]*)\]\s*-")
_ARROW = re.compile(r"\)\s*(?:<--|-->|--)\s*\(")
_NAME = re.compile(r"\w+")
_ORDER = r"\bORDER\s+BY\b(?:(?!\b(?:MATCH|WITH|RETURN|CALL|UNWIND|WHERE|ORDER|UNION)\b).)*?"
_PAGE = r"\bSKIP\s+\$_skip\s+LIMIT\s+\$_limit\b"
_SORTED_AND_CUT = re.compile(rf"{_ORDER}(?:{_PAGE}|\bLIMIT\s+(?:\$_skip\s*\+\s*)?\$_limit\b)", re.DOTALL | re.IGNORECASE)
_OWN_CUT = re.compile(rf"(?:{_ORDER})?{_PAGE}", re.DOTALL | re.IGNORECASE)
_LAST_ORDER = re.compile(r"\bORDER\s+BY\b.*?(?=\bSKIP\b|\bLIMIT\b|\Z)", re.DOTALL | re.IGNORECASE)


def blank_out(text: str) -> str:
    """Replace strings and comments by spaces of the same length; positions do not change."""
    return _STRING_OR_COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _closing(text: str, start: int) -> int:
    """Return the index of the parenthesis that closes the one at ``start``."""
    depth = 0
    for index in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth == 0:
            return index
    return len(text)


def _split_top(text: str) -> list[str]:
    """Split at the commas outside brackets."""
    parts, depth, current = [], 0, ""
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append(current.strip())
            current = ""
        else:
            current += letter
    return [*parts, current.strip()]


def _replace_calls(text: str, name: str, make: Callable[[str], str]) -> str:
    """Replace every ``name(inside)`` by ``make(inside)``."""
    pattern = re.compile(rf"\b{name}\(")
    position = 0
    while (match := pattern.search(text, position)) is not None:
        end = _closing(text, match.end() - 1)
        replacement = make(text[match.end() : end])
        text = text[: match.start()] + replacement + text[end + 1 :]
        position = match.start() + len(replacement)
    return text


def _weakest(origins: str) -> str:
    cases = " ".join(f"WHEN '{origin}' IN {origins} THEN '{origin}'" for origin in ("simulated", "inferred", "documented"))
    return f"CASE {cases} ELSE 'reference' END"


def types_of(text: str, variable: str) -> tuple[str, ...] | None:
    """Return the types of a relationship variable in the patterns of a text: empty for any type, None if it is in no pattern."""
    patterns = re.findall(rf"-\s*\[\s*{re.escape(variable)}\s*(?::\s*([\w|]+))?(?=[\s\]])", text)
    if not patterns:
        return None
    return () if "" in patterns else tuple(dict.fromkeys(name for pattern in patterns for name in pattern.split("|")))


def of_origin(v: str, types: tuple[str, ...] | None, parameter: str = "$origin") -> str:
    """Return the condition on the origin of a relationship with these types; see :func:`seed.model.with_placing`.

    It is a ``CASE``, since the planner expands ``OR`` and ``AND`` into many clauses, which took it up to 30 % longer for a question.
    """
    own = f"{v}.origin IN {parameter}"
    if types is None or (types and not set(types) & set(PLACING)):
        return own
    ends = (f"{end}({v}).origin IN ['documented', 'reference']" for end in ("startNode", "endNode"))
    placing = [f"{v}.origin = 'inferred'", f"'documented' IN {parameter}", *ends]
    if not types or not set(types) <= set(PLACING):
        names = ", ".join(f"'{name}'" for name in PLACING)
        placing.insert(0, f"type({v}) IN [{names}]")
    return f"CASE WHEN {own} THEN true ELSE {' AND '.join(placing)} END"


def _visible(variable: str, *, origin: bool, as_of: bool, types: tuple[str, ...] | None) -> str:
    v = variable.strip()
    parts = [of_origin(v, types)] if origin else []
    if as_of:
        parts += [f"({v}.valid_from_lo IS NULL OR {v}.valid_from_lo <= $as_of)", f"({v}.valid_to_hi IS NULL OR {v}.valid_to_hi >= $as_of)"]
        parts += [f"({v}.year IS NULL OR {v}.year <= $as_of_year)"]
    return "(" + " AND ".join(parts) + ")" if parts else "true"


def _in_place(inside: str, place: Mode | None, *, origin: bool) -> str:
    return "true" if place is None else condition([parsed(part) for part in _split_top(inside)], place, origin=origin)


def expand(text: str, *, origin: bool, as_of: bool, place: Mode | None = None, types: tuple[str, ...] | None = None) -> str:
    """Expand the macros.

    :param types: types of the relationships in a text without patterns.
    """
    bare = blank_out(text)

    def visible(inside: str) -> str:
        known = types_of(bare, inside.strip()) if types is None else types
        return _visible(inside, origin=origin, as_of=as_of, types=known)

    text = _replace_calls(text, "in_place", lambda inside: _in_place(inside, place, origin=origin))
    text = _replace_calls(text, "visible", visible)
    text = _replace_calls(text, "weakest_of", lambda inside: _weakest(f"[part IN {inside} | part.origin]"))
    return _replace_calls(text, "weakest", lambda inside: _weakest("[" + ", ".join(f"{v}.origin" for v in _split_top(inside)) + "]"))


def _top_level(text: str) -> str:
    """Return the text without the parts in braces."""
    kept, depth = [], 0
    for letter in text:
        depth -= letter == "}"
        if depth == 0:
            kept.append(letter)
        depth += letter == "{"
    return "".join(kept)


def projections(returns: Mapping[str, ReturnType], *, brief: bool = False) -> dict[str, str]:
    """Return the projection of each column by its type.

    :param brief: of the column ``evidence``, only what ids, dates and sources need.
    """
    return {name: kind.project(name, brief=brief and name == EVIDENCE) for name, kind in returns.items()}


def wrap(text: str, columns_of_row: Mapping[str, str]) -> str:
    """Wrap a query so that it returns one record with all rows.

    :param columns_of_row: the projection of each column; see :func:`projections`.
    """
    columns = _map(columns_of_row)
    limit = "SKIP $_skip LIMIT $_limit"
    if _own_cut(text) is not None:
        inside, outside = text, ""
    elif re.search(r"\bUNION\b", _top_level(blank_out(text))):  # a LIMIT after UNION would apply to the last part only
        inside, outside = text, f"WITH * {limit} "
    else:
        inside, outside = f"{text}\n{limit}", ""
    return f"CYPHER 5\nCALL () {{\n{inside}\n}}\n{outside}RETURN collect({{{columns}}}) AS rows"


def _own_cut(text: str) -> re.Match[str] | None:
    """Return where a query cuts its rows to a page before it reads the rest of each row; None if it does not."""
    return _OWN_CUT.search(blank_out(text))


def unwrap(text: str, columns_of_row: Mapping[str, str]) -> str:
    """Wrap a query for a stream: one record ``row`` for each row, at most ``$_limit``. ``$_skip`` must be 0."""
    return f"CYPHER 5\nCALL () {{\n{text}\n}}\nRETURN {{{_map(columns_of_row)}}} AS row LIMIT $_limit"


def _map(columns_of_row: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {text}" for name, text in columns_of_row.items())


def unordered(text: str) -> str:
    """Remove the ``ORDER BY`` at the end of a query, and each one that belongs to a cut to ``$_limit``, with the cut.

    For all rows of a large result: sorting holds them in memory, and the memory limit of a query is low.
    """
    bare = blank_out(text)
    last = bare.rfind("RETURN")
    cuts = [match.span() for match in _SORTED_AND_CUT.finditer(bare)]
    end = _LAST_ORDER.search(bare, last)
    cuts += [end.span()] if end is not None else []
    for start, stop in sorted(cuts, reverse=True):
        text = text[:start] + text[stop:]
    return text


def counted(text: str) -> str:
    """Wrap a query so that it returns the number of its rows, at most ``$_most``.

    Of a query that cuts its rows itself, only the part before the cut runs.
    """
    if (cut := _own_cut(text)) is not None:
        text = f"{text[: cut.start()]}\nRETURN 1 AS one"
    return f"CYPHER 5\nCALL () {{\n{unordered(text)}\n}}\nWITH 1 AS row LIMIT $_most\nRETURN count(row) AS found"


def counted_entities(text: str, columns: Sequence[str]) -> str:
    """Wrap a query so that it returns the number of different entities in some columns. The query may use ``$_limit``."""
    return f"CYPHER 5\nCALL () {{\n{text}\n}}\nUNWIND [{', '.join(columns)}] AS entity\nRETURN count(DISTINCT entity) AS found"


def returned_columns(body: str) -> list[str]:
    """Return the column names of the last RETURN."""
    bare = blank_out(body)
    start = bare.rfind("RETURN")
    clause = re.split(r"\bORDER\s+BY\b|\bSKIP\b|\bLIMIT\b", bare[start + len("RETURN") :])[0]
    clause = re.sub(r"^\s*DISTINCT\b", "", clause)
    return [re.split(r"\bAS\b", part)[-1].strip() for part in _split_top(clause)]


def hidden_relationships(body: str) -> list[str]:
    """Return the relationship patterns that are matched without ``visible``."""
    bare = blank_out(body)
    hidden = [match[0] for match in _ARROW.finditer(bare)]
    shown = {name for inside in re.findall(r"\bvisible\((\w+)\)", bare) for name in _NAME.findall(inside)}
    lists = set(re.findall(r"\bIN\s+(?:relationships\((\w+)\)|(\w+))\s+WHERE\s+visible\(", bare))
    shown |= {name for pair in lists for name in pair if name}
    paths = dict.fromkeys(re.findall(r"\b(\w+)\s*=\s*(?:\(|all\s*SHORTEST|SHORTEST|shortestPath|allShortestPaths)", bare, re.IGNORECASE))
    for match in _RELATIONSHIP.finditer(bare):
        variable = re.match(r"\s*(\w+)", match["inside"])
        named = variable is not None and variable[1] in shown
        if not named and not (paths and shown & set(paths)):
            hidden.append(match[0])
    return hidden
