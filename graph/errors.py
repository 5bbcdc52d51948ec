"""The error tree of the house. Every error says what, where and what would be right.

::

    AllianceError
    |-- UserError                 the user can mend it: exit code 2, HTTP 4xx
    |   |-- UnknownNameError      a name that does not exist; carries the nearest known ones (404 or 422)
    |   |-- AmbiguousNameError    a name that fits several things; carries the candidates (422)
    |   |-- BadValueError         a value that does not fit its type (422)
    |   |-- DataChangedError      a cursor or a citation of data that is not served any more (409)
    |   |-- FormatUnavailableError   a format that cannot be given here (406)
    |   |-- PackageError          a data package with problems; carries the report
    |   |-- QueryFileError        a file in cypher/ that breaks the format; carries file and line
    |   |-- ConsoleRefusedError   a query that the console does not run (422)
    |   |-- ConsoleLimitError     a query that took more memory, or an answer that is larger, than the console allows (422)
    |   `-- ConsoleOffError       there is no console here, or not for this caller (403)
    `-- EnvironmentalError                the world must change first: exit code 1, HTTP 5xx
        |-- DatabaseUnavailableError   no answer, or a load is going on; carries `retry_after` (503)
        |-- QueryTimeoutError          the time limit ended it (504)
        |-- QueryMemoryError           the memory limit ended it (503)
        |-- ConsoleBusyError           the console starts, restarts or has too many waiting; carries `retry_after` (503)
        |-- DatabaseAuthError          the database refused the credentials
        |-- DatabaseError              anything else the database says (500)
        `-- LocalServerError           the local server: port, folder, disk, version, registry, death
"""

from __future__ import annotations

from dataclasses import dataclass


class AllianceError(Exception):
    """The root. ``code`` names the kind of problem and is stable; ``hint`` says what would be right."""

    code = "internal"
    title = "Internal error"
    title_zh = "内部错误"
    status = 500
    exit_code = 1

    def __init__(self, detail: str, *, hint: str | None = None) -> None:
        super().__init__(detail if hint is None else f"{detail} {hint}")
        self.detail = detail
        self.hint = hint


class UserError(AllianceError):
    """Input that the user can mend."""

    code, title, title_zh, status, exit_code = "bad-request", "Bad request", "请求有误", 422, 2


@dataclass(frozen=True)
class Candidate:
    """One thing that an ambiguous name may mean."""

    id: str
    name: str
    name_zh: str | None = None


class UnknownNameError(UserError):
    """A name that does not exist. ``nearest`` holds the known names closest to it; ``pointer`` says where it stood."""

    code, title, title_zh, status = "unknown-name", "Unknown name", "未知名称", 422

    def __init__(self, detail: str, *, nearest: tuple[str, ...] = (), pointer: str | None = None, status: int = 422) -> None:
        super().__init__(detail, hint=f"Nearest: {', '.join(nearest)}." if nearest else None)
        self.nearest, self.pointer, self.status = nearest, pointer, status


class NotFoundError(UnknownNameError):
    """The thing that the address names does not exist."""

    code, title, title_zh = "not-found", "Not found", "未找到"

    def __init__(self, detail: str, *, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(detail, nearest=nearest, status=404)


class AmbiguousNameError(UserError):
    """A name that fits several things; the user must choose, we never guess."""

    code, title, title_zh = "ambiguous-name", "Ambiguous name", "名称不唯一"

    def __init__(self, detail: str, *, candidates: tuple[Candidate, ...], pointer: str | None = None) -> None:
        listed = ", ".join(f"{c.id} ({c.name_zh or c.name})" for c in candidates)
        super().__init__(detail, hint=f"Candidates: {listed}.")
        self.candidates, self.pointer = candidates, pointer


class BadValueError(UserError):
    """A value that does not fit its type or its limits."""

    code, title, title_zh = "bad-value", "Bad value", "取值有误"

    def __init__(self, detail: str, *, pointer: str | None = None, hint: str | None = None) -> None:
        super().__init__(detail, hint=hint)
        self.pointer = pointer


class DataChangedError(UserError):
    """A cursor or a citation is of data that is not served any more: a page of the old and one of the new would not make one list."""

    code, title, title_zh, status = "data-changed", "Data has changed", "数据已更新", 409


class FormatUnavailableError(BadValueError):
    """A format that this answer, or this server, cannot be given in; says which can."""

    code, title, title_zh, status = "format-unavailable", "Format not available", "格式不可用", 406


class PackageError(UserError):
    """A data package that must not be loaded."""

    code, title, title_zh = "package", "Data package has problems", "数据包有误"


class QueryFileError(UserError):
    """A file in ``cypher/`` that breaks the format. The text starts with ``file:line``."""

    code, title, title_zh = "query-file", "Query file has problems", "查询文件有误"


class ConsoleRefusedError(UserError):
    """A query that the console does not run. Says which part and why, in at most 500 characters, and never repeats a long query."""

    code, title, title_zh = "console-refused", "Query refused", "查询被拒绝"

    def __init__(self, detail: str, *, pointer: str = "/body/query", hint: str | None = None) -> None:
        room = 500 - (0 if hint is None else len(hint) + 1)
        super().__init__(detail if len(detail) <= room else f"{detail[: room - 4]} ...", hint=hint)
        self.pointer = pointer


class ConsoleLimitError(ConsoleRefusedError):
    """A query that ran and took more memory than it may, or whose answer is larger or deeper than it may be. Never retried."""

    code, title, title_zh = "console-limit", "Query too large", "查询超出限制"


class ConsoleOffError(UserError):
    """There is no query console here, or it is not for this caller; the detail says why."""

    code, title, title_zh, status = "console-off", "Query console is off", "查询控制台未开放", 403


class EnvironmentalError(AllianceError):
    """Something outside must change first."""


class DatabaseUnavailableError(EnvironmentalError):
    """The database does not answer, or new data is being loaded. ``retry_after`` is in seconds."""

    code, title, title_zh, status = "database-unavailable", "Database unavailable", "数据库不可用", 503

    def __init__(self, detail: str, *, retry_after: int = 2, hint: str | None = None) -> None:
        super().__init__(detail, hint=hint)
        self.retry_after = retry_after


class QueryTimeoutError(EnvironmentalError):
    """The time limit ended the query. It says nothing about how many results there are."""

    code, title, title_zh, status = "query-timeout", "Query timed out", "查询超时", 504


class QueryMemoryError(EnvironmentalError):
    """The memory limit of a transaction ended the query. Never retried."""

    code, title, title_zh, status = "query-memory", "Query needs too much memory", "查询占用内存过多", 503
    retry_after = 5


class ConsoleBusyError(EnvironmentalError):
    """The query console starts, starts again, or has too many waiting. ``retry_after`` is in seconds."""

    code, title, title_zh, status = "console-busy", "Query console busy", "查询控制台繁忙", 503

    def __init__(self, detail: str, *, retry_after: int = 5, hint: str | None = "Try again after the seconds in Retry-After.") -> None:
        super().__init__(detail, hint=hint)
        self.retry_after = retry_after


class DatabaseAuthError(EnvironmentalError):
    """The database refused the user name or the password."""

    code, title, title_zh, status = "database-auth", "Database refused the credentials", "数据库拒绝登录", 503
    retry_after = 30


class DatabaseError(EnvironmentalError):
    """Anything else that the database or its driver says."""

    code, title, title_zh, status = "database-error", "Database error", "数据库错误", 500


class LocalServerError(EnvironmentalError):
    """The local Neo4j server: a port taken, a folder in use, a full disk, another version, a registry out of reach, a death."""

    code, title, title_zh, status = "local-server", "Local server", "本地服务器", 503
    retry_after = 5
