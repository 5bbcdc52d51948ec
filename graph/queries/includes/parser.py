"""Parse ``include`` and ``select``.

A name of ``include`` is a relationship or a type, as in filters (:mod:`graph.queries.filters.name_resolution`), a path of them
(``school.county``), or ``sources``. An included entity has all its properties, or those that ``select`` names after its path
(``select=name,school.name``). Entities on the way to an included one are in short form unless they are named too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from graph.errors import BadValueError, UnknownNameError
from graph.queries.filters.name_resolution import AmbiguousPathError, Scope, fields, resolve_name, steps
from graph.queries.filters.syntax_tree import Step
from graph.queries.includes.request import MOST_INCLUDES, MOST_STEPS, SOURCES, Include, Shown
from seed.bilingual import Bilingual, sentences
from seed.model import NODES
from seed.suggestions import nearest

INCLUDE, SELECT = "/query/include", "/query/select"
_FEW = 4
"""Maximum number of types that an error lists."""
_ITEM = ("id", "type", "origin", "href")
"""Members that every item has, and that may be selected."""


@dataclass(frozen=True)
class Root:
    """A kind of row.

    :param what: its name in errors.
    :param properties: the names that ``select`` accepts.
    :param labels: its types, if it is an entity.
    :param members: the types of the entities that every row has, by name, such as ``start`` of a relationship.
    :param sources: whether it rests on sources.
    """

    what: str
    properties: tuple[str, ...]
    labels: tuple[str, ...] = ()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The names that ``include`` can start with."""
        return (*self.members, *((SOURCES,) if self.sources else ())) if not self.labels else names_of(self.labels)


@dataclass(frozen=True)
class Selected:
    """``select``: properties of the row (None: all). ``includes``: entities of the row. ``members``: what is shown of its members."""

    select: tuple[str, ...] | None = None
    includes: tuple[Include, ...] = ()
    members: Mapping[str, Shown] = field(default_factory=dict)


def names_of(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that entities of some types can include."""
    return tuple(dict.fromkeys([*(name for label in labels for name in steps(label)), SOURCES]))


def parse(include: str | None, select: str | None, root: Root) -> Selected:
    """Parse both parameters.

    :raises UnknownNameError: a name does not exist; carries the nearest names, or lists all.
    :raises BadValueError: there are too many names, a path is too long, or ``select`` names an entity that is not included.
    """
    top = _Level(root.labels, "", children={name: _Level(labels, name) for name, labels in root.members.items()})
    for path in _names(include):
        _include(top, root, path)
    if top.size - len(root.members) > MOST_INCLUDES:
        raise BadValueError(
            Bilingual(
                f"Too many included names: {top.size - len(root.members)}.", f"include 的名称过多：{top.size - len(root.members)} 个。"
            ),
            pointer=INCLUDE,
            hint=Bilingual(
                f"The maximum is {MOST_INCLUDES}; the names on the way to an included one count.",
                f"最多 {MOST_INCLUDES} 个，途经的名称也计入。",
            ),
        )
    for path in _names(select):
        _select(top, root, path)
    shown = top.shown()
    members = {one.name: one.shown for one in shown.includes if one.name in root.members}
    return Selected(shown.select, tuple(one for one in shown.includes if one.name not in members), members)


@dataclass
class _Level:
    """An entity of a response while the parameters are parsed."""

    labels: tuple[str, ...]
    path: str
    step: Step | None = None
    whole: bool = False
    select: list[str] | None = None
    children: dict[str, _Level] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The number of entities below this one."""
        return sum(1 + child.size for child in self.children.values())

    def shown(self) -> Shown:
        includes = tuple(Include(name, one.step, one.labels, one.shown()) for name, one in self.children.items())
        return Shown(None if self.select is None else tuple(dict.fromkeys(self.select)), self.whole, includes)


def _names(text: str | None) -> tuple[str, ...]:
    return () if text is None else tuple(dict.fromkeys(part.strip() for part in text.split(",")))


def _include(top: _Level, root: Root, path: str) -> None:
    words, level = path.split("."), top
    if words[0] in root.members:
        level, words = top.children[words[0]], words[1:]
    if len(words) > MOST_STEPS:
        raise BadValueError(
            Bilingual(f"'{path}' has too many steps.", f"“{path}”的层级过多。"),
            pointer=INCLUDE,
            hint=Bilingual(f"The maximum is {MOST_STEPS}.", f"最多 {MOST_STEPS} 层。"),
        )
    for word in words:
        if word not in level.children:
            level.children[word] = _next(level, root, word)
        level = level.children[word]
    level.whole = True


def _next(level: _Level, root: Root, word: str) -> _Level:
    """Return the entities to which a name leads."""
    possible = names_of(level.labels) if level.labels else root.names
    path = f"{level.path}.{word}" if level.path else word
    if word == SOURCES and SOURCES in possible:
        return _Level(("Source",), path)
    try:
        found = resolve_name(Scope(level.labels), word) if level.labels else None
    except AmbiguousPathError as problem:
        ways = "; ".join(problem.ways[:4])
        raise BadValueError(
            Bilingual(f"'{word}' has several meanings here ({ways}).", f"“{word}”在此有多种含义（{ways}）。"),
            pointer=INCLUDE,
            hint=Bilingual(
                "Include a name with one meaning for all types, or read these entities with /v1/{type}?ids=...&include=...",
                "请使用对所有类型含义一致的名称，或用 /v1/{type}?ids=...&include=... 读取这些实体。",
            ),
        ) from None
    what = _what(level, root)
    if found is not None and found.step is not None:
        step = found.step if found.labels == level.labels else replace(found.step, sources=found.labels)
        return _Level(step.targets, path, step)
    near = _longer(level.labels, word) or nearest(word, possible)
    if found is not None:
        use = Bilingual(f"'{word}' is a property of {what}.", f"“{word}”是 {what} 的属性。")
        way = Bilingual(f"Use include={level.path} and select={path}.", f"请使用 include={level.path} 和 select={path}。")
        detail = sentences(use, way if level.path else None, _listed(what, possible))
        raise UnknownNameError(detail, nearest=near, pointer=INCLUDE)
    raise UnknownNameError(_refusal(what, word, possible), nearest=near, pointer=INCLUDE)


def _what(level: _Level, root: Root) -> str:
    """Return what an error calls an entity: its types, or its place in the row if there are many."""
    return ", ".join(level.labels) if 0 < len(level.labels) <= _FEW else level.path or root.what


def _longer(labels: tuple[str, ...], word: str) -> tuple[str, ...]:
    """Return the paths of two steps that end with a name, such as ``school.county`` for ``county`` of a program."""
    ways = [(name, step) for label in labels for name, step in steps(label).items() if len(step.targets) == 1]
    typed = [(name, step) for name, step in ways if name == NODES[step.targets[0]].prefix]
    return tuple(dict.fromkeys(f"{name}.{word}" for name, step in typed if word in steps(step.targets[0])))[:3]


def _listed(what: str, possible: tuple[str, ...]) -> Bilingual:
    if not possible:
        return Bilingual(f"{what} can include nothing.", f"{what} 没有可包含的内容。")
    return Bilingual(f"{what} can include: {', '.join(possible)}.", f"{what} 可包含：{'、'.join(possible)}。")


def _refusal(what: str, word: str, possible: tuple[str, ...]) -> Bilingual:
    return sentences(Bilingual(f"{what} cannot include '{word}'.", f"{what} 不能包含“{word}”。"), _listed(what, possible))


def _select(top: _Level, root: Root, path: str) -> None:
    *words, name = path.split(".")
    level = top
    for word in words:
        if word not in level.children:
            where = f"{level.path}.{word}" if level.path else word
            raise _not_included(level, root, where, word)
        level = level.children[word]
    known = root.properties if level is top else tuple(dict.fromkeys([*_ITEM, *(name for one in level.labels for name in fields(one))]))
    if name not in known:
        what = root.what if level is top else ", ".join(level.labels)
        near = nearest(name, known)
        detail = Bilingual(f"{what} has no property '{name}'.", f"{what} 没有属性“{name}”。")
        raise UnknownNameError(sentences(detail, None if near else _properties(known)), nearest=near, pointer=SELECT)
    level.select = [*(level.select or ()), name]


def _properties(known: tuple[str, ...]) -> Bilingual:
    if not known:
        return Bilingual("Write COLUMN.PROPERTY, for example program.name.", "请写“列名.属性”，例如 program.name。")
    return Bilingual(f"Properties: {', '.join(known)}.", f"可用属性：{'、'.join(known)}。")


def _not_included(level: _Level, root: Root, where: str, word: str) -> Exception:
    possible = names_of(level.labels) if level.labels else root.names
    if word in possible:
        return BadValueError(
            Bilingual(f"'{where}' is not included.", f"“{where}”未包含在 include 中。"),
            pointer=SELECT,
            hint=Bilingual(f"Add include={where}.", f"请加上 include={where}。"),
        )
    what = _what(level, root)
    return UnknownNameError(_refusal(what, word, possible), nearest=nearest(word, possible), pointer=SELECT)
