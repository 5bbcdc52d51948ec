"""A real console refuses or bounds all hostile queries and answers the next query."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import psutil
import pytest

from graph.console.validation.limits import Limits
from graph.errors import AllianceError, ConsoleBusyError, ConsoleLimitError, ConsoleRefusedError, QueryTimeoutError
from tests.each import each
from tests.graph.console import hostile
from tests.graph.console.conftest import Asker
from tests.graph.console.hostile import Hostile

SHORT = Limits(seconds=1.5, overrun=0.5, patience=180.0)
REFUSED = [case for case in hostile.ALL if case.expected == "refused"]
BOUNDED = [case for case in hostile.ALL if case.expected == "bounded"]


def name(case: Hostile) -> str:
    return f"{case.kind}: {case.query[:60]}"


@pytest.fixture(scope="module")
def short(console_of: Callable[..., Asker]) -> Asker:
    return console_of(SHORT)


@each("case", REFUSED, ids=name)
def test_hostile_query_is_refused_with_a_reason(ask: Asker, case: Hostile) -> None:
    with pytest.raises(ConsoleRefusedError) as caught:
        ask(case.query, case.parameters)
    assert type(caught.value) is ConsoleRefusedError
    assert 10 < len(str(caught.value)) <= 500
    assert "x" * 100 not in str(caught.value)


def attempt(short: Asker, case: Hostile) -> tuple[dict[str, Any], AllianceError | None]:
    """Return the answer or the expected error; any other exception fails the test."""
    try:
        return short.run(short.once(case.query, case.parameters), timeout=120), None
    except (ConsoleRefusedError, QueryTimeoutError) as problem:
        return {}, problem


@pytest.mark.slow
@pytest.mark.parametrize("case", BOUNDED, ids=name)
def test_hostile_query_is_bounded(short: Asker, case: Hostile) -> None:
    short("RETURN 1")
    answer, problem = attempt(short, case)
    assert problem is None or len(str(problem)) <= 500
    assert len(answer.get("rows", ())) <= SHORT.rows
    assert len(orjson.dumps(answer)) < 2 * SHORT.answer_bytes
    assert short("RETURN 1")["rows"] == [[1]]


@pytest.mark.slow
def test_watchdog_stops_queries_the_server_cannot_interrupt(short: Asker) -> None:
    short("RETURN 1")
    before = short.console.pid
    with pytest.raises(QueryTimeoutError, match="restarts with the next query"):
        short("RETURN all(x IN range(1, 4000000000) WHERE x > 0)")
    assert before is not None
    psutil.wait_procs([psutil.Process(before)] if psutil.pid_exists(before) else [], timeout=60)
    assert not psutil.pid_exists(before)
    assert short("RETURN 1")["rows"] == [[1]]
    assert short.console.pid not in {None, before}


@pytest.mark.slow
def test_concurrent_expensive_queries_are_queued_and_limited(short: Asker) -> None:
    short("RETURN 1")

    async def drop(query: str) -> str:
        try:
            await short.once(query)
        except AllianceError as problem:
            return type(problem).__name__
        return "answered"

    async def all_at_once() -> list[str]:
        return await asyncio.gather(*(drop(hostile.BOMBS[i % len(hostile.BOMBS)].query) for i in range(20)))

    outcomes = short.run(all_at_once(), timeout=280)
    kinds = {ConsoleBusyError.__name__, ConsoleLimitError.__name__, QueryTimeoutError.__name__, "answered"}
    assert set(outcomes) <= kinds, outcomes
    assert outcomes.count("ConsoleBusyError") >= 20 - SHORT.waiting - SHORT.concurrency
    assert short("RETURN 1")["rows"] == [[1]]
