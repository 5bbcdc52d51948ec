"""Places at the database: so many at a time, in the order of asking; who waits too long is told, and loses nobody's place."""

from __future__ import annotations

import asyncio

import pytest

from graph.database import concurrency_limit as gates
from graph.database.concurrency_limit import AT_FIRST, WIDENED_EVERY, Gate
from graph.errors import DatabaseUnavailableError


def test_so_many_at_a_time_in_the_order_of_asking() -> None:
    async def play() -> tuple[int, list[int]]:
        gate, inside, most, order = Gate(2, 5), 0, 0, list[int]()

        async def one(number: int) -> None:
            nonlocal inside, most
            async with gate.place():
                inside += 1
                most = max(most, inside)
                order.append(number)
                await asyncio.sleep(0)
                inside -= 1

        await asyncio.gather(*map(one, range(9)))
        return most, order

    assert asyncio.run(play()) == (2, list(range(9)))


def test_who_waits_too_long_is_told_to_come_back_and_the_place_goes_to_the_next() -> None:
    async def play() -> str:
        gate = Gate(1, 0.01)
        async with gate.place():
            with pytest.raises(DatabaseUnavailableError) as told:
                async with gate.place():
                    pass
        async with gate.place():
            return str(told.value)

    assert asyncio.run(play()).startswith("The database is busy")


def test_a_place_is_given_back_when_the_statement_fails_or_is_given_up() -> None:
    async def play() -> None:
        gate = Gate(1, 1)
        with pytest.raises(ZeroDivisionError):
            async with gate.place():
                raise ZeroDivisionError

        async def hold() -> None:
            async with gate.place():
                await asyncio.sleep(60)

        held = asyncio.create_task(hold())
        await asyncio.sleep(0)
        held.cancel()
        await asyncio.gather(held, return_exceptions=True)
        async with gate.place():
            pass

    asyncio.run(play())


def test_a_database_that_has_just_started_is_given_few_and_more_as_it_answers() -> None:
    async def play() -> tuple[list[int], int]:
        gate, inside, most, widths = Gate(4, 5), 0, 0, list[int]()
        gate.narrow()

        async def one() -> None:
            nonlocal inside, most
            async with gate.place():
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1

        for _ in range(3):
            widths.append(gate.width)
            await asyncio.gather(*(one() for _ in range(WIDENED_EVERY)))
            if len(widths) == 1:
                first, most = most, 0
        widths.append(gate.width)
        return widths, first

    widths, first = asyncio.run(play())
    assert widths == [AT_FIRST, AT_FIRST + 1, 4, 4]
    assert first == AT_FIRST


def test_who_is_in_stays_in_and_what_fails_widens_nothing() -> None:
    async def play() -> tuple[int, int]:
        gate = Gate(3, 0.01)
        async with gate.place(), gate.place(), gate.place():
            gate.narrow()
            with pytest.raises(DatabaseUnavailableError):
                async with gate.place():
                    pass
        for _ in range(WIDENED_EVERY):
            with pytest.raises(ZeroDivisionError):
                async with gate.place():
                    raise ZeroDivisionError
        return gate.width, AT_FIRST

    width, first = asyncio.run(play())
    assert width == first


def test_after_a_while_a_database_is_not_new_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        gate = Gate(3, 1)
        assert not gate.is_new
        gate.narrow()
        assert gate.is_new
        monkeypatch.setattr(gates, "WARM_AFTER", 0.0)
        assert not gate.is_new
        async with gate.place():
            pass
        assert gate.width == 3

    asyncio.run(play())
