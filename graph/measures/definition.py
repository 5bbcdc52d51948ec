"""Measures, their figures and the evidence rows behind the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from graph.queries.labels import Label
from graph.queries.questions.question_file import Param
from graph.snapshot.view import View
from graph.value_types import ParamType, ReturnType, parse_param, parse_return
from seed.model import Origin
from seed.plurals import counted

Role = Literal["numerator", "denominator", "unknown", "not collected", "checked, none", "path", "part"]
"""The role of an evidence row in a figure.

``numerator``, ``denominator``
    counted there; a row of the numerator is also a row of the denominator;
``unknown``, ``not collected``, ``checked, none``
    left out, with the reason: no data; nobody looked; a check found none;
``path``
    a relationship that links one of the other rows;
``part``
    a row of a figure that is not a share: a member, a tie, a cell.
"""
ROLE_LABELS: Mapping[Role, tuple[str, str]] = {
    "numerator": ("counted in the numerator", "计入分子"),
    "denominator": ("counted in the denominator", "计入分母"),
    "unknown": ("left out: no data", "未计入：无数据"),
    "not collected": ("left out: not collected", "未计入：未收集"),
    "checked, none": ("left out: checked, none found", "未计入：查过，没有"),
    "path": ("links one of the other rows", "与其他行的关联"),
    "part": ("part of the figure", "数值的组成部分"),
}
"""The roles in words, in both languages."""
Given = Mapping[str, Any]
"""Parameter values by name; entities are given by their ids."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One evidence row of a figure: the id of an entity or a relationship, its role and amount, and the row that it belongs to (``of``)."""

    id: str
    role: Role
    amount: float = 1.0
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A message in both languages."""

    text: str
    text_zh: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. ``key`` is unique within a call; ``cells`` are the columns of the measure, with entities as ids.

    ``origin``: the weakest origin of what the figure is computed from; None if there is nothing. ``refused``: why there is no number;
    ``value`` is then None. ``evidence`` computes the evidence rows on demand.
    """

    key: str
    value: float | None
    origin: Origin | None
    cells: Mapping[str, Any]
    evidence: Callable[[], Iterable[Evidence]]
    refused: Note | None = None


@dataclass(frozen=True)
class Outcome:
    """Result of a measure: figures in order, left-out rows by reason, notes for the reader, ids of the claims shown beside it."""

    figures: Sequence[Figure]
    excluded: Mapping[str, int] = field(default_factory=dict)
    notes: Sequence[Note] = ()
    claims: Sequence[str] = ()


EXCLUDED = ("unknown", "not collected", "checked, none")
"""Reasons for leaving out a row; an outcome counts each."""


SECTIONS = ("Formula", "Source", "Assumptions", "When not to use it")
"""Headings required in the definition of a measure."""


@dataclass(frozen=True)
class Measure:
    """A measure: texts, parameters, columns and the function that computes it.

    ``unit`` is the unit of ``value``. ``definition`` is the docstring of its module: a sentence, then the :data:`SECTIONS` of its page in
    Markdown.
    """

    name: str
    title: str
    title_zh: str
    about: str
    about_zh: str
    group: str
    unit: str
    definition: str
    params: Mapping[str, Param]
    returns: Mapping[str, ReturnType]
    example: Mapping[str, Any]
    compute: Callable[[View, Given], Outcome]
    place: tuple[str, ...] = ()
    """Types of the entities to which the ``place`` of a request applies. Empty: it has no effect."""
    labels: Mapping[str, Label] = field(default_factory=dict)
    """Labels of columns and parameters that :mod:`graph.queries.labels` does not have."""
    ranked: bool = False
    """Whether entities elsewhere still take part in the computation, and the place only selects those that are listed."""

    @property
    def masked(self) -> tuple[str, ...]:
        """Types that the view leaves out where they do not lie in the place."""
        return () if self.ranked else self.place


LEAST = 10
"""Minimum number of rows for a share or a comparison; with fewer, chance would dominate the result."""


def too_few(count: int, noun: str, what_zh: str, of: str = "") -> Note | None:
    """Return a note when there are fewer than :data:`LEAST` rows, else None.

    :param noun: what is counted, in the singular.
    :param what_zh: the same in Chinese, after its measure word.
    :param of: what follows the noun.

    >>> too_few(1, "program", "个产业领域已知的专业点", "of a known sector").text
    'Too little data: 1 program of a known sector; at least 10 are needed.'
    >>> too_few(3, "partnership", "项校企合作").text_zh
    '数据不足：仅有3项校企合作，至少需要10项。'
    """
    if count >= LEAST:
        return None
    what = f"{counted(count, noun)} {of}".rstrip()
    return Note(f"Too little data: {what}; at least {LEAST} are needed.", f"数据不足：仅有{count}{what_zh}，至少需要{LEAST}{what_zh[0]}。")


LIMIT = 100
MOST = 1000
COMMON: Mapping[str, ReturnType] = {
    "key": ReturnType("str"),
    "value": ReturnType("float", optional=True),
    "origin": ReturnType("Origin", optional=True),
    "refused": ReturnType("str", optional=True),
    "refused_zh": ReturnType("str", optional=True),
}
"""Columns of every measure, in addition to its own."""


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
    """Declare a parameter. ``kind`` has the syntax of the files in ``cypher/ask``: ``County?``, ``int``."""
    type_ = parse_param(kind)
    assert type_ is not None, kind
    return Param(name, type_, default=default, minimum=low, maximum=high, choices=tuple(choices), help=help, help_zh=help_zh)


def params(*own: Param) -> dict[str, Param]:
    """Return parameters by name, with the row limit that all measures have."""
    limit = param("limit", "int", "Maximum number of rows.", "最多返回的行数。", default=LIMIT, high=MOST)
    return {one.name: one for one in (*own, limit)}


def columns(**kinds: str | list[str]) -> dict[str, ReturnType]:
    """Declare columns by name. Types have the syntax of the files in ``cypher/ask``: ``int?``, ``County``, ``["School"]``."""
    types = {name: parse_return(kind) for name, kind in kinds.items()}
    assert all(types.values()), kinds
    return {name: kind for name, kind in types.items() if kind is not None}


def required(name: str, label: str, help: str, help_zh: str) -> Param:
    """Declare a required parameter that names an entity."""
    return Param(name, ParamType(label), help=help, help_zh=help_zh)
