"""When looks that come late mean that a database is silent, and when that it hangs."""

from __future__ import annotations

import time

from graph.database.liveness import LATE_LOOKS, Pulse


def missed(times: int) -> Pulse:
    pulse = Pulse()
    for _ in range(times):
        pulse.missed(time.monotonic())
    return pulse


def test_fewer_late_looks_than_the_limit_are_not_silence() -> None:
    pulse = missed(LATE_LOOKS - 1)
    assert pulse.late
    assert not pulse.silent


def test_late_looks_in_a_row_are_silence_and_a_hang_when_it_lasts() -> None:
    pulse = missed(LATE_LOOKS)
    assert (pulse.silent, pulse.hung) == (True, False)
    pulse.missed(time.monotonic())
    assert (pulse.silent, pulse.hung) == (True, False)
    pulse.last_look = 0.0
    assert pulse.hung


def test_a_statement_answered_during_a_late_look_ends_the_count() -> None:
    pulse = missed(LATE_LOOKS - 1)
    started = time.monotonic()
    pulse.beat()
    pulse.missed(started)
    assert not pulse.late


def test_a_late_answer_ends_a_hang_but_not_the_silence() -> None:
    pulse = missed(LATE_LOOKS)
    pulse.last_look = 1e-9
    pulse.missed(time.monotonic())
    assert pulse.hung
    pulse.seen(in_time=False)
    assert (pulse.silent, pulse.hung) == (True, False)
    pulse.seen(in_time=True)
    assert (pulse.late, pulse.silent) == (False, False)
