"""The progress of a long step, reported in one form by every layer."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int | None], None]
"""``progress(text, done, total)``: the current step or file; how much of it is done, in the caller's unit; the total,
or None when unknown."""


def no_progress(text: str, done: int, total: int | None) -> None:
    """Discard progress."""
