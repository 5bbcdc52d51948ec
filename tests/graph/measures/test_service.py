"""Test that concurrent requests share one outcome and that failures are not cached."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest

from graph.measures.catalogue.partners import MEASURE
from graph.measures.definition import Given, Outcome
from graph.measures.service import Measures
from graph.snapshot.view import View
from tests.graph.measures.worlds import snapshot_of


@pytest.fixture(scope="module")
def view() -> View:
    return View(snapshot_of("school:s d kind=named", ""))


class Counted:
    """A measure that blocks until ``go`` is set and counts its computations."""

    def __init__(self, *, failures: int = 0) -> None:
        self.begun, self.failures, self.go = 0, failures, threading.Event()
        self.measure = replace(MEASURE, compute=self.compute)

    def compute(self, view: View, given: Given) -> Outcome:
        self.begun += 1
        assert self.go.wait(10)
        if self.begun <= self.failures:
            raise ArithmeticError("no")
        return Outcome([])


def test_concurrent_requests_share_one_outcome(view: View) -> None:
    async def scenario() -> tuple[set[int], int]:
        counted, measures = Counted(), Measures()
        tasks = [asyncio.create_task(measures.outcome(view, counted.measure, {"limit": number})) for number in range(1, 6)]
        await asyncio.sleep(0)
        tasks[0].cancel()  # one cancelled request must not cancel the others
        counted.go.set()
        first, *others = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(first, asyncio.CancelledError)
        return {id(one) for one in others}, counted.begun

    outcomes, begun = asyncio.run(scenario())
    assert (len(outcomes), begun) == (1, 1)


def test_different_parameters_are_computed_separately(view: View) -> None:
    async def scenario() -> int:
        counted, measures = Counted(), Measures()
        counted.go.set()
        for seed in (1, 2, 1):
            await measures.outcome(view, counted.measure, {"random_seed": seed})
        return counted.begun

    assert asyncio.run(scenario()) == 2


def test_failure_is_not_cached(view: View) -> None:
    async def scenario() -> int:
        counted, measures = Counted(failures=1), Measures()
        counted.go.set()
        with pytest.raises(ArithmeticError):
            await measures.outcome(view, counted.measure, {})
        await measures.outcome(view, counted.measure, {})
        return counted.begun

    assert asyncio.run(scenario()) == 2
