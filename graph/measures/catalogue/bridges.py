"""School-enterprise pairs that are connected by teacher-consultants or lecturing professionals and by nothing else.

## Formula

A person ties a school to an enterprise in one of two professional roles: as a *teacher-consultant* (TEACHES_AT the school and CONSULTS_FOR
the enterprise) or as a *lecturer* (LECTURES_AT the school and WORKS_FOR the enterprise). `connected` counts the pairs with such a person. A
pair is a bridge when none of these connects it too: a partnership (PARTNERS_WITH), a flow of graduates (OFFERS, FEEDS), an alliance of
which both are members (MEMBER_OF), a facility (the school RUNS it, and it SUPPORTS the enterprise or both run it), an activity of any kind
in which both took part (TOOK_PART_IN). `value` is the number of bridges.

Rows are split by origin. A pair counts in the row of the strongest origin among its people, and a row contains people of that origin only.
Documented and simulated people are never in one number. If no documented person is known, the row `documented` has no number and says why.

In the audit each bridge counts 1, shared equally among its people: rows of role `part` are their relationships to the enterprise, `of` is
the school, and the amounts add up to `value`. Rows of role `path` are their relationships to the school.

## Source

Bridges as the only connection: M. S. Granovetter, American Journal of Sociology 78 (1973), 1360-1380; persons who connect two
organisations: R. L. Breiger, Social Forces 53 (1974), 181-190.

## Assumptions

* Only professional roles stated by a source count. A person who teaches at one place and works at another is not a bridge.
* A unit stands for its school. Chains with an unnamed group of people, schools or enterprises show that ties exist, not how many. They are
  left out: as `not collected` or `checked, none` where a coverage row of the school, the person or the enterprise says so about people,
  otherwise as unknown. A coverage row about people without such a chain counts as one.
* Simulated statements about a real school, enterprise or person are ignored.
* Two organisations that took part in the same activity are connected by it, though they may not have met there. A person's participation
  connects nobody.

## When not to use it

Where partnerships or flows were not collected, a pair may only appear to be a bridge. The number does not say how much these people do, and
it does not rank people: rows by person are there to be checked, not to compare persons. If there is no row of documented people, look at
what was left out before concluding that there are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.measures.components.coverage import Answer, CoverageRows
from graph.measures.components.statistics import grouped
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params
from graph.snapshot.columns import BY_STRENGTH, DOCUMENTED, SIMULATED, Ints, Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import UNITS_DEEP, View

ROLES = {"teacher-consultant": ("TEACHES_AT", "CONSULTS_FOR"), "lecturer": ("LECTURES_AT", "WORKS_FOR")}
BY = ("all", "school", "enterprise", "person", "pair")
TIES = ("partnership", "flow", "alliance", "facility", "activity")
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Chains:
    """Chains school - person - enterprise. ``role`` is an index into :data:`ROLES`; ``at`` and ``to`` index its two relationships."""

    school: Ints
    person: Ints
    enterprise: Ints
    origin: NDArray[np.int8]
    role: Ints
    at: Ints
    to: Ints

    def __len__(self) -> int:
        return len(self.school)

    def where(self, mask: Any) -> Chains:
        """Return the chains that a mask or an index selects."""
        return Chains(*(getattr(self, field.name)[mask] for field in fields(self)))


class Ties:
    """Connections between schools and enterprises in a view."""

    def __init__(self, view: View) -> None:
        self.view = view

    @cached_property
    def _roots(self) -> tuple[Ints, NDArray[np.int8]]:
        """The school of each unit (other nodes map to themselves), and the weakest origin on the way there."""
        view = self.view
        part_of = view.edges("PART_OF")
        part_of = part_of.take(view.mask(view.places("School"))[part_of.start])
        parent, weak = np.arange(len(view.nodes)), np.zeros(len(view.nodes), dtype=np.int8)
        parent[part_of.start], weak[part_of.start] = part_of.end, part_of.origin
        root, found = parent, weak
        for _ in range(UNITS_DEEP - 1):
            root, found = parent[root], np.maximum(found, weak[root])
        return root, found

    def root(self, place: int | None) -> int | None:
        """Return the school that a school or unit belongs to."""
        return None if place is None else int(self._roots[0][place])

    def _not_simulated_about_real(self, start: Ints, end: Ints, origin: NDArray[np.int8]) -> Mask:
        """Return a mask without simulated links that touch a real entity."""
        nodes = self.view.nodes.origin
        allowed: Mask = (origin != SIMULATED) | ((nodes[start] == SIMULATED) & (nodes[end] == SIMULATED))
        return allowed

    def people(self, role: str | None) -> Chains:
        """Return chains over people in one role, or in any; of two between the same three entities, the stronger."""
        found = [self._people(name) for name in ROLES if role in (None, name)]
        chains = Chains(*(np.concatenate([getattr(one, field.name) for one in found]) for field in fields(Chains)))
        chains = chains.where(self._not_simulated_about_real(chains.school, chains.enterprise, chains.origin))
        order = np.lexsort((chains.role, chains.origin, chains.person, chains.enterprise, chains.school))
        chains = chains.where(order)
        same = np.ones(len(chains), dtype=bool)
        for column in (chains.school, chains.enterprise, chains.person):
            same[1:] &= column[1:] == column[:-1]
        same[:1] = False
        return chains.where(~same)

    def _people(self, role: str) -> Chains:
        to_school, to_enterprise = (self.view.edges(kind) for kind in ROLES[role])
        links = Links.of(to_school, trail=True, back=True).join(Links.of(to_enterprise, trail=True))
        at, to = links.trail[:, 0], links.trail[:, 1]
        root, weak = self._roots
        origin = np.maximum(links.origin, weak[links.start])
        return Chains(root[links.start], to_school.start[at], links.end, origin, np.full(len(at), list(ROLES).index(role)), at, to)

    def codes(self, school: Ints, enterprise: Ints) -> Codes:
        """Encode each pair as one number."""
        return school.astype(np.int64) * len(self.view.nodes) + enterprise

    def others(self, enterprises: Mask) -> dict[str, Codes]:
        """Return the pairs that something else connects, by the kind of tie."""
        view = self.view
        runs = Links.of(view.edges("RUNS"))
        to_firms = {kind: Links.of(view.edges(kind)).ends_in(enterprises) for kind in ("PARTNERS_WITH", "FEEDS", "SUPPORTS")}
        members = Links.of(view.edges("MEMBER_OF"))
        back = Links.of(view.edges("MEMBER_OF"), back=True).ends_in(enterprises)
        took = Links.of(view.edges("TOOK_PART_IN"))
        took_back = Links.of(view.edges("TOOK_PART_IN"), back=True).ends_in(enterprises)
        run_back = Links.of(view.edges("RUNS"), back=True).ends_in(enterprises)
        found = {
            "partnership": to_firms["PARTNERS_WITH"],
            "flow": Links.of(view.edges("OFFERS")).join(to_firms["FEEDS"]),
            "alliance": members.join(back),
            "facility": runs.join(to_firms["SUPPORTS"].union(run_back)),
            "activity": took.where(view.mask(view.places("School"))[took.start]).join(took_back),
        }
        return {name: self._pairs(links) for name, links in found.items()}

    def _pairs(self, links: Links) -> Codes:
        school = self.view.mask(self.view.places("School"))[links.start]
        links = links.where(school & self._not_simulated_about_real(links.start, links.end, links.origin))
        return np.unique(self.codes(self._roots[0][links.start], links.end))


@dataclass(frozen=True)
class Bridges:
    """Chains over people, the code of the pair of each, and which pairs something else connects."""

    view: View
    chains: Chains
    codes: Codes
    others: dict[str, Mask]
    unnamed: Chains
    """Chains with unnamed groups; not counted."""

    @cached_property
    def alone(self) -> Mask:
        """Mask of the chains whose pair nothing else connects."""
        alone: Mask = ~np.logical_or.reduce(list(self.others.values()))
        return alone

    @cached_property
    def coverage(self) -> CoverageRows:
        """Coverage rows about people."""
        return CoverageRows(self.view, {kind for kinds in ROLES.values() for kind in kinds} | {"Person"})

    @cached_property
    def ends(self) -> list[tuple[str, ...]]:
        """Ids of the school, person and enterprise (or groups) of each uncounted chain."""
        ids, left = self.view.nodes.ids, self.unnamed
        return [tuple(ids[at] for at in chain) for chain in zip(left.school, left.person, left.enterprise, strict=True)]

    @property
    def absent(self) -> list[Answer]:
        """Why each uncounted chain is incomplete."""
        return [self.coverage.answer(ends) for ends in self.ends]

    @property
    def excluded(self) -> Counter[str]:
        """Uncounted chains, and coverage rows about people without such a chain, by answer."""
        rest = self.coverage.statuses.keys() - {node_id for ends in self.ends for node_id in ends}
        alone = Counter(self.coverage.answer((scope,)) for scope in rest)
        return Counter(self.absent) + Counter({answer: count for answer, count in alone.items() if answer != "unknown"})

    @cached_property
    def strength(self) -> Ints:
        """The origin under which the pair of each chain counts: its strongest chain. Reference counts as documented."""
        strongest = np.full(len(self.codes), SIMULATED)
        _, place = np.unique(self.codes, return_inverse=True)
        np.minimum.at(strongest, place, np.maximum(self.chains.origin, DOCUMENTED))
        found: Ints = strongest[place]
        return found


def _bridges(view: View, given: Given) -> Bridges:
    """Return the bridges that the parameters select."""
    ties = Ties(view)
    chains = ties.people(given.get("role"))
    chains = chains.where(view.seen[chains.person])
    if given.get("school"):
        chains = chains.where(chains.school == ties.root(view.snapshot.at(given["school"])))
    if given.get("enterprise"):
        chains = chains.where(chains.enterprise == view.snapshot.at(given["enterprise"]))
    return _split(ties, chains)


def _split(ties: Ties, chains: Chains) -> Bridges:
    groups = ties.view.is_group
    unnamed = groups[chains.school] | groups[chains.person] | groups[chains.enterprise]
    left, chains = chains.where(unnamed), chains.where(~unnamed)
    codes = ties.codes(chains.school, chains.enterprise)
    others = {name: np.isin(codes, pairs) for name, pairs in ties.others(ties.view.mask(chains.enterprise)).items()}
    return Bridges(ties.view, chains, codes, others, left)


_GROUPS = {"school": "school", "enterprise": "enterprise", "person": "person"}


def _rows(found: Bridges, by: str) -> Iterator[tuple[str, str | None, int, Mask]]:
    """Yield key, entity, origin and chains of each row: pairs of one origin, over people of that origin."""
    own = np.maximum(found.chains.origin, DOCUMENTED)
    for code in range(DOCUMENTED, len(BY_STRENGTH)):
        mask = (found.strength == code) & (own == code)
        if not mask.any():
            continue
        if by == "all":
            yield BY_STRENGTH[code], None, code, mask
            continue
        column = found.codes if by == "pair" else getattr(found.chains, _GROUPS[by])
        places = np.flatnonzero(mask)
        for key, at in grouped(column[places]):
            chosen = np.zeros(len(mask), dtype=bool)
            chosen[places[at]] = True
            ids, size = found.view.nodes.ids, len(found.view.nodes)
            name = f"{ids[key // size]}|{ids[key % size]}" if by == "pair" else ids[key]
            yield f"{name}|{BY_STRENGTH[code]}", None if by == "pair" else name, code, chosen


def _figure(found: Bridges, key: str, thing: str | None, code: int, mask: Mask) -> Figure:
    chains, alone = found.chains, mask & found.alone
    ids = found.view.nodes.ids
    is_pair = thing is None and "|" in key
    first = int(np.flatnonzero(mask)[0])
    cells: dict[str, Any] = {
        "thing": thing,
        "school": ids[int(chains.school[first])] if is_pair else None,
        "enterprise": ids[int(chains.enterprise[first])] if is_pair else None,
        "connected": len(np.unique(found.codes[mask])),
        **{f"also_{name}": len(np.unique(found.codes[mask & other])) for name, other in found.others.items()},
        "people": len(np.unique(chains.person[alone])),
        "schools": len(np.unique(chains.school[alone])),
        "enterprises": len(np.unique(chains.enterprise[alone])),
        "teacher_consultants": len(np.unique(chains.person[alone & (chains.role == 0)])),
        "lecturers": len(np.unique(chains.person[alone & (chains.role == 1)])),
    }
    value = float(len(np.unique(found.codes[alone])))
    return Figure(key, value, BY_STRENGTH[code], cells, partial(_evidence, found, alone))


def _evidence(found: Bridges, alone: Mask) -> Iterator[Evidence]:
    at = np.flatnonzero(alone)
    _, place, people = np.unique(found.codes[at], return_inverse=True, return_counts=True)
    order = np.argsort(place, kind="stable")
    ids = found.view.nodes.ids
    for number in order.tolist():
        chain = int(at[number])
        to, school = _relationships(found.view, found.chains, chain)
        yield Evidence(to, "part", 1 / int(people[place[number]]), of=ids[int(found.chains.school[chain])])
        yield Evidence(school, "path", of=to)


def _nobody(found: Bridges) -> Figure:
    """Return a refused figure: simulated people do not replace missing documented ones."""
    cells = {"thing": None, "school": None, "enterprise": None} | dict.fromkeys(
        ("connected", *(f"also_{name}" for name in TIES), "people", "schools", "enterprises", "teacher_consultants", "lecturers"), 0
    )
    return Figure("documented", None, "documented", cells, partial(_unnamed, found), _NOBODY)


def _unnamed(found: Bridges) -> Iterator[Evidence]:
    chains, ids = found.unnamed, found.view.nodes.ids
    for chain, why in enumerate(found.absent):
        yield Evidence(_relationships(found.view, chains, chain)[0], why, of=ids[int(chains.school[chain])])


def _relationships(view: View, chains: Chains, chain: int) -> tuple[str, str]:
    """Return the ids of the two relationships of a chain: to the enterprise, to the school."""
    kinds = list(ROLES.values())[int(chains.role[chain])]
    places = (chains.at[chain], chains.to[chain])
    at, to = (next(view.edges(kind).take([int(place)]).ids(view.nodes)) for kind, place in zip(kinds, places, strict=True))
    return to, at


_NOBODY = Note(
    "Too little data: no documented person connects a named school with a named enterprise here. This describes the records; it does not "
    "mean that there are none.",
    "数据不足：此范围内没有已载明的人员连接具名学校与具名企业；这只说明未见记载，并不等于不存在。",
)


def _notes(figures: list[Figure], groups: int) -> Iterator[Note]:
    if groups:
        yield Note(
            f"Ties over people that involve unnamed groups: {groups}. They exist, but how many ties they stand for is unknown.",
            f"{groups}条人员联系涉及未具名群体：联系存在，但具体数量未知。",
        )
    if not any(figure.origin == "documented" for figure in figures):
        yield _NOBODY


def compute(view: View, given: Given) -> Outcome:
    """Compute bridges by origin, and by school, enterprise, person or pair within each origin."""
    found, by = _bridges(view, given), given.get("by") or BY[0]
    figures = [_figure(found, *row) for row in _rows(found, by)]
    figures.sort(key=lambda figure: (BY_STRENGTH.index(figure.origin), -(figure.value or 0), figure.key))
    notes = list(_notes(figures, len(found.unnamed)))
    if _NOBODY in notes and by == "all" and (view.origin is None or "documented" in view.origin):
        figures.insert(0, _nobody(found))
    return Outcome(figures, excluded=found.excluded, notes=notes)


MEASURE = Measure(
    name="bridges",
    title="Which schools and enterprises are connected only by people?",
    title_zh="哪些学校与企业仅靠双师或兼职教师相连？",
    about=(
        "Pairs of a school and an enterprise connected by a teacher-consultant or a lecturing professional, but by no partnership, "
        "flow of graduates, alliance, facility or activity. Documented and simulated people are always counted separately."
    ),
    about_zh="仅由双师/兼职顾问或到校授课的企业人员相连、而无合作、毕业生输送、联合体、实训基地或共同活动联系的学校—企业对。已载明人员与模拟人员始终分开统计。",
    group="people",
    unit="pairs",
    definition=__doc__,
    params=params(
        param("by", "str", "Group rows by this, within each origin.", "在每种数据性质内按此分组。", default="all", choices=BY),
        param("school", "School?", "Only this school and its units.", "只看该学校（含二级单位）。"),
        param("enterprise", "Enterprise?", "Only this enterprise.", "只看该企业。"),
        param("role", "str?", "Only people in this role.", "只看此类人员。", choices=tuple(ROLES)),
    ),
    returns=columns(
        thing="Thing?",
        school="School?",
        enterprise="Enterprise?",
        connected="int",
        **{f"also_{name}": "int" for name in TIES},
        people="int",
        schools="int",
        enterprises="int",
        teacher_consultants="int",
        lecturers="int",
    ),
    example={"by": "all"},
    compute=compute,
    place=("Person",),
)
