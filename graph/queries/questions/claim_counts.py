"""Count in the graph what each claim reports: one small query for each metric among the claims."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from graph.queries.questions.claim_metrics import Metric, Metrics, compiled

Row = dict[str, Any]
Run = Callable[[str, dict[str, Any]], Awaitable[list[Row]]]
FROM_STRONG = ("documented", "reference", "inferred", "simulated")
"""Origins of paths, strongest first. A unit has the origin of its strongest path."""
FROM_WEAK = ("simulated", "inferred", "documented", "reference")
"""Origins of units, weakest first. A share has the origin of its weakest unit."""
AT_ONCE = 2
"""Metrics that are counted at the same time. The time limit of a query includes its wait for a slot of the database: after a start, when
each query is planned for the first time, the last of fourteen queries that are sent at once would wait longer than the limit."""
BATCH = 500
"""Number of claims that a stream counts at a time."""
_UNDEFINED = ("no count is defined for this metric", "尚未定义该指标的统计方法")


class ClaimCounter:
    """Counts for claims, in one consistent view of the data. The count of real rows comes first, also when it is 0.

    :param run: runs a query with parameters.
    :param every: parameters of the request: ``origin``, ``as_of``, ``as_of_year``.
    """

    def __init__(self, metrics: Metrics, run: Run, every: Row, *, origin: bool, as_of: bool) -> None:
        self._metrics, self._run = metrics, run
        self._every = {name: every.get(name) for name in ("origin", "as_of", "as_of_year")}
        self._origin, self._as_of = origin, as_of

    async def rows(self, claims: list[Row]) -> list[Row]:
        """Return the rows of the claims, sorted by claim, then by origin, simulated counts last. Each origin of a count has its own row.

        :param claims: rows of the query of the question.
        """
        counts = await self._counts(claims)
        return [row for claim in claims for row in self._of_claim(claim, counts.get(claim["claim"]["id"]))]

    async def stream(self, claims: AsyncIterator[Row], limit: int) -> AsyncGenerator[Row]:
        """Yield the same rows for a stream of claims, at most ``limit`` rows."""
        left, batch = limit, list[Row]()
        async for claim in claims:
            batch.append(claim)
            if len(batch) == BATCH:
                for row in (await self.rows(batch))[:left]:
                    left -= 1
                    yield row
                batch = []
                if left == 0:
                    return
        for row in (await self.rows(batch))[:left]:
            yield row

    def _of_claim(self, claim: Row, counts: list[Row] | None) -> list[Row]:
        """Return the rows of a claim. ``counts`` is None when nothing was looked for."""
        metric = self._metrics.countable.get(claim["metric"])
        reason, reason_zh = self._metrics.reasons.get(claim["metric"], _UNDEFINED) if metric is None else (None, None)
        texts = {
            "countable": metric is not None,
            "counts": metric.counts if metric is not None else None,
            "counts_zh": metric.counts_zh if metric is not None else None,
            "reason": reason,
            "reason_zh": reason_zh,
        }
        if counts is None:
            counts = [{"counted": None, "base": None, "origin": claim["origin"]}]
        elif metric is not None and all(count["origin"] == "simulated" for count in counts):
            counts = [{"counted": None if metric.share else 0.0, "base": 0, "origin": claim["origin"]}, *counts]
        # the database lists relationships in the order of its files, which differs from server to server
        evidence = sorted(claim["evidence"], key=lambda edge: str(edge["end"]["id"] if isinstance(edge["end"], dict) else edge["end"]))
        return [{**claim, **texts, **count, "evidence": evidence} for count in counts]

    async def _counts(self, claims: Iterable[Row]) -> dict[str, list[Row]]:
        ids: dict[str, list[str]] = defaultdict(list)
        for claim in claims:
            if claim["metric"] in self._metrics.countable:
                ids[claim["metric"]].append(claim["claim"]["id"])
        wanted = [self._metrics.countable[name] for name in sorted(ids)]
        scopes = await self._scopes({claim: metric.scope for metric in wanted for claim in ids[metric.name]})
        by_metric = {metric.name: [scopes[claim] for claim in ids[metric.name] if claim in scopes] for metric in wanted}
        countable = [metric for metric in wanted if by_metric[metric.name]]
        results = await _gather(partial(self._read, metric.body, scopes=by_metric[metric.name]) for metric in countable)
        counts: dict[str, list[Row]] = {claim: [] for claim in scopes}
        for metric, rows in zip(countable, results, strict=True):
            counts |= tally(metric, rows)
        return counts

    async def _scopes(self, wanted: dict[str, str]) -> dict[str, Row]:
        """Map each claim to the parameters of the query of its metric. A claim that requires a place and has none is left out."""
        scopes: dict[str, Row] = {claim: {"claim": claim} for claim, scope in wanted.items() if scope == "about"}
        placed = [claim for claim, scope in wanted.items() if scope != "about"]
        if placed:
            rows = await self._read(self._metrics.scopes["places"], claims=placed)
            scopes |= {row["claim"]: {**row, "schools": []} for row in rows}
        places = [place for claim, scope in scopes.items() if wanted[claim] == "schools" for place in scope["places"]]
        if places:
            for row in await self._read(self._metrics.scopes["schools"], places=places):
                scopes[row["claim"]]["schools"] = row["schools"]
        return scopes

    async def _read(self, text: str, **values: Any) -> list[Row]:
        return await self._run(compiled(text, origin=self._origin, as_of=self._as_of), {**self._every, **values})


async def _gather(reads: Iterable[Callable[[], Awaitable[list[Row]]]]) -> list[list[Row]]:
    """Return the rows of each read, :data:`AT_ONCE` at a time. When one fails, cancel the others and raise its error unchanged."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(read: Callable[[], Awaitable[list[Row]]]) -> list[Row]:
        async with slots:
            return await read()

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(read)) for read in reads]
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from failed
    return [task.result() for task in tasks]


def tally(metric: Metric, rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the counts of each claim, one for each origin.

    A unit counts once, with the origin of its strongest path. A share is computed over all units that are not simulated together and has
    the origin of its weakest unit; a share of each origin alone would be meaningless.
    """
    units: dict[str, dict[Any, Row]] = defaultdict(dict)
    for row in rows:
        unit = units[row["claim"]].setdefault(row["unit"], {"amount": row["amount"], "weight": row["weight"], "origin": row["origin"]})
        unit["amount"], unit["weight"] = max(unit["amount"], row["amount"]), max(unit["weight"], row["weight"])
        unit["origin"] = min(unit["origin"], row["origin"], key=FROM_STRONG.index)
    return {claim: _totals(metric, list(by_unit.values())) for claim, by_unit in units.items()}


def _totals(metric: Metric, units: list[Row]) -> list[Row]:
    parts: dict[Any, list[Row]] = defaultdict(list)
    for unit in units:
        parts[unit["origin"] == "simulated" if metric.share else unit["origin"]].append(unit)
    totals = []
    for part in parts.values():
        total, base = sum(unit["amount"] for unit in part), sum(unit["weight"] for unit in part)
        weakest = min((unit["origin"] for unit in part), key=FROM_WEAK.index)
        totals.append({"counted": _percent(total, base) if metric.share else float(total), "base": base, "origin": weakest})
    return sorted(totals, key=lambda count: str(count["origin"]))


def _percent(total: int, base: int) -> float:
    """Return the percentage with one decimal, rounded half up like in the database."""
    return float(Decimal(repr(100.0 * total / base)).quantize(Decimal("0.1"), ROUND_HALF_UP))
