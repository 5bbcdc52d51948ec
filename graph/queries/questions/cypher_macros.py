"""Text processing of Cypher: macros, the wrapper that returns one record, and checks without a database.

The macros of a question file:

``visible(r)``
    the relationship matches the ``origin`` of the request (``documented`` includes ``reference``) and its ``as_of``. A relationship without
    a date matches every date; an event matches when its year is not later. Without ``origin`` and ``as_of``: ``true``.
``weakest(a, b, ...)``
    the weakest origin of nodes and relationships; null is ignored (see :func:`seed.model.weakest`).
``weakest_of(list)``
    the same for a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from graph.value_types import ReturnType

_STRING_OR_COMMENT = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|//[^\n]*|/\*.*?\*/", re.DOTALL)
_RELATIONSHIP = re.compile(r"-\s*\[(?P<inside>[^\[\]]*)\]\s*-")
_ARROW = re.compile(r"\)\s*(?:<--|-->|--)\s*\(")
_NAME = re.compile(r"\w+")
_SORTED_AND_CUT = re.compile(
    r"\bORDER\s+BY\b(?:(?!\b(?:MATCH|WITH|RETURN|CALL|UNWIND|WHERE|ORDER|UNION)\b).)*?\bLIMIT\s+\$_limit\b", re.DOTALL | re.IGNORECASE
)
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


def _visible(variable: str, *, origin: bool, as_of: bool) -> str:
    v = variable.strip()
    parts = [f"{v}.origin IN $origin"] if origin else []
    if as_of:
        parts += [f"({v}.valid_from_lo IS NULL OR {v}.valid_from_lo <= $as_of)", f"({v}.valid_to_hi IS NULL OR {v}.valid_to_hi >= $as_of)"]
        parts += [f"({v}.year IS NULL OR {v}.year <= $as_of_year)"]
    return "(" + " AND ".join(parts) + ")" if parts else "true"


def expand(text: str, *, origin: bool, as_of: bool) -> str:
    """Expand the macros."""
    text = _replace_calls(text, "visible", lambda inside: _visible(inside, origin=origin, as_of=as_of))
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


def wrap(text: str, returns: dict[str, ReturnType]) -> str:
    """Wrap a query so that it returns one record with all rows, each column projected by its type."""
    columns = ", ".join(f"{name}: {kind.project(name)}" for name, kind in returns.items())
    limit = "LIMIT $_limit"
    if re.search(r"\bUNION\b", _top_level(blank_out(text))):  # a LIMIT after UNION would apply to the last part only
        inside, outside = text, f"WITH * {limit} "
    else:
        inside, outside = f"{text}\n{limit}", ""
    return f"CYPHER 5\nCALL () {{\n{inside}\n}}\n{outside}RETURN collect({{{columns}}}) AS rows"


def unwrap(text: str, returns: dict[str, ReturnType]) -> str:
    """Wrap a query for a stream: one record ``row`` for each row, at most ``$_limit``. The query may use ``$_limit`` too."""
    columns = ", ".join(f"{name}: {kind.project(name)}" for name, kind in returns.items())
    return f"CYPHER 5\nCALL () {{\n{text}\n}}\nRETURN {{{columns}}} AS row LIMIT $_limit"


def unordered(text: str) -> str:
    """Remove the ``ORDER BY`` at the end of a query, and each one that belongs to a ``LIMIT $_limit``.

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
    """Wrap a query so that it returns the number of its rows, at most ``$_most``."""
    return f"CYPHER 5\nCALL () {{\n{text}\n}}\nWITH 1 AS row LIMIT $_most\nRETURN count(row) AS found"


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
