"""Import layers (``import-linter``), and the modules that may hold Cypher."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.each import each

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("alliance", "seed", "graph", "api", "tools")
ROOMS = sorted(path for room in PACKAGES for path in (ROOT / room).rglob("*.py"))
# `RETURN 1` alone asks nothing of the data: it is how a connection is tried.
CYPHER = re.compile(
    r"\b(?:MATCH|MERGE|UNWIND|CREATE)\s*\(|\bMATCH\s+\w+\s*=\s*\(|\bRETURN\s+(?!and\b)[a-z]|\bDETACH DELETE\b"
    r"|\bCALL\s+(?:db|dbms|apoc)\.|\bSHOW\s+(?:INDEXES|CONSTRAINTS)"
)
MAY_HOLD_CYPHER = ("graph/database/schema.py", "graph/queries/", "graph/console/example_queries.py")
"""The schema, the texts that are composed from names of the declaration, and the constant texts of the console."""


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_keep_to_the_contracts_of_pyproject() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


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


@each("path", [path for path in ROOMS if not name(path).startswith(MAY_HOLD_CYPHER)], ids=name)
def test_cypher_stays_in_its_rooms(path: Path) -> None:
    found = [f"{name(path)}:{line}: {text[:60]!r}" for line, text in strings(path) if CYPHER.search(text)]
    assert not found


def test_the_search_for_cypher_finds_cypher() -> None:
    held = [text for path in ROOMS if name(path).startswith(MAY_HOLD_CYPHER) for _, text in strings(path) if CYPHER.search(text)]
    assert held
