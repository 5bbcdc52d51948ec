"""Who could work with a school, an enterprise or an alliance: candidates with reasons and counter-reasons, and how stable their ranking is.

## Formula

The score of a candidate is the sum over reasons of weight x amount. Amounts lie between 0 and 1; n / (n + h) rises with n and levels off:

* `industry`: the best field that both have, c / (c + 1) x the share of enterprises not in it, with c the active programs that serve it;
* `flows`: n / (n + 3) of n graduates who went from one to the other (a flow without a number counts as one);
* `county`, `region`: the same (1) or not (0); `alliance`: members of the same one;
* `distance`: 1 - km / 100 between the seats of their counties, 0 from 100 km or when a seat is unknown;
* `shared`: n / (n + 1) of n paths through shared partners: a partner of one works with a partner of the other;
* `people`: n / (n + 1) of n people who teach or lecture at one and advise or work for the other;
* `facility`: n / (n + 1) of n facilities that one runs and that support the other;
* `capacity`: n / (n + `places`) of n employees, or n students of active programs; 0 when unknown;
* counter-reasons, with weights below zero: `exclusive`, works with exactly one other now; `simulated`, the candidate, or everything that
  ties it to the requester (graduates, people, facilities, members that are partners), is simulated.

For an alliance, the members are considered together: schools are compared with its enterprises, enterprises with its schools; `industry`
uses the sectors on which it focuses, if any. Ties are counted by members: ln(1 + n) / ln(1 + m), where n of the m members compared with the
candidate have one; 1 when all have one. This applies to `flows`, `people`, `facility` and `members`. In place of `alliance` and `shared`,
an alliance has

* `members`: n members are already partners of the candidate;
* `inside`: n / p, with p partners of the candidate in total. `exclusive` then means: works with exactly one that is not a member.

The column `members` gives n.

`stability`: each weight is multiplied by a random number between 0.5 and 1.5, `draws` times from `random_seed`; 100 x the mean share of the
top ten that stay in the top ten. `stays` of a candidate: the share of draws in which it stays. The audit of a candidate or a reason lists
the relationships behind it, each with its part of the points (role `part`); the amounts sum to the values. The audit of `inside` also lists
the partnerships with others, with an amount of 0.

## Source

Sums of evidence as predictors of links: D. Liben-Nowell and J. Kleinberg, Journal of the American Society for Information Science and
Technology 58 (2007), 1019-1031. Ranking under other weights: M. Saisana, A. Saltelli and S. Tarantola, Journal of the Royal Statistical
Society A 168 (2005), 307-323.

## Assumptions

* Reasons add up. The weights were chosen to find simulated partnerships and members; a request can set others.
* For an alliance, a candidate scores higher when members already work with it. A candidate that no member works with may be what the
  alliance lacks: set `members=0`.
* In simulated data, people, alliances and facilities are generated from partnerships: these reasons predict more there than elsewhere.
* No school or enterprise is located more precisely than its county: the distance is that of the seats of government, in a straight line
  over the sphere. Coordinates in GCJ-02 are shifted by some hundred metres, which does not matter here.
* Existing partners (of an alliance: members), unnamed groups and organisations with no reason except capacity are not candidates.
* No reason means that none is documented. Organisations without a reason are reported as left out: `not collected` if coverage rows say so
  for one kind of reason, there or for the county or region; `checked, none` only if they say so for all.

## When not to use it

Do not rank schools or enterprises by quality with it. A mostly simulated list demonstrates the tool and recommends nobody. A stability
below 50 says that the ranking depends on the weights more than on the data.
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
from graph.measures.components.partner_paths import Paths, Requester
from graph.measures.components.partner_scores import COUNTER, ENOUGH, WEIGHTS, Scored, score
from graph.measures.components.statistics import weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params, required
from graph.snapshot.columns import SIMULATED, Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View
from seed.bilingual import Bilingual
from seed.plurals import counted

BEST, DRAWS, SEED, TOP = 10, 200, 1, 10
LEAST_FACTOR, MOST_FACTOR = 0.5, 1.5
LISTED = ("both", "school", "enterprise")
SOUGHT = (*EVIDENCE.values(), ("MEMBER_OF",), ("LOCATED_IN",), ("OFFERS", "Program", "SERVES", "OPERATES_IN"))
"""Types whose coverage rows show that reasons were looked for, by kind."""


def read_weights(text: str | None) -> dict[str, float]:
    """Parse weights such as ``industry=2,county=1``; the others keep their defaults.

    :raises BadValueError: a name is not a reason, or a value is not a finite number.
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
                Bilingual(
                    f"'{part.strip()}' is not a valid weight. Use NAME=NUMBER, with NAME one of: {', '.join(WEIGHTS)}.",
                    f"“{part.strip()}”不是有效权重。请写“名称=数值”，名称可用：{'、'.join(WEIGHTS)}。",
                ),
                pointer="weights",
            )
        found[name] = number
    return found


@dataclass(frozen=True)
class Reason:
    """A reason of a candidate with its points. ``rows`` are the evidence that gives the points; rows ``beside`` give none."""

    name: str
    amount: float
    points: float
    rows: tuple[str, ...]
    beside: tuple[str, ...]
    origin: int
    members: int | None

    def evidence(self) -> Iterator[Evidence]:
        """Yield the rows, each with its part of the points."""
        yield from (Evidence(row, "part", self.points / len(self.rows)) for row in self.rows)
        yield from (Evidence(row, "part", 0.0) for row in self.beside)


def _reasons(paths: Paths, scored: Scored, weights: Mapping[str, float], number: int) -> Iterator[Reason]:
    view, candidate = paths.view, int(scored.places[number])
    for name, amounts in scored.amounts.items():
        amount = float(amounts[number])
        if not amount:
            continue
        links = [one.best() for one in paths.of(name, candidate)]
        more = [one.best() for one in paths.denominator_only(name, candidate)]
        rows = _relationships(view, links) or (view.nodes.ids[candidate],)
        beside = tuple(row for row in _relationships(view, more) if row not in rows)
        weak = max((int(one.origin.max(initial=0)) for one in (*links, *more)), default=0)
        weak = max(weak, int(view.nodes.origin[candidate]), SIMULATED if name == "simulated" else 0)
        members = int(scored.members[name][number]) if name in scored.members else None
        yield Reason(name, amount, weights[name] * amount, rows, beside, weak, members)


def _relationships(view: View, links: list[Links]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(edge_id for one in links for edge_id in one.relationships(view.nodes)))


def stays(scored: Scored, weights: Mapping[str, float], draws: int, seed: int) -> dict[int, float]:
    """Return, for each of the top ten, the share of draws of other weights in which it stays in the top ten."""
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
    """Return the indices of the ten greatest values; of equals, the first."""
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
        text = f"Too little data: {counted(count, 'candidate')}; more than {BEST} are needed to compare rankings."
        return Figure("stability", None, weak, cells, tuple, Note(text, f"数据不足：候选仅{count}个，超过{BEST}个才能比较排序。"))
    rows = [Evidence(view.nodes.ids[scored.places[number]], "part", 100 * share / BEST) for number, share in kept.items()]
    return Figure("stability", sum(row.amount for row in rows), weak, cells, partial(tuple, rows))


def _candidate(view: View, place: int, rank: int, stay: float | None, reasons: list[Reason]) -> Iterator[Figure]:
    node_id = view.nodes.ids[place]
    rows = [list(reason.evidence()) for reason in reasons]
    cells = _cells("candidate", "points", candidate=node_id, rank=rank, stays=stay)
    points = float(sum(reason.points for reason in reasons))
    all_rows = [one for some in rows for one in some]
    yield Figure(node_id, points, weakest_of([reason.origin for reason in reasons]), cells, partial(tuple, all_rows))
    for reason, some in zip(reasons, rows, strict=True):
        what = "counter-reason" if reason.name in COUNTER else "reason"
        cells = _cells(what, "points", candidate=node_id, rank=rank, reason=reason.name, amount=reason.amount)
        cells |= {"weight": reason.points / reason.amount, "members": reason.members}
        yield Figure(f"{node_id}|{reason.name}", reason.points, weakest_of([reason.origin]), cells, partial(tuple, some))


def compute(view: View, given: Given) -> Outcome:
    """Compute the stability of the ranking, then each candidate followed by its reasons."""
    weights, requester = read_weights(given.get("weights")), Requester.of(view, given["for"])
    scored = score(view, requester.place, int(given.get("places") or ENOUGH))
    top, ranked = int(given.get("top") or TOP), scored.best(weights, len(scored.places))
    listed = np.flatnonzero(_wanted(view, scored.places[ranked], given))[:top]
    chosen = ranked[listed]
    paths = Paths(requester, scored.places[chosen])
    kept = stays(scored, weights, int(given.get("draws") or DRAWS), int(given.get("random_seed") or SEED))
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
    """Return a mask of the candidates to list, by type, county and the place of the request."""
    found: Mask = view.lies_there[places]
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
    yield Note(f"Already partners or members, not candidates: {known}.", f"已是合作方或成员、不再列为候选：{known}。")
    if not figures:
        if np.any(scored.some & ~scored.known):
            yield Note("No candidate in the selection has a documented reason.", "所要求的范围内没有候选具备有据可查的理由。")
        else:
            yield Note("No candidate has a documented reason.", "没有候选具备有据可查的理由。")


MEASURE = Measure(
    name="partners",
    title="Who could work with this school, enterprise or alliance, and why?",
    title_zh="谁适合与这所学校、这家企业或这个产教联合体合作？理由是什么？",
    about=(
        "Candidates ranked by a sum of weighted reasons and counter-reasons: the same industries, existing flows of graduates, the same "
        "county, distance, the same alliance, shared partners, members that are partners, shared people and facilities, capacity, "
        "exclusive elsewhere, only simulated evidence."
    ),
    about_zh="按加权理由与反对理由之和排列候选：相同产业、已有毕业生流向、同一区县、距离近、同一联合体、共同合作方、与之合作的成员、共同人员与基地、规模、已专属他方、仅有模拟证据。",
    group="partners",
    unit="see the column unit",
    definition=__doc__,
    params=params(
        required("for", "Thing", "A school, an enterprise or an alliance.", "学校、企业或产教联合体。"),
        param(
            "weights",
            "str?",
            "Weights, such as industry=2,county=1; the others keep their defaults.",
            "权重，如 industry=2,county=1；其余不变。",
        ),
        param(
            "places",
            "int",
            "Number of places per year to fill or to find; capacity is compared with it.",
            "每年需要填补或寻找的岗位（学位）数，规模与之相比。",
            default=ENOUGH,
            low=1,
            high=1_000_000,
        ),
        param(
            "in_county",
            "County?",
            "Only candidates in this county; ranks are among all candidates.",
            "只列位于该区县的候选，名次为全部候选中的名次。",
        ),
        param("kind", "str", "Only candidates of this type.", "只列该类型的候选。", default="both", choices=LISTED),
        param("top", "int", "Maximum number of candidates.", "候选数量。", default=TOP, low=1, high=100),
        param("draws", "int", "Number of random weightings for the stability.", "尝试的其他权重组数。", default=DRAWS, low=10, high=2000),
        param("random_seed", "int", "Seed of the random numbers.", "随机数种子。", default=SEED, low=1, high=1_000_000),
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
    place=("School", "Enterprise"),
    ranked=True,
)
