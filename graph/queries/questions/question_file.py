"""Find and validate the question files. Each file is one query; its name is the name of the query.

A file in ``cypher/ask`` is a *question*: it starts with a YAML header between ``/*`` and ``*/`` with title, description, parameters and
returned columns. The checks here need no database: unknown header keys, parameters that are unused or undeclared, returned columns that
are undeclared, and relationships that are matched without ``visible``. The checks that need a database (read-only, use of indexes) are in
:mod:`tests.graph.queries.plan_checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from graph.database.cypher_files import _OPTIONAL_LINE, FOLDER, select_lines
from graph.errors import QueryFileError
from graph.queries import labels, yaml_text
from graph.queries.calibration import COLUMNS
from graph.queries.filters.compiler import Compiler
from graph.queries.includes.cypher import Writer
from graph.queries.includes.request import INCLUDED, PLAIN, RowShown
from graph.queries.location.conditions import Mode, condition
from graph.queries.questions import cypher_macros
from graph.queries.questions.claim_metrics import ADDED, Metrics, load_metrics
from graph.queries.questions.cypher_macros import EVIDENCE
from graph.value_types import ParamType, ReturnType, parse_param, parse_return
from seed.model import NODES
from seed.suggestions import did_you_mean, nearest

RESERVED = frozenset({"origin", "as_of", "as_of_year", "place", "_skip", "_limit"})
_OF_FORMS = frozenset({"format", "bom", "per_page", "cursor", "evidence", "include", "select"})
_REQUIRED = ("title", "title_zh", "about", "about_zh", "group", "example", "params", "returns")
_KEYS = frozenset((*_REQUIRED, "sentence", "sentence_zh", "flow", "parts", "place", "calibrated_by", "labels"))
_PARAM_KEYS = frozenset({"type", "default", "max", "min", "choices", "help", "help_zh"})
_NO_COLUMN = ReturnType("")
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True)
class Param:
    """One parameter of a question."""

    name: str
    type: ParamType
    default: Any = None
    maximum: int | None = None
    minimum: int | None = None
    choices: tuple[str, ...] = ()
    help: str = ""
    help_zh: str = ""

    @property
    def optional(self) -> bool:
        """Whether the parameter may be omitted."""
        return self.type.optional or self.default is not None


@dataclass(frozen=True)
class Question:
    """A named query: its description, parameters, returned columns and Cypher."""

    name: str
    path: Path
    title: str
    title_zh: str
    about: str
    about_zh: str
    group: str
    example: dict[str, Any]
    params: dict[str, Param]
    returns: dict[str, ReturnType]
    body: str
    sentence: str | None = None
    sentence_zh: str | None = None
    flow: dict[str, str] = field(default_factory=dict)
    place: tuple[str, ...] = ()
    """What the ``place`` of a request applies to: columns with an entity, or types that are counted. Empty: it has no effect."""
    parts: Metrics | None = None
    """The queries for the columns :data:`graph.queries.questions.claim_metrics.ADDED`; ``body`` returns the other columns."""
    calibrated_by: str | None = None
    """The column with the claims that simulated rows may have been generated to match (:mod:`graph.queries.calibration`)."""
    labels: dict[str, labels.Label] = field(default_factory=dict)
    """Labels of columns and parameters that :mod:`graph.queries.labels` does not have."""
    _texts: dict[tuple[frozenset[str], bool, bool, Mode | None, bool], str] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Cache of compiled texts. There are few, and compiling one takes longer than many queries."""

    @cached_property
    def _switches(self) -> tuple[str, ...]:
        names = (match["name"] for match in map(_OPTIONAL_LINE.match, self.body.splitlines()) if match)
        return tuple(dict.fromkeys(names))

    def switches(self) -> tuple[str, ...]:
        """Return the names of the parameters that select optional lines."""
        return self._switches

    @cached_property
    def own_returns(self) -> dict[str, ReturnType]:
        """The columns that ``body`` returns."""
        added = (ADDED if self.parts is not None else ()) + (COLUMNS if self.calibrated_by is not None else ())
        return {name: kind for name, kind in self.returns.items() if name not in added}

    @cached_property
    def entity_types(self) -> dict[str, tuple[str, ...]]:
        """The columns with entities, each with its types."""
        columns = ((name, kind) for name, kind in self.own_returns.items() if kind.is_node)
        return {name: tuple(NODES) if kind.name == "Thing" else (kind.name,) for name, kind in columns}

    def source(self) -> str:
        """Return the text of the file, followed by the files of its parts, each under its path."""
        parts = self.parts.files() if self.parts is not None else []
        named = (f"\n// {path.relative_to(FOLDER.parent).as_posix()}\n{path.read_text(encoding='utf-8')}" for path in parts)
        return self.path.read_text(encoding="utf-8") + "".join(named)

    def select(self, given: Iterable[str]) -> str:
        """Return the text with the optional lines for the given parameters; macros are not expanded."""
        return select_lines(self.body, frozenset(given))

    def compile(
        self,
        given: Iterable[str] = (),
        *,
        origin: bool = False,
        as_of: bool = False,
        place: Mode | None = None,
        brief: bool = False,
        shown: RowShown = PLAIN,
    ) -> str:
        """Return the Cypher with one record ``rows``: a list of at most ``$_limit`` maps after ``$_skip``.

        One record with all rows is 1.3 to 2.8 times as fast as one record per row (docs/speed.md).
        """
        if not shown.is_plain:
            text = cypher_macros.expand(self.select(given), origin=origin, as_of=as_of, place=place)
            columns = cypher_macros.projections(self.own_returns, brief=brief)
            return cypher_macros.wrap(text, columns | self.projections_of(shown, origin=origin, as_of=as_of, place=place))
        key = (frozenset(given) & frozenset(self.switches()), origin, as_of, place, brief)
        if key not in self._texts:
            text = cypher_macros.expand(self.select(key[0]), origin=origin, as_of=as_of, place=place)
            self._texts[key] = cypher_macros.wrap(text, cypher_macros.projections(self.own_returns, brief=brief))
        return self._texts[key]

    def projections_of(self, shown: RowShown, *, origin: bool, as_of: bool, place: Mode | None) -> dict[str, str]:
        """Return the projections of the columns of which more than the short form is shown, and of what a row includes."""
        writer = Writer(Compiler(origin=origin, as_of=as_of), place)
        more = {name: writer.column(part, name, many=self.returns[name].many) for name, part in shown.members if not part.is_short}
        if not shown.includes:
            return more
        ids = "[]" if EVIDENCE not in self.own_returns else self._sources_of_evidence
        return more | {INCLUDED: "{" + ", ".join(f"{one.name}: {writer.sources_of(ids, one)}" for one in shown.includes) + "}"}

    @property
    def _sources_of_evidence(self) -> str:
        """The Cypher of the ids of the sources of a row."""
        many = self.own_returns[EVIDENCE].many
        return f"reduce(ids = [], e IN {EVIDENCE} | ids + coalesce(e.sources, []))" if many else f"coalesce({EVIDENCE}.sources, [])"

    def compile_without_location(self, given: Iterable[str], *, origin: bool, as_of: bool) -> str:
        """Return the Cypher of the number of entities that a place leaves out because they have no location.

        If :attr:`place` is types, these are all entities of the types; otherwise the entities in its columns.
        """
        if self.counts_types:
            parts = [f"COUNT {{ MATCH (n:{kind}) WHERE {_nowhere(kind, origin=origin)} }}" for kind in self.place]
            return f"CYPHER 5 RETURN {' + '.join(parts)} AS found"
        text = cypher_macros.expand(self.select(given), origin=origin, as_of=as_of, place="nowhere")
        return cypher_macros.counted_entities(cypher_macros.unordered(text), self.place)

    @property
    def counts_types(self) -> bool:
        """Whether :attr:`place` is types of entities that the rows count, not columns."""
        return any(name in NODES for name in self.place)

    def variants(self) -> Iterator[tuple[frozenset[str], bool, bool]]:
        """Yield combinations of switches, each with neither and with all of origin, date and place.

        None, one, all but one, and all: any two switches occur in all four combinations, and up to three switches in all of theirs. Origin,
        date and place only add conditions on what is matched anyway, so these two cases cover all others.
        """
        names = [name for name in self.switches() if self.params[name].optional]
        always = frozenset(name for name in self.params if name not in names)
        some = {frozenset(chosen) for size in {0, 1, len(names) - 1, len(names)} if size >= 0 for chosen in combinations(names, size)}
        for chosen in sorted(some, key=sorted):
            yield always | chosen, False, False
            yield always | chosen, True, True


def _nowhere(kind: str, *, origin: bool) -> str:
    visible = "n.origin IN $origin AND " if origin else ""
    return visible + condition([("n", (kind,))], "nowhere", origin=origin)


class _Checker:
    """Reads and validates one file. Every error states file and line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")

    def fail(self, detail: str, *, at: str | None = None, hint: str | None = None) -> QueryFileError:
        line = 1
        match = re.search(rf"^\s*{re.escape(at)}", self.text, re.MULTILINE) or re.search(re.escape(at), self.text) if at else None
        if match is not None:
            line = self.text.count("\n", 0, match.end()) + 1
        return QueryFileError(f"{self.path.name}:{line}: {detail}", hint=hint)

    def read(self) -> Question:
        header, body = self._split()
        for key in header:
            if key not in _KEYS:
                raise self.fail(f"unknown header key '{key}'.", at=f"{key}:", hint=_near(key, _KEYS))
        missing = [key for key in _REQUIRED if key not in header]
        if missing:
            raise self.fail(f"the header lacks {', '.join(missing)}.")
        if header["group"] not in labels.groups():
            raise self.fail(f"unknown group '{header['group']}'.", at="group:", hint=f"One of {', '.join(labels.groups())}.")
        params = {name: self._param(name, spec) for name, spec in (header.pop("params") or {}).items()}
        returns = {name: self._return(name, spec) for name, spec in header.pop("returns").items()}
        header["place"] = self._place(header.pop("place", ()), returns)
        header["labels"] = self._labels(header.pop("labels", {}), {*params, *returns})
        if "parts" in header:
            header["parts"] = self._parts(header["parts"])
        question = Question(name=self.path.stem, path=self.path, body=body, params=params, returns=returns, **header)
        self._check_parameters(question)
        self._check_returns(question)
        self._check_visible(question)
        return question

    def _place(self, given: object, returns: dict[str, ReturnType]) -> tuple[str, ...]:
        names = tuple(given) if isinstance(given, list) else (str(given),) if given else ()
        for name in names:
            if name not in NODES and not (name in returns and returns[name].is_node and not returns[name].many):
                raise self.fail(f"place: '{name}' is neither a type nor a column with one entity.", at="place:")
        if bool(names) != ("in_place(" in cypher_macros.blank_out(self._split()[1])):
            raise self.fail("the header's place and in_place(...) in the text require each other.", at="place:")
        return names

    def _labels(self, given: object, names: set[str]) -> dict[str, labels.Label]:
        if not isinstance(given, dict):
            raise self.fail("labels is not a mapping of names to texts.", at="labels:", hint="Example: {school: [School, 学校]}.")
        for name in given:
            if name not in names:
                raise self.fail(f"labels: '{name}' is no column and no parameter.", at="labels:", hint=_near(str(name), names))
        try:
            return labels.declared(given)
        except ValueError as error:
            raise self.fail(str(error), at="labels:", hint="Example: {school: [School, 学校]}.") from error

    def _parts(self, name: object) -> Metrics:
        folder = FOLDER / str(name)
        if not folder.is_dir():
            raise self.fail(f"folder cypher/{name} does not exist.", at="parts:")
        return load_metrics(folder)

    def _split(self) -> tuple[dict[str, Any], str]:
        match = re.match(r"\s*/\*(.*?)\*/", self.text, re.DOTALL)
        if match is None:
            raise self.fail("no header: a question starts with /* title: ... */.")
        try:
            header = yaml_text.parse(match[1])
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            line = 1 + (mark.line if mark else 0)
            raise QueryFileError(f"{self.path.name}:{line}: the header is not YAML: {getattr(problem, 'problem', problem)}.") from problem
        if not isinstance(header, dict):
            raise self.fail("the header is not a mapping of keys to values.")
        return header, self.text[match.end() :].strip("\n")

    def _param(self, name: str, spec: object) -> Param:
        if not isinstance(spec, dict) or "type" not in spec:
            raise self.fail(f"parameter '{name}' requires {{type: ...}}.", at=f"{name}:")
        for key in spec:
            if key not in _PARAM_KEYS:
                raise self.fail(f"parameter '{name}' has an unknown key '{key}'.", at=f"{name}:", hint=_near(key, _PARAM_KEYS))
        if name in RESERVED | _OF_FORMS:
            raise self.fail(f"'{name}' is reserved: every question has this parameter.", at=f"{name}:")
        kind = parse_param(str(spec["type"]))
        if kind is None:
            raise self.fail(f"parameter '{name}' has an unknown type '{spec['type']}'.", at=f"{name}:")
        return Param(
            name=name,
            type=kind,
            default=spec.get("default"),
            maximum=spec.get("max"),
            minimum=spec.get("min"),
            choices=tuple(spec.get("choices", ())),
            help=spec.get("help", ""),
            help_zh=spec.get("help_zh", ""),
        )

    def _return(self, name: str, spec: object) -> ReturnType:
        kind = parse_return(spec)
        if kind is None:
            raise self.fail(f"column '{name}' has an unknown type '{spec}'.", at=f"{name}:")
        return kind

    def _check_parameters(self, question: Question) -> None:
        bare = cypher_macros.blank_out(question.body)
        used = set(_PARAMETER.findall(bare)) - RESERVED
        declared = set(question.params) - {"limit"}
        for name in sorted(used - declared):
            raise self.fail(f"the text uses ${name}, which the header does not declare.", at=f"${name}", hint=_near(name, declared))
        for name in sorted(declared - used - set(question.switches())):
            raise self.fail(f"parameter '{name}' is declared but not used.", at=f"{name}:")
        for name in question.switches():
            if name not in question.params:
                raise self.fail(f"'//? {name}' is not a declared parameter.", at=f"//? {name}", hint=_near(name, declared))
        for name in question.example:
            if name not in question.params:
                raise self.fail(f"the example gives '{name}', which is not a parameter.", at="example:", hint=_near(name, declared))

    def _check_returns(self, question: Question) -> None:
        columns = cypher_macros.returned_columns(question.body)
        if set(columns) != set(question.own_returns):
            differences = sorted(set(columns) ^ set(question.own_returns))
            raise self.fail(f"RETURN and the header's returns differ in: {', '.join(differences)}.", at="returns:")
        by = question.calibrated_by
        if by is not None and (question.returns.get(by, _NO_COLUMN).name != "Claim" or not set(COLUMNS) <= set(question.returns)):
            raise self.fail(f"calibrated_by requires a column of claims and the columns {', '.join(COLUMNS)}.", at="calibrated_by:")
        if question.returns.get("origin") != ReturnType("Origin"):
            raise self.fail("a question must return 'origin: Origin', the weakest origin of the parts of a row.", at="returns:")

    def _check_visible(self, question: Question) -> None:
        for pattern in cypher_macros.hidden_relationships(question.body):
            raise self.fail(f"relationship {pattern} is matched without visible(...).", at=pattern)


def _near(word: str, known: Iterable[str]) -> str | None:
    return did_you_mean(nearest(word, sorted(known))) or None


def read_question(path: Path) -> Question:
    """Read and validate a question file.

    :raises QueryFileError: the format is invalid; states file and line.
    """
    return _Checker(path).read()


def load_questions(folder: Path | None = None) -> dict[str, Question]:
    """Return all questions by name, in alphabetical order. Each ``.cypher`` file in the folder is a question."""
    return dict(_own_questions()) if folder is None else _read_all(folder)


@cache
def _own_questions() -> dict[str, Question]:
    return _read_all(FOLDER / "ask")


def _read_all(folder: Path) -> dict[str, Question]:
    return {path.stem: read_question(path) for path in sorted(folder.glob("*.cypher"))}
