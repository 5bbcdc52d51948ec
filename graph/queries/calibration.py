"""Simulated rows that stand beside the claim they were generated to match: they do not check it, and every answer says so."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from typing import Any

from graph.database.reader import Store
from seed.simulation.calibration import SENTENCE, SENTENCE_ZH, claims_of

COLUMNS = ("calibrated", "calibration", "calibration_zh")
"""Columns of a question with ``calibrated_by``: whether the row was generated to match the claim beside it, and a sentence that says so."""


def calibrated_to(package: Mapping[str, Any]) -> list[str]:
    """Return the ids of the claims that the rows of a package of ``Meta`` were generated to match.

    An overlay that was loaded by the first edition does not list them; its name tells its scale.
    """
    return list(package.get("calibrated_to") or claims_of(str(package.get("name", ""))))


async def calibrated_claims(store: Store) -> frozenset[str]:
    """Return the ids of the claims that any loaded package was generated to match."""
    packages = (await store.meta())["packages"]
    return frozenset(claim for package in packages for claim in calibrated_to(package))


def marking(calibrated: bool) -> dict[str, Any]:
    """Return the values of :data:`COLUMNS`."""
    return dict(zip(COLUMNS, (True, SENTENCE, SENTENCE_ZH) if calibrated else (False, None, None), strict=True))


def mark(rows: Iterable[dict[str, Any]], column: str, claims: frozenset[str]) -> list[dict[str, Any]]:
    """Return the rows with :data:`COLUMNS`. ``column`` holds the claim, or the claims, beside each row."""
    return [{**row, **marking(row["origin"] == "simulated" and not claims.isdisjoint(_ids(row[column])))} for row in rows]


async def mark_each(rows: AsyncIterator[dict[str, Any]], column: str, claims: frozenset[str]) -> AsyncGenerator[dict[str, Any]]:
    """Yield the rows like :func:`mark`."""
    async for row in rows:
        yield mark([row], column, claims)[0]


def _ids(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item["id"] for item in items if item is not None]
