"""Describe failed queries in public messages. Server messages are shortened, and parts that repeat the query are removed."""

from __future__ import annotations

import re
from typing import Any, Literal

from neo4j import exceptions as driver

from graph.console.validation.limits import REASON_CHARACTERS
from graph.errors import ConsoleLimitError, ConsoleRefusedError

Failure = Literal["refused", "limit", "timeout", "unavailable"]
_TIME = ("TransactionTimedOut", "Transaction.Terminated", "LockClientStopped")
_MEMORY = ("MemoryPoolOutOfMemoryError", "OutOfMemoryError", "StackOverFlowError", "StackOverflow")
_UNAVAILABLE = ("DatabaseUnavailable", "Transient", "Security.Unauthorized")
_ECHO = re.compile(r'\s*\(line \d+, column \d+ \(offset: \d+\)\)|\n".*', re.DOTALL)
_OFFSET = re.compile(r"\(offset: (\d+)\)")
_LONG = re.compile(r"'[^']{60,}'|\"[^\"]{60,}\"|`[^`]{60,}`")
_MAX_LENGTH = 380
_COLUMN = re.compile(r"broken data at \d+ \((.*)\)$", re.DOTALL)
_AS_TEXT = "Return it as text: toString(value)."
UNREADABLE_DATE = f"a date outside the years 1 to 9999, or a duration that is too long, which cannot be returned. {_AS_TEXT}"
_OTHERS: tuple[tuple[tuple[type[BaseException], ...], Failure, str], ...] = (
    ((MemoryError, RecursionError), "limit", "A value in the result is too large or too deeply nested."),
    ((OverflowError, TypeError, ValueError), "refused", "A parameter has a value that the database cannot store."),
    ((driver.DriverError, OSError), "unavailable", "The connection to the console database was lost."),
)


def failure(kind: Failure, detail: str) -> dict[str, Any]:
    """Return a failure as a runner message."""
    return {"failure": kind, "detail": detail[:REASON_CHARACTERS]}


def failure_of(problem: BaseException) -> dict[str, Any]:
    """Return the failure for an exception."""
    if isinstance(problem, driver.Neo4jError):
        return _of_server(problem)
    if isinstance(problem, driver.BrokenRecordError):
        return _of_record(problem)
    if isinstance(problem, ConsoleRefusedError):
        return failure("limit" if isinstance(problem, ConsoleLimitError) else "refused", str(problem))
    for kinds, kind, detail in _OTHERS:
        if isinstance(problem, kinds):
            return failure(kind, detail)
    return failure("refused", f"The result could not be processed ({type(problem).__name__}).")


def unreadable(where: str, cause: BaseException | None) -> str:
    """Return why a value of a result cannot be returned. The server has more dates than the years 1 to 9999 of this program."""
    if isinstance(cause, (ValueError, OverflowError)):
        return f"{where} contains {UNREADABLE_DATE}"
    return f"{where} contains a value that cannot be returned ({type(cause).__name__}). {_AS_TEXT}"


def _of_record(problem: driver.BrokenRecordError) -> dict[str, Any]:
    column = _COLUMN.search(str(problem))
    return failure("refused", unreadable(f"The column {column[1][:80]}" if column else "The result", problem.__cause__))


def _of_server(problem: driver.Neo4jError) -> dict[str, Any]:
    code = problem.code or ""
    if any(word in code for word in _MEMORY):
        return failure("limit", "The query exceeded its memory limit. Use an aggregate, or a LIMIT before collect.")
    if any(word in code for word in _TIME):
        return failure("timeout", "The query exceeded its time limit.")
    if any(word in code for word in _UNAVAILABLE):
        return failure("unavailable", "The console database is not ready.")
    message = problem.message or code
    refusal = failure("refused", f"The database refused the query: {brief(message)}")
    offset = _OFFSET.search(message)
    return refusal if offset is None else {**refusal, "offset": int(offset[1])}


def brief(message: str) -> str:
    """Return a server message without the parts that repeat the query."""
    text = _LONG.sub("'...'", _ECHO.sub("", message)).strip()
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}..."


def position(offset: int, query: str) -> str:
    """Return the line and column of an offset in a query, both starting at 1."""
    before = query[:offset]
    return f"line {before.count(chr(10)) + 1}, column {offset - before.rfind(chr(10))}"
