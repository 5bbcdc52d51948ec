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

TIMED_OUT = "The query exceeded its time limit; the number of results is unknown."
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
        return DatabaseError("The database URI and the driver options are not compatible.", hint="Run 'alliance doctor'.")
    if isinstance(problem, driver.ServiceUnavailable | driver.SessionExpired | driver.IncompleteCommit | driver.DriverError | OSError):
        return DatabaseUnavailableError(
            "The database does not answer.", hint="The connection is retried automatically. For a diagnosis, run 'alliance doctor'."
        )
    return DatabaseError(f"The database driver failed ({type(problem).__name__}).")


def _from_server(problem: driver.Neo4jError) -> AllianceError:
    code = problem.code or "Neo.DatabaseError.General.UnknownError"
    if isinstance(problem, driver.AuthError | driver.TokenExpired) or ".Security." in code:
        return DatabaseAuthError("The database rejected the user name or the password.", hint="Run 'alliance doctor'.")
    if any(word in code for word in _MEMORY):
        return QueryMemoryError("The query exceeded its memory limit.", hint="Narrow the query, or lower 'limit'.")
    if any(word in code for word in _TIMEOUT):
        return QueryTimeoutError(TIMED_OUT, hint="Narrow the query, or try again.")
    if isinstance(problem, driver.TransientError) or any(word in code for word in _UNAVAILABLE):
        return DatabaseUnavailableError("The database is not ready.")
    return DatabaseError(f"The database returned an error ({code}).")
