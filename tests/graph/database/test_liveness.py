"""When late polls mean that a database is unresponsive, and when that it hangs."""

from __future__ import annotations

import time

from graph.database.liveness import LATE_POLLS, LivenessMonitor


def after_late_polls(times: int) -> LivenessMonitor:
    monitor = LivenessMonitor()
    for _ in range(times):
        monitor.record_late_poll(time.monotonic())
    return monitor


def test_fewer_late_polls_than_the_limit_are_tolerated() -> None:
    monitor = after_late_polls(LATE_POLLS - 1)
    assert monitor.late
    assert not monitor.unresponsive


def test_late_polls_in_a_row_are_unresponsive_and_later_hung() -> None:
    monitor = after_late_polls(LATE_POLLS)
    assert (monitor.unresponsive, monitor.hung) == (True, False)
    monitor.record_late_poll(time.monotonic())
    assert (monitor.unresponsive, monitor.hung) == (True, False)
    monitor.hang_timeout = 0.0
    assert monitor.hung


def test_a_statement_answered_during_a_late_poll_resets_the_count() -> None:
    monitor = after_late_polls(LATE_POLLS - 1)
    started = time.monotonic()
    monitor.record_answer()
    monitor.record_late_poll(started)
    assert not monitor.late


def test_a_late_answer_ends_a_hang_but_stays_unresponsive() -> None:
    monitor = after_late_polls(LATE_POLLS)
    monitor.hang_timeout = 1e-9
    monitor.record_late_poll(time.monotonic())
    assert monitor.hung
    monitor.record_poll(in_time=False)
    assert (monitor.unresponsive, monitor.hung) == (True, False)
    monitor.record_poll(in_time=True)
    assert (monitor.late, monitor.unresponsive) == (False, False)
