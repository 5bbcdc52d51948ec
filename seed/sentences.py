"""Relationships as sentences in both languages, from the templates that the types in :mod:`seed.model` declare."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from seed.model import EDGES, Dated
from seed.vocabularies import CROSSWALK, FORM, ROLES, TIERS

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")
_WORDS_ZH = {**FORM, **CROSSWALK, **ROLES, **TIERS}


def sentence(kind: str, start: str, end: str, values: Mapping[str, Any]) -> str:
    """Return a relationship as an English sentence.

    :param start: name of the start node; ``end``: of the end node.
    :param values: properties of the relationship; unknown ones may be missing.

    >>> sentence("CONSULTS_FOR", "Peng Wei", "JD", {"valid_from": "2024-03"})
    'Peng Wei advises JD, since 2024-03'
    """
    text = _filled(EDGES[kind].sentence, {**values, "start": start, "end": end})
    first, last = _dates(kind, values)
    if first and last:
        return f"{text}, from {first} to {last}"
    return text + (f", since {first}" if first else f", until {last}" if last else "")


def sentence_zh(kind: str, start: str, end: str, values: Mapping[str, Any]) -> str:
    """Return a relationship as a Chinese sentence. A word without a Chinese translation is left out.

    >>> sentence_zh("CONSULTS_FOR", "彭伟", "京东", {"valid_from": "2024-03"})
    '彭伟担任京东的顾问（2024年3月起）'
    """
    translated = {name: _word_zh(value) for name, value in values.items()}
    text = _filled(EDGES[kind].sentence_zh, {**translated, "start": start, "end": end})
    first, last = (_date_zh(day) for day in _dates(kind, values))
    if first and last:
        return f"{text}（{first}至{last}）"
    return text + (f"（{first}起）" if first else f"（{last}止）" if last else "")


def _filled(template: str, values: Mapping[str, Any]) -> str:
    def optional(part: re.Match[str]) -> str:
        known = all(values.get(name) is not None for name in _FIELD.findall(part[1]))
        return part[1] if known else ""

    kept = _OPTIONAL.sub(optional, template)
    return _FIELD.sub(lambda field: str(values[field[1]]), kept)


def _dates(kind: str, values: Mapping[str, Any]) -> tuple[str, str]:
    if not issubclass(EDGES[kind], Dated):
        return "", ""
    return str(values.get("valid_from") or ""), str(values.get("valid_to") or "")


def _word_zh(value: Any) -> Any:
    return _WORDS_ZH.get(value) if isinstance(value, str) else value


def _date_zh(stated: str) -> str:
    parts = stated.split("-") if stated else []
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))
