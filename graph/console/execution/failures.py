"""What became of a query, in words that may leave the house: the server's own text is cut, and what it repeats of the query is left out."""

from __future__ import annotations

import re
from typing import Any, Literal

from neo4j import exceptions as driver

from graph.console.validation.limits import REASON_CHARACTERS
from graph.errors import ConsoleLimitError, ConsoleRefusedError

Failure = Literal["refused", "limit", "timeout", "unavailable"]
_TIME = ("TransactionTimedOut", "Transaction.Terminated", "LockClientStopped")
_MEMORY = ("MemoryPoolOutOfMemoryError", "OutOfMemoryError", "StackOverFlowError", "StackOverflow")
_AWAY = ("DatabaseUnavailable", "Transient", "Security.Unauthorized")
_ECHO = re.compile(r'\s*\(line \d+, column \d+ \(offset: \d+\)\)|\n".*', re.DOTALL)
_OFFSET = re.compile(r"\(offset: (\d+)\)")
_LONG = re.compile(r"'[^']{60,}'|\"[^\"]{60,}\"|`[^`]{60,}`")
_ROOM = 380
_OTHERS: tuple[tuple[tuple[type[BaseException], ...], Failure, str], ...] = (
    ((MemoryError, RecursionError), "limit", "A value of the answer is too large or too deeply nested."),
    ((OverflowError, TypeError, ValueError), "refused", "A parameter has a value that the database cannot hold."),
    ((driver.DriverError, OSError), "unavailable", "The console's database went away."),
)


def failure(kind: Failure, detail: str) -> dict[str, Any]:
    """A failure as a message of the runner."""
    return {"failure": kind, "detail": detail[:REASON_CHARACTERS]}


def failure_of(problem: BaseException) -> dict[str, Any]:
    """The failure that an exception stands for."""
    if isinstance(problem, driver.Neo4jError):
        return _of_server(problem)
    if isinstance(problem, ConsoleRefusedError):
        return failure("limit" if isinstance(problem, ConsoleLimitError) else "refused", str(problem))
    for kinds, kind, detail in _OTHERS:
        if isinstance(problem, kinds):
            return failure(kind, detail)
    return failure("refused", f"The answer could not be made ({type(problem).__name__}).")


def _of_server(problem: driver.Neo4jError) -> dict[str, Any]:
    code = problem.code or ""
    if any(word in code for word in _MEMORY):
        return failure("limit", "The query needs more memory than one may take. Ask for less: an aggregate, a LIMIT before a collect.")
    if any(word in code for word in _TIME):
        return failure("timeout", "The time limit ended the query.")
    if any(word in code for word in _AWAY):
        return failure("unavailable", "The console's database is not ready.")
    message = problem.message or code
    made = failure("refused", f"The database refused the query: {brief(message)}")
    found = _OFFSET.search(message)
    return made if found is None else {**made, "offset": int(found[1])}


def brief(message: str) -> str:
    """What a message of the server says, without what it repeats of the query."""
    text = _LONG.sub("'...'", _ECHO.sub("", message)).strip()
    return text if len(text) <= _ROOM else f"{text[:_ROOM]}..."


def place(offset: int, query: str) -> str:
    """Line and column, both from 1, of a place in a query."""
    before = query[:offset]
    return f"line {before.count(chr(10)) + 1}, column {offset - before.rfind(chr(10))}"
