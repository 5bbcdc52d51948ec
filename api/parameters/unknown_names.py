"""Hints for parameters that a route does not have: renamed ones, other words for the same, and properties that a filter can name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.queries.filters.field_catalogue import quoted
from graph.queries.filters.name_resolution import END, START, edge_fields, fields, steps
from seed.bilingual import Bilingual
from seed.model import EDGES, LABEL_BY_PATH, NODES
from seed.suggestions import nearest, renamed, suggestion

FILTER = "filter"
MOST_STEPS = 3
"""Maximum number of names in a suggested path."""
_SAME = {
    "limit": ("per_page",),
    "per_page": ("limit",),
    "page_size": ("per_page",),
    "size": ("per_page",),
    "page": ("cursor",),
    "offset": ("cursor",),
    "fields": ("select",),
    "expand": ("include",),
    "embed": ("include",),
    "order_by": ("sort",),
    "order": ("sort",),
    "search": ("q",),
    "query": ("q",),
    "group": ("group_by",),
}
"""Other words for a parameter."""


def hint_for(path: str, name: str, value: str, known: Sequence[str]) -> Bilingual:
    """Return what to write instead of an unknown parameter.

    :param path: the path of the route, such as ``/v1/programs``.
    :param known: the parameters of the route.
    """
    if not known:
        return Bilingual("This path takes no parameters.", "此路径不接受参数。")
    if now := renamed(name, known):
        return Bilingual(f"It is called '{now}'.", f"现名为“{now}”。")
    if same := next((other for other in _SAME.get(name, ()) if other in known), None):
        return Bilingual(f"Use '{same}'.", f"请使用“{same}”。")
    if FILTER in known and (field := filter_path(path, name)) is not None:
        return Bilingual(
            f"Use {FILTER}={field}:{quoted(value) if value else '...'}.", f"请使用 {FILTER}={field}:{quoted(value) if value else '...'}。"
        )
    near = nearest(name, known)
    meant = nearest(name, _own_fields(path), 1) if FILTER in known and not near else ()
    return hint_for(path, meant[0], value, known) if meant else suggestion(name, known)


def _own_fields(path: str) -> Iterable[str]:
    """Return the fields of the type that a path lists."""
    label = LABEL_BY_PATH.get(path.removeprefix("/v1/"))
    return () if label is None else fields(label)


def filter_path(path: str, name: str) -> str | None:
    """Return the shortest path of a filter that ends with a name: ``county`` of programs is ``school.county``. None if there is none."""
    label = LABEL_BY_PATH.get(path.removeprefix("/v1/"))
    if label is not None:
        return _path_to(name, label)
    if path == "/v1/relationships":
        return name if name in {START, END} or any(name in edge_fields(kind) for kind in EDGES) else None
    return None


def _path_to(name: str, label: str) -> str | None:
    ways: list[tuple[tuple[str, ...], str]] = [((), label)]
    seen = {label}
    for _ in range(MOST_STEPS):
        for way, at in ways:
            if name in fields(at) or name in steps(at):
                return ".".join((*way, name))
        ways = [(way, at) for way, at in _further(ways) if at not in seen and not seen.add(at)]  # type: ignore[func-returns-value]
    return None


def _further(ways: Iterable[tuple[tuple[str, ...], str]]) -> Iterable[tuple[tuple[str, ...], str]]:
    """Yield the paths that are one step longer. Only steps named like the type to which they lead are followed: ``school``."""
    for way, at in ways:
        for step in steps(at).values():
            if len(step.targets) == 1 and step.name == NODES[step.targets[0]].prefix:
                yield (*way, step.name), step.targets[0]
