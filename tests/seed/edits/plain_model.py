"""A plain model of edits: it replays those that are not undone on dictionaries. It knows nothing of files, packages and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

Tie = tuple[str, str]
"""A school and the form of its partnership with the enterprise."""
NAMED = ("name", "name_zh", "level")


@dataclass(frozen=True)
class School:
    """A school. ``moves`` are the edits that renamed or merged it, which its row cites."""

    level: str
    strong: bool
    name: str = "New"
    name_zh: str = ""
    aliases: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Partnership:
    """A partnership. ``moves`` are the merges that moved it."""

    strong: bool
    moves: tuple[str, ...] = ()


@dataclass
class World:
    """The rows of the model, and the ids that were replaced."""

    schools: dict[str, School] = field(
        default_factory=lambda: {
            "school:a": School("secondary", True, "School A", "甲校"),
            "school:b": School("", True, "", "乙校"),
        }
    )
    ties: dict[Tie, Partnership] = field(
        default_factory=lambda: {("school:a", "internship"): Partnership(True), ("school:b", "curriculum"): Partnership(True)}
    )
    replaced: dict[str, str] = field(default_factory=dict)

    def redirects(self) -> dict[str, str]:
        """Return the present id of each replaced one."""
        found = {}
        for old in self.replaced:
            new = old
            while new in self.replaced:
                new = self.replaced[new]
            found[old] = new
        return found

    def is_whole(self) -> bool:
        """Return whether all partnerships have a school."""
        return all(school in self.schools for school, _ in self.ties)


@dataclass(frozen=True)
class Made:
    """An edit: what it does, and what it expects. ``other``: the new id of a rename, or the school that a merge takes in."""

    edit: str
    what: str
    school: str
    before: School | None = None
    level: str = ""
    sourced: bool = False
    ties: tuple[tuple[Tie, Partnership], ...] = ()
    other: str = ""
    dropped: tuple[tuple[str, str], ...] = ()


def replayed(edits: Sequence[Made], undone: set[str]) -> World | None:
    """Return the rows after the edits; None if one of them does not fit."""
    world = World()
    for made in edits:
        if made.edit not in undone and not apply(world, made):
            return None
    return world


def apply(world: World, made: Made) -> bool:
    """Apply an edit. Return whether it fits."""
    return {"set": _set, "add": _add, "remove": _remove, "tie": _tie, "rename": _rename, "merge": _merge}[made.what](world, made)


def _set(world: World, made: Made) -> bool:
    now = world.schools.get(made.school)
    if now is None or made.before is None or now.level != made.before.level:
        return False
    world.schools[made.school] = replace(now, level=made.level, strong=now.strong and made.sourced)
    return True


def _add(world: World, made: Made) -> bool:
    if made.school in world.schools or made.school in world.replaced:
        return False
    world.schools[made.school] = School(made.level, made.sourced)
    return True


def _remove(world: World, made: Made) -> bool:
    now = world.schools.get(made.school)
    if now is None or now != made.before or any(world.ties.get(key) != tie for key, tie in made.ties):
        return False
    del world.schools[made.school]
    for key, _ in made.ties:
        del world.ties[key]
    return True


def _tie(world: World, made: Made) -> bool:
    if made.school not in world.schools or (made.school, "facility") in world.ties:
        return False
    world.ties[made.school, "facility"] = Partnership(made.sourced)
    return True


def _rename(world: World, made: Made) -> bool:
    if made.school not in world.schools or made.other in world.schools or made.other in world.replaced:
        return False
    now = world.schools.pop(made.school)
    world.schools[made.other] = replace(now, moves=(*now.moves, made.edit))
    _move_ties(world, made.school, made.other, "")
    return True


def contradictions(one: School, two: School) -> list[str]:
    """Return the properties of which both have a value, but not the same."""
    return [name for name in NAMED if getattr(one, name) and getattr(two, name) and getattr(one, name) != getattr(two, name)]


def _merge(world: World, made: Made) -> bool:
    one, two, dropped = world.schools.get(made.school), world.schools.get(made.other), dict(made.dropped)
    if one is None or two is None or made.school == made.other:
        return False
    if any(dropped.get(name) not in {getattr(one, name), getattr(two, name)} for name in contradictions(one, two)):
        return False
    values, contributes = {}, not set(two.aliases) <= set(one.aliases)
    for name in NAMED:
        first, second = getattr(one, name), getattr(two, name)
        values[name] = second if second and (not first or (first != second and dropped[name] == first)) else first
        contributes |= values[name] != first
    lost = [dropped[name] for name in ("name", "name_zh") if name in dropped]
    world.schools[made.school] = School(
        strong=made.sourced and one.strong and (two.strong or not contributes),
        aliases=tuple(dict.fromkeys([*one.aliases, *two.aliases, *lost])),
        moves=tuple(dict.fromkeys([*one.moves, *two.moves, made.edit])),
        **values,
    )
    del world.schools[made.other]
    _move_ties(world, made.other, made.school, made.edit)
    return True


def _move_ties(world: World, old: str, new: str, edit: str) -> None:
    world.replaced[old] = new
    for key, tie in [(key, tie) for key, tie in world.ties.items() if key[0] == old]:
        del world.ties[key]
        kept = world.ties.get((new, key[1]))
        moves = tuple(dict.fromkeys([*(kept.moves if kept else ()), *tie.moves, *([edit] if edit else [])]))
        world.ties[new, key[1]] = Partnership(kept.strong if kept else tie.strong, moves)
