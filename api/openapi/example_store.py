"""Stored examples: one or more files per operation, and one file with a problem for each status."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).resolve().parent / "answers"
PROBLEMS = "problems"
MAIN = "answer"
"""Short name of the main example of an operation."""


@cache
def read(name: str) -> dict[str, Any] | None:
    """Return the stored request and response of a file; None if the file does not exist."""
    path = FOLDER / f"{name}.json"
    example: dict[str, Any] | None = orjson.loads(path.read_bytes()) if path.exists() else None
    return example


def names() -> set[str]:
    """Return the names of the example files: ``listSchools``, and ``listSchools.grouped`` for an additional example."""
    return {path.stem for path in FOLDER.glob("*.json")} - {PROBLEMS}


def of(operation: str) -> dict[str, dict[str, Any]]:
    """Return the examples of an operation by short name, the main example first."""
    examples = {MAIN: read(operation)}
    examples |= {name.partition(".")[2]: read(name) for name in sorted(names()) if name.startswith(f"{operation}.")}
    return {name: content for name, content in examples.items() if content is not None}


def render(content: Any) -> bytes:
    """Return the bytes of a file: indented JSON, keys in response order."""
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write(examples: dict[str, Any]) -> None:
    """Write all example files and delete those of removed operations."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.json"):
        if path.stem not in examples:
            path.unlink()
    for name, content in examples.items():
        (FOLDER / f"{name}.json").write_bytes(render(content))
    read.cache_clear()
