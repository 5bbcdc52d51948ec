"""Measures as tables for export."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.responses import envelope
from graph.database.reader import Store
from graph.export.columns import of_returns
from graph.export.table import Table
from graph.measures.service import Measured, Measures
from graph.queries.calibration import calibrated_claims, marking
from graph.queries.traversal.neighbours import briefs
from graph.value_types import ReturnType


async def _listed(rows: Sequence[Mapping[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    for row in rows:
        yield dict(row)


@dataclass(frozen=True)
class Sheet:
    """Name, title, columns and rows of an exported table."""

    name: str
    title: str
    kinds: Mapping[str, ReturnType]
    rows: Sequence[Mapping[str, Any]]

    def table(self, store: Store, about: Mapping[str, Any]) -> Table:
        """Return the sheet as a streamed table."""

        async def things(ids: Sequence[str]) -> dict[str, dict[str, Any]]:
            async with store.reading():
                return await briefs(store, ids)

        return Table(self.name, self.title, of_returns(dict(self.kinds)), _listed(self.rows), about, things)


async def figures_body(store: Store, measures: Measures, measured: Measured, **more: Any) -> dict[str, Any]:
    """Return figures with their notes and claims; ``more`` are further fields of ``meta``."""
    snapshot = await measures.keeper.snapshot(store)
    simulated = any(row.get("origin") == "simulated" for row in measured.rows)
    calibrated = await calibrated_claims(store) if simulated else frozenset()
    claims = [
        {
            "id": claim.id,
            "metric": claim.metric,
            "value": claim.value,
            "qualifier": claim.qualifier,
            "unit": claim.unit,
            "scope": claim.scope,
            "period": claim.period,
            **marking(claim.id in calibrated),
            "href": f"/v1/claims/{claim.id}",
        }
        for claim in snapshot.claims
        if claim.id in measured.claims
    ]
    notes = [{"text": note.text, "text_zh": note.text_zh} for note in measured.notes]
    return envelope.body(
        measured.rows,
        version=measured.data_version,
        truncated=measured.truncated,
        undated=measured.undated,
        excluded=measured.excluded,
        notes=notes,
        claims=claims,
        **more,
    )
