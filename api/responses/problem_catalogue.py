"""What each kind of problem means: the text of the pages under ``/problems/``. A test holds it against the error tree."""

from __future__ import annotations

from dataclasses import dataclass

from api.responses.problems import HTTP_PROBLEMS
from api.security import api_keys, rate_limits  # noqa: F401  # their errors belong to the tree
from graph.errors import AllianceError


@dataclass(frozen=True)
class Explanation:
    """One page."""

    title: str
    title_zh: str
    status: int
    meaning: str
    meaning_zh: str
    hint: str


_TEXTS: dict[str, tuple[str, str, str]] = {
    "internal": (
        "Something that nobody foresaw went wrong while the answer was made.",
        "处理请求时发生了未预料到的错误。",
        "Report it with the request_id; the log has the details under it.",
    ),
    "bad-request": ("The request cannot be understood.", "请求无法理解。", "The detail says what would be right."),
    "bad-parameters": (
        "The address does not know one of the query parameters, or one is given twice. Unknown parameters are refused, never ignored.",
        "查询参数未知或重复。未知参数一律拒绝，不会被忽略。",
        "Each item of errors names a parameter and the nearest known one.",
    ),
    "bad-value": (
        "A value does not fit its type or its limits.",
        "取值不符合类型或范围。",
        "Each item of errors says where it stands and what would be right.",
    ),
    "unknown-name": (
        "A name in the request means nothing here: no thing, question or type is called so.",
        "请求中的名称不存在。",
        "Take one of the nearest names, or look it up with /v1/search.",
    ),
    "not-found": ("There is nothing at this address.", "该地址没有内容。", "See /v1/questions, /v1/search and /docs for what there is."),
    "ambiguous-name": (
        "A name fits several things. None is guessed.",
        "名称对应多个对象，系统不会猜测。",
        "Give the id of one of the candidates.",
    ),
    "data-changed": (
        "The cursor or the citation is of data that is not served any more: pages of old and new data would not make one list, "
        "and the sources of the new rows are not those of the old.",
        "游标或引用属于已不再提供的数据版本；新旧数据的分页不能拼成同一份列表，新数据的来源也不是旧数据的来源。",
        "Begin again with cursor=*, or ask again and take the new meta.cite; meta.data_version says what is served now.",
    ),
    "format-unavailable": (
        "The answer is not given in this format: it makes no sense for it, or this server lacks the package that writes it.",
        "该内容不能以此格式提供：不适用，或服务器未安装所需软件包。",
        "The detail says which format will do; format=json always does.",
    ),
    "package": (
        "A data package has problems, so nothing of it was loaded.",
        "数据包有误，未加载任何内容。",
        "alliance check DIR lists every problem.",
    ),
    "query-file": (
        "A file in cypher/ breaks the format of questions.",
        "cypher/ 中的查询文件格式有误。",
        "The detail names file and line.",
    ),
    "database-unavailable": (
        "The database does not answer, or new data is being loaded. Answers are of the old data or the new, never a mixture.",
        "数据库无响应，或正在加载新数据。",
        "Try again after the seconds in Retry-After; it recovers by itself. alliance doctor says more.",
    ),
    "query-timeout": (
        "The time limit ended the query. It says nothing about how many results there are.",
        "查询超过时间限制，结果数量未知。",
        "Ask for less: a county, a program, a lower limit.",
    ),
    "query-memory": (
        "The memory limit of a query ended it.",
        "查询占用内存超过限制。",
        "Ask for less: a county, a program, a lower limit.",
    ),
    "database-auth": (
        "The database refused the user name or the password.",
        "数据库拒绝了用户名或密码。",
        "Set NEO4J_USERNAME and NEO4J_PASSWORD or NEO4J_PASSWORD_FILE; alliance doctor checks them.",
    ),
    "database-error": (
        "The database said something that has no other name here.",
        "数据库返回了其他错误。",
        "The log has the details under the request_id.",
    ),
    "local-server": (
        "The local Neo4j server has a problem.",
        "本地 Neo4j 服务器有问题。",
        "alliance doctor says what is wrong and how to fix it.",
    ),
    "console-refused": (
        "The query console does not run this query: it only reads, from one statement, with known operators, procedures and functions.",
        "查询控制台拒绝执行该查询：仅允许只读的单条语句。",
        "The detail names the part that was refused. docs/console.md lists what is allowed; /v1/schema has queries that run.",
    ),
    "console-limit": (
        "The query took more memory than one may, or its answer is larger or more deeply nested than one may be.",
        "查询占用内存或结果大小超过限制。",
        "Ask for less: a LIMIT, fewer columns, an aggregate. Asking the same again leads to the same.",
    ),
    "console-off": (
        "There is no query console here, or it is not for this caller.",
        "此处未开放查询控制台。",
        "The detail says why: it is open on a loopback address, or to a key with the scope console.",
    ),
    "console-busy": (
        "The query console starts, starts again, or has too many waiting. Nothing else is affected.",
        "查询控制台正在启动或排队过多。",
        "Try again after the seconds in Retry-After.",
    ),
    "method-not-allowed": (
        "The address does not take this method. What reads is asked with GET; a query, a description or a scenario is sent with POST.",
        "该地址不支持此方法：读取用 GET，提交查询语句、描述或方案用 POST。",
        "Use a method that the header Allow of the answer names.",
    ),
    "unknown-host": (
        "The Host header is not a name of this server. It answers only to its own names, so that no web page can reach it through another.",
        "Host 请求头不是本服务器的名称。",
        "Use the address that alliance up printed; ALLIANCE_HOSTS names others.",
    ),
    "key-needed": (
        "The address needs a key and none was given, or the key is unknown or was revoked.",
        "该地址需要密钥：未提供密钥，或密钥未知、已被撤销。",
        "Send the key as Authorization: Bearer KEY or X-API-Key: KEY. Who runs the server makes one with alliance keys create NAME.",
    ),
    "scope-needed": (
        "The key is good, but not for this: reading, the query console and the metrics each need a scope of their own.",
        "密钥有效，但没有此项权限：读取、查询控制台和监控指标各需单独的权限。",
        "Use a key that has the scope which the detail names; alliance keys create NAME --scope SCOPE makes one.",
    ),
    "rate-limit": (
        "More requests came from this key or this address than are allowed in the time. Nothing was done.",
        "该密钥或地址在限定时间内的请求过多，本次请求未执行。",
        "Wait for the seconds in Retry-After. RateLimit says what is left, RateLimit-Policy what is allowed.",
    ),
    "request-timeout": (
        "The headers or the body of the request arrived too slowly, so the connection was closed.",
        "请求头或正文传输过慢，连接已关闭。",
        "Send it in one go. Who runs the server sets ALLIANCE_CLIENT_TIMEOUT.",
    ),
    "body-too-large": (
        "The body of the request is larger than this server takes.",
        "请求正文超过服务器允许的大小。",
        "Send less at a time. Who runs the server sets ALLIANCE_MAX_BODY.",
    ),
    "address-too-long": (
        "The address with its query is longer than this server takes.",
        "地址（含查询参数）过长。",
        "Ask for less at a time, for example fewer ids.",
    ),
    "headers-too-large": (
        "The headers of the request are larger, or more, than this server takes.",
        "请求头过大或过多。",
        "Send fewer or shorter headers.",
    ),
    "key-file": (
        "The file in which the server keeps the hashes of its keys cannot be used, so no key can be checked.",
        "服务器的密钥文件无法使用，暂不能校验密钥。",
        "Who runs the server finds the reason in the log; alliance keys list shows it too.",
    ),
    "http": ("The request was refused by the HTTP layer.", "请求被 HTTP 层拒绝。", "The status and the detail say why."),
}


def kinds(cls: type[AllianceError] = AllianceError) -> list[type[AllianceError]]:
    """An error class and all below it."""
    return [cls, *(kind for child in cls.__subclasses__() for kind in kinds(child))]


def _titles() -> dict[str, tuple[str, str, int]]:
    found = {code: (title, zh, status) for status, (code, title, zh) in HTTP_PROBLEMS.items()}
    found["http"] = ("HTTP problem", "请求失败", 400)
    for kind in kinds():
        found.setdefault(kind.code, (kind.title, kind.title_zh, kind.status))
    return found


def _pages() -> dict[str, Explanation]:
    titles = _titles()
    return {code: Explanation(*titles[code], *texts) for code, texts in sorted(_TEXTS.items())}


ALL: dict[str, Explanation] = _pages()
"""The pages, by code."""
