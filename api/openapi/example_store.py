"""The files with the answers: one or more per operation, and one with a problem for each status."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).resolve().parent / "answers"
PROBLEMS = "problems"


@cache
def read(name: str) -> dict[str, Any] | None:
    """What was asked and answered for an operation; None when there is no file of that name."""
    path = FOLDER / f"{name}.json"
    found: dict[str, Any] | None = orjson.loads(path.read_bytes()) if path.exists() else None
    return found


def names() -> set[str]:
    """Files of answers: ``listSchools``, and ``listSchools.grouped`` for a further one."""
    return {path.stem for path in FOLDER.glob("*.json")} - {PROBLEMS}


def of(operation: str) -> dict[str, dict[str, Any]]:
    """The answers of an operation, by the word for what they show; the first is called ``answer``."""
    found = {"answer": read(operation)}
    found |= {name.partition(".")[2]: read(name) for name in sorted(names()) if name.startswith(f"{operation}.")}
    return {word: content for word, content in found.items() if content is not None}


def render(content: Any) -> bytes:
    """A file's bytes: indented, keys in the order of the answer."""
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write(found: dict[str, Any]) -> None:
    """Write all files, and delete those of operations that are gone."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.json"):
        if path.stem not in found:
            path.unlink()
    for name, content in found.items():
        (FOLDER / f"{name}.json").write_bytes(render(content))
    read.cache_clear()
