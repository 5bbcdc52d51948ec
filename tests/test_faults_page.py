"""The page of reported faults: every fault, the tests that hold it, and the responses that are expected."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bench.faults_page import page, register, rows
from tests.bench.replay_faults import CASES, printed
from tests.each import each

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
ROWS = list(rows(TEXT.splitlines()))
TESTS = [test for fault in register() for test in fault["tests"]]


def test_the_page_is_what_the_register_and_its_rows_give() -> None:
    assert page(ROWS) == TEXT


def test_all_22_faults_are_on_the_page() -> None:
    assert [fault["number"] for fault in register()] == list(range(1, 23))


@each("test", TESTS)
def test_a_named_test_exists(test: str) -> None:
    path, name = test.split("::")
    assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_every_request_is_on_the_page() -> None:
    assert sorted((number, request) for number, request, _ in ROWS) == sorted((str(case.fault), printed(case.shown)) for case in CASES)


def test_every_response_on_the_page_is_expected() -> None:
    expected = {(str(case.fault), printed(case.shown)): case.expected for case in CASES}
    assert [row for row in ROWS if not re.search(expected[row[:2]], row[2].replace("\\|", "|")) or row[2].endswith("*")] == []
