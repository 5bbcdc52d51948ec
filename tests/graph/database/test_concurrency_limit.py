"""The limit on statements that run at the same time: order, timeouts, release of slots, warm-up."""

from __future__ import annotations

import asyncio

import pytest

from graph.database import concurrency_limit
from graph.database.concurrency_limit import INITIAL_SLOTS, STATEMENTS_PER_SLOT, ConcurrencyLimiter
from graph.errors import DatabaseUnavailableError


def test_statements_are_limited_and_run_in_fifo_order() -> None:
    async def play() -> tuple[int, list[int]]:
        limiter, inside, most, order = ConcurrencyLimiter(2, 5), 0, 0, list[int]()

        async def one(number: int) -> None:
            nonlocal inside, most
            async with limiter.slot():
                inside += 1
                most = max(most, inside)
                order.append(number)
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*map(one, range(9)))
        return most, order

    assert asyncio.run(play()) == (2, list(range(9)))


def test_a_wait_that_times_out_is_a_retryable_error_and_keeps_the_slot_free() -> None:
    async def play() -> str:
        limiter = ConcurrencyLimiter(1, 0.01)
        async with limiter.slot():
            with pytest.raises(DatabaseUnavailableError) as caught:
                async with limiter.slot():
                    pass
        async with limiter.slot():
            return str(caught.value)

    assert asyncio.run(play()).startswith("The database is busy")


def test_a_failed_or_cancelled_statement_releases_its_slot() -> None:
    async def play() -> None:
        limiter = ConcurrencyLimiter(1, 1)
        with pytest.raises(ZeroDivisionError):
            async with limiter.slot():
                raise ZeroDivisionError

        async def hold() -> None:
            async with limiter.slot():
                await asyncio.sleep(60)

        held = asyncio.create_task(hold())
        await asyncio.sleep(0)
        held.cancel()
        await asyncio.gather(held, return_exceptions=True)
        async with limiter.slot():
            pass

    asyncio.run(play())


def test_the_limit_rises_during_the_warm_up() -> None:
    async def play() -> tuple[list[int], int]:
        limiter, inside, most, limits = ConcurrencyLimiter(4, 5), 0, 0, list[int]()
        limiter.start_warm_up()

        async def one() -> None:
            nonlocal inside, most
            async with limiter.slot():
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

        for _ in range(3):
            limits.append(limiter.current_limit)
            await asyncio.gather(*(one() for _ in range(STATEMENTS_PER_SLOT)))
            if len(limits) == 1:
                first, most = most, 0
        limits.append(limiter.current_limit)
        return limits, first

    limits, first = asyncio.run(play())
    assert limits == [INITIAL_SLOTS, INITIAL_SLOTS + 1, 4, 4]
    assert first == INITIAL_SLOTS


def test_a_warm_up_keeps_running_statements_and_failures_do_not_raise_the_limit() -> None:
    async def play() -> tuple[int, int]:
        limiter = ConcurrencyLimiter(3, 0.01)
        async with limiter.slot(), limiter.slot(), limiter.slot():
            limiter.start_warm_up()
            with pytest.raises(DatabaseUnavailableError):
                async with limiter.slot():
                    pass
        for _ in range(STATEMENTS_PER_SLOT):
            with pytest.raises(ZeroDivisionError):
                async with limiter.slot():
                    raise ZeroDivisionError
        return limiter.current_limit, INITIAL_SLOTS

    width, first = asyncio.run(play())
    assert width == first


def test_the_warm_up_ends_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        limiter = ConcurrencyLimiter(3, 1)
        assert not limiter.warming_up
        limiter.start_warm_up()
        assert limiter.warming_up
        monkeypatch.setattr(concurrency_limit, "WARM_UP_SECONDS", 0.0)
        assert not limiter.warming_up
        async with limiter.slot():
            pass
        assert limiter.current_limit == 3

    asyncio.run(play())
