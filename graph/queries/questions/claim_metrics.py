"""The metrics of claims: one file each in ``cypher/claims``, and the reasons why other metrics cannot be counted.

A metric file has a YAML header between ``/*`` and ``*/``: ``counts`` and ``counts_zh`` (what is counted), ``scope`` (the input of the
query) and ``share: true`` for a percentage. The query returns the columns :data:`COLUMNS`, one row for each unit and origin:

``unit``
    the entity that is counted once, in whatever number of rows it occurs
``amount`` and ``weight``
    1 and 1 for a count; for a share, the contribution to the numerator and to the denominator
``origin``
    the weakest origin on the path to the unit
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from graph.errors import QueryFileError
from graph.queries import yaml_text
from graph.queries.questions import cypher_macros

FOLDER = Path(__file__).resolve().parents[3] / "cypher"
COLUMNS = ("claim", "unit", "amount", "weight", "origin")
ADDED = ("countable", "counted", "base", "counts", "counts_zh", "reason", "reason_zh")
"""Columns of a question that the metrics provide."""
NOT_COUNTABLE = "not-countable.yaml"
PARAMETERS = frozenset({"scopes", "origin", "as_of", "as_of_year"})
Scope = Literal["about", "places", "schools"]
"""``about``: the claim only; ``places``: the claim and its places; ``schools``: the claim, its places and their schools."""
_REQUIRED, _OPTIONAL = frozenset({"counts", "counts_zh", "scope"}), frozenset({"share"})
_REASON_KEYS = frozenset({"reason", "reason_zh", "metrics"})
_HEADER = re.compile(r"\s*/\*(.*?)\*/", re.DOTALL)
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True)
class Metric:
    """One metric that the graph can count."""

    name: str
    path: Path
    counts: str
    counts_zh: str
    scope: Scope
    body: str
    share: bool = False


@dataclass(frozen=True)
class Metrics:
    """All metrics of a folder.

    :param reasons: for each metric that cannot be counted, the reason in English and Chinese.
    """

    folder: Path
    countable: Mapping[str, Metric]
    reasons: Mapping[str, tuple[str, str]]

    @cached_property
    def scopes(self) -> dict[str, str]:
        """The queries that find the places and the schools of claims."""
        return {name: _body(self.folder / "scope" / f"{name}.cypher") for name in ("places", "schools")}

    def texts(self) -> dict[str, str]:
        """Return every query by the path of its file in the folder, macros not expanded."""
        return {
            **{f"scope/{name}": text for name, text in self.scopes.items()},
            **{metric.name: metric.body for metric in self.countable.values()},
        }

    def files(self) -> list[Path]:
        """Return every file in reading order."""
        scopes = [self.folder / "scope" / f"{name}.cypher" for name in self.scopes]
        return [*scopes, *(metric.path for metric in self.countable.values()), self.folder / NOT_COUNTABLE]


@cache
def compiled(text: str, *, origin: bool, as_of: bool) -> str:
    """Return a query with its macros expanded."""
    return f"CYPHER 5\n{cypher_macros.expand(text, origin=origin, as_of=as_of)}"


def load_metrics(folder: Path) -> Metrics:
    """Read and validate the metrics of a folder.

    :raises QueryFileError: a file has an invalid format; names the file.
    """
    countable = {path.stem: _read(path) for path in sorted(folder.glob("*.cypher"))}
    metrics = Metrics(folder, countable, _reasons(folder / NOT_COUNTABLE, countable))
    for name, text in metrics.scopes.items():
        _check_visible(folder / "scope" / f"{name}.cypher", text)
    return metrics


def _read(path: Path) -> Metric:
    match = _HEADER.match(path.read_text(encoding="utf-8"))
    header = _yaml(path, match[1]) if match is not None else None
    if not isinstance(header, dict):
        raise _fail(path, "no header: a metric starts with /* counts: ... */.")
    unknown, missing = set(header) - _REQUIRED - _OPTIONAL, _REQUIRED - set(header)
    if unknown or missing:
        detail = "unknown header key" if unknown else "the header lacks"
        raise _fail(path, f"{detail} {', '.join(sorted(unknown or missing))}.")
    if header["scope"] not in get_args(Scope):
        raise _fail(path, f"unknown scope '{header['scope']}'.", f"One of {', '.join(get_args(Scope))}.")
    if not isinstance(header.get("share", False), bool):
        raise _fail(path, f"share is '{header['share']}'.", "One of true, false.")
    metric = Metric(name=path.stem, path=path, body=_body(path), **header)
    _check_body(metric)
    return metric


def _check_body(metric: Metric) -> None:
    columns = cypher_macros.returned_columns(metric.body)
    if set(columns) != set(COLUMNS):
        raise _fail(metric.path, f"the query returns {', '.join(columns)}.", f"Return {', '.join(COLUMNS)}.")
    for name in sorted(set(_PARAMETER.findall(cypher_macros.blank_out(metric.body))) - PARAMETERS):
        raise _fail(metric.path, f"unknown parameter ${name}.", f"One of {', '.join(sorted(PARAMETERS))}.")
    _check_visible(metric.path, metric.body)


def _check_visible(path: Path, text: str) -> None:
    for pattern in cypher_macros.hidden_relationships(text):
        raise _fail(path, f"relationship {pattern} is matched without visible(...).")


def _reasons(path: Path, countable: Mapping[str, Metric]) -> dict[str, tuple[str, str]]:
    reasons: dict[str, tuple[str, str]] = {}
    for row in _yaml(path, path.read_text(encoding="utf-8")) or []:
        if not isinstance(row, dict) or set(row) != _REASON_KEYS:
            raise _fail(path, f"invalid row {row}.", f"Each row requires {', '.join(sorted(_REASON_KEYS))}.")
        for name in row["metrics"]:
            if name in reasons or name in countable:
                raise _fail(path, f"metric '{name}' is listed twice.", "Give either one reason or one file that counts it.")
            reasons[name] = (row["reason"], row["reason_zh"])
    return reasons


def _yaml(path: Path, text: str) -> Any:
    try:
        return yaml_text.parse(text)
    except yaml.YAMLError as problem:
        raise _fail(path, f"not YAML: {getattr(problem, 'problem', problem)}.") from problem


def _body(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    match = _HEADER.match(text)
    return text[match.end() if match is not None else 0 :].strip()


def _fail(path: Path, detail: str, hint: str | None = None) -> QueryFileError:
    return QueryFileError(f"{path.parent.name}/{path.name}: {detail}", hint=hint)
