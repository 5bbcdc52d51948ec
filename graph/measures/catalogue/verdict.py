"""What is claimed, what can be verified, what is missing and what to do next, for an alliance, a school, a county or the reported shares.

## Formula

One row for each statement, in the order `headline`, `caution`, `claimed`, `verified`, `missing`, `next`. `text` and `text_zh` are its
sentence, `value` its number, `thing` the entity that it is about. The audit of a row lists what was counted.

`claimed`: each reported figure about the entity; without an entity, each reported share of aligned programs. `verified`, alliance: members
known by name, and activities with a date. School: programs that it offers, and enterprises with a tie to it (the ties of
`alliance-liveness`). County: named schools, programs and named enterprises that are located there. Shares: one row for each crosswalk and
level of `alignment`; a share of fewer than 10 programs is refused. `missing`: coverage rows about the entity that are not `collected`.
`next`: one step, chosen by the first missing row: what was not collected comes before what was partly collected.

`status` of the headline: `verified` when as many members are known as are reported, `partly` when something is recorded, `gap` when nothing
is or when a reported share has no stated total, `refused` when there is too little data for any share. The rules are in
`graph/measures/components/verdict_rules.py`.

## Source

Counts, without a model. Why no evidence is not evidence of absence: D. G. Altman and J. M. Bland, BMJ 311 (1995), 485.

## Assumptions

* Unnamed groups are not counted. A unit of a school counts for its school.
* Simulated statements about real entities are left out. Without simulated rows in the request, none is counted.

## When not to use it

A verdict describes the records, not the entity: a gap does not mean that an alliance is inactive or a school has no partners. Do not
compare entities for which different things were collected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from graph.measures.catalogue.alignment import MEASURE as ALIGNMENT
from graph.measures.components.alliances import TIES, members, ties, wholes
from graph.measures.components.statistics import weakest_of
from graph.measures.components.verdict_rules import (
    CAUTION,
    AllianceCounts,
    Headline,
    alliance_headline,
    county_headline,
    missing_text,
    next_step,
    school_headline,
    share_text,
    shares_headline,
)
from graph.measures.definition import Evidence, Figure, Given, Measure, Note, Outcome, columns, param, params
from graph.queries.labels import Label
from graph.snapshot.columns import Claimed, Coverage
from graph.snapshot.paths import Links
from graph.snapshot.view import Places, View
from seed.model import label_of

COVERED = "collected"
FIRST_MISSING = ("not collected", "partly collected", "checked, none")
SHARES_SOUGHT = ("Program", "OFFERS")
Counted = tuple[Headline, list[Figure]]


def _row(key: str, part: str, text: Note, value: float | None = None, *, of: Sequence[str] = (), view: View, **cells: Any) -> Figure:
    """Return a statement; ``of`` are the ids of what it counts."""
    filled = {"part": part, "status": None, "text": text.text, "text_zh": text.text_zh, "thing": None, "unit": None, **cells}
    origins = [view.nodes.origin[at] for one in of if (at := view.snapshot.at(one)) is not None]
    origin = weakest_of(np.array(origins, dtype=np.int8)) if origins else None
    return Figure(key, value, origin, filled, partial(_evidence, of))


def _evidence(ids: Sequence[str]) -> Iterator[Evidence]:
    yield from (Evidence(one, "part") for one in ids)


def _ids(view: View, places: Places) -> list[str]:
    return [view.nodes.ids[at] for at in places]


def _claims(view: View, about: str | None) -> list[Claimed]:
    found = [claim for claim in view.snapshot.claims if (claim.metric == "aligned_share" if about is None else about in claim.about)]
    return [claim for claim in found if (at := view.snapshot.at(claim.id)) is not None and view.seen[at]]


def _claimed(view: View, claim: Claimed) -> Figure:
    number = f"{claim.value:.15g}"
    text = Note(f"A source reports {number} ({claim.unit}).", f"来源报道的数字：{number}")
    return _row(f"claimed|{claim.id}", "claimed", text, claim.value, of=[claim.id], view=view, thing=claim.id, unit=claim.unit)


def _count(view: View, key: str, places: Places, text: str, text_zh: str) -> Figure:
    count = len(places)
    return _row(key, "verified", Note(f"{text}: {count}", f"{text_zh}：{count}"), float(count), of=_ids(view, places), view=view)


def _alliance(view: View, about: str, claims: list[Claimed]) -> Counted:
    named = members(view, about)
    of = view.drop_simulated_evidence(Links.of(view.edges("OF"), trail=True))
    of = of.where((of.end == named.alliance) & view.seen[of.start])
    dated = np.unique(of.start[view.nodes.begun[of.start] > 0]).astype(np.int32)
    after = dated[~view.nodes.kind.among("founding")[dated]]
    reported = [int(claim.value) for claim in claims if claim.metric == "alliance_members"]
    counts = AllianceCounts(max(reported, default=None), len(named.places), len(dated), len(after))
    return alliance_headline(counts), [
        _count(view, "members", named.places, "Members known by name", "有名称的成员"),
        _count(view, "activities", dated, "Activities with a date", "有日期的活动"),
        _count(view, "activities after founding", after, "of which after its founding", "其中成立以后的活动"),
    ]


def _school(view: View, about: str, _: list[Claimed]) -> Counted:
    own = view.mask(np.array([view.snapshot.at(about)], dtype=np.int32))
    units = wholes(view)
    units = units.where(own[units.start])
    offers = view.drop_simulated_evidence(units.join(Links.of(view.edges("OFFERS"), trail=True)))
    programs = np.unique(offers.end[view.seen[offers.end]]).astype(np.int32)
    firms = view.mask(view.places("Enterprise"))
    ends = [ties(view, kind, among=own, enterprises=firms).end for kind in TIES]
    tied = np.unique(np.concatenate(ends)).astype(np.int32)
    return school_headline(len(programs), len(tied)), [
        _count(view, "programs", programs, "Programs on record", "有记载的专业点"),
        _count(view, "enterprises", tied, "Enterprises with a tie on record", "有往来记载的企业"),
    ]


def _county(view: View, about: str, _: list[Claimed]) -> Counted:
    place = view.snapshot.at(about)

    def there(label: str) -> Places:
        links = view.drop_simulated_evidence(view.located(label, trail=True))
        # A unit of a school is no school of its own.
        counted = ~view.is_group & ~view.nodes.kind.among("unit")
        found = links.start[(links.end == place) & view.seen[links.start] & counted[links.start]]
        return np.unique(found).astype(np.int32)

    schools, programs, enterprises = there("School"), there("Program"), there("Enterprise")
    return county_headline(len(schools), len(programs), len(enterprises)), [
        _count(view, "schools", schools, "Named schools", "具名学校"),
        _count(view, "programs", programs, "Programs on record", "有记载的专业点"),
        _count(view, "enterprises", enterprises, "Named enterprises", "具名企业"),
    ]


def _shares(view: View, claims: list[Claimed]) -> Counted:
    """Return the shares that can be computed. One that rests on too few programs is refused, with the reason of the measure."""
    found = [figure for figure in ALIGNMENT.compute(view, {"by": "level"}).figures if figure.cells["denominator"]]
    given = [figure for figure in found if figure.refused is None]
    rows = [_share(figure) for figure in found]
    return shares_headline(len(given), len(claims)), rows


def _share(figure: Figure) -> Figure:
    part, whole = figure.cells["numerator"], figure.cells["denominator"]
    text = share_text(figure.cells["crosswalk"], figure.cells["group"], part, whole, figure.refused)
    cells = {
        "part": "verified",
        "status": "refused" if figure.refused else None,
        "text": text.text,
        "text_zh": text.text_zh,
        "thing": None,
        "unit": "%",
    }
    return Figure(f"share|{figure.key}", figure.value, figure.origin, cells, figure.evidence, figure.refused)


def _missing(view: View, about: str | None, claims: list[Claimed]) -> list[Coverage]:
    """Return what is missing, what was not collected first. Without an entity: programs of the regions that the shares are about."""
    regions = {one for claim in claims for one in claim.about}

    def fits(row: Coverage) -> bool:
        return row.scope == about if about is not None else row.scope in regions and row.sought in SHARES_SOUGHT

    found = [row for row in view.snapshot.coverage if row.status != COVERED and fits(row)]
    return sorted(found, key=lambda row: (FIRST_MISSING.index(row.status), row.sought == "Alliance", row.id))


KINDS = {"Alliance": _alliance, "School": _school, "County": _county}


def compute(view: View, given: Given) -> Outcome:
    """Compute the statements about an entity, or about the reported shares."""
    about = given.get("about")
    kind = label_of(about) if about else None
    if about and kind not in KINDS:
        text = f"Verdicts are given for alliances, schools and counties, not for {about}."
        return Outcome([], notes=[Note(text, "仅对联合体、学校和区县给出核查结论。")])
    claims = _claims(view, about)
    (status, headline), verified = _shares(view, claims) if about is None else KINDS[kind or ""](view, about, claims)
    missing = _missing(view, about, claims)
    rows = [
        _row("headline", "headline", headline, of=[claim.id for claim in claims], view=view, status=status, thing=about),
        _row("caution", "caution", CAUTION, view=view),
        *(_claimed(view, claim) for claim in claims),
        *verified,
    ]
    for row in missing:
        sentence = missing_text(row.sought, row.status)
        rows.append(_row(f"missing|{row.id}", "missing", sentence, of=[row.id], view=view, thing=row.id, status=row.status))
    if missing:
        rows.append(_row("next", "next", next_step(missing[0].sought), of=[missing[0].id], view=view, thing=missing[0].id))
    return Outcome(rows, claims=[claim.id for claim in claims])


MEASURE = Measure(
    name="verdict",
    title="What is claimed, what can be verified, and what is missing?",
    title_zh="报道怎么说，能核实什么，还缺什么？",
    about=(
        "For an alliance, a school or a county: one sentence on what is on record, the reported figures, what can be counted by name, what "
        "was not collected, and the next step. Without an entity: the same for the reported shares of aligned programs. A share of fewer "
        "than 10 programs is refused."
    ),
    about_zh=(
        "针对联合体、学校或区县：用一句话说明有哪些记载，并列出报道的数字、能按名称统计的内容、尚未收集的材料和下一步。"
        "不指定对象时，核查报道的专业契合比例。不足 10 个专业点的，不给比例。"
    ),
    group="evidence",
    unit="see the column unit",
    definition=__doc__,
    params=params(
        param(
            "about",
            "Thing?",
            "The alliance, school or county; empty: the reported shares of aligned programs.",
            "联合体、学校或区县；留空表示报道的专业契合比例。",
        ),
    ),
    returns=columns(part="str", status="str?", text="str", text_zh="str", thing="Thing?", unit="str?"),
    example={"about": "alliance:chenzhou-ftz-new-materials-it"},
    compute=compute,
    place=ALIGNMENT.place,
    labels={
        "text": Label("text", "结论"),
        "text_zh": Label("text (Chinese)", "结论"),
    },
)
