"""What is looked at before the database is: size, nesting, and the words of a query. It refuses, and says which part and why.

It need not be complete, for behind it stand the planner's own account (:mod:`graph.console.validation.plan_check`) and a server that may
be ended at any
time. It must be right about what it sees: a word in a string, a comment, a name in back-ticks or a property is no keyword. It does see what
no plan shows: subqueries inside expressions appear among a plan's operators only when the planner could take them out of there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graph.console.example_queries import SHORTEST
from graph.console.validation.allowlist import ADMINISTRATION, BEGINNINGS, FUNCTIONS, KEYWORDS, PROCEDURES, WRITES
from graph.console.validation.lexer import Token, tokens
from graph.console.validation.limits import LIMITS, Limits
from graph.errors import ConsoleRefusedError

Mode = Literal["run", "explain", "profile"]
_OPEN, _CLOSE = "([{", ")]}"
_SHOWN = 40
_WORDS: dict[Mode, str] = {"run": "", "explain": "EXPLAIN ", "profile": "PROFILE "}


@dataclass(frozen=True)
class Statement:
    """A query that passed: its text without prefixes, the version of Cypher, and whether it is to be run, explained or profiled."""

    body: str
    version: Literal["5", "25"] = "5"
    mode: Mode = "run"
    start: int = 0
    """Where the body began in the query as it was given."""

    def text(self, mode: Mode) -> str:
        """The text to send."""
        return self.prefix(mode) + self.body

    def prefix(self, mode: Mode) -> str:
        """What stands before the body."""
        return f"CYPHER {self.version} {_WORDS[mode]}"


def check(query: str, limits: Limits = LIMITS) -> Statement:
    """Check a query.

    :raises ConsoleRefusedError: says which part and why.
    """
    size = len(query.encode("utf-8", errors="surrogatepass"))
    if size > limits.query_bytes:
        raise ConsoleRefusedError(f"The query has {size} bytes; {limits.query_bytes} are allowed.", hint="Give long lists as parameters.")
    if any("\ud800" <= character <= "\udfff" for character in query):
        raise ConsoleRefusedError("The query holds half of a surrogate pair, which is no character.", hint="Take it out.")
    found = tokens(query)
    statement, found = _prefixes(found)
    found = _one_statement(found)
    _measure(found, limits)
    _beginning(found[0])
    check_clauses(found)
    _check_functions(found)
    start = found[0].start
    return Statement(query[start : found[-1].end], statement.version, statement.mode, start)


def _prefixes(found: list[Token]) -> tuple[Statement, list[Token]]:
    """Read ``CYPHER 5``, ``EXPLAIN`` and ``PROFILE`` in any order, each once."""
    version: Literal["5", "25"] = "5"
    mode: Mode = "run"
    seen: set[str] = set()
    while found and found[0].upper in {"CYPHER", "EXPLAIN", "PROFILE"}:
        word = found[0].upper
        if word in seen or (word != "CYPHER" and mode != "run"):
            raise ConsoleRefusedError("CYPHER, EXPLAIN and PROFILE stand at most once, and not EXPLAIN with PROFILE.")
        seen.add(word)
        found = found[1:]
        if word == "CYPHER":
            version, found = _version(found)
        else:
            mode = "explain" if word == "EXPLAIN" else "profile"
    return Statement("", version, mode), found


def _version(found: list[Token]) -> tuple[Literal["5", "25"], list[Token]]:
    first = found[0] if found else None
    if first is None or first.kind != "number" or first.text not in {"5", "25"}:
        raise ConsoleRefusedError("After CYPHER stands the version.", hint="Write CYPHER 5 or CYPHER 25.")
    if len(found) > 2 and found[2].is_symbol("="):
        raise ConsoleRefusedError(f"The option {_shown(found[1].text)} cannot be set here.", hint="Write CYPHER 5 or CYPHER 25 alone.")
    return ("25" if first.text == "25" else "5"), found[1:]


def _one_statement(found: list[Token]) -> list[Token]:
    if found and found[-1].is_symbol(";"):
        found = found[:-1]
    if not found:
        raise ConsoleRefusedError("The query is empty.", hint=f"Write one, for example: {SHORTEST}.")
    if any(token.is_symbol(";") for token in found):
        raise ConsoleRefusedError("There is more than one statement; one is allowed.", hint="Ask them one by one.")
    return found


def _measure(found: Sequence[Token], limits: Limits) -> None:
    if len(found) > limits.tokens:
        raise ConsoleRefusedError(f"The query has {len(found)} words and signs; {limits.tokens} are allowed.")
    if sum(token.upper == "UNION" for token in found) > limits.unions:
        raise ConsoleRefusedError(f"The query has more than {limits.unions} UNIONs.", hint="Give the values as a list: UNWIND $list AS x.")
    depth = 0
    for before, token in zip([None, *found], found, strict=False):
        named = before is not None and before.is_symbol(".", ":")
        depth += token.is_symbol(*_OPEN) or (token.upper == "CASE" and not named)
        depth -= token.is_symbol(*_CLOSE) or (token.upper == "END" and not named)
        if depth > limits.nesting:
            raise ConsoleRefusedError(f"Brackets are nested deeper than {limits.nesting}.", hint="Give nested values as parameters.")


def _beginning(first: Token) -> None:
    word = first.upper
    if word in BEGINNINGS or first.is_symbol("{", "("):
        return
    if word in WRITES:
        raise ConsoleRefusedError(f"{word} writes; the console only reads.")
    if word in ADMINISTRATION:
        raise ConsoleRefusedError(f"{word} administers the server; the console only reads data.", hint="See /v1/schema for what there is.")
    if word not in {"LOAD", "USE"}:  # these have words of their own
        known = "MATCH, OPTIONAL MATCH, CALL, UNWIND, WITH or RETURN"
        raise ConsoleRefusedError(f"A query does not begin with '{_shown(first.text)}'.", hint=f"Begin with {known}.")


def check_clauses(found: Sequence[Token]) -> None:
    """Look for what must not be there, wherever it stands: ``LOAD CSV``, ``USE``, and procedures that are not on the list.

    :raises ConsoleRefusedError: names it.
    """
    for at, token in enumerate(found):
        if _is_member(found, at):
            continue
        if token.upper == "LOAD" and _upper(found, at + 1) == "CSV":
            raise ConsoleRefusedError("LOAD CSV reads files and addresses; the console only reads data.", hint="Give rows as a parameter.")
        if token.upper == "USE" and _names_a_graph(found, at + 1):
            raise ConsoleRefusedError("USE chooses a database; there is one here.", hint="Leave it out.")
        if token.upper == "CALL":
            _check_procedure(found, at + 1)


def _check_functions(found: Sequence[Token]) -> None:
    for at, token in enumerate(found):
        if token.kind in {"word", "name"} and not _is_member(found, at):
            _check_function(found, at)


def _is_member(found: Sequence[Token], at: int) -> bool:
    """Whether a token goes on with what stands before it: ``n.use``, ``$load`` (a parameter is one token), the label of a hint."""
    return at > 0 and found[at - 1].is_symbol(".") and not (at > 1 and found[at - 2].is_symbol("."))


def _upper(found: Sequence[Token], at: int) -> str:
    return found[at].upper if at < len(found) else ""


def _names_a_graph(found: Sequence[Token], at: int) -> bool:
    """Whether ``USE`` is followed by a name. A variable of that name is followed by a sign or by a word of the language."""
    if at >= len(found):
        return False
    before = found[at - 2] if at > 1 else None
    if before is not None and (before.is_symbol(":", "&", "|", "!") or before.upper == "AS"):
        return False
    if found[at].kind == "name" or found[at].kind == "string":
        return True
    return found[at].kind == "word" and (found[at].upper not in KEYWORDS or (at + 1 < len(found) and found[at + 1].is_symbol(".")))


def _chain(found: Sequence[Token], at: int) -> tuple[str, int]:
    """A dotted name that begins at ``at``, and the place behind it: ``db . `labels``` is ``db.labels``."""
    parts: list[str] = []
    while at < len(found) and found[at].kind in {"word", "name"}:
        parts.append(found[at].text)
        if not (at + 1 < len(found) and found[at + 1].is_symbol(".")):
            return ".".join(parts), at + 1
        at += 2
    return ".".join(parts), at


def _check_procedure(found: Sequence[Token], at: int) -> None:
    name, behind = _chain(found, at)
    called = "." in name or (behind < len(found) and found[behind].is_symbol("(") and name.upper() not in KEYWORDS)
    if name and called and name not in PROCEDURES:
        raise ConsoleRefusedError(
            f"The procedure {_shown(name)} is not on the list of those that only read data.",
            hint=f"Allowed: {', '.join(sorted(PROCEDURES))}.",
        )


def _check_function(found: Sequence[Token], at: int) -> None:
    name, behind = _chain(found, at)
    if not (behind < len(found) and found[behind].is_symbol("(")) or _upper(found, at - 1) == "CALL" or _in_hint(found, at):
        return
    if name.lower() not in FUNCTIONS and not (found[at].kind == "word" and "." not in name and name.upper() in KEYWORDS):
        hint = "Allowed are functions that are built into Cypher, such as count, collect or date."
        raise ConsoleRefusedError(f"The function {_shown(name)} is not on the list of the console.", hint=hint)


def _in_hint(found: Sequence[Token], at: int) -> bool:
    """Whether this is the label of a hint, behind which properties stand in brackets: ``USING INDEX n:County(code)``."""
    return at > 2 and found[at - 1].is_symbol(":") and any(token.upper == "USING" for token in found[max(0, at - 7) : at - 2])


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
