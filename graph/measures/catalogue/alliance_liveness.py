"""Whether an alliance is active: reported members beside known ones, dated activities with their proof, ties between members.

## Formula

`reported`: each member count that a source gives, as a claim. `known`: members named in the data. The two are shown side by side and never
combined.

`activities`: activities of the alliance with a known date no later than `as_of`. `activity`: one of them; its value is its age. `last
evidence`: the age of the latest, (counted_to - date) in days / 365.25. `counted_to` is `as_of`, or else the end of the latest year in the
data: an age does not change until the data does. A date stated as a year or a month counts from its first day, so an age is the greatest
that the stated date allows.

`active`, `quiet`, `unknown`: members that took part in an activity of the alliance in the last `years` years; members that took part only
earlier, or for which a check found nothing; members of which no activity is known, although they may have ties. `member`: the number of
activities of the last `years` years in which one member took part.

`with ties`: members with a tie to another member, whatever its date: a partnership, graduates of a program of one who went to the other, a
facility that one runs and that supports the other, a person who teaches or lectures at one and advises or works for the other. Each is in
one of three parts. `tied`: a tie in the last `years` years. `tied, undated`: no tie in that time, but a tie without a known date. `tied
earlier`: the tie ended before. The measure `alliance-structure` counts the same members. The audit of a count lists its members, one row
each (role `part`), and the relationships that qualify them (`path`). The audit of an age lists the activity with the age as its amount.
Amounts of role `part` sum to the values.

## Source

Counts of dated evidence, without a model. Why no evidence is not evidence of inactivity: D. G. Altman and J. M. Bland, BMJ 311 (1995), 485.

## Assumptions

* Members that stand for an unnamed group are not counted. They and the `unknown` members are reported as left out, by what the coverage
  rows say: `not collected` means that nobody looked. What a unit of a school does counts for its school.
* A relationship that began and has no stated end still holds. A person's part in an activity does not count for the employer.
* Simulated statements about real members are left out.

## When not to use it

Do not read `unknown` as inactive, and do not compare alliances whose activities were collected with different care. An alliance may meet
often and do little: the figures say what is documented, not what it is worth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from graph.measures.components.alliances import Members, MemberTies, Period, as_of_note, day_text, latest_day, member_ties, members, wholes
from graph.measures.components.coverage import absences, unnamed
from graph.measures.components.statistics import by_origin, weakest_of
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params, required
from graph.snapshot.columns import Mask
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View

YEARS = 3
ACTIVE, QUIET, UNKNOWN = "active", "quiet", "unknown"


def _age(last: int, day: int) -> float:
    """Return the years from one day to another, to two decimals."""
    return round((_date(last) - _date(day)).days / 365.25, 2)


def _date(day: int) -> date:
    return date(day // 10_000, day // 100 % 100, day % 100)


@dataclass(frozen=True)
class Record:
    """What is known of an alliance. ``dated``: activities, oldest first. ``took_part``: links from members to its activities."""

    view: View
    time: Period
    members: Members
    dated: Places
    undated: Places
    took_part: Links
    of: Links
    checked: Places
    """Members for which a check found no activity."""

    @property
    def recent(self) -> Mask:
        """Activities within the period."""
        begun = self.view.nodes.begun
        return self.view.mask(self.dated) & (begun >= self.time.first)

    def states(self) -> dict[str, Places]:
        """Return the members by state."""
        dated = self.took_part.ends_in(self.view.mask(self.dated))
        active = np.unique(dated.ends_in(self.recent).start)
        quiet = np.setdiff1d(np.union1d(dated.start, self.checked), active)
        return {ACTIVE: active, QUIET: quiet, UNKNOWN: np.setdiff1d(self.members.places, np.union1d(active, quiet))}


def _record(view: View, given: Given, day: int) -> Record:
    named = members(view, given["alliance"])
    time = Period.recent(view, int(given.get("years") or YEARS))
    of = view.drop_simulated_evidence(Links.of(view.edges("OF"), trail=True))
    of = of.where((of.end == named.alliance) & view.seen[of.start])
    begun = view.nodes.begun
    held = np.unique(of.start[begun[of.start] <= day]).astype(np.int32)
    took = Links.of(view.edges("TOOK_PART_IN"), trail=True)
    both = took.where(view.mask(view.places("Enterprise"))[took.start]).union(wholes(view).join(took))
    there = view.mask(named.places)
    took_part = view.drop_simulated_evidence(both.where(there[both.start]).ends_in(view.mask(held))).best()
    nothing = {row.scope for row in view.snapshot.coverage if row.sought == "TOOK_PART_IN" and row.status == "checked, none"}
    checked = np.array([at for at in named.places if view.nodes.ids[at] in nothing], dtype=np.int32)
    return Record(view, time, named, _by_day(view, held[begun[held] > 0]), held[begun[held] == 0], took_part, of, checked)


def _by_day(view: View, places: Places) -> Places:
    return places[np.argsort(view.nodes.begun[places], kind="stable")]


def _cells(what: str, **more: Any) -> dict[str, Any]:
    names = ("thing", "date", "counted_to", "proof", "state", "tie")
    empty: dict[str, Any] = {"unit": "members", **dict.fromkeys(names)}
    return empty | {"what": what, **{f"rows_{name}": 0 for name in ("documented", "inferred", "simulated")}} | more


NO_MEMBERS = Note("No named members are known.", "没有可查明名称的成员。")


def _of_members(record: Record, key: str, places: Places, links: Links) -> Figure:
    """Count members; refuse a number when no member is named."""
    if not len(record.members.places):
        return Figure(key, None, None, _cells(key), tuple, NO_MEMBERS)
    return _counted(record.view, key, places, links)


def _counted(view: View, key: str, places: Places, links: Links, unit: str = "members") -> Figure:
    """Count entities; ``links`` are the relationships that qualify them."""
    weak = view.nodes.origin[places].copy()
    if len(links):
        strongest = np.full(len(view.nodes), -1, dtype=np.int8)
        order = np.argsort(-links.origin, kind="stable")
        strongest[links.start[order]] = links.origin[order]
        weak = np.maximum(weak, strongest[places])
    cells = _cells(key, unit=unit, **by_origin(weak, "rows"))
    return Figure(key, float(len(places)), weakest_of(weak), cells, partial(_rows, view, places, links))


def _rows(view: View, places: Places, links: Links) -> Iterator[Evidence]:
    yield from (Evidence(view.nodes.ids[at], "part") for at in places)
    yield from (Evidence(edge_id, "path") for edge_id in links.best().relationships(view.nodes))


def _reported(view: View, alliance: str) -> Iterator[Figure]:
    for claim in _claims(view, alliance):
        at = view.snapshot.at(claim.id)
        origin = weakest_of([view.nodes.origin[at]] if at is not None else [])
        cells = _cells("reported", unit=claim.unit, thing=claim.id)
        rows = (Evidence(claim.id, "part", claim.value),)
        yield Figure(f"reported|{claim.id}", claim.value, origin, cells, partial(tuple, rows))


def _claims(view: View, alliance: str) -> list[Any]:
    found = [claim for claim in view.snapshot.claims if claim.metric == "alliance_members" and alliance in claim.about]
    return [claim for claim in found if (at := view.snapshot.at(claim.id)) is None or view.seen[at]]


def _last(record: Record) -> Figure:
    view, key = record.view, "last evidence"
    if not len(record.dated):
        why = Note("The alliance has no dated activities.", "未见该联合体有日期可考的活动。")
        return Figure(key, None, None, _cells(key, unit="years"), tuple, why)
    return _activity(view, record, int(record.dated[-1]), key, key)


def _activity(view: View, record: Record, at: int, key: str, what: str) -> Figure:
    nodes = view.nodes
    node_id, age = nodes.ids[at], _age(record.time.last, int(nodes.begun[at]))
    links = record.of.where(record.of.start == at).best()
    weak = np.maximum(nodes.origin[[at]], links.origin)
    dated = day_text(int(nodes.begun[at]))
    times = {"date": dated, "counted_to": day_text(record.time.last)}
    cells = _cells(what, unit="years", thing=node_id, proof=nodes.proof.get(at), **times, **by_origin(weak, "rows"))

    def rows() -> Iterator[Evidence]:
        yield Evidence(node_id, "part", age)
        yield from (Evidence(one, "path", of=node_id) for one in links.relationships(nodes))

    return Figure(key, age, weakest_of(weak), cells, rows)


def _tie_figures(record: Record, all_ties: MemberTies, by_kind: dict[str, MemberTies]) -> Iterator[Figure]:
    view, links, time = record.view, all_ties.links, all_ties.time
    yield _of_members(record, "with ties", all_ties.tied, links.where(time.within | time.undated | time.earlier))
    yield _of_members(record, "tied", all_ties.within, links.where(time.within))
    for kind, one in by_kind.items():
        yield _of_members(record, f"tied|{kind}", one.within, one.links.where(one.time.within))
    undated = links.where(time.undated & view.mask(all_ties.undated)[links.start])
    yield _of_members(record, "tied, undated", all_ties.undated, undated)
    earlier = links.where(time.earlier & view.mask(all_ties.earlier)[links.start])
    yield _of_members(record, "tied earlier", all_ties.earlier, earlier)


def _member_figures(record: Record, states: dict[str, Places], tied: MemberTies) -> Iterator[Figure]:
    view, nodes = record.view, record.view.nodes
    state = {int(at): name for name, places in states.items() for at in places}
    sets = {"within": tied.within, "undated": tied.undated, "earlier": tied.earlier}
    tie = {int(at): name for name, places in sets.items() for at in places}
    recent = record.took_part.ends_in(record.recent)
    for at in record.members.places:
        participations = recent.where(recent.start == at)
        belongs = record.members.links.where(record.members.links.start == at)
        weak = np.concatenate([nodes.origin[[at]], belongs.origin, participations.origin])
        cells = _cells("member", unit="activities", thing=nodes.ids[at], state=state[int(at)], tie=tie.get(int(at)))
        cells |= by_origin(participations.origin, "rows")
        yield Figure(
            f"member|{nodes.ids[at]}", float(len(participations)), weakest_of(weak), cells, partial(_took_part, view, participations)
        )


def _took_part(view: View, participations: Links) -> Iterator[Evidence]:
    yield from (Evidence(view.nodes.ids[at], "part") for at in participations.end)
    yield from (Evidence(edge_id, "path") for edge_id in participations.relationships(view.nodes))


def _notes(record: Record, day: int) -> Iterator[Note]:
    if day:
        yield as_of_note(record.view, day)
    if record.members.groups:
        count = record.members.groups
        yield Note(f"Members that stand for unnamed groups, not counted: {count}.", f"{count}个成员代表未具名群体，未计入。")
    if len(record.undated):
        count = len(record.undated)
        yield Note(f"Activities without a date, not counted: {count}.", f"{count}项活动没有日期，未计入。")


def compute(view: View, given: Given) -> Outcome:
    """Compute the figures of one alliance: reported and known members, activities, states, ties, each member."""
    day = latest_day(view)
    record = _record(view, given, day)
    states = record.states()
    all_ties, by_kind = member_ties(view, record.members, record.time)
    took_part, belongs = record.took_part, record.members.links
    figures = [
        *_reported(view, given["alliance"]),
        _counted(view, "known", record.members.places, record.members.links),
        _counted(view, "activities", record.dated, record.of.where(view.mask(record.dated)[record.of.start]), "activities"),
        _last(record),
        _of_members(record, ACTIVE, states[ACTIVE], took_part.ends_in(record.recent)),
        _of_members(record, QUIET, states[QUIET], took_part.where(view.mask(states[QUIET])[took_part.start])),
        _of_members(record, UNKNOWN, states[UNKNOWN], belongs.where(view.mask(states[UNKNOWN])[belongs.start])),
        *_tie_figures(record, all_ties, by_kind),
        *(_activity(view, record, int(at), f"activity|{view.nodes.ids[at]}", "activity") for at in record.dated[::-1]),
        *_member_figures(record, states, all_ties),
    ]
    left = unnamed(view, given["alliance"], record.members.groups)
    left += absences(view, states[UNKNOWN], ("TOOK_PART_IN", "Activity"), scopes=(given["alliance"],))
    return Outcome(figures, left, list(_notes(record, day)), [claim.id for claim in _claims(view, given["alliance"])])


MEASURE = Measure(
    name="alliance-liveness",
    title="Is this alliance active, or does it exist only on paper?",
    title_zh="这个产教联合体是在实际运行，还是只停留在纸面上？",
    about=(
        "Reported members beside known members; dated activities with their proof, and the age of the latest; members that are active, "
        "quiet or of unknown activity; and members that work with another member. Unknown is never counted as inactive."
    ),
    about_zh="报道的成员数与可查明的成员并列；列出有日期的活动及其证明、最近一次距今多久；成员按参加活动的情况分为活跃、沉寂、未知，并统计与其他成员有往来者。未知绝不算作不活跃。",
    group="alliances",
    unit="see the column unit",
    definition=__doc__,
    params=params(
        required("alliance", "Alliance", "The alliance.", "产教联合体。"),
        param(
            "years",
            "int",
            "Number of years for which evidence counts as recent.",
            "最近多少年内的证据算作近期。",
            default=YEARS,
            low=1,
            high=50,
        ),
    ),
    returns=columns(
        what="str",
        unit="str",
        thing="Thing?",
        date="date?",
        counted_to="date?",
        proof="str?",
        state="str?",
        tie="str?",
        rows_documented="int",
        rows_inferred="int",
        rows_simulated="int",
    ),
    example={"alliance": "alliance:chenzhou-ftz-new-materials-it"},
    compute=compute,
)
