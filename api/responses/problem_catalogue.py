"""Explanations of all problem types: the text of the pages under ``/problems/``. A test compares them with the error classes."""

from __future__ import annotations

from dataclasses import dataclass

from api.responses.problems import HTTP_PROBLEMS
from api.security import api_keys, rate_limits  # noqa: F401  # they define error classes
from graph.errors import AllianceError


@dataclass(frozen=True)
class Explanation:
    """The explanation of one problem type."""

    title: str
    title_zh: str
    status: int
    meaning: str
    meaning_zh: str
    hint: str


_TEXTS: dict[str, tuple[str, str, str]] = {
    "internal": (
        "An unexpected error occurred while the request was handled.",
        "处理请求时发生意外错误。",
        "Report it with the request_id. The server log has the details under this id.",
    ),
    "bad-request": ("The request is invalid.", "请求无效。", "The detail states what is valid."),
    "bad-parameters": (
        "A query parameter is unknown, or given more than once. Unknown parameters are rejected, never ignored.",
        "查询参数未知或重复。未知参数一律拒绝，不会被忽略。",
        "Each item of errors names a parameter and the nearest valid name.",
    ),
    "bad-value": (
        "A value has the wrong type or is out of range.",
        "取值不符合类型或范围。",
        "Each item of errors states where the value is and what is valid.",
    ),
    "unknown-name": (
        "A name in the request does not exist: no entity, question or type has this name.",
        "请求中的名称不存在。",
        "Use one of the nearest names, or look up the name with /v1/search.",
    ),
    "not-found": ("There is no resource at this URL.", "该地址不存在。", "See /v1/questions, /v1/search and /docs for what is available."),
    "ambiguous-name": (
        "A name matches several entities. The API does not guess.",
        "名称对应多个对象，系统不会自行选择。",
        "Use the id of one of the candidates.",
    ),
    "data-changed": (
        "The cursor or citation belongs to a data version that is no longer served. Pages of old and new data cannot be combined in one "
        "list, and the new rows have other sources than the old ones.",
        "游标或引用所属的数据版本已不再提供；新旧数据的分页不能拼接成同一份列表，两者的来源也不相同。",
        "Start again with cursor=*, or repeat the request and use the new meta.cite. meta.data_version is the current version.",
    ),
    "precondition": (
        "The request must state in If-Match which version it changes, and the stated version is missing or not the present one.",
        "请求须在 If-Match 中注明所更改的版本；该版本缺失或已不是当前版本。",
        "Read the data or the draft again, and send its present data_version or revision in If-Match.",
    ),
    "state": (
        "The draft or publication is in a state that does not allow the request, for example because a reviewer has decided.",
        "草稿或发布的当前状态不允许此操作，例如审核人已作出决定。",
        "Read the draft or publication again: it states its state.",
    ),
    "too-many-clients": (
        "Too many clients follow the changes of the data.",
        "关注数据变化的客户端过多。",
        "Try again after the number of seconds in Retry-After, or ask /v1/meta for data_version.",
    ),
    "format-unavailable": (
        "The response is not available in this format: the format does not apply, or this server lacks the package that writes it.",
        "该内容不能以此格式提供：不适用，或服务器未安装所需软件包。",
        "The detail names valid formats; format=json always works.",
    ),
    "package": (
        "A data package has errors. Nothing of it was loaded.",
        "数据包有误，未加载任何内容。",
        "Run alliance check DIR to list all errors.",
    ),
    "query-file": (
        "A file in cypher/ does not follow the question format.",
        "cypher/ 中的查询文件格式有误。",
        "The detail names the file and line.",
    ),
    "database-unavailable": (
        "The database is not responding, or new data is being loaded. Responses contain old or new data, never a mixture.",
        "数据库无响应，或正在加载新数据。",
        "Retry after the seconds in Retry-After. The server recovers automatically. Run alliance doctor for details.",
    ),
    "query-timeout": (
        "The query exceeded its time limit. The number of results is unknown.",
        "查询超过时间限制，结果数量未知。",
        "Narrow the request: a county, a program, a lower limit.",
    ),
    "query-memory": (
        "The query exceeded its memory limit.",
        "查询占用内存超过限制。",
        "Narrow the request: a county, a program, a lower limit.",
    ),
    "database-auth": (
        "The database rejected the user name or password.",
        "数据库拒绝了用户名或密码。",
        "Set NEO4J_USERNAME and NEO4J_PASSWORD or NEO4J_PASSWORD_FILE. Check them with alliance doctor.",
    ),
    "database-error": (
        "The database reported an error of another kind.",
        "数据库返回了其他错误。",
        "The server log has the details under the request_id.",
    ),
    "local-server": (
        "The local Neo4j server has an error.",
        "本地 Neo4j 服务器出错。",
        "Run alliance doctor to find the cause and a fix.",
    ),
    "console-refused": (
        "The query console rejected this query. It accepts one read-only statement with allowed operators, procedures and functions.",
        "查询控制台拒绝执行该查询：仅允许单条只读语句。",
        "The detail names the rejected part. docs/console.md lists what is allowed; /v1/schema has working example queries.",
    ),
    "console-limit": (
        "The query exceeded its memory limit, or its result is too large or too deeply nested.",
        "查询占用内存或结果大小超过限制。",
        "Reduce the result: a LIMIT, fewer columns, an aggregate. Repeating the same query fails again.",
    ),
    "console-off": (
        "The query console is disabled, or not available to this client.",
        "此处未开放查询控制台。",
        "The detail has the reason. The console is open on a loopback address, or to a key with the scope console.",
    ),
    "console-busy": (
        "The query console is starting or restarting, or too many queries are waiting. Nothing else is affected.",
        "查询控制台正在启动，或排队的查询过多。",
        "Retry after the seconds in Retry-After.",
    ),
    "method-not-allowed": (
        "The URL does not support this method. Use GET to read; use POST to send a query, a description or a scenario.",
        "该地址不支持此方法：读取用 GET，提交查询语句、描述或方案用 POST。",
        "Use a method listed in the Allow header of the response.",
    ),
    "unknown-host": (
        "The Host header is not an allowed name of this server. This prevents a web page from reaching the server through its own domain.",
        "Host 请求头不是本服务器的名称。",
        "Use the URL that alliance up printed, or set ALLIANCE_HOSTS to allow more names.",
    ),
    "key-needed": (
        "The URL requires a key and none was sent, or the key is unknown or revoked.",
        "该地址需要密钥：未提供密钥，或密钥未知、已被撤销。",
        "Send the key as Authorization: Bearer KEY or X-API-Key: KEY. The operator creates keys with alliance keys create NAME.",
    ),
    "scope-needed": (
        "The key is valid but lacks the scope: reading, the query console and the metrics each require their own scope.",
        "密钥有效，但没有此项权限：读取、查询控制台和监控指标各需单独的权限。",
        "Use a key with the scope named in the detail. Create one with alliance keys create NAME --scope SCOPE.",
    ),
    "rate-limit": (
        "This key or IP address has sent more requests than allowed in the time window. The request was not executed.",
        "该密钥或 IP 地址在限定时间内请求过多，本次请求未执行。",
        "Wait for the seconds in Retry-After. RateLimit states what is left, RateLimit-Policy what is allowed.",
    ),
    "request-timeout": (
        "The headers or the body of the request arrived too slowly, so the connection was closed.",
        "请求头或正文传输过慢，连接已关闭。",
        "Send the request without pauses. The operator sets the limit with ALLIANCE_CLIENT_TIMEOUT.",
    ),
    "origin-not-allowed": (
        "The key is bound to web pages of other origins.",
        "该密钥仅限指定网站的网页使用。",
        "Call the API from a page of one of its origins, or create a key for this one: alliance keys create NAME --origin ORIGIN.",
    ),
    "precondition-failed": (
        "If-Match names another version of the file than the current one.",
        "If-Match 指定的文件版本不是当前版本。",
        "Request the file again from the beginning; ETag is its current version.",
    ),
    "range-not-satisfiable": (
        "The requested range begins behind the end of the file.",
        "请求的字节范围超出文件末尾。",
        "Content-Range gives the size of the file. After a complete download nothing is left to request.",
    ),
    "body-too-large": (
        "The request body exceeds the limit of this server.",
        "请求正文超过服务器允许的大小。",
        "Send a smaller body. The operator sets the limit with ALLIANCE_MAX_BODY.",
    ),
    "address-too-long": (
        "The URL with its query exceeds the limit of this server.",
        "地址（含查询参数）过长。",
        "Shorten the request, for example with fewer ids.",
    ),
    "headers-too-large": (
        "The request headers exceed the limits of this server in size or number.",
        "请求头过大或过多。",
        "Send fewer or shorter headers.",
    ),
    "key-file": (
        "The file with the key hashes cannot be used, so no key can be checked.",
        "服务器的密钥文件无法使用，暂不能校验密钥。",
        "The reason is in the server log; alliance keys list shows it too.",
    ),
    "http": ("The HTTP layer rejected the request.", "请求被 HTTP 层拒绝。", "See the status and the detail."),
}


def kinds(cls: type[AllianceError] = AllianceError) -> list[type[AllianceError]]:
    """Return an error class and all its subclasses."""
    return [cls, *(kind for child in cls.__subclasses__() for kind in kinds(child))]


def _titles() -> dict[str, tuple[str, str, int]]:
    titles = {code: (title, zh, status) for status, (code, title, zh) in HTTP_PROBLEMS.items()}
    titles["http"] = ("HTTP problem", "请求失败", 400)
    for kind in kinds():
        titles.setdefault(kind.code, (kind.title, kind.title_zh, kind.status))
    return titles


def _pages() -> dict[str, Explanation]:
    titles = _titles()
    return {code: Explanation(*titles[code], *texts) for code, texts in sorted(_TEXTS.items())}


ALL: dict[str, Explanation] = _pages()
"""Explanations by problem code."""
