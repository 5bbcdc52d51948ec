"""What measures derive from a view once and use in many calls, such as a matrix of all schools. It lives as long as the view."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from graph.snapshot.view import View

Kept = TypeVar("Kept")


def kept(view: View, key: Hashable, make: Callable[[], Kept]) -> Kept:
    """What ``make`` made of a view; made once for each key. Two threads that ask at the same time may both make it."""
    found = vars(view).setdefault("kept", {})
    if key not in found:
        found[key] = make()
    made: Kept = found[key]
    return made
