"""Exceptions of the project. Each message says what is wrong, where, and what is valid.

::

    AllianceError
    |-- UserError                 invalid input: exit code 2, HTTP 4xx
    |   |-- UnknownNameError      a name that does not exist; carries the closest known names (404 or 422)
    |   |-- AmbiguousNameError    a name that matches several entities; carries the candidates (422)
    |   |-- BadValueError         a value of the wrong type, or out of range (422)
    |   |-- DataChangedError      a cursor or citation of a data version that is no longer served (409)
    |   |-- PreconditionError     a missing or an old version in If-Match (412)
    |   |-- StateError            a draft or a publication is not in a state that allows the request (409)
    |   |-- FormatUnavailableError   a format that this response or server does not support (406)
    |   |-- PackageError          an invalid data package; carries the report
    |   |-- QueryFileError        an invalid file in cypher/; carries file and line
    |   |-- ConsoleRefusedError   a query that the console does not allow (422)
    |   |-- ConsoleLimitError     a query or result that exceeds a limit of the console (422)
    |   `-- ConsoleOffError       the console is disabled, or not available to this client (403)
    `-- EnvironmentalError        a dependency is unavailable: exit code 1, HTTP 5xx
        |-- DatabaseUnavailableError   the database does not respond, or a load is running; carries `retry_after` (503)
        |-- QueryTimeoutError          the query exceeded its time limit (504)
        |-- QueryMemoryError           the query exceeded its memory limit (503)
        |-- ConsoleBusyError           the console is starting, or its queue is full; carries `retry_after` (503)
        |-- DatabaseAuthError          the database rejected the credentials
        |-- DatabaseError              any other error of the database (500)
        `-- LocalServerError           the local server: port, folder, disk, version, download, exit
"""

from __future__ import annotations

from dataclasses import dataclass

from seed.bilingual import Bilingual, chinese, sentences
from seed.suggestions import did_you_mean

TRY_LATER = Bilingual("Try again in a moment.", "请稍后重试。")
SHUTTING_DOWN = Bilingual("The server is shutting down.", "服务器正在关闭。")


class AllianceError(Exception):
    """Base class. ``code`` is a stable identifier of the kind of problem; ``hint`` says how to fix it."""

    code = "internal"
    title = "Internal error"
    title_zh = "内部错误"
    status = 500
    exit_code = 1

    def __init__(self, detail: str, *, hint: str | None = None) -> None:
        super().__init__(detail if hint is None else sentences(detail, hint))
        self.detail = detail
        self.hint = hint


class UserError(AllianceError):
    """Invalid input."""

    code, title, title_zh, status, exit_code = "bad-request", "Bad request", "请求有误", 422, 2


@dataclass(frozen=True)
class Candidate:
    """An entity that matches an ambiguous name. ``school``: the school of a program, by which programs of one name differ."""

    id: str
    name: str
    name_zh: str | None = None
    school: str | None = None
    school_zh: str | None = None

    def shown(self) -> str:
        """Return the id with the name, and the school of a program."""
        name, school = self.name_zh or self.name, self.school_zh or self.school
        return f"{self.id} ({name})" if school is None else f"{self.id} ({name}, {school})"


class UnknownNameError(UserError):
    """A name that does not exist. ``nearest`` holds the closest known names; ``pointer`` is the JSON pointer to the name."""

    code, title, title_zh, status = "unknown-name", "Unknown name", "未知名称", 422

    def __init__(self, detail: str, *, nearest: tuple[str, ...] = (), pointer: str | None = None, status: int = 422) -> None:
        super().__init__(detail, hint=did_you_mean(nearest) or None)
        self.nearest, self.pointer, self.status = nearest, pointer, status


class NotFoundError(UnknownNameError):
    """The resource that the URL names does not exist."""

    code, title, title_zh = "not-found", "Not found", "未找到"

    def __init__(self, detail: str, *, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(detail, nearest=nearest, status=404)


class AmbiguousNameError(UserError):
    """A name that matches several entities. The user must choose one; nothing is guessed."""

    code, title, title_zh = "ambiguous-name", "Ambiguous name", "名称不唯一"

    def __init__(self, detail: str, *, candidates: tuple[Candidate, ...], pointer: str | None = None) -> None:
        listed = ", ".join(candidate.shown() for candidate in candidates)
        super().__init__(detail, hint=Bilingual(f"Candidates: {listed}.", f"候选：{listed.replace(', ', '、')}。"))
        self.candidates, self.pointer = candidates, pointer


class BadValueError(UserError):
    """A value of the wrong type, or out of range."""

    code, title, title_zh = "bad-value", "Invalid value", "取值有误"

    def __init__(self, detail: str, *, pointer: str | None = None, hint: str | None = None) -> None:
        super().__init__(detail, hint=hint)
        self.pointer = pointer


class DataChangedError(UserError):
    """A cursor or citation of a data version that is no longer served. Pages of two data versions do not form one list."""

    code, title, title_zh, status = "data-changed", "Data has changed", "数据已更新", 409


class PreconditionError(UserError):
    """The request states no version of what it changes, or one that is not the present one."""

    code, title, title_zh, status = "precondition", "Version does not match", "版本不符", 412


class StateError(UserError):
    """What the request changes is not in a state that allows it, for example a draft that is accepted already."""

    code, title, title_zh, status = "state", "Not possible in this state", "当前状态不允许此操作", 409


class FormatUnavailableError(BadValueError):
    """A format that this response or server does not support. The message lists the supported formats."""

    code, title, title_zh, status = "format-unavailable", "Format not available", "格式不可用", 406


class PackageError(UserError):
    """An invalid data package."""

    code, title, title_zh = "package", "Invalid data package", "数据包有误"


class QueryFileError(UserError):
    """An invalid file in ``cypher/``. The message starts with ``file:line``."""

    code, title, title_zh = "query-file", "Invalid query file", "查询文件有误"


class ConsoleRefusedError(UserError):
    """A query that the console does not allow. The message names the part and the reason, in at most 500 characters."""

    code, title, title_zh = "console-refused", "Query refused", "查询被拒绝"

    def __init__(self, detail: str, *, pointer: str = "/body/query", hint: str | None = None) -> None:
        room = 500 - (0 if hint is None else len(hint) + 1)
        super().__init__(detail if len(detail) <= room else Bilingual(f"{detail[: room - 4]} ...", chinese(detail)[:room]), hint=hint)
        self.pointer = pointer


class ConsoleLimitError(ConsoleRefusedError):
    """A query that exceeded the memory limit, or whose result is too large or too deeply nested. Never retried."""

    code, title, title_zh = "console-limit", "Query too large", "查询超出限制"


class ConsoleOffError(UserError):
    """The query console is disabled, or not available to this client. The detail gives the reason."""

    code, title, title_zh, status = "console-off", "Query console is off", "查询控制台未开放", 403


class EnvironmentalError(AllianceError):
    """A dependency is unavailable."""


class DatabaseUnavailableError(EnvironmentalError):
    """The database does not respond, or a load is running. ``retry_after`` is in seconds."""

    code, title, title_zh, status = "database-unavailable", "Database unavailable", "数据库不可用", 503

    def __init__(self, detail: str, *, retry_after: int = 2, hint: str | None = None) -> None:
        super().__init__(detail, hint=hint)
        self.retry_after = retry_after


class QueryTimeoutError(EnvironmentalError):
    """The query exceeded its time limit. The number of results is unknown."""

    code, title, title_zh, status = "query-timeout", "Query timed out", "查询超时", 504


class QueryMemoryError(EnvironmentalError):
    """The query exceeded the memory limit of a transaction. Never retried."""

    code, title, title_zh, status = "query-memory", "Query exceeded its memory limit", "查询超出内存限制", 503
    retry_after = 5


RETRY_LATER = Bilingual("Retry after the number of seconds in the Retry-After header.", "请在 Retry-After 响应头给出的秒数之后重试。")


class ConsoleBusyError(EnvironmentalError):
    """The query console is starting, restarting, or its queue is full. ``retry_after`` is in seconds."""

    code, title, title_zh, status = "console-busy", "Query console busy", "查询控制台繁忙", 503

    def __init__(self, detail: str, *, retry_after: int = 5, hint: str | None = RETRY_LATER) -> None:
        super().__init__(detail, hint=hint)
        self.retry_after = retry_after


class TooManyClientsError(EnvironmentalError):
    """Too many clients follow the changes of the data."""

    code, title, title_zh, status = "too-many-clients", "Too many clients", "连接数过多", 503
    retry_after = 30


class DatabaseAuthError(EnvironmentalError):
    """The database rejected the user name or the password."""

    code, title, title_zh, status = "database-auth", "Database rejected the credentials", "数据库认证失败", 503
    retry_after = 30


class DatabaseError(EnvironmentalError):
    """Any other error of the database or its driver."""

    code, title, title_zh, status = "database-error", "Database error", "数据库错误", 500


class LocalServerError(EnvironmentalError):
    """A failure of the local Neo4j server: port taken, folder in use, disk full, wrong version, failed download, unexpected exit."""

    code, title, title_zh, status = "local-server", "Local server error", "本地服务器错误", 503
    retry_after = 5
