"""The decorator that checks many cases in one test reports every case that fails, and hides none."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from tests.each import each


def test_every_case_is_run_and_every_failure_named() -> None:
    ran: list[int] = []

    @each("number", [1, 2, 3, 4])
    def check(number: int) -> None:
        ran.append(number)
        assert number % 2, "even"

    with pytest.raises(ExceptionGroup, match=r"2 of 4 cases failed: \[2\], \[4\]") as caught:
        check()
    assert ran == [1, 2, 3, 4]
    assert [str(problem).partition("\n")[0] for problem in caught.value.exceptions] == ["even", "even"]


def test_an_error_and_a_missing_exception_are_failures_of_their_case() -> None:
    @each("number", [0, 1], ids=["zero", "one"])
    def check(number: int) -> None:
        with pytest.raises(ZeroDivisionError):
            1 / number
        raise KeyError(number)

    with pytest.raises(ExceptionGroup, match=r"2 of 2 cases failed: \[zero\], \[one\]"):
        check()


def test_stacked_cases_are_combined_and_fixtures_stay() -> None:
    seen: list[Any] = []

    @each(("a", "b"), [(1, 2), (3, 4)])
    @each("c", "xy")
    def check(fixture: str, a: int, b: int, c: str) -> None:
        seen.append((fixture, a, b, c))

    assert list(inspect.signature(check).parameters) == ["fixture"]
    check(fixture="f")
    assert seen == [("f", 1, 2, "x"), ("f", 1, 2, "y"), ("f", 3, 4, "x"), ("f", 3, 4, "y")]


def test_only_when_all_are_skipped_the_test_is_skipped() -> None:
    @each("number", [1, 2])
    def some(number: int) -> None:
        if number == 1:
            pytest.skip("not this one")

    @each("number", [1, 2])
    def none(number: int) -> None:
        pytest.skip("not today")

    some()
    with pytest.raises(pytest.skip.Exception, match="not today"):
        none()


def test_no_case_is_a_failure() -> None:
    @each("number", [])
    def check(number: int) -> None:
        raise AssertionError

    with pytest.raises(AssertionError, match="there is no case"):
        check()


def test_a_timeout_ends_the_whole_test() -> None:
    ran: list[int] = []

    @each("number", [1, 2])
    def check(number: int) -> None:
        ran.append(number)
        pytest.fail("Timeout (>300.0s) from pytest-timeout.")

    with pytest.raises(pytest.fail.Exception, match="Timeout"):
        check()
    assert ran == [1]
