"""What a measure is, and what its figures are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from graph.queries.questions.question_file import Param
from graph.snapshot.view import View
from graph.value_types import ParamType, ReturnType, parse_param, parse_return
from seed.model import Origin

Role = Literal["numerator", "denominator", "unknown", "not collected", "checked, none", "path", "part"]
"""What a row behind a figure counts as.

``numerator``, ``denominator``
    it is counted there; what is in the numerator is also a row of the denominator;
``unknown``, ``not collected``, ``checked, none``
    it was left out, and why: nothing is known of it; nobody looked; somebody looked, and there is none;
``path``
    a relationship over which a row above it is linked;
``part``
    a row of a figure that is no share: a member, a tie, a cell.
"""
Group = Literal["training", "structure", "partners", "alliances", "people", "networks"]
Given = Mapping[str, Any]
"""Values of the parameters; those that name a thing are its id."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row behind a figure: the id of a thing or of a relationship, what it counts as and how much, and for what other row it stands."""

    id: str
    role: Role
    amount: float = 1.0
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence, in both languages."""

    text: str
    text_zh: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. ``key`` names it among those of the same call; ``cells`` are the measure's own columns, things by their ids.

    ``refused``: why there is no number; then ``value`` is None. ``evidence`` gives the rows behind it when somebody asks.
    """

    key: str
    value: float | None
    origin: Origin
    cells: Mapping[str, Any]
    evidence: Callable[[], Iterable[Evidence]]
    refused: Note | None = None


@dataclass(frozen=True)
class Outcome:
    """What a measure found: figures in their order, what was left out and why, what a reader must know, claims that stand beside it."""

    figures: Sequence[Figure]
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: Sequence[Note] = ()
    claims: Sequence[str] = ()


LEFT_OUT = ("unknown", "not collected", "checked, none")
"""Why a row may be left out; an outcome counts each."""


SECTIONS = ("Formula", "Source", "Assumptions", "When not to use it")
"""Headings that the definition of a measure must have."""


@dataclass(frozen=True)
class Measure:
    """A measure: what it says, what it takes and returns, and how it is computed.

    ``unit`` is that of ``value``. ``definition`` is the text of its file (``__doc__``): a sentence, then in Markdown the
    :data:`SECTIONS` of its page.
    """

    name: str
    title: str
    title_zh: str
    about: str
    about_zh: str
    group: Group
    unit: str
    definition: str
    params: Mapping[str, Param]
    returns: Mapping[str, ReturnType]
    example: Mapping[str, Any]
    compute: Callable[[View, Given], Outcome]


LEAST = 10
"""Rows at least that a share or a comparison is computed from: of fewer it would say more about chance than about the region."""


def too_few(count: int, what: str, what_zh: str) -> Note | None:
    """Why there is no number, when there are too few rows; None when there are enough.

    >>> too_few(3, "programs", "专业点").text
    'Too little data: 3 programs, at least 10 are needed.'
    """
    if count >= LEAST:
        return None
    return Note(f"Too little data: {count} {what}, at least {LEAST} are needed.", f"数据不足：仅有{count}个{what_zh}，至少需要{LEAST}个。")


LIMIT = 100
MOST = 1000
COMMON: Mapping[str, ReturnType] = {
    "key": ReturnType("str"),
    "value": ReturnType("float", optional=True),
    "origin": ReturnType("Origin"),
    "refused": ReturnType("str", optional=True),
    "refused_zh": ReturnType("str", optional=True),
}
"""Columns that every measure has besides its own."""


def param(
    name: str,
    kind: str,
    help: str,
    help_zh: str,
    *,
    default: Any = None,
    choices: Sequence[str] = (),
    low: int | None = None,
    high: int | None = None,
) -> Param:
    """One parameter; ``kind`` is written as in the files of ``cypher/ask``: ``County?``, ``int``."""
    found = parse_param(kind)
    assert found is not None, kind
    return Param(name, found, default=default, minimum=low, maximum=high, choices=tuple(choices), help=help, help_zh=help_zh)


def params(*given: Param) -> dict[str, Param]:
    """Parameters by name, with the limit on rows that all measures have."""
    limit = param("limit", "int", "At most this many rows.", "最多返回的行数。", default=LIMIT, high=MOST)
    return {one.name: one for one in (*given, limit)}


def columns(**kinds: str | list[str]) -> dict[str, ReturnType]:
    """Columns by name, their types written as in the files of ``cypher/ask``: ``int?``, ``County``, ``["School"]``."""
    found = {name: parse_return(kind) for name, kind in kinds.items()}
    assert all(found.values()), kinds
    return {name: kind for name, kind in found.items() if kind is not None}


def required(name: str, label: str, help: str, help_zh: str) -> Param:
    """A parameter that names a thing and must be given."""
    return Param(name, ParamType(label), help=help, help_zh=help_zh)
