"""Who could work with a school, an enterprise or an alliance: candidates with reasons and counter-reasons, and how firm their order is.

## Formula

Score of a candidate: the sum over reasons of weight x amount. Amounts lie between 0 and 1; n / (n + h) makes much more than little:

* `industry`: the best field that both have, c / (c + 1) x the share of enterprises not in it, with c the active programs that serve it;
* `flows`: n / (n + 3) of n graduates who went from the one to the other (a flow without a number counts as one);
* `county`, `region`: the same (1) or not (0); `alliance`: members of the same one;
* `distance`: 1 - km / 100 between the seats of their counties, 0 from 100 km on or when a seat is not known;
* `shared`: n / (n + 1) of n ways over a shared partner: both have partners that work with one and the same;
* `people`: n / (n + 1) of people who teach or lecture at the one and advise or work for the other;
* `facility`: n / (n + 1) of facilities that the one runs and that support the other;
* `capacity`: n / (n + `places`) of n employees, or n students of active programs; 0 when not known;
* counter-reasons, with weights below zero: `exclusive`, works with exactly one other now; `simulated`, the candidate, or all that ties it
  to the one who asks (graduates, people, facilities, members that are partners), is simulated.

For an alliance the members are asked together: schools are held against its enterprises, enterprises against its schools; `industry` is the
sectors on which it focuses, if it does on any. Ties are counted by members, ln(1 + n) / ln(1 + m) of n that have one and m that are held
against the candidate: 1 when all have one. So are `flows`, `people` and `facility`, and in the place of `alliance` and `shared` stand

* `members`: n members are partners of the candidate already;
* `inside`: n / p, with p partners of the candidate in all. `exclusive` is then: works with exactly one that is no member.

The column `members` says n.

`stability`: each weight is multiplied by a random number between 0.5 and 1.5, `draws` times from `seed`; 100 x the mean share of the ten
best that are among the ten best again. `stays` of a candidate: in what share of the draws. The audit of a candidate or a reason gives the
relationships that it rests on, each with its part of the points (role part); the sums of the amounts are the values. That of `inside` gives
the partnerships with others as well, with no part.

## Source

Sums of evidence as predictors of links: D. Liben-Nowell and J. Kleinberg, Journal of the American Society for Information Science and
Technology 58 (2007), 1019-1031. Order under other weights: M. Saisana, A. Saltelli and S. Tarantola, Journal of the Royal Statistical
Society A 168 (2005), 307-323.

## Assumptions

* Reasons add up. The weights were chosen so that they find simulated partnerships and members, and a request can set others.
* To an alliance it speaks for a candidate that its members work with it. One that nobody works with may be what it lacks: set `members=0`.
* In simulated data people, alliances and facilities are made from partnerships: these reasons foresee more there than they would elsewhere.
* No place of a school or an enterprise is known nearer than its county: the distance is that of the seats of government, in a straight
  line over the sphere. Coordinates in GCJ-02 are shifted by some hundred metres, which does not matter here.
* Who is a partner already (of an alliance: a member) is no candidate, nor is an unnamed group, nor one without any reason but capacity.
* No reason means that none is documented. Who has none is counted among what is left out: `not collected` if coverage rows say so of one
  kind of reason, there or for the county or region; `checked, none` only if they say so of all.

## When not to use it

Not to rank schools or enterprises by worth. A list of which most is simulated exercises the tool and recommends nobody; a stability under
50 says that the order depends on the weights more than on the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.errors import BadValueError
from graph.measures.components.alliances import EVIDENCE, counties_of
from graph.measures.components.coverage import absences
from graph.measures.components.partner_paths import Asked, Paths
from graph.measures.components.partner_scores import COUNTER, ENOUGH, WEIGHTS, Scored, score
from graph.measures.components.statistics import weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params, required
from graph.snapshot.columns import SIMULATED, Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View

BEST, DRAWS, SEED, TOP = 10, 200, 1, 10
LEAST_FACTOR, MOST_FACTOR = 0.5, 1.5
LISTED = ("both", "school", "enterprise")
SOUGHT = (*EVIDENCE.values(), ("MEMBER_OF",), ("LOCATED_IN",), ("OFFERS", "Program", "SERVES", "OPERATES_IN"))
"""What somebody who looked for reasons has looked for, kind by kind."""


def read_weights(text: str | None) -> dict[str, float]:
    """Weights as a request sets them, ``industry=2,county=1``; those that it does not name keep theirs.

    :raises BadValueError: a name is no reason, or a value no number.
    """
    found = dict(WEIGHTS)
    for part in filter(None, (text or "").split(",")):
        name, _, value = (word.strip() for word in part.partition("="))
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if name not in WEIGHTS or not np.isfinite(number):
            raise BadValueError(
                f"'{part.strip()}' sets no weight: write NAME=NUMBER, with NAME one of {', '.join(WEIGHTS)}.", pointer="weights"
            )
        found[name] = number
    return found


@dataclass(frozen=True)
class Reason:
    """A reason of a candidate with its points, and what it rests on: ``rows`` that bring them, and others ``beside`` that bring none."""

    name: str
    amount: float
    points: float
    rows: tuple[str, ...]
    beside: tuple[str, ...]
    origin: int
    members: int | None

    def evidence(self) -> Iterator[Evidence]:
        """The rows, each with its part of the points."""
        yield from (Evidence(row, "part", self.points / len(self.rows)) for row in self.rows)
        yield from (Evidence(row, "part", 0.0) for row in self.beside)


def _reasons(paths: Paths, scored: Scored, weights: Mapping[str, float], number: int) -> Iterator[Reason]:
    view, candidate = paths.view, int(scored.places[number])
    for name, amounts in scored.amounts.items():
        amount = float(amounts[number])
        if not amount:
            continue
        links = [one.best() for one in paths.of(name, candidate)]
        more = [one.best() for one in paths.beside(name, candidate)]
        rows = _relationships(view, links) or (view.nodes.ids[candidate],)
        beside = tuple(row for row in _relationships(view, more) if row not in rows)
        weak = max((int(one.origin.max(initial=0)) for one in (*links, *more)), default=0)
        weak = max(weak, int(view.nodes.origin[candidate]), SIMULATED if name == "simulated" else 0)
        members = int(scored.members[name][number]) if name in scored.members else None
        yield Reason(name, amount, weights[name] * amount, rows, beside, weak, members)


def _relationships(view: View, links: list[Links]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known for one in links for known in one.relationships(view.nodes)))


def stays(scored: Scored, weights: Mapping[str, float], draws: int, seed: int) -> dict[int, float]:
    """For each of the ten best the share of draws of other weights in which it is among the ten best."""
    first = scored.best(weights, BEST)
    at = np.flatnonzero(scored.some & ~scored.known)
    names = list(scored.amounts)
    table = np.stack([scored.amounts[name][at] for name in names], axis=1)
    factors = np.random.default_rng(seed).uniform(LEAST_FACTOR, MOST_FACTOR, (draws, len(names)))
    counts = np.zeros(len(scored.places))
    for factor in factors * np.array([weights[name] for name in names]):
        points = table @ factor
        counts[at[_ten_best(points)]] += 1
    return {int(number): float(counts[number]) / draws for number in first}


def _ten_best(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Places of the ten greatest; of equals the first."""
    if len(points) > BEST:
        least = np.partition(points, -BEST)[-BEST]
        above, equal = np.flatnonzero(points > least), np.flatnonzero(points == least)
        return np.concatenate([above, equal[: BEST - len(above)]])
    return np.arange(len(points))


def _cells(what: str, unit: str, **more: Any) -> dict[str, Any]:
    return dict.fromkeys(("candidate", "rank", "reason", "amount", "weight", "members", "stays")) | {"what": what, "unit": unit} | more


def _stability(view: View, scored: Scored, kept: Mapping[int, float], weak: Any) -> Figure:
    cells, count = _cells("stability", "%"), int(np.count_nonzero(scored.some & ~scored.known))
    if count <= BEST:
        text = f"Too little data: {count} candidates, and the order of more than {BEST} is compared."
        return Figure("stability", None, weak, cells, tuple, Note(text, f"数据不足：候选仅{count}个，超过{BEST}个才能比较排序。"))
    rows = [Evidence(view.nodes.ids[scored.places[number]], "part", 100 * share / BEST) for number, share in kept.items()]
    return Figure("stability", sum(row.amount for row in rows), weak, cells, partial(tuple, rows))


def _candidate(view: View, place: int, rank: int, stay: float | None, reasons: list[Reason]) -> Iterator[Figure]:
    known = view.nodes.ids[place]
    rows = [list(reason.evidence()) for reason in reasons]
    cells = _cells("candidate", "points", candidate=known, rank=rank, stays=stay)
    points = float(sum(reason.points for reason in reasons))
    every = [one for some in rows for one in some]
    yield Figure(known, points, weakest_of([reason.origin for reason in reasons]), cells, partial(tuple, every))
    for reason, some in zip(reasons, rows, strict=True):
        what = "counter-reason" if reason.name in COUNTER else "reason"
        cells = _cells(what, "points", candidate=known, rank=rank, reason=reason.name, amount=reason.amount)
        cells |= {"weight": reason.points / reason.amount, "members": reason.members}
        yield Figure(f"{known}|{reason.name}", reason.points, weakest_of([reason.origin]), cells, partial(tuple, some))


def compute(view: View, given: Given) -> Outcome:
    """How firm the order is, then each candidate followed by its reasons."""
    weights, asked = read_weights(given.get("weights")), Asked.of(view, given["for"])
    scored = score(view, asked.place, int(given.get("places") or ENOUGH))
    top, ranked = int(given.get("top") or TOP), scored.best(weights, len(scored.places))
    listed = np.flatnonzero(_wanted(view, scored.places[ranked], given))[:top]
    chosen = ranked[listed]
    paths = Paths(asked, scored.places[chosen])
    kept = stays(scored, weights, int(given.get("draws") or DRAWS), int(given.get("seed") or SEED))
    figures = [
        figure
        for rank, number in zip((listed + 1).tolist(), chosen.tolist(), strict=True)
        for figure in _candidate(
            view, int(scored.places[number]), rank, kept.get(number), sorted(_reasons(paths, scored, weights, number), key=_by_points)
        )
    ]
    weak = weakest_of(view.nodes.origin[scored.places[ranked[:top]]])
    without = scored.places[~scored.some & ~scored.known]
    notes = list(_notes(weights, scored, figures))
    return Outcome([_stability(view, scored, kept, weak), *figures], absences(view, without, *SOUGHT), notes)


def _wanted(view: View, places: Places, given: Given) -> Mask:
    """Which candidates the request wants listed: those of a type, those in a county."""
    found: Mask = np.ones(len(places), dtype=bool)
    kind, county = given.get("kind") or "both", given.get("in_county")
    if kind != "both":
        found &= view.mask(view.places(kind.capitalize()))[places]
    if county is not None:
        there = counties_of(view, places).ends_in(view.mask(np.array([view.snapshot.at(county)], dtype=np.int32)))
        found &= view.mask(there.start)[places]
    return found


def _by_points(reason: Reason) -> tuple[float, str]:
    return -reason.points, reason.name


def _notes(weights: Mapping[str, float], scored: Scored, figures: list[Figure]) -> Iterator[Note]:
    text = ", ".join(f"{name}={value:g}" for name, value in weights.items() if name in scored.amounts)
    yield Note(f"Weights: {text}.", f"权重：{text}。")
    known = int(np.count_nonzero(scored.known))
    yield Note(f"Already partners or members, and no candidates: {known}.", f"已是合作方或成员、不再列为候选：{known}。")
    if not figures:
        if np.any(scored.some & ~scored.known):
            yield Note("Nobody who was asked for has a documented reason.", "所要求的范围内没有候选具备有据可查的理由。")
        else:
            yield Note("No candidate has a documented reason.", "没有候选具备有据可查的理由。")


MEASURE = Measure(
    name="partners",
    title="Who could work with this school, enterprise or alliance, and why?",
    title_zh="谁适合与这所学校、这家企业或这个产教联合体合作？理由是什么？",
    about=(
        "Candidates by a sum of weighted reasons and counter-reasons: the same industries, graduates who already go there, the same "
        "county, nearness, the same alliance, shared partners, members that are partners, people and facilities in common, capacity, "
        "exclusive elsewhere, only simulated evidence."
    ),
    about_zh="按加权理由与反对理由之和排列候选：相同产业、已有毕业生流向、同一区县、距离近、同一联合体、共同合作方、与之合作的成员、共同人员与基地、规模、已专属他方、仅有模拟证据。",
    group="partners",
    unit="see the column unit",
    definition=__doc__,
    params=params(
        required("for", "Thing", "A school, an enterprise or an alliance.", "学校、企业或产教联合体。"),
        param("weights", "str?", "Weights, such as industry=2,county=1; others keep theirs.", "权重，如 industry=2,county=1；其余不变。"),
        param(
            "places",
            "int",
            "Places a year to be filled or found: capacity is held against them.",
            "每年需要填补或寻找的岗位（学位）数，规模与之相比。",
            default=ENOUGH,
            low=1,
            high=1_000_000,
        ),
        param(
            "in_county",
            "County?",
            "Only candidates located there; a rank is that among all.",
            "只列位于该区县的候选，名次为全部候选中的名次。",
        ),
        param("kind", "str", "Only candidates of this type.", "只列该类型的候选。", default="both", choices=LISTED),
        param("top", "int", "How many candidates.", "候选数量。", default=TOP, low=1, high=100),
        param("draws", "int", "Other weights to try.", "尝试的其他权重组数。", default=DRAWS, low=10, high=2000),
        param("seed", "int", "Start of the random numbers.", "随机数种子。", default=SEED, low=1, high=1_000_000),
    ),
    returns=columns(
        what="str",
        unit="str",
        candidate="Thing?",
        rank="int?",
        reason="str?",
        amount="float?",
        weight="float?",
        members="int?",
        stays="float?",
    ),
    example={"for": "school:4143012847"},
    compute=compute,
)
