"""Cache of data that measures derive from a view, such as a matrix of all schools. It lives as long as the view."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from graph.snapshot.view import View

Value = TypeVar("Value")


def cached(view: View, key: Hashable, compute: Callable[[], Value]) -> Value:
    """Return the cached result of ``compute`` for a view and key. Concurrent threads may compute it twice."""
    cache = vars(view).setdefault("cache", {})
    if key not in cache:
        cache[key] = compute()
    value: Value = cache[key]
    return value
