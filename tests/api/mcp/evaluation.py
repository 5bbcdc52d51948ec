"""The questions of ``evaluation.yaml``, and how the value that answers one is taken from the answers of a tool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True)
class Question:
    """A question in both languages, the tool call that answers it, and the Cypher that finds the same value."""

    group: str
    en: str
    zh: str
    tool: str
    arguments: Mapping[str, Any]
    take: str
    cypher: str
    arguments_zh: Mapping[str, Any]
    pick: Mapping[str, Any]
    pages: int = 100
    repeated: bool = False

    def arguments_in(self, language: str) -> dict[str, Any]:
        """Return the arguments of the call for the question in a language."""
        return {**self.arguments, **(self.arguments_zh if language == "zh" else {})}


def questions() -> list[Question]:
    """Return all questions of the file."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [Question(**{"arguments_zh": {}, "pick": {}, **row}) for row in rows]


def taken(answers: Sequence[Mapping[str, Any]], question: Question) -> list[Any]:
    """Return the values at the path of the question in all answers."""
    return [value for answer in answers for value in _values(_picked(answer, question.pick), question.take.split("."))]


def _picked(answer: Mapping[str, Any], pick: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the answer with those rows that have the values of ``pick``."""
    rows = [row for row in answer["results"] if all(list(_values(row, path.split("."))) == [value] for path, value in pick.items())]
    return {**answer, "results": rows} if pick else answer


def _values(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """Yield the values at a path; lists are taken apart, absent members yield nothing."""
    if isinstance(value, list):
        for item in value:
            yield from _values(item, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _values(value[path[0]], path[1:])


def same(found: Sequence[Any], expected: Sequence[Any], *, repeated: bool = False) -> bool:
    """Return whether both have the same values, without order; ``repeated``: and each as often."""
    return sorted(found) == sorted(expected) if repeated else set(found) == set(expected)
