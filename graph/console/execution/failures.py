"""Describe failed queries in public messages. Server messages are shortened, and parts that repeat the query are removed."""

from __future__ import annotations

import re
from typing import Any, Literal

from neo4j import exceptions as driver

from graph.console.validation.limits import REASON_CHARACTERS
from graph.errors import ConsoleLimitError, ConsoleRefusedError
from seed.bilingual import Bilingual, chinese

Failure = Literal["refused", "limit", "timeout", "unavailable"]
_TIME = ("TransactionTimedOut", "Transaction.Terminated", "LockClientStopped")
_MEMORY = ("MemoryPoolOutOfMemoryError", "OutOfMemoryError", "StackOverFlowError", "StackOverflow")
_UNAVAILABLE = ("DatabaseUnavailable", "Transient", "Security.Unauthorized")
_ECHO = re.compile(r'\s*\(line \d+, column \d+ \(offset: \d+\)\)|\n".*', re.DOTALL)
_OFFSET = re.compile(r"\(offset: (\d+)\)")
_LONG = re.compile(r"'[^']{60,}'|\"[^\"]{60,}\"|`[^`]{60,}`")
_MAX_LENGTH = 380
_COLUMN = re.compile(r"broken data at \d+ \((.*)\)$", re.DOTALL)
_AS_TEXT = Bilingual("Return it as text: toString(value).", "请以文本返回：toString(value)。")
UNREADABLE_DATE = Bilingual(
    f"a date outside the years 1 to 9999, or a duration that is too long, which cannot be returned. {_AS_TEXT}",
    f"公元 1 年至 9999 年以外的日期，或过长的时间段，无法返回。{_AS_TEXT.zh}",
)
THE_RESULT = Bilingual("The result", "查询结果")
_OTHERS: tuple[tuple[tuple[type[BaseException], ...], Failure, Bilingual], ...] = (
    (
        (MemoryError, RecursionError),
        "limit",
        Bilingual("A value in the result is too large or too deeply nested.", "结果中有过大或嵌套过深的值。"),
    ),
    (
        (OverflowError, TypeError, ValueError),
        "refused",
        Bilingual("A parameter has a value that the database cannot store.", "某个参数的值数据库无法存储。"),
    ),
    (
        (driver.DriverError, OSError),
        "unavailable",
        Bilingual("The connection to the console database was lost.", "与控制台数据库的连接已断开。"),
    ),
)


def failure(kind: Failure, detail: str) -> dict[str, Any]:
    """Return a failure as a runner message."""
    return {"failure": kind, "detail": detail[:REASON_CHARACTERS], "detail_zh": chinese(detail)[:REASON_CHARACTERS]}


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
    return failure(
        "refused",
        Bilingual(f"The result could not be processed ({type(problem).__name__}).", f"无法处理查询结果（{type(problem).__name__}）。"),
    )


def unreadable(where: Bilingual, cause: BaseException | None) -> Bilingual:
    """Return why a value of a result cannot be returned. The server has more dates than the years 1 to 9999 of this program."""
    if isinstance(cause, (ValueError, OverflowError)):
        return Bilingual(f"{where} contains {UNREADABLE_DATE}", f"{where.zh}含有{UNREADABLE_DATE.zh}")
    return Bilingual(
        f"{where} contains a value that cannot be returned ({type(cause).__name__}). {_AS_TEXT}",
        f"{where.zh}含有无法返回的值（{type(cause).__name__}）。{_AS_TEXT.zh}",
    )


def _column(name: str) -> Bilingual:
    return Bilingual(f"The column {name}", f"列 {name} ")


def _of_record(problem: driver.BrokenRecordError) -> dict[str, Any]:
    column = _COLUMN.search(str(problem))
    return failure("refused", unreadable(_column(column[1][:80]) if column else THE_RESULT, problem.__cause__))


def _of_server(problem: driver.Neo4jError) -> dict[str, Any]:
    code = problem.code or ""
    if any(word in code for word in _MEMORY):
        return failure(
            "limit",
            Bilingual(
                "The query exceeded its memory limit. Use an aggregate, or a LIMIT before collect.",
                "查询超出内存限制。请使用聚合，或在 collect 之前加 LIMIT。",
            ),
        )
    if any(word in code for word in _TIME):
        return failure("timeout", Bilingual("The query exceeded its time limit.", "查询超时。"))
    if any(word in code for word in _UNAVAILABLE):
        return failure("unavailable", Bilingual("The console database is not ready.", "控制台数据库尚未就绪。"))
    message = problem.message or code
    refusal = failure("refused", Bilingual(f"The database refused the query: {brief(message)}", f"数据库拒绝了该查询：{brief(message)}"))
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
