"""Turns every exception of the Neo4j driver into the house's error tree; a test walks the driver's classes."""

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

TIMED_OUT = "The time limit ended the query; how many results there are is not known."
_TIMEOUT = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration", "LockClientStopped", "Transaction.Terminated")
_MEMORY = ("MemoryPoolOutOfMemoryError", "TransactionOutOfMemoryError", "StackOverFlowError", "OutOfMemoryError")
_UNAVAILABLE = ("DatabaseUnavailable", "DatabaseNotFound", "Cluster.NotALeader", "ForbiddenOnReadOnlyDatabase")


def is_retryable(problem: BaseException) -> bool:
    """Whether the same read may be tried again: the server or the connection went away, not: it ran out of time or memory."""
    if isinstance(problem, driver.Neo4jError):
        code = problem.code or ""
        return problem.is_retryable() and not any(word in code for word in (*_TIMEOUT, *_MEMORY))
    return isinstance(problem, driver.ServiceUnavailable | driver.SessionExpired)


def translate(problem: BaseException) -> AllianceError:
    """The house's error for anything that the driver raises. Its text names no address, no query and no password."""
    if isinstance(problem, AllianceError):
        return problem
    if isinstance(problem, driver.Neo4jError):
        return _from_server(problem)
    if isinstance(problem, driver.AuthConfigurationError | driver.CertificateConfigurationError | driver.ConfigurationError):
        return DatabaseError("The address or the options of the database do not fit together.", hint="See 'alliance doctor'.")
    if isinstance(problem, driver.ServiceUnavailable | driver.SessionExpired | driver.IncompleteCommit | driver.DriverError | OSError):
        return DatabaseUnavailableError("The database does not answer.", hint="It is tried again by itself; see 'alliance doctor'.")
    return DatabaseError(f"The database driver failed ({type(problem).__name__}).")


def _from_server(problem: driver.Neo4jError) -> AllianceError:
    code = problem.code or "Neo.DatabaseError.General.UnknownError"
    if isinstance(problem, driver.AuthError | driver.TokenExpired) or ".Security." in code:
        return DatabaseAuthError("The database refused the user name or the password.", hint="See 'alliance doctor'.")
    if any(word in code for word in _MEMORY):
        return QueryMemoryError("The answer needs more memory than one query may take.", hint="Narrow it, or lower 'limit'.")
    if any(word in code for word in _TIMEOUT):
        return QueryTimeoutError(TIMED_OUT, hint="Narrow it, or try again.")
    if isinstance(problem, driver.TransientError) or any(word in code for word in _UNAVAILABLE):
        return DatabaseUnavailableError("The database is not ready.")
    return DatabaseError(f"The database could not answer ({code}).")
