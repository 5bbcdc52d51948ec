"""Translate every exception of the Neo4j driver into an error of :mod:`graph.errors`. A test covers all exception classes of the driver."""

from __future__ import annotations

from neo4j import exceptions as driver

from graph.errors import (
    AllianceError,
    DatabaseAuthError,
    DatabaseError,
    DatabaseUnavailableError,
    QueryMemoryError,
    QueryTimeoutError,
)
from seed.bilingual import Bilingual

TIMED_OUT = Bilingual("The query exceeded its time limit; the number of results is unknown.", "查询超时，结果数未知。")
_TIMEOUT = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "LockClientStopped", "Transaction.Terminated")
_MEMORY = ("MemoryPoolOutOfMemoryError", "TransactionOutOfMemoryError", "StackOverFlowError", "OutOfMemoryError")
_UNAVAILABLE = ("DatabaseUnavailable", "DatabaseNotFound", "Cluster.NotALeader", "ForbiddenOnReadOnlyDatabase")


def is_retryable(problem: BaseException) -> bool:
    """Whether the read may be retried: yes after a lost server or connection, no after a timeout or when memory ran out."""
    if isinstance(problem, driver.Neo4jError):
        code = problem.code or ""
        return problem.is_retryable() and not any(word in code for word in (*_TIMEOUT, *_MEMORY))
    return isinstance(problem, driver.ServiceUnavailable | driver.SessionExpired)


def translate(problem: BaseException) -> AllianceError:
    """Return the error of :mod:`graph.errors` for an exception of the driver. Its text contains no URI, no query and no password."""
    if isinstance(problem, AllianceError):
        return problem
    if isinstance(problem, driver.Neo4jError):
        return _from_server(problem)
    if isinstance(problem, driver.AuthConfigurationError | driver.CertificateConfigurationError | driver.ConfigurationError):
        return DatabaseError(
            Bilingual("The database URI and the driver options are not compatible.", "数据库 URI 与驱动选项不兼容。"),
            hint=Bilingual("Run 'alliance doctor'.", "请运行 alliance doctor。"),
        )
    if isinstance(problem, driver.ServiceUnavailable | driver.SessionExpired | driver.IncompleteCommit | driver.DriverError | OSError):
        return DatabaseUnavailableError(
            Bilingual("The database does not answer.", "数据库无响应。"),
            hint=Bilingual(
                "The connection is retried automatically. For a diagnosis, run 'alliance doctor'.",
                "系统会自动重连。可运行 alliance doctor 诊断。",
            ),
        )
    return DatabaseError(
        Bilingual(f"The database driver failed ({type(problem).__name__}).", f"数据库驱动出错（{type(problem).__name__}）。")
    )


def _from_server(problem: driver.Neo4jError) -> AllianceError:
    code = problem.code or "Neo.DatabaseError.General.UnknownError"
    if isinstance(problem, driver.AuthError | driver.TokenExpired) or ".Security." in code:
        return DatabaseAuthError(
            Bilingual("The database rejected the user name or the password.", "数据库拒绝了用户名或密码。"),
            hint=Bilingual("Run 'alliance doctor'.", "请运行 alliance doctor。"),
        )
    if any(word in code for word in _MEMORY):
        return QueryMemoryError(
            Bilingual("The query exceeded its memory limit.", "查询超出内存限制。"),
            hint=Bilingual("Narrow the query, or lower 'limit'.", "请缩小查询范围，或调低“limit”。"),
        )
    if any(word in code for word in _TIMEOUT):
        return QueryTimeoutError(TIMED_OUT, hint=Bilingual("Narrow the query, or try again.", "请缩小查询范围，或重试。"))
    if isinstance(problem, driver.TransientError) or any(word in code for word in _UNAVAILABLE):
        return DatabaseUnavailableError(Bilingual("The database is not ready.", "数据库尚未就绪。"))
    return DatabaseError(Bilingual(f"The database returned an error ({code}).", f"数据库返回错误（{code}）。"))
