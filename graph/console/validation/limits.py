"""Limits of a console query. A test compares them with `docs/console.md`."""

from __future__ import annotations

from dataclasses import dataclass

REASON_CHARACTERS = 500
"""Maximum length of a refusal message."""


@dataclass(frozen=True)
class Limits:
    """Limits of one query. Sizes are in bytes, times in seconds.

    The nesting limit is far below the depth that overflows the parser's stack. The other query limits bound the work of the planner.
    ``patience`` limits the wait for other queries and for a start; ``deadline`` limits the whole time, on a busy machine too.
    """

    body_bytes: int = 131_072
    query_bytes: int = 16_384
    tokens: int = 6_000
    nesting: int = 50
    unions: int = 50
    parameters: int = 100
    parameter_bytes: int = 65_536
    parameter_depth: int = 10

    seconds: float = 5.0
    overrun: float = 2.0
    memory: str = "64m"
    total_memory: str = "128m"
    resident_bytes: int = 1_400_000_000
    rows: int = 1_000
    answer_bytes: int = 2_000_000
    answer_depth: int = 32
    concurrency: int = 2
    waiting: int = 8
    patience: float = 11.0
    deadline: float = 20.0


LIMITS = Limits()
