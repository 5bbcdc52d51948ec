"""The house: imports go one way, and Cypher stays in its rooms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.each import each

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {"seed": {"seed"}, "graph": {"graph", "seed"}, "api": {"api", "graph", "seed"}}
ROOMS = sorted(path for room in ALLOWED for path in (ROOT / room).rglob("*.py"))
# `RETURN 1` alone asks nothing of the data: it is how a connection is tried.
CYPHER = re.compile(
    r"\b(?:MATCH|MERGE|UNWIND|CREATE)\s*\(|\bMATCH\s+\w+\s*=\s*\(|\bRETURN\s+(?!and\b)[a-z]|\bDETACH DELETE\b"
    r"|\bCALL\s+(?:db|dbms|apoc)\.|\bSHOW\s+(?:INDEXES|CONSTRAINTS)"
)
LISTS = {path.relative_to(ROOT).as_posix() for path in (ROOT / "graph").glob("listing*.py")}
MAY_HOLD_CYPHER = {*LISTS, "graph/database/schema.py", "graph/queries/questions/cypher_macros.py", "graph/console/example_queries.py"}
"""Lists, the schema, the macros of the question format, and the constant texts of the console."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: relative import"
            yield node.module or ""


@each("path", ROOMS, ids=name)
def test_imports_go_one_way(path: Path) -> None:
    room = name(path).split("/")[0]
    wrong = {found for found in imports(path) if found.split(".")[0] in {*ALLOWED, "tests"} - ALLOWED[room]}
    assert not wrong, f"{name(path)} imports {wrong}"


@each("path", [path for path in ROOMS if name(path).startswith("seed/")], ids=name)
def test_the_data_knows_no_driver_and_no_network(path: Path) -> None:
    assert not {found.split(".")[0] for found in imports(path)} & {"neo4j", "httpx", "requests", "urllib", "socket", "fastapi"}


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Strings of a file, docstrings left out; an f-string counts with its constant parts."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for first in body if isinstance(body, list) else ():
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docs.add(id(first.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


@each("path", [path for path in ROOMS if name(path) not in MAY_HOLD_CYPHER], ids=name)
def test_cypher_stays_in_its_rooms(path: Path) -> None:
    found = [f"{name(path)}:{line}: {text[:60]!r}" for line, text in strings(path) if CYPHER.search(text)]
    assert not found


def test_the_search_for_cypher_finds_cypher() -> None:
    held = [text for path in ROOMS if name(path) in MAY_HOLD_CYPHER for _, text in strings(path) if CYPHER.search(text)]
    assert held
