"""Check the size, nesting and keywords of a query before it is sent to the database.

The check need not be complete: the plan is checked afterwards (:mod:`graph.console.validation.plan_check`), and the server can be stopped
at any time. It must not produce false positives: a word in a string, a comment, a backtick-quoted name or a property is not a keyword. It
also covers what plans do not show: a subquery inside an expression appears as plan operators only if the planner could extract it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graph.console.example_queries import SHORTEST
from graph.console.validation.allowlist import ADMINISTRATION, BEGINNINGS, FUNCTIONS, KEYWORDS, PROCEDURES, WRITES
from graph.console.validation.lexer import Token, tokenize
from graph.console.validation.limits import LIMITS, Limits
from graph.errors import ConsoleRefusedError
from seed.bilingual import Bilingual

Mode = Literal["run", "explain", "profile"]
_OPEN, _CLOSE = "([{", ")]}"
_SHOWN = 40
_WORDS: dict[Mode, str] = {"run": "", "explain": "EXPLAIN ", "profile": "PROFILE "}


@dataclass(frozen=True)
class Statement:
    """A valid query: its text without prefixes, the Cypher version, and whether to run, explain or profile it."""

    body: str
    version: Literal["5", "25"] = "5"
    mode: Mode = "run"
    start: int = 0
    """Offset of the body in the original query."""

    def text(self, mode: Mode) -> str:
        """Return the text to send to the server."""
        return self.prefix(mode) + self.body

    def prefix(self, mode: Mode) -> str:
        """Return the prefix of the body."""
        return f"CYPHER {self.version} {_WORDS[mode]}"


def check(query: str, limits: Limits = LIMITS) -> Statement:
    """Check a query.

    :raises ConsoleRefusedError: The query is not allowed; the message names the part and the reason.
    """
    size = len(query.encode("utf-8", errors="surrogatepass"))
    if size > limits.query_bytes:
        raise ConsoleRefusedError(
            Bilingual(
                f"The query is too long: {size} bytes; the limit is {limits.query_bytes} bytes.",
                f"查询过长：{size} 字节，上限为 {limits.query_bytes} 字节。",
            ),
            hint=Bilingual("Pass long lists as parameters.", "请将长列表作为参数传入。"),
        )
    if any("\ud800" <= character <= "\udfff" for character in query):
        raise ConsoleRefusedError(
            Bilingual(
                "The query contains an unpaired surrogate, which is not a valid character.", "查询中有不成对的代理码位，不是有效字符。"
            ),
            hint=Bilingual("Remove it.", "请删去。"),
        )
    tokens = tokenize(query)
    statement, tokens = _prefixes(tokens)
    tokens = _one_statement(tokens)
    _measure(tokens, limits)
    _beginning(tokens[0])
    check_clauses(tokens)
    _check_functions(tokens)
    start = tokens[0].start
    return Statement(query[start : tokens[-1].end], statement.version, statement.mode, start)


def _prefixes(tokens: list[Token]) -> tuple[Statement, list[Token]]:
    """Parse ``CYPHER 5``, ``EXPLAIN`` and ``PROFILE`` in any order, each at most once."""
    version: Literal["5", "25"] = "5"
    mode: Mode = "run"
    prefixes: set[str] = set()
    while tokens and tokens[0].upper in {"CYPHER", "EXPLAIN", "PROFILE"}:
        word = tokens[0].upper
        if word in prefixes or (word != "CYPHER" and mode != "run"):
            raise ConsoleRefusedError(
                Bilingual(
                    "CYPHER, EXPLAIN and PROFILE can each be used only once, and EXPLAIN cannot be combined with PROFILE.",
                    "CYPHER、EXPLAIN、PROFILE 各只能用一次，且 EXPLAIN 与 PROFILE 不能同时使用。",
                )
            )
        prefixes.add(word)
        tokens = tokens[1:]
        if word == "CYPHER":
            version, tokens = _version(tokens)
        else:
            mode = "explain" if word == "EXPLAIN" else "profile"
    return Statement("", version, mode), tokens


def _version(tokens: list[Token]) -> tuple[Literal["5", "25"], list[Token]]:
    first = tokens[0] if tokens else None
    if first is None or first.kind != "number" or first.text not in {"5", "25"}:
        raise ConsoleRefusedError(
            Bilingual("CYPHER must be followed by a version.", "CYPHER 之后须写版本。"),
            hint=Bilingual("Write CYPHER 5 or CYPHER 25.", "请写 CYPHER 5 或 CYPHER 25。"),
        )
    if len(tokens) > 2 and tokens[2].is_symbol("="):
        raise ConsoleRefusedError(
            Bilingual(f"The query option {_shown(tokens[1].text)} is not allowed.", f"不允许使用查询选项 {_shown(tokens[1].text)}。"),
            hint=Bilingual("Write CYPHER 5 or CYPHER 25 without options.", "请写 CYPHER 5 或 CYPHER 25，不带选项。"),
        )
    return ("25" if first.text == "25" else "5"), tokens[1:]


def _one_statement(tokens: list[Token]) -> list[Token]:
    if tokens and tokens[-1].is_symbol(";"):
        tokens = tokens[:-1]
    if not tokens:
        raise ConsoleRefusedError(
            Bilingual("The query is empty.", "查询为空。"), hint=Bilingual(f"Example: {SHORTEST}.", f"例如：{SHORTEST}。")
        )
    if any(token.is_symbol(";") for token in tokens):
        raise ConsoleRefusedError(
            Bilingual("The query contains more than one statement; only one is allowed.", "查询含有多条语句，只允许一条。"),
            hint=Bilingual("Send the statements one at a time.", "请逐条发送。"),
        )
    return tokens


def _measure(tokens: Sequence[Token], limits: Limits) -> None:
    if len(tokens) > limits.tokens:
        raise ConsoleRefusedError(
            Bilingual(
                f"The query has too many tokens: {len(tokens)}; the limit is {limits.tokens}.",
                f"查询的词元过多：{len(tokens)} 个，上限为 {limits.tokens} 个。",
            )
        )
    if sum(token.upper == "UNION" for token in tokens) > limits.unions:
        raise ConsoleRefusedError(
            Bilingual(f"The query has more than {limits.unions} UNIONs.", f"查询中的 UNION 超过 {limits.unions} 个。"),
            hint=Bilingual("Pass the values as a list: UNWIND $list AS x.", "请将各值作为列表传入：UNWIND $list AS x。"),
        )
    depth = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        is_name = before is not None and before.is_symbol(".", ":")
        depth += token.is_symbol(*_OPEN) or (token.upper == "CASE" and not is_name)
        depth -= token.is_symbol(*_CLOSE) or (token.upper == "END" and not is_name)
        if depth > limits.nesting:
            raise ConsoleRefusedError(
                Bilingual(f"Brackets are nested deeper than {limits.nesting} levels.", f"括号嵌套超过 {limits.nesting} 层。"),
                hint=Bilingual("Pass nested values as parameters.", "请将嵌套的值作为参数传入。"),
            )


def _beginning(first: Token) -> None:
    word = first.upper
    if word in BEGINNINGS or first.is_symbol("{", "("):
        return
    if word in WRITES:
        raise ConsoleRefusedError(Bilingual(f"{word} writes data; the console is read-only.", f"{word} 会写入数据，而控制台只读。"))
    if word in ADMINISTRATION:
        raise ConsoleRefusedError(
            Bilingual(f"{word} administers the server; the console is read-only.", f"{word} 用于管理服务器，而控制台只读。"),
            hint=Bilingual("See /v1/schema for labels and properties.", "标签与属性见 /v1/schema。"),
        )
    if word not in {"LOAD", "USE"}:  # these have their own messages
        beginnings = "MATCH, OPTIONAL MATCH, CALL, UNWIND, WITH or RETURN"
        raise ConsoleRefusedError(
            Bilingual(f"A query cannot begin with '{_shown(first.text)}'.", f"查询不能以“{_shown(first.text)}”开头。"),
            hint=Bilingual(f"Begin with {beginnings}.", f"请以 {beginnings} 开头。"),
        )


def check_clauses(tokens: Sequence[Token]) -> None:
    """Refuse ``LOAD CSV``, ``USE`` and procedures that are not on the allowlist, anywhere in the query.

    :raises ConsoleRefusedError: The query contains one of them; the message names it.
    """
    for at, token in enumerate(tokens):
        if _is_member(tokens, at):
            continue
        if token.upper == "LOAD" and _upper(tokens, at + 1) == "CSV":
            raise ConsoleRefusedError(
                Bilingual("LOAD CSV reads files and URLs, which is not allowed.", "LOAD CSV 会读取文件和 URL，不允许使用。"),
                hint=Bilingual("Pass the rows as a parameter.", "请将各行作为参数传入。"),
            )
        if token.upper == "USE" and _names_a_graph(tokens, at + 1):
            raise ConsoleRefusedError(
                Bilingual("USE is not allowed: the console has a single database.", "不允许使用 USE：控制台只有一个数据库。"),
                hint=Bilingual("Remove it.", "请删去。"),
            )
        if token.upper == "CALL":
            _check_procedure(tokens, at + 1)


def _check_functions(tokens: Sequence[Token]) -> None:
    for at, token in enumerate(tokens):
        if token.kind in {"word", "name"} and not _is_member(tokens, at):
            _check_function(tokens, at)


def _is_member(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a token follows a dot, such as ``use`` in ``n.use``; a range (``1..x``) does not count."""
    return at > 0 and tokens[at - 1].is_symbol(".") and not (at > 1 and tokens[at - 2].is_symbol("."))


def _upper(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].upper if at < len(tokens) else ""


def _names_a_graph(tokens: Sequence[Token], at: int) -> bool:
    """Return whether ``USE`` is followed by a graph name. A variable named ``use`` is followed by a symbol or keyword instead."""
    if at >= len(tokens):
        return False
    before = tokens[at - 2] if at > 1 else None
    if before is not None and (before.is_symbol(":", "&", "|", "!") or before.upper == "AS"):
        return False
    if tokens[at].kind == "name" or tokens[at].kind == "string":
        return True
    return tokens[at].kind == "word" and (tokens[at].upper not in KEYWORDS or (at + 1 < len(tokens) and tokens[at + 1].is_symbol(".")))


def _chain(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the dotted name that begins at ``at`` and the index after it: ``db . `labels``` is ``db.labels``."""
    parts: list[str] = []
    while at < len(tokens) and tokens[at].kind in {"word", "name"}:
        parts.append(tokens[at].text)
        if not (at + 1 < len(tokens) and tokens[at + 1].is_symbol(".")):
            return ".".join(parts), at + 1
        at += 2
    return ".".join(parts), at


def _check_procedure(tokens: Sequence[Token], at: int) -> None:
    name, after = _chain(tokens, at)
    called = "." in name or (after < len(tokens) and tokens[after].is_symbol("(") and name.upper() not in KEYWORDS)
    if name and called and name not in PROCEDURES:
        raise ConsoleRefusedError(
            Bilingual(f"The procedure {_shown(name)} is not allowed.", f"不允许调用过程 {_shown(name)}。"),
            hint=Bilingual(f"Allowed: {', '.join(sorted(PROCEDURES))}.", f"允许的过程：{'、'.join(sorted(PROCEDURES))}。"),
        )


def _check_function(tokens: Sequence[Token], at: int) -> None:
    name, after = _chain(tokens, at)
    if not (after < len(tokens) and tokens[after].is_symbol("(")) or _upper(tokens, at - 1) == "CALL" or _in_hint(tokens, at):
        return
    if name.lower() not in FUNCTIONS and not (tokens[at].kind == "word" and "." not in name and name.upper() in KEYWORDS):
        hint = Bilingual(
            "Only functions built into Cypher are allowed, such as count, collect or date.",
            "只能使用 Cypher 内置函数，例如 count、collect、date。",
        )
        raise ConsoleRefusedError(Bilingual(f"The function {_shown(name)} is not allowed.", f"不允许使用函数 {_shown(name)}。"), hint=hint)


def _in_hint(tokens: Sequence[Token], at: int) -> bool:
    """Return whether this is the label in an index hint, followed by properties: ``USING INDEX n:County(code)``."""
    return at > 2 and tokens[at - 1].is_symbol(":") and any(token.upper == "USING" for token in tokens[max(0, at - 7) : at - 2])


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
